# The house as a service: what a service manager keeps for the next parent, what ends calls and what does not; and as it is installed.

# A house whose parent is a service of `manager`; what the manager saw is $W/zongjid.log, with the house's own lines.
start_house() {
	"$B/tests/system/manager" "$PWD/$W/notify" 300 "$BIN/zongjid" >"$W/zongjid.log" 2>&1 &
	HOUSE=$!
	wait_for 20 house_runs || { tail -20 "$W/zongjid.log" >&2; die "the house did not start"; }
}
manager_saw() { [ "$(grep -c "^$1" "$W/zongjid.log")" = "$2" ]; }
parent_pid() { sed -n 's/^started //p' "$W/zongjid.log" | tail -1; }
recorded() { [ "$(count recordings)" = "$1" ]; }
n_talking() { [ "$(z agents | grep -c TALKING)" = "$1" ]; }

# Two agents talk, for as long as the case needs them to.
two_talk() {
	new_house
	seats 0102-0103
	far_on calls <<-'SCN'
		calls 2
		rate 10
		caller 01055500100 count
		dialled 01055509010
		phone 81* answer 200ms
		script long
			wait answer 5s
			wait agent 60s
			talk 20s
			hang up
			expect agent
			expect gap 200ms
			expect released by caller
	SCN
	soon "two talk" 20 n_talking 2
}

case_said_to_the_manager() {
	new_house
	expect "it is ready" manager_saw 'said READY=1' 1
	soon "and says what runs" 5 manager_saw 'said STATUS=6 of 6 daemons run, 0 restarts' 1
	equal "what is kept" "$(grep '^keeps' "$W/zongjid.log" | sort | tr '\n' ' ')" "keeps power-1 keeps power-2 "
	kill -9 "$(cat "$RUN_DIR/crm.pid")"
	soon "a restart is told" 10 manager_saw 'said STATUS=6 of 6 daemons run, 1 restarts' 1
	z stop
	wait "$HOUSE"
	equal "its end" $? 0
	HOUSE=
	expect "the end is told" manager_saw 'said STOPPING=1' 1
	expect "nothing is kept after a stop" manager_saw 'holds 0' 1
}

