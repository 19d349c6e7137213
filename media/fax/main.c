/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * faxd: fax machines.  This page joins the room to the house: its turn, counters, control verb, and how a worker's process is made.
 *
 * A worker is this program once more, begun anew with its socket as its only descriptor: it has none of our rings, and nothing of
 * our memory.
 */
#include "base/clock.h"
#include "base/log.h"
#include "media/fax/faxd.h"
#include "media/fax/worker.h"
#include "trunk/plug.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORKER_NAME "faxd-worker"
#define TURN        512  /* blocks taken at a time */
#define WIND_UP_MS  2000 /* at our end: for faxes to be kept as far as they came */

static const struct stat_row stat_rows[STAT_COUNT] = {
#define STAT(name, instances, unit, sentence) { #name, instances, unit, sentence },
#include "media/fax/stats.def"
#undef STAT
};

static struct plug plug;

/* ---- what the room asks for ---- */

static pid_t
start(void *arg, int fd)
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid)
		return pid;
	if (fd == FAX_WORKER_FD)
		fcntl(fd, F_SETFD, 0);
	else
		dup2(fd, FAX_WORKER_FD);
	close_range(FAX_WORKER_FD + 1, ~0u, 0);
	execl("/proc/self/exe", WORKER_NAME, (char *)NULL);
	_exit(127);
}

static int
say(void *arg, const struct msg_fax_sound *sound)
{
	struct svc_run *run = arg;

	return wires_send(&run->wires, ROLE_MEDIA, MSG_FAX_SAID, sound, sizeof(*sound));
}

static void
ready(struct svc_run *run, int fd, void *arg)
{
	struct faxd *f = run->own;

	f->now_us = clock_now_us();
	faxd_ready(f, arg);
}

static int
watch(void *arg, struct hand *h)
{
	return svc_watch(arg, h->fd, ready, h);
}

static void
unwatch(void *arg, struct hand *h)
{
	svc_unwatch(arg, h->fd);
}

static const struct faxd_ops ops = { .start = start, .say = say, .watch = watch, .unwatch = unwatch };

/* ---- the room's turn ---- */

static int
open_room(struct svc_run *run)
{
	struct faxd *f = calloc(1, sizeof(*f));

	if (!f)
		return -ENOMEM;
	plug_open(&plug, run);
	run->own = f;
	f->ops = &ops;
	f->arg = run;
	f->site = run->site;
	f->out = &plug.out;
	f->outbox.post = plug_post;
	f->outbox.arg = &plug;
	f->epoch = run->epoch;
	f->now_us = clock_now_us();
	faxd_hello(f);
	return 0;
}

static void
from_switch(void *room, uint16_t type, const void *data, uint32_t len)
{
	faxd_message(room, ROLE_ACD, type, data, len);
}

static int
take_sound(struct svc_run *run)
{
	struct ring *in = &run->wires.in[ROLE_MEDIA];
	struct ring_rec rec;
	struct msg_fax_sound copy; /* what was checked must not change any more */
	int n = 0;

	while (n < TURN && ring_open(in) && ring_peek(in, &rec) == 1) {
		memcpy(&copy, rec.data, rec.len < sizeof(copy) ? rec.len : sizeof(copy));
		faxd_message(run->own, ROLE_MEDIA, rec.type, &copy, rec.len);
		ring_next(in);
		n++;
	}
	if (n)
		wires_release(&run->wires, ROLE_MEDIA);
	return n;
}

static int
work(struct svc_run *run, int64_t now_us)
{
	struct faxd *f = run->own;

	f->now_us = now_us;
	int n = plug_take(&plug, from_switch, f) + take_sound(run) + faxd_work(f, now_us);
	stat_set(run->stats, STAT_BUSY, 0, faxd_busy(f));
	return n;
}

static int64_t
next_due(struct svc_run *run)
{
	return faxd_next_due(run->own);
}

/* What came so far is kept, and told. */
static void
close_room(struct svc_run *run)
{
	struct faxd *f = run->own;
	int64_t until = clock_now_us() + WIND_UP_MS * US_PER_MS;

	faxd_stop_all(f);
	while (faxd_busy(f) && faxd_work(f, clock_now_us()) >= 0 && f->now_us < until) {
		poll(NULL, 0, 5);
		for (int i = 0; i < FAX_CREW; i++)
			faxd_ready(f, &f->crew[i]);
	}
	faxd_work(f, clock_now_us());
	stat_set(run->stats, STAT_BUSY, 0, 0);
	free(f);
}

static int
verb_channels(struct svc_run *run, int argc, char **argv, FILE *to)
{
	struct faxd *f = run->own;

	f->now_us = clock_now_us();
	faxd_print_channels(f, to);
	return 0;
}

/* clang-format off */
static const struct ctl_verb verbs[] = {
	{ "channels", "", "each channel on which a fax is received: session, time, page, rate, worker", verb_channels },
	{ NULL,       "", NULL,                                                                         NULL },
};
/* clang-format on */

static const struct svc fax_svc = {
	.role = ROLE_FAX,
	.sentence = "faxd - fax machines: T.30, a worker process for each call",
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
	if (argc == 1 && strcmp(argv[0], WORKER_NAME) == 0)
		return worker_run(FAX_WORKER_FD);
	return svc_main(&fax_svc, argc, argv);
}
