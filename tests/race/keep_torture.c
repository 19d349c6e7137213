/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A replayable core under random SIGKILLs, between two peers that are killed too.
 *
 * crm sends numbered questions; the core mixes them into a hash chain and answers each with no, one or several facts
 * that carry the chain; crm, which knows the chain from the numbers alone, checks every fact: none lost, none twice,
 * none different.  media gets orders, which may be shed.  Nothing is waited for by the clock: a lost wake-up hangs, and
 * fails.
 *
 *     keep_torture [kills]
 */
#include "base/bell.h"
#include "base/clock.h"
#include "base/keep.h"
#include "base/log.h"
#include "base/site.h"
#include "base/wires.h"
#include "tests/race/torture.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AHEAD 300u /* questions that may be unanswered */

/* ---- what the core does, and what crm expects of it ---- */

struct chain {
	uint64_t value;
	uint64_t questions; /* mixed in */
	uint64_t facts;     /* said */
};

/* Of each seven questions one is answered by four facts, one by none. */
static unsigned
facts_of(uint64_t question)
{
	unsigned kind = (unsigned)(torture_hash(question) % 7);

	return kind == 0 ? 4 : kind == 1 ? 0 : 1;
}

static void
mix(struct chain *c, uint64_t question)
{
	c->value = torture_hash(c->value ^ question);
	c->questions++;
}

struct arena {
	struct chain chain;
	int64_t due;
	uint64_t ticks;
	uint8_t ballast[40000]; /* so that snapshots take their time */
};

static size_t
arena_size(const struct site *site)
{
	return sizeof(struct arena);
}

static void
arena_init(void *arena, const struct site *site, uint64_t seed)
{
	((struct arena *)arena)->due = TIME_NEVER;
}

static void
answer(struct arena *a, struct core_out *out)
{
	unsigned n = facts_of(a->chain.questions);

	for (unsigned i = 0; i < n; i++) {
		struct msg_fact fact = { .session = ++a->chain.facts, .n = a->chain.value, .value = i };
		struct msg_media_slot slot = { .session = a->chain.facts };
		core_send(out, ROLE_CRM, MSG_FACT, &fact, sizeof(fact));
		core_send(out, ROLE_MEDIA, MSG_MEDIA_SLOT, &slot, sizeof(slot));
	}
}

static void
arena_step(void *arena, const struct core_input *in, struct core_out *out)
{
	struct arena *a = arena;
	const struct msg_found *question = in->data;

	if (in->from == ROLE_CRM && in->type == MSG_CALLER_FOUND) {
		mix(&a->chain, question->session);
		a->ballast[a->chain.value % sizeof(a->ballast)]++;
		answer(a, out);
		if (a->chain.questions % 100 == 0)
			a->due = in->now_us + 500;
	}
	if (in->from == CORE_FROM_SELF && in->type == CORE_TICK) {
		a->ticks++;
		a->due = TIME_NEVER;
	}
}

static int64_t
arena_due(const void *arena)
{
	return ((const struct arena *)arena)->due;
}

static const struct core chain_core = {
	.name = "chain",
	.role = ROLE_ACD,
	.layout = 1,
	.size = arena_size,
	.init = arena_init,
	.step = arena_step,
	.next_due = arena_due,
};

/* ---- the three processes ---- */

/* What survives crm: what it has checked so far, in two slots. */
struct checked {
	struct chain chain; /* as it was at the last fact; questions: up to the one being answered */
	unsigned part;      /* facts of that question seen */
	uint64_t applied;
};
static struct common {
	_Atomic unsigned live;
	struct checked slot[2];
	_Atomic int stop;
	_Atomic uint64_t asked; /* after stop */
} * common;

static char dir[64];
static struct site site;

static void
doze(struct wires *w, int timeout_ms)
{
	struct pollfd fd = { .fd = w->bell, .events = POLLIN };

	if (!wires_sleep(w))
		poll(&fd, 1, timeout_ms);
	wires_awake(w);
}

static void
be_acd(void)
{
	static const struct keep_ops ops = { .journal_bytes = 128 * 1024 };
	struct wires w;
	struct keep *keep;

	log_open("acd", LOG_FATAL);
	if (wires_attach(&w, dir, ROLE_ACD))
		wrong("acd cannot attach");
	int rc = keep_open(&keep, &chain_core, &site, dir, &w, &ops, NULL);
	if (rc < 0)
		wrong("keep_open: %s", strerror(-rc));
	if (!rc && common->slot[atomic_load(&common->live)].applied)
		wrong("a state with facts published was not resumed");
	for (;;)
		if (!keep_work(keep, clock_now_us()))
			doze(&w, keep_next_due(keep) == TIME_NEVER ? -1 : 1);
}

/* The next fact must be the next part of the answer to the next question that has one. */
static void
check_fact(struct checked *c, const struct msg_fact *fact)
{
	while (c->part == facts_of(c->chain.questions) || !c->chain.questions) {
		mix(&c->chain, c->chain.questions + 1);
		c->part = 0;
	}
	c->chain.facts++;
	if (fact->session != c->chain.facts || fact->n != c->chain.value || fact->value != c->part)
		wrong("fact %llu of question %llu should be fact %llu", (unsigned long long)fact->session,
		    (unsigned long long)c->chain.questions, (unsigned long long)c->chain.facts);
	c->part++;
}

