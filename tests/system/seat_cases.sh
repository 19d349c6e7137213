# Seats: hold, states and their times, registrations, recordings, lifted phones, lost consoles.

# shows: AGT-08 IVR-32
case_hold_music_only() {
	new_house
	seats 0102-0102 --hold 5 --held 3
	expect "the caller comes back to the agent" far calls <<-'SCN'
		calls 1
		caller 01055500100
		dialled 01055509010
		phone 81* answer 200ms
		script held
			wait answer 5s
			wait agent 20s
			talk 8s
			hang up
			expect agent 8102
			expect released by caller
	SCN
	local record=$(far_of calls 01055500100)
	expect "voice, then music" grep -Eq 'voice-02,music' <<<"$(heard_of <<<"$record")"
	about "the agent's tone, which never stops, was heard in the talk only (ms)" "$(of talk_ms <<<"$record")" 4950 300
	soon "it is filed" 10 said ' session 1-1 ' 1
	about "time on hold in the record (ms)" $(($(calls_of 01055500100 | of held_us) / 1000)) 3000 300
}

# shows: AGT-02
case_state_times_sum_up() {
	new_house
	seats 0102-0102 --hold 5 --held 1 --wrap 1
	far calls <<-'SCN'
		calls 2
		rate 10
		caller 01055500100 count
		dialled 01055509010
		phone 81* answer 500ms
		script held
			wait answer 5s
			wait agent 30s
			talk 3s
			hang up
			expect agent 8102
	SCN
	soon "both are filed" 10 said ' session ' 2
	kill "$SEATS"
	wait "$SEATS"
	store dump facts >"$W/facts"
	local times=$(probe state-times 0102 <"$W/facts") sum=0 t signed
	echo "$times"
	for t in READY RINGING TALKING HOLDING ACW AWAY CLOSED DIALLING RECOVERING; do
		sum=$((sum + $(of "${t}_ms" <<<"$times " | grep . || echo 0)))
	done
	about "states together (ms)" "$sum" "$(of signed_ms <<<"$times")" 10
	signed=$(store dump agents | grep seat=102 | of signed_us)
	about "they begin at the sign-in (ms)" $((($(of first_us <<<"$times") - signed) / 1000)) 0 500
	equal "they end with the sign-out" "$(of state <<<"$times")" OUT
	t=0
	for signed in $(store dump calls | of talk_us); do t=$((t + signed / 1000)); done
	about "talking and hold are the calls' talk (ms)" \
		$(($(of TALKING_ms <<<"$times ") + $(of HOLDING_ms <<<"$times "))) "$t" 20
	about "after-call work twice (ms)" "$(of ACW_ms <<<"$times ")" 2200 500
}

# shows: AGT-22
case_forty_calls() {
	new_house
	seats 0102-0110 --wrap 0.2
	expect "all talk" far calls <<-'SCN'
		calls 40
		rate 8
		most 20
		caller 01055500100 count
		phone 81* answer 100ms
		script water
			dialled 01055509010
			wait answer 5s
			wait agent 60s
			talk 1s
			hang up
			expect agent
			expect heard by agent
			expect gap 100ms
		script repair
			dialled 01055509001
			wait answer 5s
			pause 300ms
			press 0
			wait agent 60s
			talk 1s
			hang up
			expect agent
			expect heard by agent
			expect gap 100ms
	SCN
	soon "all are recorded and filed" 15 counted recordings 40 orders 40
	equal "registrations" "$(count registrations)" 40
	equal "registrations of different calls" "$(store dump registrations | of session | sort -u | wc -l)" 40
	equal "filled in" "$(store dump registrations | grep -c complete=1)" 40
	right_recordings
}
counted() { [ "$(count "$1")" = "$2" ] && [ "$(count "$3")" = "$4" ]; }
# Every recording is as long as its talk, whole, and sounds on both sides.
right_recordings() {
	local line session talk file
	store dump calls | while read -r line; do
		session=$(of session <<<"$line")
		talk=$(($(of talk_us <<<"$line") / 1000))
		file=$(store dump recordings | grep "session=$session " | of path)
		expect "$file is whole and sounds on both sides" loud "$file"
		about "$file in ms" "$(wav "$file" | of ms)" "$talk" 100
	done || exit 1
}

# shows: TRK-18
case_off_hook_alone_answers() {
	new_house
	seats 0102-0102
	kill -9 "$SEATS" # there is no console any more
	expect "lifting the phone answers, hanging it up ends" far calls <<-'SCN'
		calls 1
		caller 01055500100
		dialled 01055509010
		phone 81* answer 700ms hangup 6s
		script one
			wait answer 5s
			speak
			wait agent 10s
			wait release 20s
			expect agent 8102
			expect heard by agent
			expect released by house
	SCN
	soon "the call is over" 5 over 01055500100
	local call=$(calls_of 01055500100)
	about "it rang until the phone was lifted (ms)" $((($(of talking_us <<<"$call") - $(of ringing_us <<<"$call")) / 1000)) 750 250
	equal "the seat ended it" "$(of ended_by <<<"$call")" 1
}

case_console_killed_in_mid_call() {
	new_house
	seats 0102-0102
	far_on calls <<-'SCN'
		calls 1
		caller 01055500100
		dialled 01055509010
		phone 81* answer 200ms
		script one
			wait answer 5s
			wait agent 10s
			talk 4s
			hang up
			expect agent 8102
			expect gap 100ms
			expect released by caller
	SCN
	soon "they talk" 8 talking 0102
	kill -9 "$SEATS"
	expect "the call goes on" far_done
	equal "after-call work waits for its console" "$(z agents | awk '$1 == "0102" { print $2 }')" wrap
	seats 0102-0102
	equal "and is filed when it is back" "$(count orders)" 1
	equal "with the call" "$(calls_of 01055500100 | of order)" "$(store dump orders | of id)"
}
talking() { [ "$(z agents | awk -v s="$1" '$1 == s { print $2 }')" = TALKING ]; }

case_saved_customer_is_known_next_time() {
	new_house
	seats 0102-0102
	one_call() {
		expect "a call" far "$1" <<-'SCN'
			calls 1
			caller 01055502222
			dialled 01055509010
			phone 81* answer 200ms
			script one
				wait answer 5s
				wait agent 10s
				talk 1s
				hang up
				expect agent
		SCN
		soon "it is filed" 8 said ' session ' "$2"
	}
	one_call first 1
	expect "unknown at first" grep -q '5550 2222 customer - ' "$W/seats.log"
	equal "saved" "$(probe customer 0111 123456 "New customer" 01055502222 | tail -1)" OK
	one_call second 2
	expect "known then" grep -q '5550 2222 customer C-0000' "$W/seats.log"
}
