/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The call machine of a circuit (Q.764 2.1 to 2.4, 2.9): one table, read from top to bottom as the story of a call.
 *
 * Actions (circuit_setup.c, _talk.c, _check.c, _release.c) do one thing; where one has to choose, it posts a second event.  A timer
 * belongs to the states that circuit_timer.c gives it: whatever way a circuit leaves them, circuit_event() stops it.
 * The same function puts the circuit among its group's free ones or takes it out (group.c), so no action can forget
 * either.
 */
#include "isup/circuit_actions.h"

#include <string.h>

#define S(name)        FSM_STATE(CIR_##name)
#define CALLS_IN_SETUP (S(ADDRESS) | S(CHECKING))
#define CALLS_UNTOLD   (CALLS_IN_SETUP | S(ASKING))
#define CALLS_IN       (CALLS_UNTOLD | S(OFFERED) | S(ALERTING) | TALKS_IN)
#define CALLS_OUT      (S(SENT) | S(RINGING) | TALKS_OUT)
#define CALLS          (CALLS_IN | CALLS_OUT)
#define TALKS_IN       (S(TALKING_IN) | S(HELD_IN) | S(LEFT_IN))
#define TALKS_OUT      (S(TALKING_OUT) | S(HELD_OUT) | S(LEFT_OUT))
#define LEAVING        (S(RELEASING) | S(CLEARING) | S(OVERLOADED))
#define TESTED         (S(RECHECK) | S(LOOPED) | S(TESTING) | S(RETEST))
#define RESETS         (S(RESETTING) | S(GROUP_RESETTING))

/* ---- what has no row (Q.764 2.9.5.1) ---- */

static void
unexpected(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	struct circuit *c = obj;

	if (!arg || !arg->msg)
		return;
	circuit_count(room, c, ISUP_STAT_UNEXPECTED, out);
	if (c->state == CIR_IDLE)
		circuit_post(room, c, EV_RESET, out);
	else if (c->state == CIR_SENT)
		circuit_post(room, c, EV_OTHER_CIRCUIT, out);
}

/* ---- the table ---- */

#define SAME     FSM_SAME
#define TO(name) CIR_##name

