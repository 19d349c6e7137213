# Signalling under load: libss7 at the other end of two links that fail in turn, and isupd killed.
. tests/system/signalling.sh

# small_interwork LABEL PREFERENCE: both links fail once and return; every call completes; an independent decoder understands all units.
small_interwork() {
	OUTAGES="6s 2s" CAPTURE=1 interwork "$1" 2 300 20
	expect "each link failed" [ "$(grep 'line is dead' "$W/calls.log" | sort -u -k5,5 | wc -l)" = 2 ]
	expect "units were captured" [ "$(tshark -r "$W/trunk.pcap" -o "$2" -Y isup 2>/dev/null | wc -l)" -ge 1200 ]
	equal "malformed units" "$(tshark -r "$W/trunk.pcap" -o "$2" -Y _ws.malformed 2>/dev/null | wc -l)" 0
}
# A house of 40 places at ten times its load (make overload: 100 places).
case_ten_times_the_load() {
	. tests/system/overload_load.sh
	overload 40 5
}

# Twenty times killed at 50 calls a second (make torture-isup: 500 times).
case_isupd_killed_under_load() {
	. tests/system/isup_kills.sh
	LABEL=china24 kill_isup 20 50
}

case_itu14_links_fail_in_turn() { small_interwork itu14 "mtp3.standard:ITU"; }
case_china24_links_fail_in_turn() { small_interwork china24 "mtp3.standard:Chinese ITU"; }
