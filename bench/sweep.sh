#!/bin/sh
# sweep.sh - how much faster a sweep is with two workers: the same sweep with -j 1 and -j 2, turn and turn about, so
# that what else the machine does meets both; then the ratio of every pair, and of the two least times.
#
#   bench/sweep.sh [PAIRS]      in the build folder; CATAPULT names another program
set -eu
program=${CATAPULT:-./catapult}
pairs=${1:-5}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM

# seconds JOBS
seconds() {
    rm -rf "$dir/out"
    "$program" sweep fig3 --etas 0.4crit:1.9crit:12 --seeds 2 --models all --set network.widths=400 \
        --set stop.steps=150 --set stop.patience=0 -j "$1" --out "$dir/out" >"$dir/text" 2>/dev/null
    sed -n 's/.* made in \([0-9.]*\) s.*/\1/p' "$dir/text"
}

echo "sweep of 72 runs (fig3, m 400), seconds:   -j 1   -j 2   ratio"
i=0
while [ $i -lt "$pairs" ]; do
    i=$((i + 1))
    one=$(seconds 1)
    two=$(seconds 2)
    echo "$one $two" >>"$dir/times"
    awk -v a="$one" -v b="$two" 'BEGIN { printf "%48.2f %6.2f %7.2f\n", a, b, a / b }'
done
awk '{ a = NR == 1 || $1 < a ? $1 : a; b = NR == 1 || $2 < b ? $2 : b }
    END { printf "least times %36.2f %6.2f %7.2f\n", a, b, a / b }' "$dir/times"
