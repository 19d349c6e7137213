/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The leg machine: what a line of ours does between the first message and the last.
 *
 * A trunk process answers LINE_DIAL with LINE_SEIZED or LINE_REFUSED, and ends every line with LINE_RELEASED; nothing is
 * released before its reference is known (DOOMED waits for it).  LINE_RELEASE is repeated after a while: a process that was
 * restarted in between answers it for a line it no longer has.
 */
#include "acd/leg.h"

#include "acd/call.h"
#include "acd/carried.h"
#include "acd/phone.h"
#include "acd/plan.h"

#include <string.h>

/* What an event carries into the actions. */
struct arg {
	const void *msg;
	struct leg_word word;
};

static void
send_line(const struct leg *leg, uint16_t type, struct core_out *out)
{
	struct msg_line m = { .leg = leg->handle, .line = leg->line, .cause = leg->cause };

	if (type == MSG_LINE_HELD && leg->state == LEG_UP)
		m.flags = LINE_F_UP;

	core_send(out, leg->role, type, &m, sizeof(m));
}

static void
tell(struct acd *a, enum owner_kind kind, uint32_t owner, struct leg_word word, struct core_out *out)
{
	if (kind == OWNER_CALL)
		call_leg_news(a, owner, &word, out);
	else if (kind == OWNER_SEAT)
		phone_leg_news(a, owner, &word, out);
}

static void
disown(struct leg *leg)
{
	leg->owner_kind = OWNER_NONE;
	leg->owner = 0;
}

static void
accept_offer(void *room, void *obj, const void *arg, struct core_out *out)
{
	send_line(obj, MSG_LINE_ACCEPT, out);
	plan_located(room, obj, out);
}

static void
send_dial(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct leg *leg = obj;

	core_send(out, leg->role, MSG_LINE_DIAL, ((const struct arg *)arg)->msg, sizeof(struct msg_line_dial));
}

static void
take_circuit(struct leg *leg, const struct msg_line_seized *m)
{
	leg->line = m->line;
	leg->plan.span = m->span;
	leg->plan.slot = m->slot;
	leg->cic = m->cic;
}

static void
seized(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct arg *g = arg;
	struct leg *leg = obj;

	take_circuit(leg, g->msg);
	plan_located(room, leg, out);
	tell(room, leg->owner_kind, leg->owner, g->word, out);
}

static void
pass_on(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct leg *leg = obj;

	tell(room, leg->owner_kind, leg->owner, ((const struct arg *)arg)->word, out);
}

static void
over(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct leg *leg = obj;
	enum owner_kind kind = leg->owner_kind;
	uint32_t owner = leg->owner;

	plan_close(room, leg, out);
	acd_free_leg(room, leg);
	tell(room, kind, owner, ((const struct arg *)arg)->word, out);
}

static void
send_release(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct leg *leg = obj;

	disown(leg);
	plan_close(room, leg, out);
	send_line(leg, MSG_LINE_RELEASE, out);
	acd_timer(room, T_LEG, leg->handle, RELEASE_AGAIN_MS);
}

/* isupd knows a call it has not told of yet by our own number, and can release it at once; prid will tell soon. */
static void
doom(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct leg *leg = obj;

	disown(obj);
	if (leg->role == ROLE_ISUP)
		send_line(leg, MSG_LINE_RELEASE, out);
}

static void
seized_too_late(void *room, void *obj, const void *arg, struct core_out *out)
{
	take_circuit(obj, ((const struct arg *)arg)->msg);
	send_release(room, obj, arg, out);
}

static void
release_again(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct leg *leg = obj;

	leg->nudges++;
	acd_count(out, STAT_RELEASE_REPEATS);
	send_line(leg, MSG_LINE_RELEASE, out);
	acd_timer(room, T_LEG, leg->handle, RELEASE_AGAIN_MS);
}

static void
give_up(void *room, void *obj, const void *arg, struct core_out *out)
{
	acd_count(out, STAT_LEGS_GIVEN_UP);
	over(room, obj, arg, out);
}

static void
send_answer(void *room, void *obj, const void *arg, struct core_out *out)
{
	send_line(obj, MSG_LINE_ANSWER, out);
}

static void
unexpected(void *room, void *obj, const void *arg, struct core_out *out)
{
	acd_count(out, STAT_UNEXPECTED);
}

#define S(x)       FSM_STATE(LEG_##x)
#define EV(x)      LEG_EV_##x
#define ON_ITS_WAY (S(SEIZED) | S(ALERTING))
#define LIVE       (S(OFFERED) | ON_ITS_WAY | S(UP))
#define ANY        (LIVE | S(DIALLED) | S(DOOMED) | S(RELEASING))

