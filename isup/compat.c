/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is not understood (Q.764 2.9.5.2, 2.9.5.3): the sender itself says what shall become of it, in the message
 * compatibility or parameter compatibility information; if it does not, a message is discarded and a parameter is
 * skipped. We are an end node: the instructions for passing on do not apply.
 */
#include "isup/exchange.h"

#define RELEASE_CALL    0x02u /* B */
#define NOTIFY          0x04u /* C: CFN */
#define DISCARD_MESSAGE 0x08u /* D */
#define LAST_OCTET      0x80u /* H */

#define CAUSE_MESSAGE_UNKNOWN 97
#define CAUSE_PARAM_UNKNOWN   99
#define CAUSE_DISCARDED       110

static void
release(struct isup *isup, struct circuit *c, uint8_t cause, struct core_out *out)
{
	struct circuit_arg arg = { .cause = cause, .location = LOCATION_US };

	if (!c || !circuit_has_call(c))
		return;
	bool in_setup = c->state == CIR_ADDRESS || c->state == CIR_CHECKING; /* the switch does not know it yet */

	circuit_event(isup, c, in_setup ? EV_REFUSE : EV_RELEASE, &arg, out);
}

void
compat_message(
    struct isup *isup, struct remote *remote, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	int instructions = isup_compat(msg);

	core_count(out, ISUP_STAT_ISUP_UNKNOWN, remote->linkset, 1);
	if (instructions < 0)
		send_confusion(isup, remote, msg->cic, CAUSE_MESSAGE_UNKNOWN, msg->type, out);
	else if (instructions & RELEASE_CALL)
		release(isup, c, CAUSE_MESSAGE_UNKNOWN, out);
	else if (instructions & NOTIFY)
		send_confusion(isup, remote, msg->cic, CAUSE_MESSAGE_UNKNOWN, msg->type, out);
}

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

/* A REL or RLC is obeyed whatever it carries (2.9.5.3.2); no CFN is sent about a CFN. */
static int
is_final(const struct isup_msg *msg)
{
	return msg->type == ISUP_REL || msg->type == ISUP_RLC || msg->type == ISUP_CFN;
}

int
compat_params(
    struct isup *isup, struct remote *remote, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	int confused = 0;

	for (int i = 0; i < msg->n_views && !is_final(msg); i++) {
		const struct isup_view *view = &msg->views[i];

		if (isup_param_row(view->code)) /* known, if not here: skipped silently */
			continue;
		int instructions = instructions_for(msg, view->code);
		if (instructions >= 0 && (instructions & RELEASE_CALL)) {
			release(isup, c, CAUSE_PARAM_UNKNOWN, out);
			return 0;
		}
		if (instructions >= 0 && (instructions & DISCARD_MESSAGE)) {
			if (instructions & NOTIFY)
				send_confusion(isup, remote, msg->cic, CAUSE_DISCARDED, view->code, out);
			return 0;
		}
		if ((instructions < 0 || (instructions & NOTIFY)) && !confused++)
			send_confusion(isup, remote, msg->cic, CAUSE_PARAM_UNKNOWN, view->code, out);
	}
	return 1;
}
