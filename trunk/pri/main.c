/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * prid: D-channels of PRI trunks.  This page joins the room to the house: its turn, counters, control verbs.
 *
 * Nothing is kept across a restart (libpri cannot take calls over).
 */
#include "base/clock.h"
#include "base/svc.h"
#include "trunk/plug.h"
#include "trunk/pri/prid.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct stat_row stat_rows[STAT_COUNT] = {
#define STAT(name, instances, unit, sentence) { #name, instances, unit, sentence },
#include "trunk/pri/stats.def"
#undef STAT
};

static struct plug plug;

/* ---- the room's turn ---- */

static void
line_ready(struct svc_run *run, int fd, void *arg)
{
	/* work() reads; this only wakes it */
}

static int
open_room(struct svc_run *run)
{
	struct prid *p = calloc(1, sizeof(*p));
	int ret;

	if (!p)
		return -ENOMEM;
	plug_open(&plug, run);
	run->own = p;
	p->out = &plug.out;
	p->outbox.post = plug_post;
	p->outbox.arg = &plug;
	p->now_us = clock_now_us();
	stat_set(run->stats, STAT_DCHAN_UP, 0, 0);
	ret = prid_open(p, run->site, run->run_dir, SPAN_SIDE_HOUSE, run->epoch);
	for (uint16_t i = 0; ret == 0 && i < p->n_dchans; i++) {
		stat_set(run->stats, STAT_DCHAN_UP, i, 0);
		ret = svc_watch(run, span_sig_fd(p->dchans[i].span, PRI_D_SLOT), line_ready, NULL);
	}
	if (ret == 0)
		prid_hello(p);
	return ret;
}

static void
message(void *room, uint16_t type, const void *data, uint32_t len)
{
	prid_message(room, type, data, len);
}

static int
work(struct svc_run *run, int64_t now_us)
{
	struct prid *p = run->own;
	int n;

	p->now_us = now_us;
	n = plug_take(&plug, message, p);
	return n + prid_work(p, now_us);
}

static int64_t
next_due(struct svc_run *run)
{
	return prid_next_due(run->own, clock_now_us());
}

static void
close_room(struct svc_run *run)
{
	prid_close(run->own);
	free(run->own);
}

static void
alarms(struct svc_run *run, struct alarm_board *board)
{
	prid_alarms(run->own, board);
}

static int
verb_dchannels(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return prid_print_dchannels(run->own, to);
}

static int
verb_circuits(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return prid_print_circuits(run->own, argc, argv, to);
}

static int
verb_spans(struct svc_run *run, int argc, char **argv, FILE *to)
{
	prid_print_spans(run->own, to);
	return 0;
}

static int
verb_circuit_command(struct svc_run *run, int argc, char **argv, FILE *to)
{
	struct prid *p = run->own;

	p->now_us = clock_now_us();
	return prid_circuit_command(p, argc, argv, to);
}

/* clang-format off */
static const struct ctl_verb verbs[] = {
	{ "dchannels", "",                               "state of every D-channel",                      verb_dchannels },
	{ "spans", "", "each timeslot of each span, by a mark", verb_spans },
	{ "circuits",  "[GROUP [SLOT[-SLOT]] | span N]", "B-channels and their state",                    verb_circuits },
	{ "block",     "GROUP [SLOT[-SLOT]] | span N",   "no new calls on these B-channels",              verb_circuit_command },
	{ "unblock",   "GROUP [SLOT[-SLOT]] | span N",   "take the blocking away",                        verb_circuit_command },
	{ "reset",     "GROUP [SLOT[-SLOT]] | span N",   "RESTART these B-channels; their calls are cut", verb_circuit_command },
	{ NULL,        NULL,                             NULL,                                            NULL },
};
/* clang-format on */

static const struct svc pri_svc = {
	.role = ROLE_PRI,
	.sentence = "prid - D-channels of PRI trunks",
	.stats = stat_rows,
	.n_stats = STAT_COUNT,
	.verbs = verbs,
	.open = open_room,
	.work = work,
	.next_due = next_due,
	.alarms = alarms,
	.close = close_room,
};

int
main(int argc, char **argv)
{
	return svc_main(&pri_svc, argc, argv);
}
