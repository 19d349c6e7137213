#!/bin/bash
# In the machine: the whole call centre on lines of DAHDI.  Span 1 leads to the carrier (its far end is span 2), span 3 to the PBX (4).
export PATH=/usr/bin:$PATH
cd /house || exit 1
verdict() { [ "$1" = 0 ] && echo "ok $2" || echo "not ok $2"; }

for LABEL in itu14 china24; do
	export LABEL
	rm -rf /tmp/run
	B=/ HEADLESS=1 CALLS=20 KEEP=/tmp/run tools/dev/demo.sh 2>&1 | tee /tmp/demo.log
	status=${PIPESTATUS[0]}
	verdict $status "twenty_calls_$LABEL"
	if [ $status != 0 ]; then
		head -50 /tmp/run/zongjid.log
		tail -30 /tmp/run/farend.log
		exit 1
	fi
done
exit 0
