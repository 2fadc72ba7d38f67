#!/bin/sh
# valgrind.sh - `run` and `sweep` under Valgrind's memcheck: no read of what was not written or is not ours, and
# nothing lost at the end.  Nothing is suppressed.
#
# Slow, so only with CATAPULT_FULL set, as `./quickstart --test` does.
. "${srcdir:-.}/tests/cli/common.sh"
if [ -z "${CATAPULT_FULL-}" ]; then
    echo "SKIP: runs where CATAPULT_FULL is set"
    exit 77
fi
cd "$dir/work" || exit 99
OPENBLAS_CORETYPE=Haswell OPENBLAS_NUM_THREADS=1 # Valgrind has no AVX-512
export OPENBLAS_CORETYPE OPENBLAS_NUM_THREADS
watch() {
    valgrind -q --child-silent-after-fork=yes --error-exitcode=99 --leak-check=full \
        --show-leak-kinds=definite --errors-for-leak-kinds=definite \
        "$catapult" "$@"
}
if ! command -v valgrind >/dev/null; then
    echo "SKIP: valgrind is not installed"
    exit 77
fi
if ! watch --version >out 2>err; then # a sanitizer
    echo "SKIP: does not run under valgrind: $(head -n 1 err)"
    exit 77
fi

# clean NAME ARGUMENT...
clean() {
    name=$1
    shift
    watch "$@" >out 2>err </dev/null
    status=$?
    if [ $status -eq 0 ] && [ ! -s err ]; then
        ok "$name"
    elif grep -q 'unhandled instruction' err; then
        ok "$name # SKIP built for an instruction that valgrind does not know (configure --disable-native)"
    else
        fail "$name" "exit status $status: $(head -n 3 err | tr '\n' ' ')"
    fi
}
small="--set data.n=12 --set data.test=5 --set network.widths=30"
clean fig3 run fig3 --steps 12 --model all $small --csv fig3.csv --dump fig3
clean deep run deep --steps 5 --model all $small --set network.widths=9,8 --csv deep.csv
clean mnist run mnist --steps 5 $small
clean convolutional run cnn-mnist --steps 3 --set data.n=6 --set data.test=3 --set network.widths=4
clean batches run sgd --steps 12 $small
clean general run single --set network.type=general --set model=general --set compare= --steps 6
clean show show fig3
clean sweep sweep fig3 $small --etas 0.5crit,1.5crit --seeds 1 --set stop.steps=5 -j 1 --out sweep
clean check check fig3 $small --json
exit $failed
