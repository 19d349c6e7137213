/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Error rate monitors and congestion control.
 *
 * AERM (Q.703 10.3, figure 17) counts units in error while the line is proved: 4 in a normal, 1 in an emergency period
 * break it off.  SUERM (10.2, figure 18) is a bucket for the time in service: +1 for a unit in error, -1 for each D =
 * 256 units, out of service at T = 64.  Correct repetitions stay in the driver, so the 256 units are taken by time:
 * that long fill-in units of 6 octets (with one flag) take on a line of 64 kbit/s.
 *
 * Octet counting (10.2.3): a unit without an end counts one error, and one for each N = 16 octets received beyond the
 * longest unit allowed.  The soft line delivers it with its length; a card's driver gives it up (SPAN_EV_OVERRUN).
 *
 * Congestion (9, figure 19): a receiver that is overloaded says SIB every T5 and withholds acknowledgements; a sender
 * that hears SIB keeps T7 from running out, but not longer than T6.
 */
#include "isup/mtp2.h"

#include "base/clock.h"
#include "trunk/span.h"

#define AERM_NORMAL      4 /* Tin */
#define AERM_EMERGENCY   1 /* Tie */
#define SUERM_LIMIT      64
#define SUERM_LEAK_US    (256 * 6 * 125) /* D fill-in units */
#define STATUS_US        (2 * 8 * 125)   /* a status unit after one in error */
#define OCTETS_PER_ERROR 16              /* N */

void
mtp2_aerm(struct mtp2 *m, int on)
{
	m->aerm_on = on != 0;
	m->aerm = 0;
	m->further = 0;
}

void
mtp2_suerm(struct isup *isup, struct mtp2 *m, int on)
{
	m->suerm_on = on != 0;
	m->suerm = 0;
	m->suerm_us = isup->now_us;
}

static void
leak(struct mtp2 *m, int64_t now_us)
{
	int64_t periods = (now_us - m->suerm_us) / SUERM_LEAK_US;

	if (periods <= 0)
		return;
	m->suerm_us += periods * SUERM_LEAK_US;
	m->suerm = periods < m->suerm ? (uint16_t)(m->suerm - periods) : 0;
}

/* A message is one unit among the 256, though it takes longer.  (A soft line may carry more than 64 kbit/s.) */
void
mtp2_suerm_msu(const struct isup *isup, struct mtp2 *m, size_t len)
{
	if (m->suerm_us < isup->now_us + SUERM_LEAK_US)
		m->suerm_us += (int64_t)(len - 3) * 125;
}

/*
 * While proving.  Behind a period that was broken off, the next correct unit has come when this long nothing was bad.  If it
 * does not come within T4, that was another one (figure 9).
 */
static void
proving_errors(struct isup *isup, struct mtp2 *m, unsigned n, struct core_out *out)
{
	int64_t quiet_us = isup->now_us - m->error_us;

	m->error_us = isup->now_us;
	if (m->further && quiet_us < STATUS_US) {
		int64_t t4_us = (m->proving_e ? m->t4e_ms : m->t_ms[MTP2_T4]) * US_PER_MS;

		mtp2_iac_event(isup, m, isup->now_us - m->broken_us < t4_us ? IAC_ERROR : IAC_ABORT, out);
		return;
	}
	m->further = 0;
	m->aerm = (uint8_t)(m->aerm + n);
	if (m->aerm >= (m->proving_e ? AERM_EMERGENCY : AERM_NORMAL))
		mtp2_iac_event(isup, m, IAC_ABORT, out);
}

void
mtp2_errors(struct isup *isup, struct mtp2 *m, unsigned n, struct core_out *out)
{
	core_count(out, ISUP_STAT_MTP2_ERRORS, m->link, 1);
	if (m->aerm_on)
		proving_errors(isup, m, n, out);
	if (!m->suerm_on)
		return;
	leak(m, isup->now_us);
	m->suerm = (uint16_t)(m->suerm + n);
	if (m->suerm >= SUERM_LIMIT)
		mtp2_fail(isup, m, MTP2_REASON_ERRORS, out);
}

void
mtp2_too_long(struct isup *isup, struct mtp2 *m, size_t len, struct core_out *out)
{
	mtp2_errors(isup, m, 1 + (unsigned)(len - MTP2_UNIT_MAX) / OCTETS_PER_ERROR, out);
}

void
mtp2_line_event(struct isup *isup, struct mtp2 *m, unsigned span_event, struct core_out *out)
{
	switch (span_event) {
	case SPAN_EV_ALARM:
		m->alarm = 1;
		mtp2_fail(isup, m, MTP2_REASON_LINE, out);
		break;
	case SPAN_EV_NOALARM: /* who knows what the line has kept: say again what is so */
		m->alarm = 0;
		m->on_line = MTP2_NOTHING;
		break;
	case SPAN_EV_BADFCS:
	case SPAN_EV_ABORT:
		mtp2_errors(isup, m, 1, out);
		break;
	case SPAN_EV_OVERRUN:
		mtp2_too_long(isup, m, SPAN_FRAME_MAX, out);
		break;
	default:
		break;
	}
}

/* Seconds in service (Q.752 1.1), up to now. */
void
mtp2_count_service(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	int64_t seconds = m->served ? (isup->now_us - m->served_us) / US_PER_SEC : 0;

	if (seconds <= 0)
		return;
	m->served_us += seconds * US_PER_SEC;
	core_count(out, ISUP_STAT_MTP2_SECONDS, m->link, seconds);
}

/* ---- congestion ---- */

/* SIB goes out once; the unit behind it is what the line repeats. */
static void
say_sib(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	uint8_t unit[4];

	mtp2_timer_set(isup, m, MTP2_T5);
	if (m->outage & MTP2_LOCAL)
		return; /* SIPO says more */
	unit[0] = (uint8_t)(m->bib << 7 | m->bsn_held);
	unit[1] = (uint8_t)(m->fib << 7 | (m->sent & 127));
	unit[2] = 1;
	unit[3] = MTP2_SIB;
	m->on_line = MTP2_NOTHING;
	mtp2_write(m, unit, sizeof(unit), out);
	core_count(out, ISUP_STAT_MTP2_SIB_OUT, m->link, 1);
	mtp2_pump(isup, m, out);
}

int
mtp2_busy_now(const struct mtp2 *m)
{
	return m->busy && (m->lsc == LSC_IN_SERVICE || m->lsc == LSC_OUTAGE);
}

void
mtp2_busy_begin(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	if (!mtp2_busy_now(m))
		return;
	m->bsn_held = mtp2_bsnt(m);
	core_count(out, ISUP_STAT_MTP2_BUSY_OUT, m->link, 1);
	say_sib(isup, m, out);
}

/* What stands on the line is looked at again: there may be something to ask for. */
void
mtp2_busy_end(struct isup *isup, struct mtp2 *m)
{
	m->busy = MTP2_CALM;
	mtp2_timer_clear(isup, m, MTP2_T5);
	m->heard_lsc = LSC_STATE_COUNT;
}

void
mtp2_t5(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	if (mtp2_busy_now(m))
		say_sib(isup, m, out);
}

void
mtp2_sib(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	core_count(out, ISUP_STAT_MTP2_BUSY_IN, m->link, 1);
	if (m->lsc != LSC_IN_SERVICE || m->acked == m->sent)
		return;
	mtp2_timer_set(isup, m, MTP2_T7);
	if (timer_due(isup_timers(isup), m->timer0 + MTP2_T6) == TIME_NEVER)
		mtp2_timer_set(isup, m, MTP2_T6);
}
