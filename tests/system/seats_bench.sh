#!/bin/bash
# `make bench-seats`: from the moment an agent is free until the phone is told to ring, in a running house with 200 seats and 500 callers
# waiting.  From the stamps of the trace: the agent's packet is taken by acdd, SETUP goes out on the seat's D-channel.
#
# The floor is measured at the same time: how late the machine wakes a process that another one rings, which this way has in it once
# (acdd to prid).  What is above it is ours.
#
# The seats' passwords have the cheapest hash there is: 200 proper ones are a minute's work and more for two busy cores, and not
# what is measured here (tests/unit/crm/rush_test.c).
#
#   SEATS=200   WAITING=500   SECONDS_EACH=40   TALK=6 seconds
set -u
cd "$(dirname "$0")/../.."
B=${B:-build/gcc}
ROOM=bench
CASE=seats
. tests/system/house.sh
SEATS_WANTED=${SEATS:-200} WAITING=${WAITING:-500} SECONDS_EACH=${SECONDS_EACH:-40} TALK=${TALK:-6}
trap 'status=$?; end_house || status=1; exit $status' EXIT
trap 'exit 130' INT TERM

# site: spans 1 to 24 to the carrier (the first with the link), 7 to the PBX.
site() {
	local n spans= runs=
	for n in $(seq 24); do
		spans="$spans { number = $n; driver = \"soft\"; name = \"carrier $n\"; },"
		runs="$runs { group = \"carrier\"; span = $n; first_slot = 1; last_slot = 31; pcm = $((n - 1)); },"
	done
	for n in $(seq 25 31); do
		spans="$spans { number = $n; driver = \"soft\"; name = \"pbx $n\"; },"
		runs="$runs { group = \"pbx\"; span = $n; first_slot = 1; last_slot = 31; },"
	done
	cat <<-CONF
	site = {
		node = 1;
	};
	spans = ( ${spans%,} );
	linksets = ( { name = "carrier"; label = "itu14"; ni = 2; opc = "1000"; apc = "2000"; } );
	links = ( { linkset = "carrier"; span = 1; slot = 16; slc = 0; proving = "emergency"; } );
	groups = (
		{ name = "carrier"; kind = "isup"; linkset = "carrier"; inbound = 4096; outbound = 0; digits = 11; },
		{ name = "pbx"; kind = "pri"; pri_side = "network"; }
	);
	circuits = ( ${runs%,} );
	services = ( { number = "01055509010"; name = "straight to water"; flow = "direct"; } );
	queues = ( { code = 1; name = "water"; zh = "供水服务"; en = "Water"; most = 5000; announce_ms = 300000; } );
	CONF
}

# numbers: four-digit seats from 0201 on, 99 of each group.
numbers() { seq 0 $((SEATS_WANTED - 1)) | awk '{ printf "%02d%02d\n", 2 + int($1 / 99), 1 + $1 % 99 }'; }

mkdir -p "$HOUSES"
site >"$HOUSES/seats.conf"
make_store() {
	"$B/bin/zongji-store" init >"$W/store.log" 2>&1 && probe seats 1 $(numbers) || exit 1
}
new_house "$HOUSES/seats.conf"
for n in $(numbers | cut -c1-2 | sort -u); do
	range=$(numbers | grep "^$n" | sed -n '1p;$p' | paste -sd-)
	run "seats-$n" "$B/bin/autoseat" --seats "$range" --hang-up "$TALK" --wrap 0.5
done
soon "all seats are ready" 120 eval '[ "$(z agents | grep -c ready)" = "$SEATS_WANTED" ]'
FAR_SECONDS=300 far_on calls <<-SCN
	calls 100000
	rate 40
	most $((SEATS_WANTED + WAITING))
	begin 1s
	caller 01055500000 count
	dialled 01055509010
	phone 8* answer 200ms
	deaf
	script patient
		wait answer 20s
		wait release 300s
SCN
soon "the queue is full" 60 eval '[ "$(z queues | awk "\$2 == \"water\" { print \$4 }")" -ge $((WAITING * 9 / 10)) ]'
run trace "$B/bin/zongji" trace -o line
probe wake "$SECONDS_EACH" >"$W/wake"
z queues | sed -n 1,2p
kill "$LAST"
wait "$LAST"
sed -n 's/^\([0-9:.]*\) .*-LINE_DIAL.*/\1/p' "$W/trace.log" >"$W/dialled"
sed -n 's/^\([0-9:.]*\) .*-SETUP .*->.*/\1/p' "$W/trace.log" >"$W/setups"
paste "$W/dialled" "$W/setups" | awk -F '[:\t]' 'NF == 6 { printf "%.3f\n", (($4 - $1) * 3600 + ($5 - $2) * 60 + $6 - $3) * 1000 }' | sort -n |
	awk -v seats="$SEATS_WANTED" -v floor="$W/wake" -v waiting="$(z queues | awk '$2 == "water" { print $4 }')" '
		{ ms[NR] = $1 }
		END {
			if (NR == 0) { print "not so: something was measured"; exit 1 }
			getline wake <floor; split(wake, late, " ")
			p50 = ms[int(NR * 0.5 + 0.999)]; p99 = ms[int(NR * 0.99 + 0.999)]
			printf "bench agent_free_to_ring_p50 ours=%.2f floor=%.2f unit=ms seats=%d waiting=%d n=%d\n", p50, late[1], seats, waiting, NR
			printf "bench agent_free_to_ring_p99 ours=%.2f floor=%.2f ratio=%.2f unit=ms most=%.2f\n", p99, late[2], p99 / late[2], ms[NR]
		}'
wc -l "$W/dialled" "$W/setups" | head -2
