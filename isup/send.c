/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages out: what each of ours carries (Q.763 3 for the bits).  The SLS is the low bits of the CIC, so all messages
 * of a circuit take one way and arrive in order (Q.764 1.2.2).
 */
#include "isup/exchange.h"
#include "isup/mtp3.h"
#include "isup/number.h"

#define VALUES 8

/* Octets of indicators; bit A is the least. */
#define NATURE_PLAIN     0x00 /* no satellite, no continuity check, no echo device */
#define FORWARD_1        0x60 /* F ISUP all the way; HG ISUP not required all the way */
#define FORWARD_2        0x01 /* I originating access is ISDN */
#define TMR_AUDIO        0x03 /* 3.1 kHz audio: voice, modems, fax */
#define CATEGORY_DEFAULT 10   /* ordinary subscriber */
#define BACKWARD_1       0x16 /* BA charge; DC subscriber free; FE ordinary subscriber */
#define BACKWARD_2       0x14 /* K ISUP all the way; M terminating access is ISDN */
#define IN_BAND          0x01
#define EXTENSION        0x80
#define EVENT_ALERTING   1
#define EVENT_IN_BAND    3
#define INFO_NUMBER      0x03 /* BA calling party's address included */
#define INFO_NO_NUMBER   0x01 /* BA not available */
#define INFO_CATEGORY    0x20 /* F category included */
#define CAUSE_NORMAL     31

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

/* The called number as it goes out: all digits known, so ST ends them. */
static size_t
called_octets(const struct number *called, uint8_t *octets)
{
	struct number n = *called;
	int len;

	n.st = 1;
	if (!n.nai)
		n.nai = NAI_UNKNOWN;
	if (!n.npi)
		n.npi = 1;
	len = number_encode(PARAM_CALLED, &n, octets);
	return len > 0 ? (size_t)len : 0;
}

static size_t
calling_octets(const struct number *caller, uint8_t *octets)
{
	struct number n = *caller;
	int len;

	if (!n.nai)
		n.nai = NAI_NATIONAL;
	if (!n.npi)
		n.npi = 1;
	if (n.screening != SCREENING_USER_VERIFIED)
		n.screening = SCREENING_NETWORK; /* the other two values are reserved in this parameter */
	len = number_encode(PARAM_CALLING, &n, octets);
	return len > 0 ? (size_t)len : 0;
}

void
send_iam(struct isup *isup, struct circuit *c, struct core_out *out)
{
	static const uint8_t nature = NATURE_PLAIN, forward[] = { FORWARD_1, FORWARD_2 }, tmr = TMR_AUDIO;
	uint8_t category = c->category ? c->category : CATEGORY_DEFAULT;
	uint8_t called[NUMBER_OCTETS], calling[NUMBER_OCTETS];
	struct body body = { .n = 0 };

	put(&body, PARAM_NATURE, &nature, 1);
	put(&body, PARAM_FORWARD, forward, 2);
	put(&body, PARAM_CATEGORY, &category, 1);
	put(&body, PARAM_TMR, &tmr, 1);
	put(&body, PARAM_CALLED, called, called_octets(&c->called, called));
	if (c->caller.len)
		put(&body, PARAM_CALLING, calling, calling_octets(&c->caller, calling));
	send_body(isup, c, ISUP_IAM, &body, out);
}

void
send_backward(struct isup *isup, struct circuit *c, uint8_t type, int inband, struct core_out *out)
{
	static const uint8_t backward[] = { BACKWARD_1, BACKWARD_2 }, optional = IN_BAND;
	struct body body = { .n = 0 };

	if (type != ISUP_ANM)
		put(&body, PARAM_BACKWARD, backward, sizeof(backward));
	if (inband)
		put(&body, PARAM_OPT_BACKWARD, &optional, 1);
	send_body(isup, c, type, &body, out);
}

void
send_cpg(struct isup *isup, struct circuit *c, int inband, struct core_out *out)
{
	uint8_t event = inband ? EVENT_IN_BAND : EVENT_ALERTING;
	struct body body = { .n = 0 };

	put(&body, PARAM_EVENT, &event, 1);
	send_body(isup, c, ISUP_CPG, &body, out);
}

static void
put_cause(struct body *body, uint8_t octets[2], uint8_t cause, uint8_t location)
{
	octets[0] = (uint8_t)(EXTENSION | (location & 0x0f));
	octets[1] = (uint8_t)(EXTENSION | ((cause ? cause : CAUSE_NORMAL) & 0x7f));
	put(body, PARAM_CAUSE, octets, 2);
}

void
send_rel(struct isup *isup, struct circuit *c, struct core_out *out)
{
	uint8_t cause[2];
	struct body body = { .n = 0 };

	put_cause(&body, cause, c->cause, c->location);
	if (c->congestion)
		put(&body, PARAM_CONGESTION, &c->congestion, 1);
	send_body(isup, c, ISUP_REL, &body, out);
}

void
send_rlc(struct isup *isup, struct circuit *c, uint8_t cause, struct core_out *out)
{
	uint8_t octets[2];
	struct body body = { .n = 0 };

	if (cause)
		put_cause(&body, octets, cause, LOCATION_US);
	send_body(isup, c, ISUP_RLC, &body, out);
}

void
send_inf(struct isup *isup, struct circuit *c, struct core_out *out)
{
	uint8_t category = c->category ? c->category : CATEGORY_DEFAULT;
	uint8_t info[2] = { INFO_CATEGORY, 0 };
	uint8_t calling[NUMBER_OCTETS];
	struct body body = { .n = 0 };

	info[0] |= c->caller.len ? INFO_NUMBER : INFO_NO_NUMBER;
	put(&body, PARAM_INFO, info, sizeof(info));
	put(&body, PARAM_CATEGORY, &category, 1);
	if (c->caller.len)
		put(&body, PARAM_CALLING, calling, calling_octets(&c->caller, calling));
	send_body(isup, c, ISUP_INF, &body, out);
}

/* CFN: cause and, as its diagnostic, the message type or parameter that was not understood (Q.850 cause 97, 99). */
void
send_confusion(
    struct isup *isup, struct remote *remote, unsigned cic, uint8_t cause, uint8_t about, struct core_out *out)
{
	uint8_t octets[3] = { EXTENSION | LOCATION_US, (uint8_t)(EXTENSION | cause), about };
	const struct isup_value value = { .code = PARAM_CAUSE, .len = sizeof(octets), .octets = octets };

	send_message(isup, remote, cic, ISUP_CFN, &value, 1, out);
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
