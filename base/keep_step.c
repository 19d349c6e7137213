/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keeper's step: one journaled input to the core, and each of its outputs out exactly once.
 *
 * Outputs to a ring are counted from the ring's first record on, in the mark and so in every snapshot.  When an input
 * is stepped again its outputs get the same numbers again, and those that the ring already holds are not sent twice.
 * For that the choice whether a message is sent at all must come out the same: so DROP messages are not dropped when a
 * ring happens to be full, but between two journaled words of the keeper (KEEP_SHED).  What does not fit all the same
 * waits in `pending`, and with it all further inputs; they go on being journaled, so that the rings to us are drained
 * and no two processes can wait for each other.
 */
#include "base/bell.h"
#include "base/keep_inside.h"
#include "base/log.h"
#include "base/trace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct keep *
keep_of(struct core_out *out)
{
	return (struct keep *)out;
}

/* Are we in a step that a predecessor completed?  Then its story has been told. */
static bool
silent(const struct keep *k)
{
	return k->mark.serial < k->silent_until;
}

/* ---- messages ---- */

/* What may pass through a ring but not into a trace: those who look at traces may not sign in as somebody else. */
static const struct secret {
	uint16_t type;
	uint16_t at;
	uint16_t len;
} secrets[] = {
	{ MSG_SEAT_SIGNED_IN, offsetof(struct msg_seat, token), sizeof(((struct msg_seat *)0)->token) },
};

static void
mask_secrets(uint16_t type, uint8_t *payload, uint32_t len)
{
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (secrets[i].type == type && (uint32_t)secrets[i].at + secrets[i].len <= len)
			memset(payload + secrets[i].at, 0, secrets[i].len);
}

/* Every message of the core's, both ways, for the ladder. */
static void
trace_message(struct keep *k, enum role from, enum role to, uint16_t type, const void *data, uint32_t len)
{
	struct {
		struct trace_msg head;
		uint8_t payload[TRACE_DATA - sizeof(struct trace_msg)];
	} rec = { .head = { (uint16_t)from, (uint16_t)to, type, 0 } };

	if (silent(k) || !k->ops || !k->ops->trace)
		return;
	if (len > sizeof(rec.payload))
		len = sizeof(rec.payload);
	if (len)
		memcpy(rec.payload, data, len);
	mask_secrets(type, rec.payload, len);
	k->ops->trace(k->arg, k->mark.now_us, to == k->core->role ? TRACE_MSG_IN : TRACE_MSG_OUT, 0, &rec,
	    (uint32_t)sizeof(rec.head) + len);
}

static void
pend(struct keep *k, enum role to, uint16_t type, const void *data, uint32_t len)
{
	uint32_t cost = (uint32_t)sizeof(struct keep_pending) + ((len + 7) & ~7u);
	struct keep_pending *p = (struct keep_pending *)(k->pending + k->pending_end);

	if (cost > PENDING_BYTES - k->pending_end) {
		/* No step of a sound core says so much.  Dying here counts as its death by this input (keep_death.c).
		 */
		log_alarm("core %s: input %llu made more output than can wait", k->core->name,
		    (unsigned long long)k->mark.serial + 1);
		abort();
	}
	p->to = (uint16_t)to;
	p->type = type;
	p->len = len;
	if (len)
		memcpy(p->data, data, len);
	k->pending_end += cost;
}

static bool
flush_pending(struct keep *k)
{
	uint32_t blocked = 0;

	for (uint32_t at = 0; at < k->pending_end;) {
		struct keep_pending *p = (struct keep_pending *)(k->pending + at);
		at += (uint32_t)sizeof(*p) + ((p->len + 7) & ~7u);
		if (p->to == ROLE_COUNT || blocked & ROLE_BIT(p->to))
			continue;
		if (ring_send(&k->wires->out[p->to], p->type, p->data, p->len) == -ENOSPC) {
			blocked |= ROLE_BIT(p->to);
			continue;
		}
		k->touched |= ROLE_BIT(p->to);
		p->to = ROLE_COUNT;
	}
	if (!blocked)
		k->pending_end = 0;
	return !blocked;
}

static void
out_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	struct keep *k = keep_of(out);

	if (len > CORE_OUT_MAX || !msg_check(k->core->role, to, type, len)) {
		log_warn("core %s: sends message %u of %u octets to role %d, which is not in the catalogue",
		    k->core->name, type, len, (int)to);
		return;
	}
	struct keep_peer *peer = &k->mark.peer[to];
	if (peer->shed && msg_rows[type].full == MSG_DROP) {
		peer->shed_count++;
		return;
	}
	uint64_t number = ++peer->out_seq;
	trace_message(k, k->core->role, to, type, data, len);
	if (!k->wires)
		return;
	struct ring *ring = &k->wires->out[to];
	if (!ring_open(ring) || ring_instance(ring) != peer->out_instance)
		return; /* the ring that this was meant for is gone; KEEP_REMADE follows in the journal */
	if (number < ring_next_seq(ring))
		return; /* published before our predecessor died */
	if (k->pending_end || ring_send(ring, type, data, len) == -ENOSPC)
		pend(k, to, type, data, len);
	k->touched |= ROLE_BIT(to);
}

