#!/bin/sh
# sweep.sh - sweeps: every number against `run`, the same rows for any number of workers and shards, after kills at random
# points, after a worker was killed; and what is refused.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99

cat >small.conf <<'EOP'
model = network
compare = {linear, quadratic}
eta = 1.2crit
data { source = sphere n = 24 d = 10 test = 15 }
network { widths = {60} activation = relu }
spectrum { top = 2 }
stop { steps = 150 loss = 1e-3 patience = 25 }
EOP
etas=0.4crit:3.2crit:6

# sweeps NAME [OPTION]...: a sweep into the folder NAME, exit status 0 and nothing on stderr.
sweeps() {
    name=$1
    shift
    catapult sweep small.conf --etas $etas --seeds 2 --out "$name" "$@" >out 2>err </dev/null
    status=$?
    [ $status -eq 0 ] && [ ! -s err ] && return
    fail "sweep $name" "exit status $status: $(head -n 1 err)"
    return 1
}

# same NAME WHOLE: the same rows, in any order, and the same summary.
same() {
    LC_ALL=C sort "$1/runs.csv" >a
    LC_ALL=C sort "$2/runs.csv" >b
    if [ -s a ] && cmp -s a b && cmp -s "$1/summary.csv" "$2/summary.csv"; then
        ok "$1 as $2"
    else
        fail "$1 as $2" "$(diff a b | head -n 2 | tail -n 1)"
    fi
}

rows() {
    cat "$1"/runs*.csv 2>/dev/null | grep -c '^[nlq]'
}

# --- the numbers -------------------------------------------------------------------------------------------------
sweeps whole -j 2 && ok "whole: divergence is a result"
grep -q ',diverged,diverged,' whole/runs.csv || fail "whole" "nothing diverged in it"
names=model,eta,eta_over_crit,seed,best_test_loss,best_test_accuracy,best_step,final_train_loss,peak_train_loss
names=$names,lambda_1_first,lambda_1_last,steps,phase,outcome,spikes,crossed_step,peak_step,final_test_loss,lambda_1_max,sharpness_max
if [ "$(sed -n 2p whole/runs.csv)" = "$names" ]; then ok columns; else fail columns "$(sed -n 2p whole/runs.csv)"; fi
if grep -q '^# catapult [0-9.]* preset=small.conf blas=[A-Za-z0-9._-]* title=' whole/runs.csv; then ok comment; else fail comment "$(head -c 80 whole/runs.csv)"; fi

python=
for candidate in ${PYTHON:-} python3 /usr/bin/python3; do
    if "$candidate" -c '' 2>/dev/null; then
        python=$candidate
        break
    fi
done
oracle() {
    if [ -z "$python" ]; then
        ok "$1 against run # SKIP no python3"
    elif "$python" "$srcdir/tests/oracle/sweep_rows.py" "$catapult" small.conf "$1" >out 2>&1; then
        ok "$1 against run: $(sed 's/^ok //' out)"
    else
        fail "$1 against run" "$(grep -m 1 FAIL out || tail -n 1 out)"
    fi
}
oracle whole
sweeps odd -j 2 --set spectrum.every=3 --set test_every=4 --set batch=7 --set loss=sum --models quadratic,network \
    --set stop.patience=9 && oracle odd
sweeps l1 -j 1 --etas 1/l1:3.9/l1:3 --models linear --set data.test=0 && oracle l1

# --- who makes them ----------------------------------------------------------------------------------------------
sweeps one -j 1 && same one whole
sweeps three -j 3 && same three whole
for i in 1 2 3; do
    sweeps parts --shard $i/3 -j 1
done
if [ "$(rows parts)" = "$(rows whole)" ] && [ ! -e parts/runs.csv ]; then ok "three parts"; else fail "three parts" "$(rows parts) rows"; fi
sweeps parts --resume && same parts whole
mkdir far
for i in 1 2; do
    sweeps far$i --shard $i/2
    mv far$i/runs.$i-of-2.csv far
done
rm far/runs.1-of-2.csv # a part that is missing is made
sweeps far --resume && same far whole

