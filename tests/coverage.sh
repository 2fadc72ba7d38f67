#!/bin/sh
# Which lines the tests have run, in a tree configured with --enable-gcov: `make coverage` runs all tests first.  Prints a
# line per file, the core as a whole, and the names of functions that were never called.  Exit status 1 if less than 90 %
# of the core's lines were run.
set -u
for notes in $(find src -name '*.gcno' | LC_ALL=C sort); do
    gcov -n -f -s "${srcdir:-.}" "$notes" 2>/dev/null
done | awk '
    # "Function ", then "File ", each followed by a line "Lines executed:87.50% of 16" or "No executable lines".
    /^Function / { name = $2; gsub(/\047/, "", name); kind = "function" }
    /^File / {
        name = $2
        gsub(/\047/, "", name)
        sub(/^.*\/src\//, "src/", name)
        kind = name ~ /^src\/.*\.c$/ ? "file" : "other"
        for (i = 0; kind == "file" && i < waiting; i++)
            idle[name] = idle[name] " " never[i]
        waiting = 0
    }
    /^Lines executed:/ {
        share = $2
        sub(/^executed:/, "", share)
        sub(/%$/, "", share)
        if (kind == "function" && share + 0 == 0 && name !~ /^_/)
            never[waiting++] = name
        if (kind == "file" && $4 > lines[name]) {
            lines[name] = $4
            run[name] = share * $4 / 100
        }
        kind = "other"
    }
    END {
        for (name in lines) {
            printf "%-34s %5.1f %% of %4d%s%s\n", name, 100 * run[name] / lines[name], lines[name],
                idle[name] ? "  never entered:" : "", idle[name] | "LC_ALL=C sort"
            if (name ~ /^src\/(base|core)\//) {
                core += lines[name]
                core_run += run[name]
            }
            all += lines[name]
            all_run += run[name]
        }
        close("LC_ALL=C sort")
        if (all == 0) {
            print "nothing was counted: configure with --enable-gcov, then run the tests"
            exit 1
        }
        printf "%-34s %5.1f %% of %4d\n", "all", 100 * all_run / all, all
        printf "%-34s %5.1f %% of %4d\n", "src/base, src/core", 100 * core_run / core, core
        exit core_run / core < 0.9
    }'
