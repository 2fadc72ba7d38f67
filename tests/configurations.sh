#!/bin/sh
# configurations.sh - the optional parts of configure: without each of them, and without all of them, the build has no
# warning, says by name what is missing, and does everything else.
#
# Slow, so it runs only with CATAPULT_FULL set, as `./quickstart --test` does.  One folder is reconfigured each time: what
# a change does not affect is not compiled again.
. "${srcdir:-.}/tests/slow.sh"
unset CATAPULT_FULL CATAPULT_DATA CFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MFLAGS MAKELEVEL
XDG_DATA_HOME=/nonexistent
export XDG_DATA_HOME
mkdir "$dir/build" && cd "$dir/build" || exit 99

# builds OPTION...: false, with the reason, if it does not.
builds() {
    name="$*"
    if ! { "$srcdir/configure" -C $werror --disable-native CFLAGS=-O0 "$@" && "$make" -k -j 2; } >"$dir/out" 2>&1 </dev/null; then
        echo "FAIL $name: $(grep -m 1 -E 'error: |undefined reference|\*\*\* ' "$dir/out" || tail -n 1 "$dir/out")"
        failed=1
        return 1
    fi
    if ./catapult run fig3 --steps 2 --set data.n=9 --set network.widths=9 >"$dir/out" 2>&1; then
        echo "ok $name"
    else
        echo "FAIL $name: $(head -n 1 "$dir/out")"
        failed=1
        return 1
    fi
}

# says TEXT ARGUMENT...: exit status 2, one line on stderr that has the text.
says() {
    text=$1
    shift
    ./catapult "$@" >/dev/null 2>"$dir/err" </dev/null
    status=$?
    if [ $status -eq 2 ] && [ "$(wc -l <"$dir/err")" -eq 1 ] && grep -q -e "$text" "$dir/err"; then
        echo "ok $name: $1"
    else
        echo "FAIL $name: $*: exit status $status: $(head -n 1 "$dir/err")"
        failed=1
    fi
}

mkdir "$dir/set"
builds --without-matio && says libmatio-dev run svhn02 --steps 1 --set data.path="$dir/set"
builds --without-sndfile && says libsndfile1-dev run fsdd --steps 1 --set data.path="$dir/set"
builds --without-curl && says 'without downloads' data get cifar10
builds --without-tui && says 'without the laboratory' lab fig3
builds --without-mpi && { [ ! -e catapult-mpi ] || rm -f catapult-mpi; }
builds --without-matio --without-sndfile --without-curl --without-tui --without-mpi
if "$srcdir/configure" -C --disable-native CFLAGS=-O0 >"$dir/out" 2>&1 && grep -q 'catapult-mpi *yes' "$dir/out"; then
    builds --with-mpi && { [ -x catapult-mpi ] && echo 'ok catapult-mpi' || { echo 'FAIL catapult-mpi'; failed=1; }; }
else
    echo 'ok --with-mpi # SKIP no Open MPI'
fi

# has FILE NOT: the library that is wanted was made, and the other was not.
has() {
    if [ -e "$1" ] && [ ! -e "$2" ]; then echo "ok $name: $1"; else echo "FAIL $name: $(ls libcatapult.*)"; failed=1; fi
}
rm -f libcatapult.*
builds --without-mpi --disable-static && has libcatapult.so.0 libcatapult.a
rm -f libcatapult.*
builds --without-mpi --disable-shared && has libcatapult.a libcatapult.so.0 &&
    if grep -q -e '-lopenblas.*-pthread' catapult.pc; then echo "ok $name: catapult.pc"; else echo "FAIL $name: $(grep Libs: catapult.pc)"; failed=1; fi
if "$srcdir/configure" -C --disable-static --disable-shared >"$dir/out" 2>&1; then
    echo "FAIL --disable-static --disable-shared is taken"
    failed=1
else
    echo "ok --disable-static --disable-shared"
fi
exit $failed
