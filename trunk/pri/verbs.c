/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operator can look at.
 */
#include "trunk/pri/prid.h"

#include "base/clock.h"

#include <errno.h>

int
prid_print_dchannels(const struct prid *p, FILE *to)
{
	fprintf(to, "span  side     state  group                 in call  free  to restart  alarms\n");
	for (uint16_t i = 0; i < p->n_dchans; i++) {
		const struct dchan *d = &p->dchans[i];
		int idle = 0, reset = 0, busy = 0;

		for (int slot = 1; slot < SPAN_SLOTS; slot++) {
			const struct bchan *b = &d->bchans[slot];

			if (!b->equipped)
				continue;
			reset += b->to_reset || b->state == BCHAN_RESTARTING;
			idle += b->state == BCHAN_IDLE && !b->to_reset;
			busy += b->state != BCHAN_IDLE && b->state != BCHAN_RESTARTING;
		}
		fprintf(to, "%4u  %-7s  %-5s  %-20.20s  %7d  %4d  %10d  %#x\n", d->number,
		    d->network ? "network" : "user", d->up ? "up" : "down", p->site->groups[d->group].name, busy, idle,
		    reset, span_alarms(d->span));
	}
	return 0;
}

int
prid_print_alarms(const struct prid *p, FILE *to)
{
	for (uint16_t i = 0; i < p->n_dchans; i++)
		if (!p->dchans[i].up)
			fprintf(to, "span %u (%s): D-channel down, line alarms %#x\n", p->dchans[i].number,
			    p->site->groups[p->dchans[i].group].name, span_alarms(p->dchans[i].span));
	return 0;
}

/* span 0 = all */
int
prid_print_circuits(const struct prid *p, int span, FILE *to)
{
	int found = 0;

	for (uint16_t i = 0; i < p->n_dchans; i++) {
		const struct dchan *d = &p->dchans[i];

		if (span && d->number != span)
			continue;
		found = 1;
		for (int slot = 1; slot < SPAN_SLOTS; slot++) {
			const struct bchan *b = &d->bchans[slot];

			if (!b->equipped)
				continue;
			fprintf(to, "%u/%-2d  %-10s  %6lld s", d->number, slot, bchan_states[b->state],
			    b->since_us ? (long long)((p->now_us - b->since_us) / US_PER_SEC) : 0);
			if (b->leg)
				fprintf(to, "  leg %08x", b->leg);
			fprintf(to, "%s\n", b->to_reset ? "  to restart" : "");
		}
	}
	return found || !span ? 0 : -ENOENT;
}