# SIGUSR1, as `systemctl restart` sends it: another parent, the same daemons, not a gap in a talk.
case_left_to_the_next_parent() {
	local old pids
	two_talk
	old=$(parent_pid) pids=$(cat "$RUN_DIR"/*.pid | sort)
	kill -USR1 "$HOUSE"
	soon "the parent has left" 5 manager_saw 'ended with status 75' 1
	soon "there is another" 10 manager_saw 'said READY=1' 2
	expect "another process" [ "$(parent_pid)" != "$old" ]
	equal "the daemons" "$(cat "$RUN_DIR"/*.pid | sort)" "$pids"
	equal "all adopted" "$(grep -c ': adopted, pid' "$W/zongjid.log")" "$(wc -l <<<"$pids")"
	expect "the calls end as the callers meant them to, without a gap" far_done
	equal "times a line was dead" "$(grep -c 'line is dead' "$W/calls.log")" 0
}

# The next parent cannot use the daemons it finds (here another size of a ring; after an upgrade, another catalogue): the calls are ended in
# order, the daemons stopped, and started anew.
case_next_parent_finds_daemons_that_do_not_fit() {
	local pids
	two_talk
	sleep 1
	pids=$(cat "$RUN_DIR"/*.pid | sort)
	printf 'crm = { facts_kb = 512; };\n' >>"$W/zongji.conf"
	kill -USR1 "$HOUSE"
	soon "there is another parent" 20 manager_saw 'said READY=1' 2
	soon "all processes run" 20 house_runs
	equal "daemons that are the same" "$(cat "$RUN_DIR"/*.pid | sort | comm -12 - <(echo "$pids"))" ""
	soon "the talks are recorded and filed" 20 recorded 2
	equal "calls without an end" "$(store dump calls | grep -c ' ended_us=0 ')" 0
	equal "times a line was dead" "$(grep -c 'line is dead' "$W/calls.log")" 0
}

# Killed, the parent and all its daemons in one blow: nobody of the house is left to hold the lines, and they are alive all the same.
case_all_killed_and_no_line_loses_its_power() {
	new_house
	far_on calls <<-'SCN'
		calls 1
		caller 01055500100
		dialled 01055509010
		script later
			pause 60s
	SCN
	kill -9 "$(parent_pid)" $(cat "$RUN_DIR"/*.pid)
	soon "the manager has noticed" 5 manager_saw 'ended by signal 9' 1
	soon "and started the next parent" 10 manager_saw 'said READY=1' 2
	soon "all processes run" 20 house_runs
	equal "lines that went to the manager anew" "$(grep -c '^keeps' "$W/zongjid.log")" 2
	kill -9 "$(parent_pid)" $(cat "$RUN_DIR"/*.pid)
	soon "a second time" 10 manager_saw 'said READY=1' 3
	soon "all processes run again" 20 house_runs
	soon "the link is in service" 30 links_up
	equal "times a line was dead" "$(grep -c 'line is dead' "$W/calls.log")" 0
}

# `make install` into a folder: all is where the configuration, the unit and the manual say, and the installed demonstration works from there.
case_installed() {
	W=$HOUSES/$ROOM-$CASE
	local root=$PWD/$W/root file
	rm -rf "$W" && mkdir -p "$W"
	make --no-print-directory B="$B" DESTDIR="$root" install || exit 1
	for file in /usr/sbin/zongjid /usr/bin/zongji /usr/bin/zongji-store /usr/bin/zongji-console /usr/bin/zongji-demo; do
		expect "$file leads to a program" [ -x "$root$(dirname $file)/$(readlink "$root$file")" ]
	done
	for file in /etc/zongji/zongji.conf /etc/zongji/flows/hotline.flow /usr/share/zongji/prompts/prompts.txt /usr/share/man/man8/zongjid.8 \
		/usr/lib/systemd/system/zongji.service /usr/lib/udev/rules.d/90-zongji.rules /usr/lib/sysusers.d/zongji.conf /usr/lib/tmpfiles.d/zongji.conf; do
		expect "$file is there" [ -s "$root$file" ]
	done
	equal "the configuration's folders" "$("$root/usr/sbin/zongjid" -n -c "$root/etc/zongji/zongji.conf" | sed -n 's/^\t\([a-z]*_dir\) = //p' | tr -d '";\n')" \
		"/run/zongji/var/lib/zongji/store/var/lib/zongji/rec/usr/share/zongji/prompts/etc/zongji/flows"
	equal "folders that are their settings' defaults" "$(printf 'site = { };' >"$W/empty.conf"; "$root/usr/sbin/zongjid" -n -c "$W/empty.conf" | grep '_dir = ')" \
		"$("$root/usr/sbin/zongjid" -n -c "$root/etc/zongji/zongji.conf" | grep '_dir = ')"
	expect "the Chinese catalogue is where programs look for it" [ -s "$root/usr/libexec/../share/locale/zh_CN/LC_MESSAGES/zongji.mo" ]
	(cd / && CALLS=2 HEADLESS=1 KEEP="$root/run" "$root/usr/bin/zongji-demo") || expect "two calls of zongji-demo" false
	echo changed >>"$root/etc/zongji/zongji.conf"
	make --no-print-directory B="$B" DESTDIR="$root" install-house || exit 1
	expect "the administrator's configuration stays" grep -q '^changed' "$root/etc/zongji/zongji.conf"
	make --no-print-directory B="$B" DESTDIR="$root" uninstall || exit 1
	equal "what uninstall leaves" "$(cd "$root" && find . -path ./run -prune -o -type f -print | grep -v '^./etc/zongji/')" ""
}
