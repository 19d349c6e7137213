# Day-to-day operation of the trunks: blocking, reports about outside lines, alarms, statistics, the monitor.

# callers N [LENGTH [RATE]]: N callers, RATE a second, who stand that long and hang up.
callers() {
	cat <<-SCN
		calls $1
		rate ${3:-10}
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

# sent, came MESSAGE CIC: such a message went to the exchange, or came from it.
sent() { grep -q "|<-$1 cic $2\b" "$W/trace.log"; }
came() { grep -q "|-$1 cic $2\b" "$W/trace.log"; }
# states CIC[-CIC]: what the list says of these circuits: CIC, state and blocking, a line each.
states() { z circuits carrier "$1" | awk '$1 == "carrier" { print $2, $4, $7 }'; }
far_phones() {
	far_on "$1" --phones <<-SCN
		calls 0
		script none
			hang up
	SCN
}
# used: circuits of the stored calls.
used() { echo $(store dump calls | of circuit | sort -nu); }

# A circuit that is blocked gets BLO, is acknowledged, and takes no call from either side until it is unblocked.
case_upkeep() {
	SITE='s/inbound = 25; outbound = 5/inbound = 30; outbound = 0/' new_house
	run trace "$B/bin/zongji" trace
	far_phones quiet
	expect "block is done" z block carrier 5
	soon "BLO goes out" 5 sent BLO 5
	soon "BLA comes back" 5 came BLA 5
	equal "the list says so" "$(states 5-6 | tr '\n' ';')" "5 IDLE here;6 IDLE -;"
	expect "a range is blocked by one message" z block carrier 20-23
	soon "CGB goes out" 5 sent CGB 20
	soon "CGBA comes back" 5 came CGBA 20
	kill "$FAR"
	wait "$FAR"
	soon "the line is dead" 10 sh -c "! $B/bin/zongji links | grep -q 'in service'"
	far full < <(callers 40 8s 40)
	equal "calls were offered on every other circuit and on no blocked one" "$(used)" "$(echo $(seq 1 4) $(seq 6 15) $(seq 17 19) $(seq 24 31))"
	far_phones again
	z unblock carrier 5
	soon "UBL goes out" 5 sent UBL 5
	soon "UBA comes back" 5 came UBA 5
	z unblock carrier 20-23
	soon "CGUA" 5 came CGUA 20
	z reset carrier 7
	soon "RSC" 5 sent RSC 7
	z group-reset carrier 8-12
	soon "GRS" 5 sent GRS 8
	z query carrier 1-10
	soon "CQM" 5 sent CQM 1
	soon "all are idle" 5 idle_circuits
	kill "$FAR"
	wait "$FAR"
	soon "the line is dead again" 10 sh -c "! $B/bin/zongji links | grep -q 'in service'"
	far more < <(callers 40 8s 40)
	equal "all thirty carry calls again" "$(used)" "$(echo $(seq 1 15) $(seq 17 31))"
}
