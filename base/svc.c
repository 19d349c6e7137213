/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one main of every daemon: options, attach, loop, leave.
 *
 * The loop: look at the descriptors that are ready, let the keeper and the room work; when nobody did anything, announce sleep
 * on the rings, look once more, and wait for the doorbell, a descriptor or the next due time.
 */
#include "base/svc.h"

#include "base/bell.h"
#include "base/clock.h"
#include "base/ctl.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define WATCHES     32768 /* descriptors a daemon may have: a console for each seat, and then some */
#define SLEEP_MS    100   /* never longer: a belt to the braces of the doorbell */
#define EVENTS      64

struct watch {
	void (*ready)(struct svc_run *run, int fd, void *arg);
	void *arg;
};

static struct watch *watches; /* by descriptor */
static unsigned n_watches;
static int epoll_fd = -1;
static volatile sig_atomic_t stopping;

static void
on_stop(int sig)
{
	(void)sig;
	stopping = 1;
}

int
svc_watch(struct svc_run *run, int fd, void (*ready)(struct svc_run *run, int fd, void *arg), void *arg)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = fd };

	(void)run;
	if (fd < 0)
		return -EBADF;
	if ((unsigned)fd >= n_watches)
		return -EMFILE;
	if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &ev) < 0)
		return -errno;
	watches[fd] = (struct watch){ ready, arg };
	return 0;
}

void
svc_unwatch(struct svc_run *run, int fd)
{
	(void)run;
	if (fd < 0 || (unsigned)fd >= n_watches || !watches[fd].ready)
		return;
	epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fd, NULL);
	watches[fd] = (struct watch){ 0 };
}

/* As many descriptors as there may be; the usual soft limit is less than a large site has seats. */
static void
open_watches(void)
{
	struct rlimit limit = { .rlim_cur = 1024 };

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max < WATCHES ? limit.rlim_max : WATCHES;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	n_watches = (unsigned)(limit.rlim_cur < WATCHES ? limit.rlim_cur : WATCHES);
	watches = calloc(n_watches, sizeof(watches[0]));
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (!watches || epoll_fd < 0)
		fatal("epoll: %s", strerror(errno));
}

int
svc_send(struct svc_run *run, enum role to, uint16_t type, const void *data, uint32_t len)
{
	int err = wires_send(&run->wires, to, type, data, len);

	if (err == -ENOSPC && type < MSG_COUNT && msg_rows[type].full == MSG_MUST)
		log_warn("ring %s-%s: full, %s lost", role_name[run->svc->role], role_name[to], msg_rows[type].name);
	return err;
}

/* The keeper's outputs, on their way to the room and to shared memory. */
static void
core_local_out(void *arg, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	struct svc_run *run = arg;

	if (run->svc->local)
		run->svc->local(run, kind, addr, data, len);
}

static void
core_trace_out(void *arg, int64_t now_us, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	struct svc_run *run = arg;

	trace_put(run->trace, now_us, kind, ref, data, len);
}

static void
core_log_out(void *arg, int level, const char *line)
{
	(void)arg;
	log_line(level, "%s", line);
}

static void
core_count_out(void *arg, uint16_t id, uint16_t which, int64_t n)
{
	struct svc_run *run = arg;

	stat_add(run->stats, id, which, n);
}

static const struct keep_ops keeper_ops = {
	.local = core_local_out,
	.trace = core_trace_out,
	.log = core_log_out,
	.count = core_count_out,
};

/* How often has this role started since the run directory was made? */
static uint32_t
next_epoch(const char *run_dir, enum role role)
{
	char path[256];
	uint32_t epoch = 0;

	snprintf(path, sizeof(path), "%s/%s.epoch", run_dir, role_name[role]);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (fd < 0)
		return 1;
	if (pread(fd, &epoch, sizeof(epoch), 0) != sizeof(epoch))
		epoch = 0;
	epoch++;
	if (pwrite(fd, &epoch, sizeof(epoch), 0) != sizeof(epoch))
		log_warn("%s: cannot be written", path);
	close(fd);
	return epoch;
}

static void
usage(const struct svc *svc, FILE *to)
{
	fprintf(to,
	    "usage: %s [-c FILE] [-n] [-h]\n"
	    "%s\n\n"
	    "  -c FILE  configuration (default: $ZONGJI_CONF, or " SITE_CONF ")\n"
	    "  -n       check the configuration, print it and leave\n"
	    "  -h       this help\n",
	    role_program[svc->role], svc->sentence);
}

/* Options and configuration; exits where there is nothing to run. */
static void
options(const struct svc *svc, int argc, char **argv, struct site *site)
{
	const char *path = site_path();
	int opt, only_check = 0;
	char why[320];

	while ((opt = getopt(argc, argv, "c:nh")) != -1) {
		switch (opt) {
		case 'c':
			path = optarg;
			break;
		case 'n':
			only_check = 1;
			break;
		case 'h':
			usage(svc, stdout);
			exit(0);
		default:
			usage(svc, stderr);
			exit(100);
		}
	}
	if (optind < argc) {
		usage(svc, stderr);
		exit(100);
	}
	if (site_load(site, path, why, sizeof(why)) < 0)
		fatal("%s", why);
	if (only_check) {
		site_print(site, stdout);
		exit(0);
	}
}

static void
signals(void)
{
	struct sigaction stop = { .sa_handler = on_stop };

	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
}

static void
ring_bell(struct svc_run *run, int fd, void *arg)
{
	(void)run;
	(void)arg;
	bell_hush(fd);
}

