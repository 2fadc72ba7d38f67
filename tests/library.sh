#!/bin/sh
# library.sh - what the installed library shows: in its headers and its symbols nothing but public names, and all of those.
# Somebody else's program with such names as are inside links with both kinds of it and runs.  So do the example of
# docs/library.md, which prints what stands there, two experiments in two threads, and the example in Python.
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM
failed=0
build=$(pwd)
libs=$(sed -n 's/^BLAS_LIBS = //p' Makefile)
flags=$(sed -n 's/^SAN_CFLAGS = //p' Makefile)
shared=$(sed -n 's/^have_shared = //p' Makefile)
static=$(sed -n 's/^enable_static = //p' Makefile)
hide=$(sed -n 's/^have_hide = //p' Makefile)

# does NAME COMMAND...: exit status 0.
does() {
    name=$1
    shift
    if "$@" >"$dir/out" 2>&1 </dev/null; then echo "ok $name"; else echo "FAIL $name: $(grep -m 1 -E 'error|undefined|multiple' "$dir/out" || tail -n 1 "$dir/out")"; failed=1; fi
}

# only NAME FILE: the names in FILE all begin with catapult_ or CATAPULT_, and there are some.
only() {
    LC_ALL=C grep -v -i '^catapult_' "$2" >"$dir/others"
    if [ -s "$dir/others" ]; then
        echo "FAIL $1: $(paste -s -d ' ' "$dir/others" | cut -c 1-200)"
        failed=1
    elif [ -s "$2" ]; then
        echo "ok $1"
    else
        echo "FAIL $1: none found"
        failed=1
    fi
}

# What the headers define, without what they include: macros, tags, enumerators, types.
cat "$srcdir"/include/catapult/*.h >"$dir/all.h"
grep '^#include <[a-z]*\.h>' "$dir/all.h" >"$dir/iso.h"
${CC:-cc} -std=c11 -I"$srcdir/include" -E -dM -x c "$dir/iso.h" | LC_ALL=C sort >"$dir/theirs"
${CC:-cc} -std=c11 -I"$srcdir/include" -E -dM -x c "$dir/all.h" | LC_ALL=C sort >"$dir/defined"
LC_ALL=C comm -13 "$dir/theirs" "$dir/defined" | sed 's/^#define \([A-Za-z_0-9]*\).*/\1/' >"$dir/macros"
only "macros" "$dir/macros"
grep -v '^#include' "$dir/all.h" | ${CC:-cc} -std=c11 -E -P -x c - | tr '\n' ' ' >"$dir/code"
grep -o -E '(struct|union|enum) +[A-Za-z_0-9]+' "$dir/code" | sed 's/.* //' | LC_ALL=C sort -u >"$dir/tags"
only "tags" "$dir/tags"
grep -o -E 'enum *[A-Za-z_0-9]* *\{[^}]*' "$dir/code" | sed 's/[^{]*{//; s/=[^,]*//g' | tr -s ', ' '\n' | grep . >"$dir/constants"
only "enumerators" "$dir/constants"
grep -o 'typedef [^;]*' "$dir/code" | sed 's/.*[ *]//' >"$dir/types"
[ ! -s "$dir/types" ] || only "types" "$dir/types"

# shows FILE NM-OPTION...: every function that the headers declare, and nothing that they do not name.
grep -o 'catapult_[a-z0-9_]*' "$dir/code" | LC_ALL=C sort -u >"$dir/public"
grep -o '[; *]catapult_[a-z0-9_]*(' "$dir/code" | tr -d '; *(' | LC_ALL=C sort -u >"$dir/functions"
shows() {
    file=$1
    shift
    nm "$@" --defined-only "$file" | awk 'NF == 3 { print $3 }' | LC_ALL=C sort -u >"$dir/names"
    LC_ALL=C comm -23 "$dir/names" "$dir/public" >"$dir/others"
    LC_ALL=C comm -13 "$dir/names" "$dir/functions" >"$dir/missing"
    if [ -s "$dir/others" ]; then
        echo "FAIL $file shows $(paste -s -d ' ' "$dir/others" | cut -c 1-200)"
        failed=1
    elif [ -s "$dir/missing" ]; then
        echo "FAIL $file lacks $(paste -s -d ' ' "$dir/missing" | cut -c 1-200)"
        failed=1
    elif [ "$(wc -l <"$dir/functions")" -lt 50 ]; then
        echo "FAIL $(wc -l <"$dir/functions") functions in the headers"
        failed=1
    else
        echo "ok $file shows public names"
    fi
}

