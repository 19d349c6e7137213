/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Initial alignment control (Q.703 7, figure 9): the dance at the beginning.
 *
 * Both ends say SIO until they hear each other, then SIN or SIE, then prove the line for a while with the error monitor
 * watching.  A proving period in which it sees too many units in error is broken off and the next one begins; after M = 5 of
 * them the attempt has failed.
 *
 * The next period begins with the next correct unit.  Repetitions are delivered once by the driver, so that one is seldom
 * seen: it is taken to have come when a unit's time has passed without an error (mtp2_monitor.c).
 */
#include "isup/mtp2.h"

#include "base/fsm.h"

#define PROVING_MOST 5 /* M: proving periods that may be broken off (Q.703 7.4) */

static void
say_sio(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	m->tx = MTP2_SIO;
	mtp2_timer_set(room, m, MTP2_T2);
}

/* The far end was heard: say SIN or SIE. */
static void
align(struct isup *isup, struct mtp2 *m, int emergency)
{
	mtp2_timer_clear(isup, m, MTP2_T2);
	m->proving_e = emergency || m->emergency;
	m->tx = m->emergency ? MTP2_SIE : MTP2_SIN;
	mtp2_timer_set(isup, m, MTP2_T3);
}

static void
aligned(void *room, void *obj, const void *arg, struct core_out *out)
{
	align(room, obj, 0);
}

static void
aligned_far_emergency(void *room, void *obj, const void *arg, struct core_out *out)
{
	align(room, obj, 1);
}

static void
realigned(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	mtp2_timer_clear(room, m, MTP2_T4);
	mtp2_aerm(m, 0);
	mtp2_timer_set(room, m, MTP2_T3);
}

static void
say_sie(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	m->tx = MTP2_SIE;
	m->proving_e = 1;
}

/* A proving period begins, or begins again. */
static void
prove_again(void *room, void *obj, const void *arg, struct core_out *out)
{
	mtp2_aerm(obj, 1);
	mtp2_timer_set(room, obj, MTP2_T4);
}

/* Broken off: the next one counts errors from the next correct unit on. */
static void
broken_off(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	core_count(out, ISUP_STAT_MTP2_PROVING, m->link, 1);
	prove_again(room, m, arg, out);
	m->further = 1;
	m->broken_us = ((struct isup *)room)->now_us;
}

/* One more error before the correct unit. */
static void
still_bad(void *room, void *obj, const void *arg, struct core_out *out)
{
	mtp2_timer_set(room, obj, MTP2_T4);
}

static void
prove(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	mtp2_timer_clear(room, m, MTP2_T3);
	m->aborted = 0;
	prove_again(room, m, arg, out);
}

static void
prove_far_emergency(void *room, void *obj, const void *arg, struct core_out *out)
{
	((struct mtp2 *)obj)->proving_e = 1;
	prove(room, obj, arg, out);
}

/* SIE while proving: a normal period becomes an emergency one; in an emergency one it says nothing new. */
static void
hurry(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	if (m->proving_e)
		return;
	m->proving_e = 1;
	prove_again(room, m, arg, out);
}

static void
prove_own_emergency(void *room, void *obj, const void *arg, struct core_out *out)
{
	say_sie(room, obj, arg, out);
	prove_again(room, obj, arg, out);
}

static void
quiet(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	mtp2_timer_clear(room, m, MTP2_T2);
	mtp2_timer_clear(room, m, MTP2_T3);
	mtp2_timer_clear(room, m, MTP2_T4);
	mtp2_aerm(m, 0);
}

static void
not_possible(void *room, void *obj, const void *arg, struct core_out *out)
{
	quiet(room, obj, arg, out);
	mtp2_lsc_event(room, obj, LSC_NOT_POSSIBLE, out);
}

static void
give_up(void *room, void *obj, const void *arg, struct core_out *out)
{
	core_count(out, ISUP_STAT_MTP2_PROVING, ((struct mtp2 *)obj)->link, 1);
	not_possible(room, obj, arg, out);
}

