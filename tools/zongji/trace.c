/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `zongji trace`: the trace files of all processes, merged by time into one ladder; -w writes the signalling units as pcap.
 *
 * Records reach their files a moment after their time stamp, so the merge holds back the last HOLD_US.
 */
#include "base/clock.h"
#include "tools/zongji/ladder.h"
#include "tools/zongji/pcap.h"
#include "tools/zongji/zongji.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOLD_US (100 * US_PER_MS)

struct source {
	struct trace_reader *reader;
	struct trace_rec rec;
	int full; /* rec holds the next record */
};

struct trace_view {
	struct source sources[ROLE_COUNT];
	uint64_t missed;
	int64_t before_us;
	uint64_t session; /* only this one; 0 = all */
	struct pcap *pcap;
};

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
	    "usage: zongji trace [-a] [-n] [-w FILE] [-s SESSION]\n"
	    "  -a       begin with what is already in memory (default: from now on)\n"
	    "  -n       leave when there is nothing more (default: follow)\n"
	    "  -w FILE  write the signalling units as pcap (Wireshark; for 24-bit codes: mtp3.standard = Chinese ITU)\n"
	    "  -s N-M   only the story of this session\n");
}

static void
open_sources(struct trace_view *v, const char *run_dir, int from_oldest)
{
	for (int r = 0; r < ROLE_COUNT; r++)
		if (!v->sources[r].reader)
			trace_reader_open(&v->sources[r].reader, run_dir, (enum role)r, from_oldest);
}

/* The source whose next record is the earliest, or -1. */
static int
earliest(struct trace_view *v)
{
	int best = -1;

	for (int r = 0; r < ROLE_COUNT; r++) {
		struct source *s = &v->sources[r];
		uint64_t missed;

		if (!s->reader)
			continue;
		if (!s->full) {
			s->full = trace_next(s->reader, &s->rec, &missed);
			v->missed += missed;
		}
		if (s->full && (best < 0 || s->rec.at_us < v->sources[best].rec.at_us))
			best = r;
	}
	return best;
}

static void
show(struct trace_view *v, const struct trace_rec *rec)
{
	if (v->session && rec->ref != v->session)
		return;
	if (v->pcap && rec->kind >= TRACE_MSU_IN && rec->kind <= TRACE_LSSU_OUT)
		pcap_write(v->pcap, rec);
	ladder_line(rec, v->before_us, stdout);
	v->before_us = rec->at_us;
}

/* Show what is old enough; returns how many records. */
static int
merge(struct trace_view *v, int64_t until_us)
{
	int n = 0;

	for (int r; (r = earliest(v)) >= 0 && v->sources[r].rec.at_us <= until_us; n++) {
		v->sources[r].full = 0;
		show(v, &v->sources[r].rec);
	}
	return n;
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

int
verb_trace(const struct verb_env *env, int argc, char **argv)
{
	static struct trace_view v;
	const char *run_dir = env->site->site.run_dir;
	int opt, oldest = 0, once = 0;

	while ((opt = getopt(argc, argv, "anw:s:h")) != -1) {
		switch (opt) {
		case 'a':
			oldest = 1;
			break;
		case 'n':
			once = 1;
			break;
		case 's':
			v.session = parse_session(optarg);
			break;
		case 'w':
			if (pcap_open(&v.pcap, optarg) < 0) {
				fprintf(stderr, "zongji: %s: %s\n", optarg, strerror(errno));
				return 1;
			}
			break;
		default:
			usage(opt == 'h' ? stdout : stderr);
			return opt == 'h' ? 0 : 100;
		}
	}
	if (clock_attach(run_dir) < 0) {
		fprintf(stderr, "zongji: nothing runs in %s\n", run_dir);
		return 2;
	}
	signal(SIGINT, on_stop);
	signal(SIGTERM, on_stop);
	open_sources(&v, run_dir, oldest);
	ladder_head(stdout);
	while (!stopped) {
		int n = merge(&v, once ? INT64_MAX : clock_now_us() - HOLD_US);

		fflush(stdout);
		if (once)
			break;
		if (!n)
			usleep(50000);
		open_sources(&v, run_dir, 1); /* a role that started meanwhile */
	}
	merge(&v, INT64_MAX);
	if (v.missed)
		fprintf(stderr, "zongji: %llu records were overwritten before they could be read\n",
		    (unsigned long long)v.missed);
	if (v.pcap)
		pcap_close(v.pcap);
	return 0;
}
