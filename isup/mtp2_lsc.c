/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Link state control (Q.703 3, figure 8): when a link may carry messages.
 *
 * Out of service, aligning (mtp2_align.c), ready, in service, and the processor outages of both ends (Q.703 8, figure
 * 10). What the line carries is a field (tx); mtp2_status() writes it.
 */
#include "isup/mtp2.h"

#include "base/clock.h"
#include "base/fsm.h"
#include "base/log.h"

const char *const mtp2_reason_text[MTP2_REASON_COUNT] = {
#define X(id, counter, text) [MTP2_REASON_##id] = text,
	MTP2_REASONS(X)
#undef X
};

static const uint16_t reason_counter[MTP2_REASON_COUNT] = {
#define X(id, counter, text) [MTP2_REASON_##id] = ISUP_STAT_##counter,
	MTP2_REASONS(X)
#undef X
};

void
mtp2_timer_set(struct isup *isup, const struct mtp2 *m, enum mtp2_timer timer)
{
	int32_t ms = timer == MTP2_T4 && m->proving_e ? m->t4e_ms : m->t_ms[timer];

	timer_set(isup_timers(isup), m->timer0 + timer, isup->now_us + ms * US_PER_MS);
}

void
mtp2_timer_clear(struct isup *isup, const struct mtp2 *m, enum mtp2_timer timer)
{
	timer_clear(isup_timers(isup), m->timer0 + timer);
}

static void
far_outage_ends(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	m->outage &= (uint8_t)~MTP2_REMOTE;
	core_count(out, ISUP_STAT_MTP2_OUTAGE_END, m->link, 1);
	core_count(out, ISUP_STAT_MTP2_OUTAGE_S, m->link, (isup->now_us - m->outage_us) / US_PER_SEC);
}

/* What every way into "out of service" has in common. */
static void
silence(struct isup *isup, struct mtp2 *m, struct core_out *out)
{
	mtp2_count_service(isup, m, out);
	m->served = 0;
	if (m->outage & MTP2_REMOTE)
		far_outage_ends(isup, m, out);
	mtp2_iac_event(isup, m, IAC_STOP, out);
	mtp2_timer_clear(isup, m, MTP2_T1);
	mtp2_suerm(isup, m, 0);
	mtp2_stop_sequence(isup, m);
	m->outage = 0;
	m->emergency = 0;
	m->tx = MTP2_SIOS;
}

static void
power_on(void *room, void *obj, const void *arg, struct core_out *out)
{
	((struct mtp2 *)obj)->tx = MTP2_SIOS;
}

static void
begin(void *room, void *obj, const void *arg, struct core_out *out)
{
	mtp2_reset_sequence(room, obj);
	mtp2_iac_event(room, obj, IAC_START, out);
}

static void
ready(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	mtp2_suerm(room, m, 1);
	mtp2_timer_set(room, m, MTP2_T1);
	m->tx = MTP2_FISU;
}

static void
not_ready(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	ready(room, m, arg, out);
	m->tx = MTP2_SIPO;
	core_count(out, ISUP_STAT_MTP2_OUTAGE_LOCAL, m->link, 1);
}

static void
say_outage(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	if (!(m->outage & MTP2_LOCAL))
		core_count(out, ISUP_STAT_MTP2_OUTAGE_LOCAL, m->link, 1);
	m->outage |= MTP2_LOCAL;
	m->tx = MTP2_SIPO;
	mtp2_timer_clear(room, m, MTP2_T6);
	mtp2_timer_clear(room, m, MTP2_T7);
}

static void
mark_outage(void *room, void *obj, const void *arg, struct core_out *out)
{
	((struct mtp2 *)obj)->outage |= MTP2_LOCAL;
}

static void
unmark_outage(void *room, void *obj, const void *arg, struct core_out *out)
{
	((struct mtp2 *)obj)->outage &= (uint8_t)~MTP2_LOCAL;
}

static void
outage_over(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	unmark_outage(room, m, arg, out);
	m->tx = MTP2_FISU;
	if (!m->outage && m->lsc == LSC_OUTAGE)
		mtp2_lsc_event(room, m, LSC_NO_OUTAGE, out);
}

