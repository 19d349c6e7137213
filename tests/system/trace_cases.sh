# The trace: a call's whole story by its session number, in both label forms, while it stands and when it is over.

one_caller() {
	cat <<'SCN'
calls 1
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
	expect agent
	expect released by caller
SCN
}

# says WORDS: the ladder has a line with them.
says() { grep -qF -- "$1" "$W/ladder.txt" || { echo "no '$1' in:"; cat "$W/ladder.txt"; false; }; }

# before A B: the first line with A stands above the first with B.
before() { [ "$(grep -nF -m1 -- "$1" "$W/ladder.txt" | cut -d: -f1)" -lt "$(grep -nF -m1 -- "$2" "$W/ladder.txt" | cut -d: -f1)" ]; }

# story_of_a_call LABEL
story_of_a_call() {
	local what
	LABEL=$1 new_house
	seats 0102-0102
	far_on story < <(one_caller)
	expect "the caller reaches a seat" far_done
	soon "the call is in the store" 10 test "$(count calls)" = 1
	sleep 0.3
	z trace -o line -n -s 1-1 >"$W/ladder.txt" || expect "the trace can be read" false
	for what in 'IAM cic' LINE_OFFERED LINE_ACCEPT 'ACM cic' 'ANM cic' 'MEDIA_SLOT play' MEDIA_DIGIT LINE_DIAL 'SETUP ' LINE_SEIZED \
		'CONNECT ' LINE_ANSWERED 'MEDIA_SLOT bridge' 'REL cic' 'RLC cic' 'LINE_RELEASED 16' 'RELEASE_COMPLETE ' MEDIA_RECORDED \
		'call: TALKING -CUSTOMER_GONE-> ENDED' 'seat: READY -OFFER-> RINGING' 'FACT CALL_ENDED'; do
		expect "the ladder of the session has its parts" says "$what"
	done
	expect "signalling stands in its order" before 'IAM cic' 'ACM cic'
	expect "signalling stands in its order" before 'ACM cic' 'ANM cic'
	expect "the seat is dialled before it answers" before LINE_DIAL LINE_ANSWERED
	expect "the release comes last" before 'MEDIA_SLOT bridge' 'REL cic'
	for what in SLTM GRS 'FSN' HELLO; do
		! grep -qF "$what" "$W/ladder.txt" || expect "nothing of other matters is in it ($what)" false
	done
	expect "the call before any other is one only" test "$(grep -c 'IAM cic' "$W/ladder.txt")" = 1
}

case_a_session_in_14_bits() { story_of_a_call itu14; }
case_a_session_in_24_bits() { story_of_a_call china24; }

# Traces copied from a site say the same as the living ones.
case_a_copied_trace() {
	new_house
	seats 0102-0102
	far_on story < <(one_caller)
	expect "the caller reaches a seat" far_done
	sleep 0.5
	mkdir -p "$W/copy"
	cp "$RUN_DIR"/*.trace "$W/copy"
	z trace -r "$W/copy" -o line -s 1-1 >"$W/ladder.txt"
	expect "the copy has the call" says 'IAM cic'
	expect "the copy has the seat" says LINE_DIAL
}
