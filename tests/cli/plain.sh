#!/bin/sh
# plain.sh - the laboratory in lines of text: the numbers equal those of run, commands are executed in order, and only
# text is written.
. "${srcdir:-.}/tests/cli/common.sh"
if "$catapult" --help | grep -q 'left out of this build'; then
    ok "plain # SKIP no laboratory in this build"
    exit 0
fi
cd "$dir/work" || exit 99
cat >small.conf <<'END'
title = "small"
model = quadratic
compare = {network, linear}
eta = 1.2crit
data { source = gaussian  n = 20  d = 1  test = 10 }
network { widths = {60} }
stop { steps = 50  loss = 0 }
END

# script NAME COMMAND...: each a line of input; what comes out goes to $dir/out.
script() {
    name=$1
    shift
    printf '%s\n' "$@" | timeout 100 "$dir/bin/catapult" lab small.conf --plain >"$dir/out" 2>"$dir/err"
    status=$?
    if [ $status -ne 0 ] || [ -s "$dir/err" ]; then
        fail "$name" "exit status $status: $(head -n 1 "$dir/err")"
    elif LC_ALL=C grep -q '[^ -~]' "$dir/out"; then
        fail "$name" "more than text"
    else
        ok "$name"
    fi
}

# says NAME TEXT: a line that begins with the text.
says() {
    if grep -q -e "^$2" "$dir/out"; then ok "$1"; else fail "$1" "not said: $2"; fi
}

script steps 'forward 3' 'back 2' 'eta 0.5crit' forward
sed -n 's/^step \([0-9]*\):.*/\1/p' "$dir/out" | tr '\n' ' ' >"$dir/steps"
[ "$(cat "$dir/steps")" = '0 1 2 3 1 2 ' ] && ok order || fail order "$(cat "$dir/steps")"
says eta 'eta .* = 0.5 crit'
says heading 'small$'

# A schedule has the last word, and that is said before.
printf '%s\n' 'forward 2' 'eta 0.5crit' restart 'forward 6' 'eta 0.4crit' | catapult lab small.conf --set 'schedule=5:0.7crit' --plain >"$dir/out"
says scheduled 'eta .* = 0.5 crit; the schedule sets 0.7crit at step 5$'
says scheduled-again 'restarted with the same seed; the schedule sets 0.7crit at step 5$'
says past-schedule 'eta .* = 0.4 crit$'

# Runs side by side: which run the lines are of from then on, and an end with the input.
script runs 'forward 6' 'fork 2' 'eta 0.5crit' forward 'next-run A' undo next-run undo redo delete-run 'delete-run B' 'next-run Q'
sed -n 's/^step \([0-9]*\):.*/\1/p' "$dir/out" | tr '\n' ' ' >"$dir/steps"
[ "$(cat "$dir/steps")" = '0 1 2 3 4 5 6 2 3 6 3 2 3 6 ' ] && ok runs-order || fail runs-order "$(cat "$dir/steps")"
says forked 'run A forked at iteration 2'
says focus 'run A in focus, 1 of 2, at step 6'
says undone 'undone: eta at step 2'
[ "$(grep -c 'undone: eta' "$dir/out")" = 1 ] && ok own-changes || fail own-changes "$(grep undone "$dir/out")" # A has none
[ "$(grep -c '^eta is 0.[0-9]* again$' "$dir/out")" = 2 ] && ok eta-again || fail eta-again "$(grep again "$dir/out")"
says unasked 'delete-run needs RUN'
says deleted 'run A in focus, 1 of 1, at step 6'
says unknown "no next-run 'Q'"

# Where nobody can be asked, other runs end without a question.
script unasked-set 'forward 2' 'fork 1' 'set seed=4' forward
says begun 'restarted with seed=4; all earlier runs are gone'
[ "$(grep -c '^step 1:' "$dir/out")" = 3 ] && ok unasked-steps || fail unasked-steps "$(cat "$dir/out")"

# A run to its end, and on each line what run says of that step, to four digits.
script run run
says end 'end of the run: step 50'
catapult run small.conf --model quadratic --csv rows.csv >/dev/null 2>&1
sed -n 's/^step \([0-9]*\): loss \([^,]*\), test loss \([^,]*\), lambda_1 \([^,]*\), eta \([^,]*\),.*/\1,\5,\2,\3,\4/p' \
    "$dir/out" >"$dir/said"
awk -F, '
    NR == FNR { for (i = 1; i <= 5; i++) said[$1, i] = $i; lines++; next }
    FNR <= 2 { next }
    {
        split($2 "," $3 "," $4 "," $5 "," $8, row, ",")
        for (i = 1; i <= 5; i++)
            if ((said[$2, i] - row[i]) ^ 2 > 1e-6 * row[i] ^ 2) { print "step " $2 ": " said[$2, i] " for " row[i]; bad = 1 }
    }
    END { if (lines != 51) print lines " lines" }' "$dir/said" rows.csv >"$dir/different"
