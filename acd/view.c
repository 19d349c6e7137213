/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What consoles are told: DESK_SEAT, DESK_DAY, DESK_REFUSED.
 *
 * The day's figures go out at most twice a second to each console, and only if something in them changed: every queue and
 * every seat counts its changes, and a console's figures are as old as the sum of the counts it was shown.  A round over
 * all signed-in seats takes half a second, DAY_SEATS of them in one step; when nothing changed there are no rounds.
 */
#include "acd/view.h"

#include "acd/queue.h"

#include <string.h>

void
view_seat(struct acd *a, struct seat *seat)
{
	if (seat->dirty)
		return;
	seat->dirty = 1;
	seat->next_dirty = a->dirty;
	a->dirty = seat->handle;
}

static void
packet(uint32_t connection, const void *data, size_t len, struct core_out *out)
{
	if (connection)
		core_local(out, ACD_OUT_DESK, connection, data, (uint32_t)len);
}

static void
add_call(const struct acd *a, const struct session *s, struct desk_seat *d)
{
	d->recording = s->recording;
	d->known = s->known;
	d->key = s->key;
	d->outgoing = s->outgoing;
	d->ended_by = s->end_by;
	d->category = s->category;
	d->session = s->id;
	d->arrived_us = s->arrived_us;
	d->queued_us = s->queued_us;
	d->offered_us = s->offered_us;
	d->answered_us = s->answered_us;
	d->ended_us = s->ended_us;
	d->held_us = s->held_us;
	d->caller = s->outgoing ? s->dialled : s->caller;
	d->dialled = s->dialled;
	memcpy(d->customer, s->customer, sizeof(d->customer));
	memcpy(d->name, s->name, sizeof(d->name));
	memcpy(d->choice, s->choice, sizeof(d->choice));
	if (s->service != NONE)
		memcpy(d->service, a->services[s->service].name, sizeof(d->service));
	if (s->queue != NONE) {
		const struct conf_queue *q = &a->queues[s->queue].conf;

		text_copy(d->queue, sizeof(d->queue), a->english ? q->en : q->zh);
	}
	d->rec_no = s->rec_no;
	if (s->recording)
		d->rec_ms = (uint32_t)((a->now_us - s->rec_us) / US_PER_MS);
}

static void
tell_seat(struct acd *a, const struct seat *seat, struct core_out *out)
{
	const struct session *s = acd_session(a, seat->call);
	struct desk_seat d = {
		.head = { .type = DESK_SEAT, .seat = seat->number },
		.state = seat->state,
		.after = seat->wanted,
		.phone = seat->phone,
		.headset = seat->headset,
		.limit_ms = seat->limit_ms,
		.since_us = seat->since_us,
		.now_us = a->now_us,
		.signed_us = seat->signed_us,
	};

	if (!seat->connection)
		return;
	if (s)
		add_call(a, s, &d);
	packet(seat->connection, &d, sizeof(d), out);
}

void
view_flush(struct acd *a, struct core_out *out)
{
	while (a->dirty) {
		struct seat *seat = acd_seat(a, a->dirty);

		if (!seat)
			break;
		a->dirty = seat->next_dirty;
		seat->dirty = 0;
		tell_seat(a, seat, out);
	}
}

/* It is about to be freed: take it from the list, say the last word. */
void
view_signed_out(struct acd *a, struct seat *seat, struct core_out *out)
{
	uint32_t *at = &a->dirty;

	while (*at && *at != seat->handle)
		at = &acd_seats(a)[handle_index(*at)].next_dirty;
	if (*at)
		*at = seat->next_dirty;
	tell_seat(a, seat, out);
}

void
view_refuse(
    uint32_t connection, const struct desk_head *head, uint16_t verb, enum desk_refusal why, struct core_out *out)
{
	struct desk_refused d = {
		.head = { .type = DESK_REFUSED, .seat = head->seat, .serial = head->serial },
		.verb = verb,
		.why = (uint16_t)why,
	};

	acd_count(out, STAT_DESK_REFUSED);
	packet(connection, &d, sizeof(d), out);
}

/* ---- the day ---- */

static int32_t
local_day(const struct acd *a)
{
	return (int32_t)((a->now_us / US_PER_SEC + a->zone_s) / 86400);
}

static void
new_day(const struct acd *a, struct seat *seat)
{
	int32_t today = local_day(a);

	if (seat->day_no == today)
		return;
	seat->day_no = today;
	memset(&seat->day, 0, sizeof(seat->day));
	seat->changes++;
}

struct seat_day *
view_figures(struct acd *a, struct seat *seat)
{
	new_day(a, seat);
	seat->changes++;
	a->changes++;
	return &seat->day;
}

static uint32_t
changes_of(const struct acd *a, const struct seat *seat)
{
	uint32_t sum = seat->changes;

	for (int i = 0; i < seat->n_queues; i++)
		sum += a->queues[seat->queue[i]].changes;
	return sum;
}

static void
tell_day(const struct acd *a, const struct seat *seat, struct core_out *out)
{
	struct desk_day d = {
		.head = { .type = DESK_DAY, .seat = seat->number },
		.answered = seat->day.answered,
		.outgoing = seat->day.outgoing,
		.missed = seat->day.missed,
		.n_queues = seat->n_queues,
		.talk_us = seat->day.talk_us,
		.out_talk_us = seat->day.out_talk_us,
		.acw_us = seat->day.acw_us,
		.ring_us = seat->day.ring_us,
		.signed_us = a->now_us - seat->signed_us,
	};

	for (int i = 0; i < seat->n_queues && i < DESK_QUEUES; i++) {
		const struct queue *q = &a->queues[seat->queue[i]];
		struct desk_queue *to = &d.queues[i];

		text_copy(to->label, sizeof(to->label), a->english ? q->conf.en : q->conf.zh);
		to->code = (uint16_t)q->conf.code;
		to->waiting = (uint16_t)q->n_waiting;
		to->ready = (uint16_t)q->n_ready;
		to->signed_in = (uint16_t)q->n_signed;
		to->priority = (uint16_t)q->conf.priority;
		to->level = seat->queue_level[i];
		to->longest_us = queue_longest(a, q);
	}
	packet(seat->connection, &d, sizeof(d), out);
}

/* Something changed and no round is on: begin one, half a second after the last. */
void
view_day_due(struct acd *a)
{
	if (a->changes == a->shown || timer_due(acd_timers(a), a->timer_base[T_DAY]) != TIME_NEVER)
		return;
	int64_t wait = a->round_us + DAY_MS * US_PER_MS - a->now_us;

	acd_timer(a, T_DAY, 0, wait > 0 ? wait / US_PER_MS : 0);
}

void
view_day_round(struct acd *a, struct core_out *out)
{
	if (a->day_at == 0) {
		a->round_us = a->now_us;
		a->shown = a->changes;
	}
	for (int i = 0; i < DAY_SEATS && a->day_at < a->n_signed; i++, a->day_at++) {
		struct seat *seat = &acd_seats(a)[handle_index(acd_signed(a)[a->day_at])];

		new_day(a, seat);
		if (!seat->connection || seat->shown == changes_of(a, seat))
			continue;
		seat->shown = changes_of(a, seat);
		tell_day(a, seat, out);
	}
	if (a->day_at < a->n_signed)
		acd_timer(a, T_DAY, 0, DAY_MS * DAY_SEATS / a->n_signed);
	else
		a->day_at = 0;
}
