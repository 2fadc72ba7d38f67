#!/bin/sh
# sweep-race.sh - sweeps started at once into a folder that does not exist: one gets it, the others say so, no row is
# lost.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99
cat >t.conf <<'EOP'
model = network
data { source = sphere n = 6 d = 4 test = 3 }
network { widths = {8} }
stop { steps = 40 loss = 0 }
EOP

# race ETAS ETAS [OPTION]...: both at once; $first and $second are the exit statuses.
race() {
    one=$1 two=$2
    shift 2
    rm -rf d
    catapult sweep t.conf --etas $one --seeds 3 -j 1 --out d "$@" >out1 2>err1 </dev/null &
    pid1=$!
    catapult sweep t.conf --etas $two --seeds 3 -j 1 --out d "$@" >out2 2>err2 </dev/null &
    wait $pid1
    first=$?
    wait $!
    second=$?
}
# of_one ETAS: the folder is whole, and that of the one sweep with these etas.
of_one() {
    [ "$(grep -c '^network' d/runs.csv)" -eq 6 ] && grep -q "etas=$1" d/runs.csv && grep -q "etas=$1" d/summary.csv
}
refused() {
    [ "$(wc -l <$1)" -eq 1 ] && grep -q '^catapult: d/runs.csv\(: another sweep\| is there already\)' $1
}

lost=0
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    race 0.5crit,1.5crit 0.6crit,1.6crit
    case $first$second in
    02) of_one 0.5crit,1.5crit && refused err2 ;;
    20) of_one 0.6crit,1.6crit && refused err1 ;;
    *) false ;;
    esac && continue
    lost=1
    fail "race $i" "exit statuses $first and $second, $(grep -c '^network' d/runs.csv) rows: $(cat err1 err2 | head -n 1)"
done
[ $lost -eq 1 ] || ok "two sweeps at once, 20 times"

# The same sweep twice, each ready to go on with what is there.
lost=0
for i in 1 2 3 4 5; do
    race 0.5crit,1.5crit 0.5crit,1.5crit --resume
    case $first$second in 00 | 02 | 20) of_one 0.5crit,1.5crit && continue ;; esac
    lost=1
    fail "resumed race $i" "exit statuses $first and $second, $(grep -c '^network' d/runs.csv) rows"
done
[ $lost -eq 1 ] || ok "a sweep resumed twice at once"
exit $failed