# --- in units of eta_max, which is measured for every seed -----------------------------------------------------------
sweeps max -j 2 --etas 0.3max,0.9max --models linear,network && oracle max
cp -r max again
sed -i '4,6d' again/runs.csv
sweeps again --etas 0.3max,0.9max --models linear,network --resume && same again max

# --- images, whose shape is known only when the set has been looked at -------------------------------------------------
catapult sweep cnn-mnist --etas 0.5crit:1.4crit:2 --seeds 1 --models network,quadratic --set stop.steps=3 --out images \
    >out 2>err </dev/null
status=$?
if [ $status -eq 0 ] && [ ! -s err ] && [ "$(rows images)" -eq 4 ]; then
    ok "a convolutional network's sweep"
else
    fail "a convolutional network's sweep" "exit status $status, $(rows images) rows: $(head -n 1 err)"
fi

# --- kills ---------------------------------------------------------------------------------------------------------
# long OPTION...: a sweep of some seconds, into the folder cut, in the background: $!
long() {
    catapult sweep small.conf --etas 0.4crit:3.2crit:10 --seeds 3 --set stop.steps=700 --set stop.loss=0 \
        --set stop.patience=0 --set network.widths=80 "$@" >out 2>err </dev/null
}
long --out full -j 2 || fail "long" "$(head -n 1 err)"
wanted=3
for blow in 1 2 3 4 5; do
    long --out cut -j 2 --resume &
    pid=$!
    await '[ "$(rows cut)" -ge $wanted ] || ! kill -0 $pid 2>/dev/null'
    # `long` is a function in a shell of its own; the program is its child.
    child=$(ps -o pid= --ppid $pid 2>/dev/null | head -n 1)
    [ -z "$child" ] || kill -9 $child 2>/dev/null
    wait $pid 2>/dev/null
    [ $blow -ne 3 ] || printf 'network,0.1,0.2,1,3.' >>cut/runs.csv # a row that was being written
    wanted=$(($(rows cut) + 1 + blow * 2))
done
left=$(rows cut)
long --out cut --resume -j 2 || fail "resume" "$(head -n 1 err)"
[ "$left" -lt 90 ] || fail "kills" "nothing was left to resume"
same cut full

# A worker that dies costs its own job, and says which.
long --out dead -j 2 --set stop.steps=20000 &
pid=$!
await '[ "$(rows dead)" -ge 1 ] || ! kill -0 $pid 2>/dev/null'
child=$(ps -o pid= --ppid $pid | head -n 1)
keeper=$(ps -o pid= --ppid $child | head -n 1)
worker=$(ps -o pid= --ppid $keeper | head -n 1)
kill -9 $worker
await 'grep -q failed err || ! kill -0 $pid 2>/dev/null'
if grep -q '^catapult: failed: preset small.conf, model [a-z]*, eta [0-9.]*crit, seed [0-9]*: its process was killed by signal 9' err &&
    grep -q 'model' dead/failed.log; then
    ok "a killed worker"
else
    fail "a killed worker" "$(head -n 1 err)"
fi
catapult sweep small.conf --etas 0.4crit:3.2crit:10 --seeds 3 --set stop.steps=20000 --set stop.loss=0 \
    --set stop.patience=0 --set network.widths=80 --out dead --resume >out.two 2>err.two
if [ $? -eq 2 ] && grep -q '^catapult: dead/runs.csv: another sweep is writing it$' err.two; then
    ok "two at once"
else
    fail "two at once" "$(head -n 1 err.two)"
fi
# Told to end (as by Ctrl-C, which a shell's background ignores): a word on how to go on.
kill -TERM $child
wait $pid
status=$?
if [ $status -eq 143 ] && grep -q 'interrupted: dead/runs.csv has all rows so far, --resume goes on' err; then
    ok "told to end"
else
    fail "told to end" "exit status $status: $(tail -n 1 err)"
fi
await '! ps -p $worker,$keeper >/dev/null' && ok "no process is left" || fail "no process is left" "$worker or $keeper"

