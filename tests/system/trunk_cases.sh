# Trunks: calls over No. 7 in both label forms, the split by direction, 30 circuits a line, numbers, the PBX.

# Six callers who press 0 in the greeting, reach a seat and talk.
six_callers() {
	cat <<'SCN'
calls 6
rate 10
caller 01055500100 count
dialled 01055509000
phone 81* answer 300ms
script short
	wait answer 20s
	pause 300ms
	press 0
	wait agent 30s
	talk 2s
	hang up
	expect heard welcome connecting announce-seat
	expect agent
	expect heard by agent
	expect gap 100ms
	expect released by caller
SCN
}

# tshark_count FILTER [options]: units of the capture that match.
tshark_count() {
	local filter=$1
	shift
	tshark -r "$W/trunk.pcap" "$@" -Y "$filter" 2>/dev/null | wc -l
}

# calls_and_capture LABEL OPC APC PREFERENCE: six calls, then what an independent decoder makes of the units.
calls_and_capture() {
	LABEL=$1 new_house
	run trace "$B/bin/zongji" trace -w "$W/trunk.pcap"
	local trace=$LAST type
	seats 0102-0107
	far_on calls < <(six_callers)
	expect "every caller reaches a seat and both are heard" far_done
	equal "calls as their scripts want them" "$(grep -c ' ok=1 ' "$W/calls.txt")" 6
	soon "no call is left" 5 no_calls
	expect "all circuits are idle again" idle_circuits
	equal "calls in the store" "$(count calls)" 6
	sleep 0.3
	kill "$trace"
	wait "$trace"
	equal "malformed units" "$(tshark_count _ws.malformed -o "$4")" 0
	for type in 1 6 9 12 16; do # IAM ACM ANM REL RLC
		equal "messages of type $type" "$(tshark_count "isup.message_type == $type" -o "$4")" 6
	done
	equal "IAMs from the exchange to us, in this label form" \
		"$(tshark -r "$W/trunk.pcap" -o "$4" -Y 'isup.message_type == 1' -T fields -e _ws.col.Source -e _ws.col.Destination 2>/dev/null |
			sort -u | tr '\t' ' ')" "$3 $2"
	grep -q 'REL' "$W/trace.log" || expect "the ladder shows the release" false
}

# shows: TRK-01
case_itu14_calls() { calls_and_capture itu14 1000 2000 "mtp3.standard:ITU"; }

case_china24_calls() { calls_and_capture china24 22-4-1 22-4-127 "mtp3.standard:Chinese ITU"; }

# standing N CALLER: N callers at once, who stay.
standing() {
	cat <<SCN
calls $1
rate 40
most 200
caller $2 count
dialled 01055509010
script stand
	wait answer 5s
	pause ${3:-4s}
	hang up
SCN
}

# stand_and_refuse NAME IN CALLER: IN calls stand, one more is released: cause 34 (no circuit) or 42 (congestion).
stand_and_refuse() {
	far "$1" < <(standing $(($2 + 1)) "$3")
	equal "calls that stood" "$(grep -c ' answered_ms=[0-9].*released_by=caller' "$W/$1.txt")" "$2"
	equal "calls released with a congestion cause" "$(grep -Ec ' answered_ms=-1 .*released_by=house cause=(34|42) ' "$W/$1.txt")" 1
}

# dial_out NAME SECONDS SEAT...: these seats dial and talk that long; the far end answers.  Words of each in $W/NAME-SEAT.log.
dial_out() {
	local name=$1 seconds=$2 seat pids=
	far_on "$name" --phones <<-SCN
		calls 0
		phone 0* answer 200ms
		phone 81* answer 200ms
		script none
			hang up
	SCN
	shift 2
	for seat; do
		run "$name-$seat" "$B/tests/system/probe" dial "$seat" 123456 01055501234 "$seconds"
		pids="$pids $LAST"
	done
	wait $pids
	kill "$FAR"
	wait "$FAR"
	talking=$(cat "$W/$name"-*.log | grep -c '^TALKING')
	refused=$(cat "$W/$name"-*.log | grep -c '^refused NO_LINE')
}

# shows: TRK-03
case_split() {
	new_house
	stand_and_refuse first 25 01055500100
	dial_out out 5 0102 0103 0104 0105 0106 0107
	equal "outgoing calls that stood" "$talking" 5
	equal "the sixth is told that no line is free" "$refused" 1
	expect "the split can be changed while the house runs" z split carrier 20 10
	stand_and_refuse second 20 01055500200
	dial_out more 10 $(seq -f %04g 102 112)
	equal "outgoing calls that stood after the change" "$talking" 10
	equal "the eleventh is told that no line is free" "$refused" 1
}

