#!/bin/sh
# same-bits.sh - twenty processes with two threads each, some one after another and some at the same time, write the same
# CSV byte for byte.  And a run of a million steps: its last row equals the end of a run without stops, and its phase is
# still correct.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99
run() {
    catapult run fig3 --model all --steps 12 --set network.widths=900 --threads 2 --csv "$1" >/dev/null 2>>err </dev/null
}
run first.csv
differ=
for i in $(seq 19); do
    run $i.csv &
    [ $((i % 4)) -ne 0 ] || wait
done
wait
for i in $(seq 19); do
    cmp -s first.csv $i.csv || differ="$differ $i"
done
if [ -s err ] || [ -n "$differ" ]; then fail 'twenty runs' "other than the first:$differ $(head -n 1 err)"; else ok 'twenty runs'; fi

cat >long.conf <<'EOP'
model = quadratic
eta = 0.01crit
data { source = gaussian n = 2 d = 1 test = 1 }
network { widths = {2} activation = tanh }
spectrum { top = 1 every = 1000 }
stop { loss = 0 patience = 0 }
EOP
catapult run long.conf --steps 1000000 --threads 1 --csv long.csv >out 2>err </dev/null
status=$?
if [ $status -ne 0 ] || [ "$(wc -l <long.csv)" -ne 1000003 ]; then
    fail 'a million steps' "exit status $status, $(wc -l <long.csv) lines: $(head -n 1 err)"
elif ! tail -n 1 long.csv | grep -q '^quadratic,1000000,.*,lazy,[^a-z]*,[a-z]*$'; then
    fail 'a million steps' "$(tail -n 1 long.csv)"
elif awk -F, 'NR > 3 { if ($4 > last * (1 + 1e-9) + 1e-24) rises++ } { last = $4 } END { exit rises > 0 }' long.csv; then
    ok 'a million steps'
else
    fail 'a million steps' 'the loss rises below eta_crit'
fi
exit $failed
