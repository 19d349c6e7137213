/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reception control: the sequence numbers of what comes (Q.703 5 and 6, figures 14 and 16).
 *
 * Checked in the order of figure 14: BSN in range, FIB as expected, then acknowledgement or request for retransmission,
 * then FSN.  Two bad BSN or two bad FIB among three units take the link out of service.  With preventive cyclic
 * retransmission the indicator bits mean nothing, and what is out of sequence is dropped: a copy will come.
 */
#include "isup/mtp2.h"

#include "base/trace.h"

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

/* BSN and BIB: what the far end has accepted, and whether it asks for the rest again. */
static void
backward(struct isup *isup, struct mtp2 *m, const uint8_t *unit, struct core_out *out)
{
	uint32_t n = ((unit[0] & 127u) - m->acked) & 127u;
	uint8_t bib = unit[0] >> 7;

	if (n)
		mtp2_acknowledged(isup, m, n, out);
	if (bib != m->fib && !m->pcr) {
		core_count(out, ISUP_STAT_MTP2_NACK_IN, m->link, 1);
		m->fib = bib;
		mtp2_retransmit(m, out);
	}
	mtp2_pump(isup, m, out);
}

/* Ask for everything from FSNX on again; once, until it begins. */
static void
ask_again(struct mtp2 *m, struct core_out *out)
{
	if (m->rtr || m->pcr || mtp2_busy_now(m))
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

	if (fsn == mtp2_bsnt(m) || (mtp2_busy_now(m) && m->busy == MTP2_DISCARD))
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

static int
is_bad_bsn(const struct mtp2 *m, uint8_t bsn)
{
	uint32_t most = m->flushed ? m->flushed : m->sent - m->acked;

	return ((bsn - m->acked) & 127u) > most;
}

void
mtp2_sequence(struct isup *isup, struct mtp2 *m, const uint8_t *unit, size_t len, struct core_out *out)
{
	int bad_bsn = is_bad_bsn(m, unit[0] & 127);

	if (verdict(isup, m, &m->bad_bsn, bad_bsn, MTP2_REASON_BSN, out) || bad_bsn) {
		core_count(out, ISUP_STAT_MTP2_BAD_BSN, m->link, 1);
		return;
	}
	int expected = m->pcr || unit[1] >> 7 == m->bib;
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
