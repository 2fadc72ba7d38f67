#!/bin/sh
# package.sh - Debian packages: dpkg-buildpackage makes them from a copy of the source, lintian finds no error, and their
# contents work from the folder into which they are unpacked.
#
# Slow (it builds everything again), so it runs only with CATAPULT_FULL set, as `./quickstart --test` does.  The build
# skips its own tests: they are running outside.
. "${srcdir:-.}/tests/slow.sh"
for tool in dpkg-buildpackage dh lintian; do
    if ! command -v $tool >/dev/null; then
        echo "SKIP: $tool is not installed (packages.txt has what it comes with)"
        exit 77
    fi
done
if ! git -C "$srcdir" rev-parse >/dev/null 2>&1; then
    echo "SKIP: not in a clone, so the list of files is not known"
    exit 77
fi

# check NAME COMMAND...: a case; on failure with the last lines of what the command said.
check() {
    name=$1
    shift
    if "$@" >"$dir/out" 2>&1 </dev/null; then
        echo "ok $name"
    else
        echo "FAIL $name"
        tail -n 5 "$dir/out"
        failed=1
    fi
}

# The version has one place, configure.ac; what Debian and the reader of the news see must follow it.
version=$(sed -n 's/^AC_INIT(\[catapult\], \[\([^]]*\)\].*/\1/p' "$srcdir/configure.ac")
check "version in debian/changelog" grep -q "^catapult ($version-" "$srcdir/debian/changelog"
check "version in NEWS.md" grep -q "^## $version\( \|$\)" "$srcdir/NEWS.md"

# debian/control cannot read packages.txt, so they are compared: no library of the build is left out.
sed -n 's/^build  *\(lib[^ ]*-dev\|zlib1g-dev\).*/\1/p' "$srcdir/packages.txt" | grep -v '^libc6-dev$' >"$dir/wanted"
sed -n '/^Build-Depends:/,/^[^ B]/p' "$srcdir/debian/control" >"$dir/control"
while read -r package; do
    check "debian/control has $package" grep -q "[ ]$package\(,\|$\| \)" "$dir/control"
done <"$dir/wanted"

mkdir "$dir/tree"
(cd "$srcdir" && git ls-files -z | xargs -0 tar -cf - --ignore-failed-read 2>/dev/null) | tar -C "$dir/tree" -xf -
cd "$dir/tree" || exit 99
unset CFLAGS CPPFLAGS LDFLAGS
check "dpkg-buildpackage" env DEB_BUILD_OPTIONS="nocheck parallel=$(getconf _NPROCESSORS_ONLN)" \
    dpkg-buildpackage -b -us -uc -d
[ $failed -eq 0 ] || exit 1
cd "$dir" || exit 99
check "lintian finds no error" lintian --allow-root --fail-on error catapult_*.changes
for deb in catapult_*.deb libcatapult0_*.deb libcatapult-dev_*.deb; do
    check "unpack ${deb%%_*}" dpkg-deb -x "$deb" root
done
XDG_CONFIG_HOME=$dir/config
export XDG_CONFIG_HOME
check "packaged program" root/usr/bin/catapult run fig3 --presets root/usr/share/catapult/presets --steps 3
check "packaged manual" test -s root/usr/share/man/man1/catapult.1.gz
check "packaged library" sh -c "test -s root/usr/lib/*/libcatapult.a && test -s root/usr/lib/*/pkgconfig/catapult.pc"
check "packaged example" test -s root/usr/share/doc/libcatapult-dev/examples/catapult_phase.c
check "shared library is in its own package" sh -c "dpkg-deb -c libcatapult0_*.deb | grep '/libcatapult\.so\.0$' && ! dpkg-deb -c catapult_*.deb | grep libcatapult"
check "shlibs" sh -c "dpkg-deb --ctrl-tarfile libcatapult0_*.deb | tar -xOf - ./shlibs | grep '^libcatapult 0 libcatapult0'"
check "headers bring the library" sh -c "dpkg-deb -f libcatapult-dev_*.deb Depends | grep 'libcatapult0 (= $version-'"
lib=$(dirname root/usr/lib/*/libcatapult.so.0)
check "packaged library: link" ${CC:-cc} "$srcdir/examples/catapult_phase.c" -Iroot/usr/include -o example -L"$lib" -lcatapult
check "packaged library: run" sh -c "LD_LIBRARY_PATH=$lib ./example | grep '^eta/eta_crit 1.5: 300 steps'"
exit $failed
