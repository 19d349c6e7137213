/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The call machine of a circuit (Q.764 2.1 to 2.4, 2.9): one table, read from top to bottom as the story of a call.
 *
 * Actions do one thing; where an action has to choose, it posts a second event.  A timer belongs to the states that
 * may_run[] gives it: whatever way a circuit leaves them, circuit_event() stops it.  The same function puts the circuit
 * into its group's free list or takes it out (group.c), so no action can forget either.
 */
#include "isup/circuit.h"
#include "isup/exchange.h"
#include "isup/number.h"

#include "base/log.h"

#include <string.h>

#define S(name)        FSM_STATE(CIR_##name)
#define CALLS_IN_SETUP (S(ADDRESS) | S(CHECKING))
#define CALLS_IN       (CALLS_IN_SETUP | S(OFFERED) | S(ALERTING) | S(TALKING_IN) | S(HELD_IN))
#define CALLS_OUT      (S(SENT) | S(RINGING) | S(TALKING_OUT) | S(HELD_OUT))
#define CALLS          (CALLS_IN | CALLS_OUT)
#define TESTED         (S(RECHECK) | S(LOOPED))
#define RESETS         (S(RESETTING) | S(GROUP_RESETTING))

#define CAUSE_NORMAL_CLEARING    16
#define CAUSE_NO_ANSWER          19
#define CAUSE_ADDRESS_INCOMPLETE 28
#define CAUSE_NO_CIRCUIT         34
#define CAUSE_TEMPORARY          41
#define CAUSE_SWITCH_CONGESTION  42
#define CAUSE_TIMER              102
#define EVENT_ALERTING           1
#define EVENT_PROGRESS           2
#define EVENT_INBAND             3
#define CALLED_FREE              1
#define CONGESTION_LEVEL         2 /* what we tell under pressure: level 2 exceeded */
#define PRESSURE_NO_CALLS        2

/* ---- the end of a call, in whichever way ---- */

static void
count(struct isup *isup, const struct circuit *c, enum isup_stat id, struct core_out *out)
{
	core_count(out, (uint16_t)id, group_of(isup, c)->index, 1);
}

static void
call_forget(struct isup *isup, struct circuit *c)
{
	group_gave_back(isup, c);
	c->flags &= (uint8_t) ~(CIRCUIT_TOLD | CIRCUIT_ACKED | CIRCUIT_UNCHECKED | CIRCUIT_REPEATED);
	c->leg = 0;
	if (++c->generation == 0)
		c->generation = 1;
}

static void
call_end(struct isup *isup, struct circuit *c, uint8_t cause, uint8_t location, uint8_t flags, struct core_out *out)
{
	if (!circuit_has_call(c))
		return;
	if (c->way == WAY_OUT || (c->flags & CIRCUIT_TOLD))
		line_tell(isup, c, MSG_LINE_RELEASED, cause, location, 0, flags, out);
	call_forget(isup, c);
}

/* A fault of ours, of the trunk or of the signalling ended it. */
static void
call_break(struct isup *isup, struct circuit *c, uint8_t cause, struct core_out *out)
{
	if (circuit_has_call(c))
		count(isup, c, ISUP_STAT_ABNORMAL_RELEASE, out);
	call_end(isup, c, cause, LOCATION_US, 0, out);
}

