#!/bin/sh
# known.sh - the presets with known answers give them: periods of attractors, where oscillations begin, the step of a spike.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99

# field NAME STEP FILE: of the first model's row at that step.
field() {
    awk -F, -v name="$1" -v step="$2" '
        /^#/ { next }
        !column { for (i = 1; i <= NF; i++) if ($i == name) column = i; next }
        $2 == step { print $column; exit }' "$3"
}

# ends NAME STEP WORDS FILE: the outcome of the rows up to that step is one of the words (a regular expression).
ends() {
    word=$(field outcome "$2" "$4")
    if echo "$word" | grep -Eqx "$3"; then ok "$1 $2"; else fail "$1 $2" "'$word' at eta $(field eta "$2" "$4"), not $3"; fi
}

# known PRESET ARGUMENT...: runs it into run.csv.
known() {
    catapult run "$@" --csv run.csv >out 2>err </dev/null || fail "$1" "$(head -n 1 err)"
}

# within NAME LOW VALUE HIGH
within() {
    if awk "BEGIN { exit !($2 <= $3 && $3 <= $4) }" 2>/dev/null; then ok "$1"; else fail "$1" "$3 is not between $2 and $4"; fi
}

known uv
ends uv 399 'periodic\(2\)' run.csv
ends uv 699 'periodic\(4\)' run.csv
ends uv 999 'periodic\(8\)' run.csv
ends uv 1199 'bounded' run.csv
ends uv 1500 'periodic\(3\)' run.csv

# At 0.66 < 2/3 and 0.49 < 2/4 a minimum with lambda_1 a little below 2/eta is found, above there is none.
known chain3
ends chain3 4000 'periodic\(2\)' run.csv
known chain3 --eta 0.66
ends chain3-below 4000 converged run.csv
within chain3-lambda 3 "$(field lambda_1 4000 run.csv)" 2/0.66
known chain4
ends chain4 4000 'periodic\(2\)' run.csv
known chain4 --eta 0.49
within chain4-lambda 4 "$(field lambda_1 4000 run.csv)" 2/0.49
known chain4 --eta 0.66
ends chain4-chaos 4000 bounded run.csv

known deep-linear
ends deep-linear 3000 'periodic\(4\)' run.csv
known deep-linear --set schedule=40:0.025,80:0.03,120:0.030634
within deep-linear-edge 1.98 "0.030634 * $(field lambda_1 3000 run.csv)" 2

# The mean step of the peak over 40 seeds; a seed whose peak is flat may differ by one step with another library, a
# fortieth.  The slope is 1/(2 ln 1.5) per ln m.
for width in 100:5.60 1000:8.35 10000:11.58; do
    catapult sweep spike --set "network.widths=${width%:*}" --seeds 40 --out "sweep-${width%:*}" -j 1 >out 2>err </dev/null ||
        fail spike "$(head -n 1 err)"
    mean=$(awk -F, '/^#/ { next } !column { for (i = 1; i <= NF; i++) if ($i == "peak_step_mean") column = i; next }
        { print $column }' "sweep-${width%:*}/summary.csv")
    within "spike ${width%:*}" "${width#*:} - 0.06" "$mean" "${width#*:} + 0.06"
    [ "${width%:*}" = 100 ] && low=$mean
done
within spike-slope 1.1 "($mean - $low) / log(100)" 1.4

exit $failed
