/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Agents: their sockets, the library's loop, requests outside of calls, and whether the peer is there (stack.h). */
#include "trunk/sip/stack_inside.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <netinet/in.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/su_log.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define FDS       1024 /* descriptors looked at for the library's socket */
#define PING_SOON (US_PER_SEC)
#define METHODS   "INVITE, ACK, CANCEL, BYE, OPTIONS"

void
agent_count(struct agent *a, enum sipd_stat id)
{
	core_count(a->stack->sipd->out, id, (uint16_t)a->trunk, 1);
}

bool
agent_knows(struct agent *a, nta_incoming_t *irq)
{
	msg_t *msg = nta_incoming_getrequest(irq);
	const su_sockaddr_t *from = msg ? msg_addr(msg) : NULL;
	bool known = from && from->su_family == AF_INET && ntohl(from->su_sin.sin_addr.s_addr) == a->peer_address;

	msg_destroy(msg);
	if (!known)
		agent_count(a, STAT_STRANGERS);
	return known;
}

/* ---- requests outside of calls ---- */

static int
unserved(struct agent *a, int status)
{
	agent_count(a, STAT_UNSERVED);
	return status;
}

static int
at_the_door(void *magic, nta_leg_t *leg, nta_incoming_t *irq, sip_t const *sip)
{
	struct agent *a = magic;
	sip_method_t method = sip->sip_request->rq_method;

	a->stack->did++;
	if (method == sip_method_ack)
		return 0; /* of a refusal, or of nothing we know: never answered */
	if (!agent_knows(a, irq))
		return 403;
	if (method == sip_method_options) {
		nta_incoming_treply(
		    irq, SIP_200_OK, SIPTAG_ALLOW_STR(METHODS), SIPTAG_ACCEPT_STR("application/sdp"), TAG_END());
		return 200;
	}
	if (method != sip_method_invite && method != sip_method_bye && method != sip_method_cancel) {
		nta_incoming_treply(irq, SIP_405_METHOD_NOT_ALLOWED, SIPTAG_ALLOW_STR(METHODS), TAG_END());
		return unserved(a, 405);
	}
	if (method != sip_method_invite || sip->sip_to->a_tag)
		return unserved(a, 481);
	return dialog_invited(a, irq, sip);
}

/* ---- is the peer there? ---- */

static void
after_ping(struct agent *a)
{
	const struct sipd *s = a->stack->sipd;

	a->ping_us = a->stack->now_us + s->site->groups[s->trunks[a->trunk].group].sip_ping_s * US_PER_SEC;
}

/* Whatever it answers, it is there; what the stack says by itself (408, 503) means that nobody did. */
static int
pinged(void *magic, nta_outgoing_t *orq, sip_t const *sip)
{
	struct agent *a = magic;
	int status = nta_outgoing_status(orq);

	a->stack->did++;
	if (status < 200)
		return 0;
	nta_outgoing_destroy(orq);
	a->ping = NULL;
	after_ping(a);
	if (status == 408 || status == 503)
		agent_count(a, STAT_PINGS_LOST);
	sipd_peer(a->stack->sipd, a->trunk, status != 408 && status != 503);
	return 0;
}

static void
ping(struct agent *a)
{
	char us[2 * STACK_URI + 8], them[STACK_URI + 8];

	snprintf(us, sizeof(us), "<sip:%s>", a->domain);
	snprintf(them, sizeof(them), "<%s>", a->peer);
	a->ping = nta_outgoing_tcreate(a->door, pinged, a, URL_STRING_MAKE(a->peer), SIP_METHOD_OPTIONS,
	    URL_STRING_MAKE(a->peer), SIPTAG_FROM_STR(us), SIPTAG_TO_STR(them), SIPTAG_CONTACT_STR(a->contact),
	    TAG_END());
	agent_count(a, STAT_PINGS);
	if (!a->ping)
		after_ping(a);
}

/* ---- agents ---- */

/* The library keeps its socket to itself: it is known by the address it is bound to. */
static int
socket_bound_to(uint32_t address, uint16_t port)
{
	for (int fd = 3; fd < FDS; fd++) {
		struct sockaddr_in in = { 0 };
		socklen_t len = sizeof(in);

		if (getsockname(fd, (struct sockaddr *)&in, &len) == 0 && in.sin_family == AF_INET &&
		    ntohl(in.sin_addr.s_addr) == address && ntohs(in.sin_port) == port)
			return fd;
	}
	return -ENOENT;
}

