#!/bin/sh
# sanitize.sh - the suite once more, in builds that watch: AddressSanitizer, UndefinedBehaviorSanitizer and leak
# check for the unit tests and those of what is drawn; ThreadSanitizer for whatever has a second thread, with
# the laboratory stepping while keys arrive.
#
# Slow (it builds everything twice more), so only with CATAPULT_FULL set, as `./quickstart --test` does.
# A test that takes long for what it computes and not for what it touches is left out by name.
if [ -z "${CATAPULT_FULL-}" ]; then
    echo "SKIP: runs where CATAPULT_FULL is set"
    exit 77
fi
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
make=${MAKE:-make}
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM
failed=0
unset CATAPULT_FULL CFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MFLAGS MAKELEVEL

# build NAME OPTION...: a build folder of its own; without it there is nothing to test.
build() {
    name=$1
    shift
    mkdir "$dir/$name" && cd "$dir/$name" || exit 99
    if ! { "$srcdir/configure" --without-mpi CFLAGS="-g -O1" "$@" && "$make" -j 2 all; } >"$dir/out" 2>&1 </dev/null; then
        echo "FAIL $name build"
        grep -m 1 -E 'error: |undefined reference|\*\*\* ' "$dir/out" || tail -n 3 "$dir/out"
        exit 1
    fi
    echo "ok $name build"
}

# watched NAME TEST...: these tests in the build that is the current folder, a case each.
watched() {
    name=$1
    shift
    "$make" -k check TESTS="$*" >"$dir/out" 2>&1 </dev/null
    for test; do
        case $(sed -n 's/^:test-result: //p' "$test.trs" 2>/dev/null) in
        PASS) echo "ok $name $test" ;;
        SKIP) echo "ok $name $test # SKIP $(grep -i -m 1 skip "$test.log")" ;;
        *)
            echo "FAIL $name $test"
            grep -a -m 3 -E 'ERROR: |WARNING: ThreadSanitizer|runtime error|SUMMARY|^not ok' "$test.log" 2>/dev/null ||
                tail -n 3 "$dir/out"
            failed=1
            ;;
        esac
    done
}

# chosen PATTERN: the tests of this build whose names match.
chosen() {
    "$make" -s check-results 2>/dev/null | tr ' ' '\n' | sed -n 's/\.log$//p' | grep -E "$1" |
        grep -v -E '/test_(fig3|eta_max|lab_.*|term|mutants)$'
}

build asan --enable-asan --enable-ubsan
UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export UBSAN_OPTIONS
watched asan $(chosen '^tests/(unit|tui)/')
rm -rf "$dir/asan"

build tsan --enable-tsan
OPENBLAS_NUM_THREADS=1 # its threads are not compiled to be watched
TSAN_OPTIONS=halt_on_error=1
export OPENBLAS_NUM_THREADS TSAN_OPTIONS
watched tsan $(chosen '^tests/unit/test_(session|session_parts|probes|runs|determinism)$') tests/tui/test_lab_keys
exit $failed
