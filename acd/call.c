/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The call machine: flows 3.1 and 3.2 of the requirements, and 3.8 with the agent's phone first.
 *
 * One session number for life.  The customer hears what the state says: the menu, the queue's announcements, ringing, the
 * seat's code, the seat, music.  A caller who hangs up, at whatever point, clears every leg and tells the seat; a seat that
 * does not answer, refuses or is lost gives the call back to the head of its queue with all it carries.
 */
#include "acd/call.h"

#include "acd/fax.h"
#include "acd/ivr.h"
#include "acd/plan.h"
#include "acd/queue.h"
#include "acd/rec.h"
#include "acd/route.h"
#include "acd/seat.h"
#include "acd/view.h"

#include <string.h>

static void
show(struct acd *a, const struct session *s)
{
	struct seat *seat = acd_seat(a, s->seat);

	if (seat)
		view_seat(a, seat);
}

static void
play_one(struct acd *a, const struct session *s, const char *prompt, struct core_out *out)
{
	struct play p = { 0 };

	play_prompt(&p, prompt);
	plan_play(a, s->leg, &p, 0, out);
	acd_timer(a, T_CALL, s->handle, PLAY_MS);
}

/* ---- it comes in ---- */

static void
accept_call(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;
	struct msg_lookup m = { .session = s->id, .caller = s->caller };

	fact_call(a, s, FACT_CALL_OFFERED, s->category, a->services[s->service].name, out);
	core_send(out, ROLE_CRM, MSG_CALLER_LOOKUP, &m, sizeof(m));
	leg_alert(a, s->leg, out);
	call_event(a, s, CALL_EV_ANSWER, NULL, out);
}

static void
start_flow(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;

	acd_count(out, STAT_ANSWERED);
	fact_call(a, s, FACT_CALL_ANSWERED, 0, NULL, out);
	leg_answer(a, s->leg, out);
	ivr_start(a, s, a->services[s->service].loaded, out);
}

static void
flow_digit(void *room, void *obj, const void *arg, struct core_out *out)
{
	ivr_digit(room, obj, *(const char *)arg, out);
}

static void
flow_played(void *room, void *obj, const void *arg, struct core_out *out)
{
	ivr_played(room, obj, out);
}

static void
flow_caller(void *room, void *obj, const void *arg, struct core_out *out)
{
	ivr_caller(room, obj, out);
}

static void
flow_told(void *room, void *obj, const void *arg, struct core_out *out)
{
	ivr_told(room, obj, arg, out);
}

static void
flow_faxed(void *room, void *obj, const void *arg, struct core_out *out)
{
	ivr_faxed(room, obj, arg, out);
}

static void
flow_timeout(void *room, void *obj, const void *arg, struct core_out *out)
{
	ivr_timeout(room, obj, out);
}

/* ---- it waits ---- */

static void
music(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;

	plan_music(a, s->leg, out);
	acd_timer(a, T_CALL, s->handle, a->queues[s->queue].conf.announce_ms);
}

static void
queue_up(struct acd *a, struct session *s, struct core_out *out)
{
	struct seat *seat = queue_best_seat(a, s);

	queue_join(a, s);
	if (seat)
		call_meets_seat(a, s, seat, out);
}

static void
enter_queue(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;

	ivr_stop(a, s);
	acd_count(out, STAT_QUEUED);
	s->queued_us = a->now_us;
	s->order = ++a->order;
	fact_call(a, s, FACT_CALL_QUEUED, queue_class(a, s), NULL, out);
	queue_up(a, s, out);
	if (s->state == CALL_QUEUED)
		play_one(a, s, "busy-wait", out);
}

static void
announce(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	const struct session *s = obj;
	const struct leg *leg = acd_leg(a, s->leg);

	/* an announcement that never reported its end counts as played */
	if (leg && leg->plan.plan == MEDIA_PLAY)
		music(room, obj, arg, out);
	else
		play_one(a, s, "still-waiting", out);
}

