/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an exchange granted has come back: every circuit is idle and among its group's free ones, no group message waits. */
#include "isup/exchange.h"
#include "tests/sim/world.h"

#include <stdio.h>

static int
group_not_free(FILE *to, const char *whose, const struct group *g)
{
	if (g->n_free == g->circuits && g->used_in == 0 && g->used_out == 0)
		return 0;
	fprintf(to, "sim: %s: group %s: %u of %u circuits free, in use %u in, %u out\n", whose, g->conf.name, g->n_free,
	    g->circuits, g->used_in, g->used_out);
	return 1;
}

int
circuits_check(struct world *w, enum box_id box, FILE *to)
{
	struct isup *isup = w->boxes[box].arena;
	const struct exchange *x = isup_exchange(isup);
	const char *whose = box == BOX_FAR ? "far exchange" : "isup";
	int bad = 0;

	for (unsigned i = 0; i < x->n_groups; i++)
		bad += group_not_free(to, whose, group_at(isup, i));
	for (unsigned i = 0; i < x->n_circuits; i++) {
		const struct circuit *c = circuit_at(isup, i);

		if (c->state == CIR_IDLE && !c->leg)
			continue;
		fprintf(to, "sim: %s: circuit %u: %s\n", whose, c->cic, circuit_state_text[c->state]);
		bad++;
	}
	for (unsigned i = 0; i < x->n_jobs; i++) {
		if (!job_at(isup, i)->message)
			continue;
		fprintf(to, "sim: %s: a group message still waits for its answer\n", whose);
		bad++;
	}
	return bad;
}
