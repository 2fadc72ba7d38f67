#!/bin/sh
# make.sh - makes figures and puts pictures, numbers and times into FIGURES.md.
#
#     cd build && ../figures/make.sh [NAME...]       all of them without a name; CATAPULT_DATA names the data
#     cd build && SCALE=evidence ../figures/make.sh  at that scale, hours; small without
#
# What it takes is said first.  Stopped, the same command goes on: finished runs are kept in figures.out of the present
# folder, with data and scripts.  A figure's part of FIGURES.md stands between the lines <!-- begin NAME --> and <!-- end
# NAME -->; what else is in that file is written by hand.
set -eu
catapult=${CATAPULT:-./catapult}
here=$(cd "$(dirname "$0")" && pwd)
page=$(dirname "$here")/FIGURES.md
out=figures.out
scale=${SCALE:-small}
option=
[ "$scale" = small ] || option=" --scale $scale"
mkdir -p "$out"
[ $# -gt 0 ] || set -- $("$catapult" figure --list | sed -n 's/^\([0-9a-z][0-9a-z-]*\) .*/\1/p')

"$catapult" figure --list --scale "$scale" >"$out/list"
for name; do
    sed -n "/^$name /,+2p" "$out/list" | sed -n '1p;3p'
done

for name; do
    began=$(date +%s)
    "$catapult" figure "$name" --scale "$scale" --out "$out" >"$out/said"
    seconds=$(($(date +%s) - began))
    # a sweep that is only drawn again takes no time: what it took at first is told
    if [ -s "$out/$name-$scale.seconds" ] && [ "$(cat "$out/$name-$scale.seconds")" -gt $seconds ]; then
        seconds=$(cat "$out/$name-$scale.seconds")
    fi
    echo $seconds >"$out/$name-$scale.seconds"
    cp "$out/figure-$name.svg" "$here/figure-$name.svg"
    {
        echo "![figure $name](figures/figure-$name.svg)"
        echo
        echo "\`catapult figure $name$option\`, $seconds s:"
        echo
        echo '```text'
        sed -n '2,$p' "$out/said" | sed '/^[^ ].*\.csv and \.gp/d'
        echo '```'
    } >"$out/part"
    grep -q "^<!-- begin $name -->" "$page" || { echo "make.sh: FIGURES.md has no part for $name" >&2; exit 1; }
    awk -v name="$name" -v part="$out/part" '
        $0 == "<!-- begin " name " -->" { print; while ((getline line <part) > 0) print line; inside = 1 }
        $0 == "<!-- end " name " -->" { inside = 0 }
        !inside { print }' "$page" >"$out/page"
    cat "$out/page" >"$page"
    echo "$name: $seconds s"
done
