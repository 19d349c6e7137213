/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `zongji stats`: counters as they are; or links and trunk groups over a period, as tables of measures (traffic.h).
 *
 *   stats [ROLE]                   every counter
 *   stats links|groups             since counting began
 *   stats links|groups -i 5 [-n 3] every 5 s, what the last 5 s brought
 *   stats links|groups -p 1h [-n 3] the last whole hours (5m, 15m, 1h, 1d), from the samples crmd keeps
 */
#include "base/clock.h"
#include "base/ctl.h"
#include "base/stat.h"
#include "base/words.h"
#include "tools/zongji/traffic.h"
#include "tools/zongji/zongji.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- every counter ---- */

static void
print_stat(void *arg, const char *name, uint16_t which, const char *unit, const char *sentence, int64_t value)
{
	const char *role = arg;

	if (which == 0 || value != 0)
		printf("%-6s %-28s %3u %12lld %-8s %s\n", role, name, which, (long long)value, unit, sentence);
}

static int
print_counters(const struct verb_env *env, const char *role)
{
	int only = role ? role_by_name(role) : -1;

	if (role && only < 0) {
		fprintf(stderr, "zongji: no such role: %s (or links, groups)\n", role);
		return 100;
	}
	for (int r = 0; r < ROLE_COUNT; r++) {
		char name[16];

		snprintf(name, sizeof(name), "%s", role_name[r]);
		if (only < 0 || only == r)
			stats_read(env->site->site.run_dir, (enum role)r, print_stat, name);
	}
	return 0;
}

/* ---- what is printed: links or groups ---- */

struct table {
	const struct measure *rows;
	int causes; /* and then what was not answered, by cause */
	int n;
	uint16_t which[UNITS_MOST];
	char names[UNITS_MOST][TEXT_LABEL + 8];
};

static void
links_of(const struct site *site, struct table *t)
{
	*t = (struct table){ .rows = link_measures };
	for (int i = 0; i < site->n_links && t->n < UNITS_MOST; i++, t->n++) {
		t->which[t->n] = (uint16_t)i;
		snprintf(t->names[t->n], sizeof(t->names[0]), "%d %.16s", i, site->links[i].linkset);
	}
}

static void
groups_of(const struct site *site, struct table *t)
{
	*t = (struct table){ .rows = group_measures, .causes = 1 };
	for (int i = 0; i < site->n_groups && t->n < UNITS_MOST; i++) {
		if (site->groups[i].kind != GROUP_ISUP)
			continue;
		t->which[t->n] = (uint16_t)i;
		text_copy(t->names[t->n++], TEXT_LABEL, site->groups[i].name);
	}
}

static const char *
when(int64_t at_us, char text[32])
{
	time_t t = (time_t)(at_us / US_PER_SEC);
	struct tm tm;

	strcpy(text, "-");
	if (at_us && localtime_r(&t, &tm))
		strftime(text, 32, "%m-%d %H:%M:%S", &tm);
	return text;
}

static void
print_period(const struct verb_env *env, const struct table *t, const struct sample *from, const struct sample *to)
{
	struct period p = { from, to };
	const char *names[UNITS_MOST];
	char a[32], b[32];

	for (int i = 0; i < t->n; i++)
		names[i] = t->names[i];
	printf("%s .. %s  (%.0f s)\n", when(from->at_us, a), when(to->at_us, b), period_seconds(&p));
	traffic_print(&p, t->rows, names, t->which, t->n, !env->zh, stdout);
	if (t->causes)
		traffic_print_causes(&p, names, t->which, t->n, !env->zh, stdout);
	fflush(stdout);
}

/* ---- live ---- */

static void
take_stat(void *arg, const char *name, uint16_t which, const char *unit, const char *sentence, int64_t value)
{
	sample_add(arg, name, which, value);
}

static int
sample_now(const struct verb_env *env, struct sample *s)
{
	sample_clear(s, clock_now_us());
	return stats_read(env->site->site.run_dir, ROLE_ISUP, take_stat, s);
}

