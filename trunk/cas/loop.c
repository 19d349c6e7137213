/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One loop and its call: a telephone that we ring, or a line of an exchange that rings us (TRK-13, TRK-18).
 *
 * Hooks and bells are all there is.  A telephone is rung, and off-hook is the answer; on-hook ends the call.  An exchange line rings, and
 * has given up when it pauses for longer than any ringing cadence does; we lift to answer; that the exchange let the call go is
 * heard where it breaks the loop for a moment (kewlstart), and nowhere else.  The switch gets LINE_RELEASED the moment a call is over
 * for it and never hears of that call again; the loop itself may still be BUSY.
 *
 * After a start the hooks are as they were: what the switch still holds is taken over (HELD), all else is put at rest (SETTLED).
 */
#include "trunk/cas/cas.h"

#include "base/clock.h"
#include "base/fsm.h"

#include <errno.h>
#include <string.h>

#define PAUSE_US (6 * US_PER_SEC) /* of an exchange's ringing: longer is its end */
#define REST_US \
	(2 * US_PER_SEC) /* on-hook, so that the exchange notices; the kernel hears no ringing before then either */
#define FLASH_US (1500 * US_PER_MS) /* who is on-hook for so long has hung up */
#define RETRY_US (200 * US_PER_MS)

#define CATEGORY_ORDINARY 10
#define NOT_AVAILABLE     2 /* Q.763 3.10 e: no number came with the call */

/* Q.850 */
#define CAUSE_NORMAL       16
#define CAUSE_OUT_OF_ORDER 27

const char *const loop_states[LOOP_STATE_COUNT] = {
#define X(id, sentence) #id,
	LOOP_STATES(X)
#undef X
};

static const char *const events[LOOP_EVENT_COUNT] = {
#define X(id, name) name,
	LOOP_EVENTS(X)
#undef X
};

uint32_t
loop_line(const struct bank *b, const struct loop *l)
{
	return (uint32_t)l->generation << 16 | (uint32_t)b->number * SPAN_SLOTS | l->slot;
}

bool
loop_in_call(const struct loop *l)
{
	return l->state == LOOP_RINGING || l->state == LOOP_OFFERED || l->state == LOOP_INCOMING || l->state == LOOP_UP;
}

/* ---- what the actions share ---- */

static void
count(struct bank *b, enum cas_stat id)
{
	core_count(b->house->out, id, 0, 1);
}

static void
due_in(struct bank *b, struct loop *l, int64_t us)
{
	l->due_us = b->house->now_us + us;
}

void
loop_set(struct bank *b, struct loop *l, enum span_hook hook)
{
	int rc = span_loop_set(b->span, l->slot, hook);

	l->wish_us = TIME_NEVER;
	if (rc == -EAGAIN) {
		l->wish = (uint8_t)hook;
		l->wish_us = b->house->now_us + RETRY_US;
		count(b, STAT_HOOK_WAITED);
	} else if (rc) {
		count(b, STAT_HOOK_FAILED);
		if (hook != SPAN_HOOK_ON && loop_in_call(l))
			loop_event(b, l, EV_DEAD, NULL);
	}
}

static void
tell(struct bank *b, struct loop *l, enum msg_type type, int cause, uint8_t flags)
{
	struct msg_line m = {
		.leg = l->leg, .line = loop_line(b, l), .cause = (uint8_t)(cause & 0x7f), .flags = flags
	};

	cas_send(b->house, type, &m, sizeof(m));
}

/* The call is over; its handle hits nothing from now on. */
static void
over(struct bank *b, struct loop *l, int cause, uint8_t flags)
{
	tell(b, l, MSG_LINE_RELEASED, cause, flags);
	l->leg = 0;
	l->due_us = TIME_NEVER;
	l->generation = l->generation == UINT16_MAX ? 1 : (uint16_t)(l->generation + 1);
}

static int
reason(const void *arg)
{
	const struct msg_line *m = arg;

	return m && m->cause ? m->cause : CAUSE_NORMAL;
}

/* On-hook, and an exchange line rests. */
static void
put_down(struct bank *b, struct loop *l)
{
	loop_set(b, l, SPAN_HOOK_ON);
	if (l->kind == SPAN_EXCHANGE)
		due_in(b, l, REST_US);
}

