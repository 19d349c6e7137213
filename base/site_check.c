/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks between settings, one function per section, each the first thing wrong in plain words.
 */
#include "base/site_check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SPANS 65
#define SLOTS 32

struct check {
	const struct site *site;
	char *why;
	size_t size;
	char used[SPANS][SLOTS]; /* 's' signalling, 'b' bearer */
};

__attribute__((format(printf, 2, 3))) static int
wrong(const struct check *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->why, c->size, format, args);
	va_end(args);
	return -EINVAL;
}

/* An RTP span has an address and 64 ports of its own. */
static int
check_rtp(struct check *c, int i)
{
	const struct conf_span *span = &c->site->spans[i];
	struct in_addr address;

	if (inet_pton(AF_INET, span->address, &address) != 1)
		return wrong(c, "spans[%d].address: \"%s\" is not an IPv4 address", i, span->address);
	if (span->port < 1024 || span->port % 2)
		return wrong(c, "spans[%d].port: with driver = \"rtp\" an even number from 1024 on", i);
	for (int k = 0; k < i; k++) {
		const struct conf_span *other = &c->site->spans[k];

		if (other->driver == SPAN_DRIVER_RTP && strcmp(other->address, span->address) == 0 &&
		    abs(other->port - span->port) < 2 * SLOTS)
			return wrong(c, "spans[%d].port: spans[%d] has some of these 64 ports", i, k);
	}
	return 0;
}

static int
check_spans(struct check *c)
{
	for (int i = 0; i < c->site->n_spans; i++) {
		for (int k = 0; k < i; k++)
			if (c->site->spans[i].number == c->site->spans[k].number)
				return wrong(
				    c, "spans[%d].number: span %d is there twice", i, c->site->spans[i].number);
		if (c->site->spans[i].driver == SPAN_DRIVER_RTP && check_rtp(c, i) < 0)
			return -EINVAL;
	}
	return 0;
}

static int
check_linksets(struct check *c)
{
	for (int i = 0; i < c->site->n_linksets; i++) {
		const struct conf_linkset *ls = &c->site->linksets[i];

		if (!*ls->name)
			return wrong(c, "linksets[%d].name: a link set needs a name", i);
		if (site_linkset(c->site, ls->name) != i)
			return wrong(c, "linksets[%d].name: \"%s\" is there twice", i, ls->name);
		if (!*ls->opc || !*ls->apc)
			return wrong(c, "linksets[%d]: opc and apc are needed", i);
	}
	return 0;
}

static int
check_links(struct check *c)
{
	for (int i = 0; i < c->site->n_links; i++) {
		const struct conf_link *link = &c->site->links[i];

		if (site_linkset(c->site, link->linkset) < 0)
			return wrong(c, "links[%d].linkset: there is no link set \"%s\"", i, link->linkset);
		if (!site_span(c->site, link->span))
			return wrong(c, "links[%d].span: there is no span %d", i, link->span);
		if (site_span(c->site, link->span)->driver == SPAN_DRIVER_RTP)
			return wrong(c, "links[%d].span: span %d carries RTP, no signalling", i, link->span);
		if (c->used[link->span][link->slot])
			return wrong(c, "links[%d]: span %d slot %d is used twice", i, link->span, link->slot);
		c->used[link->span][link->slot] = 's';
		if (link->error_correction == CORRECTION_PCR && link->t7_ms < 800)
			return wrong(c, "links[%d].t7_ms: at least 800 with error_correction = \"pcr\"", i);
		for (int k = 0; k < i; k++)
			if (strcmp(c->site->links[k].linkset, link->linkset) == 0 && c->site->links[k].slc == link->slc)
				return wrong(c, "links[%d].slc: SLC %d is there twice in link set \"%s\"", i, link->slc,
				    link->linkset);
	}
	return 0;
}

static int
check_mtp_routes(struct check *c)
{
	for (int i = 0; i < c->site->n_mtp_routes; i++) {
		const struct conf_mtp_route *r = &c->site->mtp_routes[i];

		if (!*r->dpc)
			return wrong(c, "mtp_routes[%d].dpc: a route leads to a point code", i);
		if (site_linkset(c->site, r->linkset) < 0)
			return wrong(c, "mtp_routes[%d].linkset: there is no link set \"%s\"", i, r->linkset);
	}
	return 0;
}

