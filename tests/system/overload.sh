#!/bin/bash
# `make overload`: ten times the calls a house is made for.  First its capacity is measured, with somewhat more calls than it can take; then ten
# times that, in one burst and for a while.  At ten times the load at least 95 % of the capacity must come out as completed calls, whoever
# is not taken must hear so at once, with cause 42, and no process may grow.
#
#   full    the house has 100 places for calls, each is kept a second
#   slow    acdd gets some hundredths of a processor: calls pile up in front of it
#
#   KINDS="full slow"   SECONDS_EACH=15
set -u
cd "$(dirname "$0")/../.."
B=${B:-build/gcc}
ROOM=overload
. tests/system/house.sh
. tests/system/signalling.sh
. tests/system/overload_load.sh

bad=0
for kind in ${KINDS:-full slow}; do
	(
		CASE=$kind
		trap 'status=$?; end_house || status=1; exit $status' EXIT
		trap 'exit 130' INT TERM
		overload_"$kind" "${SECONDS_EACH:-15}"
	) || bad=1
done
exit $bad
