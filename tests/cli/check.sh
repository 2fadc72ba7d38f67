#!/bin/sh
# check.sh - `catapult check`: exit statuses, JSON, messages; and every shipped preset passes.
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
says phase out '^  quadratic  *catapult: eta_max 1\.98 eta_crit, exact$'
says no-theorem out '^  network  *catapult: eta_max [0-9.]* eta_crit, measured in 200 steps; above it [a-z]*$'
says peak out '^  peak  *[0-9.]* at step 4 by the map of u and v (exact)$'
says warning out '^  warning: no-test-set: '
says sum out '^single: [0-9]* ok, 1 warned of, 0 failed, 1 not applicable$'
exits momentum 0 single --set momentum=0.5
says momentum-crit out '^  eta_crit  *[0-9.]* = 3/lambda_1(0)'
says momentum-max out '^  quadratic  *catapult: eta_max [0-9.]* eta_crit, measured in '
if grep -q '^  peak' "$dir/out"; then fail momentum-peak "the map knows no momentum"; else ok momentum-peak; fi
exits batches-max 0 sgd --set compare=linear
says batches-max-linear out '^  linear  *[a-z]*: eta_max [0-9.]* eta_crit, estimate$'
# A size that was cut down decides nothing about the preset; and 0.9max stands where the measured eta_max is.
exits cut 0 deep
says cut-says out '^  quadratic  *not predicted (full size takes about [0-9.]* [a-z]*: --full)$'
exits own-max 0 single --set model=network --set eta=0.9max
says own-max out '^  network  *catapult: eta_max '
if grep -q '^  eta  *[0-9.]* = 1.8 eta_crit' "$dir/out"; then fail own-max-eta "it is that of theory"; else ok own-max-eta; fi

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

# What the warnings on data must be silent about.
# quiet NAME ARGUMENT...: no warning of that name.
quiet() {
    name=$1
    shift
    "$catapult" check "$@" >"$dir/out" 2>"$dir/err" </dev/null
    if grep -q "^  warning: $name: " "$dir/out" || ! grep -q ' applicable$' "$dir/out"; then
        fail "quiet-$name $*" "$(grep "warning: $name: " "$dir/out") $(head -n 1 "$dir/err")"
    else
        ok "quiet-$name $*"
    fi
}
# table FILE TARGET: 20 rows of an input that counts, two that do not, and a target by a formula of awk in the row i.
table() {
    awk -v n=20 "BEGIN { srand(3); for (i = 1; i <= n; i++) print i \",\" rand() \",\" int(9 * rand()) \",\" ($2) }" >"$1"
}
table counted.csv 'i % 3'
cut -d, -f2- counted.csv >uncounted.csv
cut -d, -f1,4 counted.csv >grid.csv
echo 'data { source = csv path = counted.csv n = 16 test = 4 } network { widths = {20} } stop { steps = 5 }' >counted.conf
warns counter counted.conf
warns counter counted.conf --set data.normalize=unit
warns counter counted.conf --set data.n=12
quiet counter counted.conf --set data.path=uncounted.csv
quiet counter counted.conf --set data.path=grid.csv
awk 'BEGIN { for (i = 0; i < 20; i++) print i "," (7 * i + 3) % 20 "," i / 20 }' >latin.csv
quiet counter counted.conf --set data.path=latin.csv
warns classes counted.conf
quiet classes counted.conf --set data.classes=0,1,2
quiet classes counted.conf --set data.path=latin.csv
table signs.csv '2 * (i % 2) - 1'
quiet classes counted.conf --set data.path=signs.csv
table bits.csv 'i % 2'
warns classes counted.conf --set data.path=bits.csv
(echo 0,1,2,3 && cat counted.csv) >headed.csv
warns heading counted.conf --set data.path=headed.csv
(echo '"1","2","3","4"' && cat counted.csv) >quoted.csv
warns heading counted.conf --set data.path=quoted.csv
quiet heading counted.conf
(echo a,b,c,d && cat counted.csv) >named.csv
quiet heading counted.conf --set data.path=named.csv
printf '1,2,3\n0,1,2\n' >counts.csv
quiet heading counted.conf --set data.path=counts.csv --set data.n=2 --set data.test=0 --set data.heading=no
warns heading counted.conf --set data.path=headed.csv --set data.heading=no
quiet heading counted.conf --set data.path=headed.csv --set data.heading=yes
table second.csv '"1,4"'
warns one-target counted.conf --set data.path=second.csv --set data.targets=2
table second.csv 'i "," i % 2'
quiet one-target counted.conf --set data.path=second.csv --set data.targets=2
awk 'BEGIN { srand(4); for (i = 0; i < 8; i++) { for (j = 0; j < 192; j++) printf "%s,", rand(); print 2 * (i % 2) - 1 } }' >images.csv
echo 'data { source = csv path = images.csv n = 6 test = 2 image = {8, 8, 3} }
network { type = conv widths = {4} } stop { steps = 3 }' >images.conf
warns channels-last images.conf
quiet channels-last images.conf --set data.image=3,8,8
warns untypical-seed fig3 --seed 1
quiet untypical-seed fig3 --seed 18

