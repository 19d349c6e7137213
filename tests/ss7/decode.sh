#!/bin/sh
# tshark reads every unit that the suites made us send, in every form of the label: none may be malformed.
set -eu
cd "$(dirname "$0")/../.."
bad=0
for capture in build/ss7/*.pcap; do
	[ -e "$capture" ] || continue
	case $capture in
	*china24*) standard='Chinese ITU' ;;
	*ansi24*) standard=ANSI ;;
	*) standard=ITU ;;
	esac
	units=$(tshark -r "$capture" -o mtp3.standard:"$standard" 2>/dev/null | wc -l)
	malformed=$(tshark -r "$capture" -o mtp3.standard:"$standard" -Y _ws.malformed 2>/dev/null | wc -l)
	echo "$capture: $units units, $malformed malformed"
	[ "$malformed" = 0 ] || bad=1
done
verdict=ok
[ "$bad" = 0 ] || verdict='not ok'
[ -z "${RESULTS:-}" ] || echo "$verdict ss7 all_sent_decodes" >>"$RESULTS"
exit $bad
