#!/bin/sh
# kill.sh - kills the program a hundred times without warning: at any byte of a sweep's journal and of a recorded session,
# at any call that completes an output of `run` or `sweep`, and at any time.  Everything written before is kept, nothing
# occurs twice, and outputs are complete or absent.  The places are the same in every run, except the last ones, which are
# times.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99
library=$dir/fault.so
if ! ${CC:-cc} -shared -fPIC -o "$library" "$srcdir/tests/faults/fault.c" -ldl 2>cc.err ||
    ! LD_PRELOAD=$library catapult --version >/dev/null 2>&1; then
    echo "SKIP: no library can be loaded first" # a sanitizer wants to be
    exit 77
fi
kills=0

# below N: a number from 0 to N - 1, into $random; the generator is Knuth's.
state=1
below() {
    state=$(((state * 1103515245 + 12345) % 2147483648))
    random=$((state / 1024 % $1))
}

# killed NAME PLAN ARGUMENT...: catapult is killed by that plan; what it says goes into out and err.
killed() {
    name=$1 plan=$2
    shift 2
    FAULT=$plan LD_PRELOAD=$library timeout 60 "$catapult" "$@" >out 2>err </dev/null
    status=$?
    kills=$((kills + 1))
    [ $status -eq 137 ] || fail "$name" "$plan: exit status $status: $(head -n 1 err)"
}

# --- the journal of a sweep: killed after some bytes of its rows, and taken up again -----------------------------------
cat >sweep.conf <<'EOP'
model = network
compare = {linear, quadratic}
data { source = sphere n = 3 d = 2 test = 2 }
network { widths = {4} }
stop { steps = 5 loss = 0 patience = 0 }
EOP
sweep="sweep sweep.conf --etas 0.4crit:3.2crit:6 --seeds 6 -j 1 --out"
catapult $sweep whole >out 2>err || fail sweep "$(head -n 1 err)"
LC_ALL=C sort whole/runs.csv >whole.rows

# rows_so_far NAME: the whole lines are lines of the undisturbed journal, each once.
rows_so_far() {
    sed -n '/^[^#m]/p' cut/runs.csv >so-far
    [ -z "$(tail -c 1 cut/runs.csv | tr -d '\n')" ] || sed -i '$d' so-far # half a row
    LC_ALL=C sort so-far >so-far.rows
    LC_ALL=C sort -u so-far | cmp -s - so-far.rows || fail "$1" 'a row twice'
    [ -z "$(LC_ALL=C comm -23 so-far.rows whole.rows)" ] || fail "$1" 'a row of its own'
}

before=0
heading=$(sed 2q whole/runs.csv | wc -c) # it comes before the first row, and is longer than some rows
for round in $(seq 35); do
    if [ "$(sed -n 2p cut/runs.csv 2>/dev/null | wc -l)" -eq 1 ]; then
        below 700
    elif [ "$round" -lt 6 ]; then
        below "$heading"
    else
        below 120
        random=$((heading + random))
    fi
    killed "journal $round" bytes:$random:-9 $sweep cut --resume
    rows_so_far "journal $round"
    [ "$(wc -l <so-far)" -ge "$before" ] || fail "journal $round" 'rows were lost'
    before=$(wc -l <so-far)
done
[ "$before" -gt 3 ] && [ "$before" -lt 108 ] || fail journal "$before rows when the kills were over"
catapult $sweep cut --resume >out 2>err || fail journal "$(head -n 1 err)"
if LC_ALL=C sort cut/runs.csv | cmp -s - whole.rows && cmp -s cut/summary.csv whole/summary.csv; then
    ok "journal: $before rows through 35 kills, and the others after them"
else
    fail journal "$(LC_ALL=C sort cut/runs.csv | diff - whole.rows | sed -n 2p)"
fi

