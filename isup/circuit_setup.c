/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a call comes to stand on its circuit: in, by IAM, digits and what else must be known (Q.764 2.1.1.2, 2.1.2.2,
 * 2.1.3), out, by IAM and what the far exchange says to it (2.1.1.1, 2.1.4 to 2.1.7).
 */
#include "isup/circuit_actions.h"
#include "isup/number.h"

#include <string.h>

#define EVENT_ALERTING 1 /* Q.763 3.21 */
#define EVENT_PROGRESS 2
#define EVENT_INBAND   3
#define CALLED_FREE    1
#define CHECK_HERE     1 /* Q.763 3.35: continuity check required on this circuit */
#define CHECK_BEFORE   2 /* ... performed on a previous circuit */

/* ---- calls in (Q.764 2.1.1.2, 2.1.2.2, 2.1.4) ---- */

static void
post_refuse(
    struct isup *isup, struct circuit *c, enum isup_stat why, uint8_t cause, uint8_t congestion, struct core_out *out)
{
	struct circuit_arg arg = { .cause = cause, .congestion = congestion };

	circuit_count(isup, c, why, out);
	circuit_event(isup, c, EV_REFUSE, &arg, out);
}

/* All digits are here.  What may still be awaited: continuity, then the caller's number. */
static void
address_complete(struct isup *isup, struct circuit *c, struct core_out *out)
{
	enum circuit_event event = EV_COMPLETE;

	if (c->flags & CIRCUIT_UNCHECKED)
		event = EV_UNCHECKED;
	else if (group_of(isup, c)->conf.ask_caller && !c->caller.len)
		event = EV_NO_CALLER;
	circuit_post(isup, c, event, out);
}

/* ST or the group's number length ends the digits; where neither can, T10; too few digits: T35. */
static void
look_at_digits(struct isup *isup, struct circuit *c, struct core_out *out)
{
	const struct conf_group *conf = &group_of(isup, c)->conf;

	if (c->called.st || (conf->digits && c->called.len >= conf->digits))
		address_complete(isup, c, out);
	else
		circuit_arm(isup, c, !conf->digits && c->called.len >= conf->digits_least ? CT_T10 : CT_T35);
}

/* A number that is absent or cannot be read is no number. */
static void
read_number(const struct isup_msg *msg, uint8_t param, struct number *number)
{
	if (isup_number(msg, param, number))
		memset(number, 0, sizeof(*number));
}

static void
read_user(const struct isup_msg *msg, struct user_data *user)
{
	memset(user, 0, sizeof(*user));
	user->uui_len = (uint8_t)isup_copy(msg, PARAM_USER_TO_USER, user->uui, sizeof(user->uui));
	user->access_len = (uint8_t)isup_copy(msg, PARAM_ACCESS_TRANSPORT, user->access, sizeof(user->access));
}

static void
read_iam(struct isup *isup, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	unsigned check = isup_octet(msg, PARAM_NATURE, 0, 0) >> 2 & 3;
	struct call_rest *rest = call_rest(isup, c);

	memset(rest, 0, sizeof(*rest));
	c->category = (uint8_t)isup_octet(msg, PARAM_CATEGORY, 0, 0);
	rest->tmr = (uint8_t)isup_octet(msg, PARAM_TMR, 0, 0);
	read_number(msg, PARAM_CALLING, &c->caller);
	read_number(msg, PARAM_ORIGINAL_CALLED, &c->original);
	read_number(msg, PARAM_REDIRECTING, &rest->redirecting);
	rest->redirection[0] = (uint8_t)isup_octet(msg, PARAM_REDIRECTION_INFO, 0, 0);
	rest->redirection[1] = (uint8_t)isup_octet(msg, PARAM_REDIRECTION_INFO, 1, 0);
	read_user(msg, &rest->user);
	if (check == CHECK_HERE || check == CHECK_BEFORE)
		c->flags |= CIRCUIT_UNCHECKED;
	if (check == CHECK_HERE)
		line_tell_check(isup, c, LINE_CHECK_LOOP, out);
}

/* Speech, 3.1 kHz audio, 64 kbit/s preferred: what voice can be carried on. */
static int
is_voice(unsigned tmr)
{
	return tmr == 0 || tmr == 3 || tmr == 6;
}

