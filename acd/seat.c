/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The seat machine.
 *
 * AGT-02: ready, ringing, talking, hold, after-call, away, closed; set by the agent, timed.  ACD-19: no answer takes the call
 * back to the head of its queue and the agent away from the desk.  After a call the seat works (ACW), then settles where it
 * wanted to be.
 */
#include "acd/seat.h"

#include "acd/call.h"
#include "acd/phone.h"
#include "acd/plan.h"
#include "acd/queue.h"
#include "acd/route.h"
#include "acd/view.h"

#include <string.h>

/* Every change of state: the clock of the new one, its limit, the fact. */
static void
entered(struct acd *a, struct seat *seat, uint32_t limit_ms, struct core_out *out)
{
	if (seat->state != SEAT_READY)
		queue_seat_gone(a, seat);
	seat->since_us = a->now_us;
	seat->limit_ms = limit_ms;
	if (limit_ms)
		acd_timer(a, T_SEAT, seat->handle, limit_ms);
	else
		acd_timer_off(a, T_SEAT, seat->handle);
	fact_seat(a, seat, FACT_SEAT_STATE, seat->state, out);
}

static struct session *
call_of(const struct acd *a, const struct seat *seat)
{
	return acd_session(a, seat->call);
}

/* Call and seat part; an ended call is over for good when nobody holds it. */
static struct session *
part(struct acd *a, struct seat *seat)
{
	struct session *s = call_of(a, seat);

	seat->call = 0;
	if (s)
		s->seat = 0;
	return s;
}

static void
let_go(struct acd *a, struct seat *seat, struct core_out *out)
{
	struct session *s = part(a, seat);

	if (s)
		call_let_go(a, s, out);
}

static uint32_t
acw_ms(const struct acd *a, const struct seat *seat, const struct session *s)
{
	uint16_t q = s->queue != NONE ? s->queue : seat->n_queues ? seat->queue[0] : NONE;

	return s->talked && q != NONE ? (uint32_t)a->queues[q].conf.acw_ms : 0;
}

static bool
reachable(const struct seat *seat)
{
	return seat->greeted && (seat->headset ? seat->phone == SEAT_PHONE_UP : seat->group != NONE);
}

/* Where to, now that it is free?  One of three events. */
static void
settle(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct seat *seat = obj;
	uint8_t to = seat->wanted;

	if (to == SEAT_READY && (!reachable(seat) || phone_rests(room, seat)))
		to = SEAT_AWAY;
	if (to == seat->state)
		return;
	seat_event(room, seat,
	    to == SEAT_READY        ? SEAT_EV_SETTLE_READY
	        : to == SEAT_CLOSED ? SEAT_EV_SETTLE_CLOSED
	                            : SEAT_EV_SETTLE_AWAY,
	    NULL, out);
}

static void
note(void *room, void *obj, const void *arg, struct core_out *out)
{
	((struct seat *)obj)->wanted = *(const uint8_t *)arg;
}

static void
want(void *room, void *obj, const void *arg, struct core_out *out)
{
	note(room, obj, arg, out);
	settle(room, obj, NULL, out);
}

static void
begin(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct seat *seat = obj;

	seat->signed_us = ((struct acd *)room)->now_us;
	seat->wanted = SEAT_READY;
	entered(room, seat, 0, out);
	queue_sign(room, seat, 1);
	if (seat->headset)
		phone_call(room, seat, out);
}

static void
be_ready(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct seat *seat = obj;

	entered(a, seat, 0, out);
	if (!seat->keep_idle)
		seat->idle_us = a->now_us;
	seat->keep_idle = 0;
	queue_seat_ready(a, seat);
	struct session *s = queue_best_call(a, seat);

	if (s)
		call_meets_seat(a, s, seat, out);
}

static void
rest(void *room, void *obj, const void *arg, struct core_out *out)
{
	entered(room, obj, 0, out);
}

static void
ring(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct seat *seat = obj;
	const struct session *s = call_of(a, seat);

	entered(a, seat, (uint32_t)a->queues[s->queue].conf.ring_ms, out);
	acd_count(out, STAT_RANG);
	if (seat->headset)
		plan_tone(a, seat->leg, TONE_CALL_WAITING, out);
	else
		phone_call(a, seat, out);
}

static void
answered(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct seat *seat = obj;

	struct seat_day *day = view_figures(a, seat);

	day->ring_us += a->now_us - seat->since_us;
	day->answered++;
	entered(a, seat, 0, out);
	call_event(a, call_of(a, seat), CALL_EV_SEAT_ANSWERED, NULL, out);
}

