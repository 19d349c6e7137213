# IP trunks: calls over SIP and RTP, against SIPp.  All on loopback addresses of this run alone.

setup() {
	NET=127.7.$(($$ % 250 + 1))
	US=$NET.1 THEM=$NET.2 STRANGER=$NET.3 ASKED=$NET.4
	SITE="s|{ number = 2; driver|{ number = 3; driver = \"rtp\"; name = \"gateway\"; address = \"$US\"; port = 20000; },\n\t&|
		s|{ name = \"pbx\"; kind|{ name = \"voip\"; kind = \"sip\"; sip_listen = \"$US:5060\"; sip_peer = \"$THEM:5060\"; sip_ping_s = 0; },\n\t{ name = \"asked\"; kind = \"sip\"; sip_listen = \"$US:5062\"; sip_peer = \"$ASKED:5060\"; sip_ping_s = 1; },\n\t&|
		s|{ group = \"pbx\"; span|{ group = \"voip\"; span = 3; first_slot = 1; last_slot = 4; },\n\t&|
		s|^services = |routes = ( { number = \"9*\"; group = \"voip\"; }, { group = \"carrier\"; } );\n&|"
	new_house
	probe digit 0 "$W/key.alaw"
	seats 0102-0103
	far isup <<-SCN
		calls 1
		phone 81* answer 300ms
		script key
			caller 01055500801
			dialled 01055509000
			wait answer 5s
			pause 1500ms
			press 0
			wait agent 20s
			talk 2s
			hang up
	SCN
	far_on phones --phones <<-SCN
		calls 0
		phone 81* answer 300ms
		script none
			hang up
	SCN
}

# scenario NAME [SED]: a scenario as SIPp gets it, in the house's folder.
scenario() { sed "${2:-}" "tests/system/sip/$1.xml" >"$W/$CASE-$1.xml"; }

# sip_far SCENARIO [options]: SIPp as the peer, from FROM, until its call is done.  What it plays is looked for in the house's folder.
sip_far() {
	local name=$1
	[ -e "$W/$CASE-$name.xml" ] || scenario "$name"
	shift
	(cd "$W" && exec timeout 60 sipp "$US:5060" -sf "$CASE-$name.xml" -i "${FROM:-$THEM}" -p 5060 -mi "${FROM:-$THEM}" -mp 6000 \
		-m 1 -nostdin -trace_err -error_file "$CASE-$name.err" \
		-trace_msg -message_file "$CASE-$name.msg" "$@") >"$W/$CASE-$name.log" 2>&1
}
# sip_called SCENARIO: in the background, waiting for a call; $SIPP is its number.
sip_called() {
	sip_far "$@" -rtp_echo &
	SIPP=$!
	STARTED="${STARTED:-} $SIPP"
	soon "the peer listens" 10 listens "$THEM"
}
# listens ADDRESS: somebody has its UDP port 5060.
listens() {
	local a b c d
	IFS=. read -r a b c d <<<"$1"
	grep -q "$(printf '%02X%02X%02X%02X:13C4' "$d" "$c" "$b" "$a")" /proc/net/udp
}
voip_idle() { [ "$(z circuits voip | grep -c ' IDLE ')" = 4 ]; }

# A caller over No. 7 pressed the same key before (setup).
case_same_flow_as_a_no_7_call() {
	scenario in 's|<!-- key -->|<nop><action><exec rtp_stream="key.alaw,1,8"/></action></nop>|
		s|\[media_port\]|[rtpstream_audio_port]|'
	expect "the caller is answered and hangs up" sip_far in -s 01055509000 -key caller 01055500802 -d 6000
	soon "both are over" 5 eval 'over 01055500801 && over 01055500802'
	for field in service queue rings ended_by cause; do
		equal "$field of the call over IP" "$(calls_of 01055500802 | of $field)" "$(calls_of 01055500801 | of $field)"
	done
	equal "its trunk" "$(calls_of 01055500802 | of trunk)" voip
	soon "its recording is closed" 5 recorded_of 01055500802
	expect "the menu's key brought it to an agent" [ "$(calls_of 01055500802 | of talking_us)" -gt 0 ]
	soon "its channel is free" 5 voip_idle
}

# What we send comes back: both sides of the recording sound.
case_audio_goes_both_ways() {
	local lost=$(stat sip RTP_LOST) refused=$(stat sip RTP_REFUSED)
	expect "the caller is answered and hangs up" sip_far in -s 01055509010 -key caller 01055500810 -d 5000 -rtp_echo
	soon "its recording is closed" 5 recorded_of 01055500810
	expect "both sides sound" loud "$(recording_of 01055500810)"
	equal "packets from strangers" "$(stat sip RTP_REFUSED)" "$refused"
	about "packets lost" "$(stat sip RTP_LOST)" "$lost" 5
	soon "its channel is free" 5 voip_idle
}

case_call_out_and_we_hang_up() {
	sip_called out
	expect "the agent talks" probe dial 0104 123456 901055501234 2
	expect "the called party saw INVITE, ACK and BYE" wait "$SIPP"
	grep -q "^INVITE sip:901055501234@$THEM:5060 " "$W/$CASE-out.msg" || expect "the number is in the request" false
	soon "its channel is free" 5 voip_idle
}

case_call_out_and_they_hang_up() {
	sip_called out-bye
	run dial "$B/tests/system/probe" dial 0104 123456 901055501235 20
	local dial=$LAST
	expect "the called party hangs up" wait "$SIPP"
	soon "its channel is free" 5 voip_idle
	wait "$dial"
	grep -q '^TALKING' "$W/dial.log" || expect "the agent talked" false
}

case_busy_is_told() {
	sip_called busy
	probe dial 0104 123456 901055501236 2 >"$W/$CASE.dial"
	expect "the called party is busy" wait "$SIPP"
	soon "the record says so" 5 eval '[ "$(store dump calls | grep dialled=\"901055501236\" | of result)" = 2 ]'
	soon "its channel is free" 5 voip_idle
}

case_a_call_we_give_up_is_cancelled() {
	sip_called ring
	run dial "$B/tests/system/probe" dial 0104 123456 901055501237 20
	soon "it rings" 5 eval 'z circuits voip | grep -q RINGING'
	kill "$LAST"
	expect "z reset" z reset voip
	expect "the called party saw a CANCEL" wait "$SIPP"
	soon "its channel is free" 5 voip_idle
}

case_a_peer_that_does_not_answer_is_an_alarm() {
	peer_is() { z ask sip peers | grep -q "^asked .* $1 "; }
	alarm_stands() { z status | grep -q SIP-PEER; }
	soon "nobody is there" 5 peer_is down
	soon "an alarm stands" 5 alarm_stands
	scenario options
	(cd "$W" && exec timeout 60 sipp -sf "$CASE-options.xml" -i "$ASKED" -p 5060 -nostdin) >"$W/$CASE.log" 2>&1 &
	STARTED="${STARTED:-} $!"
	soon "it answers" 10 peer_is up
	soon "the alarm is over" 10 eval '! alarm_stands'
}

# The switch stands still for a moment, or it would answer before anybody can give up.
case_a_caller_who_gives_up_is_let_go() {
	local acdd=$(cat "$RUN_DIR/acd.pid")
	kill -STOP "$acdd"
	sip_far cancel -s 01055509010 -key caller 01055500825
	local status=$?
	kill -CONT "$acdd"
	expect "200 for the CANCEL, 487 for the INVITE" [ $status = 0 ]
	soon "its channel is free" 5 voip_idle
	soon "no call is left" 5 no_calls
}

case_without_a_law_it_is_refused() {
	local before=$(stat sip NO_MEDIA)
	scenario refused 's/STATUS/488/; s|RTP/AVP 8 0|RTP/AVP 0|; /PCMA/d'
	expect "488" sip_far refused -s 01055509000 -key caller 01055500820
	equal "counted" "$(stat sip NO_MEDIA)" $((before + 1))
}

case_strangers_are_refused() {
	local before=$(stat sip STRANGERS)
	scenario refused 's/STATUS/403/'
	FROM=$STRANGER expect "403" sip_far refused -s 01055509000 -key caller 01055500821
	equal "counted" "$(stat sip STRANGERS)" $((before + 1))
}

# nonsense N: datagrams of no sense, some of them cut off from a message that has some.
nonsense() {
	local i
	for ((i = 0; i < $1; i++)); do
		head -c $((RANDOM % 400 + 1)) /dev/urandom >"/dev/udp/$US/5060"
		head -c $((RANDOM % 300 + 1)) "$W/nonsense" >"/dev/udp/$US/5060"
		head -c $((RANDOM % 60 + 1)) /dev/urandom >"/dev/udp/$US/$((20002 + 2 * (i % 4)))"
	done
}
case_malformed_datagrams_do_no_harm() {
	local pid=$(cat "$RUN_DIR/sip.pid") before=$(stat sip BAD_PACKETS)
	printf 'INVITE sip:1@%s SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9\r\nFrom: <sip:\r\nTo: ;tag=\r\nCSeq: -1 BYE\r\nContent-Length: 99999\r\n\r\nv=0\r\nm=image 9 udptl t38\r\n' \
		"$US" >"$W/nonsense"
	nonsense 200
	sleep 1
	equal "sipd is the same process" "$(cat "$RUN_DIR/sip.pid")" "$pid"
	[ "$(stat sip BAD_PACKETS)" -gt "$before" ] || expect "they are counted" false
	expect "calls come through as before" sip_far in -s 01055509010 -key caller 01055500830 -d 1000 -rtp_echo
	soon "its channel is free" 5 voip_idle
}

# Its dialogs are gone, its callers' legs are given up, and it takes calls again.
case_killed_and_back() {
	sip_far in -s 01055509010 -key caller 01055500840 -d 8000 -rtp_echo &
	local caller=$!
	soon "the call stands" 10 eval 'z circuits voip | grep -q " UP "'
	kill -9 "$(cat "$RUN_DIR/sip.pid")"
	soon "the switch gives the call up" 10 over 01055500840
	wait $caller # whose BYE finds nothing
	soon "all channels are free" 10 voip_idle
	expect "the next call comes through" sip_far in -s 01055509010 -key caller 01055500841 -d 1000 -rtp_echo
}
