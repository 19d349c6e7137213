# Load far above what a house is made for.  On top of house.sh and signalling.sh.

# load NAME CALLS RATE: calls of a second each, whatever becomes of them; its records in $W/NAME.txt.
load() {
	cat >"$W/$1.scn" <<-SCN
	calls $2
	rate $3
	most 1000
	caller 01055500000 count
	dialled 01055509010
	deaf
	script short
		wait answer 10s
		pause 1s
		hang up
	SCN
	timeout 180 "$B/bin/farend" --scenario "$W/$1.scn" --report "$W/$1.txt" >"$W/$1.log" 2>&1
	soon "no call is left" 20 no_calls 2>/dev/null
}

# completed_per_second NAME SECONDS: calls that were answered and ended by their callers, while they came.
completed_per_second() {
	grep -c ' answered_ms=[0-9].*released_by=caller' "$W/$1.txt" | awk -v s="$2" '{ printf "%.1f", $1 / s }'
}

# memory: kB that the processes of the house have in use.
memory() {
	local pid
	for pid in $(house_pids); do sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$pid/status" 2>/dev/null; done | awk '{ n += $1 } END { print n }'
}

# refusals NAME...: "refused_cause42 other at_once_ms", the last: how long nearly all (99 %) of the refused waited to hear it.
refusals() {
	local name files=
	for name; do files="$files $W/$name.txt"; done
	cat $files | sed -n 's/^call=.* answered_ms=-1 ended_ms=\([0-9]*\) .*released_by=\([a-z-]*\) cause=\([0-9]*\).*/\1 \2 \3/p' | sort -n |
		awk '{ if ($2 == "house" && $3 == 42) ms[++n] = $1; else other++ }
			END { print n + 0, other + 0, n ? ms[int(n * 0.99 + 0.999)] : 0 }'
}

# overloaded KIND SECONDS ENGINEERED: the three loads on the house that stands, and the verdict.
overloaded() {
	local kind=$1 seconds=$2 rate=$3 capacity share before after
	load warm $((rate * 3)) "$rate"
	load some $((rate * 14 / 10 * seconds)) $((rate * 14 / 10))
	before=$(memory)
	load burst $((rate * 10)) 100000
	load ten $((rate * 10 * seconds)) $((rate * 10))
	after=$(memory)
	capacity=$(completed_per_second some "$seconds")
	set -- $(completed_per_second ten "$seconds") $(refusals some burst ten)
	share=$(awk -v a="$1" -v b="$capacity" 'BEGIN { printf "%.1f", (b > 0) ? 100 * a / b : 0 }')
	echo "overload $kind capacity=$capacity offered=$((rate * 10)) completed=$1 share=$share% refused_cause42=$2 other=$3" \
		"refused_within_ms=$4 burst=$((rate * 10)) burst_completed=$(grep -c ' answered_ms=[0-9].*released_by=caller' "$W/burst.txt")" \
		"rss_start=$before rss_end=$after"
}

overload_full() {
	SIZES='acd = { sessions = 100; };' signalling_house 4 32
	overloaded full "$1" 100
}

# Stop acdd, let it run for a moment, and so on.
drag() {
	local pid
	while pid=$(cat "$RUN_DIR/acd.pid" 2>/dev/null); do
		kill -CONT "$pid"
		sleep "$1"
		kill -STOP "$pid"
		sleep "$2"
	done 2>/dev/null
}
overload_slow() {
	signalling_house 4 32
	drag 0.002 0.098 &
	DRAG=$!
	AT_END='kill $DRAG; kill -CONT "$(cat "$RUN_DIR/acd.pid")"'
	overloaded slow "$1" "${ENGINEERED:-100}"
	kill $DRAG
	kill -CONT "$(cat "$RUN_DIR/acd.pid")"
}
