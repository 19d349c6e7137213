/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of a call, out: what each of ours carries (Q.763 3 for the bits).  Indicators come from the trunk group's
 * settings by indicators.def, numbers pass its rules (rules.c).
 *
 * What makes a message too long for MTP goes into an SGM behind it (Q.764 2.1.12): what the users' terminals say to each
 * other, for nothing else of ours is long.
 */
#include "isup/exchange.h"
#include "isup/label.h"
#include "isup/number.h"

#include <errno.h>
#include <string.h>

#define VALUES 16

#define CHECK_HERE       0x04 /* nature of connection, DC: continuity check required on this circuit */
#define IN_BAND          0x01 /* optional backward call indicators: A */
#define FOLLOWS          0x04 /* optional forward and backward call indicators: C */
#define STATUS_BITS      0x0c /* backward call indicators: DC */
#define EVENT_ALERTING   1
#define EVENT_PROGRESS   2
#define EVENT_IN_BAND    3
#define INFO_NUMBER      0x03 /* BA calling party's address included */
#define INFO_NO_NUMBER   0x01 /* BA not available */
#define INFO_CATEGORY    0x20 /* F category included */
#define ASK_NUMBER       0x01 /* information request indicators: A */
#define TMR_UNRESTRICTED 2
#define LONGEST_SIF      272

struct body {
	struct isup_value values[VALUES];
	size_t n;
	uint8_t optional; /* optional indicators */
	uint8_t indicators[2];
	uint8_t numbers[5][NUMBER_OCTETS];
	unsigned n_numbers;
};

static void
put(struct body *body, uint8_t code, const void *octets, size_t len)
{
	body->values[body->n++] = (struct isup_value){ .code = code, .len = (uint8_t)len, .octets = octets };
}

static void
put_indicators(struct body *body, const struct conf_group *conf, uint8_t param, uint8_t *octets, size_t len)
{
	static const struct {
		uint8_t param, octet, shift, bits;
		size_t setting;
	} rows[] = {
#define INDICATOR(parameter, octet, shift, bits, setting) \
	{ PARAM_##parameter, octet, shift, bits, offsetof(struct conf_group, setting) },
#include "isup/indicators.def"
#undef INDICATOR
	};

	memset(octets, 0, len);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].param != param)
			continue;
		int32_t value;

		memcpy(&value, (const char *)conf + rows[i].setting, sizeof(value));
		octets[rows[i].octet] |= (uint8_t)((value & ((1 << rows[i].bits) - 1)) << rows[i].shift);
	}
	put(body, param, octets, len);
}

static void
put_number(struct body *body, uint8_t param, const struct number *number)
{
	uint8_t *octets = body->numbers[body->n_numbers];
	int len = number_encode(param, number, octets);

	if (len <= 0)
		return;
	put(body, param, octets, (size_t)len);
	body->n_numbers++;
}

static void
put_user(struct body *body, const struct user_data *user)
{
	if (user->access_len)
		put(body, PARAM_ACCESS_TRANSPORT, user->access, user->access_len);
	if (user->uui_len)
		put(body, PARAM_USER_TO_USER, user->uui, user->uui_len);
}

/* ---- in one part or two ---- */

static size_t
room_for(struct isup *isup, const struct circuit *c)
{
	size_t room = LONGEST_SIF - remote_of(isup, c)->label_len;

	return room < ISUP_MSG_MAX ? room : ISUP_MSG_MAX;
}

static int
fits(struct isup *isup, const struct circuit *c, uint8_t type, const struct body *body)
{
	uint8_t octets[ISUP_MSG_MAX];

	return isup_encode(octets, room_for(isup, c), c->cic, type, body->values, body->n) != -EMSGSIZE;
}

static int
may_go_into_sgm(uint8_t code)
{
	return code == PARAM_ACCESS_TRANSPORT || code == PARAM_USER_TO_USER;
}

