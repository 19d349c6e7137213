/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MTP level 2: the doors of a link.
 *
 * Every door works the same way: do what the unit, event, timer or request asks, then settle: look again at the unit
 * that stands on the line if the link's state has changed under it, and write what the line is to carry from now on, if
 * that is new.
 */
#include "isup/mtp2.h"

#include "base/clock.h"
#include "base/fsm.h"
#include "base/site.h"
#include "base/trace.h"

#include <errno.h>
#include <string.h>

#define SETTLE_MOST 4 /* changes of state that one standing unit can cause */

void
mtp2_init(struct mtp2 *m, unsigned link, const struct conf_link *conf, unsigned label_bits, uint32_t timer0)
{
	const int32_t t_ms[MTP2_NAMED_TIMERS] = { conf->t1_ms, conf->t2_ms, conf->t3_ms, conf->t4n_ms, conf->t5_ms,
		conf->t6_ms, conf->t7_ms };

	memset(m, 0, sizeof(*m));
	memcpy(m->t_ms, t_ms, sizeof(m->t_ms));
	m->t4e_ms = conf->t4e_ms;
	m->pcr = conf->error_correction == CORRECTION_PCR;
	m->n1 = (uint8_t)conf->n1;
	m->n2 = (uint16_t)conf->n2;
	m->ref = (uint64_t)link << 32 | label_bits;
	m->link = (uint16_t)link;
	m->timer0 = timer0;
	m->tx = MTP2_SIOS;
	m->acked = m->sent = m->queued = m->cycle = 127;
	m->fib = m->bib = 1;
}

/* ---- units ---- */

/* Status units: to the machine that is at work. */
static void
link_status(struct isup *isup, struct mtp2 *m, uint8_t status, struct core_out *out)
{
	static const uint8_t to_iac[] = {
		[MTP2_SIO] = IAC_SIO, [MTP2_SIN] = IAC_SIN, [MTP2_SIE] = IAC_SIE, [MTP2_SIOS] = IAC_SIOS
	};
	static const uint8_t to_lsc[] = { [MTP2_SIO] = LSC_SIO,
		[MTP2_SIN] = LSC_SIN,
		[MTP2_SIE] = LSC_SIE,
		[MTP2_SIOS] = LSC_SIOS,
		[MTP2_SIPO] = LSC_SIPO };

	if (m->lsc != LSC_ALIGNMENT)
		mtp2_lsc_event(isup, m, to_lsc[status], out);
	else if (status < sizeof(to_iac))
		mtp2_iac_event(isup, m, to_iac[status], out);
}

/* The unit that stands on the line, in the state as it is. */
static void
hear(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	m->heard_lsc = m->lsc;
	m->heard_iac = m->iac;
	if (m->heard_len == 4)
		link_status(isup, m, m->heard[3], out);
	else if (m->lsc >= LSC_READY)
		mtp2_sequence(isup, m, m->heard, m->heard_len, out);
}

static void
settle(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	for (int i = 0; i < SETTLE_MOST && m->heard_len && (m->lsc != m->heard_lsc || m->iac != m->heard_iac); i++) {
		/* what this state says is said, though the answer stands there already */
		if (m->tx != MTP2_FISU && m->lsc != LSC_POWER_OFF)
			mtp2_status(m, out);
		hear(isup, m, out);
	}
	mtp2_count_service(isup, m, out);
	if (m->lsc != LSC_POWER_OFF)
		mtp2_status(m, out);
	m->inside = 0;
}

/* Octets behind the header if the length indicator tells the truth, or -1 (Q.703 2.3.3). */
static int
body_length(const uint8_t *unit, size_t len)
{
	if (len < 3 || len > MTP2_UNIT_MAX)
		return -1;
	size_t li = unit[2] & 63;
	size_t body = len - 3;
	return li == (body < 63 ? body : 63) ? (int)body : -1;
}

static void
take_status(struct isup *isup, struct mtp2 *m, const uint8_t *unit, size_t len, struct core_out *out)
{
	uint8_t status = unit[3] & 7;

	if (status > MTP2_SIB) {
		core_count(out, ISUP_STAT_MTP2_BAD_UNIT, m->link, 1);
		return;
	}
	core_trace(out, TRACE_LSSU_IN, m->ref, unit, (uint32_t)len);
	if (status == MTP2_SIB) {
		mtp2_sib(isup, m, out);
		return;
	}
	memcpy(m->heard, unit, 3);
	m->heard[3] = status;
	m->heard_len = 4;
	hear(isup, m, out);
}

