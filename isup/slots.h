/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slots: isupd's signalling timeslots, between the spans and the core.
 *
 * What comes from a slot becomes an input of the core; what the core says to a link goes to its slot, and waits here
 * when the line's buffers are full.  Nothing here is precious: level 2 asks again for what is lost.
 */
#pragma once

#include "base/svc.h"

int slots_open(struct svc_run *run);    /* spans and slots of all links; 0 or -errno */
void slots_opened(struct svc_run *run); /* the core runs: tell it about alarms */
void slots_close(struct svc_run *run);
int slots_work(struct svc_run *run, int64_t now_us); /* returns how much there was to do */
int64_t slots_next_due(const struct svc_run *run);
void slots_write(struct svc_run *run, unsigned link, const void *unit, size_t len); /* without FCS */
