#!/bin/sh
# help.sh - every command's --help shows its usage, and its examples run.
. "${srcdir:-.}/tests/cli/common.sh"
echo 'title = "a preset of my own"' >"$dir/work/mine.conf" # examples speak of it

printf 'session 1\ndata.n="20"\nnetwork.widths="50"\nbegin\n7 eta 0.2 0.2\n7 forward 110\n' >"$dir/work/lecture.session"
printf 'lesson 1\ntitle Mine\nset network.widths=50\nset data.n=20\nslide One\ntext Here.\n' >"$dir/work/mine.lesson"

# examples COMMAND...: the lines under "examples:" of a help text.
examples() {
    catapult "$@" | sed -n '/^examples:$/,/^$/s/^  //p'
}

names=$(catapult --help | sed -n '/^commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p' | grep -v '^help$')
[ "$(echo "$names" | wc -l)" -ge 4 ] || fail commands "only these were found: $names"
for name in $names; do
    catapult "$name" --help >"$dir/long" 2>"$dir/err"
    status=$?
    catapult "$name" -h >"$dir/short" 2>&1
    catapult help "$name" >"$dir/word" 2>&1
    if [ $status -ne 0 ] || [ -s "$dir/err" ]; then
        fail "$name --help" "exit status $status: $(head -n 1 "$dir/err")"
    elif ! head -n 1 "$dir/long" | grep -q "^usage: catapult $name"; then
        fail "$name --help" "its first line is $(head -n 1 "$dir/long")"
    elif ! cmp -s "$dir/long" "$dir/short" || ! cmp -s "$dir/long" "$dir/word"; then
        fail "$name --help" "-h and 'help $name' say something else"
    elif ! grep -q '^  *--set KEY=VALUE' "$dir/long"; then
        fail "$name --help" "--set is not in it"
    else
        ok "$name --help"
    fi
    examples "$name" --help >"$dir/examples"
    [ -s "$dir/examples" ] || [ "$name" = lab ] || fail "$name --help" "no examples"
    while read -r line <&4; do
        runs "$line"
    done 4<"$dir/examples"
done

examples --help >"$dir/examples"
while read -r line <&4; do
    runs "$line"
done 4<"$dir/examples"

for page in settings keys; do
    catapult help $page >"$dir/out" 2>"$dir/err"
    if [ $? -ne 0 ] && grep -q 'without the laboratory' "$dir/err"; then
        ok "help $page # SKIP no laboratory in this build"
    elif [ "$(wc -l <"$dir/out")" -lt 20 ]; then
        fail "help $page" "$(head -n 1 "$dir/err")"
    else
        ok "help $page"
    fi
done

exit $failed
