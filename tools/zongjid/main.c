/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zongjid: the parent.  It makes the run directory (clock, rings, soft lines), starts the roles, restarts what dies, and stops
 * them in the order in which nothing is lost: first those that bring work, crmd last.  It never touches a call.
 *
 * SIGTERM and SIGINT end the house; on SIGUSR1 the parent alone leaves, and the next one adopts its children.
 *
 * Under systemd it notifies readiness and what runs, feeds the watchdog, and has descriptors kept (keepfds.h).  One zongjid per run
 * directory (lock on `zongjid.lock`).
 */
#include "base/access.h"
#include "base/clock.h"
#include "base/ctl.h"
#include "base/folder.h"
#include "base/log.h"
#include "base/site.h"
#include "base/wires.h"
#include "tools/zongjid/child.h"
#include "tools/zongjid/keepfds.h"
#include "tools/zongjid/power.h"
#include "trunk/loops.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/vfs.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define TMPFS_MAGIC  0x01021994
#define STOP_WAIT_MS 4000
#define CLOSE_WAIT_MS 3000
#define CLOSE_STEP_MS 50
#define SETTLE_MS 200 /* releases reach the lines */
#define WAKE_MS      1000
#define LEFT         75 /* exit status: the house runs on, start the next parent (EX_TEMPFAIL) */

static struct site site;
static struct family family;

static void
usage(FILE *to)
{
	fprintf(to,
	    "usage: zongjid [-c FILE] [-n] [-h]\n"
	    "Start the whole call centre and keep it running; SIGTERM or `zongji stop` ends it, SIGUSR1 leaves it to the next.\n\n"
	    "  -c FILE  configuration (default: $ZONGJI_CONF, or " SITE_CONF ")\n"
	    "  -n       check the configuration, print it and leave\n"
	    "  -h       this help\n");
}

static void
make_dirs(const char *dir)
{
	char path[FOLDER_PATH];
	int err;

	snprintf(path, sizeof(path), "%s/", dir);
	if ((err = folders_make(path, 0770)) < 0)
		fatal("%s: cannot be made: %s", dir, strerror(-err));
}

/* The run directory and its lock: held until we end, whatever way. */
static void
make_run_dir(const char *run_dir)
{
	char path[256];
	struct statfs fs;

	make_dirs(run_dir);
	if (statfs(run_dir, &fs) == 0 && fs.f_type != TMPFS_MAGIC)
		log_note("%s: not in memory (tmpfs); fine for trying out, slow and wearing in service", run_dir);
	snprintf(path, sizeof(path), "%s/zongjid.lock", run_dir);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0)
		fatal("%s: another zongjid is at work here", run_dir);
}

/* Channels that orphans of an earlier parent hold, and nobody kept for us. */
static void
copy_loops(void)
{
	for (int r = 0; r < ROLE_COUNT; r++) {
		const struct child *c = &family.children[r];
		int copied = c->pidfd >= 0 ? loops_adopt(c->pidfd, family.house->roles[r].pid) : 0;

		if (copied > 0)
			log_note("%s: %d loops are held here too", role_program[r], copied);
		else if (copied < 0)
			log_warn("%s: its loops cannot be held here too: %s; a process that is restarted has none", role_program[r],
			    strerror(-copied));
	}
}

static void
make_lines(const char *run_dir)
{
	int number = 0, slot = 0, err = power_take(&site, run_dir, &number);

	if (!err)
		err = loops_take(&site, run_dir, keepfds_get, keepfds_put, &number, &slot);
	if (err)
		fatal("span %d, slot %d: %s", number, slot, strerror(-err));
	copy_loops();
	keepfds_settle();
}

static void
start_due(int64_t now_us)
{
	for (int r = 0; r < ROLE_COUNT; r++) {
		struct child *c = &family.children[r];

		if (c->pidfd >= 0 || c->due_us > now_us)
			continue;
		int err = child_start(&family, c, now_us);
		if (err)
			log_warn("%s: cannot be started: %s", role_program[r], strerror(-err));
	}
}

static int asked; /* the signal that ends us, once it has come */

