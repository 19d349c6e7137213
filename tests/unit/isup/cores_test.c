/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two whole cores, exchange against exchange, joined by two signalling links of 64 kbit/s on a fake clock; behind each
 * a switch of a few lines that answers whatever is offered and counts.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/site.h"
#include "isup/core.h"
#include "isup/mtp3.h"
#include "trunk/span.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#define LINKS 2
#define UNITS 4096
#define CALLS 100

struct way { /* one direction of a link */
	struct {
		int64_t due_us;
		uint16_t len;
		uint8_t octets[280];
	} units[UNITS];
	unsigned first, last;
	int cut;
};

struct node {
	struct core_out out; /* first */
	void *arena;
	uint64_t serial;
	struct way ways[LINKS];
	uint16_t pending[UNITS];
	uint32_t pending_line[UNITS];
	unsigned n_pending;
	uint32_t lines[CALLS + 1]; /* by leg */
	unsigned offered, seized, answered, released, refused, held;
	unsigned alarms, links_up;
	unsigned used[LINKS]; /* ISUP messages sent */
};

static struct node nodes[2];
static struct node *const A = &nodes[0];
static struct node *const B = &nodes[1];
static int64_t now_us;

static void
feed(struct node *n, uint16_t from, uint16_t type, const void *data, uint32_t len)
{
	struct core_input in = {
		.now_us = now_us, .serial = ++n->serial, .from = from, .type = type, .len = len, .data = data
	};

	isup_core.step(n->arena, &in, &n->out);
}

/* ---- what a core does ---- */

static void
node_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	struct node *n = (struct node *)out;
	const struct msg_line *line = data;
	const struct msg_line_seized *seized = data;
	const struct msg_line_offered *offered = data;

	switch (type) {
	case MSG_LINE_OFFERED:
		n->offered++;
		n->pending_line[n->n_pending] = offered->line;
		n->pending[n->n_pending++] = type;
		break;
	case MSG_LINE_SEIZED:
		n->seized++;
		n->lines[seized->leg] = seized->line;
		break;
	case MSG_LINE_ANSWERED:
		n->answered++;
		n->held++;
		break;
	case MSG_LINE_REFUSED:
		n->refused++;
		break;
	case MSG_LINE_RELEASED:
		n->released++;
		n->held -= line->leg <= CALLS && n->lines[line->leg] == line->line;
		break;
	default:
		break;
	}
}

static void
node_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	struct node *n = (struct node *)out;
	struct way *w = &n->ways[addr];
	int64_t free_us = w->first != w->last ? w->units[(w->last - 1) % UNITS].due_us : now_us;

	cr_assert(w->last - w->first < UNITS - 1);
	w->units[w->last % UNITS].due_us = (free_us > now_us ? free_us : now_us) + ((int64_t)len + 3) * 125;
	w->units[w->last % UNITS].len = (uint16_t)len;
	memcpy(w->units[w->last++ % UNITS].octets, data, len);
	n->used[addr] += len > 5 && (((const uint8_t *)data)[3] & 15) == 5;
}

static void
node_log(struct core_out *out, int level, const char *line)
{
	struct node *n = (struct node *)out;

	n->alarms += level == LOG_ALARM && strstr(line, "out of service") != NULL;
	/* the loss is an alarm, the return is not */
	n->links_up += level == LOG_NOTE && strstr(line, "in service") != NULL;
}

static void
node_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}

static void
node_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
}

static const struct core_out_ops ops = {
	.send = node_send, .local = node_local, .log = node_log, .trace = node_trace, .count = node_count
};

/* ---- time ---- */

static void
answer_offers(struct node *n)
{
	for (unsigned i = 0; i < n->n_pending; i++) {
		struct msg_line msg = { .leg = CALLS + 1 + n->offered, .line = n->pending_line[i] };

		feed(n, ROLE_ACD, MSG_LINE_ACCEPT, &msg, sizeof(msg));
		feed(n, ROLE_ACD, MSG_LINE_ALERT, &msg, sizeof(msg));
		feed(n, ROLE_ACD, MSG_LINE_ANSWER, &msg, sizeof(msg));
	}
	n->n_pending = 0;
}