/* One exchange, one link set: which ways lead to it is for mtp_routes to say. */
static int
check_one_exchange(struct check *c, int i)
{
	const struct conf_group *g = &c->site->groups[i];

	for (int k = 0; k < i; k++) {
		const struct conf_group *other = &c->site->groups[k];

		if (g->kind == GROUP_ISUP && other->kind == GROUP_ISUP && *g->dpc && strcmp(g->dpc, other->dpc) == 0 &&
		    strcmp(g->linkset, other->linkset) != 0 &&
		    c->site->linksets[site_linkset(c->site, g->linkset)].label ==
		        c->site->linksets[site_linkset(c->site, other->linkset)].label)
			return wrong(c,
			    "groups[%d].linkset: groups[%d] reaches %s by \"%s\"; further ways are mtp_routes", i, k,
			    g->dpc, other->linkset);
	}
	return 0;
}

static int
check_sip(struct check *c, int i)
{
	const struct conf_group *g = &c->site->groups[i];
	uint32_t address;
	uint16_t port;

	if (site_endpoint(g->sip_listen, &address, &port) < 0)
		return wrong(c, "groups[%d].sip_listen: \"%s\" is not like \"192.0.2.1:5060\"", i, g->sip_listen);
	if (site_endpoint(g->sip_peer, &address, &port) < 0)
		return wrong(c, "groups[%d].sip_peer: \"%s\" is not like \"192.0.2.1:5060\"", i, g->sip_peer);
	for (int k = 0; k < i; k++)
		if (c->site->groups[k].kind == GROUP_SIP && strcmp(c->site->groups[k].sip_listen, g->sip_listen) == 0)
			return wrong(c, "groups[%d].sip_listen: groups[%d] listens there already", i, k);
	return 0;
}

static int
check_groups(struct check *c)
{
	for (int i = 0; i < c->site->n_groups; i++) {
		const struct conf_group *g = &c->site->groups[i];

		if (!*g->name)
			return wrong(c, "groups[%d].name: a trunk group needs a name", i);
		if (site_group(c->site, g->name) != i)
			return wrong(c, "groups[%d].name: \"%s\" is there twice", i, g->name);
		if (g->kind == GROUP_ISUP && site_linkset(c->site, g->linkset) < 0)
			return wrong(c, "groups[%d].linkset: there is no link set \"%s\"", i, g->linkset);
		if (*g->overflow && (site_group(c->site, g->overflow) < 0 || strcmp(g->overflow, g->name) == 0))
			return wrong(c, "groups[%d].overflow: there is no other trunk group \"%s\"", i, g->overflow);
		if (check_one_exchange(c, i) < 0 || (g->kind == GROUP_SIP && check_sip(c, i) < 0))
			return -EINVAL;
	}
	return 0;
}

/* Loops: each has a number, and slot 16 carries the bits of all. */
static int
check_loops(struct check *c, int i)
{
	const struct conf_circuits *run = &c->site->circuits[i];
	char first[NUMBER_DIGITS], last[NUMBER_DIGITS], number[NUMBER_DIGITS];

	if (!*run->number)
		return wrong(c, "circuits[%d].number: the loops of a cas group need telephone numbers", i);
	if (strspn(run->number, "0123456789") != strlen(run->number))
		return wrong(c, "circuits[%d].number: \"%s\" is not digits", i, run->number);
	if (run->first_slot == CAS_SLOT || run->last_slot == CAS_SLOT)
		return wrong(c, "circuits[%d]: slot %d carries the signalling bits of the others, and no loop", i, CAS_SLOT);
	if (site_loop_number(run, run->first_slot, first) || site_loop_number(run, run->last_slot, last))
		return wrong(c, "circuits[%d].number: \"%s\" has too few digits to count on from", i, run->number);
	for (int k = 0; k < i; k++) {
		const struct conf_circuits *other = &c->site->circuits[k];

		if (strcmp(other->group, run->group) != 0)
			continue;
		for (int slot = other->first_slot; slot <= other->last_slot; slot++)
			if (!site_loop_number(other, slot, number) && strlen(number) == strlen(first) &&
			    strcmp(number, first) >= 0 && strcmp(number, last) <= 0)
				return wrong(c, "circuits[%d].number: %s is circuits[%d]'s already", i, number, k);
	}
	return 0;
}

