/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * casd's own state: banks (spans with loops on them) and their loops, in fixed arrays.
 *
 * What goes out (messages to the switch, trace, log, counters) goes through a core_out and the outbox, so that tests bring
 * their own.  Nothing here reads a clock or allocates while it works.
 */
#pragma once

#include "base/core.h"
#include "base/site.h"
#include "trunk/outbox.h"
#include "trunk/span.h"

#define CAS_BANKS 64

enum cas_stat {
#define STAT(name, instances, unit, sentence) STAT_##name,
#include "trunk/cas/stats.def"
#undef STAT
	STAT_COUNT,
};

/* clang-format off */
/* States of a loop.  X(ID, "what it means") */
#define LOOP_STATES(X)                                                                              \
	X(SETTLING, "we have just started; the switch has not said what it holds")                  \
	X(IDLE,     "on-hook and free")                                                             \
	X(RINGING,  "station: rung for a call of the switch")                                       \
	X(OFFERED,  "exchange: it rings; the switch has not taken the call")                        \
	X(INCOMING, "exchange: it rings; the switch has taken the call")                            \
	X(UP,       "answered")                                                                     \
	X(BUSY,     "no call, but not free: a telephone off-hook, an exchange line that must rest") \
	X(IGNORED,  "exchange: it rings, and the switch does not want it")

/* Events.  X(ID, "name") */
#define LOOP_EVENTS(X)                                                                    \
	/* from the switch */                                                             \
	X(DIAL, "DIAL") X(ACCEPT, "ACCEPT") X(ALERT, "ALERT") X(ANSWER, "ANSWER")         \
	X(RELEASE, "RELEASE") X(UNNAMED, "UNNAMED")                                       \
	/* resync after a start: what the switch holds, and the end of it */              \
	X(HELD_UP, "HELD-UP") X(HELD_LIFTED, "HELD-LIFTED") X(HELD_RINGING, "HELD-RINGING") \
	X(HELD_INCOMING, "HELD-INCOMING") X(SETTLED, "SETTLED")                           \
	/* from the line */                                                               \
	X(RING, "ring") X(RING_END, "ring-end") X(OFFHOOK, "off-hook") X(ONHOOK, "on-hook") X(FLASH, "flash") \
	/* our own */                                                                     \
	X(FREE, "free") X(TIMEOUT, "timeout") X(DEAD, "dead")
/* clang-format on */

enum loop_state {
#define X(id, sentence) LOOP_##id,
	LOOP_STATES(X)
#undef X
	LOOP_STATE_COUNT,
};
enum loop_event {
#define X(id, name) EV_##id,
	LOOP_EVENTS(X)
#undef X
	LOOP_EVENT_COUNT,
};

struct loop {
	uint8_t state; /* enum loop_state */
	uint8_t slot;
	uint8_t equipped;    /* belongs to a trunk group */
	uint8_t kind;        /* enum span_loop */
	uint8_t blocked;     /* by an operator: no new calls either way */
	uint8_t named;       /* resync: the switch has named this leg */
	uint16_t group;      /* index of the trunk group */
	uint16_t generation; /* upper half of the line's handle; changes with every call */
	uint8_t wish;        /* enum span_hook that the line was not ready for */
	uint8_t pad;
	uint32_t leg;     /* the switch's reference; 0 = none yet */
	int64_t wish_us;  /* when it is set again; TIME_NEVER: nothing is wished */
	int64_t due_us;   /* of the state's timer; TIME_NEVER */
	int64_t since_us; /* the state began */
	char number[NUMBER_DIGITS];
};

struct bank {
	struct cas *house;
	struct span *span;
	uint16_t number; /* of the span */
	uint8_t alarm;
	int64_t dead_us;               /* in alarm: when its calls are given up; TIME_NEVER */
	struct loop loops[SPAN_SLOTS]; /* by slot */
};

struct cas {
	struct core_out *out;
	const struct site *site;
	uint32_t epoch;
	uint16_t n_banks;
	int64_t now_us;
	struct outbox outbox; /* its post() is set by who opens the room */
	struct bank banks[CAS_BANKS];
};

/* ---- cas.c: the house as a whole ---- */
int cas_open(struct cas *c, const struct site *site, const char *run_dir, uint32_t epoch);
void cas_close(struct cas *c);
void cas_hello(struct cas *c); /* greet the switch */
void cas_send(struct cas *c, uint16_t type, const void *data, uint32_t len);
int cas_work(struct cas *c, int64_t now_us); /* what lines did, timers; returns how much it did */
int64_t cas_next_due(const struct cas *c, int64_t now_us);
struct bank *cas_bank(struct cas *c, int number); /* of a span, or NULL */

/* Every equipped loop in turn: for (struct loop *l = NULL; (l = cas_next(c, &bank, l));) with bank = c->banks. */
struct loop *cas_next(struct cas *c, struct bank **bank, struct loop *after);

/* ---- loop.c: the machine of one loop ---- */
extern const char *const loop_states[LOOP_STATE_COUNT];
extern const struct fsm loop_fsm;

/* arg: struct msg_line or msg_line_dial, as the event asks. */
void loop_event(struct bank *b, struct loop *l, enum loop_event event, const void *arg);
uint32_t loop_line(const struct bank *b, const struct loop *l); /* the handle of its call */
bool loop_in_call(const struct loop *l);
void loop_look(struct bank *b, struct loop *l); /* is it as its state says?  Else the event that was missed */
void loop_set(struct bank *b, struct loop *l, enum span_hook hook); /* now, or as soon as the line is ready for it */

/* ---- request.c: messages of the switch ---- */
void cas_message(struct cas *c, uint16_t type, const void *data, uint32_t len);

/* ---- verbs.c ---- */
/* Words of an operator: [GROUP [SLOT[-SLOT]] | span N], and for the commands block, unblock, reset.  0 or -errno. */
int cas_print_circuits(struct cas *c, int argc, char **argv, FILE *to);
void cas_print_spans(struct cas *c, FILE *to); /* one line a span, a mark a timeslot: as isupd's */
int cas_circuit_command(struct cas *c, int argc, char **argv, FILE *to);
