/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * console: an agent's screen.
 *
 * The loop: wait for a key, a packet of acdd, an answer of crmd or the second; feed the model; draw.  Calls are drawn
 * at once, everything else at most ten times a second.  Whatever goes wrong, the terminal is given back and one line
 * says what it was; the call goes on without us, and the next start finds everything again.
 */
#include "base/clock.h"
#include "base/site.h"
#include "tools/console/crmline.h"
#include "tools/console/deskline.h"
#include "tools/console/label.h"
#include "tools/console/model.h"
#include "tools/term/tty.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FRAME_US (100 * US_PER_MS)

static struct console console;
static struct deskline desk;
static struct crmline crm;
static struct canvas canvas;
static bool changed; /* a call event: draw at once */

static volatile sig_atomic_t stop, resized;

/* ---- what the model asks for ---- */

static void
to_desk(void *arg, enum desk_verb verb, uint64_t session, const char *text)
{
	deskline_do(&desk, verb, session, text);
}

static void
to_crm(void *arg, const struct ask *ask)
{
	crmline_ask(&crm, ask, console.now_us);
}

static void
ring(void *arg, int times)
{
	tty_bell(times);
}

static const struct console_ops ops = { .desk = to_desk, .ask = to_crm, .bell = ring };

/* ---- signals ---- */

static void
on_signal(int sig)
{
	if (sig == SIGWINCH)
		resized = 1;
	else
		stop = sig;
}

/* A fault of ours: the terminal first, then one line, then the usual end. */
static void
on_fault(int sig)
{
	static const char line[] = "console: internal error; the call is not affected, start the console again\r\n";

	tty_close();
	if (write(STDERR_FILENO, line, sizeof(line) - 1) < 0)
		_exit(2);
	_exit(2);
}

static void
signals(void)
{
	static const int ends[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGWINCH };
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	struct sigaction act = { .sa_handler = on_signal },
	                 fault = { .sa_handler = on_fault, .sa_flags = (int)SA_RESETHAND };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		sigaction(ends[i], &act, NULL);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		sigaction(faults[i], &fault, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTSTP, SIG_IGN);
}

/* ---- the lines ---- */

static void
answers(void)
{
	static struct answer a;

	bool up = crmline_turn(&crm, clock_now_us());
	if (up != console.crm_up)
		console_crm_line(&console, up, clock_now_us());
	while (crmline_take(&crm, &a)) {
		console_answer(&console, &a, clock_now_us());
		changed = true;
		if (a.kind != ASK_SIGN_IN || a.code != ANSWER_OK)
			continue;
		deskline_greet(&desk, console.me.seat, console.me.token);
	}
	if (!console.signed_in && desk.wanted) {
		deskline_close(&desk);
		console_desk_line(&console, false, clock_now_us());
	}
}

static void
packets(void)
{
	static uint64_t packet[DESKLINE_PACKET / sizeof(uint64_t)];
	bool up = deskline_turn(&desk, clock_now_us());
	ssize_t n;

	if (up != console.desk_up) {
		console_desk_line(&console, up, clock_now_us());
		changed = true;
	}
	while ((n = deskline_take(&desk, packet, sizeof(packet))) > 0) {
		console_desk(&console, packet, (size_t)n, clock_now_us());
		changed = true;
	}
}

/* Returns -EIO when the terminal is gone. */
static int
keys(void)
{
	static char paste[TTY_PASTE];
	keycode key;
	int rc;

	while ((rc = tty_key(&key, paste)) > 0) {
		changed = true;
		if (rc == 1)
			console_key(&console, key, clock_now_us());
		else if (rc == 2)
			console_paste(&console, paste, clock_now_us());
		else
			resized = 1;
	}
	return rc;
}

static int
resize(void)
{
	int rows, cols;

	resized = 0;
	tty_size(&rows, &cols);
	console_size(&console, rows, cols);
	return canvas_size(&canvas, rows, cols);
}

