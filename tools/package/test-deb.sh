#!/bin/bash
# make test-deb: the packages of build/deb in a clean root (debootstrap, Debian 12), as on a new machine: installed by apt, the demonstration
# run by somebody without rights, the unit looked at, purged again.  Last line: N passed, N failed.
#
#   ROOT_CACHE=build/deb-root   the clean root is kept there as a file; logs in build/deb-root/*.log
# It wants root, to mount and to change the root; packages come from where this machine's apt has them from.
set -u
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "test-deb: needs root: it makes a clean root and works in it (chroot, mount): sudo make test-deb" >&2; exit 1; }
C=${ROOT_CACHE:-build/deb-root}
mkdir -p "$C"
C=$(cd "$C" && pwd)
R=$C/root
SUITE=bookworm
passed=0 failed=0

# part NAME COMMAND...: a verdict, and the time it took.
part() {
	local name=$1 began=$SECONDS verdict=ok
	shift
	"$@" >"$C/$name.log" 2>&1 </dev/null || verdict="not ok"
	if [ "$verdict" = ok ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && tail -15 "$C/$name.log"; fi
	echo "$verdict deb $name ($((SECONDS - began)) s)"
	[ "$verdict" = ok ]
}
in_root() { chroot "$R" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
as_somebody() { in_root runuser -u somebody -- env HOME=/home/somebody "$@"; }

leave() {
	umount -ql "$R/dev/shm" "$R/run" "$R/proc" 2>/dev/null
	mountpoint -q "$R/proc" || rm -rf --one-file-system "$R"
}
trap leave EXIT
trap 'exit 130' INT TERM

# Where this machine's apt has Debian's packages from: "URI SUITE COMPONENTS" lines.
sources() {
	apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
		awk -v suite=$SUITE '$3 ~ "^" suite { print "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]", $1, $3, $4 }' | sort -u
}

# The clean root, made once.
base() {
	[ -s "$C/$SUITE.tar" ] && return 0
	local mirror
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' "Release: $SUITE" | head -1)
	rm -rf "$R" && debootstrap --variant=minbase "$SUITE" "$R" ${mirror:+"$mirror"} && tar cf "$C/$SUITE.tar.part" -C "$R" . &&
		mv "$C/$SUITE.tar.part" "$C/$SUITE.tar" && rm -rf "$R"
}

enter() {
	rm -rf --one-file-system "$R" && mkdir -p "$R" && tar xf "$C/$SUITE.tar" -C "$R" &&
		mount -t proc proc "$R/proc" && mount -t tmpfs -o mode=1777 shm "$R/dev/shm" && mount -t tmpfs -o mode=755 run "$R/run" || return 1
	printf '#!/bin/sh\nexit 101\n' >"$R/usr/sbin/policy-rc.d" && chmod 755 "$R/usr/sbin/policy-rc.d"
	rm -f "$R/etc/resolv.conf"
	cp -L /etc/resolv.conf /etc/hosts "$R/etc/"
	sources >"$R/etc/apt/sources.list"
	apt-config dump | grep -E '^Acquire::(http|https|Check)' >"$R/etc/apt/apt.conf.d/90host"
	mkdir "$R/packages" && cp build/deb/*.deb "$R/packages/" && in_root useradd -m somebody
}

install_packages() {
	in_root apt-get update -qq && in_root sh -c 'apt-get install -y --no-install-recommends /packages/zongji_*.deb /packages/zongji-demo_*.deb'
}

# Installed, but nothing runs and nothing is enabled; the user, the folders and the configuration are there.
installed_as_promised() {
	in_root id zongji && in_root id -nG zongji | grep -qw dialout &&
		in_root sh -c '[ "$(stat -c %U:%a /var/lib/zongji/store)" = zongji:770 ] && [ ! -e /run/zongji/zongjid.lock ]' &&
		in_root sh -c '! ls /etc/systemd/system/multi-user.target.wants/ | grep -q zongji' &&
		in_root zongjid -n | grep -q 'run_dir = "/run/zongji"' && grep -q 'neither enabled nor started' "$C/install.log"
}

demo() {
	as_somebody env HEADLESS=1 CALLS=20 zongji-demo | tee /dev/stderr | tail -1 | grep -qx 'calls=20 answered=20 recorded=20 filed=20 lost=0'
}

# The house as its unit would start it: as its user, from /etc/zongji, its folders made; then stopped by the command.
house() {
	in_root install -d -o zongji -g zongji -m 770 /run/zongji
	in_root zongji-store demo /usr/share/zongji/demo/demo-data.txt || return 1
	in_root runuser -u zongji -- sh -c 'umask 0007; exec zongjid' &
	local parent=$! tries=100 ok=1
	while [ $tries -gt 0 ] && ! { in_root zongji status | tee /dev/stderr | grep -c '^process *>' | grep -qx 6; }; do
		sleep 0.2
		tries=$((tries - 1))
	done
	[ $tries -gt 0 ] && in_root env LC_ALL=zh_CN.UTF-8 zongji status | grep -q '^进程' && in_root zongji flows | grep -q hotline || ok=0
	in_root zongji stop && wait $parent && [ $ok = 1 ]
}

unit() {
	in_root systemd-analyze verify --man=no /lib/systemd/system/zongji.service 2>&1 | tee /dev/stderr | grep -q zongji && return 1
	in_root systemd-analyze security --offline=true /lib/systemd/system/zongji.service | tail -1
}

look() { lintian --fail-on error build/deb/zongji_*.changes; }

# Removed, the configuration stays; purged, only what the house has stored does, and its user.
purge() {
	in_root apt-get remove -y zongji zongji-demo && [ -e "$R/etc/zongji/zongji.conf" ] && [ ! -e "$R/usr/bin/zongji" ] &&
		in_root apt-get purge -y zongji zongji-demo && [ -d "$R/var/lib/zongji/store" ] || return 1
	rm -rf "$R/var/lib/zongji"
	left=$(find "$R" -xdev \( -path "$R/packages" -o -path "$R/proc" -o -path "$R/home" -o -path "$R/var/log" -o -path "$R/var/cache" \) -prune -o -name '*zongji*' -print)
	[ -z "$left" ] || { echo "left: $left"; return 1; }
}

ls build/deb/zongji_*.deb build/deb/zongji-demo_*.deb >/dev/null || { echo "test-deb: no packages in build/deb (make deb)" >&2; exit 1; }
part base base && part enter enter && part install install_packages && {
	part as-promised installed_as_promised
	part demo demo && tail -1 "$C/demo.log"
	part house house
	part unit unit && tail -1 "$C/unit.log"
	part purge purge
}
part lintian look
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
