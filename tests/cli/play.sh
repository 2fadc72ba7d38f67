#!/bin/sh
# play.sh - recording and playing sessions: the same rows bit for bit, whatever was done and wherever a crash ended the
# session; invalid files are refused with file and line.
. "${srcdir:-.}/tests/cli/common.sh"
if "$catapult" --help | grep -q 'left out of this build'; then
    ok "play # SKIP no laboratory in this build"
    exit 0
fi
cd "$dir/work" || exit 99
cat >small.conf <<'END'
title = "small \"quoted\" \\ title"
model = quadratic
compare = {network, linear}
eta = 1.2crit
data { source = gaussian  n = 20  d = 1  test = 10 }
network { widths = {60} }
stop { steps = 1000  loss = 0 }
schedule { at = 25 eta = 0.7crit }
END

# All but the comment.
rows() {
    sed 1d "$1"
}

# same NAME RECORDED PLAYED STEPS
same() {
    last=$(tail -n 1 "$3" | cut -d, -f2)
    if [ "$(rows "$2")" != "$(rows "$3")" ]; then
        fail "$1" "other rows"
    elif [ "$last" != "$4" ]; then
        fail "$1" "it ends at step $last, not at $4"
    else
        ok "$1"
    fi
}

# replays NAME STEPS COMMANDS: done in the laboratory, with the rows written at the end, and played.
replays() {
    rm -f "$1.session" "$1.csv" "$1-again.csv"
    catapult lab small.conf --steps 3 --record "$1.session" --shot "$1.csv" --do "$3" 2>"$dir/err" &&
        catapult play "$1.session" --csv "$1-again.csv" 2>>"$dir/err"
    if [ $? -ne 0 ] || [ -s "$dir/err" ]; then
        fail "$1" "$(head -n 1 "$dir/err")"
    else
        same "$1" "$1.csv" "$1-again.csv" "$2"
    fi
}
replays eta 13 'eta 1.31crit;forward 4;eta-up;eta-leap-down;forward 6'
replays back 12 'eta 0.37;forward 17;eta 1.1crit;forward 2;back 14;back;eta-up;forward 5'
replays restart 5 'eta 0.9crit;forward 9;restart;forward 5'
replays seeds 6 'forward 9;next-seed;forward 2;eta 1.3crit;next-seed;forward 6'
replays diverged 7 'eta 40crit;forward 200;back 400;eta 0.5crit;forward 7'
replays eta-max 7 'eta 0.8max;forward 4'
replays eta-max-again 5 'eta 0.8max;forward 4;restart;forward 5'
replays settings 9 'eta 0.5;forward 9;set network.widths=40 title=another;forward 5;eta 0.9crit;forward 4'
replays schedule 40 'forward 30;eta 0.3crit;forward 7'
replays fork 16 'eta 1.31crit;forward 14;fork 9;eta 0.4crit;forward 7'
replays switch 21 'forward 17;fork 9;eta 0.5crit;forward 4;next-run A;forward 3;eta 0.8crit;forward 2;next-run;forward 6;fork 12;delete-run A;next-run B;forward 2'
replays undo 23 'forward 10;eta 0.9crit;forward 10;eta 0.5crit;forward 5;undo;redo;back 9;undo;eta 0.3crit;undo;undo;redo;rewind 21;forward 2'
replays undo-fork 17 'forward 20;eta 0.6crit;fork 12;forward 3;undo;forward 1;undo;redo;next-run A;fork 15;eta 0.7crit;undo;undo;redo;next-run B;forward 2'
replays runs-seeds 4 'forward 9;fork;eta 0.8crit;forward 3;next-seed;forward 2;fork;eta 0.5crit;restart;forward 4'
replays meant-after-back 5 'eta 1.1crit;forward 3;eta 0.5crit;forward 3;rewind 7;next-seed;forward 5'
replays meant-after-fork 5 'eta 1.1crit;forward 3;eta 0.5crit;forward 3;fork 7;next-seed;forward 5'
for word in 'fork 9' 'focus A' 'delete A'; do
    grep -q "^[0-9]* $word\$" fork.session switch.session && ok "told: $word" || fail "told: $word" "$(cat switch.session)"
done
grep -q '^title="small \\"quoted\\" \\\\ title"$' eta.session && ok quotes || fail quotes "$(grep ^title eta.session)"

