#!/bin/sh
# prebuilt.sh - answers `help manual` and `help completion SHELL` as catapult does, for a cross-build, which cannot run
# it: from the folder prebuilt beside it, which `make dist` puts into the tarball.
folder=$(dirname "$0")/prebuilt
case "$*" in
"help manual") file=$folder/manual ;;
"help completion "*) file=$folder/$3 ;;
*) echo "prebuilt.sh: $*: not a question that it can answer" >&2; exit 2 ;;
esac
if [ ! -f "$file" ]; then
    echo "prebuilt.sh: $file: missing: a cross-build needs the release tarball, not a clone" >&2
    exit 2
fi
exec cat "$file"