static void
take_unit(struct isup *isup, struct mtp2 *m, const uint8_t *unit, size_t len, struct core_out *out)
{
	int body = body_length(unit, len);

	if (body < 0) {
		core_count(out, ISUP_STAT_MTP2_BAD_UNIT, m->link, 1);
		if (len > MTP2_UNIT_MAX)
			mtp2_too_long(isup, m, len, out);
		else if (len < 3)
			mtp2_errors(isup, m, 1, out);
	} else if (body == 1 || body == 2) {
		take_status(isup, m, unit, len, out);
	} else {
		/* What is looked at again of a message is its header: a fill-in unit that shows a message is missing.
		 */
		memcpy(m->heard, unit, 3);
		m->heard_len = 3;
		m->heard_lsc = m->lsc;
		m->heard_iac = m->iac;
		if (body)
			mtp2_suerm_msu(isup, m, len);
		if (m->lsc >= LSC_READY)
			mtp2_sequence(isup, m, unit, len, out);
	}
}

void
mtp2_unit(struct isup *isup, struct mtp2 *m, const uint8_t *unit, size_t len, struct core_out *out)
{
	m->inside = 1;
	if (m->lsc != LSC_POWER_OFF)
		take_unit(isup, m, unit, len, out);
	settle(isup, m, out);
}

void
mtp2_event(struct isup *isup, struct mtp2 *m, unsigned span_event, struct core_out *out)
{
	m->inside = 1;
	mtp2_line_event(isup, m, span_event, out);
	settle(isup, m, out);
}

/* ---- timers ---- */

void
mtp2_timer(struct isup *isup, struct mtp2 *m, unsigned timer, struct core_out *out)
{
	m->inside = 1;
	switch (timer) {
	case MTP2_T1:
		mtp2_lsc_event(isup, m, LSC_T1, out);
		break;
	case MTP2_T2:
		mtp2_iac_event(isup, m, IAC_T2, out);
		break;
	case MTP2_T3:
		mtp2_iac_event(isup, m, IAC_T3, out);
		break;
	case MTP2_T4:
		mtp2_iac_event(isup, m, IAC_T4, out);
		break;
	case MTP2_T5:
		mtp2_t5(isup, m, out);
		break;
	case MTP2_T6:
		mtp2_fail(isup, m, MTP2_REASON_T6, out);
		break;
	case MTP2_T7:
		mtp2_fail(isup, m, MTP2_REASON_T7, out);
		break;
	case MTP2_CYCLE:
		mtp2_pcr_cycle(isup, m, out);
		break;
	default:
		break;
	}
	settle(isup, m, out);
}

/* ---- requests of level 3 ---- */

static void
request(struct isup *isup, struct mtp2 *m, enum lsc_event event, struct core_out *out)
{
	int nested = m->inside;

	m->inside = 1;
	mtp2_lsc_event(isup, m, event, out);
	if (!nested)
		settle(isup, m, out);
}

void
mtp2_power_on(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	request(isup, m, LSC_POWER_ON, out);
}

void
mtp2_start(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	request(isup, m, LSC_START, out);
}

void
mtp2_stop(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	request(isup, m, LSC_STOP, out);
}

void
mtp2_outage(struct isup *isup, struct mtp2 *m, int on, struct core_out *out)
{
	request(isup, m, on ? LSC_LPO : LSC_LPR, out);
}

void
mtp2_busy(struct isup *isup, struct mtp2 *m, enum mtp2_busy how, struct core_out *out)
{
	int nested = m->inside;

	if (m->busy == how)
		return;
	m->inside = 1;
	if (m->busy && how) {
		m->busy = how;
	} else if (how) {
		m->busy = how;
		mtp2_busy_begin(isup, m, out);
	} else {
		mtp2_busy_end(isup, m);
	}
	if (!nested)
		settle(isup, m, out);
}

void
mtp2_emergency(struct isup *isup, struct mtp2 *m, int on, struct core_out *out)
{
	int nested = m->inside;

	m->inside = 1;
	m->emergency = on != 0;
	if (on)
		mtp2_iac_event(isup, m, IAC_EMERGENCY, out);
	if (!nested)
		settle(isup, m, out);
}

/*
 * The process was killed and replayed.  The last unit may not have reached the line: write it again.  Units that did
 * not reach us are asked for when the next one shows the gap; a fill-in unit that stands on the line is not delivered
 * again, so what was heard last is of no use here.
 */
void
mtp2_resumed(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	static const enum mtp2_timer waits[] = { MTP2_T1, MTP2_T2, MTP2_T3, MTP2_T6, MTP2_T7 };

	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++)
		if (timer_due(isup_timers(isup), m->timer0 + waits[i]) != TIME_NEVER)
			mtp2_timer_set(isup, m, waits[i]);
	m->on_line = MTP2_NOTHING;
	m->inside = 1;
	mtp2_pump(isup, m, out);
	settle(isup, m, out);
}
