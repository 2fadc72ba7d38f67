#!/bin/sh
# sanitize.sh - runs the suite again in instrumented builds.  AddressSanitizer, UndefinedBehaviorSanitizer and leak check:
# the unit tests, the drawing tests, and commands on hostile input.  libFuzzer, if clang has it: a fixed number of inputs
# from a fixed seed.  ThreadSanitizer: everything with a second thread, and the laboratory stepping while keys arrive.
#
#     tests/sanitize.sh [asan | tsan]...     both if no word is given
#
# Slow (it builds everything twice), so it runs only with CATAPULT_FULL set, as `./quickstart --test` does.
# Tests that compute for minutes and touch nothing that the others do not are left out by name: test_fig3,
# test_determinism, test_models, test_momentum, test_verify, test_mutants (each property again for every mutant), and of
# the tests on a terminal all but test_lab_screens and test_lab_keys.
. "${srcdir:-.}/tests/slow.sh"
normal=$PWD/catapult
unset CATAPULT_FULL CATAPULT_DATA CFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MFLAGS MAKELEVEL

# build NAME TARGET OPTION...: a build folder of its own, the current one from here on.
build() {
    name=$1 target=$2
    shift 2
    mkdir "$dir/$name" && cd "$dir/$name" || exit 99
    if ! { "$srcdir/configure" --without-mpi CFLAGS="-g1 -O2" "$@" && "$make" -k -j 2 && "$make" -k -j 2 $target; } \
        >"$dir/out" 2>&1 </dev/null; then
        echo "FAIL $name build"
        grep -m 1 -E 'error: |undefined reference|\*\*\* ' "$dir/out" || tail -n 3 "$dir/out"
        exit 1
    fi
    echo "ok $name build"
}

# warnings COMPILER: those of the build just made.  They keep nothing from running.
warnings() {
    if ! grep -m 1 'warning: ' "$dir/out" >"$dir/warning"; then
        echo "ok $name warnings"
    elif promised "$1"; then
        echo "FAIL $name warnings: $(cat "$dir/warning")"
        failed=1
    else
        echo "ok $name warnings # SKIP a compiler later than those that are promised none: $(cat "$dir/warning")"
    fi
}

# can COMPILER OPTION: does a program with two threads build and run with it?  Some sanitizers cannot be where the
# kernel now puts programs at random; then $fixed is what has to stand before a command.
can() {
    fixed=
    mkdir -p "$dir/try" && cd "$dir/try" || exit 99
    printf '%s\n' '#include <pthread.h>' 'static void *f(void *x) { return x; }' \
        'int main(void) { pthread_t t; return pthread_create(&t, 0, f, 0) || pthread_join(t, 0); }' >can.c
    $1 "$2" -pthread can.c -o can >"$dir/out" 2>&1 || return 1
    for run in 1 2 3 4 5 6 7 8; do
        ./can >"$dir/out" 2>&1 || fixed="setarch $(uname -m) -R"
    done
    [ -z "$fixed" ] || $fixed ./can >"$dir/out" 2>&1
}

cannot() {
    echo "ok $1 # SKIP cannot be made with $2: $(grep -a -m 1 -E 'error|FATAL|cannot' "$dir/out" || tail -n 1 "$dir/out")"
}

# watched NAME TEST...: these tests in the current build, a case each.
watched() {
    name=$1
    shift
    $fixed "$make" -k -j 2 check TESTS="$*" >"$dir/out" 2>&1 </dev/null
    for test; do
        case $(sed -n 's/^:test-result: //p' "$test.trs" 2>/dev/null) in
        PASS) echo "ok $name $test" ;;
        SKIP) echo "ok $name $test # SKIP $(grep -i -m 1 skip "$test.log")" ;;
        *)
            echo "FAIL $name $test"
            grep -a -m 3 -E 'ERROR: |WARNING: ThreadSanitizer|runtime error|SUMMARY|^not ok|^FAIL' "$test.log" 2>/dev/null ||
                tail -n 3 "$dir/out"
            failed=1
            ;;
        esac
    done
}

