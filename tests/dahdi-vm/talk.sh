#!/bin/bash
# In the machine: thirty calls at once on one span, each with a prompt, a key, a bridge to a phone of its own and a recording.  What each
# caller said must be in its recording octet for octet, and not one block may have been lost or doubled on the way.
. /inside.sh
ROOM=talk
TALKS=30 SECONDS_EACH=10
LOST="UNDERRUNS OVERRUNS NOT_RECEIVED SLIPS FULL_OUT REC_GAPS REC_LOST TICKS_SKIPPED" # not STARVED: each bridge begins with one

cp /talk.flow tests/system/flows/talk.flow
/bin/same make /tmp/noise.wav $SECONDS_EACH
eval "$(declare -f make_store | sed '1s/make_store/make_demo_store/')"
make_store() {
	make_demo_store
	for n in $(seq 13 $((TALKS + 1))); do
		store seat-add "01$n" name="seat $n" role=agent level=1 phone="81$n" trunk=pbx queues=01:3 password=123456 || exit 1
	done >>"$W/store.log" 2>&1
}
thirty_talk() { [ "$(z agents | grep -c TALKING)" = $TALKS ]; }
counted() { for name in $LOST; do echo "$name=$(stat media $name)"; done | paste -sd' '; }

all_as_scripts_want() { equal "calls" "$(grep -c ' ok=1 ' "$W/calls.txt")" $TALKS; }
recordings_are_exact() {
	local path exact=0
	for path in $(store dump recordings | of path); do
		/bin/same in /tmp/noise.wav "$path" && exact=$((exact + 1))
	done
	equal "recordings that hold what was sent" $exact $TALKS
}
nothing_is_lost() {
	local counts=$(counted)
	echo "figures talk30 $counts STARVED=$(stat media STARVED)"
	equal "blocks lost or doubled" "$(echo "$counts" | tr ' ' '\n' | awk -F= '{ n += $2 } END { print n }')" 0
}

sed -i 's/queues=[^ ]*/queues=01:3/' etc/demo-data.txt
new_house etc/zongji.conf
seats 0102-0112 --wrap 0.2
run more-seats "$B/bin/autoseat" --seats 0113-01$((TALKS + 1)) --wrap 0.2
soon "all seats are ready" 30 seats_ready 102 $((101 + TALKS))
far_on calls <<-SCN
	calls $TALKS
	rate 15
	begin 500ms
	caller 01055500100 count
	dialled 01055509000
	phone 81* answer 200ms
	script talk
		wait answer 20s
		wait prompt menu-main 20s
		press 0
		wait agent 60s
		say /tmp/noise.wav
		talk 500ms
		hang up
		expect agent
		expect gap 40ms
		expect released by caller
SCN
soon "thirty talk" 60 thirty_talk
verdict thirty_talk_at_once true
far_done
soon "all are recorded" 20 eval '[ "$(count recordings)" = $TALKS ]'
verdict keys_prompts_and_bridges all_as_scripts_want
verdict 0_slips nothing_is_lost
verdict recordings_are_sample_exact recordings_are_exact
[ $failed = 0 ] || { z stats media; store dump recordings; }
exit $failed
