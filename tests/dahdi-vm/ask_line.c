/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ask_line SPAN SLOT: open a line and one bearer of it and switch its echo canceller on; says what came of each. 
 * The log of the driver goes to standard error, for a script to look for the sentence that names what mends it.
 */
#include "base/site.h"
#include "trunk/span.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
told(const char *what, int rc)
{
	printf("%s: %s\n", what, rc < 0 ? strerror(-rc) : "done");
	return rc;
}

int
main(int argc, char **argv)
{
	const struct conf_span conf = { .number = argc > 1 ? atoi(argv[1]) : 1, .driver = SPAN_DRIVER_DAHDI, .ahead = 3 };
	int slot = argc > 2 ? atoi(argv[2]) : 1, failed;
	struct span *span;

	if (told("line", span_open(&span, &conf, "/tmp", SPAN_SIDE_HOUSE)) < 0)
		return 1;
	failed = told("bearer", span_bearer_open(span, slot)) < 0 || told("echo", span_echo(span, slot, SPAN_ECHO_TAPS)) < 0;
	span_close(span);
	return failed;
}
