/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a call leaves its circuit: release by either side (Q.764 2.3), by a timer (2.9.6), by a reset (2.9.3), and the
 * automatic repeat attempt on another circuit (2.8.1).
 *
 * The switch hears LINE_RELEASED as soon as the call is over for it; the circuit comes back when the far exchange has
 * confirmed.  T1 and T16 repeat what is not confirmed; when T5 or T17 ends the circuit is reset, and an alarm says so
 * once.
 */
#include "isup/circuit_actions.h"

#include "base/log.h"

#include <string.h>

/* ---- the end of a call, in whichever way ---- */

static void
call_forget(struct isup *isup, struct circuit *c)
{
	group_gave_back(isup, c);
	c->flags &= (uint8_t) ~(CIRCUIT_TOLD | CIRCUIT_ACKED | CIRCUIT_UNCHECKED | CIRCUIT_REPEATED);
	memset(&call_rest(isup, c)->user, 0, sizeof(struct user_data));
	c->leg = 0;
	if (++c->generation == 0)
		c->generation = 1;
}

static void
call_end(struct isup *isup, struct circuit *c, uint8_t cause, uint8_t location, uint8_t flags, struct core_out *out)
{
	if (!circuit_has_call(c))
		return;
	count_end(isup, c, cause, out);
	if (c->way == WAY_OUT || (c->flags & CIRCUIT_TOLD))
		line_tell(isup, c, MSG_LINE_RELEASED, cause, location, 0, flags, out);
	call_forget(isup, c);
}

void
circuit_break_call(struct isup *isup, struct circuit *c, uint8_t cause, struct core_out *out)
{
	if (circuit_has_call(c))
		circuit_count(isup, c, ISUP_STAT_ABNORMAL_RELEASE, out);
	call_end(isup, c, cause, LOCATION_US, 0, out);
}

void
circuit_try_elsewhere(struct isup *isup, struct circuit *c, struct core_out *out)
{
	struct msg_line_dial dial = circuit_dialled(isup, c);
	struct circuit *other = NULL;

	if (!circuit_has_call(c))
		return;
	if (!(c->flags & CIRCUIT_REPEATED) && !remote_refuses(isup, remote_of(isup, c)))
		other = group_choose(isup, group_of(isup, c));
	if (!other) {
		circuit_break_call(isup, c, CAUSE_NO_CIRCUIT, out);
		return;
	}
	circuit_count(isup, c, ISUP_STAT_REPEATED, out);
	call_forget(isup, c);
	circuit_dial(isup, other, &dial, 1, out);
}

/* ---- release (Q.764 2.3) ---- */

static void
release_with(struct isup *isup, struct circuit *c, uint8_t cause, uint8_t location, struct core_out *out)
{
	c->cause = cause;
	c->location = location;
	send_rel(isup, c, out);
	circuit_arm(isup, c, CT_T1);
	circuit_arm(isup, c, CT_T5);
}

void
circuit_refuse(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	struct circuit *c = obj;

	c->congestion = arg->congestion;
	count_end(room, c, arg->cause, out);
	call_forget(room, c);
	release_with(room, c, arg->cause, LOCATION_US, out);
}

void
circuit_release_for_switch(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	release_with(room, obj, arg->cause, arg->location, out); /* first: it carries the users' words */
	call_end(room, obj, arg->cause, arg->location, 0, out);
}

static void
release_by_timer(struct isup *isup, struct circuit *c, uint8_t cause, struct core_out *out)
{
	circuit_break_call(isup, c, cause, out);
	release_with(isup, c, cause, LOCATION_US, out);
}

void
circuit_no_address_complete(void *room, void *obj, const void *arg, struct core_out *out)
{
	release_by_timer(room, obj, CAUSE_TIMER, out);
}

void
circuit_no_answer(void *room, void *obj, const void *arg, struct core_out *out)
{
	release_by_timer(room, obj, CAUSE_NO_ANSWER, out);
}

void
circuit_no_resume_network(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_end(room, obj, CAUSE_NORMAL_CLEARING, LOCATION_US, LINE_F_FAR, out);
	release_with(room, obj, CAUSE_NORMAL_CLEARING, LOCATION_US, out);
}

void
circuit_no_resume_user(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_end(room, obj, CAUSE_TIMER, LOCATION_US, LINE_F_FAR, out);
	release_with(room, obj, CAUSE_TIMER, LOCATION_US, out);
}

void
circuit_no_digits(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_REFUSED_NUMBER, out);
	release_by_timer(room, obj, CAUSE_ADDRESS_INCOMPLETE, out);
}

void
circuit_no_continuity(void *room, void *obj, const void *arg, struct core_out *out)
{
	release_by_timer(room, obj, CAUSE_TEMPORARY, out);
}

void
circuit_no_information(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	circuit_count(room, c, ISUP_STAT_NO_INF_T33, out);
	core_log(out, LOG_ALARM, "circuit %s %u: no INF within T33", group_of(room, c)->conf.name, c->cic);
	release_by_timer(room, c, CAUSE_TIMER, out);
}

void
circuit_caller_released(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_end(room, obj, CAUSE_NORMAL_CLEARING, LOCATION_US, LINE_F_FAR, out);
	release_with(room, obj, CAUSE_NORMAL_CLEARING, LOCATION_US, out);
}

/* The call is over for the switch; the called side will release the circuit (China). */
void
circuit_clear_caller(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	circuit_count(room, obj, ISUP_STAT_CLEARED_BY_CCL, out);
	call_end(room, obj, arg->cause, arg->location, 0, out);
	send_plain(room, obj, ISUP_CCL, out);
	circuit_arm(room, obj, CT_TCCL);
}

