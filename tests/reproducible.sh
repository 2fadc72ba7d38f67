#!/bin/sh
# reproducible.sh - the same sources give the same bytes: built in two folders with different names and depths, once by an
# absolute path and once by a relative one, programs and library are identical.
#
# Slow (it builds everything twice), so it runs only with CATAPULT_FULL set, as `./quickstart --test` does.
. "${srcdir:-.}/tests/slow.sh"
unset CATAPULT_FULL CATAPULT_DATA CFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MFLAGS MAKELEVEL
CCACHE_DISABLE=1 # it would hand out the first folder's objects in the second
export CCACHE_DISABLE
mkdir -p "$dir/one" "$dir/second/a-deeper-one"

# copy FOLDER: the sources with what autoreconf made, nothing that was built.
copy() {
    (cd "$srcdir" && tar -cf - --exclude='*.o' --exclude='*.a' --exclude='*.so*' --exclude=.deps --exclude=config.status \
        configure* Makefile.* config.h.in aclocal.m4 catapult.pc.in build-aux include src man tests presets lessons data \
        bench examples docs figures debian packages.txt quickstart COPYING *.md) | tar -C "$1" -xf -
}

# build FOLDER CONFIGURE: programs and library there.
build() {
    mkdir "$1/build" && cd "$1/build" || exit 99
    if ! { "$2" --prefix=/usr/local CFLAGS='-g -O1' && "$make" -j 2 all; } >"$dir/out" 2>&1 </dev/null; then
        echo "FAIL build in $1: $(grep -m 1 -E 'error: |\*\*\* ' "$dir/out" || tail -n 1 "$dir/out")"
        exit 1
    fi
}

copy "$dir/one"
copy "$dir/second/a-deeper-one"
build "$dir/one" "$dir/one/configure"
build "$dir/second/a-deeper-one" ../configure
for file in catapult catapult-mpi libcatapult.a libcatapult.so.0 man/catapult.1 completion/catapult catapult.pc config.h; do
    [ -e "$dir/one/build/$file" ] || case $file in catapult-mpi | libcatapult.so.0) continue ;; esac
    if cmp "$dir/one/build/$file" "$dir/second/a-deeper-one/build/$file" >"$dir/out" 2>&1; then
        echo "ok $file"
    else
        echo "FAIL $file: $(cat "$dir/out")"
        failed=1
    fi
done
for file in catapult libcatapult.a libcatapult.so.0; do
    [ -e "$dir/one/build/$file" ] || [ $file != libcatapult.so.0 ] || continue
    if grep -q -a -F "$dir/" "$dir/one/build/$file"; then echo "FAIL $file has the folder's name in it"; failed=1; else echo "ok $file has no path"; fi
done
exit $failed