/* Why the call is not taken: its cause and counter, or 0. */
static uint8_t
objection(struct isup *isup, struct circuit *c, int bad_number, enum isup_stat *stat, struct core_out *out)
{
	const struct group *g = group_of(isup, c);

	*stat = ISUP_STAT_REFUSED_NUMBER;
	if (bad_number)
		return CAUSE_ADDRESS_INCOMPLETE;
	*stat = ISUP_STAT_REFUSED_BEARER;
	if (g->conf.bearer == BEARER_VOICE && !is_voice(call_rest(isup, c)->tmr))
		return CAUSE_BEARER;
	*stat = ISUP_STAT_REFUSED_SPLIT;
	if (!group_may_take(g, WAY_IN))
		return CAUSE_NO_CIRCUIT;
	*stat = ISUP_STAT_REFUSED_PRESSURE;
	c->congestion = overload_refuses(isup, c->category, out);
	return c->congestion ? CAUSE_SWITCH_CONGESTION : 0;
}

void
circuit_seize_in(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	struct isup *isup = room;
	struct circuit *c = obj;
	int bad_number = isup_number(arg->msg, PARAM_CALLED, &c->called);
	enum isup_stat stat;

	c->cause = 0;
	c->congestion = 0;
	c->flags &= (uint8_t)~CIRCUIT_UNCHECKED;
	circuit_alarm_over(isup, c, out);
	read_iam(isup, c, arg->msg, out);
	uint8_t cause = objection(isup, c, bad_number, &stat, out);
	if (cause) {
		post_refuse(isup, c, stat, cause, c->congestion, out);
		return;
	}
	group_took(isup, c, WAY_IN);
	if (c->flags & CIRCUIT_UNCHECKED)
		circuit_arm(isup, c, CT_T8);
	look_at_digits(isup, c, out);
}

void
circuit_yield_and_seize(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_DUAL_SEIZED, out);
	circuit_try_elsewhere(room, obj, out);
	circuit_check_over(room, obj, out);
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

/* Digits were complete before: go on with what else must be known. */
void
circuit_checked(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_continuity_passed(room, obj, arg, out);
	address_complete(room, obj, out);
}

void
circuit_ask_caller(void *room, void *obj, const void *arg, struct core_out *out)
{
	send_inr(room, obj, out);
	circuit_arm(room, obj, CT_T33);
}

void
circuit_caller_told(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	struct circuit *c = obj;

	read_number(arg->msg, PARAM_CALLING, &c->caller);
	c->category = (uint8_t)isup_octet(arg->msg, PARAM_CATEGORY, 0, c->category);
	circuit_offer(room, c, arg, out);
}

void
circuit_offer(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct isup *isup = room;
	struct circuit *c = obj;
	struct call_rest *rest = call_rest(isup, c);
	const struct group *g = group_of(isup, c);

	c->called = rule_in(isup, g, RULE_CALLED, &c->called);
	c->caller = rule_in(isup, g, RULE_CALLING, &c->caller);
	c->original = rule_in(isup, g, RULE_ORIGINAL, &c->original);
	rest->redirecting = rule_in(isup, g, RULE_REDIRECTING, &rest->redirecting);
	circuit_count(isup, c, ISUP_STAT_CALLS_IN, out);
	line_tell_offered(isup, c, out);
	memset(&rest->user, 0, sizeof(rest->user)); /* from now on: what goes to the caller's side */
}

void
circuit_alert(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	send_backward(room, obj, ISUP_ACM, arg->flags & LINE_F_INBAND, arg->event, out);
}

void
circuit_alert_more(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	send_backward(room, obj, ISUP_CPG, arg->flags & LINE_F_INBAND, arg->event, out);
}

void
circuit_answer(void *room, void *obj, const void *arg, struct core_out *out)
{
	count_answered(room, obj, out);
	send_backward(room, obj, ISUP_ANM, 0, 0, out);
}

void
circuit_connect_at_once(void *room, void *obj, const void *arg, struct core_out *out)
{
	count_answered(room, obj, out);
	send_backward(room, obj, ISUP_CON, 0, 0, out);
}

/* ---- calls out (Q.764 2.1.1.1, 2.1.4.1, 2.1.7.1) ---- */

void
circuit_call_out(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	circuit_count(room, c, ISUP_STAT_CALLS_OUT, out);
	send_iam(room, c, out);
	circuit_arm(room, c, CT_T7);
	if (c->flags & CIRCUIT_UNCHECKED) {
		line_tell_check(room, c, LINE_CHECK_TONE, out);
		circuit_arm(room, c, CT_T24);
	}
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

	line_tell_user(isup, c, msg, out);
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

	memset(&call_rest(room, obj)->user, 0, sizeof(struct user_data)); /* the IAM has arrived with it */
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
circuit_far_answered(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	line_tell_user(room, obj, arg->msg, out);
	count_answered(room, obj, out);
	line_tell(room, obj, MSG_LINE_ANSWERED, 0, 0, 0, 0, out);
}

void
circuit_far_asks(void *room, void *obj, const void *arg, struct core_out *out)
{
	send_inf(room, obj, out);
}