/* The call goes back to the head of its queue; the fact is the seat's last word on it. */
static void
give_back(struct acd *a, struct seat *seat, enum fact_kind kind, struct core_out *out)
{
	struct session *s = call_of(a, seat);
	struct seat_day *day = view_figures(a, seat);

	day->ring_us += a->now_us - seat->since_us;
	day->missed++;
	entered(a, seat, 0, out);
	phone_hang_up(a, seat, CAUSE_NORMAL, out);
	if (!s)
		return;
	fact_call(a, s, kind, 0, NULL, out);
	part(a, seat);
	call_event(a, s, CALL_EV_RETURN, NULL, out);
}

static void
no_answer(void *room, void *obj, const void *arg, struct core_out *out)
{
	((struct seat *)obj)->wanted = SEAT_AWAY;
	acd_count(out, STAT_NO_ANSWER);
	give_back(room, obj, FACT_CALL_NO_ANSWER, out);
}

static void
rejected(void *room, void *obj, const void *arg, struct core_out *out)
{
	((struct seat *)obj)->wanted = SEAT_AWAY;
	acd_count(out, STAT_REJECTED);
	give_back(room, obj, FACT_CALL_REJECTED, out);
}

/* Its headset went: no fault of the agent, who is ready again with the line. */
static void
ring_lost(void *room, void *obj, const void *arg, struct core_out *out)
{
	acd_count(out, STAT_NO_ANSWER);
	give_back(room, obj, FACT_CALL_NO_ANSWER, out);
}

static void
ring_over(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct seat *seat = obj;

	view_figures(a, seat)->ring_us += a->now_us - seat->since_us;
	phone_hang_up(a, seat, CAUSE_NORMAL, out);
	let_go(a, seat, out);
	seat->keep_idle = 1;
	settle(a, seat, NULL, out);
	seat->keep_idle = 0;
}

static void
hold(void *room, void *obj, const void *arg, struct core_out *out)
{
	entered(room, obj, 0, out);
	call_event(room, call_of(room, obj), CALL_EV_HOLD, NULL, out);
}

static void
retrieve(void *room, void *obj, const void *arg, struct core_out *out)
{
	entered(room, obj, 0, out);
	call_event(room, call_of(room, obj), CALL_EV_RETRIEVE, NULL, out);
}

static void
hang_up(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_event(room, call_of(room, obj), CALL_EV_SEAT_HUNG_UP, NULL, out);
}

static void
recover(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct seat *seat = obj;

	entered(a, seat, a->recover_ms, out);
	acd_count(out, STAT_SEAT_LOST);
	if (!seat->headset)
		phone_retry(a, seat);
	call_event(a, call_of(a, seat), CALL_EV_SEAT_LOST, NULL, out);
}

static void
recovered(void *room, void *obj, const void *arg, struct core_out *out)
{
	entered(room, obj, 0, out);
	acd_count(out, STAT_RECOVERED);
	call_event(room, call_of(room, obj), CALL_EV_SEAT_BACK, NULL, out);
}

static void
retry(void *room, void *obj, const void *arg, struct core_out *out)
{
	phone_retry(room, obj);
}

static void
count_talk(struct acd *a, struct seat *seat, const struct session *s)
{
	struct seat_day *day = view_figures(a, seat);

	*(s->outgoing ? &day->out_talk_us : &day->talk_us) += s->answered_us ? a->now_us - s->answered_us : 0;
}

/* The phone did not come back in time: the customer goes to somebody else. */
static void
give_up(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct seat *seat = obj;

	entered(a, seat, 0, out);
	if (!seat->headset) {
		seat->wanted = SEAT_AWAY;
		phone_drop(a, seat, CAUSE_NORMAL, out);
	}
	struct session *s = part(a, seat);

	count_talk(a, seat, s);
	call_event(a, s, s->queue != NONE ? CALL_EV_RETURN : CALL_EV_SEAT_HUNG_UP, NULL, out);
}

static void
call_over(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct seat *seat = obj;
	const struct session *s = call_of(a, seat);

	count_talk(a, seat, s);
	phone_hang_up(a, seat, CAUSE_NORMAL, out);
	if (acw_ms(a, seat, s)) {
		seat_event(a, seat, SEAT_EV_WRAP, NULL, out);
		return;
	}
	let_go(a, seat, out);
	settle(a, seat, NULL, out);
}

static void
wrap(void *room, void *obj, const void *arg, struct core_out *out)
{
	entered(room, obj, acw_ms(room, obj, call_of(room, obj)), out);
}

static void
finish(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct seat *seat = obj;

	view_figures(a, seat)->acw_us += a->now_us - seat->since_us;
	let_go(a, seat, out);
	settle(a, seat, NULL, out);
}

