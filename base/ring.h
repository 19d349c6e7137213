/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ring: messages from one process to one other, in shared memory, kept across the death of either at any instruction.
 *
 * What is it?  A file: one page of header, then a power of two of octets that both ends map twice back to back, so that
 * a record always lies in one piece.  Records are 16-octet aligned: word (length, type, committed bit), sequence
 * number, payload.  One producer, one consumer; each holds its role by an OFD lock that the kernel drops with the
 * process.
 *
 * How does it work?  There is no shared tail.  The producer writes the payload, prepares the *next* header (word 0,
 * next number) and commits its record by one 8-octet release store of its word.  So the word at the tail is always 0
 * and the number beside it is always the next one: a restarted producer walks there from `head` and goes on.  A record
 * is there or it is not; there is nothing to repair.  The consumer reads records in place, and gives room back by
 * storing `head` once per batch, after their effect is safe; killed before, it sees them again, with the same numbers,
 * and skips them.
 *
 * Nothing blocks.  Neither end trusts the other: a header or record that cannot be is -EBADMSG, for ever.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define RING_ABI         1u
#define RING_PAYLOAD_MAX 65536u /* and never more than a quarter of the ring */

struct ring_spec {
	uint32_t src, dst;  /* roles */
	uint64_t capacity;  /* octets, a power of two >= 4096; when attaching 0 = any */
	uint64_t catalogue; /* msg_hash(), or what else both ends must agree on */
};

struct ring_head;

struct ring {
	struct ring_head *head; /* NULL: not attached */
	uint8_t *data;
	uint64_t capacity;
	uint64_t pos;   /* producer: the tail; consumer: the next record to look at */
	uint64_t seq;   /* number of the record at pos */
	uint64_t limit; /* producer: head as last seen; consumer: head as last stored */
	int fd;
	bool producer;
	bool waiting; /* producer: has told the consumer that it waits for room */
	bool broken;  /* consumer: an impossible record was seen */
};

struct ring_rec {
	const void *data; /* 16-octet aligned */
	uint64_t seq;
	uint32_t len;
	uint16_t type;
};

/* Make the file; -EEXIST if it is there (unless `replace`). */
int ring_create(const char *path, const struct ring_spec *spec, bool replace);

/* Does a ring that fits `spec` stand at `path`?  0, -ENOENT, or -EBADMSG. */
int ring_check(const char *path, const struct ring_spec *spec);

/* Take a role: 0; -EBUSY another process has it; -EBADMSG not a ring, or other abi, ends, capacity or catalogue. */
int ring_attach_producer(struct ring *r, const char *path, const struct ring_spec *spec);
int ring_attach_consumer(struct ring *r, const char *path, const struct ring_spec *spec);
void ring_detach(struct ring *r);

static inline bool
ring_open(const struct ring *r)
{
	return r->head;
}

uint64_t ring_capacity(const struct ring *r);
uint64_t ring_instance(const struct ring *r); /* a random number made with the file */
uint32_t ring_epoch(const struct ring *r);    /* how often our role has been taken, from 1 */

/* ---- producer ---- */

/* 0; -ENOSPC full: the consumer will know that we wait; -EMSGSIZE longer than this ring can ever take. */
int ring_send(struct ring *r, uint16_t type, const void *data, uint32_t len);

/* Full fence, then: does the consumer sleep?  Ask after each send or batch of sends; if so ring its bell. */
bool ring_peer_asleep(struct ring *r);
uint64_t ring_next_seq(const struct ring *r); /* number that the next record will get; the first is 1 */
uint64_t ring_room(struct ring *r);           /* octets free, headers included */
uint64_t ring_waiting(struct ring *r);        /* octets not yet released by the consumer */
uint32_t ring_cost(uint32_t len);             /* octets that a record of this payload takes */

/* ---- consumer ---- */

/* Next record, in place: 1, 0 nothing there, -EBADMSG the ring is broken. */
int ring_peek(struct ring *r, struct ring_rec *rec);

/* Pass over the record just peeked; its room is not given back yet. */
void ring_next(struct ring *r);

/* Give back the room of all records passed.  True if the producer waits for room: ring its bell. */
bool ring_release(struct ring *r);

/* Say that we are about to sleep (then look once more, see wires_sleep), or that we are awake. */
void ring_sleep(struct ring *r, bool asleep);

/* Is a record at our position?  (a cheap look, for the last check before sleeping) */
bool ring_ready(const struct ring *r);
