/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The analogue side, by way of channel banks: telephones where the house has stations, and an exchange that rings the house
 * where it has lines of one.
 */
#pragma once

#include "tools/farend/world.h"

extern const struct line_ops telephone_ops; /* only called, never calls */
extern const struct line_ops analogue_ops;  /* lines of the exchange: callers come by them */

/* All loops of the house's cas groups; telephones are on-hook. */
int analogue_open(struct world *w);
void analogue_turn(struct world *w);
void analogue_close(struct line *line); /* also of lines that are none */