/* clang-format off */
static const struct fsm_row rows[] = {
	/* a call comes in */
	{ S(IDLE) | S(UNEQUIPPED),       EV_IAM,              TO(ADDRESS),          circuit_seize_in,                "Q.764 2.1.1.2" },
	{ S(IDLE),                       EV_IAM_BLOCKED,      SAME,                 circuit_still_blocked,           "Q.764 2.8.2.3" },
	{ CALLS_UNTOLD | S(IDLE) | S(UNEQUIPPED), EV_REFUSE,           TO(RELEASING),        circuit_refuse,                  "Q.764 2.2.1" },
	{ S(ADDRESS),                    EV_SAM,              SAME,                 circuit_more_digits,             "Q.764 2.1.2.2" },
	{ S(ADDRESS),                    EV_T10,              SAME,                 circuit_no_more_digits,          "Q.764 2.1.4.8, T10" },
	{ S(ADDRESS),                    EV_T35,              TO(RELEASING),        circuit_no_digits,               "Q.764 2.9.6.4, T35" },
	{ S(ADDRESS),                    EV_COT,              SAME,                 circuit_continuity_passed,       "Q.764 2.1.8" },
	{ S(ADDRESS),                    EV_UNCHECKED,        TO(CHECKING),         NULL,                            "Q.764 2.1.8" },
	{ S(ADDRESS),                    EV_COMPLETE,         TO(OFFERED),          circuit_offer,                   "Q.764 2.1.1.2" },
	{ S(CHECKING),                   EV_COT,              TO(ADDRESS),          circuit_checked,                 "Q.764 2.1.8" },
	{ S(ADDRESS),                    EV_NO_CALLER,        TO(ASKING),           circuit_ask_caller,              "Q.764 2.1.3" },
	{ S(ASKING),                     EV_INF,              TO(OFFERED),          circuit_caller_told,             "Q.764 2.1.3" },
	{ S(ASKING),                     EV_T33,              TO(RELEASING),        circuit_no_information,          "Q.764 2.1.3, T33" },
	{ CALLS_IN_SETUP,                EV_COT_FAILED,       TO(RECHECK),          circuit_continuity_failed,       "Q.764 2.1.8" },
	{ CALLS_IN_SETUP,                EV_T8,               TO(RELEASING),        circuit_no_continuity,           "Q.764 2.9.8.1, T8" },
	{ S(OFFERED),                    EV_ALERT,            TO(ALERTING),         circuit_alert,                   "Q.764 2.1.4.1" },
	{ S(ALERTING),                   EV_ALERT,            SAME,                 circuit_alert_more,              "Q.764 2.1.6" },
	{ S(OFFERED),                    EV_ANSWER,           TO(TALKING_IN),       circuit_connect_at_once,         "Q.764 2.1.5" },
	{ S(ALERTING),                   EV_ANSWER,           TO(TALKING_IN),       circuit_answer,                  "Q.764 2.1.7.1" },
	{ CALLS_IN & ~CALLS_IN_SETUP,    EV_SAM,              SAME,                 NULL,                            "Q.764 2.1.2.2, late digits" },

	/* a call goes out */
	{ S(IDLE),                       EV_DIAL,             TO(SENT),             circuit_call_out,                "Q.764 2.1.1.1" },
	{ S(SENT),                       EV_ACM,              TO(RINGING),          circuit_far_complete,            "Q.764 2.1.4.1" },
	{ S(SENT),                       EV_CON,              TO(TALKING_OUT),      circuit_far_answered,            "Q.764 2.1.5" },
	{ S(SENT),                       EV_T7,               TO(RELEASING),        circuit_no_address_complete,     "Q.764 2.1.4.10, T7" },
	{ S(RINGING) | TALKS_OUT,        EV_CPG,              SAME,                 circuit_far_progress,            "Q.764 2.1.6" },
	{ S(RINGING),                    EV_ANM,              TO(TALKING_OUT),      circuit_far_answered,            "Q.764 2.1.7.1" },
	{ S(RINGING),                    EV_T9,               TO(RELEASING),        circuit_no_answer,               "Q.764 2.1.4.1, T9" },
	{ CALLS_OUT,                     EV_INR,              SAME,                 circuit_far_asks,                "Q.764 2.1.3" },

	{ S(SENT),                       EV_CHECK_PASSED,     SAME,                 circuit_tone_back,               "Q.764 2.1.8" },
	{ S(SENT),                       EV_CHECK_FAILED,     TO(RETEST),           circuit_tone_lost,               "Q.764 2.1.8, 2.8.1" },
	{ S(SENT),                       EV_T24,              TO(RETEST),           circuit_tone_lost,               "Q.764 2.1.8, T24" },

	/* while they talk */
	{ S(TALKING_IN),                 EV_SUS,              TO(HELD_IN),          circuit_suspended,               "Q.764 2.4.1" },
	{ S(HELD_IN),                    EV_RES,              TO(TALKING_IN),       circuit_resumed,                 "Q.764 2.4.2" },
	{ S(TALKING_IN),                 EV_SUSPEND,          TO(LEFT_IN),          circuit_suspend,                 "Q.764 2.4.1" },
	{ S(LEFT_IN),                    EV_RESUME,           TO(TALKING_IN),       circuit_resume,                  "Q.764 2.4.2" },
	{ S(TALKING_OUT),                EV_SUS,              TO(HELD_OUT),         circuit_suspended_by_called,     "Q.764 2.4.1" },
	{ S(HELD_OUT),                   EV_RES,              TO(TALKING_OUT),      circuit_resumed,                 "Q.764 2.4.2" },
	{ S(HELD_OUT),                   EV_T6,               TO(RELEASING),        circuit_no_resume_network,       "Q.764 2.4.3, T6" },
	{ S(HELD_OUT) | S(LEFT_OUT),     EV_T2,               TO(RELEASING),        circuit_no_resume_user,          "Q.764 2.4.3, T2" },
	{ S(TALKING_OUT),                EV_SUSPEND,          TO(LEFT_OUT),         circuit_suspend_out,             "Q.764 2.4.1" },
	{ S(LEFT_OUT),                   EV_RESUME,           TO(TALKING_OUT),      circuit_resume,                  "Q.764 2.4.2" },
	{ TALKS_IN | TALKS_OUT,          EV_USR,              SAME,                 circuit_user_speaks,             "Q.737.1, service 3" },

	/* China: metering, operators, the called side ends the call */
	{ CALLS_OUT | S(CLEARING),       EV_MPM,              SAME,                 circuit_metered,                 "YDN 038, MPM" },
	{ CALLS | S(CLEARING),           EV_OPR,              SAME,                 circuit_operator,                "YDN 038, OPR" },
	{ CALLS_IN,                      EV_CCL,              SAME,                 circuit_caller_cleared,          "YDN 038, CCL" },
	{ S(TALKING_IN),                 EV_HOLD_FOR_CALLED,  TO(HELD_IN),          circuit_keep_for_called,         "YDN 038, CCL" },
	{ CALLS_IN,                      EV_CALLER_GONE,      TO(RELEASING),        circuit_caller_released,         "YDN 038, CCL" },
	{ S(TALKING_OUT) | S(HELD_OUT),  EV_CALLED_CONTROLS,  TO(CLEARING),         circuit_clear_caller,            "YDN 038, CCL" },
	{ S(CLEARING),                   EV_REL,              TO(IDLE),             circuit_released_after_clear,    "YDN 038, CCL" },
	{ S(CLEARING),                   EV_TCCL,             TO(RELEASING),        circuit_release_at_last,         "YDN 038, CCL" },

	/* of the talk, and late, early or out of place: no harm */
	{ ~UINT64_C(0),                  EV_MPM,              SAME,                 circuit_out_of_place,            "YDN 038, MPM" },
	{ ~UINT64_C(0),                  EV_OPR,              SAME,                 circuit_out_of_place,            "YDN 038, OPR" },
	{ ~UINT64_C(0),                  EV_INF,              SAME,                 circuit_out_of_place,            "Q.764 2.1.3" },
	{ ~UINT64_C(0),                  EV_USR,              SAME,                 circuit_out_of_place,            "Q.737.1" },

	/* both ways at once, or not there after all */
	{ S(SENT),                       EV_IAM_LOSES,        SAME,                 circuit_hold_our_own,            "Q.764 2.9.1.4" },
	{ S(SENT),                       EV_IAM_WINS,         TO(IDLE),             circuit_yield_and_seize,         "Q.764 2.9.1.4, 2.8.1" },
	{ S(SENT),                       EV_BLO_IN_SETUP,     TO(RELEASING),        circuit_move_and_release,        "Q.764 2.8.2.3, 2.8.1" },
	{ S(SENT),                       EV_OTHER_CIRCUIT,    TO(RESETTING),        circuit_move_and_reset,          "Q.764 2.9.5.1, 2.8.1" },
	{ S(SENT),                       EV_UCIC,             TO(UNEQUIPPED),       circuit_not_there_in_setup,      "Q.764 2.12, 2.8.1" },
	{ S(SENT),                       EV_OLM,              TO(OVERLOADED),       circuit_overloaded,              "Q.764 2.11.2" },
	{ S(OVERLOADED),                 EV_T3,               TO(RELEASING),        circuit_release_at_last,         "Q.764 2.11.2, T3" },
	{ S(OVERLOADED),                 EV_REL,              TO(IDLE),             circuit_confirm_release,         "Q.764 2.3.1" },
	{ ~S(SENT),                      EV_UCIC,             TO(UNEQUIPPED),       circuit_not_there,               "Q.764 2.12" },

	/* the call ends */
	{ CALLS_IN & ~CALLS_UNTOLD,      EV_RELEASE,          TO(RELEASING),        circuit_release_for_switch,      "Q.764 2.3.2" },
	{ CALLS_OUT,                     EV_RELEASE,          TO(RELEASING),        circuit_release_for_switch,      "Q.764 2.3.1" },
	{ CALLS,                         EV_REL,              TO(IDLE),             circuit_released_by_far,         "Q.764 2.3.1" },
	{ CALLS,                         EV_RLC,              TO(RELEASING),        circuit_released_unasked,        "Q.764 2.9.5.1 c" },
	{ S(RELEASING),                  EV_RLC,              TO(IDLE),             circuit_released,                "Q.764 2.3.1" },
	{ S(RELEASING),                  EV_REL,              SAME,                 circuit_confirm_release,         "Q.764 2.3.3, collision" },
	{ S(RELEASING),                  EV_T1,               SAME,                 circuit_release_again,           "Q.764 2.9.6.2, T1" },
	{ S(RELEASING),                  EV_T5,               TO(RESETTING),        circuit_no_release_complete,     "Q.764 2.9.6.2, T5" },
	{ S(IDLE) | S(UNEQUIPPED) | S(DOWN), EV_REL,              SAME,                 circuit_confirm_release,         "Q.764 2.9.5.1 a" },
	{ RESETS,                        EV_REL,              SAME,                 circuit_confirm_release,         "Q.764 2.9.3.1" },
	{ S(IDLE) | S(UNEQUIPPED) | S(DOWN) | S(GROUP_RESETTING), EV_RLC,              SAME,                 NULL,                            "Q.764 2.9.5.1 b" },

	/* reset by us: one circuit, or as part of a group */
	{ ~RESETS,                       EV_RESET,            TO(RESETTING),        circuit_reset_here,              "Q.764 2.9.3.1" },
	{ S(RESETTING),                  EV_RLC,              TO(IDLE),             circuit_reset_done,              "Q.764 2.9.3.1" },
	{ S(RESETTING),                  EV_T16,              SAME,                 circuit_reset_again,             "Q.764 2.9.6.3, T16" },
	{ S(RESETTING),                  EV_T17,              SAME,                 circuit_reset_slowly,            "Q.764 2.9.6.3, T17" },
	{ ~UINT64_C(0),                  EV_GROUP_RESET,      TO(GROUP_RESETTING),  circuit_clear_call,              "Q.764 2.9.3.2" },
	{ S(GROUP_RESETTING),            EV_GROUP_RESET_DONE, TO(IDLE),             circuit_released,                "Q.764 2.9.3.2" },

	/* reset by the far exchange */
	{ S(SENT),                       EV_RSC,              TO(IDLE),             circuit_reset_by_far_in_setup,   "Q.764 2.9.3.1 e, 2.8.1" },
	{ CALLS | LEAVING | S(IDLE) | S(UNEQUIPPED) | TESTED, EV_RSC,              TO(IDLE),             circuit_reset_by_far,            "Q.764 2.9.3.1" },
	{ S(DOWN),                       EV_RSC,              TO(IDLE),             circuit_answer_reset,            "Q.764 2.9.3.1" },
	{ RESETS,                        EV_RSC,              SAME,                 circuit_answer_reset,            "Q.764 2.9.3.1 f" },
	{ S(SENT),                       EV_GRS,              TO(IDLE),             circuit_cleared_by_far_in_setup, "Q.764 2.9.3.2, 2.8.1" },
	{ CALLS | LEAVING | S(IDLE) | S(UNEQUIPPED) | TESTED, EV_GRS,              TO(IDLE),             circuit_cleared_by_far,          "Q.764 2.9.3.2" },
	{ S(DOWN),                       EV_GRS,              TO(IDLE),             NULL,                            "Q.764 2.9.3.2" },
	{ RESETS,                        EV_GRS,              SAME,                 NULL,                            "Q.764 2.9.3.2" },

	/* the circuit itself: hardware, continuity */
	{ S(SENT),                       EV_HARDWARE_LOST,    TO(IDLE),             circuit_move_call,               "Q.764 2.8.2.2, 2.8.1" },
	{ CALLS & ~S(SENT),              EV_HARDWARE_LOST,    TO(IDLE),             circuit_clear_call,              "Q.764 2.8.2.2" },
	{ LEAVING,                       EV_HARDWARE_LOST,    TO(IDLE),             NULL,                            "Q.764 2.8.2.2" },
	{ ~(CALLS | LEAVING),            EV_HARDWARE_LOST,    SAME,                 NULL,                            "Q.764 2.8.2.2" },
	{ S(IDLE) | S(RECHECK) | S(LOOPED), EV_CCR,              TO(LOOPED),           circuit_loop,                    "Q.764 2.1.8" },
	{ S(LOOPED),                     EV_COT,              TO(IDLE),             NULL,                            "Q.764 2.1.8" },
	{ S(LOOPED),                     EV_COT_FAILED,       TO(RECHECK),          circuit_await_check,             "Q.764 2.1.8" },
	{ S(IDLE),                       EV_CHECK,            TO(TESTING),          circuit_check_here,              "Q.764 2.1.8, TRK-07" },
	{ S(TESTING),                    EV_CHECK_PASSED,     TO(RELEASING),        circuit_check_passed,            "Q.764 2.1.8" },
	{ S(TESTING),                    EV_CHECK_FAILED,     TO(RETEST),           circuit_check_failed,            "Q.764 2.1.8" },
	{ S(TESTING),                    EV_T24,              TO(RETEST),           circuit_check_failed,            "Q.764 2.1.8, T24" },
	{ S(RETEST),                     EV_T25,              TO(TESTING),          circuit_check_again,             "Q.764 2.1.8, T25" },
	{ S(RETEST),                     EV_T26,              TO(TESTING),          circuit_check_again,             "Q.764 2.1.8, T26" },
	{ TESTED,                        EV_REL,              TO(IDLE),             circuit_confirm_release,         "Q.764 2.1.8" },
	{ S(RECHECK),                    EV_T27,              TO(RESETTING),        circuit_reset_here,              "Q.764 2.9.8.3, T27" },
	{ S(LOOPED),                     EV_T36,              TO(RESETTING),        circuit_reset_here,              "Q.764 2.9.8.3, T36" },
};
/* clang-format on */