static void
send_in_parts(struct isup *isup, struct circuit *c, uint8_t type, struct body *body, struct core_out *out)
{
	struct body second = { .n = 0 };
	size_t kept = 0;

	for (size_t i = 0; i < body->n; i++) {
		if (may_go_into_sgm(body->values[i].code))
			second.values[second.n++] = body->values[i];
		else
			body->values[kept++] = body->values[i];
	}
	body->n = kept;
	send_message(isup, remote_of(isup, c), c->cic, type, body->values, body->n, out);
	send_message(isup, remote_of(isup, c), c->cic, ISUP_SGM, second.values, second.n, out);
}

/* `param`: of the optional indicators; they say that a segment follows, and are left out when they say nothing. */
static void
send_call(struct isup *isup, struct circuit *c, uint8_t type, struct body *body, uint8_t param, struct core_out *out)
{
	put(body, param, &body->optional, 1);
	if (!fits(isup, c, type, body)) {
		body->optional |= FOLLOWS;
		send_in_parts(isup, c, type, body, out);
		return;
	}
	if (!body->optional)
		body->n--;
	send_message(isup, remote_of(isup, c), c->cic, type, body->values, body->n, out);
}

/* ---- forward ---- */

static struct number
called_number(struct isup *isup, const struct circuit *c)
{
	struct number n = rule_out(isup, group_of(isup, c), RULE_CALLED, &c->called);

	if (!n.nai)
		n.nai = NAI_UNKNOWN;
	if (!n.npi)
		n.npi = 1;
	return n;
}

static struct number
other_number(struct isup *isup, const struct circuit *c, int party, const struct number *number)
{
	struct number n = rule_out(isup, group_of(isup, c), party, number);

	if (!n.nai)
		n.nai = NAI_NATIONAL;
	if (!n.npi)
		n.npi = 1;
	if (party == RULE_CALLING && n.screening != SCREENING_USER_VERIFIED)
		n.screening = SCREENING_NETWORK; /* the other two values are reserved in this parameter */
	return n;
}

static void
put_party(struct body *body, struct isup *isup, const struct circuit *c, uint8_t param, int party,
    const struct number *number)
{
	struct number n = other_number(isup, c, party, number);

	if (number->len)
		put_number(body, param, &n);
}

static void
send_sam(struct isup *isup, struct circuit *c, const struct number *all, unsigned at, struct core_out *out)
{
	struct number digit = { .len = 1, .st = at + 1u == all->len && all->st, .digits = { all->digits[at] } };
	struct body body = { .n = 0 };

	put_number(&body, PARAM_SUBSEQUENT, &digit);
	send_message(isup, remote_of(isup, c), c->cic, ISUP_SAM, body.values, body.n, out);
}

/* En bloc, or `overlap` digits and the others one by one (Q.764 2.1.2.1). */
void
send_iam(struct isup *isup, struct circuit *c, struct core_out *out)
{
	static const uint8_t unrestricted[] = { 0x88, 0x90 }; /* Q.931: unrestricted digital, 64 kbit/s circuit */
	const struct conf_group *conf = &group_of(isup, c)->conf;
	const struct call_rest *rest = call_rest(isup, c);
	struct number called = called_number(isup, c), first = called;
	uint8_t nature, forward[2];
	uint8_t category = c->category ? c->category : (uint8_t)conf->category;
	uint8_t tmr = rest->tmr ? (uint8_t)(rest->tmr - 1) : (uint8_t)conf->tmr;
	struct body body = { .n = 0 };

	if (conf->overlap && conf->overlap < called.len) {
		first.len = (uint8_t)conf->overlap;
		first.st = 0;
	}
	put_indicators(&body, conf, PARAM_NATURE, &nature, 1);
	if (c->flags & CIRCUIT_UNCHECKED)
		nature |= CHECK_HERE;
	put_indicators(&body, conf, PARAM_FORWARD, forward, sizeof(forward));
	put(&body, PARAM_CATEGORY, &category, 1);
	put(&body, PARAM_TMR, &tmr, 1);
	put_number(&body, PARAM_CALLED, &first);
	put_party(&body, isup, c, PARAM_CALLING, RULE_CALLING, &c->caller);
	put_party(&body, isup, c, PARAM_ORIGINAL_CALLED, RULE_ORIGINAL, &c->original);
	put_party(&body, isup, c, PARAM_REDIRECTING, RULE_REDIRECTING, &rest->redirecting);
	if (rest->redirection[0])
		put(&body, PARAM_REDIRECTION_INFO, rest->redirection, rest->redirection[1] ? 2 : 1);
	if (tmr == TMR_UNRESTRICTED)
		put(&body, PARAM_USER_SERVICE, unrestricted, sizeof(unrestricted));
	put_user(&body, &rest->user);
	send_call(isup, c, ISUP_IAM, &body, PARAM_OPT_FORWARD, out);
	for (unsigned at = first.len; at < called.len; at++)
		send_sam(isup, c, &called, at, out);
}

