/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loop: wait for a key or a tenth of a second, take what the traces have, draw what changed.
 *
 * At most FRAME_RECORDS are taken between two pictures, so that keys are answered even when more comes than can be read;
 * what is overwritten meanwhile is counted as lost and shown.
 */
#include "tools/trace/screen.h"

#include "tools/term/tty.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#define FRAME_MS      100
#define FRAME_RECORDS 20000

static volatile sig_atomic_t stop, resized;

static void
on_signal(int sig)
{
	if (sig == SIGWINCH)
		resized = 1;
	else
		stop = 1;
}

/* A fault of ours: the terminal first. */
static void
on_fault(int sig)
{
	tty_close();
	signal(sig, SIG_DFL);
	raise(sig);
}

static void
signals(void)
{
	static const int ends[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGWINCH };
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	struct sigaction act = { .sa_handler = on_signal }, fault = { .sa_handler = on_fault };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		sigaction(ends[i], &act, NULL);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		sigaction(faults[i], &fault, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTSTP, SIG_IGN);
}

static int
take_keys(struct view *v, bool *changed)
{
	static char paste[TTY_PASTE];
	keycode key;
	int rc;

	while ((rc = tty_key(&key, paste)) > 0) {
		*changed = true;
		if (rc == 1)
			view_key(v, key);
		else if (rc == 2)
			view_paste(v, paste);
		else
			resized = 1;
	}
	return rc;
}

static void
take_records(struct view *v, struct feed *f, bool *changed)
{
	static struct trace_rec rec;
	int64_t until = v->source ? INT64_MAX : clock_now_us() - FEED_HOLD_US;

	if (!v->source)
		feed_open(f, f->folder, true); /* a role that started meanwhile */
	v->behind = feed_behind(f);
	for (int i = 0; i < FRAME_RECORDS && feed_next(f, until, &rec); i++) {
		story_add(v->story, &rec);
		*changed = true;
	}
	*changed |= v->missed != f->missed;
	v->missed = f->missed;
}

static int
resize(struct view *v, struct canvas *cv)
{
	int rows, cols;

	resized = 0;
	tty_size(&rows, &cols);
	view_size(v, rows, cols);
	return canvas_size(cv, rows, cols);
}

int
screen_run(struct view *v, struct feed *f, unsigned tty_flags)
{
	struct canvas cv = { 0 };
	int64_t drawn_us = 0;
	int rc = 0;
	bool changed = true;

	signals();
	if (tty_open(tty_flags) != 0)
		return -ENOTTY;
	cv.plain = tty_is_wide();
	resized = 1;
	while (!stop && !v->finished && rc >= 0) {
		struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };

		if (!changed)
			poll(&in, 1, FRAME_MS);
		if (resized && (rc = resize(v, &cv)) < 0)
			break;
		changed = v->redraw;
		rc = take_keys(v, &changed);
		take_records(v, f, &changed);
		int64_t now = clock_now_us();
		if (!changed && now / US_PER_SEC == drawn_us / US_PER_SEC)
			continue;
		view_tick(v, now);
		if (v->redraw)
			tty_redraw();
		v->redraw = false;
		view_draw(v, &cv);
		tty_paint(&cv);
		drawn_us = now;
		changed = false;
		if (poll(&in, 1, FRAME_MS / 2) < 0) /* at most so many pictures a second, but keys at once */
			continue;
	}
	tty_close();
	canvas_free(&cv);
	return rc;
}
