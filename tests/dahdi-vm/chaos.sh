#!/bin/bash
# In the machine: calls, while processes are killed and a span's far end is destroyed and made again.  All instants come from the kernel
# argument seed=N, and the machine's clock counts instructions: the same seed gives the same log, octet for octet.
. /inside.sh
ROOM=chaos
CALLS=24 KILLS=8
RANDOM=$(sed -n 's/.* seed=\([0-9]*\).*/\1/p' /proc/cmdline)
draw_ms() { MS=$(($1 + RANDOM % ($2 - $1))); } # in the shell of the caller: a shell of its own would not move RANDOM on
pause() { sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"; }
at() { cut -d' ' -f1 /proc/uptime; }

draw_ms 3000 9000 && gone_at=$MS
draw_ms 3000 6000 && gone_for=$MS

# The far end of line 2 lets go of its bearers; then its span goes, and is made again before the far end wants it.
take_span_away() {
	soon "the far end lets go of its span" 60 grep -q 'span 3: gone' "$W/report.log"
	echo "$(at) span 4: $(/bin/loc destroy 1:1 2>&1 && echo destroyed)"
	pause "$gone_for"
	echo "$(at) span 4: $(/bin/loc create 1:1 2>&1)"
}

# Calls that were cut on that span's circuits while it was not there.
doomed() {
	awk '/span 3: gone/ { gone = 1 } /span 3: back/ { gone = 0 } gone && /^call / { sub(":", "", $2); print $2 }' "$W/report.log" >"$W/meanwhile"
	sed -n 's/^call=\([0-9]*\) .* cic=\([0-9]*\) .*/\1 \2/p' "$W/report.txt" | awk -v meanwhile="$(paste -sd' ' "$W/meanwhile")" '
		$2 >= 32 && index(" " meanwhile " ", " " $1 " ") { printf "%s ", $1 }'
}

new_house etc/zongji.conf
seats 0102-0110 --wrap 0.2
far_on report <<-SCN
	calls $CALLS
	rate 2
	most 12
	begin 500ms
	caller 01055500100 count
	dialled 01055509010
	phone 81* answer 200ms
	span gone 3 ${gone_at}ms $((gone_for + 2000))ms
	script talk
		wait answer 30s
		wait agent 120s
		talk 5s
		hang up
SCN
take_span_away >"$W/span.log" 2>&1 &
span=$!
roles=(acd isup media crm pri)
declare -A killed
for ((k = 1; k <= KILLS; k++)); do
	draw_ms 300 2500
	role=${roles[RANDOM % ${#roles[@]}]}
	pause "$MS"
	kill -9 "$(cat "$RUN_DIR/$role.pid")" 2>/dev/null && killed[$role]=$((${killed[$role]:-0} + 1))
	echo "$(at) kill $k: $role"
done
wait "$FAR" "$span"
soon "no call is left" 60 no_calls
soon "circuits are idle again" 30 idle_circuits
sleep 2
cat "$W/span.log" "$W/report.log" "$W/report.txt" "$W/seats.log" "$W/zongjid.log"
z alarms -a
the_alarm() {
	expect "it was seen" grep -q 'span 3: in alarm' "$W/zongjid.log"
	expect "and its end" grep -q 'span 3: its circuits are free again' "$W/zongjid.log"
}
verdict the_alarm_was_raised_and_is_over the_alarm
nothing_is_lost() {
	local calls=$(echo "$report" | of calls | head -1)
	echo "$report"
	equal "calls that were judged" "${calls:-0}" $CALLS
	[ $failed = 0 ]
}
report=$(tests/system/torture-report.sh "$W" "$B" "$KILLS" "$(for r in "${roles[@]}"; do printf '%s:%s ' "$r" "${killed[$r]:-0}"; done)" "$(doomed)") || failed=1
cat "$W/calls.txt" "$W/recordings.txt"
echo "figures chaos seed=$(sed -n 's/.* seed=\([0-9]*\).*/\1/p' /proc/cmdline) gone_ms=$gone_for $(echo "$report" | sed -n 's/^kills=/kills=/p')"
verdict no_answered_call_is_lost_but_on_the_destroyed_span nothing_is_lost
exit $failed
