/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts into calls (ACD-16): a table by kind of fact, each row one small change of the record.
 *
 * Waiting runs from the first place in a queue to the first talk, or to the end of a call that never talked.  Talking
 * runs from each talk's begin to the end of the call or its return to a queue; holding is part of it and is summed
 * apart.  A call that ends while it waits has a wait and no seat.  Facts of a call come in order, but a call may begin
 * with any of them (the first facts may have been lost with a run directory), so no row relies on another one having
 * been there.
 */
#include "crm/facts.h"

#include "base/session.h"
#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define RATE 8000 /* samples a second */

typedef void fold_fn(struct call *c, const struct msg_fact *f);

/* ---- pieces ---- */

static void
copy_text(char *to, size_t size, const char *from, size_t from_size)
{
	char text[64];

	snprintf(text, sizeof text, "%.*s", (int)strnlen(from, from_size), from);
	size_t n = utf8_cut(text, size - 1);
	memcpy(to, text, n);
	to[n] = '\0';
}

static void
copy_number(char to[NUMBER_DIGITS], const struct number *n)
{
	size_t len = 0;

	for (; len < n->len && len + 1 < NUMBER_DIGITS && strchr("0123456789ABCDEF", n->digits[len]) && n->digits[len];
	     len++)
		to[len] = n->digits[len];
	to[len] = '\0';
}

static void
retrieve(struct call *c, int64_t at_us)
{
	if (c->rec.held_since_us && at_us > c->rec.held_since_us)
		c->rec.held_us += at_us - c->rec.held_since_us;
	c->rec.held_since_us = 0;
}

static void
stop_talking(struct call *c, int64_t at_us)
{
	retrieve(c, at_us);
	if (c->rec.talk_since_us && at_us > c->rec.talk_since_us)
		c->rec.talk_us += at_us - c->rec.talk_since_us;
	c->rec.talk_since_us = 0;
}

static void
stop_waiting(struct call *c, int64_t at_us)
{
	if (c->rec.queued_us && !c->rec.talking_us && at_us > c->rec.queued_us)
		c->rec.wait_us = at_us - c->rec.queued_us;
}

/* ---- one row per kind ---- */

static void
offered(struct call *c, const struct msg_fact *f)
{
	c->rec.offered_us = f->at_us;
	c->rec.presentation = f->number.presentation;
	copy_number(c->caller, &f->number);
	copy_number(c->dialled, &f->dialled);
	copy_text(c->service, sizeof c->service, f->text, sizeof f->text);
}

static void
refused(struct call *c, const struct msg_fact *f)
{
	offered(c, f);
	c->rec.refused = 1;
	c->rec.cause = f->cause;
	c->rec.ended_us = f->at_us;
	c->rec.ended_by = CALL_END_SYSTEM;
}

static void
answered(struct call *c, const struct msg_fact *f)
{
	c->rec.answered_us = f->at_us;
}

static void
menu(struct call *c, const struct msg_fact *f)
{
	c->rec.menu_us = f->at_us;
	if (*c->choice && f->value == 0)
		return; /* a person was asked for: the category stays, as at the seat */
	c->rec.choice_key = f->value;
	copy_text(c->choice, sizeof c->choice, f->text, sizeof f->text);
}

static void
queued(struct call *c, const struct msg_fact *f)
{
	stop_talking(c, f->at_us);
	c->rec.has_queue = 1;
	c->rec.queue = f->queue;
	if (!c->rec.queued_us)
		c->rec.queued_us = f->at_us;
}

static void
ringing(struct call *c, const struct msg_fact *f)
{
	c->rec.ringing_us = f->at_us;
	c->rec.rang_seat = f->seat;
	c->rec.rings++;
}

static void
no_answer(struct call *c, const struct msg_fact *f)
{
	c->rec.no_answers++;
}

static void
rejected(struct call *c, const struct msg_fact *f)
{
	c->rec.rejects++;
}

static void
talking(struct call *c, const struct msg_fact *f)
{
	stop_talking(c, f->at_us);
	stop_waiting(c, f->at_us);
	if (f->seat != SEAT_NONE) {
		c->rec.has_seat = 1;
		c->rec.seat = f->seat;
	}
	if (!c->rec.talking_us)
		c->rec.talking_us = f->at_us;
	c->rec.talk_since_us = f->at_us;
	if (c->rec.n_talks < CALL_TALKS)
		c->talks[c->rec.n_talks++] = f->at_us;
}

