/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random walks: callers, agents, faults and restarts in any order, and after every step everything must fit together.
 */
#include "tests/unit/acd/harness.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define SEATS 8

static uint32_t
dice(uint64_t *state, uint32_t sides)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33) % sides;
}

static int
any_line(const struct house *h, uint64_t *state, bool dialled)
{
	for (int tries = 0; tries < 20 && h->n_lines; tries++) {
		uint32_t back = h->n_lines < 40 ? h->n_lines : 40;
		int i = (int)(h->n_lines - 1 - dice(state, back));

		if (h->lines[i].live && h->lines[i].dialled == dialled)
			return i;
	}
	return -1;
}

static void
agent_acts(struct house *h, uint64_t *state)
{
	uint16_t seat = (uint16_t)(101 + dice(state, SEATS));
	uint16_t queue = (uint16_t)(1 + dice(state, 3));
	int now = agent_state(h, seat);

	if (now == SEAT_OUT) {
		agent_signs_in(h, seat, seat % 2, (uint16_t[]){ queue, 1 }, (uint8_t[]){ 3, 5 }, 2);
		agent_greets(h, seat);
		return;
	}
	/* mostly what an agent would do, sometimes anything */
	switch (dice(state, 5) ? now : -1) {
	case SEAT_RINGING:
		agent_does(h, seat, DESK_VERB_ANSWER, NULL);
		agent_lifts(h, seat);
		break;
	case SEAT_AWAY:
	case SEAT_RECOVERING:
	case SEAT_DIALLING:
		agent_lifts(h, seat);
		agent_does(h, seat, DESK_VERB_READY, NULL);
		break;
	case SEAT_TALKING:
		agent_does(h, seat, dice(state, 4) ? DESK_VERB_HOLD : DESK_VERB_HANG_UP, NULL);
		break;
	case SEAT_HOLDING:
		agent_does(h, seat, dice(state, 8) ? DESK_VERB_RETRIEVE : DESK_VERB_HANG_UP, NULL);
		break;
	default:
		if (dice(state, 10) == 0)
			agent_puts_down(h, seat);
		agent_greets(h, seat);
		agent_does(h, seat, (enum desk_verb)dice(state, DESK_VERB_COUNT), "01055501234");
	}
}

static void
line_acts(struct house *h, uint64_t *state)
{
	static const uint16_t says[] = { MSG_LINE_ALERTING, MSG_LINE_ANSWERED, MSG_LINE_RELEASED, MSG_LINE_PROGRESS,
		MSG_LINE_SUSPENDED, MSG_LINE_RESUMED, MSG_LINE_REFUSED };
	static const uint8_t causes[] = { 16, 17, 21, 19, 1, 38 };
	int line = any_line(h, state, dice(state, 2));

	if (line < 0)
		return;
	uint16_t type = says[dice(state, 7)];

	if (type == MSG_LINE_REFUSED)
		type = MSG_LINE_RELEASED;
	line_says(h, line, type, causes[dice(state, 6)], (uint8_t)dice(state, 4));
}

static void
world_acts(struct house *h, uint64_t *state)
{
	uint32_t dropped[2] = { ROLE_MEDIA, 0 };

	switch (dice(state, 12)) {
	case 0:
		role_hello(h, ROLE_PRI, dice(state, 2));
		break;
	case 1:
		role_hello(h, ROLE_ISUP, dice(state, 2));
		break;
	case 2:
		role_hello(h, ROLE_MEDIA, dice(state, 2));
		break;
	case 3:
		house_feed(h, CORE_FROM_SELF, CORE_RESUMED, NULL, 0);
		break;
	case 4:
		house_feed(h, CORE_FROM_SELF, CORE_DROPPED, dropped, sizeof(dropped));
		break;
	case 5:
		h->no_circuits = dice(state, 3) == 0;
		break;
	case 6:
		h->mute_media = dice(state, 3) == 0;
		break;
	default:
		house_wait(h, dice(state, 30000));
	}
}

