/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PBX: libpri at the far end of one PRI span.
 */
#pragma once

#include "tools/farend/world.h"

#include <libpri.h>

#define PBX_D_SLOT 16

struct pbx {
	struct world *world;
	struct span *span;
	struct pri *pri;
	int number;
	bool network; /* our side: the opposite of the house's */
	bool up;
	int64_t up_us; /* since when */
	bool took_frame;
	struct line *lines[SPAN_SLOTS];
};

extern const struct line_ops pbx_ops;

int pbx_open(struct world *w, int span, bool network, struct pbx **pp);
/* Give it the slots of one run of circuits. */
int pbx_equip(struct pbx *p, int first, int last);
void pbx_turn(struct pbx *p);
void pbx_close(struct pbx *p);