# chosen PATTERN: the tests of this build whose names match.
chosen() {
    "$make" -s check-results 2>/dev/null | tr ' ' '\n' | sed -n 's/\.log$//p' | grep -E "$1" |
        grep -v -E '/test_(fig3|determinism|models|momentum|verify|mutants|lab_(exit|output|terminals|memory)|term)$'
}

# The lazy phase amplifies no rounding: both builds agree to 1e-12 of what they started from, in every row.
lazily() {
    "$1" run fig3 --presets "$srcdir/presets" --model all --eta 0.5crit --steps 60 --csv "$2" --set network.widths=300 \
        --threads 1 >/dev/null 2>"$dir/err"
}
agree() {
    if ! lazily "$normal" "$dir/normal.csv" || ! lazily ./catapult "$dir/watched.csv"; then
        echo "FAIL asan lazy: $(head -n 1 "$dir/err")"
        failed=1
        return
    fi
    paste -d '|' "$dir/normal.csv" "$dir/watched.csv" | awk -F '|' '
        NR == 2 { columns = split($1, name, ",") }
        NR > 2 {
            split($1, a, ",")
            split($2, b, ",")
            for (i = 1; i <= columns; i++) {
                if (name[i] ~ /^(model|step|phase|outcome)$/) {
                    off += a[i] != b[i]
                    continue
                }
                if (a[2] == 0)
                    first[a[1], i] = a[i] < 0 ? -a[i] : a[i] + 0
                size = a[i] < 0 ? -a[i] : a[i] + 0
                size = first[a[1], i] > size ? first[a[1], i] : size
                size = name[i] ~ /^(pi|distance)/ && size < 1 ? 1 : size # they start from 0
                difference = a[i] - b[i]
                difference = difference < 0 ? -difference : difference
                off += difference > 1e-12 * size
                rows = NR - 2
            }
        }
        END {
            if (rows < 180 || off)
                print "FAIL asan lazy: " off + 0 " values of " rows + 0 " rows differ"
            else
                print "ok asan lazy phase: " rows " rows as the normal build has them, to 1e-12"
            exit rows < 180 || off > 0
        }' || failed=1
}

asan() {
    # clang has the fuzzer besides, and finds other warnings than gcc.
    if can clang -fsanitize=address,undefined &&
        echo 'int LLVMFuzzerTestOneInput(const char *d, long n) { return d[0] && n < 0; }' >f.c &&
        clang -fsanitize=fuzzer,address f.c -o f >/dev/null 2>&1; then
        build asan "check TESTS=" --enable-fuzz CC=clang
        warnings clang
    else
        echo "ok asan search # SKIP no clang with libFuzzer (packages.txt has what it comes with)"
        can "${CC:-cc}" -fsanitize=address,undefined || { cannot asan "${CC:-cc}"; return; }
        build asan "check TESTS=" --enable-asan --enable-ubsan
        warnings "${CC:-cc}"
    fi
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 FUZZ_COPIES=200 FUZZ_RUNS=6000
    export UBSAN_OPTIONS FUZZ_COPIES FUZZ_RUNS
    watched asan $(chosen '^tests/(unit|tui)/') tests/fuzz/smoke.sh tests/cli/bad-input.sh tests/cli/presets.sh \
        tests/cli/play.sh tests/cli/plain.sh
    agree
    cd "$dir" && rm -rf asan
}

tsan() {
    can "${CC:-cc}" -fsanitize=thread || { cannot tsan "${CC:-cc}"; return; }
    build tsan "check TESTS=" --enable-tsan
    warnings "${CC:-cc}"
    OPENBLAS_NUM_THREADS=1 # its threads are not compiled to be watched
    TSAN_OPTIONS=halt_on_error=1
    export OPENBLAS_NUM_THREADS TSAN_OPTIONS
    watched tsan $(chosen '^tests/unit/test_(session|session_parts|probes|runs)$') tests/tui/test_lab_keys
}

for part in ${*:-asan tsan}; do
    $part
done
exit $failed