# Boundaries: what the formulas give, for every setting that has its own; and of one example the exact map's.
exits boundaries 0 single --only boundaries
says boundaries-exact out '^  quadratic  *eta_max  *[0-9.]* *1\.98[0-9]* *exact  *bounded up to '
says boundaries-linear out '^  linear  *eta_max  *[0-9.]* *1  *exact  *eta_crit$'
says boundaries-measured out '^  network  *eta_max  *[0-9.]* *[0-9.]* *measured  '
says boundaries-failure out '^ *fails first at [0-9.]* = [0-9.]* eta_crit: [a-z]*, loss .* in 200 steps$'
exits near-boundaries 2 fig3 --only boundary
says near-boundaries-message err "did you mean 'boundaries'?"
echo 'model = network compare = {quadratic, linear} seed = 3 loss = mean data { source = sphere n = 16 d = 6 test = 4 }
network { widths = {60} } stop { steps = 7 }' >small.conf
if command -v python3 >/dev/null; then
    exits boundaries-json 0 small.conf --only boundaries --json
    cp "$dir/out" plain.json
    exits boundaries-steps 0 small.conf --only boundaries --json --set stop.steps=700
    if cmp -s plain.json "$dir/out"; then ok boundaries-same; else fail boundaries-same "stop.steps decides"; fi
    for way in momentum=0.5 'momentum=0.5 --set nesterov=yes' batch=4 'batch=4 --set momentum=0.5' batch=16; do
        # shellcheck disable=SC2086 # words
        exits "boundaries $way" 0 small.conf --only boundaries --json --set $way
        cp "$dir/out" "$(echo "$way" | tr -c 'a-z0-9\n' _).json"
    done
    exits boundaries-two 0 small.conf single --only boundaries --json
    if python3 - "$dir/out" <<'END'; then ok boundaries-read; else fail boundaries-read "see above"; fi
import json, sys
def rows(name):
    found = {}
    for row in json.load(open(name))["boundaries"]:
        assert row["formula"] and row["kind"] in ("exact", "measured", "estimate", "mark"), row
        found[row["model"], row["name"], row["kind"]] = row
        assert abs(row["eta"] / found[row["model"], "eta_crit", "exact"]["eta"] - row["over_crit"]) < 1e-12, row
        if row["kind"] == "measured":
            assert row["eta"] < row["first_failure"] <= 1.0101 * row["eta"] and row["steps"] >= 200, row
            assert row["outcome"] and all(hole > row["first_failure"] for hole in row["holes"]), row
    return found
