/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Trunk groups: which circuit a call out gets, and how many calls may stand in each direction.
 *
 * Choice keeps dual seizures rare (Q.764 2.9.1.3, method 2): circuits on which we would win are taken first, the one
 * longest idle first; then the others, the one idle for the shortest time first.  The free lists are doubly linked by
 * index, so a circuit enters and leaves in O(1) whatever takes it away: a call in, a block, a reset.
 *
 * The split limits calls, not circuits: a call counts from its IAM until its release begins.
 */
#include "isup/exchange.h"

static struct chain *
list_of(struct group *g, const struct circuit *c)
{
	return &g->free[c->flags & CIRCUIT_CONTROLLED ? FREE_CONTROLLED : FREE_OTHER];
}

static void
unlist(struct isup *isup, struct circuit *c)
{
	struct chain *list = list_of(group_of(isup, c), c);

	if (c->prev)
		circuit_at(isup, c->prev - 1u)->next = c->next;
	else
		list->first = c->next;
	if (c->next)
		circuit_at(isup, c->next - 1u)->prev = c->prev;
	else
		list->last = c->prev;
	c->next = c->prev = 0;
	c->flags &= (uint8_t)~CIRCUIT_LISTED;
}

static void
list_last(struct isup *isup, struct circuit *c, struct chain *list)
{
	uint16_t link = (uint16_t)(circuit_index(isup, c) + 1);

	c->prev = list->last;
	c->next = 0;
	if (list->last)
		circuit_at(isup, list->last - 1u)->next = link;
	else
		list->first = link;
	list->last = link;
	c->flags |= CIRCUIT_LISTED;
}

void
group_relist(struct isup *isup, struct circuit *c)
{
	int free = c->state == CIR_IDLE && !c->blocked && !circuit_has_call(c);
	int listed = (c->flags & CIRCUIT_LISTED) != 0;

	if (free && !listed)
		list_last(isup, c, list_of(group_of(isup, c), c));
	else if (!free && listed)
		unlist(isup, c);
}

struct circuit *
group_choose(struct isup *isup, struct group *g)
{
	struct circuit *c = NULL;

	if (g->free[FREE_CONTROLLED].first)
		c = circuit_at(isup, g->free[FREE_CONTROLLED].first - 1u);
	else if (g->free[FREE_OTHER].last)
		c = circuit_at(isup, g->free[FREE_OTHER].last - 1u);
	if (c)
		unlist(isup, c);
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
