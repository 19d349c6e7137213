/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alarms in the core: what stands, as it was heard from the boards (base/alarm.h).  Every change goes once to the log, to
 * crmd, and to the consoles that may see it.
 */
#pragma once

#include "acd/acd.h"

void alarm_input(struct acd *a, const void *data, uint32_t len, struct core_out *out); /* ACD_CTL_ALARM */
void alarm_started(struct acd *a);                                                     /* a new arena */
void alarm_settled(struct acd *a, struct core_out *out);                               /* T_ALARM */

/* Tell a seat's console; it was just greeted. */
void alarm_tell(const struct acd *a, const struct seat *seat, struct core_out *out);
