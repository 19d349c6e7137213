/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A look at DAHDI from outside (dahdi_look.h). */
#include "trunk/dahdi_look.h"

#include "trunk/dahdi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>

int
look_open(void)
{
	int fd = open("/dev/dahdi/ctl", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int
look_span(int fd, int number, char kind[8])
{
	struct dahdi_spaninfo info = { .spanno = number };

	if (ioctl(fd, DAHDI_SPANSTAT, &info) < 0)
		return -errno;
	snprintf(kind, 8, "%.*s", (int)sizeof(info.spantype), info.spantype);
	return 0;
}

int
look_channel(int fd, int number, struct look_channel *c)
{
	struct dahdi_params p = { .channo = number };

	if (ioctl(fd, DAHDI_GET_PARAMS, &p) < 0)
		return -errno;
	*c = (struct look_channel){ .span = p.spanno,
		.slot = p.chanpos,
		.alaw = p.curlaw == DAHDI_LAW_ALAW,
		.can_mtp2 = p.sigcap & DAHDI_SIG_MTP2 & ~DAHDI_SIG_HDLCFCS };
	return 0;
}
