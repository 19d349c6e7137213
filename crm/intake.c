/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the switch: facts into the store, callers into pops.
 *
 * A fact is stored as it came, folded into its call, and starts what follows from it: the registration of an answered
 * call (AGT-22), the row of a closed recording (REC-09), of a caller's message (IVR-01), of a fax (FAX-01).  All of it, and the number of the last record applied, is one
 * transaction, so a fact that comes again is known and skipped (facts are applied exactly once).  The ring's instance
 * is part of the mark: a ring that was made anew counts from 1 again.
 */
#include "base/alarm.h"
#include "base/clock.h"
#include "base/ring.h"
#include "crm/crmd.h"

#include <errno.h>
#include <string.h>

#define RING    "acd-crm"
#define RECORDS 256 /* of the ring in one batch */

/* ---- who calls? ---- */

static void
look_up(struct crmd *d, const struct msg_lookup *m)
{
	struct msg_found found = { .session = m->session };
	struct customer_pop pop;
	char digits[NUMBER_DIGITS];
	size_t n = m->caller.len < NUMBER_DIGITS ? m->caller.len : NUMBER_DIGITS - 1;

	memcpy(digits, m->caller.digits, n);
	digits[n] = '\0';
	if (*digits && customer_pop(d->store, digits, &pop) == 1) {
		found.known = 1;
		found.key = pop.key;
		customer_number(pop.id, found.customer);
		text_copy(found.name, sizeof found.name, pop.name);
		d->ops->count(d, STAT_KNOWN, 1);
	}
	d->ops->count(d, STAT_LOOKUPS, 1);
	/* Not through the outbox: it rings now, and nothing was written. */
	d->ops->to_switch(d, MSG_CALLER_FOUND, &found, sizeof found);
}

/* ---- what stands with this customer? ---- */

static uint64_t
whose_orders(const struct crmd *d, const struct msg_orders_lookup *m)
{
	char number[NUMBER_DIGITS + 16];

	if (memchr(m->customer, '\0', sizeof m->customer) && *m->customer)
		return customer_by_number(m->customer);
	if (!memchr(m->keyed, '\0', sizeof m->keyed) || !*m->keyed)
		return 0;
	/* Keyed in are the digits behind the letter: a customer of this house. */
	if (d->site->site.node > 1)
		snprintf(number, sizeof number, "C%d-%s", d->site->site.node, m->keyed);
	else
		snprintf(number, sizeof number, "C-%s", m->keyed);
	return customer_by_number(number);
}

static void
look_up_orders(struct crmd *d, const struct msg_orders_lookup *m)
{
	struct msg_orders_found found = { .session = m->session, .ticket = m->ticket };
	uint64_t customer = whose_orders(d, m);
	Rec__Customer *who;
	int n;

	if (customer && customer_get(d->store, customer, &who) == 0) {
		store_free(who);
		if ((n = orders_open_of_customer(d->store, customer)) >= 0) {
			found.known = 1;
			found.open = (uint32_t)n;
		}
	}
	d->ops->count(d, STAT_LOOKUPS, 1);
	d->ops->to_switch(d, MSG_ORDERS_FOUND, &found, sizeof found);
}

/* ---- facts ---- */

static int
register_call(struct crmd *d, const struct call *c, const struct msg_fact *f)
{
	Rec__Registration r = REC__REGISTRATION__INIT, *old;
	int rc = registration_get(d->store, f->session, f->seat, &old);

	if (rc == 0)
		store_free(old);
	if (rc != -ENOENT && rc != -EBADMSG)
		return rc;
	r.session = f->session;
	r.seat = f->seat;
	r.customer = c->rec.customer;
	r.at_us = f->at_us;
	r.caller = c->rec.outgoing ? c->rec.dialled : c->rec.caller;
	return registration_save(d->store, &r);
}

static int
index_recording(struct crmd *d, const struct call *c, const struct msg_fact *f)
{
	char path[RECORDING_PATH];
	Rec__Recording r;

	call_recording(c, f, d->site->site.rec_dir, &r, path);
	return recording_save(d->store, &r);
}

static int
index_message(struct crmd *d, const struct call *c, const struct msg_fact *f)
{
	char path[RECORDING_PATH];
	Rec__Recording r;
	Rec__Message m;

	call_recording(c, f, d->site->site.rec_dir, &r, path);
	call_message(c, &r, &m);
	d->ops->count(d, STAT_MESSAGES, 1);
	return message_save(d->store, &m);
}

static int
index_fax(struct crmd *d, const struct call *c, const struct msg_fact *f)
{
	struct fax_text text;
	Rec__Fax fax;

	call_received_fax(c, f, d->site->site.rec_dir, &fax, &text);
	d->ops->count(d, STAT_FAXES, 1);
	return fax_save(d->store, &fax);
}

