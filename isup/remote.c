/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Remote exchanges: can they be reached, is their ISUP there, how much do they bear.
 *
 * A congestion report (MTP-STATUS, or an automatic congestion level in REL) cuts calls to the exchange by one step;
 * while T29 runs further reports are the same one, when T30 ends without a new one traffic is raised by a step
 * (Q.764 2.10, 2.11). User part away (MTP-STATUS after UPU): no calls, and UPT every T4 until anything is heard
 * (Q.764 2.13).
 */
#include "isup/exchange.h"

#include "base/log.h"

#define CAUSE_OUT_OF_ORDER 38
#define CAUSE_CONGESTION   42

static void
start(struct isup *isup, const struct remote *remote, enum remote_timer which, int32_t length_ms)
{
	timer_set(isup_timers(isup), remote_timer_id(isup, remote, which), isup->now_us + INT64_C(1000) * length_ms);
}

static int
runs(struct isup *isup, const struct remote *remote, enum remote_timer which)
{
	return timer_due(isup_timers(isup), remote_timer_id(isup, remote, which)) != INT64_MAX;
}

int
remote_refuses(struct isup *isup, struct remote *remote)
{
	if (!remote->reachable || remote->user_away)
		return CAUSE_OUT_OF_ORDER;
	/* at step n, n of every REMOTE_STEPS + 1 calls are refused */
	remote->dialled = (uint8_t)((remote->dialled + 1) % (REMOTE_STEPS + 1));
	return remote->dialled < remote->congestion ? CAUSE_CONGESTION : 0;
}

void
remote_congested(struct isup *isup, struct remote *remote, unsigned level, struct core_out *out)
{
	if (level == 0 || runs(isup, remote, REMOTE_T29))
		return;
	start(isup, remote, REMOTE_T29, remote->t29_ms);
	start(isup, remote, REMOTE_T30, remote->t30_ms);
	if (remote->congestion == 0)
		core_log(out, LOG_WARN, "exchange %u: congested; calls to it are cut", remote->pc);
	if (remote->congestion < REMOTE_STEPS)
		remote->congestion++;
}

static void
test_user(struct isup *isup, struct remote *remote, struct core_out *out)
{
	send_message(isup, remote, 0, ISUP_UPT, NULL, 0, out);
	start(isup, remote, REMOTE_T4, remote->t4_ms);
}

void
remote_user_away(struct isup *isup, struct remote *remote, struct core_out *out)
{
	if (runs(isup, remote, REMOTE_T4))
		return;
	if (!remote->user_away)
		core_log(out, LOG_ALARM, "exchange %u: its ISUP is not available", remote->pc);
	remote->user_away = 1;
	test_user(isup, remote, out);
}

void
remote_heard(struct isup *isup, struct remote *remote)
{
	if (!remote->user_away)
		return;
	remote->user_away = 0;
	timer_clear(isup_timers(isup), remote_timer_id(isup, remote, REMOTE_T4));
}

void
remote_timer(struct isup *isup, struct remote *remote, enum remote_timer which, struct core_out *out)
{
	if (which == REMOTE_T4 && remote->user_away)
		test_user(isup, remote, out);
	if (which != REMOTE_T30 || remote->congestion == 0)
		return;
	if (--remote->congestion)
		start(isup, remote, REMOTE_T30, remote->t30_ms);
	else
		core_log(out, LOG_NOTE, "exchange %u: congestion over", remote->pc);
}
