/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which free circuit a call out takes: the free circuits of a trunk group as a heap of keys, the smallest goes first.
 *
 *   bit 63        the group does not prefer this circuit (setting `prefer`)
 *   bits 62..16   its rank (setting `choice`)
 *   bits 15..0    its index, which settles equal ranks
 *
 * As delivered, dual seizures are kept rare (Q.764 2.9.1.3, method 2): circuits on which we would win go first, the one
 * longest idle before the others; of the other end's circuits the one idle for the shortest time.
 *
 * The key alone is compared, so that a heap of all 4096 circuits stays within 32 KiB.  A circuit that becomes free last
 * usually has the largest key and stays where it is put.  A choice at random draws a place in the heap.
 */
#include "isup/exchange.h"

#define NOT_PREFERRED (UINT64_C(1) << 63)
#define RANK_SHIFT    16
#define RANK_MAX      ((UINT64_C(1) << 47) - 1)
#define DRAWS         8

/* ---- the key ---- */

static int
is_preferred(const struct group *g, const struct circuit *c)
{
	switch (g->conf.prefer) {
	case PREFER_CONTROLLED:
		return (c->flags & CIRCUIT_CONTROLLED) != 0;
	case PREFER_EVEN:
		return c->cic % 2 == 0;
	case PREFER_ODD:
		return c->cic % 2 == 1;
	default:
		return 1;
	}
}

/* xorshift64*: the same draws from the same seed, on every run */
static uint64_t
draw(struct exchange *x)
{
	x->luck ^= x->luck >> 12;
	x->luck ^= x->luck << 25;
	x->luck ^= x->luck >> 27;
	return x->luck * UINT64_C(2685821657736338717);
}

static uint64_t
rank_of(struct isup *isup, struct group *g, const struct circuit *c, int preferred)
{
	switch (g->conf.choice) {
	case CHOICE_ASCENDING:
		return c->cic;
	case CHOICE_DESCENDING:
		return RANK_MAX - c->cic;
	case CHOICE_LEAST_USED:
		return c->seizures;
	case CHOICE_RANDOM:
		return 0;
	default:
		g->freed++;
		return preferred ? g->freed : RANK_MAX - g->freed;
	}
}

static uint64_t
key_of(struct isup *isup, struct group *g, const struct circuit *c)
{
	int preferred = is_preferred(g, c);

	return (preferred ? 0 : NOT_PREFERRED) | rank_of(isup, g, c, preferred) << RANK_SHIFT | circuit_index(isup, c);
}

/* ---- the heap; a circuit's place in it is 1 .. n_free ---- */

static uint64_t *
keys_of(struct isup *isup, const struct group *g)
{
	return (uint64_t *)(void *)((char *)isup_exchange(isup) + g->keys_at) - 1;
}

static void
put(struct isup *isup, uint64_t *keys, unsigned place, uint64_t key)
{
	keys[place] = key;
	circuit_at(isup, key & 0xffff)->place = (uint16_t)place;
}

static unsigned
rise(struct isup *isup, uint64_t *keys, unsigned place, uint64_t key)
{
	for (; place > 1 && keys[place / 2] > key; place /= 2)
		put(isup, keys, place, keys[place / 2]);
	return place;
}

static unsigned
sink(struct isup *isup, uint64_t *keys, unsigned n, unsigned place, uint64_t key)
{
	for (unsigned child; (child = 2 * place) <= n; place = child) {
		if (child < n && keys[child + 1] < keys[child])
			child++;
		if (keys[child] > key)
			break;
		put(isup, keys, place, keys[child]);
	}
	return place;
}

void
choice_add(struct isup *isup, struct circuit *c)
{
	struct group *g = group_of(isup, c);
	uint64_t *keys = keys_of(isup, g);
	uint64_t key = key_of(isup, g, c);

	put(isup, keys, rise(isup, keys, ++g->n_free, key), key);
}

void
choice_remove(struct isup *isup, struct circuit *c)
{
	struct group *g = group_of(isup, c);
	uint64_t *keys = keys_of(isup, g);
	unsigned place = c->place;
	uint64_t last = keys[g->n_free--];

	c->place = 0;
	if (place > g->n_free)
		return;
	place = sink(isup, keys, g->n_free, rise(isup, keys, place, last), last);
	put(isup, keys, place, last);
}

/* Any of those free; one that is preferred, if a few draws find it (the first of the heap is, if there is one). */
static uint64_t
any_key(struct isup *isup, const struct group *g, const uint64_t *keys)
{
	for (int i = 0; i < DRAWS; i++) {
		uint64_t key = keys[1 + draw(isup_exchange(isup)) % g->n_free];

		if (!(key & NOT_PREFERRED))
			return key;
	}
	return keys[1];
}

struct circuit *
choice_first(struct isup *isup, const struct group *g)
{
	const uint64_t *keys = keys_of(isup, g);

	if (g->n_free == 0)
		return NULL;
	return circuit_at(isup, (g->conf.choice == CHOICE_RANDOM ? any_key(isup, g, keys) : keys[1]) & 0xffff);
}
