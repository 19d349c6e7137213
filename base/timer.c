/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers: a binary heap of (due, order) with the place of every id beside it, all in one flat block.
 */
#include "base/timer.h"

#include "base/clock.h"

#define NOWHERE UINT32_MAX

struct node {
	int64_t due;
	uint64_t order; /* counts the settings: equal times fire in the order they were set */
	uint32_t id;
	uint32_t pad;
};

struct timers {
	uint32_t capacity;
	uint32_t running;
	uint64_t order;
	struct node heap[]; /* capacity nodes, then capacity places */
};

static uint32_t *
places(struct timers *t)
{
	return (uint32_t *)(void *)&t->heap[t->capacity];
}

static uint32_t
place_of(const struct timers *t, uint32_t id)
{
	const uint32_t *place = (const uint32_t *)(const void *)&t->heap[t->capacity];

	return id < t->capacity ? place[id] : NOWHERE;
}

static int
before(const struct node *a, const struct node *b)
{
	return a->due != b->due ? a->due < b->due : a->order < b->order;
}

static void
put(struct timers *t, uint32_t at, struct node node)
{
	t->heap[at] = node;
	places(t)[node.id] = at;
}

static void
sift_up(struct timers *t, uint32_t at, struct node node)
{
	while (at > 0) {
		uint32_t parent = (at - 1) / 2;

		if (!before(&node, &t->heap[parent]))
			break;
		put(t, at, t->heap[parent]);
		at = parent;
	}
	put(t, at, node);
}

static void
sift_down(struct timers *t, uint32_t at, struct node node)
{
	for (;;) {
		uint32_t child = 2 * at + 1;

		if (child >= t->running)
			break;
		if (child + 1 < t->running && before(&t->heap[child + 1], &t->heap[child]))
			child++;
		if (!before(&t->heap[child], &node))
			break;
		put(t, at, t->heap[child]);
		at = child;
	}
	put(t, at, node);
}

size_t
timers_size(uint32_t capacity)
{
	size_t size = sizeof(struct timers) + capacity * (sizeof(struct node) + sizeof(uint32_t));

	return (size + 7) & ~(size_t)7;
}

void
timers_init(struct timers *t, uint32_t capacity)
{
	t->capacity = capacity;
	t->running = 0;
	t->order = 0;
	for (uint32_t i = 0; i < capacity; i++)
		places(t)[i] = NOWHERE;
}

void
timer_clear(struct timers *t, uint32_t id)
{
	uint32_t at = place_of(t, id);

	if (at == NOWHERE)
		return;
	places(t)[id] = NOWHERE;
	struct node last = t->heap[--t->running];
	if (at == t->running)
		return;
	if (at > 0 && before(&last, &t->heap[(at - 1) / 2]))
		sift_up(t, at, last);
	else
		sift_down(t, at, last);
}

void
timer_set(struct timers *t, uint32_t id, int64_t due_us)
{
	if (id >= t->capacity)
		return;
	timer_clear(t, id);
	struct node node = { .due = due_us, .order = ++t->order, .id = id };
	sift_up(t, t->running++, node);
}

int64_t
timer_due(const struct timers *t, uint32_t id)
{
	uint32_t at = place_of(t, id);

	return at == NOWHERE ? TIME_NEVER : t->heap[at].due;
}

int64_t
timers_next(const struct timers *t)
{
	return t->running ? t->heap[0].due : TIME_NEVER;
}

uint32_t
timers_pop(struct timers *t, int64_t now_us)
{
	if (t->running == 0 || t->heap[0].due > now_us)
		return TIMER_NONE;
	uint32_t id = t->heap[0].id;

	timer_clear(t, id);
	return id;
}
