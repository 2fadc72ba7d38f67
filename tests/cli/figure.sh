#!/bin/sh
# figure.sh - `catapult figure`: the files it leaves, with and without gnuplot; the paper's claims at a tiny scale;
# interruption and resumption; wrong input; and FIGURES.md, which must list every figure.
#
# Figures of published sets need $CATAPULT_DATA and are skipped by name without it.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99
have_gnuplot=$(command -v gnuplot)

# seen NAME ARGUMENT...: the figure is made, a claim is seen, and nothing speaks against any.  What it printed is in
# $dir/out.
seen() {
    name=$1
    shift
    catapult figure "$name" --out pictures "$@" >"$dir/out" 2>"$dir/err" </dev/null
    status=$?
    missing=$(grep '^  against' "$dir/out" | head -n 1)
    if [ $status -ne 0 ] || [ -s "$dir/err" ]; then
        fail "claims of $name" "exit status $status: $(head -n 1 "$dir/err")"
    elif [ -n "$missing" ]; then
        fail "claims of $name" "$missing"
    elif ! grep -q '^  seen' "$dir/out"; then
        fail "claims of $name" "none was judged"
    else
        ok "claims of $name ($(grep -c '^  seen' "$dir/out"))"
    fi
}

# --- what there is -----------------------------------------------------------------------------------------------

catapult figure --list >list 2>err
names=$(sed -n 's/^\([0-9a-z][0-9a-z-]*\) .*/\1/p' list)
if [ "$(echo "$names" | wc -l)" -ge 17 ] && [ ! -s err ] && [ $(($(echo "$names" | wc -l) * 3)) -eq "$(wc -l <list)" ]; then
    ok list
else
    fail list "$(echo "$names" | wc -l) names, $(wc -l <list) lines, $(head -n 1 err)"
fi
grep -q '^ *small: 3 runs, at most 450 steps, .*flop' list && ok 'list has costs' || fail 'list has costs' "$(sed -n 12p list)"

# --- claims on artificial data ------------------------------------------------------------------------------------

seen 1 --set network.widths=500
seen 2a --set stop.steps=120
seen 3
grep '^  ' "$dir/out" >claims-3
seen 5
seen 8a
seen 1 --set network.widths=500 --set compare= --set model=network

# --- the files -----------------------------------------------------------------------------------------------------

sed -n 1p pictures/figure-3.csv | grep -q '^series,step,eta,train_loss,.*lambda_1,lambda_2.*,model,preset,changes$' &&
    [ "$(wc -l <pictures/figure-3.csv)" -eq 454 ] && ok 'csv of 3' || fail 'csv of 3' "$(wc -l <pictures/figure-3.csv) lines"
if [ -n "$have_gnuplot" ]; then
    for name in 1 2a 3 5 8a; do
        size=$(wc -c <pictures/figure-$name.svg)
        if ! tail -n 2 pictures/figure-$name.svg | grep -q '</svg>'; then
            fail "figure-$name.svg" "does not end as one"
        elif [ "$size" -gt 100000 ]; then
            fail "figure-$name.svg" "$size bytes"
        else
            ok "figure-$name.svg"
        fi
    done
    cp pictures/figure-3.svg first.svg
    rm pictures/figure-3.svg
    (cd pictures && gnuplot figure-3.gp) >out 2>&1
    cmp first.svg pictures/figure-3.svg >out 2>&1 && ok 'script by hand' || fail 'script by hand' "$(head -n 1 out)"
    odd="it's a \"folder\" \`touch pwned\`"
    catapult figure 8A --out "$odd" --format png >out 2>err && head -c 4 "$odd/figure-8a.png" | grep -q PNG &&
        [ ! -e pwned ] && ok 'odd folder' || fail 'odd folder' "$(head -n 1 err)"
    catapult figure 8a --out pictures --format pdf >out 2>err && head -c 4 pictures/figure-8a.pdf | grep -q %PDF &&
        ok pdf || fail pdf "$(head -n 1 err)"
    ls pictures | grep -q '\.[A-Za-z0-9]\{6\}$' && fail leftovers "$(ls pictures)" || ok leftovers