/* Automatic repeat attempt, once (Q.764 2.8.1). */
static void
call_move(struct isup *isup, struct circuit *c, struct core_out *out)
{
	struct msg_line_dial dial = {.leg = c->leg, .category = c->category, .caller = c->caller, .called = c->called};
	struct circuit *other = NULL;

	if (!circuit_has_call(c))
		return;
	if (!(c->flags & CIRCUIT_REPEATED) && !remote_refuses(isup, remote_of(isup, c)))
		other = group_choose(isup, group_of(isup, c));
	if (!other) {
		call_break(isup, c, CAUSE_NO_CIRCUIT, out);
		return;
	}
	count(isup, c, ISUP_STAT_REPEATED, out);
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

static void
refuse(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	struct circuit *c = obj;

	c->congestion = arg->congestion;
	call_forget(room, c);
	release_with(room, c, arg->cause, LOCATION_US, out);
}

static void
release_for_switch(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	call_end(room, obj, arg->cause, arg->location, 0, out);
	release_with(room, obj, arg->cause, arg->location, out);
}

static void
release_by_timer(struct isup *isup, struct circuit *c, uint8_t cause, struct core_out *out)
{
	call_break(isup, c, cause, out);
	release_with(isup, c, cause, LOCATION_US, out);
}

static void
no_address_complete(void *room, void *obj, const void *arg, struct core_out *out)
{
	release_by_timer(room, obj, CAUSE_TIMER, out);
}

static void
no_answer(void *room, void *obj, const void *arg, struct core_out *out)
{
	release_by_timer(room, obj, CAUSE_NO_ANSWER, out);
}

static void
no_resume_network(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_end(room, obj, CAUSE_NORMAL_CLEARING, LOCATION_US, LINE_F_FAR, out);
	release_with(room, obj, CAUSE_NORMAL_CLEARING, LOCATION_US, out);
}

static void
no_resume_user(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_end(room, obj, CAUSE_TIMER, LOCATION_US, LINE_F_FAR, out);
	release_with(room, obj, CAUSE_TIMER, LOCATION_US, out);
}

static void
no_digits(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, ISUP_STAT_REFUSED_NUMBER, out);
	release_by_timer(room, obj, CAUSE_ADDRESS_INCOMPLETE, out);
}

static void
no_continuity(void *room, void *obj, const void *arg, struct core_out *out)
{
	release_by_timer(room, obj, CAUSE_TEMPORARY, out);
}

static void
caller_cleared(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_end(room, obj, CAUSE_NORMAL_CLEARING, LOCATION_US, LINE_F_FAR, out);
	release_with(room, obj, CAUSE_NORMAL_CLEARING, LOCATION_US, out);
}

static void
released_by_far(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	uint8_t cause, location;

	isup_cause(arg->msg, &cause, &location);
	remote_congested(room, remote_of(room, obj), isup_octet(arg->msg, PARAM_CONGESTION, 0, 0), out);
	call_end(room, obj, cause, location, LINE_F_FAR, out);
	send_rlc(room, obj, arg->cause, out); /* 99 if it carried what we do not know */
}

static void
confirm_release(void *room, void *obj, const void *arg, struct core_out *out)
{
	send_plain(room, obj, ISUP_RLC, out);
}

static void
released_unasked(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, ISUP_STAT_UNEXPECTED, out);
	release_by_timer(room, obj, CAUSE_TEMPORARY, out);
}

static void
release_again(void *room, void *obj, const void *arg, struct core_out *out)
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

static void
clear_alarm(struct isup *isup, struct circuit *c, struct core_out *out)
{
	if (c->flags & CIRCUIT_ALARMED)
		core_log(out, LOG_NOTE, "circuit %s %u: the far exchange answered; in service again",
			 group_of(isup, c)->conf.name, c->cic);
	c->flags &= (uint8_t)~CIRCUIT_ALARMED;
}

static void
no_release_complete(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, ISUP_STAT_NO_RLC_T5, out);
	alarm_stuck(room, obj, "no RLC within T5", out);
	send_plain(room, obj, ISUP_RSC, out);
	circuit_arm(room, obj, CT_T17);
}

static void
reset_here(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	call_break(room, c, CAUSE_TEMPORARY, out);
	send_plain(room, c, ISUP_RSC, out);
	circuit_arm(room, c, CT_T16);
	circuit_arm(room, c, CT_T17);
}

static void
reset_again(void *room, void *obj, const void *arg, struct core_out *out)
{
	send_plain(room, obj, ISUP_RSC, out);
	circuit_arm(room, obj, CT_T16);
}

static void
reset_slowly(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, ISUP_STAT_NO_RLC_T17, out);
	alarm_stuck(room, obj, "no RLC within T17", out);
	circuit_disarm(room, obj, SLOT_CALL);
	send_plain(room, obj, ISUP_RSC, out);
	circuit_arm(room, obj, CT_T17);
}

/* The far exchange blocks anew what it still wants blocked (Q.764 2.9.3.1). */
static void
reset_done(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	c->blocked &= (uint8_t)~BLOCKED_THERE;
	clear_alarm(room, c, out);
}

static void
clear_call(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_break(room, obj, CAUSE_TEMPORARY, out);
}

static void
cleared_by_far(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	call_break(room, c, CAUSE_TEMPORARY, out);
	c->blocked &= (uint8_t) ~(BLOCKED_THERE | BLOCKED_THERE_HW);
	clear_alarm(room, c, out);
}

