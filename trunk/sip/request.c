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
#include "trunk/sip/sipd.h"

#include "base/log.h"

#include <string.h>

#define CAUSE_UNSPECIFIED 31
#define CAUSE_NO_CIRCUIT  34
#define CAUSE_PEER_DOWN   38
#define CAUSE_FAULT       41

static void
released(struct sipd *s, const struct msg_line *m, uint8_t cause)
{
	struct msg_line reply = { .leg = m->leg, .line = m->line, .cause = cause };

	sipd_send(s, MSG_LINE_RELEASED, &reply, sizeof(reply));
}

/* ---- one row per message ---- */

static void
dial(struct sipd *s, const void *data)
{
	const struct msg_line_dial *m = data;
	struct msg_line refused = { .leg = m->leg, .cause = CAUSE_PEER_DOWN };
	unsigned trunk = 0;

	while (trunk < s->n_trunks && s->trunks[trunk].group != m->group)
		trunk++;
	if (trunk < s->n_trunks && s->trunks[trunk].up) {
		struct channel *c = sipd_hunt(s, trunk);

		if (c) {
			channel_event(s, c, EV_DIAL, m);
			return;
		}
		refused.cause = CAUSE_NO_CIRCUIT;
	}
	core_count(s->out, STAT_CALLS_REFUSED, (uint16_t)(trunk < s->n_trunks ? trunk : 0), 1);
	sipd_send(s, MSG_LINE_REFUSED, &refused, sizeof(refused));
}

static void
to_line(struct sipd *s, const struct msg_line *m, enum channel_event event)
{
	struct channel *c = channel_of_line(s, m->line, m->leg);

	if (c) {
		channel_event(s, c, event, m);
		return;
	}
	core_count(s->out, STAT_LATE, 0, 1);
	if (event != EV_ALERT && event != EV_ANSWER)
		released(s, m, m->cause ? m->cause : CAUSE_UNSPECIFIED);
}

static void
accept(struct sipd *s, const void *data)
{
	to_line(s, data, EV_ACCEPT);
}

static void
alert(struct sipd *s, const void *data)
{
	to_line(s, data, EV_ALERT);
}

static void
answer(struct sipd *s, const void *data)
{
	to_line(s, data, EV_ANSWER);
}

static void
release(struct sipd *s, const void *data)
{
	to_line(s, data, EV_RELEASE);
}

static void
hello_back(struct sipd *s, const void *data)
{
	for (unsigned i = 0; i < s->n_channels; i++)
		s->channels[i].named = 0;
	core_count(s->out, STAT_RESYNCS, 0, 1);
}

static void
held(struct sipd *s, const void *data)
{
	const struct msg_line *m = data;
	struct channel *c = channel_of_line(s, m->line, m->leg);

	if (c)
		c->named = 1;
	else
		released(s, m, CAUSE_FAULT);
}

static void
held_end(struct sipd *s, const void *data)
{
	const struct msg_line unnamed = { .cause = CAUSE_FAULT };

	for (unsigned i = 0; i < s->n_channels; i++)
		if (s->channels[i].leg && !s->channels[i].named)
			channel_event(s, &s->channels[i], EV_UNNAMED, &unnamed);
}

/* clang-format off */
static const struct request {
	uint16_t type;
	void (*run)(struct sipd *s, const void *data);
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
sipd_message(struct sipd *s, uint16_t type, const void *data, uint32_t len)
{
	if (msg_check(ROLE_ACD, ROLE_SIP, type, len)) {
		for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
			if (requests[i].type == type) {
				requests[i].run(s, data);
				return;
			}
	}
	core_count(s->out, STAT_BAD_MESSAGE, 0, 1);
}
