/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is not understood (Q.764 2.9.5.2, 2.9.5.3): the sender itself says what shall become of it, in the message
 * compatibility or parameter compatibility information.
 *
 * We are an end node: nothing is passed on, so where the sender wants that, his next wish counts: what to do when it is not
 * possible.  Of several parameters the gravest instruction is followed: release, discard the message, discard the
 * parameter.  Without instructions a message or a parameter is discarded and the sender is told (CFN), unless the
 * exchange is of the older kind that knows no CFN (Q.767; setting `confusion`).
 */
#include "isup/exchange.h"

#define RELEASE_CALL    0x02u               /* B */
#define NOTIFY          0x04u               /* C: CFN */
#define DISCARD_MESSAGE 0x08u               /* D */
#define DISCARD_PARAM   0x10u               /* E, of a parameter */
#define OR_DISCARD      0x10u               /* E, of a message: pass-on not possible: discard it, do not release */
#define OR_WHAT(octet)  ((octet) >> 5 & 3u) /* GF, of a parameter: pass-on not possible */
#define LAST_OCTET      0x80u               /* H */

#define CAUSE_MESSAGE_UNKNOWN 97
#define CAUSE_PARAM_UNKNOWN   99
#define CAUSE_DISCARDED       110
#define MOST_NAMED            10 /* unknown parameters that a CFN names */

enum verdict { GO_ON, DROP_PARAM, DROP_MESSAGE, RELEASE }; /* graver to the right */

/* ---- what comes of it ---- */

static void
release(struct isup *isup, struct circuit *c, uint8_t cause, struct core_out *out)
{
	struct circuit_arg arg = { .cause = cause, .location = LOCATION_US };

	if (!c)
		return;
	bool untold = c->state == CIR_IDLE || c->state == CIR_ADDRESS || c->state == CIR_CHECKING ||
	    c->state == CIR_ASKING; /* the switch does not know of a call */

	if (circuit_event(isup, c, untold ? EV_REFUSE : EV_RELEASE, &arg, out))
		circuit_count(isup, c, ISUP_STAT_RELEASED_UNKNOWN, out);
}

static void
confuse(struct isup *isup, struct remote *remote, const struct circuit *c, unsigned cic, uint8_t cause,
    const uint8_t *about, size_t n, struct core_out *out)
{
	if (!c || group_of(isup, c)->conf.confusion)
		send_confusion(isup, remote, cic, cause, about, n, out);
}

/* ---- messages ---- */

static enum verdict
for_message(int instructions)
{
	if (instructions < 0)
		return DROP_MESSAGE;
	if (instructions & RELEASE_CALL)
		return RELEASE;
	if (instructions & DISCARD_MESSAGE)
		return DROP_MESSAGE;
	return instructions & OR_DISCARD ? DROP_MESSAGE : RELEASE;
}

void
compat_message(
    struct isup *isup, struct remote *remote, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	int instructions = isup_compat(msg);

	core_count(out, ISUP_STAT_ISUP_UNKNOWN, remote->linkset, 1);
	if (for_message(instructions) == RELEASE && c && circuit_has_call(c))
		release(isup, c, CAUSE_MESSAGE_UNKNOWN, out);
	else if (instructions < 0 || (instructions & NOTIFY))
		confuse(isup, remote, c, msg->cic, CAUSE_MESSAGE_UNKNOWN, &msg->type, 1, out);
}

/* ---- parameters ---- */

/* Instructions for one parameter: pairs of name and octets, the last of which has H set.  -1 if there are none. */
static int
instructions_for(const struct isup_msg *msg, uint8_t code)
{
	const struct isup_view *view = isup_find(msg, PARAM_PARAMETER_COMPAT);
	const uint8_t *octets = view ? isup_octets(msg, view) : NULL;

	for (unsigned at = 0; view && at + 1 < view->len; at++) {
		uint8_t name = octets[at++];

		if (name == code)
			return octets[at];
		while (at + 1 < view->len && !(octets[at] & LAST_OCTET))
			at++;
	}
	return -1;
}

static enum verdict
for_param(int instructions)
{
	static const enum verdict not_passed_on[] = { RELEASE, DROP_MESSAGE, DROP_PARAM, RELEASE };

	if (instructions < 0)
		return DROP_PARAM;
	if (instructions & RELEASE_CALL)
		return RELEASE;
	if (instructions & DISCARD_MESSAGE)
		return DROP_MESSAGE;
	if (instructions & DISCARD_PARAM)
		return DROP_PARAM;
	return not_passed_on[OR_WHAT(instructions)];
}

struct findings {
	enum verdict verdict;
	int notify;
	uint8_t about[1 + MOST_NAMED]; /* the message, then its parameters */
	size_t n;
};

static void
look_at(const struct isup_msg *msg, const struct isup_view *view, struct findings *f)
{
	int instructions = instructions_for(msg, view->code);
	enum verdict verdict = for_param(instructions);

	if (verdict > f->verdict)
		f->verdict = verdict;
	if (instructions >= 0 && !(instructions & NOTIFY))
		return;
	f->notify = 1;
	if (f->n < sizeof(f->about))
		f->about[f->n++] = view->code;
}

static struct findings
find(const struct isup_msg *msg)
{
	struct findings f = { .about = { msg->type }, .n = 1 };

	for (int i = 0; i < msg->n_views; i++)
		if (!msg->views[i].known)
			look_at(msg, &msg->views[i], &f);
	return f;
}

/* A REL is obeyed whatever it carries; its RLC tells what was not understood (2.9.5.3.2). */
uint8_t
compat_in_rel(const struct isup_msg *msg)
{
	const struct findings f = find(msg);

	return f.notify && f.n > 1 ? f.about[1] : 0;
}

int
compat_params(
    struct isup *isup, struct remote *remote, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	if (msg->type == ISUP_REL || msg->type == ISUP_RLC || msg->type == ISUP_CFN)
		return 1;
	const struct findings f = find(msg);

	switch (f.verdict) {
	case RELEASE:
		release(isup, c, CAUSE_PARAM_UNKNOWN, out);
		return 0;
	case DROP_MESSAGE:
		if (f.notify)
			confuse(isup, remote, c, msg->cic, CAUSE_DISCARDED, f.about, f.n, out);
		return 0;
	default:
		if (f.notify)
			confuse(isup, remote, c, msg->cic, CAUSE_PARAM_UNKNOWN, f.about + 1, f.n - 1, out);
		return 1;
	}
}
