#!/bin/sh
# check.sh - `catapult check`: exit statuses, JSON, messages; and every shipped preset is sound.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99

# exits NAME STATUS ARGUMENT...: of `catapult check`; what it printed is in out and err.
exits() {
    name=$1 wanted=$2
    shift 2
    "$catapult" check "$@" >"$dir/out" 2>"$dir/err" </dev/null
    status=$?
    if [ $status -eq "$wanted" ]; then ok "$name"; else fail "$name" "exit status $status: $(head -n 1 "$dir/err")"; fi
}

# says NAME FILE PATTERN: a line of out or err.
says() {
    if grep -q -- "$3" "$dir/$2"; then ok "$1"; else fail "$1" "no line like $3 but $(head -n 1 "$dir/$2")"; fi
}

exits sound 0 single
says title out '^single: A single example'
says property out '^  gradient  *ok  *[0-9.e-]* *<= '
says not-applicable out '^  batches  *n\.a\. full batch$'
says rates out '^  eta_crit  *[0-9.]* = 2/lambda_1(0)'
says phase out '^  quadratic  *catapult: eta_max 2 eta_crit by theory, [0-9.]* measured'
says warning out '^  warning: no-test-set: '
says sum out '^single: [0-9]* ok, 1 warned of, 0 failed, 1 not applicable$'
exits two 0 fig8a single
says count out '^2 presets: 2 checked, 0 left out, 0 failed properties$'
exits only 0 single --only kernel
[ "$(grep -c '  ok  ' "$dir/out")" -eq 1 ] || fail only "not one property"

# Numbers that double precision cannot carry.
printf '1e155,1\n-1e155,-1\n2e150,1\n' >big.csv
echo 'data { source = csv path = big.csv n = 3 test = 0 } network { widths = {20} }' >big.conf
exits unsound 1 big.conf
says unsound-property out '^  kernel  *FAIL nan'
says unsound-sum out '^big.conf: .* [1-9][0-9]* failed'

echo 'data { source = csv path = none.csv n = 3 test = 0 }' >none.conf
echo 'eta = 1.2crt' >wrong.conf
exits no-words 2
says no-words-message err 'check needs PRESET... or --all'
exits all-and-more 2 --all fig3
exits quick-and-full 2 --quick --full fig3
exits no-property 2 fig3 --only gradiant
says near-property err "no property 'gradiant' (did you mean 'gradient'?)"
exits no-preset 2 fig33
exits no-data 2 none.conf
says no-data-message err 'none\.csv'
exits others-go-on 2 wrong.conf single
says others-out out '^single: '
says wrong-message err '^catapult: wrong.conf:1: '

# Sound, if small: a limit on the loss is of runs, a kernel may become 0, and the kinks of a unit or two hide every order.
echo 'eta = 5crit divergence = 100 data { source = sphere n = 6 d = 3 test = 4 } network { widths = {10} activation = tanh }' >low.conf
exits low-limit 0 low.conf
echo 'eta = 0.1 data { source = sphere n = 6 d = 3 test = 4 } network { widths = {1} } stop { steps = 5 }' >few.conf
exits learnt-at-once 0 few.conf --set network.activation=tanh --set network.widths=10 --set data.n=1 --set eta=0.5crit
for seed in 4 8 15; do
    exits few-units-$seed 0 few.conf --seed $seed
done
echo 'model = network compare = {linear, quadratic} eta = 1crit seed = 1 data { source = gaussian n = 3 d = 1 test = 4 } network { widths = {1, 1, 1} activation = tanh }' >thread.conf
exits one-unit-a-layer 0 thread.conf

# Each warning, by what provokes it.
warns() {
    name=$1
    shift
    "$catapult" check "$@" >"$dir/out" 2>"$dir/err" </dev/null
    says "warns-$name" out "^  warning: $name: "
}
printf '1,2,1\n1,2,1\n3,1,-1\n3,1,-1\n0,0,1\n0,0,1\n' >twins.csv
echo 'data { source = csv path = twins.csv n = 6 test = 0 } network { widths = {20} }' >twins.conf
warns duplicates twins.conf
warns zero-inputs twins.conf
warns overlap twins.conf --set data.n=3 --set data.test=3
printf '1,2,1\n1,2,-1\n3,1,-1\n' >torn.csv
warns conflicts twins.conf --set data.path=torn.csv --set data.n=3
printf '1,2,1\n2,2,1\n3,1,1\n' >same.csv
warns one-target twins.conf --set data.path=same.csv --set data.n=3
printf '0,0,1\n0,0,-1\n' >nothing.csv
warns no-kernel twins.conf --set data.path=nothing.csv --set data.n=2
exits no-kernel 0 twins.conf --set data.path=nothing.csv --set data.n=2
warns dead-units twins.conf --set data.path=nothing.csv --set data.n=2
warns scale fig3 --set data.shift=50
printf '1,0,1\n0,1,-1\n' >cross.csv
warns near-equal twins.conf --set data.path=cross.csv --set data.n=2 --set network.activation=linear \
    --set network.widths=20000
warns boundary fig3 --set eta=0.99crit
warns schedule single --set 'schedule=10:2.5crit'
warns steps fig2a --set stop.steps=3
warns floor fig3

# JSON, as another program reads it.
if command -v python3 >/dev/null; then
    exits json 0 single fig8a --json
    if python3 - "$dir/out" <<'END'; then ok json-read; else fail json-read "see above"; fi
import json, sys
single, general = json.load(open(sys.argv[1]))
names = [p["name"] for p in single["properties"]]
assert len(names) == len(set(names)) > 20 and names == [p["name"] for p in general["properties"]]
for p in single["properties"]:
    assert p["verdict"] in ("ok", "n.a.") and p["bound_from"] and p["property"] and p["size"]
    assert p["verdict"] == "n.a." or 0 <= p["measured"] <= p["bound"]
d = single["diagnosis"]
assert abs(d["eta_crit"] - 2 / d["lambda"][0]) < 1e-12 and abs(d["eta"] / d["eta_crit"] - 1.3) < 1e-12
assert [m["model"] for m in d["models"]] == ["quadratic", "network", "linear"]
assert d["models"][2]["eta_max_measured"] == d["eta_crit"] and d["whole"] is True
assert general["warnings"][0]["name"] == "no-test-set"
assert single["failed"] == 0 and single["ok"] + single["not_applicable"] == len(names)
END
fi

# Interrupted: this takes minutes.
timeout --preserve-status -s INT 1 "$catapult" check fig2a --full --set data.n=400 --set network.widths=8000 \
    >"$dir/out" 2>"$dir/err"
status=$?
if [ $status -eq 130 ]; then ok interrupted; else fail interrupted "exit status $status: $(head -n 1 "$dir/err")"; fi

# Every shipped preset is sound; those without their data are left out by name.
cd "$dir" || exit 99
"$catapult" check --all --presets "$srcdir/presets" >"$dir/out" 2>"$dir/err" </dev/null
status=$?
for file in "$srcdir"/presets/*.conf; do
    name=$(basename "$file" .conf)
    if grep -q "^$name: [0-9]* ok, [0-9]* warned of, 0 failed," "$dir/out"; then
        ok "all-$name"
    elif grep -q "^$name: left out: " "$dir/out"; then
        ok "all-$name # SKIP $(sed -n "s/^$name: left out: //p" "$dir/out")"
    else
        fail "all-$name" "$(grep -A 30 "^$name: " "$dir/out" | grep -m 1 FAIL) $(head -n 1 "$dir/err")"
    fi
done
if [ $status -eq 0 ]; then ok all; else fail all "exit status $status"; fi

exit $failed
