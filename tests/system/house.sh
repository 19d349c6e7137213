# Helpers of the system tests, on top of tools/dev/lib.sh.  A case stops at its first `expect` that does not hold.
. tools/dev/lib.sh

B=${B:-build/gcc}
HOUSES=${HOUSES:-build/houses}

z() { "$B/bin/zongji" "$@"; }
store() { "$B/bin/zongji-store" "$@"; }
probe() { "$B/tests/system/probe" "$@"; }

# ---- saying what must hold ----

# expect WHAT COMMAND...: the command succeeds.
expect() {
	local what=$1
	shift
	"$@" && return 0
	echo "not so: $what ($*)"
	exit 1
}
# equal WHAT GOT WANTED; about WHAT GOT WANTED BY: within BY.
equal() { [ "$2" = "$3" ] || { echo "not so: $1: $2, not $3"; exit 1; }; }
about() { [ "$2" -ge $(($3 - $4)) ] && [ "$2" -le $(($3 + $4)) ] || { echo "not so: $1: $2, not $3 +- $4"; exit 1; }; }
# soon WHAT SECONDS COMMAND...: succeeds within that time.
soon() {
	local what=$1
	shift
	wait_for "$@" && return 0
	echo "not so in time: $what ($*)"
	exit 1
}
skip() { echo "skipped: $*"; exit 0; }

# ---- a house ----

# new_house [CONF]: site, store, all processes; calls can come.  Its folder is $W.  SITE: a sed script for the configuration.
new_house() {
	W=$HOUSES/$ROOM-${CASE:-all}
	rm -rf "$W"
	mkdir -p "$W/flows"
	cp flows/*.flow tests/system/flows/*.flow "$W/flows"
	make_site "${1:-tests/system/house.conf}"
	sed -i -e "s|flow_dir = \"flows\"|flow_dir = \"$W/flows\"|" -e "${SITE:-}" "$W/zongji.conf"
	HOUSE_OF=$BASHPID
	make_store
	start_house
	soon "all processes are ready" 20 all_ready
}
all_ready() { [ "$(grep -c ' ready (start ' "$W/zongjid.log")" -ge "$(z status | grep -c '^process')" ]; }

# The processes of the house, zongjid first.
house_pids() { echo "${HOUSE:-}" $(cat "$RUN_DIR"/*.pid 2>/dev/null); }

# end_house: what this shell started is stopped, then $AT_END is done; what does not stop by itself is a fault, and is killed.
end_house() {
	local pid pids left=
	for pid in ${STARTED:-}; do kill "$pid" 2>/dev/null; done
	for pid in ${STARTED:-}; do wait "$pid" 2>/dev/null; done
	STARTED=
	[ "${HOUSE_OF:-}" = "$BASHPID" ] || return 0
	pids=$(house_pids)
	stop_house
	HOUSE_OF=
	eval "${AT_END:-}"
	for pid in $pids; do kill -9 "$pid" 2>/dev/null && left="$left $pid"; done
	[ -z "$left" ] || { echo "not so: the house stops as a whole (left:$left)"; return 1; }
}

# said PATTERN N: the agents' log has that many such lines.
said() { [ "$(grep -c "$1" "$W/seats.log")" = "$2" ]; }

# run NAME COMMAND...: in the background, output in $W/NAME.log, stopped with the case; its number is $LAST.
run() {
	local name=$1
	shift
	"$@" >"$W/$name.log" 2>&1 &
	LAST=$!
	STARTED="${STARTED:-} $LAST"
}

# seats FIRST-LAST [options]: scripted agents, all of them ready.
seats() {
	local range=$1
	shift
	run seats "$B/bin/autoseat" --seats "$range" "$@"
	SEATS=$LAST
	local first=$((10#${range%-*})) last=$((10#${range#*-}))
	soon "seats are ready" 20 seats_ready $first $last
}
seats_ready() {
	z agents | awk -v first=$1 -v last=$2 '$1 + 0 >= first && $1 + 0 <= last && $2 == "ready" { n++ } END { exit n != last - first + 1 }'
}

# far NAME [options] <SCENARIO: the far end until its callers are done; far_on: in the background, $FAR is its number.
# Records in $W/NAME.txt, lines for people in $W/NAME.log.
far() {
	local name=$1
	shift
	cat >"$W/$name.scn"
	timeout 120 "$B/bin/farend" --scenario "$W/$name.scn" --report "$W/$name.txt" "$@" >"$W/$name.log" 2>&1
}
far_on() {
	local name=$1
	shift
	cat >"$W/$name.scn"
	run "$name" timeout "${FAR_SECONDS:-180}" "$B/bin/farend" --scenario "$W/$name.scn" --report "$W/$name.txt" "$@"
	FAR=$LAST
	soon "the far end sees the link" 20 grep -q 'link set carrier: up' "$W/$name.log"
	soon "lines are up" 20 lines_up
}
# Links in service, circuits reset, D-channels up.
lines_up() {
	z groups | awk 'NR > 1 && ($3 != "up" || $NF != 0) { bad = 1 } END { exit bad || NR < 2 }' &&
		{ ! grep -q '"pri"' "$W/zongji.conf" || z dchannels | grep -q ' up '; }
}
# far_done: its callers are done, and all was as their scripts wanted it.
far_done() { wait "$FAR"; }

# ---- reading records ----

# of KEY: the values of key=... in the lines of standard input, quotes taken off.
of() { sed -n "s/^\(.*[ {]\)\?$1=\(\"\([^\"]*\)\"\|\([^ }]*\)\).*/\3\4/p"; }
# calls_of CALLER: its call records in the store.  far_of NAME CALLER: at the far end.
calls_of() { store dump calls | grep "caller=\"$1\""; }
far_of() { grep "^call=.*caller=$2 " "$W/$1.txt"; }
# heard_of LINE: bare names of what was heard, in order.
heard_of() { of heard | sed -e 's/@[0-9]*//g' -e 's,zh/,,g' -e 's,en/,,g'; }
count() { store counts | sed -n "s/^$1 //p"; }
# stat ROLE NAME: a counter of a process, all instances together.
stat() { z stats "$1" | awk -v name="$2" '$2 == name { n += $4 } END { print n + 0 }'; }
# over CALLER: the call has ended.
over() { [ "$(calls_of "$1" | of ended_us)" -gt 0 ]; }
no_calls() { [ "$(z calls | grep -c '^[0-9]')" = 0 ]; }
idle_circuits() { [ "$(z circuits carrier | grep '^carrier' | grep -vc ' IDLE ')" = 0 ]; }

# ---- recordings ----

# recording_of CALLER: the file of the call's first recording.  recorded_of CALLER: is it closed?
recording_of() { store dump recordings | grep "session=$(calls_of "$1" | of session) " | of path | head -1; }
recorded_of() { [ -n "$(recording_of "$1")" ]; }
# wav FILE: length and loudness.  loud FILE: both sides sound, and the file is whole.
wav() { probe wav "$1"; }
loud() { probe wav "$1" | awk -F '[= ]' '{ exit !($4 > 0.02 && $6 > 0.02 && $8 == 1) }'; }
