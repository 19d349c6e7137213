/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `zongji status`: the house at a glance: processes, links, calls, queues, seats; `stop`.
 */
#include "base/alarm.h"
#include "base/clock.h"
#include "base/ctl.h"
#include "base/house.h"
#include "tools/zongji/zongji.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* clang-format off */
static const struct {
	const char *zh, *en;
} words[] = {
	{ "总体",   "house" },
	{ "正常",   "fine" },
	{ "有告警", "ALARM" },
	{ "进程",   "process" },
	{ "在跑",   "runs" },
	{ "停",     "DOWN" },
	{ "重启",   "restarts" },
	{ "未启动", "not up" },
	{ "告警", "alarm" },
};
/* clang-format on */
enum { W_HOUSE, W_FINE, W_ALARM, W_PROCESS, W_RUNS, W_DOWN, W_RESTARTS, W_NOT_UP, W_ALARMS };

static const char *
say(const struct verb_env *env, int word)
{
	return env->zh ? words[word].zh : words[word].en;
}

static void
print_span(int64_t us)
{
	int64_t s = us / US_PER_SEC;

	if (s < 3600)
		printf("%lld:%02lld", (long long)(s / 60), (long long)(s % 60));
	else
		printf("%lld:%02lld:%02lld", (long long)(s / 3600), (long long)(s / 60 % 60), (long long)(s % 60));
}

static int
print_roles(const struct verb_env *env, const struct house *house, int quiet)
{
	int down = 0;

	for (int r = 0; r < ROLE_COUNT; r++) {
		const struct house_role *role = &house->roles[r];

		if (role->phase == HOUSE_UNUSED)
			continue;
		int up = role->phase == HOUSE_RUNS && kill(role->pid, 0) == 0;
		down += !up;
		if (quiet)
			continue;
		printf("%-8s %c %-7s %-6s pid %-7d ", say(env, W_PROCESS), up ? '>' : '!', role_program[r],
		    say(env, up ? W_RUNS : W_DOWN), role->pid);
		print_span(clock_now_us() - role->since_us);
		if (role->restarts) {
			printf("  %s %u", say(env, W_RESTARTS), role->restarts);
			if (role->status >= 0 && WIFSIGNALED(role->status))
				printf(" (signal %d)", WTERMSIG(role->status));
		}
		printf("\n");
	}
	return down;
}

/* A board's alarms, one line each; returns how many of them are more than minor. */
static int
print_board(const struct verb_env *env, enum role role, int quiet)
{
	struct alarm_row rows[ALARM_ROWS];
	int n = alarm_read(env->site->site.run_dir, role_name[role], rows), bad = 0;

	for (int i = 0; i < n; i++) {
		const struct alarm_kind *kind = &alarm_kinds[rows[i].id];

		if (rows[i].over_us)
			continue;
		bad += kind->severity > ALARM_MINOR;
		if (!quiet)
			printf("%-8s ! %s %s %s %s%s%s\n", say(env, W_ALARMS),
			    alarm_severity_text[kind->severity][!env->zh], kind->code, rows[i].name,
			    kind->text[!env->zh], rows[i].detail[0] ? ": " : "", rows[i].detail);
	}
	return bad;
}

/* What stands, from the boards themselves: so it is seen also when acdd or crmd are the ones that are down. */
static int
print_alarms(const struct verb_env *env, int quiet)
{
	int bad = 0;

	for (int r = 0; r < ROLE_COUNT; r++)
		bad += print_board(env, (enum role)r, quiet);
	return bad;
}

/* Ask each daemon for its own summary. */
static void
print_rooms(const struct verb_env *env)
{
	/* clang-format off */
	static const struct {
		const char *role, *verb;
	} asked[] = {
		{ "isup", "links" },
		{ "isup", "groups" },
		{ "pri",  "dchannels" },
		{ "sip",  "peers" },
		{ "acd",  "status" },
		{ "acd",  "queues" },
	};
	/* clang-format on */
	fflush(stdout);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		ctl_ask(env->site->site.run_dir, asked[i].role, asked[i].verb, stdout);
}

int
verb_status(const struct verb_env *env, int argc, char **argv)
{
	int quiet = argc > 1 && strcmp(argv[1], "-q") == 0;
	const struct house *house = house_read(env->site->site.run_dir);

	if (!house || kill(house->parent, 0) < 0) {
		if (!quiet)
			printf("%-8s x %s (%s)\n", say(env, W_HOUSE), say(env, W_NOT_UP), env->site->site.run_dir);
		return 2;
	}
	clock_attach(env->site->site.run_dir);
	int down = print_roles(env, house, quiet);
	if (!quiet)
		print_rooms(env);
	down += print_alarms(env, quiet);
	if (!quiet) {
		printf("%-8s %c %s\n", say(env, W_HOUSE), down ? '!' : '>', say(env, down ? W_ALARM : W_FINE));
	}
	house_unmap(house);
	return down ? 1 : 0;
}

int
verb_stop(const struct verb_env *env, int argc, char **argv)
{
	const struct house *house = house_read(env->site->site.run_dir);

	(void)argc;
	(void)argv;
	int err = !house ? ESRCH : kill(house->parent, SIGTERM) < 0 ? errno : 0;
	if (err == EPERM) {
		fprintf(stderr, "zongji: zongjid %d: %s\n", house->parent, strerror(err));
		house_unmap(house);
		return 1;
	}
	if (err) {
		fprintf(stderr, "zongji: %s: %s\n", env->site->site.run_dir, say(env, W_NOT_UP));
		return 2;
	}
	for (int tries = 0; tries < 300 && kill(house->parent, 0) == 0; tries++)
		usleep(100000);
	int still = kill(house->parent, 0) == 0;
	house_unmap(house);
	return still;
}
