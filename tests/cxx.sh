#!/bin/sh
# cxx.sh - the library from C++: every public header by itself, and a program that links with both kinds of it.

# With a sanitizer the C++ compiler has to be that of the C compiler's maker.
case $(echo __clang__ | ${CC:-cc} -E -P -x c - 2>/dev/null) in
1) cxx=${CXX:-$(echo "$CC" | sed 's/clang/clang++/')} ;;
*) cxx=${CXX:-g++} ;;
esac
flags=$(sed -n 's/^SAN_CFLAGS = //p' Makefile)
if ! $cxx $flags -E -x c++ /dev/null >/dev/null 2>&1; then
    echo "SKIP: no C++ compiler (${cxx:-clang++}${flags:+ $flags})"
    exit 77
fi
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM
failed=0
compile="$cxx -std=c++11 -pedantic -Wall -Wextra -Werror -I$srcdir/include"
libs=$(sed -n 's/^BLAS_LIBS = //p' Makefile)

# does NAME COMMAND...: exit status 0.
does() {
    name=$1
    shift
    if "$@" >"$dir/out" 2>&1; then echo "ok $name"; else echo "FAIL $name: $(grep -m 1 -E 'error|undefined' "$dir/out" || head -n 1 "$dir/out")"; failed=1; fi
}

: >"$dir/all.cc"
for header in "$srcdir"/include/catapult/*.h; do
    name=$(basename "$header")
    echo "#include <catapult/$name>" >"$dir/one.cc"
    cat "$dir/one.cc" >>"$dir/all.cc"
    does "header $name" $compile -c "$dir/one.cc" -o "$dir/one.o"
done
cat >>"$dir/all.cc" <<'END'
#include <cstdio>
int main()
{
    struct catapult_settings settings;
    struct catapult_dataset *data = nullptr;
    struct catapult_experiment *experiment = nullptr;
    struct catapult_error err = {};
    catapult_settings_defaults(&settings);
    if (catapult_settings_set(&settings, "network.widths", "20", &err) != CATAPULT_STATUS_OK ||
        catapult_settings_set(&settings, "data.n", "8", &err) != CATAPULT_STATUS_OK ||
        catapult_dataset_gaussian(&settings, &data, &err) != CATAPULT_STATUS_OK ||
        catapult_experiment_new(&experiment, &settings, data, nullptr, &err) != CATAPULT_STATUS_OK) {
        std::fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    catapult_experiment_step(experiment, 0.1);
    std::printf("%ld\n", catapult_experiment_t(experiment));
    catapult_experiment_free(experiment);
    catapult_dataset_free(data);
}
END
# links NAME LIBRARY...: the program with that.
links() {
    kind=$1
    shift
    does "$kind: compile and link" $compile $flags "$dir/all.cc" -o "$dir/all" "$@"
    [ $failed -ne 0 ] || does "$kind: run" sh -c "'$dir/all' | grep -x 1"
}
if [ "$(sed -n 's/^enable_static = //p' Makefile)" != no ]; then
    links static libcatapult.a $libs -pthread
else
    echo "ok static # SKIP not built"
fi
if [ "$(sed -n 's/^have_shared = //p' Makefile)" = yes ]; then
    links shared -L. -lcatapult -Wl,-rpath,"$(pwd)"
else
    echo "ok shared # SKIP not built"
fi
exit $failed
