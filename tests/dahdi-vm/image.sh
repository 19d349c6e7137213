#!/bin/bash
# The machine's parts, made once and kept in build/dahdi-vm: vmlinux, base.cpio (busybox, DAHDI's modules and tools, /init).
#
# From Debian's packages alone: the kernel image is downloaded and unpacked (not installed), DAHDI is built from dahdi-source against
# the installed headers.  `image.sh` prints what each step took; a part that is there already is kept.
set -eu
cd "$(dirname "$0")/../.."
V=${VM_CACHE:-build/dahdi-vm}
mkdir -p "$V"
V=$(cd "$V" && pwd)
HERE=$PWD/tests/dahdi-vm

step() { # step NAME FILE COMMAND: unless FILE is there
	[ -e "$V/$2" ] && return 0
	local began=$(date +%s.%N)
	"$3" >"$V/$3.log" 2>&1 || { tail -20 "$V/$3.log" >&2; echo "dahdi-vm: $1 failed; its whole output is in $V/$3.log" >&2; exit 1; }
	printf 'dahdi-vm: %s: %.0f s\n' "$1" "$(echo "$(date +%s.%N) - $began" | bc)"
}

KERNEL=$(dpkg-query -W -f '${Package}\n' 'linux-headers-*-amd64' 2>/dev/null | sed -n 's/^linux-headers-\([0-9].*-amd64\)$/\1/p' | sort -V | tail -1)
[ -n "$KERNEL" ] || { echo "dahdi-vm: the package linux-headers-amd64 is missing (make deps-dahdi)" >&2; exit 1; }

# The kernel image that belongs to the installed headers, and the ELF file inside its bzImage: that boots in half the time.
kernel() {
	mkdir -p "$V/deb" && cd "$V/deb"
	apt-get download "linux-image-$KERNEL" || { apt-get update && apt-get download "linux-image-$KERNEL"; }
	dpkg-deb -x linux-image-*.deb "$V/image"
	local z=$V/image/boot/vmlinuz-$KERNEL setup offset length
	setup=$(od -An -tu1 -j497 -N1 "$z")
	offset=$(od -An -tu4 -j584 -N4 "$z")
	length=$(od -An -tu4 -j588 -N4 "$z")
	tail -c +$(((setup + 1) * 512 + offset + 1)) "$z" | head -c "$length" | xz -dc --single-stream >"$V/vmlinux.part"
	mv "$V/vmlinux.part" "$V/vmlinux"
	rm -rf "$V/deb"
}

# DAHDI's core, spans without hardware and an echo canceller.  dahdi_dynamic.c does not say that its channels can do MTP2, though
# the core does it for them in software: without the one changed line no such channel can be configured on these spans.  The module as
# it was is kept in ko/plain: a driver that knows no mtp2 channels, as that of some cards.
modules() {
	rm -rf "$V/src" "$V/ko" && mkdir -p "$V/src" "$V/ko/plain"
	tar xjf /usr/src/dahdi.tar.bz2 -C "$V/src"
	local src=$V/src/modules/dahdi
	echo '#define DAHDI_VERSION "2.11.1"' >"$src/include/dahdi/version.h"
	kbuild "$src"
	cp "$src/drivers/dahdi/dahdi_dynamic.ko" "$V/ko/plain"
	sed -i 's/DAHDI_SIG_CAS;/DAHDI_SIG_CAS | DAHDI_SIG_MTP2;/' "$src/drivers/dahdi/dahdi_dynamic.c"
	grep -q 'DAHDI_SIG_CAS | DAHDI_SIG_MTP2' "$src/drivers/dahdi/dahdi_dynamic.c"
	kbuild "$src"
	find "$src/drivers" -name '*.ko' -exec cp {} "$V/ko" \;
	strip -g "$V"/ko/*.ko "$V"/ko/plain/*.ko
	[ -e "$V/ko/dahdi_dynamic_loc.ko" ]
}
kbuild() {
	make -j2 -C "/usr/src/linux-headers-$KERNEL" M="$1/drivers/dahdi" DAHDI_INCLUDE="$1/include" HOTPLUG_FIRMWARE=yes DAHDI_BUILD_ALL= \
		CONFIG_DAHDI=m CONFIG_DAHDI_DYNAMIC=m CONFIG_DAHDI_DYNAMIC_LOC=m CONFIG_DAHDI_ECHOCAN_MG2=m modules
}

# A program and all that the loader brings for it, into the tree $1.
with_libraries() {
	local root=$1 file
	shift
	for file in "$@" $(ldd "$@" 2>/dev/null | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p; s/^\t\(\/[^ ]*ld-linux[^ ]*\).*/\1/p' | sort -u); do
		[ -e "$root$file" ] || install -D "$file" "$root$file"
	done
}

base() {
	local root=$V/root tool
	rm -rf "$root" && mkdir -p "$root"/{bin,sbin,proc,sys,dev,etc/dahdi,tmp,run,lib/modules/"$KERNEL"}
	cp /bin/busybox "$root/bin/busybox"
	for tool in $(busybox --list); do
		[ "$tool" = busybox ] || ln -sf busybox "$root/bin/$tool"
	done
	ln -sf ../bin/busybox "$root/sbin/modprobe"
	with_libraries "$root" /usr/sbin/dahdi_cfg /usr/sbin/dahdi_test /usr/sbin/dahdi_scan /bin/bash
	cp "$V"/ko/*.ko "$root/lib/modules/$KERNEL"
	install -D "$V/ko/plain/dahdi_dynamic.ko" "$root/lib/plain/dahdi_dynamic.ko"
	find "$V/image/lib/modules/$KERNEL/kernel" -name 'crc-ccitt.ko*' -exec cp {} "$root/lib/modules/$KERNEL" \;
	depmod -b "$root" "$KERNEL" || true
	install -m 755 "$HERE/init" "$root/init"
	(cd "$root" && find . | LC_ALL=C sort | cpio -o -H newc --reproducible --quiet) >"$V/base.cpio"
}

step "kernel $KERNEL" vmlinux kernel
step "DAHDI's modules" ko/plain/dahdi_dynamic.ko modules
[ "$V/base.cpio" -nt "$HERE/init" ] && [ "$V/base.cpio" -nt "$HERE/image.sh" ] || rm -f "$V/base.cpio"
step "base of the memory disk" base.cpio base
