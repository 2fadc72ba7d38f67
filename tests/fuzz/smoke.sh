#!/bin/sh
# Hostile input for everything that reads: corpus and regressions of every target, and damaged copies of them, the same in
# every run.  If libFuzzer is built in (configure --enable-fuzz CC=clang) it also searches: for a fixed number of inputs
# from a fixed seed, or for FUZZ_SECONDS per target (`make fuzz`).  Its findings are left as crash-TARGET-... in the
# working folder and belong in tests/fuzz/regressions/TARGET/.
# Prints "ok NAME" or "FAIL NAME: ..." for each.
srcdir=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd) || exit 99
here=$srcdir/tests/fuzz
build=${BUILD:-$PWD}
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM
copies=${FUZZ_COPIES:-1000} runs=${FUZZ_RUNS:-4000}
failed=0

if command -v python3 >/dev/null; then
    if python3 "$here/make-corpus.py" --check >"$dir/out"; then
        echo "ok corpus"
    else
        echo "FAIL corpus: $(tail -n 1 "$dir/out"); run tests/fuzz/make-corpus.py"
        failed=1
    fi
fi

report() {
    if [ "$2" -eq 0 ]; then
        echo "ok $1"
    else
        echo "FAIL $1: $(grep -e 'fuzz: ' -e 'ERROR: ' -e 'runtime error' "$dir/err" | head -n 1)"
        failed=1
    fi
}

search() {
    mkdir -p "$build/tests/fuzz/found/$1"
    limit="-runs=$runs -seed=1"
    [ -n "${FUZZ_SECONDS-}" ] && limit="-max_total_time=$FUZZ_SECONDS"
    dictionary=
    [ -e "$here/dict/$1.dict" ] && dictionary="-dict=$here/dict/$1.dict"
    # libmatio and libsndfile are not ours to mend: leaks in them are not looked for.
    CATAPULT_FUZZ=$1 ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 \
        "$build/tests/fuzz/libfuzzer" $limit $dictionary -timeout=10 -rss_limit_mb=2000 -malloc_limit_mb=1000 \
        -max_len=16384 -print_final_stats=0 -artifact_prefix="crash-$1-" "$build/tests/fuzz/found/$1" \
        "$here/corpus/$1" >"$dir/out" 2>"$dir/err"
    report "$1-search" $?
}

for target in $("$build/tests/fuzz/replay" '' 0 '' 2>&1 | sed 's/.*there are://'); do
    folders=$here/corpus/$target
    [ -d "$here/regressions/$target" ] && folders="$folders $here/regressions/$target"
    ASAN_OPTIONS=allocator_may_return_null=1 "$build/tests/fuzz/replay" "$target" "$copies" $folders \
        >"$dir/out" 2>"$dir/err"
    report "$target" $?
    [ -x "$build/tests/fuzz/libfuzzer" ] && search "$target"
done
exit $failed
