#!/bin/sh
# kernels.sh - if OpenBLAS takes the processor for an old one, the program starts again with better kernels: with the same
# arguments, files and process id, the user's environment, and only once.
#
# The processor and OpenBLAS's choice for it are unknown here: a preloaded library (faults/kernels.c) makes it look like a
# Prescott, and the program's messages are compared with those in other circumstances.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99
unset OPENBLAS_CORETYPE CATAPULT_KERNELS
chosen='chosen by catapult'
cat >'two  words.conf' <<'EOP'
model = network
data { source = sphere  n = 30  d = 20  test = 3 }
network { widths = {40} }
stop { steps = 9  loss = 0  patience = 0 }
EOP
says() {
    "$@" --version 2>&1 | tail -n 1
}
# has NAME TEXT PATTERN, lacks NAME TEXT PATTERN
has() {
    case $2 in *"$3"*) ok "$1" ;; *) fail "$1" "'$2', not '$3'" ;; esac
}
lacks() {
    case $2 in *"$3"*) fail "$1" "$2" ;; *) ok "$1" ;; esac
}
same() {
    if cmp -s "$2" "$3"; then ok "$1"; else fail "$1" "$(diff "$2" "$3" 2>&1 | head -n 2 | tr '\n' ' ')"; fi
}
# kernels TEXT: "OpenBLAS-0.3.21-Haswell" of "matrix products by OpenBLAS 0.3.21, Haswell kernels, why".
kernels() {
    echo "$1" | sed 's/^matrix products by //; s/, \([^ ]*\) kernels.*/-\1/; s/ /-/g'
}

# --- everywhere: it is said, in every place the same --------------------------------------------------------
text=$(says catapult)
has version "$text" 'matrix products by '
text=${text#matrix products by }
has show "$(catapult show single)" "$text"
has check "$(catapult check single 2>/dev/null)" "$text"
has 'check --json' "$(catapult check single --json 2>/dev/null)" "\"blas\": \"$text\""
catapult run 'two  words.conf' --csv run.csv >/dev/null
case $text in
OpenBLAS*) has 'rows' "$(head -n 1 run.csv)" " preset=\"two  words.conf\" blas=$(kernels "$text") title=" ;;
*) ok 'rows # SKIP not OpenBLAS' ;;
esac
for core in Prescott Haswell nonsense; do
    lacks "OPENBLAS_CORETYPE=$core" "$(OPENBLAS_CORETYPE=$core says catapult)" "$chosen"
done
interpreter=$(ldd "$catapult" 2>/dev/null | sed -n 's|^[[:space:]]*\(/[^ ]*/ld-[^ ]*\) .*|\1|p' | head -n 1)
if [ -x "$interpreter" ]; then
    has 'run by ld.so' "$("$interpreter" "$catapult" --version 2>&1)" 'matrix products by '
else
    ok 'run by ld.so # SKIP none is named'
fi

# --- a processor taken for a Prescott -----------------------------------------------------------------------
shim=$dir/kernels.so
if ! ${CC:-cc} -shared -fPIC -o "$shim" "$srcdir/tests/faults/kernels.c" -ldl 2>cc.err; then
    ok "the rest # SKIP no library can be built: $(head -n 1 cc.err)"
    exit $failed
fi
old() {
    LD_PRELOAD=$shim "$@"
}
text=$(old says catapult)
case $text in
*"$chosen"*) ok 'a choice' ;;
*CORETYPE=*' is faster'*) fail 'a choice' "$text" ;;
*)
    ok "the rest # SKIP nothing to choose here: $text"
    exit $failed
    ;;