static void
held(struct call *c, const struct msg_fact *f)
{
	retrieve(c, f->at_us);
	c->rec.held_since_us = f->at_us;
}

static void
retrieved(struct call *c, const struct msg_fact *f)
{
	retrieve(c, f->at_us);
}

static void
seat_lost(struct call *c, const struct msg_fact *f)
{
	c->rec.seats_lost++;
}

static void
dialled(struct call *c, const struct msg_fact *f)
{
	c->rec.outgoing = 1;
	c->rec.offered_us = f->at_us;
	copy_number(c->dialled, f->dialled.len ? &f->dialled : &f->number);
	if (f->seat != SEAT_NONE) {
		c->rec.has_seat = 1;
		c->rec.seat = f->seat;
	}
}

static void
ended(struct call *c, const struct msg_fact *f)
{
	stop_talking(c, f->at_us);
	stop_waiting(c, f->at_us);
	c->rec.ended_us = f->at_us;
	c->rec.ended_by = f->value;
	c->rec.cause = f->cause;
	c->rec.result = (uint32_t)f->n;
	if (!*c->choice && !c->rec.outgoing)
		copy_text(c->choice, sizeof c->choice, f->text, sizeof f->text);
}

static void
recorded(struct call *c, const struct msg_fact *f)
{
	if (f->value > c->rec.recordings)
		c->rec.recordings = f->value;
}

static void
message(struct call *c, const struct msg_fact *f)
{
	c->rec.messages++;
}

static void
faxed(struct call *c, const struct msg_fact *f)
{
	if (!fact_of_fax_valid(f))
		return;
	if (f->value > c->rec.faxes)
		c->rec.faxes = f->value;
	c->rec.fax_pages += (uint32_t)f->n;
}

static void
metered(struct call *c, const struct msg_fact *f)
{
	if (f->value > c->rec.pulses)
		c->rec.pulses = f->value;
}

static fold_fn *const folds[FACT_COUNT] = {
	[FACT_CALL_OFFERED] = offered,
	[FACT_CALL_REFUSED] = refused,
	[FACT_CALL_ANSWERED] = answered,
	[FACT_CALL_MENU] = menu,
	[FACT_CALL_QUEUED] = queued,
	[FACT_CALL_RINGING] = ringing,
	[FACT_CALL_NO_ANSWER] = no_answer,
	[FACT_CALL_REJECTED] = rejected,
	[FACT_CALL_TALKING] = talking,
	[FACT_CALL_HELD] = held,
	[FACT_CALL_RETRIEVED] = retrieved,
	[FACT_CALL_SEAT_LOST] = seat_lost,
	[FACT_CALL_DIALLED] = dialled,
	[FACT_CALL_ENDED] = ended,
	[FACT_CALL_RECORDED] = recorded,
	[FACT_CALL_METERED] = metered,
	[FACT_CALL_MESSAGE] = message,
	[FACT_CALL_FAXED] = faxed,
};

/* ---- the record ---- */

static void
point_inside(struct call *c)
{
	c->rec.talks = c->talks;
	c->rec.caller = c->caller;
	c->rec.dialled = c->dialled;
	c->rec.service = c->service;
	c->rec.choice = c->choice;
	c->rec.trunk = c->trunk;
}

void
call_new(struct call *c, uint64_t session)
{
	memset(c, 0, sizeof *c);
	rec__call__init(&c->rec);
	c->rec.session = session;
	point_inside(c);
}

void
call_from(struct call *c, const Rec__Call *rec)
{
	memset(c, 0, sizeof *c);
	c->rec = *rec;
	c->rec.n_talks = rec->n_talks < CALL_TALKS ? rec->n_talks : CALL_TALKS;
	if (c->rec.n_talks)
		memcpy(c->talks, rec->talks, c->rec.n_talks * sizeof c->talks[0]);
	copy_text(c->caller, sizeof c->caller, rec->caller, sizeof c->caller);
	copy_text(c->dialled, sizeof c->dialled, rec->dialled, sizeof c->dialled);
	copy_text(c->service, sizeof c->service, rec->service, sizeof c->service);
	copy_text(c->choice, sizeof c->choice, rec->choice, sizeof c->choice);
	copy_text(c->trunk, sizeof c->trunk, rec->trunk, sizeof c->trunk);
	point_inside(c);
}

