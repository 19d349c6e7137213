/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One B-channel and its call: basic call control (Q.931 chapter 5) as the switch sees it.
 *
 * libpri runs the protocol's own states, timers and retransmissions; this machine maps its events and the switch's
 * requests onto each other and keeps the channel.  The switch gets LINE_RELEASED the moment a call is over for it, and
 * never hears of that call again; the channel itself may still be CLEARING.
 */
#include "trunk/pri/prid.h"

#include "base/clock.h"
#include "base/fsm.h"
#include "base/log.h"
#include "trunk/pri/number.h"

#include <string.h>

#define ACCEPT_US   (15 * US_PER_SEC)  /* the switch has this long to take an offered call */
#define CLEARING_US (45 * US_PER_SEC)  /* longer than T305 and twice T308 (Q.931 table 9-1) */
#define RESTART_US  (1500 * US_PER_MS) /* for a RESTART ACKNOWLEDGE: longer than T200; later it is tried again */
#define RETRY_US    (5 * US_PER_SEC)

/* Q.763 3.21: event information of LINE_PROGRESS. */
#define EVENT_PROGRESS 2
#define EVENT_INBAND   3

#define CATEGORY_ORDINARY 10

/* libpri takes these causes as orders to skip parts of the clearing; from the switch they are only reasons. */
static const uint8_t causes_orders[] = {
	PRI_CAUSE_CHANNEL_UNACCEPTABLE,
	PRI_CAUSE_CALL_AWARDED_DELIVERED,
	PRI_CAUSE_NONSELECTED_USER_CLEARING,
	PRI_CAUSE_INVALID_CALL_REFERENCE,
};

const char *const bchan_states[BCHAN_STATE_COUNT] = {
#define X(id, sentence) #id,
	BCHAN_STATES(X)
#undef X
};

static const char *const events[BCHAN_EVENT_COUNT] = {
	[EV_DIAL] = "DIAL",
	[EV_ACCEPT] = "ACCEPT",
	[EV_ALERT] = "ALERT",
	[EV_ANSWER] = "ANSWER",
	[EV_RELEASE] = "RELEASE",
	[EV_UNNAMED] = "UNNAMED",
	[EV_SETUP] = "setup",
	[EV_ALERTING] = "alerting",
	[EV_PROGRESS] = "progress",
	[EV_CONNECT] = "connect",
	[EV_DISCONNECT] = "disconnect",
	[EV_CLEARED] = "cleared",
	[EV_CLEAR_ACK] = "clear-ack",
	[EV_RESTART] = "restart",
	[EV_RESTART_ACK] = "restart-ack",
	[EV_RESET] = "reset",
	[EV_TIMEOUT] = "timeout",
};

uint32_t
bchan_line(const struct dchan *d, const struct bchan *b)
{
	return (uint32_t)b->generation << 16 | (uint32_t)d->index * SPAN_SLOTS | b->slot;
}

/* ---- what the actions share ---- */

static void
count(struct dchan *d, enum prid_stat id)
{
	core_count(d->house->out, id, d->index, 1);
}

static void
tell(struct dchan *d, struct bchan *b, enum msg_type type, int cause, uint8_t event, uint8_t flags)
{
	struct msg_line m = {
		.leg = b->leg,
		.line = bchan_line(d, b),
		.cause = (uint8_t)(cause & 0x7f),
		.event = event,
		.flags = flags,
	};

	prid_send(d->house, type, &m, sizeof(m));
}

static void
hang_up(struct dchan *d, struct bchan *b, int cause)
{
	if (b->call)
		pri_hangup(d->pri, b->call, cause);
}

/* The call is over; its handle hits nothing from now on. */
static void
forget(struct bchan *b)
{
	b->call = NULL;
	b->leg = 0;
	b->due_us = TIME_NEVER;
	b->generation = b->generation == UINT16_MAX ? 1 : (uint16_t)(b->generation + 1);
}

static uint8_t
inband(int progressmask)
{
	return progressmask > 0 && (progressmask & PRI_PROG_INBAND_AVAILABLE) ? LINE_F_INBAND : 0;
}

static int
hangup_cause(const void *arg, int otherwise)
{
	const pri_event *e = arg;

	return e && e->hangup.cause > 0 ? e->hangup.cause : otherwise;
}

/* ---- calls of ours ---- */