/* As much again, from now. */
static void
extend(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct seat *seat = obj;
	uint32_t more = acw_ms(a, seat, call_of(a, seat));

	seat->limit_ms = (uint32_t)((a->now_us - seat->since_us) / US_PER_MS) + more;
	acd_timer(a, T_SEAT, seat->handle, more);
}

static void
dial(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct seat *seat = obj;

	entered(a, seat, 0, out);
	if (!call_dial(a, seat, arg, out))
		settle(a, seat, NULL, out);
	else if (!seat->headset)
		phone_call(a, seat, out);
}

static void
lifted(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_event(room, call_of(room, obj), CALL_EV_SEAT_LIFTED, NULL, out);
}

static void
far_up(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct seat *seat = obj;

	view_figures(room, seat)->outgoing++;
	entered(room, seat, 0, out);
}

/* A telephone's own exchange knows a tone for the cause; to a headset we say it. */
static void
dial_over(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct seat *seat = obj;
	const struct session *s = call_of(a, seat);
	const char *prompt = result_prompt(s ? s->cause : 0);
	struct play said = { 0 };

	phone_hang_up(a, seat, s && s->cause ? s->cause : CAUSE_NORMAL, out);
	if (seat->headset) {
		play_tone(&said, TONE_BUSY, BUSY_MS);
		if (*prompt)
			play_prompt(&said, prompt);
		plan_play(a, seat->leg, &said, 0, out);
	}
	let_go(a, seat, out);
	settle(a, seat, NULL, out);
}

static void
phone_back(void *room, void *obj, const void *arg, struct core_out *out)
{
	plan_silence(room, ((struct seat *)obj)->leg, out);
	settle(room, obj, NULL, out);
}

static void
sign_out(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct seat *seat = obj;

	entered(a, seat, 0, out);
	fact_seat(a, seat, FACT_SEAT_OUT, 0, out);
	queue_sign(a, seat, -1);
	phone_drop(a, seat, CAUSE_NORMAL, out);
	view_signed_out(a, seat, out);
	acd_free_seat(a, seat);
}

static void
unexpected(void *room, void *obj, const void *arg, struct core_out *out)
{
	acd_count(out, STAT_UNEXPECTED);
}

#define S(x)  FSM_STATE(SEAT_##x)
#define EV(x) SEAT_EV_##x
#define IDLE  (S(READY) | S(AWAY) | S(CLOSED))
#define TALK  (S(TALKING) | S(HOLDING))
#define BUSY  (S(RINGING) | TALK | S(RECOVERING) | S(DIALLING) | S(ACW))