/* ---- telephones ---- */

static void
ring(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct bank *b = room;
	struct loop *l = obj;
	const struct msg_line_dial *dial = arg;
	struct msg_line_seized m = { .leg = dial->leg,
		.line = loop_line(b, l),
		.span = b->number,
		.slot = l->slot,
		.group = l->group,
		.cic = l->slot };

	l->leg = dial->leg;
	l->named = 1;
	l->due_us = TIME_NEVER;
	cas_send(b->house, MSG_LINE_SEIZED, &m, sizeof(m));
	tell(b, l, MSG_LINE_ALERTING, 0, 0);
	count(b, STAT_CALLS_OUT);
	loop_set(b, l, SPAN_HOOK_RING);
}

static void
lifted(void *room, void *obj, const void *arg, struct core_out *out)
{
	tell(room, obj, MSG_LINE_ANSWERED, 0, 0);
	count(room, STAT_ANSWERED);
	loop_set(room, obj, SPAN_HOOK_OFF);
}

static void
flashed(void *room, void *obj, const void *arg, struct core_out *out)
{
	tell(room, obj, MSG_LINE_FLASHED, 0, 0);
	count(room, STAT_FLASHES);
}

static void
stop_ringing(void *room, void *obj, const void *arg, struct core_out *out)
{
	over(room, obj, reason(arg), 0);
	loop_set(room, obj, SPAN_HOOK_ON);
}

/* ---- lines of an exchange ---- */

static void
offer(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct bank *b = room;
	struct loop *l = obj;
	struct msg_line_offered m = { .line = loop_line(b, l),
		.span = b->number,
		.slot = l->slot,
		.group = l->group,
		.cic = l->slot,
		.category = CATEGORY_ORDINARY,
		.caller = { .presentation = NOT_AVAILABLE } };

	number_set(&m.called, l->number, 1);
	l->leg = 0;
	l->named = 1; /* until the next resync */
	cas_send(b->house, MSG_LINE_OFFERED, &m, sizeof(m));
	count(b, STAT_CALLS_IN);
}

static void
rings(void *room, void *obj, const void *arg, struct core_out *out)
{
	((struct loop *)obj)->due_us = TIME_NEVER;
}

static void
pauses(void *room, void *obj, const void *arg, struct core_out *out)
{
	due_in(room, obj, PAUSE_US);
}

static void
offer_ringing(void *room, void *obj, const void *arg, struct core_out *out)
{
	rings(room, obj, arg, out);
	offer(room, obj, arg, out);
}

static void
offer_pausing(void *room, void *obj, const void *arg, struct core_out *out)
{
	pauses(room, obj, arg, out);
	offer(room, obj, arg, out);
}

static void
take(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct msg_line *m = arg;
	struct loop *l = obj;

	l->leg = m->leg;
	l->named = 1;
}

static void
lift(void *room, void *obj, const void *arg, struct core_out *out)
{
	((struct loop *)obj)->due_us = TIME_NEVER;
	count(room, STAT_ANSWERED);
	loop_set(room, obj, SPAN_HOOK_OFF);
}

static void
given_up(void *room, void *obj, const void *arg, struct core_out *out)
{
	over(room, obj, CAUSE_NORMAL, LINE_F_FAR);
	count(room, STAT_CALLS_GIVEN_UP);
}

/* There is no way to tell an exchange: it rings until its caller gives up. */
static void
ignore(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct loop *l = obj;
	int64_t due_us = l->due_us;

	over(room, l, reason(arg), 0);
	l->due_us = due_us;
	count(room, STAT_CALLS_IGNORED);
}

/* ---- the end of a call, for both ---- */

static void
let_go(void *room, void *obj, const void *arg, struct core_out *out)
{
	over(room, obj, reason(arg), 0);
	put_down(room, obj);
}

static void
far_hung_up(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct loop *l = obj;

	over(room, l, CAUSE_NORMAL, LINE_F_FAR);
	put_down(room, l);
	if (l->kind == SPAN_STATION)
		loop_event(room, l, EV_FREE, NULL);
}

