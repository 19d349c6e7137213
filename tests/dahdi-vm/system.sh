#!/bin/bash
# In the machine: the whole call centre on lines of DAHDI.  Span 1 leads to the carrier (its far end is span 2), span 3 to the PBX (4).
. /inside.sh
trap - EXIT

for LABEL in itu14 china24; do
	export LABEL
	rm -rf /tmp/run
	B=/ HEADLESS=1 CALLS=20 KEEP=/tmp/run tools/dev/demo.sh 2>&1 | tee /tmp/demo.log
	if [ "${PIPESTATUS[0]}" = 0 ]; then
		echo "ok twenty_calls_$LABEL"
	else
		echo "not ok twenty_calls_$LABEL: $(tail -1 /tmp/demo.log)"
		head -50 /tmp/run/zongjid.log
		tail -30 /tmp/run/farend.log
		exit 1
	fi
done
exit 0
