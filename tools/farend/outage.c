/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outages: one link at a time, the next one each time; and a span that goes once.
 *
 * libss7 answers no changeover order that comes over another link, and takes no answer to its own there, so what it had
 * sent and the house had not accepted would be gone.  That is its fault and nothing that can be learnt here: a link dies
 * when the house has accepted all that libss7 said on it.  What the house says at that moment is for the house to save.
 */
#include "tools/farend/outage.h"

#include "base/clock.h"
#include "base/log.h"
#include "tools/farend/exchange.h"
#include "tools/farend/scenario.h"

#include <errno.h>
#include <stdlib.h>

struct outages {
	struct world *world;
	int64_t every_us, for_us;
	int64_t due_us;             /* the next thing to do */
	struct exchange_link *link; /* the one that is dead; NULL = none */
	int next;
	int span;                          /* the one that goes */
	int64_t span_gone_us, span_back_us; /* TIME_NEVER: it does not, or did */
};

int
outages_open(struct outages **op, struct world *w, const struct scenario *s)
{
	struct outages *o = calloc(1, sizeof(*o));

	if (!o)
		return -ENOMEM;
	o->world = w;
	o->every_us = s->fail_every_ms * US_PER_MS;
	o->for_us = s->fail_for_ms * US_PER_MS;
	o->due_us = o->every_us ? w->now_us + o->every_us : TIME_NEVER;
	o->span = s->gone_span;
	o->span_gone_us = o->span ? w->now_us + s->gone_at_ms * US_PER_MS : TIME_NEVER;
	o->span_back_us = o->span ? o->span_gone_us + s->gone_for_ms * US_PER_MS : TIME_NEVER;
	*op = o;
	return 0;
}

static int
links_of(const struct world *w)
{
	int n = 0;

	for (int i = 0; i < w->n_exchanges; i++)
		n += w->exchanges[i]->n_links;
	return n;
}

static struct exchange_link *
link_at(const struct world *w, int number)
{
	int i = 0;

	for (; number >= w->exchanges[i]->n_links; i++)
		number -= w->exchanges[i]->n_links;
	return &w->exchanges[i]->links[number];
}

static void
bring_back(struct outages *o)
{
	exchange_link_alarm(o->link, false);
	o->link = NULL;
	o->due_us = o->world->now_us + o->every_us - o->for_us;
}

static void
kill_next(struct outages *o)
{
	int n = links_of(o->world);
	struct exchange_link *l = n ? link_at(o->world, o->next % n) : NULL;

	if (!l || !exchange_link_quiet(l))
		return;
	exchange_link_alarm(l, true);
	o->link = l;
	o->next++;
	o->due_us = o->world->now_us + o->for_us;
}

static void
span_turn(struct outages *o)
{
	if (o->world->now_us >= o->span_gone_us) {
		o->span_gone_us = TIME_NEVER;
		world_span_gone(o->world, o->span);
		log_note("span %d: gone", o->span);
	}
	if (o->world->now_us >= o->span_back_us) {
		o->span_back_us = TIME_NEVER;
		world_span_gone(o->world, 0);
		log_note("span %d: back", o->span);
	}
}

void
outages_turn(struct outages *o)
{
	span_turn(o);
	if (o->world->now_us < o->due_us)
		return;
	if (o->link)
		bring_back(o);
	else
		kill_next(o);
}

void
outages_close(struct outages *o)
{
	if (o->link)
		bring_back(o);
	free(o);
}