void
send_inf(struct isup *isup, struct circuit *c, struct core_out *out)
{
	uint8_t category = c->category ? c->category : (uint8_t)group_of(isup, c)->conf.category;
	uint8_t info[2] = { INFO_CATEGORY, 0 };
	struct body body = { .n = 0 };

	info[0] |= c->caller.len ? INFO_NUMBER : INFO_NO_NUMBER;
	put(&body, PARAM_INFO, info, sizeof(info));
	put(&body, PARAM_CATEGORY, &category, 1);
	put_party(&body, isup, c, PARAM_CALLING, RULE_CALLING, &c->caller);
	send_message(isup, remote_of(isup, c), c->cic, ISUP_INF, body.values, body.n, out);
}

/* ---- backward ---- */

void
send_inr(struct isup *isup, struct circuit *c, struct core_out *out)
{
	static const uint8_t ask[2] = { ASK_NUMBER, 0 };
	struct body body = { .n = 0 };

	put(&body, PARAM_INFO_REQUEST, ask, sizeof(ask));
	send_message(isup, remote_of(isup, c), c->cic, ISUP_INR, body.values, body.n, out);
}

/* An address that is complete while nobody rings yet: called party's status "no indication". */
static void
put_backward(struct body *body, const struct conf_group *conf, uint8_t type, uint8_t event)
{
	put_indicators(body, conf, PARAM_BACKWARD, body->indicators, sizeof(body->indicators));
	if (type == ISUP_ACM && event == EVENT_PROGRESS)
		body->indicators[0] &= (uint8_t)~STATUS_BITS;
}

void
send_backward(struct isup *isup, struct circuit *c, uint8_t type, int inband, uint8_t event, struct core_out *out)
{
	struct call_rest *rest = call_rest(isup, c);
	struct body body = { .n = 0, .optional = inband && type != ISUP_CPG ? IN_BAND : 0 };
	uint8_t shown = event ? event : inband ? EVENT_IN_BAND : EVENT_ALERTING;

	if (type == ISUP_ACM || type == ISUP_CON)
		put_backward(&body, &group_of(isup, c)->conf, type, event);
	else if (type == ISUP_CPG)
		put(&body, PARAM_EVENT, &shown, 1);
	put_user(&body, &rest->user);
	send_call(isup, c, type, &body, PARAM_OPT_BACKWARD, out);
	memset(&rest->user, 0, sizeof(rest->user));
}

void
send_usr(struct isup *isup, struct circuit *c, struct core_out *out)
{
	struct call_rest *rest = call_rest(isup, c);
	struct body body = { .n = 0 };

	put_user(&body, &rest->user);
	send_message(isup, remote_of(isup, c), c->cic, ISUP_USR, body.values, body.n, out);
	memset(&rest->user, 0, sizeof(rest->user));
}