/* clang-format off */
static const struct fsm_row rows[] = {
	{ S(OUT),            EV(SIGN_IN),       SEAT_AWAY,       begin,      "AGT-01, 3.16"     },
	/* what the agent wants: now, or after this call */
	{ IDLE,              EV(WANT),          FSM_SAME,        want,       "AGT-02"           },
	{ BUSY,              EV(WANT),          FSM_SAME,        note,       "AGT-02"           },
	{ IDLE | BUSY,       EV(SETTLE_READY),  SEAT_READY,      be_ready,   "ACD-01"           },
	{ IDLE | BUSY,       EV(SETTLE_AWAY),   SEAT_AWAY,       rest,       "AGT-02"           },
	{ IDLE | BUSY,       EV(SETTLE_CLOSED), SEAT_CLOSED,     rest,       "AGT-02, ACD-18"   },
	{ IDLE,              EV(SIGN_OUT),      SEAT_OUT,        sign_out,   "AGT-01, 3.16"     },
	/* a call rings */
	{ S(READY),          EV(OFFER),         SEAT_RINGING,    ring,       "3.2 4b"           },
	{ S(RINGING),        EV(ANSWER),        SEAT_TALKING,    answered,   "3.2 7, AGT-03"    },
	{ S(RINGING),        EV(PHONE_UP),      SEAT_TALKING,    answered,   "AGT-03, TRK-18"   },
	{ S(RINGING),        EV(REJECT),        SEAT_AWAY,       rejected,   "ACD-19"           },
	{ S(RINGING),        EV(TIMEOUT),       SEAT_AWAY,       no_answer,  "ACD-19"           },
	{ S(RINGING),        EV(PHONE_FAILED),  SEAT_AWAY,       no_answer,  "ACD-19"           },
	{ S(RINGING),        EV(PHONE_LOST),    SEAT_AWAY,       ring_lost,  "3.1 proposed"     },
	{ S(RINGING),        EV(CALL_GONE),     FSM_SAME,        ring_over,  "3.1 proposed"     },
	/* the talk */
	{ S(TALKING),        EV(HOLD),          SEAT_HOLDING,    hold,       "AGT-08"           },
	{ S(HOLDING),        EV(RETRIEVE),      SEAT_TALKING,    retrieve,   "AGT-08"           },
	{ S(TALKING),        EV(FLASH),         SEAT_HOLDING,    hold,       "TRK-18, AGT-08"   },
	{ S(HOLDING),        EV(FLASH),         SEAT_TALKING,    retrieve,   "TRK-18, AGT-08"   },
	{ (IDLE | BUSY) & ~TALK, EV(FLASH),         FSM_SAME,        NULL,       "TRK-18"           },
	{ TALK,              EV(HANG_UP),       FSM_SAME,        hang_up,    "3.1"              },
	{ TALK,              EV(PHONE_DOWN),    FSM_SAME,        hang_up,    "TRK-18"           },
	{ TALK,              EV(CALL_GONE),     FSM_SAME,        call_over,  "3.1 proposed"     },
	/* its phone is lost in mid-call: the same seat first */
	{ TALK,              EV(PHONE_LOST),    SEAT_RECOVERING, recover,    "3.1 proposed"     },
	{ S(RECOVERING),     EV(PHONE_UP),      SEAT_TALKING,    recovered,  "3.1 proposed"     },
	{ S(RECOVERING),     EV(PHONE_FAILED),  FSM_SAME,        retry,      "3.1 proposed"     },
	{ S(RECOVERING),     EV(TIMEOUT),       SEAT_AWAY,       give_up,    "3.1 proposed"     },
	{ S(RECOVERING),     EV(HANG_UP),       FSM_SAME,        hang_up,    "3.1"              },
	{ S(RECOVERING),     EV(CALL_GONE),     FSM_SAME,        call_over,  "3.1 proposed"     },
	/* after-call work */
	{ TALK | S(RECOVERING), EV(WRAP),       SEAT_ACW,        wrap,       "AGT-19"           },
	{ S(ACW),            EV(FINISH),        FSM_SAME,        finish,     "AGT-19, 3.16"     },
	{ S(ACW),            EV(TIMEOUT),       FSM_SAME,        finish,     "AGT-19"           },
	{ S(ACW),            EV(EXTEND),        FSM_SAME,        extend,     "AGT-19"           },
	/* the agent dials */
	{ IDLE,              EV(DIAL),          SEAT_DIALLING,   dial,       "3.8 1, AGT-04"    },
	{ S(DIALLING),       EV(PHONE_UP),      FSM_SAME,        lifted,     "3.8 5"            },
	{ S(DIALLING),       EV(FAR_UP),        SEAT_TALKING,    far_up,     "3.8 5"            },
	{ S(DIALLING),       EV(HANG_UP),       FSM_SAME,        hang_up,    "3.8"              },
	{ S(DIALLING),       EV(PHONE_FAILED),  FSM_SAME,        hang_up,    "3.8"              },
	{ S(DIALLING),       EV(PHONE_DOWN),    FSM_SAME,        hang_up,    "3.8"              },
	{ S(DIALLING),       EV(PHONE_LOST),    FSM_SAME,        hang_up,    "3.8"              },
	{ S(DIALLING),       EV(CALL_GONE),     FSM_SAME,        dial_over,  "3.8"              },
	/* the headset's line comes and goes by itself */
	{ IDLE,              EV(RESTED),        FSM_SAME,        settle,     "ACD-18"           },
	{ IDLE,              EV(PHONE_UP),      FSM_SAME,        phone_back, "TRK-18"           },
	{ IDLE,              EV(PHONE_LOST),    FSM_SAME,        settle,     "ACD-18"           },
	{ S(ACW),            EV(PHONE_UP),      FSM_SAME,        NULL,       "TRK-18"           },
	{ S(ACW),            EV(PHONE_LOST),    FSM_SAME,        NULL,       "TRK-18"           },
};
/* clang-format on */

static const char *const state_names[] = {
#define X(id, zh, en) #id,
	SEAT_STATES(X)
#undef X
};
static const char *const event_names[] = {
#define X(id) #id,
	SEAT_EVENTS(X)
#undef X
};
static uint8_t index_space[SEAT_STATE_COUNT * SEAT_EVENT_COUNT];

const struct fsm seat_fsm = {
	.name = "seat",
	.states = state_names,
	.events = event_names,
	.n_states = SEAT_STATE_COUNT,
	.n_events = SEAT_EVENT_COUNT,
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.unexpected = unexpected,
	.index = index_space,
};

void
seat_event(struct acd *a, struct seat *seat, enum seat_event event, const void *arg, struct core_out *out)
{
	view_seat(a, seat);
	fsm_step(&seat_fsm, a, seat, &seat->state, event, seat->number, arg, out);
}
