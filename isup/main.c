/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * isupd: signalling links and circuits of No. 7 trunks.
 *
 * The daemon around the core: slots feed it, its units go back to the slots, and operators' verbs become either a view
 * of the live arena or an input of the core (so that they are journaled like all else).
 */
#include "isup/core.h"
#include "isup/mtp3.h"
#include "isup/slots.h"
#include "isup/view.h"

#include "base/clock.h"
#include "base/svc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

static int64_t
next_due(struct svc_run *run)
{
	return slots_next_due(run);
}

/* ---- views ---- */

static struct isup *
arena(const struct svc_run *run)
{
	return (struct isup *)(uintptr_t)keep_arena(run->keep);
}

static const char *
remarks(const struct mtp_link_view *v)
{
	if (v->alarm)
		return "line alarm";
	if (v->outage)
		return v->outage == 2 ? "far processor outage" : "processor outage";
	if (v->inhibited)
		return v->inhibited == 2 ? "inhibited by the far end" : "inhibited";
	return "";
}

static int
verb_links(struct svc_run *run, int argc, char **argv, FILE *to)
{
	const struct mtp *mtp = isup_mtp(arena(run));
	struct mtp_link_view v;

	for (unsigned i = 0; mtp_link_view(mtp, i, &v) == 0; i++) {
		const struct conf_link *conf = &run->site->links[i];

		fprintf(to, "%2u  %-16s SLC %-2d  span %d slot %-2d  %-10s %-18s %6lld s  waiting %-3u %s\n", i,
		    run->site->linksets[v.linkset].name, v.slc, conf->span, conf->slot,
		    v.available ? "in service" : v.level3, v.level2,
		    (long long)((clock_now_us() - v.since_us) / US_PER_SEC), v.waiting, remarks(&v));
	}
	return 0;
}

/* One line per link that should be in service and is not: nothing when all is well. */
static int
verb_alarms(struct svc_run *run, int argc, char **argv, FILE *to)
{
	const struct mtp *mtp = isup_mtp(arena(run));
	struct mtp_link_view v;

	for (unsigned i = 0; mtp_link_view(mtp, i, &v) == 0; i++)
		if (v.active && !v.available)
			fprintf(to, "link %u (%s, SLC %d): %s, %s, %lld s %s\n", i, run->site->linksets[v.linkset].name,
			    v.slc, v.level3, v.level2, (long long)((clock_now_us() - v.since_us) / US_PER_SEC),
			    remarks(&v));
	return 0;
}

static int
verb_circuits(struct svc_run *run, int argc, char **argv, FILE *to)
{
	view_circuits(arena(run), argc > 1 ? argv[1] : NULL, argc > 2 ? atoi(argv[2]) : -1, clock_now_us(), to);
	return 0;
}

static int
verb_groups(struct svc_run *run, int argc, char **argv, FILE *to)
{
	view_groups(arena(run), run->site, to);
	return 0;
}

/* ---- commands ---- */

static int
command(struct svc_run *run, enum isup_ctl type, const void *data, uint32_t len, FILE *to)
{
	int rc = keep_feed(run->keep, CORE_FROM_CTL, (uint16_t)type, data, len, clock_now_us());

	if (rc == 0)
		fprintf(to, "done\n");
	return rc;
}

/* A whole number of at most `most`, or -1. */
static long
number(const char *text, const char **end, long most)
{
	char *stop;
	long n = *text >= '0' && *text <= '9' ? strtol(text, &stop, 10) : -1;

	if (n < 0 || n > most)
		return -1;
	*end = stop;
	return n;
}

static int
circuits_command(struct svc_run *run, enum isup_ctl type, int argc, char **argv, FILE *to)
{
	int group = argc == 3 ? view_group_index(arena(run), argv[1]) : -1;
	const char *at = "";

	if (group < 0)
		return -EINVAL;
	long first = number(argv[2], &at, 16383);
	long last = first >= 0 && *at == '-' ? number(at + 1, &at, 16383) : first;
	if (first < 0 || last < first || *at)
		return -EINVAL;
	struct isup_ctl_circuits c = {
		.group = (uint16_t)group, .first_cic = (uint16_t)first, .last_cic = (uint16_t)last
	};
	return command(run, type, &c, sizeof(c), to);
}