/* Wait for a signal or an end, at most `ms`; returns the signal or 0. */
static int
watch(int signals, int ms)
{
	struct pollfd p[ROLE_COUNT + 1] = { { .fd = signals, .events = POLLIN } };

	for (int r = 0; r < ROLE_COUNT; r++)
		p[r + 1] = (struct pollfd){ .fd = family.children[r].pidfd, .events = POLLIN };
	if (poll(p, ROLE_COUNT + 1, ms) <= 0)
		return asked;
	if (p[0].revents) {
		struct signalfd_siginfo info;
		if (read(signals, &info, sizeof(info)) == sizeof(info))
			asked = (int)info.ssi_signo;
	}
	for (int r = 0; r < ROLE_COUNT; r++) {
		if (!p[r + 1].revents)
			continue;
		child_ended(&family, &family.children[r], clock_now_us());
		power_retake();
		wires_ring_all(site.site.run_dir); /* a wake-up may have died with it */
	}
	return asked;
}

static int
next_ms(void)
{
	int64_t now = clock_now_us(), due = now + WAKE_MS * US_PER_MS;

	for (int r = 0; r < ROLE_COUNT; r++)
		if (family.children[r].pidfd < 0 && family.children[r].due_us < due)
			due = family.children[r].due_us;
	return due <= now ? 0 : (int)((due - now + US_PER_MS - 1) / US_PER_MS);
}

static void
stop_role(enum role role, int signals)
{
	struct child *c = &family.children[role];
	int64_t until = clock_now_us() + STOP_WAIT_MS * US_PER_MS;

	c->due_us = TIME_NEVER;
	child_signal(&family, c, SIGTERM);
	while (c->pidfd >= 0 && clock_now_us() < until)
		watch(signals, 50);
	if (c->pidfd >= 0) {
		log_warn("%s: does not stop, killed", role_program[role]);
		child_signal(&family, c, SIGKILL);
		watch(signals, 1000);
	}
	c->due_us = TIME_NEVER;
	family.house->roles[role].phase = HOUSE_STOPPED;
}

/* What a clean stop leaves behind is nothing: the next start begins anew. */
static const char *const of_roles[] = { ".ring", ".bell", ".journal", ".snap", ".sock", ".pid", ".epoch", ".alarms", ".fifo", NULL };
static const char *const of_lines[] = { ".line", ".rtp", NULL };

static void
sweep(const char *run_dir, const char *const *endings)
{
	DIR *dir = opendir(run_dir);
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		const char *dot = strrchr(entry->d_name, '.');

		for (int i = 0; dot && endings[i]; i++)
			if (strcmp(dot, endings[i]) == 0)
				unlinkat(dirfd(dir), entry->d_name, 0);
	}
	closedir(dir);
}

/* Let acdd end all calls and see their recordings closed; a house that cannot is stopped all the same. */
static void
close_calls(void)
{
	int64_t until = clock_now_us() + CLOSE_WAIT_MS * US_PER_MS;
	int empty = 0;

	while (!empty && clock_now_us() < until) {
		char text[128] = "";
		FILE *to = fmemopen(text, sizeof(text) - 1, "w");
		int err = to ? ctl_ask(site.site.run_dir, role_name[ROLE_ACD], "close", to) : -ENOMEM;

		if (to)
			fclose(to);
		if (err) {
			log_warn("acdd: calls could not be ended: %s", strerror(-err));
			return;
		}
		empty = strcmp(text, "calls 0 recordings 0 faxes 0\n") == 0;
		poll(NULL, 0, empty ? SETTLE_MS : CLOSE_STEP_MS);
	}
	if (!empty)
		log_warn("acdd: calls, recordings or faxes are still open");
}

/* Calls are ended, then the roles stop in the order in which nothing is lost. */
static void
stop_roles(int signals)
{
	static const enum role order[] = { ROLE_ISUP, ROLE_PRI, ROLE_CAS, ROLE_SIP, ROLE_MEDIA, ROLE_FAX, ROLE_ACD, ROLE_CRM };

	close_calls();
	for (int r = 0; r < ROLE_COUNT; r++)
		family.children[r].due_us = TIME_NEVER;
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (family.children[order[i]].pidfd >= 0)
			stop_role(order[i], signals);
	sweep(site.site.run_dir, of_roles);
}

static void
stop_all(int signals)
{
	sd_notify(0, "STOPPING=1");
	log_note("stopping");
	stop_roles(signals);
	keepfds_drop_all();
	sweep(site.site.run_dir, of_lines);
	log_note("stopped");
}

