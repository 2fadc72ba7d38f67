#!/bin/sh
# arm64.sh [RELEASE [CACHE]] - a cross-build for arm64 in a new system of this release of Debian (trixie), and quick unit
# tests of it, run by qemu: another rounding of the same sums, other widths of vectors, plain char without a sign.  It is
# made from what `make dist` takes, in the folder of the build: `make check-arm64` there.
#
#     CACHE            a folder that keeps the packages for the next time
#     DEBIAN_SECONDS   how long all of it may take (10800)
#
# It needs root, debootstrap and the network, and says so where one is missing.  The last line is
# "N passed, N failed, N skipped".
set -u
release=${1-trixie} cache=${2-} title="arm64 ${1-trixie}"
srcdir=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 99
. "$srcdir/tests/debian-system.sh"

# Those that are quick under qemu too, and start no programs, which the kernel would have to hand to qemu.
tests="allowed dataset files general history lesson look lr map page phase preset settings"

[ "$(uname -m)" != aarch64 ] || { skip "this machine is one itself: make check"; finish; }
[ -f Makefile ] && [ -f config.status ] || { skip "not in the folder of a build"; finish; }
system_needs

# step WHAT COMMAND: a line of sh in the tree there, or that is the end.
step() {
    system_as root catapult "$2"
    status=$?
    if [ $status -eq 0 ]; then
        ok "$1"
    elif out_of_time $status; then
        skip "$1: no time left"
        finish
    else
        fail "$1: exit status $status: $(cat "$dir/out" "$dir/err" | grep -m 1 -E 'error|^E: |\*\*\*' | cut -c 1-200)"
        finish
    fi
}

# --- the system: the compiler runs here, the libraries are those of arm64 ---------------------------------------------

system_new ca-certificates
${MAKE:-make} distdir distdir="$root/root/catapult" >"$dir/out" 2>&1 </dev/null || { fail "make distdir: $(tail -n 1 "$dir/out")"; finish; }
libraries=$(sed -n -E 's/^(build (lib[^ ]*-dev|zlib1g-dev)|test (libcmocka-dev)).*/\2\3:arm64/p' "$srcdir/packages.txt" | tr '\n' ' ')
system_as root . "dpkg --add-architecture arm64 && apt-get update -q" || { skip "apt-get update: $(grep -m 1 '^[EW]: ' "$dir/err")"; finish; }
step "packages" "DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    gcc-aarch64-linux-gnu make pkg-config qemu-user-static $libraries"

# --- the build and its tests --------------------------------------------------------------------------------------------

folders=/usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig
step "configure" "PKG_CONFIG=pkg-config PKG_CONFIG_LIBDIR=$folders ./configure --build=$(uname -m)-linux-gnu --host=aarch64-linux-gnu --without-mpi"
step "build" 'make -j "$(nproc)"'
step "manual and completions" 'test -s man/catapult.1 && test -s completion/catapult && test -s completion/_catapult && test -s completion/catapult.fish'
step "the program says its version" 'test "$(qemu-aarch64-static ./catapult --version | head -n 1)" = "catapult $(sed -n "s/^PACKAGE_VERSION = //p" Makefile)"'
step "the unit tests build" "make -j \"\$(nproc)\" $(printf 'tests/unit/test_%s ' $tests)"
# One thread, for those that wait spin at the cost of the one that works; and no SVE, which is slow to emulate.
one_thread="export OMP_NUM_THREADS=1 QEMU_CPU=cortex-a72"
for test in $tests; do
    # One by one: a test that fails or needs too long keeps no other from being told of.
    system_as root catapult "$one_thread && make check-TESTS TESTS=tests/unit/test_$test LOG_COMPILER=qemu-aarch64-static"
    status=$?
    if out_of_time $status; then
        skip "test_$test: no time left"
    elif [ $status -eq 0 ]; then
        ok "test_$test"
    else
        fail "test_$test"
        grep -E -A 3 '^not ok|qemu: ' "$root/root/catapult/tests/unit/test_$test.log" ||
            tail -n 2 "$root/root/catapult/tests/unit/test_$test.log"
    fi
done
finish
