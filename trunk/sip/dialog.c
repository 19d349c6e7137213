/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls as dialogs of sofia's transaction layer: the rows of ua_ops, and what comes in a dialog.
 *
 * Retransmissions, the ACK of a refusal and the answer to a CANCEL are the library's; the ACK of a 2xx, the SDP and what a status means
 * are ours.  Every request of ours goes to the peer, whatever its Contact says: the peer is the only one we talk to.
 */
#include "trunk/sip/stack_inside.h"

#include "trunk/sip/cause.h"
#include "trunk/sip/number.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REASON     48
#define SDP_TYPE   "application/sdp"
#define RESTRICTED 1 /* Q.763 3.10 e */

static struct dialog *
dialog_of(void *ua, unsigned channel)
{
	return &((struct stack *)ua)->dialogs[channel];
}

static void
tell(struct dialog *d, enum channel_event event, const struct ua_word *word)
{
	d->agent->stack->did++;
	sipd_event(d->agent->stack->sipd, d->channel, event, word);
}

static void
forget(void *ua, unsigned channel)
{
	struct dialog *d = dialog_of(ua, channel);

	if (d->in)
		nta_incoming_destroy(d->in);
	if (d->out)
		nta_outgoing_destroy(d->out);
	if (d->leg)
		nta_leg_destroy(d->leg);
	d->in = NULL;
	d->out = NULL;
	d->leg = NULL;
}

/* ---- what messages carry ---- */

int
read_sdp(const sip_t *sip, struct sdp *sdp)
{
	if (!sip || !sip->sip_payload || sip->sip_payload->pl_len == 0)
		return -ENODATA;
	if (sip->sip_content_type && sip->sip_content_type->c_type &&
	    strcasecmp(sip->sip_content_type->c_type, SDP_TYPE) != 0)
		return -ENODATA;
	return sdp_read(sdp, sip->sip_payload->pl_data, sip->sip_payload->pl_len);
}

static uint8_t
reason_of(const sip_t *sip)
{
	uint8_t cause = 0;

	for (const sip_reason_t *r = sip ? sip->sip_reason : NULL; r && !cause; r = r->re_next)
		cause = cause_of_reason(r->re_protocol, r->re_cause);
	return cause;
}

/* "Reason: Q.850;cause=16" (RFC 3326). */
static const char *
reason_text(char text[REASON], uint8_t cause)
{
	snprintf(text, REASON, "Q.850;cause=%u", cause);
	return text;
}

static const char *
unknown_header(const sip_t *sip, const char *name)
{
	for (const sip_unknown_t *u = sip->sip_unknown; u; u = u->un_next)
		if (u->un_name && u->un_value && strcasecmp(u->un_name, name) == 0)
			return u->un_value;
	return NULL;
}

/* Who calls: what the network vouches for (RFC 3325), else From; hidden where Privacy asks for it (RFC 3323). */
static void
read_caller(const sip_t *sip, struct number *n)
{
	const char *asserted = unknown_header(sip, "P-Asserted-Identity");

	number_from_header(n, asserted ? asserted : "");
	if (!n->len)
		number_from_user(n, sip->sip_from->a_url->url_user);
	else
		n->screening = 3; /* network provided, Q.763 3.10 f */
	for (msg_param_t const *p = sip->sip_privacy ? sip->sip_privacy->priv_values : NULL; p && *p; p++)
		if (strcasecmp(*p, "none") != 0 && strcasecmp(*p, "critical") != 0)
			n->presentation = RESTRICTED;
	if (sip->sip_from->a_url->url_user && strcasecmp(sip->sip_from->a_url->url_user, "anonymous") == 0)
		n->presentation = RESTRICTED;
}

/* ---- calls of the peer's ---- */

static int
acked_or_cancelled(void *magic, nta_incoming_t *irq, sip_t const *sip)
{
	struct dialog *d = magic;
	sip_method_t method = sip ? sip->sip_request->rq_method : sip_method_unknown;

	if (method == sip_method_cancel) {
		tell(d, EV_CANCEL, &(struct ua_word){ .cause = reason_of(sip) });
		return 0;
	}
	d->in = NULL;
	nta_incoming_destroy(irq);
	tell(d, method == sip_method_ack ? EV_ACK : EV_UNACKED, NULL);
	return 0;
}

/* Our stream does not move: a renewed offer changes only where we send to. */
static int
reinvited(struct dialog *d, nta_incoming_t *irq, const sip_t *sip)
{
	char answer[SDP_MAX];
	struct sdp sdp;
	int rc = read_sdp(sip, &sdp);

	if (rc && rc != -ENODATA) {
		agent_count(d->agent, STAT_NO_MEDIA);
		return 488;
	}
	int status = sipd_renewed(d->agent->stack->sipd, d->channel, rc ? NULL : &sdp, answer);
	if (status) {
		agent_count(d->agent, STAT_UNSERVED);
		return status;
	}
	nta_incoming_treply(irq, SIP_200_OK, SIPTAG_CONTACT_STR(d->agent->contact), SIPTAG_CONTENT_TYPE_STR(SDP_TYPE),
	    SIPTAG_PAYLOAD_STR(answer), TAG_END());
	nta_incoming_destroy(irq);
	return 0;
}

