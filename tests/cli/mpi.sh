#!/bin/sh
# mpi.sh - catapult-mpi: the rows of `catapult sweep` for any number of ranks, a rank that dies, a job that crashes.
. "${srcdir:-.}/tests/cli/common.sh"
program=$(dirname "$catapult")/catapult-mpi
if [ ! -x "$program" ]; then
    ok "catapult-mpi # SKIP not built (configure found no Open MPI)"
    exit 0
fi
if ! command -v mpirun >/dev/null; then
    ok "catapult-mpi # SKIP no mpirun"
    exit 0
fi
ln -s "$program" "$dir/bin/catapult-mpi"
cd "$dir/work" || exit 99
# More ranks than processors, and inside a container as root; Open MPI 4's names and those of 5, whose launcher is PRRTE.
for setting in OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
    OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_odls_base_sigkill_timeout=10 \
    PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
    PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe PRTE_MCA_hwloc_default_binding_policy=none \
    PRTE_MCA_odls_base_sigkill_timeout=10 TMPDIR="$dir"; do
    export "$setting"
done

cat >small.conf <<'EOP'
model = network
compare = {linear, quadratic}
data { source = sphere n = 24 d = 10 test = 15 }
network { widths = {60} activation = relu }
stop { steps = 150 loss = 1e-3 patience = 25 }
EOP
grid="sweep small.conf --etas 0.4crit:3.2crit:5 --seeds 2"

# ranks N ARGUMENT...: output in out and err; the exit status is mpirun's.
ranks() {
    count=$1
    shift
    timeout 300 mpirun -n $count catapult-mpi "$@" >out 2>err </dev/null
}

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
    cat "$1/runs.csv" 2>/dev/null | grep -c '^[nlq]'
}

catapult $grid --out whole >/dev/null || fail whole "no sweep"
for count in 1 3; do
    if ranks $count $grid --out ranks$count; then
        same ranks$count whole
    else
        fail "$count ranks" "$(head -n 1 err)"
    fi
done
head -n 12 whole/runs.csv >half && mkdir half.sweep && mv half half.sweep/runs.csv
ranks 2 $grid --out half.sweep --resume && same half.sweep whole

ranks 2 $grid --out whole
if [ $? -eq 2 ] && [ "$(grep -c '^catapult: ' err)" -eq 1 ] && grep -q '^catapult: whole/runs.csv is there already' err; then
    ok "a mistake is told once"
else
    fail "a mistake is told once" "$(head -n 1 err)"
fi
ranks 2 sweep --help
if [ $? -eq 0 ] && [ "$(grep -c '^usage: ' out)" -eq 1 ]; then ok "help once"; else fail "help once" "$(head -n 1 out)"; fi

# long FOLDER: in the background, $! being mpirun's shell.
long="sweep small.conf --etas 0.4crit:3.2crit:8 --seeds 2 --set stop.steps=3000 --set stop.loss=0 --set stop.patience=0"
catapult $long --out full >/dev/null || fail full "no sweep"

# of FOLDER: the processes of a program run, one "pid parent" a line; a rank's parent is not among them.
processes() {
    ps -eo pid=,ppid=,args= | awk -v folder="--out $1 " '/catapult-mpi sweep/ && index($0 " ", folder) && !/mpirun|prterun/ { print $1, $2 }'
}
ranks_of() {
    processes "$1" | awk '{ parent[$1] = $2 } END { for (p in parent) if (!(parent[p] in parent)) print p }' | sort -n
}
workers_of() {
    processes "$1" | awk '{ parent[$1] = $2 } END { for (p in parent) if (parent[parent[p]] in parent) print p }' | sort -n
}

