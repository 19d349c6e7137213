# Telephones and exchange lines on a channel bank: hooks and bells alone.

bank() { new_house tests/system/analogue.conf; }

# shows: TRK-18
case_off_hook_is_the_answer() {
	bank
	seats 0102-0102 --wrap 0.5
	expect "both talk and hear each other" far calls <<-'SCN'
		calls 3
		rate 10
		most 1
		caller 01055500100 count
		dialled 01055509010
		phone 81* answer 700ms
		script lifted
			wait answer 5s
			wait agent 20s
			talk 3s
			hang up
			expect agent 8102
			expect heard by agent
			expect gap 100ms
			expect agent gap 100ms
			expect released by caller
	SCN
	equal "telephones rung and answered" "$(stat cas CALLS_OUT)/$(stat cas ANSWERED)" 3/3
	soon "and the telephone is hung up again" 5 telephone_is 2 IDLE on-hook
	equal "events that no state knew" "$(stat cas UNEXPECTED)" 0
}
telephone_is() { z circuits pbx "$1" | awk -v state="$2" -v hook="$3" 'NR == 2 { found = $4 == state && $9 == hook } END { exit !found }'; }

case_on_hook_is_the_end() {
	bank
	seats 0102-0102 --wrap 0.5
	expect "the house releases when the agent hangs up" far calls <<-'SCN'
		calls 2
		rate 10
		most 1
		caller 01055500100 count
		dialled 01055509010
		phone 81* answer 300ms hangup 6s
		script short
			wait answer 5s
			wait agent 20s
			wait release 20s
			expect agent 8102
			expect released by house
			expect cause 16
	SCN
	soon "work after the call is done" 10 said ' session ' 2
}

case_flash_holds_and_takes_back() {
	bank
	seats 0102-0102 --wrap 0.5
	expect "the caller hears music between two flashes" far calls <<-'SCN'
		calls 1
		caller 01055500100
		dialled 01055509010
		phone 81* answer 300ms flash 5s
		script held
			wait answer 5s
			wait agent 20s
			talk 9500ms
			hang up
			expect agent 8102
			expect released by caller
	SCN
	local record=$(far_of calls 01055500100)
	expect "voice, then music" grep -Eq 'voice-02,music' <<<"$(heard_of <<<"$record")"
	about "and the voice again: the agent's tone, which never stops, was heard in the talk only (ms)" "$(of talk_ms <<<"$record")" 5000 1000
	soon "it is filed" 10 said ' session 1-1 ' 1
	about "time on hold in the record (ms)" $(($(calls_of 01055500100 | of held_us) / 1000)) 5000 1500
}

# One script, by No. 7 and by an analogue line: the same is heard, in the same order, and the agent answers.  (VoIP's turn: sip_cases.sh)
# shows: TRK-13
case_analogue_call_runs_the_same_flow() {
	local via
	bank
	seats 0102-0103 --wrap 0.5
	z drivers >"$W/drivers.txt"
	for via in isupd prid casd sipd soft dahdi rtp; do
		expect "$via is in the list of accesses and drivers" grep -qw "$via" "$W/drivers.txt"
	done
	for via in isup cas; do
		expect "a call by $via goes through the menu" far "$via" <<-SCN
			calls 1
			via $via
			no number
			dialled 01055509000
			phone 81* answer 300ms
			script menu
				wait answer 20s
				wait prompt welcome 20s
				wait prompt menu-main 20s
				press 2
				wait agent 60s
				talk 3s
				hang up
				expect answered
				expect agent
				expect heard by agent
				expect gap 100ms
				expect released by caller
		SCN
		soon "its line is free again" 10 no_calls
	done
	equal "what was heard by the line" "$(grep ^call= "$W/cas.txt" | heard_of | sed 's/voice-[0-9]*/agent/g')" \
		"$(grep ^call= "$W/isup.txt" | heard_of | sed 's/voice-[0-9]*/agent/g')"
	equal "trunk groups in the records" "$(store dump calls | of trunk | sort | paste -sd/)" carrier/lines
	expect "the line is named by span and timeslot" grep -q "circuit=$((2 * 32 + 17)) " <<<"$(store dump calls | grep '"lines"') "
}

# Both ends of a talk are loops, and casd is killed again and again.
case_killed_casd_cuts_nothing() {
	local i
	bank
	seats 0106-0107 --wrap 0.5
	far_on calls <<-'SCN'
		calls 2
		rate 1
		via cas
		dialled 01055509000
		phone 81* answer 300ms
		script long
			wait answer 20s
			wait prompt menu-main 20s
			press 2
			wait agent 60s
			talk 12s
			hang up
			expect agent
			expect heard by agent
			expect gap 200ms
			expect agent gap 200ms
			expect released by caller
	SCN
	soon "both talk" 40 talking 4
	for i in 1 2 3; do
		kill -9 "$(cat "$RUN_DIR/cas.pid")"
		soon "it runs again and holds all four legs" 10 talking 4
	done
	equal "restarts" "$(z status | sed -n 's/.*casd.*restarts \([0-9]*\).*/\1/p')" 3
	expect "no talk was cut" far_done
	soon "no call is left" 10 no_calls
	soon "all loops are free" 10 loops_idle 12
	equal "registrations and recordings missing" "$(z check | sed -n 's/^faults //p')" 0
}
talking() { [ "$(z ask cas circuits | grep -c ' UP .* leg ')" = "$1" ]; }
loops_idle() { [ "$(z ask cas circuits | grep -c ' IDLE ')" = "$1" ]; }

case_operator_sees_and_blocks_loops() {
	bank
	seats 0102-0103 --wrap 0.5
	far_on calls <<-'SCN'
		calls 1
		begin 3s
		caller 01055500100
		dialled 01055509010
		phone 81* answer 300ms
		script blocked
			wait answer 5s
			wait agent 20s
			talk 1s
			hang up
			expect agent 8103
	SCN
	expect "kinds of access and drivers" grep -Eq '^access +ISDN PRI +prid +-' <<<"$(z drivers)"
	expect "the loops' groups" grep -Eq '^access +analogue \(CAS\) +casd +pbx,lines' <<<"$(z drivers)"
	expect "the span by marks" grep -Eq '^E1-2 +bank +CAS \.{10}-----S\.\.' <<<"$(z spans)"
	expect "one is blocked" z block pbx 2
	expect "it shows" grep -Eq '^E1-2 +bank +CAS \.x' <<<"$(z spans)"
	expect "the other telephone was rung" far_done
	expect "and it is unblocked" z unblock pbx 2
	expect "no unknown group" grep -q 'no trunk group x' <<<"$(z block x 2>&1)"
}
