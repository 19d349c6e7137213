/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The core's shell side: making the arena, and giving each input to the page it belongs to.
 *
 * Nothing is trusted: a message is checked against the catalogue, a packet and a flow by their own pages; what does not fit
 * is counted and forgotten.  The last act of every step is to tell the consoles what changed.
 */
#include "acd/core.h"

#include "acd/alarm.h"
#include "acd/call.h"
#include "acd/carried.h"
#include "acd/desk_in.h"
#include "acd/fax.h"
#include "acd/ivr.h"
#include "acd/leg.h"
#include "acd/phone.h"
#include "acd/plan.h"
#include "acd/rec.h"
#include "acd/seat.h"
#include "acd/view.h"
#include "base/access.h"
#include "base/log.h"

#include <string.h>

/* Sizes and places of the tables behind struct acd.  The same for size() and init(). */
static size_t
lay_out(struct acd *a, const struct site *site)
{
	size_t at = sizeof(*a);

	a->n_sessions = (uint32_t)site->acd.sessions;
	a->n_seats = (uint32_t)site->acd.seats;
	a->n_legs = a->n_sessions + 2 * a->n_seats;
	if (a->n_legs > 65535)
		a->n_legs = 65535;
	a->n_recs = a->n_sessions;
	a->n_faxes = (uint32_t)site->fax.channels;
	for (a->buckets = 64; a->buckets < 2 * a->n_sessions;)
		a->buckets *= 2;
	const uint32_t timers[T_COUNT] = { a->n_sessions, a->n_seats, a->n_seats, a->n_legs, a->n_recs, 1, 1, 1 };
	uint32_t n_timers = 0;

	for (int k = 0; k < T_COUNT; k++) {
		a->timer_base[k] = n_timers;
		n_timers += timers[k];
	}
#define PLACE(member, octets) (a->member = (at + 63) & ~(size_t)63, at = a->member + (octets))
	PLACE(at_session_pool, pool_size(a->n_sessions));
	PLACE(at_leg_pool, pool_size(a->n_legs));
	PLACE(at_seat_pool, pool_size(a->n_seats));
	PLACE(at_rec_pool, pool_size(a->n_recs));
	PLACE(at_fax_pool, pool_size(a->n_faxes));
	PLACE(at_timers, timers_size(n_timers));
	PLACE(at_sessions, a->n_sessions * sizeof(struct session));
	PLACE(at_legs, a->n_legs * sizeof(struct leg));
	PLACE(at_seats, a->n_seats * sizeof(struct seat));
	PLACE(at_recs, a->n_recs * sizeof(struct rec));
	PLACE(at_faxes, a->n_faxes * sizeof(struct fax));
	PLACE(at_flows, ACD_FLOWS * sizeof(struct flow_slot));
	PLACE(at_waiting, a->n_sessions * sizeof(struct heap_node));
	PLACE(at_ready, (size_t)a->n_seats * SEAT_QUEUES * sizeof(struct heap_node));
	PLACE(at_signed, a->n_seats * sizeof(uint32_t));
	PLACE(at_session_ids, a->buckets * sizeof(uint32_t));
	PLACE(at_rec_ids, a->buckets * sizeof(uint32_t));
#undef PLACE
	return at;
}

static size_t
size(const struct site *site)
{
	struct acd a;

	return lay_out(&a, site);
}

static uint16_t
index_or_none(int index)
{
	return index < 0 ? NONE : (uint16_t)index;
}

static void
copy_group(struct group *g, const struct site *site, const struct conf_group *conf)
{
	text_copy(g->name, sizeof(g->name), conf->name);
	text_copy(g->shown, sizeof(g->shown), conf->number_shown);
	g->role = (uint8_t)access_rows[conf->kind].role;
	g->overflow = index_or_none(*conf->overflow ? site_group(site, conf->overflow) : -1);
	g->presentation = (uint8_t)conf->presentation;
	g->user_verified = (uint8_t)conf->screening;
	g->echo = (uint8_t)conf->echo;
}

static void
copy_routes(struct acd *a, const struct site *site)
{
	a->n_routes = (uint16_t)site->n_routes;
	for (int i = 0; i < site->n_routes; i++) {
		const struct conf_route *conf = &site->routes[i];

		text_copy(a->routes[i].number, sizeof(a->routes[i].number), conf->number);
		a->routes[i].queue = index_or_none(*conf->queue ? site_queue_by_name(site, conf->queue) : -1);
		a->routes[i].group = index_or_none(site_group(site, conf->group));
	}
}

