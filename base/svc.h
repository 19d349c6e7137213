/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one main of every daemon.
 *
 *     int main(int argc, char **argv) { return svc_main(&mediad, argc, argv); }
 *
 * svc_main does the options (-c conf, -n check and print the configuration, -h), signals, attach to rings with version
 * check, counters, trace, the control socket (ROLE.sock), logs "ready", then: n = work(now); when nothing was done it sleeps
 * on the doorbell and the watched descriptors until next_due.  It never reads a clock for the room: time is an argument.
 */
#pragma once

#include "base/alarm.h"
#include "base/core.h"
#include "base/keep.h"
#include "base/site.h"
#include "base/stat.h"
#include "base/trace.h"
#include "base/wires.h"

#include <stdio.h>

struct svc_run {
	const struct svc *svc;
	const struct site *site;
	const char *run_dir;
	struct wires wires;
	struct stats *stats;
	struct trace *trace;
	struct alarm_board *board;
	int64_t look_us;   /* when alarms are looked for next */
	struct keep *keep; /* NULL for a role without a core */
	uint32_t epoch;    /* starts of this role since the rings were made */
	void *own;         /* the room's */
};

/* A verb of the control socket: `zongji circuits` asks isupd "circuits".  Prints its answer to `to`; 0 or -errno. */
struct ctl_verb {
	const char *name;
	const char *args; /* "[GROUP]" or "" */
	const char *sentence;
	int (*run)(struct svc_run *run, int argc, char **argv, FILE *to);
};

struct svc {
	enum role role;
	const char *sentence;
	const struct core *core; /* NULL, or a replayable core: then work and next_due may be NULL */
	const struct stat_row *stats;
	uint16_t n_stats;
	const struct ctl_verb *verbs;       /* ends with a NULL name */
	int (*open)(struct svc_run *run);   /* before the core is resumed; 0 or -errno */
	int (*opened)(struct svc_run *run); /* after the core is resumed; may be NULL */
	void (*local)(struct svc_run *run, uint16_t kind, uint32_t addr, const void *data,
	    uint32_t len);                                /* core's local outputs */
	int (*work)(struct svc_run *run, int64_t now_us); /* returns how much it did */
	int64_t (*next_due)(struct svc_run *run);         /* TIME_NEVER if only events matter */
	/* Say what alarms stand (alarm.h), twice a second; may be NULL.  Rings and the journal are looked after here. */
	void (*alarms)(struct svc_run *run, struct alarm_board *board);
	void (*close)(struct svc_run *run);
};

int svc_main(const struct svc *svc, int argc, char **argv);

/* Watch a descriptor: `ready` is called (level-triggered) before work() whenever it can be read. */
int svc_watch(struct svc_run *run, int fd, void (*ready)(struct svc_run *run, int fd, void *arg), void *arg);
void svc_unwatch(struct svc_run *run, int fd);

/* Send to another role, with the DROP/MUST rule of the catalogue: 0, -ENOSPC (counted). For roles without a core. */
int svc_send(struct svc_run *run, enum role to, uint16_t type, const void *data, uint32_t len);
