/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * prid: D-channels of PRI trunks.  This page plugs the room into the house: rings, trace, log, counters, control verbs.
 *
 * Nothing is kept across a restart (libpri cannot take calls over).  Messages are taken off the ring before they are
 * acted upon: one that dies with this process is healed by the HELLO of the next.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/svc.h"
#include "trunk/pri/prid.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_TURN 256

static const struct stat_row stat_rows[STAT_COUNT] = {
#define STAT(name, instances, unit, sentence) { #name, instances, unit, sentence },
#include "trunk/pri/stats.def"
#undef STAT
};

static struct svc_run *the_run; /* core_out carries no argument of its own */

/* ---- where outputs go ---- */

static void
send_out(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	wires_send(&the_run->wires, to, type, data, len);
}

static void
trace_out(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	trace_put(the_run->trace, clock_now_us(), kind, ref, data, len);
}

static void
log_out(struct core_out *out, int level, const char *line)
{
	log_line(level, "%s", line);
}

static void
count_out(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	stat_add(the_run->stats, id, which, n);
}

static const struct core_out_ops out_ops = { .send = send_out, .trace = trace_out, .log = log_out, .count = count_out };
static struct core_out to_house = { &out_ops };

static void
trace_message(
    struct svc_run *run, uint16_t kind, enum role from, enum role to, uint16_t type, const void *data, uint32_t len)
{
	struct {
		struct trace_msg head;
		uint8_t data[sizeof(struct msg_line_offered)];
	} packet = { .head = { .from = (uint16_t)from, .to = (uint16_t)to, .type = type } };
	uint32_t keep = len < sizeof(packet.data) ? len : (uint32_t)sizeof(packet.data);
	uint32_t leg = 0;

	memcpy(packet.data, data, keep);
	if (len >= sizeof(leg))
		memcpy(&leg, data, sizeof(leg));
	trace_put(run->trace, clock_now_us(), kind, leg, &packet, (uint32_t)sizeof(packet.head) + keep);
}

static int
post(void *arg, uint16_t type, const void *data, uint32_t len)
{
	struct svc_run *run = arg;
	int ret = wires_send(&run->wires, ROLE_ACD, type, data, len);

	if (ret == 0)
		trace_message(run, TRACE_MSG_OUT, ROLE_PRI, ROLE_ACD, type, data, len);
	return ret;
}

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
	the_run = run;
	run->own = p;
	p->out = &to_house;
	p->post = post;
	p->arg = run;
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

static int
take_messages(struct svc_run *run)
{
	struct ring *in = &run->wires.in[ROLE_ACD];
	struct ring_rec rec;
	uint64_t copy[64]; /* larger than any message of the switch to a line */
	int n = 0;

	while (n < MESSAGE_TURN && ring_open(in) && ring_peek(in, &rec) == 1) {
		uint32_t len = rec.len < sizeof(copy) ? rec.len : (uint32_t)sizeof(copy);

		memcpy(copy, rec.data, len);
		ring_next(in);
		wires_release(&run->wires, ROLE_ACD);
		trace_message(run, TRACE_MSG_IN, ROLE_ACD, ROLE_PRI, rec.type, copy, len);
		prid_message(run->own, rec.type, copy, len);
		n++;
	}
	return n;
}

static int
work(struct svc_run *run, int64_t now_us)
{
	struct prid *p = run->own;
	int n;

	p->now_us = now_us;
	n = take_messages(run);
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
