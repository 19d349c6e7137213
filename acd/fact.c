/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts: what happened, to whom, when.  Whatever a record or a report says later is computed from these alone.
 */
#include "acd/acd.h"
#include "acd/route.h"

#include <string.h>

uint16_t
acd_circuit(const struct acd *a, uint16_t group, uint16_t cic, uint16_t span, uint16_t slot)
{
	return group < a->n_groups && a->groups[group].role != ROLE_ISUP ? (uint16_t)(span * 32 + slot) : cic;
}

void
fact_call(
    struct acd *a, const struct session *s, enum fact_kind kind, uint32_t value, const char *text, struct core_out *out)
{
	const struct seat *seat = acd_seat(a, s->seat);
	struct msg_fact f = {
		.session = s->id,
		.at_us = a->now_us,
		.kind = (uint16_t)kind,
		.seat = seat ? seat->number : SEAT_NONE,
		.queue = s->queue == NONE ? SEAT_NONE : (uint16_t)a->queues[s->queue].conf.code,
		.cause = s->cause,
		.value = value,
		.number = s->outgoing ? s->dialled : s->caller,
		.dialled = s->dialled,
	};

	if (kind == FACT_CALL_ENDED && !s->talked && !s->outgoing)
		f.seat = SEAT_NONE; /* abandoned while it rang: nobody served it (ACD-16) */
	memcpy(f.customer, s->customer, sizeof(f.customer));
	if (kind == FACT_CALL_ENDED)
		f.n = result_of(s);
	if (text)
		text_copy(f.text, sizeof(f.text), text);
	if (s->trunk < a->n_groups) {
		text_copy(f.trunk, sizeof(f.trunk), a->groups[s->trunk].name);
		f.circuit = s->circuit;
	}
	core_send(out, ROLE_CRM, MSG_FACT, &f, sizeof(f));
}

void
fact_seat(struct acd *a, const struct seat *seat, enum fact_kind kind, uint32_t value, struct core_out *out)
{
	const struct session *s = acd_session(a, seat->call);
	struct msg_fact f = {
		.session = s ? s->id : 0,
		.at_us = a->now_us,
		.kind = (uint16_t)kind,
		.seat = seat->number,
		.queue = SEAT_NONE,
		.value = value,
	};

	core_send(out, ROLE_CRM, MSG_FACT, &f, sizeof(f));
}
