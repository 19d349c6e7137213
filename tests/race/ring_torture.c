/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rings under random SIGKILLs: three producers, one consumer, small rings, so that full, asleep and wrapped all happen.
 *
 * What record number n holds follows from n, so the consumer knows what must come; what it has applied it keeps in two
 * slots and a flip, as a real one would keep it in its transaction.  There are no time-outs: a lost wake-up hangs, and
 * fails.
 *
 *     ring_torture [kills]
 */
#include "base/bell.h"
#include "base/ring.h"
#include "tests/race/torture.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PRODUCERS 3
#define CAPACITY  16384u
#define LONGEST   512u

/* What survives the consumer. */
struct applied {
	uint64_t seq[PRODUCERS];
};
static struct common {
	_Atomic unsigned live;
	struct applied slot[2];
	_Atomic uint64_t skipped, sleeps, fulls;
	_Atomic int stop;
	_Atomic uint64_t sent[PRODUCERS]; /* after stop */
} * common;

static char dir[64];

static struct ring_spec
spec(unsigned p)
{
	return (struct ring_spec){ .src = p, .dst = 9, .capacity = CAPACITY, .catalogue = 1 };
}

static const char *
path(const char *kind, unsigned p)
{
	static char text[96];

	snprintf(text, sizeof(text), "%s/%s.%u", dir, kind, p);
	return text;
}

static uint32_t
record(unsigned p, uint64_t seq, uint64_t words[LONGEST / 8])
{
	uint32_t n = 8 + (uint32_t)(torture_hash(seq * 8 + p) % (LONGEST / 8 - 8));

	for (uint32_t i = 0; i < n; i++)
		words[i] = torture_hash(seq * 1000 + p * 100 + i);
	return n * 8 - (uint32_t)(seq & 7);
}

static void
sleep_on(int bell)
{
	struct pollfd fd = { .fd = bell, .events = POLLIN };

	poll(&fd, 1, -1);
	bell_hush(bell);
}

static void
produce(unsigned p)
{
	struct ring r;
	struct ring_spec s = spec(p);
	uint64_t words[LONGEST / 8];
	int mine = bell_open(path("producer", p)), theirs = bell_open(path("consumer", 0));
	int rc = ring_attach_producer(&r, path("ring", p), &s);

	if (rc || mine < 0 || theirs < 0)
		wrong("producer %u cannot attach: %d", p, rc);
	bell_ring(theirs);
	while (!atomic_load(&common->stop)) {
		uint32_t len = record(p, ring_next_seq(&r), words);
		rc = ring_send(&r, (uint16_t)ring_next_seq(&r), words, len);
		if (rc) {
			atomic_fetch_add(&common->fulls, 1);
			sleep_on(mine);
			continue;
		}
		if (ring_peer_asleep(&r))
			bell_ring(theirs);
	}
	atomic_store(&common->sent[p], ring_next_seq(&r) - 1);
	bell_ring(theirs);
	for (;;)
		pause();
}

static void
produce_0(void)
{
	produce(0);
}

static void
produce_1(void)
{
	produce(1);
}

static void
produce_2(void)
{
	produce(2);
}

/* Apply the record in private memory; false if its effect is already there. */
static void
apply(struct applied *a, unsigned p, const struct ring_rec *rec)
{
	uint64_t words[LONGEST / 8];

	if (rec->seq <= a->seq[p]) {
		atomic_fetch_add(&common->skipped, 1);
		return;
	}
	if (rec->seq != a->seq[p] + 1)
		wrong("ring %u: after %llu comes %llu", p, (unsigned long long)a->seq[p], (unsigned long long)rec->seq);
	if (rec->len != record(p, rec->seq, words) || rec->type != (uint16_t)rec->seq ||
	    memcmp(rec->data, words, rec->len))
		wrong("ring %u: record %llu is not what was sent", p, (unsigned long long)rec->seq);
	a->seq[p] = rec->seq;
}

static void
commit(const struct applied *a)
{
	unsigned idle = !atomic_load(&common->live);

	common->slot[idle] = *a;
	atomic_store(&common->live, idle);
}