static int
in_dialog(void *magic, nta_leg_t *leg, nta_incoming_t *irq, sip_t const *sip)
{
	struct dialog *d = magic;
	sip_method_t method = sip->sip_request->rq_method;

	d->agent->stack->did++;
	if (method == sip_method_ack)
		return 0;
	if (!agent_knows(d->agent, irq))
		return 403;
	if (method == sip_method_bye) {
		nta_incoming_treply(irq, SIP_200_OK, TAG_END());
		tell(d, EV_BYE, &(struct ua_word){ .cause = reason_of(sip) });
		return 200;
	}
	if (method == sip_method_invite)
		return reinvited(d, irq, sip);
	if (method == sip_method_options)
		return 200;
	agent_count(d->agent, STAT_UNSERVED);
	return 405;
}

static int
refuse_invite(struct agent *a, enum sipd_stat id, int status)
{
	agent_count(a, id);
	return status;
}

int
dialog_invited(struct agent *a, nta_incoming_t *irq, const sip_t *sip)
{
	struct ua_offer offer = { 0 };
	unsigned channel = 0;

	if (sip->sip_require && nta_check_required(irq, sip, NULL, TAG_END()))
		return refuse_invite(a, STAT_UNSERVED, 420);
	if (!sip->sip_contact || !sip->sip_from->a_tag)
		return refuse_invite(a, STAT_UNSERVED, 400);
	if (read_sdp(sip, &offer.sdp) < 0)
		return refuse_invite(a, STAT_NO_MEDIA, 488);
	number_from_user(&offer.called, sip->sip_request->rq_url->url_user);
	read_caller(sip, &offer.caller);
	nta_leg_t *leg = nta_leg_tcreate(a->nta, NULL, NULL, SIPTAG_CALL_ID(sip->sip_call_id),
	    SIPTAG_CSEQ(sip->sip_cseq), SIPTAG_TO(sip->sip_from), SIPTAG_FROM(sip->sip_to), TAG_END());
	if (!leg)
		return 500;
	int status = sipd_offered(a->stack->sipd, a->trunk, &offer, &channel);
	if (status) {
		nta_leg_destroy(leg);
		return status;
	}
	struct dialog *d = &a->stack->dialogs[channel];
	nta_leg_bind(leg, in_dialog, d);
	nta_leg_tag(leg, NULL);
	nta_leg_server_route(leg, sip->sip_record_route, sip->sip_contact);
	nta_incoming_tag(irq, nta_leg_get_tag(leg));
	nta_incoming_bind(irq, acked_or_cancelled, d);
	d->leg = leg;
	d->in = irq;
	nta_incoming_treply(irq, SIP_100_TRYING, TAG_END());
	return 0;
}

static void
progress(void *ua, unsigned channel, const char *sdp)
{
	struct dialog *d = dialog_of(ua, channel);

	if (d->in && sdp)
		nta_incoming_treply(d->in, SIP_183_SESSION_PROGRESS, SIPTAG_CONTACT_STR(d->agent->contact),
		    SIPTAG_CONTENT_TYPE_STR(SDP_TYPE), SIPTAG_PAYLOAD_STR(sdp), TAG_END());
	else if (d->in)
		nta_incoming_treply(d->in, SIP_180_RINGING, SIPTAG_CONTACT_STR(d->agent->contact), TAG_END());
}

static void
answer(void *ua, unsigned channel, const char *sdp)
{
	struct dialog *d = dialog_of(ua, channel);

	if (d->in)
		nta_incoming_treply(d->in, SIP_200_OK, SIPTAG_CONTACT_STR(d->agent->contact),
		    SIPTAG_CONTENT_TYPE_STR(SDP_TYPE), SIPTAG_PAYLOAD_STR(sdp), TAG_END());
}

static void
refuse(void *ua, unsigned channel, uint8_t cause)
{
	struct dialog *d = dialog_of(ua, channel);
	char reason[REASON];

	if (d->in && nta_incoming_status(d->in) < 200)
		nta_incoming_treply(
		    d->in, status_of_cause(cause), NULL, SIPTAG_REASON_STR(reason_text(reason, cause)), TAG_END());
}

static void
withdraw(void *ua, unsigned channel)
{
	struct dialog *d = dialog_of(ua, channel);

	if (d->in && nta_incoming_status(d->in) < 200)
		nta_incoming_treply(d->in, SIP_487_REQUEST_CANCELLED, TAG_END());
}

