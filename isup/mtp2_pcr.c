/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transmission control of preventive cyclic retransmission (Q.703 6, figure 15): for lines so long that asking for a
 * repetition would take too much time.
 *
 * Nothing is asked for.  As long as there is no new message, all that is not acknowledged is sent again and again, oldest
 * first, and the far end takes the copy it needs.  New messages go first.  When N1 messages or N2 octets wait for their
 * acknowledgement, retransmission is forced: no new message until the buffer has gone over the line once more; then again,
 * as long as a limit is reached.
 *
 * The driver repeats a unit for ever by itself.  So one message alone is written once; for more of them MTP2_CYCLE runs
 * while the line is busy with what was written, and each time it is free the next one is written.
 */
#include "isup/mtp2.h"

#include "base/timer.h"

#define OCTET_US 125 /* 64 kbit/s */
#define BETWEEN  6   /* BSN, FSN, LI, FCS, flag */

/* The line is busy for one more message. */
static void
takes_time(struct isup *isup, struct mtp2 *m, uint32_t counter)
{
	if (m->line_free_us < isup->now_us)
		m->line_free_us = isup->now_us;
	m->line_free_us += (mtp2_slot(m, counter)->len + BETWEEN) * OCTET_US;
}

static int
limit_reached(const struct mtp2 *m)
{
	return m->sent - m->acked >= m->n1 || m->held_octets >= m->n2;
}

static void
force(struct mtp2 *m, struct core_out *out)
{
	m->forced = 1;
	m->cycle = m->acked;
	core_count(out, ISUP_STAT_MTP2_FORCED, m->link, 1);
}

/* Must something be written when the line is free?  Not if the one message there is stands on it. */
static int
is_due(const struct mtp2 *m)
{
	return mtp2_may_send(m) && m->sent != m->acked &&
	    (m->forced || m->sent - m->acked > 1 || m->on_line != MTP2_MSU || m->out_at != m->sent);
}

static void
wait_for_line(struct isup *isup, struct mtp2 *m)
{
	if (!is_due(m))
		mtp2_timer_clear(isup, m, MTP2_CYCLE);
	else if (timer_due(isup_timers(isup), m->timer0 + MTP2_CYCLE) != m->line_free_us)
		timer_set(isup_timers(isup), m->timer0 + MTP2_CYCLE, m->line_free_us);
}

static void
send_new(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	while (mtp2_may_send(m) && !m->forced && !m->hold && m->sent != m->queued) {
		mtp2_send_next(isup, m, out);
		takes_time(isup, m, m->sent);
		if (limit_reached(m))
			force(m, out);
	}
}

void
mtp2_pcr_pump(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	if ((int32_t)(m->cycle - m->acked) < 0)
		m->cycle = m->acked;
	if (m->acked == m->sent)
		m->forced = 0;
	send_new(isup, m, out);
	wait_for_line(isup, m);
}

void
mtp2_pcr_cycle(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	if (m->cycle == m->sent && m->forced) { /* the forced cycle has come round */
		m->forced = 0;
		if (limit_reached(m))
			force(m, out);
		else
			send_new(isup, m, out);
	}
	if (is_due(m) && m->line_free_us <= isup->now_us) {
		if (m->cycle == m->sent)
			m->cycle = m->acked;
		mtp2_send_again(m, ++m->cycle, out);
		takes_time(isup, m, m->cycle);
	}
	wait_for_line(isup, m);
}
