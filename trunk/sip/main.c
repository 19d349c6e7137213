/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sipd: calls over IP trunks.  This page plugs the room into the house.
 *
 * Nothing is kept across a restart (dialogs are in the library).
 */
#include "base/clock.h"
#include "base/svc.h"
#include "trunk/plug.h"
#include "trunk/sip/stack.h"

#define COUNT_US (500 * US_PER_MS)

static const struct stat_row stat_rows[STAT_COUNT] = {
#define STAT(name, instances, unit, sentence) { #name, instances, unit, sentence },
#include "trunk/sip/stats.def"
#undef STAT
};

static struct room {
	struct plug plug;
	struct sipd sipd;
	struct stack *stack;
	int64_t count_us;
} room;

/* ---- the room's turn ---- */

static void
socket_ready(struct svc_run *run, int fd, void *arg)
{
	/* work() reads; this only wakes it */
}

static int
open_room(struct svc_run *run)
{
	struct sipd *s = &room.sipd;
	int rc;

	plug_open(&room.plug, run);
	s->out = &room.plug.out;
	s->ops = &stack_ops;
	s->outbox.post = plug_post;
	s->outbox.arg = &room.plug;
	s->now_us = clock_now_us();
	rc = sipd_open(s, run->site, run->run_dir, run->epoch);
	if (!rc)
		rc = stack_open(&room.stack, s);
	s->ua = room.stack;
	for (unsigned i = 0; !rc && i < s->n_trunks; i++)
		rc = svc_watch(run, stack_fd(room.stack, i), socket_ready, NULL);
	if (!rc)
		sipd_hello(s);
	return rc;
}

static void
message(void *sipd, uint16_t type, const void *data, uint32_t len)
{
	sipd_message(sipd, type, data, len);
}

/* What others count for us: the library its bad packets, mediad the audio. */
static void
count(struct svc_run *run, int64_t now_us)
{
	static const struct {
		enum sipd_stat stat;
		enum rtp_count of[4];
		int n;
	} sums[] = {
		{ STAT_RTP_SENT, { RTP_SENT }, 1 },
		{ STAT_RTP_TAKEN, { RTP_TAKEN, RTP_REORDERED }, 2 },
		{ STAT_RTP_LOST, { RTP_LOST, RTP_ASTRAY }, 2 },
		{ STAT_RTP_REFUSED, { RTP_STRANGE, RTP_OTHER, RTP_BAD }, 3 },
	};
	const struct sipd *s = &room.sipd;
	int64_t totals[SIP_TRUNKS][STAT_COUNT] = { 0 };

	if (now_us < room.count_us)
		return;
	room.count_us = now_us + COUNT_US;
	for (unsigned i = 0; i < s->n_channels; i++)
		for (size_t k = 0; k < sizeof(sums) / sizeof(sums[0]); k++)
			for (int n = 0; n < sums[k].n; n++)
				totals[s->channels[i].trunk][sums[k].stat] += (int64_t)rtp_board_count(
				    s->spans[s->channels[i].span].board, s->channels[i].slot, sums[k].of[n]);
	for (unsigned t = 0; t < s->n_trunks; t++) {
		for (size_t k = 0; k < sizeof(sums) / sizeof(sums[0]); k++)
			stat_set(run->stats, sums[k].stat, (uint16_t)t, totals[t][sums[k].stat]);
		stat_set(run->stats, STAT_BAD_PACKETS, (uint16_t)t, (int64_t)stack_bad_packets(room.stack, t));
		stat_set(run->stats, STAT_PEER_UP, (uint16_t)t, s->trunks[t].up);
	}
}

static int
work(struct svc_run *run, int64_t now_us)
{
	room.sipd.now_us = now_us;
	int n = plug_take(&room.plug, message, &room.sipd);

	n += sipd_work(&room.sipd, now_us) + stack_work(room.stack, now_us);
	count(run, now_us);
	return n;
}

static int64_t
next_due(struct svc_run *run)
{
	int64_t ours = sipd_next_due(&room.sipd, clock_now_us()), theirs = stack_next_due(room.stack);

	return ours < theirs ? ours : theirs;
}

static void
close_room(struct svc_run *run)
{
	stack_close(room.stack);
	sipd_close(&room.sipd);
}

static void
alarms(struct svc_run *run, struct alarm_board *board)
{
	sipd_alarms(&room.sipd, board);
}

static int
verb_peers(struct svc_run *run, int argc, char **argv, FILE *to)
{
	sipd_print_peers(&room.sipd, to);
	return 0;
}

static int
verb_circuits(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return sipd_print_circuits(&room.sipd, argc, argv, to);
}

static int
verb_spans(struct svc_run *run, int argc, char **argv, FILE *to)
{
	sipd_print_spans(&room.sipd, to);
	return 0;
}

static int
verb_circuit_command(struct svc_run *run, int argc, char **argv, FILE *to)
{
	room.sipd.now_us = clock_now_us();
	return sipd_circuit_command(&room.sipd, argc, argv, to);
}

/* clang-format off */
static const struct ctl_verb verbs[] = {
	{ "peers",    "",                               "each trunk group: whether its peer answers, calls", verb_peers },
	{ "spans",    "",                               "each timeslot of each span, by a mark",             verb_spans },
	{ "circuits", "[GROUP [SLOT[-SLOT]] | span N]", "channels and their state",                          verb_circuits },
	{ "block",    "GROUP [SLOT[-SLOT]] | span N",   "no new calls on these channels",                    verb_circuit_command },
	{ "unblock",  "GROUP [SLOT[-SLOT]] | span N",   "take the blocking away",                            verb_circuit_command },
	{ "reset",    "GROUP [SLOT[-SLOT]] | span N",   "cut the calls of these channels",                   verb_circuit_command },
	{ NULL,       NULL,                             NULL,                                                NULL },
};
/* clang-format on */

static const struct svc sip_svc = {
	.role = ROLE_SIP,
	.sentence = "sipd - calls over IP trunks",
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
	return svc_main(&sip_svc, argc, argv);
}
