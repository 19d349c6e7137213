/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An exchange is built from the mirror image of a link set: its point code is the house's neighbour, its links and
 * circuits are the house's.
 */
#include "tools/farend/exchange.h"

#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOCATION_PUBLIC_NETWORK 2

/* "22-4-1" by the label's form (8-8-8 or 3-8-3), or a plain number. */
static uint32_t
point_code(const char *text, bool china)
{
	unsigned a, b, c;

	if (sscanf(text, "%u-%u-%u", &a, &b, &c) == 3)
		return china ? (a & 255) << 16 | (b & 255) << 8 | (c & 255) : (a & 7) << 11 | (b & 255) << 3 | (c & 7);
	return (uint32_t)strtoul(text, NULL, 0);
}

/* Timers that libss7 leaves off until they are set (ms).  It takes names that it could write to: arrays, not literals.
 */
static struct timer_row {
	char name[8];
	int ms;
} isup_timers[] =
    {
	{"t1",  15000 },
        {"t5",  300000},
        {"t7",  25000 },
        {"t16", 15000 },
        {"t17", 300000},
        {"t22", 15000 },
        {"t23", 300000},
},
  mtp3_timers[] = {
      {"t1", 800},   {"t2", 1400},  {"t3", 800},   {"t4", 800},       {"t5", 800},
      {"t12", 1150}, {"t13", 1150}, {"t14", 3000}, {"q707_t1", 6000}, {"q707_t2", 60000},
};

static void
set_timers(struct exchange *x)
{
	for (size_t i = 0; i < sizeof(isup_timers) / sizeof(isup_timers[0]); i++)
		ss7_set_isup_timer(x->ss7, isup_timers[i].name, isup_timers[i].ms);
	for (size_t i = 0; i < sizeof(mtp3_timers) / sizeof(mtp3_timers[0]); i++)
		ss7_set_mtp3_timer(x->ss7, mtp3_timers[i].name, mtp3_timers[i].ms);
}

static int
add_links(struct exchange *x)
{
	const struct site *site = x->world->site;

	/* In the order of their SLC: libss7 takes the order of adding for it. */
	for (int slc = 0; slc < 16; slc++)
		for (int i = 0; i < site->n_links; i++) {
			const struct conf_link *l = &site->links[i];

			if (l->slc != slc || strcmp(l->linkset, x->conf->name))
				continue;
			if (x->n_links == EXCHANGE_LINKS || slc != x->n_links) {
				log_warn("link set %s: link with SLC %d is left out (libss7)", x->conf->name, slc);
				continue;
			}
			int ret = exchange_link_open(x, l);

			if (ret)
				return ret;
		}
	return x->n_links ? 0 : -ENODEV;
}

static bool
carries_signalling(const struct site *site, int span, int slot)
{
	for (int i = 0; i < site->n_links; i++)
		if (site->links[i].span == span && site->links[i].slot == slot)
			return true;
	return false;
}

static int
add_circuits(struct exchange *x)
{
	const struct site *site = x->world->site;

	for (int i = 0; i < site->n_circuits; i++) {
		const struct conf_circuits *run = &site->circuits[i];
		int group = site_group(site, run->group);

		if (group < 0 || site->groups[group].kind != GROUP_ISUP ||
		    strcmp(site->groups[group].linkset, x->conf->name))
			continue;
		for (int slot = run->first_slot; slot <= run->last_slot; slot++) {
			int cic = run->pcm * PCM + slot;

			if (carries_signalling(site, run->span, slot) || cic >= CICS)
				continue;
			x->lines[cic] = world_line(x->world, &exchange_ops, x, run->span, slot, cic);
			if (!x->lines[cic])
				return -ENOSPC;
		}
	}
	return 0;
}

int
exchange_open(struct world *w, const struct conf_linkset *conf, struct exchange **xp)
{
	struct exchange *x = calloc(1, sizeof(*x));
	int form = w->label >= 0 ? w->label : conf->label, ret;

	if (!x)
		return -ENOMEM;
	x->world = w;
	x->conf = conf;
	x->china = form == LABEL_CHINA24;
	uint32_t own = point_code(conf->apc, x->china);

	x->house = point_code(conf->opc, x->china);
	if (x->china) {
		label24_init(&x->label, own, x->house);
		own = x->label.alias[0];
		x->house = x->label.alias[1];
	}
	x->ss7 = ss7_new(SS7_ITU);
	if (!x->ss7)
		return -ENOMEM;
	ret = exchange_register(x);
	if (ret)
		return ret;
	ss7_set_pc(x->ss7, own);
	ss7_set_network_ind(x->ss7, conf->ni);
	ss7_set_cause_location(x->ss7, LOCATION_PUBLIC_NETWORK);
	set_timers(x);
	ret = add_links(x);
	if (ret == 0)
		ret = add_circuits(x);
	if (ret)
		return ret;
	ss7_start(x->ss7);
	*xp = x;
	return 0;
}

/* libss7's own objects go with the process: its destroy function leaves them. */
void
exchange_close(struct exchange *x)
{
	for (int i = 0; i < x->n_links; i++)
		exchange_link_close(&x->links[i]);
	free(x);
}