static unsigned
drain(struct ring *r, unsigned p, struct applied *a)
{
	struct ring_rec rec;
	unsigned n = 0;
	int rc = 0;

	while (n < 16 && (rc = ring_peek(r, &rec)) > 0) {
		apply(a, p, &rec);
		ring_next(r);
		n++;
	}
	if (rc < 0)
		wrong("ring %u is broken", p);
	return n;
}

static void
consume(void)
{
	struct ring r[PRODUCERS];
	struct applied a = common->slot[atomic_load(&common->live)];
	int mine = bell_open(path("consumer", 0)), theirs[PRODUCERS];

	for (unsigned p = 0; p < PRODUCERS; p++) {
		struct ring_spec s = spec(p);
		int rc = ring_attach_consumer(&r[p], path("ring", p), &s);
		if (rc)
			wrong("consumer cannot attach to %u: %d", p, rc);
		theirs[p] = bell_open(path("producer", p));
		bell_ring(theirs[p]);
	}
	for (;;) {
		unsigned n = 0;
		for (unsigned p = 0; p < PRODUCERS; p++)
			n += drain(&r[p], p, &a);
		commit(&a);
		for (unsigned p = 0; p < PRODUCERS; p++)
			if (ring_release(&r[p]))
				bell_ring(theirs[p]);
		if (n)
			continue;
		for (unsigned p = 0; p < PRODUCERS; p++)
			ring_sleep(&r[p], true);
		bool ready = false;
		for (unsigned p = 0; p < PRODUCERS; p++)
			ready |= ring_ready(&r[p]);
		if (!ready) {
			atomic_fetch_add(&common->sleeps, 1);
			sleep_on(mine);
		}
		for (unsigned p = 0; p < PRODUCERS; p++)
			ring_sleep(&r[p], false);
	}
}

/* What zongjid does when a child dies: ring every bell. */
static int bells[PRODUCERS + 1];

static void
ring_all(void)
{
	for (unsigned i = 0; i <= PRODUCERS; i++)
		bell_ring(bells[i]);
}

static bool
drained(void)
{
	const struct applied *a = &common->slot[atomic_load(&common->live)];

	for (unsigned p = 0; p < PRODUCERS; p++)
		if (!atomic_load(&common->sent[p]) || a->seq[p] != atomic_load(&common->sent[p]))
			return false;
	return true;
}

int
main(int argc, char **argv)
{
	/* clang-format off */
	struct tortured t[] = {
		{ "consumer",   consume,   0, 0 },
		{ "producer 0", produce_0, 0, 0 },
		{ "producer 1", produce_1, 0, 0 },
		{ "producer 2", produce_2, 0, 0 },
	};
	/* clang-format on */
	const unsigned n = sizeof(t) / sizeof(t[0]);
	long kills = argc > 1 ? atol(argv[1]) : 1000;

	torture_dir(dir);
	common = torture_memory(sizeof(*common));
	for (unsigned p = 0; p < PRODUCERS; p++) {
		struct ring_spec s = spec(p);
		if (ring_create(path("ring", p), &s, false) || bell_create(path("producer", p)))
			wrong("cannot make ring %u", p);
		bells[p] = bell_open(path("producer", p));
	}
	if (bell_create(path("consumer", 0)) || (bells[PRODUCERS] = bell_open(path("consumer", 0))) < 0)
		wrong("cannot make the bell");
	torture(t, n, kills, 2500, ring_all);
	atomic_store(&common->stop, 1);
	ring_all();
	int64_t until = torture_us() + 10 * 1000000;
	while (!drained() && torture_us() < until) {
		usleep(1000);
		torture_look(t, n);
	}
	bool whole = drained();
	torture_end(t, n);
	torture_clean(dir);
	if (!whole)
		wrong("not drained: a wake-up or a record was lost");
	uint64_t sum = 0;
	for (unsigned p = 0; p < PRODUCERS; p++)
		sum += common->sent[p];
	printf(
	    "ring_torture: %ld kills, %llu messages, %llu delivered again and skipped, %llu sleeps, %llu times full: "
	    "none lost, doubled or different\n",
	    kills, (unsigned long long)sum, (unsigned long long)common->skipped, (unsigned long long)common->sleeps,
	    (unsigned long long)common->fulls);
	return 0;
}
