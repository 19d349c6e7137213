/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * prid's own state: D-channels, each with its 30 B-channels and their calls, in fixed arrays.
 *
 * What goes out (messages to the switch, trace, log, counters) goes through a core_out, so that tests bring their own.
 * libpri keeps its own clock for its timers (gettimeofday) and allocates its calls; everything else here neither reads
 * a clock nor allocates.
 */
#pragma once

#include "base/core.h"
#include "base/site.h"
#include "trunk/outbox.h"
#include "trunk/pri/ie_filter.h"
#include "trunk/span.h"

#include <libpri.h>

#define PRI_DCHANS 32
#define PRI_D_SLOT 16 /* the D-channel of an E1 (Q.931 4.5.13, I.431) */

enum prid_stat {
#define STAT(name, instances, unit, sentence) STAT_##name,
#include "trunk/pri/stats.def"
#undef STAT
	STAT_COUNT,
};

/* B-channel states, in the order a call sees them.  CHANNEL(ID, "what it means") */
#define BCHAN_STATES(X)                                                 \
	X(IDLE, "free")                                                 \
	X(OFFERED, "a call came in; the switch has not taken it")       \
	X(INCOMING, "the switch has taken the incoming call")           \
	X(OUTGOING, "SETUP sent")                                       \
	X(RINGING, "the called party is being rung")                    \
	X(UP, "answered")                                               \
	X(CLEARING, "DISCONNECT sent, waiting for the end of the call") \
	X(RESTARTING, "RESTART sent, waiting for its acknowledgement")

enum bchan_state {
#define X(id, sentence) BCHAN_##id,
	BCHAN_STATES(X)
#undef X
	BCHAN_STATE_COUNT,
};

struct bchan {
	uint8_t state; /* enum bchan_state */
	uint8_t slot;
	uint8_t equipped;    /* belongs to a trunk group */
	uint8_t to_reset;    /* RESTART is still to be sent */
	uint8_t named;       /* resync: the switch has named this leg */
	uint8_t blocked;     /* by an operator: no new calls either way */
	uint16_t generation; /* upper half of the line's handle; changes with every call */
	uint32_t leg;        /* the switch's reference; 0 = none yet */
	q931_call *call;     /* libpri's; NULL = none */
	int64_t due_us;      /* of the state's timer; TIME_NEVER */
	int64_t since_us;    /* the state began */
};

struct dchan {
	struct prid *house;
	struct span *span;
	struct pri *pri;
	uint16_t number; /* of the span */
	uint16_t index;  /* in prid.dchans */
	uint16_t group;  /* index of the trunk group */
	uint8_t network; /* we are the network side */
	uint8_t up;
	uint8_t hunted;     /* slot chosen last */
	uint8_t took_frame; /* the last read took a frame off the line */
	uint8_t was_up;     /* since we started: the channels have been reset */
	struct ie_filter_counts filter;
	struct bchan bchans[SPAN_SLOTS]; /* by slot; 0 and 16 unused */
};

struct prid {
	struct core_out *out;
	const struct site *site;
	uint32_t epoch;
	uint8_t greeted; /* the switch has had our first HELLO */
	uint16_t n_dchans;
	uint16_t hunted; /* D-channel chosen last */
	int64_t now_us;
	struct outbox outbox; /* its post() is set by who opens the room */
	struct dchan dchans[PRI_DCHANS];
};

/* ---- prid.c: the house as a whole ---- */
int prid_open(struct prid *p, const struct site *site, const char *run_dir, enum span_side side, uint32_t epoch);
void prid_close(struct prid *p);
void prid_hello(struct prid *p); /* greet the switch */
void prid_send(struct prid *p, uint16_t type, const void *data, uint32_t len); /* to the switch */
int prid_work(struct prid *p, int64_t now_us);
int64_t prid_next_due(const struct prid *p, int64_t now_us);

/* ---- request.c: messages of the switch ---- */
void prid_message(struct prid *p, uint16_t type, const void *data, uint32_t len);

/* ---- dchan.c: one D-channel ---- */
int dchan_open(struct dchan *d, const struct conf_span *conf, const char *run_dir, enum span_side side);
void dchan_close(struct dchan *d);
int dchan_work(struct dchan *d); /* frames, timers, restarts; returns how much it did */
int64_t dchan_next_due(const struct dchan *d, int64_t now_us);
/* An idle channel for a call of ours, or NULL. */
struct bchan *dchan_hunt(struct dchan *d);

/* ---- bchan.c: the machine of one B-channel ---- */
enum bchan_event {
	/* from the switch */
	EV_DIAL,
	EV_ACCEPT,
	EV_ALERT,
	EV_ANSWER,
	EV_RELEASE,
	EV_UNNAMED,
	/* from the D-channel */
	EV_SETUP,
	EV_ALERTING,
	EV_PROGRESS,
	EV_CONNECT,
	EV_DISCONNECT,
	EV_CLEARED,
	EV_CLEAR_ACK,
	EV_RESTART,
	EV_RESTART_ACK,
	/* our own */
	EV_RESET,
	EV_TIMEOUT,
	BCHAN_EVENT_COUNT,
};
extern const char *const bchan_states[BCHAN_STATE_COUNT];

/* arg: struct msg_line, struct msg_line_dial or pri_event, as the event asks. */
void bchan_event(struct dchan *d, struct bchan *b, enum bchan_event event, const void *arg);
uint32_t bchan_line(const struct dchan *d, const struct bchan *b); /* the handle of its call */

/* The channel of a handle (and of a leg, if it has one), or NULL: the call is over. */
struct bchan *prid_line(struct prid *p, uint32_t line, uint32_t leg, struct dchan **dchan);

/* ---- verbs.c ---- */
int prid_print_dchannels(const struct prid *p, FILE *to);
struct alarm_board;
void prid_alarms(const struct prid *p, struct alarm_board *board); /* those that stand */
/* Words of an operator: [GROUP [SLOT[-SLOT]] | span N], and for the commands block, unblock, reset.  0 or -errno. */
int prid_print_circuits(const struct prid *p, int argc, char **argv, FILE *to);
void prid_print_spans(const struct prid *p, FILE *to); /* one line a span, a mark a timeslot: as isupd's */
int prid_circuit_command(struct prid *p, int argc, char **argv, FILE *to);