static int
send_setup_message(struct dchan *d, struct bchan *b, const struct msg_line_dial *dial)
{
	char called[NUMBER_DIGITS], caller[NUMBER_DIGITS];
	int called_plan, caller_plan, presentation;
	struct pri_sr *sr = pri_sr_new();
	int ret;

	if (!sr)
		return -1;
	number_to_q931(&dial->called, called, &called_plan, &presentation);
	number_to_q931(&dial->caller, caller, &caller_plan, &presentation);
	pri_sr_set_channel(sr, b->slot, 1, 0);
	pri_sr_set_bearer(sr, PRI_TRANS_CAP_SPEECH, PRI_LAYER_1_ALAW);
	pri_sr_set_called(sr, called, called_plan, 1);
	if (caller[0])
		pri_sr_set_caller(sr, caller, NULL, caller_plan, presentation);
	ret = pri_setup(d->pri, b->call, sr);
	pri_sr_free(sr);
	return ret;
}

static void
send_setup(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct dchan *d = room;
	struct bchan *b = obj;
	const struct msg_line_dial *dial = arg;
	struct msg_line_seized m;

	b->leg = dial->leg;
	b->named = 1;
	b->call = pri_new_call(d->pri);
	memset(&m, 0, sizeof(m));
	m.leg = b->leg;
	m.line = bchan_line(d, b);
	m.span = d->number;
	m.slot = b->slot;
	m.group = d->group;
	m.cic = b->slot;
	prid_send(d->house, MSG_LINE_SEIZED, &m, sizeof(m));
	count(d, STAT_CALLS_OUT);
	if (!b->call || send_setup_message(d, b, dial))
		bchan_event(d, b, EV_CLEARED, NULL);
}

static void
tell_alerting(void *room, void *obj, const void *arg, struct core_out *out)
{
	const pri_event *e = arg;

	tell(room, obj, MSG_LINE_ALERTING, 0, 0, inband(e->ringing.progressmask));
}

static void
tell_progress(void *room, void *obj, const void *arg, struct core_out *out)
{
	const pri_event *e = arg;
	uint8_t flags = inband(e->proceeding.progressmask);
	int cause = e->proceeding.cause > 0 ? e->proceeding.cause : 0;

	tell(room, obj, MSG_LINE_PROGRESS, cause, flags ? EVENT_INBAND : EVENT_PROGRESS, flags);
}

static void
tell_answered(void *room, void *obj, const void *arg, struct core_out *out)
{
	tell(room, obj, MSG_LINE_ANSWERED, 0, 0, 0);
}

/* ---- calls of the far end ---- */

static void
offer(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct dchan *d = room;
	struct bchan *b = obj;
	const pri_event *e = arg;
	struct msg_line_offered m;

	memset(&m, 0, sizeof(m));
	b->call = e->ring.call;
	b->leg = 0;
	b->named = 1; /* until the next resync */
	b->to_reset = 0;
	b->due_us = d->house->now_us + ACCEPT_US;
	m.line = bchan_line(d, b);
	m.span = d->number;
	m.slot = b->slot;
	m.group = d->group;
	m.cic = b->slot;
	m.category = CATEGORY_ORDINARY;
	number_from_q931(&m.caller, e->ring.callingnum, e->ring.callingplan, e->ring.callingpres);
	number_from_q931(&m.called, e->ring.callednum, e->ring.calledplan, 0);
	if (e->ring.origcallednum[0])
		number_from_q931(&m.original, e->ring.origcallednum, e->ring.callingplanorigcalled, 0);
	else
		number_from_q931(&m.original, e->ring.redirectingnum, e->ring.callingplanrdnis, 0);
	prid_send(d->house, MSG_LINE_OFFERED, &m, sizeof(m));
	count(d, STAT_CALLS_IN);
}

static void
send_proceeding(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct dchan *d = room;
	struct bchan *b = obj;
	const struct msg_line *m = arg;

	b->leg = m->leg;
	b->named = 1;
	b->due_us = TIME_NEVER;
	pri_proceeding(d->pri, b->call, b->slot, 0);
}

static void
send_alerting(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct dchan *d = room;
	struct bchan *b = obj;
	const struct msg_line *m = arg;

	pri_acknowledge(d->pri, b->call, b->slot, m->flags & LINE_F_INBAND ? 1 : 0);
}

static void
send_connect(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct dchan *d = room;
	struct bchan *b = obj;

	pri_answer(d->pri, b->call, b->slot, 0);
}

