/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transmission and reception control: basic error correction (Q.703 5, figures 13 and 14).
 *
 * Messages stand in one ring of slots, oldest first: [acked, sent) is the retransmission buffer, [sent, queued) the
 * transmission buffer.  The three counters only run on; the FSN of a message is its counter modulo 128.  A counter
 * names the message *before* it: `acked` is the last one acknowledged, `sent` the last one sent.
 *
 * What is received is checked in the order of figure 14: BSN in range, FIB as expected, then acknowledgement or request
 * for retransmission, then FSN.  Two bad BSN or two bad FIB among three units take the link out of service.
 */
#include "isup/mtp2.h"

#include "base/clock.h"
#include "base/trace.h"

#include <errno.h>
#include <string.h>

static struct mtp2_slot *
slot(struct mtp2 *m, uint32_t counter)
{
	return &m->slots[counter % MTP2_SLOTS];
}

void
mtp2_reset_sequence(struct isup *isup, struct mtp2 *m)
{
	m->acked = m->sent = m->queued = 127;
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
	m->busy = 0;
	mtp2_timer_clear(isup, m, MTP2_T5);
	mtp2_timer_clear(isup, m, MTP2_T6);
	mtp2_timer_clear(isup, m, MTP2_T7);
}

/* ---- transmission ---- */

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
	uint8_t bsn = m->busy ? m->bsn_held : mtp2_bsnt(m);

	unit[0] = (uint8_t)(m->bib << 7 | bsn);
	unit[1] = (uint8_t)(m->fib << 7 | (fsn & 127));
	unit[2] = (uint8_t)(len < 63 ? len : 63);
}

static void
send_msu(struct mtp2 *m, uint32_t counter, struct core_out *out)
{
	const struct mtp2_slot *s = slot(m, counter);
	uint8_t unit[MTP2_UNIT_MAX];

	head(m, unit, counter, s->len);
	memcpy(unit + 3, s->msu, s->len);
	m->out_len = 0;
	mtp2_write(m, unit, 3u + s->len, out);
}

void
mtp2_status(struct mtp2 *m, struct core_out *out)
{
	uint8_t unit[4];
	uint8_t len = m->tx == MTP2_FISU ? 3 : 4;

	head(m, unit, m->sent, len - 3u);
	unit[3] = m->tx;
	if (m->out_len == len && memcmp(m->out, unit, len) == 0)
		return;
	memcpy(m->out, unit, len);
	m->out_len = len;
	mtp2_write(m, unit, len, out);
}

static int
may_send(const struct mtp2 *m)
{
	return m->lsc == LSC_IN_SERVICE && !m->outage;
}

void
mtp2_pump(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	while (may_send(m) && !m->hold && m->sent != m->queued && m->sent - m->acked < MTP2_WINDOW) {
		m->sent++;
		send_msu(m, m->sent, out);
		core_count(out, ISUP_STAT_MTP2_MSU_OUT, m->link, 1);
		core_count(out, ISUP_STAT_MTP2_OCTETS_OUT, m->link, slot(m, m->sent)->len);
		if (m->sent - m->acked == 1)
			mtp2_timer_set(isup, m, MTP2_T7);
	}
}

static void
retransmit(struct mtp2 *m, struct core_out *out)
{
	for (uint32_t at = m->acked; at != m->sent && may_send(m);) {
		send_msu(m, ++at, out);
		core_count(out, ISUP_STAT_MTP2_RESENT, m->link, 1);
		core_count(out, ISUP_STAT_MTP2_OCTETS_RESENT, m->link, slot(m, at)->len);
	}
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
	struct mtp2_slot *s = slot(m, ++m->queued);

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
		const struct mtp2_slot *s = slot(m, ++at);

		take(arg, s->msu, s->len);
	}
	if (only_unsent)
		m->queued = m->sent;
	else
		m->acked = m->sent = m->queued;
}

/* ---- reception ---- */

