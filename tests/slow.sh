# slow.sh - for the scripts that build everything again: they run only with CATAPULT_FULL set, as `./quickstart --test`
# does, in their own folder, $dir; without those named in CATAPULT_LEAVE_OUT ("sanitize byhand").
if [ -z "${CATAPULT_FULL-}" ]; then
    echo "SKIP: runs where CATAPULT_FULL is set"
    exit 77
fi
name=$(basename "$0" .sh)
case " ${CATAPULT_LEAVE_OUT-} " in *" $name "*)
    echo "SKIP: $name is left out (CATAPULT_LEAVE_OUT)"
    exit 77
    ;;
esac
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
make=${MAKE:-make}
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM
failed=0

# Those that the promise to build without a warning is for.  A later one may have new warnings: they are told, and stop
# nothing.
promised() {
    version=$(echo "__clang_major__ __GNUC__" | $1 -E -P -x c - 2>/dev/null)
    case $version in
    __clang_major__\ *) [ "${version#* }" -le 14 ] 2>/dev/null ;;
    *) [ "${version%% *}" -le 19 ] 2>/dev/null ;;
    esac
}
werror=
! promised "${CC:-cc}" || werror=--enable-werror
