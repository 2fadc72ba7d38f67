#!/bin/sh
# completion.sh - completing command lines: in bash, and in zsh and fish if they are installed.
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
    offers dir folder/ catapult list --presets fo
    offers topic settings catapult help se
    offers shell zsh catapult help completion z
    if catapult lab --help | grep -q -e --theme; then
        offers lab-option --theme catapult --th
        offers choice light catapult lab fig3 --theme li
        offers equals dark catapult lab fig3 --theme = d
        offers_not nothing light catapult run fig3 --theme li
    fi
fi

# --- names of files that a shell would read as more than a name ------------------------------------------------
# A preset of that name for each; typed are two letters, and what Tab makes of them has to be that one word again.
folder=$XDG_CONFIG_HOME/catapult/presets
mkdir -p "$folder" "$dir/work/data"
newline='
'
set -- 'qa two words' "qb it's" 'qc$(touch PWNED)' 'qd`touch PWNED`' 'qe;touch PWNED' 'qf"quoted"' 'qg\back' 'qh*' "qi${newline}line" \
    'qj&touch PWNED' 'qk$HOME' 'qm|x' 'qn>PWNED' 'qo$(touch${IFS}PWNED)' 'qp!x' 'qq#x' 'qr{a,b}' 'qs[x]' 'qt(x)' "qu\$'x'" 'qwé'
for name in "$@" -qv; do
    : >"$folder/$name.conf"
done
cat >catapult <<'END'
#!/bin/sh
touch PWNED
END
chmod +x catapult
cat >"$dir/bashrc" <<END
. "$dir/bash"
set +H
PS1='READY '
line() { printf '%s' "\$READLINE_LINE" >"\$OUT.new" && mv "\$OUT.new" "\$OUT"; }
bind -x '"\C-t": line'
END
mkdir -p "$dir/zdot" "$dir/functions"
cp "$dir/zsh" "$dir/functions/_catapult"
cat >"$dir/zdot/.zshrc" <<END
fpath=("$dir/functions" \$fpath)
autoload -Uz compinit && compinit -u -D
PS1='READY '
line() { print -rn -- "\$BUFFER" >"\$OUT.new" && mv "\$OUT.new" "\$OUT"; }
zle -N line && bindkey '^T' line
unsetopt banghist
END
cat >"$dir/fishrc" <<'END'
function fish_prompt; printf 'READY '; end
function fish_greeting; end
bind \ct 'printf "%s" (commandline | string collect -N) >$OUT.new; mv $OUT.new $OUT'
END
echo "source $dir/fish" >>"$dir/fishrc"

# tab SHELL TYPED...: what each line is after Tab, in $dir/line.1, $dir/line.2 and so on.
tab() {
    rm -f "$dir"/line.*
    OUT=$dir/line
    export OUT
    by=$1
    shift
    printf '%s\n' "$@" >"$dir/typed"
    case $by in
    bash) set -- bash --noprofile --rcfile "$dir/bashrc" -i ;;
    zsh) set -- env ZDOTDIR="$dir/zdot" zsh -d -i ;;
    fish) set -- fish --no-config --private -i --init-command "source $dir/fishrc" ;;
    esac
    "$srcdir/tests/cli/tab.py" "$dir/typed" "$OUT" "$@" >"$dir/out" 2>&1 || fail "$by tab" "$(cat "$dir/out")"
}

# quoted SHELL QUOTE NAME...: the first two letters of each, behind an open quote or none, and Tab: that one word.
quoted() {
    shell=$1 quote=$2 bad=
    shift 2
    (for name; do printf 'catapult run %s%.2s\n' "$quote" "$name"; done) >"$dir/begun"
    IFS=$newline
    tab $shell $(cat "$dir/begun")
    unset IFS
    i=0
    for name; do
        i=$((i + 1))
        $shell -c "printf '%s' $(sed '1s/^catapult run //' "$dir/line.$i")" >"$dir/word" 2>"$dir/err"
        printf '%s' "$name" >"$dir/wanted"
        cmp -s "$dir/word" "$dir/wanted" || bad="$bad $(cat "$dir/line.$i")"
    done
    if [ -e PWNED ]; then fail "$shell quotes $quote" 'a name was run'
    elif [ -z "$bad" ]; then ok "$shell quotes $quote"; else fail "$shell quotes $quote" "$bad"; fi
    rm -f PWNED
}
for shell in bash zsh fish; do
    if ! command -v $shell >/dev/null || ! command -v python3 >/dev/null; then
        ok "$shell quotes # SKIP no $shell, or no python3"
        continue
    fi
    quoted $shell '' "$@"
    quoted $shell \" 'qa two words' "qb it's" 'qc$(touch PWNED)' 'qd`touch PWNED`' 'qe;touch PWNED' 'qk$HOME' 'qg\back'
    quoted $shell \' 'qa two words' 'qc$(touch PWNED)' 'qd`touch PWNED`' 'qe;touch PWNED' 'qf"quoted"' 'qk$HOME'

    # A folder of a command's name; the program is that of PATH, and not the one that lies here, unless it is meant.
    tab $shell 'catapult dat' 'catapult run -q'
    if grep -q '^catapult data *$' "$dir/line.1" && [ "$(cat "$dir/line.2")" = 'catapult run -q' ]; then
        ok "$shell command"
    else
        fail "$shell command" "$(cat "$dir/line.1") $(cat "$dir/line.2")"
    fi
    saved=$PATH
    PATH=.:$PATH
    tab $shell 'catapult run qa'
    if [ ! -e PWNED ]; then ok "$shell present folder"; else fail "$shell present folder" 'its catapult was run'; fi
    PATH=$saved
    rm -f PWNED
    tab $shell './catapult run qa'
    if [ -e PWNED ]; then ok "$shell typed path"; else fail "$shell typed path" 'another program was asked'; fi
    rm -f PWNED
done
rm -f catapult
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
