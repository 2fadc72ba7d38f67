#!/bin/sh
# shot.sh - pictures without a terminal: complete files, valid XML, and the command inside makes the same picture again.
. "${srcdir:-.}/tests/cli/common.sh"
if "$catapult" --help | grep -q 'left out of this build'; then
    ok "shot # SKIP no laboratory in this build"
    exit 0
fi
cd "$dir/work" || exit 99
cat >hostile.conf <<'END'
# hostile.conf - a title that no file may take literally
title = "<b>&\"'`;$(touch gone) --> \\e[31m"
eta = 0.9crit
data { source = gaussian  n = 20  d = 1  test = 10 }
network { widths = {60} }
END

# shot NAME ARGUMENTS...: writes shot-NAME, and twice the same.
shot() {
    name=$1
    shift
    rm -f "$name"
    if ! catapult lab "$@" --shot "$name" >"$dir/out" 2>"$dir/err" || [ -s "$dir/err" ]; then
        fail "shot $name" "$(head -n 1 "$dir/err")"
    elif ! [ -s "$name" ]; then
        fail "shot $name" "there is no such file"
    else
        ok "shot $name"
    fi
}

shot first.svg hostile.conf --steps 7 --size 100x30
shot first.txt hostile.conf --steps 7 --size 100x30
# eta_max is waited for if it is asked for, or if a rate needs it; the picture says by which command it was made.
shot waited.txt hostile.conf --steps 7 --size 100x30 --wait eta_max
shot needed.txt hostile.conf --steps 7 --size 100x30 --do 'eta 0.5max'
if ! grep -q 'eta_max [0-9]' first.txt && grep -q 'eta_max [0-9.]* measured' waited.txt && grep -q 'eta_max [0-9.]* measured' needed.txt; then
    ok "eta_max waited for"
else
    fail "eta_max waited for" "$(grep -h eta_crit first.txt waited.txt needed.txt)"
fi
grep -q -e '--wait eta_max --shot' waited.txt && ! grep -q -e --wait first.txt && ok "says --wait" || fail "says --wait" "$(tail -n 1 waited.txt)"
rm -f waited.txt needed.txt
shot light.svg hostile.conf --steps 7 --theme light --glyphs block
shot mono.svg hostile.conf --steps 7 --color never
shot ascii-done.txt hostile.conf --steps 4 --do 'eta 0.5crit;forward 2;model network; glyphs ascii'
if grep -q ' t 6 .*= 0.5000 eta_crit' ascii-done.txt && grep -q '^ network\|o network  fc 1-60-1' ascii-done.txt; then
    ok "do done"
else
    fail "do done" "$(sed -n 1,2p ascii-done.txt)"
fi
if catapult help keys | grep -q ' directions '; then # a screen that is drawn from probes
    shot ascii-screen.txt hostile.conf --do 'directions; forward 12' --steps 0 --glyphs ascii
    grep -q spectrum ascii-screen.txt || fail screen "no spectrum"
fi
shot ascii.txt hostile.conf --steps 7 --glyphs ascii
shot rows.csv hostile.conf --steps 7 --set 'eta=1.1crit'
catapult run hostile.conf --steps 7 --set eta=1.1crit --csv run.csv >/dev/null
[ ! -e gone ] && ok "title is not run" || fail "title is not run" "it was"

# All but the comment.
rows() {
    sed 1d "$1"
}
if [ "$(rows rows.csv)" = "$(rows run.csv)" ] && [ "$(wc -l <rows.csv)" -gt 8 ]; then
    ok "rows of run"
else
    fail "rows of run" "others"
fi

if LC_ALL=C grep -q '[^ -~]' ascii.txt; then fail "ascii" "other characters"; else ok ascii; fi
if [ "$(sed '$d' first.txt | wc -l)" -eq 30 ]; then ok size; else fail size "$(wc -l <first.txt) lines"; fi

# The command that stands in a file makes that file.
again() {
    mkdir -p again
    echo "$2" | sed "s|screen\.[a-z]*$|again/$1|; s|rows\.csv$|again/$1|" >command
    if sh ./command >"$dir/out" 2>"$dir/err" && cmp -s "$1" "again/$1"; then
        ok "again $1"
    else
        fail "again $1" "$(cat command): $(head -n 1 "$dir/err")"
    fi
}
again first.txt "$(sed -n '$s/^# //p' first.txt)"
again ascii.txt "$(sed -n '$s/^# //p' ascii.txt)"

# So does that of another screen, looked at otherwise: all but the last line but two, which tells what was done last.
looks() {
    name=looks-$1.txt
    shot "$name" hostile.conf --steps 40 --glyphs ascii --do "$2"
    sed -n '$s/^# //p' "$name" | sed "s|screen\.txt$|again-$name|" >command
    mkdir -p again
    if sh ./command >"$dir/out" 2>"$dir/err" && [ "$(grep -v -e '^#' -e ' last: ' "$name")" = \
            "$(grep -v -e '^#' -e ' last: ' "again-$name")" ] && [ "$(wc -l <"again-$name")" -eq 25 ]; then
        ok "looks $1"
    else
        fail "looks $1" "$(cat command): $(head -n 1 "$dir/err")"
    fi
}
looks main 'model network; overlay; pane; log; zoom-in 12; left 3'
looks portrait 'portrait; pane; zoom'
looks runs 'runs; pane; log; pane; pane; back 4'
looks directions 'pane; log; directions; pane; log; pane; log; first; right 30'
if command -v python3 >/dev/null; then
    for file in first.svg light.svg; do
        again "$file" "$(python3 - "$file" <<'END'