static void
up(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	mtp2_timer_clear(room, m, MTP2_T1);
	m->served = 1;
	m->served_us = ((struct isup *)room)->now_us;
	core_count(out, ISUP_STAT_MTP2_UP, m->link, 1);
	mtp2_busy_begin(room, m, out);
	mtp3_link_up(room, m->link, out);
}

static void
far_outage(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	if (m->outage & MTP2_REMOTE)
		return;
	m->outage |= MTP2_REMOTE;
	m->outage_us = ((struct isup *)room)->now_us;
	mtp2_timer_clear(room, m, MTP2_T6);
	mtp2_timer_clear(room, m, MTP2_T7);
	core_count(out, ISUP_STAT_MTP2_OUTAGE, m->link, 1);
	mtp3_link_outage(room, m->link, 1, out);
}

static void
up_but_far_outage(void *room, void *obj, const void *arg, struct core_out *out)
{
	up(room, obj, arg, out);
	far_outage(room, obj, arg, out);
}

static void
far_outage_over(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	if (!(m->outage & MTP2_REMOTE))
		return;
	far_outage_ends(room, m, out);
	if (!m->outage)
		mtp2_lsc_event(room, m, LSC_NO_OUTAGE, out);
	mtp3_link_outage(room, m->link, 0, out);
}

static void
go_on(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	mtp2_resync(m);
	if (m->sent != m->acked)
		mtp2_timer_set(room, m, MTP2_T7);
	mtp2_pump(room, m, out);
}

static void
stopped(void *room, void *obj, const void *arg, struct core_out *out)
{
	silence(room, obj, out);
}

static void
failed(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;
	const enum mtp2_reason *reason = arg;
	uint16_t why = m->served ? reason_counter[*reason] : ISUP_STAT_MTP2_DOWN_ALIGN;

	if (m->served)
		core_count(out, ISUP_STAT_MTP2_DOWN, m->link, 1);
	if (why != ISUP_STAT_MTP2_DOWN)
		core_count(out, why, m->link, 1);
	silence(room, m, out);
	mtp3_link_down(room, m->link, *reason, out);
}

#define S(state) FSM_STATE(LSC_##state)
#define UP       (S(IN_SERVICE) | S(OUTAGE))
#define NEARLY   (S(READY) | S(NOT_READY))
#define NOT_OUT  (S(ALIGNMENT) | NEARLY | UP)
/* clang-format off */
static const struct fsm_row lsc_rows[] = {
	{ S(POWER_OFF),                     LSC_POWER_ON,       LSC_OUT_OF_SERVICE, power_on,          "Q.703 7.2" },
	{ S(OUT_OF_SERVICE),                LSC_START,          LSC_ALIGNMENT,      begin,             "Q.703 7.2" },
	{ S(OUT_OF_SERVICE) | S(ALIGNMENT), LSC_LPO,            FSM_SAME,           mark_outage,       "Q.703 8.2" },
	{ S(OUT_OF_SERVICE) | S(ALIGNMENT), LSC_LPR,            FSM_SAME,           unmark_outage,     "Q.703 8.2" },
	{ S(ALIGNMENT),                     LSC_ALIGNED,        LSC_READY,          ready,             "Q.703 7.3 e" },
	{ S(ALIGNMENT),                     LSC_ALIGNED_OUTAGE, LSC_NOT_READY,      not_ready,         "Q.703 8.2" },
	{ S(ALIGNMENT),                     LSC_NOT_POSSIBLE,   LSC_OUT_OF_SERVICE, failed,            "Q.703 7.3" },
	{ NEARLY,                           LSC_T1,             LSC_OUT_OF_SERVICE, failed,            "Q.703 7.3 e" },
	{ NEARLY,                           LSC_SIO,            LSC_OUT_OF_SERVICE, failed,            "Q.703 7.3 e" },
	{ NEARLY,                           LSC_SIOS,           LSC_OUT_OF_SERVICE, failed,            "Q.703 7.3 e" },
	{ S(READY),                         LSC_FISU,           LSC_IN_SERVICE,     up,                "Q.703 7.3 e" },
	{ S(READY),                         LSC_LPO,            LSC_NOT_READY,      say_outage,        "Q.703 8.2" },
	{ S(NOT_READY),                     LSC_LPR,            LSC_READY,          outage_over,       "Q.703 8.3" },
	{ S(NOT_READY),                     LSC_FISU,           LSC_OUTAGE,         up,                "Q.703 8.2" },
	{ NEARLY,                           LSC_SIPO,           LSC_OUTAGE,         up_but_far_outage, "Q.703 8.2" },
	{ S(IN_SERVICE),                    LSC_LPO,            LSC_OUTAGE,         say_outage,        "Q.703 8.2" },
	{ S(IN_SERVICE),                    LSC_SIPO,           LSC_OUTAGE,         far_outage,        "Q.703 8.2" },
	{ S(OUTAGE),                        LSC_LPO,            FSM_SAME,           say_outage,        "Q.703 8.2" },
	{ S(OUTAGE),                        LSC_SIPO,           FSM_SAME,           far_outage,        "Q.703 8.2" },
	{ S(OUTAGE),                        LSC_FISU,           FSM_SAME,           far_outage_over,   "Q.703 8.3" },
	{ S(OUTAGE),                        LSC_LPR,            FSM_SAME,           outage_over,       "Q.703 8.3" },
	{ S(OUTAGE),                        LSC_NO_OUTAGE,      LSC_IN_SERVICE,     go_on,             "Q.703 8.3" },
	{ UP,                               LSC_SIO,            LSC_OUT_OF_SERVICE, failed,            "Q.703 3.2.4" },
	{ UP,                               LSC_SIN,            LSC_OUT_OF_SERVICE, failed,            "Q.703 3.2.4" },
	{ UP,                               LSC_SIE,            LSC_OUT_OF_SERVICE, failed,            "Q.703 3.2.4" },
	{ UP,                               LSC_SIOS,           LSC_OUT_OF_SERVICE, failed,            "Q.703 3.2.4" },
	{ NOT_OUT,                          LSC_FAILURE,        LSC_OUT_OF_SERVICE, failed,            "Q.703 3.2.4" },
	{ NOT_OUT,                          LSC_STOP,           LSC_OUT_OF_SERVICE, stopped,           "Q.703 3.2.5" },
};
/* clang-format on */
#undef S

