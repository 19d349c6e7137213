/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sim: the whole switch in one process on a fake clock.
 *
 *   sim [-n CALLS] [-s SEED] [-g GAP_MS] [-q]
 *
 * Runs CALLS random calls, checks that each began and ended once, that every talk was recorded and, when the agents have gone, that
 * all that was granted (circuits, places for calls in menus and elsewhere, seats, recordings, fax channels) is free again; prints the
 * figures and a hash of the final state: the same seed gives the same hash.
 *
 * shows: TRK-15 by ten_thousand_random_calls
 */
#include "base/clock.h"
#include "tests/sim/world.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define CALM_US (INT64_C(2000) * US_PER_SEC) /* after the last call: all timers run out */

int
main(int argc, char **argv)
{
	static struct world w;
	uint32_t calls = 10000;
	uint64_t seed = 1;
	int64_t gap_ms = 2500;
	int opt;

	while ((opt = getopt(argc, argv, "n:s:g:")) != -1) {
		if (opt == 'n')
			calls = (uint32_t)strtoul(optarg, NULL, 10);
		else if (opt == 's')
			seed = strtoull(optarg, NULL, 10);
		else if (opt == 'g')
			gap_ms = strtoll(optarg, NULL, 10);
		else
			return 100;
	}
	world_open(&w, seed);
	people_open(&w, calls, gap_ms * US_PER_MS, true);
	int64_t begin = w.now_us;
	clock_t cpu = clock();
	while (!people_done() && w.now_us - begin < INT64_C(100) * 86400 * US_PER_SEC) {
		world_run(&w, w.now_us + 60 * US_PER_SEC);
		if (isatty(STDERR_FILENO))
			fprintf(stderr, "\r%llu calls ", (unsigned long long)people_tally()->dialled);
	}
	world_run(&w, w.now_us + CALM_US);
	people_go_home(&w);
	world_run(&w, w.now_us + CALM_US);
	double seconds = (double)(clock() - cpu) / CLOCKS_PER_SEC;
	const struct tally *t = people_tally();
	int bad = people_check(stdout) + faxes_check(stdout);

	printf(
	    "sim calls=%llu answered=%llu talked=%llu abandoned=%llu recorded=%llu faxed=%llu refused=%llu steps=%llu days=%.2f "
	    "steps_per_s=%.0f seed=%llu hash=%016llx\n",
	    (unsigned long long)t->dialled, (unsigned long long)t->answered, (unsigned long long)t->talking,
	    (unsigned long long)t->abandoned, (unsigned long long)t->recorded, (unsigned long long)faxes_told(), (unsigned long long)t->refused,
	    (unsigned long long)w.steps, (double)(w.now_us - begin) / 86400e6,
	    (double)w.steps / (seconds > 0 ? seconds : 1), (unsigned long long)seed,
	    (unsigned long long)world_hash(&w));
	bad += circuits_check(&w, BOX_ISUP, stdout) + circuits_check(&w, BOX_FAR, stdout) + pools_check(&w, stdout);
	world_close(&w);
	return bad ? 1 : 0;
}
