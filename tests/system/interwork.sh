#!/bin/bash
# `make interwork`: our signalling against libss7 under steady load, in both label forms, over 1, 2, 4 and 8 links; with two links, each fails
# and returns in turn.  (With three links or more libss7 dies when one fails: such failures are for the frame-level tester.)
# A line for each; all calls must complete.
#
#   CALLS=2500 each   RATE=100 calls per second   FORMS="itu14 china24"   LINKS="1 2 4 8"
set -u
cd "$(dirname "$0")/../.."
B=${B:-build/gcc}
ROOM=interwork
. tests/system/house.sh
. tests/system/signalling.sh

bad=0
for form in ${FORMS:-itu14 china24}; do
	for links in ${LINKS:-1 2 4 8}; do
		(
			CASE=$form-$links
			OUTAGES=
			[ "$links" != 2 ] || OUTAGES="8s 3s"
			trap 'status=$?; end_house || status=1; exit $status' EXIT
			trap 'exit 130' INT TERM
			interwork "$form" "$links" "${CALLS:-2500}" "${RATE:-100}"
		) || bad=1
	done
done
exit $bad
