/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transmission control: buffers, window, retransmission on request (Q.703 5, figure 13), retrieval for changeover.
 *
 * Messages stand in one ring of slots, oldest first: [acked, sent) is the retransmission buffer, [sent, queued) the
 * transmission buffer.  The three counters only run on; the FSN of a message is its counter modulo 128.  A counter
 * names the message *before* it: `acked` is the last one acknowledged, `sent` the last one sent.
 *
 * With preventive cyclic retransmission (mtp2_pcr.c) the buffers are the same; only when messages are sent differs.
 */
#include "isup/mtp2.h"

#include "base/trace.h"

#include <errno.h>
#include <string.h>

void
mtp2_reset_sequence(struct isup *isup, struct mtp2 *m)
{
	m->acked = m->sent = m->queued = m->cycle = 127;
	m->held_octets = 0;
	m->forced = m->flushed = 0;
	m->fib = m->bib = 1;
	m->fsnx = 0;
	m->rtr = 0;
	m->bad_bsn = m->bad_fib = 0;
	m->hold = 0;
	mtp2_stop_sequence(isup, m);
}

void
mtp2_stop_sequence(struct isup *isup, struct mtp2 *m)
{
	mtp2_timer_clear(isup, m, MTP2_T5);
	mtp2_timer_clear(isup, m, MTP2_T6);
	mtp2_timer_clear(isup, m, MTP2_T7);
	mtp2_timer_clear(isup, m, MTP2_CYCLE);
}

/* ---- units ---- */

void
mtp2_write(struct mtp2 *m, const uint8_t *unit, size_t len, struct core_out *out)
{
	core_local(out, ISUP_OUT_UNIT, m->link, unit, (uint32_t)len);
	if (len != 3)
		core_trace(out, len > 5 ? TRACE_MSU_OUT : TRACE_LSSU_OUT, m->ref, unit, (uint32_t)len);
}

/* The header that every unit begins with. */
static void
head(const struct mtp2 *m, uint8_t unit[3], uint32_t fsn, size_t len)
{
	uint8_t bsn = mtp2_busy_now(m) ? m->bsn_held : mtp2_bsnt(m);

	unit[0] = (uint8_t)(m->bib << 7 | bsn);
	unit[1] = (uint8_t)(m->fib << 7 | (fsn & 127));
	unit[2] = (uint8_t)(len < 63 ? len : 63);
}

static void
write_msu(struct mtp2 *m, uint32_t counter, struct core_out *out)
{
	const struct mtp2_slot *s = mtp2_slot(m, counter);
	uint8_t unit[MTP2_UNIT_MAX];

	head(m, unit, counter, s->len);
	memcpy(unit + 3, s->msu, s->len);
	m->on_line = MTP2_MSU;
	m->out_at = counter;
	memcpy(m->out, unit, 3);
	mtp2_write(m, unit, 3u + s->len, out);
}

/*
 * A message that is repeated until it is acknowledged stands on the line instead of a fill-in unit (Q.703 6.3): 1 if one
 * does.  Among several the next copy says what is new; one alone is written again for that.
 */
static int
stands(struct mtp2 *m, struct core_out *out)
{
	uint8_t unit[3];

	if (!m->pcr || m->tx != MTP2_FISU || m->sent == m->acked || !mtp2_may_send(m))
		return 0;
	head(m, unit, m->sent, mtp2_slot(m, m->sent)->len);
	if (m->sent - m->acked == 1 && m->on_line == MTP2_MSU && m->out_at == m->sent && memcmp(m->out, unit, 3) != 0)
		mtp2_send_again(m, m->sent, out);
	return 1;
}

void
mtp2_status(struct mtp2 *m, struct core_out *out)
{
	uint8_t unit[4];
	uint8_t len = m->tx == MTP2_FISU ? 3 : 4;

	if (stands(m, out))
		return;
	head(m, unit, m->sent, len - 3u);
	unit[3] = m->tx;
	if (m->on_line == MTP2_STATUS && m->out_len == len && memcmp(m->out, unit, len) == 0)
		return;
	memcpy(m->out, unit, len);
	m->out_len = len;
	m->on_line = MTP2_STATUS;
	mtp2_write(m, unit, len, out);
}

/* ---- messages ---- */

int
mtp2_may_send(const struct mtp2 *m)
{
	return m->lsc == LSC_IN_SERVICE && !m->outage;
}

void
mtp2_send_next(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	const struct mtp2_slot *s = mtp2_slot(m, ++m->sent);

	m->held_octets += s->len;
	write_msu(m, m->sent, out);
	core_count(out, ISUP_STAT_MTP2_MSU_OUT, m->link, 1);
	core_count(out, ISUP_STAT_MTP2_OCTETS_OUT, m->link, s->len);
	if (m->sent - m->acked == 1)
		mtp2_timer_set(isup, m, MTP2_T7);
}

