#!/bin/sh
# kept.sh - no output replaces an input, or a file that another program wrote: every command that writes.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99

# content: what is in this folder, without what commands print.
content() {
    find . -type f ! -name 'said.*' | LC_ALL=C sort | xargs cksum
}

# keeps NAME WORDS COMMAND...: exit status 2, the words in one line on standard error, and no file has changed.
keeps() {
    name=$1 words=$2
    shift 2
    content >"$dir/before"
    "$catapult" "$@" >said.out 2>said.err </dev/null
    status=$?
    content >"$dir/after"
    if ! cmp -s "$dir/before" "$dir/after"; then
        fail "$name" "changed: $(diff "$dir/before" "$dir/after" | tail -n 1)"
    elif [ $status -ne 2 ] || [ "$(wc -l <said.err)" -ne 1 ] || ! grep -qF -- "$words" said.err; then
        fail "$name" "exit status $status: $(head -n 1 said.err)"
    else
        ok "$name"
    fi
}

# writes NAME FILE COMMAND...: exit status 0, and the file is another one than before.
writes() {
    name=$1 file=$2
    shift 2
    before=$(cksum "$file" 2>&1)
    "$catapult" "$@" >said.out 2>said.err </dev/null
    status=$?
    if [ $status -ne 0 ]; then
        fail "$name" "exit status $status: $(head -n 1 said.err)"
    elif [ "$before" = "$(cksum "$file" 2>&1)" ]; then
        fail "$name" "$file is as before"
    else
        ok "$name"
    fi
}

input='is an input of this run'
other='a file that catapult did not write is there'
printf '1,2,0.5\n3,1,-0.5\n2,2,0.25\n0,1,1\n' >points.csv
cat >mine.conf <<'END'
data { source = csv  path = points.csv  n = 3  test = 1 }
network { widths = 20 }
model = network
compare = {}
spectrum { top = 1 }
stop { steps = 3 }
END
ln -s points.csv link.csv
ln points.csv hard.csv
printf 'a paper\n' >paper.csv

# --- rows --------------------------------------------------------------------------------------------------------
keeps csv-data "points.csv: not written: it $input" run mine.conf --csv points.csv
keeps csv-link "points.csv: not written: it $input" run mine.conf --csv link.csv
keeps csv-hard-link "hard.csv: not written: it $input" run mine.conf --csv hard.csv
keeps csv-preset "mine.conf: not written: it $input" run mine.conf --csv mine.conf
keeps csv-forced-data "points.csv: not written: it $input" run mine.conf --csv points.csv --force
keeps csv-paper "paper.csv: not written: $other" run mine.conf --csv paper.csv
writes csv-new rows.csv run mine.conf --csv rows.csv
writes csv-ours rows.csv run mine.conf --csv rows.csv --steps 2
cp paper.csv forced.csv
writes csv-forced forced.csv run mine.conf --csv forced.csv --force
: >empty.csv
writes csv-empty empty.csv run mine.conf --csv empty.csv

# --- dumps -------------------------------------------------------------------------------------------------------
writes dump-new dump/meta.json run mine.conf --dump dump
writes dump-ours dump/meta.json run mine.conf --dump dump --seed 2
writes final-new final/meta.json run mine.conf --final final
mkdir notes && cp paper.csv notes/
keeps dump-notes "notes: not written: the folder has files" run mine.conf --dump notes
keeps final-notes "notes: not written: the folder has files" run mine.conf --final notes
writes dump-forced notes/x_train.npy run mine.conf --dump notes --force
mkdir data two
cp dump/x_train.npy dump/y_train.npy dump/x_test.npy dump/y_test.npy data/
cp dump/x_train.npy two/x.npy
cp dump/y_train.npy two/y.npy
npy="run mine.conf --set data.source=npy --set data.test=0 --set"
for option in dump final; do
    keeps $option-data "in it $input" $npy data.path=data --$option data
    keeps $option-data-forced "in it $input" $npy data.path=data --$option data --force
    keeps $option-two "in it $input" $npy data.path=two --$option two
    keeps $option-dump-as-data "in it $input" $npy data.path=dump --$option dump
    keeps $option-weights "in it $input" run mine.conf --seed 2 --set network.w0=final/network --$option final
done

# --- the laboratory ------------------------------------------------------------------------------------------------
if "$catapult" help lab >/dev/null 2>&1; then
    keeps shot-paper "paper.csv: not written: $other" lab mine.conf --shot paper.csv
    keeps shot-data "points.csv: not written: $other" lab mine.conf --shot points.csv
    keeps shot-data-forced "points.csv: not written: it $input" lab mine.conf --shot points.csv --steps 1 --force
    for end in svg txt csv; do
        writes shot-$end shot.$end lab mine.conf --steps 1 --shot shot.$end
        writes shot-$end-again shot.$end lab mine.conf --steps 2 --shot shot.$end
    done
    content >"$dir/before"
    printf 'forward 1\nwrite paper.csv\nwrite points.csv\nfigure paper.svg\nfigure points.svg\nquit\n' |
        "$catapult" lab mine.conf --plain >said.out 2>&1
    content >"$dir/after"
    if cmp -s "$dir/before" "$dir/after" && [ "$(grep -c 'is there already' said.out)" -eq 4 ]; then
        ok plain-write
    else
        fail plain-write "$(diff "$dir/before" "$dir/after" | tail -n 1) $(cat said.out)"
    fi
    keeps record-there "is there already" lab mine.conf --shot new.txt --record mine.conf
fi

# --- a recording ---------------------------------------------------------------------------------------------------
printf 'session 1\ndata.n="3"\ndata.d="2"\nnetwork.widths="20"\nbegin\n2 eta 0.2 0.2\n4 forward 1\n' >mine.session
writes play-new played.csv play mine.session --csv played.csv
keeps play-recording "mine.session: not written: it $input" play mine.session --csv mine.session
keeps play-paper "paper.csv: not written: $other" play mine.session --csv paper.csv

# --- sweeps and figures ----------------------------------------------------------------------------------------------
mkdir swept && cp paper.csv swept/summary.csv
keeps sweep-summary "summary.csv: not written: $other" sweep mine.conf --etas 0.5:1:2 --out swept
mkdir journal && cp paper.csv journal/runs.csv
keeps sweep-journal "runs.csv" sweep mine.conf --etas 0.5:1:2 --out journal
keeps sweep-journal-forced "runs.csv" sweep mine.conf --etas 0.5:1:2 --out journal --force
writes sweep-ours out/summary.csv sweep mine.conf --etas 0.5:1:2 --out out
for end in csv gp svg; do
    mkdir drawn && cp paper.csv drawn/figure-2a.$end
    keeps figure-$end "figure-2a.$end: not written: $other" figure 2a --out drawn --set stop.steps=5
    rm -r drawn
done
writes figure-new drawn/figure-2a.csv figure 2a --out drawn --set stop.steps=5
writes figure-ours drawn/figure-2a.csv figure 2a --out drawn --set stop.steps=6

exit $failed