static void
attach(struct svc_run *run)
{
	const struct svc *svc = run->svc;
	int err = clock_attach(run->run_dir);

	if (err)
		fatal("%s: no clock: is zongjid running? (%s)", run->run_dir, strerror(-err));
	if ((err = wires_attach(&run->wires, run->run_dir, svc->role)) == -EBUSY)
		fatal("%s: another %s is at work", run->run_dir, role_program[svc->role]);
	if (err)
		fatal("%s: the rings cannot be used: %s", run->run_dir, strerror(-err));
	if ((err = stats_open(&run->stats, run->run_dir, svc->role, svc->stats, svc->n_stats)) < 0)
		fatal("%s: counters: %s", run->run_dir, strerror(-err));
	if ((err = trace_open(&run->trace, run->run_dir, svc->role)) < 0)
		fatal("%s: trace: %s", run->run_dir, strerror(-err));
	if ((err = alarm_open(&run->board, run->run_dir, role_name[svc->role])) < 0)
		fatal("%s: alarms: %s", run->run_dir, strerror(-err));
	run->epoch = next_epoch(run->run_dir, svc->role);
	if ((err = svc_watch(run, run->wires.bell, ring_bell, NULL)) < 0 || (err = ctl_listen(run)) < 0)
		fatal("%s: control socket: %s", run->run_dir, strerror(-err));
}

static void
open_room(struct svc_run *run)
{
	const struct svc *svc = run->svc;
	int err = svc->open ? svc->open(run) : 0;

	if (err < 0)
		fatal("cannot open: %s", strerror(-err));
	if (svc->core) {
		err = keep_open(&run->keep, svc->core, run->site, run->run_dir, &run->wires, &keeper_ops, run);
		if (err < 0)
			fatal("journal: %s", strerror(-err));
		log_note("core: %s", err ? "resumed where it was" : "new state");
	}
	if (svc->opened && (err = svc->opened(run)) < 0)
		fatal("cannot open: %s", strerror(-err));
}

static int
look(struct svc_run *run, int timeout_ms)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(epoll_fd, events, EVENTS, timeout_ms);

	for (int i = 0; i < n; i++) {
		struct watch w = watches[events[i].data.fd];

		if (w.ready)
			w.ready(run, events[i].data.fd, w.arg);
	}
	return n > 0 ? n : 0;
}

/* ---- alarms ---- */

static void
ring_alarms(struct svc_run *run)
{
	char name[TEXT_LABEL], detail[TEXT_NAME];

	for (int r = 0; r < ROLE_COUNT; r++) {
		struct ring *ring = &run->wires.out[r];

		if (!ring_open(ring) || ring_waiting(ring) < ring_capacity(ring) / 2)
			continue;
		snprintf(name, sizeof(name), "ring %s-%s", role_name[run->svc->role], role_name[r]);
		snprintf(detail, sizeof(detail), "%u %% of %u KiB", (unsigned)(ring_waiting(ring) * 100 / ring_capacity(ring)),
		    (unsigned)(ring_capacity(ring) / 1024));
		alarm_stands(run->board, ALARM_RING_FULL, (uint32_t)r, name, detail);
	}
}

static void
look_for_alarms(struct svc_run *run, int64_t now_us)
{
	char detail[TEXT_NAME];

	if (now_us < run->look_us)
		return;
	run->look_us = now_us + ALARM_LOOK_US;
	alarm_begin(run->board);
	ring_alarms(run);
	if (run->keep && keep_set_aside(run->keep)) {
		snprintf(detail, sizeof(detail), "%u since the start of the process", keep_set_aside(run->keep));
		alarm_stands(run->board, ALARM_INPUT_POISON, run->svc->role, role_program[run->svc->role], detail);
	}
	if (run->svc->alarms)
		run->svc->alarms(run, run->board);
	alarm_end(run->board, now_us);
}

static int
sleep_ms(struct svc_run *run)
{
	int64_t due = run->keep ? keep_next_due(run->keep) : TIME_NEVER;

	if (run->look_us < due)
		due = run->look_us;
	if (run->svc->next_due) {
		int64_t other = run->svc->next_due(run);
		if (other < due)
			due = other;
	}
	int64_t wait = due == TIME_NEVER ? SLEEP_MS : (due - clock_now_us() + US_PER_MS - 1) / US_PER_MS;
	return wait < 0 ? 0 : wait > SLEEP_MS ? SLEEP_MS : (int)wait;
}

static void
loop(struct svc_run *run)
{
	while (!stopping) {
		int64_t now = clock_now_us();
		int done = look(run, 0);

		if (run->keep)
			done += keep_work(run->keep, now);
		if (run->svc->work)
			done += run->svc->work(run, now);
		look_for_alarms(run, now);
		if (done)
			continue;
		if (!wires_sleep(&run->wires))
			look(run, sleep_ms(run));
		wires_awake(&run->wires);
	}
}

int
svc_main(const struct svc *svc, int argc, char **argv)
{
	static struct site site; /* large: not on the stack */
	static struct svc_run run;

	log_open(role_name[svc->role], LOG_NOTE);
	options(svc, argc, argv, &site);
	log_open(role_name[svc->role], site.site.log_level);
	run = (struct svc_run){ .svc = svc, .site = &site, .run_dir = site.site.run_dir };
	signals();
	open_watches();
	attach(&run);
	open_room(&run);
	if (mlockall(MCL_CURRENT) < 0)
		log_debug("memory: not locked: %s", strerror(errno));
	log_note("ready (start %u)", run.epoch);
	loop(&run);
	if (svc->close)
		svc->close(&run);
	keep_close(run.keep);
	ctl_close(&run);
	wires_detach(&run.wires);
	stats_close(run.stats);
	alarm_close(run.board);
	trace_close(run.trace);
	log_note("stopped");
	return 0;
}