# site_of SPANS: 30 circuits on each, the first with the signalling link.
site_of() {
	local n spans= runs=
	for n in $(seq "$1"); do
		spans="$spans${spans:+, }{ number = $n; driver = \"soft\"; name = \"carrier $n\"; }"
		runs="$runs${runs:+, }{ group = \"carrier\"; span = $n; first_slot = 1; last_slot = 15; pcm = $((n - 1)); }"
		runs="$runs, { group = \"carrier\"; span = $n; first_slot = 17; last_slot = 31; pcm = $((n - 1)); }"
	done
	cat <<-CONF
	site = {
		node = 1;
	};
	spans = ( $spans );
	linksets = ( { name = "carrier"; label = "itu14"; ni = 2; opc = "1000"; apc = "2000"; } );
	links = ( { linkset = "carrier"; span = 1; slot = 16; slc = 0; proving = "emergency"; } );
	groups = ( { name = "carrier"; kind = "isup"; linkset = "carrier"; inbound = 4096; outbound = 0; digits = 11; } );
	circuits = ( $runs );
	services = ( { number = "01055509010"; name = "straight to water"; flow = "direct"; } );
	queues = (
		{ code = 1; name = "water"; zh = "供水服务"; en = "Water"; },
		{ code = 2; name = "repair"; zh = "报修抢修"; en = "Repair"; },
		{ code = 3; name = "complaint"; zh = "投诉"; en = "Complaint"; }
	);
	CONF
}
fill() {
	local lines=$1
	mkdir -p "$HOUSES"
	site_of "$lines" >"$HOUSES/spans-$lines.conf"
	new_house "$HOUSES/spans-$lines.conf"
	far_on all < <(standing $((lines * 30)) 01055500100 10s)
	equal "circuits listed" "$(z circuits carrier | grep -c '^carrier')" $((lines * 30))
	soon "all circuits talk" 8 circuits_in_use $((lines * 30))
	expect "the callers end as they meant to" far_done
	equal "calls that stood" "$(grep -c ' answered_ms=[0-9].*released_by=caller' "$W/all.txt")" $((lines * 30))
	soon "all circuits are idle again" 5 idle_circuits
	end_house || exit 1
}
circuits_in_use() { [ "$(z circuits carrier | grep -c TALKING_IN)" = "$1" ]; }

# shows: TRK-04
case_one_two_four_lines() {
	fill 1
	fill 2
	fill 4
}

# shows: TRK-08
case_numbers_and_withheld() {
	new_house
	seats 0102-0103
	expect "callers as their scripts want them" far calls <<-'SCN'
		calls 2
		rate 10
		dialled 01055509010
		phone 81* answer 200ms
		script shown
			caller 01055500451
			category 10
			wait answer 5s
			wait agent 20s
			talk 1500ms
			hang up
		script hidden
			caller 01055500452
			category 10
			withheld
			wait answer 5s
			wait agent 20s
			talk 1500ms
			hang up
	SCN
	soon "both orders are filed" 10 said ' session ' 2
	equal "caller and dialled number kept" "$(calls_of 01055500451 | of dialled)" 01055509010
	equal "presentation of the shown one" "$(calls_of 01055500451 | of presentation)" 0
	equal "the withheld number is kept too, for those who may see it" "$(calls_of 01055500452 | of dialled)" 01055509010
	equal "and marked" "$(calls_of 01055500452 | of presentation)" 1
	expect "the seat sees the shown number and whose it is" grep -q 'caller 010-5550 0451 customer C-000004' "$W/seats.log"
	expect "the seat sees that the other is withheld" grep -qi 'caller withheld' "$W/seats.log"
	grep -q '0452' "$W/seats.log" && expect "the withheld number is nowhere at the seat" false
	return 0
}

# shows: TRK-09
case_number_selects_service() {
	new_house
	seats 0102-0108
	far calls <<-'SCN'
		calls 2
		rate 10
		caller 01055500100 count
		phone 81* answer 200ms
		script hotline
			dialled 01055509000
			wait answer 5s
			pause 1s
			press 0
			wait agent 20s
			talk 1s
			hang up
			expect heard welcome announce-seat
			expect not heard welcome-repair
		script repair
			dialled 01055509001
			wait answer 5s
			pause 1s
			press 0
			wait agent 20s
			talk 1s
			hang up
			expect heard welcome-repair announce-seat
	SCN
	expect "each number has its own greeting" [ "$(grep -c ' ok=1 ' "$W/calls.txt")" = 2 ]
	soon "both are over" 5 no_calls
	equal "services and queues of the two" \
		"$(store dump calls | sed -n 's/.*service="\([^"]*\)".* queue=\([0-9]*\).*/\1 \2/p' | sort | tr '\n' ';')" "hotline 1;repair line 2;"
}

# shows: TRK-12
case_calls_over_pri() {
	new_house
	seats 0102-0104
	expect "calls from the PBX are answered, reach a phone behind it, and are cleared" far calls <<-'SCN'
		calls 3
		rate 5
		via pri
		caller 8150 count
		dialled 01055509010
		phone 81* answer 200ms
		script pbx-caller
			wait answer 5s
			wait agent 20s
			talk 2s
			hang up
			expect agent
			expect heard by agent
			expect gap 100ms
			expect released by caller
	SCN
	soon "no call is left" 5 no_calls
	equal "calls in the store" "$(count calls)" 3
	soon "all channels are idle again" 5 channels_idle
}
channels_idle() { z ask pri circuits >"$W/channels"; [ "$(grep "^pbx" "$W/channels" | grep -vc " IDLE")" = 0 ]; }
