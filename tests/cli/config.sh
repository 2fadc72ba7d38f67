#!/bin/sh
# config.sh - the user's configuration: errors with their line, and what it does not affect.
. "${srcdir:-.}/tests/cli/common.sh"
if "$catapult" --help | grep -q 'left out of this build'; then
    ok "config # SKIP no laboratory in this build"
    exit 0
fi
mkdir -p "$XDG_CONFIG_HOME/catapult"
config=$XDG_CONFIG_HOME/catapult/config

# says NAME WORDS TEXT: with that configuration the laboratory ends at once, with exit status 2 and the words.
says() {
    printf '%b' "$3" >"$config"
    cp "$config" "$dir/before"
    catapult lab fig3 >"$dir/out" 2>"$dir/err" </dev/null
    status=$?
    if [ $status -ne 2 ] || [ "$(wc -l <"$dir/err")" -ne 1 ]; then
        fail "$1" "exit status $status: $(head -n 1 "$dir/err")"
    elif ! grep -q -F -e "$2" "$dir/err"; then
        fail "$1" "it says: $(cat "$dir/err")"
    elif ! cmp -s "$config" "$dir/before"; then
        fail "$1" "the file was changed"
    else
        ok "$1"
    fi
}
terminal='the laboratory needs a terminal' # so far all was well

says empty "$terminal" ''
says sound "$terminal" '# mine\ntheme = light\nglyphs = ascii\nfps = 10\nrate = 8\ncolor = never\nmouse = on\nbind { key = "x"  request = "restart" }\nbind { key = Space request = none }\n'
says quotes "$terminal" 'bind { key = "+" request = "run" } bind { key = "#" request = "help" }\n'
says key "config:2: unknown key 'thme' (did you mean 'theme'?)" 'fps = 10\nthme = light\n'
says word "config:1: theme: 'pink' is not safe, dark, light, contrast or mono" 'theme = pink\n'
says mouse "config:1: mouse: 'maybe' is not off or on" 'mouse = maybe\n'
says number "config:1: fps: '99' is not a number from 1 to 30" 'fps = 99\n'
says twice "config:3: 'fps' is given twice (first in line 1)" 'fps = 9\n\nfps = 10\n'
says request "config:2: bind: no request 'restrt' (did you mean 'restart'?)" 'bind {\n key = x request = restrt }\n'
says bind-key "config:1: unknown key 'kay' (did you mean 'key'?)" 'bind { kay = x request = restart }\n'
says no-key "config:1: bind: 'F1' is not a key" 'bind { key = F1 request = restart }\n'
says kept "config:1: bind: Ctrl-S cannot be bound: the terminal uses it" 'bind { key = Ctrl-S request = restart }\n'
says exit "config:1: bind: Esc cannot be bound: it always closes or quits" 'bind { key = Esc request = restart }\n'
says one-key "config:2: bind: the key x is bound already, to restart in line 1" 'bind { key = x request = restart }\nbind { key = x request = run }\n'
says missing "bind: 'request' is missing" 'bind { key = x }\n'
says brace "config:1: " 'bind { key = x request = run\n'
says equals "config:1: '=' is missing after 'theme'" 'theme light\n'
says section "config:1: 'bind' is a section" 'bind = x\n'
says long "config:1: theme: " "theme = \"$(printf '%0100d' 0)\"\n"
says binary "$config" 'theme = \\0377\\0376\n'
rm "$config"
mkdir "$config"
catapult lab fig3 >"$dir/out" 2>"$dir/err" </dev/null
if [ $? -eq 2 ] && grep -q "config: " "$dir/err"; then ok folder; else fail folder "$(cat "$dir/err")"; fi
rmdir "$config"

# The command line wins, and neither a picture nor another command reads the file.
printf 'theme = pink\n' >"$config"
runs 'catapult lab fig3 --steps 1 --shot a.txt'
runs 'catapult run fig3 --steps 1'
runs 'catapult help keys'
printf 'theme = light\n' >"$config"
catapult lab fig3 --theme pink >"$dir/out" 2>"$dir/err" </dev/null
if grep -q -- "--theme: 'pink'" "$dir/err"; then ok wins; else fail wins "$(cat "$dir/err")"; fi
XDG_CONFIG_HOME=relative catapult lab fig3 >"$dir/out" 2>"$dir/err" </dev/null
if grep -q "$terminal" "$dir/err"; then ok relative; else fail relative "$(cat "$dir/err")"; fi
exit $failed
