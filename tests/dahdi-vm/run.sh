#!/bin/bash
# make test-dahdi: the machine is made if need be, then each part runs in it.  Last line: N passed, N failed.
#   ONLY=lines: one part        logs: build/dahdi-vm/PART.log, the machine's serial line
set -u
cd "$(dirname "$0")/../.."
B=${B:-build/gcc}
V=${VM_CACHE:-build/dahdi-vm}
passed=0 failed=0

tests/dahdi-vm/image.sh || exit 1

# part NAME KERNEL-ARGUMENTS FILES...: each line "ok ..." or "not ok ..." of its log is a verdict, and so is its exit status.
part() {
	local name=$1 arguments=$2 began=$SECONDS status=0
	shift 2
	[[ $name == *${ONLY:-}* ]] || return 0
	tests/dahdi-vm/payload.sh "$V/$name.cpio.gz" "tests/dahdi-vm/$name.sh" "$@" || exit 1
	rm -f "$V/$name.log"
	tests/dahdi-vm/boot.sh "$V/$name.cpio.gz" "$V/$name.log" "$arguments" || status=$?
	tr -d '\r' <"$V/$name.log" | grep -E '^(not )?ok ' | sed "s/^\(not ok\|ok\) /\1 dahdi $name /" | tee -a "${RESULTS:-/dev/null}" >"$V/$name.verdicts"
	[ $status = 0 ] && [ -s "$V/$name.verdicts" ] || echo "not ok dahdi $name (exit $status)" >>"$V/$name.verdicts"
	passed=$((passed + $(grep -c '^ok' "$V/$name.verdicts"))) failed=$((failed + $(grep -c '^not ok' "$V/$name.verdicts")))
	grep '^not ok' "$V/$name.verdicts"
	echo "dahdi-vm: $name: $((SECONDS - began)) s"
}

part lines spans=1 "$B/tests/dahdi-vm/lines"
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
