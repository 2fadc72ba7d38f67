#!/bin/sh
# writing-a-preset.sh - the commands of docs/writing-a-preset.md run as printed, in one folder, and print what is shown.
#
# A block marked ```csv or ```conf is the file that its first line names.  A ```text block shows beginnings of lines that
# the ```sh block before it printed, in that order; ```stderr those of an error, whose exit status is 2.
. "${srcdir:-.}/tests/cli/common.sh"
page=$srcdir/docs/writing-a-preset.md

# Every block into a file NUMBER.KIND, in the order of the page.
mkdir "$dir/block"
awk -v folder="$dir/block" '
    /^```/ { if (inside) inside = ""; else { inside = substr($0, 4); file = folder "/" (100 + ++count) "." inside }; next }
    inside { print >file }' "$page"
[ "$(ls "$dir/block" | wc -l)" -ge 12 ] || fail blocks "only $(ls "$dir/block" | wc -l) found"

# shown WANTED GOT: the first line of WANTED that GOT does not have, after the one before; numbers may differ by a
# thousandth, and what is behind the word ok, rounding, by anything.
shown() {
    awk '
        function number(text) { return text ~ /^[-(]?[0-9]+[.0-9]*(e[-+]?[0-9]+)?[,;:)]*$/ }
        function value(text) { gsub(/[(),;:]/, "", text); return text + 0 }
        function alike(a, b) { return (value(a) - value(b)) ^ 2 <= 1e-6 * (value(a) ^ 2 + value(b) ^ 2) / 2 }
        function begins(wanted, got,    a, b, n, i, rounding) {
            n = split(wanted, a, " ")
            split(got, b, " ")
            for (i = 1; i <= n; i++) {
                rounding = rounding || a[i] == "ok" && i == 2
                if (a[i] != b[i] && !(number(a[i]) && number(b[i]) && (rounding || alike(a[i], b[i]))))
                    return 0
            }
            return 1
        }
        NR == FNR { wanted[++lines] = $0; next }
        at < lines && begins(wanted[at + 1], $0) { at++ }
        END { if (at < lines) print wanted[at + 1] }' "$1" "$2"
}

: >"$dir/out"
for block in "$dir"/block/*; do
    case $block in
    *.csv | *.conf)
        file=$(head -n 1 "$block" | sed 's/^# //')
        cp "$block" "$dir/work/$file"
        ;;
    *.sh)
        name=$(tail -n 1 "$block")
        (cd "$dir/work" && sh -e "$block") >"$dir/out" 2>"$dir/err" </dev/null
        status=$?
        wanted=0
        next=$(ls "$dir/block" | grep -A 1 "^${block##*/}\$" | tail -n 1)
        case $next in *.stderr) wanted=2 ;; esac
        if [ $status -eq $wanted ]; then ok "$name"; else fail "$name" "exit status $status: $(head -n 1 "$dir/err")"; fi
        ;;
    *.text | *.stderr)
        case $block in *.text) got=$dir/out ;; *) got=$dir/err ;; esac
        missing=$(shown "$block" "$got")
        if [ -z "$missing" ]; then ok "$name prints what is shown"; else fail "$name" "no line like: $missing"; fi
        ;;
    *) fail "${block##*/}" "a block of no known kind" ;;
    esac
done

exit $failed
