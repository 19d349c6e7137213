/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signalling traffic flow control (Q.704 11): what users hear of congestion and of user parts that are away.
 *
 * Of a link's buffer: thresholds.  A user that sends over a congested link hears MTP-STATUS when the level rises and then
 * for one of some messages.  Networks without levels have the first threshold only.
 * Of the way beyond: TFC.  With levels (national option) nobody says when congestion is over, so from T15 on route set
 * congestion tests of one level less are sent; when T16 brings no TFC the level goes down by one.
 */
#include "isup/mtp3_state.h"

#define REPEAT_EVERY 8 /* messages (Q.704 11.2.3.1) */
#define SI_ISUP      5

static void
tell(struct isup *isup, const struct dest *dest, enum isup_mtp_status why, unsigned level, struct core_out *out)
{
	isup_mtp_status(isup, dest->home, dest->pc, why, level, out);
}

/* ---- our buffers ---- */

/* The level of so many messages; it is left again at three quarters of its threshold. */
static uint8_t
level_of(const struct linkset *set, unsigned waiting, uint8_t before)
{
	uint8_t level = 0;

	for (uint8_t i = 0; i < set->levels; i++) {
		unsigned at = set->congested_at[i];

		if (waiting >= (i < before ? at - at / 4 : at))
			level = (uint8_t)(i + 1);
	}
	return level;
}

void
mtp3_watch(struct isup *isup, struct link *link, const struct dest *dest, struct core_out *out)
{
	const struct linkset *set = &isup_mtp(isup)->sets[link->set];
	unsigned waiting = mtp2_waiting(&link->l2);
	uint8_t before = link->level;

	link->level = level_of(set, waiting, before);
	if (!before && link->level)
		core_count(out, ISUP_STAT_MTP3_CONGESTED, link->index, 1);
	if (link->level > before || (link->level && waiting % REPEAT_EVERY == 0))
		tell(isup, dest, ISUP_MTP_CONGESTED, link->level, out);
}

/* ---- TFC, RCT ---- */

/* RCT goes to the destination itself, as a message of the priority that is asked about. */
static void
test(struct isup *isup, struct dest *dest, struct core_out *out)
{
	const struct linkset *home = &isup_mtp(isup)->sets[dest->home];
	struct mtp3_message m = { .type = MTP3_RCT, .to = dest->pc };
	uint8_t msu[MTP3_MESSAGE_MAX];
	size_t len = mtp3_encode(home, &m, msu);

	msu[0] = (uint8_t)((msu[0] & ~0x30) | (dest->level - 1) << 4);
	dest->testing = 1;
	mtp3_forward(isup, dest, 0, msu, len, out);
	mtp3_dest_timer(isup, dest, DEST_T_CONGESTION, home->ms[MS_T16]);
}

void
mtp3_congestion_timer(struct isup *isup, struct dest *dest, struct core_out *out)
{
	if (dest->testing) {
		dest->level--;
		dest->testing = 0;
		tell(isup, dest, ISUP_MTP_CONGESTED, dest->level, out);
	}
	if (dest->level)
		test(isup, dest, out);
}

void
mtp3_tfc(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct dest *dest = mtp3_dest(mtp, set->net, m->pc);

	core_count(out, ISUP_STAT_MTP3_TFC_IN, (uint16_t)mtp3_set_index(mtp, set), 1);
	if (!dest)
		return;
	if (set->levels > 1) {
		dest->level = m->number;
		dest->testing = 0;
		mtp3_dest_timer(isup, dest, DEST_T_CONGESTION, m->number ? set->ms[MS_T15] : 0);
	}
	/* without levels the two bits are spare, and TFC itself says it */
	tell(isup, dest, ISUP_MTP_CONGESTED, set->levels > 1 ? m->number : 1, out);
}

/* ---- UPU ---- */

void
mtp3_upu(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	static const enum isup_mtp_status causes[] = { ISUP_MTP_USER_UNKNOWN, ISUP_MTP_USER_UNEQUIPPED,
		ISUP_MTP_USER_INACCESSIBLE };
	struct mtp *mtp = isup_mtp(isup);
	const struct dest *dest = mtp3_dest(mtp, set->net, m->pc);
	unsigned cause = m->number >> 4;

	core_count(out, ISUP_STAT_MTP3_UPU_IN, (uint16_t)mtp3_set_index(mtp, set), 1);
	if (dest && (m->number & 15) == SI_ISUP)
		tell(isup, dest, causes[cause < 3 ? cause : 0], 0, out);
}
