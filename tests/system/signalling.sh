# A house whose business is signalling alone: many circuits, calls that are answered at once and wait in a queue without seats, a deaf
# far end.  On top of house.sh.

# signalling_site LINKS PCMS: links on lines of their own (slot 16), so that their failures are failures of links; 31 circuits on each PCM.
signalling_site() {
	local n spans= links= runs=
	for n in $(seq "$1"); do
		spans="$spans { number = $n; driver = \"soft\"; name = \"signalling $n\"; },"
		links="$links { linkset = \"carrier\"; span = $n; slot = 16; slc = $((n - 1)); proving = \"emergency\"; },"
	done
	for n in $(seq "$2"); do
		spans="$spans { number = $(($1 + n)); driver = \"soft\"; name = \"circuits $n\"; },"
		runs="$runs { group = \"carrier\"; span = $(($1 + n)); first_slot = 1; last_slot = 31; pcm = $((n - 1)); },"
	done
	cat <<-CONF
	site = {
		node = 1;
	};
	spans = ( ${spans%,} );
	linksets = ( { name = "carrier"; label = "itu14"; ni = 2; opc = "1000"; apc = "2000"; } );
	links = ( ${links%,} );
	groups = ( { name = "carrier"; kind = "isup"; linkset = "carrier"; inbound = 4096; outbound = 0; digits = 11; } );
	circuits = ( ${runs%,} );
	services = (
		{ number = "01055509010"; name = "straight to water"; flow = "direct"; },
		{ number = "01055509014"; name = "goodbye"; flow = "bye"; }
	);
	queues = ( { code = 1; name = "water"; zh = "供水服务"; en = "Water"; most = 5000; } );
	${SIZES:-}
	CONF
}

# signalling_house LINKS PCMS: such a house, in the label form $LABEL.
signalling_house() {
	mkdir -p "$HOUSES"
	signalling_site "$1" "$2" >"$HOUSES/signalling-$1-$2.conf"
	new_house "$HOUSES/signalling-$1-$2.conf"
}

# short_calls CALLS RATE HOLD: answered calls that the caller ends.
short_calls() {
	cat <<-SCN
	calls $1
	rate $2
	most 1000
	caller 01055500000 count
	dialled 01055509010
	deaf
	${OUTAGES:+links fail $OUTAGES}
	script short
		wait answer 20s
		pause $3
		hang up
		expect answered
		expect released by caller
	SCN
}

# idle_at_far NAME: what the far end said of its circuits when it left.
idle_at_far() { sed -n 's/^circuits=\([0-9]*\) idle=\([0-9]*\)$/\1 \2/p' "$W/$1.log"; }

# interwork LABEL LINKS CALLS RATE: libss7 at the other end; with OUTAGES="8s 3s" its links fail in turn.  Prints what came of it.
interwork() {
	local completed lost failures idle
	LABEL=$1 signalling_house "$2" 8
	[ -z "${CAPTURE:-}" ] || run trace "$B/bin/zongji" trace -w "$W/trunk.pcap"
	far_on calls < <(short_calls "$3" "$4" 500ms)
	far_done
	soon "no call is left" 20 no_calls 2>/dev/null
	completed=$(grep -c ' ok=1 ' "$W/calls.txt")
	lost=$(($3 - completed))
	failures=$(grep -c 'line is dead' "$W/calls.log")
	expect "all circuits are idle again" idle_circuits 2>/dev/null
	idle=$(idle_at_far calls)
	equal "circuits idle at the far end" "${idle#* }" "${idle% *}"
	echo "interwork label=$1 links=$2 calls=$3 completed=$completed lost=$lost failures=$failures" \
		"changeovers=$(stat isup MTP3_CHANGEOVER) retrieved=$(stat isup MTP3_RETRIEVED) resent=$(stat isup MTP2_RESENT)" \
		"each_link_carried=$(z stats isup | awk '$2 == "MTP2_MSU_IN" { print $4 }' | paste -sd/)"
	[ "$lost" = 0 ] || { grep ' ok=0 ' "$W/calls.txt" | head -5; grep FAILED "$W/calls.log" | head -5; return 1; }
}