/* Back from a seat: the time it joined is kept, so this is the head. */
static void
return_to_queue(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;

	rec_stop(a, s, out);
	if (s->answered_us)
		fact_call(a, s, FACT_CALL_QUEUED, queue_class(a, s), NULL, out);
	s->offered_us = s->answered_us = s->held_us = 0;
	s->talked = 0;
	queue_up(a, s, out);
	if (s->state == CALL_QUEUED)
		music(a, s, NULL, out);
}

static void
all_busy(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct session *s = obj;

	ivr_stop(room, s);
	acd_count(out, STAT_QUEUE_FULL);
	call_end_with(s, CALL_END_SYSTEM, CAUSE_CONGESTION);
	play_one(room, s, "all-busy-goodbye", out);
}

/* ---- a seat rings, answers, talks ---- */

static void
ring(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;
	struct play p = { 0 };

	acd_timer_off(a, T_CALL, s->handle);
	s->offered_us = a->now_us;
	fact_call(a, s, FACT_CALL_RINGING, 0, NULL, out);
	play_prompt(&p, "connecting");
	play_tone(&p, TONE_RINGBACK, 60000);
	play_tone(&p, TONE_RINGBACK, 60000);
	plan_play(a, s->leg, &p, 0, out);
}

static void
greet(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;
	const struct seat *seat = acd_seat(a, s->seat);
	char code[SEAT_TEXT];
	struct play p = { 0 };

	s->answered_us = a->now_us;
	s->talked = 1;
	acd_count(out, STAT_TALKED);
	fact_call(a, s, FACT_CALL_TALKING, 0, NULL, out);
	rec_begin(a, s);
	if (!a->seat_code) {
		call_event(a, s, CALL_EV_PLAYED, NULL, out);
		return;
	}
	play_prompt(&p, "announce-seat");
	play_digits(&p, seat_text(seat->number, code));
	play_prompt(&p, "announce-service");
	plan_play(a, s->leg, &p, 0, out);
	plan_play(a, seat->leg, &p, 0, out);
	acd_timer(a, T_CALL, s->handle, GREETING_MS);
}

static void
join(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;
	const struct seat *seat = acd_seat(a, s->seat);

	acd_timer_off(a, T_CALL, s->handle);
	if (seat)
		plan_bridge(a, s->leg, seat->leg, out);
}

static void
hold(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;
	const struct seat *seat = acd_seat(a, s->seat);

	acd_timer_off(a, T_CALL, s->handle);
	s->held_us = a->now_us;
	fact_call(a, s, FACT_CALL_HELD, 0, NULL, out);
	plan_music(a, s->leg, out);
	plan_silence(a, seat->leg, out);
}

static void
retrieve(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct session *s = obj;

	s->held_us = 0;
	fact_call(room, s, FACT_CALL_RETRIEVED, 0, NULL, out);
	join(room, obj, arg, out);
}

static void
seat_lost(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;

	acd_timer_off(a, T_CALL, s->handle);
	fact_call(a, s, FACT_CALL_SEAT_LOST, 0, NULL, out);
	plan_music(a, s->leg, out);
}

static void
seat_back(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct session *s = obj;

	s->held_us = 0;
	fact_call(room, s, FACT_CALL_RETRIEVED, 0, NULL, out);
	join(room, obj, arg, out);
}

/* ---- the agent dials out ---- */

/* Through the trunk group whose turn it is (route.c). */
static void
dial(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;
	const struct seat *seat = acd_seat(a, s->seat);

	if (s->out_group == NONE)
		s->out_group = route_first(a, seat, &s->dialled);
	struct number shown = s->out_group == NONE ? (struct number){ 0 } : route_shown(a, seat, s->out_group);
	const struct leg *leg = leg_dial(a, OWNER_CALL, s->handle, s->out_group, &shown, &s->dialled, NULL, out);

	if (leg) {
		s->leg = leg->handle;
		acd_timer(a, T_CALL, s->handle, DIAL_MS);
		return;
	}
	s->cause = s->out_group == NONE ? CAUSE_NO_ROUTE : CAUSE_CONGESTION;
	call_event(a, s, CALL_EV_NOT_REACHED, NULL, out);
}

