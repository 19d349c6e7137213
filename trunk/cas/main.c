/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * casd: telephones and exchange lines on channel banks.  This page joins the room to the house: its turn, counters, control verbs.
 */
#include "base/clock.h"
#include "trunk/cas/cas.h"
#include "trunk/plug.h"

#include <errno.h>
#include <stdlib.h>

static const struct stat_row stat_rows[STAT_COUNT] = {
#define STAT(name, instances, unit, sentence) { #name, instances, unit, sentence },
#include "trunk/cas/stats.def"
#undef STAT
};

static struct plug plug;

/* ---- the room's turn ---- */

static void
line_ready(struct svc_run *run, int fd, void *arg)
{
	/* work() looks; this only wakes it */
}

static int
open_room(struct svc_run *run)
{
	struct cas *c = calloc(1, sizeof(*c));

	if (!c)
		return -ENOMEM;
	plug_open(&plug, run);
	run->own = c;
	c->out = &plug.out;
	c->outbox.post = plug_post;
	c->outbox.arg = &plug;
	c->now_us = clock_now_us();
	int ret = cas_open(c, run->site, run->run_dir, run->epoch);
	for (uint16_t i = 0; ret == 0 && i < c->n_banks; i++)
		ret = svc_watch(run, span_loop_fd(c->banks[i].span), line_ready, NULL);
	if (ret == 0)
		cas_hello(c);
	return ret;
}

static void
message(void *room, uint16_t type, const void *data, uint32_t len)
{
	cas_message(room, type, data, len);
}

static int
work(struct svc_run *run, int64_t now_us)
{
	struct cas *c = run->own;

	c->now_us = now_us;
	int n = plug_take(&plug, message, c);
	return n + cas_work(c, now_us);
}

static int64_t
next_due(struct svc_run *run)
{
	return cas_next_due(run->own, clock_now_us());
}

static void
close_room(struct svc_run *run)
{
	cas_close(run->own);
	free(run->own);
}

static int
verb_circuits(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return cas_print_circuits(run->own, argc, argv, to);
}

static int
verb_spans(struct svc_run *run, int argc, char **argv, FILE *to)
{
	cas_print_spans(run->own, to);
	return 0;
}

static int
verb_circuit_command(struct svc_run *run, int argc, char **argv, FILE *to)
{
	struct cas *c = run->own;

	c->now_us = clock_now_us();
	return cas_circuit_command(c, argc, argv, to);
}

/* clang-format off */
static const struct ctl_verb verbs[] = {
	{ "spans",    "",                               "each timeslot of each span, by a mark",          verb_spans },
	{ "circuits", "[GROUP [SLOT[-SLOT]] | span N]", "loops and their state",                          verb_circuits },
	{ "block",    "GROUP [SLOT[-SLOT]] | span N",   "no new calls on these loops",                    verb_circuit_command },
	{ "unblock",  "GROUP [SLOT[-SLOT]] | span N",   "take the blocking away",                         verb_circuit_command },
	{ "reset",    "GROUP [SLOT[-SLOT]] | span N",   "put these loops on-hook; their calls are cut",   verb_circuit_command },
	{ NULL,       NULL,                             NULL,                                             NULL },
};
/* clang-format on */

static const struct svc cas_svc = {
	.role = ROLE_CAS,
	.sentence = "casd - telephones and exchange lines on channel banks",
	.stats = stat_rows,
	.n_stats = STAT_COUNT,
	.verbs = verbs,
	.open = open_room,
	.work = work,
	.next_due = next_due,
	.close = close_room,
};

int
main(int argc, char **argv)
{
	return svc_main(&cas_svc, argc, argv);
}
