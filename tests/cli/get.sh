#!/bin/sh
# `catapult data get` through the program: the list, wrong usage, and if the published sets are available
# (CATAPULT_DATA) whole MNIST from a server on the loopback that breaks off, with a kill in between.
# tests/unit/test_get has the server's other faults.  Prints "ok NAME" or "FAIL NAME: ..." for each.

. "$(dirname "$0")/common.sh"
whole=${CATAPULT_DATA-}
unset CATAPULT_DATA http_proxy all_proxy ALL_PROXY
XDG_DATA_HOME=$dir/share
export XDG_DATA_HOME

# gives NAME STATUS PATTERN ARGUMENT...: `catapult data get ARGUMENT...` exits so; a line of it has the pattern.
gives() {
    name=$1 wanted=$2 pattern=$3
    shift 3
    catapult data get "$@" >"$dir/out" 2>&1 </dev/null
    status=$?
    if [ $status -ne "$wanted" ]; then
        fail "$name" "exit status $status: $(tail -n 1 "$dir/out")"
    elif ! grep -q -e "$pattern" "$dir/out"; then
        fail "$name" "no line like $pattern in: $(cat "$dir/out")"
    else
        ok "$name"
    fi
}

gives list 0 '^mnist  *11.6 MB  from '
if grep -q 'built without downloads' "$dir/out"; then
    gives left-out 2 'built without downloads (install libcurl4-openssl-dev' mnist
    exit $failed
fi
gives list-cifar10 0 '^cifar10  *170.1 MB  from www.cs.toronto.edu: '
gives unknown 2 "no data set 'minst' (did you mean 'mnist'?)" minst
gives http 2 '^catapult: http://example.org: only https addresses' mnist --from http://example.org
gives timeout 2 "^catapult: --timeout: 'soon' is not a number of seconds (1 to 3600)$" mnist --timeout soon
gives nobody 2 '^catapult: http://127.0.0.1:1/mnist/.*: .*' mnist --from http://127.0.0.1:1
if catapult data mnist --from https://example.org 2>"$dir/err"; then
    fail from-without-get "exit status 0"
elif [ "$(cat "$dir/err")" = "catapult: --from goes with 'data get'" ]; then
    ok from-without-get
else
    fail from-without-get "$(cat "$dir/err")"
fi
mkdir -p "$dir/locked"
chmod 500 "$dir/locked"
if [ "$(id -u)" -eq 0 ]; then
    ok read-only "# SKIP root may write everywhere"
else
    gives read-only 2 'locked/mnist: cannot make this folder: Permission denied' mnist --set "data.path=$dir/locked"
fi

if [ ! -e "$whole/mnist/train-images-idx3-ubyte.gz" ] || ! command -v python3 >/dev/null; then
    ok "mnist # SKIP needs python3 and whole MNIST in CATAPULT_DATA"
    exit $failed
fi
size() {
    if [ -e "$1" ]; then wc -c <"$1"; else echo 0; fi
}
mkfifo "$dir/stop"
mkdir "$dir/serve"
ln -s "$whole/mnist" "$dir/serve/mnist"
python3 "$srcdir/tests/get/serve.py" "$dir/serve" <"$dir/stop" >"$dir/port" &
exec 4>"$dir/stop"
await '[ -s "$dir/port" ]' || fail server 'did not start'
from=http://127.0.0.1:$(cat "$dir/port")

# The server falls silent after a third; Ctrl-C, and what came is kept.
set_dir=$XDG_DATA_HOME/catapult/mnist
part=$set_dir/train-images-idx3-ubyte.gz.part
catapult data get mnist --from "$from/stall" >"$dir/out" 2>&1 &
pid=$!
await '[ "$(size "$part")" -ge 3239813 ]' || fail stall 'nothing came'
kill -TERM $pid
wait $pid
status=$?
if [ $status -eq 143 ] && [ -s "$part" ] && [ "$(ls "$set_dir")" = "$(basename "$part")" ]; then
    ok terminated
else
    fail terminated "exit status $status, $(ls "$set_dir")"
fi
# Killed outright, after the next third.
catapult data get mnist --from "$from/drip" --timeout 5 >"$dir/out" 2>&1 &
pid=$!
await '[ ! -e "$part" ] || [ "$(size "$part")" -ge 4000000 ]' || fail drip 'nothing came'
kill -KILL $pid 2>/dev/null
wait $pid 2>/dev/null
gives resumed 0 '^  train-images-idx3-ubyte.gz *fetched, as published$' mnist --from "$from/ok"
if grep -q "^ok mnist/train-images-idx3-ubyte.gz bytes=[1-9]" "$dir/serve/log"; then
    ok asked-for-the-rest
else
    fail asked-for-the-rest "$(cat "$dir/serve/log")"
fi
catapult data mnist >"$dir/out"
if [ "$(grep -c 'as published$' "$dir/out")" -eq 4 ] && grep -q '60000 examples' "$dir/out"; then
    ok whole
else
    fail whole "$(cat "$dir/out")"
fi
gives there 0 '^  t10k-labels-idx1-ubyte.gz *is there already$' mnist --from "$from/missing"
exec 4>&-
wait
exit $failed
