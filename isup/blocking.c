/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocking of single circuits (Q.764 2.8.2): BLO, UBL and their acknowledgements.
 *
 * A circuit blocked on either side takes no new call; the call it has goes on.  Until BLA (or UBA) comes, T12 (T14)
 * repeats the message; when T13 (T15) ends an alarm is raised and the message goes out every T13 (T15) only.  What is
 * awaited is told by the timer that runs in SLOT_BLOCK_LONG.
 */
#include "isup/exchange.h"

#include "base/log.h"

void
blocking_tell(struct isup *isup, struct circuit *c, struct core_out *out)
{
	int block = (c->blocked & BLOCKED_MAINTENANCE) != 0;

	send_plain(isup, c, block ? ISUP_BLO : ISUP_UBL, out);
	circuit_arm(isup, c, block ? CT_T12 : CT_T14);
	circuit_arm(isup, c, block ? CT_T13 : CT_T15);
}

void
blocking_done(struct isup *isup, struct circuit *c)
{
	circuit_disarm(isup, c, SLOT_BLOCK);
	circuit_disarm(isup, c, SLOT_BLOCK_LONG);
}

static void
blo_received(struct isup *isup, struct circuit *c, struct core_out *out)
{
	c->blocked |= BLOCKED_THERE;
	send_plain(isup, c, ISUP_BLA, out);
	if (c->state == CIR_SENT)
		circuit_post(isup, c, EV_BLO_IN_SETUP, out);
}

static void
ubl_received(struct isup *isup, struct circuit *c, struct core_out *out)
{
	c->blocked &= (uint8_t)~BLOCKED_THERE;
	send_plain(isup, c, ISUP_UBA, out);
}

/* Not awaited: the far end believes something else than we do, and is told (Q.764 2.8.2.3). */
static void
bla_received(struct isup *isup, struct circuit *c, struct core_out *out)
{
	if (c->running[SLOT_BLOCK_LONG] == CT_T13) {
		blocking_done(isup, c);
		return;
	}
	circuit_count(isup, c, ISUP_STAT_UNEXPECTED_BLA, out);
	if (!(c->blocked & BLOCKED_MAINTENANCE) && c->running[SLOT_BLOCK_LONG] == CT_NONE)
		blocking_tell(isup, c, out);
}

static void
uba_received(struct isup *isup, struct circuit *c, struct core_out *out)
{
	if (c->running[SLOT_BLOCK_LONG] == CT_T15) {
		blocking_done(isup, c);
		return;
	}
	circuit_count(isup, c, ISUP_STAT_UNEXPECTED_UBA, out);
	if ((c->blocked & BLOCKED_MAINTENANCE) && c->running[SLOT_BLOCK_LONG] == CT_NONE)
		blocking_tell(isup, c, out);
}

void
blocking_received(struct isup *isup, struct circuit *c, uint8_t type, struct core_out *out)
{
	switch (type) {
	case ISUP_BLO:
		blo_received(isup, c, out);
		break;
	case ISUP_UBL:
		ubl_received(isup, c, out);
		break;
	case ISUP_BLA:
		bla_received(isup, c, out);
		break;
	case ISUP_UBA:
		uba_received(isup, c, out);
		break;
	}
	group_relist(isup, c);
}

void
blocking_timer(struct isup *isup, struct circuit *c, enum circuit_timer which, struct core_out *out)
{
	int blocking = which == CT_T12 || which == CT_T13;

	if (which == CT_NONE)
		return;
	send_plain(isup, c, blocking ? ISUP_BLO : ISUP_UBL, out);
	circuit_arm(isup, c, which);
	if (which != CT_T13 && which != CT_T15)
		return;
	circuit_disarm(isup, c, SLOT_BLOCK);
	circuit_count(isup, c, blocking ? ISUP_STAT_NO_BLA_T13 : ISUP_STAT_NO_UBA_T15, out);
	core_log(out, LOG_ALARM, "circuit %s %u: %s is not acknowledged", group_of(isup, c)->conf.name, c->cic,
	    blocking ? "BLO" : "UBL");
}
