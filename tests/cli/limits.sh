#!/bin/sh
# limits.sh - the program when it may use only a part of the machine: processors, address space, stack.
. "${srcdir:-.}/tests/cli/common.sh"

cat >t.conf <<'C'
model = network
compare = {linear, quadratic}
data { source = sphere  n = 6  d = 4  test = 3 }
network { widths = {300} }
stop { steps = 4  loss = 0 }
C

# threads WORDS: the line of show that begins so.
threads() {
    "$catapult" show t.conf | sed -n 's/^threads in use *//p'
}
one() {
    case $(threads) in
    "1 (of "*"; $2)" | "1 (of 1 processor)") ok=0 ;;
    *) ok=1 ;;
    esac
    report "$1" $ok
}
report() {
    if [ "$2" -eq 0 ]; then echo "ok $1"; else echo "not ok $1"; failed=1; fi
}
failed=0
unset SLURM_CPUS_PER_TASK OMP_NUM_THREADS
(OMP_NUM_THREADS=1,8 && export OMP_NUM_THREADS && one omp OMP_NUM_THREADS && exit $failed) || failed=1
(SLURM_CPUS_PER_TASK=1 && export SLURM_CPUS_PER_TASK && one slurm SLURM_CPUS_PER_TASK && exit $failed) || failed=1
(OMP_NUM_THREADS=nonsense && export OMP_NUM_THREADS && threads >nonsense)
threads >plain
cmp -s nonsense plain
report "nonsense is ignored" $?
"$catapult" show t.conf --threads 3 | grep -q '^threads in use  *3 (of .*; as set)$'
report "--threads wins" $?
if command -v taskset >/dev/null 2>&1; then
    first=$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')
    case $(taskset -c "$first" "$catapult" show t.conf | sed -n 's/^threads in use *//p') in
    1\ *) report affinity 0 ;;
    *) report affinity 1 ;;
    esac
fi

# A small address space ends with a line or works; BLAS alone would try for ever.
"$catapult" run t.conf --threads 2 --csv all.csv >/dev/null
# Some releases of OpenBLAS try for ever while they are loaded, before the program's first instruction: then that is said.
for kb in 150000 200000 250000 400000 800000; do
    code=0
    (ulimit -v $kb; exec timeout -k 5 60 "$catapult" --version) >out 2>&1 || code=$?
    if [ $code -eq 124 ] || [ $code -eq 137 ]; then
        echo "ok address space of $kb KB # SKIP OpenBLAS does not come back from being loaded with so little"
        continue
    fi
    code=0
    (ulimit -v $kb; exec "$catapult" run t.conf --threads 2 --csv $kb.csv) >out 2>err || code=$?
    if [ $code -eq 0 ]; then
        cmp -s all.csv $kb.csv
    else
        # 127: not even the libraries fit
        [ $code -eq 127 ] || { [ $code -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q 'needs .* bytes of .*(ulimit -v) leaves' err; }
    fi
    report "address space of $kb KB" $?
done

# Stacks of threads do not depend on the limit.
(ulimit -s 128; exec "$catapult" run t.conf --threads 2 --csv stack.csv) >/dev/null && cmp -s all.csv stack.csv
report "run with a stack of 128 KB" $?
(ulimit -s 128; echo 'forward 4' | "$catapult" lab t.conf --plain --threads 2) 2>&1 | grep -q '^step 4: loss'
report "laboratory with a stack of 128 KB" $?
exit $failed
