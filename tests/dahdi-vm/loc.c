/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A span of the test machine is taken away, or made again with 31 clear A-law channels:
 *
 *     loc destroy KEY:ID          loc create KEY:ID
 *
 * Its peer sees RED meanwhile.  None of its channels may be open.
 */
#include <dahdi/user.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#define CHANNELS 31

static int
complain(const char *what)
{
	fprintf(stderr, "loc: %s: %s\n", what, strerror(errno));
	return 1;
}

static int
make(int ctl, struct dahdi_dynamic_span *span)
{
	if (ioctl(ctl, DAHDI_DYNAMIC_CREATE, span) < 0)
		return complain("DAHDI_DYNAMIC_CREATE");
	struct dahdi_spaninfo info = { .spanno = span->spanno };

	if (ioctl(ctl, DAHDI_SPANSTAT, &info) < 0)
		return complain("DAHDI_SPANSTAT");
	for (int channel = 1, found = 0; found < CHANNELS; channel++) {
		struct dahdi_params at = { .channo = channel };
		struct dahdi_chanconfig clear = {
			.chan = channel, .sigtype = DAHDI_SIG_CLEAR, .deflaw = DAHDI_LAW_ALAW, .master = channel
		};

		if (ioctl(ctl, DAHDI_GET_PARAMS, &at) < 0) {
			if (channel > 64 * CHANNELS)
				return complain("its channels");
			continue;
		}
		if (at.spanno != span->spanno)
			continue;
		if (ioctl(ctl, DAHDI_CHANCONFIG, &clear) < 0)
			return complain("DAHDI_CHANCONFIG");
		found++;
	}
	printf("loc: span %d made\n", span->spanno);
	return 0;
}

int
main(int argc, char **argv)
{
	struct dahdi_dynamic_span span = { .driver = "loc", .numchans = CHANNELS };
	int ctl = open("/dev/dahdi/ctl", O_RDWR);

	if (argc != 3 || ctl < 0)
		return complain("usage: loc destroy|create KEY:ID; /dev/dahdi/ctl");
	snprintf(span.addr, sizeof(span.addr), "%s", argv[2]);
	if (strcmp(argv[1], "create") == 0)
		return make(ctl, &span);
	return ioctl(ctl, DAHDI_DYNAMIC_DESTROY, &span) < 0 ? complain("DAHDI_DYNAMIC_DESTROY") : 0;
}