static const char *
loop(void)
{
	int64_t drawn_us = 0, now;

	while (!stop && !console.finished) {
		/* clang-format off */
		struct pollfd fds[] = {
			{ .fd = STDIN_FILENO,     .events = POLLIN },
			{ .fd = crmline_fd(&crm), .events = POLLIN },
			{ .fd = desk.fd,          .events = POLLIN },
		};
		/* clang-format on */
		now = clock_now_us();
		int64_t next = now - now % US_PER_SEC + US_PER_SEC - now; /* to the next full second */
		if (next > FRAME_US)
			next = FRAME_US;
		poll(fds, 3, changed ? 0 : (int)(next / US_PER_MS) + 1);
		if (resized && resize() != 0)
			return "no memory for the screen";
		if (keys() < 0)
			return "the terminal is gone";
		packets();
		answers();
		now = clock_now_us();
		console_tick(&console, now);
		if (console.redraw) {
			tty_redraw();
			console.redraw = false;
			changed = true;
		}
		if (!changed && now / US_PER_SEC == drawn_us / US_PER_SEC)
			continue;
		console_draw(&console, &canvas);
		tty_paint(&canvas);
		drawn_us = now;
		changed = false;
	}
	return NULL;
}

static int
usage(int status)
{
	fprintf(status ? stderr : stdout,
	    "usage: %s [-c conf] [-s seat | --seat 0103] [--lang zh|en] [--mono] [--ascii] [--no-bell]\n",
	    program_invocation_short_name);
	return status;
}

int
main(int argc, char **argv)
{
	/* clang-format off */
	static const struct option options[] = {
		{ "conf", required_argument, NULL, 'c' },
		{ "seat", required_argument, NULL, 's' },
		{ "lang", required_argument, NULL, 'l' },
		{ "mono", no_argument, NULL, 'm' },
		{ "ascii", no_argument, NULL, 'a' },
		{ "no-bell", no_argument, NULL, 'b' },
		{ "help", no_argument, NULL, 'h' },
	    {0},
	};
	/* clang-format on */
	static struct site site;
	const char *conf = site_path(), *seat = "", *why_end;
	char why[256];
	int lang = -1, option;
	unsigned flags = 0;

	while ((option = getopt_long(argc, argv, "c:s:h", options, NULL)) != -1)
		switch (option) {
		case 'c':
			conf = optarg;
			break;
		case 's':
			seat = optarg;
			break;
		case 'l':
			lang = strcmp(optarg, "en") == 0 ? LANG_EN : LANG_ZH;
			break;
		case 'm':
			flags |= TTY_NO_COLOUR;
			break;
		case 'a':
			flags |= TTY_ASCII;
			break;
		case 'b':
			flags |= TTY_NO_BELL;
			break;
		default:
			return usage(option == 'h' ? 0 : 1);
		}
	if (site_load(&site, conf, why, sizeof(why)) != 0) {
		fprintf(stderr, "console: %s\n", why);
		return 1;
	}
	if (language_open(lang, site.site.language) != 0) {
		fprintf(stderr, "console: no UTF-8 locale on this machine\n");
		return 1;
	}
	mlockall(MCL_CURRENT); /* the password is in our memory; without the right to lock it goes on */
	clock_attach(site.site.run_dir);
	console_open(&console, &site, &ops, NULL);
	console_sign_in_as(&console, seat);
	crmline_open(&crm, site.site.run_dir);
	deskline_open(&desk, site.site.run_dir);
	signals();
	if (tty_open(flags) != 0) {
		fprintf(stderr, "console: this is not a terminal a console can run in (TERM=%s)\n",
		    getenv("TERM") ? getenv("TERM") : "");
		return 1;
	}
	canvas.plain = tty_is_wide();
	why_end = resize() == 0 ? loop() : "no memory for the screen";
	tty_close();
	if (console.seat_code[0] && console.signed_in)
		fprintf(
		    stderr, "console: ended while seat %s is signed in; start it again to go on\n", console.seat_code);
	if (why_end)
		fprintf(stderr, "console: %s\n", why_end);
	crmline_forget(&crm);
	return why_end ? 1 : 0;
}
