#!/bin/sh
# Install what is missing from packages.txt (TO_RUN=1: only its first part; WITH_VM=1, WITH_DEB=1: and packages-vm.txt, packages-deb.txt) with
# apt.  Asks before it uses sudo; in CI (CI=true) or as root it does not ask.
set -eu
here=$(dirname "$0")
missing=
lists() {
	sed "${TO_RUN:+/^# to test/,\$d}" "$here/packages.txt"
	cat /dev/null ${WITH_VM:+"$here/packages-vm.txt"} ${WITH_DEB:+"$here/packages-deb.txt"}
}
for p in $(lists | grep -v "^#"); do
	dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
echo "zongji needs these Debian packages:$missing"
as_root=
if [ "$(id -u)" != 0 ]; then
	as_root=sudo
	if [ "${CI:-}" != true ]; then
		printf 'Install them with sudo apt-get? [y/N] '
		read -r answer || answer=n
		case $answer in
		y | Y | yes) ;;
		*) echo "Not installed. By hand: sudo apt-get install$missing" >&2; exit 1 ;;
		esac
	fi
fi
echo "installing (this takes a minute or two) ..."
log=$(mktemp)
if ! { $as_root apt-get update -qq &&
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
	tail -20 "$log" >&2
	echo "apt-get failed; its whole output is in $log" >&2
	exit 1
fi
rm -f "$log"