# The example of the page, and what it prints.
awk -v folder="$dir" '
    /^```/ { file = file == "" && $0 == "```c" ? folder "/page.c" : file == "" && $0 == "```text" ? folder "/page.text" : ""; next }
    file { print >file }' "$srcdir/docs/library.md"

# runs NAME LIBRARY...: the outside programs, compiled and linked with it.
runs() {
    kind=$1
    shift
    compile="${CC:-cc} -std=c11 -Wall -Wextra -Werror $flags -I$srcdir/include -o $dir"
    does "$kind: link" $compile/outside $cloned "$srcdir/tests/library/outside.c" "$@"
    does "$kind: run" sh -c "'$dir/outside' | grep -x '36 mine t=1 named same'"
    does "$kind: link the page's example" $compile/page "$dir/page.c" "$@"
    "$dir/page" >"$dir/page.out" 2>&1
    does "$kind: it prints what the page says" diff "$dir/page.text" "$dir/page.out"
    does "$kind: link two threads" $compile/threads "$srcdir/tests/library/threads.c" "$@" -pthread
    does "$kind: two experiments at once" "$dir/threads"
}

# A function of the outside program that is cloned for several processors, as one inside the library is.
cloned=
if grep -q '^JOIN_FLAGS = .*-group-' Makefile && grep -q '^#define HAVE_TARGET_CLONES 1' config.h; then cloned=-DCLONED; fi
if [ "$static" = no ]; then
    echo "ok libcatapult.a # SKIP not built"
elif [ "$hide" = yes ]; then
    shows libcatapult.a -g
    runs "static" libcatapult.a $libs -pthread
else
    echo "ok libcatapult.a # SKIP this compiler's objects cannot be joined"
fi
if [ "$shared" != yes ]; then
    echo "ok libcatapult.so.0 # SKIP not built"
    exit $failed
fi
LD_LIBRARY_PATH=$build${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
shows libcatapult.so.0 -D
runs "shared" -L"$build" -lcatapult
does "shared: by its soname" sh -c "readelf -d '$dir/outside' | grep 'NEEDED.*\[libcatapult\.so\.0\]'"

# The same numbers as the program's own, to the last bit, with the kernels of OpenBLAS that the program takes here.
if command -v python3 >/dev/null && python3 -c 'import ctypes' 2>/dev/null; then
    ./catapult run fig3 --steps 5 --csv "$dir/run.csv" >/dev/null 2>&1
    kernels=$(sed -n '1s/.* blas=OpenBLAS-[^ ]*-\([^ -]*\) .*/\1/p' "$dir/run.csv")
    [ -z "$kernels" ] || export OPENBLAS_CORETYPE="$kernels"
    does "ctypes" sh -c "python3 '$srcdir/examples/catapult_ctypes.py' 5 >'$dir/python.csv'"
    column() { awk -F, -v names="$1" '/^#/ { next } !(have++) { for (i = 1; i <= NF; i++) at[$i] = i; n = split(names, name, " "); next }
        { line = ""; for (i = 1; i <= n; i++) line = line "," $at[name[i]]; print line }' "$2"; }
    column "model step train_loss lambda_1 distance" "$dir/run.csv" >"$dir/run"
    column "model step train_loss lambda_1 distance" "$dir/python.csv" >"$dir/python"
    does "ctypes: the program's numbers" cmp "$dir/python" "$dir/run"
    does "ctypes: eighteen rows" test "$(wc -l <"$dir/python")" -eq 18
else
    echo "ok ctypes # SKIP no python3"
fi
exit $failed
