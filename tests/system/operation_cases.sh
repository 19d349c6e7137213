# Day-to-day operation of the trunks: blocking, reports about outside lines, alarms, statistics, the monitor.

# callers N [SECONDS]: N callers, one every 100 ms, who stand that long and hang up.
callers() {
	cat <<-SCN
		calls $1
		rate 10
		caller 01055500100 count
		dialled 01055509010
		phone 0* answer 200ms
		phone 81* answer 200ms
		script stand
			wait answer 10s
			pause ${2:-1s}
			hang up
	SCN
}
# The list of a circuit is what its calls' own records say; counts of calls in and out are the IAMs in the trace.
# shows: RPT-09 RPT-25
case_outside_lines() {
	local cic total=0
	new_house
	run trace "$B/bin/zongji" trace -w "$W/trunk.pcap"
	local trace=$LAST
	seats 0102-0107
	far_on calls < <(callers 8 2s)
	run dialled "$B/tests/system/probe" dial 0108 123456 01055501234 2
	expect "every caller is answered" far_done
	wait "$LAST"
	soon "no call is left" 10 no_calls
	soon "calls are in the store" 5 test "$(count calls)" = 9
	sleep 0.3
	kill "$trace"
	wait "$trace"
	store dump calls >"$W/records"
	for cic in $(of circuit <"$W/records" | sort -nu); do
		z calls -c "carrier/$cic" >"$W/list-$cic"
		equal "calls of CIC $cic in the list" "$(grep -c ' cause ' "$W/list-$cic")" "$(grep -c " circuit=$cic\b" "$W/records")"
		total=$((total + $(grep -c ' cause ' "$W/list-$cic")))
	done
	equal "every call is in one list" "$total" 9
	z lines carrier 1 >"$W/lines"
	local arrived left
	arrived=$(tshark -r "$W/trunk.pcap" -o mtp3.standard:ITU -Y 'isup.message_type == 1 && mtp3.opc == 2000' 2>/dev/null | wc -l)
	left=$(tshark -r "$W/trunk.pcap" -o mtp3.standard:ITU -Y 'isup.message_type == 1 && mtp3.opc == 1000' 2>/dev/null | wc -l)
	equal "calls in and out of the group are the IAMs of the trace" "$(awk '$1 == "all" { print $2, $3 }' "$W/lines")" "$arrived $left"
	equal "and the circuits add up" "$(awk '$1 ~ /^[0-9]/ { i += $2; o += $3 } END { print i, o }' "$W/lines")" "8 1"
}
