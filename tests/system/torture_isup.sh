#!/bin/bash
# `make torture-isup KILLS=500`: 50 calls a second come, talk and are released, by the caller or by the house, while isupd is killed with
# SIGKILL about once a second.  No answered call may be cut, no set-up may be left without an answer or a cause, no circuit may hang at
# either end when all is over, and no signalling link may fail.
#
#   KILLS=500   RATE=50   LABEL=itu14   SEED=1
set -u
cd "$(dirname "$0")/../.."
B=${B:-build/gcc}
ROOM=torture
. tests/system/house.sh
. tests/system/signalling.sh
. tests/system/isup_kills.sh
trap 'status=$?; end_house || status=1; exit $status' EXIT
trap 'exit 130' INT TERM
CASE=isup
RANDOM=${SEED:-1}
kill_isup "${KILLS:-500}" "${RATE:-50}"
