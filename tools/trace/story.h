/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Story: the records that were read, and the sessions they tell of.
 *
 * Nobody writes into a record which session it is of: signalling knows circuits, media knows slots, the switch knows legs.
 * The links are in the records themselves:
 *
 *   TRACE_LEG                  session <-> leg, session <-> seat
 *   LINE_ACCEPT, LINE_SEIZED   leg <-> line of a trunk process
 *   LINE_OFFERED, LINE_SEIZED  line <-> circuit (group, CIC) or B-channel (span, slot)
 *   IAM .. RLC, SETUP .. RELEASE COMPLETE   one talk on a circuit, one call reference on a D-channel
 *
 * So an IAM belongs to a talk, and which session the talk is of turns out some records later: entries name their talk, and
 * the talk its session.  Everything is kept in rings of fixed size; numbers only grow, and what a number names may be gone.
 */
#pragma once

#include "base/msg.h"
#include "base/trace.h"

#include <stdbool.h>
#include <stddef.h>

#define STORY_ENTRIES 65536u
#define STORY_TALES   8192u
#define STORY_TALKS   16384u
#define TALE_LEGS     6
#define TALE_WAY      192

/* One record that was read. */
struct entry {
	struct trace_rec *rec; /* as many octets of data as it has */
	uint32_t tale;         /* 0 = ask the talk */
	uint32_t talk;         /* 0 = none */
	bool marked;
};

struct tale_leg {
	uint32_t leg;  /* handle */
	uint16_t seat; /* SEAT_NONE = the customer's */
	uint16_t role; /* of its trunk; ROLE_COUNT = not known */
	uint16_t group, cic, span, slot;
};

/* A session, as far as it was seen. */
struct tale {
	uint64_t session;
	uint64_t first, last; /* entries */
	int64_t first_us, last_us, answered_us, ended_us, queued_us;
	uint64_t links; /* signalling links its units used: set of bits */
	bool outgoing, marked, failed, answered;
	uint8_t cause; /* of its end; 0 = not ended, or not known */
	uint16_t seat, queue;
	char state[16]; /* of the call's machine; "" = not seen */
	struct number caller, called;
	unsigned n_legs;
	struct tale_leg legs[TALE_LEGS];
	char way[TALE_WAY]; /* "IAM 17 > ACM > ANM > menu 2 > ..." as steps parted by newlines */
};

/* One use of a circuit, or one call on a D-channel. */
struct talk {
	uint64_t key;
	uint64_t first; /* entry */
	uint32_t tale;  /* 0 = not known yet */
	uint16_t cic;   /* or slot of a B-channel; 0 = not known yet */
	uint16_t role;
	uint64_t links;
	bool over, outgoing;
	char way[64];
};

struct story;
struct story *story_open(void); /* NULL: no memory */
void story_close(struct story *s);

/* A record that is not older than those before.  0 or -ENOMEM. */
int story_add(struct story *s, const struct trace_rec *rec);

/* Entries are numbered from 1; those from story_begin() to before story_end() are there. */
uint64_t story_begin(const struct story *s);
uint64_t story_end(const struct story *s);
struct entry *story_entry(struct story *s, uint64_t no); /* or NULL */

/* Sessions are numbered from 1 in the order they came up; NULL if it is gone. */
uint32_t story_tales_begin(const struct story *s);
uint32_t story_tales_end(const struct story *s);
struct tale *story_tale(struct story *s, uint32_t no);
uint32_t story_find(struct story *s, uint64_t session); /* 0 = not seen */

/* Which session an entry is of; 0 = none, or not known yet. */
uint32_t story_tale_of(struct story *s, const struct entry *e);
/* It may still turn out to be of a session. */
bool story_undecided(struct story *s, const struct entry *e);
