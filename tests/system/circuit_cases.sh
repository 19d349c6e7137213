# Circuits and calls out: blocking, standby spans, the number shown, overflow, what becomes of outgoing calls.
. tests/system/signalling.sh

# standing_at N CALLER TIME RATE: N callers come and stay.
standing_at() {
	cat <<-SCN
	calls $1
	rate $4
	most 200
	caller $2 count
	dialled 01055509010
	script stand
		wait answer 5s
		pause $3
		hang up
	SCN
}

# in_use [PATTERN]: circuits of the carrier that have a call.
in_use() { z circuits carrier | grep -c "${1:-TALKING_IN}"; }
in_use_are() { [ "$(in_use)" = "$1" ]; }
cic_is() { z circuits carrier "$1" | grep -q "$2"; }

# CIC 5 is blocked: the far exchange, which has taken all other circuits, cannot use it until it is unblocked.
# shows: TRK-07
case_blocked_circuit_gets_no_call() {
	new_house
	run trace "$B/bin/zongji" trace -w "$W/trunk.pcap"
	local trace=$LAST type
	expect "the split lets all circuits be used" z split carrier 30 0
	expect "a circuit is blocked" z block carrier 5
	far_on calls < <(standing_at 120 01055500100 60s 8)
	soon "all others talk" 15 in_use_are 29
	sleep 2
	equal "calls while one is blocked" "$(in_use)" 29
	expect "no call is on it" cic_is 5 "IDLE.*here"
	equal "calls ever offered there" "$(store dump calls | of circuit | grep -cx 5)" 0
	expect "it is unblocked" z unblock carrier 5
	soon "a call comes there" 5 cic_is 5 TALKING_IN
	sleep 0.3
	kill "$trace" "$FAR"
	wait "$trace" "$FAR"
	for type in 19 21 20 22; do # BLO BLA UBL UBA
		equal "messages of type $type for CIC 5" "$(tshark -r "$W/trunk.pcap" -o mtp3.standard:ITU \
			-Y "isup.message_type == $type && isup.cic == 5" 2>/dev/null | wc -l)" 1
	done
}

# standby_site: signalling on a line of its own, 30 circuits on span 2, 30 that stand by on span 3.
standby_site() {
	signalling_site 1 2 | sed -e 's/\(span = 3; first_slot = 1; last_slot = 31; pcm = 1;\)/\1 standby = "yes";/'
}
# A span is added by configuration alone; while the main one is cut, calls arrive on it.
# shows: TRK-05
case_standby_span_takes_over() {
	mkdir -p "$HOUSES"
	standby_site >"$HOUSES/standby.conf"
	new_house "$HOUSES/standby.conf"
	equal "circuits listed" "$(z circuits carrier | grep -c '^carrier')" 62
	far_on calls < <(short_calls 190 12 1500ms)
	soon "the standby circuits wait" 10 standby_waits
	sleep 3
	expect "the main span is cut" probe alarm 2 cut
	sleep 4
	expect "the main span is whole again" probe alarm 2 whole
	soon "the standby circuits wait again" 5 standby_waits
	far_done
	soon "no call is left" 10 no_calls
	store dump calls | of circuit >"$W/circuits"
	equal "first calls on the standby span" "$(head -20 "$W/circuits" | awk '$1 > 31' | wc -l)" 0
	expect "calls arrived there while the main one was cut" [ "$(awk '$1 > 31' "$W/circuits" | wc -l)" -ge 30 ]
	equal "last calls on the standby span" "$(tail -20 "$W/circuits" | awk '$1 > 31' | wc -l)" 0
	equal "calls on the main span between the first and the last on the other" "$(awk '$1 > 31 { seen = 1; n += waiting; waiting = 0 }
		seen && $1 <= 31 { waiting++ } END { print n + 0 }' "$W/circuits")" 0
}
standby_waits() { [ "$(z circuits carrier | grep -c ' standby')" = 31 ]; }

# outgoing_house: T9 as short as it may be, a number shown for the group and another for the agents of a queue.
outgoing_house() {
	SITE='s/digits = 11; }/digits = 11; t9_ms = 30000; number_shown = "01055509000"; }/
		s/name = "repair";/name = "repair"; number_shown = "4008123456";/'
	new_house
	far_on calls --phones <<-'SCN'
		calls 0
		phone 01055500001 busy
		phone 01055500002 noanswer
		phone 01055500003 unallocated
		phone 01055500004 fax 300ms
		phone 01055500005 answer 300ms
		phone 81* answer 200ms
		script none
			hang up
	SCN
}
# dials SEAT NUMBER SECONDS: in the background.
dials() { run "dial-$2" probe dial "$1" 123456 "$2" "$3"; }
# result_of NUMBER: the code in the record of the call to it.
result_of() { store dump calls | grep "dialled=\"$1\"" | of result; }
shown_to() {
	tshark -r "$W/trunk.pcap" -o mtp3.standard:ITU -Y "isup.message_type == 1 && e164.called_party_number.digits contains \"$1\"" \
		-T fields -e e164.calling_party_number.digits 2>/dev/null
}

# shows: TRK-11 TRK-17
case_results_and_numbers_of_calls_out() {
	outgoing_house
	run trace "$B/bin/zongji" trace -w "$W/trunk.pcap"
	local trace=$LAST pids=
	dials 0102 01055500001 3; pids="$pids $LAST"
	dials 0103 01055500002 20; pids="$pids $LAST"
	dials 0104 01055500003 3; pids="$pids $LAST"
	dials 0105 01055500004 4; pids="$pids $LAST"
	dials 0108 01055500005 3; pids="$pids $LAST"
	wait $pids
	sleep 0.3
	kill "$trace"
	wait "$trace"
	expect "the trunk is cut" probe alarm 1 cut
	soon "its circuits are blocked" 5 all_blocked
	dials 0106 01055500006 1
	wait "$LAST"
	kill "$FAR"
	wait "$FAR"
	soon "all six are in the store" 5 test "$(count calls)" = 6
	equal "busy" "$(result_of 01055500001)" 2
	equal "no answer" "$(result_of 01055500002)" 3
	equal "unobtainable" "$(result_of 01055500003)" 4
	equal "fax tone" "$(result_of 01055500004)" 5
	equal "answered" "$(result_of 01055500005)" 1
	equal "machine failure" "$(result_of 01055500006)" 6
	equal "number shown for the trunk group" "$(shown_to 01055500001)" 01055509000
	equal "number shown for the agents of the queue" "$(shown_to 01055500005)" 4008123456
}
all_blocked() { [ "$(z circuits carrier | grep -c ' span')" = 30 ]; }
