#!/bin/sh
# Valid input: the shipped presets, where presets are found, --set, show, list and help.

catapult=${CATAPULT:-./catapult}
case $catapult in /*) ;; *) catapult=$PWD/$catapult ;; esac
srcdir=${srcdir:-.}
srcdir=$(cd "$srcdir" && pwd) || exit 99
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM
cd "$dir" || exit 99
XDG_CONFIG_HOME=$dir/config
export XDG_CONFIG_HOME
failed=0

# prints NAME PATTERN ARGUMENT...: exit status 0, nothing on stderr, a line of stdout that the pattern matches.
prints() {
    name=$1 pattern=$2
    shift 2
    "$catapult" "$@" >out 2>err </dev/null
    status=$?
    if [ $status -ne 0 ] || [ -s err ]; then
        echo "FAIL $name: exit status $status: $(head -1 err)"
    elif ! grep -q -- "$pattern" out; then
        echo "FAIL $name: no line like $pattern: $(head -1 out)"
    else
        echo "ok $name"
        return
    fi
    failed=1
}

for file in "$srcdir"/presets/*.conf; do
    name=$(basename "$file" .conf)
    prints "list-$name" "^$name  *[A-Z0-9]" list
    prints "conf-$name" "^title = " show "$file" --conf --all
    cp out copy.conf
    "$catapult" show copy.conf --conf --all >again 2>&1
    if cmp -s out again; then echo "ok again-$name"; else echo "FAIL again-$name"; failed=1; fi
done

mkdir -p config/catapult/presets mine
echo 'title = "from the user"  seed = 7' >config/catapult/presets/fig3.conf
echo 'title = "from the folder"  seed = 8' >mine/fig3.conf
echo 'data { source = csv path = points.csv }' >mine/points.conf
prints user-folder '^seed  *7  *.*/config/catapult/presets/fig3.conf:1$' show fig3
prints presets-option '^seed  *8  *mine/fig3.conf:1$' show fig3 --presets mine
prints list-folder '^fig3  *from the folder$' list --presets=mine
prints by-path '^seed  *8  *mine/fig3.conf:1$' show mine/fig3.conf
prints data-path '^data.path  *mine/points.csv  *mine/points.conf:1$' show mine/points.conf
prints set '^seed  *9  *--set$' show fig3 --set seed=8 --set seed=9
prints seed '^seed  *4  *--seed$' show fig3 --seed 4
prints set-list '^network.widths  *30,40  *--set$' show fig3 --set network.widths=30,40
prints set-schedule '^schedule  *10:0.5crit,20:0.3  *--set$' show fig3 --set 'schedule=10:0.5crit,20:0.3'
prints implied '^network.type  *general  *implied$' show fig3 --set model=general --set compare=
prints after-dashes '^seed  *7' show -- fig3
prints conf-difference '^seed = 7$' show fig3 --conf
prints help '^  show PRESET' --help
prints help-command '^usage: catapult show PRESET' help show
prints help-option '^usage: catapult list' list --help
prints help-settings '^network.widths$' help settings
prints version '^catapult [0-9]' --version
prints broken-listed '^broken  *cannot be used: .*broken.conf:1: unknown key' list --presets "$(
    mkdir -p bad && echo 'bananas = 1' >bad/broken.conf && echo bad)"

exit $failed