static int
apply_to_call(struct crmd *d, const struct msg_fact *f)
{
	Rec__Call *stored = NULL;
	struct call c;
	int rc = call_get(d->store, f->session, &stored);

	if (rc && rc != -ENOENT && rc != -EBADMSG) /* one that cannot be read begins anew */
		return rc;
	if (stored)
		call_from(&c, stored);
	else
		call_new(&c, f->session);
	rc = call_fold(&c, f);
	if (rc == 0)
		rc = call_save(d->store, &c.rec);
	if (rc == 0 && f->kind == FACT_CALL_TALKING && f->seat != SEAT_NONE)
		rc = register_call(d, &c, f);
	if (rc == 0 && f->kind == FACT_CALL_RECORDED)
		rc = index_recording(d, &c, f);
	if (rc == 0 && f->kind == FACT_CALL_MESSAGE)
		rc = index_message(d, &c, f);
	if (rc == 0 && f->kind == FACT_CALL_FAXED)
		rc = index_fax(d, &c, f);
	store_free(stored);
	return rc;
}

static bool
about_a_call(uint16_t kind)
{
	return kind != FACT_SEAT_STATE && kind != FACT_SEAT_OUT;
}

static int
apply(struct crmd *d, const struct msg_fact *f)
{
	int rc = batch_need(d);

	if (rc == 0)
		rc = facts_add(d->store, f);
	if (rc == 0 && about_a_call(f->kind))
		rc = apply_to_call(d, f);
	if (rc == 0)
		d->ops->count(d, STAT_FACTS, 1);
	return rc;
}

static bool
is_time(int64_t us)
{
	return us >= 0 && us <= TIME_MOST;
}

/* A fact that no record can hold is counted and left behind; only the store's own trouble stops the intake. */
static int
take_fact(struct crmd *d, const struct msg_fact *f, bool again)
{
	if (again) {
		d->ops->count(d, STAT_AGAIN, 1);
		return 0;
	}
	if (f->kind >= FACT_COUNT || !is_time(f->at_us) || !is_time(f->start_us) ||
	    (about_a_call(f->kind) && !f->session) || (f->kind == FACT_CALL_FAXED && !fact_of_fax_valid(f))) {
		d->ops->count(d, STAT_BAD, 1);
		return 0;
	}
	return apply(d, f);
}

/* ---- alarms ---- */

static int
take_alarm(struct crmd *d, struct msg_alarm *m, bool again)
{
	if (again) {
		d->ops->count(d, STAT_AGAIN, 1);
		return 0;
	}
	m->name[sizeof m->name - 1] = m->detail[sizeof m->detail - 1] = '\0';
	if (m->source >= ROLE_COUNT || m->id >= ALARM_COUNT || !m->raised_us ||
	    !is_time(m->raised_us) || !is_time(m->over_us)) {
		d->ops->count(d, STAT_BAD, 1);
		return 0;
	}
	int rc = batch_need(d);
	if (rc == 0)
		rc = alarm_apply(d->store, m, role_name[m->source]);
	if (rc == 0)
		d->ops->count(d, STAT_ALARMS, 1);
	return rc;
}

static void
hello(struct crmd *d, const struct msg_hello *m)
{
	if (m->fresh)
		d->ops->switch_is_new(d);
}

int
intake_message(struct crmd *d, uint16_t type, const void *data, uint32_t len, bool again)
{
	union {
		struct msg_fact fact;
		struct msg_lookup lookup;
		struct msg_orders_lookup orders;
		struct msg_hello hello;
		struct msg_alarm alarm;
	} m;

	if (!msg_check(ROLE_ACD, ROLE_CRM, type, len)) {
		d->ops->count(d, STAT_BAD, 1);
		return 0;
	}
	memcpy(&m, data, len < sizeof m ? len : sizeof m);
	switch (type) {
	case MSG_FACT:
		return take_fact(d, &m.fact, again);
	case MSG_ALARM:
		return take_alarm(d, &m.alarm, again);
	case MSG_CALLER_LOOKUP:
		look_up(d, &m.lookup);
		return 0;
	case MSG_ORDERS_LOOKUP:
		look_up_orders(d, &m.orders);
		return 0;
	case MSG_HELLO_BACK:
		hello(d, &m.hello);
		return 0;
	default:
		d->ops->count(d, STAT_BAD, 1);
		return 0;
	}
}

/* ---- the ring ---- */

static int
mark(struct crmd *d, uint64_t instance, uint64_t seq)
{
	int rc = batch_need(d);

	return rc ? rc : store_set_applied(d->store, RING, instance, seq);
}

int
intake(struct crmd *d, struct ring *ring)
{
	uint64_t pos = ring->pos, seq = ring->seq, instance = ring_instance(ring);
	uint64_t last_instance, applied, last = 0;
	struct ring_rec rec;
	int n = 0, rc = store_applied(d->store, RING, &last_instance, &applied);

	if (last_instance != instance)
		applied = 0;
	while (rc == 0 && n < RECORDS && !batch_full(d) && ring_peek(ring, &rec) == 1) {
		rc = intake_message(d, rec.type, rec.data, rec.len, rec.seq <= applied);
		last = rec.seq;
		ring_next(ring);
		n++;
	}
	if (rc == 0 && d->batch && last > applied)
		rc = mark(d, instance, last);
	if (rc == 0)
		return n;
	ring->pos = pos;
	ring->seq = seq;
	return rc;
}
