/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A call that stands: suspended and resumed by either side (Q.764 2.4), metered, its users' own words (Q.737.1), and the
 * called side's control over its end (China).
 *
 * T2 and T6 run where the call is controlled, on the calling side.
 *
 * A called party such as 110 keeps the line when the caller hangs up.  Then the calling side says CCL instead of REL, and
 * the called side alone releases.  We are the calling side for the numbers of `called_controls`; as the called side we
 * release at once, or (`ccl_in`) when the switch does.
 */
#include "isup/circuit_actions.h"

#include <string.h>

#define BY_USER    0 /* suspend/resume indicators, Q.763 3.52 */
#define BY_NETWORK 1

/* ---- suspended by the far side ---- */

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

/* ---- by ours ---- */

/* As the called side by the network (the phone was put down), unless the switch says that a user did. */
static void
say(struct isup *isup, struct circuit *c, uint8_t type, const struct circuit_arg *arg, struct core_out *out)
{
	int by_user = c->way == WAY_OUT || (arg->flags & LINE_F_USER);

	send_octet(isup, c, type, by_user ? BY_USER : BY_NETWORK, out);
}

void
circuit_suspend(void *room, void *obj, const void *arg, struct core_out *out)
{
	say(room, obj, ISUP_SUS, arg, out);
}

void
circuit_suspend_out(void *room, void *obj, const void *arg, struct core_out *out)
{
	say(room, obj, ISUP_SUS, arg, out);
	circuit_arm(room, obj, CT_T2);
}

void
circuit_resume(void *room, void *obj, const void *arg, struct core_out *out)
{
	say(room, obj, ISUP_RES, arg, out);
}

/* ---- words of the users ---- */

void
circuit_user_speaks(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;

	line_tell_user(room, obj, arg->msg, out);
}

void
circuit_out_of_place(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_UNEXPECTED, out);
}

/* ---- China ---- */

/* What one MPM stands for is a setting: the two octets of its charge information differ from place to place. */
static uint32_t
pulses_of(const struct conf_group *conf, const struct isup_msg *msg)
{
	unsigned first = isup_octet(msg, PARAM_CHARGE_INFO, 0, 0), second = isup_octet(msg, PARAM_CHARGE_INFO, 1, 0);

	switch (conf->metering) {
	case METERING_FIRST:
		return first;
	case METERING_SECOND:
		return second;
	case METERING_BOTH:
		return second << 8 | first;
	default:
		return 1;
	}
}

void
circuit_metered(void *room, void *obj, const void *argp, struct core_out *out)
{
	const struct circuit_arg *arg = argp;
	struct isup *isup = room;
	struct circuit *c = obj;
	uint32_t pulses = pulses_of(&group_of(isup, c)->conf, arg->msg);

	core_count(out, ISUP_STAT_METERED, group_of(isup, c)->index, pulses);
	if (c->state == CIR_CLEARING) /* over for the switch */
		return;
	call_rest(isup, c)->pulses += pulses;
	line_tell_metered(isup, c, out);
}

void
circuit_operator(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_OPERATORS, out);
}

void
circuit_caller_cleared(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct isup *isup = room;
	struct circuit *c = obj;
	int hold = group_of(isup, c)->conf.ccl_in == CCL_HOLDS && c->state == CIR_TALKING_IN;

	circuit_count(isup, c, ISUP_STAT_CLEARED_BY_CCL, out);
	circuit_post(isup, c, hold ? EV_HOLD_FOR_CALLED : EV_CALLER_GONE, out);
}

void
circuit_keep_for_called(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_suspended(room, obj, arg, out);
}

/* Is it one of the numbers, parted by blanks? */
static int
called_controls(const struct conf_group *conf, const char *digits)
{
	size_t len = strlen(digits);

	for (const char *at = conf->called_controls; *at; at += strcspn(at, " ")) {
		at += strspn(at, " ");
		if (len && strncmp(at, digits, len) == 0 && (at[len] == ' ' || at[len] == '\0'))
			return 1;
	}
	return 0;
}

void
circuit_release_wanted(struct isup *isup, struct circuit *c, const struct circuit_arg *arg, struct core_out *out)
{
	int talks = c->state == CIR_TALKING_OUT || c->state == CIR_HELD_OUT;
	int leave_it = talks && called_controls(&group_of(isup, c)->conf, c->called.digits);

	circuit_event(isup, c, leave_it ? EV_CALLED_CONTROLS : EV_RELEASE, arg, out);
}