static int
verb_block(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return circuits_command(run, ISUP_CTL_BLOCK, argc, argv, to);
}

static int
verb_unblock(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return circuits_command(run, ISUP_CTL_UNBLOCK, argc, argv, to);
}

static int
verb_reset(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return circuits_command(run, ISUP_CTL_RESET, argc, argv, to);
}

static int
verb_group_reset(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return circuits_command(run, ISUP_CTL_GROUP_RESET, argc, argv, to);
}

static int
verb_split(struct svc_run *run, int argc, char **argv, FILE *to)
{
	int group = argc == 4 ? view_group_index(arena(run), argv[1]) : -1;
	const char *end = "", *end2 = "";

	if (group < 0)
		return -EINVAL;
	long in = number(argv[2], &end, 4096), out = number(argv[3], &end2, 4096);
	if (in < 0 || out < 0 || *end || *end2)
		return -EINVAL;
	struct isup_ctl_split s = { .group = (uint16_t)group, .inbound = (uint16_t)in, .outbound = (uint16_t)out };
	return command(run, ISUP_CTL_SPLIT, &s, sizeof(s), to);
}

static int
link_command(struct svc_run *run, enum isup_ctl type, int argc, char **argv, FILE *to)
{
	const char *end = "";
	long link = argc == 2 ? number(argv[1], &end, run->site->n_links - 1) : -1;

	if (link < 0 || *end)
		return -EINVAL;
	struct isup_ctl_link l = { .link = (uint16_t)link };
	return command(run, type, &l, sizeof(l), to);
}

#define LINK_VERB(name, type)                                                 \
	static int name(struct svc_run *run, int argc, char **argv, FILE *to) \
	{                                                                     \
		return link_command(run, type, argc, argv, to);               \
	}
LINK_VERB(verb_activate, ISUP_CTL_ACTIVATE)
LINK_VERB(verb_deactivate, ISUP_CTL_DEACTIVATE)
LINK_VERB(verb_inhibit, ISUP_CTL_INHIBIT)
LINK_VERB(verb_uninhibit, ISUP_CTL_UNINHIBIT)

/* clang-format off */
static const struct ctl_verb verbs[] = {
	{ "links",       "",                "signalling links and their state",           verb_links },
	{ "alarms",      "",                "links that should be in service and are not", verb_alarms },
	{ "circuits",    "[GROUP [CIC]]",   "circuits and their state",                   verb_circuits },
	{ "groups",      "",                "trunk groups",                               verb_groups },
	{ "block",       "GROUP CIC[-CIC]", "block circuits for maintenance",             verb_block },
	{ "unblock",     "GROUP CIC[-CIC]", "unblock circuits",                           verb_unblock },
	{ "reset",       "GROUP CIC[-CIC]", "reset circuits one by one (RSC)",            verb_reset },
	{ "group-reset", "GROUP CIC[-CIC]", "reset a range of circuits (GRS)",            verb_group_reset },
	{ "split",       "GROUP IN OUT",    "how many calls may stand in each direction", verb_split },
	{ "activate",    "LINK",            "bring a signalling link into service",       verb_activate },
	{ "deactivate",  "LINK",            "take a signalling link out of service",      verb_deactivate },
	{ "inhibit",     "LINK",            "keep traffic off a signalling link",         verb_inhibit },
	{ "uninhibit",   "LINK",            "allow traffic on a signalling link again",   verb_uninhibit },
	{ NULL,          NULL,              NULL,                                         NULL },
};
/* clang-format on */

static const struct svc isupd = {
	.role = ROLE_ISUP,
	.sentence = "signalling links and circuits of No. 7 trunks",
	.core = &isup_core,
	.stats = isup_stats,
	.n_stats = ISUP_STAT_COUNT,
	.verbs = verbs,
	.open = open_room,
	.opened = opened,
	.local = local,
	.work = slots_work,
	.next_due = next_due,
	.close = slots_close,
};

int
main(int argc, char **argv)
{
	return svc_main(&isupd, argc, argv);
}
