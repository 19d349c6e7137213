/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The meter: seconds of traffic and of trouble, by looking once a second (Q.752; E.500 calls it the scan method).
 *
 * It reads the live arena and adds to counters, so it costs the core nothing.  Across a restart of the process it goes
 * on from METER_AT, if that was not long ago: what stood before stands after.
 */
#pragma once

#include "isup/core.h"

#define METER_US       INT64_C(1000000)
#define METER_GAP_MOST 10 /* s: a longer gap is not made up for */

/* Add the whole seconds since the last call, as things are now.  When it is due next. */
int64_t meter_read(const struct isup *isup, struct stats *stats, int64_t now_us);
