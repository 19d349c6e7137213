/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Spans of ours in alarm, and the circuits that stand by for them (TRK-05).
 *
 * While a span is in alarm its circuits are blocked as failed hardware (Q.764 2.8.2.2): CGB ends the calls on both sides
 * without REL, CGU gives the circuits back.  Standby circuits (setting `standby`) are blocked for maintenance as long as
 * the other spans of their group are well.  When one of those fails they are unblocked, so that new calls of both
 * directions find them; when all are well again they are blocked, and what is said on them goes on to its end.
 */
#include "isup/exchange.h"

#include "base/log.h"

/* Is a span in alarm on which this group has circuits that do not stand by? */
static int
needs_standby(struct isup *isup, unsigned group)
{
	const struct exchange *x = isup_exchange(isup);

	for (unsigned i = 0; i < x->n_circuits; i++) {
		const struct circuit *c = circuit_at(isup, i);

		if (c->group == group && !(c->flags & CIRCUIT_STANDBY) && x->span_alarms[c->span])
			return 1;
	}
	return 0;
}

static struct range_of
all_of(struct isup *isup, unsigned group)
{
	return (struct range_of){ .group = group_at(isup, group),
		.last = remote_at(isup, group_at(isup, group)->remote)->cics - 1u };
}

void
span_alarm(struct isup *isup, unsigned span, int in_alarm, struct core_out *out)
{
	struct exchange *x = isup_exchange(isup);

	if (x->span_alarms[span] == in_alarm)
		return;
	x->span_alarms[span] = (uint8_t)in_alarm;
	for (unsigned g = 0; g < x->n_groups; g++) {
		struct range_of on_span = all_of(isup, g), standby = on_span;

		on_span.span = span;
		standby.standby = 1;
		range_block(isup, &standby, BLOCKED_STANDBY, !needs_standby(isup, g), 0, out);
		range_block(isup, &on_span, BLOCKED_SPAN, in_alarm, 0, out);
	}
	core_log(out, LOG_NOTE, "span %u: %s", span,
	    in_alarm ? "in alarm; its circuits are blocked" : "its circuits are free again");
}