static void
lift(void *room, void *obj, const void *arg, struct core_out *out)
{
	acd_timer(room, T_CALL, ((struct session *)obj)->handle, LIFT_MS);
}

/* What the far exchange says is heard if it says something; else our own ringing tone. */
static void
progress(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;
	const struct leg_word *word = arg;
	const struct seat *seat = acd_seat(a, s->seat);

	if (!seat)
		return;
	if (word->inband)
		plan_listen(a, seat->leg, s->leg, out);
	else if (word->news == LEG_NEWS_ALERTING)
		plan_tone(a, seat->leg, TONE_RINGBACK, out);
}

static void
far_answered(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;
	struct seat *seat = acd_seat(a, s->seat);

	s->answered_us = a->now_us;
	s->talked = 1;
	acd_count(out, STAT_TALKED);
	fact_call(a, s, FACT_CALL_TALKING, 0, result_word(RESULT_ANSWERED), out);
	rec_begin(a, s);
	plan_hear_fax(a, s->leg);
	join(a, s, NULL, out);
	if (seat)
		seat_event(a, seat, SEAT_EV_FAR_UP, NULL, out);
}

/* ---- it ends ---- */

/* Nobody holds it any more? */
static void
reap(struct acd *a, struct session *s)
{
	if (s->state == CALL_ENDED && !s->seat)
		acd_free_session(a, s);
}

static void
end(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct acd *a = room;
	struct session *s = obj;
	struct seat *seat = acd_seat(a, s->seat);

	acd_timer_off(a, T_CALL, s->handle);
	acd_count(out, STAT_ENDED);
	if (s->queue != NONE && !s->talked && s->end_by == CALL_END_CALLER)
		acd_count(out, STAT_ABANDONED);
	queue_leave(a, s);
	ivr_stop(a, s);
	s->ended_us = a->now_us;
	rec_stop(a, s, out);
	fax_stop(a, s, out);
	if (s->carried.pulses)
		fact_call(a, s, FACT_CALL_METERED, s->carried.pulses, NULL, out);
	fact_call(
	    a, s, FACT_CALL_ENDED, s->end_by, s->outgoing ? result_word(result_of(s)) : s->choice, out);
	leg_release(a, s->leg, s->cause ? s->cause : CAUSE_NORMAL, out);
	s->leg = 0;
	if (seat)
		seat_event(a, seat, SEAT_EV_CALL_GONE, NULL, out);
	else
		reap(a, s);
}

static void
seat_ends(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_end_with(obj, CALL_END_SEAT, CAUSE_NORMAL);
	end(room, obj, arg, out);
}

static void
flow_ends(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_end_with(obj, CALL_END_SYSTEM, CAUSE_NORMAL);
	end(room, obj, arg, out);
}

static void
nobody_lifts(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_end_with(obj, CALL_END_SYSTEM, CAUSE_NO_ANSWER);
	end(room, obj, arg, out);
}

static void
unexpected(void *room, void *obj, const void *arg, struct core_out *out)
{
	acd_count(out, STAT_UNEXPECTED);
}

#define S(x)      FSM_STATE(CALL_##x)
#define EV(x)     CALL_EV_##x
#define WITH_SEAT (S(GREETING) | S(TALKING) | S(HELD) | S(RECOVERING))
#define OUTGOING  (S(LIFTING) | S(DIALLING))
#define LIVE      (S(OFFERED) | S(FLOW) | S(QUEUED) | S(RINGING) | WITH_SEAT | OUTGOING | S(GOODBYE))

