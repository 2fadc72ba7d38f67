#!/bin/sh
# debian.sh RELEASE [CACHE] - the README's two commands in a new system of this release of Debian, as it comes with
# nothing but its base: `./quickstart run fig3` as an ordinary user who may sudo, twice, and as root, then
# `./quickstart --test` as that user.  What is committed is cloned; the packages come from where apt has its own from.
#
#     CACHE            a folder that keeps the packages for the next time
#     DEBIAN_SECONDS   how long all of it may take (10800); what is not done by then is left out by name
#     CATAPULT_LEAVE_OUT  names of slow scripts that its suite leaves out (tests/slow.sh)
#
# It needs root, debootstrap and the network, and says so where one is missing.  The last line is
# "N passed, N failed, N skipped".
set -u
umask 022
unset CDPATH
release=${1-} cache=${2-}
top=$(cd "$(dirname "$0")/.." && pwd) || exit 99
passed=0 failed=0 skipped=0

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ $failed -eq 0 ]
    exit
}

ok() {
    echo "ok debian $release: $1"
    passed=$((passed + 1))
}

fail() {
    echo "FAIL debian $release: $1"
    failed=$((failed + 1))
}

skip() {
    echo "ok debian $release # SKIP $1"
    skipped=$((skipped + 1))
}

case $release in
'' | -* | *[!a-z]*)
    echo "usage: tests/debian.sh RELEASE [CACHE], for example: tests/debian.sh trixie" >&2
    exit 2
    ;;
esac
[ -z "$cache" ] || cache=$(mkdir -p "$cache" && cd "$cache" && pwd) || exit 2

# --- what it needs ------------------------------------------------------------------------------------------------

[ "$(id -u)" -eq 0 ] || { skip "only root can make a system"; finish; }
for tool in debootstrap unshare timeout git apt-get; do
    command -v $tool >/dev/null || { skip "$tool is not installed"; finish; }
done
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
grep -q '^ID=debian' /etc/os-release || { skip "this is not Debian: apt does not say where Debian's packages are"; finish; }
mirror=$(apt-get indextargets --format '$(CREATED_BY) $(REPO_URI) $(RELEASE) $(COMPONENT)' 2>/dev/null |
    awk -v name="$codename" '$1 == "Packages" && $3 == name && $4 == "main" { print $2; exit }')
[ -n "$mirror" ] || { skip "apt is configured for no mirror"; finish; }
git -C "$top" rev-parse -q --verify HEAD >/dev/null 2>&1 || { skip "not in a clone"; finish; }
dir=$(mktemp -d) || exit 99
inner=

# Mounts are made in a namespace of its own, and are gone with its last process: rm meets none of them.
leave() {
    [ -z "$inner" ] || { kill "$inner" && wait "$inner"; } 2>/dev/null
    rm -rf --one-file-system "$dir"
}
trap leave EXIT
trap 'exit 99' HUP INT TERM
root=$dir/root
[ "$(df -Pk "$dir" | awk 'NR == 2 { print int($4 / 1048576) }')" -ge 4 ] || { skip "less than 4 GB in $dir"; finish; }

# within COMMAND...: with mounts and processes of its own, and the time that is left.
end=$(($(date +%s) + ${DEBIAN_SECONDS:-10800}))
within() {
    left=$((end - $(date +%s)))
    [ $left -gt 0 ] || return 124
    timeout -k 10 "$left" unshare --mount --pid --fork --kill-child sh -c '
        root=$1 cache=$2
        shift 2
        mount --make-rprivate /
        if [ -d "$root/proc" ]; then
            mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mount --rbind /sys "$root/sys" || exit 98
            [ -z "$cache" ] || mount --bind "$cache" "$root/var/cache/apt/archives" || exit 98
        fi
        exec "$@"' sh "$root" "${cache:+$cache/$release}" "$@" &
    inner=$!
    wait "$inner"
    status=$?
    inner=
    return $status
}

# as USER COMMAND: a line of sh in the clone that is this user's.
as() {
    case $1 in root) home=/root ;; *) home=/home/$1 ;; esac
    within chroot --userspec="$1:$1" --groups="" "$root" /usr/bin/env -i HOME=$home USER="$1" LOGNAME="$1" LANG=C.UTF-8 \
        CI="${CI-}" CATAPULT_LEAVE_OUT="${CATAPULT_LEAVE_OUT-}" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        sh -c "cd $home/catapult && $2" >"$dir/out" 2>"$dir/err" </dev/null
}

# --- the system -----------------------------------------------------------------------------------------------------

# The settings of apt that say how to get at the mirror.
apt-config dump 2>/dev/null | grep -E '^Acquire::((http|https)::(Proxy|Verify)|Retries|Check-Valid-Until|Check-Date|Languages)' \
    >"$dir/apt.conf"
http_proxy=$(apt-config shell proxy Acquire::http::Proxy 2>/dev/null | sed "s/^proxy='\(.*\)'$/\1/")
if [ -n "$http_proxy" ]; then export http_proxy; else unset http_proxy; fi
if [ -n "$cache" ]; then mkdir -p "$cache/$release" || exit 99; fi
mkdir "$root"
echo "debian $release: a new system"
if ! within debootstrap --variant=minbase --include=ca-certificates,git,sudo ${cache:+"--cache-dir=$cache/$release"} \
    "$release" "$root" "$mirror" >"$dir/out" 2>&1 </dev/null; then
    skip "debootstrap: $(grep -E '^[EW]: ' "$dir/out" | tail -n 1)"
    finish
fi
cp "$dir/apt.conf" "$root/etc/apt/apt.conf.d/99mirror"
echo "deb $mirror $release main" >"$root/etc/apt/sources.list"
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/scratch" # nobody will miss it after a crash
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"
rm -rf "$root"/var/lib/apt/lists/* # a new container has none
chroot "$root" useradd -m -s /bin/sh reader || { skip "no ordinary user"; finish; }
echo 'reader ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/reader"
for home in /root /home/reader; do
    git -c advice.detachedHead=false clone -q --no-hardlinks "$top" "$root$home/catapult" || { fail "clone"; finish; }
done
chroot "$root" chown -R reader:reader /home/reader

# --- the first command ------------------------------------------------------------------------------------------------

# first USER WHAT: `./quickstart run fig3`, 0 if it does what the README says.
first() {
    as "$1" './quickstart run fig3 --steps 20'
    status=$?
    if [ $status -eq 124 ] || [ $status -eq 137 ]; then
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

as reader './quickstart --test'
status=$?
grep -v -E '^(PASS|[0-9]+ passed, )' "$dir/out"
closing=$(tail -n 1 "$dir/out")
if [ $status -eq 124 ] || [ $status -eq 137 ]; then
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
