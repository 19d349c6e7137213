/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls out: which trunk group takes them, and which number they show (TRK-11).
 *
 * The setting `routes` is read from above: the first row whose number and queue fit names the group.  Without any route the
 * first isup group that may dial takes all.  A group that has no circuit, or cannot reach or does not get through its
 * exchange, hands the call to its `overflow`; what the called party itself says (busy, no answer) is final.
 */
#include "acd/route.h"

#include <string.h>

enum { SHOWN_ALLOWED, SHOWN_RESTRICTED };     /* Q.763 3.10 e */
enum { USER_VERIFIED = 1, NETWORK_GAVE = 3 }; /* Q.763 3.10 f */

/* ---- which group ---- */

static bool
has_queue(const struct seat *seat, uint16_t queue)
{
	for (int i = 0; i < seat->n_queues; i++)
		if (seat->queue[i] == queue)
			return true;
	return false;
}

static bool
number_fits(const char *pattern, const struct number *called)
{
	size_t len = strlen(pattern);

	if (len && pattern[len - 1] == '*')
		return strncmp(pattern, called->digits, len - 1) == 0;
	return strcmp(pattern, called->digits) == 0;
}

uint16_t
route_first(const struct acd *a, const struct seat *seat, const struct number *called)
{
	for (uint16_t i = 0; i < a->n_routes; i++) {
		const struct route *r = &a->routes[i];

		if (number_fits(r->number, called) && (r->queue == NONE || (seat && has_queue(seat, r->queue))))
			return r->group;
	}
	return a->n_routes ? NONE : a->out_group;
}

/* Causes of the way there, not of the one called (Q.850). */
static bool
is_of_the_way(uint8_t cause)
{
	static const uint8_t causes[] = { 27, 34, 38, 41, 42, 43, 44, 47 };

	return memchr(causes, cause, sizeof(causes)) != NULL;
}

uint16_t
route_next(struct acd *a, struct session *s, uint8_t cause)
{
	uint16_t next = s->out_group < a->n_groups ? a->groups[s->out_group].overflow : NONE;

	if (s->out_group < a->n_groups)
		s->groups_tried |= UINT32_C(1) << s->out_group;
	if (next == NONE || !is_of_the_way(cause) || s->groups_tried >> next & 1)
		return NONE;
	return next;
}

/* ---- the number shown ---- */

static const char *
shown_digits(const struct acd *a, const struct seat *seat, uint16_t group)
{
	for (int i = 0; seat && i < seat->n_queues; i++)
		if (a->queues[seat->queue[i]].conf.number_shown[0])
			return a->queues[seat->queue[i]].conf.number_shown;
	return a->groups[group].shown;
}

struct number
route_shown(const struct acd *a, const struct seat *seat, uint16_t group)
{
	const struct group *g = &a->groups[group];
	struct number n = { 0 };

	if (number_set(&n, shown_digits(a, seat, group), 0) || !n.len)
		return (struct number){ 0 };
	n.presentation = g->presentation;
	n.screening = g->user_verified ? USER_VERIFIED : NETWORK_GAVE;
	return n;
}
