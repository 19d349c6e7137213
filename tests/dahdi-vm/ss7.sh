#!/bin/bash
# In the machine: No. 7 and PRI over channels of DAHDI, signalling alone (`deaf`): a hundred calls from the carrier to agents' phones behind
# the PBX, a hundred from agents to the carrier.  Where the kernel argument `plain` stands, its driver knows no mtp2 channels.
. /inside.sh
ROOM=ss7
CALLS=100
dchan() { grep -q ' plain' /proc/cmdline; }

# Is the link what this machine's driver lets it be?
kind_of_link() {
	local fallen=$(grep -c 'knows no mtp2 channels; a dchan takes the place of one' "$W/zongjid.log" "$W/in.log" | awk -F: '{ n += $2 } END { print n }')
	equal "ends that took a dchan instead" "$fallen" "$(dchan && echo 2 || echo 0)"
	equal "the type of the link's channel" "$(sed -n 's/^[ \t]*16 .* \(MTP2\|HDLCFCS\|HDLCRAW\).*/\1/p' /proc/dahdi/1)" "$(dchan && echo HDLCFCS || echo MTP2)"
}

calls_in() {
	equal "calls as their scripts want them" "$(grep -c ' ok=1 ' "$W/in.txt")" $CALLS
	equal "calls that agents served" "$(sed -n 's/^autoseat: \([0-9]*\) calls served.*/\1/p' "$W/seats.log")" $CALLS
	equal "calls in the store" "$(count calls)" $CALLS
}
calls_out() {
	equal "calls that were talked on" "$(cat "$W"/out-*.log | grep -c '^TALKING')" $CALLS
	equal "calls that were refused" "$(cat "$W"/out-*.log | grep -c '^refused')" 0
	soon "all circuits are idle again" 5 idle_circuits
	soon "all channels are idle again" 5 channels_idle
}
channels_idle() { [ "$(z ask pri circuits | grep '^pbx' | grep -vc ' IDLE')" = 0 ]; }

new_house etc/zongji.conf
seats 0102-0107 --hang-up 0.2 --wrap 0
far_on in <<-SCN
	calls $CALLS
	rate 20
	most 20
	begin 1s
	caller 01055500100 count
	dialled 01055509010
	phone 81* answer 100ms
	deaf
	script in
		wait answer 20s
		wait release 120s
		expect answered
		expect released by house
SCN
verdict "the_link_is_$(dchan && echo a_dchan || echo mtp2)" kind_of_link
far_done
kill "$SEATS"
wait "$SEATS"
verdict a_hundred_calls_in_to_phones_on_pri calls_in
far_on out --phones <<-SCN
	phone * answer 100ms
	deaf
	script none
		hang up
SCN
pids=
for seat in 0102 0103 0104 0105; do
	run "out-$seat" /tests/system/probe dial $seat 123456 01055501234 0.1 $((CALLS / 4))
	pids="$pids $LAST"
done
wait $pids
verdict a_hundred_calls_out calls_out
[ $failed = 0 ] || { z links; z circuits | grep -v IDLE; }
echo "figures ss7 link=$(dchan && echo dchan || echo mtp2) calls_in=$CALLS calls_out=$CALLS at=$(cut -d' ' -f1 /proc/uptime)s"
exit $failed
