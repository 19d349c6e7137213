/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages in: MTP-TRANSFER indication -> exchange, circuit, event (Q.764 1.2, 2.9.5).
 *
 * Each message type has one receiver; most just turn the type into an event of the call machine by the table at the
 * end. A message that cannot be read is counted and dropped, as every field in it is doubtful; one about a circuit that
 * does not exist is answered by UCIC (Q.764 2.12), unless it is itself an answer.
 */
#include "isup/exchange.h"

#include <errno.h>

#define COT_SUCCESS         1
#define CAUSE_PARAM_UNKNOWN 99

typedef void on_message(struct isup *isup, struct circuit *c, const struct isup_msg *msg, struct core_out *out);

static void
post(struct isup *isup, struct circuit *c, enum circuit_event event, const struct isup_msg *msg, struct core_out *out)
{
	struct circuit_arg arg = { .msg = msg };

	circuit_event(isup, c, event, &arg, out);
}

/* On both sides at once (Q.764 2.9.1.4)?  On a circuit that is blocked (2.8.2.3)?  A test call lifts no block. */
static void
on_iam(struct isup *isup, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	int test = isup_exchange(isup)->category_kind[isup_octet(msg, PARAM_CATEGORY, 0, 0)] == CATEGORY_TEST;
	enum circuit_event event = EV_IAM;

	if (c->state == CIR_SENT)
		event = c->flags & CIRCUIT_CONTROLLED ? EV_IAM_LOSES : EV_IAM_WINS;
	else if (c->state == CIR_IDLE && !test && (c->blocked & (BLOCKED_MAINTENANCE | BLOCKED_HARDWARE)))
		event = EV_IAM_BLOCKED;
	if (!test)
		c->blocked &= (uint8_t)~BLOCKED_BY_FAR;
	post(isup, c, event, msg, out);
}

static void
on_cot(struct isup *isup, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	int passed = (isup_octet(msg, PARAM_CONTINUITY, 0, 0) & 1) == COT_SUCCESS;

	post(isup, c, passed ? EV_COT : EV_COT_FAILED, msg, out);
}

static void
on_rel(struct isup *isup, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	struct circuit_arg arg = { .msg = msg, .about = compat_in_rel(msg) };

	arg.cause = arg.about ? CAUSE_PARAM_UNKNOWN : 0;

	circuit_event(isup, c, EV_REL, &arg, out);
}

static void
on_blocking(struct isup *isup, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	blocking_received(isup, c, msg->type, out);
}

static void
on_range(struct isup *isup, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	range_received(isup, remote_of(isup, c), msg, out);
}

static void
on_ucic(struct isup *isup, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	range_unequipped(isup, c, out);
	post(isup, c, EV_UCIC, msg, out);
}

/* A call under way there is to be tried elsewhere; else a sign of congestion (Q.764 2.11.2). */
static void
on_overload(struct isup *isup, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	remote_congested(isup, remote_of(isup, c), 1, out);
	if (c->state == CIR_SENT)
		post(isup, c, EV_OLM, msg, out);
}

/* Understood, and nothing to be done about it by a terminating exchange. */
static void
on_nothing(struct isup *isup, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
}

struct receiver {
	on_message *on; /* or, if NULL, */
	uint8_t event;  /* of the call machine */
	uint8_t reply;  /* an answer: no UCIC for it */
};

/* clang-format off */
static const struct receiver receivers[256] = {
	/* calls */
	[ISUP_IAM] = { .on = on_iam },
	[ISUP_SAM] = { .event = EV_SAM },
	[ISUP_COT] = { .on = on_cot },
	[ISUP_CCR] = { .event = EV_CCR },
	[ISUP_ACM] = { .event = EV_ACM },
	[ISUP_CPG] = { .event = EV_CPG },
	[ISUP_CON] = { .event = EV_CON },
	[ISUP_ANM] = { .event = EV_ANM },
	[ISUP_REL] = { .on = on_rel },
	[ISUP_RLC] = { .event = EV_RLC, .reply = 1 },
	[ISUP_SUS] = { .event = EV_SUS },
	[ISUP_RES] = { .event = EV_RES },
	[ISUP_INR] = { .event = EV_INR },
	[ISUP_INF] = { .event = EV_INF },
	[ISUP_USR] = { .event = EV_USR },
	[ISUP_CCL] = { .event = EV_CCL },
	[ISUP_MPM] = { .event = EV_MPM },
	[ISUP_OPR] = { .event = EV_OPR },
	/* supervision */
	[ISUP_RSC] = { .event = EV_RSC },
	[ISUP_BLO] = { .on = on_blocking },
	[ISUP_UBL] = { .on = on_blocking },
	[ISUP_BLA] = { .on = on_blocking, .reply = 1 },
	[ISUP_UBA] = { .on = on_blocking, .reply = 1 },
	[ISUP_GRS] = { .on = on_range },
	[ISUP_CGB] = { .on = on_range },
	[ISUP_CGU] = { .on = on_range },
	[ISUP_CQM] = { .on = on_range },
	[ISUP_GRA] = { .on = on_range, .reply = 1 },
	[ISUP_CGBA] = { .on = on_range, .reply = 1 },
	[ISUP_CGUA] = { .on = on_range, .reply = 1 },
	[ISUP_CQR] = { .on = on_range, .reply = 1 },
	[ISUP_UCIC] = { .on = on_ucic, .reply = 1 },
	[ISUP_OLM] = { .on = on_overload, .reply = 1 },
	[ISUP_LPA] = { .on = on_nothing, .reply = 1 },
	/* services that have no effect here */
	[ISUP_FOT] = { .on = on_nothing },
	[ISUP_FAR] = { .on = on_nothing },
	[ISUP_FAA] = { .on = on_nothing },
	[ISUP_FRJ] = { .on = on_nothing },
	[ISUP_NRM] = { .on = on_nothing },
	[ISUP_FAC] = { .on = on_nothing },
	[ISUP_IDR] = { .on = on_nothing },
	[ISUP_IRS] = { .on = on_nothing },
	[ISUP_SGM] = { .on = on_nothing },
	[ISUP_LOP] = { .on = on_nothing },
	[ISUP_APM] = { .on = on_nothing },
};
/* clang-format on */

