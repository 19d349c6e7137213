/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A look at DAHDI from outside, for whoever checks a machine (tools/dahdi): what its ioctls tell and /proc/dahdi
 * does not. Nothing is opened for use and nothing is changed.  This page is free of DAHDI's header, as all above
 * trunk/ must be.
 */
#pragma once

#include <stdbool.h>

struct look_channel {
	int span, slot;
	bool alaw;
	bool can_mtp2; /* the kernel can repeat and drop signal units on it */
};

/* The control device, to be closed by the caller; or -errno. */
int look_open(void);

/* "E1", "T1", "DYNAM" ... into kind[8]: 0 or -errno. */
int look_span(int fd, int number, char kind[8]);
int look_channel(int fd, int number, struct look_channel *c);
