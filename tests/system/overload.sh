#!/bin/bash
# `make overload`: ten times the calls a house is made for.  Its capacity is measured first, with somewhat more calls than it can take; then
# ten times that comes in one burst, and for a while.  Of the capacity at least 95 % must come out as completed calls all the while,
# whoever is not taken must hear so at once, with cause 42, and no process may grow.
#
# Places for calls bound a house: 100 here, each call keeps one for a second.  Its processors do not: 16 links of 64 kbit/s, filled to the
# brim, bring 2,000 calls a second, which is a few hundredths of one core (make bench).
#
#   PLACES=100   SECONDS_EACH=15
set -u
cd "$(dirname "$0")/../.."
B=${B:-build/gcc}
ROOM=overload
. tests/system/house.sh
. tests/system/signalling.sh
. tests/system/overload_load.sh
CASE=full
trap 'status=$?; end_house || status=1; exit $status' EXIT
trap 'exit 130' INT TERM
overload "${PLACES:-100}" "${SECONDS_EACH:-15}"
