# common.sh - for the scripts that run commands exactly as a text shows them: --help, manual, README.
#
# sh runs them in an empty folder, $dir/work, under the name `catapult`, with their own home; those that open the
# laboratory get a terminal and are ended with the key q.  Prints "ok NAME" or "FAIL NAME: ...".

catapult=${CATAPULT:-./catapult}
case $catapult in /*) ;; *) catapult=$PWD/$catapult ;; esac
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM
mkdir -p "$dir/bin" "$dir/work" "$dir/home/lectures"
ln -s "$catapult" "$dir/bin/catapult"
PATH=$dir/bin:$PATH
HOME=$dir/home
XDG_CONFIG_HOME=$dir/home/.config
export PATH HOME XDG_CONFIG_HOME
failed=0

ok() {
    echo "ok $1"
}

fail() {
    echo "FAIL $1: $2"
    failed=1
}

# is_laboratory COMMAND: does it open the laboratory?  It is the command without a name: what follows the
# program is nothing, an option, or a preset; but --shot and --plain need no terminal.
is_laboratory() {
    set -- $1
    case $* in *' --shot '* | *' --plain'*) return 1 ;; esac
    case $1 in
    catapult | */quickstart) ;;
    *) return 1 ;;
    esac
    case "$* " in
    *' play '*' --csv '* | *' play '*'--check '* | *' play --list '*) return 1 ;;
    *' play '*) return 0 ;;
    esac
    case ${2-} in
    --help | --version | -h) return 1 ;;
    lab | '' | -*) return 0 ;;
    esac
    "$catapult" help "$2" >/dev/null 2>&1 && return 1
    [ "$2" != help ]
}

# await CONDITION: up to a minute; returns false if it did not become true.
await() {
    tries=0
    until eval "$1"; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] || return 1
        sleep 0.1
    done
}

# Without the first line, in which script(1) repeats the command.
on_screen() {
    sed 1d "$dir/screen" | grep -q "$1"
}

# laboratory COMMAND: a terminal of 80x24; once the word eta is on the screen, q until it ends.
laboratory() {
    if "$catapult" --help | grep -q 'left out of this build'; then
        ok "$1 # SKIP no laboratory in this build"
        return
    fi
    if ! command -v script >/dev/null; then
        ok "$1 # SKIP no script(1) for a terminal"
        return
    fi
    rm -f "$dir/typed" "$dir/status" "$dir/screen"
    mkfifo "$dir/typed"
    : >"$dir/screen"
    (
        cd "$dir/work" || exit
        TERM=xterm-256color timeout 100 script -q -e -f -c "stty rows 24 cols 80; $1" "$dir/screen" \
            <"$dir/typed" >/dev/null 2>&1
        echo $? >"$dir/status"
    ) &
    exec 3<>"$dir/typed" # for reading too: opening must not wait
    await 'on_screen eta || [ -s "$dir/status" ]'
    await '[ -s "$dir/status" ] || ! printf q >&3' 2>/dev/null
    exec 3>&-
    wait
    if [ "$(cat "$dir/status")" != 0 ]; then
        fail "$1" "exit status $(cat "$dir/status"): $(tail -n 1 "$dir/screen")"
    elif ! on_screen eta; then
        fail "$1" "eta was never on the screen"
    else
        ok "$1"
    fi
}

# silent FILE: nothing in it but the lines that a sweep writes twice a minute, which a slow machine comes to see.
silent() {
    ! grep -q -v -E '^(run|eta_max) [0-9]+ of [0-9]+' "$1"
}

# runs COMMAND: a line of shell; exit status 0 and nothing on stderr.
runs() {
    if is_laboratory "$1"; then
        laboratory "$1"
        return
    fi
    (cd "$dir/work" && sh -c "$1") >"$dir/out" 2>"$dir/err" </dev/null
    status=$?
    if [ $status -ne 0 ] || ! silent "$dir/err"; then
        fail "$1" "exit status $status: $(head -n 1 "$dir/err")"
    else
        ok "$1"
    fi
}
