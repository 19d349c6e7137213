#!/bin/bash
# In the machine: agents' telephones and two exchange lines on the loops of a DAHDI span (3; its far end is 4), the carrier on span 1 (2).
export PATH=/usr/bin:$PATH
cd /house || exit 1
verdict() { [ "$1" = 0 ] && echo "ok $2" || { echo "not ok $2"; bad=1; }; }
bad=0
B=/ W=/tmp/cas
. tools/dev/lib.sh
mkdir -p $W
# A bank whose lines are idle before anybody speaks for it: the far ends of the telephones and of the exchange lines.
sed -i 's/^bchan=.*/bchan=1-93,104-109,112-124\nfxsks=94-103\nfxoks=110-111/' /etc/dahdi/system.conf
dahdi_cfg || exit 1
make_site etc/zongji.conf
make_store
start_house
zongji drivers

# calls NAME: the far end plays the scenario on standard input.
calls() {
	cat >"$W/$1.scn"
	farend --scenario "$W/$1.scn" --report "$W/$1.txt" >"$W/$1.log" 2>&1
	local status=$?
	[ $status = 0 ] || { tail -5 "$W/$1.log"; zongji ask cas circuits; tail -20 "$W/zongjid.log"; }
	return $status
}
ready() { zongji agents | awk '$2 == "ready" { n++ } END { exit n != 2 }'; }
idle() { [ "$(zongji ask cas circuits | grep -c ' IDLE .* on-hook')" = 12 ]; }

autoseat --seats 0106-0107 --wrap 0.5 >"$W/seats.log" 2>&1 &
SEATS_PID=$!
wait_for 20 ready
verdict $? seats_are_ready

calls isup <<-'SCN'
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
		expect agent
		expect heard by agent
		expect gap 100ms
		expect agent gap 100ms
		expect released by caller
SCN
verdict $? telephones_ring_and_answer_by_lifting
wait_for 20 idle
verdict $? and_are_hung_up_again

calls hangup <<-'SCN'
	calls 2
	rate 10
	most 1
	caller 01055500200 count
	dialled 01055509010
	phone 81* answer 300ms hangup 7s
	script short
		wait answer 5s
		wait agent 20s
		wait release 20s
		expect agent
		expect released by house
SCN
verdict $? hanging_up_ends_the_call
wait_for 20 idle

calls flash <<-'SCN'
	calls 1
	caller 01055500300
	dialled 01055509010
	phone 81* answer 300ms flash 5s
	script held
		wait answer 5s
		wait agent 20s
		talk 9500ms
		hang up
		expect agent
		expect heard music
SCN
verdict $? a_flash_holds
wait_for 20 idle

calls menu <<-'SCN'
	calls 2
	rate 10
	most 1
	via cas
	dialled 01055509000
	phone 81* answer 300ms
	script menu
		wait answer 30s
		wait prompt welcome 20s
		wait prompt menu-main 20s
		press 2
		wait agent 60s
		talk 3s
		hang up
		expect agent
		expect heard by agent
		expect gap 100ms
		expect released by caller
SCN
verdict $? an_analogue_line_goes_through_the_menu
wait_for 30 idle

# casd is killed while both ends of the talk are loops.
talks() { [ "$(zongji ask cas circuits | grep -c ' UP .* leg ')" = 2 ]; }
(
	wait_for 60 talks
	for i in 1 2 3; do
		kill -9 "$(cat "$RUN_DIR/cas.pid")"
		sleep 0.3
		wait_for 10 talks
	done
) &
calls killed <<-'SCN'
	calls 1
	via cas
	dialled 01055509000
	phone 81* answer 300ms
	script long
		wait answer 30s
		wait prompt menu-main 20s
		press 2
		wait agent 60s
		talk 12s
		hang up
		expect agent
		expect heard by agent
		expect gap 300ms
		expect agent gap 300ms
		expect released by caller
SCN
verdict $? a_killed_casd_cuts_nothing
[ "$(zongji status | sed -n 's/.*casd.*restarts \([0-9]*\).*/\1/p')" = 3 ]
verdict $? and_was_killed_three_times
wait_for 30 idle
verdict $? all_loops_are_free
stop_house
exit $bad
