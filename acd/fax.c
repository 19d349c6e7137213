/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fax channels.
 *
 * A channel is taken by a call that reaches a `fax` node and finds one free (TRK-15).  It is taken back with FAX_DONE alone, whether
 * the fax was over or its caller gone, so a channel never has two owners, and what was received is told even if the call is long
 * over.  FAX_RECEIVE and FAX_STOP are said again to a faxd that has restarted: it begins anew with callers who are still there, and
 * answers for those who are not.
 */
#include "acd/fax.h"

#include "acd/call.h"
#include "acd/plan.h"

#include <string.h>

static struct fax *
fax_of(const struct acd *a, uint32_t channel)
{
	int i = pool_index(acd_fax_pool(a), channel);

	return i < 0 ? NULL : &acd_faxes(a)[i];
}

static void
tell(const struct fax *fax, struct core_out *out)
{
	core_send(out, ROLE_FAX, fax->call ? MSG_FAX_RECEIVE : MSG_FAX_STOP, &fax->msg, sizeof(fax->msg));
}

bool
fax_receive(struct acd *a, struct session *s, struct core_out *out)
{
	uint32_t channel = pool_take(acd_fax_pool(a));

	if (!channel) {
		acd_count(out, STAT_FAX_FULL);
		return false;
	}
	struct fax *fax = fax_of(a, channel);

	*fax = (struct fax){ .call = s->handle,
		.msg = { .channel = channel, .fax_no = ++s->n_faxes, .session = s->id, .started_us = a->now_us } };
	s->channel = channel;
	tell(fax, out);
	plan_fax(a, s->leg, channel, out);
	return true;
}

void
fax_stop(struct acd *a, struct session *s, struct core_out *out)
{
	struct fax *fax = fax_of(a, s->channel);

	s->channel = 0;
	if (!fax)
		return;
	fax->call = 0;
	memcpy(fax->customer, s->customer, sizeof(fax->customer));
	tell(fax, out);
}

void
fax_done(struct acd *a, const struct msg_fax_done *m, struct core_out *out)
{
	const struct fax *fax = fax_of(a, m->channel);

	/* a word on a fax of an arena before this one may bear the handle of another one now */
	if (!fax || m->session != fax->msg.session || m->fax_no != fax->msg.fax_no) {
		acd_count(out, STAT_LATE);
		return;
	}
	if (m->result >= FAX_RESULTS) {
		acd_count(out, STAT_BAD_INPUT);
		return;
	}
	struct session *s = acd_session(a, fax->call);
	struct msg_fact f = {
		.session = fax->msg.session,
		.at_us = a->now_us,
		.kind = FACT_CALL_FAXED,
		.seat = SEAT_NONE,
		.queue = SEAT_NONE,
		.cause = (uint8_t)m->result,
		.value = fax->msg.fax_no,
		.n = m->pages,
		.start_us = fax->msg.started_us,
	};

	memcpy(f.customer, s ? s->customer : fax->customer, sizeof(f.customer));
	memcpy(f.text, m->sender, sizeof(m->sender) - 1);
	core_send(out, ROLE_CRM, MSG_FACT, &f, sizeof(f));
	acd_count(out, m->result == FAX_WHOLE ? STAT_FAXES : STAT_FAX_FAILED);
	pool_free(acd_fax_pool(a), m->channel);
	if (!s)
		return;
	s->channel = 0;
	call_event(a, s, CALL_EV_FAXED, m, out);
}

void
fax_tell_all(struct acd *a, struct core_out *out)
{
	acd_count(out, STAT_RESYNCS);
	for (uint32_t i = 0; i < a->n_faxes; i++)
		if (pool_handle(acd_fax_pool(a), i))
			tell(&acd_faxes(a)[i], out);
}
