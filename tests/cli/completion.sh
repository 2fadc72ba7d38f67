#!/bin/sh
# completion.sh - command lines completed: bash for real, zsh and fish as far as they are installed.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99
: >mine.conf
: >mine.lesson
mkdir folder
for shell in bash zsh fish; do
    if catapult help completion $shell >"$dir/$shell" 2>"$dir/err" && [ "$(wc -l <"$dir/$shell")" -gt 10 ]; then
        ok "$shell"
    else
        fail "$shell" "$(head -n 1 "$dir/err")"
    fi
    for name in $(catapult --help | sed -n '/^commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
        catapult "$name" --help 2>/dev/null | sed -n 's/^ [ a-z,-]* --\([a-z][a-z-]*\)  *.*/\1/p'
    done | sort -u >"$dir/options"
    while read -r option; do
        grep -q -e "$option" "$dir/$shell" || fail "$shell" "--$option is not in it"
    done <"$dir/options"
done
if catapult help completion csh >"$dir/out" 2>"$dir/err"; then fail csh "exit status 0"; else ok csh; fi

# words WORD...: what bash offers for the last word, a line each.
words() {
    bash --norc -c '
        . "$1"; shift
        compopt() { :; } # only within a completion under way
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        _catapult
        printf "%s\n" "${COMPREPLY[@]}"' bash "$dir/bash" "$@"
}

# offers NAME WANTED WORD...: WANTED is among them.
offers() {
    name=$1 wanted=$2
    shift 2
    words "$@" >"$dir/out" 2>"$dir/err"
    if grep -q -x -F -e "$wanted" "$dir/out" && [ ! -s "$dir/err" ]; then
        ok "$name"
    else
        fail "$name" "$(tr '\n' ' ' <"$dir/out") $(head -n 1 "$dir/err")"
    fi
}

offers_not() {
    name=$1 unwanted=$2
    shift 2
    if words "$@" 2>&1 | grep -q -x -F -e "$unwanted"; then fail "$name" "$unwanted is offered"; else ok "$name"; fi
}

if ! command -v bash >/dev/null; then
    ok "bash # SKIP not installed"
else
    offers command run catapult ru
    offers preset fig3 catapult fi
    offers preset-of-command fig3 catapult run fi
    offers own-preset mine.conf catapult run mi
    offers_not no-folder folder catapult run fo
    offers option --csv catapult run --c
    offers common --set catapult run fig3 --s
    offers_not foreign --csv catapult show --c
    offers lesson catapult catapult play cat
    offers own-lesson mine.lesson catapult play mi
    offers_not no-lesson catapult catapult run cat
    offers key network.activation= catapult run fig3 --set network.act
    offers value tanh catapult run fig3 --set network.activation = ta
    offers empty-value relu catapult run fig3 --set network.activation =
    offers file mine.conf catapult run fig3 --csv mi
    offers dir folder catapult list --presets fo
    offers topic settings catapult help se
    offers shell zsh catapult help completion z
    if catapult lab --help | grep -q -e --theme; then
        offers lab-option --theme catapult --th
        offers choice light catapult lab fig3 --theme li
        offers equals dark catapult lab fig3 --theme = d
        offers_not nothing light catapult run fig3 --theme li
    fi
fi
for shell in zsh fish; do
    if ! command -v $shell >/dev/null; then
        ok "$shell syntax # SKIP not installed"
    elif $shell -n "$dir/$shell" >"$dir/out" 2>&1; then
        ok "$shell syntax"
    else
        fail "$shell syntax" "$(head -n 1 "$dir/out")"
    fi
done
if command -v fish >/dev/null; then
    fish --no-config -c 'source $argv[1]; complete -C "catapult run fig3 --c"' "$dir/fish" >"$dir/out" 2>&1
    if grep -q '^--csv' "$dir/out"; then ok "fish option"; else fail "fish option" "$(head -n 1 "$dir/out")"; fi
fi
exit $failed
