/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of the arena: taking, finding and giving back sessions, legs, seats and recordings.
 *
 * Session numbers are found through a chained table of at least twice as many buckets as sessions; since numbers are given
 * in order, chains stay as short as they can be.
 */
#include "acd/acd.h"

#include <string.h>

struct session *
acd_session(const struct acd *a, uint32_t handle)
{
	int i = pool_index(acd_session_pool(a), handle);

	return i < 0 ? NULL : &acd_sessions(a)[i];
}

struct leg *
acd_leg(const struct acd *a, uint32_t handle)
{
	int i = pool_index(acd_leg_pool(a), handle);

	return i < 0 ? NULL : &acd_legs(a)[i];
}

struct seat *
acd_seat(const struct acd *a, uint32_t handle)
{
	int i = pool_index(acd_seat_pool(a), handle);

	return i < 0 ? NULL : &acd_seats(a)[i];
}

struct seat *
acd_seat_by_number(const struct acd *a, uint16_t number)
{
	uint16_t at = number < ACD_SEAT_NOS ? a->by_number[number] : 0;

	return at ? &acd_seats(a)[at - 1] : NULL;
}

static uint32_t
bucket(const struct acd *a, uint64_t id)
{
	return (uint32_t)id & (a->buckets - 1);
}

struct session *
acd_session_by_id(const struct acd *a, uint64_t id)
{
	for (uint32_t at = acd_session_ids(a)[bucket(a, id)]; at; at = acd_sessions(a)[at - 1].by_id)
		if (acd_sessions(a)[at - 1].id == id)
			return &acd_sessions(a)[at - 1];
	return NULL;
}

struct rec *
acd_rec_by_id(const struct acd *a, uint64_t session, uint32_t rec_no)
{
	for (uint32_t at = acd_rec_ids(a)[bucket(a, session)]; at; at = acd_recs(a)[at - 1].by_id) {
		struct rec *rec = &acd_recs(a)[at - 1];

		if (rec->msg.session == session && rec->msg.rec_no == rec_no)
			return rec;
	}
	return NULL;
}

struct session *
acd_new_session(struct acd *a)
{
	uint32_t handle = pool_take(acd_session_pool(a));

	if (!handle)
		return NULL;
	struct session *s = acd_session(a, handle);

	memset(s, 0, sizeof(*s));
	s->handle = handle;
	s->id = session_make(a->node, ++a->counter);
	s->queue = s->service = s->ivr.flow = s->out_group = s->trunk = NONE;
	s->arrived_us = a->now_us;
	uint32_t *head = &acd_session_ids(a)[bucket(a, s->id)];

	s->by_id = *head;
	*head = handle_index(handle) + 1;
	return s;
}

void
acd_free_session(struct acd *a, struct session *s)
{
	uint32_t *at = &acd_session_ids(a)[bucket(a, s->id)];

	while (*at && *at != handle_index(s->handle) + 1)
		at = &acd_sessions(a)[*at - 1].by_id;
	if (*at)
		*at = s->by_id;
	acd_timer_off(a, T_CALL, s->handle);
	pool_free(acd_session_pool(a), s->handle);
	memset(s, 0, sizeof(*s));
}

struct leg *
acd_new_leg(struct acd *a)
{
	uint32_t handle = pool_take(acd_leg_pool(a));

	if (!handle)
		return NULL;
	struct leg *leg = acd_leg(a, handle);

	memset(leg, 0, sizeof(*leg));
	leg->handle = handle;
	leg->born = a->serial;
	leg->plan.leg = handle;
	leg->plan.plan = MEDIA_SILENCE;
	return leg;
}

void
acd_free_leg(struct acd *a, struct leg *leg)
{
	acd_timer_off(a, T_LEG, leg->handle);
	pool_free(acd_leg_pool(a), leg->handle);
	memset(leg, 0, sizeof(*leg));
}

struct seat *
acd_new_seat(struct acd *a, uint16_t number)
{
	uint32_t handle = number < ACD_SEAT_NOS ? pool_take(acd_seat_pool(a)) : 0;

	if (!handle)
		return NULL;
	struct seat *seat = acd_seat(a, handle);

	memset(seat, 0, sizeof(*seat));
	seat->handle = handle;
	seat->number = number;
	a->by_number[number] = (uint16_t)(handle_index(handle) + 1);
	seat->listed = (uint16_t)a->n_signed;
	acd_signed(a)[a->n_signed++] = handle;
	return seat;
}

void
acd_free_seat(struct acd *a, struct seat *seat)
{
	uint32_t last = acd_signed(a)[--a->n_signed];

	acd_signed(a)[seat->listed] = last;
	acd_seats(a)[handle_index(last)].listed = seat->listed;
	a->by_number[seat->number] = 0;
	acd_timer_off(a, T_SEAT, seat->handle);
	acd_timer_off(a, T_PHONE, seat->handle);
	pool_free(acd_seat_pool(a), seat->handle);
	memset(seat, 0, sizeof(*seat));
}

struct rec *
acd_new_rec(struct acd *a, uint64_t session)
{
	uint32_t handle = pool_take(acd_rec_pool(a));

	if (!handle)
		return NULL;
	struct rec *rec = &acd_recs(a)[handle_index(handle)];
	uint32_t *head = &acd_rec_ids(a)[bucket(a, session)];

	memset(rec, 0, sizeof(*rec));
	rec->handle = handle;
	rec->msg.session = session;
	rec->by_id = *head;
	*head = handle_index(handle) + 1;
	return rec;
}

void
acd_free_rec(struct acd *a, struct rec *rec)
{
	uint32_t *at = &acd_rec_ids(a)[bucket(a, rec->msg.session)];

	while (*at && *at != handle_index(rec->handle) + 1)
		at = &acd_recs(a)[*at - 1].by_id;
	if (*at)
		*at = rec->by_id;
	acd_timer_off(a, T_REC, rec->handle);
	pool_free(acd_rec_pool(a), rec->handle);
	memset(rec, 0, sizeof(*rec));
}

void
acd_timer(struct acd *a, enum acd_timer kind, uint32_t handle, int64_t ms)
{
	timer_set(acd_timers(a), a->timer_base[kind] + handle_index(handle), a->now_us + ms * US_PER_MS);
}

void
acd_timer_off(struct acd *a, enum acd_timer kind, uint32_t handle)
{
	timer_clear(acd_timers(a), a->timer_base[kind] + handle_index(handle));
}
