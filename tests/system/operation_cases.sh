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
# shows: TRK-07
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

# heard WHAT CODE N: the leader's console was told so that many times, each within two seconds.
heard() { [ "$(grep -c "^$1 $2 " "$W/leader.log")" = "$3" ]; }
# stand CODE...: these alarms stand, and no other but notes of restarts.
stand() {
	[ "$(echo $(z alarms | awk '$1 == "!" && $6 != "PROC-RESTART" { print $6 }' | sort))" = "$(echo $(printf '%s\n' "$@" | sort))" ]
}
alarms_of() { z alarms -a | grep -c " $1 "; }

# Span and link alarms: raised, told to a leader's console, logged, shown, kept, acknowledged, over; once, whoever is restarted meanwhile.
# shows: TRK-20
case_alarms() {
	local role before
	new_house
	far_phones first
	soon "no alarm stands once the lines are up" 15 stand
	run leader "$B/tests/system/probe" news 0111 123456 90
	soon "the leader is signed in" 10 sh -c "$B/bin/zongji agents | grep -q ^0111"
	kill "$FAR" # both lines are dead
	wait "$FAR"
	soon "the console hears of the lines" 5 heard raised SPAN-LOS 2
	soon "and of the link" 5 heard raised LINK-DOWN 1
	soon "and that no call goes that way" 5 heard raised DEST-DOWN 1
	soon "they stand in the store" 5 stand SPAN-LOS SPAN-LOS LINK-DOWN LINKSET-DOWN DEST-DOWN
	grep -q 'ALARM span 1: SPAN-LOS raised' "$W/zongjid.log" || expect "the log has it" false
	z status -q && expect "status says that something is wrong" false
	z ack all >"$W/ack"
	expect "acknowledged" sh -c "$B/bin/zongji alarms | grep -q 'acknowledged, stands'"
	before="$(alarms_of SPAN-LOS) $(alarms_of LINK-DOWN)"
	for role in isup media acd crm; do
		kill -9 "$(cat "$RUN_DIR/$role.pid")"
		soon "$role runs again" 5 restarted_once $role
	done
	sleep 2
	expect "the same alarms stand" stand SPAN-LOS SPAN-LOS LINK-DOWN LINKSET-DOWN DEST-DOWN
	equal "nothing was raised again by restarts" "$(alarms_of SPAN-LOS) $(alarms_of LINK-DOWN)" "$before"
	far_phones second
	soon "all are over" 15 stand
	expect "and the log says so" grep -q 'note  span 1: SPAN-LOS is over' "$W/zongjid.log"
	[ "$(sed -n 's/.* after \([0-9]*\) ms.*/\1/p' "$W/leader.log" | sort -n | tail -1)" -le 2000 ] ||
		expect "the console heard each within two seconds of its raising" cat "$W/leader.log"
}
restarted_once() {
	house_runs && z status | grep -E "^process +> $1" | grep -q 'restarts 1 (signal 9)'
}

# The monitor's figures are the pools' own while calls stand, and the statistics are the traffic that was.
# shows: ADM-09
case_monitor_and_statistics() {
	local marks in
	new_house
	seats 0102-0106
	far_on calls < <(callers 5 8s)
	soon "five calls stand" 10 sh -c "[ \$($B/bin/zongji groups | awk '\$1 == \"carrier\" { print \$6 }') = 5/25 ]"
	soon "five seats talk" 10 sh -c "[ \$($B/bin/zongji agents | grep -c TALKING) = 5 ]"
	z monitor -n 1 >"$W/monitor"
	equal "lines with a call, mark by mark" "$(grep '^E1-1 ' "$W/monitor" | tr -cd '>' | wc -c)" 5
	equal "phones with a call" "$(grep '^E1-2 ' "$W/monitor" | tr -cd '>' | wc -c)" 5
	equal "and as a figure" "$(awk '$1 == "E1-1" { print $NF }' "$W/monitor")" "5/30"
	expect "calls as the switch counts them" grep -q '5/4096: 在谈 5\|calls  5 of 4096: talking 5,' "$W/monitor"
	expect "seats as the switch counts them" grep -q 'TALKING 5\|通话 5' "$W/monitor"
	equal "calls as the trunk group counts them" "$(awk '$1 == "carrier" && $3 == "up" { print $6 }' "$W/monitor")" "5/25"
	expect "the callers end as they meant to" far_done
	z stats groups >"$W/groups"
	equal "seizures, answers and ASR of the group" \
		"$(sed -n 's/^ *\(seizures in\|answers\|answer-seizure ratio, ASR\) .* \([0-9.]*\)$/\2/p' "$W/groups" | tr '\n' ' ')" "5 5 100.0 "
	about "seconds of traffic: five calls of about eight seconds" "$(stat isup BUSY_IN_S)" 44 12
	z stats links >"$W/links"
	equal "messages both ways are the counters" "$(awk '/messages sent  / { print $NF }' "$W/links")" "$(stat isup MTP2_MSU_OUT)"
}

# An idle circuit is tested: CCR, the far end loops it, our tone comes back, and it is given back; one without a loop fails and is an alarm.
case_continuity_test() {
	new_house
	run trace "$B/bin/zongji" trace
	far_phones loop
	expect "the test is begun" z test carrier 15
	soon "CCR goes out" 5 sent CCR 15
	soon "the tone came back" 8 grep -q 'circuit carrier 15: continuity check passed' "$W/zongjid.log"
	soon "the circuit is idle" 5 idle_circuits
	expect "and no alarm was raised" [ "$(alarms_of CONTINUITY)" = 0 ]
	expect "a link is tested, too" z test 0
}
