# Shared by demo.sh and the system tests: make a run directory, start the house, wait for things, stop everything.
#   B     build folder       W     working folder (config, data, logs)      LABEL  itu14 | china24

# Where things are in the source tree; demo.sh knows where they are installed.
B=${B:-build/gcc}
BIN=$B/bin DATA=etc FLOWS=flows PROMPTS=${PROMPTS:-build/prompts}

say() { printf '%s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
	tries=$(($1 * 10))
	shift
	while [ $tries -gt 0 ]; do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.1
		tries=$((tries - 1))
	done
	return 1
}

# make_site CONF: the given site with its folders below $W and rings in memory.
make_site() {
	mkdir -p "$W" || die "$W cannot be made; KEEP=DIR names another folder"
	RUN_DIR=$(mktemp -d /dev/shm/zongji.XXXXXX 2>/dev/null || mktemp -d)
	case ${LABEL:-itu14} in
	itu14) points='s/@@/@@/' ;;
	china24) points='s/label = "itu14"/label = "china24"/; s/opc = "1000"/opc = "22-4-1"/; s/apc = "2000"/apc = "22-4-127"/' ;;
	*) die "LABEL must be itu14 or china24" ;;
	esac
	sed -e "$points" -e "s|^site = {|site = {\n\trun_dir = \"$RUN_DIR\"; store_dir = \"$W/store\"; rec_dir = \"$W/rec\"; prompt_dir = \"$PROMPTS\"; flow_dir = \"$FLOWS\";|" \
		"$1" >"$W/zongji.conf"
	export ZONGJI_CONF=$W/zongji.conf
}

links_up() { "$BIN/zongji" links | grep -q 'in service' && "$BIN/zongji" dchannels | grep -q ' up'; }

# make_store: a new store with the demonstration's customers and seats.
make_store() {
	"$BIN/zongji-store" init >"$W/store.log" 2>&1 && "$BIN/zongji-store" demo "$DATA/demo-data.txt" >>"$W/store.log" 2>&1 ||
		{ cat "$W/store.log" >&2; die "the store could not be made"; }
}

# Does every process run?  (Lines may still have no far end.)
house_runs() {
	"$BIN/zongji" status >"$W/status.txt"
	[ $? -le 1 ] && ! grep -qE '^(process|进程) +!' "$W/status.txt"
}

# start_house: zongjid, all roles ready.
start_house() {
	"$BIN/zongjid" >"$W/zongjid.log" 2>&1 &
	HOUSE=$!
	wait_for 20 house_runs || { tail -20 "$W/zongjid.log" >&2; die "the house did not start"; }
}

# stop_house: everything we started, the house last; the run directory goes with it.
stop_house() {
	for pid in ${SEATS_PID:-} ${FAREND_PID:-}; do kill "$pid" 2>/dev/null; done
	for pid in ${SEATS_PID:-} ${FAREND_PID:-}; do wait "$pid" 2>/dev/null; done
	if [ -n "${HOUSE:-}" ]; then
		kill "$HOUSE" 2>/dev/null
		wait "$HOUSE" 2>/dev/null
	fi
	HOUSE= SEATS_PID= FAREND_PID=
	rm -rf "${RUN_DIR:?}"
}
