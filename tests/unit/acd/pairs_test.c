/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every situation a call and a seat can be in, and everything that can come from outside in it: nothing may be left
 * that does not fit together, and when everybody has gone nothing may be left at all.
 */
#include "tests/unit/acd/harness.h"

#include "acd/call.h"
#include "acd/leg.h"
#include "acd/seat.h"

#include <criterion/criterion.h>
#include <string.h>

#define SEAT 101

struct scene {
	struct house *h;
	int customer; /* line, or -1 */
};

static void
begin(struct scene *s, bool headset)
{
	s->h = house_new(NULL);
	s->h->quiet = true;
	s->customer = -1;
	agent_ready(s->h, SEAT, headset, 1);
}

static void
to_menu(struct scene *s)
{
	s->customer = caller_dials(s->h, "13800138000", "95000");
	prompt_ends(s->h, s->customer);
}

static void
to_ringing(struct scene *s)
{
	to_menu(s);
	caller_presses(s->h, s->customer, '1');
}

static void
to_greeting(struct scene *s)
{
	to_ringing(s);
	agent_does(s->h, SEAT, DESK_VERB_ANSWER, NULL);
	agent_lifts(s->h, SEAT);
}

static void
to_talking(struct scene *s)
{
	to_greeting(s);
	prompt_ends(s->h, s->customer);
}

static void
ready(struct scene *s)
{
}

static void
away(struct scene *s)
{
	agent_does(s->h, SEAT, DESK_VERB_AWAY, NULL);
}

static void
closed(struct scene *s)
{
	agent_does(s->h, SEAT, DESK_VERB_CLOSED, NULL);
}

static void
welcome(struct scene *s)
{
	s->customer = caller_dials(s->h, "13800138000", "95000");
}

static void
busy_prompt(struct scene *s)
{
	away(s);
	to_ringing(s);
}

static void
music(struct scene *s)
{
	busy_prompt(s);
	prompt_ends(s->h, s->customer);
}

static void
goodbye(struct scene *s)
{
	s->h->a->queues[0].conf.most = 0;
	busy_prompt(s);
}

static void
held(struct scene *s)
{
	to_talking(s);
	agent_does(s->h, SEAT, DESK_VERB_HOLD, NULL);
}

static void
recovering(struct scene *s)
{
	to_talking(s);
	role_hello(s->h, ROLE_PRI, true);
}

static void
acw(struct scene *s)
{
	to_talking(s);
	caller_hangs_up(s->h, s->customer);
}

/* A headset's seat dials at once; a telephone's rings first (LIFTING). */
static void
dialling(struct scene *s)
{
	agent_does(s->h, SEAT, DESK_VERB_DIAL, "13900139000");
	s->customer = acd_seat_by_number(s->h->a, SEAT)->headset ? (int)s->h->n_lines - 1 : -1;
}

static void
dialling_on(struct scene *s)
{
	dialling(s);
	agent_lifts(s->h, SEAT);
	s->customer = (int)s->h->n_lines - 1;
}

static void
outgoing_talk(struct scene *s)
{
	dialling_on(s);
	line_says(s->h, s->customer, MSG_LINE_ANSWERED, 0, 0);
}

static void (*const scenes[])(struct scene *s) = { ready, away, closed, welcome, to_menu, busy_prompt, music, goodbye,
	to_ringing, to_greeting, to_talking, held, recovering, acw, dialling, dialling_on, outgoing_talk };

enum { N_SCENES = sizeof(scenes) / sizeof(scenes[0]) };

/* ---- what can happen ---- */

static const uint16_t line_types[] = { MSG_LINE_SEIZED, MSG_LINE_REFUSED, MSG_LINE_ALERTING, MSG_LINE_PROGRESS,
	MSG_LINE_ANSWERED, MSG_LINE_SUSPENDED, MSG_LINE_RESUMED, MSG_LINE_RELEASED };
enum { N_LINE = 8, N_ROLES = 3 };

static void
line_happens(struct house *h, int line, uint16_t type, uint8_t flags)
{
	if (line < 0)
		return;
	if (type == MSG_LINE_SEIZED) {
		const struct house_line *l = &h->lines[line];
		struct msg_line_seized m = { .leg = l->leg, .line = l->line, .span = l->span, .slot = l->slot };

		house_feed(h, l->role, type, &m, sizeof(m));
	} else {
		line_says(h, line, type, 16, flags);
	}
}

