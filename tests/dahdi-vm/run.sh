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

# What the whole house needs, as one folder /house.
house() {
	local root=$V/house
	rm -rf "$root" && mkdir -p "$root"/tools/dev "$root"/tools/farend "$root"/build
	cp -r etc flows "$root"
	cp tools/dev/*.sh "$root/tools/dev"
	cp -r tools/farend/scenarios "$root/tools/farend"
	cp -r build/prompts "$root/build"
	sed -i -e 's/number = 1; driver = "soft"/number = 1; driver = "dahdi"; peer = 2/' -e 's/number = 2; driver = "soft"/number = 3; driver = "dahdi"; peer = 4/' \
		-e 's/group = "pbx"; span = 2/group = "pbx"; span = 3/' "$root/etc/zongji.conf"
	echo "$root=/house"
}
programs() { for p in zongjid isupd prid mediad acdd crmd farend autoseat zongji zongji-store; do echo "$B/bin/$p"; done; }
dahdi_scripts() { for s in span_assignments waitfor_span_assignments; do echo "/usr/sbin/dahdi_$s=/usr/sbin/dahdi_$s"; done; }
# Where those of busybox know too little.
tools() { for t in grep sed tee awk; do echo "$(readlink -f "$(command -v $t)")=/usr/bin/$t"; done; }

part lines spans=1 "$B/tests/dahdi-vm/lines"
part system spans=2 $(programs) $(house) $(tools)
part setup spans=2 $(programs) "$B/tests/dahdi-vm/ask_line" $(dahdi_scripts) $(tools)
part notes spans=1 $(programs) kernel-notes=/kernel-notes $(dahdi_scripts) $(tools)
part cas spans=2 $(programs) "$B/bin/casd" $(house) $(tools) tests/system/analogue.conf=/house/cas.conf tests/system/flows=/house/flows
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
