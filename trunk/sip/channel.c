/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One channel and its call: basic call control (RFC 3261 chapters 13 to 15) as the switch sees it, and the call's RTP session.
 *
 * sofia runs the transactions, their timers and retransmissions; this machine maps its events and the switch's requests onto each
 * other.  The switch gets LINE_RELEASED the moment a call is over for it, and never hears of that call again; the channel itself
 * may still be CANCELLING or CLEARING, so that nobody else gets its port while the far end still sends.
 */
#include "trunk/sip/sipd.h"

#include "base/clock.h"
#include "base/fsm.h"
#include "base/log.h"
#include "trunk/sip/cause.h"

#include <string.h>

#define ACCEPT_US (15 * US_PER_SEC) /* the switch has this long to take an offered call */
#define OVER_US   (40 * US_PER_SEC) /* longer than 64 * T1 (RFC 3261 17.1.2.2): the stack has given up by then */

#define CAUSE_NORMAL      16
#define CAUSE_FAULT       41
#define CAUSE_BAD_MEDIA   88
#define CAUSE_TIMER       102
#define CATEGORY_ORDINARY 10

/* Q.763 3.21: event information of LINE_PROGRESS. */
#define EVENT_PROGRESS 2
#define EVENT_INBAND   3

const char *const channel_states[CHANNEL_STATE_COUNT] = {
#define X(id, sentence) #id,
	CHANNEL_STATES(X)
#undef X
};

static const char *const events[CHANNEL_EVENT_COUNT] = {
	[EV_DIAL] = "DIAL",
	[EV_ACCEPT] = "ACCEPT",
	[EV_ALERT] = "ALERT",
	[EV_ANSWER] = "ANSWER",
	[EV_RELEASE] = "RELEASE",
	[EV_UNNAMED] = "UNNAMED",
	[EV_INVITE] = "invite",
	[EV_CANCEL] = "cancel",
	[EV_ACK] = "ack",
	[EV_UNACKED] = "unacked",
	[EV_RINGING] = "ringing",
	[EV_PROGRESS] = "progress",
	[EV_ANSWERED] = "answered",
	[EV_UNUSABLE] = "unusable",
	[EV_REFUSED] = "refused",
	[EV_BYE] = "bye",
	[EV_CLEARED] = "cleared",
	[EV_TIMEOUT] = "timeout",
};

static unsigned
index_of(const struct sipd *s, const struct channel *c)
{
	return (unsigned)(c - s->channels);
}

uint32_t
channel_line(const struct sipd *s, const struct channel *c)
{
	return (uint32_t)c->generation << 16 | index_of(s, c);
}

struct channel *
channel_of_line(struct sipd *s, uint32_t line, uint32_t leg)
{
	unsigned index = line & 0xffff;

	if (index >= s->n_channels)
		return NULL;
	struct channel *c = &s->channels[index];
	if (c->generation != line >> 16 || c->state == CHANNEL_IDLE || c->state == CHANNEL_CANCELLING ||
	    c->state == CHANNEL_CLEARING || (c->leg && c->leg != leg))
		return NULL;
	return c;
}

/* ---- what the actions share ---- */

static void
count(struct sipd *s, const struct channel *c, enum sipd_stat id)
{
	core_count(s->out, id, c->trunk, 1);
}

static void
tell(struct sipd *s, const struct channel *c, enum msg_type type, uint8_t cause, uint8_t event, uint8_t flags)
{
	struct msg_line m = {
		.leg = c->leg,
		.line = channel_line(s, c),
		.cause = cause & 0x7f,
		.event = event,
		.flags = flags,
	};

	sipd_send(s, type, &m, sizeof(m));
}

/* Audio goes where the far end says, from now on. */
static void
stream(struct sipd *s, struct channel *c, const struct sdp *sdp)
{
	const struct rtp_far far = { .address = sdp->address, .port = sdp->port, .ways = sdp->ways };

	(c->streams ? rtp_board_change : rtp_board_begin)(s->spans[c->span].board, c->slot, &far);
	c->streams = 1;
}

