/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `zongji trace`: the traces of all processes, merged by time: on a terminal a full screen of sessions and ladders
 * (tools/trace), else lines; -w writes the signalling units as pcap.
 */
#include "tools/term/language.h"
#include "tools/term/tty.h"
#include "tools/trace/lines.h"
#include "tools/trace/pcap.h"
#include "tools/trace/screen.h"
#include "tools/zongji/zongji.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNDECIDED_US US_PER_SEC /* so long a line of one session waits for those whose session is not known yet */

struct wish {
	const char *folder;
	bool copy;   /* the folder is not the house's own */
	bool lines;  /* not a full screen */
	bool oldest; /* from what is already in memory */
	bool once;   /* do not follow */
	bool open;   /* numbers in full */
	uint64_t session;
	struct pcap *pcap;
	unsigned tty;
};

static struct feed feed;
static int64_t before_us;

static volatile sig_atomic_t stopped;

static void
on_stop(int sig)
{
	(void)sig;
	stopped = 1;
}

static void
usage(FILE *to)
{
	fprintf(to,
	    "usage: zongji trace [-o line] [-a] [-n] [-s SESSION] [-w FILE] [-r FOLDER] [-u] [--mono] [--ascii]\n"
	    "  -o line    lines instead of a full screen (so too when standard output is not a terminal)\n"
	    "  -a         begin with what is already in memory (lines; default: from now on)\n"
	    "  -n         leave when there is nothing more (lines; default: follow)\n"
	    "  -s N-M     only this session, from its beginning\n"
	    "  -w FILE    lines; write the signalling units as pcap (Wireshark; for 24-bit codes: mtp3.standard = Chinese ITU)\n"
	    "  -r FOLDER  read traces that were copied from a run directory\n"
	    "  -u         subscribers' numbers in full (default: masked)\n");
}

static void
show(const struct wish *wish, const struct trace_rec *rec)
{
	if (wish->pcap)
		pcap_write(wish->pcap, rec);
	if (lines_put(rec, before_us, stdout))
		before_us = rec->at_us;
}

/* The lines of one session: records wait in the story until it is known whose they are. */
static void
show_session(const struct wish *wish, struct story *s, uint64_t *next, int64_t until_us)
{
	for (; *next < story_end(s); ++*next) {
		struct entry *e = story_entry(s, *next);

		if (!e)
			continue;
		if (story_undecided(s, e) && e->rec->at_us > until_us - UNDECIDED_US)
			return;
		struct tale *t = story_tale(s, story_tale_of(s, e));
		if (t && t->session == wish->session)
			show(wish, e->rec);
	}
}

static int
run_lines(const struct wish *wish)
{
	static struct trace_rec rec;
	struct story *story = wish->session ? story_open() : NULL;
	uint64_t next = 1;

	if (wish->session && !story)
		return -ENOMEM;
	lines_head(stdout);
	for (bool last = false; !last;) {
		int64_t until = wish->once || stopped ? INT64_MAX : clock_now_us() - FEED_HOLD_US;
		int n = 0;

		last = wish->once || stopped;
		for (; feed_next(&feed, until, &rec); n++)
			if (!story)
				show(wish, &rec);
			else if (story_add(story, &rec) < 0)
				return -ENOMEM;
			else if (n % 1024 == 1023)
				show_session(wish, story, &next, rec.at_us);
		if (story)
			show_session(wish, story, &next, until);
		fflush(stdout);
		if (!n && !last)
			usleep(50000);
		if (!wish->copy)
			feed_open(&feed, wish->folder, true); /* a role that started meanwhile */
	}
	story_close(story);
	return 0;
}

static int
run_screen(const struct verb_env *env, const struct wish *wish)
{
	static struct view view;
	static struct trace_rec rec;
	struct story *story = story_open();

	if (!story || view_open(&view, story, env->site) < 0)
		return -ENOMEM;
	view.open = wish->open;
	view.source = wish->copy ? wish->folder : NULL;
	view.follow = true;
	while (feed_next(&feed, INT64_MAX, &rec))
		if (story_add(story, &rec) < 0)
			return -ENOMEM;
	view_tick(&view, clock_now_us());
	if (wish->session && view_show(&view, wish->session) < 0) {
		fprintf(stderr, "zongji: that session is not in the trace (any more)\n");
		return -ENOENT;
	}
	int rc = screen_run(&view, &feed, wish->tty);
	story_close(story);
	return rc;
}

static uint64_t
parse_session(const char *text)
{
	char *rest;
	unsigned long long node = strtoull(text, &rest, 10);

	if (*rest != '-')
		return node;
	return node << 48 | strtoull(rest + 1, NULL, 10);
}

/* 0, or an exit status. */
static int
parse(struct wish *wish, int argc, char **argv)
{
	static const struct option options[] = { { "mono", no_argument, NULL, 'M' },
		{ "ascii", no_argument, NULL, 'A' }, { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 } };
	int opt;

	while ((opt = getopt_long(argc, argv, "o:anw:s:r:uh", options, NULL)) != -1) {
		switch (opt) {
		case 'o':
			if (strcmp(optarg, "line") != 0) {
				usage(stderr);
				return 100;
			}
			wish->lines = true;
			break;
		case 'a':
			wish->oldest = true;
			break;
		case 'n':
			wish->once = wish->lines = true;
			break;
		case 's':
			wish->session = parse_session(optarg);
			break;
		case 'r':
			wish->folder = optarg;
			wish->copy = wish->once = wish->oldest = true;
			break;
		case 'u':
			wish->open = true;
			break;
		case 'M':
			wish->tty |= TTY_NO_COLOUR;
			break;
		case 'A':
			wish->tty |= TTY_ASCII;
			break;
		case 'w':
			if (pcap_open(&wish->pcap, optarg) < 0) {
				fprintf(stderr, "zongji: %s: %s\n", optarg, strerror(errno));
				return 1;
			}
			wish->lines = true;
			break;
		default:
			usage(opt == 'h' ? stdout : stderr);
			return opt == 'h' ? -1 : 100;
		}
	}
	if (!isatty(STDOUT_FILENO) || !isatty(STDIN_FILENO))
		wish->lines = true;
	return 0;
}

int
verb_trace(const struct verb_env *env, int argc, char **argv)
{
	static struct wish wish;

	wish.folder = env->site->site.run_dir;
	int rc = parse(&wish, argc, argv);
	if (rc)
		return rc < 0 ? 0 : rc;
	if (clock_attach(env->site->site.run_dir) < 0 && !wish.copy) {
		fprintf(stderr, "zongji: nothing runs in %s\n", wish.folder);
		return 2;
	}
	if (!feed_open(&feed, wish.folder, wish.oldest || wish.session || !wish.lines) && wish.copy) {
		fprintf(stderr, "zongji: %s: no traces\n", wish.folder);
		return 2;
	}
	language_open(-1, env->site->site.language);
	signal(SIGINT, on_stop);
	signal(SIGTERM, on_stop);
	rc = wish.lines ? run_lines(&wish) : run_screen(env, &wish);
	if (feed.missed && wish.lines)
		fprintf(stderr, "zongji: %llu records were overwritten before they could be read\n",
		    (unsigned long long)feed.missed);
	if (wish.pcap && pcap_close(wish.pcap) < 0) {
		fprintf(stderr, "zongji: not all of the pcap file could be written\n");
		rc = -EIO;
	}
	if (rc == -ENOTTY)
		fprintf(stderr, "zongji: this is not a terminal for a full screen; -o line\n");
	return rc < 0;
}