static const char *const states[] = {
#define X(name, text) #name,
	CIRCUIT_STATES(X)
#undef X
};
static const char *const events[] = {
#define X(name) #name,
	CIRCUIT_EVENTS(X)
#undef X
};
const char *const circuit_state_text[] = {
#define X(name, text) text,
	CIRCUIT_STATES(X)
#undef X
};
static uint8_t row_index[CIR_STATE_COUNT * CIR_EVENT_COUNT];

const struct fsm circuit_fsm = {
	.name = "circuit",
	.states = states,
	.events = events,
	.n_states = CIR_STATE_COUNT,
	.n_events = CIR_EVENT_COUNT,
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.unexpected = unexpected,
	.index = row_index,
};

/* ---- around the machine ---- */

int
circuit_event(
    struct isup *isup, struct circuit *c, enum circuit_event event, const struct circuit_arg *arg, struct core_out *out)
{
	uint8_t before = c->state;

	if (event == EV_GRS || event == EV_GROUP_RESET || event == EV_RESET || event == EV_HARDWARE_LOST)
		segment_forget(isup, c);
	uint64_t ref = (uint64_t)c->group << 16 | c->cic;
	int found = fsm_step(&circuit_fsm, isup, c, &c->state, (uint16_t)event, ref, arg, out);

