# What is wrong, malformed, missing or forbidden: refused in plain words, and calls go on.

# One call that talks for $1 s; the case makes trouble meanwhile.
talk_for() {
	cat <<SCN
calls 1
caller 01055500100
dialled 01055509010
phone 81* answer 200ms
script one
	wait answer 5s
	wait agent 10s
	talk ${1}s
	hang up
	expect agent
	expect heard by agent
	expect gap 100ms
	expect released by caller
SCN
}
talking() { [ "$(z agents | awk -v s="$1" '$1 == s { print $2 }')" = TALKING ]; }
# same_processes PIDS: nobody was restarted since.
same_processes() { equal "processes" "$(house_pids)" "$1"; }

case_unknown_setting() {
	local line daemon out
	W=$HOUSES/bad-$CASE
	mkdir -p "$W"
	sed 's|^site = {|site = {\n\tnonsense = 7;|' etc/zongji.conf >"$W/bad.conf"
	line=$(grep -n nonsense "$W/bad.conf" | cut -d: -f1)
	for daemon in zongjid acdd isupd mediad faxd crmd prid casd; do
		out=$("$B/bin/$daemon" -c "$W/bad.conf" -n 2>&1) && expect "$daemon refuses it" false
		expect "$daemon names file, line and setting: $out" grep -q "bad.conf:$line:.*nonsense" <<<"$out"
	done
}

case_value_out_of_range() {
	local out
	W=$HOUSES/bad-$CASE
	mkdir -p "$W"
	sed 's|node     = 1;|node = 70000;|' etc/zongji.conf >"$W/bad.conf"
	out=$("$B/bin/zongjid" -c "$W/bad.conf" -n 2>&1) && expect "it is refused" false
	expect "file, line and range are named: $out" grep -Eq 'bad.conf:[0-9]+:.*node.*65535' <<<"$out"
}

# An exchange that speaks with 24-bit point codes to a link set of 14 bits.
case_wrong_label() {
	new_house
	local pids=$(house_pids)
	run foreign timeout 30 "$B/bin/farend" --phones --label china24
	local foreign=$LAST
	soon "units in the wrong form are counted" 15 wrong_units
	sleep 1
	expect "the link carries no traffic" [ "$(z groups | awk '$1 == "carrier" { print $3 }')" != up ]
	kill "$foreign"
	wait "$foreign"
	equal "calls offered" "$(stat acd OFFERED)" 0
	same_processes "$pids"
	seats 0102-0102
	expect "an exchange with the right form is served" far right < <(talk_for 1)
}

wrong_units() {
	[ $(($(stat isup MTP3_BAD_LABEL) + $(stat isup MTP3_BAD_DPC) + $(stat isup MTP3_BAD_NI) + $(stat isup MTP3_BAD_MESSAGE))) -gt 0 ]
}

# The exchange believes in circuits that we do not have.
case_unknown_circuit() {
	new_house
	local pids=$(house_pids)
	sed '/group = "carrier"; span = 1/s|pcm = 0|pcm = 5|' "$W/zongji.conf" >"$W/other.conf"
	run other timeout 30 "$B/bin/farend" --phones --conf "$W/other.conf"
	soon "UCIC is answered and counted" 15 unequipped
	equal "calls offered" "$(stat acd OFFERED)" 0
	same_processes "$pids"
}

unequipped() { [ "$(stat isup ISUP_UNEQUIPPED)" -gt 0 ]; }

case_flow_with_missing_prompt() {
	new_house
	local out before
	before=$(z flows | grep '^direct ')
	printf 'hello: play no-such-prompt\n\tthen water\nwater: queue water\n' >"$W/flows/direct.flow"
	out=$(z ask acd reload)
	expect "file, line and prompt are named: $out" grep -q 'direct.flow:1:.*no-such-prompt' <<<"$out"
	equal "the one before stays in force" "$(z flows | grep '^direct ')" "$before"
	printf 'top: menu menu-main\n\t1 "x" water\nwater: queue water\n' >"$W/flows/bye.flow"
	out=$(z ask acd reload)
	expect "a menu without a way to a person is refused: $out" grep -q 'bye.flow:1:' <<<"$out"
	seats 0102-0102
	expect "calls go as before" far calls < <(talk_for 1)
}

case_recordings_folder_removed() {
	new_house
	seats 0102-0102
	far_on calls < <(talk_for 4)
	soon "they talk" 8 talking 0102
	rm -rf "$W/rec"
	expect "the call does not notice" far_done
	soon "it is filed" 8 said ' session ' 1
	expect "another call" far again < <(talk_for 1)
	soon "it is filed too" 8 said ' session ' 2
	expect "the folder is made again, with the next recording" loud "$(store dump recordings | grep 281474976710658 | of path)"
}

case_disk_full() {
	[ "$(id -u)" = 0 ] || skip "needs root to make a small disk"
	W=$HOUSES/bad-$CASE
	SMALL=$(mktemp -d)
	mount -t tmpfs -o size=64k tmpfs "$SMALL" || skip "no small disk can be mounted"
	AT_END="umount $SMALL; rmdir $SMALL"
	SITE="s|rec_dir = \"[^\"]*\"|rec_dir = \"$SMALL\"|" new_house
	local pids=$(house_pids)
	seats 0102-0102
	expect "the call does not notice" far calls < <(talk_for 8)
	soon "it is filed" 8 said ' session ' 1
	expect "failed writes are counted" [ "$(stat media REC_FAILURES)" -gt 0 ]
	expect "and an alarm is logged" grep -q 'media .*ALARM' "$W/zongjid.log"
	equal "the index says that the recording is not whole" "$(store dump recordings | of ok)" 0
	same_processes "$pids"
}

case_passwords() {
	new_house
	equal "no such seat" "$(probe sign-in 0999 123456)" WRONG
	equal "wrong password" "$(probe sign-in 0105 000000)" WRONG
	equal "right password" "$(probe sign-in 0105 123456)" OK
	equal "five wrong ones in a row" "$(probe sign-in 0105 000000 5 | tr '\n' ' ')" "WRONG WRONG WRONG WRONG LOCKED "
	equal "then the right one" "$(probe sign-in 0105 123456)" LOCKED
	equal "other seats are not touched" "$(probe sign-in 0104 123456)" OK
	expect "it stands in the audit" grep -q locked <<<"$(store dump audit | grep 'seat 0105')"
}

case_second_parent() {
	new_house
	local pids=$(house_pids) out
	out=$(timeout 10 "$B/bin/zongjid" 2>&1) && expect "a second zongjid is refused" false
	echo "$out"
	same_processes "$pids"
	expect "the first serves" house_runs
}

case_garbage_to_every_socket() {
	local socket pids n=1
	new_house
	seats 0102-0102
	pids=$(house_pids)
	far_on calls < <(talk_for 5)
	soon "they talk" 8 talking 0102
	for socket in "$RUN_DIR"/*.sock; do
		expect "garbage to ${socket##*/}" timeout 20 "$B/tests/system/probe" garbage "$socket" 300 $((n++))
	done
	expect "the call does not notice" far_done
	soon "it is filed" 8 said ' session ' 1
	same_processes "$pids"
	expect "packets were refused" [ "$(stat crm BAD_PACKETS)" -gt 0 ]
	expect "all answer as before" house_runs
	equal "seats" "$(z agents | awk 'NR > 1 { print $1, $2 }')" "0102 ready"
}