/* clang-format off */
static const struct fsm_row rows[] = {
	/* a call comes in */
	{ S(FREE),              EV(OFFERED),   LEG_OFFERED,   accept_offer,    "3.2 1, TRK-08" },
	{ S(OFFERED),           EV(ANSWER),    LEG_UP,        send_answer,     "Q.764 2.1.4"  },
	/* we dial */
	{ S(FREE),              EV(DIAL),      LEG_DIALLED,   send_dial,       "3.8 3"        },
	{ S(DIALLED),           EV(SEIZED),    LEG_SEIZED,    seized,          "3.8 3"        },
	{ S(DIALLED),           EV(REFUSED),   LEG_FREE,      over,            "3.8 2"        },
	{ ON_ITS_WAY,           EV(ALERTING),  LEG_ALERTING,  pass_on,         "Q.764 2.1.4"  },
	{ ON_ITS_WAY,           EV(PROGRESS),  FSM_SAME,      pass_on,         "Q.764 2.1.6"  },
	{ ON_ITS_WAY,           EV(ANSWERED),  LEG_UP,        pass_on,         "3.8 4"        },
	/* the far end may come back within the trunk's own limit (T6) */
	{ S(UP),                EV(SUSPENDED), FSM_SAME,      NULL,            "Q.764 2.4.1"  },
	{ S(UP),                EV(RESUMED),   FSM_SAME,      NULL,            "Q.764 2.4.2"  },
	{ S(UP),                EV(FLASHED),   FSM_SAME,      pass_on,         "TRK-18"       },
	/* we end it */
	{ LIVE,                 EV(DROP),      LEG_RELEASING, send_release,    "Q.764 2.3.1"  },
	{ S(DIALLED),           EV(DROP),      LEG_DOOMED,    doom,            "3.1"          },
	{ S(DOOMED),            EV(SEIZED),    LEG_RELEASING, seized_too_late, "3.1"          },
	{ S(DOOMED),            EV(REFUSED),   LEG_FREE,      over,            "3.1"          },
	{ S(RELEASING),         EV(AGAIN),     FSM_SAME,      release_again,   "3.1"          },
	{ S(RELEASING),         EV(GIVE_UP),   LEG_FREE,      give_up,         "3.1"          },
	/* what crossed our LINE_RELEASE on its way */
	{ S(RELEASING),         EV(ALERTING),  FSM_SAME,      NULL,            "3.1"          },
	{ S(RELEASING),         EV(PROGRESS),  FSM_SAME,      NULL,            "3.1"          },
	{ S(RELEASING),         EV(ANSWERED),  FSM_SAME,      NULL,            "3.1"          },
	{ S(RELEASING),         EV(SUSPENDED), FSM_SAME,      NULL,            "3.1"          },
	{ S(RELEASING),         EV(RESUMED),   FSM_SAME,      NULL,            "3.1"          },
	{ S(RELEASING),         EV(FLASHED),   FSM_SAME,      NULL,            "3.1"          },
	/* the other side ends it, or forgot it */
	{ ANY,                  EV(RELEASED),  LEG_FREE,      over,            "Q.764 2.3.2"  },
	{ ANY,                  EV(LOST),      LEG_FREE,      over,            "TRK-19"       },
};
/* clang-format on */

static const char *const state_names[] = {
#define X(id, sentence) #id,
	LEG_STATES(X)
#undef X
};
static const char *const event_names[] = {
#define X(id) #id,
	LEG_EVENTS(X)
#undef X
};
static uint8_t index_space[LEG_STATE_COUNT * LEG_EVENT_COUNT];

const struct fsm leg_fsm = {
	.name = "leg",
	.states = state_names,
	.events = event_names,
	.n_states = LEG_STATE_COUNT,
	.n_events = LEG_EVENT_COUNT,
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.unexpected = unexpected,
	.index = index_space,
};

static void
step(struct acd *a, struct leg *leg, enum leg_event event, const struct arg *arg, struct core_out *out)
{
	fsm_step(&leg_fsm, a, leg, &leg->state, event, leg->handle, arg, out);
}

void
leg_belongs(uint32_t leg, uint64_t session, uint16_t seat, struct core_out *out)
{
	struct trace_leg t = { .leg = leg, .seat = seat };

	core_trace(out, TRACE_LEG, session, &t, sizeof(t));
}

/* For the trace: the call that this leg is for. */
static void
trace_owner(const struct acd *a, const struct leg *leg, struct core_out *out)
{
	const struct seat *seat = leg->owner_kind == OWNER_SEAT ? acd_seat(a, leg->owner) : NULL;
	const struct session *s = acd_session(a, seat ? seat->call : leg->owner);

	if (s)
		leg_belongs(leg->handle, s->id, seat ? seat->number : SEAT_NONE, out);
}

struct leg *
leg_offered(struct acd *a, enum role role, const struct msg_line_offered *m, uint32_t call, struct core_out *out)
{
	struct leg *leg = acd_new_leg(a);

	if (!leg)
		return NULL;
	leg->role = (uint8_t)role;
	leg->line = m->line;
	leg->owner_kind = OWNER_CALL;
	leg->owner = call;
	leg->group = m->group;
	leg->cic = m->cic;
	leg->plan.span = m->span;
	leg->plan.slot = m->slot;
	plan_cancel_echo(a, leg);
	trace_owner(a, leg, out);
	step(a, leg, LEG_EV_OFFERED, NULL, out);
	return leg;
}