static int
open_agent(struct stack *st, unsigned trunk)
{
	const struct conf_group *conf = &st->sipd->site->groups[st->sipd->trunks[trunk].group];
	struct agent *a = &st->agents[trunk];
	char url[STACK_URI];
	uint32_t address;
	uint16_t port, peer_port;

	a->stack = st;
	a->trunk = trunk;
	a->ping_us = conf->sip_ping_s ? st->now_us : TIME_NEVER;
	if (site_endpoint(conf->sip_listen, &address, &port) < 0 ||
	    site_endpoint(conf->sip_peer, &a->peer_address, &peer_port) < 0)
		return -EINVAL;
	snprintf(a->peer, sizeof(a->peer), "sip:%s", conf->sip_peer);
	snprintf(a->contact, sizeof(a->contact), "<sip:%s@%s>", conf->sip_user, conf->sip_listen);
	snprintf(a->domain, sizeof(a->domain), "%s", *conf->sip_domain ? conf->sip_domain : conf->sip_listen);
	snprintf(url, sizeof(url), "sip:%s;transport=udp", conf->sip_listen);
	a->nta = nta_agent_create(st->root, URL_STRING_MAKE(url), NULL, NULL, NTATAG_UA(1), NTATAG_USE_NAPTR(0),
	    NTATAG_USE_SRV(0), NTATAG_MAXSIZE(16384), TAG_END());
	if (!a->nta)
		return errno ? -errno : -EADDRNOTAVAIL;
	a->door = nta_leg_tcreate(a->nta, at_the_door, a, NTATAG_NO_DIALOG(1), TAG_END());
	a->fd = socket_bound_to(address, port);
	return !a->door ? -ENOMEM : a->fd < 0 ? a->fd : 0;
}

int
stack_open(struct stack **sp, struct sipd *s)
{
	struct stack *st = calloc(1, sizeof(*st));

	if (!st || su_init() < 0) {
		free(st);
		return -ENOMEM;
	}
	su_log_set_level(NULL, 0); /* what matters is counted and traced here */
	*sp = st;
	st->sipd = s;
	st->now_us = s->now_us;
	st->due_us = TIME_NEVER;
	st->root = su_root_create(NULL);
	if (!st->root)
		return -ENOMEM;
	for (unsigned i = 0; i < SIP_CHANNELS; i++) {
		st->dialogs[i].channel = i;
		st->dialogs[i].agent = &st->agents[s->channels[i].trunk];
	}
	for (unsigned i = 0; i < s->n_trunks; i++) {
		int rc = open_agent(st, i);

		if (rc) {
			core_log(s->out, LOG_ALARM, "trunk group %s: cannot listen: %s",
			    s->site->groups[s->trunks[i].group].name, strerror(-rc));
			return rc;
		}
	}
	return 0;
}

void
stack_close(struct stack *st)
{
	if (!st)
		return;
	for (unsigned i = 0; i < st->sipd->n_channels; i++)
		stack_ops.forget(st, i);
	for (unsigned i = 0; i < st->sipd->n_trunks; i++) {
		struct agent *a = &st->agents[i];

		nta_outgoing_destroy(a->ping);
		if (a->door)
			nta_leg_destroy(a->door);
		nta_agent_destroy(a->nta);
	}
	su_root_destroy(st->root);
	su_deinit();
	free(st);
}

int
stack_fd(const struct stack *st, unsigned trunk)
{
	return st->agents[trunk].fd;
}

int
stack_work(struct stack *st, int64_t now_us)
{
	st->now_us = now_us;
	st->did = 0;
	for (unsigned i = 0; i < st->sipd->n_trunks; i++)
		if (!st->agents[i].ping && st->agents[i].ping_us <= now_us)
			ping(&st->agents[i]);
	su_duration_t wait_ms = su_root_step(st->root, 0);
	st->due_us = wait_ms < 0 || wait_ms == SU_WAIT_FOREVER ? TIME_NEVER : now_us + (wait_ms + 1) * US_PER_MS;
	return st->did;
}

int64_t
stack_next_due(const struct stack *st)
{
	int64_t due = st->due_us;

	for (unsigned i = 0; i < st->sipd->n_trunks; i++)
		if (!st->agents[i].ping && st->agents[i].ping_us < due)
			due = st->agents[i].ping_us;
	return due;
}

uint64_t
stack_bad_packets(const struct stack *st, unsigned trunk)
{
	usize_t bad = 0, requests = 0, responses = 0;

	nta_agent_get_stats(st->agents[trunk].nta, NTATAG_S_BAD_MESSAGE_REF(bad), NTATAG_S_BAD_REQUEST_REF(requests),
	    NTATAG_S_BAD_RESPONSE_REF(responses), TAG_END());
	return bad + requests + responses;
}