void
circuit_released_after_clear(void *room, void *obj, const void *arg, struct core_out *out)
{
	send_rlc(room, obj, 0, 0, out);
}

void
circuit_release_at_last(void *room, void *obj, const void *arg, struct core_out *out)
{
	release_with(room, obj, CAUSE_NORMAL_CLEARING, LOCATION_US, out);
}

/* The far exchange takes no ordinary calls now: the call tries elsewhere, the circuit rests (Q.764 2.11.2). */
void
circuit_overloaded(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_try_elsewhere(room, obj, out);
	circuit_arm(room, obj, CT_T3);
}

void
circuit_released_by_far(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	uint8_t cause, location;

	isup_cause(arg->msg, &cause, &location);
	remote_congested(room, remote_of(room, obj), isup_octet(arg->msg, PARAM_CONGESTION, 0, 0), out);
	line_tell_user(room, obj, arg->msg, out);
	call_end(room, obj, cause, location, LINE_F_FAR, out);
	send_rlc(room, obj, arg->cause, arg->about, out); /* 99 if it carried what we do not know */
}

void
circuit_confirm_release(void *room, void *obj, const void *arg, struct core_out *out)
{
	send_plain(room, obj, ISUP_RLC, out);
}

void
circuit_released_unasked(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_UNEXPECTED, out);
	release_by_timer(room, obj, CAUSE_TEMPORARY, out);
}

void
circuit_release_again(void *room, void *obj, const void *arg, struct core_out *out)
{
	send_rel(room, obj, out);
	circuit_arm(room, obj, CT_T1);
}

/* ---- reset (Q.764 2.9.3) ---- */

static void
alarm_stuck(struct isup *isup, struct circuit *c, const char *what, struct core_out *out)
{
	if (!(c->flags & CIRCUIT_ALARMED))
		core_log(out, LOG_ALARM, "circuit %s %u: %s; out of service until the far exchange answers",
		    group_of(isup, c)->conf.name, c->cic, what);
	c->flags |= CIRCUIT_ALARMED;
}

void
circuit_alarm_over(struct isup *isup, struct circuit *c, struct core_out *out)
{
	if (c->flags & CIRCUIT_ALARMED)
		core_log(out, LOG_NOTE, "circuit %s %u: the far exchange answered; in service again",
		    group_of(isup, c)->conf.name, c->cic);
	c->flags &= (uint8_t)~CIRCUIT_ALARMED;
}

void
circuit_no_release_complete(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_NO_RLC_T5, out);
	alarm_stuck(room, obj, "no RLC within T5", out);
	send_plain(room, obj, ISUP_RSC, out);
	circuit_arm(room, obj, CT_T17);
}

void
circuit_reset_here(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	circuit_break_call(room, c, CAUSE_TEMPORARY, out);
	c->blocked &= (uint8_t)~BLOCKED_BY_FAR;
	blocking_done(room, c);
	send_plain(room, c, ISUP_RSC, out);
	circuit_arm(room, c, CT_T16);
	circuit_arm(room, c, CT_T17);
}

void
circuit_reset_again(void *room, void *obj, const void *arg, struct core_out *out)
{
	send_plain(room, obj, ISUP_RSC, out);
	circuit_arm(room, obj, CT_T16);
}

void
circuit_reset_slowly(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_NO_RLC_T17, out);
	alarm_stuck(room, obj, "no RLC within T17", out);
	circuit_disarm(room, obj, SLOT_CALL);
	send_plain(room, obj, ISUP_RSC, out);
	circuit_arm(room, obj, CT_T17);
}

void
circuit_released(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_alarm_over(room, obj, out);
}

/* It has forgotten our blocks; its own it has told before the RLC (Q.764 2.9.3.1 c). */
void
circuit_reset_done(void *room, void *obj, const void *arg, struct core_out *out)
{
	const struct circuit *c = obj;

	circuit_alarm_over(room, obj, out);
	range_tell_blocks(room, remote_of(room, c), c->cic, 1, out);
}

void
circuit_clear_call(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_break_call(room, obj, CAUSE_TEMPORARY, out);
}

void
circuit_cleared_by_far(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	circuit_break_call(room, c, CAUSE_TEMPORARY, out);
	c->blocked &= (uint8_t)~BLOCKED_BY_FAR;
	circuit_alarm_over(room, c, out);
}

void
circuit_answer_reset(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	c->blocked &= (uint8_t)~BLOCKED_BY_FAR;
	range_tell_blocks(room, remote_of(room, c), c->cic, 1, out);
	send_plain(room, c, ISUP_RLC, out);
}

void
circuit_reset_by_far(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_cleared_by_far(room, obj, arg, out);
	circuit_answer_reset(room, obj, arg, out);
}

void
circuit_reset_by_far_in_setup(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_try_elsewhere(room, obj, out);
	circuit_answer_reset(room, obj, arg, out);
}

void
circuit_move_call(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_try_elsewhere(room, obj, out);
}

void
circuit_cleared_by_far_in_setup(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_try_elsewhere(room, obj, out);
	circuit_cleared_by_far(room, obj, arg, out);
}

void
circuit_move_and_reset(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_ABNORMAL_RELEASE, out);
	circuit_try_elsewhere(room, obj, out);
	circuit_reset_here(room, obj, arg, out);
}

void
circuit_move_and_release(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_try_elsewhere(room, obj, out);
	release_with(room, obj, CAUSE_NORMAL_CLEARING, LOCATION_US, out);
}

void
circuit_not_there(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_break_call(room, obj, CAUSE_TEMPORARY, out);
	alarm_stuck(room, obj, "the far exchange does not have it", out);
}

void
circuit_not_there_in_setup(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_try_elsewhere(room, obj, out);
	circuit_not_there(room, obj, arg, out);
}
