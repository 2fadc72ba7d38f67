#!/bin/sh
# examples.sh - the scripts of examples/ do what their first lines say, where their interpreters are there: what they print is
# compared with the program's own numbers.  from_pytorch.py is in weights.sh, the programs in C and over ctypes in library.sh.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99
examples=$srcdir/examples

python=
for candidate in ${PYTHON:-} python3 /usr/bin/python3; do
    if [ -z "$python" ] && "$candidate" -c 'import numpy' 2>/dev/null; then python=$candidate; fi
done

# The peaks in the summary of `run`: "MODEL PEAK STEP".
catapult run fig3 --set network.widths=120 --steps 25 --csv run.csv >summary || exit 99
sed -n 's/^\([a-z]*\) *loss first [^,]*, peak \([^ ]*\) (at \([0-9]*\)).*/\1 \2 \3/p' summary | sort >wanted

if [ -n "$python" ]; then
    "$python" "$examples/steps.py" fig3 --set network.widths=120 --steps 25 >out 2>err
    sed -n 's/^\([a-z]*\): .* at step \([0-9]*\);.*/\1 \2/p' out | sort >seen
    if [ -s seen ] && sed 's/ [^ ]* / /' wanted | cmp -s - seen; then ok steps.py; else fail steps.py "$(cat out err | head -n 3)"; fi
    crossed=$(sed -n 's/^quadratic .*crossed at \([0-9]*\).*/\1/p' summary)
    if grep -q "^quadratic: .* < 2 from step $crossed on" out; then ok 'steps.py crossing'; else fail 'steps.py crossing' "$crossed: $(cat out)"; fi

    catapult run fig3 --set network.widths=120 --steps 0 --dump dump --csv first.csv >/dev/null
    eta_crit=$(catapult check fig3 --set network.widths=120 --only boundaries --json 2>/dev/null |
        "$python" -c 'import json, sys
for b in json.load(sys.stdin)["boundaries"]:
    if b["name"] == "eta_crit":
        print("%.9g" % b["eta"])
        break')
    seen=$("$python" "$examples/read_dump.py" dump 2>err | sed -n 's/.*eta_crit = //p')
    if [ -n "$eta_crit" ] && [ "$(printf %.9g "$seen")" = "$eta_crit" ]; then ok read_dump.py; else fail read_dump.py "'$seen', not '$eta_crit' $(cat err)"; fi
else
    ok 'steps.py # SKIP no python3 with numpy'
    ok 'read_dump.py # SKIP no python3 with numpy'
fi

if command -v make >/dev/null; then
    unset MAKEFLAGS MFLAGS MAKELEVEL
    make -f "$examples/widths.mk" -j 2 WIDTHS='20 30' STEPS=5 >out 2>err
    catapult run fig3 --model network --set network.widths=30 --set threads=1 --steps 5 >summary
    wanted=$(sed -n 's/.*lambda_1 first \([^,]*\), last \([^;]*\);.*/\1 \2/p' summary)
    seen=$(awk '/^width-30.csv/ { printf "%.6g %.6g\n", $2, $3 }' lambda.txt)
    if [ -n "$wanted" ] && [ "$seen" = "$wanted" ]; then ok widths.mk; else fail widths.mk "'$seen', not '$wanted' $(head -n 2 err)"; fi
    if make -f "$examples/widths.mk" WIDTHS='20 30' STEPS=5 2>err | grep -q 'catapult run'; then fail 'widths.mk again' 'runs were made twice'; else ok 'widths.mk again'; fi
else
    ok 'widths.mk # SKIP no make'
fi

if command -v Rscript >/dev/null; then
    catapult run fig3 --set network.widths=120 --steps 25 --csv run.csv >/dev/null
    Rscript "$examples/peaks.R" run.csv >out 2>err
    sed -n 's/^\([a-z]*\): largest loss \([^ ]*\) at step \([0-9]*\),.*/\1 \2 \3/p' out | sort >seen
    if cmp -s wanted seen; then ok peaks.R; else fail peaks.R "$(diff wanted seen | head -n 2) $(head -n 2 err)"; fi
else
    ok 'peaks.R # SKIP no R'
fi

# README's one call for each reader.
for reader in pandas numpy; do
    call=$(sed -n "s/^\($reader\.[a-z]*(.*run\.csv.*)\).*/\1/p" "$srcdir/README.md" | head -n 1)
    if [ -z "$python" ] || ! "$python" -c "import $reader" 2>/dev/null; then
        ok "README's call for $reader # SKIP no $reader"
    elif seen=$("$python" -c "import $reader
rows = $call
print(len(rows), '%.17g' % rows['train_loss'][0])" 2>err) &&
        [ "$seen" = "$(awk -F, '/^#/ { next } !n++ { next } n == 2 { first = $4 } END { print n - 1, first }' run.csv)" ]; then
        ok "README's call for $reader"
    else
        fail "README's call for $reader" "'$call': $seen $(tail -n 1 err)"
    fi
done
exit $failed
