/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/fsm.h"

#include <criterion/criterion.h>
#include <string.h>

enum { OPEN, SHUT, LOCKED, STATES };
enum { PUSH, TURN, EVENTS };

static int acted, surprised;
static char traced[128];

static void
act(void *room, void *obj, const void *arg, struct core_out *out)
{
	acted++;
}

static void
surprise(void *room, void *obj, const void *arg, struct core_out *out)
{
	surprised++;
}

static void
keep_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	memcpy(traced, data, len);
	traced[len] = '\0';
}

static const struct core_out_ops ops = { .trace = keep_trace };
static struct core_out out = { &ops };

static const char *const states[] = { "OPEN", "SHUT", "LOCKED" };
static const char *const events[] = { "PUSH", "TURN" };
static uint8_t cells[STATES * EVENTS];
static const struct fsm_row rows[] = {
	{ FSM_STATE(OPEN), PUSH, SHUT, act, "1" },
	{ FSM_STATE(SHUT) | FSM_STATE(LOCKED), TURN, FSM_SAME, NULL, "2" },
};
static const struct fsm door = { "door", states, events, STATES, EVENTS, rows, 2, surprise, cells };

Test(fsm, a_row_moves_the_state_and_acts)
{
	uint8_t state = OPEN;

	cr_assert_eq(fsm_step(&door, NULL, NULL, &state, PUSH, 1, NULL, &out), 1);
	cr_assert_eq(state, SHUT);
	cr_assert_eq(acted, 1);
	cr_assert_str_eq(traced, "door: OPEN -PUSH-> SHUT [1]");
}

Test(fsm, a_row_may_leave_the_state)
{
	uint8_t state = LOCKED;

	cr_assert_eq(fsm_step(&door, NULL, NULL, &state, TURN, 1, NULL, &out), 1);
	cr_assert_eq(state, LOCKED);
}

Test(fsm, a_pair_without_a_row_goes_to_the_one_unexpected_action)
{
	uint8_t state = OPEN;

	cr_assert_eq(fsm_step(&door, NULL, NULL, &state, TURN, 1, NULL, &out), 0);
	cr_assert_eq(surprised, 1);
	cr_assert_eq(state, OPEN);
	cr_assert_str_eq(traced, "door: OPEN -TURN-> ?");
	cr_assert_null(fsm_find(&door, 9, 0));
	cr_assert_null(fsm_find(&door, 0, 9));
}
