#!/bin/sh
# children.sh - the programs that catapult starts: they end when they are asked to, leave no partial output, and are
# waited for even if SIGCHLD is ignored.  Also the valid names of figures.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99
mkdir fake
PATH=$dir/work/fake:$PATH
cat >small.conf <<'EOP'
model = network
data { source = sphere n = 6 d = 4 test = 3 }
network { widths = {8} }
stop { steps = 40 loss = 0 }
EOP

# One that takes its time, and leaves its number; and one that draws.
slow() {
    rm -f started
    printf '#!/bin/sh\necho $$ >"%s/started"\nexec sleep 1000\n' "$dir/work" >fake/gnuplot
    chmod +x fake/gnuplot
}
quick() {
    printf '#!/bin/sh\necho "<svg/>"\n' >fake/gnuplot
    chmod +x fake/gnuplot
}

# ends NAME SIGNAL PATTERN: the program $pid, told to end while gnuplot draws, does, and so does gnuplot; of the picture,
# PATTERN, nothing is left.
ends() {
    await '[ -s started ] || ! kill -0 $pid 2>/dev/null' || fail "$1" "gnuplot was not started"
    kill -$2 $pid 2>/dev/null
    await '! kill -0 $pid 2>/dev/null' || fail "$1" "it goes on"
    kill -9 $pid 2>/dev/null
    wait $pid
    status=$?
    drawn=$(cat started)
    if [ $status -ne "$4" ]; then
        fail "$1" "exit status $status: $(head -n 1 err)"
    elif ! await '! kill -0 $drawn 2>/dev/null'; then
        fail "$1" "gnuplot goes on"
    elif [ -n "$(find . -path "$3")" ]; then
        fail "$1" "left behind: $(find . -path "$3")"
    else
        ok "$1"
    fi
}
slow
catapult figure 3 --set network.widths=20 --set stop.steps=5 --out drawn >out 2>err </dev/null &
pid=$!
ends "a figure, told to end" TERM './drawn/*.svg*' 143
[ -s drawn/figure-3.csv ] && [ -s drawn/figure-3.gp ] && ok "its rows and its script stay" || fail "its rows and its script stay" "$(ls drawn)"
# nohup has it ignored from the start, here and so in what is started from here.
if [ -z "$(sh -c 'kill -HUP $$; echo ignored' 2>/dev/null)" ]; then
    slow
    catapult figure 3 --set network.widths=20 --set stop.steps=5 --out hung >out 2>err </dev/null &
    pid=$!
    ends "a figure whose terminal is gone" HUP './hung/*.svg*' 129
else
    ok "a figure whose terminal is gone # SKIP SIGHUP is ignored here"
fi

# The end of children ignored, as by a daemon.
if ! env --ignore-signal=CHLD true 2>/dev/null; then
    ok "children ignored # SKIP env(1) cannot ignore signals"
else
    env --ignore-signal=CHLD "$catapult" sweep small.conf --etas 0.5crit,1.5crit --seeds 2 -j 2 --out ignored >out 2>err </dev/null
    status=$?
    if [ $status -eq 0 ] && [ "$(grep -c '^network' ignored/runs.csv)" -eq 4 ]; then ok "a sweep with children ignored"; else
        fail "a sweep with children ignored" "exit status $status: $(head -n 1 err)"; fi
    quick
    env --ignore-signal=CHLD "$catapult" figure 3 --set network.widths=20 --set stop.steps=5 --out ignored >out 2>err </dev/null
    status=$?
    if [ $status -eq 0 ] && [ -s ignored/figure-3.svg ]; then ok "a figure with children ignored"; else
        fail "a figure with children ignored" "exit status $status: $(head -n 1 err)"; fi
fi

if "$catapult" --help | grep -q 'left out of this build'; then
    ok "figures of the laboratory # SKIP no laboratory in this build"
    exit $failed
fi
slow
printf 'forward 2\nfigure mine.svg\n' >commands
catapult lab small.conf --plain >out 2>err <commands &
pid=$!
ends "a figure of the laboratory, told to end" TERM './mine.svg*' 143

# A name is one line of the script.
quick
catapult lab small.conf --shot a.txt --do "forward 2; figure $(printf 'x\nset print \"pwned\"\nprint 1 #').svg" >out 2>err </dev/null
if [ -z "$(find . -name 'x*')" ] && [ ! -e pwned ]; then ok "a name of two lines"; else fail "a name of two lines" "$(ls)"; fi
exit $failed
