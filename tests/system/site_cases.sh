# The installation as it is shipped, on one machine.

talking() { [ "$(z circuits carrier | grep -c " TALKING_$1 ")" = "$2" ]; }
signed_in() { [ "$(z agents | grep -c '^0[0-9][0-9][0-9] ')" = "$1" ]; }

# One E1, 25 in and 5 out, 12 seats: all of it at once.
# shows: NFR-01
case_as_shipped() {
	local seat
	new_house etc/zongji.conf
	equal "circuits in, out, and those of the line" "$(z groups | awk '$1 == "carrier" { print $4, $6, $7 }')" "30 0/25 0/5"
	far_on all <<-'SCN'
		calls 25
		rate 20
		most 200
		caller 01055500100 count
		dialled 01055509000
		phone 0* answer 200ms
		phone 81* answer 200ms
		script stand
			wait answer 5s
			pause 12s
			press 0
			pause 25s
			hang up
	SCN
	run seats "$B/bin/autoseat" --seats 0101-0107
	for seat in 0108 0109 0110 0111 0112; do
		run "dial-$seat" "$B/tests/system/probe" dial "$seat" 123456 01055501234 25
	done
	soon "25 calls stand inbound" 20 talking IN 25
	soon "5 calls stand outbound" 10 talking OUT 5
	soon "12 seats are signed in" 5 signed_in 12
	expect "25 calls still stand inbound" talking IN 25
	expect "the callers end as they meant to" far_done
	equal "calls that stood" "$(grep -c ' answered_ms=[0-9].*released_by=caller' "$W/all.txt")" 25
	soon "all circuits are idle again" 15 idle_circuits
}

# shows: NFR-09
case_one_command_each() {
	local pids pid
	new_house
	pids=$(house_pids)
	equal "processes of the house, all on this machine" "$(for pid in $pids; do cat "/proc/$pid/comm"; done | sort | tr '\n' ' ')" \
		"acdd crmd faxd isupd mediad prid zongjid "
	expect "one command stops it" z stop
	wait "$HOUSE"
	equal "its exit status" $? 0
	for pid in $pids; do
		kill -0 "$pid" 2>/dev/null && expect "process $pid has ended" false
	done
	equal "rings and journals left in memory" "$(ls "$RUN_DIR" 2>/dev/null | grep -c '\.\(ring\|pid\|sock\)$')" 0
	HOUSE=
}

# within MS LINE: the time that ends the line is at most that.
within() { [ "$(echo "$2" | sed -n 's/.* ms \([0-9]*\)$/\1/p')" -le "$1" ]; }

# A hundred thousand customers: the file is on screen 300 ms after the first ring, and is found by number, name, address and phone in 200.
# shows: CRM-02 AGT-13 CRM-07
case_hundred_thousand_customers() {
	local key line
	make_store() {
		{ cat etc/demo-data.txt; seq -f %06.0f 1 100000 |
			sed 's/.*/customer 用户& "0000 &" "示例区长巷 & 号" 示例区 居民一级 - ""/'; } >"$W/many.txt"
		store init && store demo "$W/many.txt"
	} >"$W/store.log" 2>&1
	new_house
	far_on ring <<-'SCN'
		calls 1
		caller 0000077777
		dialled 01055509010
		phone 81* answer 8s
		script wait
			wait answer 5s
			pause 12s
			hang up
	SCN
	run pop "$B/tests/system/probe" pop 0102 123456 10
	soon "the customer is on screen" 15 grep -q '^pop ' "$W/pop.log"
	line=$(grep '^pop ' "$W/pop.log" | head -1)
	equal "who calls" "$(echo "$line" | cut -d' ' -f2)" 用户077777
	expect "in time: $line" within 300 "$line"
	key=$(store dump customers | of_customer 用户077777)
	for key in "C-$(printf %06d $((key & 0xffffffff)))" 用户077777 "长巷 077777" 0000077777; do
		line=$(probe find 0103 123456 "$key" | tail -1)
		equal "the first found by $key" "$(echo "$line" | cut -d' ' -f4)" 用户077777
		expect "in time: $key: $line" within 200 "$line"
	done
}
# of_customer NAME: the record's id.
of_customer() { sed -n "s/.*{id=\([0-9]*\) .*name=\"$1\".*/\1/p"; }
