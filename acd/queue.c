/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queues: one heap of calls per class, one heap of seats per level, and a set of bits that says which are not empty.
 *
 * ACD-01 the most suitable free seat, ACD-02 longest idle, ACD-05 higher level preferred, ACD-06 class then arrival,
 * ACD-18 only ready seats, ACD-22 key customers first.
 */
#include "acd/queue.h"

static void
changed(struct acd *a, struct queue *q)
{
	q->changes++;
	a->changes++;
}

static int
highest(uint32_t set)
{
	return 31 - __builtin_clz(set);
}

bool
queue_full(const struct acd *a, uint16_t queue)
{
	return a->queues[queue].n_waiting >= (uint32_t)a->queues[queue].conf.most;
}

uint8_t
queue_class(const struct acd *a, const struct session *s)
{
	if (s->key)
		return ACD_CLASSES - 1;
	return s->asked ? s->asked : (uint8_t)a->queues[s->queue].conf.priority;
}

void
queue_join(struct acd *a, struct session *s)
{
	struct queue *q = &a->queues[s->queue];

	if (s->waiting)
		return;
	s->waiting = 1;
	s->priority = queue_class(a, s);
	heap_insert(acd_waiting(a), &q->waiting[s->priority], handle_index(s->handle), s->queued_us, s->order);
	q->classes |= 1u << s->priority;
	q->n_waiting++;
	changed(a, q);
}

void
queue_leave(struct acd *a, struct session *s)
{
	if (!s->waiting)
		return;
	struct queue *q = &a->queues[s->queue];
	struct heap *heap = &q->waiting[s->priority];

	s->waiting = 0;
	heap_remove(acd_waiting(a), heap, handle_index(s->handle));
	if (!heap->size)
		q->classes &= ~(1u << s->priority);
	q->n_waiting--;
	changed(a, q);
}

static uint32_t
ready_node(const struct seat *seat, int i)
{
	return handle_index(seat->handle) * SEAT_QUEUES + (uint32_t)i;
}

void
queue_seat_ready(struct acd *a, struct seat *seat)
{
	if (seat->ready)
		return;
	seat->ready = 1;
	uint64_t order = ++a->order;

	for (int i = 0; i < seat->n_queues; i++) {
		struct queue *q = &a->queues[seat->queue[i]];
		uint8_t level = seat->queue_level[i];

		heap_insert(acd_ready(a), &q->ready[level], ready_node(seat, i), seat->idle_us, order);
		q->levels |= 1u << level;
		q->n_ready++;
		changed(a, q);
	}
}

void
queue_seat_gone(struct acd *a, struct seat *seat)
{
	if (!seat->ready)
		return;
	seat->ready = 0;
	for (int i = 0; i < seat->n_queues; i++) {
		struct queue *q = &a->queues[seat->queue[i]];
		uint8_t level = seat->queue_level[i];

		heap_remove(acd_ready(a), &q->ready[level], ready_node(seat, i));
		if (!q->ready[level].size)
			q->levels &= ~(1u << level);
		q->n_ready--;
		changed(a, q);
	}
}

void
queue_sign(struct acd *a, const struct seat *seat, int32_t by)
{
	for (int i = 0; i < seat->n_queues; i++) {
		struct queue *q = &a->queues[seat->queue[i]];

		q->n_signed = (uint32_t)((int32_t)q->n_signed + by);
		changed(a, q);
	}
}

struct seat *
queue_best_seat(const struct acd *a, const struct session *s)
{
	const struct queue *q = &a->queues[s->queue];

	if (!q->levels)
		return NULL;
	return &acd_seats(a)[heap_top(&q->ready[highest(q->levels)]) / SEAT_QUEUES];
}

struct session *
queue_best_call(const struct acd *a, const struct seat *seat)
{
	const struct heap_node *nodes = acd_waiting(a);
	uint32_t best = HEAP_NONE;
	int best_class = -1;

	for (int i = 0; i < seat->n_queues; i++) {
		const struct queue *q = &a->queues[seat->queue[i]];

		if (!q->classes || highest(q->classes) < best_class)
			continue;
		int class = highest(q->classes);
		uint32_t top = heap_top(&q->waiting[class]);

		if (class > best_class || nodes[top].key < nodes[best].key ||
		    (nodes[top].key == nodes[best].key && nodes[top].order < nodes[best].order)) {
			best = top;
			best_class = class;
		}
	}
	return best == HEAP_NONE ? NULL : &acd_sessions(a)[best];
}

int64_t
queue_longest(const struct acd *a, const struct queue *q)
{
	int64_t since = 0;

	for (uint32_t set = q->classes; set; set &= set - 1) {
		int64_t key = acd_waiting(a)[heap_top(&q->waiting[__builtin_ctz(set)])].key;

		if (!since || key < since)
			since = key;
	}
	return since;
}
