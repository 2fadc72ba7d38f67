#!/bin/sh
# External failures: no memory at the k-th allocation for every k, a disk that is full at any byte, reads that fail or are
# interrupted, files that cannot be opened, closed or renamed, pipes that close.  One line on stderr, exit status 2, and
# every output complete or absent.  Prints "ok NAME" or "FAIL NAME: ..." for each.

. "$(dirname "$0")/common.sh"
cd "$dir/work" || exit 99
unset CATAPULT_DATA
XDG_DATA_HOME=/nonexistent
export XDG_DATA_HOME
cat >tiny.conf <<'EOP'
model = network
compare = {linear, quadratic}
eta = 1.3crit
data { source = mnist  classes = {0, 1}  n = 6  test = 3 }
network { widths = {5} }
stop { steps = 4  loss = 0 }
EOP
catapult run tiny.conf --csv good.csv --dump good >good.out || fail tiny 'does not run'

# same WHAT: the outputs of `run` are those of the undisturbed one.
same() {
    cmp -s bad.csv good.csv && diff -r bad good >/dev/null
}

# remains: what a failure left behind that is neither whole nor absent.
remains() {
    for file in bad.csv* bad/*; do
        good=$(echo "$file" | sed s/^bad/good/)
        [ ! -e "$file" ] || cmp -s "$file" "$good" || echo "$file"
    done
}

# clean NAME STATUS: after a failure: exit status 2, one line, nothing half done, nothing temporary.
clean() {
    if [ "$2" -ne 2 ]; then
        fail "$1" "exit status $2: $(head -n 1 err)"
    elif [ "$(wc -l <err)" -ne 1 ] || ! grep -q '^catapult: ' err; then
        fail "$1" "not one line: $(cat err)"
    elif [ -n "$(remains)" ]; then
        fail "$1" "left behind: $(remains)"
    else
        return 0
    fi
    return 1
}

# --- a call that fails, through a library loaded first ------------------------------------------------------
library=$dir/fault.so
if ! ${CC:-cc} -shared -fPIC -o "$library" "$srcdir/tests/faults/fault.c" -ldl 2>cc.err; then
    library=
elif ! LD_PRELOAD=$library catapult --version >/dev/null 2>&1; then
    library= # a sanitizer wants to be first
fi

# each NAME ERRNO PATTERN: the k-th call of that function fails, for every k until the run succeeds; the message
# has the pattern, or where that is '' the call may be one that nobody needs.
each() {
    k=1
    while :; do
        rm -rf bad.csv* bad
        timeout 60 env FAULT=$1:$k:$2 LD_PRELOAD="$library" catapult run tiny.conf --csv bad.csv --dump bad >out 2>err
        status=$?
        if [ $status -eq 0 ]; then
            same || { fail "$1 $k" 'succeeded with other outputs'; return; }
            [ -n "$3" ] && break
            [ $k -ge 12 ] && break
        elif ! clean "$1 $k" $status; then
            return
        elif [ -n "$3" ] && ! grep -q -e "$3" err; then
            fail "$1 $k" "$(cat err)"
            return
        fi
        k=$((k + 1))
    done
    if [ $k -gt "$4" ]; then ok "$1, each of $((k - 1))"; else fail "$1" "only $((k - 1)) calls"; fi
}

if [ -z "$library" ]; then
    ok "faults # SKIP no library can be loaded first"
else
    each aligned_alloc 12 'memory' 20
    each read 5 'Input/output error$' 4
    each mkstemp 28 'No space left on device$' 1
    each fsync 28 'No space left on device$' 1
    each rename 5 'Input/output error$' 1
    each fclose 28 '' 1
    each open 2 '' 1 # a file that vanishes between the look for it and its opening
    each read 0 '' 1 # one that was longer when it was looked at
    rm -rf bad.csv* bad
    FAULT=read:0:4 LD_PRELOAD=$library catapult run tiny.conf --csv bad.csv --dump bad >out 2>err
    if [ $? -eq 0 ] && same; then ok interrupted; else fail interrupted "$(cat err)"; fi
    for words in "show tiny.conf" "list" "data mnist"; do
        k=1
        while timeout 60 env FAULT=aligned_alloc:$k:12 LD_PRELOAD="$library" catapult $words >out 2>err; [ $? -eq 2 ]; do
            grep -q memory err && [ "$(wc -l <err)" -eq 1 ] || fail "memory: $words" "$k: $(cat err)"
            k=$((k + 1))
        done
        ok "memory: $words ($((k - 1)))"
    done
fi

# --- what is written row by row: the journal of a sweep, a recorded session ----------------------------------------
sweep="sweep tiny.conf --etas 0.5crit,1.5crit --seeds 3 -j 1 --out"
acts='forward 3;eta 0.9crit;forward 2;eta 1.1crit;forward 2'

# faulty PLAN ARGUMENT...: catapult with that fault.
faulty() {
    plan=$1
    shift
    FAULT=$plan LD_PRELOAD=$library timeout 60 "$catapult" "$@" >out 2>err </dev/null
}
# rows FILE: its rows, sorted.
rows() {
    sed -n '/^[^#m]/p' "$1" 2>/dev/null | LC_ALL=C sort
}
if [ -n "$library" ]; then
    catapult $sweep whole >out 2>err || fail sweep "$(cat err)"
    rows whole/runs.csv >whole.rows
    for plan in bytes:0:28 bytes:1:28 bytes:150:28 bytes:777:28 bytes:1500:5 fsync:1:28 fsync:4:5 rename:1:5 mkstemp:1:28 \
        open:1:13 open:3:13; do
        rm -rf cut
        faulty $plan $sweep cut
        if ! clean "sweep $plan" $? || [ -n "$(rows cut/runs.csv | LC_ALL=C comm -23 - whole.rows)" ]; then
            fail "sweep $plan" "$(head -n 1 err)"
        elif catapult $sweep cut --resume >out 2>err && rows cut/runs.csv | cmp -s - whole.rows; then
            ok "sweep $plan"
        else
            fail "sweep $plan" "not resumed: $(head -n 1 err)"
        fi
    done
    for plan in write:0:4 read:0:4; do
        rm -rf cut
        faulty $plan $sweep cut && rows cut/runs.csv | cmp -s - whole.rows && ok "sweep interrupted, $plan" ||
            fail "sweep interrupted, $plan" "$(head -n 1 err)"
    done

    if ! catapult --help | grep -q 'left out of this build'; then
        catapult lab tiny.conf --steps 2 --record all.session --shot all.csv --do "$acts" 2>err || fail session "$(cat err)"
        begin=$(sed '/^begin$/q' all.session | wc -c)
        for plan in bytes:0:28 bytes:500:28 bytes:$((begin + 9)):28 bytes:$((begin + 40)):5 fsync:1:5 fsync:3:28; do
            rm -f cut.session
            faulty $plan lab tiny.conf --steps 2 --record cut.session --shot cut.csv --do "$acts"
            status=$?
            if [ $status -ne 2 ] || [ "$(wc -l <err)" -ne 1 ] || ! grep -q '^catapult: .*cut.session: cannot write: ' err; then
                fail "session $plan" "exit status $status: $(cat err)"
            elif [ $plan = bytes:0:28 ] || [ $plan = bytes:500:28 ] || [ $plan = fsync:1:5 ]; then # it never began
                [ -e cut.session ] && fail "session $plan" 'a piece of it is left' || ok "session $plan"
            elif ! head -c "$(wc -c <cut.session)" all.session | cmp -s - cut.session; then
                fail "session $plan" 'another recording'
            else
                ok "session $plan"
            fi
        done
        rm -f cut.session
        faulty write:0:4 lab tiny.conf --steps 2 --record cut.session --shot cut.csv --do "$acts" && cmp -s cut.session all.session &&
            ok 'session interrupted' || fail 'session interrupted' "$(head -n 1 err)"
    fi

    # A signal between the calls that write a file: outputs whole or absent, nothing temporary.
    for plan in mkstemp:1:-15 fsync:1:-15 rename:1:-15 fclose:2:-15 rename:2:-1 fsync:3:-2; do
        rm -rf bad.csv* bad
        faulty $plan run tiny.conf --csv bad.csv --dump bad
        status=$?
        if [ $status -lt 128 ] && ! { [ $status -eq 0 ] && same; }; then
            fail "signal $plan" "exit status $status: $(head -n 1 err)"
        elif [ -n "$(remains)" ]; then
            fail "signal $plan" "left behind: $(remains)"
        else
            ok "signal $plan"
        fi
    done
fi

# --- no memory for the laboratory: at any of its allocations, and the terminal as it was -----------------------------
# in_terminal COMMAND: on a terminal of 80x24 until it ends, by q once it shows eta; its exit status.
in_terminal() {
    rm -f "$dir/typed" "$dir/status"
    mkfifo "$dir/typed"
    : >"$dir/screen"
    (
        TERM=xterm-256color timeout 100 script -q -e -f -c "stty rows 24 cols 80; $1; stty -a" "$dir/screen" \
            <"$dir/typed" >/dev/null 2>&1
        echo $? >"$dir/status"
    ) &
    exec 3<>"$dir/typed"
    await 'on_screen eta || [ -s "$dir/status" ]'
    await '[ -s "$dir/status" ] || ! printf q >&3' 2>/dev/null
    exec 3>&-
    wait
}
if [ -n "$library" ] && command -v script >/dev/null && ! catapult --help | grep -q 'left out of this build'; then
    k=1 died=0
    while [ $k -le 400 ]; do
        in_terminal "FAULT=aligned_alloc:$k:12 LD_PRELOAD=$library catapult lab tiny.conf --paused || echo ended with \$?"
        on_screen 'ended with' || break
        died=$((died + 1))
        # Behind the bytes that give the screen back: one line of text, and the modes of a shell.
        sed -e 's/.*\x1b\[?1049l/LEFT/' "$dir/screen" | tr -d '\r' | sed -n '/^LEFT\|^catapult: /,$p' >after
        if ! grep -q 'ended with 2' after || ! grep -q 'memory' after || grep -q '1049h' after ||
            ! grep -q ' icanon ' after || ! grep -q ' echo ' after; then
            fail "no memory in the laboratory, $k" "$(head -n 2 after | tr '\n' ' ')"
        fi
        k=$((k + (k < 4 ? 1 : 7)))
    done
    [ $died -gt 3 ] && ok "no memory in the laboratory, $died places" || fail 'no memory in the laboratory' "$died places"
fi

# --- a disk that is full at any byte: the limit of a file's size, without the signal -------------------------
# limited BLOCKS: a run that writes bad.csv, no file longer than that; what it says goes through a pipe, into err.
limited() {
    sh -c "trap '' XFSZ; ulimit -f $1; exec catapult run tiny.conf --csv bad.csv" 2>&1 >/dev/null | cat >err
}

rm -rf bad.csv* bad
blocks=0 whole=0
while [ $whole -eq 0 ] && [ $blocks -lt 200 ]; do
    limited $blocks
    if [ -e bad.csv ]; then
        cmp -s bad.csv good.csv || fail "full disk $blocks" 'a part of the file under its name'
        whole=1
    elif ! clean "full disk $blocks" 2; then
        whole=2
    fi
    blocks=$((blocks + 1))
done
if [ $whole -eq 1 ] && [ $blocks -gt 2 ]; then ok "full disk, after 0 to $((blocks - 2)) blocks"; else
    fail 'full disk' "$blocks blocks"; fi

# What stood under the name stays.
echo old >bad.csv
limited 1
if [ "$(cat bad.csv)" = old ]; then ok 'old file stays'; else fail 'old file stays' "$(head -n 1 bad.csv)"; fi
rm -f bad.csv*

# full NAME COMMAND: output to a full device is exit 2 and a line.
full() {
    sh -c "$1" 2>err
    status=$?
    rm -f bad.csv*
    if clean "$1" $status && grep -q -e 'No space left' -e 'cannot write' err; then ok "$1"; else
        fail "$1" "$(cat err)"; fi
}
if [ -w /dev/full ]; then
    full 'catapult list >/dev/full'
    full 'catapult show tiny.conf >/dev/full'
    full 'catapult run tiny.conf >/dev/full'
    full 'catapult run tiny.conf --csv /dev/full >/dev/null'
    full 'catapult data mnist >/dev/full'
    full 'catapult data get >/dev/full'
    full 'catapult help settings >/dev/full'
    full 'catapult --help >/dev/full'
fi
full 'catapult run tiny.conf --csv /proc/bad.csv >/dev/null' # a folder that not even root may write into

# --- pipes that close ------------------------------------------------------------------------------------------
for words in "list" "show tiny.conf" "run tiny.conf --csv /dev/stdout" "help settings"; do
    catapult $words 2>err | head -n 1 >out
    if [ -s err ] || [ "$(wc -l <out)" -ne 1 ]; then fail "$words | head" "$(cat err)"; else ok "$words | head"; fi
done
exit $failed
