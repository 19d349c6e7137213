/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * isupd: signalling links and circuits of No. 7 trunks.
 *
 * The daemon around the core: slots feed it, its units go back to the slots, operators' verbs are in ctl.c.
 */
#include "isup/alarms.h"
#include "isup/core.h"
#include "isup/ctl.h"
#include "isup/meter.h"
#include "isup/slots.h"

#include "base/svc.h"

/* ---- the room ---- */

static int
open_room(struct svc_run *run)
{
	return slots_open(run);
}

static int
opened(struct svc_run *run)
{
	slots_opened(run);
	return 0;
}

static void
local(struct svc_run *run, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	if (kind == ISUP_OUT_UNIT)
		slots_write(run, addr, data, len);
}

static int64_t meter_due_us;

static int
work(struct svc_run *run, int64_t now_us)
{
	if (now_us >= meter_due_us)
		meter_due_us = meter_read(keep_arena(run->keep), run->stats, now_us);
	return slots_work(run, now_us);
}

static int64_t
next_due(struct svc_run *run)
{
	int64_t due = slots_next_due(run);

	return meter_due_us < due ? meter_due_us : due;
}

static void
alarms(struct svc_run *run, struct alarm_board *board)
{
	isup_alarms(keep_arena(run->keep), run->site, board);
}

static const struct svc isupd = {
	.role = ROLE_ISUP,
	.sentence = "signalling links and circuits of No. 7 trunks",
	.core = &isup_core,
	.stats = isup_stats,
	.n_stats = ISUP_STAT_COUNT,
	.verbs = isup_verbs,
	.open = open_room,
	.opened = opened,
	.local = local,
	.work = work,
	.next_due = next_due,
	.alarms = alarms,
	.close = slots_close,
};

int
main(int argc, char **argv)
{
	return svc_main(&isupd, argc, argv);
}
