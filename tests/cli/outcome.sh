#!/bin/sh
# outcome.sh - the outcome in every row and summary of about ninety short runs of all models, against an oracle that applies
# the rules from the beginning for each row; and runs whose outcome is known.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99
python=$(command -v python3)

printf '1,10\n1,10\n' >single.csv
cat >all.conf <<'EOP'
model = network
compare = {linear, quadratic}
loss = mean
data { source = gaussian n = 6 d = 4 test = 0 }
network { widths = {24} }
spectrum { top = 1 }
stop { steps = 225 loss = 1e-4 patience = 0 }
EOP
# Two-layer linear network, one example, x = 1, y = 10 (Kalra et al., 2311.02076): period 2, 4, 8, 3 at a = eta, and chaos; eta
# is brought up slowly, so that it stays on the attractor.
uv() {
    cat <<EOP
model = network
eta = 1.05
loss = sum
data { source = csv path = "single.csv" n = 1 test = 0 }
network { widths = {100} activation = linear }
spectrum { top = 1 }
stop { steps = $2 loss = 0 patience = 0 }
EOP
    for k in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        awk -v a="$1" -v k=$k 'BEGIN { printf "schedule { at = %d eta = %.5f }\n", 20 * k, 1.05 + (a - 1.05) * k / 20 }'
    done
}

# go NAME WORDS PRESET OPTION...: a run, whose summary of the first model ends with the words (a regular expression).
runs=
go() {
    name=$1 words=$2
    shift 2
    if ! catapult run "$@" --csv "$name.csv" >one 2>err </dev/null; then
        fail "$name" "$(head -n 1 err)"
    elif ! head -n 1 one | grep -Eq "; ($words)\$"; then
        fail "$name" "$(head -n 1 one)"
    fi
    cat one >>summary
    runs="$runs $name.csv"
}

seed=0
for network in relu tanh swish; do
    for eta in 0.5crit 1.1crit 1.5crit 1.9crit 2.5crit; do
        for way in momentum=0 momentum=0.9 'momentum=0.9 --set nesterov=yes' batch=2 'batch=3 --set momentum=0.5'; do
            seed=$((seed + 1))
            # shellcheck disable=SC2086
            go "grid-$seed" '.*' all.conf --seed $seed --eta $eta --set network.activation=$network --set $way
        done
    done
done
go seldom '.*' all.conf --eta 1.3crit --set spectrum.every=7 --steps 120
go deep '.*' all.conf --eta 1.3crit --set network.widths=12,10,8 --set network.activation=tanh
go below '(converged|falling).*' all.conf --eta 0.9crit --set stop.loss=0
for a in 1.1:2 1.24:4 1.29:8 1.451:3; do
    uv ${a%:*} 1200 >uv.conf
    go "period-${a#*:}" "(catapult|divergent); periodic\(${a#*:}\)" uv.conf
done
go chaos 'lazy; chaotic, thrown [0-9.]*x at [0-9]*' stability-to-chaos --eta 1.6 --steps 500
go caught 'catapult; .*, thrown [0-9.]*x at [0-9]*, crossed at [0-9]*' single --eta 1.3crit --model quadratic --steps 60
go heavy 'lazy; [a-z]*, thrown [0-9.]*x at [0-9]*.*' all.conf --model linear --eta 0.99crit --set momentum=0.99 --steps 400
go edge 'lazy; edge.*' all.conf --eta 0.95crit --seed 3 --set network.widths=10,10 --set network.activation=swish --set data.n=10 \
    --set data.d=2 --set stop.loss=1e-6 --steps 1500 --model network
go gone 'diverged at [0-9]*; diverged, thrown .*' all.conf --model linear --eta 3crit --set divergence=1e9
cat >unit.conf <<'EOP'
model = network
eta = 0.1
data { source = csv path = "single.csv" n = 1 test = 0 }
network { widths = {1} }
stop { steps = 5 loss = 0 }
EOP
for seed in 1 2 3 4 5 6 7 8; do # the only unit is one that is never active: K = 0
    catapult run unit.conf --seed $seed 2>err | grep -q 'lambda_1 first 0,' && break
done
go dead 'lazy; dead' unit.conf --seed $seed

# shellcheck disable=SC2086
if [ -z "$python" ]; then
    ok 'rows # SKIP no python3'
    exit $failed
elif "$python" "$srcdir/tests/oracle/outcome.py" summary $runs >out 2>&1; then
    ok "rows: $(tail -n 1 out)"
else
    fail rows "$(head -n 3 out)"
fi
for word in bounded converged dead diverged edge falling periodic rising; do
    grep -q "words:.* $word " out || fail "$word" "in no row: $(tail -n 1 out)"
done
exit $failed
