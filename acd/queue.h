/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue: who waits, and who is free to serve them.
 *
 * Waiting calls stand by class (key customers, then the queue's priority), inside a class by arrival; free seats stand by
 * level, inside a level by how long they have been idle.  Every order is a heap inside the objects, so no step's cost grows
 * with how many wait (5,000) or are signed in (2,000).  A call that comes back from a seat keeps the time it joined: that
 * is the head of its class.
 */
#pragma once

#include "acd/acd.h"

bool queue_full(const struct acd *a, uint16_t queue);
void queue_join(struct acd *a, struct session *s); /* s->queue, s->queued_us and s->order say where */
void queue_leave(struct acd *a, struct session *s);
void queue_seat_ready(struct acd *a, struct seat *seat); /* seat->idle_us says since when */
void queue_seat_gone(struct acd *a, struct seat *seat);
void queue_sign(struct acd *a, const struct seat *seat, int32_t by); /* +1 signed in, -1 out */

struct seat *queue_best_seat(const struct acd *a, const struct session *s);
struct session *queue_best_call(const struct acd *a, const struct seat *seat);

/* Since when the longest waits; 0 if nobody does. */
int64_t queue_longest(const struct acd *a, const struct queue *q);

/* The class this call waits in. */
uint8_t queue_class(const struct acd *a, const struct session *s);