/* ---- everything else ---- */

static void
out_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	struct keep *k = keep_of(out);

	if (++k->mark.local <= atomic_load_explicit(&k->journal.head->local, memory_order_relaxed))
		return; /* performed before our predecessor died */
	if (k->ops && k->ops->local)
		k->ops->local(k->arg, kind, addr, data, len);
	atomic_store_explicit(&k->journal.head->local, k->mark.local, memory_order_release);
}

static void
out_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	struct keep *k = keep_of(out);

	if (!silent(k) && k->ops && k->ops->trace)
		k->ops->trace(k->arg, k->mark.now_us, kind, ref, data, len);
}

static void
out_log(struct core_out *out, int level, const char *line)
{
	struct keep *k = keep_of(out);

	if (!silent(k) && k->ops && k->ops->log)
		k->ops->log(k->arg, level, line);
}

static void
out_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	struct keep *k = keep_of(out);

	if (!silent(k) && k->ops && k->ops->count)
		k->ops->count(k->arg, id, which, n);
}

const struct core_out_ops keep_out_ops = {
	.send = out_send,
	.local = out_local,
	.trace = out_trace,
	.log = out_log,
	.count = out_count,
};

/* ---- the step ---- */

static void
own_input(struct keep *k, const struct core_input *in)
{
	const struct keep_shed *shed = in->data;
	const struct keep_remade *remade = in->data;

	if (in->type == KEEP_SHED && in->len >= sizeof(*shed) && shed->role < ROLE_COUNT)
		k->mark.peer[shed->role].shed = shed->on;
	if (in->type == KEEP_REMADE && in->len >= sizeof(*remade) && remade->role < ROLE_COUNT) {
		struct keep_peer *peer = &k->mark.peer[remade->role];
		peer->in_instance = remade->in_instance;
		peer->in_seq = remade->in_seq;
		peer->out_instance = remade->out_instance;
		peer->out_seq = remade->out_seq;
	}
}

/* What the core has been told about its rings is part of the mark. */
static void
told(struct keep *k, const struct core_input *in)
{
	const uint32_t *word = in->data;

	if (in->from != CORE_FROM_SELF || in->len < 4 || word[0] >= ROLE_COUNT)
		return;
	if (in->type == CORE_PRESSURE && in->len >= 8)
		k->mark.peer[word[0]].level = word[1];
	if (in->type == CORE_DROPPED)
		k->mark.peer[word[0]].shed_count = 0;
}

static void
step(struct keep *k, struct journal_entry *e)
{
	const struct core_input *in = &e->in;

	k->mark.now_us = in->now_us;
	if (in->from == CORE_FROM_SELF && in->type >= KEEP_OWN) {
		own_input(k, in);
	} else if (!keep_is_poison(k, e)) {
		told(k, in);
		if (in->from < ROLE_COUNT)
			trace_message(k, (enum role)in->from, k->core->role, in->type, in->data, in->len);
		keep_stepping(e->rec);
		k->core->step(k->arena, in, &k->out);
		keep_stepping(NULL);
	}
	if (e->ring_seq && in->from < ROLE_COUNT)
		k->mark.peer[in->from].in_seq = e->ring_seq;
	k->mark.serial = in->serial;
	if (in->serial > atomic_load_explicit(&k->journal.head->applied, memory_order_relaxed))
		atomic_store_explicit(&k->journal.head->applied, in->serial, memory_order_release);
}

bool
keep_catch_up(struct keep *k)
{
	struct journal_entry e;

	while (!k->pending_end || flush_pending(k)) {
		if (k->mark.serial == k->taken)
			return true;
		if (journal_read(&k->journal, &k->step_at, &e) <= 0) {
			log_alarm("core %s: its journal was damaged at input %llu", k->core->name,
			    (unsigned long long)k->mark.serial + 1);
			abort();
		}
		if (e.in.serial > k->mark.serial) /* the others are in the snapshot */
			step(k, &e);
	}
	return false;
}

void
keep_wake(struct keep *k)
{
	for (int r = 0; k->touched; r++, k->touched >>= 1)
		if (k->touched & 1 && ring_peer_asleep(&k->wires->out[r]))
			bell_ring(k->wires->bells[r]);
}
