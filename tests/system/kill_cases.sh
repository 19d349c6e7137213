# Processes that die: the rest go on, what died comes back, nothing is lost or doubled.

# shows: TRK-19
case_each_process_killed_under_load() {
	local role
	new_house
	seats 0102-0110 --wrap 0.5
	far_on calls <<-'SCN'
		calls 18
		rate 2
		most 14
		caller 01055500100 count
		phone 81* answer 200ms
		script water
			dialled 01055509010
			wait answer 5s
			wait agent 90s
			talk 12s
			hang up
			expect answered
			expect agent
			expect released by caller
		script repair
			dialled 01055509001
			wait answer 5s
			pause 300ms
			press 0
			wait agent 90s
			talk 12s
			hang up
			expect answered
			expect agent
			expect released by caller
	SCN
	sleep 4
	for role in acd isup media crm pri; do
		local others=$(others_than $role)
		kill -9 "$(cat "$RUN_DIR/$role.pid")"
		soon "$role runs again" 5 restarted_once $role
		equal "the others are the same processes" "$(others_than $role)" "$others"
		sleep 3
	done
	expect "no answered call is cut, every caller reaches an agent" far_done
	soon "no call is left" 10 no_calls
	soon "all is recorded and filed" 20 all_in_store 18
	equal "calls that the house released" "$(grep -c released_by=house "$W/calls.txt")" 0
	equal "calls with two records" "$(store dump calls | of caller | sort | uniq -d | wc -l)" 0
	equal "registrations and recordings missing" "$(z check | sed -n 's/^faults //p')" 0
	equal "rows unreadable" "$(z check | sed -n 's/^bad rows //p')" 0
	store dump facts >"$W/facts"
	equal "facts stored twice" "$(cut -d' ' -f2 "$W/facts" | sort | uniq -d | wc -l)" 0
	equal "calls whose story has a beginning and an end" "$(store dump calls | grep -v ' offered_us=0 ' | grep -vc ' ended_us=0 ')" 18
	equal "facts that crmd took from the ring and facts stored" "$(stat crm FACTS)" "$(wc -l <"$W/facts")"
	equal "messages that made no sense to their receivers" "$(stat acd BAD_INPUT)/$(stat crm BAD)/$(stat isup ISUP_BAD_REQUEST)/$(stat media REFUSED)" "0/0/0/0"
}
others_than() { z status | awk -v not="$1" '/ pid / { for (i = 1; i <= NF; i++) if ($i == "pid") print $3, $(i + 1) }' | grep -v "^$1"; }
restarted_once() {
	house_runs && z status | grep -E "^process +> $1" | grep -q 'restarts 1 (signal 9)'
}
all_in_store() { [ "$(count calls)" = "$1" ] && [ "$(count orders)" = "$1" ] && [ "$(count recordings)" -ge "$1" ]; }

case_stopped_in_mid_call() {
	new_house
	seats 0102-0105
	far_on calls <<-'SCN'
		calls 6
		rate 10
		caller 01055500100 count
		dialled 01055509010
		phone 81* answer 200ms
		script long
			wait answer 5s
			wait agent 60s
			talk 30s
			hang up
	SCN
	soon "four talk" 10 n_talking 4
	sleep 2
	local offered=$(stat acd OFFERED)
	z stop
	wait "$HOUSE"
	HOUSE=
	equal "calls offered, all in the store" "$(count calls)" "$offered"
	equal "talks among them" "$(store dump calls | grep -vc ' talking_us=0 ')" 4
	equal "calls without an end" "$(store dump calls | grep -c ' ended_us=0 ')" 0
	equal "recordings of the talks" "$(count recordings)" 4
	expect "the store is sound" store check
}
n_talking() { [ "$(z agents | grep -c TALKING)" = "$1" ]; }
