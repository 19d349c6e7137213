/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings: one per talk (REC-01) and one per message that a caller leaves (IVR-01), numbered within the session.
 *
 * That a slot is recorded is part of its plan.  Its end is a message of its own, MEDIA_REC_END, which may be lost with a full
 * ring or a dead mediad; so it is repeated until MEDIA_RECORDED comes, and only then is CALL_RECORDED a fact.  By then the
 * session may be long over: what the fact needs is kept here.
 */
#include "acd/rec.h"

#include "acd/plan.h"

#include <string.h>

static void
begin(struct acd *a, struct session *s, enum rec_what what)
{
	const struct leg *leg = acd_leg(a, s->leg);

	if (!leg)
		return;
	s->recording = (uint8_t)what;
	s->rec_no++;
	s->rec_us = a->now_us;
	s->rec_span = leg->plan.span;
	s->rec_slot = leg->plan.slot;
	plan_record(a, s->leg, s);
}

void
rec_begin(struct acd *a, struct session *s)
{
	if (a->record)
		begin(a, s, REC_TALK);
}

void
rec_begin_message(struct acd *a, struct session *s)
{
	begin(a, s, REC_MESSAGE);
}

void
rec_stop(struct acd *a, struct session *s, struct core_out *out)
{
	enum rec_what what = s->recording;

	if (what == REC_NOTHING)
		return;
	s->recording = REC_NOTHING;
	plan_record(a, s->leg, s);
	struct rec *rec = acd_new_rec(a, s->id);

	if (!rec) {
		acd_count(out, STAT_TABLE_FULL);
		return;
	}
	const struct seat *seat = acd_seat(a, s->seat);

	rec->what = what;
	rec->seat = seat ? seat->number : SEAT_NONE;
	rec->queue = s->queue == NONE ? SEAT_NONE : (uint16_t)a->queues[s->queue].conf.code;
	memcpy(rec->customer, s->customer, sizeof(rec->customer));
	rec->msg.rec_no = s->rec_no;
	rec->msg.start_us = s->rec_us;
	rec->msg.end_us = a->now_us;
	rec->msg.span = s->rec_span;
	rec->msg.slot = s->rec_slot;
	core_send(out, ROLE_MEDIA, MSG_MEDIA_REC_END, &rec->msg, sizeof(rec->msg));
	acd_timer(a, T_REC, rec->handle, REC_AGAIN_MS);
}

void
rec_timeout(struct acd *a, struct rec *rec, struct core_out *out)
{
	rec->repeats++;
	acd_count(out, STAT_REC_REPEATS);
	core_send(out, ROLE_MEDIA, MSG_MEDIA_REC_END, &rec->msg, sizeof(rec->msg));
	acd_timer(a, T_REC, rec->handle, rec->repeats < 10 ? REC_AGAIN_MS : REC_SLOW_MS);
}

void
rec_done(struct acd *a, const struct msg_media_rec *m, struct core_out *out)
{
	struct rec *rec = acd_rec_by_id(a, m->session, m->rec_no);

	if (!rec) {
		acd_count(out, STAT_LATE);
		return;
	}
	struct msg_fact f = {
		.session = m->session,
		.at_us = a->now_us,
		.kind = FACT_CALL_RECORDED,
		.seat = rec->seat,
		.queue = rec->queue,
		.cause = !m->ok,
		.value = m->rec_no,
		.gap_ms = m->gap_ms,
		.n = m->frames,
		.start_us = rec->msg.start_us,
	};

	memcpy(f.customer, rec->customer, sizeof(f.customer));
	core_send(out, ROLE_CRM, MSG_FACT, &f, sizeof(f));
	acd_count(out, m->ok ? STAT_RECORDED : STAT_REC_LOST);
	if (rec->what == REC_MESSAGE && m->ok && m->frames >= MESSAGE_LEAST_MS * 8) {
		f.kind = FACT_CALL_MESSAGE;
		core_send(out, ROLE_CRM, MSG_FACT, &f, sizeof(f));
		acd_count(out, STAT_MESSAGES);
	}
	acd_free_rec(a, rec);
}
