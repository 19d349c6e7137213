/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the switch granted has come back: sessions, legs (every IVR port is a session in a menu), seats, recordings and fax
 * channels.
 *
 * A pool that says "none is used" may still have lost cells on the way, so all of it is taken, one by one.  The arena is of no
 * use afterwards.
 */
#include "acd/acd.h"
#include "tests/sim/world.h"

#include <stdio.h>

static int
not_whole(FILE *to, const char *what, struct pool *pool, uint32_t size)
{
	uint32_t used = pool_used(pool), left = 0;

	while (pool_take(pool))
		left++;
	if (used == 0 && left == size)
		return 0;
	fprintf(to, "sim: acd: %s: %u of %u free, %u used\n", what, left, size, used);
	return 1;
}

int
pools_check(struct world *w, FILE *to)
{
	const struct acd *a = w->boxes[BOX_ACD].arena;

	return not_whole(to, "sessions", acd_session_pool(a), a->n_sessions) +
	    not_whole(to, "legs", acd_leg_pool(a), a->n_legs) + not_whole(to, "seats", acd_seat_pool(a), a->n_seats) +
	    not_whole(to, "recordings", acd_rec_pool(a), a->n_recs) +
	    not_whole(to, "fax channels", acd_fax_pool(a), a->n_faxes);
}