static void
no_stream(struct sipd *s, struct channel *c)
{
	rtp_board_end(s->spans[c->span].board, c->slot);
	c->streams = 0;
}

static void
describe(const struct sipd *s, const struct channel *c, const struct sdp *offer, char sdp[SDP_MAX])
{
	const struct sip_span *span = &s->spans[c->span];

	sdp_write(sdp, span->address, rtp_port(span->port, c->slot), channel_line(s, c), offer);
}

/* The call is over for the switch; its handle hits nothing from now on. */
static void
let_go(struct sipd *s, struct channel *c)
{
	no_stream(s, c);
	c->leg = 0;
	c->due_us = TIME_NEVER;
	c->generation = c->generation == UINT16_MAX ? 1 : (uint16_t)(c->generation + 1);
}

static uint8_t
reason(const void *arg)
{
	const struct msg_line *m = arg;

	return m && m->cause ? m->cause & 0x7f : CAUSE_NORMAL;
}

static uint8_t
far_cause(const void *arg, uint8_t otherwise)
{
	const struct ua_word *word = arg;

	return word && word->cause ? word->cause : otherwise;
}

/* ---- calls of ours ---- */

static void
send_invite(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct msg_line_dial *dial = arg;
	struct sipd *s = room;
	struct channel *c = obj;
	struct number caller = number_tame(&dial->caller), called = number_tame(&dial->called);
	char sdp[SDP_MAX];
	struct msg_line_seized m = {
		.leg = dial->leg,
		.line = channel_line(s, c),
		.span = s->spans[c->span].number,
		.slot = c->slot,
		.group = s->trunks[c->trunk].group,
		.cic = c->slot,
	};

	c->leg = dial->leg;
	c->named = 1;
	sipd_send(s, MSG_LINE_SEIZED, &m, sizeof(m));
	count(s, c, STAT_CALLS_OUT);
	describe(s, c, NULL, sdp);
	if (s->ops->invite(s->ua, c->trunk, index_of(s, c), &(struct ua_invite){ &caller, &called, sdp }) < 0)
		channel_event(s, c, EV_REFUSED, &(struct ua_word){ .cause = CAUSE_FAULT, .lost = 1 });
}

/* In-band tones can be heard as soon as the far end has said where it sends from. */
static uint8_t
early_audio(struct sipd *s, struct channel *c, const void *arg)
{
	const struct ua_word *word = arg;

	if (!word || !word->sdp)
		return 0;
	stream(s, c, word->sdp);
	return LINE_F_INBAND;
}

static void
tell_alerting(void *room, void *obj, const void *arg, struct core_out *out)
{
	tell(room, obj, MSG_LINE_ALERTING, 0, 0, early_audio(room, obj, arg));
}

static void
tell_progress(void *room, void *obj, const void *arg, struct core_out *out)
{
	uint8_t flags = early_audio(room, obj, arg);

	tell(room, obj, MSG_LINE_PROGRESS, 0, flags ? EVENT_INBAND : EVENT_PROGRESS, flags);
}

static void
connect_call(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct ua_word *word = arg;

	if (word && word->sdp)
		stream(room, obj, word->sdp);
	tell(room, obj, MSG_LINE_ANSWERED, 0, 0, 0);
}

/* ---- calls of the far end ---- */

static void
offer(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct ua_offer *from = arg;
	struct sipd *s = room;
	struct channel *c = obj;
	struct msg_line_offered m;

	memset(&m, 0, sizeof(m));
	c->leg = 0;
	c->named = 1; /* until the next resync */
	c->due_us = s->now_us + ACCEPT_US;
	c->offer = from->sdp;
	stream(s, c, &from->sdp);
	m.line = channel_line(s, c);
	m.span = s->spans[c->span].number;
	m.slot = c->slot;
	m.group = s->trunks[c->trunk].group;
	m.cic = c->slot;
	m.category = CATEGORY_ORDINARY;
	m.caller = from->caller;
	m.called = from->called;
	sipd_send(s, MSG_LINE_OFFERED, &m, sizeof(m));
	count(s, c, STAT_CALLS_IN);
}