plain = rows("plain.json")
crit = plain["network", "eta_crit", "exact"]
assert crit["over_crit"] == 1 and crit["formula"] == "2 / lambda_1(0)"
assert abs(plain["network", "mark_4", "mark"]["over_crit"] - 2) < 1e-12
assert abs(plain["network", "mark_12", "mark"]["over_crit"] - 6) < 1e-12
assert abs(plain["quadratic", "eta_max", "estimate"]["over_crit"] - 2) < 1e-12
assert 1.7 < plain["quadratic", "eta_max", "measured"]["over_crit"] < 2.3
assert plain["linear", "eta_max", "exact"]["eta"] == crit["eta"]
for name, factor in ("momentum_0_5", 1.5), ("momentum_0_5___set_nesterov_yes", .75), ("batch_4___set_momentum_0_5", 1.5):
    row = rows(name + ".json")["network", "eta_crit", "exact"]
    assert abs(row["eta"] / crit["eta"] - factor) < 1e-12 and "b = 0.5" in row["formula"], row
assert ("linear", "eta_max", "measured") in rows("batch_4___set_momentum_0_5.json")
assert not any(name == "eta_ms" for _, name, _ in rows("batch_4___set_momentum_0_5.json"))
batch, whole = rows("batch_4.json"), rows("batch_16.json")
assert batch["linear", "eta_ms", "exact"]["eta"] == batch["linear", "eta_max", "estimate"]["eta"] < .98 * crit["eta"]
assert abs(whole["linear", "eta_ms", "exact"]["over_crit"] - 1) < 1e-6
assert ("quadratic", "eta_max", "estimate") not in batch
assert [p["preset"] for p in json.load(open(sys.argv[1]))] == ["small.conf", "single"]
END
fi

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
assert d["models"][2]["eta_max"] == d["eta_crit"] and d["models"][2]["kind"] == "exact" and d["whole"] is True
assert d["prediction"] == "exact" and general["diagnosis"]["prediction"] == "none" and general["diagnosis"]["peak"] is None
assert general["warnings"][0]["name"] == "no-test-set"
assert single["failed"] == 0 and single["ok"] + single["not_applicable"] == len(names)
END
fi

# Peak and end, as the run has them: to rounding for one example, with a schedule and as a linear network, too; with two
# independent directions as far as the width goes.
if command -v python3 >/dev/null; then
    # foretold NAME TOLERANCE PRESET ARGUMENT...
    foretold() {
        name=$1 tolerance=$2
        shift 2
        "$catapult" check "$@" --set compare= --json >"$dir/out" 2>"$dir/err" </dev/null &&
            "$catapult" run "$@" --set compare= --csv run.csv >/dev/null 2>>"$dir/err" </dev/null
        if python3 - "$dir/out" run.csv "$tolerance" <<'END'; then ok "foretold $name"; else fail "foretold $name" "see above"; fi
import csv, json, sys
d = json.load(open(sys.argv[1]))[0]["diagnosis"]
rows = list(csv.DictReader(line for line in open(sys.argv[2]) if not line.startswith("#")))
loss = [float(row["train_loss"]) for row in rows]
near = lambda a, b: abs(a / b - 1) < float(sys.argv[3])
assert near(d["peak"], max(loss)), (d["peak"], max(loss))
assert abs(d["peak_step"] - loss.index(max(loss))) <= (0 if d["prediction"] == "exact" else 1)
ends = sorted(d["end_lambda"], reverse=True)
assert near(ends[0], float(rows[-1]["lambda_1"])), (ends, rows[-1])
assert d["prediction"] == ("exact" if float(sys.argv[3]) < 1e-6 else "estimate")
END
    }
    foretold one 1e-9 single
    foretold mean 1e-9 single --set loss=mean --set eta=1.7crit --seed 3
    foretold schedule 1e-9 single --set schedule=2:1.5crit,6:0.3crit
    foretold linear-network 1e-9 single --set model=network --set network.activation=linear
    foretold two-rates 0.02 fig3 --seed 18 --set data.test=4
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
