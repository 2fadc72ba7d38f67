#!/bin/sh
# source-tree.sh - presets, lessons and data of the source tree: found by the program in its build folder and with
# CATAPULT_SOURCE set; never found by an installed program, whatever is in the folder where it was built.
. "${srcdir:-.}/tests/cli/common.sh"
unset CATAPULT_SOURCE CATAPULT_DATA
XDG_DATA_HOME=$dir/nothing
export XDG_DATA_HOME
mkdir -p "$dir/tree/presets" "$dir/tree/lessons" "$dir/tree/data/mnist" "$dir/usr/bin"
echo 'title = "planted"' >"$dir/tree/presets/planted.conf"
cp "$srcdir"/lessons/catapult.lesson "$dir/tree/lessons/planted.lesson"
cp "$srcdir"/presets/mnist.conf "$dir/tree/presets"
cp "$srcdir"/data/mnist/*.gz "$dir/tree/data/mnist"
cp "$catapult" "$dir/usr/bin/catapult"
installed=$dir/usr/bin/catapult
cd "$dir/work" || exit 99

# finds NAME PROGRAM: the planted preset and lesson, both or neither.
finds() {
    "$2" list 2>/dev/null | grep -q '^planted ' && preset=yes || preset=no
    "$2" play --list 2>/dev/null | grep -q '^planted ' && lesson=yes || lesson=no
    [ $preset = $lesson ] && ok "$1 lists alike" || fail "$1" "preset: $preset, lesson: $lesson"
    [ $preset = yes ]
}

# In its build folder.
"$catapult" list | grep -q '^fig3 ' && ok "build folder" || fail "build folder" "no preset fig3"
"$catapult" run mnist --steps 1 --set network.widths=9 >out 2>&1 && ok "build folder's data" ||
    fail "build folder's data" "$(head -n 1 out)"

# Installed: not where it was built, for the path is not in it.
for folder in presets lessons data/mnist; do
    grep -q -F "$srcdir/$folder" "$installed" && fail "path of $folder" "$srcdir/$folder is in the program" || ok "path of $folder"
done
finds installed "$installed" && fail installed "finds what was planted" || ok installed

# Told.
CATAPULT_SOURCE=$dir/tree
export CATAPULT_SOURCE
finds told "$installed" && ok told || fail told "does not find what was planted"
"$installed" run mnist --steps 1 --set network.widths=9 >out 2>&1 && ok "told data" || fail "told data" "$(head -n 1 out)"
unset CATAPULT_SOURCE

# With a marker: only one that nobody else could have written.
echo "$dir/tree" >"$dir/usr/bin/catapult-source"
if [ -r /proc/self/exe ]; then
    finds marker "$installed" && ok marker || fail marker "does not find what was planted"
    ln -s "$installed" "$dir/work/link"
    finds link ./link && ok link || fail link "does not find what was planted"
else
    ok "marker # SKIP no /proc"
fi
chmod 666 "$dir/usr/bin/catapult-source"
finds "open marker" "$installed" && fail "open marker" "anyone may have written it" || ok "open marker"
chmod 644 "$dir/usr/bin/catapult-source"
printf %s "$dir/tree" >"$dir/usr/bin/catapult-source"
finds "marker cut short" "$installed" && fail "marker cut short" "is believed" || ok "marker cut short"
exit $failed