/* ---- calls of ours ---- */

static void
acknowledge(struct dialog *d, const sip_t *sip)
{
	nta_outgoing_t *ack;

	nta_leg_rtag(d->leg, sip->sip_to->a_tag);
	nta_leg_client_route(d->leg, sip->sip_record_route, sip->sip_contact);
	ack =
	    nta_outgoing_tcreate(d->leg, NULL, NULL, URL_STRING_MAKE(d->agent->peer), SIP_METHOD_ACK, NULL, TAG_END());
	if (ack)
		nta_outgoing_destroy(ack);
}

static int
responded(void *magic, nta_outgoing_t *orq, sip_t const *sip)
{
	struct dialog *d = magic;
	int status = nta_outgoing_status(orq);
	bool internal = !sip || nta_sip_is_internal(sip);
	struct sdp sdp;
	struct ua_word word = { .sdp = read_sdp(sip, &sdp) == 0 ? &sdp : NULL };

	if (status <= 100)
		return 0;
	if (status < 200) {
		tell(d, status == 180 ? EV_RINGING : EV_PROGRESS, &word);
		return 0;
	}
	if (status < 300) {
		acknowledge(d, sip);
		tell(d, EV_ANSWERED, &word);
		return 0;
	}
	word.sdp = NULL;
	word.lost = internal;
	word.cause = reason_of(sip);
	if (!word.cause)
		word.cause = cause_of_status(status);
	tell(d, EV_REFUSED, &word);
	return 0;
}

static int
invite(void *ua, unsigned trunk, unsigned channel, const struct ua_invite *what)
{
	struct dialog *d = dialog_of(ua, channel);
	struct agent *a = d->agent;
	const struct sipd *s = a->stack->sipd;
	const struct conf_group *conf = &s->site->groups[s->trunks[trunk].group];
	char called[SIP_USER], caller[SIP_USER], to[STACK_URI * 2], from[STACK_URI * 2], asserted[STACK_URI * 2];
	bool hidden = what->caller->presentation == RESTRICTED;

	number_to_user(what->called, called);
	number_to_user(what->caller, caller);
	snprintf(to, sizeof(to), "sip:%s@%s", called, conf->sip_peer);
	snprintf(asserted, sizeof(asserted), "P-Asserted-Identity: <sip:%s@%s>", caller, a->domain);
	if (hidden)
		snprintf(from, sizeof(from), "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
	else
		snprintf(from, sizeof(from), "<sip:%s@%s>", *caller ? caller : conf->sip_user, a->domain);
	d->leg = nta_leg_tcreate(a->nta, in_dialog, d, SIPTAG_FROM_STR(from), SIPTAG_TO_STR(to), TAG_END());
	if (!d->leg)
		return -ENOMEM;
	nta_leg_tag(d->leg, NULL);
	d->out = nta_outgoing_tcreate(d->leg, responded, d, URL_STRING_MAKE(a->peer), SIP_METHOD_INVITE,
	    URL_STRING_MAKE(to), SIPTAG_CONTACT_STR(a->contact), TAG_IF(hidden, SIPTAG_PRIVACY_STR("id")),
	    TAG_IF(hidden && *caller, SIPTAG_HEADER_STR(asserted)), SIPTAG_CONTENT_TYPE_STR(SDP_TYPE),
	    SIPTAG_PAYLOAD_STR(what->sdp), TAG_END());
	return d->out ? 0 : -EIO;
}

static void
cancel(void *ua, unsigned channel, uint8_t cause)
{
	struct dialog *d = dialog_of(ua, channel);
	char reason[REASON];

	if (d->out)
		nta_outgoing_tcancel(d->out, NULL, NULL, SIPTAG_REASON_STR(reason_text(reason, cause)), TAG_END());
}

static int
cleared(void *magic, nta_outgoing_t *orq, sip_t const *sip)
{
	if (nta_outgoing_status(orq) >= 200)
		tell(magic, EV_CLEARED, NULL);
	return 0;
}

static void
bye(void *ua, unsigned channel, uint8_t cause)
{
	struct dialog *d = dialog_of(ua, channel);
	char reason[REASON];

	if (d->out)
		nta_outgoing_destroy(d->out);
	d->out = nta_outgoing_tcreate(d->leg, cleared, d, URL_STRING_MAKE(d->agent->peer), SIP_METHOD_BYE, NULL,
	    SIPTAG_REASON_STR(reason_text(reason, cause)), TAG_END());
}

const struct ua_ops stack_ops = {
	.invite = invite,
	.progress = progress,
	.answer = answer,
	.refuse = refuse,
	.withdraw = withdraw,
	.cancel = cancel,
	.bye = bye,
	.forget = forget,
};
