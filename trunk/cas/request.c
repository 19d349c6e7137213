/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests of the switch, and the resync after one side has restarted.
 *
 * A request names its call by line and leg; both carry a generation, so one that is late finds nothing.  A late RELEASE is
 * answered all the same: the switch may be waiting for that word since before our restart.
 *
 * Resync: the switch says HELD for every leg it holds on us, then HELD_END.  One that we do not have is taken over if we have just started
 * and its loop is still as a call left it; else it is reported released.  A call it took and does not name is cleared.
 */
#include "base/log.h"
#include "trunk/cas/cas.h"

#include <string.h>

/* Q.850 */
#define CAUSE_UNALLOCATED     1
#define CAUSE_USER_BUSY       17
#define CAUSE_UNSPECIFIED     31
#define CAUSE_OUT_OF_ORDER    38
#define CAUSE_TEMPORARY       41
#define CAUSE_NOT_AVAILABLE   44
#define CAUSE_NOT_IMPLEMENTED 69

/* The loop that a handle is of, whatever became of its call, or NULL. */
static struct loop *
of_line(struct cas *c, uint32_t line, struct bank **bank)
{
	uint32_t slot = line % SPAN_SLOTS;

	*bank = cas_bank(c, (int)((line & 0xffff) / SPAN_SLOTS));
	return *bank && (*bank)->loops[slot].equipped ? &(*bank)->loops[slot] : NULL;
}

static struct loop *
of_leg(struct cas *c, uint32_t leg, struct bank **bank)
{
	struct loop *l = NULL;

	*bank = c->banks;
	while ((l = cas_next(c, bank, l)))
		if (leg && l->leg == leg)
			break;
	return l;
}

/* The loop of a call that stands, or NULL.  A call that was dialled a moment ago is known to the switch by its leg alone. */
static struct loop *
of_call(struct cas *c, const struct msg_line *m, struct bank **bank)
{
	struct loop *l = m->line ? of_line(c, m->line, bank) : of_leg(c, m->leg, bank);

	if (!l || !loop_in_call(l) || (m->line && l->generation != m->line >> 16) || (l->leg && l->leg != m->leg))
		return NULL;
	return l;
}

static void
released(struct cas *c, const struct msg_line *m, uint8_t cause)
{
	struct msg_line reply = { .leg = m->leg, .line = m->line, .cause = cause };

	cas_send(c, MSG_LINE_RELEASED, &reply, sizeof(reply));
}

/* ---- one row per message ---- */

/* Why can this telephone not be rung?  0: it can.  One that just started may be, if it is on-hook: no call can be on it. */
static uint8_t
objection(const struct cas *c, const struct bank *b, const struct loop *l)
{
	if (l->blocked)
		return CAUSE_NOT_AVAILABLE;
	if (b->alarm)
		return CAUSE_OUT_OF_ORDER;
	if (l->state != LOOP_IDLE && l->state != LOOP_SETTLING)
		return CAUSE_USER_BUSY;
	return span_loop_heard(b->span, l->slot) == SPAN_HOOK_ON ? 0 : CAUSE_USER_BUSY;
}

static void
dial(struct cas *c, const void *data)
{
	const struct msg_line_dial *m = data;
	const struct number called = number_tame(&m->called);
	struct msg_line refused = { .leg = m->leg, .cause = CAUSE_UNALLOCATED };
	struct bank *b = c->banks;

	for (struct loop *l = NULL; (l = cas_next(c, &b, l));) {
		if (l->group != m->group)
			continue;
		if (l->kind == SPAN_EXCHANGE) {
			refused.cause = CAUSE_NOT_IMPLEMENTED;
		} else if (strcmp(l->number, called.digits) == 0) {
			refused.cause = objection(c, b, l);
			if (refused.cause)
				break;
			loop_event(b, l, EV_DIAL, m);
			return;
		}
	}
	core_count(c->out, STAT_CALLS_REFUSED, 0, 1);
	cas_send(c, MSG_LINE_REFUSED, &refused, sizeof(refused));
}

static void
to_call(struct cas *c, const struct msg_line *m, enum loop_event event)
{
	struct bank *b;
	struct loop *l = of_call(c, m, &b);

	if (l)
		loop_event(b, l, event, m);
	else
		core_count(c->out, STAT_LATE, 0, 1);
	if (!l && (event == EV_ACCEPT || event == EV_RELEASE))
		released(c, m, m->cause ? m->cause : CAUSE_UNSPECIFIED);
}

static void
accept(struct cas *c, const void *data)
{
	to_call(c, data, EV_ACCEPT);
}

static void
alert(struct cas *c, const void *data)
{
	to_call(c, data, EV_ALERT);
}

static void
answer(struct cas *c, const void *data)
{
	to_call(c, data, EV_ANSWER);
}

static void
release(struct cas *c, const void *data)
{
	to_call(c, data, EV_RELEASE);
}

static void
hello_back(struct cas *c, const void *data)
{
	struct bank *b = c->banks;

	for (struct loop *l = NULL; (l = cas_next(c, &b, l));)
		l->named = 0;
	core_count(c->out, STAT_RESYNCS, 0, 1);
}

/* How a call that stands is taken over: by what the switch knows of it, and what its telephone does now. */
static enum loop_event
takeover(const struct bank *b, const struct loop *l, bool up)
{
	if (up)
		return EV_HELD_UP;
	if (l->kind == SPAN_EXCHANGE)
		return EV_HELD_INCOMING;
	return span_loop_heard(b->span, l->slot) == SPAN_HOOK_OFF ? EV_HELD_LIFTED : EV_HELD_RINGING;
}

static void
held(struct cas *c, const void *data)
{
	const struct msg_line *m = data;
	struct bank *b;
	struct loop *l = of_call(c, m, &b);

	if (l) {
		l->named = 1;
		return;
	}
	l = of_line(c, m->line, &b);
	if (l && l->state == LOOP_SETTLING && m->leg && m->line >> 16)
		loop_event(b, l, takeover(b, l, m->flags & LINE_F_UP), m);
	else
		released(c, m, CAUSE_TEMPORARY);
}

static void
held_end(struct cas *c, const void *data)
{
	const struct msg_line *m = data, unnamed = { .cause = CAUSE_TEMPORARY };
	struct bank *b = c->banks;

	if (m->line && m->line != c->epoch)
		return; /* the end of what was told to the process before us: it heard the beginning, we did not */
	for (struct loop *l = NULL; (l = cas_next(c, &b, l));) {
		if (l->state == LOOP_SETTLING)
			loop_event(b, l, EV_SETTLED, NULL);
		else if (l->leg && !l->named)
			loop_event(b, l, EV_UNNAMED, &unnamed);
	}
}

/* clang-format off */
static const struct request {
	uint16_t type;
	void (*run)(struct cas *c, const void *data);
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
cas_message(struct cas *c, uint16_t type, const void *data, uint32_t len)
{
	if (msg_check(ROLE_ACD, ROLE_CAS, type, len)) {
		for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
			if (requests[i].type == type) {
				requests[i].run(c, data);
				return;
			}
	}
	core_count(c->out, STAT_BAD_MESSAGE, 0, 1);
}
