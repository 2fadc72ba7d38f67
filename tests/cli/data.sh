#!/bin/sh
# Data from files through the program: a dump is read back bit for bit, arrays in any form that NumPy writes are the same
# data, bad files give a one-line message, and the shipped sample of MNIST is what its script cuts.
# Prints "ok NAME" or "FAIL NAME: ..." for each.

catapult=${CATAPULT:-./catapult}
case $catapult in /*) ;; *) catapult=$PWD/$catapult ;; esac
srcdir=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd) || exit 99
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM
cd "$dir" || exit 99
whole=${CATAPULT_DATA-}
unset CATAPULT_DATA
XDG_DATA_HOME=$dir/share
export XDG_DATA_HOME
failed=0

ok() {
    echo "ok $1"
}

fail() {
    echo "FAIL $1: $2"
    failed=1
}

python=
for candidate in ${PYTHON:-} python3 /usr/bin/python3; do
    if "$candidate" -c 'import numpy' 2>/dev/null; then
        python=$candidate
        break
    fi
done

# preset NAME DATA: NAME.conf with that data section.
preset() {
    cat >"$1.conf" <<EOP
model = network
compare = {quadratic}
eta = 1.3crit
seed = 3
data { $2 }
network { widths = {40} activation = tanh }
stop { steps = 12 loss = 0 }
EOP
}

# runs NAME [OPTION]...: NAME.conf, its rows in NAME.rows.
runs() {
    name=$1
    shift
    if ! "$catapult" run "$name.conf" --csv "$name.csv" "$@" >out 2>err </dev/null; then
        fail "$name" "$(head -n 1 err)"
        return 1
    fi
    grep -v '^#' "$name.csv" >"$name.rows"
}

# same NAME OTHER: both have run, with the same rows.
same() {
    if [ -s "$1.rows" ] && cmp -s "$1.rows" "$2.rows"; then
        ok "$1-as-$2"
    else
        fail "$1-as-$2" "$(diff "$1.rows" "$2.rows" 2>&1 | head -n 2 | tail -n 1)"
    fi
}

# refuses NAME MESSAGE DATA: exit status 2, one line that ends in MESSAGE, no file under the name of the CSV.
refuses() {
    preset "$1" "$3"
    "$catapult" run "$1.conf" --csv "$1.csv" >out 2>err </dev/null
    status=$?
    case $(cat err) in
    "catapult: "*"$2") message=right ;;
    *) message=wrong ;;
    esac
    if [ $status -ne 2 ] || [ -s out ]; then
        fail "$1" "exit status $status: $(head -n 1 err out)"
    elif [ $message = wrong ] || [ "$(wc -l <err)" -ne 1 ]; then
        fail "$1" "$(cat err)"
    elif ls "$1".csv* >/dev/null 2>&1; then
        fail "$1" "left $(ls "$1".csv*)"
    else
        ok "$1"
    fi
}

# --- dump and back ----------------------------------------------------------------------------------------
preset drawn "source = gaussian  n = 20  d = 3  test = 15  shift = 0.7"
preset dumped "source = npy  path = dumped-data  n = 20  test = 15"
runs drawn --dump dumped-data && runs dumped && same dumped drawn

cat >three.csv <<'EOP'
height,width,depth,volume,kind
1.25,2,0.5,1.25,-0.5
0.75,-1,1.5,-1.125,0.25
-0.5,1.5,1,-0.75,1
2,0.25,-1,-0.5,0.75
1,1.5,2.25,3.375,-1
EOP
preset columns "source = csv  path = three.csv  n = 3  test = 2  targets = 2  normalize = standard"
preset again "source = npy  path = again-data  n = 3  test = 2"
runs columns --dump again-data && runs again && same again columns
gzip -c three.csv >three.csv.gz
preset packed "source = csv  path = three.csv.gz  n = 3  test = 2  targets = 2  normalize = standard"
runs packed && same packed columns

# --- what NumPy writes ------------------------------------------------------------------------------------
if [ -z "$python" ]; then
    ok "numpy # SKIP no python3 with numpy"
else
    "$python" - <<'EOP'
import os
import numpy as np

x = np.random.default_rng(5).integers(-100, 100, (30, 2, 4, 3))
label = np.arange(30) % 3
forms = {"plain": x.astype("<f8"), "fortran": np.asfortranarray(x.astype("f8")), "single": x.astype("<f4"),
         "big": x.astype(">f8"), "bytes": x.astype("i1"), "shorts": np.asfortranarray(x.astype(">i2"))}
for name, array in forms.items():
    os.mkdir(name)
    np.save(f"{name}/x.npy", array)
    np.save(f"{name}/y.npy", label.astype({"plain": "f8", "bytes": "u1"}.get(name, "i8")))
EOP
    for form in plain fortran single big bytes shorts; do
        preset "from-$form" "source = npy  path = $form  n = 12  test = 6  classes = {0, 2}  normalize = unit"
        runs "from-$form" && same "from-$form" from-plain
    done
    "$python" -c '
import numpy as np
x = np.load("again-data/x_train.npy")
assert x.shape == (3, 3) and x.dtype == np.float64 and np.allclose(x.std(0), 1), x
assert np.load("again-data/y_train.npy").shape == (3, 2)' 2>err && ok numpy-reads || fail numpy-reads "$(tail -n 1 err)"
fi

# --- mistakes ---------------------------------------------------------------------------------------------
printf '1,2\n3,x\n' >bad.csv
refuses csv-word "bad.csv:2: field 2: 'x' is not a number" "source = csv  path = bad.csv  n = 1  test = 0"
refuses csv-missing "none.csv: No such file or directory" "source = csv  path = none.csv"
refuses csv-folder ": a folder where a file is expected" "source = csv  path = again-data"
refuses csv-binary "not a text file (byte 0x01)" "source = csv  path = again-data/x_train.npy"
refuses csv-few "three.csv: data.n + data.test = 4 + 2 wanted, 5 examples are there" \
    "source = csv  path = three.csv  n = 4  test = 2"
refuses npy-file "three.csv: not a folder with x.npy and y.npy" "source = npy  path = three.csv"
refuses npy-few "again-data/x_train.npy: data.n = 4 wanted, 3 examples are there" \
    "source = npy  path = again-data  n = 4  test = 2"
mkdir short && cp again-data/y_train.npy short && head -c 150 again-data/x_train.npy >short/x_train.npy
refuses npy-truncated "x_train.npy: truncated: the header promises 72 bytes of numbers, there are 22" \
    "source = npy  path = short  n = 3  test = 0"
# Whose limit it is, and how much, only this machine knows.
preset memory "source = gaussian  n = 10000000  d = 10000000"
"$catapult" run memory.conf >out 2>err </dev/null
if [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -Eq '^catapult: data: needs [0-9]+ bytes of memory, the .* [0-9]+$' err; then
    ok memory
else
    fail memory "$(cat err)"
fi
refuses mnist-missing "looked in /nowhere, /nowhere/mnist" "source = mnist  path = /nowhere"
mkdir -p share/catapult/mnist
cp "$srcdir"/data/mnist/*.gz share/catapult/mnist
head -c 30000 "$srcdir/data/mnist/train-images-idx3-ubyte.gz" >share/catapult/mnist/train-images-idx3-ubyte.gz
refuses mnist-truncated "share/catapult/mnist/train-images-idx3-ubyte.gz: truncated: the gzip data have no end" \
    "source = mnist  n = 20  test = 20"

# --- the shipped piece --------------------------------------------------------------------------------------
rm -rf share
# The show of a preset of a known set or a file has its sizes, without reading all of it.
if "$catapult" show mnist | grep -q '^examples  *64 training, 40 test, 784 inputs, 1 output$'; then
    ok show-mnist
else
    fail show-mnist "$("$catapult" show mnist 2>&1 | grep -A 1 '^$' | tail -n 1)"
fi
size=$(cat "$srcdir"/data/mnist/*.gz | wc -c)
if [ "$size" -lt 500000 ]; then ok piece-size; else fail piece-size "$size bytes"; fi
set_folder=
for folder in "$whole/mnist" "$whole"; do
    [ -n "$whole" ] && [ -e "$folder/train-images-idx3-ubyte.gz" ] && set_folder=$folder && break
done
if [ -z "$python" ] || [ -z "$set_folder" ]; then
    ok "piece # SKIP needs python3 and whole MNIST in CATAPULT_DATA"
elif "$python" "$srcdir/data/mnist/make-piece.py" "$set_folder" --check 2>err; then
    ok piece
else
    fail piece "$(tail -n 1 err)"
fi

# --- the published sets -------------------------------------------------------------------------------------
# tells NAME STATUS PATTERN ARGUMENT...: `catapult data ARGUMENT...` exits like that, says nothing on stderr, and
# has a line that the pattern matches.
tells() {
    name=$1 wanted=$2 pattern=$3
    shift 3
    "$catapult" data "$@" >out 2>err </dev/null
    status=$?
    if [ $status -ne "$wanted" ] || [ -s err ]; then
        fail "$name" "exit status $status: $(head -n 1 err)"
    elif ! grep -q -- "$pattern" out; then
        fail "$name" "no line like $pattern in: $(cat out)"
    else
        ok "$name"
    fi
}

tells data-all 0 '^  folder .*/mnist (comes with the program)$'
for set in mnist cifar10 svhn fsdd agnews; do
    if grep -q "^$set  " out; then ok "data-lists-$set"; else fail "data-lists-$set" "$(cat out)"; fi
