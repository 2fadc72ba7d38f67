#!/bin/sh
# memory.sh - an experiment takes the memory that `show` announces, within a tenth, for unusual shapes.
#
# Each runs in its own process, without transparent huge pages and with one heap, because both may add memory; --threads
# is always given.  Skipped without python3, or under a sanitizer, which takes more.
. "${srcdir:-.}/tests/cli/common.sh"
command -v python3 >/dev/null 2>&1 || exit 77
cd "$dir" || exit 99
cat >t.conf <<'C'
model = network
compare = {linear, quadratic}
data { source = sphere  n = 6  d = 4  test = 3 }
network { widths = {8} }
stop { steps = 1  loss = 0 }
C
cat >claims.py <<'P'
import ctypes, os, re, subprocess, sys

program = sys.argv[1]
os.environ["MALLOC_ARENA_MAX"] = "1"
PR_SET_THP_DISABLE = 41


def arguments(settings, threads):
    words = ["t.conf", "--threads", str(threads)]
    for setting in settings.split():
        words += ["--set", setting]
    return words


def without_huge_pages():
    ctypes.CDLL(None).prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)


def peak(words):
    run = subprocess.Popen([program, "run"] + words, stdout=subprocess.DEVNULL, preexec_fn=without_huge_pages)
    _, status, usage = os.wait4(run.pid, 0)
    assert status == 0, words
    return usage.ru_maxrss * 1024


def claim(words):
    text = subprocess.run([program, "show"] + words, stdout=subprocess.PIPE, text=True, check=True).stdout
    number, prefix = re.search(r"^memory +([0-9.e+]+) ([kMG]?)B", text, re.M).groups()
    return float(number) * {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}[prefix]


mnist = "data.source=mnist data.classes={0,1,2,3} "
shapes = [
    ("large d, small m", 1, "data.d=400000"),
    ("d of a million", 2, "data.d=1000000 compare={}"),
    ("small d, large m", 1, "network.widths=100000 data.n=40 data.d=20"),
    ("more examples than the span", 2, "network.widths=2000 data.n=1000 data.d=2"),
    ("many tests, many threads", 16, "data.test=20000 network.widths=200"),
    ("many threads", 32, "data.n=200 network.widths=500 data.test=100"),
    ("deep", 2, "network.widths={1500,1000,1000} data.n=150 data.d=50"),
    ("linear only", 2, "model=linear compare={} data.n=1000 data.test=1000 network.widths=300"),
    ("quadratic only, curved", 4, "model=quadratic compare={} data.n=400 data.d=200 network.widths=3000 network.activation=tanh"),
    ("batches and momentum", 2, "data.n=200 data.d=200 network.widths=4000 batch=10 momentum=0.9"),
    ("several outputs", 2, mnist + "data.n=150 data.test=80 network.widths=2000"),
    ("several outputs, deep", 8, mnist + "data.n=150 data.test=80 network.widths={500,500}"),
    ("conv", 2, "data.source=mnist network.type=conv data.n=60 data.test=40 network.widths=200"),
    ("conv, deep", 4, "data.source=mnist network.type=conv data.n=40 data.test=10 network.widths={32,32}"),
    ("general", 1, "model=general compare={} data.n=600 data.test=1500 data.d=2000"),
]
failed = False
for name, threads, settings in shapes:
    words = arguments(settings, threads)
    said, took = claim(words), peak(words)
    good = abs(said - took) <= 0.1 * took
    failed |= not good
    print("%s %s: said %.1f MB, took %.1f MB" % ("ok" if good else "FAIL", name, said / 1e6, took / 1e6))
sys.exit(failed)
P
if nm -D "$catapult" 2>/dev/null | grep -q '__[atm]san_init'; then
    echo "skipped: a sanitizer takes memory of its own"
    exit 77
fi
python3 claims.py "$catapult"
