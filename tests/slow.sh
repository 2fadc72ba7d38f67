# slow.sh - for the scripts that build everything once more: only with CATAPULT_FULL set, as `./quickstart --test` does,
# and in a folder of their own, $dir.
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
