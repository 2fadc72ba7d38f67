#!/bin/sh
# man.sh - the manual page: mandoc has no warnings, the page contains everything in the program's tables, its CSV and its
# dump, and its examples run.
. "${srcdir:-.}/tests/cli/common.sh"
page=$PWD/man/catapult.1
mandoc=${MANDOC:-mandoc}

if ! command -v "$mandoc" >/dev/null; then
    ok "lint # SKIP no mandoc"
    sed 's/\\[&]//g; s/\\-/-/g' "$page" >"$dir/page"
else
    if "$mandoc" -T lint -W warning "$page" >"$dir/out" 2>&1 && [ ! -s "$dir/out" ]; then
        ok lint
    else
        fail lint "$(head -n 3 "$dir/out")"
    fi
    "$mandoc" -T ascii -O width=200 "$page" | sed 's/.\x08//g' >"$dir/page"
fi
if grep -n '@' "$page"; then
    fail filled "a line of the template was left"
else
    ok filled
fi

# The words of the page; and those that it must have, by what they are.
{
    tr -s ' ,()=' '\n' <"$dir/page"
    tr -s ' ' '\n' <"$dir/page" # keys are made of such characters
} | sort -u >"$dir/words"
wants() {
    if [ "$(sort -u "$dir/wanted" | wc -l)" -lt "$2" ]; then
        fail "$1" "only these were found: $(tr '\n' ' ' <"$dir/wanted")"
    elif grep -v -x -F -f "$dir/words" "$dir/wanted" >"$dir/out"; then
        fail "$1" "not in the page: $(tr '\n' ' ' <"$dir/out")"
    else
        ok "$1"
    fi
}

catapult --help | sed -n '/^commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p' >"$dir/names"
cp "$dir/names" "$dir/wanted"
wants commands 5
while read -r name; do
    catapult "$name" --help 2>/dev/null
done <"$dir/names" | sed -n 's/^ [ a-z,-]* \(--[a-z][a-z-]*\)  *.*/\1/p' >"$dir/wanted"
wants options 10
catapult help settings | grep '^[a-z]' >"$dir/wanted"
wants settings 20
if catapult help keys >"$dir/out" 2>"$dir/err"; then
    sed -n 's/^  //p' "$dir/out" | sed 's/   *.*//' | tr ' ' '\n' >"$dir/wanted"
    wants keys 30
else
    ok "keys # SKIP no laboratory in this build"
fi

# Columns of the CSV and files of the dump; a family like lambda_3 by its first member.
section() {
    sed -n "/^$1\$/,/^[A-Z]/p" "$dir/page"
}
(
    cd "$dir/work" || exit
    catapult run fig3 --steps 2 --csv columns.csv
    catapult run sgd --steps 2 --dump batches
    catapult run fig8a --steps 2 --dump general
) >/dev/null 2>"$dir/err" || fail run "$(head -n 1 "$dir/err")"
sed -n '2s/,/ /gp' "$dir/work/columns.csv" | tr ' ' '\n' | sed 's/_[0-9]*$/_1/' | sort -u >"$dir/columns"
[ "$(wc -l <"$dir/columns")" -ge 10 ] || fail columns "the CSV has $(tr '\n' ' ' <"$dir/columns")"
while read -r column; do
    section CSV | grep -q "^ .*\<$column\>" && ok "column $column" || fail "column $column" "is not described"
done <"$dir/columns"
(cd "$dir/work" && ls batches general) | grep '\.' | sort -u | sed 's/^w0_[0-9]*/w0_0/' | sort -u >"$dir/files"
[ "$(wc -l <"$dir/files")" -ge 8 ] || fail dump "the folders have $(tr '\n' ' ' <"$dir/files")"
while read -r file; do
    section DUMP | grep -q "^ .*\<$file\>" && ok "dump $file" || fail "dump $file" "is not described"
done <"$dir/files"

sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^catapult /&/p' "$page" | sed 's/\\-/-/g' >"$dir/examples"
[ "$(wc -l <"$dir/examples")" -ge 4 ] || fail examples "only $(wc -l <"$dir/examples") found"
while read -r line <&4; do
    runs "$line"
done 4<"$dir/examples"

exit $failed