static void
accept_call(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct msg_line *m = arg;
	struct channel *c = obj;

	c->leg = m->leg;
	c->named = 1;
	c->due_us = TIME_NEVER;
}

static void
send_ringing(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct msg_line *m = arg;
	struct sipd *s = room;
	struct channel *c = obj;
	char sdp[SDP_MAX];

	describe(s, c, &c->offer, sdp);
	s->ops->progress(s->ua, index_of(s, c), m->flags & LINE_F_INBAND ? sdp : NULL);
}

static void
send_answer(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct sipd *s = room;
	struct channel *c = obj;
	char sdp[SDP_MAX];

	describe(s, c, &c->offer, sdp);
	s->ops->answer(s->ua, index_of(s, c), sdp);
}

/* ---- the end of a call ---- */

/* The channel is free again. */
static void
done(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct sipd *s = room;

	s->ops->forget(s->ua, index_of(s, obj));
	let_go(s, obj);
}

static void
refuse_with(struct sipd *s, struct channel *c, uint8_t cause)
{
	tell(s, c, MSG_LINE_RELEASED, cause, 0, 0);
	s->ops->refuse(s->ua, index_of(s, c), cause);
	count(s, c, STAT_CALLS_REFUSED);
	done(s, c, NULL, s->out);
}

static void
refuse(void *room, void *obj, const void *arg, struct core_out *out)
{
	refuse_with(room, obj, reason(arg));
}

static void
not_taken(void *room, void *obj, const void *arg, struct core_out *out)
{
	refuse_with(room, obj, CAUSE_FAULT);
}

/* The caller gives up.  sofia has answered his CANCEL or BYE; the INVITE is still to be. */
static void
given_up(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct sipd *s = room;

	tell(s, obj, MSG_LINE_RELEASED, far_cause(arg, CAUSE_NORMAL), 0, LINE_F_FAR);
	s->ops->withdraw(s->ua, index_of(s, obj));
	done(s, obj, arg, out);
}

/* Free for the switch at once, for others when the far end has confirmed. */
static void
leave(struct sipd *s, struct channel *c, uint8_t cause, uint8_t flags,
    void (*say)(void *ua, unsigned channel, uint8_t cause))
{
	tell(s, c, MSG_LINE_RELEASED, cause, 0, flags);
	let_go(s, c);
	c->due_us = s->now_us + OVER_US;
	say(s->ua, index_of(s, c), cause);
}

static void
send_cancel(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct sipd *s = room;

	leave(s, obj, reason(arg), 0, s->ops->cancel);
}

static void
send_bye(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct sipd *s = room;

	leave(s, obj, reason(arg), 0, s->ops->bye);
}

static void
not_acknowledged(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct sipd *s = room;

	count(s, obj, STAT_UNACKED);
	leave(s, obj, CAUSE_TIMER, 0, s->ops->bye);
}

static void
not_usable(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct sipd *s = room;

	count(s, obj, STAT_NO_MEDIA);
	leave(s, obj, CAUSE_BAD_MEDIA, 0, s->ops->bye);
}

/* It was answered while our CANCEL was under way (RFC 3261 9.1). */
static void
answered_too_late(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct sipd *s = room;
	struct channel *c = obj;

	c->due_us = s->now_us + OVER_US;
	s->ops->bye(s->ua, index_of(s, c), CAUSE_NORMAL);
}

