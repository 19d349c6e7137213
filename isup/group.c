/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Trunk groups: which circuits are free for a call out, and how many calls may stand in each direction.
 *
 * A circuit is free while it is idle and blocked by nobody; in which order free ones are taken, choice.c knows.  The split
 * limits calls, not circuits: a call counts from its IAM until its release begins.
 */
#include "isup/exchange.h"

void
group_relist(struct isup *isup, struct circuit *c)
{
	int free = c->state == CIR_IDLE && !c->blocked && !circuit_has_call(c);

	if (free && !c->place)
		choice_add(isup, c);
	else if (!free && c->place)
		choice_remove(isup, c);
}

struct circuit *
group_choose(struct isup *isup, struct group *g)
{
	struct circuit *c = choice_first(isup, g);

	if (c)
		choice_remove(isup, c);
	return c;
}

int
group_may_take(const struct group *g, enum circuit_way way)
{
	return way == WAY_IN ? g->used_in < g->inbound : g->used_out < g->outbound;
}

void
group_took(struct isup *isup, struct circuit *c, enum circuit_way way)
{
	struct group *g = group_of(isup, c);

	c->way = (uint8_t)way;
	c->seizures++;
	if (way == WAY_IN)
		g->used_in++;
	else
		g->used_out++;
}

void
group_gave_back(struct isup *isup, struct circuit *c)
{
	struct group *g = group_of(isup, c);

	if (c->way == WAY_IN)
		g->used_in--;
	else if (c->way == WAY_OUT)
		g->used_out--;
	c->way = WAY_NONE;
}
