# Faxes that machines send to us.

# A house with two fax channels behind 01055509016.
fax_house() {
	SITE='s|{ number = "01055509015"; .*}|&,\n\t{ number = "01055509016"; name = "faxes"; flow = "fax"; }|
$a fax = { channels = 2; station = "+86 10 5550 9016"; };'
	new_house
}
faxes_kept() { [ "$(z faxes | grep -c '\.tif$')" = "$1" ]; }
fax_channels() { z ask acd pools | grep -q "^fax  *$1 of 2 "; }
# fax_of CALLER: its record in the store.
fax_of() { store dump faxes | grep " caller=\"$1\""; }
same_pages() { "$B/tests/system/faxes" "$1" "$2"; }
# Nothing is left over: no call, no channel, no circuit.
all_free() {
	soon "no call is left" 20 no_calls
	soon "both channels are free" 10 fax_channels 0
	soon "all circuits are free" 10 idle_circuits
}

# Four calls, two at a time: each gives a TIFF file with the dots that were sent, the sender's identification and the number of pages.
# shows: FAX-01 ADM-09
case_fax_call_gives_its_pages() {
	local caller
	fax_house
	FAR_SECONDS=400 far_on calls <<-'SCN'
		calls 4
		most 2
		rate 2
		caller 01055500801 count
		dialled 01055509016
		script machine
			wait answer 10s
			fax pages:2 150s
			hang up
			expect answered
			expect pages 2
	SCN
	soon "both channels are busy" 30 fax_channels 2
	z monitor -n 1 >"$W/monitor"
	expect "and the monitor says so" grep -q '^fax  *2 of 2 \|^传真  *2/2 ' "$W/monitor"
	expect "every machine had its pages confirmed" far_done
	soon "all are kept" 10 faxes_kept 4
	z faxes >"$W/faxes.txt"
	equal "that are whole" "$(grep -c ' 2 pages  whole ' "$W/faxes.txt")" 4
	equal "the newest first" "$(awk '{ print $3 $4 }' "$W/faxes.txt")" "$(awk '{ print $3 $4 }' "$W/faxes.txt" | sort -r)"
	for caller in 01055500801 01055500802 01055500803 01055500804; do
		equal "sender's identification" "$(fax_of $caller | of sender)" $caller
		equal "pages" "$(fax_of $caller | of pages)" 2
		expect "dot for dot what was sent" same_pages "$W/fax-pages-2.tif" "$(fax_of $caller | of path)"
		equal "pages in the call's record" "$(calls_of $caller | of fax_pages)" 2
	done
	equal "the day's list has them all" "$(z faxes "$(date +%F)" | grep -c '\.tif$')" 4
	expect "and in Chinese" grep -q ' 2 页  完整 ' <<<"$(LC_ALL=zh_CN.UTF-8 z faxes)"
	all_free
	expect "the store agrees with itself" z check
}

# Who finds both channels busy is told so, and the two faxes go on.
case_no_channel_is_free() {
	fax_house
	FAR_SECONDS=300 far_on calls <<-'SCN'
		calls 3
		rate 0.5
		caller 01055500811 count
		dialled 01055509016
		script first
			wait answer 10s
			fax pages:3 200s
			hang up
			expect pages 3
		script second
			wait answer 10s
			fax pages:3 200s
			hang up
			expect pages 3
		script third
			wait answer 10s
			wait prompt all-busy-goodbye 10s
			wait release 20s
			expect released by house
	SCN
	expect "two are received, the third is turned away" far_done
	soon "two are kept" 10 faxes_kept 2
	equal "of the third there is none" "$(fax_of 01055500813)" ""
	all_free
}

# A caller who is no fax machine, and one that is gone in the middle: both are told as what they are, and the channels come back.
case_broken_off_and_nobody() {
	fax_house
	FAR_SECONDS=200 far_on calls <<-'SCN'
		calls 2
		rate 1
		caller 01055500821 count
		dialled 01055509016
		script voice
			wait answer 10s
			talk 6s
			hang up
		script gone
			wait answer 10s
			pause 1s
			fax pages:9 45s
			expect no fax
	SCN
	far_done # the second one's time is over, as it should be
	soon "the first is told as nobody or broken off" 10 told_as 01055500821 '1\|2'
	soon "the second as broken off" 10 told_as 01055500822 2
	expect "what came before is kept" [ "$(fax_of 01055500822 | of pages)" -ge 1 ]
	expect "as pages of a file" [ -s "$(fax_of 01055500822 | of path)" ]
	all_free
}
told_as() { fax_of "$1" | of result | grep -qx "$2"; }