/* clang-format off */
static const struct fsm_row rows[] = {
	{ S(FREE),       EV(OFFER),         CALL_OFFERED,    accept_call,     "3.1, IVR-24"     },
	{ S(OFFERED),    EV(ANSWER),        CALL_FLOW,       start_flow,      "IVR-01, IVR-02"  },
	/* the voice menu */
	{ S(FLOW),       EV(DIGIT),         FSM_SAME,        flow_digit,      "IVR-04, IVR-23"  },
	{ S(FLOW),       EV(PLAYED),        FSM_SAME,        flow_played,     "IVR-02"          },
	{ S(FLOW),       EV(LOOKED_UP),     FSM_SAME,        flow_caller,     "IVR-03"          },
	{ S(FLOW),       EV(TOLD),          FSM_SAME,        flow_told,       "IVR-01, IVR-29"  },
	{ S(FLOW),       EV(FAXED),         FSM_SAME,        flow_faxed,      "FAX-01, 3.7 6"   },
	{ S(FLOW),       EV(TIMEOUT),       FSM_SAME,        flow_timeout,    "IVR-30, 3.15"    },
	{ S(FLOW),       EV(QUEUE),         CALL_QUEUED,     enter_queue,     "3.2 2, ACD-09"   },
	{ S(FLOW),       EV(QUEUE_FULL),    CALL_GOODBYE,    all_busy,        "ACD-10"          },
	{ S(FLOW),       EV(FLOW_END),      CALL_ENDED,      flow_ends,       "3.15"            },
	{ S(GOODBYE),    EV(PLAYED),        CALL_ENDED,      end,             "ACD-10"          },
	{ S(GOODBYE),    EV(TIMEOUT),       CALL_ENDED,      end,             "ACD-10"          },
	{ S(GOODBYE),    EV(DIGIT),         FSM_SAME,        NULL,            "ACD-10"          },
	/* the queue */
	{ S(QUEUED),     EV(PLAYED),        FSM_SAME,        music,           "ACD-09, IVR-32"  },
	{ S(QUEUED),     EV(TIMEOUT),       FSM_SAME,        announce,        "3.13"            },
	{ S(QUEUED),     EV(DIGIT),         FSM_SAME,        NULL,            "3.13"            },
	{ S(QUEUED),     EV(MATCHED),       CALL_RINGING,    ring,            "3.2 4b, ACD-01"  },
	/* a seat rings */
	{ S(RINGING),    EV(SEAT_ANSWERED), CALL_GREETING,   greet,           "3.2 7, IVR-05"   },
	{ S(RINGING),    EV(RETURN),        CALL_QUEUED,     return_to_queue, "ACD-19"          },
	{ S(RINGING),    EV(PLAYED),        FSM_SAME,        NULL,            "3.2 6"           },
	{ S(RINGING),    EV(DIGIT),         FSM_SAME,        NULL,            "3.2 6"           },
	/* its code is announced to both, then they talk */
	{ S(GREETING),   EV(PLAYED),        CALL_TALKING,    join,            "IVR-05"          },
	{ S(GREETING),   EV(TIMEOUT),       CALL_TALKING,    join,            "IVR-05"          },
	{ S(GREETING) | S(TALKING), EV(HOLD), CALL_HELD,     hold,            "AGT-08"          },
	{ S(HELD),       EV(RETRIEVE),      CALL_TALKING,    retrieve,        "AGT-08"          },
	{ WITH_SEAT,     EV(DIGIT),         FSM_SAME,        NULL,            "3.1"             },
	{ WITH_SEAT | S(DIALLING), EV(SEAT_HUNG_UP), CALL_ENDED, seat_ends,   "3.1"             },
	/* the seat's phone is lost: music, the same seat, then anybody */
	{ S(GREETING) | S(TALKING) | S(HELD), EV(SEAT_LOST), CALL_RECOVERING, seat_lost, "3.1 proposed" },
	{ S(RECOVERING), EV(SEAT_BACK),     CALL_TALKING,    seat_back,       "3.1 proposed"    },
	{ S(RECOVERING), EV(RETURN),        CALL_QUEUED,     return_to_queue, "3.1 proposed"    },
	/* a seat dials out */
	{ S(FREE),       EV(LIFT),          CALL_LIFTING,    lift,            "3.8, ruling 15"  },
	{ S(FREE),       EV(DIAL),          CALL_DIALLING,   dial,            "3.8 3, AGT-04"   },
	{ S(LIFTING),    EV(SEAT_LIFTED),   CALL_DIALLING,   dial,            "3.8 3"           },
	{ S(LIFTING),    EV(SEAT_HUNG_UP),  CALL_ENDED,      seat_ends,       "3.8"             },
	{ S(LIFTING),    EV(TIMEOUT),       CALL_ENDED,      nobody_lifts,    "3.15"            },
	{ S(DIALLING),   EV(NEXT_GROUP),    FSM_SAME,        dial,            "TRK-05 overflow" },
	{ S(DIALLING),   EV(ALERTING),      FSM_SAME,        progress,        "3.8 3"           },
	{ S(DIALLING),   EV(PROGRESS),      FSM_SAME,        progress,        "3.8 3"           },
	{ S(DIALLING),   EV(DIGIT),         FSM_SAME,        NULL,            "3.8 3"           },
	{ S(DIALLING),   EV(FAR_ANSWERED),  CALL_TALKING,    far_answered,    "3.8 4"           },
	{ S(DIALLING),   EV(NOT_REACHED),   CALL_ENDED,      end,             "TRK-17, 3.8"     },
	{ S(DIALLING),   EV(TIMEOUT),       CALL_ENDED,      nobody_lifts,    "3.15"            },
	/* the customer is gone, at whatever point */
	{ LIVE,          EV(CUSTOMER_GONE), CALL_ENDED,      end,             "3.1 proposed"    },
	{ LIVE,          EV(CUSTOMER_LOST), CALL_ENDED,      end,             "3.1 proposed"    },
	{ LIVE,          EV(CLOSE),         CALL_ENDED,      flow_ends,       "NFR-02"          },
};
/* clang-format on */