/* ---- the end of a call ---- */

static int
reason(const void *arg)
{
	const struct msg_line *m = arg;
	int cause = m && m->cause ? m->cause & 0x7f : PRI_CAUSE_NORMAL_CLEARING;

	for (size_t i = 0; i < sizeof(causes_orders); i++)
		if (causes_orders[i] == cause)
			return PRI_CAUSE_NORMAL_UNSPECIFIED;
	return cause;
}

/* The switch releases: it is told at once, the channel is free when the far end has confirmed. */
static void
send_disconnect(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct dchan *d = room;
	struct bchan *b = obj;
	q931_call *call = b->call;
	int cause = reason(arg);

	tell(d, b, MSG_LINE_RELEASED, cause, 0, 0);
	hang_up(d, b, cause);
	forget(b);
	b->call = call;
	b->due_us = d->house->now_us + CLEARING_US;
}

/* libpri clears a call with any cause only after a first answer to its SETUP. */
static void
refuse(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct dchan *d = room;
	struct bchan *b = obj;

	pri_proceeding(d->pri, b->call, b->slot, 0);
	send_disconnect(room, obj, arg, out);
	count(d, STAT_CALLS_REFUSED);
}

static void
not_taken(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct msg_line m = { .cause = PRI_CAUSE_NORMAL_TEMPORARY_FAILURE };

	refuse(room, obj, &m, out);
}

/* DISCONNECT, RELEASE or RELEASE COMPLETE came, or libpri gave the call up. */
static void
far_released(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct dchan *d = room;
	struct bchan *b = obj;
	int cause = hangup_cause(arg, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE);

	tell(d, b, MSG_LINE_RELEASED, cause, 0, arg ? LINE_F_FAR : 0);
	hang_up(d, b, cause);
	forget(b);
}

/* libpri has freed the call itself. */
static void
gone(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct bchan *b = obj;

	tell(room, b, MSG_LINE_RELEASED, hangup_cause(arg, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE), 0, 0);
	forget(b);
}

static void
cleared(void *room, void *obj, const void *arg, struct core_out *out)
{
	hang_up(room, obj, hangup_cause(arg, PRI_CAUSE_NORMAL_CLEARING));
	forget(obj);
}

static void
clearing_over(void *room, void *obj, const void *arg, struct core_out *out)
{
	forget(obj);
}

/* ---- restart (Q.931 5.5) ---- */

static void
restarted_in_call(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct dchan *d = room;
	struct bchan *b = obj;

	tell(d, b, MSG_LINE_RELEASED, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE, 0, LINE_F_FAR);
	pri_destroycall(d->pri, b->call);
	forget(b);
	count(d, STAT_RESTARTS);
}

static void
restarted_clearing(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct dchan *d = room;
	struct bchan *b = obj;

	pri_destroycall(d->pri, b->call);
	forget(b);
	count(d, STAT_RESTARTS);
}

static void
restarted_idle(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct bchan *b = obj;

	b->to_reset = 0;
	b->due_us = TIME_NEVER;
	count(room, STAT_RESTARTS);
}

/* Both ends restart it at the same time: each acknowledges the other. */
static void
restarted_too(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, STAT_RESTARTS);
}

static void
send_restart(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct dchan *d = room;
	struct bchan *b = obj;

	b->to_reset = 0;
	b->due_us = d->house->now_us + RESTART_US;
	pri_reset(d->pri, b->slot);
}

static void
restart_acknowledged(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct bchan *b = obj;

	b->due_us = TIME_NEVER;
}

static void
restart_lost(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct dchan *d = room;
	struct bchan *b = obj;

	b->to_reset = 1;
	b->due_us = d->house->now_us + RETRY_US;
	count(d, STAT_RESTART_LOST);
	core_log(out, LOG_WARN, "channel %u/%u: RESTART was not acknowledged", d->number, b->slot);
}

static void
unexpected(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, STAT_UNEXPECTED);
}

/* ---- the machine ---- */

#define S(state)  FSM_STATE(BCHAN_##state)
#define CALLED    (S(OUTGOING) | S(RINGING))
#define TAKEN     (S(INCOMING) | CALLED | S(UP))
#define IN_A_CALL (S(OFFERED) | TAKEN)

