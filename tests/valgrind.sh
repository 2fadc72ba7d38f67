#!/bin/sh
# valgrind.sh - `run` and `sweep` under Valgrind's memcheck: no read of uninitialised or foreign memory, and no leak.
# Nothing is suppressed.
#
# Slow, so it runs only with CATAPULT_FULL set, as `./quickstart --test` does.
. "${srcdir:-.}/tests/cli/common.sh"
if [ -z "${CATAPULT_FULL-}" ]; then
    echo "SKIP: runs where CATAPULT_FULL is set"
    exit 77
fi
cd "$dir/work" || exit 99
if ! command -v valgrind >/dev/null; then
    echo "SKIP: valgrind is not installed"
    exit 77
fi
# Valgrind has no AVX-512: not in the BLAS, nor in a program that is tuned to a processor that has it.
! grep -q -w avx2 /proc/cpuinfo 2>/dev/null || OPENBLAS_CORETYPE=Haswell
OPENBLAS_NUM_THREADS=1
export OPENBLAS_CORETYPE OPENBLAS_NUM_THREADS
small="--set data.n=12 --set data.test=5 --set network.widths=30"
watch() {
    valgrind -q --child-silent-after-fork=yes --error-exitcode=99 --leak-check=full \
        --show-leak-kinds=definite --errors-for-leak-kinds=definite \
        "$catapult" "$@"
}

# unknown: does the program meet an instruction that valgrind does not know?  All of it that is tuned has
# a part in a step of each model.
unknown() {
    watch run fig3 --steps 2 --model all $small --set network.widths=9,8 >out 2>err </dev/null && return 1
    grep -q -i -E 'unhandled instruction|illegal (instruction|opcode|operand)' err
}
if ! watch --version >out 2>err && ! grep -q -i -E 'unhandled instr|illegal' err; then # a sanitizer
    echo "SKIP: does not run under valgrind: $(head -n 1 err)"
    exit 77
fi
if unknown; then
    make=${MAKE:-make}
    mkdir "$dir/portable" && cd "$dir/portable" || exit 99
    if ! { "$srcdir/configure" --disable-native --without-mpi CFLAGS="-g -O2" && "$make" -j 2 catapult; } \
        >"$dir/out" 2>&1 </dev/null; then
        fail "build --disable-native" "$(grep -m 1 -E 'error: |\*\*\* ' "$dir/out" || tail -n 1 "$dir/out")"
        exit 1
    fi
    ok "build --disable-native, for valgrind does not know this processor"
    catapult=$dir/portable/catapult
    cd "$dir/work" || exit 99
    if unknown; then
        ok "memcheck # SKIP valgrind does not know an instruction in this system's libraries: $(head -n 1 err)"
        exit 0
    fi
fi

# clean NAME ARGUMENT...
clean() {
    name=$1
    shift
    watch "$@" >out 2>err </dev/null
    status=$?
    if [ $status -eq 0 ] && [ ! -s err ]; then
        ok "$name"
    else
        fail "$name" "exit status $status: $(head -n 3 err | tr '\n' ' ')"
    fi
}
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