static unsigned
take_facts(struct wires *w, struct checked *c)
{
	struct ring *r = &w->in[ROLE_ACD];
	struct ring_rec rec;
	unsigned n = 0;
	int rc = 0;

	for (; n < 20 && (rc = ring_peek(r, &rec)) > 0; n++) {
		if (rec.seq > c->applied + 1)
			wrong("a gap in the ring before %llu", (unsigned long long)rec.seq);
		if (rec.seq == c->applied + 1) {
			if (rec.type == MSG_FACT)
				check_fact(c, rec.data);
			c->applied = rec.seq;
		}
		ring_next(r);
	}
	if (rc < 0)
		wrong("acd-crm is broken");
	unsigned idle = !atomic_load(&common->live);
	common->slot[idle] = *c;
	atomic_store(&common->live, idle);
	wires_release(w, ROLE_ACD);
	return n;
}

static bool
ask(struct wires *w, const struct checked *c)
{
	struct msg_found question = { .session = ring_next_seq(&w->out[ROLE_ACD]) };

	if (atomic_load(&common->stop)) {
		atomic_store(&common->asked, question.session - 1);
		return false;
	}
	return question.session <= c->chain.questions + AHEAD &&
	    wires_send(w, ROLE_ACD, MSG_CALLER_FOUND, &question, sizeof(question)) == 0;
}

static void
be_crm(void)
{
	struct wires w;
	struct checked c = common->slot[atomic_load(&common->live)];

	log_open("crm", LOG_FATAL);
	if (wires_attach(&w, dir, ROLE_CRM))
		wrong("crm cannot attach");
	for (;;) {
		unsigned n = take_facts(&w, &c);
		/* Now and then crm is slow, so that its ring fills and pressure comes and goes. */
		if (torture_random() % 4096 == 0)
			usleep(3000);
		for (unsigned i = 0; i < 8 && ask(&w, &c); i++)
			n++;
		if (!n)
			doze(&w, -1);
	}
}

static void
be_media(void)
{
	struct wires w;
	struct ring_rec rec;
	uint64_t last = 0;

	log_open("media", LOG_FATAL);
	if (wires_attach(&w, dir, ROLE_MEDIA))
		wrong("media cannot attach");
	for (;;) {
		while (ring_peek(&w.in[ROLE_ACD], &rec) > 0) {
			const struct msg_media_slot *slot = rec.data;
			if (rec.type == MSG_MEDIA_SLOT && slot->session <= last)
				wrong("order %llu came after %llu", (unsigned long long)slot->session,
				    (unsigned long long)last);
			last = rec.type == MSG_MEDIA_SLOT ? slot->session : last;
			ring_next(&w.in[ROLE_ACD]);
		}
		wires_release(&w, ROLE_ACD);
		doze(&w, -1);
	}
}

static void
ring_all(void)
{
	wires_ring_all(dir);
}

/* All that was asked has been answered, and checked. */
static bool
finished(void)
{
	struct checked c = common->slot[atomic_load(&common->live)];
	uint64_t asked = atomic_load(&common->asked);

	if (!asked)
		return false;
	while (c.chain.questions < asked && (c.part == facts_of(c.chain.questions) || !c.chain.questions)) {
		mix(&c.chain, c.chain.questions + 1);
		c.part = 0;
	}
	return c.chain.questions == asked && c.part == facts_of(asked);
}

int
main(int argc, char **argv)
{
	/* clang-format off */
	struct tortured t[] = {
		{ "acd",   be_acd,   0, 0 },
		{ "crm",   be_crm,   0, 0 },
		{ "media", be_media, 0, 0 },
        };
	/* clang-format on */
	const unsigned n = sizeof(t) / sizeof(t[0]);
	long kills = argc > 1 ? atol(argv[1]) : 500;

	log_open("torture", LOG_FATAL);
	torture_dir(dir);
	common = torture_memory(sizeof(*common));
	site_defaults(&site);
	site.crm.facts_kb = 256;
	if (wires_create(dir, &site))
		wrong("cannot make the wires");
	torture(t, n, kills, 2500, ring_all);
	atomic_store(&common->stop, 1);
	ring_all();
	int64_t until = torture_us() + 20 * 1000000;
	while (!finished() && torture_us() < until) {
		usleep(2000);
		torture_look(t, n);
	}
	bool whole = finished();
	torture_end(t, n);
	const struct checked *c = &common->slot[atomic_load(&common->live)];
	if (!whole)
		wrong("not finished: %llu asked, %llu answered", (unsigned long long)common->asked,
		    (unsigned long long)c->chain.questions);
	torture_clean(dir);
	printf(
	    "keep_torture: %ld kills (%ld of the core), %llu questions, %llu facts: none lost, doubled or different\n",
	    kills, t[0].kills, (unsigned long long)common->asked, (unsigned long long)c->chain.facts);
	return 0;
}