/* Two of three (Q.703 5.3.2): shift the verdict in; fails the link and returns 1 when it was the second bad one. */
static int
verdict(struct isup *isup, struct mtp2 *m, uint8_t *last_three, int bad, enum mtp2_reason reason, struct core_out *out)
{
	*last_three = (uint8_t)((*last_three << 1 | bad) & 7);
	if (!bad || (*last_three & 6) == 0)
		return 0;
	mtp2_fail(isup, m, reason, out);
	return 1;
}

static void
acknowledged(struct isup *isup, struct mtp2 *m, uint32_t n, struct core_out *out)
{
	m->acked += n;
	mtp2_timer_clear(isup, m, MTP2_T6);
	if (m->acked == m->sent)
		mtp2_timer_clear(isup, m, MTP2_T7);
	else
		mtp2_timer_set(isup, m, MTP2_T7);
}

/* BSN and BIB: what the far end has accepted, and whether it asks for the rest again. */
static void
backward(struct isup *isup, struct mtp2 *m, const uint8_t *unit, struct core_out *out)
{
	uint32_t n = ((unit[0] & 127u) - m->acked) & 127u;
	uint8_t bib = unit[0] >> 7;

	if (n)
		acknowledged(isup, m, n, out);
	if (bib != m->fib) {
		core_count(out, ISUP_STAT_MTP2_NACK_IN, m->link, 1);
		m->fib = bib;
		retransmit(m, out);
	}
	mtp2_pump(isup, m, out);
}

/* Ask for everything from FSNX on again; once, until it begins. */
static void
ask_again(struct mtp2 *m, struct core_out *out)
{
	if (m->rtr || m->busy)
		return;
	m->rtr = 1;
	m->bib ^= 1;
	core_count(out, ISUP_STAT_MTP2_NACK_OUT, m->link, 1);
}

/* FSN: the next message, a repetition, or a gap. */
static void
forward(struct isup *isup, struct mtp2 *m, const uint8_t *unit, size_t len, struct core_out *out)
{
	uint8_t fsn = unit[1] & 127;
	int is_msu = len > 5;

	if (fsn == mtp2_bsnt(m))
		return;
	if (!is_msu || fsn != m->fsnx) {
		ask_again(m, out);
		return;
	}
	m->fsnx = (m->fsnx + 1) & 127;
	core_count(out, ISUP_STAT_MTP2_MSU_IN, m->link, 1);
	core_count(out, ISUP_STAT_MTP2_OCTETS_IN, m->link, (int64_t)len - 3);
	core_trace(out, TRACE_MSU_IN, m->ref, unit, (uint32_t)len);
	mtp3_msu(isup, m->link, unit + 3, len - 3, out);
}

void
mtp2_sequence(struct isup *isup, struct mtp2 *m, const uint8_t *unit, size_t len, struct core_out *out)
{
	int bad_bsn = (((unit[0] & 127u) - m->acked) & 127u) > m->sent - m->acked;

	if (verdict(isup, m, &m->bad_bsn, bad_bsn, MTP2_REASON_BSN, out) || bad_bsn) {
		core_count(out, ISUP_STAT_MTP2_BAD_BSN, m->link, 1);
		return;
	}
	int expected = unit[1] >> 7 == m->bib;
	int bad_fib = !expected && !m->rtr;
	if (verdict(isup, m, &m->bad_fib, bad_fib, MTP2_REASON_FIB, out) || bad_fib) {
		core_count(out, ISUP_STAT_MTP2_BAD_FIB, m->link, 1);
		return;
	}
	if (m->lsc != LSC_OUTAGE || m->outage & MTP2_REMOTE)
		mtp2_lsc_event(isup, m, LSC_FISU, out);
	if (m->outage & MTP2_LOCAL)
		return; /* rejected: the far end keeps it for later (Q.703 8.2) */
	backward(isup, m, unit, out);
	if (!expected)
		return; /* sent before our request for retransmission was heard */
	m->rtr = 0;
	forward(isup, m, unit, len, out);
}
