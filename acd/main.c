/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * acdd: the core in its process.
 *
 * Around the core there is little: consoles' packets in and out, flows from their folder, and the hour of the house, which
 * the core must be told because it has no clock and no time zone.
 */
#include "acd/alarm_watch.h"
#include "acd/core.h"
#include "acd/desk.h"
#include "acd/flow_files.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/svc.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define STAT(name, instances, unit, sentence) STAT_##name,
enum {
#include "acd/stats.def"
	STAT_COUNT
};
#undef STAT

static const struct stat_row stat_rows[STAT_COUNT] = {
#define STAT(name, instances, unit, sentence) { #name, instances, unit, sentence },
#include "acd/stats.def"
#undef STAT
};

struct acdd {
	struct desk *desk;
	int32_t zone_s;
	int64_t zone_due_us;
};

static struct acdd own;

/* ---- flows ---- */

struct loading {
	struct svc_run *run;
	FILE *to; /* who asked; NULL = the log alone */
	int taken;
};

static void
take_flow(void *arg, const struct flow *flow)
{
	struct loading *l = arg;
	int err;

	err = keep_feed(l->run->keep, CORE_FROM_CTL, ACD_CTL_FLOW, flow, flow_size(flow), clock_now_us());
	if (err) {
		log_warn("flow %s: %s", flow->name, strerror(-err));
		return;
	}
	l->taken++;
	if (l->to)
		fprintf(l->to, "%s: version %08x, %u nodes\n", flow->name, flow->version, flow->n_nodes);
}

static void
tell_fault(void *arg, const char *line)
{
	const struct loading *l = arg;

	log_warn("flow %s", line);
	if (l->to)
		fprintf(l->to, "%s\n", line);
}

static int
load_flows(struct svc_run *run, FILE *to)
{
	struct loading l = { .run = run, .to = to };
	int faulty = flow_files_load(run->site, take_flow, tell_fault, &l);

	if (faulty < 0)
		log_warn("flows: %s: %s", run->site->site.flow_dir, strerror(-faulty));
	else
		log_note("flows: %d in force, %d with faults", l.taken, faulty);
	return faulty > 0 ? -EINVAL : faulty;
}

/* ---- the hour of the house ---- */

static void
tell_zone(struct svc_run *run, int64_t now_us)
{
	time_t now = (time_t)(now_us / US_PER_SEC);
	struct tm local;
	struct acd_zone zone = { 0 };

	own.zone_due_us = now_us + 60 * US_PER_SEC;
	if (!localtime_r(&now, &local) || local.tm_gmtoff == own.zone_s)
		return;
	zone.offset_s = own.zone_s = (int32_t)local.tm_gmtoff;
	keep_feed(run->keep, CORE_FROM_CTL, ACD_CTL_ZONE, &zone, sizeof(zone), now_us);
}

/* ---- the process ---- */

static int
open_room(struct svc_run *run)
{
	own.zone_s = INT32_MIN; /* an arena that was resumed may know another */
	run->own = &own;
	return desk_open(&own.desk, run);
}

static int
opened(struct svc_run *run)
{
	tell_zone(run, clock_now_us());
	load_flows(run, NULL);
	return 0;
}

static void
local(struct svc_run *run, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	if (kind == ACD_OUT_DESK)
		desk_send(own.desk, addr, data, len);
}

static int
work(struct svc_run *run, int64_t now_us)
{
	if (now_us >= own.zone_due_us)
		tell_zone(run, now_us);
	return alarm_watch(run, now_us) + desk_work(own.desk, now_us);
}

static int64_t
next_due(struct svc_run *run)
{
	return alarm_watch_due() < own.zone_due_us ? alarm_watch_due() : own.zone_due_us;
}

static void
close_room(struct svc_run *run)
{
	desk_close(own.desk);
}

/* ---- control verbs ---- */

static int
verb_calls(struct svc_run *run, int argc, char **argv, FILE *to)
{
	acd_print_calls(keep_arena(run->keep), to);
	return 0;
}

static int
verb_agents(struct svc_run *run, int argc, char **argv, FILE *to)
{
	acd_print_agents(keep_arena(run->keep), to);
	return 0;
}

static int
verb_queues(struct svc_run *run, int argc, char **argv, FILE *to)
{
	acd_print_queues(keep_arena(run->keep), to);
	return 0;
}

static int
verb_flows(struct svc_run *run, int argc, char **argv, FILE *to)
{
	acd_print_flows(keep_arena(run->keep), to);
	return 0;
}

static int
verb_status(struct svc_run *run, int argc, char **argv, FILE *to)
{
	acd_print_status(keep_arena(run->keep), to);
	return 0;
}

static int
verb_pools(struct svc_run *run, int argc, char **argv, FILE *to)
{
	acd_print_pools(keep_arena(run->keep), argc < 2 || strcmp(argv[1], "zh") != 0, to);
	return 0;
}

static int
verb_alarms(struct svc_run *run, int argc, char **argv, FILE *to)
{
	acd_print_alarms(keep_arena(run->keep), argc < 2 || strcmp(argv[1], "zh") != 0, to);
	return 0;
}

static int
verb_reload(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return load_flows(run, to);
}

/* Asked again and again by the parent until nothing is left: only the first time does it change anything. */
static int
verb_close(struct svc_run *run, int argc, char **argv, FILE *to)
{
	int err = keep_feed(run->keep, CORE_FROM_CTL, ACD_CTL_CLOSE, NULL, 0, clock_now_us());

	acd_print_closing(keep_arena(run->keep), to);
	return err;
}

/* clang-format off */
static const struct ctl_verb verbs[] = {
	{ "calls",  "", "every call with its state, queue and seat",                           verb_calls },
	{ "agents", "", "every signed-in seat with its state and phone",                       verb_agents },
	{ "queues", "", "every queue: who waits, who is ready",                                verb_queues },
	{ "flows",  "", "flows in force, and replaced ones with the calls still on them",      verb_flows },
	{ "status", "", "how full the tables are",                                             verb_status },
	{ "pools", "[zh]", "calls and seats by state, IVR ports, recordings, fax channels", verb_pools },
	{ "alarms", "[zh]", "alarms that stand", verb_alarms },
	{ "reload", "", "load the flow folder again; calls end on the version they began with", verb_reload },
	{ "close", "", "end every call and take no new ones, before the house stops", verb_close },
	{ NULL,     "", NULL,                                                                  NULL       },
};
/* clang-format on */

static const struct svc acdd = {
	.role = ROLE_ACD,
	.sentence = "The truth about every call, queue and agent.",
	.core = &acd_core,
	.stats = stat_rows,
	.n_stats = STAT_COUNT,
	.verbs = verbs,
	.open = open_room,
	.opened = opened,
	.local = local,
	.work = work,
	.next_due = next_due,
	.alarms = alarm_look_at_house,
	.close = close_room,
};

int
main(int argc, char **argv)
{
	return svc_main(&acdd, argc, argv);
}
