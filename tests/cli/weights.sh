#!/bin/sh
# weights.sh - initial weights from files (network.w0), weights out (--final): a dump is read back to the bit, for every model
# and architecture; what does not fit is refused with the file, both shapes and a remedy.
# What --final writes is compared with NumPy in dump.sh.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99

# preset NAME NETWORK DATA
preset() {
    cat >"$1.conf" <<EOP
eta = 1.3crit
seed = 5
data { $3 }
network { $2 }
stop { steps = 6 loss = 0 }
EOP
}
preset span 'widths = {33}' 'source = sphere n = 12 d = 9 test = 4'
preset direct 'widths = {33} readout_init = normal' 'source = sphere n = 12 d = 3 test = 4'
preset deep 'widths = {21,13,17} activation = tanh' 'source = sphere n = 12 d = 9 test = 4'
preset conv 'type = conv widths = {5,6}' 'source = sphere n = 6 d = 32 test = 4 image = {2,4,4}'
preset mean 'type = conv widths = {5} readout = mean activation = swish' 'source = sphere n = 6 d = 16 test = 0 image = {1,4,4}'
preset general 'type = general gamma = 0.1' 'source = sphere n = 6 d = 40 test = 3'

for name in span direct deep conv mean general; do
    catapult run $name.conf --model all --csv $name.csv --dump $name.dump --final $name.final >/dev/null 2>err || {
        fail "$name" "$(head -n 1 err)"
        continue
    }
    # the weights come from the folder, not from the seed that drew them: another readout_init would draw others
    catapult run $name.conf --model all --csv again.csv --set network.w0=$name.dump --dump again.dump >/dev/null 2>err
    for file in $name.csv again.csv; do tail -n +2 $file >$file.rows; done
    if cmp -s $name.csv.rows again.csv.rows; then ok "$name"; else fail "$name" "$(cat err; diff $name.csv.rows again.csv.rows | head -n 2)"; fi
    for file in $name.dump/*.npy; do
        cmp -s "$file" "again.dump/${file##*/}" || fail "$name dump" "${file##*/} is another"
    done
    rm -r again.dump
done

# The weights decide, not the seed.
catapult run span.conf --set seed=6 --dump other.dump --steps 0 >/dev/null
catapult run span.conf --set network.w0=other.dump --dump seen.dump --steps 0 >/dev/null
if cmp -s other.dump/w0_0.npy seen.dump/w0_0.npy && ! cmp -s span.dump/w0_0.npy seen.dump/w0_0.npy; then
    ok 'weights of another seed'
else
    fail 'weights of another seed' 'w0 is not what was given'
fi

# A run goes on where another has ended: the rows of 6 + 4 steps, to rounding, from the weights of --final.
catapult run direct.conf --model network --eta 0.3 --steps 10 --csv whole.csv >/dev/null
catapult run direct.conf --model network --eta 0.3 --steps 6 --final half --csv first.csv >/dev/null
catapult run direct.conf --model network --eta 0.3 --steps 4 --set network.w0=half/network --csv second.csv >/dev/null
losses() {
    awk -F, '/^network,/ { printf "%.8g\n", $4 }' "$1"
}
losses whole.csv | tail -n 4 >whole.loss
losses second.csv | tail -n 4 >second.loss
if cmp -s whole.loss second.loss; then ok 'goes on'; else fail 'goes on' "$(diff whole.loss second.loss | head -n 3 | tr '\n' ' ')"; fi

# Both folders may be one; and what an earlier run left there does not mix with this one's.
catapult run deep.conf --model all --final both --steps 1 >/dev/null
catapult run span.conf --model network --dump both --final both >/dev/null 2>err
for file in w0_0 w0_1 y_test; do cmp -s both/$file.npy span.dump/$file.npy || fail 'one folder' "$file.npy: $(head -n 1 err)"; done
if cmp -s both/network/w_0.npy span.final/network/w_0.npy && [ ! -e both/network/w_2.npy ] && [ ! -e both/linear ] &&
    catapult run span.conf --set network.w0=both/network --steps 1 >/dev/null 2>err; then
    ok 'one folder'
else
    fail 'one folder' "$(head -n 1 err)$(ls both both/network | tr '\n' ' ')"
fi

# A relative path in a preset is relative to the preset's folder; the written preset is valid from anywhere.
mkdir sub && cp -r span.dump sub/w && sed 's|^network {|& w0 = w |' span.conf >sub/own.conf
if catapult run sub/own.conf --model all --csv own.csv >/dev/null 2>err && tail -n +2 own.csv | cmp -s - span.csv.rows; then
    ok 'beside the preset'
else
    fail 'beside the preset' "$(head -n 1 err)"
fi

# refused NAME TEXT OPTION...: exit status 2 and one line with the text.
refused() {
    name=$1 text=$2
    shift 2
    catapult run "$@" >out 2>err
    status=$?
    if [ $status -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF -e "$text" err; then
        ok "$name"
    else
        fail "$name" "exit status $status, '$(cat err)', not '$text'"
    fi
}
refused 'no folder' "network.w0: nowhere has neither w0_0.npy nor w_0.npy" span.conf --set network.w0=nowhere
refused 'another width' 'layer 0 of span.dump is 33 x 9, this network needs 34 x 9 (check network.widths' \
    span.conf --set network.w0=span.dump --set network.widths=34
refused 'another depth' 'span.dump has the weights of 2 layers, this network has 3' \
    span.conf --set network.w0=span.dump --set network.widths=33,33
refused 'other data' 'layer 0 of span.dump is 33 x 9, this network needs 33 x 10' \
    span.conf --set network.w0=span.dump --set data.d=10
cp -r span.dump broken && printf 'no array' >broken/w0_1.npy
refused 'no array' 'broken/w0_1.npy' span.conf --set network.w0=broken
cp span.dump/w0_1.npy broken/w0_1.npy && printf '\377\377\377\377\377\377\377\177' |
    dd of=broken/w0_1.npy bs=1 seek=$(($(wc -c <broken/w0_1.npy) - 8)) conv=notrunc 2>/dev/null
refused 'not finite' 'broken/w0_1.npy: weight 32 (counted from 0) is nan, not finite' span.conf --set network.w0=broken
refused 'of the general model' 'general.dump has the weights of 1 layer, this network has 2' span.conf --set network.w0=general.dump

python=
for candidate in ${PYTHON:-} python3 /usr/bin/python3; do
    if "$candidate" -c 'import numpy, torch' 2>/dev/null; then python=$candidate; fi
done
if [ -n "$python" ]; then
    if "$python" "$srcdir/examples/from_pytorch.py" --catapult "$catapult" --folder torch >out 2>&1; then
        ok "PyTorch: $(cat out)"
    else
        fail PyTorch "$(tail -n 1 out)"
    fi
else
    ok 'PyTorch # SKIP no python3 with torch and numpy'
fi
exit $failed
