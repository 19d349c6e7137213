#!/bin/bash
# `make torture KILLS=200`: calls at 2/s, 20 to 40 talking, while acdd, isupd, mediad, crmd and prid are killed with SIGKILL at random
# moments, one kill about every second.  At the end every answered call must be there: released by its caller, never by us, with one
# call record and one recording.  Legs that went with prid's libpri are counted apart (their callers stay up and are rung through again).
#
#   KILLS=200  ROLES="acd isup media crm pri"  SEED=1  KEEP=DIR
set -u
cd "$(dirname "$0")/../.."
B=${B:-build/gcc}
KILLS=${KILLS:-200}
ROLES=${ROLES:-acd isup media crm pri}
W=${KEEP:-build/torture}
RANDOM=${SEED:-1}
. tools/dev/lib.sh

rm -rf "$W"
mkdir -p "$W/flows"
cp tests/system/torture.flow "$W/flows/torture.flow"
make_site tests/system/torture.conf
sed -i "s|flow_dir = \"flows\"|flow_dir = \"$W/flows\"|" "$W/zongji.conf"
trap stop_house EXIT
trap 'exit 130' INT TERM
make_store
for n in $(seq 13 50); do
	"$B/bin/zongji-store" seat-add "$(printf '01%02d' "$n")" name="seat $n" role=agent level=1 phone="$(printf '81%02d' "$n")" \
		trunk=pbx queues=01:3 password=123456
done >>"$W/store.log" 2>&1
start_house
"$B/bin/autoseat" --seats 0102-0150 >"$W/seats.log" 2>&1 &
SEATS_PID=$!
"$B/bin/farend" --scenario tests/system/torture.scn --calls $((KILLS * 2 + 40)) --report "$W/report.txt" >"$W/farend.log" 2>&1 &
FAREND_PID=$!
wait_for 20 links_up || die "the links did not come up"
sleep 15

roles=($ROLES)
declare -A killed
for ((k = 1; k <= KILLS; k++)); do
	role=${roles[RANDOM % ${#roles[@]}]}
	sleep "$(printf '%d.%03d' $((RANDOM % 2)) $((RANDOM % 1000)))"
	kill -9 "$(cat "$RUN_DIR/$role.pid")" 2>/dev/null && killed[$role]=$((${killed[$role]:-0} + 1))
	[ -t 2 ] && printf '\r%d of %d kills ' "$k" "$KILLS" >&2
done
wait "$FAREND_PID" # the last calls end as they meant to
FAREND_PID=
calm() { [ "$("$B/bin/zongji" calls 2>/dev/null | grep -c '^ *1-')" = 0 ]; }
wait_for 60 calm
sleep 2
tests/system/torture-report.sh "$W" "$B" "$KILLS" "$(for r in "${!killed[@]}"; do printf '%s:%s ' "$r" "${killed[$r]}"; done)"
