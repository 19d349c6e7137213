/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What check.c and check_conf.c share. */
#pragma once

#include "tools/dahdi/check.h"

/* A new finding, to be filled in. */
struct finding *found(struct findings *f, enum finding_id id, int span);

/* One finding for all of these slots, named by their channels; none if there are none. */
void note_channels(struct findings *f, enum finding_id id, const struct picture_span *s, const bool slots[SPAN_SLOTS],
    const char *more);

/* system.conf against the kernel and our configuration. */
void check_conf(const struct picture *p, struct findings *f);