static void
far_over(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct ua_word *word = arg;

	tell(room, obj, MSG_LINE_RELEASED, far_cause(arg, CAUSE_NORMAL), 0, word && word->lost ? 0 : LINE_F_FAR);
	done(room, obj, arg, out);
}

static void
unexpected(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, STAT_UNEXPECTED);
}

/* ---- the machine ---- */

#define S(state) FSM_STATE(CHANNEL_##state)
#define WAITING  (S(OFFERED) | S(INCOMING))
#define CALLED   (S(OUTGOING) | S(RINGING))

/* clang-format off */
static const struct fsm_row rows[] = {
	/* a call of ours */
	{ S(IDLE),       EV_DIAL,     CHANNEL_OUTGOING,   send_invite,       "RFC 3261 13.2.1" },
	{ CALLED,        EV_RINGING,  CHANNEL_RINGING,    tell_alerting,     "RFC 3261 13.2.2.1" },
	{ CALLED,        EV_PROGRESS, FSM_SAME,           tell_progress,     "RFC 3261 13.2.2.1" },
	{ CALLED,        EV_ANSWERED, CHANNEL_UP,         connect_call,      "RFC 3261 13.2.2.4" },
	{ CALLED,        EV_UNUSABLE, CHANNEL_CLEARING,   not_usable,        "RFC 3264 6" },
	{ CALLED,        EV_REFUSED,  CHANNEL_IDLE,       far_over,          "RFC 3261 13.2.2.3" },
	/* a call of the far end's */
	{ S(IDLE),       EV_INVITE,   CHANNEL_OFFERED,    offer,             "RFC 3261 13.3.1" },
	{ S(OFFERED),    EV_ACCEPT,   CHANNEL_INCOMING,   accept_call,       "RFC 3261 13.3.1.1" },
	{ S(INCOMING),   EV_ALERT,    FSM_SAME,           send_ringing,      "RFC 3261 13.3.1.1" },
	{ S(INCOMING),   EV_ANSWER,   CHANNEL_UP,         send_answer,       "RFC 3261 13.3.1.4" },
	{ S(UP),         EV_ACK,      FSM_SAME,           NULL,              "RFC 3261 13.3.1.4" },
	{ S(UP),         EV_UNACKED,  CHANNEL_CLEARING,   not_acknowledged,  "RFC 3261 13.3.1.4" },
	{ S(OFFERED),    EV_TIMEOUT,  CHANNEL_IDLE,       not_taken,         "RFC 3261 13.3.1.3" },
	/* the end, by us */
	{ WAITING,       EV_RELEASE,  CHANNEL_IDLE,       refuse,            "RFC 3261 13.3.1.3" },
	{ WAITING,       EV_UNNAMED,  CHANNEL_IDLE,       refuse,            "RFC 3261 13.3.1.3" },
	{ CALLED,        EV_RELEASE,  CHANNEL_CANCELLING, send_cancel,       "RFC 3261 9.1" },
	{ CALLED,        EV_UNNAMED,  CHANNEL_CANCELLING, send_cancel,       "RFC 3261 9.1" },
	{ S(UP),         EV_RELEASE,  CHANNEL_CLEARING,   send_bye,          "RFC 3261 15.1.1" },
	{ S(UP),         EV_UNNAMED,  CHANNEL_CLEARING,   send_bye,          "RFC 3261 15.1.1" },
	/* the end, by the far end */
	{ WAITING,       EV_CANCEL,   CHANNEL_IDLE,       given_up,          "RFC 3261 9.2" },
	{ WAITING,       EV_BYE,      CHANNEL_IDLE,       given_up,          "RFC 3261 15.1.2" },
	{ S(UP),         EV_BYE,      CHANNEL_IDLE,       far_over,          "RFC 3261 15.1.2" },
	/* what is left to be confirmed */
	{ S(CANCELLING), EV_RINGING,  FSM_SAME,           NULL,              "RFC 3261 9.1" },
	{ S(CANCELLING), EV_PROGRESS, FSM_SAME,           NULL,              "RFC 3261 9.1" },
	{ S(CANCELLING), EV_REFUSED,  CHANNEL_IDLE,       done,              "RFC 3261 9.1" },
	{ S(CANCELLING), EV_ANSWERED, CHANNEL_CLEARING,   answered_too_late, "RFC 3261 9.1" },
	{ S(CANCELLING), EV_UNUSABLE, CHANNEL_CLEARING,   answered_too_late, "RFC 3261 9.1" },
	{ S(CANCELLING), EV_TIMEOUT,  CHANNEL_IDLE,       done,              "RFC 3261 9.1" },
	{ S(CLEARING),   EV_ACK,      FSM_SAME,           NULL,              "RFC 3261 15.1.1" },
	{ S(CLEARING),   EV_UNACKED,  FSM_SAME,           NULL,              "RFC 3261 15.1.1" },
	{ S(CLEARING),   EV_CLEARED,  CHANNEL_IDLE,       done,              "RFC 3261 15.1.1" },
	{ S(CLEARING),   EV_BYE,      CHANNEL_IDLE,       done,              "RFC 3261 15.1.2" },
	{ S(CLEARING),   EV_TIMEOUT,  CHANNEL_IDLE,       done,              "RFC 3261 17.1.2.2" },
};
/* clang-format on */