static void
answer_reset(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	c->blocked &= (uint8_t) ~(BLOCKED_THERE | BLOCKED_THERE_HW);
	if (c->blocked & BLOCKED_HERE)
		send_plain(room, c, ISUP_BLO, out);
	send_plain(room, c, ISUP_RLC, out);
}

static void
reset_by_far(void *room, void *obj, const void *arg, struct core_out *out)
{
	cleared_by_far(room, obj, arg, out);
	answer_reset(room, obj, arg, out);
}

static void
reset_by_far_in_setup(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_move(room, obj, out);
	answer_reset(room, obj, arg, out);
}

static void
move_call(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_move(room, obj, out);
}

static void
cleared_by_far_in_setup(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_move(room, obj, out);
	cleared_by_far(room, obj, arg, out);
}

static void
move_and_reset(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, ISUP_STAT_ABNORMAL_RELEASE, out);
	call_move(room, obj, out);
	reset_here(room, obj, arg, out);
}

static void
move_and_release(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_move(room, obj, out);
	release_with(room, obj, CAUSE_NORMAL_CLEARING, LOCATION_US, out);
}

static void
not_there(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_break(room, obj, CAUSE_TEMPORARY, out);
	alarm_stuck(room, obj, "the far exchange does not have it", out);
}

static void
not_there_in_setup(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_move(room, obj, out);
	not_there(room, obj, arg, out);
}

/* ---- calls in (Q.764 2.1.1.2, 2.1.2.2, 2.1.4) ---- */

static void
post(struct isup *isup, struct circuit *c, enum circuit_event event, struct core_out *out)
{
	static const struct circuit_arg none;

	circuit_event(isup, c, event, &none, out);
}

static void
post_refuse(struct isup *isup, struct circuit *c, enum isup_stat why, uint8_t cause, uint8_t congestion,
	    struct core_out *out)
{
	struct circuit_arg arg = {.cause = cause, .congestion = congestion};

	count(isup, c, why, out);
	circuit_event(isup, c, EV_REFUSE, &arg, out);
}

static void
address_complete(struct isup *isup, struct circuit *c, struct core_out *out)
{
	post(isup, c, c->flags & CIRCUIT_UNCHECKED ? EV_UNCHECKED : EV_COMPLETE, out);
}

/* ST or the group's number length ends the digits; where neither can, T10; too few digits: T35. */
static void
look_at_digits(struct isup *isup, struct circuit *c, struct core_out *out)
{
	int wanted = group_of(isup, c)->conf.digits;

	if (c->called.st || (wanted && c->called.len >= wanted))
		address_complete(isup, c, out);
	else
		circuit_arm(isup, c, !wanted && c->called.len ? CT_T10 : CT_T35);
}

static void
read_iam(struct circuit *c, const struct isup_msg *msg)
{
	unsigned check = isup_octet(msg, PARAM_NATURE, 0, 0) >> 2 & 3;

	c->category = (uint8_t)isup_octet(msg, PARAM_CATEGORY, 0, 0);
	if (isup_number(msg, PARAM_CALLING, &c->caller))
		memset(&c->caller, 0, sizeof(c->caller));
	if (isup_number(msg, PARAM_ORIGINAL_CALLED, &c->original) && isup_number(msg, PARAM_REDIRECTING, &c->original))
		memset(&c->original, 0, sizeof(c->original));
	if (check == 1 || check == 2) /* required on this circuit, or made on an earlier one */
		c->flags |= CIRCUIT_UNCHECKED;
}

static void
seize_in(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	struct isup *isup = room;
	struct circuit *c = obj;
	int bad = isup_number(arg->msg, PARAM_CALLED, &c->called);

	c->cause = 0;
	c->congestion = 0;
	c->flags &= (uint8_t)~CIRCUIT_UNCHECKED;
	clear_alarm(isup, c, out);
	read_iam(c, arg->msg);
	if (bad)
		post_refuse(isup, c, ISUP_STAT_REFUSED_NUMBER, CAUSE_ADDRESS_INCOMPLETE, 0, out);
	else if (isup_exchange(isup)->pressure >= PRESSURE_NO_CALLS)
		post_refuse(isup, c, ISUP_STAT_REFUSED_PRESSURE, CAUSE_SWITCH_CONGESTION, CONGESTION_LEVEL, out);
	else if (!group_may_take(group_of(isup, c), WAY_IN))
		post_refuse(isup, c, ISUP_STAT_REFUSED_SPLIT, CAUSE_NO_CIRCUIT, 0, out);
	else {
		group_took(isup, c, WAY_IN);
		if (c->flags & CIRCUIT_UNCHECKED)
			circuit_arm(isup, c, CT_T8);
		look_at_digits(isup, c, out);
	}
}

