#!/bin/sh
# readme.sh - the README's commands run as printed, in order, in one folder.
#
# A block marked ```conf whose first line is "# NAME.conf" is first written to that file.  `./quickstart` is the real one
# if this is quickstart's own build; else it stands for the program that was built.
# `./quickstart --test` is left to .ci/run, and the block "Building by hand" to tests/byhand.sh.
. "${srcdir:-.}/tests/cli/common.sh"
readme=$srcdir/README.md

program=$catapult
if [ "$srcdir/build" -ef . ] && [ -f quickstart.source ]; then
    program=$srcdir/quickstart
fi
printf '#!/bin/sh\nexec "%s" "$@"\n' "$program" >"$dir/work/quickstart"
chmod +x "$dir/work/quickstart"

# Preset files.
awk -v folder="$dir/work" '
    /^```/ { file = ""; first = $0 == "```conf"; next }
    first { first = 0; if ($0 ~ /^# [a-z0-9-]+\.conf/) file = folder "/" $2 }
    file != "" { print >file }' "$readme"

# Blocks of commands, one command a line; and what the last command of a block prints, if a block marked
# ```text follows at once.
mkdir "$dir/block"
awk -v folder="$dir/block" '
    /^## / { by_hand = $0 == "## Building by hand" }
    /^```/ {
        was = inside
        inside = was ? "" : substr($0, 4)
        if (!was && inside == "sh" && !by_hand)
            commands = folder "/" (100 + ++count)
        else if (!was && inside == "text" && after)
            printed = commands ".printed"
        after = was == "sh" && !by_hand
        next
    }
    inside == "sh" && !by_hand && !/^ *#/ && NF { print >commands }
    inside == "text" && printed { print >printed }
    !inside { printed = "" }
    !inside && NF { after = 0 }' "$readme"
[ "$(cat "$dir"/block/??? | wc -l)" -ge 8 ] || fail commands "only $(cat "$dir"/block/??? | wc -l) found"

# same WANTED GOT: word by word; numbers may differ by a thousandth, as those of another BLAS may.
same() {
    awk '
        function close_to(a, b) { return (a - b) ^ 2 <= 1e-6 * (a ^ 2 + b ^ 2) / 2 }
        function number(text) { return text ~ /^-?[0-9]+[.0-9]*(e[-+][0-9]+)?[,;)]*$/ }
        NR == FNR { wanted[FNR] = $0; lines = FNR; next }
        {
            n = split(wanted[FNR], word, " ")
            bad = n != NF
            for (i = 1; i <= n && !bad; i++)
                bad = word[i] != $i && !(number(word[i]) && number($i) && close_to(word[i] + 0, $i + 0))
            if (bad) { print "line " FNR " is: " $0; exit }
        }
        END { if (!bad && FNR != lines) print "it has " FNR " lines" }' "$1" "$2"
}

for block in "$dir"/block/???; do
    while read -r line <&4; do
        case $line in
        "./quickstart --test"*)
            if [ ! -f "$srcdir/.ci/run" ] || grep -q '^counted ./quickstart --test$' "$srcdir/.ci/run"; then
                ok "$line (what .ci/run runs)"
            else
                fail "$line" ".ci/run does not run it"
            fi
            ;;
        *) runs "$line" ;;
        esac
    done 4<"$block"
    if [ -f "$block.printed" ]; then
        different=$(same "$block.printed" "$dir/out")
        shown="$(tail -n 1 "$block") prints what is shown"
        if [ -z "$different" ]; then ok "$shown"; else fail "$shown" "$different"; fi
    fi
done

# Commands in the middle of a sentence.
awk '/^```/ { inside = !inside } !inside' "$readme" | tr '\n' ' ' | grep -o '`\(\./quickstart\|catapult\) [^`]*`' |
    tr -d '`' | grep -v -e '--test' | sort -u >"$dir/inline"
while read -r line <&4; do
    runs "$line"
done 4<"$dir/inline"

# The message that is shown for a mistake in mine.conf.
mkdir "$dir/work/mistake"
sed 's/widths/widht/' "$dir/work/mine.conf" >"$dir/work/mistake/mine.conf"
message=$(cd "$dir/work/mistake" && catapult show mine.conf 2>&1)
if grep -q -F -e "\`$message\`" "$readme"; then
    ok message
else
    fail message "it is now: $message"
fi

# The table of keys is the program's own.
awk '
    /^## / { keys = $0 == "## Keys" }
    /^```/ { inside = keys && $0 == "```text"; next }
    inside' "$readme" >"$dir/keys"
if ! catapult help keys >"$dir/out" 2>"$dir/err"; then
    ok "keys # SKIP no laboratory in this build"
elif diff "$dir/keys" "$dir/out" >"$dir/diff"; then
    ok keys
else
    fail keys "not what 'catapult help keys' prints: $(sed -n 2p "$dir/diff")"
fi

exit $failed
