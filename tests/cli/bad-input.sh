#!/bin/sh
# Every kind of wrong input to catapult: exit status 2, nothing on stdout, and exactly one line on stderr, the one
# written here.  Prints "ok NAME" or "FAIL NAME: ..." for each.
#
# CATAPULT: the program (default ./catapult).  No test may need a terminal.

catapult=${CATAPULT:-./catapult}
case $catapult in /*) ;; *) catapult=$PWD/$catapult ;; esac
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM
cd "$dir" || exit 99
XDG_CONFIG_HOME=$dir/config
export XDG_CONFIG_HOME
failed=0

# refuses NAME MESSAGE ARGUMENT...: catapult ARGUMENT... must fail with that message.
refuses() {
    name=$1 message="catapult: $2"
    shift 2
    "$catapult" "$@" >out 2>err </dev/null
    status=$?
    if [ $status -ne 2 ]; then
        echo "FAIL $name: exit status $status: $(head -1 err)"
    elif [ -s out ]; then
        echo "FAIL $name: wrote on stdout: $(head -1 out)"
    elif [ "$(cat err)" != "$message" ]; then
        echo "FAIL $name: $(cat err)"
        echo "     wanted: $message"
    else
        echo "ok $name"
        return
    fi
    failed=1
}

# preset NAME MESSAGE TEXT: a preset file of that text (printf's notation) must be refused with NAME:MESSAGE.
preset() {
    printf "$3" >"$1.conf"
    refuses "$1" "$1.conf:$2" show "$1.conf"
}

# set_refuses NAME MESSAGE KEY=VALUE
set_refuses() {
    refuses "$1" "--set: $2" show fig3 --set "$3"
}

# --- words and options -----------------------------------------------------------------------------------
refuses unknown-command "no command or preset 'rnu' (did you mean 'run'?)" rnu
refuses unknown-command-shwo "no command or preset 'shwo' (did you mean 'show'?)" shwo fig3
refuses unknown-help "no command 'lits' (did you mean 'list'?)" help lits
refuses unknown-option "unknown option '--sed' (did you mean '--set'?)" show fig3 --sed 3
refuses unknown-option-far "unknown option '--bananas' (see catapult show --help)" show fig3 --bananas
refuses unknown-letter "unknown option '-x' (see catapult show --help)" show fig3 -x
refuses unknown-option-lab "unknown option '--speed' (did you mean '--seed'?)" --speed=3 fig3
refuses missing-value "--seed needs a value (S)" show fig3 --seed
refuses missing-set "--set needs a value (KEY=VALUE)" show fig3 --set
refuses not-key-value "--set: 'eta' is not KEY=VALUE" show fig3 --set eta
refuses no-key "--set: '=3' is not KEY=VALUE" show fig3 --set =3
# however many words there are
refuses many-sets "no data set 'mnits' (did you mean 'mnist'?)" data get $(yes all | head -n 26) mnits
refuses more-sets "no data set 'mnits' (did you mean 'mnist'?)" data get $(yes all | head -n 500) mnits
refuses flag-with-value "--conf takes no value" show fig3 --conf=yes
refuses no-preset-word "show needs PRESET (see catapult show --help)" show
refuses too-many-words "unexpected 'fig5' (see catapult show --help)" show fig3 fig5
refuses word-for-list "unexpected 'fig3' (see catapult list --help)" list fig3
refuses presets-missing "--presets: there is no folder 'nowhere'" list --presets nowhere
refuses run-no-preset "run needs PRESET (see catapult run --help)" run

# --- finding a preset -------------------------------------------------------------------------------------
refuses preset-near "no preset 'fig33' (did you mean 'fig3'?)" show fig33
refuses preset-case "no preset 'Fig3' (did you mean 'fig3'?)" show Fig3
refuses preset-far "no preset 'bananas' ('catapult list' shows them)" show bananas
refuses preset-empty "the preset's name is empty" show ''
refuses file-missing "nowhere/x.conf: No such file or directory" show nowhere/x.conf
refuses file-near "fig3.conf: No such file or directory (did you mean the preset 'fig3'?)" show fig3.conf
refuses folder "./: a folder where a file is expected" show ./
refuses device "/dev/null: not a regular file" show /dev/null
mkfifo fifo.conf && refuses fifo "fifo.conf: not a regular file" show fifo.conf
echo "eta = 1" >mine && refuses no-suffix "no preset 'mine' (for the file of that name write ./mine)" show mine
dd if=/dev/zero of=large.conf bs=1024 count=1025 2>/dev/null
refuses too-large "large.conf: 1049600 bytes are too many for a preset (at most 1048576)" show large.conf
refuses escape-in-name "no preset '?[31mred' ('catapult list' shows them)" show "$(printf '\033[31mred')"
set_refuses not-utf8 "data.path: not UTF-8 text, which a preset is" "data.path=/a$(printf '\255')b"
refuses c1-in-name "no preset '?31mred' ('catapult list' shows them)" show "$(printf '\302\23331mred')"
refuses bidi-in-name "no preset 'a?b' ('catapult list' shows them)" show "$(printf 'a\342\200\256b')"
# The name of a preset's file, or of a folder, reaches the terminal harmless.
hostile=$(printf 'h/a\033[31m\302\233b\nc.conf')
mkdir h
printf 'title = "harmless"\nstop { steps = 1 }\n' >"$hostile"
for command in "list --presets h" "show h/a*" "check --only gradient h/a*" \
    "sweep h/a* --etas 1:2:2 --set data.n=2 --set network.widths=2 --out a$(printf '\033[31m\302\233')b"; do
    "$catapult" $command >out 2>err
    if [ -s err ] || grep -q "$(printf '[\033]')" out || grep -q "$(printf '\302\233')" out; then
        echo "FAIL hostile-file-name: $command: $(cat err)"
        failed=1
    elif ! grep -q 'a?\[31m?b' out; then
        echo "FAIL hostile-file-name: $command does not show it"
        failed=1
    else
        echo "ok hostile-file-name ${command%% *}"
    fi
done
rm -r h out a*b
if [ "$(id -u)" -ne 0 ]; then
    echo "eta = 1" >secret.conf && chmod 0 secret.conf
    refuses unreadable "secret.conf: Permission denied" show secret.conf
fi

printf '1,2,1e300\n2,1,-1e300\n' >far.csv
printf 'data { source = csv path = "far.csv" n = 2 d = 2 test = 0 }\nnetwork { widths = {8} }\n' >far.conf
refuses far-targets "the loss at the start overflows: targets up to 1e+300 are too large for double precision (scale them)" \
    run far.conf
refuses far-targets-plain "the loss at the start overflows: targets up to 1e+300 are too large for double precision (scale them)" \
    run far.conf --eta 0.1

# --- what is in a preset --------------------------------------------------------------------------------
preset unknown-key "2: unknown key 'widht' (did you mean 'widths'?)" '# a\nnetwork { widht = 3 }\n'
preset unknown-section "1: unknown key 'netwrok' (did you mean 'network'?)" 'netwrok { widths = 3 }\n'
preset unknown-elsewhere "2: unknown key 'widht' (did you mean 'network.widths'?)" 'eta = 1.2crit\nwidht = 3\n'
preset key-outside "1: unknown key 'widths' here: it belongs into network { }" 'widths = 3\n'
preset key-inside "1: unknown key 'eta' here: it belongs to the top, outside of any section" 'data { eta = 3 }\n'
preset wrong-type "3: data.n: 'many' is not a whole number (1 to 10000000 examples)" 'data {\n d = 1\n n = many\n}\n'
preset out-of-range "1: data.n: 0 is out of range (1 to 10000000 examples)" 'data { n = 0 }\n'
preset huge "1: data.n: 99999999999999999999 is out of range (1 to 10000000 examples)" \
    'data { n = 99999999999999999999 }\n'
preset infinite "1: stop.loss: 'inf' is not a finite number (0 to 1e+300)" 'stop { loss = inf }\n'
preset not-a-number "1: eta: 'nan' is not a learning rate (write 0.37, 1.2crit, 3.9/l1 or 0.9max)" 'eta = nan\n'
preset junk-after "1: eta: '1.2critical' is not a learning rate (write 0.37, 1.2crit, 3.9/l1 or 0.9max)" \
    'eta = 1.2critical\n'
preset semicolon "1: seed: '1;' is not a whole number (0 to 2147483647)" 'seed = 1;\n'
preset bad-word "1: model: 'quadratc' is none of network, linear, quadratic, general (did you mean 'quadratic'?)" \
    'model = quadratc\n'
preset empty-list "1: network.widths: the list is empty" 'network { widths = {} }\n'
preset comma-last "1: nothing after the last comma" 'network { widths = {100,} }\n'
preset twice "3: 'eta' is given twice (first in line 1)" 'eta = 1\n# eta\neta = 2\n'
preset schedule-no-eta "1: schedule: 'eta' is missing" 'schedule { at = 3 }\n'
preset schedule-back "2: schedule: 0 is out of range (1 to 1000000000 steps)" \
    'schedule { at = 9 eta = 1 }\nschedule { at = 0 eta = 1 }\n'
preset no-equals "1: '=' is missing after 'eta'" 'eta 3\n'
preset ends-early "1: the file ends in the middle of a setting" 'eta = '
preset brace-open "1: '{' without '}'" 'data {\n n = 3\n'
preset brace-close "2: '}' without '{'" 'eta = 1\n}\n'
preset comment-open "2: comment without end" '\n/* eta = 1\n'
preset string-open "1: string without end" 'title = "x\n'
preset plus "1: '=' is missing after 'compare'" 'compare += {linear}\n'
preset escape '1: a backslash in "" that escapes nothing (write two, or put the value in '"'')" 'title = "a\\tb"\n'
preset environment "1: the environment may not be read here (\${...})" 'title = "${HOME}"\n'
preset control "1: not a text file (byte 0x1b)" 'title = "\033[31m"\n'
preset nul "2: not a text file (byte 0x00)" 'eta = 1\n\000\n'
preset latin1 "1: not a text file (byte 0xe9)" 'title = "\351t\351"\n'
head -c 4096 "$catapult" >binary.conf
refuses binary "binary.conf:1: not a text file (byte 0x00)" show binary.conf

# --- settings on the command line -------------------------------------------------------------------------
set_refuses set-unknown "unknown key 'data.m' (did you mean 'data.n'?)" data.m=3
set_refuses set-section "unknown key 'widths' (did you mean 'network.widths'?)" widths=3
set_refuses set-type "seed: 'x' is not a whole number (0 to 2147483647)" seed=x
set_refuses set-empty "seed: '' is not a whole number (0 to 2147483647)" seed=
set_refuses set-range "spectrum.top: 17 is out of range (1 to 16 eigenpairs)" spectrum.top=17
set_refuses set-negative "eta: learning rate '-1crit' is below 0" eta=-1crit
set_refuses set-overflow "eta: learning rate '1e999' is not finite" eta=1e999
set_refuses set-schedule "schedule: '100' is not STEP:ETA, as in 100:0.9crit" schedule=100
refuses seed-range "--seed: -1 is out of range (0 to 2147483647)" show fig3 --seed -1
refuses threads-range "--threads: 5000 is out of range (0 to 1024 threads)" show fig3 --threads=5000

# --- what only the whole can tell ---------------------------------------------------------------------------
preset batch-line "2: batch: 200 is more than the 128 training examples (data.n)" 'eta = 1crit\nbatch = 200\n'
preset no-path-line "3: data.source = csv needs data.path" '\ndata {\n  source = csv\n}\n'
preset schedule-line "2: schedule: step 5 comes after step 5 (steps must ascend)" 'schedule { at = 5 eta = 1 }\nschedule { at = 5 eta = 2 }\n'
refuses batch-too-large "fig3: batch: 200 is more than the 128 training examples (data.n)" show fig3 --set batch=200
refuses general-fc "fig3: model = general needs network.type = general (it is fc)" \
    show fig3 --set model=general --set network.type=fc
refuses general-compared "fig8a: compare: model general has no parameters in common with linear" \
    show fig8a --set compare=linear
refuses csv-no-path "fig3: data.source = csv needs data.path" show fig3 --set data.source=csv
refuses one-class "mnist: data.classes: one class alone (give two or more, or none for all)" \
    show mnist --set data.classes=3
refuses schedule-order "fig3: schedule: step 50 comes after step 100 (steps must ascend)" \
    show fig3 --set schedule=100:1,50:2
refuses image-two "fig3: data.image: 2 numbers, expected three (channels, height, width)" show fig3 --set data.image=1,1
refuses image-size "fig3: data.image: 3 x 2 x 2 are 12 inputs, data.d is 1" show fig3 --set data.image=3,2,2
refuses conv-no-image "fig3: network.type = conv needs images; gaussian does not say what its inputs are \
(set data.image = {channels, height, width})" show fig3 --set network.type=conv
refuses conv-words "agnews: network.type = conv needs images; agnews has words (use fc)" \
    show agnews --set network.type=conv
refuses conv-even "cnn-mnist: network.kernel: 4 is even (3 and 5 have a middle)" show cnn-mnist --set network.kernel=4
refuses conv-general "cnn-mnist: model = general needs network.type = general (it is conv)" \
    show cnn-mnist --set model=general --set compare= --set network.type=conv
refuses image-other "cnn-mnist: data.image: 1 x 7 x 112, but the images of mnist are 1 x 28 x 28" \
    run cnn-mnist --set data.image=1,7,112
printf '1,2,3,4,5,1\n2,3,4,5,6,-1\n' >five.csv
printf 'data { source = csv path = five.csv n = 1 test = 1 image = {1, 2, 2} }\nnetwork { type = conv }\n' >five.conf
refuses image-csv "five.conf:1: data.image: 1 x 2 x 2 are 4 inputs, the examples have 5" run five.conf
printf 'eta = 1\ndata { source = mnist  classes = {3, 12} }\n' >classes.conf
refuses no-such-class "classes.conf:2: data.classes: mnist has the classes 0 to 9, not 12" run classes.conf

exit $failed
