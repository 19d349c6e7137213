/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the log says when DAHDI refuses: every sentence names the command that mends it. */
#pragma once

#include <stddef.h>

/* Where it refused. */
enum dahdi_step {
	DAHDI_DEVICE,  /* opening a device file */
	DAHDI_TIMER,   /* the clock */
	DAHDI_SPAN,    /* asking for the span */
	DAHDI_SLOTS,   /* finding its channels */
	DAHDI_CHANNEL, /* taking one of them */
	DAHDI_TYPE,    /* making it what we need */
	DAHDI_BUFFERS,
	DAHDI_AUDIO,
};

/* How a failure (-errno) in this step is mended; `path`: the file that was opened. */
void dahdi_remedy(enum dahdi_step step, int err, const char *path, char *to, size_t size);

/* The same into the log, after `what` ("span 1"); returns err. */
int dahdi_say(const char *what, enum dahdi_step step, int err, const char *path);