static void
yield_and_seize(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, ISUP_STAT_DUAL_SEIZED, out);
	call_move(room, obj, out);
	circuit_event(room, obj, EV_IAM, arg, out);
}

static void
hold_our_own(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, ISUP_STAT_DUAL_SEIZED, out);
}

static void
still_blocked(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, ISUP_STAT_UNEXPECTED, out);
	send_plain(room, obj, ISUP_BLO, out);
}

static void
more_digits(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	struct circuit *c = obj;
	struct number more;

	if (isup_number(arg->msg, PARAM_SUBSEQUENT, &more) || number_append(&c->called, &more))
		post_refuse(room, c, ISUP_STAT_REFUSED_NUMBER, CAUSE_ADDRESS_INCOMPLETE, 0, out);
	else
		look_at_digits(room, c, out);
}

static void
no_more_digits(void *room, void *obj, const void *arg, struct core_out *out)
{
	address_complete(room, obj, out);
}

static void
continuity_passed(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	c->flags &= (uint8_t)~CIRCUIT_UNCHECKED;
	circuit_disarm(room, c, SLOT_LONG);
}

static void
offer(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	c->flags &= (uint8_t)~CIRCUIT_UNCHECKED;
	count(room, c, ISUP_STAT_CALLS_IN, out);
	line_tell_offered(room, c, out);
}

static void
continuity_failed(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_break(room, obj, CAUSE_TEMPORARY, out);
	circuit_arm(room, obj, CT_T27);
}

static void
await_check(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_arm(room, obj, CT_T27);
}

static void
loop(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_arm(room, obj, CT_T36);
}

static void
alert(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	send_backward(room, obj, ISUP_ACM, arg->flags & LINE_F_INBAND, out);
}

static void
alert_more(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	send_cpg(room, obj, arg->flags & LINE_F_INBAND, out);
}

static void
answer(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, ISUP_STAT_ANSWERED, out);
	send_backward(room, obj, ISUP_ANM, 0, out);
}

static void
connect_at_once(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, ISUP_STAT_ANSWERED, out);
	send_backward(room, obj, ISUP_CON, 0, out);
}

/* ---- calls out (Q.764 2.1.1.1, 2.1.4.1, 2.1.7.1) ---- */

static void
call_out(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, ISUP_STAT_CALLS_OUT, out);
	send_iam(room, obj, out);
	circuit_arm(room, obj, CT_T7);
}

static uint8_t
inband_flag(const struct isup_msg *msg, unsigned event)
{
	return event == EVENT_INBAND || (isup_octet(msg, PARAM_OPT_BACKWARD, 0, 0) & 1) ? LINE_F_INBAND : 0;
}

static void
tell_progress(struct isup *isup, struct circuit *c, const struct isup_msg *msg, unsigned event, struct core_out *out)
{
	uint8_t cause = 0, location = 0;

	if (isup_find(msg, PARAM_CAUSE))
		isup_cause(msg, &cause, &location);
	line_tell(isup, c, event == EVENT_ALERTING ? MSG_LINE_ALERTING : MSG_LINE_PROGRESS, cause, location,
		  (uint8_t)event, inband_flag(msg, event), out);
}

static void
far_complete(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	unsigned called = isup_octet(arg->msg, PARAM_BACKWARD, 0, 0) >> 2 & 3;

	circuit_arm(room, obj, CT_T9);
	tell_progress(room, obj, arg->msg, called == CALLED_FREE ? EVENT_ALERTING : EVENT_PROGRESS, out);
}

static void
far_progress(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	tell_progress(room, obj, arg->msg, isup_octet(arg->msg, PARAM_EVENT, 0, EVENT_PROGRESS) & 0x7f, out);
}

