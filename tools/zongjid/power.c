/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/zongjid/power.h"

#include "base/log.h"
#include "tools/zongjid/keepfds.h"
#include "trunk/rtp.h"
#include "trunk/soft.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define LINES 64 /* as conf.def */

static struct {
	const char *run_dir;
	int n;
	int number[LINES];
} power;

static const char *
name_of(char name[16], int number)
{
	snprintf(name, 16, "power-%d", number);
	return name;
}

/* Hold the end's power: by the descriptor that was kept for us, if it is of the line as it is now. */
static int
take(int number)
{
	char name[16];
	int fd = keepfds_get(name_of(name, number));

	if (fd >= 0 && soft_power_again(power.run_dir, number, SPAN_SIDE_HOUSE, fd) == 0)
		return 0;
	keepfds_drop(name);
	fd = soft_power(power.run_dir, number, SPAN_SIDE_HOUSE);
	if (fd < 0)
		return fd;
	int err = keepfds_put(name, fd);
	if (err)
		close(fd);
	return err;
}

/* The file of a line that is made of shared memory. */
static int
make_line(const struct conf_span *span, const char *run_dir)
{
	if (span->driver == SPAN_DRIVER_RTP)
		return rtp_create(run_dir, span->number, LINE_CLOCK_REAL);
	return span->driver == SPAN_DRIVER_SOFT ? soft_create(run_dir, span->number, SOFT_REAL) : 0;
}

int
power_take(const struct site *site, const char *run_dir, int *number)
{
	power.run_dir = run_dir;
	for (int i = 0; i < site->n_spans; i++) {
		const struct conf_span *span = &site->spans[i];

		*number = span->number;
		int err = make_line(span, run_dir);
		if (!err && span->driver == SPAN_DRIVER_SOFT) {
			err = take(*number);
			power.number[power.n++] = *number;
		}
		if (err && err != -EBUSY)
			return err;
	}
	return 0;
}

void
power_retake(void)
{
	char name[16];

	for (int i = 0; i < power.n; i++)
		if (keepfds_get(name_of(name, power.number[i])) < 0 && take(power.number[i]) == 0)
			log_note("span %d: powered by this parent again", power.number[i]);
}