struct leg *
leg_dial(struct acd *a, enum owner_kind kind, uint32_t owner, uint16_t group, const struct number *caller,
    const struct number *called, const struct carried *carried, struct core_out *out)
{
	struct leg *leg = group < a->n_groups ? acd_new_leg(a) : NULL;

	if (!leg)
		return NULL;
	leg->role = a->groups[group].role;
	leg->owner_kind = (uint8_t)kind;
	leg->owner = owner;
	leg->group = group;
	plan_cancel_echo(a, leg);
	struct msg_line_dial m = {
		.leg = leg->handle, .group = group, .caller = *caller, .called = *called
	};

	if (carried)
		carried_into(carried, &m);
	trace_owner(a, leg, out);
	step(a, leg, LEG_EV_DIAL, &(struct arg){ .msg = &m }, out);
	return leg;
}

void
leg_alert(struct acd *a, uint32_t handle, struct core_out *out)
{
	const struct leg *leg = acd_leg(a, handle);

	if (leg)
		send_line(leg, MSG_LINE_ALERT, out);
}

void
leg_answer(struct acd *a, uint32_t handle, struct core_out *out)
{
	struct leg *leg = acd_leg(a, handle);

	if (leg)
		step(a, leg, LEG_EV_ANSWER, NULL, out);
}

void
leg_release(struct acd *a, uint32_t handle, uint8_t cause, struct core_out *out)
{
	struct leg *leg = acd_leg(a, handle);

	if (!leg)
		return;
	leg->cause = cause;
	step(a, leg, LEG_EV_DROP, NULL, out);
}

/* Which message is which event, and what it means to the owner. */
/* clang-format off */
static const struct {
	uint8_t known;
	uint8_t event;
	uint8_t news;
} meanings[MSG_COUNT] = {
	[MSG_LINE_SEIZED] = { 1, LEG_EV_SEIZED,    LEG_NEWS_SEIZED  },
	[MSG_LINE_REFUSED] = { 1, LEG_EV_REFUSED,   LEG_NEWS_REFUSED },
	[MSG_LINE_ALERTING] = { 1, LEG_EV_ALERTING,  LEG_NEWS_ALERTING },
	[MSG_LINE_PROGRESS] = { 1, LEG_EV_PROGRESS,  LEG_NEWS_PROGRESS },
	[MSG_LINE_ANSWERED] = { 1, LEG_EV_ANSWERED,  LEG_NEWS_UP      },
	[MSG_LINE_SUSPENDED] = { 1, LEG_EV_SUSPENDED, 0                },
	[MSG_LINE_RESUMED] = { 1, LEG_EV_RESUMED,   0                },
	[MSG_LINE_FLASHED] = { 1, LEG_EV_FLASHED,   LEG_NEWS_FLASHED },
	[MSG_LINE_RELEASED] = { 1, LEG_EV_RELEASED,  LEG_NEWS_GONE    },
};
/* clang-format on */

void
leg_message(struct acd *a, enum role from, uint16_t type, const void *data, struct core_out *out)
{
	const struct msg_line *m = data; /* msg_line_seized begins like it */
	struct leg *leg = acd_leg(a, m->leg);

	if (m->leg == 0 && type == MSG_LINE_RELEASED)
		return; /* the last word on a call we refused */
	if (!leg || leg->role != from || !meanings[type].known || (leg->line && leg->line != m->line)) {
		acd_count(out, STAT_LATE);
		return;
	}
	struct arg arg = { .msg = data, .word = { .news = meanings[type].news, .was_up = leg->state == LEG_UP } };

	if (type != MSG_LINE_SEIZED) {
		arg.word.cause = m->cause;
		arg.word.far = m->flags & LINE_F_FAR;
		arg.word.inband = (m->flags & LINE_F_INBAND) != 0;
	}
	step(a, leg, meanings[type].event, &arg, out);
}

void
leg_timeout(struct acd *a, struct leg *leg, struct core_out *out)
{
	struct arg arg = { .word = { .news = LEG_NEWS_GONE } };

	step(a, leg, leg->nudges < RELEASE_TIMES ? LEG_EV_AGAIN : LEG_EV_GIVE_UP, &arg, out);
}

void
leg_lose_all(struct acd *a, enum role role, struct core_out *out)
{
	for (uint32_t i = 0; i < a->n_legs; i++) {
		struct leg *leg = &acd_legs(a)[i];
		struct arg arg = { .word = { .news = LEG_NEWS_LOST, .cause = 41, .was_up = leg->state == LEG_UP } };

		/* a leg that an owner dials anew in the course of this stays */
		if (pool_handle(acd_leg_pool(a), i) && leg->role == role && leg->born != a->serial)
			step(a, leg, LEG_EV_LOST, &arg, out);
	}
}

void
leg_tell_all(struct acd *a, enum role role, struct core_out *out)
{
	for (uint32_t i = 0; i < a->n_legs; i++) {
		const struct leg *leg = &acd_legs(a)[i];

		if (pool_handle(acd_leg_pool(a), i) && leg->role == role)
			send_line(leg, leg->state == LEG_RELEASING ? MSG_LINE_RELEASE : MSG_LINE_HELD, out);
	}
}
