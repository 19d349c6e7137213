#!/bin/bash
# The system tests: whole processes on soft lines against the far end.  run.sh FILE_cases.sh...
#
# Each `case_NAME() { ... }` of a file is run in a shell of its own; it makes its house, or uses the one that the file's `setup` made.
# Verdicts go to $RESULTS as "ok system FILE NAME", what a case said to build/logs/system-FILE-NAME.log.
#
#   B=build/gcc   JOBS=4 files at a time   ONLY=PATTERN: cases whose name matches   KEEP=1: leave the folders of houses   TRIES=1: no second try
set -u
cd "$(dirname "$0")/../.."
export B=${B:-build/gcc} RESULTS=${RESULTS:-build/results.txt} LOGS=${LOGS:-build/logs} HOUSES=${HOUSES:-build/houses}
JOBS=${JOBS:-4}
mkdir -p "$(dirname "$RESULTS")" "$LOGS" "$HOUSES"

verdict() { # ok|not ok, NAME
	echo "$1 system $ROOM $2" >>"$RESULTS"
	[ "$1" = ok ] || { failed=1; echo "FAILED: system $ROOM $2" >&2; tail -"${LINES_TOLD:-6}" "$LOGS/system-$ROOM-$2.log" >&2; }
}

# A case, in a shell of its own; whatever way it ends, all that it started is stopped.
one_case() {
	CASE=$1
	STARTED=
	trap 'status=$?; end_house || status=1; exit $status' EXIT
	trap 'exit 130' INT TERM
	"case_$1"
}

one_file() {
	failed=0
	ROOM=$(basename "$1" _cases.sh)
	. tests/system/house.sh
	. "$1"
	trap end_house EXIT
	trap 'exit 130' INT TERM
	if declare -F setup >/dev/null && ! setup >"$LOGS/system-$ROOM-setup.log" 2>&1; then
		verdict "not ok" setup
		exit 1
	fi
	for name in $(sed -n 's/^case_\([a-z0-9_]*\)().*/\1/p' "$1" | grep -E "${ONLY:-.}"); do
		began=$SECONDS
		(one_case "$name") >"$LOGS/system-$ROOM-$name.log" 2>&1
		status=$?
		# On a machine whose processor was taken away for a second, real calls run late: a case may have a second try, and says so.
		if [ $status != 0 ] && [ "${TRIES:-2}" -gt 1 ]; then
			cp "$LOGS/system-$ROOM-$name.log" "$LOGS/system-$ROOM-$name.first.log"
			echo "        system $ROOM $name: again ($(tail -1 "$LOGS/system-$ROOM-$name.log" | cut -c1-120))"
			(one_case "$name") >"$LOGS/system-$ROOM-$name.log" 2>&1
			status=$?
		fi
		printf '  TEST  system %s %s (%d s)\n' "$ROOM" "$name" $((SECONDS - began))
		if [ $status = 0 ]; then verdict ok "$name"; else verdict "not ok" "$name"; fi
	done
	exit $failed
}

bad=0 running=0
trap 'kill $(jobs -p) 2>/dev/null; wait; exit 130' INT TERM
for file; do
	[ $running -lt "$JOBS" ] || { wait -n || bad=1; running=$((running - 1)); }
	(one_file "$file") &
	running=$((running + 1))
done
while [ $running -gt 0 ]; do
	wait -n || bad=1
	running=$((running - 1))
done
[ -n "${KEEP:-}" ] || [ $bad = 1 ] || rm -rf "$HOUSES"
exit $bad
