/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests of the switch, and the resync after one side has restarted.
 *
 * A request names its call by line and leg; both carry a generation, so one that is late finds nothing.  A late RELEASE
 * is answered all the same: the switch may be waiting for that word since before our restart.
 *
 * Resync: the switch says HELLO_BACK, then HELD for every leg it holds on us, then HELD_END.  A leg it names and we do
 * not have is reported released; a call it took and does not name is cleared.
 */
#include "trunk/pri/prid.h"

#include "base/log.h"

#include <string.h>

struct bchan *
prid_line(struct prid *p, uint32_t line, uint32_t leg, struct dchan **dchan)
{
	uint32_t slot = line % SPAN_SLOTS, index = (line & 0xffff) / SPAN_SLOTS;

	if (index >= p->n_dchans)
		return NULL;
	struct dchan *d = &p->dchans[index];
	struct bchan *b = &d->bchans[slot];

	if (!b->equipped || b->generation != line >> 16 || b->state == BCHAN_IDLE || b->state == BCHAN_CLEARING ||
	    b->state == BCHAN_RESTARTING || (b->leg && b->leg != leg))
		return NULL;
	*dchan = d;
	return b;
}

static void
released(struct prid *p, const struct msg_line *m, uint8_t cause)
{
	struct msg_line reply = { .leg = m->leg, .line = m->line, .cause = cause };

	prid_send(p, MSG_LINE_RELEASED, &reply, sizeof(reply));
}

/* ---- one row per message ---- */

static void
dial(struct prid *p, const void *data)
{
	const struct msg_line_dial *m = data;
	struct msg_line refused = { .leg = m->leg, .cause = PRI_CAUSE_NETWORK_OUT_OF_ORDER };

	for (uint16_t i = 1; i <= p->n_dchans; i++) {
		struct dchan *d = &p->dchans[(p->hunted + i) % p->n_dchans];

		if (d->group != m->group || !d->up)
			continue;
		refused.cause = PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION;
		struct bchan *b = dchan_hunt(d);

		if (b) {
			p->hunted = d->index;
			bchan_event(d, b, EV_DIAL, m);
			return;
		}
	}
	core_count(p->out, STAT_CALLS_REFUSED, p->hunted, 1);
	prid_send(p, MSG_LINE_REFUSED, &refused, sizeof(refused));
}

static void
to_line(struct prid *p, const struct msg_line *m, enum bchan_event event)
{
	struct dchan *d;
	struct bchan *b = prid_line(p, m->line, m->leg, &d);

	if (b)
		bchan_event(d, b, event, m);
	else
		core_count(p->out, STAT_LATE, 0, 1);
	if (!b && event != EV_ALERT && event != EV_ANSWER)
		released(p, m, m->cause ? m->cause : PRI_CAUSE_NORMAL_UNSPECIFIED);
}

static void
accept(struct prid *p, const void *data)
{
	to_line(p, data, EV_ACCEPT);
}

static void
alert(struct prid *p, const void *data)
{
	to_line(p, data, EV_ALERT);
}

static void
answer(struct prid *p, const void *data)
{
	to_line(p, data, EV_ANSWER);
}

static void
release(struct prid *p, const void *data)
{
	to_line(p, data, EV_RELEASE);
}

static void
hello_back(struct prid *p, const void *data)
{
	for (uint16_t i = 0; i < p->n_dchans; i++)
		for (int slot = 1; slot < SPAN_SLOTS; slot++)
			p->dchans[i].bchans[slot].named = 0;
	core_count(p->out, STAT_RESYNCS, 0, 1);
}

static void
held(struct prid *p, const void *data)
{
	const struct msg_line *m = data;
	struct dchan *d;
	struct bchan *b = prid_line(p, m->line, m->leg, &d);

	if (b)
		b->named = 1;
	else
		released(p, m, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE);
}

static void
held_end(struct prid *p, const void *data)
{
	const struct msg_line unnamed = { .cause = PRI_CAUSE_NORMAL_TEMPORARY_FAILURE };

	for (uint16_t i = 0; i < p->n_dchans; i++)
		for (int slot = 1; slot < SPAN_SLOTS; slot++) {
			struct bchan *b = &p->dchans[i].bchans[slot];

			if (b->leg && !b->named)
				bchan_event(&p->dchans[i], b, EV_UNNAMED, &unnamed);
		}
}

/* clang-format off */
static const struct request {
	uint16_t type;
	void (*run)(struct prid *p, const void *data);
} requests[] = {
	{ MSG_HELLO_BACK,    hello_back },
	{ MSG_LINE_HELD,     held },
	{ MSG_LINE_HELD_END, held_end },
	{ MSG_LINE_DIAL,     dial },
	{ MSG_LINE_ACCEPT,   accept },
	{ MSG_LINE_ALERT,    alert },
	{ MSG_LINE_ANSWER,   answer },
	{ MSG_LINE_RELEASE,  release },
};
/* clang-format on */

void
prid_message(struct prid *p, uint16_t type, const void *data, uint32_t len)
{
	if (msg_check(ROLE_ACD, ROLE_PRI, type, len)) {
		for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
			if (requests[i].type == type) {
				requests[i].run(p, data);
				return;
			}
	}
	core_count(p->out, STAT_BAD_MESSAGE, 0, 1);
}