static int
check_circuits(struct check *c)
{
	for (int i = 0; i < c->site->n_circuits; i++) {
		const struct conf_circuits *run = &c->site->circuits[i];

		if (site_group(c->site, run->group) < 0)
			return wrong(c, "circuits[%d].group: there is no trunk group \"%s\"", i, run->group);
		if (!site_span(c->site, run->span))
			return wrong(c, "circuits[%d].span: there is no span %d", i, run->span);
		if ((site_span(c->site, run->span)->driver == SPAN_DRIVER_RTP) !=
		    (c->site->groups[site_group(c->site, run->group)].kind == GROUP_SIP))
			return wrong(c, "circuits[%d]: groups of kind \"sip\", and only they, have circuits on spans of driver \"rtp\"", i);
		if (run->last_slot < run->first_slot)
			return wrong(c, "circuits[%d]: last_slot is before first_slot", i);
		for (int slot = run->first_slot; slot <= run->last_slot; slot++) {
			if (c->used[run->span][slot] == 'b')
				return wrong(c, "circuits[%d]: span %d slot %d is used twice", i, run->span, slot);
			if (!c->used[run->span][slot])
				c->used[run->span][slot] = 'b';
		}
		if (c->site->groups[site_group(c->site, run->group)].kind == GROUP_CAS && check_loops(c, i) < 0)
			return -EINVAL;
	}
	return 0;
}

static int
check_queues(struct check *c)
{
	for (int i = 0; i < c->site->n_queues; i++) {
		const struct conf_queue *q = &c->site->queues[i];

		if (!*q->name)
			return wrong(c, "queues[%d].name: a queue needs a name", i);
		if (site_queue_by_name(c->site, q->name) != i)
			return wrong(c, "queues[%d].name: \"%s\" is there twice", i, q->name);
		if (site_queue_by_code(c->site, q->code) != i)
			return wrong(c, "queues[%d].code: %02d is there twice", i, q->code);
	}
	return 0;
}

static int
check_routes(struct check *c)
{
	for (int i = 0; i < c->site->n_routes; i++) {
		const struct conf_route *r = &c->site->routes[i];

		if (site_group(c->site, r->group) < 0)
			return wrong(c, "routes[%d].group: there is no trunk group \"%s\"", i, r->group);
		if (*r->queue && site_queue_by_name(c->site, r->queue) < 0)
			return wrong(c, "routes[%d].queue: there is no queue \"%s\"", i, r->queue);
	}
	return 0;
}

static int
check_number_rules(struct check *c)
{
	for (int i = 0; i < c->site->n_number_rules; i++) {
		const struct conf_rule *r = &c->site->number_rules[i];

		if (*r->group && site_group(c->site, r->group) < 0)
			return wrong(c, "number_rules[%d].group: there is no trunk group \"%s\"", i, r->group);
		if (strspn(r->prefix, "0123456789ABCDEF") != strlen(r->prefix))
			return wrong(c, "number_rules[%d].prefix: \"%s\" is not digits", i, r->prefix);
		if (strspn(r->add, "0123456789ABCDEF") != strlen(r->add))
			return wrong(c, "number_rules[%d].add: \"%s\" is not digits", i, r->add);
	}
	return 0;
}

static int
check_categories(struct check *c)
{
	for (int i = 0; i < c->site->n_categories; i++)
		for (int k = 0; k < i; k++)
			if (c->site->categories[i].code == c->site->categories[k].code)
				return wrong(
				    c, "categories[%d].code: %d is there twice", i, c->site->categories[i].code);
	return 0;
}

static int
check_services(struct check *c)
{
	for (int i = 0; i < c->site->n_services; i++)
		if (!*c->site->services[i].flow)
			return wrong(c, "services[%d].flow: a service needs a flow", i);
	return 0;
}

int
site_check(const struct site *site, char *why, size_t size)
{
	struct check c = { .site = site, .why = why, .size = size };
	int (*const checks[])(struct check *) = { check_spans, check_linksets, check_links, check_mtp_routes,
		check_groups, check_circuits, check_queues, check_routes, check_number_rules, check_categories,
		check_services };

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		int err = checks[i](&c);
		if (err)
			return err;
	}
	return 0;
}