/* The n-th event; false when there are no more. */
static bool
happens(struct scene *s, int n)
{
	static const int64_t waits[] = { 1, 1000, 10000, 20000, 60000, 200000, 1000000 };
	struct house *h = s->h;
	int phone = agent_phone(h, SEAT);

	if (n < DESK_VERB_COUNT)
		agent_does(h, SEAT, (enum desk_verb)n, "13900139000");
	else if ((n -= DESK_VERB_COUNT) < N_LINE)
		line_happens(h, s->customer, line_types[n], LINE_F_FAR);
	else if ((n -= N_LINE) < N_LINE)
		line_happens(h, phone, line_types[n], LINE_F_FAR);
	else if ((n -= N_LINE) < N_LINE)
		line_happens(h, phone, line_types[n], 0);
	else if ((n -= N_LINE) < 2 * N_ROLES)
		role_hello(h, (enum role)(ROLE_ISUP + n / 2), n % 2);
	else if ((n -= 2 * N_ROLES) < 13)
		caller_presses(h, s->customer < 0 ? 0 : s->customer, "0123456789*#A"[n]);
	else if ((n -= 13) < 7)
		house_wait(h, waits[n]);
	else if ((n -= 7) == 0)
		prompt_ends(h, s->customer < 0 ? 0 : s->customer);
	else if (n == 1)
		prompt_ends(h, phone < 0 ? 0 : phone);
	else if (n == 2)
		agent_signs_in(h, SEAT, false, (uint16_t[]){ 2, 1 }, (uint8_t[]){ 5, 1 }, 2);
	else if (n == 3)
		agent_greets(h, SEAT);
	else if (n == 4)
		house_feed(h, CORE_FROM_SELF, CORE_RESUMED, NULL, 0);
	else if (n == 5)
		caller_dials(h, "13800138001", "95000");
	else
		return false;
	return true;
}

static void
everybody_goes(struct house *h)
{
	for (uint32_t i = 0; i < h->n_lines; i++)
		if (!h->lines[i].dialled)
			caller_hangs_up(h, (int)i);
	for (int i = 0; i < 3; i++) {
		agent_greets(h, SEAT);
		agent_does(h, SEAT, DESK_VERB_HANG_UP, NULL);
		agent_does(h, SEAT, DESK_VERB_FINISH, NULL);
		agent_does(h, SEAT, DESK_VERB_SIGN_OUT, NULL);
		house_wait(h, 200000);
	}
}

Test(pairs, every_situation_stands_every_event_twice)
{
	int pairs = 0;

	for (int headset = 0; headset < 2; headset++)
		for (int scene = 0; scene < N_SCENES; scene++)
			for (int event = 0;; event++) {
				struct scene s;

				begin(&s, headset);
				scenes[scene](&s);
				const char *fault = house_fault(s.h);
				cr_assert_null(fault, "headset %d scene %d: %s", headset, scene, fault);
				bool more = happens(&s, event);
				fault = house_fault(s.h);
				cr_assert_null(fault, "headset %d scene %d event %d: %s", headset, scene, event, fault);
				happens(&s, event);
				fault = house_fault(s.h);
				cr_assert_null(
				    fault, "headset %d scene %d event %d again: %s", headset, scene, event, fault);
				everybody_goes(s.h);
				cr_assert_eq(pool_used(acd_session_pool(s.h->a)) + pool_used(acd_leg_pool(s.h->a)) +
				        pool_used(acd_rec_pool(s.h->a)) + s.h->a->n_signed,
				    0, "headset %d scene %d event %d leaves something", headset, scene, event);
				cr_assert_eq(s.h->ended, s.h->begun);
				house_free(s.h);
				pairs++;
				if (!more)
					break;
			}
	cr_expect_gt(pairs, 2000);
}

/* Every row of every machine can be found by its pair, and says where it comes from. */
Test(pairs, no_row_hides_another)
{
	static const struct fsm *const machines[] = { &call_fsm, &leg_fsm, &seat_fsm };

	for (int m = 0; m < 3; m++)
		for (int i = 0; i < machines[m]->n_rows; i++) {
			const struct fsm_row *row = &machines[m]->rows[i];

			cr_expect(row->ref && row->ref[0]);
			for (uint16_t s = 0; s < machines[m]->n_states; s++)
				if (row->in & FSM_STATE(s))
					cr_expect_eq(fsm_find(machines[m], s, row->event), row, "%s row %d in state %s",
					    machines[m]->name, i, machines[m]->states[s]);
		}
}