# --- refused -----------------------------------------------------------------------------------------------------------
# refuses NAME MESSAGE ARGUMENT...: exit status 2 and that line alone.
refuses() {
    name=$1 message="catapult: $2"
    shift 2
    catapult "$@" >out 2>err </dev/null
    status=$?
    if [ $status -eq 2 ] && [ ! -s out ] && [ "$(cat err)" = "$message" ]; then
        ok "$name"
    else
        fail "$name" "exit status $status: $(head -n 1 err)"
    fi
}
sweep="sweep small.conf --etas $etas --seeds 2"
cp -r whole before
refuses not-resumed "whole/runs.csv is there already: --resume goes on with it, or use another --out" $sweep --out whole
refuses other-settings "whole/runs.csv: another sweep (network.widths=60 there, network.widths=61 here); use another --out" \
    $sweep --out whole --resume --set network.widths=61
refuses other-seeds "whole/runs.csv: another sweep (seeds=2 there, seeds=3 here); use another --out" \
    sweep small.conf --etas $etas --seeds 3 --out whole --resume
refuses other-etas "whole/runs.csv: another sweep (etas=0.4crit,0.96crit,1.52crit,2.08crit,2.64crit,3.2crit there, etas=0.4crit here); use another --out" \
    sweep small.conf --etas 0.4crit --seeds 2 --out whole --resume
refuses other-models "whole/runs.csv: another sweep (compare=linear,quadratic there, compare=linear here); use another --out" \
    $sweep --out whole --resume --models network,linear
refuses shard-of-other "whole/runs.csv: another sweep (seeds=2 there, seeds=1 here); use another --out" \
    sweep small.conf --etas $etas --out whole --shard 1/2
rm far/runs.csv
refuses parts-not-resumed "far/runs.2-of-2.csv is there already: --resume takes its rows over" $sweep --out far
sed -e '2s/,outcome.*//' -e '3,$s/\(,[^,]*\)\{7\}$//' whole/runs.csv >before/runs.csv # as 0.1.0 wrote them
refuses older "before/runs.csv:2: made by an older catapult, whose rows have no outcome; use another --out" $sweep --out before --resume
sed 3s/,/,9/ whole/runs.csv >before/runs.csv
refuses foreign-row "before/runs.csv:3: a row of no job of this sweep (without this line, --resume goes on)" $sweep --out before --resume
sed 3p whole/runs.csv >before/runs.csv
refuses row-twice "before/runs.csv:4: this job has a row already (without this line, --resume goes on)" $sweep --out before --resume
echo 'not a sweep' >before/runs.csv
refuses not-a-sweep "before/runs.csv:1: not made by a sweep: no '# catapult' at its beginning" $sweep --out before --resume
mkdir endless && ln -s /dev/zero endless/runs.csv
refuses endless-line "endless/runs.csv:1: a line of more than 1048576 bytes: not made by a sweep" $sweep --out endless --resume
refuses out-is-a-file "--out: cannot make the folder small.conf: a file of that name is there" $sweep --out small.conf
refuses etas "--etas: '1crit:2:3': its two ends have different units" sweep small.conf --etas 1crit:2:3
refuses seeds "--seeds: '0' is not a number in 1 to 10000" sweep small.conf --seeds 0
refuses models "--models: no model 'netwrok' (did you mean 'network'?)" sweep small.conf --models netwrok
refuses jobs "--jobs: 'two' is not a number in 1 to 512" sweep small.conf -j two
refuses shard "--shard: '4/3' is not I/N with 1 <= I <= N <= 100000" sweep small.conf --shard 4/3
refuses shard-zero "--shard: '0/3' is not I/N with 1 <= I <= N <= 100000" sweep small.conf --shard 0/3
refuses threads "--threads: a run of a sweep has one thread; -j 4 makes that many runs at a time" sweep small.conf --threads 4
refuses no-preset "sweep needs PRESET (see catapult sweep --help)" sweep
refuses unknown-option "unknown option '--eta' (did you mean '--etas'?)" sweep small.conf --eta 3
printf 'data { source = csv path = "gone.csv" n = 4 d = 2 }\n' >gone.conf
refuses no-data "gone.csv: No such file or directory" sweep gone.conf
if [ -e gone.sweep ]; then fail no-data "a folder was made"; else ok "no-data: no folder"; fi

exit $failed
