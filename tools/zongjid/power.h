/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The power of the house's ends of the soft lines.
 *
 * A card goes on framing whatever becomes of its daemons; a soft line is alive as long as somebody holds its end.  The parent holds
 * it, hands a copy to every child, and has one kept for the next parent (keepfds.h, "power-SPAN").  Where nobody keeps it, children that
 * outlive a killed parent hold on until the next parent takes over.
 */
#pragma once

#include "base/site.h"

/* Make the files of lines in shared memory, and take the ends of the soft ones.  One that orphans of an earlier parent still hold is left to them for now.  0, or -errno of `*number`. */
int power_take(const struct site *site, const char *run_dir, int *number);

/* A child ended: take what nobody holds any more. */
void power_retake(void);