static void
step(struct house *h, uint64_t *state)
{
	uint32_t what = dice(state, 20);
	int line;

	if (what < 4) {
		if (live_lines(h) < 60)
			caller_dials(h, "13800138000", dice(state, 10) ? "95000" : "12345");
	} else if (what < 8) {
		if ((line = any_line(h, state, false)) >= 0)
			prompt_ends(h, line);
	} else if (what < 11) {
		if ((line = any_line(h, state, false)) >= 0)
			caller_presses(h, line, "1230945#*"[dice(state, 9)]);
	} else if (what < 12) {
		if (dice(state, 2) && (line = any_line(h, state, false)) >= 0)
			caller_hangs_up(h, line);
	} else if (what < 17) {
		agent_acts(h, state);
	} else if (what < 18) {
		if (dice(state, 3) == 0)
			line_acts(h, state);
	} else if (what < 19 || dice(state, 5)) {
		house_wait(h, dice(state, 2000));
	} else {
		world_acts(h, state);
	}
}

/* Everybody goes home. */
static void
close_down(struct house *h)
{
	h->no_circuits = h->mute_media = false;
	for (uint32_t i = 0; i < h->n_lines; i++)
		if (h->lines[i].live && !h->lines[i].dialled)
			caller_hangs_up(h, (int)i);
	house_wait(h, 200000);
	for (uint16_t seat = 101; seat < 101 + SEATS; seat++) {
		agent_greets(h, seat);
		agent_does(h, seat, DESK_VERB_HANG_UP, NULL);
		agent_does(h, seat, DESK_VERB_FINISH, NULL);
		agent_does(h, seat, DESK_VERB_SIGN_OUT, NULL);
	}
	house_wait(h, 600000);
}

Test(walk, everything_fits_together_after_every_step_and_nothing_is_left)
{
	uint32_t talks = 0, lost = 0;

	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct house *h = house_new(NULL);
		uint64_t state = seed;

		h->quiet = true;
		for (int i = 0; i < 6000 && h->n_lines < HOUSE_LINES - 100; i++) {
			step(h, &state);
			const char *fault = house_fault(h);
			cr_assert_null(fault, "seed %d step %d: %s", (int)seed, i, fault);
		}
		talks += h->facts_of[FACT_CALL_TALKING];
		lost += h->facts_of[FACT_CALL_SEAT_LOST];
		close_down(h);
		cr_expect_null(house_fault(h));
		cr_expect_eq(pool_used(acd_session_pool(h->a)), 0, "seed %d: %u sessions left", (int)seed,
		    pool_used(acd_session_pool(h->a)));
		cr_expect_eq(pool_used(acd_leg_pool(h->a)), 0, "seed %d: %u legs left", (int)seed,
		    pool_used(acd_leg_pool(h->a)));
		cr_expect_eq(pool_used(acd_rec_pool(h->a)), 0);
		cr_expect_eq(h->a->n_signed, 0);
		cr_expect_eq(live_lines(h), 0, "seed %d: %d lines left", (int)seed, live_lines(h));
		cr_expect_eq(timers_next(acd_timers(h->a)), TIME_NEVER);
		/* every call has ended, once */
		cr_expect_eq(h->ended, h->begun);
		cr_expect_eq(h->after_end, 0, "a fact came after the end of its call");
		house_free(h);
	}
	/* the walks went where it matters */
	cr_expect_gt(talks, 500);
	cr_expect_gt(lost, 50);
}

Test(walk, same_inputs_same_arena_even_when_copied_midway)
{
	uint64_t one = 99, two = 99;
	struct house *h = house_new(NULL), *again = house_new(NULL);

	h->quiet = again->quiet = true;
	for (int i = 0; i < 2000; i++)
		step(h, &one);
	for (int i = 0; i < 1000; i++)
		step(again, &two);
	/* the arena moves to other memory, as a snapshot does */
	struct acd *moved = aligned_alloc(64, (again->size + 63) & ~(size_t)63);
	memcpy(moved, again->a, again->size);
	memset(again->a, 0xee, again->size);
	free(again->a);
	again->a = moved;
	for (int i = 0; i < 1000; i++)
		step(again, &two);
	cr_expect_eq(house_hash(h), house_hash(again));
	cr_expect_eq(h->sends, again->sends);
	house_free(h);
	house_free(again);
}
