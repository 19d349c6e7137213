/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `zongji replay ROLE [DIR]`: walk through a core's journal: every input, and every transition it caused.  It works on copies of
 * NAME.snap and NAME.journal (from a run directory or brought home from a site) and changes nothing.
 */
#include "acd/core.h"
#include "base/clock.h"
#include "base/keep.h"
#include "base/log.h"
#include "base/trace.h"
#include "isup/core.h"
#include "tools/zongji/zongji.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

static const struct core *const cores[] = { &acd_core, &isup_core };

static uint64_t steps;

static const char *
from_name(uint16_t from)
{
	static const char *const others[] = { "self", "line", "desk", "ctl" };

	if (from < ROLE_COUNT)
		return role_name[from];
	return from >= CORE_FROM_SELF && from <= CORE_FROM_CTL ? others[from - CORE_FROM_SELF] : "?";
}

static void
print_input(void *arg, const struct core_input *in)
{
	time_t s = (time_t)(in->now_us / US_PER_SEC);
	struct tm tm;
	char text[16];

	(void)arg;
	steps++;
	localtime_r(&s, &tm);
	strftime(text, sizeof(text), "%H:%M:%S", &tm);
	printf("%8" PRIu64 " %s.%06" PRId64 " from %-5s type %3u %s (%u octets)\n", in->serial, text,
	    in->now_us % US_PER_SEC, from_name(in->from), in->type,
	    in->from < ROLE_COUNT && in->type < MSG_COUNT ? msg_rows[in->type].name : "", in->len);
}

static void
print_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	(void)out;
	(void)data;
	printf("         -> %s %s (%u octets)\n", role_name[to], type < MSG_COUNT ? msg_rows[type].name : "?", len);
}

static void
print_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	(void)out;
	(void)data;
	printf("         -> local kind %u to %u (%u octets)\n", kind, addr, len);
}

static void
print_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	(void)out;
	if (kind == TRACE_STATE || kind == TRACE_CALL)
		printf("            [%" PRIu64 "] %.*s\n", ref, (int)len, (const char *)data);
}

static void
print_log(struct core_out *out, int level, const char *line)
{
	(void)out;
	(void)level;
	printf("            log: %s\n", line);
}

static void
no_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	(void)out;
	(void)id;
	(void)which;
	(void)n;
}

int
verb_replay(const struct verb_env *env, int argc, char **argv)
{
	static const struct core_out_ops ops = { print_send, print_local, print_trace, print_log, no_count };
	struct core_out out = { &ops };
	const char *dir = argc > 2 ? argv[2] : env->site->site.run_dir;
	char snap[320], journal[320];

	if (argc < 2) {
		fprintf(stderr, "usage: zongji replay acd|isup [DIR]\n");
		return 100;
	}
	for (size_t i = 0; i < sizeof(cores) / sizeof(cores[0]); i++) {
		if (strcmp(role_name[cores[i]->role], argv[1]) != 0)
			continue;
		snprintf(snap, sizeof(snap), "%s/%s.snap", dir, argv[1]);
		snprintf(journal, sizeof(journal), "%s/%s.journal", dir, argv[1]);
		int err = keep_replay_files(cores[i], snap, journal, print_input, NULL, &out);
		if (err < 0)
			fprintf(stderr, "zongji: %s: cannot be replayed: %s\n", journal, strerror(-err));
		else
			printf("%" PRIu64 " inputs replayed\n", steps);
		return err < 0;
	}
	fprintf(stderr, "zongji: %s has no journal (acd and isup have)\n", argv[1]);
	return 100;
}