# The player's own pace, pauses and length change nothing.
catapult play back.session --to 11 --csv to.csv
[ "$(tail -n 1 to.csv | cut -d, -f2)" = 11 ] && ok to || fail to "$(tail -n 1 to.csv)"
catapult play back.session --to 11 --csv - 2>"$dir/err" | cmp - to.csv && [ ! -e - ] && ok to-stdout || fail to-stdout "$(head -n 1 "$dir/err")"
catapult play back.session --to 999 --csv to.csv 2>"$dir/err"
[ $? -eq 2 ] && grep -q 'the recording goes to step 22' "$dir/err" && ok "to too far" || fail "to too far" "$(cat "$dir/err")"

# A recording that ends anywhere plays as far as it goes; half a line is none.
size=$(wc -c <back.session)
begin=$(($(sed '/^begin$/q' back.session | wc -c)))
broken=
cut=$begin
while [ "$cut" -le "$size" ]; do
    head -c "$cut" back.session >torn.session
    catapult play torn.session --csv torn.csv 2>"$dir/err" || broken="$broken $cut: $(head -n 1 "$dir/err")"
    cut=$((cut + 17))
done
[ -z "$broken" ] && ok torn || fail torn "$broken"

# Killed while it records.
mkfifo typed
catapult lab small.conf --paused --plain --record killed.session <typed >"$dir/out" 2>"$dir/err" &
victim=$!
exec 4>typed
printf 'forward 3\neta 0.9crit\nforward 4\n' >&4
if await "grep -q '^3 forward 4' killed.session" 2>/dev/null; then
    kill -9 $victim
    wait $victim 2>/dev/null
    catapult play killed.session --csv killed.csv 2>"$dir/err"
    catapult lab small.conf --steps 3 --shot straight.csv --do 'eta 0.9crit;forward 4'
    same killed straight.csv killed.csv 7
else
    fail killed "nothing was recorded: $(cat killed.session "$dir/err")"
fi
exec 4>&-

catapult lab small.conf --steps 1 --record eta.session --shot again.csv 2>"$dir/err"
[ $? -eq 2 ] && grep -q 'there already' "$dir/err" && ok "not over" || fail "not over" "$(cat "$dir/err")"

# refused NAME TEXT SED: the recording changed by that is refused with exit status 2, one line, file and text.
refused() {
    sed "$3" back.session >wrong.session
    if cmp -s back.session wrong.session; then
        fail "wrong $1" "the file was not changed"
        return
    fi
    catapult play wrong.session --csv wrong.csv >"$dir/out" 2>"$dir/err"
    code=$?
    if [ $code -eq 2 ] && [ "$(wc -l <"$dir/err")" -eq 1 ] && grep -q "wrong.session:[0-9]*: .*$2" "$dir/err"; then
        ok "wrong $1"
    else
        fail "wrong $1" "exit status $code: $(cat "$dir/err")"
    fi
}
refused version 'format 7; this program knows format 1' 's/^session 1/session 7/'
refused kind 'no recorded session' '/^session/d'
refused begin "before 'begin'" '/^begin/,$d'
refused key "did you mean 'seed'" 's/^seed=/sed=/'
refused value 'seed' 's/^seed=.*/seed="many"/'
refused quote 'no closing quote' 's/^seed=.*/seed="1/'
refused pair 'KEY="VALUE"' 's/^seed=.*/seed 1/'
refused whole 'network.widths\|widths' 's/^network.widths=.*/network.widths="0"/'
refused event "no event 'bakc'" 's/ back / bakc /'
refused step 'is no step' 's/^3 eta/x eta/'
refused behind 'without a jump back' 's/^20 eta/2 eta/'
refused number 'whole number' 's/ back .*/ back far/'
refused way 'no way back' 's/ back .*/ back 2000/'
refused eta 'finite number' 's/^3 eta [^ ]*/3 eta 1e999/'
refused notation 'not a learning rate' 's/crit$/crid/'
refused more 'nothing behind it' 's/ end$/ end now/'
catapult play absent.session --csv x.csv 2>"$dir/err"
[ $? -eq 2 ] && grep -q 'absent.session: cannot open' "$dir/err" && ok absent || fail absent "$(cat "$dir/err")"
catapult play eta.session --csv x.csv --set eta=1 2>"$dir/err"
[ $? -eq 2 ] && grep -q 'its own settings' "$dir/err" && ok set || fail set "$(cat "$dir/err")"
head -c 3000 /dev/zero >zero.session
catapult play zero.session --csv x.csv 2>"$dir/err"
[ $? -eq 2 ] && ok zero || fail zero "$(cat "$dir/err")"
head -c 3000000 /dev/zero | tr '\0' x >endless.session
catapult play endless.session --csv x.csv 2>"$dir/err"
[ $? -eq 2 ] && grep -q '^catapult: endless.session:1: a line of more than [0-9]* bytes$' "$dir/err" && ok endless ||
    fail endless "$(cat "$dir/err")"
exit $failed