static void
deliver(struct node *from, unsigned link)
{
	struct way *w = &from->ways[link];
	struct node *to = from == A ? B : A;
	unsigned at = w->first++ % UNITS;
	union {
		struct isup_in_unit in;
		uint8_t room[300];
	} u;

	if (w->cut)
		return;
	u.in.link = (uint16_t)link;
	u.in.len = w->units[at].len;
	memcpy(u.in.octets, w->units[at].octets, u.in.len);
	feed(to, CORE_FROM_LINE, ISUP_IN_UNIT, &u.in, (uint32_t)(sizeof(u.in) + u.in.len));
	answer_offers(to);
}

static void
pass(int64_t ms)
{
	int64_t end_us = now_us + ms * US_PER_MS;

	for (;;) {
		int64_t due_us = INT64_MAX;
		struct node *who = NULL;
		int link = -1;

		for (int i = 0; i < 2; i++) {
			if (isup_core.next_due(nodes[i].arena) < due_us) {
				due_us = isup_core.next_due(nodes[i].arena);
				who = &nodes[i];
				link = -1;
			}
			for (int k = 0; k < LINKS; k++) {
				const struct way *w = &nodes[i].ways[k];

				if (w->first != w->last && w->units[w->first % UNITS].due_us < due_us) {
					due_us = w->units[w->first % UNITS].due_us;
					who = &nodes[i];
					link = k;
				}
			}
		}
		if (due_us > end_us)
			break;
		now_us = due_us > now_us ? due_us : now_us;
		if (link >= 0)
			deliver(who, (unsigned)link);
		else
			feed(who, CORE_FROM_SELF, CORE_TICK, NULL, 0);
	}
	now_us = end_us;
}

/* Cut a link, or mend it: then the line repeats the last unit. */
static void
cut(unsigned link, int on)
{
	for (int i = 0; i < 2; i++) {
		struct way *w = &nodes[i].ways[link];
		struct isup_in_event event = { .link = (uint16_t)link, .event = on ? SPAN_EV_ALARM : SPAN_EV_NOALARM };

		w->cut = on;
		if (!on && w->first == w->last) {
			w->first--;
			w->units[w->first % UNITS].due_us = now_us + 1000;
		}
		feed(&nodes[i], CORE_FROM_LINE, ISUP_IN_EVENT, &event, sizeof(event));
	}
}

/* ---- calls ---- */

static void
dial(uint32_t leg)
{
	struct msg_line_dial msg = { .leg = leg, .group = 0, .category = 10 };

	number_set(&msg.called, "01055509000", 3);
	number_set(&msg.caller, "13800000000", 3);
	feed(A, ROLE_ACD, MSG_LINE_DIAL, &msg, sizeof(msg));
}

static void
release(uint32_t leg)
{
	struct msg_line msg = { .leg = leg, .line = A->lines[leg], .cause = 16 };

	feed(A, ROLE_ACD, MSG_LINE_RELEASE, &msg, sizeof(msg));
}

static void
open_node(struct node *n, const char *opc, const char *apc, int in, int out)
{
	static struct site site;
	struct msg_hello hello = { .abi = MSG_ABI, .epoch = 1, .fresh = 1 };
	struct msg_line none = { 0 };
	char why[256], text[2048];

	snprintf(text, sizeof(text),
	    "spans = ( { number = 1; }, { number = 2; }, { number = 3; }, { number = 4; } );"
	    "linksets = ( { name = \"far\"; label = \"china24\"; opc = \"%s\"; apc = \"%s\"; q704_t20_ms = 1000; } );"
	    "links = ( { linkset = \"far\"; span = 1; slot = 16; slc = 0; }, { linkset = \"far\"; span = 2; slot "
	    "= 16; slc = 1; } );"
	    "groups = ( { name = \"trunk\"; kind = \"isup\"; linkset = \"far\"; inbound = %d; outbound = %d; "
	    "digits = 11; } );"
	    "circuits = ( { group = \"trunk\"; span = 1; pcm = 0; }, { group = \"trunk\"; span = 2; pcm = 1; },"
	    "{ group = \"trunk\"; span = 3; pcm = 2; }, { group = \"trunk\"; span = 4; pcm = 3; } );",
	    opc, apc, in, out);
	cr_assert(site_parse(&site, text, why, sizeof(why)) == 0, "%s", why);
	memset(n, 0, sizeof(*n));
	n->out.ops = &ops;
	n->arena = calloc(1, isup_core.size(&site));
	isup_core.init(n->arena, &site, 1);
	feed(n, CORE_FROM_SELF, CORE_STARTED, NULL, 0);
	feed(n, ROLE_ACD, MSG_HELLO_BACK, &hello, sizeof(hello));
	feed(n, ROLE_ACD, MSG_LINE_HELD_END, &none, sizeof(none));
}

