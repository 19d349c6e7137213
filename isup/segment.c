/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Simple segmentation (Q.764 2.1.12): a message too long for MTP comes in two parts, itself and SGM.
 *
 * A message that says "a segment follows" is kept as it came, unread, while T34 runs.  SGM brings the rest: its parameters
 * are read behind those of the first part, and the whole is received as one.  When T34 ends, or the exchange goes on to
 * something else, the first part is received as it is; an SGM that comes later is discarded.
 */
#include "isup/exchange.h"

#include <string.h>

#define IAM_FOLLOWS      0x04u /* optional forward call indicators: C */
#define BACKWARD_FOLLOWS 0x04u /* optional backward call indicators: C */

static int
says_more_follows(const struct isup_msg *msg)
{
	switch (msg->type) {
	case ISUP_IAM:
		return (isup_octet(msg, PARAM_OPT_FORWARD, 0, 0) & IAM_FOLLOWS) != 0;
	case ISUP_ACM:
	case ISUP_CPG:
	case ISUP_ANM:
	case ISUP_CON:
		return (isup_octet(msg, PARAM_OPT_BACKWARD, 0, 0) & BACKWARD_FOLLOWS) != 0;
	default:
		return 0;
	}
}

/* Supervision goes on beside a call, and leaves half a message alone. */
static int
is_beside(uint8_t type)
{
	return (type >= ISUP_BLO && type <= ISUP_UBA) || (type >= ISUP_CGB && type <= ISUP_CGUA) || type == ISUP_CQM;
}

static void
keep(struct isup *isup, struct circuit *c, const struct isup_msg *msg)
{
	struct call_rest *rest = call_rest(isup, c);

	memcpy(rest->segment, msg->octets, msg->len);
	rest->held = msg->len;
	circuit_arm(isup, c, CT_T34);
}

/* What was kept, as a message again; `octets` has room for two.  0 if nothing was. */
static int
take(struct isup *isup, struct circuit *c, struct isup_msg *msg, uint8_t *octets)
{
	struct call_rest *rest = call_rest(isup, c);
	size_t len = rest->held;

	memcpy(octets, rest->segment, len);
	segment_forget(isup, c);
	return len && isup_decode(msg, octets, len) == 0;
}

static void
join(struct isup_msg *msg, uint8_t *octets, const struct isup_msg *rest)
{
	memcpy(octets + msg->len, rest->octets, rest->len);
	for (int i = 0; i < rest->n_views && msg->n_views < ISUP_VIEWS; i++) {
		struct isup_view view = rest->views[i];

		view.at = (uint16_t)(view.at + msg->len);
		msg->views[msg->n_views++] = view;
		msg->unknown = (uint16_t)(msg->unknown + !view.known);
	}
	msg->len = (uint16_t)(msg->len + rest->len);
}

int
segment_takes(
    struct isup *isup, struct remote *remote, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	uint8_t octets[2 * ISUP_MSG_MAX];
	struct isup_msg first;

	if (call_rest(isup, c)->held && !is_beside(msg->type) && take(isup, c, &first, octets)) {
		if (msg->type == ISUP_SGM)
			join(&first, octets, msg);
		isup_received(isup, remote, &first, out);
		if (msg->type == ISUP_SGM)
			return 1;
	}
	if (says_more_follows(msg))
		keep(isup, c, msg);
	return says_more_follows(msg) || msg->type == ISUP_SGM;
}

void
segment_missing(struct isup *isup, struct circuit *c, struct core_out *out)
{
	uint8_t octets[2 * ISUP_MSG_MAX];
	struct isup_msg first;

	circuit_count(isup, c, ISUP_STAT_SEGMENT_MISSING, out);
	if (take(isup, c, &first, octets))
		isup_received(isup, remote_of(isup, c), &first, out);
}

void
segment_forget(struct isup *isup, struct circuit *c)
{
	call_rest(isup, c)->held = 0;
	circuit_disarm(isup, c, SLOT_SEGMENT);
}