/* Those that an earlier parent left: 1 if there are any. */
static int
adopt_all(int64_t now_us)
{
	int adopted = 0;

	for (int r = 0; r < ROLE_COUNT; r++) {
		family.children[r] = (struct child){ .role = (enum role)r, .pidfd = -1, .due_us = TIME_NEVER };
		adopted |= child_adopt(&family, &family.children[r], now_us);
	}
	return adopted;
}

static void
make_house(const char *run_dir, int signals)
{
	int err;

	make_run_dir(run_dir);
	make_dirs(site.site.store_dir);
	make_dirs(site.site.rec_dir);
	if ((err = clock_create(run_dir)) < 0)
		fatal("%s: clock: %s", run_dir, strerror(-err));
	family.house = house_create(run_dir);
	if (!family.house)
		fatal("%s: house.state: %s", run_dir, strerror(errno));
	memset(family.house->roles, 0, sizeof(family.house->roles));
	family.house->parent = getpid();
	family.house->since_us = clock_now_us();
	if (adopt_all(clock_now_us()) && !wires_fit(run_dir, &site)) {
		log_warn("the daemons do not fit this build or configuration: they are stopped and started anew");
		stop_roles(signals);
	}
	if ((err = wires_create(run_dir, &site)) < 0)
		fatal("%s: rings: %s", run_dir, strerror(-err));
	make_lines(run_dir);
}

static void
start_all(int signals)
{
	for (int r = 0; r < ROLE_COUNT; r++) {
		struct child *c = &family.children[r];

		if (c->pidfd >= 0 && !access_wants(&site, (enum role)r))
			stop_role((enum role)r, signals);
		else if (c->pidfd < 0 && access_wants(&site, (enum role)r))
			c->due_us = clock_now_us();
	}
	start_due(clock_now_us());
}

/* For `systemctl status`: what runs, when it has changed; and that we live. */
static void
tell_systemd(void)
{
	static uint64_t told;
	uint64_t now = 1;
	unsigned runs = 0, all = 0, restarts = 0;

	for (int r = 0; r < ROLE_COUNT; r++) {
		const struct house_role *role = &family.house->roles[r];

		all += access_wants(&site, (enum role)r) != 0;
		runs += role->phase == HOUSE_RUNS;
		restarts += role->restarts;
	}
	now += (uint64_t)restarts << 32 | runs << 8;
	if (now != told)
		sd_notifyf(0, "STATUS=%u of %u daemons run, %u restarts", runs, all, restarts);
	told = now;
	sd_notify(0, "WATCHDOG=1");
}

static const char *
bin_dir(void)
{
	static char dir[256];
	ssize_t n = readlink("/proc/self/exe", dir, sizeof(dir) - 1);

	if (*site.site.bin_dir)
		return site.site.bin_dir;
	dir[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(dir, '/');
	if (slash)
		*slash = '\0';
	return dir;
}

int
main(int argc, char **argv)
{
	const char *conf = site_path();
	char why[320];
	int opt, only_check = 0;
	sigset_t caught;

	log_open("zongjid", LOG_NOTE);
	keepfds_open();
	while ((opt = getopt(argc, argv, "c:nh")) != -1) {
		if (opt == 'c') {
			conf = optarg;
		} else if (opt == 'n') {
			only_check = 1;
		} else {
			usage(opt == 'h' ? stdout : stderr);
			return opt == 'h' ? 0 : 100;
		}
	}
	if (site_load(&site, conf, why, sizeof(why)) < 0)
		fatal("%s", why);
	if (only_check) {
		site_print(&site, stdout);
		return 0;
	}
	log_open("zongjid", site.site.log_level);
	family.conf = conf;
	family.bin_dir = bin_dir();
	family.run_dir = site.site.run_dir;

	sigemptyset(&caught);
	sigaddset(&caught, SIGTERM);
	sigaddset(&caught, SIGINT);
	sigaddset(&caught, SIGUSR1);
	sigprocmask(SIG_BLOCK, &caught, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN); /* as its children: the house does not end half with a terminal */
	int signals = signalfd(-1, &caught, SFD_CLOEXEC);
	if (signals < 0)
		fatal("signalfd: %s", strerror(errno));

	make_house(site.site.run_dir, signals);
	start_all(signals);
	log_note("ready");
	sd_notify(0, "READY=1");
	tell_systemd();
	while (!watch(signals, next_ms())) {
		start_due(clock_now_us());
		tell_systemd();
	}
	if (asked == SIGUSR1) {
		log_note("leaving; the house runs on");
		return LEFT;
	}
	stop_all(signals);
	return 0;
}