static void
copy_site(struct acd *a, const struct site *site)
{
	a->node = (uint16_t)site->site.node;
	a->english = site->site.language == LANG_EN;
	a->record = site->acd.record != 0;
	a->seat_code = site->acd.seat_code != 0;
	a->recover_ms = (uint32_t)site->acd.recover_ms;
	a->out_group = NONE;
	a->n_groups = (uint16_t)site->n_groups;
	for (int i = site->n_groups; i-- > 0;) {
		copy_group(&a->groups[i], site, &site->groups[i]);
		if (site->groups[i].kind == GROUP_ISUP && site->groups[i].outbound > 0)
			a->out_group = (uint16_t)i;
	}
	a->n_services = (uint16_t)site->n_services;
	for (int i = 0; i < site->n_services; i++) {
		text_copy(a->services[i].number, sizeof(a->services[i].number), site->services[i].number);
		text_copy(a->services[i].name, sizeof(a->services[i].name), site->services[i].name);
		text_copy(a->services[i].flow, sizeof(a->services[i].flow), site->services[i].flow);
		a->services[i].loaded = NONE;
	}
	copy_routes(a, site);
	a->n_queues = (uint16_t)site->n_queues;
	memset(a->by_code, 0xff, sizeof(a->by_code));
	for (int i = site->n_queues; i-- > 0;) {
		a->queues[i].conf = site->queues[i];
		a->by_code[site->queues[i].code] = (uint16_t)i;
	}
}

static void
init(void *arena, const struct site *site, uint64_t seed)
{
	struct acd *a = arena;

	lay_out(a, site);
	pool_init(acd_session_pool(a), a->n_sessions);
	pool_init(acd_leg_pool(a), a->n_legs);
	pool_init(acd_seat_pool(a), a->n_seats);
	pool_init(acd_rec_pool(a), a->n_recs);
	pool_init(acd_fax_pool(a), a->n_faxes);
	timers_init(acd_timers(a), a->timer_base[T_COUNT - 1] + 1);
	a->seed = seed;
	a->media_at = a->n_legs;
	copy_site(a, site);
}

/* ---- messages ---- */

static void
hello(struct acd *a, enum role from, const struct msg_hello *m, struct core_out *out)
{
	struct msg_line end = { .line = m->epoch };

	core_log(out, LOG_NOTE, "%s: here, %s", role_name[from], m->fresh ? "holding nothing" : "holding its state");
	a->pressure[from] = 0;
	if (from == ROLE_MEDIA) {
		plan_tell_all(a, out);
	} else if (from == ROLE_FAX) {
		fax_tell_all(a, out);
	} else if (from != ROLE_CRM) {
		acd_count(out, STAT_RESYNCS);
		if (m->fresh) {
			leg_lose_all(a, from, out);
			return; /* it has nothing to release, and may be offering new calls already */
		}
		leg_tell_all(a, from, out);
		core_send(out, from, MSG_LINE_HELD_END, &end, sizeof(end));
	}
}

static void
played(struct acd *a, const struct msg_media_played *m, struct core_out *out)
{
	const struct leg *leg = acd_leg(a, m->leg);

	if (m->leg == 0 && m->broken == 3) /* no leg: a circuit under check */
		plan_checked(m->play_id, out);
	if (leg && leg->owner_kind == OWNER_CALL && plan_is(a, m->leg, m->play_id))
		call_event(a, acd_session(a, leg->owner), CALL_EV_PLAYED, NULL, out);
}

static void
message(struct acd *a, enum role from, uint16_t type, const void *data, struct core_out *out)
{
	switch (type) {
	case MSG_HELLO:
		hello(a, from, data, out);
		break;
	case MSG_LINE_OFFERED:
		call_offered(a, from, data, out);
		break;
	case MSG_LINE_ENCLOSED:
		carried_words(a, data, out);
		break;
	case MSG_LINE_METERED:
		carried_metered(a, data);
		break;
	case MSG_LINE_CHECK:
		plan_check(data, out);
		break;
	case MSG_MEDIA_PLAYED:
		played(a, data, out);
		break;
	case MSG_MEDIA_DIGIT:
		call_digit(
		    a, ((const struct msg_media_digit *)data)->leg, ((const struct msg_media_digit *)data)->digit, out);
		break;
	case MSG_MEDIA_FAX:
		call_heard_fax(a, ((const struct msg_media_fax *)data)->leg, out);
		break;
	case MSG_MEDIA_RECORDED:
		rec_done(a, data, out);
		break;
	case MSG_FAX_DONE:
		fax_done(a, data, out);
		break;
	case MSG_CALLER_FOUND:
		call_found(a, data, out);
		break;
	case MSG_ORDERS_FOUND:
		call_told(a, data, out);
		break;
	case MSG_SEAT_SIGNED_IN:
		seat_signed_in(a, data, out);
		break;
	default: /* the catalogue lets nothing else come here but what lines say about legs */
		leg_message(a, from, type, data, out);
	}
}

/* ---- the core itself ---- */

