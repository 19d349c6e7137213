# In the machine: what the parts with a whole house share, on top of the system tests' helpers.
export PATH=/usr/bin:$PATH LD_PRELOAD=/lib/light_hash.so
cd /house || exit 1
B=/ HOUSES=/tmp
. tests/system/house.sh

# verdict NAME COMMAND...: in a shell of its own, so that a failing `expect` ends no more than this.
verdict() {
	local name=$1 why
	shift
	if ("$@") >/tmp/verdict 2>&1; then
		cat /tmp/verdict
		echo "ok $name"
	else
		cat /tmp/verdict
		echo "not ok $name: $(tail -1 /tmp/verdict)"
		failed=1
	fi
}
failed=0

# However a part ends: its logs, if it ended badly, and the house is stopped.
leave() {
	local status=$1
	[ "$status" = 0 ] || tail -n 40 "$W"/*.log
	end_house || status=1
	exit "$status"
}
trap 'leave $?' EXIT
