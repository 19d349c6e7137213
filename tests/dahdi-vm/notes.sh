#!/bin/bash
# In the machine: the commands of kernel-notes, page after page as their README has them, from a kernel without DAHDI to a span in service.
# Blocks "sh run" are run as they stand; "sh card: why" are passed over, and "sh machine" run in their place.
# Each page is a verdict of its own; the last one is all of them, with the link in service at the end.
# shows: NFR-16 by each_pages_commands_in_order_end_with_a_span_in_service
export PATH=/usr/bin:/usr/sbin:/sbin:/bin LC_ALL=C
verdict() { [ "$1" = 0 ] && echo "ok $2" || echo "not ok $2"; }
for t in getopt cut rmmod stat modinfo pidof df lsmod; do [ -e /bin/$t ] || ln -s busybox /bin/$t; done

# Back to a machine on which nothing was done yet.
dahdi_cfg -s >/dev/null 2>&1
rmmod dahdi_dynamic_loc dahdi_dynamic dahdi
rm -f /etc/dahdi/system.conf
[ ! -e /proc/dahdi ] && ! grep -q dahdi /proc/modules
verdict $? the_machine_begins_without_dahdi

# The blocks of a page, each as a script of its own: /tmp/blocks/PAGE-LINE.
mkdir -p /tmp/blocks
cd /kernel-notes || exit 1
failed=0 run=0 passed_over=0
for page in $(sed -n 's/^| `\([a-z]*\)\.md` |.*/\1/p' README.md); do
	awk -v page="$page" '
		/^```sh (run|machine)$/ { out = sprintf("/tmp/blocks/%s-%03d", page, NR); printf "" >out; next }
		/^```sh card: .../ { passed++; next }
		/^```sh/ { printf "%s.md:%d: a block that says neither run nor machine nor card: why\n", page, NR; bad = 1 }
		/^```/ { out = "" }
		out { print >out }
		END { print passed + 0 >"/tmp/passed"; exit bad }' $page.md || failed=1
	passed_over=$((passed_over + $(cat /tmp/passed)))
	bad=0
	for block in /tmp/blocks/$page-*; do
		[ -e "$block" ] || continue
		run=$((run + 1))
		bash -eu -o pipefail "$block" >/tmp/out 2>&1 </dev/null && continue
		echo "$page.md, line ${block##*-}: exit $?"
		cat "$block" /tmp/out
		bad=1 failed=1
	done
	[ ! -e "$(echo /tmp/blocks/$page-* | cut -d' ' -f1)" ] || verdict $bad "the_commands_of_$page"
done
echo "blocks run: $run, passed over: $passed_over"

zongji -c /etc/zongji/zongji.conf links | grep 'in service' && [ $failed = 0 ] && [ $run -ge 10 ]
status=$?
verdict $status each_pages_commands_in_order_end_with_a_span_in_service
if [ $status != 0 ]; then
	tail -30 /tmp/zongjid.log /tmp/farend.log
	zongji -c /etc/zongji/zongji.conf dahdi
fi
exit 0