static int
no_counters(const struct verb_env *env)
{
	fprintf(stderr, "zongji: no counters in %s: is the house up?\n", env->site->site.run_dir);
	return 2;
}

static int
live(const struct verb_env *env, const struct table *t, int interval_s, int times)
{
	static struct sample samples[2];
	int at = 0;

	clock_attach(env->site->site.run_dir);
	sample_clear(&samples[1], 0);
	if (sample_now(env, &samples[0]) < 0)
		return no_counters(env);
	if (!interval_s) {
		print_period(env, t, &samples[1], &samples[0]);
		return 0;
	}
	for (int i = 0; i < times || !times; i++) {
		sleep((unsigned)interval_s);
		if (sample_now(env, &samples[!at]) < 0)
			return no_counters(env);
		print_period(env, t, &samples[at], &samples[!at]);
		at = !at;
	}
	return 0;
}

/* ---- past periods ---- */

static const struct {
	const char *word;
	int seconds;
} lengths[] = { { "5m", 300 }, { "15m", 900 }, { "1h", 3600 }, { "1d", 86400 } };

static int
length_of(const char *word)
{
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		if (strcmp(lengths[i].word, word) == 0)
			return lengths[i].seconds;
	return 0;
}

/* The last border of such periods, local time. */
static int64_t
last_border_s(int64_t now_s, int length_s)
{
	time_t t = (time_t)now_s;
	struct tm tm = { 0 };

	localtime_r(&t, &tm);
	return now_s - (now_s + tm.tm_gmtoff) % length_s;
}

static int
sample_at(const struct verb_env *env, int64_t at_s, struct sample *s)
{
	char line[64], *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		return -1;
	snprintf(line, sizeof(line), "sample %lld", (long long)at_s);
	int err = ctl_ask(env->site->site.run_dir, role_name[ROLE_CRM], line, to);
	fclose(to);
	if (!err)
		err = sample_parse(s, text);
	free(text);
	return err;
}

static int
past(const struct verb_env *env, const struct table *t, int length_s, int times)
{
	static struct sample samples[2];
	int at = 0, printed = 0;

	clock_attach(env->site->site.run_dir);
	int64_t border_s = last_border_s(clock_now_us() / US_PER_SEC, length_s),
	        from_s = border_s - (int64_t)times * length_s;
	int have = sample_at(env, from_s, &samples[at]) == 0;

	for (int i = 1; i <= times; i++) {
		int got = sample_at(env, from_s + (int64_t)i * length_s, &samples[!at]) == 0;

		if (have && got && samples[at].at_us != samples[!at].at_us) {
			print_period(env, t, &samples[at], &samples[!at]);
			printed++;
		}
		have = got;
		at = !at;
	}
	if (!printed)
		printf("%s\n", env->zh ? "这些时段没有统计" : "no statistics of these periods are kept");
	return 0;
}

/* ---- the verb ---- */

static int
usage(void)
{
	fprintf(stderr, "usage: zongji stats [ROLE] | links|groups [-i SECONDS | -p 5m|15m|1h|1d] [-n TIMES]\n");
	return 100;
}

int
verb_stats(const struct verb_env *env, int argc, char **argv)
{
	int interval_s = 0, length_s = 0, times = 0;
	struct table t;

	if (argc < 2 || (strcmp(argv[1], "links") != 0 && strcmp(argv[1], "groups") != 0))
		return argc > 2 ? usage() : print_counters(env, argc > 1 ? argv[1] : NULL);
	for (int i = 2; i < argc; i += 2) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";

		if (strcmp(argv[i], "-i") == 0 && words_number(value, 86400) > 0)
			interval_s = words_number(value, 86400);
		else if (strcmp(argv[i], "-n") == 0 && words_number(value, 1000) > 0)
			times = words_number(value, 1000);
		else if (strcmp(argv[i], "-p") == 0 && length_of(value))
			length_s = length_of(value);
		else
			return usage();
	}
	if (strcmp(argv[1], "links") == 0)
		links_of(env->site, &t);
	else
		groups_of(env->site, &t);
	return length_s ? past(env, &t, length_s, times ? times : 1) : live(env, &t, interval_s, times);
}
