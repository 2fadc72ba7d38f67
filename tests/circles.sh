#!/bin/sh
# circles.sh - files that call each other in a circle: by the symbols of the objects of this build, no circle has more than
# three files.  A larger one means that none of its files can be read, tested or replaced without the others.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
MOST=3
nm=${NM:-nm}

# circles MOST: reads lines "FILE defines SYMBOL" and "FILE uses SYMBOL"; prints the files of each larger circle.  These are
# the strongly connected components of the graph of calls, by Tarjan's algorithm.
circles() {
    awk -v most="$1" '
    !($1 in known) {
        known[$1] = 1
        file[++files] = $1
    }
    $2 == "defines" {
        home[$3] = $1
    }
    $2 == "uses" {
        used[$1] = used[$1] " " $3
    }
    function visit(v,    list, count, i, w, size, names) {
        number[v] = low[v] = ++visited
        stack[++top] = v
        open[v] = 1
        count = split(used[v], list, " ")
        for (i = 1; i <= count; i++) {
            if (!(list[i] in home))
                continue
            w = home[list[i]]
            if (!(w in number)) {
                visit(w)
                if (low[w] < low[v])
                    low[v] = low[w]
            } else if (open[w] && number[w] < low[v])
                low[v] = number[w]
        }
        if (low[v] != number[v])
            return
        do {
            w = stack[top--]
            open[w] = 0
            names = w " " names
            size++
        } while (w != v)
        if (size > most)
            print size " files: " names
    }
    END {
        for (k = 1; k <= files; k++)
            if (!(file[k] in number))
                visit(file[k])
    }'
}

# symbols: those of every object of src whose source is still there; a function of a library has no home.
symbols() {
    find src -name '*.o' ! -path '*/.libs/*' | LC_ALL=C sort | while IFS= read -r object; do
        name=${object##*/}
        name=${name#*-}
        [ ! -f "$srcdir/${object%/*}/${name%.o}.c" ] || echo "$object"
    done | xargs "$nm" -A -P | awk '
    {
        file = substr($1, 1, length($1) - 3)
        sub(/[^\/]*-/, "", file)
    }
    $3 ~ /^[TDRBC]$/ { print file ".c", "defines", $2 }
    $3 == "U" { print file ".c", "uses", $2 }'
}

failed=0
# tells WANTED LINE...: what is found in those lines, of more than two files.
tells() {
    wanted=$1
    shift
    found=$(printf '%s\n' "$@" | circles 2)
    if [ "$found" = "$wanted" ]; then echo "ok self-test"; else
        echo "FAIL self-test: found '$found', wanted '$wanted'"
        failed=1
    fi
}
tells '3 files: a b c ' 'a defines fa' 'a uses fb' 'b defines fb' 'b uses fc' 'c defines fc' 'c uses fa' 'd uses fa'
tells '' 'a defines fa' 'a uses fb' 'b defines fb' 'b uses fa' 'b uses fc' 'c defines fc' 'c uses puts'

if ! command -v "$nm" >/dev/null 2>&1; then
    echo "ok circles # SKIP no nm"
    exit $failed
fi
symbols >circles.symbols
files=$(cut -d' ' -f1 circles.symbols | sort -u | wc -l)
found=$(circles $MOST <circles.symbols)
rm -f circles.symbols
if [ "$files" -lt 40 ]; then
    echo "FAIL circles: only $files objects seen below $(pwd)/src"
    failed=1
elif [ -n "$found" ]; then
    echo "$found" | sed "s/^/FAIL circle of /; s/\$/call each other; $MOST are the most/"
    failed=1
else
    echo "ok circles of $files files"
fi
exit $failed