else
    ok 'pictures # SKIP no gnuplot'
fi

mkdir empty
if PATH=$dir/work/empty "$dir/bin/catapult" figure 8a --out without >out 2>err && [ ! -s err ] &&
    grep -q 'no gnuplot here.*cd without && gnuplot figure-8a.gp' out && [ -s without/figure-8a.csv ] &&
    [ -s without/figure-8a.gp ] && [ "$(ls without | wc -l)" -eq 2 ]; then
    ok 'without gnuplot'
else
    fail 'without gnuplot' "$(head -n 1 err) $(ls without)"
fi

# --- a sweep, on the piece of MNIST that comes with the program ------------------------------------------------------

mnist='--set data.classes=0,1 --set data.n=40 --set data.test=40 --set network.widths=400 --set stop.steps=60
    --set test_every=1 --set spectrum.every=1 --etas 0.5crit,0.9crit,1.4crit,1.8crit --seeds 1 -j 2'
seen 4c $mnist
first=$(cat pictures/sweeps/fig4c-small/runs.csv)
seen 4c $mnist
[ "$first" = "$(cat pictures/sweeps/fig4c-small/runs.csv)" ] && ok 'runs are kept' || fail 'runs are kept' 'runs.csv changed'
grep -q '^2,0.5,' pictures/figure-4c.csv && ! grep -q '^2,1.4' pictures/figure-4c.csv &&
    ok 'linear points end at eta_crit' || fail 'linear points end at eta_crit' "$(cat pictures/figure-4c.csv)"
catapult figure 4c --out pictures $mnist --scale evidence >out 2>err
grep -q '^catapult: figure 4c, evidence scale: 12 runs, .* Tflop.*; after a stop the same command continues$' err &&
    grep -q '^  undecided MNIST, fc: the network is better at 1.4 eta_crit than at 0.9, by .* one seed decides nothing' out &&
    ok 'evidence says what it takes' || fail 'evidence says what it takes' "$(cat err)"
catapult figure 4c --out pictures $mnist --set data.n=39 >out 2>err
[ $? -eq 2 ] && ok 'another sweep in the folder' || fail 'another sweep in the folder' "$(head -n 1 err)"

# --- claims on published sets ----------------------------------------------------------------------------------------

# have SET
have() {
    catapult data "$1" >/dev/null 2>&1
}
if have cifar10; then
    tiny='--set network.widths=600 --set data.n=128 --set data.test=400 --set stop.steps=120 --set test_every=4
        --etas 0.5crit,0.9crit,1.5crit,1.8crit --seeds 3 -j 2'
    seen 2b $tiny
    seen 8b --set stop.steps=30
    if have svhn; then
        seen 6 --set network.widths=1024 --set data.n=64
        seen 7 --set network.widths=1024 --set data.n=64
        seen 6-cnn --set network.widths=200 --set data.n=16 --set stop.steps=25
        seen 7-cnn --set network.widths=200 --set data.n=16 --set stop.steps=25
    fi
else
    for name in 2b 6 6-cnn 7 7-cnn 8b; do ok "claims of $name # SKIP no cifar10 in \$CATAPULT_DATA"; done
fi
if have svhn; then
    if catapult figure 6 --scale paper --out counts --set network.widths=64 --set data.test=2000 >out 2>err; then
        grep -q 'svhn has 207 in all of these classes here' out && ok 'counts are what is found' ||
            { [ "$(catapult data svhn | grep -c ' 1083 ')" = 0 ] && ok 'counts # SKIP another svhn'; } ||
            fail 'counts are what is found' "$(sed -n 2p out)"
    else
        fail 'counts are what is found' "$(head -n 1 err)"
    fi
else
    ok 'counts are what is found # SKIP no svhn in $CATAPULT_DATA'
fi

# --- interrupted -------------------------------------------------------------------------------------------------------