import sys
import xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
space = "{http://www.w3.org/2000/svg}"
assert root.tag == space + "svg"
assert "<b>&\"'`;$(touch gone) -->" in root.find(space + "title").text, root.find(space + "title").text
print(root.find(space + "desc").text)
END
        )"
    done
    # The words of the picture are those of the text.
    python3 - first.svg first.txt >"$dir/out" 2>&1 <<'END'
import sys
import xml.etree.ElementTree as tree
words = "".join(e.text for e in tree.parse(sys.argv[1]).iter("{http://www.w3.org/2000/svg}text"))
text = "".join(c for line in open(sys.argv[2], encoding="utf-8").readlines()[:-1] for c in line if 32 < ord(c) < 127)
assert sorted(c for c in words if ord(c) < 127) == sorted(text), (sorted(words), sorted(text))
END
    if [ $? -eq 0 ]; then ok words; else fail words "$(tail -n 1 "$dir/out")"; fi
else
    ok "again # SKIP no python3"
fi

# The README's picture is of the command that stands above it.
made=$(sed -n 's|^<!-- made by: \(.*\) --shot docs/fig3.svg -->$|\1|p' "$srcdir/README.md")
if [ -n "$made" ] && grep -q -F -e "<desc>$made --shot screen.svg</desc>" "$srcdir/docs/fig3.svg"; then
    ok "README's picture"
else
    fail "README's picture" "not by: $made"
fi

# A command is obeyed to its end, however long: no part of one is another.
catapult lab hostile.conf --steps 0 --do "set title=$(printf '%0250d' 0) network.widths=123; write long.csv; forward 1e1; write after.csv" \
    --shot long.txt 2>"$dir/err"
if grep -q -e '--set network.widths=123\>' long.txt && [ "$(tail -n 1 after.csv | cut -d, -f2)" = 10 ]; then ok long; else
    fail long "$(head -n 1 "$dir/err"; tail -n 1 long.txt)"; fi
rm -f long.* after.csv

# refused NAME WORDS ARGUMENTS...: exit status 2, one line with the words, no file.
refused() {
    name=$1 words=$2
    shift 2
    catapult lab "$@" >"$dir/out" 2>"$dir/err"
    if [ $? -eq 2 ] && [ "$(wc -l <"$dir/err")" -eq 1 ] && grep -q -e "$words" "$dir/err"; then
        ok "$name"
    else
        fail "$name" "$(head -n 1 "$dir/err")"
    fi
}
refused ending 'does not end in' hostile.conf --shot x.png
refused size "'0x5' is not COLSxROWS" hostile.conf --shot x.svg --size 0x5
refused size-rest "'80x24x' is not COLSxROWS" hostile.conf --shot x.svg --size 80x24x
refused wait "'eta_crit' is not eta_max" hostile.conf --shot x.svg --wait eta_crit
refused steps 'is not a number of steps' hostile.conf --shot x.svg --steps many
refused command "did you mean 'model'" hostile.conf --steps 1 --do 'modle network' --shot x.svg
refused value "eta: '1critt' is not a learning rate" hostile.conf --steps 1 --do 'eta 1critt' --shot x.svg
refused number "zoom-in: 'x' is not a whole number" hostile.conf --steps 1 --do 'zoom-in x' --shot x.svg
refused taken 'write: first.svg is there already' hostile.conf --steps 1 --do 'write first.svg' --shot x.svg
refused unwritable 'figure: cannot write nowhere/x.csv' hostile.conf --steps 1 --do 'figure nowhere/x.svg' --shot x.svg
refused long "do: a command of 50[0-9]* bytes" hostile.conf --do "set title=$(printf '%05000d' 0) seed=2" --shot x.svg
refused whole "forward: '0x4' is not a whole number" hostile.conf --steps 1 --do 'forward 0x4' --shot x.svg
refused half "'1.5' is not a number of steps" hostile.conf --steps 1.5 --shot x.svg
refused do 'do goes with' hostile.conf --do model
refused alone '\-\-steps goes with \-\-shot' hostile.conf --steps 4
refused theme "'pink' is not safe, dark, light, contrast or mono" hostile.conf --theme pink --shot x.svg
refused folder "no folder 'nowhere'" hostile.conf --out nowhere
refused no-folder 'cannot write' hostile.conf --steps 1 --shot nowhere/x.svg
refused data "there is no 'absent.csv'\|absent.csv" --set data.source=csv --set data.path=absent.csv --shot x.svg
# A preset's comment is shown whole, however long its lines are.
mkdir comment
{ printf '# %s\n# and then its end\n' "$(yes many | head -n 85 | tr '\n' ' ')"; cat hostile.conf; } >comment/hostile-comment.conf
catapult lab hostile-comment --presets comment --steps 0 --size 160x70 --do 'settings; pane' --shot comment/settings.txt >"$dir/out" 2>"$dir/err"
if grep -q 'and then its end' comment/settings.txt; then ok "long comment"; else fail "long comment" "$(head -n 1 "$dir/err")"; fi
rm -r comment
ls | grep -v -e '^first' -e '^light' -e '^mono' -e '^ascii' -e '^looks' -e '^rows' -e '^run' -e again -e command -e hostile >"$dir/left"
if [ ! -s "$dir/left" ]; then ok "nothing else written"; else fail "nothing else written" "$(cat "$dir/left")"; fi
exit $failed