	if (c->state != before) {
		c->since_us = isup->now_us;
		circuit_stop_strangers(isup, c);
	}
	circuit_check_over(isup, c, out);
	group_relist(isup, c);
	return found;
}

int
circuit_post(struct isup *isup, struct circuit *c, enum circuit_event event, struct core_out *out)
{
	static const struct circuit_arg none;

	return circuit_event(isup, c, event, &none, out);
}

uint32_t
circuit_line(struct isup *isup, const struct circuit *c)
{
	return (uint32_t)c->generation << 16 | circuit_index(isup, c);
}

struct circuit *
circuit_by_line(struct isup *isup, uint32_t line)
{
	if ((line & 0xffff) >= isup_exchange(isup)->n_circuits)
		return NULL;
	struct circuit *c = circuit_at(isup, line & 0xffff);

	return circuit_has_call(c) && (c->flags & CIRCUIT_TOLD) && c->generation == line >> 16 ? c : NULL;
}

void
circuit_dial(struct isup *isup, struct circuit *c, const struct msg_line_dial *dial, int repeated, struct core_out *out)
{
	struct call_rest *rest = call_rest(isup, c);

	group_took(isup, c, WAY_OUT);
	if (repeated)
		c->flags |= CIRCUIT_REPEATED;
	c->resync = isup_exchange(isup)->resync;
	c->leg = dial->leg;
	c->category = dial->category;
	c->caller = dial->caller;
	c->called = dial->called;
	c->original = dial->original;
	c->congestion = 0;
	rest->redirecting = dial->redirecting;
	memcpy(rest->redirection, dial->redirection, sizeof(rest->redirection));
	rest->tmr = dial->tmr;
	rest->user = dial->user;
	rest->flags = 0;
	rest->pulses = 0;
	circuit_check_or_not(isup, c);
	circuit_post(isup, c, EV_DIAL, out);
}

struct msg_line_dial
circuit_dialled(struct isup *isup, const struct circuit *c)
{
	const struct call_rest *rest = call_rest(isup, c);

	return (struct msg_line_dial){ .leg = c->leg,
		.category = c->category,
		.tmr = rest->tmr,
		.caller = c->caller,
		.called = c->called,
		.original = c->original,
		.redirecting = rest->redirecting,
		.redirection = { rest->redirection[0], rest->redirection[1] },
		.user = rest->user };
}