static void
far_answered(void *room, void *obj, const void *arg, struct core_out *out)
{
	count(room, obj, ISUP_STAT_ANSWERED, out);
	line_tell(room, obj, MSG_LINE_ANSWERED, 0, 0, 0, 0, out);
}

static void
far_asks(void *room, void *obj, const void *arg, struct core_out *out)
{
	send_inf(room, obj, out);
}

/* ---- suspended (Q.764 2.4): the timers run where the call is controlled, on the calling side ---- */

static void
suspended(void *room, void *obj, const void *arg, struct core_out *out)
{
	line_tell(room, obj, MSG_LINE_SUSPENDED, 0, 0, 0, 0, out);
}

static void
suspended_by_called(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	int by_network = isup_octet(arg->msg, PARAM_SUSPEND, 0, 0) & 1;

	circuit_arm(room, obj, by_network ? CT_T6 : CT_T2);
	suspended(room, obj, arg, out);
}

static void
resumed(void *room, void *obj, const void *arg, struct core_out *out)
{
	line_tell(room, obj, MSG_LINE_RESUMED, 0, 0, 0, 0, out);
}

/* ---- what has no row (Q.764 2.9.5.1) ---- */

static void
unexpected(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	struct circuit *c = obj;

	if (!arg || !arg->msg)
		return;
	count(room, c, ISUP_STAT_UNEXPECTED, out);
	if (c->state == CIR_IDLE)
		post(room, c, EV_RESET, out);
	else if (c->state == CIR_SENT)
		post(room, c, EV_OTHER_CIRCUIT, out);
}

/* ---- the table ---- */

#define SAME     FSM_SAME
#define TO(name) CIR_##name