static const char *const lsc_states[] = {
#define X(id, text) text,
	LSC_STATES(X)
#undef X
};
static const char *const lsc_events[] = {
	"power on",
	"start",
	"stop",
	"aligned",
	"aligned, outage",
	"not possible",
	"failure",
	"local outage",
	"local outage over",
	"SIO",
	"SIN",
	"SIE",
	"SIOS",
	"SIPO",
	"FISU",
	"T1",
	"no outage",
};
static uint8_t lsc_index[LSC_STATE_COUNT * LSC_EVENT_COUNT];
static const struct fsm mtp2_lsc = {
	"link",
	lsc_states,
	lsc_events,
	LSC_STATE_COUNT,
	LSC_EVENT_COUNT,
	lsc_rows,
	sizeof(lsc_rows) / sizeof(lsc_rows[0]),
	NULL,
	lsc_index,
};

/* What the link is said to have died of when the event itself is the reason. */
static const enum mtp2_reason event_reason[LSC_EVENT_COUNT] = {
	[LSC_NOT_POSSIBLE] = MTP2_REASON_ALIGNMENT,
	[LSC_T1] = MTP2_REASON_T1,
	[LSC_SIO] = MTP2_REASON_REALIGN,
	[LSC_SIN] = MTP2_REASON_REALIGN,
	[LSC_SIE] = MTP2_REASON_REALIGN,
	[LSC_SIOS] = MTP2_REASON_SIOS,
};

void
mtp2_lsc_event(struct isup *isup, struct mtp2 *m, enum lsc_event event, struct core_out *out)
{
	if (fsm_find(&mtp2_lsc, m->lsc, event))
		fsm_step(&mtp2_lsc, isup, m, &m->lsc, event, m->ref, &event_reason[event], out);
}

void
mtp2_fail(struct isup *isup, struct mtp2 *m, enum mtp2_reason reason, struct core_out *out)
{
	if (fsm_find(&mtp2_lsc, m->lsc, LSC_FAILURE))
		fsm_step(&mtp2_lsc, isup, m, &m->lsc, LSC_FAILURE, m->ref, &reason, out);
}
