/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a call comes to stand on its circuit: in, by IAM, digits and continuity check (Q.764 2.1.1.2, 2.1.2.2, 2.1.8),
 * out, by IAM and what the far exchange says to it (2.1.1.1, 2.1.4 to 2.1.7), and how it is suspended and resumed
 * (2.4).
 */
#include "isup/circuit_actions.h"
#include "isup/number.h"

#include <string.h>

#define EVENT_ALERTING    1 /* Q.763 3.21 */
#define EVENT_PROGRESS    2
#define EVENT_INBAND      3
#define CALLED_FREE       1
#define CONGESTION_LEVEL  2 /* what we tell under pressure: level 2 exceeded */
#define PRESSURE_NO_CALLS 2

/* ---- calls in (Q.764 2.1.1.2, 2.1.2.2, 2.1.4) ---- */

static void
post_refuse(
    struct isup *isup, struct circuit *c, enum isup_stat why, uint8_t cause, uint8_t congestion, struct core_out *out)
{
	struct circuit_arg arg = { .cause = cause, .congestion = congestion };

	circuit_count(isup, c, why, out);
	circuit_event(isup, c, EV_REFUSE, &arg, out);
}

static void
address_complete(struct isup *isup, struct circuit *c, struct core_out *out)
{
	circuit_post(isup, c, c->flags & CIRCUIT_UNCHECKED ? EV_UNCHECKED : EV_COMPLETE, out);
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

void
circuit_seize_in(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	struct isup *isup = room;
	struct circuit *c = obj;
	int bad = isup_number(arg->msg, PARAM_CALLED, &c->called);

	c->cause = 0;
	c->congestion = 0;
	c->flags &= (uint8_t)~CIRCUIT_UNCHECKED;
	circuit_alarm_over(isup, c, out);
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

void
circuit_yield_and_seize(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_DUAL_SEIZED, out);
	circuit_try_elsewhere(room, obj, out);
	circuit_event(room, obj, EV_IAM, arg, out);
}

void
circuit_hold_our_own(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_DUAL_SEIZED, out);
}

void
circuit_still_blocked(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_UNEXPECTED, out);
	send_plain(room, obj, ISUP_BLO, out);
}

void
circuit_more_digits(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	struct circuit *c = obj;
	struct number more;

	if (isup_number(arg->msg, PARAM_SUBSEQUENT, &more) || number_append(&c->called, &more))
		post_refuse(room, c, ISUP_STAT_REFUSED_NUMBER, CAUSE_ADDRESS_INCOMPLETE, 0, out);
	else
		look_at_digits(room, c, out);
}

void
circuit_no_more_digits(void *room, void *obj, const void *arg, struct core_out *out)
{
	address_complete(room, obj, out);
}

void
circuit_continuity_passed(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	c->flags &= (uint8_t)~CIRCUIT_UNCHECKED;
	circuit_disarm(room, c, SLOT_LONG);
}

void
circuit_offer(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	c->flags &= (uint8_t)~CIRCUIT_UNCHECKED;
	circuit_count(room, c, ISUP_STAT_CALLS_IN, out);
	line_tell_offered(room, c, out);
}

void
circuit_continuity_failed(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_break_call(room, obj, CAUSE_TEMPORARY, out);
	circuit_arm(room, obj, CT_T27);
}

void
circuit_await_check(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_arm(room, obj, CT_T27);
}

void
circuit_loop(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_arm(room, obj, CT_T36);
}

void
circuit_alert(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	send_backward(room, obj, ISUP_ACM, arg->flags & LINE_F_INBAND, out);
}

void
circuit_alert_more(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	send_cpg(room, obj, arg->flags & LINE_F_INBAND, out);
}

void
circuit_answer(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_ANSWERED, out);
	send_backward(room, obj, ISUP_ANM, 0, out);
}

void
circuit_connect_at_once(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_ANSWERED, out);
	send_backward(room, obj, ISUP_CON, 0, out);
}

/* ---- calls out (Q.764 2.1.1.1, 2.1.4.1, 2.1.7.1) ---- */

void
circuit_call_out(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_CALLS_OUT, out);
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

void
circuit_far_complete(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	unsigned called = isup_octet(arg->msg, PARAM_BACKWARD, 0, 0) >> 2 & 3;

	circuit_arm(room, obj, CT_T9);
	tell_progress(room, obj, arg->msg, called == CALLED_FREE ? EVENT_ALERTING : EVENT_PROGRESS, out);
}

void
circuit_far_progress(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	tell_progress(room, obj, arg->msg, isup_octet(arg->msg, PARAM_EVENT, 0, EVENT_PROGRESS) & 0x7f, out);
}

void
circuit_far_answered(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_ANSWERED, out);
	line_tell(room, obj, MSG_LINE_ANSWERED, 0, 0, 0, 0, out);
}

void
circuit_far_asks(void *room, void *obj, const void *arg, struct core_out *out)
{
	send_inf(room, obj, out);
}

/* ---- suspended (Q.764 2.4): the timers run where the call is controlled, on the calling side ---- */

void
circuit_suspended(void *room, void *obj, const void *arg, struct core_out *out)
{
	line_tell(room, obj, MSG_LINE_SUSPENDED, 0, 0, 0, 0, out);
}

void
circuit_suspended_by_called(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	int by_network = isup_octet(arg->msg, PARAM_SUSPEND, 0, 0) & 1;

	circuit_arm(room, obj, by_network ? CT_T6 : CT_T2);
	circuit_suspended(room, obj, arg, out);
}

void
circuit_resumed(void *room, void *obj, const void *arg, struct core_out *out)
{
	line_tell(room, obj, MSG_LINE_RESUMED, 0, 0, 0, 0, out);
}
