/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines on DAHDI: the span test set that the soft lines pass too, on spans 1 and 2 of this machine, cross-connected.
 * A line per check: "ok NAME" or "not ok NAME: why"; the last one says that the set passed as a whole.
 *
 * Board independence is shown by the set on both drivers, and by nobody above trunk/ knowing either.
 * shows: TRK-14 NFR-08 by soft::passes_the_span_test_set and passes_the_span_test_set_on_dahdi and door::no_dahdi_header_is_included_above_trunk
 */
#include "base/log.h"
#include "base/site.h"
#include "tests/unit/trunk/span_set.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct span *house, *far;

static void
ticks(void *arg, unsigned n)
{
	uint64_t until = span_tick(house) + n;

	while (span_tick(house) < until)
		usleep(1000);
	span_tick(far);
}

static int
open_both(void)
{
	static const struct conf_span conf = { .number = 1, .peer = 2, .driver = SPAN_DRIVER_DAHDI, .ahead = 3 };
	int err = span_open(&house, &conf, "/tmp", SPAN_SIDE_HOUSE);

	return err ? err : span_open(&far, &conf, "/tmp", SPAN_SIDE_FAR);
}

int
main(void)
{
	int failed = 0;

	for (unsigned i = 0; i < span_set_size; i++) {
		struct line_rig rig = { .ticks = ticks };
		int err = open_both();

		if (err) {
			printf("not ok %s: the lines do not open: %s\n", span_set[i].sentence, strerror(-err));
			return 1;
		}
		rig.house = house;
		rig.far = far;
		const char *wrong = span_set[i].run(&rig);

		printf(
		    "%sok %s%s%s\n", wrong ? "not " : "", span_set[i].sentence, wrong ? ": " : "", wrong ? wrong : "");
		fflush(stdout);
		failed += wrong != NULL;
		span_close(house);
		span_close(far);
	}
	printf("%sok passes_the_span_test_set_on_dahdi\n", failed ? "not " : "");
	return failed ? 1 : 0;
}
