# Queues: all busy, abandoned, not answered, moved on and on.

# shows: ACD-09 IVR-32
case_all_seats_busy() {
	new_house
	seats 0104-0104
	far_on calls <<-'SCN'
		calls 2
		rate 1
		caller 01055500100 count
		dialled 01055509010
		phone 81* answer 200ms
		script patient
			wait answer 5s
			wait agent 40s
			talk 4s
			hang up
			expect agent
	SCN
	soon "one call waits" 8 waits_in water 1
	equal "it is listed under its session number, in its queue" \
		"$(z calls | awk '$2 == "QUEUED" { print $1, $3 }')" "1-2 water"
	expect "both are served in the end" far_done
	equal "callers who heard that seats are busy, then music" "$(heard_of <"$W/calls.txt" | grep -c '^busy-wait,music')" 1
}
waits_in() { [ "$(z queues | awk -v q="$1" '$2 == q { print $4 }')" = "$2" ]; }

# shows: ACD-16
case_abandoned() {
	new_house
	seats 0104-0104
	far calls <<-'SCN'
		calls 2
		rate 2
		phone 81* answer 200ms
		script served
			caller 01055500100
			dialled 01055509010
			wait answer 5s
			wait agent 20s
			talk 3s
			hang up
		script impatient
			caller 01055500101
			dialled 01055509000
			wait answer 5s
			pause 300ms
			press 2
			pause 3s
			hang up
	SCN
	soon "no call is left" 5 no_calls
	local call=$(calls_of 01055500101)
	equal "no seat" "$(of has_seat <<<"$call")/$(of seat <<<"$call")/$(of talking_us <<<"$call")" "0/0/0"
	about "its wait in ms" $(($(of wait_us <<<"$call") / 1000)) 3000 300
	equal "the caller ended it" "$(of ended_by <<<"$call")" 0
	equal "calls abandoned" "$(stat acd ABANDONED)" 1
	equal "the served one has its seat" "$(calls_of 01055500100 | of seat)" 104
}

# shows: ACD-19
case_no_answer_rings_next() {
	new_house
	seats 0102-0103
	kill -9 "$SEATS" # nobody makes the seat ready again
	expect "the second seat answers" far calls <<-'SCN'
		calls 1
		caller 01055500100
		dialled 01055509010
		phone 8102 noanswer
		phone 81* answer 200ms
		script one
			wait answer 5s
			wait agent 30s
			talk 1s
			hang up
			expect agent 8103
	SCN
	soon "the call is over" 5 over 01055500100
	local call=$(calls_of 01055500100)
	equal "rings, not answered, seat" "$(of rings <<<"$call")/$(of no_answers <<<"$call")/$(of seat <<<"$call")" "2/1/103"
	about "the wait went on counting (ms)" $(($(of wait_us <<<"$call") / 1000)) 3300 400
	equal "the first seat is not ready" "$(z agents | awk '$1 == "0102" { print $2 }')" away
}

# shows: ACD-13
case_five_moves_one_session() {
	new_house
	run late "$B/bin/autoseat" --seats 0102-0106
	local early=$LAST
	soon "five seats are ready" 20 seats_ready 102 106
	seats 0109-0109
	kill -9 "$early"
	expect "the sixth seat answers" far calls <<-'SCN'
		calls 1
		caller 01055500100
		dialled 01055509000
		phone 8109 answer 200ms
		phone 81* noanswer
		script one
			wait answer 5s
			pause 500ms
			press 1
			pause 500ms
			press 0
			wait agent 60s
			talk 2s
			hang up
			expect agent 8109
	SCN
	soon "it is filed" 10 said ' session 1-1 ' 1
	local call=$(calls_of 01055500100)
	equal "calls, for all moves" "$(count calls)" 1
	equal "rings, not answered, seat" "$(of rings <<<"$call")/$(of no_answers <<<"$call")/$(of seat <<<"$call")" "6/5/109"
	equal "facts of ringing, all under this session number" "$(rung_in "$(of session <<<"$call")")" "102 103 104 105 106 109"
	equal "the choice is still with it" "$(of choice <<<"$call")" "咨询"
	equal "at the seat too" "$(store dump registrations | of note)" "hotline: 1 咨询"
}

# rung_in SESSION: the seats that rang, in order.
rung_in() { store dump facts | probe story "$1" | sed -n 's/^CALL_RINGING seat \([0-9]*\).*/\1/p' | paste -sd' '; }
