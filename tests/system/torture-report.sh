#!/bin/bash
# What `make torture` found: torture-report.sh FOLDER BUILD KILLS "role:n role:n" [SERIALS of calls that had to be lost]
#
# The far end's report (one record per call) is laid beside the store (one record per session).  They meet in the caller's number, which
# no two calls share.
set -u
W=$1 B=$2 KILLS=$3 KILLED=$4 DOOMED=${5:-}
"$B/bin/zongji-store" dump calls >"$W/calls.txt" 2>>"$W/store.log"
"$B/bin/zongji-store" dump recordings >"$W/recordings.txt" 2>>"$W/store.log"

grep '^call=' "$W/report.txt" | awk -v calls="$W/calls.txt" -v recordings="$W/recordings.txt" -v kills="$KILLS" -v killed="$KILLED" -v doomed=" $DOOMED " '
	function field(name,   m) { # name=value or name="value" in $0
		if (!match($0, "(^|[ {])" name "=[^ }]*")) return ""
		m = substr($0, RSTART, RLENGTH); sub(/^[^=]*=/, "", m); gsub(/"/, "", m); return m
	}
	BEGIN {
		while ((getline <calls) > 0) {
			n = field("caller"); stored[n]++; talk[n] += field("talking_us") + 0 > 0; recs[n] += field("recordings")
			waits += field("seats_lost"); session_of[field("session")] = n
		}
		while ((getline <recordings) > 0) { n = session_of[field("session")]; files[n]++; gap = field("gap_ms") + 0; if (gap > 0) { gaps++; gap_sum += gap; if (gap > gap_most) gap_most = gap } bad += field("ok") == "0" }
	}
	{
		total++
		n = field("caller")
		if (field("answered_ms") + 0 < 0) { unanswered++; next }
		answered++
		if (index(doomed, " " field("call") " ")) { on_lost_span++; next }
		if (field("released_by") == "house") { cut++; print "cut: " $0 }
		if (!stored[n]) { no_record++; print "no call record: " $0 }
		if (stored[n] > 1) { twice++; print "two call records: " $0 }
		if (field("talk_ms") + 0 > 0 && !talk[n]) { no_talk++; print "talk not recorded in the call: " $0 }
		if (talk[n] && files[n] < 1) { no_file++; print "no recording: " $0 }
		g = field("gap_ms") + 0; if (g > heard_most) heard_most = g
		if (field("talk_ms") + 0 == 0) silent++
	}
	END {
		lost = cut + no_record + no_talk + no_file
		printf "kills=%d calls=%d answered=%d on_lost_span=%d lost=%d duplicated=%d cut=%d unrecorded=%d unfiled=%d without_talk=%d not_answered=%d\n", kills, total, answered, on_lost_span, lost, twice, cut, no_file, no_record, silent, unanswered
		printf "killed %s| seats lost with prid %d | recordings with a gap %d, longest %d ms, mean %d ms, bad %d | longest silence heard %d ms\n", killed, waits, gaps, gap_most, gaps ? gap_sum / gaps : 0, bad, heard_most
		exit lost + twice > 0
	}'
