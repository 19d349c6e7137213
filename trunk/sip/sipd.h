/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sipd's own state: trunks (groups of kind sip) and channels (timeslots of RTP spans), in fixed arrays.
 *
 * What goes out (messages to the switch, trace, log, counters) goes through a core_out and the outbox, what goes to the peer through
 * ua_ops, so that tests bring their own.  Nothing here reads a clock or allocates; sofia does both.
 */
#pragma once

#include "base/core.h"
#include "base/site.h"
#include "trunk/outbox.h"
#include "trunk/rtp.h"
#include "trunk/sip/ua.h"

#include <stdio.h>

#define SIP_TRUNKS   8
#define SIP_SPANS    16
#define SIP_CHANNELS (SIP_SPANS * (SPAN_SLOTS - 1))

enum sipd_stat {
#define STAT(name, instances, unit, sentence) STAT_##name,
#include "trunk/sip/stats.def"
#undef STAT
	STAT_COUNT,
};

/* Channel states, in the order a call sees them.  CHANNEL(ID, "what it means") */
#define CHANNEL_STATES(X)                                               \
	X(IDLE, "free")                                                 \
	X(OFFERED, "a call came in; the switch has not taken it")       \
	X(INCOMING, "the switch has taken the incoming call")           \
	X(OUTGOING, "INVITE sent")                                      \
	X(RINGING, "the called party is being rung")                    \
	X(UP, "answered")                                               \
	X(CANCELLING, "CANCEL sent, waiting for the end of the INVITE") \
	X(CLEARING, "BYE sent, waiting for its answer")

enum channel_state {
#define X(id, sentence) CHANNEL_##id,
	CHANNEL_STATES(X)
#undef X
	    CHANNEL_STATE_COUNT,
};

enum channel_event {
	/* from the switch */
	EV_DIAL,
	EV_ACCEPT,
	EV_ALERT,
	EV_ANSWER,
	EV_RELEASE,
	EV_UNNAMED,
	/* from SIP */
	EV_INVITE,
	EV_CANCEL,
	EV_ACK,
	EV_UNACKED,
	EV_RINGING,
	EV_PROGRESS,
	EV_ANSWERED,
	EV_UNUSABLE, /* answered without a stream that we can use */
	EV_REFUSED,
	EV_BYE,
	EV_CLEARED,
	/* our own */
	EV_TIMEOUT,
	CHANNEL_EVENT_COUNT,
};
extern const char *const channel_states[CHANNEL_STATE_COUNT];

struct channel {
	uint8_t state; /* enum channel_state */
	uint8_t trunk; /* index in sipd.trunks */
	uint8_t span;  /* index in sipd.spans */
	uint8_t slot;
	uint8_t named;   /* resync: the switch has named this leg */
	uint8_t blocked; /* by an operator: no new calls either way */
	uint8_t streams; /* an RTP session stands */
	uint8_t pad;
	uint16_t generation; /* upper half of the line's handle; changes with every call */
	uint32_t leg;        /* the switch's reference; 0 = none yet */
	int64_t due_us;      /* of the state's timer; TIME_NEVER */
	int64_t since_us;    /* the state began */
	struct sdp offer;    /* of the far end, to be answered */
};

struct sip_trunk {
	uint16_t group;  /* index of the trunk group */
	uint8_t up;      /* the peer answers, or is not asked */
	unsigned hunted; /* channel chosen last */
};

struct sip_span {
	uint16_t number;
	uint32_t address;
	int port;
	struct rtp_board *board;
};

struct sipd {
	struct core_out *out;
	const struct ua_ops *ops;
	void *ua;
	const struct site *site;
	uint32_t epoch;
	uint8_t greeted; /* the switch has had our first HELLO */
	unsigned n_trunks, n_spans, n_channels;
	int64_t now_us;
	struct outbox outbox;
	struct sip_trunk trunks[SIP_TRUNKS];
	struct sip_span spans[SIP_SPANS];
	struct channel channels[SIP_CHANNELS];
};

/* ---- sipd.c: the house as a whole ---- */
int sipd_open(struct sipd *s, const struct site *site, const char *run_dir, uint32_t epoch);
void sipd_close(struct sipd *s);
void sipd_hello(struct sipd *s); /* greet the switch */
void sipd_send(struct sipd *s, uint16_t type, const void *data, uint32_t len);
int sipd_work(struct sipd *s, int64_t now_us);
int64_t sipd_next_due(const struct sipd *s, int64_t now_us);
struct channel *sipd_hunt(struct sipd *s, unsigned trunk); /* an idle channel, or NULL */

/* ---- request.c: messages of the switch ---- */
void sipd_message(struct sipd *s, uint16_t type, const void *data, uint32_t len);

/* ---- channel.c: the machine of one channel; what SIP tells ---- */

/* An INVITE: 0 and its channel; or the status to refuse it with. */
int sipd_offered(struct sipd *s, unsigned trunk, const struct ua_offer *offer, unsigned *channel);
/* Another one in its dialog: 0 and the answer; or the status.  sdp NULL: it had none. */
int sipd_renewed(struct sipd *s, unsigned channel, const struct sdp *sdp, char answer[SDP_MAX]);
void sipd_event(struct sipd *s, unsigned channel, enum channel_event event, const struct ua_word *word);
void sipd_peer(struct sipd *s, unsigned trunk, bool answers);

/* arg: struct msg_line, msg_line_dial, ua_offer or ua_word, as the event asks. */
void channel_event(struct sipd *s, struct channel *c, enum channel_event event, const void *arg);
uint32_t channel_line(const struct sipd *s, const struct channel *c);         /* the handle of its call */
struct channel *channel_of_line(struct sipd *s, uint32_t line, uint32_t leg); /* NULL: the call is over */

/* ---- verbs.c ---- */
struct alarm_board;
void sipd_alarms(const struct sipd *s, struct alarm_board *board); /* those that stand */
void sipd_print_peers(const struct sipd *s, FILE *to);
/* Words of an operator: [GROUP [SLOT[-SLOT]] | span N], and for the commands block, unblock, reset.  0 or -errno. */
int sipd_print_circuits(const struct sipd *s, int argc, char **argv, FILE *to);
void sipd_print_spans(const struct sipd *s, FILE *to); /* one line a span, a mark a timeslot: as isupd's */
int sipd_circuit_command(struct sipd *s, int argc, char **argv, FILE *to);
