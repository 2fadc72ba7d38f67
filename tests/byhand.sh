#!/bin/sh
# byhand.sh - building without quickstart: `make distcheck`, the tarball unpacked elsewhere, in it the README's commands
# under "Building by hand", and then the installed program, library and manual without their source.
#
# Slow (it builds everything again), so it runs only with CATAPULT_FULL set, as `./quickstart --test` does.
# `make check` inside it runs one test: the others are already running outside.
. "${srcdir:-.}/tests/slow.sh"
root=$dir/root

# does NAME COMMAND...: exit status 0, or that is the end.
does() {
    name=$1
    shift
    if "$@" >"$dir/out" 2>&1 </dev/null; then
        echo "ok $name"
    else
        echo "FAIL $name"
        grep -m 1 -E 'error|Error|\*\*\*' "$dir/out"
        tail -n 3 "$dir/out"
        exit 1
    fi
}

# The tarball in a folder that cannot be written: built beside it, tested (one test), installed into DESTDIR and
# elsewhere, and nothing is left after uninstall and distclean.
jobs=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
does "make distcheck" "$make" -j "$jobs" distcheck TESTS=tests/layers.sh check_PROGRAMS= check_LIBRARIES=
tarball=$(echo catapult-*.tar.xz)
does "unpack" tar -C "$dir" -xf "$tarball"
rm -f "$tarball"
tree=$(echo "$dir"/catapult-*)

# Whatever is kept in git is in the tarball, but for what only git and the project's machines read.
if command -v git >/dev/null && git -C "$srcdir" rev-parse >/dev/null 2>&1; then
    git -C "$srcdir" ls-files | grep -v -E '^(\.git|\.ci/)' >"$dir/kept"
    while read -r file; do
        [ ! -e "$srcdir/$file" ] || [ -e "$tree/$file" ] || { echo "FAIL dist: $file is not in it"; failed=1; }
    done <"$dir/kept"
    [ $failed -ne 0 ] || echo "ok dist has all of git's files"
else
    echo "ok dist has all of git's files # SKIP not in a clone"
fi

cp "$tree/examples/catapult_phase.c" "$dir/example.c"
cd "$tree" || exit 99
awk '
    /^## / { by_hand = $0 == "## Building by hand" }
    /^```/ { inside = $0 == "```sh"; next }
    inside && by_hand && !/^ *#/ && NF' README.md >"$dir/commands"
steps=0
while read -r line <&4; do
    steps=$((steps + 1))
    case $line in
    ./configure*) does "$line" sh -c "$line $werror --prefix='$root'" ;; # gcc without a warning
    "make check") does "$line" "$make" check TESTS=tests/layers.sh check_PROGRAMS= check_LIBRARIES= ;;
    make) does "$line" "$make" -j "$jobs" ;;
    "sudo make install") does "$line" "$make" install ;;
    *) does "$line" sh -c "$line" ;;
    esac
done 4<"$dir/commands"
[ $steps -ge 4 ] || { echo "FAIL README: $steps commands under Building by hand"; exit 1; }

# Without the source tree.
cd "$dir" || exit 99
rm -rf "$tree"
unset CATAPULT_DATA
XDG_CONFIG_HOME=$dir/config
export XDG_CONFIG_HOME
does "installed list" sh -c "'$root/bin/catapult' list | grep '^fig3 '"
does "installed fig3" "$root/bin/catapult" run fig3 --steps 3
does "installed mnist" "$root/bin/catapult" run mnist --steps 3
does "installed manual" test -s "$root/share/man/man1/catapult.1"

# What the installed texts link to is installed, too.
cd "$root/share/doc/catapult" || exit 99
for text in README.md FIGURES.md CONTRIBUTING.md ARCHITECTURE.md SECURITY.md docs/*.md; do
    does "installed $text" test -s "$text"
    grep -o '](\([^)]*\))' "$text" | sed 's/^](//; s/[)#].*//' | grep -v -E '^(https?:|$)' | while read -r link; do
        [ -e "$(dirname "$text")/$link" ] || echo "$link"
    done >"$dir/out"
    [ ! -s "$dir/out" ] && echo "ok links of $text" || { echo "FAIL links of $text: $(tr '\n' ' ' <"$dir/out")"; failed=1; }
done
cd "$dir" || exit 99

# A program of someone else's, with nothing but what pkg-config says; every public header by itself is C11.
PKG_CONFIG_PATH=$root/lib/pkgconfig
export PKG_CONFIG_PATH
does "pkg-config" pkg-config --exists catapult
cc="${CC:-cc} -std=c11 -pedantic -Wall -Wextra ${werror:+-Werror}"
does "library compile" sh -c "$cc example.c -o example $(pkg-config --cflags --libs catapult)"
LD_LIBRARY_PATH=$root/lib
export LD_LIBRARY_PATH
does "library run" sh -c "./example | grep '^eta/eta_crit 1.5: 300 steps'"
does "library is shared" sh -c "readelf -d example | grep 'NEEDED.*libcatapult\.so\.0'"
does "static library compile" sh -c "$cc example.c -o example $(pkg-config --static --cflags --libs catapult | sed 's/-lcatapult/-l:libcatapult.a/')"
does "static library run" sh -c "! readelf -d example | grep libcatapult && ./example | grep '^eta/eta_crit 1.5: 300 steps'"
does "installed example in Python" sh -c "! command -v python3 || python3 '$root/share/doc/catapult/examples/catapult_ctypes.py' 2"
for header in "$root"/include/catapult/*.h; do
    name=$(basename "$header")
    printf '#include <catapult/%s>\nextern int nothing;\n' "$name" >alone.c
    does "header $name alone" sh -c "$cc -c alone.c $(pkg-config --cflags catapult)"
done

exit $failed