[ ! -s "$dir/different" ] && ok numbers || fail numbers "$(head -n 1 "$dir/different")"
# A change of places is said at the step at which run says it, and as often.
catapult run small.conf --model quadratic --set compare= >"$dir/summary" 2>&1
first=$(sed -n 's/.*; lambda_1 and lambda_2 change places at \([0-9]*\).*/\1/p' "$dir/summary")
more=$(sed -n 's/.* and \([0-9]*\) times* more.*/\1/p' "$dir/summary")
said=$(sed -n 's/^lambda.* change places at step //p' "$dir/out")
if [ "$(printf '%s\n' "$said" | head -n 1)" = "$first" ] && [ "$(printf '%s\n' "$said" | grep -c .)" = $((${first:+1} + ${more:-0})) ]; then
    ok places
else
    fail places "said at" $said, "run says: $(cat "$dir/summary")"
fi
sed -n 's/^step .*; //p' "$dir/out" >"$dir/words"
sed 1,2d rows.csv | sed 's/.*,//' >"$dir/words-of-run"
cmp -s "$dir/words" "$dir/words-of-run" && ok outcomes || fail outcomes "$(diff "$dir/words" "$dir/words-of-run" | head -n 3)"

script mistakes nonsense 'eta much' 'forward -1' 'theme pink' 'model general' set 'set data.n=many' eta
says unknown "no command 'nonsense'"
says rate "'much' is not a learning rate"
says number "'-1' is not a whole number from 1 to "
says word "no theme 'pink'"
says model 'the general model does not run'
says needs 'set needs KEY=VALUE'
says setting 'data.n: '
says argument 'eta needs VALUE'

script divergence 'set eta=60crit compare=linear' run forward
says diverged 'the quadratic model has diverged at step'

script files 'forward 5' 'write five.txt' 'write five.csv' 'write five.txt' 'write five.pdf' quit forward
[ -s five.txt ] && [ -s five.csv ] && ok written || fail written "$(ls)"
says taken 'five.txt is there already'
[ "$(grep -c '^step' "$dir/out")" -eq 6 ] && ok quit || fail quit "steps after quit"

script help help
says listed 'eta VALUE: '

# One definition of a number: what is taken is waited for, too, and what is none is no other number either.
script notations 'forward 1e1' 'back 50e-1' 'forward 3.0' 'rewind 0.2e1' 'forward 0x10' 'forward 2.5' 'forward 1e-1' \
    'forward 2 3' 'forward inf' 'forward 1e30'
sed -n 's/^step \([0-9]*\):.*/\1/p' "$dir/out" | tr '\n' ' ' >"$dir/steps"
[ "$(cat "$dir/steps")" = '0 1 2 3 4 5 6 7 8 9 10 5 6 7 8 2 ' ] && ok counts || fail counts "$(cat "$dir/steps")"
[ "$(grep -c ' is not a whole number from 1 to ' "$dir/out")" -eq 6 ] && ok counts-refused || fail counts-refused "$(cat "$dir/out")"

# A line is a command as a whole or not at all: no part of one that is too long, nor what stands before a zero byte.
script long "set $(printf '%05000d' 0) network.widths=12" "$(printf '%09000d' 0) forward 7" forward
says refused 'a command of 50[0-9]* bytes, but the limit is 4095'
says refused 'a command has at most [0-9]* bytes'
sed -n 's/^step \([0-9]*\):.*/\1/p' "$dir/out" | tr '\n' ' ' >"$dir/steps"
[ "$(cat "$dir/steps")" = '0 1 ' ] && ok long-steps || fail long-steps "$(cat "$dir/steps")"
printf 'forward 2\000 3\nforward 1\r2\nforward 2\r\n' | timeout 100 catapult lab small.conf --plain >"$dir/out" 2>"$dir/err"
says zero 'a command must not contain a zero byte'
says return "'1?2' is not a whole number"
[ "$(grep -c '^step' "$dir/out")" -eq 3 ] && ok zero-steps || fail zero-steps "$(cat "$dir/out")"
: | script empty
script hostile 'set title=<x>;$(touch gone)' "$(printf 'theme \033[31m')"
[ ! -e gone ] && ok hostile || fail hostile run

catapult lab small.conf --plain --cast x.cast >"$dir/out" 2>"$dir/err" </dev/null
[ $? -eq 2 ] && ok cast || fail cast "$(cat "$dir/err")"
catapult lab --plain --set data.source=csv --set data.path=absent.csv >"$dir/out" 2>"$dir/err" </dev/null
[ $? -eq 2 ] && grep -q absent.csv "$dir/err" && ok data || fail data "$(cat "$dir/err")"
exit $failed
