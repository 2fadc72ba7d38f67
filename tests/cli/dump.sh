#!/bin/sh
# dump.sh - runs of many kinds, each recomputed from its dump by tests/oracle/recompute.py.
#
# CATAPULT names the program (default: ./catapult, as in the build folder); skipped without python3 and numpy.
set -u
program=${CATAPULT:-./catapult}
oracle=${srcdir:-$(dirname "$0")/../..}/tests/oracle/recompute.py

python=
for candidate in ${PYTHON:-} python3 /usr/bin/python3; do
    if "$candidate" -c 'import numpy' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "SKIP: dump.sh: no python3 with numpy"
    exit 77
fi

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
count=0

# check NAME [run options]: the preset is on stdin.
check() {
    name=$1
    shift
    cat >"$work/$name.conf"
    count=$((count + 1))
    if ! "$program" run "$work/$name.conf" "$@" --dump "$work/$name" --final "$work/$name.final" --csv "$work/$name.csv" \
        >"$work/$name.out" 2>"$work/$name.err"; then
        echo "not ok - $name: catapult run failed"
        cat "$work/$name.err"
        failed=$((failed + 1))
    elif ! "$python" "$oracle" --dump "$work/$name" --final "$work/$name.final" --csv "$work/$name.csv" \
        >"$work/$name.oracle" 2>&1; then
        echo "not ok - $name"
        cat "$work/$name.oracle"
        failed=$((failed + 1))
    else
        echo "ok - $name"
        [ -z "${VERBOSE:-}" ] || cat "$work/$name.oracle"
    fi
}

check relu_catapult <<EOP
model = network
compare = {quadratic, linear}
eta = 1.5crit
loss = mean
data { source = sphere n = 40 d = 12 test = 25 }
network { widths = {300} activation = relu }
stop { steps = 60 loss = 0 }
EOP

check relu_sum_wide_data <<EOP
model = quadratic
compare = {network, linear}
eta = 0.8crit
loss = sum
seed = 7
data { source = sphere n = 6 d = 31 test = 5 }
network { widths = {130} activation = relu readout_init = normal }
spectrum { top = 5 }
stop { steps = 50 loss = 0 }
EOP

check one_input <<EOP
model = quadratic
compare = {network, linear}
eta = 1.2crit
loss = mean
data { source = gaussian n = 64 d = 1 test = 33 shift = 2 }
network { widths = {700} activation = relu }
spectrum { top = 4 }
stop { steps = 120 loss = 0 }
schedule { at = 40 eta = 0.7crit }
schedule { at = 80 eta = 1.4crit }
EOP

check single_example <<EOP
model = quadratic
compare = {network, linear}
eta = 1.25crit
loss = sum
data { source = sphere n = 1 d = 10 test = 0 }
network { widths = {500} activation = relu }
spectrum { top = 2 }
stop { steps = 60 loss = 0 }
EOP

# The words of network.activation, as the program lists them.
activations=$("$program" help settings | sed -n '/^network.activation$/,/^$/ s/.*one of \(.*\); default.*/\1/p')
case $activations in *relu*linear*) ;; *) echo "not ok - the activations: '$activations'"; exit 1 ;; esac

for activation in $activations; do
    check "deep_$activation" <<EOP
model = network
compare = {linear, quadratic}
eta = 1.15crit
loss = mean
seed = 11
data { source = sphere n = 17 d = 9 test = 13 }
network { widths = {67, 41, 23} activation = $activation readout_init = normal }
stop { steps = 30 loss = 0 }
EOP
done

check deep_relu_direct <<EOP
model = network
compare = {quadratic}
eta = 1.1crit
loss = sum
data { source = gaussian n = 29 d = 3 test = 70 shift = 0.5 }
network { widths = {80, 70} activation = relu }
stop { steps = 40 loss = 0 }
EOP

for activation in relu swish; do
    check "sgd_$activation" <<EOP