static void
line_died(void *room, void *obj, const void *arg, struct core_out *out)
{
	over(room, obj, CAUSE_OUT_OF_ORDER, 0);
	put_down(room, obj);
	due_in(room, obj, REST_US); /* a telephone may be on-hook, and will not say so */
	count(room, STAT_DEAD);
}

static void
rested(void *room, void *obj, const void *arg, struct core_out *out)
{
	((struct loop *)obj)->due_us = TIME_NEVER;
	loop_look(room, obj);
}

/* ---- after a start ---- */

static void
adopt(struct bank *b, struct loop *l, const struct msg_line *m)
{
	l->leg = m->leg;
	l->named = 1;
	l->generation = (uint16_t)(m->line >> 16);
	count(b, STAT_ADOPTED);
}

/* It may have hung up while nobody looked, or be in the middle of a flash: that is seen in a moment. */
static void
adopt_up(void *room, void *obj, const void *arg, struct core_out *out)
{
	adopt(room, obj, arg);
	due_in(room, obj, FLASH_US);
	loop_set(room, obj, SPAN_HOOK_OFF);
}

static void
adopt_lifted(void *room, void *obj, const void *arg, struct core_out *out)
{
	adopt(room, obj, arg);
	lifted(room, obj, arg, out);
}

static void
adopt_ringing(void *room, void *obj, const void *arg, struct core_out *out)
{
	adopt(room, obj, arg);
	loop_set(room, obj, SPAN_HOOK_RING);
}

static void
adopt_incoming(void *room, void *obj, const void *arg, struct core_out *out)
{
	adopt(room, obj, arg);
	pauses(room, obj, arg, out);
}

static void
look_at_hook(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct bank *b = room;
	struct loop *l = obj;

	l->due_us = TIME_NEVER;
	if (l->kind == SPAN_STATION && span_loop_heard(b->span, l->slot) == SPAN_HOOK_ON)
		loop_event(b, l, EV_ONHOOK, NULL);
}

static void
settle(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct bank *b = room;
	struct loop *l = obj;

	put_down(b, l);
	if (l->kind == SPAN_STATION && span_loop_heard(b->span, l->slot) != SPAN_HOOK_OFF)
		loop_event(b, l, EV_FREE, NULL);
}

static void
unexpected(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, STAT_UNEXPECTED);
}

/* ---- the machine ---- */

#define S(state) FSM_STATE(LOOP_##state)
#define RUNG_US  (S(OFFERED) | S(INCOMING))
#define IN_CALL  (S(RINGING) | RUNG_US | S(UP))
#define ANY      (FSM_STATE(LOOP_STATE_COUNT) - 1)

