# Load far above what a house is made for.  On top of house.sh and signalling.sh.

# load NAME CALLS RATE: calls of a second each, whatever becomes of them; records in $W/NAME.txt.
load() {
	cat >"$W/$1.scn" <<-SCN
	calls $2
	rate $3
	most 1000
	begin 3s
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

# completed NAME: calls that were answered and ended by their callers.
completed() { grep -c ' answered_ms=[0-9].*released_by=caller' "$W/$1.txt"; }

# memory: kB that the processes of the house have taken for themselves.
memory() {
	local pid
	for pid in $(house_pids); do sed -n 's/^RssAnon:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$pid/status" 2>/dev/null; done |
		awk '{ n += $1 } END { print n }'
}

# refusals FILE...: "refused with cause 42, not completed otherwise, ms": within so many ms 99 % of the refused had heard it.
refusals() {
	sed -n 's/^call=.* answered_ms=-1 ended_ms=\([0-9]*\) .*released_by=\([a-z-]*\) cause=\([0-9]*\).*/\1 \2 \3/p' "$@" | sort -n |
		awk '{ if ($2 == "house" && $3 == 42) ms[++n] = $1; else other++ }
			END { print n + 0, other + 0, (n ? ms[int(n * 0.99 + 0.999)] : 0) }'
}

# overload PLACES SECONDS: a house with so many places, its capacity, then ten times that.  Prints what came of it; fails if it broke down.
overload() {
	local places=$1 seconds=$2 capacity before after done_each refused other within
	SIZES="acd = { sessions = $places; };" signalling_house 4 32
	load some $((places * 14 / 10 * seconds)) $((places * 14 / 10))
	before=$(memory)
	load burst $((places * 10)) 100000
	load ten $((places * 10 * seconds)) $((places * 10))
	after=$(memory)
	capacity=$(awk -v n="$(completed some)" -v s="$seconds" 'BEGIN { printf "%.1f", n / s }')
	done_each=$(awk -v n="$(completed ten)" -v s="$seconds" 'BEGIN { printf "%.1f", n / s }')
	read -r refused other within < <(refusals "$W/some.txt" "$W/burst.txt" "$W/ten.txt")
	echo "overload capacity=$capacity offered=$((places * 10)) completed=$done_each" \
		"share=$(awk -v a="$done_each" -v b="$capacity" 'BEGIN { printf "%.2f", (b > 0) ? a / b : 0 }')" \
		"burst=$((places * 10)) burst_completed=$(completed burst) refused_cause42=$refused refused_within_ms=$within other=$other" \
		"rss_start=$before rss_end=$after"
	expect "95 % of the capacity is kept" awk -v a="$done_each" -v b="$capacity" 'BEGIN { exit !(b > 0 && a >= 0.95 * b) }'
	expect "a burst fills all places" [ "$(completed burst)" -ge $((places * 95 / 100)) ]
	equal "calls neither completed nor refused with cause 42" "$other" 0
	expect "refusals come at once" [ "$within" -le 500 ]
	expect "memory is flat" [ "$after" -le $((before * 102 / 100 + 512)) ]
}