# --- a recorded session: killed after some bytes, whatever is whole plays -------------------------------------------
cat >small.conf <<'EOP'
model = quadratic
compare = {network, linear}
eta = 1.2crit
data { source = sphere n = 3 d = 2 test = 2 }
network { widths = {4} }
stop { steps = 100 loss = 0 }
EOP
acts='forward 3;eta 0.9crit;forward 2;eta 1.1crit;forward 4;eta 0.7crit;forward 5;eta 0.2;forward 3'
catapult lab small.conf --steps 2 --record all.session --shot all.csv --do "$acts" 2>err || fail session "$(head -n 1 err)"
size=$(wc -c <all.session) begin=$(sed '/^begin$/q' all.session | wc -c)
# steps FILE: its rows but for eta, which the last row has of a change that came at that step, and phase and outcome.
steps() {
    sed 1d "$1" | awk -F, '
        NR == 1 { for (i = 1; i <= NF; i++) left_out[i] = $i == "eta" || $i == "phase" || $i == "outcome" }
        { row = ""; for (i = 1; i <= NF; i++) if (!left_out[i]) row = row "," $i; print substr(row, 2) }'
}
steps all.csv >all.rows
plays=0
for round in $(seq 25); do
    below $((round <= 5 ? begin : size - begin))
    at=$((round <= 5 ? random : begin + random))
    rm -f torn.session torn.csv
    killed "session $round" bytes:$at:-9 lab small.conf --steps 2 --record torn.session --shot torn.csv --do "$acts"
    head -c $at all.session | cmp -s - torn.session || fail "session $round" "not the first $at bytes"
    catapult play torn.session --csv torn.csv >out 2>err </dev/null
    status=$?
    if [ $at -lt "$begin" ]; then
        [ $status -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] || fail "session $round" "exit status $status: $(head -n 1 err)"
        continue
    fi
    last=$(sed '$d' torn.session | sed -n 's/^\([0-9]*\) [a-z].*/\1/p' | tail -n 1)
    steps torn.csv >torn.rows
    if [ $status -ne 0 ] || [ -s err ]; then
        fail "session $round" "exit status $status: $(head -n 1 err)"
    elif ! head -n "$(wc -l <torn.rows)" all.rows | cmp -s - torn.rows; then
        fail "session $round" 'it plays another run'
    elif [ "$(tail -n 1 torn.rows | cut -d, -f2)" -lt "${last:-0}" ]; then
        fail "session $round" "it ends before step $last, which is in the file"
    fi
    plays=$((plays + 1))
done
ok "session: 25 kills, $plays recordings that play as far as they go"

# --- outputs: killed before any of the calls that make a file whole ----------------------------------------------------
run="run small.conf --steps 20"
catapult $run --csv good.csv --dump good >out 2>err || fail run "$(head -n 1 err)"
# whole NAME: files under their names are whole.  Where the dump's meta.json is, all of it is.
whole() {
    [ ! -e bad.csv ] || cmp -s bad.csv good.csv || fail "$1" 'a part of bad.csv'
    for file in bad/*.npy bad/*.json; do
        [ ! -e "$file" ] || cmp -s "$file" "good/${file#bad/}" || fail "$1" "a part of $file"
    done
    [ ! -e bad/meta.json ] || diff -r bad good >/dev/null || fail "$1" 'meta.json, and the dump is not whole'
}
for call in mkstemp fsync rename; do
    for k in 1 2 3 4 5 6; do
        rm -rf bad*
        killed "$call $k" $call:$k:-9 $run --csv bad.csv --dump bad
        whole "$call $k"
    done
done
ok "run: killed before a call that makes a file whole"

# What stood there before a kill stays; the next run does not mind what the last one left.
rm -rf bad*
cp good.csv bad.csv
killed 'an old file' rename:1:-9 $run --csv bad.csv --seed 2
cmp -s bad.csv good.csv && ok 'an old file stays' || fail 'an old file' 'was touched'
catapult $run --csv bad.csv --dump bad >out 2>err && whole again && [ -e bad.csv ] && [ -e bad/meta.json ] && ok again ||
    fail again "$(head -n 1 err)"

# --- at any time ---------------------------------------------------------------------------------------------------------
# Within the time that a run takes here; the ones that are over by then do not count.
began=$(date +%s%N)
catapult $run --csv bad.csv --dump bad >out 2>err </dev/null
took=$((($(date +%s%N) - began) / 1000000 + 1))
rounds=0
while [ $kills -lt 100 ] && [ $rounds -lt 500 ]; do
    rm -rf bad*
    rounds=$((rounds + 1))
    below $took
    after=$(printf '%d.%03d' $(((random + 1) / 1000)) $(((random + 1) % 1000))) # seconds
    timeout -s KILL $after "$catapult" $run --csv bad.csv --dump bad >out 2>err </dev/null
    kills=$((kills + ($? == 137)))
    whole "time $rounds"
done
ok "run: killed at any time"
[ $kills -ge 100 ] && ok kills || fail kills "only $kills, a run takes $took ms"
exit $failed
