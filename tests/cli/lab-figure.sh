#!/bin/sh
# lab-figure.sh - a figure for print from inside the laboratory: its numbers are the run's, hostile titles stay text, no
# existing file is changed, and without gnuplot it says so.
. "${srcdir:-.}/tests/cli/common.sh"
if "$catapult" --help | grep -q 'left out of this build'; then
    ok "lab-figure # SKIP no laboratory in this build"
    exit 0
fi
cd "$dir/work" || exit 99

# figures COMMANDS: in a laboratory without a screen, with what it said in $dir/out.
figures() {
    printf '%b\n' "$1" | catapult lab single --set "title=it's <b> {/Symbol a} \`touch pwned\` \"x\"" --plain >"$dir/out" 2>"$dir/err"
}

# Without gnuplot; sh and what it needs are not looked for by the program.
mkdir nothing
printf 'forward 5\nfigure alone.svg\n' | PATH=$dir/work/nothing "$catapult" lab single --plain >"$dir/out" 2>"$dir/err"
if [ $? -ne 0 ] || ! grep -q '^gnuplot is not installed' "$dir/out"; then fail absent "$(tail -n 1 "$dir/out")"
elif [ ! -s alone.csv ] || [ ! -s alone.gp ] || [ -e alone.svg ]; then fail absent "$(ls)"
else ok absent; fi

# The rows are those of the run.
catapult run single --steps 5 --csv run.csv >/dev/null 2>&1
sed -n 's/^quadratic,\([0-9]*\),\([^,]*\),\([^,]*\),.*/\1,\2,\3/p' run.csv >wanted
sed -n 's/^0,\([0-9]*\),\([^,]*\),\([^,]*\),.*,quadratic$/\1,\2,\3/p' alone.csv >got
if [ "$(wc -l <wanted)" -eq 6 ] && cmp -s wanted got; then ok rows; else fail rows "$(diff wanted got | head -n 2)"; fi

if ! command -v gnuplot >/dev/null; then
    ok "lab-figure # SKIP no gnuplot"
    exit $failed
fi
figures 'eta 1.5crit\nforward 30\nfigure a.svg\nfigure b.pdf\nfigure c.png\nfigure a.svg\nfigure d.tex\nfigure no/e.svg\nfigure .svg'
if grep -q '^wrote a.svg$' "$dir/out" && grep -q 'touch pwned' a.svg && grep -q '</svg>' a.svg && [ ! -e pwned ]; then ok svg
else fail svg "$(grep -e wrote -e gnuplot "$dir/out")"; fi
head -c 5 b.pdf | grep -q '^%PDF-' && ok pdf || fail pdf "$(grep -e wrote -e gnuplot "$dir/out")"
[ "$(head -c 4 c.png | tail -c 3)" = PNG ] && ok png || fail png "$(grep -e wrote -e gnuplot "$dir/out")"
grep -q '^./a.csv is there already$' "$dir/out" && ok taken || fail taken "$(tail -n 4 "$dir/out")"
[ "$(grep -c "must end in .svg, .pdf or .png$" "$dir/out")" -eq 2 ] && ok ending || fail ending "$(tail -n 4 "$dir/out")"
grep -q '^cannot write no/e.csv: ' "$dir/out" && ok folder || fail folder "$(tail -n 4 "$dir/out")"

# Whose script is damaged by hand: gnuplot's own words.
mkdir fake
printf '#!/bin/sh\necho "line 3: undefined" >&2\nexit 1\n' >fake/gnuplot
chmod +x fake/gnuplot
printf 'forward 5\nfigure f.svg\n' | PATH=$dir/work/fake:$PATH catapult lab single --plain >"$dir/out" 2>"$dir/err"
grep -q '^.*f.gp: gnuplot failed: line 3: undefined$' "$dir/out" && [ ! -e f.svg ] && ok words || fail words "$(tail -n 1 "$dir/out")"
exit $failed