done
tells data-mnist 0 '^  train  *400 examples of 10 classes, 0 to 9: 40 40 40 40 40 40 40 40 40 40$' mnist
tells data-piece 0 '^  file .* 313616 bytes unpacked .* a piece, not of the published size$' mnist
tells data-missing 1 "cifar10 not found: data_batch_1.bin.* belong into $dir/share/catapult/cifar10.*; looked in $dir/share" cifar10
tells data-path 1 'mnist not found: .* not where data.path says; looked in nowhere' mnist --set data.path=nowhere
if "$catapult" data minst >out 2>err; then
    fail data-unknown "exit status 0"
elif [ "$(cat err)" = "catapult: no data set 'minst' (did you mean 'mnist'?)" ]; then
    ok data-unknown
else
    fail data-unknown "$(cat err)"
fi
for preset in cifar2:cifar10 svhn02:svhn fsdd:fsdd agnews:agnews; do
    name=${preset%:*} set=${preset#*:}
    if "$catapult" run "$name" --steps 2 >out 2>err; then
        fail "$name-missing" "ran without data"
    elif grep -q -e "^catapult: data set $set not found: " -e "built without its reader (install " err; then
        ok "$name-missing"
    else
        fail "$name-missing" "$(cat err)"
    fi
done

# Three records of CIFAR-10, by hand; then one byte too few.
mkdir -p share/catapult/cifar10
for label in 0 1 2; do
    printf "\\00$label"
    head -c 3072 /dev/zero | tr '\0' "\\$(printf %o $((label + 65)))"
done >share/catapult/cifar10/data_batch_1.bin
tells data-cifar10 0 '^  train  *3 examples of 10 classes, 0 to 9: 1 1 1 0 0 0 0 0 0 0$' cifar10
tells data-no-test 0 '^  test  *no file: only data.test = 0 is possible$' cifar10
preset records "source = cifar10  classes = {0, 2}  n = 2  test = 0"
runs records && ok records
refuses records-few "data_batch_*.bin: data.n = 3 wanted, 2 examples of classes 0, 2 are there" \
    "source = cifar10  classes = {0, 2}  n = 3  test = 0"
head -c 9218 share/catapult/cifar10/data_batch_1.bin >short.bin
mv short.bin share/catapult/cifar10/data_batch_1.bin
tells data-damaged 1 '^  train  *.*truncated: 9218 bytes are 2 records of 3073 bytes, and 3072 bytes of another$'
rm -rf share

# A few steps of every preset whose data are in CATAPULT_DATA.
for preset in cifar2:cifar10/data_batch_1.bin svhn02:svhn/train_32x32.mat fsdd:fsdd/recordings agnews:agnews/train.csv; do
    name=${preset%:*} file=${preset#*:}
    set=${file%%/*}
    if [ -z "$whole" ] || [ ! -e "$whole/$file" ]; then
        ok "$name # SKIP needs $set in CATAPULT_DATA"
    elif CATAPULT_DATA=$whole "$catapult" data "$set" | grep -q 'built without its reader'; then
        ok "$name # SKIP this program was built without the reader of $set"
    elif ! CATAPULT_DATA=$whole "$catapult" run "$name" --steps 3 --set network.widths=200 >out 2>err; then
        fail "$name" "$(head -n 1 err)"
    elif [ "$(grep -c '; catapult; ' out)" -lt 1 ]; then
        fail "$name" "no model is in the catapult phase: $(cat out)"
    else
        ok "$name"
    fi
done

# A line without end, in a file that is small: packed, it would fill the memory.
if command -v gzip >/dev/null; then
    head -c 270000000 /dev/zero | tr '\0' 1 | gzip -1 >endless.csv
    printf 'data { source = csv path = "endless.csv" n = 2 d = 2 test = 0 }\nnetwork { widths = {8} }\n' >endless.conf
    "$catapult" run endless.conf >out 2>err
    if [ $? -eq 2 ] && [ "$(cat err)" = 'catapult: endless.csv:1: the line is longer than 268435456 bytes' ]; then ok "a line without end"; else
        fail "a line without end" "$(head -n 1 err)"; fi
    rm endless.csv
fi

exit $failed
