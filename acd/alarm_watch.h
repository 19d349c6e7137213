/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the boards of all processes to the core: what differs becomes an input.
 */
#pragma once

#include "base/svc.h"

/* Every ALARM_WATCH_US: read the boards, feed what differs.  How many inputs. */
int alarm_watch(struct svc_run *run, int64_t now_us);
int64_t alarm_watch_due(void);

/* acdd's own look: processes that are down or were restarted (house.h). */
void alarm_look_at_house(struct svc_run *run, struct alarm_board *board);
