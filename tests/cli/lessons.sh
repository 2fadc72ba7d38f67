#!/bin/sh
# lessons.sh - every lesson of this repository from its first slide to its last: all its statements are true, no slide takes
# long, and going back or other keys change nothing.  Invalid lessons are refused with file and line.
. "${srcdir:-.}/tests/cli/common.sh"
if "$catapult" --help | grep -q 'left out of this build'; then
    ok "lessons # SKIP no laboratory in this build"
    exit 0
fi
cd "$dir/work" || exit 99

catapult play --list >"$dir/list" 2>"$dir/err" && [ ! -s "$dir/err" ] || fail list "$(cat "$dir/err")"
for file in "$srcdir"/lessons/*.lesson; do
    name=$(basename "$file" .lesson)
    grep -q "^$name  *[A-Z].*: ." "$dir/list" || fail "$name" "not in the list, or without a line about it"
    catapult play "$name" --check >"$dir/$name" 2>&1
    echo "exit $?" >>"$dir/$name"
done
count=0
for file in "$srcdir"/lessons/*.lesson; do
    name=$(basename "$file" .lesson)
    count=$((count + 1))
    slides=$(grep -c '^slide ' "$file")
    slow=$(sed -n 's/^[0-9]*\/[0-9]* .*  (step [0-9]*, \([0-9.]*\) s)$/\1/p' "$dir/$name" | awk '$1 > 2')
    if ! grep -q '^exit 0$' "$dir/$name" || ! grep -q '^everything holds' "$dir/$name"; then
        fail "$name" "$(grep -e FAIL -e '^catapult:' "$dir/$name" | head -n 3 | tr '\n' ' ')"
    elif [ "$slides" -lt 6 ] || [ "$slides" -gt 10 ] || [ "$(grep -c "^[0-9]*/$slides " "$dir/$name")" -ne "$slides" ]; then
        fail "$name" "$slides slides, of which $(grep -c "^[0-9]*/$slides " "$dir/$name") were seen"
    elif [ "$(grep -c '^  ok  ' "$dir/$name")" -lt "$slides" ]; then
        fail "$name" "fewer expectations than slides"
    elif [ -n "$slow" ]; then
        fail "$name" "slides that take $slow s"
    else
        ok "$name"
    fi
    # What is said fits: with its title six rows of 78 columns in most slides, seven rows in all.
    long=$(awk '/^ *(text|question|answer) /{sub(/^ *[a-z]* /, ""); used[slide] += length($0) + 1} /^slide/{slide++}
        END{for (i in used) if (used[i] > 6 * 76 + 60) print i, used[i]}' "$file")
    [ -z "$long" ] || fail "$name" "too long a text in slide: $long"
done
[ $count -ge 1 ] || fail lessons "none found"

# The one in the document.
awk '/^```/ { inside = !inside; if (seen++) exit; next } inside' "$srcdir/docs/writing-a-lesson.md" >lazy.lesson
if catapult play lazy.lesson --check >"$dir/out" 2>&1 && [ "$(grep -c '^  ok' "$dir/out")" -eq 3 ]; then ok document
else fail document "$(cat "$dir/out")"; fi

# A lesson that says what is not so.
cat >false.lesson <<'END2'
lesson 1
title False
set data.n=10
set network.widths=30
rate 0
slide One
  do eta 0.5crit
  run 5
  text The loss is {loss}.
  expect crit = 0.5
  expect loss > 1e9
slide Two
  run until diverged within 3
  expect step = 8
END2
catapult play false.lesson --check >"$dir/out" 2>"$dir/err"
if [ $? -ne 1 ] || [ -s "$dir/err" ]; then fail false "it passed, or was refused: $(cat "$dir/err")"
elif ! grep -q '^  FAIL line 11: loss > 1e9  \[loss ' "$dir/out"; then fail false "$(cat "$dir/out")"
elif ! grep -q '^  FAIL line 13: the condition was never met' "$dir/out"; then fail false "$(cat "$dir/out")"
elif [ "$(grep -c FAIL "$dir/out")" -ne 2 ]; then fail false "$(grep FAIL "$dir/out")"
else ok false; fi

# refuses NAME MESSAGE LINE...: after two good lines; the message begins with the file.
refuses() {
    name=$1 message=$2
    shift 2
    printf 'lesson 1\ntitle T\n' >bad.lesson
    printf '%b\n' "$@" >>bad.lesson
    catapult play bad.lesson --check >"$dir/out" 2>"$dir/err"
    status=$?
    if [ $status -ne 2 ] || [ "$(wc -l <"$dir/err")" -ne 1 ] || ! grep -q -F -e "catapult: bad.lesson:$message" "$dir/err"; then
        fail "$name" "exit status $status: $(cat "$dir/err")"
    else
        ok "$name"
    fi
}
refuses word "4: unknown word 'txt' (did you mean 'text'?)" 'slide A' 'txt hello'
refuses outside "3: 'text' must be in a slide" 'text hello' 'slide A'
refuses late "4: 'set' must be before the first slide" 'slide A' 'set seed=3'
refuses twice "3: title is given twice" 'title U' 'slide A'
refuses preset "3: no preset 'fig33'" 'preset fig33' 'slide A'
refuses setting "3: unknown key 'data.m'" 'set data.m=3' 'slide A'
refuses range "3: data.n: 0 is out of range" 'set data.n=0' 'slide A'
refuses unsound "5: " 'set data.n=10' 'set batch=50' 'slide A'
refuses no-slide "3: the lesson has no slides" '# nothing'
refuses command "4: no command 'etta'" 'slide A' 'do etta 0.3'
refuses file "4: a lesson must not use 'write x.svg'" 'slide A' 'do write x.svg'
refuses quit "4: a lesson must not use 'quit'" 'slide A' 'do quit'
refuses run "4: a lesson must not use 'run'" 'slide A' 'do run'
refuses figure "4: no quantity 'los' (did you mean 'loss'?)" 'slide A' 'text It is {los}.'
refuses brace "4: '{loss is' has no closing brace" 'slide A' 'text It {loss is'
refuses digits "4: '{loss:99}': 1 to 9 digits must follow the colon" 'slide A' 'text {loss:99}'
refuses condition "4: 'loss' is not a condition" 'slide A' 'expect loss'
refuses number "4: '-3' is not a whole number" 'slide A' 'run -3'
refuses phase "4: phase" 'slide A' 'expect phase lasy'
refuses mark "4: mark" 'slide A' 'mark stp 3 here'
refuses question "3: a slide needs all of ask, question and answer" 'slide A' 'question Why?'
refuses controls "4: unknown word '?[31mtext'" 'slide A' '\033[31mtext hello'
printf 'lesson 1\ntitle T\nslide A\ntext a\000b\n' >zero.lesson
catapult play zero.lesson --check 2>"$dir/err"
[ $? -eq 2 ] && grep -q 'not a text file' "$dir/err" && ok zero || fail zero "$(cat "$dir/err")"
printf 'lesson 2\ntitle T\n' >new.lesson
catapult play new.lesson 2>"$dir/err"
[ $? -eq 2 ] && grep -q 'new.lesson:1: a lesson of format 2' "$dir/err" && ok format || fail format "$(cat "$dir/err")"

# Told to end on the way back: it says so.
catapult play two-rates --check >"$dir/out" 2>"$dir/err" </dev/null &
walker=$!
await 'grep -q "^back, slide by slide" "$dir/out" || ! kill -0 $walker 2>/dev/null'
kill -TERM $walker
wait $walker
status=$?
[ $status -eq 143 ] && grep -q '^catapult: interrupted' "$dir/err" && ok "told to end" ||
    fail "told to end" "exit status $status: $(cat "$dir/err")"

catapult play catapul 2>"$dir/err"
[ $? -eq 2 ] && grep -q "no lesson 'catapul' (did you mean 'catapult'?)" "$dir/err" && ok near || fail near "$(cat "$dir/err")"
catapult play catapult --csv x.csv 2>"$dir/err"
[ $? -eq 2 ] && grep -q 'csv goes with a recording' "$dir/err" && ok csv || fail csv "$(cat "$dir/err")"
exit $failed