/* clang-format off */
static const struct fsm_row rows[] = {
	/* a call comes in */
	{ S(IDLE) | S(UNEQUIPPED),     EV_IAM,          TO(ADDRESS),     seize_in,            "Q.764 2.1.1.2" },
	{ S(IDLE),                     EV_IAM_BLOCKED,  SAME,            still_blocked,       "Q.764 2.8.2.3" },
	{ CALLS_IN_SETUP,              EV_REFUSE,       TO(RELEASING),   refuse,              "Q.764 2.2.1" },
	{ S(ADDRESS),                  EV_SAM,          SAME,            more_digits,         "Q.764 2.1.2.2" },
	{ S(ADDRESS),                  EV_T10,          SAME,            no_more_digits,      "Q.764 2.1.4.8, T10" },
	{ S(ADDRESS),                  EV_T35,          TO(RELEASING),   no_digits,           "Q.764 2.9.6.4, T35" },
	{ S(ADDRESS),                  EV_COT,          SAME,            continuity_passed,   "Q.764 2.1.8" },
	{ S(ADDRESS),                  EV_UNCHECKED,    TO(CHECKING),    NULL,                "Q.764 2.1.8" },
	{ S(ADDRESS),                  EV_COMPLETE,     TO(OFFERED),     offer,               "Q.764 2.1.1.2" },
	{ S(CHECKING),                 EV_COT,          TO(OFFERED),     offer,               "Q.764 2.1.8" },
	{ CALLS_IN_SETUP,              EV_COT_FAILED,   TO(RECHECK),     continuity_failed,   "Q.764 2.1.8" },
	{ CALLS_IN_SETUP,              EV_T8,           TO(RELEASING),   no_continuity,       "Q.764 2.9.8.1, T8" },
	{ S(OFFERED),                  EV_ALERT,        TO(ALERTING),    alert,               "Q.764 2.1.4.1" },
	{ S(ALERTING),                 EV_ALERT,        SAME,            alert_more,          "Q.764 2.1.6" },
	{ S(OFFERED),                  EV_ANSWER,       TO(TALKING_IN),  connect_at_once,     "Q.764 2.1.5" },
	{ S(ALERTING),                 EV_ANSWER,       TO(TALKING_IN),  answer,              "Q.764 2.1.7.1" },
	{ S(TALKING_IN),               EV_SUS,          TO(HELD_IN),     suspended,           "Q.764 2.4.1" },
	{ S(HELD_IN),                  EV_RES,          TO(TALKING_IN),  resumed,             "Q.764 2.4.2" },
	{ CALLS_IN & ~CALLS_IN_SETUP,  EV_SAM,          SAME,            NULL,                "Q.764 2.1.2.2, late digits" },
	{ CALLS_IN,                    EV_CCL,          TO(RELEASING),   caller_cleared,      "YDN 038, CCL" },

	/* a call goes out */
	{ S(IDLE),                     EV_DIAL,         TO(SENT),        call_out,            "Q.764 2.1.1.1" },
	{ S(SENT),                     EV_ACM,          TO(RINGING),     far_complete,        "Q.764 2.1.4.1" },
	{ S(SENT),                     EV_CON,          TO(TALKING_OUT), far_answered,        "Q.764 2.1.5" },
	{ S(SENT),                     EV_T7,           TO(RELEASING),   no_address_complete, "Q.764 2.1.4.10, T7" },
	{ S(RINGING) | S(TALKING_OUT), EV_CPG,          SAME,            far_progress,        "Q.764 2.1.6" },
	{ S(RINGING),                  EV_ANM,          TO(TALKING_OUT), far_answered,        "Q.764 2.1.7.1" },
	{ S(RINGING),                  EV_T9,           TO(RELEASING),   no_answer,           "Q.764 2.1.4.1, T9" },
	{ S(TALKING_OUT),              EV_SUS,          TO(HELD_OUT),    suspended_by_called, "Q.764 2.4.1" },
	{ S(HELD_OUT),                 EV_RES,          TO(TALKING_OUT), resumed,             "Q.764 2.4.2" },
	{ S(HELD_OUT),                 EV_T6,           TO(RELEASING),   no_resume_network,   "Q.764 2.4.3, T6" },
	{ S(HELD_OUT),                 EV_T2,           TO(RELEASING),   no_resume_user,      "Q.764 2.4.3, T2" },
	{ CALLS_OUT,                   EV_INR,          SAME,            far_asks,            "Q.764 2.1.3" },

	/* both ways at once, or not there after all */
	{ S(SENT),                     EV_IAM_LOSES,    SAME,            hold_our_own,        "Q.764 2.9.1.4" },
	{ S(SENT),                     EV_IAM_WINS,     TO(IDLE),        yield_and_seize,     "Q.764 2.9.1.4, 2.8.1" },
	{ S(SENT),                     EV_BLO_IN_SETUP, TO(RELEASING),   move_and_release,    "Q.764 2.8.2.3, 2.8.1" },
	{ S(SENT),                     EV_OTHER_CIRCUIT, TO(RESETTING),  move_and_reset,      "Q.764 2.9.5.1, 2.8.1" },
	{ S(SENT),                     EV_UCIC,         TO(UNEQUIPPED),  not_there_in_setup,  "Q.764 2.12, 2.8.1" },
	{ ~S(SENT),                    EV_UCIC,         TO(UNEQUIPPED),  not_there,           "Q.764 2.12" },

	/* the call ends */
	{ CALLS_IN & ~CALLS_IN_SETUP,  EV_RELEASE,      TO(RELEASING),   release_for_switch,  "Q.764 2.3.2" },
	{ CALLS_OUT,                   EV_RELEASE,      TO(RELEASING),   release_for_switch,  "Q.764 2.3.1" },
	{ CALLS,                       EV_REL,          TO(IDLE),        released_by_far,     "Q.764 2.3.1" },
	{ CALLS,                       EV_RLC,          TO(RELEASING),   released_unasked,    "Q.764 2.9.5.1 c" },
	{ S(RELEASING),                EV_RLC,          TO(IDLE),        reset_done,          "Q.764 2.3.1" },
	{ S(RELEASING),                EV_REL,          SAME,            confirm_release,     "Q.764 2.3.3, collision" },
	{ S(RELEASING),                EV_T1,           SAME,            release_again,       "Q.764 2.9.6.2, T1" },
	{ S(RELEASING),                EV_T5,           TO(RESETTING),   no_release_complete, "Q.764 2.9.6.2, T5" },
	{ S(IDLE) | S(UNEQUIPPED) | S(DOWN), EV_REL,    SAME,            confirm_release,     "Q.764 2.9.5.1 a" },
	{ RESETS,                      EV_REL,          SAME,            confirm_release,     "Q.764 2.9.3.1" },
	{ S(IDLE) | S(UNEQUIPPED) | S(DOWN) | S(GROUP_RESETTING), EV_RLC, SAME, NULL,         "Q.764 2.9.5.1 b" },

	/* reset by us: one circuit, or as part of a group */
	{ ~RESETS,                     EV_RESET,        TO(RESETTING),   reset_here,          "Q.764 2.9.3.1" },
	{ S(RESETTING),                EV_RLC,          TO(IDLE),        reset_done,          "Q.764 2.9.3.1" },
	{ S(RESETTING),                EV_T16,          SAME,            reset_again,         "Q.764 2.9.6.3, T16" },
	{ S(RESETTING),                EV_T17,          SAME,            reset_slowly,        "Q.764 2.9.6.3, T17" },
	{ ~UINT64_C(0),                EV_GROUP_RESET,  TO(GROUP_RESETTING), clear_call,      "Q.764 2.9.3.2" },
	{ S(GROUP_RESETTING),          EV_GROUP_RESET_DONE, TO(IDLE),    reset_done,          "Q.764 2.9.3.2" },

	/* reset by the far exchange */
	{ S(SENT),                     EV_RSC,          TO(IDLE),        reset_by_far_in_setup, "Q.764 2.9.3.1 e, 2.8.1" },
	{ CALLS | S(RELEASING) | S(IDLE) | S(UNEQUIPPED) | TESTED, EV_RSC, TO(IDLE), reset_by_far, "Q.764 2.9.3.1" },
	{ RESETS | S(DOWN),            EV_RSC,          SAME,            answer_reset,        "Q.764 2.9.3.1 f" },
	{ S(SENT),                     EV_GRS,          TO(IDLE),        cleared_by_far_in_setup, "Q.764 2.9.3.2, 2.8.1" },
	{ CALLS | S(RELEASING) | S(IDLE) | S(UNEQUIPPED) | TESTED, EV_GRS, TO(IDLE), cleared_by_far, "Q.764 2.9.3.2" },
	{ RESETS | S(DOWN),            EV_GRS,          SAME,            NULL,                "Q.764 2.9.3.2" },

	/* the circuit itself: hardware, continuity */
	{ S(SENT),                     EV_HARDWARE_LOST, TO(IDLE),       move_call,           "Q.764 2.8.2.2, 2.8.1" },
	{ CALLS & ~S(SENT),            EV_HARDWARE_LOST, TO(IDLE),       clear_call,          "Q.764 2.8.2.2" },
	{ S(RELEASING),                EV_HARDWARE_LOST, TO(IDLE),       NULL,                "Q.764 2.8.2.2" },
	{ ~(CALLS | S(RELEASING)),     EV_HARDWARE_LOST, SAME,           NULL,                "Q.764 2.8.2.2" },
	{ S(IDLE) | TESTED,            EV_CCR,          TO(LOOPED),      loop,                "Q.764 2.1.8" },
	{ S(LOOPED),                   EV_COT,          TO(IDLE),        NULL,                "Q.764 2.1.8" },
	{ S(LOOPED),                   EV_COT_FAILED,   TO(RECHECK),     await_check,         "Q.764 2.1.8" },
	{ TESTED,                      EV_REL,          TO(IDLE),        confirm_release,     "Q.764 2.1.8" },
	{ S(RECHECK),                  EV_T27,          TO(RESETTING),   reset_here,          "Q.764 2.9.8.3, T27" },
	{ S(LOOPED),                   EV_T36,          TO(RESETTING),   reset_here,          "Q.764 2.9.8.3, T36" },
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
circuit_event(struct isup *isup, struct circuit *c, enum circuit_event event, const struct circuit_arg *arg,
	      struct core_out *out)
{
	uint8_t before = c->state;
	int found = fsm_step(&circuit_fsm, isup, c, &c->state, (uint16_t)event, c->cic, arg, out);

	if (c->state != before) {
		c->since_us = isup->now_us;
		circuit_stop_strangers(isup, c);
	}
	group_relist(isup, c);
	return found;
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
	static const struct circuit_arg none;

	group_took(isup, c, WAY_OUT);
	if (repeated)
		c->flags |= CIRCUIT_REPEATED;
	c->resync = isup_exchange(isup)->resync;
	c->leg = dial->leg;
	c->category = dial->category;
	c->caller = dial->caller;
	c->called = dial->called;
	c->congestion = 0;
	memset(&c->original, 0, sizeof(c->original));
	circuit_event(isup, c, EV_DIAL, &none, out);
}
