#!/bin/bash
# `make run`, and `zongji-demo` where zongji is installed: a carrier, a PBX with agents' phones, callers, the whole house on two soft E1
# lines, and you as agent 0101.
#
#   HEADLESS=1   no terminal: CALLS=20 calls with scripted agents, a line per call, and a verdict as exit status
#   LABEL=china24  the carrier's link with 24-bit point codes      KEEP=DIR  data, logs and pcap there (else build/run or,
#   UI=en          the console in English                          installed, ~/.local/state/zongji-demo, made anew)
#
# While it runs, `. THAT-FOLDER/env` in another terminal makes the programs of this house known there.
set -u
case ${1:-} in
-h | --help)
	echo "usage: [HEADLESS=1] [CALLS=20] [LABEL=china24] [KEEP=DIR] [PCAP=FILE] [UI=en] ${0##*/}"
	exit 0
	;;
esac
if [ -e "$(dirname "$0")/../../tools/dev/demo.sh" ]; then
	cd "$(dirname "$0")/../.."
	. tools/dev/lib.sh
	SCENARIOS=tools/farend/scenarios
	W=${KEEP:-build/run}
else # beside the programs, as `make install` puts it
	here=$(dirname "$(readlink -f "$0")")
	. "$here/lib.sh"
	share=$(readlink -f "$here/../../share/zongji")
	BIN=$here DATA=$share/demo FLOWS=$share/demo/flows PROMPTS=$share/prompts SCENARIOS=$share/demo/scenarios
	W=${KEEP:-${XDG_STATE_HOME:-${HOME:?}/.local/state}/zongji-demo}
fi
CALLS=${CALLS:-20}
RATE=${RATE:-2}
[ -t 0 ] && [ -t 1 ] || HEADLESS=1
case $W in /*) ;; *) W=$PWD/$W ;; esac

rmdir "$W" 2>/dev/null
[ ! -e "$W" ] || [ -e "$W/zongji.conf" ] || die "$W is there already and not from an earlier run; KEEP=DIR wants a new folder"
rm -rf "$W"
make_site "$DATA/zongji.conf"
printf 'PATH="%s:$PATH"\nexport PATH ZONGJI_CONF="%s"\n' "$(cd "$BIN" && pwd)" "$ZONGJI_CONF" >"$W/env"
trap "trap '' INT TERM HUP; kill \${TRACE_PID:-} 2>/dev/null; stop_house" EXIT # a closing terminal sends more than one signal
trap 'exit 130' INT TERM HUP
[ -n "${HEADLESS:-}" ] || say "starting a carrier, a PBX, callers and the house; you are seat 0101 (123456)"
make_store
start_house

# Scripted agents: all seats, or all but the one of the person at this terminal.
seats() {
	"$BIN/autoseat" "$@" >"$W/seats.log" 2>&1 &
	SEATS_PID=$!
}

headless() {
	say "house up (label ${LABEL:-itu14}); $CALLS calls follow"
	seats --seats 0101-0110
	if [ -n "${PCAP:-}" ]; then
		"$BIN/zongji" trace -w "$PCAP" >"$W/ladder.log" 2>&1 &
		TRACE_PID=$!
	fi
	"$BIN/farend" --scenario "$SCENARIOS/demo.scn" --calls "$CALLS" --rate "$RATE" \
		--report "$W/report.txt" 2>&1 | tee "$W/farend.log" | grep --line-buffered '^call '
	wait_for 30 all_filed
	[ -n "${TRACE_PID:-}" ] && sleep 0.5 && kill "$TRACE_PID" && wait "$TRACE_PID"
	TRACE_PID=
	answered=$(total answered)
	recorded=$(stored recordings)
	filed=$(stored orders)
	lost=$((CALLS - $(total talked)))
	say "calls=$CALLS answered=$answered recorded=$recorded filed=$filed lost=$lost"
	[ "$answered" = "$CALLS" ] && [ "$recorded" = "$CALLS" ] && [ "$filed" = "$CALLS" ] && [ "$lost" = 0 ]
}

# total KEY: from the far end's totals; stored KEY: from the store itself.
total() { sed -n "s/^calls=.*\b$1=\([0-9]*\).*/\1/p" "$W/farend.log" | tail -1; }
stored() { "$BIN/zongji-store" counts 2>/dev/null | sed -n "s/^$1 //p"; }
all_filed() { [ "$(stored orders)" = "$CALLS" ] && [ "$(stored recordings)" = "$CALLS" ]; }

attended() {
	seats --seats 0108-0109
	"$BIN/farend" --scenario "$SCENARIOS/attended.scn" --forever >"$W/farend.log" 2>&1 &
	FAREND_PID=$!
	wait_for 15 links_up || die "the lines did not come up; see $W/zongjid.log"
	"$BIN/console" --seat 0101 ${UI:+--lang "$UI"}
	verdict=$?
	say "stopped; data, recordings and logs of this run are in $W"
	return $verdict
}

if [ -n "${HEADLESS:-}" ] && [ "${HEADLESS:-}" != 0 ]; then headless; else attended; fi