static uint8_t index_cells[CHANNEL_STATE_COUNT * CHANNEL_EVENT_COUNT];
static const struct fsm channel_fsm = {
	.name = "ip-channel",
	.states = channel_states,
	.events = events,
	.n_states = CHANNEL_STATE_COUNT,
	.n_events = CHANNEL_EVENT_COUNT,
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.unexpected = unexpected,
	.index = index_cells,
};

void
channel_event(struct sipd *s, struct channel *c, enum channel_event event, const void *arg)
{
	uint64_t ref = (uint64_t)s->spans[c->span].number << 32 | c->slot;
	uint8_t before = c->state;

	fsm_step(&channel_fsm, s, c, &c->state, (uint16_t)event, ref, arg, s->out);
	if (c->state != before)
		c->since_us = s->now_us;
}

/* ---- what SIP tells ---- */

int
sipd_offered(struct sipd *s, unsigned trunk, const struct ua_offer *offer_, unsigned *channel)
{
	struct channel *c = outbox_crowded(&s->outbox) ? NULL : sipd_hunt(s, trunk);

	if (!c) {
		core_count(s->out, STAT_CALLS_REFUSED, (uint16_t)trunk, 1);
		return outbox_crowded(&s->outbox) ? 503 : 486;
	}
	*channel = index_of(s, c);
	channel_event(s, c, EV_INVITE, offer_);
	return 0;
}

int
sipd_renewed(struct sipd *s, unsigned channel, const struct sdp *sdp, char answer[SDP_MAX])
{
	struct channel *c = &s->channels[channel];

	if (c->state != CHANNEL_UP)
		return 491;
	if (sdp)
		stream(s, c, sdp);
	describe(s, c, sdp, answer);
	count(s, c, STAT_RENEWED);
	return 0;
}

void
sipd_event(struct sipd *s, unsigned channel, enum channel_event event, const struct ua_word *word)
{
	struct channel *c = &s->channels[channel];

	/* some give their answer in 183 alone */
	if (event == EV_ANSWERED && !(word && word->sdp) && !c->streams)
		event = EV_UNUSABLE;
	channel_event(s, c, event, word);
}

void
sipd_peer(struct sipd *s, unsigned trunk, bool answers)
{
	struct sip_trunk *t = &s->trunks[trunk];
	const char *name = s->site->groups[t->group].name;

	if (answers == (bool)t->up)
		return;
	t->up = answers;
	core_log(s->out, answers ? LOG_NOTE : LOG_WARN, "trunk group %s: its SIP peer %s", name,
	    answers ? "answers" : "does not answer");
}
