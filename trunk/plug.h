/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plug: what joins a trunk process to the house.  Its room writes to a core_out and knows no svc; messages to and from the
 * switch are traced here.
 *
 * A message is taken off its ring before it is acted upon: one that dies with the process is healed by the HELLO of the next.
 */
#pragma once

#include "base/core.h"
#include "base/svc.h"

struct plug {
	struct core_out out; /* for the room: trace, log, counters */
	struct svc_run *run;
};

void plug_open(struct plug *plug, struct svc_run *run);

/* Send to the switch: 0, or -ENOSPC when its ring is full.  `plug` is a struct plug (outbox.h). */
int plug_post(void *plug, uint16_t type, const void *data, uint32_t len);

/* Give the room the switch's messages, a turn of them; returns how many. */
int plug_take(
    struct plug *plug, void (*message)(void *room, uint16_t type, const void *data, uint32_t len), void *room);