model = network
compare = {quadratic, linear}
eta = 0.7crit
loss = mean
batch = 7
data { source = sphere n = 33 d = 8 test = 20 }
network { widths = {150, 60} activation = $activation }
stop { steps = 50 loss = 0 }
EOP
done

check sgd_sum <<EOP
model = network
compare = {quadratic}
eta = 1.3crit
loss = sum
batch = 4
test_every = 3
data { source = gaussian n = 30 d = 2 test = 20 shift = 1 }
network { widths = {90} activation = gelu }
spectrum { every = 4 }
stop { steps = 45 loss = 0 }
EOP

for nesterov in no yes; do
    check "momentum_nesterov_$nesterov" <<EOP
model = network
compare = {quadratic, linear}
eta = 1.05crit
loss = mean
momentum = 0.4
nesterov = $nesterov
data { source = sphere n = 17 d = 9 test = 13 }
network { widths = {67, 41} activation = swish }
stop { steps = 40 loss = 0 }
warmup = 6
EOP
    check "momentum_sgd_nesterov_$nesterov" <<EOP
model = network
compare = {quadratic, linear}
eta = 0.6crit
loss = sum
momentum = 0.7
nesterov = $nesterov
batch = 7
data { source = sphere n = 33 d = 8 test = 20 }
network { widths = {150} activation = relu }
stop { steps = 40 loss = 0 }
EOP
    check "momentum_general_nesterov_$nesterov" <<EOP
model = general
eta = 0.9crit
loss = mean
momentum = 0.5
nesterov = $nesterov
data { source = gaussian n = 15 d = 40 test = 0 shift = 0.3 }
network { type = general gamma = 0.02 phi = input s = normal }
stop { steps = 40 loss = 0 }
EOP
done

check diverging <<EOP
model = network
compare = {quadratic, linear}
eta = 9crit
loss = mean
data { source = sphere n = 12 d = 5 test = 4 }
network { widths = {60} activation = relu }
stop { steps = 80 loss = 0 }
EOP

check general_figure_8a <<EOP
model = general
eta = 2.8
loss = sum
data { source = gaussian n = 1 d = 100 test = 0 shift = 0 }
network { type = general gamma = 1e-3 phi = unit s = sign }
spectrum { top = 1 }
stop { steps = 60 loss = 0 }
EOP

check general_many <<EOP
model = general
eta = 1.2crit
loss = mean
batch = 6
data { source = gaussian n = 15 d = 40 test = 0 shift = 0.3 }
network { type = general gamma = 0.02 phi = input s = normal }
stop { steps = 60 loss = 0 }
EOP

# Convolutional networks: both readouts, one to three layers, images that are no squares, batches.
for activation in $activations; do
    check "conv_$activation" <<EOP
model = network
compare = {quadratic, linear}
eta = 1.3crit
loss = mean
seed = 3
data { source = sphere n = 9 d = 40 test = 7 image = {2, 5, 4} }
network { type = conv widths = {13} activation = $activation readout_init = normal }
stop { steps = 30 loss = 0 }
EOP
    check "conv_deep_mean_$activation" <<EOP
model = quadratic
compare = {network, linear}
eta = 0.25crit
loss = sum
data { source = sphere n = 7 d = 36 test = 5 image = {3, 4, 3} }
network { type = conv widths = {6, 5, 4} kernel = 3 readout = mean activation = $activation }
stop { steps = 25 loss = 0 }
EOP
done

for nesterov in no yes; do
    check "conv_momentum_nesterov_$nesterov" <<EOP
momentum = 0.5
nesterov = $nesterov
model = network
compare = {quadratic, linear}
eta = 0.5crit
loss = mean
batch = 4
data { source = gaussian n = 10 d = 25 test = 6 shift = 0.3 image = {1, 5, 5} }
network { type = conv widths = {5, 7} kernel = 5 activation = swish readout_init = normal }
spectrum { every = 3 }
stop { steps = 30 loss = 0 }
EOP
done

