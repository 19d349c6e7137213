# isupd killed while calls are set up, talk and are released.  On top of house.sh and signalling.sh.

# calls_of_all_kinds CALLS RATE: most are ended by the caller, some by the house.
calls_of_all_kinds() {
	cat <<-SCN
	calls $1
	rate $2
	most 600
	caller 01055500000 count
	deaf
	script talk 4
		dialled 01055509010
		wait answer 15s
		pause 3s
		hang up
		expect answered
		expect released by caller
	script bye 1
		dialled 01055509014
		wait answer 15s
		wait release 15s
		expect answered
		expect released by house
	SCN
}

# kill_isup KILLS RATE: a house under that load, isupd killed so often; prints what was found, fails if anything was lost.
kill_isup() {
	local kills=0 idle
	signalling_house 2 8
	FAR_SECONDS=$(($1 * 2 + 60)) far_on calls < <(calls_of_all_kinds $(($1 * $2 * 115 / 100 + 8 * $2)) "$2")
	sleep 2
	while [ $kills -lt "$1" ]; do
		sleep "$(printf '%d.%03d' $((RANDOM % 2)) $((RANDOM % 900 + 150)))"
		kill -9 "$(cat "$RUN_DIR/isup.pid")" 2>/dev/null && kills=$((kills + 1))
		[ -t 2 ] && printf '\r%d of %d kills ' "$kills" "$1" >&2
	done
	expect "calls come until the last kill" kill -0 "$FAR"
	far_done # those who talk end as they meant to
	soon "no call is left" 30 no_calls
	z circuits carrier 2>/dev/null | grep '^carrier' | grep -v ' IDLE ' >"$W/busy.txt"
	idle=$(idle_at_far calls)
	grep '^call=' "$W/calls.txt" | awk -v kills="$kills" -v busy="$(wc -l <"$W/busy.txt")" -v far_busy=$((${idle% *} - ${idle#* })) \
		-v down="$(grep -c 'link set carrier: down' "$W/calls.log")" -v failed="$(stat isup MTP2_DOWN_T7)/$(stat isup MTP2_DOWN_SEQUENCE)" \
		-v restarts="$(grep -c 'isupd: ended by signal 9' "$W/zongjid.log")" '
	function field(name,   m) {
		if (!match($0, "(^| )" name "=[^ ]*")) return ""
		m = substr($0, RSTART, RLENGTH); sub(/^[^=]*=/, "", m); return m
	}
	{
		calls++
		by = field("released_by")
		if (field("answered_ms") + 0 < 0) {
			if (by == "house") { refused++; causes[field("cause")]++ }
			else { silent++; print "no answer and no cause: " $0 }
			next
		}
		answered++
		if (field("script") == "talk" && by == "house") { cut++; print "cut: " $0 }
		if (field("script") == "bye" && by != "house") { unreleased++; print "not released: " $0 }
	}
	END {
		for (c in causes) list = list " " c ":" causes[c]
		hung = busy + far_busy
		split(failed, links, "/")
		lost = down + links[1] + links[2]
		printf "kills=%d restarts=%s calls=%d answered=%d cut=%d refused=%d silent=%d unreleased=%d hung=%d links_lost=%d%s\n", kills, restarts,
			calls, answered, cut, refused, silent, unreleased, hung, lost, list == "" ? "" : " causes" list
		exit cut + silent + unreleased + hung + lost > 0
	}'
}