static void
start(struct core_out *out)
{
	const struct msg_hello m = { .abi = MSG_ABI, .fresh = 1 };
	const struct msg_line end = { 0 };

	for (int r = 0; r < ROLE_COUNT; r++)
		if (r != ROLE_ACD)
			core_send(out, (enum role)r, MSG_HELLO_BACK, &m, sizeof(m));
	/* no leg of theirs is ours: calls of an arena before this one are released */
	for (int r = 0; r < ROLE_COUNT; r++)
		if (access_role((enum role)r))
			core_send(out, (enum role)r, MSG_LINE_HELD_END, &end, sizeof(end));
}

static void
timeout(struct acd *a, uint32_t id, struct core_out *out)
{
	int kind = T_COUNT - 1;

	while (id < a->timer_base[kind])
		kind--;
	uint32_t i = id - a->timer_base[kind];

	switch ((enum acd_timer)kind) {
	case T_CALL:
		call_event(a, &acd_sessions(a)[i], CALL_EV_TIMEOUT, NULL, out);
		break;
	case T_SEAT:
		seat_event(a, &acd_seats(a)[i], SEAT_EV_TIMEOUT, NULL, out);
		break;
	case T_PHONE:
		phone_timeout(a, &acd_seats(a)[i], out);
		break;
	case T_LEG:
		leg_timeout(a, &acd_legs(a)[i], out);
		break;
	case T_REC:
		rec_timeout(a, &acd_recs(a)[i], out);
		break;
	case T_DAY:
		view_day_round(a, out);
		break;
	case T_MEDIA:
		plan_tell_some(a, out);
		break;
	case T_ALARM:
		alarm_settled(a, out);
		break;
	case T_COUNT:
		break;
	}
}

static void
tick(struct acd *a, struct core_out *out)
{
	for (uint32_t id; (id = timers_pop(acd_timers(a), a->now_us)) != TIMER_NONE;)
		timeout(a, id, out);
}

static void
itself(struct acd *a, const struct core_input *in, struct core_out *out)
{
	uint32_t word[2] = { 0 };

	if (in->len >= sizeof(word))
		memcpy(word, in->data, sizeof(word));
	switch (in->type) {
	case CORE_STARTED:
		start(out);
		alarm_started(a);
		break;
	case CORE_RESUMED:
		desk_forget_all(a);
		break;
	case CORE_TICK:
		tick(a, out);
		break;
	case CORE_PRESSURE:
		if (in->len >= sizeof(word) && word[0] < ROLE_COUNT)
			a->pressure[word[0]] = (uint8_t)(word[1] < 2 ? word[1] : 2);
		break;
	case CORE_DROPPED:
		if (in->len >= sizeof(word) && word[0] == ROLE_MEDIA)
			plan_tell_all(a, out);
		break;
	default:
		acd_count(out, STAT_BAD_INPUT);
	}
}

static void
operator(struct acd *a, const struct core_input *in, struct core_out *out)
{
	if (in->type == ACD_CTL_FLOW)
		ivr_load(a, in->data, in->len, out);
	else if (in->type == ACD_CTL_CLOSE)
		call_close_all(a, out);
	else if (in->type == ACD_CTL_ALARM)
		alarm_input(a, in->data, in->len, out);
	else if (in->type == ACD_CTL_ZONE && in->len >= sizeof(struct acd_zone))
		a->zone_s = ((const struct acd_zone *)in->data)->offset_s % 86400;
	else
		acd_count(out, STAT_BAD_INPUT);
}

static void
console(struct acd *a, const struct core_input *in, struct core_out *out)
{
	if (in->len < sizeof(struct acd_packet))
		acd_count(out, STAT_BAD_INPUT);
	else if (in->type == ACD_DESK_PACKET)
		desk_packet(a, in->data, in->len, out);
	else if (in->type == ACD_DESK_GONE)
		desk_gone(a, in->data);
	else
		acd_count(out, STAT_BAD_INPUT);
}

static void
step(void *arena, const struct core_input *in, struct core_out *out)
{
	struct acd *a = arena;

	if (in->now_us > a->now_us)
		a->now_us = in->now_us;
	a->serial++;
	switch (in->from) {
	case CORE_FROM_SELF:
		itself(a, in, out);
		break;
	case CORE_FROM_CTL:
		operator(a, in, out);
		break;
	case CORE_FROM_DESK:
		console(a, in, out);
		break;
	default:
		if (in->from < ROLE_COUNT && msg_check(in->from, ROLE_ACD, in->type, in->len))
			message(a, in->from, in->type, in->data, out);
		else
			acd_count(out, STAT_BAD_INPUT);
	}
	view_flush(a, out);
	view_day_due(a);
}

static int64_t
next_due(const void *arena)
{
	return timers_next(acd_timers(arena));
}

const struct core acd_core = {
	.name = "acd",
	.role = ROLE_ACD,
	.layout = 8,
	.size = size,
	.init = init,
	.step = step,
	.next_due = next_due,
};