check conv_deep_flatten_sgd <<EOP
model = network
compare = {quadratic, linear}
eta = 0.5crit
loss = mean
batch = 4
data { source = gaussian n = 10 d = 25 test = 6 shift = 0.3 image = {1, 5, 5} }
network { type = conv widths = {5, 7} kernel = 5 activation = swish readout_init = normal }
spectrum { every = 3 }
stop { steps = 30 loss = 0 }
EOP

# Gradients of the second layer are kept where the image is large, else its signals; chunks of channels.
for readout in flatten mean; do
    check "conv_large_$readout" <<EOP
model = network
compare = {quadratic, linear}
eta = 0.8crit
data { source = sphere n = 3 d = 4235 test = 2 image = {1, 77, 55} }
network { type = conv widths = {11, 9} activation = tanh readout = $readout }
stop { steps = 2 loss = 0 }
EOP
    check "conv_small_$readout" <<EOP
model = network
compare = {quadratic, linear}
eta = 0.8crit
data { source = sphere n = 6 d = 20 test = 5 image = {5, 2, 2} }
network { type = conv widths = {41, 45} activation = softplus readout = $readout }
stop { steps = 8 loss = 0 }
EOP
done

check conv_diverging <<EOP
model = network
compare = {quadratic, linear}
eta = 9crit
data { source = sphere n = 6 d = 27 test = 4 image = {3, 3, 3} }
network { type = conv widths = {20} activation = relu }
stop { steps = 60 loss = 0 }
EOP

# Several outputs come with data from a file: inputs and three targets.
"$python" - "$work/three.csv" "$work/images.csv" <<'EOP'
import random, sys
random.seed(2385)
with open(sys.argv[2], "w") as file:
    for _ in range(13):
        x = [random.gauss(0, 1) for _ in range(18)]
        print(",".join("%.17g" % v for v in x + [x[0] * x[9], max(x[4], x[13]), random.gauss(0, 1)]), file=file)
random.seed(2385)
with open(sys.argv[1], "w") as file:
    for _ in range(30):
        x = [random.gauss(0, 1) for _ in range(5)]
        y = [x[0] * x[1], max(x[2], x[3]) - 0.5, random.gauss(0, 1)]
        print(",".join("%.17g" % v for v in x + y), file=file)
EOP
for loss in sum mean; do
    check "three_outputs_$loss" <<EOP
model = network
compare = {quadratic, linear}
eta = 1.2crit
loss = $loss
data { source = csv path = "$work/three.csv" n = 20 test = 10 targets = 3 }
network { widths = {70, 30} activation = swish }
stop { steps = 40 loss = 0 }
EOP
done

for readout in flatten mean; do
    check "conv_three_outputs_$readout" <<EOP
model = network
compare = {quadratic, linear}
eta = 1.2crit
data { source = csv path = "$work/images.csv" n = 8 test = 5 targets = 3 image = {2, 3, 3} }
network { type = conv widths = {6, 5} activation = gelu readout = $readout }
stop { steps = 30 loss = 0 }
EOP
done

check conv_three_outputs_shallow <<EOP
model = quadratic
compare = {network, linear}
eta = 1.3crit
data { source = csv path = "$work/images.csv" n = 8 test = 5 targets = 3 image = {2, 3, 3} }
network { type = conv widths = {17} activation = relu }
stop { steps = 30 loss = 0 }
EOP

# All of its units die: a kernel of zeros has no eigenvector of its own.
check dead <<EOP
model = network
eta = 0.9/l1
momentum = 0.8
data { source = gaussian n = 4 d = 9 test = 2 image = {1, 3, 3} }
network { type = conv widths = {3, 3, 2, 2} kernel = 5 activation = relu readout_init = normal }
stop { steps = 20 }
EOP

echo "$((count - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
