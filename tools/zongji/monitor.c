/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `zongji monitor`: the house live (ADM-09): every timeslot of every line, trunk groups, links, calls and seats by state,
 * alarms.  Each figure is the owning process's own count at that moment.
 *
 * On a terminal the picture is drawn over the last one, once a second; else pictures follow each other.
 */
#include "base/access.h"
#include "base/ctl.h"
#include "base/words.h"
#include "tools/zongji/zongji.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct {
	const char *role, *verb;
	const char *zh, *en; /* heading; NULL = none */
} parts[] = {
	{ "isup", "spans", "线路    > 占用  . 空闲  x 闭塞  ! 不可用  S 信令",
	    "lines   > call  . idle  x blocked  ! takes no calls  S signalling" },
	{ "pri", "spans", NULL, NULL },
	{ "cas", "spans", NULL, NULL },
	{ "sip", "spans", NULL, NULL },
	{ "acd", "pools", "", "" },
	{ "isup", "groups", "", "" },
	{ "isup", "links", "", "" },
	{ "acd", "alarms", "告警", "alarms" },
};

/* The whole picture as one text, so that a terminal gets it in one write. */
static char *
picture(const struct verb_env *env, int *bad)
{
	char *text = NULL, clock[32], line[64];
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	time_t now = time(NULL);
	struct tm tm;

	if (!to)
		return NULL;
	strftime(clock, sizeof(clock), "%m-%d %H:%M:%S", localtime_r(&now, &tm));
	fprintf(to, "%s  %s\n\n", env->site->site.name, clock);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const char *heading = env->zh ? parts[i].zh : parts[i].en;

		if (!access_wants(env->site, (enum role)role_by_name(parts[i].role)))
			continue;
		if (heading)
			fprintf(to, "%s%s", heading, "\n");
		snprintf(line, sizeof(line), "%s%s", parts[i].verb,
		    env->zh && strcmp(parts[i].role, "acd") == 0 ? " zh" : "");
		if (ctl_ask(env->site->site.run_dir, parts[i].role, line, to)) {
			fprintf(to, "! %s %s\n", parts[i].role, env->zh ? "不应答" : "does not answer");
			*bad = 2;
		}
	}
	fclose(to);
	return text;
}

/* Over the last picture: what is left of a longer line goes. */
static void
draw_over(char *text)
{
	printf("\033[H");
	for (char *line; (line = strsep(&text, "\n"));)
		printf("%s\033[K%s", line, text ? "\n" : "");
	printf("\033[J");
}

int
verb_monitor(const struct verb_env *env, int argc, char **argv)
{
	int interval_s = 1, times = 0, bad = 0, tty = isatty(STDOUT_FILENO);

	for (int i = 1; i < argc; i += 2) {
		int value = i + 1 < argc ? words_number(argv[i + 1], 86400) : -1;

		if (value > 0 && strcmp(argv[i], "-i") == 0) {
			interval_s = value;
		} else if (value > 0 && strcmp(argv[i], "-n") == 0) {
			times = value;
		} else {
			fprintf(stderr, "usage: zongji monitor [-i SECONDS] [-n TIMES]\n");
			return 100;
		}
	}
	for (int i = 0; i < times || !times; i++) {
		if (i)
			sleep((unsigned)interval_s);
		bad = 0;
		char *text = picture(env, &bad);
		if (!text)
			return 1;
		if (tty)
			draw_over(text);
		else
			printf("%s\n", text);
		if (fflush(stdout))
			bad = 1;
		free(text);
	}
	return bad;
}