/* clang-format off */
static const struct fsm_row rows[] = {
	/* a telephone is rung and answers */
	{ S(SETTLING) | S(IDLE), EV_DIAL,    LOOP_RINGING,  ring,          "TRK-18" },
	{ S(RINGING),  EV_OFFHOOK,       LOOP_UP,       lifted,         "TRK-18" },
	{ S(RINGING),  EV_RELEASE,       LOOP_IDLE,     stop_ringing,   "3.1" },
	{ S(RINGING),  EV_UNNAMED,       LOOP_IDLE,     stop_ringing,   "3.1" },
	{ S(UP),       EV_FLASH,         FSM_SAME,      flashed,        "TRK-18, AGT-08" },
	/* a telephone off-hook by itself */
	{ S(IDLE),     EV_OFFHOOK,       LOOP_BUSY,     NULL,           "TRK-18" },
	{ S(BUSY),     EV_ONHOOK,        LOOP_IDLE,     NULL,           "TRK-18" },
	/* an exchange line rings */
	{ S(IDLE),     EV_RING,          LOOP_OFFERED,  offer_ringing,  "TRK-13" },
	{ S(IDLE),     EV_RING_END,      LOOP_OFFERED,  offer_pausing,  "TRK-13" },
	{ RUNG_US | S(IGNORED), EV_RING, FSM_SAME,      rings,          "TRK-13" },
	{ RUNG_US | S(IGNORED), EV_RING_END, FSM_SAME,  pauses,         "TRK-13" },
	{ S(OFFERED),  EV_ACCEPT,        LOOP_INCOMING, take,           "TRK-13" },
	{ S(INCOMING), EV_ALERT,         FSM_SAME,      NULL,           "TRK-13" },
	{ S(INCOMING), EV_ANSWER,        LOOP_UP,       lift,           "TRK-13" },
	{ RUNG_US,     EV_TIMEOUT,       LOOP_IDLE,     given_up,       "TRK-13" },
	{ RUNG_US,     EV_RELEASE,       LOOP_IGNORED,  ignore,         "TRK-13" },
	{ RUNG_US,     EV_UNNAMED,       LOOP_IGNORED,  ignore,         "TRK-13" },
	{ S(IGNORED),  EV_TIMEOUT,       LOOP_IDLE,     rested,         "TRK-13" },
	/* the end of a call */
	{ S(UP),       EV_RELEASE,       LOOP_BUSY,     let_go,         "3.1" },
	{ S(UP),       EV_UNNAMED,       LOOP_BUSY,     let_go,         "3.1" },
	{ S(UP),       EV_ONHOOK,        LOOP_BUSY,     far_hung_up,    "TRK-18" },
	{ IN_CALL,     EV_DEAD,          LOOP_BUSY,     line_died,      "TRK-20" },
	{ S(BUSY),     EV_TIMEOUT,       LOOP_IDLE,     rested,         "TRK-13" },
	{ S(BUSY),     EV_FREE,          LOOP_IDLE,     NULL,           "TRK-18" },
	/* after a start */
	{ S(SETTLING), EV_HELD_UP,       LOOP_UP,       adopt_up,       "TRK-19" },
	{ S(SETTLING), EV_HELD_LIFTED,   LOOP_UP,       adopt_lifted,   "TRK-19" },
	{ S(SETTLING), EV_HELD_RINGING,  LOOP_RINGING,  adopt_ringing,  "TRK-19" },
	{ S(SETTLING), EV_HELD_INCOMING, LOOP_INCOMING, adopt_incoming, "TRK-19" },
	{ S(SETTLING), EV_SETTLED,       LOOP_BUSY,     settle,         "TRK-19" },
	{ S(UP),       EV_TIMEOUT,       FSM_SAME,      look_at_hook,   "TRK-19" },
	/* what is of no account there */
	{ ANY & ~(S(IDLE) | RUNG_US | S(IGNORED)), EV_RING, FSM_SAME, NULL, "TRK-13" },
	{ ANY & ~(S(IDLE) | RUNG_US | S(IGNORED)), EV_RING_END, FSM_SAME, NULL, "TRK-13" },
	{ ANY & ~(S(IDLE) | S(RINGING)), EV_OFFHOOK, FSM_SAME, NULL,    "TRK-18" },
	{ ANY & ~(S(UP) | S(BUSY)), EV_ONHOOK, FSM_SAME, NULL,          "TRK-18" },
	{ ANY & ~S(UP), EV_FLASH,        FSM_SAME,      NULL,           "TRK-18" },
};
/* clang-format on */

static uint8_t index_cells[LOOP_STATE_COUNT * LOOP_EVENT_COUNT];
const struct fsm loop_fsm = {
	.name = "loop",
	.states = loop_states,
	.events = events,
	.n_states = LOOP_STATE_COUNT,
	.n_events = LOOP_EVENT_COUNT,
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.unexpected = unexpected,
	.index = index_cells,
};

void
loop_event(struct bank *b, struct loop *l, enum loop_event event, const void *arg)
{
	uint8_t before = l->state;

	fsm_step(&loop_fsm, b, l, &l->state, (uint16_t)event, (uint64_t)b->number << 32 | l->slot, arg, b->house->out);
	if (l->state != before)
		l->since_us = b->house->now_us;
}

void
loop_look(struct bank *b, struct loop *l)
{
	int heard = span_loop_heard(b->span, l->slot);

	if (l->kind == SPAN_STATION && l->state == LOOP_IDLE && heard == SPAN_HOOK_OFF)
		loop_event(b, l, EV_OFFHOOK, NULL);
	else if (l->kind == SPAN_STATION && l->state == LOOP_BUSY && heard == SPAN_HOOK_ON)
		loop_event(b, l, EV_ONHOOK, NULL);
	else if (l->kind == SPAN_EXCHANGE && l->state == LOOP_IDLE && heard == SPAN_HOOK_RING)
		loop_event(b, l, EV_RING, NULL);
}
