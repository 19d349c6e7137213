/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The actions of the call machine (circuit.c), by the chapter that tells of them, and what they share.
 */
#pragma once

#include "isup/circuit.h"
#include "isup/exchange.h"

/* Causes we give (Q.850). */
enum {
	CAUSE_NORMAL_CLEARING = 16,
	CAUSE_NO_ANSWER = 19,
	CAUSE_ADDRESS_INCOMPLETE = 28,
	CAUSE_NO_CIRCUIT = 34,
	CAUSE_TEMPORARY = 41,
	CAUSE_SWITCH_CONGESTION = 42,
	CAUSE_BEARER = 65,
	CAUSE_TIMER = 102,
};

/* ---- circuit_setup.c: calls in, calls out ---- */

/* clang-format off */
fsm_action circuit_seize_in, circuit_still_blocked, circuit_more_digits, circuit_no_more_digits,
    circuit_checked, circuit_ask_caller, circuit_caller_told, circuit_offer, circuit_alert, circuit_alert_more,
    circuit_connect_at_once, circuit_answer, circuit_call_out, circuit_far_complete, circuit_far_answered,
    circuit_far_progress, circuit_far_asks, circuit_hold_our_own, circuit_yield_and_seize;

/* ---- circuit_talk.c: while it stands: suspended calls, metering, the users' own words, China's CCL ---- */

fsm_action circuit_suspended, circuit_resumed, circuit_suspended_by_called, circuit_suspend, circuit_suspend_out,
    circuit_resume, circuit_metered, circuit_operator, circuit_user_speaks, circuit_out_of_place, circuit_caller_cleared,
    circuit_keep_for_called;

/* ---- circuit_check.c: continuity ---- */

fsm_action circuit_continuity_passed, circuit_continuity_failed, circuit_loop, circuit_await_check,
    circuit_tone_back, circuit_tone_lost, circuit_check_here, circuit_check_passed, circuit_check_failed,
    circuit_check_again;

/* ---- circuit_release.c: release, reset, and calls that move to another circuit ---- */

fsm_action circuit_refuse, circuit_no_digits, circuit_no_continuity, circuit_caller_released,
    circuit_no_address_complete, circuit_no_answer, circuit_no_resume_network, circuit_no_resume_user,
    circuit_move_and_release, circuit_move_and_reset, circuit_not_there_in_setup, circuit_not_there,
    circuit_release_for_switch, circuit_released_by_far, circuit_released_unasked, circuit_released, circuit_reset_done,
    circuit_confirm_release, circuit_release_again, circuit_no_release_complete, circuit_reset_here,
    circuit_reset_again, circuit_reset_slowly, circuit_clear_call, circuit_reset_by_far_in_setup,
    circuit_reset_by_far, circuit_answer_reset, circuit_cleared_by_far_in_setup, circuit_cleared_by_far,
    circuit_move_call, circuit_no_information, circuit_overloaded,
    circuit_release_at_last, circuit_clear_caller, circuit_released_after_clear;
/* clang-format on */

/* ---- shared ---- */

/* A fault of ours, of the trunk or of the signalling ended the call, if there was one. */
void circuit_break_call(struct isup *isup, struct circuit *c, uint8_t cause, struct core_out *out);

/* Automatic repeat attempt: the call goes out on another circuit, once; else it is broken (Q.764 2.8.1). */
void circuit_try_elsewhere(struct isup *isup, struct circuit *c, struct core_out *out);

/* Does this call out check its circuit's continuity?  And what the switch shall do with the slot of a circuit. */
void circuit_check_or_not(struct isup *isup, struct circuit *c);
void circuit_check_over(struct isup *isup, struct circuit *c, struct core_out *out);

void circuit_alarm_over(struct isup *isup, struct circuit *c, struct core_out *out);