static const char *const state_names[] = {
#define X(id, sentence) #id,
	CALL_STATES(X)
#undef X
};
static const char *const event_names[] = {
#define X(id) #id,
	CALL_EVENTS(X)
#undef X
};
static uint8_t index_space[CALL_STATE_COUNT * CALL_EVENT_COUNT];

const struct fsm call_fsm = {
	.name = "call",
	.states = state_names,
	.events = event_names,
	.n_states = CALL_STATE_COUNT,
	.n_events = CALL_EVENT_COUNT,
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.unexpected = unexpected,
	.index = index_space,
};

void
call_end_with(struct session *s, enum call_end by, uint8_t cause)
{
	s->end_by = (uint8_t)by;
	s->cause = cause;
}

void
call_event(struct acd *a, struct session *s, enum call_event event, const void *arg, struct core_out *out)
{
	if (s) {
		show(a, s);
		fsm_step(&call_fsm, a, s, &s->state, event, s->id, arg, out);
	}
}

void
call_meets_seat(struct acd *a, struct session *s, struct seat *seat, struct core_out *out)
{
	queue_leave(a, s);
	queue_seat_gone(a, seat);
	s->seat = seat->handle;
	seat->call = s->handle;
	leg_belongs(seat->leg, s->id, seat->number, out);
	call_event(a, s, CALL_EV_MATCHED, NULL, out);
	seat_event(a, seat, SEAT_EV_OFFER, NULL, out);
}

struct session *
call_dial(struct acd *a, struct seat *seat, const struct number *called, struct core_out *out)
{
	struct session *s = acd_new_session(a);

	if (!s) {
		acd_count(out, STAT_TABLE_FULL);
		return NULL;
	}
	s->outgoing = 1;
	s->dialled = *called;
	s->seat = seat->handle;
	seat->call = s->handle;
	leg_belongs(seat->leg, s->id, seat->number, out);
	acd_count(out, STAT_DIALLED);
	fact_call(a, s, FACT_CALL_DIALLED, 0, NULL, out); /* also when the seat's own phone is not lifted */
	call_event(a, s, seat->headset ? CALL_EV_DIAL : CALL_EV_LIFT, NULL, out);
	return s;
}

void
call_let_go(struct acd *a, struct session *s, struct core_out *out)
{
	reap(a, s);
}