int
call_fold(struct call *c, const struct msg_fact *fact)
{
	char number[STORE_NUMBER];

	if (fact->kind >= FACT_COUNT || !folds[fact->kind] || !fact->session)
		return -EINVAL;
	if (!c->rec.first_us)
		c->rec.first_us = fact->at_us;
	c->rec.last_us = fact->at_us;
	folds[fact->kind](c, fact);
	if (fact->trunk[0]) {
		copy_text(c->trunk, sizeof c->trunk, fact->trunk, sizeof fact->trunk);
		c->rec.circuit = fact->circuit;
	}
	/* A customer found by hand stays; the switch knows only who the number belongs to. */
	snprintf(number, sizeof number, "%.*s", (int)strnlen(fact->customer, sizeof fact->customer), fact->customer);
	if (!c->rec.customer)
		c->rec.customer = customer_by_number(number);
	return 0;
}

void
call_recording(const struct call *c, const struct msg_fact *fact, const char *rec_dir, Rec__Recording *r,
    char path[RECORDING_PATH])
{
	int64_t length_us = (int64_t)(fact->n % (UINT64_C(1) << 40)) * 1000000 / RATE;

	rec__recording__init(r);
	r->session = fact->session;
	r->rec_no = fact->value;
	/* Facts that do not tell are of a time when each recording began with its talk. */
	r->start_us = fact->start_us > 0                     ? fact->start_us
	    : fact->value && fact->value <= c->rec.n_talks ? c->talks[fact->value - 1]
	                                                   : fact->at_us - length_us;
	r->end_us = r->start_us + length_us;
	r->frames = fact->n;
	r->gap_ms = fact->gap_ms;
	r->ok = fact->cause == 0;
	r->seat = fact->seat == SEAT_NONE ? c->rec.seat : fact->seat;
	r->customer = c->rec.customer;
	if (recording_path(path, RECORDING_PATH, rec_dir, fact->session, fact->value, r->start_us))
		path[0] = '\0';
	r->path = path;
}

void
call_message(const struct call *c, const Rec__Recording *r, Rec__Message *m)
{
	rec__message__init(m);
	m->session = r->session;
	m->rec_no = r->rec_no;
	m->at_us = r->start_us;
	m->length_us = r->end_us - r->start_us;
	m->caller = c->rec.caller;
	m->service = c->rec.service;
	m->choice = c->rec.choice;
	m->customer = c->rec.customer;
	m->path = r->path;
}

bool
fact_of_fax_valid(const struct msg_fact *fact)
{
	return fact->value >= 1 && fact->value <= FAX_NUMBER_MOST && fact->n <= FAX_PAGES_MOST && fact->cause < FAX_RESULTS;
}

/* Any machine may call itself anything: what can be shown of it, without the blanks that fill it up (T.30 5.3.6.2.4). */
static void
copy_station(char to[FAX_STATION], const char *from, size_t from_size)
{
	size_t n = 0;

	for (size_t i = 0; i < from_size && from[i] && n + 1 < FAX_STATION; i++)
		if (n || from[i] != ' ')
			to[n++] = from[i] >= ' ' && from[i] <= '~' ? from[i] : '?';
	while (n && to[n - 1] == ' ')
		n--;
	to[n] = '\0';
}

void
call_received_fax(const struct call *c, const struct msg_fact *fact, const char *rec_dir, Rec__Fax *f, struct fax_text *text)
{
	rec__fax__init(f);
	f->session = fact->session;
	f->fax_no = fact->value;
	f->at_us = fact->start_us > 0 ? fact->start_us : fact->at_us;
	f->pages = (uint32_t)fact->n;
	f->result = fact->cause;
	f->caller = c->rec.caller;
	f->dialled = c->rec.dialled;
	f->service = c->rec.service;
	f->customer = c->rec.customer;
	copy_station(text->sender, fact->text, sizeof fact->text);
	if (!f->pages || fax_path(text->path, sizeof text->path, rec_dir, f->session, f->fax_no, f->at_us))
		text->path[0] = '\0';
	f->sender = text->sender;
	f->path = text->path;
}
