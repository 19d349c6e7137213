#!/bin/bash
# In the machine: `zongji dahdi` on a healthy configuration, then with one fault after the other; and what the driver's log says of faults.
# Span 1 leads to the carrier (its far end is span 2), span 3 to the PBX (4).
export PATH=/usr/bin:$PATH LC_ALL=C
for t in getopt cut rmmod stat lsmod; do [ -e /bin/$t ] || ln -s busybox /bin/$t; done
verdict() { [ "$1" = 0 ] && echo "ok $2" || { echo "not ok $2"; cat /tmp/out; }; }

export ZONGJI_CONF=/tmp/zongji.conf
# ask STATUS: zongji dahdi, whose exit status must be this.
ask() {
	zongji dahdi >/tmp/out 2>&1
	[ $? = "$1" ]
}
# found ID TEXT: the finding is there, with this in its line, and the next line says what to do.
found() { grep -A1 "^[a-z]* $1: .*$2" /tmp/out | grep -q '^    -> .'; }
# configure: the proposal for what is there, run by dahdi_cfg.
configure() {
	cp /tmp/proposed.conf /etc/dahdi/system.conf
	[ $# = 0 ] || printf '%s\n' "$@" >>/etc/dahdi/system.conf
	dahdi_cfg >/tmp/cfg.log 2>&1 || { cat /tmp/cfg.log; return 1; }
}

# ---- healthy ----
zongji dahdi --generate=system.conf >/tmp/proposed.conf && zongji dahdi --generate=zongji.conf >/tmp/zongji.conf
verdict $? a_proposal_is_made_for_the_spans_that_are_there
configure && zongjid -n -c /tmp/zongji.conf >/tmp/out 2>&1
verdict $? the_proposal_is_accepted_by_dahdi_cfg_and_by_zongjid
ask 0 && grep -q '^fine' /tmp/out
verdict $? what_was_proposed_is_without_findings
cat /tmp/out

# ---- faults of configuration ----
configure mulaw=5 && ask 1 && found MULAW 'channels 5 of span 1'
verdict $? a_mu_law_channel_is_found
configure && sed -i 's/^bchan=.*/bchan=1-15,17-124/' /etc/dahdi/system.conf && dahdi_cfg && ask 1 && found NO_SIGNALLING 'channel 16 of span 1'
verdict $? a_signalling_channel_that_system_conf_leaves_out_is_found
configure && sed -i 's/^bchan=.*/bchan=1-19,21-124\ndchan=20/' /etc/dahdi/system.conf && dahdi_cfg && ask 1 && found TYPE 'channels 20 of span 1 are HDLCFCS'
verdict $? a_channel_of_another_type_is_found
configure && sed -i 's/^echocanceller=.*/echocanceller=mg2,1-10/' /etc/dahdi/system.conf && dahdi_cfg && sed -i 's/echo = "no"/echo = "yes"/' /tmp/zongji.conf &&
	ask 1 && found NO_ECHO 'channels 11-15,17-31 of span 1' && configure && ask 0
verdict $? a_missing_echo_canceller_is_found
configure && sed -i 's/number = 3;/number = 9;/; s/span = 3;/span = 9;/' /tmp/zongji.conf && ask 1 && found SPAN_MISSING 'span 9'
verdict $? a_missing_span_is_found
sed -i 's/number = 9;/number = 3;/; s/span = 9;/span = 3;/' /tmp/zongji.conf
configure && echo 'dynamic=loc,7:0,31,0' >>/etc/dahdi/system.conf && ask 1 && found NO_DYNAMIC 'loc,7:0'
verdict $? a_dynamic_span_that_was_not_made_is_found
configure && echo 'bchn=7' >>/etc/dahdi/system.conf && ask 1 && found BAD_LINE bchn=7
verdict $? a_line_that_makes_no_sense_is_found
rm /etc/dahdi/system.conf && ask 1 && found NO_SYSTEM_CONF system.conf
verdict $? a_missing_system_conf_is_found
configure

# ---- faults of the machine ----
sleep 1000 <>/dev/dahdi/chan/001/005 &
holder=$!
ask 1 && found HELD "slots 5 of span 1 are held by another program: sleep ($holder)"
verdict $? a_channel_that_another_program_holds_is_found_with_its_holder
ask_line 1 5 >/tmp/out 2>&1
grep -q 'bearer: Device or resource busy' /tmp/out && grep -q "slot 5 (channel 5) as bchan.*sleep ($holder)" /tmp/out
verdict $? the_driver_names_the_holder_of_a_channel
kill $holder
wait $holder 2>/dev/null

ask_line 1 6 >/tmp/out 2>&1
verdict $? an_echo_canceller_is_switched_on
configure && sed -i '/^echocanceller/d' /etc/dahdi/system.conf && dahdi_cfg && ask_line 1 6 >/tmp/out 2>&1
grep -q 'echo: Operation not supported' /tmp/out
verdict $? a_channel_without_echo_canceller_says_so
configure

mv /dev/dahdi/timer /tmp/timer && ask 1 && found NO_DEVICE /dev/dahdi/timer
verdict $? a_missing_device_file_is_found
ask_line 1 6 >/tmp/out 2>&1
grep -q 'span 1: /dev/dahdi/timer: No such file or directory: udev has not made it: udevadm trigger' /tmp/out
verdict $? the_driver_says_how_a_missing_device_file_is_made
mv /tmp/timer /dev/dahdi/timer

dahdi_span_assignments remove >/dev/null 2>&1
ask 1 && found UNASSIGNED '1 spans of the device dynamic:loc'
verdict $? spans_that_are_not_assigned_are_found
ask_line 1 6 >/tmp/out 2>&1
grep -q 'span 1: Invalid argument: DAHDI has no such span.*dahdi_span_assignments' /tmp/out
verdict $? the_driver_says_how_a_span_is_assigned
dahdi_span_assignments auto >/dev/null 2>&1
ask 1 && found DIFFERS 'channels 1-31 of span 1'
verdict $? that_dahdi_cfg_has_not_run_is_found
dahdi_cfg && ask 0
verdict $? assigned_and_configured_again_it_is_fine

dahdi_cfg -s
rmmod dahdi_dynamic_loc dahdi_dynamic
ask 1 && found NO_DRIVER driver
verdict $? that_no_driver_is_loaded_is_found
rmmod dahdi_echocan_mg2 dahdi
ask 1 && found NOT_LOADED 'module dahdi is not loaded'
verdict $? that_dahdi_is_not_loaded_is_found
ask_line 1 6 >/tmp/out 2>&1
grep -q 'span 1: /dev/dahdi/ctl: No such file or directory: DAHDI is not loaded: modprobe dahdi' /tmp/out
verdict $? the_driver_says_how_dahdi_is_loaded
exit 0
