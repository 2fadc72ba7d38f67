#!/bin/sh
# debian.sh RELEASE [CACHE] - the README's two commands in a new system of this Debian release, with nothing but its base:
# `./quickstart run fig3` as an ordinary user with sudo, twice, and as root, then `./quickstart --test` as that user.
# The committed state is cloned; packages come from the host's apt sources.
#
#     CACHE            a folder that keeps the packages for the next time
#     DEBIAN_SECONDS   time limit for all of it (10800); what is not done by then is left out by name
#     CATAPULT_LEAVE_OUT  names of slow scripts that its suite leaves out (tests/slow.sh)
#
# It needs root, debootstrap and the network, and says so if one is missing.  The last line is
# "N passed, N failed, N skipped".
set -u
release=${1-} cache=${2-} title="debian ${1-}"
top=$(cd "$(dirname "$0")/.." && pwd) || exit 99
. "$top/tests/debian-system.sh"
system_needs git
git -C "$top" rev-parse -q --verify HEAD >/dev/null 2>&1 || { skip "not in a clone"; finish; }

# --- the system -----------------------------------------------------------------------------------------------------

system_new ca-certificates,git,sudo
chroot "$root" useradd -m -s /bin/sh reader || { skip "no ordinary user"; finish; }
echo 'reader ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/reader"
for home in /root /home/reader; do
    git -c advice.detachedHead=false clone -q --no-hardlinks "$top" "$root$home/catapult" || { fail "clone"; finish; }
done
chroot "$root" chown -R reader:reader /home/reader

# --- the first command ------------------------------------------------------------------------------------------------

# first USER WHAT: `./quickstart run fig3`, 0 if it does what the README says.
first() {
    system_as "$1" catapult './quickstart run fig3 --steps 20'
    status=$?
    if out_of_time $status; then
        skip "$2: no time left"
    elif [ $status -eq 0 ] && grep -q '^network  *loss first .* last ' "$dir/out"; then
        ok "$2"
        return 0
    else
        fail "$2: exit status $status: $(tail -n 1 "$dir/err" | cut -c 1-200), $(tail -n 1 "$dir/out" | cut -c 1-200)"
    fi
    return 1
}
first reader "the first command as a user who may sudo" || finish
first reader "the first command again" || finish
if [ -s "$dir/err" ]; then fail "the second time is silent: $(head -n 1 "$dir/err")"; else ok "the second time is silent"; fi
first root "the first command as root" || finish
if grep -q installing "$dir/err"; then fail "installed twice: $(grep -m 1 installing "$dir/err")"; else ok "nothing is installed twice"; fi

# --- the second ---------------------------------------------------------------------------------------------------------

system_as reader catapult './quickstart --test'
status=$?
grep -v -E '^(PASS|[0-9]+ passed, )' "$dir/out"
closing=$(tail -n 1 "$dir/out")
if out_of_time $status; then
    # What had failed by then has failed.
    done=$(grep -c '^PASS: ' "$dir/out")
    for name in $(sed -n 's/^\(FAIL\|ERROR\): //p' "$dir/out"); do
        fail "$name"
        grep -E -A 3 '^(FAIL|not ok)' "$root/home/reader/catapult/build/$name.log" "$root/home/reader/catapult/build/${name%.sh}.log" 2>/dev/null
    done
    skip "./quickstart --test: no time left after $done tests that passed"
elif echo "$closing" | grep -q -E '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$'; then
    set -- $(echo "$closing" | tr -c '0-9\n' ' ')
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + ${3:-0}))
    [ "$2" -gt 0 ] || [ $status -eq 0 ] || fail "./quickstart --test: exit status $status"
else
    fail "./quickstart --test: exit status $status: $(tail -n 1 "$dir/err")"
fi
finish