esac
core=$(kernels "$text")
core=${core##*-}
has reason "$text" 'OpenBLAS took it for Prescott'
lacks 'other kernels' "$text" 'Prescott kernels'

# The user's value is the user's.
for wish in Prescott Haswell; do
    text=$(OPENBLAS_CORETYPE=$wish old says catapult)
    lacks "the user's $wish" "$text" "$chosen"
    has "the user's $wish is named" "$text" 'OPENBLAS_CORETYPE is set'
done
has 'an empty value is none' "$(OPENBLAS_CORETYPE= old says catapult)" "$chosen"

# Rows as with the same kernels named by the user.
old catapult run 'two  words.conf' --csv old.csv >old.out 2>old.err
status=$?
OPENBLAS_CORETYPE=$core catapult run 'two  words.conf' --csv named.csv >named.out 2>named.err
[ $status -eq 0 ] || fail 'rows by chosen kernels' "exit status $status: $(head -n 1 old.err)"
same 'rows by chosen kernels' old.csv named.csv
same 'output by chosen kernels' old.out named.out

# Arguments, exit status, input, files.
for words in '--set a=b  c' 'no  such preset' '' --csv; do
    old catapult run "$words" 'x y' >old.out 2>old.err
    status=$?
    OPENBLAS_CORETYPE=$core catapult run "$words" 'x y' >named.out 2>named.err
    [ $? -eq $status ] || fail "arguments '$words'" "exit status $status"
    same "arguments '$words'" old.err named.err
done
printf 'forward 2\neta 0.4\nforward 2\n' >acts
old catapult 'two  words.conf' --plain <acts >old.out 2>old.err
OPENBLAS_CORETYPE=$core catapult 'two  words.conf' --plain <acts >named.out 2>named.err
if [ -s old.out ]; then ok 'input'; else fail 'input' "$(head -n 1 old.err)"; fi
for out in old named; do grep -v eta_max $out.out >$out.acts; done # when its search ends is left to chance
same 'input, read from its beginning' old.acts named.acts
old catapult run 'two  words.conf' --csv /dev/fd/7 7>seven.csv >/dev/null
if grep -q '^network,9,' seven.csv; then ok 'an open file'; else fail 'an open file' "$(head -n 1 seven.csv)"; fi
old catapult --version >&- 2>err
[ $? -eq 2 ] && ok 'closed output' || fail 'closed output' "$(cat err)"

# The process stays the same: who started it can end it.
(LD_PRELOAD=$shim && export LD_PRELOAD && exec catapult run 'two  words.conf' --steps 100000000 --csv long.csv) >out 2>err &
child=$! # the program itself, not a shell around it
if await '[ -n "$(ls long.csv* 2>/dev/null)" ]'; then
    kill -TERM $child
    wait $child
    status=$?
    if [ $status -eq 143 ]; then ok 'a signal'; else fail 'a signal' "exit status $status"; fi
else
    kill -KILL $child
    fail 'a signal' "nothing written: $(head -n 1 err)"
fi

# What programs find that are started from here.
KERNELS_END=$dir/end old catapult --version >/dev/null
KERNELS_END=$dir/end OPENBLAS_CORETYPE=Haswell old catapult --version >/dev/null
KERNELS_END=$dir/end KERNELS_NO_EXEC=always old catapult --version >/dev/null
KERNELS_END=$dir/end CATAPULT_KERNELS=1:a:b:c old catapult --version >/dev/null
printf '%s -\n' - Haswell - - >wanted
same environment "$dir/end" wanted

# It cannot start again.
text=$(KERNELS_NO_EXEC=always old says catapult)
lacks 'no exec' "$text" "$chosen"
has 'no exec: a remedy' "$text" 'OPENBLAS_CORETYPE='
if unshare -rm sh -c 'mount -t tmpfs none /proc' 2>/dev/null; then
    text=$(unshare -rm sh -c 'mount -t tmpfs none /proc && LD_PRELOAD=$1 catapult --version | tail -n 1' sh "$shim")
    has 'no /proc' "$text" "$chosen"
else
    ok 'no /proc # SKIP no namespace of our own'
fi

# A message from nobody, and one that this process could have sent.
for message in '' x ::: "1:Prescott:SkylakeX:" '%s%n%s%n:::' "$(printf '%09999d' 0)"; do
    text=$(CATAPULT_KERNELS=$message old says catapult)
    has "message '$(echo "$message" | cut -c 1-20)'" "$text" "$chosen"
done
for rest in '' : ::: Prescott 'Prescott:Foo:' "Prescott:$(printf '%09999d' 0):" 'Prescott::Haswell' 'x:y:z:w:%n'; do
    text=$(LD_PRELOAD=$shim timeout 60 sh -c 'CATAPULT_KERNELS=$$:$1 exec catapult --version' sh "$rest" 2>&1 | tail -n 1)
    has "own message '$(echo "$rest" | cut -c 1-20)'" "$text" 'matrix products by '
done

# Wrong products are seen, and other kernels taken; at last those that OpenBLAS took.
text=$(KERNELS_WRONG=$core old says catapult)
has 'wrong products' "$text" "its products with $core kernels are wrong"
lacks 'wrong products: others' "$text" ", $core kernels,"
text=$(KERNELS_WRONG='SkylakeX Haswell' old says catapult)
has 'all wrong' "$text" 'its products with Haswell kernels are wrong'
lacks 'all wrong: nothing is chosen' "$text" "$chosen"
KERNELS_WRONG=$core KERNELS_NO_EXEC=again old catapult run 'two  words.conf' >out 2>err
status=$?
if [ $status -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "^catapult: OpenBLAS: its $core kernels multiply wrongly" err; then
    ok 'wrong and no way out'
else
    fail 'wrong and no way out' "exit status $status: $(head -n 1 err)"
fi

# Ranks choose as the program does.
mpi=$(dirname "$catapult")/catapult-mpi
if [ -x "$mpi" ] && command -v mpirun >/dev/null; then
    TMPDIR=$dir OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 timeout 120 mpirun -n 1 \
        env LD_PRELOAD="$shim" "$mpi" --version >out 2>err </dev/null
    grep '^matrix products' out >ranks
    old says catapult >alone
    same 'catapult-mpi' ranks alone
else
    ok 'catapult-mpi # SKIP not built, or no mpirun'
fi
exit $failed