# A worker that crashes costs its job and not its rank: the others' rows come, and the job is named.
ranks 3 $long --out crash &
pid=$!
await '[ "$(rows crash)" -ge 2 ] || ! kill -0 $pid 2>/dev/null'
kill -9 $(workers_of crash | tail -n 1)
wait $pid
status=$?
if [ $status -eq 2 ] && grep -q 'killed by signal 9' err && [ "$(rows crash)" -eq $(($(rows full) - 1)) ] &&
    grep -q 'failed: preset small.conf, model [a-z]*, eta [0-9.]*crit, seed' crash/failed.log; then
    ok "a job that crashes"
else
    fail "a job that crashes" "exit status $status, $(rows crash) rows: $(head -n 1 err)"
fi
ranks 3 $long --out crash --resume && same crash full

# A rank that dies: mpirun ends the others; what they were at is in failed.log, the rows are kept, and resumed.
ranks 3 $long --out dead &
pid=$!
await '[ "$(rows dead)" -ge 2 ] || ! kill -0 $pid 2>/dev/null'
kill -9 $(ranks_of dead | tail -n 1)
wait $pid
status=$?
kept=$(rows dead)
if [ $status -ne 0 ] && [ "$kept" -ge 2 ] && [ "$kept" -lt "$(rows full)" ]; then
    ok "a rank that dies: $kept rows are kept"
else
    fail "a rank that dies" "exit status $status, $kept rows"
fi
if cat dead/failed.log dead/unfinished.log 2>/dev/null | grep -q 'unfinished: rank 2 was at model [a-z]*, eta [0-9.]*crit, seed'; then
    ok "a rank that dies: its job"
else
    fail "a rank that dies: its job" "$(cat dead/failed.log 2>&1 | head -n 1)"
fi
await '[ -z "$(processes dead)" ]' && ok "no process is left" || fail "no process is left" "$(processes dead)"
ranks 3 $long --out dead --resume && same dead full

# Rank 0 dies, and with it whoever could have written anything: what each was at is there all the same.
ranks 3 $long --out blind &
pid=$!
await '[ "$(rows blind)" -ge 2 ] || ! kill -0 $pid 2>/dev/null'
grep -q 'unfinished: rank 2 was at model [a-z]*, eta [0-9.]*crit, seed' blind/unfinished.log && ok "ranks at work" ||
    fail "ranks at work" "$(head -n 1 blind/unfinished.log 2>&1)"
kill -9 $(ranks_of blind | head -n 1)
wait $pid
if grep -q 'unfinished: rank 0 was at model [a-z]*, eta [0-9.]*crit, seed' blind/unfinished.log; then
    ok "rank 0 dies: its job"
else
    fail "rank 0 dies: its job" "$(head -n 1 blind/unfinished.log 2>&1)"
fi
await '[ -z "$(processes blind)" ]' || fail "rank 0 dies: no process is left" "$(processes blind)"
ranks 3 $long --out blind --resume && same blind full
if grep -q 'unfinished: rank 0 was at' blind/failed.log && [ ! -e blind/unfinished.log ]; then
    ok "what was unfinished is in failed.log"
else
    fail "what was unfinished is in failed.log" "$(ls blind)"
fi

# Without mpirun, a process of its own: it ends when it is done, and at the first SIGTERM.
timeout -k 1 60 catapult-mpi --help >out 2>err </dev/null
status=$?
if [ $status -eq 0 ] && grep -q '^usage: ' out; then ok "without mpirun"; else fail "without mpirun" "exit status $status: $(head -n 1 err)"; fi
timeout -k 1 300 catapult-mpi $long --set stop.steps=200000 --out alone >out 2>err </dev/null &
pid=$!
await 'grep -q "unfinished: rank 0" alone/unfinished.log 2>/dev/null || ! kill -0 $pid 2>/dev/null'
kill -TERM $(ranks_of alone) 2>/dev/null
await '! kill -0 $pid 2>/dev/null' && ok "told to end without mpirun" || fail "told to end without mpirun" "it goes on"
kill -9 $pid 2>/dev/null
await '[ -z "$(processes alone)" ]' && ok "none of its processes is left" || fail "none of its processes is left" "$(processes alone)"

exit $failed
