# debian-system.sh - a new system of a release of Debian, for the scripts that source this: the packages come from where
# apt has its own from.  Before it stand
#
#     $release, $cache   the release, and a folder that keeps the packages for the next time, or ""
#     $title             what the cases are called: "ok $title: what passed"
#
# and then system_needs TOOL..., system_new PACKAGES, and within COMMAND... or system_run COMMAND...  All of it may take
# DEBIAN_SECONDS (10800).  `finish` prints "N passed, N failed, N skipped", the last line.
umask 022
unset CDPATH
passed=0 failed=0 skipped=0

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ $failed -eq 0 ]
    exit
}

ok() {
    echo "ok $title: $1"
    passed=$((passed + 1))
}

fail() {
    echo "FAIL $title: $1"
    failed=$((failed + 1))
}

skip() {
    echo "ok $title # SKIP $1"
    skipped=$((skipped + 1))
}

# out_of_time STATUS: what `within` returns when no time is left.
out_of_time() {
    [ "$1" -eq 124 ] || [ "$1" -eq 137 ]
}

# Mounts are made in a namespace of its own, and are gone with its last process: rm meets none of them.
leave() {
    [ -z "$inner" ] || { kill "$inner" && wait "$inner"; } 2>/dev/null
    rm -rf --one-file-system "$dir"
}

# system_needs TOOL...: what a new system needs besides these; where it is missing that is said, and the end.  Then $dir
# is a folder, and $root in it where the system will be.
system_needs() {
    [ "$(id -u)" -eq 0 ] || { skip "only root can make a system"; finish; }
    for tool in debootstrap unshare timeout apt-get "$@"; do
        command -v "$tool" >/dev/null || { skip "$tool is not installed"; finish; }
    done
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    grep -q '^ID=debian' /etc/os-release || { skip "this is not Debian: apt does not say where Debian's packages are"; finish; }
    mirror=$(apt-get indextargets --format '$(CREATED_BY) $(REPO_URI) $(RELEASE) $(COMPONENT)' 2>/dev/null |
        awk -v name="$codename" '$1 == "Packages" && $3 == name && $4 == "main" { print $2; exit }')
    [ -n "$mirror" ] || { skip "apt is configured for no mirror"; finish; }
    end=$(($(date +%s) + ${DEBIAN_SECONDS:-10800}))
    dir=$(mktemp -d) || exit 99
    inner=
    trap leave EXIT
    trap 'exit 99' HUP INT TERM
    root=$dir/root
    [ "$(df -Pk "$dir" | awk 'NR == 2 { print int($4 / 1048576) }')" -ge 4 ] || { skip "less than 4 GB in $dir"; finish; }
}

# within COMMAND...: with mounts and processes of its own, and the time that is left.
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

# system_as USER FOLDER COMMAND: a line of sh as this user of the new system, in this folder of his; what it says is in
# $dir/out and $dir/err.
system_as() {
    case $1 in root) home=/root ;; *) home=/home/$1 ;; esac
    within chroot --userspec="$1:$1" --groups="" "$root" /usr/bin/env -i HOME=$home USER="$1" LOGNAME="$1" LANG=C.UTF-8 \
        CI="${CI-}" CATAPULT_LEAVE_OUT="${CATAPULT_LEAVE_OUT-}" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        sh -c "cd $home/$2 && $3" >"$dir/out" 2>"$dir/err" </dev/null
}

# system_new PACKAGES: the system, with these packages besides its base ("a,b").
system_new() {
    # The settings of apt that say how to get at the mirror.
    apt-config dump 2>/dev/null | grep -E '^Acquire::((http|https)::(Proxy|Verify)|Retries|Check-Valid-Until|Check-Date|Languages)' \
        >"$dir/apt.conf"
    http_proxy=$(apt-config shell proxy Acquire::http::Proxy 2>/dev/null | sed "s/^proxy='\(.*\)'$/\1/")
    if [ -n "$http_proxy" ]; then export http_proxy; else unset http_proxy; fi
    if [ -n "$cache" ]; then mkdir -p "$cache/$release" || exit 99; fi
    mkdir "$root"
    echo "$title: a new system"
    if ! within debootstrap --variant=minbase --include="$1" ${cache:+"--cache-dir=$cache/$release"} \
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
}

case $release in
'' | -* | *[!a-z]*)
    echo "usage: $0 RELEASE [CACHE], for example: $0 trixie" >&2
    exit 2
    ;;
esac
[ -z "$cache" ] || cache=$(mkdir -p "$cache" && cd "$cache" && pwd) || exit 2