static void
complete(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct mtp2 *m = obj;

	quiet(room, m, arg, out);
	mtp2_lsc_event(room, m, m->outage & MTP2_LOCAL ? LSC_ALIGNED_OUTAGE : LSC_ALIGNED, out);
}

#define S(state) FSM_STATE(IAC_##state)
#define ANY_BUSY (S(NOT_ALIGNED) | S(ALIGNED) | S(PROVING))
/* clang-format off */
static const struct fsm_row iac_rows[] = {
	{ S(IDLE),                 IAC_START,     IAC_NOT_ALIGNED, say_sio,               "Q.703 7.2" },
	{ S(NOT_ALIGNED),          IAC_SIO,       IAC_ALIGNED,     aligned,               "Q.703 7.3 b" },
	{ S(NOT_ALIGNED),          IAC_SIN,       IAC_ALIGNED,     aligned,               "Q.703 7.3 b" },
	{ S(NOT_ALIGNED),          IAC_SIE,       IAC_ALIGNED,     aligned_far_emergency, "Q.703 7.3 b" },
	{ S(NOT_ALIGNED),          IAC_T2,        IAC_IDLE,        not_possible,          "Q.703 7.3" },
	{ S(ALIGNED),              IAC_SIN,       IAC_PROVING,     prove,                 "Q.703 7.3 c" },
	{ S(ALIGNED),              IAC_SIE,       IAC_PROVING,     prove_far_emergency,   "Q.703 7.3 c" },
	{ S(ALIGNED),              IAC_EMERGENCY, FSM_SAME,        say_sie,               "Q.703 7.3" },
	{ S(ALIGNED),              IAC_T3,        IAC_IDLE,        not_possible,          "Q.703 7.3" },
	{ S(ALIGNED) | S(PROVING), IAC_SIOS,      IAC_IDLE,        not_possible,          "Q.703 7.3" },
	{ S(PROVING),              IAC_SIO,       IAC_ALIGNED,     realigned,             "Q.703 7.3 d" },
	{ S(PROVING),              IAC_SIE,       FSM_SAME,        hurry,                 "Q.703 7.3 d" },
	{ S(PROVING),              IAC_EMERGENCY, FSM_SAME,        prove_own_emergency,   "Q.703 7.3 d" },
	{ S(PROVING),              IAC_ABORT,     FSM_SAME,        broken_off,            "Q.703 7.4" },
	{ S(PROVING),              IAC_ERROR,     FSM_SAME,        still_bad,             "Q.703 7.4" },
	{ S(PROVING),              IAC_GIVE_UP,   IAC_IDLE,        give_up,               "Q.703 7.4" },
	{ S(PROVING),              IAC_T4,        IAC_IDLE,        complete,              "Q.703 7.3 e" },
	{ ANY_BUSY,                IAC_STOP,      IAC_IDLE,        quiet,                 "Q.703 7.2" },
};
/* clang-format on */
#undef S

static const char *const iac_states[] = {
#define X(id, text) text,
	IAC_STATES(X)
#undef X
};
static const char *const iac_events[] = {
	"start",
	"stop",
	"emergency",
	"SIO",
	"SIN",
	"SIE",
	"SIOS",
	"T2",
	"T3",
	"T4",
	"abort proving",
	"unit in error",
	"give up",
};
static uint8_t iac_index[IAC_STATE_COUNT * IAC_EVENT_COUNT];
static const struct fsm mtp2_iac = {
	"alignment",
	iac_states,
	iac_events,
	IAC_STATE_COUNT,
	IAC_EVENT_COUNT,
	iac_rows,
	sizeof(iac_rows) / sizeof(iac_rows[0]),
	NULL,
	iac_index,
};

void
mtp2_iac_event(struct isup *isup, struct mtp2 *m, enum iac_event event, struct core_out *out)
{
	if (event == IAC_ABORT && ++m->aborted >= PROVING_MOST)
		event = IAC_GIVE_UP;
	if (fsm_find(&mtp2_iac, m->iac, event))
		fsm_step(&mtp2_iac, isup, m, &m->iac, event, m->ref, NULL, out);
}