static void
setup(void)
{
	now_us = 1000 * US_PER_SEC;
	open_node(A, "22-4-1", "22-4-127", 20, CALLS);
	open_node(B, "22-4-127", "22-4-1", CALLS, 20);
	pass(20000);
	memset(A->used, 0, sizeof(A->used));
	A->alarms = A->links_up = B->alarms = B->links_up = 0;
}

static void
teardown(void)
{
	free(A->arena);
	free(B->arena);
}

static int
links_carrying(struct node *n)
{
	struct mtp_linkset_view view;

	cr_assert(mtp_linkset_view(isup_mtp(n->arena), 0, &view) == 0);
	return view.available;
}

TestSuite(cores, .init = setup, .fini = teardown);

Test(cores, a_hundred_calls_stand_and_are_released)
{
	for (uint32_t leg = 1; leg <= CALLS; leg++) {
		dial(leg);
		pass(10);
	}
	pass(1000);
	cr_expect(eq(u32, A->answered, CALLS));
	cr_expect(eq(u32, A->held, CALLS));
	cr_expect(A->used[0] > 40 && A->used[1] > 40);
	for (uint32_t leg = 1; leg <= CALLS; leg++)
		release(leg);
	pass(3000);
	cr_expect(eq(u32, A->released, CALLS));
	cr_expect(eq(u32, B->released, CALLS));
}

/* shows: TRK-06 */
Test(cores, a_hundred_calls_lose_one_of_two_links_and_no_call_is_lost)
{
	cr_assert(eq(int, links_carrying(A), 2));
	for (uint32_t leg = 1; leg <= CALLS;
	     leg++) { /* half of them are up, the others being set up, when the link goes */
		if (leg == CALLS / 2)
			cut(0, 1);
		dial(leg);
		pass(10);
	}
	pass(3000);
	cr_expect(eq(u32, A->answered, CALLS));
	cr_expect(eq(u32, A->refused + A->released + B->released, 0));
	cr_expect(eq(u32, A->alarms, 1));
	cr_expect(eq(u32, B->alarms, 1));
	cr_expect(eq(int, links_carrying(A), 1));
	cr_expect(eq(u32, A->links_up, 0));
	cut(0, 0);
	pass(20000);
	cr_expect(eq(int, links_carrying(A), 2));
	cr_expect(eq(int, links_carrying(B), 2));
	cr_expect(eq(u32, A->links_up, 1));
	cr_expect(eq(u32, B->links_up, 1));
	cr_expect(eq(u32, A->held, CALLS));
	memset(A->used, 0, sizeof(A->used));
	for (uint32_t leg = 1; leg <= CALLS; leg++)
		release(leg);
	pass(3000);
	cr_expect(eq(u32, A->released, CALLS));
	cr_expect(eq(u32, B->released, CALLS));
	cr_expect(A->used[0] > 40 && A->used[1] > 40);
}

Test(cores, calls_being_set_up_go_on_when_a_link_is_cut_without_an_alarm)
{
	for (uint32_t leg = 1; leg <= CALLS; leg++) {
		if (leg == 30)
			A->ways[1].cut = B->ways[1].cut = 1;
		dial(leg);
		pass(25);
	}
	pass(5000);
	cr_expect(eq(u32, A->answered, CALLS));
	cr_expect(eq(u32, A->refused + A->released + B->released, 0));
}