void
mtp2_send_again(struct mtp2 *m, uint32_t counter, struct core_out *out)
{
	write_msu(m, counter, out);
	core_count(out, ISUP_STAT_MTP2_RESENT, m->link, 1);
	core_count(out, ISUP_STAT_MTP2_OCTETS_RESENT, m->link, mtp2_slot(m, counter)->len);
}

void
mtp2_pump(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	if (m->pcr) {
		mtp2_pcr_pump(isup, m, out);
		return;
	}
	while (mtp2_may_send(m) && !m->hold && m->sent != m->queued && m->sent - m->acked < MTP2_WINDOW)
		mtp2_send_next(isup, m, out);
}

void
mtp2_retransmit(struct mtp2 *m, struct core_out *out)
{
	for (uint32_t at = m->acked; at != m->sent && mtp2_may_send(m);)
		mtp2_send_again(m, ++at, out);
}

void
mtp2_acknowledged(struct isup *isup, struct mtp2 *m, uint32_t n, struct core_out *out)
{
	while (n--)
		m->held_octets -= mtp2_slot(m, ++m->acked)->len;
	mtp2_timer_clear(isup, m, MTP2_T6);
	if (m->acked == m->sent || !mtp2_may_send(m))
		mtp2_timer_clear(isup, m, MTP2_T7);
	else
		mtp2_timer_set(isup, m, MTP2_T7);
}

int
mtp2_send(struct isup *isup, struct mtp2 *m, const uint8_t *msu, size_t len, struct core_out *out)
{
	if (len < 3 || len > MTP2_MSU_MAX)
		return -EMSGSIZE;
	if (m->queued - m->acked >= MTP2_SLOTS) {
		core_count(out, ISUP_STAT_MTP2_FULL, m->link, 1);
		return -ENOBUFS;
	}
	struct mtp2_slot *s = mtp2_slot(m, ++m->queued);

	s->len = (uint16_t)len;
	memcpy(s->msu, msu, len);
	mtp2_pump(isup, m, out);
	if (!m->inside)
		mtp2_status(m, out);
	return 0;
}

void
mtp2_hold(struct isup *isup, struct mtp2 *m, int on, struct core_out *out)
{
	m->hold = on != 0;
	mtp2_pump(isup, m, out);
	if (!m->inside)
		mtp2_status(m, out);
}

/* ---- flush ---- */

void
mtp2_flush(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	if (m->lsc != LSC_OUTAGE)
		return;
	core_count(out, ISUP_STAT_MTP2_FLUSHED, m->link, mtp2_waiting(m));
	m->flushed = (uint8_t)(m->flushed + (m->sent - m->acked));
	m->sent = m->queued = m->cycle = m->acked;
	m->held_octets = 0;
	if (!m->inside)
		mtp2_status(m, out);
}

/*
 * The far end may have accepted some of what was flushed: the BSN that stands on the line tells, and what is sent from now
 * on is numbered behind that.  Messages that were queued after the flush move up.
 */
void
mtp2_resync(struct mtp2 *m)
{
	uint32_t n = m->heard_len == 3 ? ((m->heard[0] & 127u) - m->acked) & 127u : 0;

	if (n && n <= m->flushed) {
		for (uint32_t at = m->queued; at != m->acked; at--)
			*mtp2_slot(m, at + n) = *mtp2_slot(m, at);
		m->acked += n;
		m->sent = m->cycle = m->acked;
		m->queued += n;
	}
	m->flushed = 0;
}

/* ---- retrieval ---- */

uint8_t
mtp2_bsnt(const struct mtp2 *m)
{
	return (m->fsnx + 127u) & 127u;
}

void
mtp2_accepted(struct mtp2 *m, uint8_t fsnc)
{
	uint32_t n = (fsnc - m->acked) & 127;

	if (n <= m->sent - m->acked)
		m->acked += n;
}

void
mtp2_forget_sent(struct mtp2 *m)
{
	m->acked = m->sent;
}

void
mtp2_drain(struct mtp2 *m, int only_unsent, void (*take)(void *arg, const uint8_t *msu, size_t len), void *arg)
{
	for (uint32_t at = only_unsent ? m->sent : m->acked; at != m->queued;) {
		const struct mtp2_slot *s = mtp2_slot(m, ++at);

		take(arg, s->msu, s->len);
	}
	if (only_unsent)
		m->queued = m->sent;
	else
		m->acked = m->sent = m->queued;
}
