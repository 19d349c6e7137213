/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages out: release and supervision (calls: send_call.c).  The SLS is the low bits of the CIC, so all messages
 * of a circuit take one way and arrive in order (Q.764 1.2.2).
 */
#include "isup/exchange.h"
#include "isup/mtp3.h"

#include <string.h>

#define VALUES       4
#define EXTENSION    0x80
#define CAUSE_NORMAL 31
#define DIAGNOSTICS  12
#define USER_ROOM    200 /* octets of the users' own that REL has room for: it cannot be segmented */

struct body {
	struct isup_value values[VALUES];
	size_t n;
};

static void
put(struct body *body, uint8_t code, const uint8_t *octets, size_t len)
{
	body->values[body->n++] = (struct isup_value){ .code = code, .len = (uint8_t)len, .octets = octets };
}

void
send_message(struct isup *isup, struct remote *remote, unsigned cic, uint8_t type, const struct isup_value *values,
    size_t n, struct core_out *out)
{
	uint8_t octets[ISUP_MSG_MAX];
	int len = isup_encode(octets, sizeof(octets), (uint16_t)cic, type, values, n);

	if (len < 0 || mtp3_transfer(isup, remote->linkset, remote->pc, (uint8_t)cic, octets, (size_t)len, out))
		core_count(out, ISUP_STAT_ISUP_LOST, remote->linkset, 1);
	else
		core_count(out, ISUP_STAT_ISUP_OUT, remote->linkset, 1);
}

static void
send_body(struct isup *isup, struct circuit *c, uint8_t type, const struct body *body, struct core_out *out)
{
	send_message(isup, remote_of(isup, c), c->cic, type, body->values, body->n, out);
}

void
send_plain(struct isup *isup, struct circuit *c, uint8_t type, struct core_out *out)
{
	send_message(isup, remote_of(isup, c), c->cic, type, NULL, 0, out);
}

void
send_octet(struct isup *isup, struct circuit *c, uint8_t type, uint8_t octet, struct core_out *out)
{
	const struct isup_value value = {
		.code = type == ISUP_COT ? PARAM_CONTINUITY : PARAM_SUSPEND, .len = 1, .octets = &octet
	};

	send_message(isup, remote_of(isup, c), c->cic, type, &value, 1, out);
}

/* Q.850 2.1: extension and location, extension and value, diagnostics. */
static void
put_cause(
    struct body *body, uint8_t octets[2 + DIAGNOSTICS], uint8_t cause, uint8_t location, const uint8_t *about, size_t n)
{
	n = n < DIAGNOSTICS ? n : DIAGNOSTICS;
	octets[0] = (uint8_t)(EXTENSION | (location & 0x0f));
	octets[1] = (uint8_t)(EXTENSION | ((cause ? cause : CAUSE_NORMAL) & 0x7f));
	if (n)
		memcpy(octets + 2, about, n);
	put(body, PARAM_CAUSE, octets, 2 + n);
}

/* Level 1 or 2 while we are overloaded, or as the refusal has it (Q.764 2.11). */
static uint8_t
congestion_level(struct isup *isup, const struct circuit *c)
{
	uint8_t pressure = isup_exchange(isup)->pressure;

	if (!group_of(isup, c)->conf.congestion_level)
		return 0;
	return pressure > c->congestion ? pressure : c->congestion;
}

void
send_rel(struct isup *isup, struct circuit *c, struct core_out *out)
{
	struct call_rest *rest = call_rest(isup, c);
	uint8_t cause[2 + DIAGNOSTICS], level = congestion_level(isup, c);
	struct body body = { .n = 0 };

	put_cause(&body, cause, c->cause, c->location, NULL, 0);
	if (level)
		put(&body, PARAM_CONGESTION, &level, 1);
	if (rest->user.uui_len)
		put(&body, PARAM_USER_TO_USER, rest->user.uui, rest->user.uui_len);
	if (rest->user.access_len && rest->user.access_len + rest->user.uui_len <= USER_ROOM)
		put(&body, PARAM_ACCESS_TRANSPORT, rest->user.access, rest->user.access_len);
	send_body(isup, c, ISUP_REL, &body, out);
}

void
send_rlc(struct isup *isup, struct circuit *c, uint8_t cause, uint8_t about, struct core_out *out)
{
	uint8_t octets[2 + DIAGNOSTICS];
	struct body body = { .n = 0 };

	if (cause)
		put_cause(&body, octets, cause, LOCATION_US, &about, 1);
	send_body(isup, c, ISUP_RLC, &body, out);
}

void
send_confusion(struct isup *isup, struct remote *remote, unsigned cic, uint8_t cause, const uint8_t *about, size_t n,
    struct core_out *out)
{
	uint8_t octets[2 + DIAGNOSTICS];
	struct body body = { .n = 0 };

	put_cause(&body, octets, cause, LOCATION_US, about, n);
	send_message(isup, remote, cic, ISUP_CFN, body.values, body.n, out);
}

void
send_range(struct isup *isup, struct remote *remote, unsigned cic, uint8_t type, int hardware,
    const struct isup_range *range, struct core_out *out)
{
	uint8_t supervision = hardware ? 1 : 0;
	uint8_t octets[1 + sizeof(range->status)];
	struct body body = { .n = 0 };

	put(&body, PARAM_RANGE, octets, isup_range_encode(range, octets));
	if (type != ISUP_GRS && type != ISUP_GRA && type != ISUP_CQM)
		put(&body, PARAM_GROUP_TYPE, &supervision, 1);
	send_message(isup, remote, cic, type, body.values, body.n, out);
}