/* About the exchange as a whole: 1 if that was it. */
static int
received_for_exchange(struct isup *isup, struct remote *remote, const struct isup_msg *msg, struct core_out *out)
{
	switch (msg->type) {
	case ISUP_UPT:
		send_message(isup, remote, msg->cic, ISUP_UPA, NULL, 0, out);
		return 1;
	case ISUP_UPA:
		return 1;
	case ISUP_CFN:
		core_count(out, ISUP_STAT_ISUP_CONFUSION, remote->linkset, 1);
		return 1;
	default:
		return 0;
	}
}

static void
unequipped(struct isup *isup, struct remote *remote, const struct isup_msg *msg, struct core_out *out)
{
	core_count(out, ISUP_STAT_ISUP_UNEQUIPPED, remote->linkset, 1);
	if (!receivers[msg->type].reply)
		send_message(isup, remote, msg->cic, ISUP_UCIC, NULL, 0, out);
}

void
isup_received(struct isup *isup, struct remote *remote, const struct isup_msg *msg, struct core_out *out)
{
	struct circuit *c = circuit_by_cic(isup, remote, msg->cic);
	const struct receiver *receiver = &receivers[msg->type];

	if (!c || (msg->unknown && !compat_params(isup, remote, c, msg, out)))
		return;
	if (receiver->on)
		receiver->on(isup, c, msg, out);
	else
		post(isup, c, (enum circuit_event)receiver->event, msg, out);
}

static void
received(struct isup *isup, struct remote *remote, const struct isup_msg *msg, struct core_out *out)
{
	struct circuit *c = circuit_by_cic(isup, remote, msg->cic);

	if (received_for_exchange(isup, remote, msg, out))
		return;
	if (!c)
		unequipped(isup, remote, msg, out);
	else if (!segment_takes(isup, remote, c, msg, out))
		isup_received(isup, remote, msg, out);
}

void
isup_mtp_transfer(struct isup *isup, int linkset, uint32_t opc, const uint8_t *octets, size_t len, struct core_out *out)
{
	struct remote *remote = remote_by_pc(isup, linkset, opc);
	struct isup_msg msg;

	if (!remote) {
		core_count(out, ISUP_STAT_ISUP_NO_ORIGIN, (uint16_t)linkset, 1);
		return;
	}
	core_count(out, ISUP_STAT_ISUP_IN, remote->linkset, 1);
	remote_heard(isup, remote);
	switch (isup_decode(&msg, octets, len)) {
	case 0:
		received(isup, remote, &msg, out);
		break;
	case -ENOMSG:
		compat_message(isup, remote, circuit_by_cic(isup, remote, msg.cic), &msg, out);
		break;
	default:
		core_count(out, ISUP_STAT_ISUP_BAD_FORMAT, remote->linkset, 1);
		break;
	}
}

void
isup_mtp_pause(struct isup *isup, int linkset, uint32_t pc, struct core_out *out)
{
	struct remote *remote = remote_by_pc(isup, linkset, pc);

	if (remote)
		remote->reachable = 0;
}

/* Calls stand through an outage of the signalling; nothing is reset but what has never been. */
void
isup_mtp_resume(struct isup *isup, int linkset, uint32_t pc, struct core_out *out)
{
	struct remote *remote = remote_by_pc(isup, linkset, pc);

	if (!remote)
		return;
	remote->reachable = 1;
	remote_heard(isup, remote);
	remote_cold_start(isup, remote, out);
}

void
isup_mtp_status(
    struct isup *isup, int linkset, uint32_t pc, enum isup_mtp_status why, unsigned level, struct core_out *out)
{
	struct remote *remote = remote_by_pc(isup, linkset, pc);

	if (!remote)
		return;
	if (why == ISUP_MTP_CONGESTED)
		remote_congested(isup, remote, level ? level : 1, out);
	else
		remote_user_away(isup, remote, out);
}