# interrupt NAME WAIT ARGUMENT...: SIGTERM once the shell condition WAIT holds; 143, and no file of the figure.  (A shell's
# job in the background ignores Ctrl-C, which is handled likewise.)
interrupt() {
    name=$1 condition=$2
    shift 2
    "$dir/bin/catapult" figure "$@" --out stopped >out 2>err </dev/null &
    child=$!
    await "$condition" || fail "$name" "it never came so far"
    kill -TERM $child
    wait $child
    status=$?
    if [ $status -ne 143 ]; then
        fail "$name" "exit status $status: $(head -n 1 err)"
    elif ls stopped | grep -q figure-; then
        fail "$name" "it left $(ls stopped)"
    else
        ok "$name"
    fi
}

interrupt 'interrupted trace' 'ls stopped/figure-3.csv.* >/dev/null 2>&1' 3 --set stop.steps=1000000
long='--set data.classes=0,1 --set data.n=40 --set data.test=40 --set network.widths=400 --set stop.steps=40
    --etas 0.2crit:0.9crit:40 --seeds 2 -j 2'
rows=stopped/sweeps/fig4c-small/runs.csv
interrupt 'interrupted sweep' '[ -f $rows ] && [ "$(wc -l <$rows)" -ge 6 ]' 4c $long
kept=$(sed '$d' $rows | head -n 5)
catapult figure 4c --out stopped $long >out 2>err
if [ $? -eq 0 ] && [ "$kept" = "$(head -n 5 $rows)" ] && [ "$(wc -l <$rows)" -eq 242 ] && [ -s stopped/figure-4c.csv ]; then
    ok 'resumed sweep'
else
    fail 'resumed sweep' "$(wc -l <$rows) lines; $(head -n 1 err)"
fi

# --- wrong input ---------------------------------------------------------------------------------------------------------

# refused NAME PATTERN ARGUMENT...: exit status 2, one line on stderr that the pattern matches, nothing on stdout.
refused() {
    name=$1 pattern=$2
    shift 2
    catapult figure "$@" >out 2>err </dev/null
    status=$?
    if [ $status -ne 2 ] || [ -s out ] || [ "$(wc -l <err)" -ne 1 ] || ! grep -q -e "$pattern" err; then
        fail "$name" "exit status $status: $(head -n 2 err)"
    else
        ok "$name"
    fi
}

refused no-name 'needs a NAME'
refused unknown-figure "no figure 'tanhfc' (did you mean 'tanh-fc'?)" tanhfc
refused unknown-scale "did you mean 'paper'" 3 --scale papre
refused unknown-format "'gif' is none of svg, pdf, png" 3 --format gif
refused jobs "is not a number" 3 -j two
refused seeds "is not a number" 2b --seeds 0
refused etas "eta" 4c --etas bananas
refused etas-of-a-trace "figure 3 is no sweep" 3 --etas 1crit
refused no-test-set "data.test is 0" 4c --set data.test=0
refused one-direction "eta between has no value" 3 --set data.n=1
refused set "unknown key 'widths'" 3 --set widths=3
touch file
refused out-file 'file: is not a folder' 3 --out file
refused out-empty 'is empty' 3 --out ''
refused out-deep 'cannot make the folder' 3 --out no/such/folder
refused no-data 'cifar10.*not found' 2b --set data.path="$dir/work/empty" --set data.source=cifar10

# --- FIGURES.md ------------------------------------------------------------------------------------------------------------

for name in $names; do
    grep -q "^<!-- begin $name -->" "$srcdir/FIGURES.md" || fail FIGURES.md "has nothing of figure $name"
done
for picture in "$srcdir"/figures/*.svg; do
    [ "$(wc -c <"$picture")" -le 100000 ] || fail FIGURES.md "$picture is large"
    grep -q "figures/$(basename "$picture")" "$srcdir/FIGURES.md" || fail FIGURES.md "does not show $picture"
done
# the verdicts of a figure as they are now; numbers may differ a little from machine to machine
sed -n '/^<!-- begin 3 -->/,/^<!-- end 3 -->/s/^\(  [a-z]*\) .*/\1/p' "$srcdir/FIGURES.md" >"$dir/told"
sed 's/^\(  [a-z]*\) .*/\1/' claims-3 | cmp - "$dir/told" >"$dir/diff" 2>&1 && ok FIGURES.md ||
    fail FIGURES.md "figure 3 says something else now: $(cat "$dir/diff")"

exit $failed