/* clang-format off */
static const struct fsm_row rows[] = {
	/* a call of ours */
	{ S(IDLE),       EV_DIAL,        BCHAN_OUTGOING,   send_setup,           "Q.931 5.1.1" },
	{ S(OUTGOING),   EV_ALERTING,    BCHAN_RINGING,    tell_alerting,        "Q.931 5.1.7" },
	{ CALLED,        EV_PROGRESS,    FSM_SAME,         tell_progress,        "Q.931 5.1.6" },
	{ CALLED,        EV_CONNECT,     BCHAN_UP,         tell_answered,        "Q.931 5.1.8" },
	/* a call of the far end's */
	{ S(IDLE),       EV_SETUP,       BCHAN_OFFERED,    offer,                "Q.931 5.2.1" },
	{ S(OFFERED),    EV_ACCEPT,      BCHAN_INCOMING,   send_proceeding,      "Q.931 5.2.5.1" },
	{ S(INCOMING),   EV_ALERT,       FSM_SAME,         send_alerting,        "Q.931 5.2.5.2" },
	{ S(INCOMING),   EV_ANSWER,      BCHAN_UP,         send_connect,         "Q.931 5.2.7" },
	{ S(OFFERED),    EV_TIMEOUT,     BCHAN_CLEARING,   not_taken,            "Q.931 5.3.2" },
	/* the end */
	{ S(OFFERED),    EV_RELEASE,     BCHAN_CLEARING,   refuse,               "Q.931 5.3.2" },
	{ TAKEN,         EV_RELEASE,     BCHAN_CLEARING,   send_disconnect,      "Q.931 5.3.3" },
	{ TAKEN,         EV_UNNAMED,     BCHAN_CLEARING,   send_disconnect,      "Q.931 5.3.3" },
	{ IN_A_CALL,     EV_DISCONNECT,  BCHAN_IDLE,       far_released,         "Q.931 5.3.3" },
	{ IN_A_CALL,     EV_CLEARED,     BCHAN_IDLE,       far_released,         "Q.931 5.3.4" },
	{ IN_A_CALL,     EV_CLEAR_ACK,   BCHAN_IDLE,       gone,                 "Q.931 5.3.4" },
	{ S(CLEARING),   EV_DISCONNECT,  BCHAN_IDLE,       cleared,              "Q.931 5.3.5" },
	{ S(CLEARING),   EV_CLEARED,     BCHAN_IDLE,       cleared,              "Q.931 5.3.4" },
	{ S(CLEARING),   EV_CLEAR_ACK,   BCHAN_IDLE,       clearing_over,        "Q.931 5.3.4" },
	{ S(CLEARING),   EV_TIMEOUT,     BCHAN_IDLE,       clearing_over,        "Q.931 5.3.3" },
	/* restart */
	{ S(IDLE),       EV_RESET,       BCHAN_RESTARTING, send_restart,         "Q.931 5.5.1" },
	{ S(RESTARTING), EV_RESTART_ACK, BCHAN_IDLE,       restart_acknowledged, "Q.931 5.5.1" },
	{ S(RESTARTING), EV_TIMEOUT,     BCHAN_IDLE,       restart_lost,         "Q.931 5.5.1" },
	{ IN_A_CALL,     EV_RESTART,     BCHAN_IDLE,       restarted_in_call,    "Q.931 5.5.2" },
	{ S(CLEARING),   EV_RESTART,     BCHAN_IDLE,       restarted_clearing,   "Q.931 5.5.2" },
	{ S(IDLE),       EV_RESTART,     FSM_SAME,         restarted_idle,       "Q.931 5.5.2" },
	{ S(RESTARTING), EV_RESTART,     FSM_SAME,         restarted_too,        "Q.931 5.5.2" },
};
/* clang-format on */

static uint8_t index_cells[BCHAN_STATE_COUNT * BCHAN_EVENT_COUNT];
static const struct fsm bchan_fsm = {
	.name = "channel",
	.states = bchan_states,
	.events = events,
	.n_states = BCHAN_STATE_COUNT,
	.n_events = BCHAN_EVENT_COUNT,
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.unexpected = unexpected,
	.index = index_cells,
};

void
bchan_event(struct dchan *d, struct bchan *b, enum bchan_event event, const void *arg)
{
	uint8_t before = b->state;

	fsm_step(&bchan_fsm, d, b, &b->state, (uint16_t)event, (uint64_t)d->number << 32 | b->slot, arg, d->house->out);
	if (b->state != before)
		b->since_us = d->house->now_us;
}
