/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/zongjid/power.h"

#include "base/log.h"
#include "trunk/soft.h"

#include <errno.h>
#include <fcntl.h>

#define LINES 64 /* as conf.def */

static struct {
	const char *run_dir;
	int n;
	struct {
		int number;
		int fd; /* -1: orphans hold it */
	} line[LINES];
} power;

int
power_take(const struct site *site, const char *run_dir, int *number)
{
	power.run_dir = run_dir;
	for (int i = 0; i < site->n_spans; i++) {
		if (site->spans[i].driver != SPAN_DRIVER_SOFT)
			continue;
		*number = site->spans[i].number;
		int err = soft_create(run_dir, *number, SOFT_REAL);
		if (err)
			return err;
		int fd = soft_power(run_dir, *number, SPAN_SIDE_HOUSE);
		if (fd < 0 && fd != -EBUSY)
			return fd;
		power.line[power.n].number = *number;
		power.line[power.n++].fd = fd < 0 ? -1 : fd;
	}
	return 0;
}

void
power_retake(void)
{
	for (int i = 0; i < power.n; i++) {
		if (power.line[i].fd >= 0)
			continue;
		int fd = soft_power(power.run_dir, power.line[i].number, SPAN_SIDE_HOUSE);
		if (fd >= 0) {
			power.line[i].fd = fd;
			log_note("span %d: powered by this parent again", power.line[i].number);
		}
	}
}

void
power_hand_down(void)
{
	for (int i = 0; i < power.n; i++)
		if (power.line[i].fd >= 0)
			fcntl(power.line[i].fd, F_SETFD, 0);
}
