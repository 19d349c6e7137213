#!/bin/bash
# make test-dahdi: the machine is made if need be, then each part runs in it.  Last line: N passed, N failed.
#   ONLY=lines: parts with this name   BRIEF=1: those that CI runs   SEED=1: of chaos   SEEDS=20: chaos alone, with each of the seeds 1 to 20
#   logs: build/dahdi-vm/PART.log, the machine's serial line
set -u
cd "$(dirname "$0")/../.."
B=${B:-build/gcc}
V=${VM_CACHE:-build/dahdi-vm}
SEED=${SEED:-1}
passed=0 failed=0

tests/dahdi-vm/image.sh || exit 1

# A verdict "ok NAME" or "not ok NAME: why" of a part, to the log of verdicts, in the form of the others.
verdicts() { sed -n "s/^\(not ok\|ok\) \([^ :]*\).*/\1 dahdi $1 \2/p"; }

wanted() { [[ $1 == ${ONLY:-}* ]] && { [ -z "${BRIEF:-}" ] || [[ " lines system chaos notes " == *" $1 "* ]]; }; }

# part NAME KERNEL-ARGUMENTS FILES...: each line "ok ..." or "not ok ..." of its log is a verdict, and so is its exit status.
#   What runs in the machine is NAME.sh; of NAME-MORE, NAME.sh too.
part() {
	local name=$1 arguments=$2 began=$SECONDS status=0
	shift 2
	wanted "$name" || return 0
	tests/dahdi-vm/payload.sh "$V/$name.cpio" "tests/dahdi-vm/${name%%-*}.sh" "$@" || exit 1
	rm -f "$V/$name.log"
	tests/dahdi-vm/boot.sh "$V/$name.cpio" "$V/$name.log" "$arguments" || status=$?
	rm -f "$V/$name.cpio"
	tr -d '\r' <"$V/$name.log" | verdicts "$name" >"$V/$name.verdicts"
	[ $status = 0 ] && [ -s "$V/$name.verdicts" ] || echo "not ok dahdi $name exit-$status" >>"$V/$name.verdicts"
	count "$name"
	tr -d '\r' <"$V/$name.log" | sed -n 's/^\(bench\|figures\) /  &/p'
	echo "dahdi-vm: $name: $((SECONDS - began)) s, $(tr -d '\r' <"$V/$name.log" | sed -n 's/^machine: //p')"
}
count() {
	cat "$V/$1.verdicts" >>"${RESULTS:-/dev/null}"
	passed=$((passed + $(grep -c '^ok' "$V/$1.verdicts"))) failed=$((failed + $(grep -c '^not ok' "$V/$1.verdicts")))
	grep -q '^not ok' "$V/$1.verdicts" || return 0
	grep '^not ok' "$V/$1.verdicts"
	[ ! -e "$V/$1.log" ] || tr -d '\r' <"$V/$1.log" | grep '^not ok'
}

# house_part NAME KERNEL-ARGUMENTS CONF FILES...: a part with the whole house inside, as one folder /house.  Line N of the
# configuration is DAHDI's spans 2N-1 and 2N.
house_part() {
	local name=$1 arguments=$2 conf=$3
	shift 3
	wanted "$name" || return 0
	house "$conf"
	part "$name" "$arguments" "$V/house=/house" "$B/tests/dahdi-vm/light_hash.so=/lib/light_hash.so" tests/dahdi-vm/inside.sh=/inside.sh \
		"$B/tests/system/probe=/tests/system/probe" $(programs) $(tools) "$@"
}
house() {
	local root=$V/house line
	rm -rf "$root" && mkdir -p "$root"/tools/dev "$root"/tools/farend "$root"/build/prompts "$root"/tests/system
	cp -r etc flows "$root"
	cp "$1" "$root/etc/zongji.conf"
	cp tools/dev/*.sh "$root/tools/dev"
	cp -r tools/farend/scenarios "$root/tools/farend"
	cp -r tests/system/house.sh tests/system/torture-report.sh tests/system/flows "$root/tests/system"
	cp -r build/prompts/zh "$root/build/prompts"
	rm -f "$root"/build/prompts/zh/{info-,menu-[cilnrs],closed,enter-,number-,overview,web-hint}*
	for line in $(seq 32 -1 1); do
		sed -i -e "s/number = $line; driver = \"soft\"/number = $((2 * line - 1)); driver = \"dahdi\"; peer = $((2 * line))/" \
			-e "s/\(group.*\|linkset.*\) span = $line;/\1 span = $((2 * line - 1));/" "$root/etc/zongji.conf"
	done
}
programs() { for p in zongjid isupd prid mediad acdd crmd faxd farend autoseat zongji zongji-store; do echo "$B/bin/$p"; done; }
dahdi_scripts() { for s in span_assignments waitfor_span_assignments; do echo "/usr/sbin/dahdi_$s=/usr/sbin/dahdi_$s"; done; }
# Where those of busybox know too little.
tools() { for t in grep sed tee awk; do echo "$(readlink -f "$(command -v $t)")=/usr/bin/$t"; done; }

# The same seed twice: one log.
chaos() { house_part "$1" "spans=3 seed=$2" tests/dahdi-vm/chaos.conf "$B/tests/dahdi-vm/loc"; }
chaos_twice() {
	wanted chaos || return 0
	chaos chaos "$SEED"
	[ -z "${BRIEF:-}" ] || return 0
	chaos chaos-again "$SEED"
	(cd "$V" && sha256sum chaos.log chaos-again.log)
	echo "$(cmp -s "$V/chaos.log" "$V/chaos-again.log" || echo 'not ')ok dahdi chaos same_seed_same_log" >"$V/chaos-twice.verdicts"
	count chaos-twice
}

# One seed after the other: a line for each.
chaos_seeds() {
	local seed
	for seed in $(seq "$SEEDS"); do
		chaos "chaos-$seed" "$seed" >"$V/chaos.out"
		grep '^not ok' "$V/chaos.out"
		echo "seed=$seed $(tr -d '\r' <"$V/chaos-$seed.log" | sed -n 's/^figures chaos .*\(calls=.*\) duplicated.*/\1/p') hash=$(sha256sum <"$V/chaos-$seed.log" | cut -c1-16) $(sed -n 's/.*: \([0-9]* s\), .*/\1/p' "$V/chaos.out")"
	done
	echo "$passed passed, $failed failed"
	[ $failed = 0 ] && [ $passed != 0 ]
	exit
}
[ -z "${SEEDS:-}" ] || chaos_seeds

part lines spans=1 "$B/tests/dahdi-vm/lines"
house_part talk spans=2 tests/dahdi-vm/talk.conf tests/dahdi-vm/talk.flow=/talk.flow "$B/tests/dahdi-vm/same"
part batch spans=16 "$B/tests/dahdi-vm/batch"
VM_MB=768 part scale spans=16 "$B/tests/dahdi-vm/scale"
house_part system spans=2 etc/zongji.conf
house_part ss7 spans=2 tests/system/house.conf
house_part ss7-dchan "spans=2 plain" tests/system/house.conf
chaos_twice
part setup spans=2 $(programs) "$B/tests/dahdi-vm/ask_line" $(dahdi_scripts) $(tools)
part notes spans=1 $(programs) kernel-notes=/kernel-notes $(dahdi_scripts) $(tools)
house_part cas spans=2 tests/system/analogue.conf "$B/bin/casd" tests/system/flows=/house/flows
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
