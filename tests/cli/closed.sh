#!/bin/sh
# closed.sh - standard input, output or error closed: no file gets its descriptor, and so no message is written into it.
#
# If standard output cannot be written, that is an error; files are the same as in an undisturbed run.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99
cat >tiny.conf <<'EOP'
model = network
data { source = sphere  n = 6  d = 4  test = 3 }
network { widths = {8} }
stop { steps = 9  loss = 0 }
EOP
acts() {
    printf 'forward 2\neta 0.4\nforward 2\n'
}
# ends NAME WANTED STATUS [MESSAGE]: a command has ended so, and said that in one line.
ends() {
    if [ "$3" -ne "$2" ]; then
        fail "$1" "exit status $3: $(head -n 1 err)"
    elif [ -n "${4-}" ] && { [ "$(wc -l <err)" -ne 1 ] || ! grep -q "^catapult: .*$4" err; }; then
        fail "$1" "$(cat err)"
    else
        ok "$1"
    fi
}
same() {
    if cmp -s "$2" "$3"; then ok "$1"; else fail "$1" "$(diff "$2" "$3" | head -n 2 | tr '\n' ' ')"; fi
}
# The rows of a sweep without what differs from one to the next.
rows() {
    sed '/^#/d' "$1" | LC_ALL=C sort
}
lost='standard output: cannot write'

: >err
catapult run tiny.conf --csv good.csv >out || fail tiny 'does not run'
for words in list 'show tiny.conf' 'run tiny.conf' --help --version 'help settings'; do
    catapult $words 2>err >&-
    ends "$words >&-" 2 $? "$lost"
done
catapult run tiny.conf --csv - 2>err >&-
status=$? # the summary is on standard error, then
tail -n 1 err >last
mv last err
ends 'run --csv - >&-' 2 $status "$lost"
catapult run tiny.conf --csv all.csv 2>err >&-
ends 'run, summary lost' 2 $? "$lost"
same 'run, rows kept' all.csv good.csv
for path in /dev/stdout /dev/fd/1; do
    catapult run tiny.conf --csv $path 2>err >&-
    ends "run --csv $path >&-" 2 $? "$path: cannot write"
done
rm -f all.csv
catapult run tiny.conf --csv all.csv <&- >&- 2>&-
ends 'run, all closed' 2 $?
same 'run, all closed: rows' all.csv good.csv
catapult run no-such-preset 2>&- >out
ends 'message lost' 2 $?
[ ! -s out ] || fail 'message lost' "$(cat out)"

# One run fails, and is told of on standard error while rows are written.
grid='sweep tiny.conf --etas 1e308crit,1crit --models network -j 1'
catapult $grid --out good.sweep >out 2>err
ends sweep 2 $?
grep -q '1 of 2 runs failed' err || fail sweep "$(cat err)"
catapult $grid --out bad.sweep 2>&- >out
ends 'sweep 2>&-' 2 $?
rows good.sweep/runs.csv >wanted
rows bad.sweep/runs.csv >got
same 'sweep 2>&-: rows' got wanted
catapult $grid --out bad.sweep --resume >out 2>err
ends 'sweep 2>&-, resumed' 2 $?
grep -q '1 of 2 runs failed' err || fail 'sweep 2>&-, resumed' "$(cat err)"

# Standard output is a file without a name (removed, or outside of a chroot): the link that leads to it stays a link.
if [ -e /proc/self/fd/1 ]; then
    ln -s /proc/self/fd/1 link
    exec 3>nameless 4<nameless
    rm nameless
    catapult run tiny.conf --csv link >&3 2>err
    ends 'a file without a name' 0 $?
    if [ -L link ]; then ok 'its link stays'; else fail 'its link stays' 'a file is in its place'; fi
    if grep -q '^network,9,' <&4; then ok 'its rows'; else fail 'its rows' 'no row of the last step'; fi
    exec 3>&- 4<&-
fi

if ! catapult --help | grep -q 'left out of this build'; then
    acts | catapult lab tiny.conf --plain --record good.session >out 2>err
    ends 'lab --plain' 0 $?
    acts | catapult lab tiny.conf --plain --record bad.session 2>err >&-
    ends 'lab --plain >&-' 2 $? "$lost"
    same 'lab --plain >&-: recording' bad.session good.session
    catapult play bad.session --csv played.csv >out 2>err
    ends 'its recording plays' 0 $?
    catapult lab tiny.conf --plain <&- >out 2>err
    ends 'lab --plain <&-' 0 $?
    catapult lab tiny.conf >&- 2>err
    ends 'lab >&-' 2 $? terminal
fi
exit $failed
