#!/bin/bash
# Start the test machine: boot.sh PAYLOAD.cpio LOG [kernel arguments].  Its serial line goes to LOG; exit status is the payload's.
#
# The clock of the machine counts instructions (icount): DAHDI is never late however busy the host is, and the same payload
# gives the same log, byte for byte.  Programs lie at the same addresses each time they are started (norandmaps): what QEMU has
# translated once it need not translate again, which is most of what it does otherwise.
set -eu
V=${VM_CACHE:-build/dahdi-vm}
payload=$1 log=$2
shift 2
cat "$V/base.cpio" "$payload" >"$payload.initrd"
status=0
timeout "${VM_SECONDS:-900}" qemu-system-x86_64 -M q35 -accel tcg -cpu qemu64 -smp 1 -m "${VM_MB:-512}" -display none -nodefaults -no-reboot \
	-serial file:"$log" -monitor none -icount shift=0,sleep=off -rtc base=2026-01-01T00:00:00,clock=vm \
	-kernel "$V/vmlinux" -initrd "$payload.initrd" -append "console=ttyS0 quiet panic=-1 mitigations=off nokaslr norandmaps $*" \
	-device isa-debug-exit,iobase=0x501,iosize=1 </dev/null || status=$?
rm -f "$payload.initrd"
case $status in
1) exit 0 ;;
0) echo "dahdi-vm: the machine fell over; see $log" >&2; exit 99 ;;
124) echo "dahdi-vm: not done in ${VM_SECONDS:-900} s; see $log" >&2; exit 98 ;;
*) exit $(((status - 1) / 2)) ;;
esac
