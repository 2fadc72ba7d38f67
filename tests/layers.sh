#!/bin/sh
# layers.sh - tests the dependencies between the folders: every #include of the source tree must be in the list below.  A
# header that is in no list is a failure too, so a new dependency is a decision.
#
# Folders with subfolders have inner dependencies as well.  Violations are listed below and can only decrease: an unused
# exception is a failure.
#
# The last part violates every rule once in a small tree of its own, and expects a failure.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}

# offences ROOT [1]: prints FILE: INCLUDE for every include that its folder may not have; 1: and exceptions not needed.
offences() {
    (cd "$1" && find include src -name '*.[ch]' | LC_ALL=C sort | xargs grep -H '^[[:space:]]*#[[:space:]]*include') |
    awk '
    function set(name, words,    list, i, n) {
        n = split(words, list, " ")
        for (i = 1; i <= n; i++)
            kind[list[i]] = name
    }
    BEGIN {
        set("iso", "assert.h complex.h ctype.h errno.h fenv.h float.h inttypes.h iso646.h limits.h locale.h")
        set("iso", "math.h setjmp.h signal.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h")
        set("iso", "stdio.h stdlib.h stdnoreturn.h string.h time.h uchar.h wchar.h wctype.h")
        set("libc", "config.h dirent.h dlfcn.h fcntl.h langinfo.h libgen.h poll.h pwd.h strings.h termios.h unistd.h")
        set("libc", "sys/eventfd.h sys/ioctl.h sys/mman.h sys/select.h sys/stat.h sys/time.h sys/types.h")
        set("libc", "sys/file.h sys/resource.h sys/sysinfo.h sys/utsname.h sys/wait.h sys/auxv.h sched.h spawn.h")
        set("blas", "cblas.h lapacke.h")
        set("threads", "pthread.h threads.h semaphore.h")
        set("formats", "zlib.h matio.h sndfile.h fftw3.h")
        set("curl", "curl/curl.h")
        set("curses", "curses.h ncurses.h ncursesw/curses.h ncursesw/ncurses.h term.h ncursesw/term.h")
        set("mpi", "mpi.h")
        # What each folder may include: its own headers, those of the layers below, libraries.
        may["include"] = "iso catapult"
        # Everybody may include the base; of this project it includes the public headers alone, which are plain ISO C.
        may["base"] = "iso libc catapult base"
        may["core"] = "iso libc catapult base core gsl blas"
        may["data"] = "iso libc catapult base core data gsl formats"
        may["sweep"] = "iso libc catapult base core data sweep"
        may["verify"] = "iso libc catapult base core verify gsl blas"
        may["figure"] = "iso libc catapult base core data sweep figure"
        may["session"] = "iso libc catapult base core session threads"
        may["lesson"] = "iso libc catapult base session lesson"
        may["tui"] = "iso libc catapult base session lesson tui"
        may["cmd"] = "iso libc catapult base core data sweep verify figure session lesson tui cmd gsl threads"
        may["mpi"] = "iso libc catapult base core data sweep cmd gsl mpi"
        # What each room of a folder may include of the others there.
        inside["core/settings"] = inside["core/theory"] = inside["core/dataset"] = ""
        inside["core/algebra"] = inside["core/spectrum"] = ""
        inside["core/model"] = "core/algebra"
        inside["core/dense"] = inside["core/conv"] = inside["core/general"] = "core/algebra core/dataset core/model"
        inside["core/experiment"] = "core/settings core/theory core/dataset core/spectrum core/model core/general"
        inside["core/look"] = inside["core/experiment"] " core/algebra core/dense core/conv core/experiment"
        inside["session/probes"] = ""
        inside["session/thread"] = "session/probes"
        inside["session/tape"] = "session/thread session/probes"
        inside["tui/canvas"] = ""
        inside["tui/plot"] = inside["tui/writers"] = inside["tui/input"] = "tui/canvas"
        inside["tui/terminal"] = "tui/canvas tui/input"
        inside["tui/panes"] = "tui/canvas tui/plot tui/input"
        inside["tui/lab"] = "tui/canvas tui/plot tui/writers tui/input tui/terminal tui/panes"
        # Against the arrows, until somebody mends it.
        except["src/core/conv/conv_quadratic.c: core/dense/quadratic.h"] = 1 # quadratic_expand is algebra
        # The files of a folder that know a library.
        only["src/base/parallel.c"] = "threads blas"
        only["src/base/blas.c"] = "blas"
        only["src/base/parallel.h"] = "threads"
        only["src/base/machine.c"] = "blas"
        only["src/base/rng.h"] = "gsl"
        only["src/base/rng.c"] = "gsl"
        only["src/figure/evidence.c"] = "gsl"
        only["src/data/fetch.c"] = "curl"
        only["src/tui/terminal/term.c"] = "curses"
    }
    # The room in a folder that a path "core/dense/net.h" belongs to, "core/dense"; "" if it is in none.
    function room_of(path,    part) {
        return split(path, part, "/") > 2 ? part[1] "/" part[2] : ""
    }
    # Whether two rooms of one folder may meet that way.
    function inner(from, to) {
        if (from == to || substr(from, 1, index(from, "/")) != substr(to, 1, index(to, "/")))
            return 1
        return (from in inside) && index(" " inside[from] " ", " " to " ")
    }
    function kind_of(header) {
        if (header in kind)
            return kind[header]
        if (header ~ /^gsl\//)
            return "gsl"
        if (header ~ /^(catapult|base|core|data|sweep|verify|figure|session|lesson|tui|cmd|mpi)\/([a-z0-9_]+\/)*[a-z0-9_]+\.h$/)
            return substr(header, 1, index(header, "/") - 1)
        return "?"
    }
    {
        file = substr($0, 1, index($0, ":") - 1)
        header = $0
        if (header ~ /[<"].*[>"]/) {
            sub(/^[^<"]*[<"]/, "", header)
            sub(/[>"].*$/, "", header)
        } else {
            header = "?" # a macro
        }
        split(file, part, "/")
        folder = part[1] == "include" ? "include" : part[2]
        what = kind_of(header)
        allowed = " " may[folder] " " (file in only ? only[file] " " : "")
        if (!index(allowed, " " what " "))
            print file ": " header
        else if (part[1] == "src" && room_of(header) != "" && !inner(room_of(substr(file, 5)), room_of(header))) {
            if ((file ": " header) in except)
                delete except[file ": " header]
            else
                print file ": " header
        }
    }
    END {
        if (exceptions)
            for (one in except)
                print "no longer there, no exception needed: " one
    }' exceptions="${2-}"
}

failed=0

# tells NAME FILE LINE: a tree with that line in that file must be found broken; NAME "sound": it must not.
tells() {
    mkdir -p "$dir/include/catapult" "$dir/src" "$dir/$(dirname "$2")"
    echo '#include <stddef.h>' >"$dir/include/catapult/base.h"
    printf '/* a file */\n%s\n' "$3" >"$dir/$2"
    found=$(offences "$dir")
    if [ "$1" = sound ]; then wanted=; else wanted="$2: $4"; fi
    if [ "$found" = "$wanted" ]; then
        echo "ok self-test $1 ($2)"
    else
        echo "FAIL self-test $1: found '$found', wanted '$wanted'"
        failed=1
    fi
    rm -rf "$dir/include" "$dir/src"
}

dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM
tells public-gsl include/catapult/x.h '#include <gsl/gsl_rng.h>' gsl/gsl_rng.h
tells public-posix include/catapult/x.h '#include <unistd.h>' unistd.h
tells public-config include/catapult/x.h '#include <config.h>' config.h
tells public-core include/catapult/x.h '#include "core/model/model.h"' core/model/model.h
tells core-data src/core/x.c '#include "data/preset.h"' data/preset.h
tells core-session src/core/x.c '  #  include "session/thread/session.h"' session/thread/session.h
tells core-thread src/core/x.c '#include <pthread.h>' pthread.h
tells core-inside src/core/dense/x.c '#include "session/thread/session.h"' session/thread/session.h
tells base-core src/base/x.c '#include "core/model/model.h"' core/model/model.h
tells base-thread src/base/x.c '#include <pthread.h>' pthread.h
tells base-gsl src/base/x.c '#include <gsl/gsl_rng.h>' gsl/gsl_rng.h
tells base-blas src/base/x.c '#include <cblas.h>' cblas.h
tells lesson-tui src/lesson/x.c '#include "tui/panes/view.h"' tui/panes/view.h
tells lesson-core src/lesson/x.c '#include "core/model/model.h"' core/model/model.h
tells session-lesson src/session/thread/x.c '#include "lesson/lesson.h"' lesson/lesson.h
tells algebra-dense src/core/algebra/x.c '#include "core/dense/net.h"' core/dense/net.h
tells dense-conv src/core/dense/x.c '#include "core/conv/conv.h"' core/conv/conv.h
tells conv-dense src/core/conv/x.c '#include "core/dense/net.h"' core/dense/net.h
tells general-dense src/core/general/x.c '#include "core/dense/net.h"' core/dense/net.h
tells model-dense src/core/model/x.h '#include "core/dense/net.h"' core/dense/net.h
tells model-experiment src/core/model/x.h '#include "core/experiment/laboratory.h"' core/experiment/laboratory.h
tells dataset-model src/core/dataset/x.c '#include "core/model/model.h"' core/model/model.h
tells settings-theory src/core/settings/x.c '#include "core/theory/x.h"' core/theory/x.h
tells theory-settings src/core/theory/x.c '#include "core/settings/x.h"' core/settings/x.h
tells spectrum-model src/core/spectrum/x.c '#include "core/model/model.h"' core/model/model.h
tells experiment-dense src/core/experiment/x.c '#include "core/dense/net.h"' core/dense/net.h
tells experiment-look src/core/experiment/x.c '#include "core/look/x.h"' core/look/x.h
tells core-new-room src/core/extra/x.c '#include "core/dense/net.h"' core/dense/net.h
tells probes-thread src/session/probes/x.c '#include "session/thread/worker.h"' session/thread/worker.h
tells thread-tape src/session/thread/x.c '#include "session/tape/tape.h"' session/tape/tape.h
tells canvas-plot src/tui/canvas/x.c '#include "tui/plot/plot.h"' tui/plot/plot.h
tells plot-panes src/tui/plot/x.c '#include "tui/panes/pane.h"' tui/panes/pane.h
tells writers-terminal src/tui/writers/x.c '#include "tui/terminal/term.h"' tui/terminal/term.h
tells input-terminal src/tui/input/x.c '#include "tui/terminal/term.h"' tui/terminal/term.h
tells terminal-panes src/tui/terminal/x.c '#include "tui/panes/view.h"' tui/panes/view.h
tells panes-lab src/tui/panes/x.c '#include "tui/lab/lab.h"' tui/lab/lab.h
tells core-zlib src/core/x.c '#include <zlib.h>' zlib.h
tells core-matio src/core/x.c '#include <matio.h>' matio.h
tells session-sndfile src/session/x.c '#include <sndfile.h>' sndfile.h
tells tui-fftw src/tui/x.c '#include <fftw3.h>' fftw3.h
tells core-curses src/core/x.c '#include <ncurses.h>' ncurses.h
tells data-cmd src/data/x.c '#include "cmd/options.h"' cmd/options.h
tells data-thread src/data/x.c '#include <pthread.h>' pthread.h
tells session-data src/session/x.c '#include "data/preset.h"' data/preset.h
tells sweep-cmd src/sweep/x.c '#include "cmd/progress.h"' cmd/progress.h
tells sweep-thread src/sweep/x.c '#include <pthread.h>' pthread.h
tells sweep-mpi src/sweep/x.c '#include <mpi.h>' mpi.h
tells session-tui src/session/x.h '#include "tui/panes/view.h"' tui/panes/view.h
tells tui-curses src/tui/panes/x.c '#include <curses.h>' curses.h
tells tui-core src/tui/x.c '#include "core/model/model.h" /* why */' core/model/model.h
tells tui-data src/tui/x.c '#include "data/preset.h"' data/preset.h
tells verify-data src/verify/x.c '#include "data/preset.h"' data/preset.h
tells core-verify src/core/x.c '#include "verify/verify.h"' verify/verify.h
tells cmd-curses src/cmd/x.c '#include <ncursesw/curses.h>' ncursesw/curses.h
tells cmd-mpi src/cmd/x.c '#include <mpi.h>' mpi.h
tells figure-tui src/figure/x.c '#include "tui/canvas/canvas.h"' tui/canvas/canvas.h
tells figure-gsl src/figure/x.c '#include <gsl/gsl_rng.h>' gsl/gsl_rng.h
tells core-figure src/core/x.c '#include "figure/figure.h"' figure/figure.h
tells data-curl src/data/set_get.c '#include <curl/curl.h>' curl/curl.h
tells unknown-header src/cmd/x.c '#include <event.h>' event.h
tells included-source src/core/x.c '#include "core/y.c"' core/y.c
tells by-macro src/core/x.c '#include HEADER' '?'
tells sound src/base/parallel.c '#include <pthread.h>'
tells sound src/data/fetch.c '#include <curl/curl.h>'
tells sound src/tui/terminal/term.c '#include <curses.h>'
tells sound src/tui/x.c '#include "base/xalloc.h"'
tells sound src/tui/x.c '#include "base/outfile.h"'
tells sound src/core/look/x.c '#include "core/dense/network.h"'
tells sound src/core/conv/conv_quadratic.c '#include "core/dense/quadratic.h"'
tells sound src/session/thread/x.h '#include "session/probes/probe.h"'
tells sound src/session/tape/x.c '#include "session/thread/event.h"'
tells sound src/tui/lab/x.c '#include "tui/panes/view.h"'
tells sound src/verify/x.c '#include "core/dense/net.h"'
tells sound src/core/dense/x.c '#include "core/model/model.h"'
tells sound src/base/x.c '#include <catapult/status.h>'
tells sound src/base/rng.c '#include <gsl/gsl_rng.h>'
tells sound src/tui/lab/x.c '#include "lesson/lesson.h"'
tells sound src/mpi/x.c '#include "sweep/team.h"'
tells sound src/data/x.c '#include "base/number.h"'
tells sound src/session/x.c '#include <pthread.h>'
tells sound src/mpi/x.c '#include <mpi.h>'

found=$(offences "$srcdir" 1)
files=$(find "$srcdir/include" "$srcdir/src" -name '*.[ch]' | wc -l)
if [ "$files" -lt 40 ]; then
    echo "FAIL layers: only $files source files seen below $srcdir"
    failed=1
elif [ -n "$found" ]; then
    echo "$found" | sed 's/^/FAIL layers: /; /no exception needed/!s/$/ may not be included there/'
    failed=1
else
    echo "ok layers of $files files"
fi

# upward ROOT: prints FILE: FUNCTION for every call, in the compute thread of the session, of a part that worker.h has
# further down.
upward() {
    (cd "$1/src/session/thread" && awk '
    FILENAME == "worker.h" {
        if ($0 ~ /^\/\* --- [a-z]+\.c --- \*\/$/)
            order[part = $3] = ++parts
        else if (part && /^[a-z]/ && match($0, /[a-z_]+[(]/))
            owner[substr($0, RSTART, RLENGTH - 1)] = part
        next
    }
    FILENAME in order {
        for (one in owner)
            if (order[owner[one]] > order[FILENAME] && $0 ~ ("(^|[^a-z_.>])" one "[(]"))
                print FILENAME ": " one
    }
    END {
        if (parts < 2)
            print "worker.h: no parts"
    }' worker.h *.c)
}
mkdir -p "$dir/src/session/thread"
printf '%s\n' '/* --- low.c --- */' 'void low_a(struct worker *w);' '/* --- high.c --- */' 'bool high_a(struct worker *w,' \
    '            int b);' 'void high_b(void) __attribute__((noreturn));' >"$dir/src/session/thread/worker.h"
printf '%s\n' 'x = not_high_a(1);' '    high_b();' >"$dir/src/session/thread/low.c"
printf '%s\n' 'low_a(w);' >"$dir/src/session/thread/high.c"
found=$(upward "$dir")
if [ "$found" = "low.c: high_b" ]; then echo "ok self-test upward call"; else
    echo "FAIL self-test upward call: found '$found'"
    failed=1
fi
rm -rf "$dir/src"
found=$(upward "$srcdir")
if [ -n "$found" ]; then
    echo "$found" | sed 's/^/FAIL calls: /; s/$/ is further down in worker.h/'
    failed=1
else
    echo "ok calls in the session"
fi

# leaks ROOT: prints FILE:LINE of every descriptor that a program started by ours, or by a library, would inherit; the
# standard streams are meant to be.
leaks() {
    (cd "$1" && find src -name '*.c' ! -path src/base/process.c | LC_ALL=C sort | xargs grep -nHE '(^|[^_[:alnum:]>.])(open|openat|fopen|pipe|mkstemp|tmpfile|dup|socket|popen|creat)[(]') |
    while IFS= read -r line; do
        file=${line%%:*}
        case ${line#*:*:} in
        ' *'* | '/*'* | *'open('*O_CLOEXEC* | *'openat('*O_CLOEXEC*) continue ;;
        *'fopen('*'"'[rwa]*e'"'*) continue ;;
        *'fopen('* | *'open('* | *'openat('*) ;;
        *) ! grep -q 'FD_CLOEXEC' "$1/$file" || continue ;;
        esac
        echo "$line" | cut -d: -f1,2
    done
}

# leaky NAME LINE...: those lines as a file must be found leaking at its last line; NAME "sound": must not.
leaky() {
    name=$1
    shift
    mkdir -p "$dir/src/core"
    printf '%s\n' "$@" >"$dir/src/core/x.c"
    if [ "$name" = sound ]; then wanted=; else wanted=src/core/x.c:$#; fi
    found=$(leaks "$dir")
    if [ "$found" = "$wanted" ]; then
        echo "ok self-test $name descriptor"
    else
        echo "FAIL self-test $name descriptor: found '$found', wanted '$wanted'"
        failed=1
    fi
    rm -rf "$dir/src"
}
leaky open '    int fd = open(path, O_RDONLY);'
leaky fopen '    FILE *file = fopen(path, "rb");'
leaky pipe '/* pipe(2) */' '    if (pipe(ends) != 0)'
leaky mkstemp '    int fd = mkstemp(name);'
leaky sound '    fd = open(path, O_RDONLY | O_CLOEXEC);' '    file = fopen(path, "rbe");' '    set->open(place);'
leaky sound '    if (pipe(ends) != 0)' '    fcntl(ends[0], F_SETFD, FD_CLOEXEC);'
found=$(leaks "$srcdir")
if [ -n "$found" ]; then
    echo "$found" | sed 's/^/FAIL descriptors: /; s/$/: inherited by whatever program is started (O_CLOEXEC, "e", FD_CLOEXEC)/'
    failed=1
else
    echo "ok descriptors"
fi

# readers ROOT: prints FILE:LINE of every place that decides by itself what a number is, or reads a clock.
readers() {
    (cd "$1" && find src -name '*.c' ! -path src/base/number.c | LC_ALL=C sort | xargs grep -nHE '(^|[^_[:alnum:]])(strto(d|f|ld|l|ll|ul|ull|imax|umax)|ato[fil]|atoll|f?scanf|sscanf|clock_gettime|gettimeofday)[(]') |
        cut -d: -f1,2
}
mkdir -p "$dir/src/base"
printf '%s\n' 'long a = number_of_strtol(x);' 'x = strtol(text, &end, 10);' >"$dir/src/a.c"
echo 'x = strtod(text, &end);' >"$dir/src/base/number.c"
found=$(readers "$dir")
if [ "$found" = src/a.c:2 ]; then echo "ok self-test numbers"; else
    echo "FAIL self-test numbers: found '$found'"
    failed=1
fi
rm -rf "$dir/src"
found=$(readers "$srcdir")
if [ -n "$found" ]; then
    echo "$found" | sed 's/^/FAIL numbers: /; s/$/: base\/number.h reads numbers/'
    failed=1
else
    echo "ok numbers"
fi

# make runs the scripts of the suite by their names; one that may not be run fails in a fresh clone only.
closed=$(grep -rlI '^#!' "$srcdir/tests" "$srcdir/bench" | while read -r file; do
    [ "$(head -c 2 "$file")" != '#!' ] || [ -x "$file" ] || echo "$file"
done)
if [ -n "$closed" ]; then
    echo "$closed" | sed 's/^/FAIL scripts: /; s/$/ may not be run/'
    failed=1
else
    echo "ok scripts"
fi
exit $failed
