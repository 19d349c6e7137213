#!/bin/sh
# Run test programs and keep the verdicts: one line "ok NAME" or "not ok NAME" each in $RESULTS.
#
#   run.sh suite PREFIX BINARY...   Criterion suites (verdicts per test)
#   run.sh program NAME COMMAND...  a plain program or script: its exit status is the verdict
#   run.sh total                    print "N passed, N failed", fail if anything did
#
# Under the sanitizers a report file counts as a failure too: Criterion alone would hide leaks.
set -u
RESULTS=${RESULTS:-build/results.txt}
LOGS=${LOGS:-build/logs}
mkdir -p "$(dirname "$RESULTS")" "$LOGS"

verdict() { # ok|not ok, name
	echo "$1 $2" >>"$RESULTS"
	[ "$1" = ok ] || echo "FAILED: $2" >&2
}

suite() {
	prefix=$1
	shift
	for binary; do
		name=$(basename "$(dirname "$binary")")/$(basename "$binary")
		log=$LOGS/$prefix-$(echo "$name" | tr / -).log
		rm -f "$log".san.*
		printf '  TEST  %s %s\n' "$prefix" "$name"
		LSAN_OPTIONS=suppressions=tests/lsan.supp:print_suppressions=0 \
		ASAN_OPTIONS=log_path=$log.san:detect_leaks=1:$ASAN_EXTRA UBSAN_OPTIONS=print_stacktrace=1:log_path=$log.san \
			timeout "${SUITE_SECONDS:-300}" "$binary" --tap="$log.tap" --jobs 2 >"$log" 2>&1
		status=$?
		if ! grep -q '^\(not \)\?ok' "$log.tap" 2>/dev/null; then
			verdict "not ok" "$prefix $name (exit $status, no test ran)"
			tail -5 "$log" >&2
			continue
		fi
		sed -n 's/^ok - \([^ ]*\).*/\1/p' "$log.tap" | while read -r t; do verdict ok "$prefix $name $t"; done
		sed -n 's/^not ok - \([^ ]*\).*/\1/p' "$log.tap" | while read -r t; do verdict "not ok" "$prefix $name $t"; done
		grep -q '^not ok' "$log.tap" && grep -v '^ok' "$log.tap" | head -20 >&2
		if [ "$status" -gt 1 ]; then
			verdict "not ok" "$prefix $name (exit $status)"
		fi
		for report in "$log".san.*; do
			[ -e "$report" ] || continue
			verdict "not ok" "$prefix $name (sanitizer: $report)"
			head -20 "$report" >&2
		done
	done
}

program() {
	name=$1
	shift
	log=$LOGS/$(echo "$name" | tr ' /' '--').log
	printf '  TEST  %s\n' "$name"
	if timeout "${PROGRAM_SECONDS:-600}" "$@" >"$log" 2>&1; then
		verdict ok "$name"
		tail -1 "$log" | cut -c1-150
	else
		verdict "not ok" "$name"
		tail -20 "$log" >&2
	fi
}

total() {
	passed=$(grep -c '^ok ' "$RESULTS")
	failed=$(grep -c '^not ok ' "$RESULTS")
	grep '^not ok ' "$RESULTS" | sed 's/^not ok/failed:/'
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ] && [ "$passed" != 0 ]
}

ASAN_EXTRA=${ASAN_EXTRA:-}
command=$1
shift
$command "$@"
