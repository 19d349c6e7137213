/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * faxd's own state: which fax channel is served by which worker.
 *
 * The switch names channels, mediad brings their sound, workers (worker.h) are the machines.  Whatever becomes of a worker, the
 * switch has one last word on each channel: FAX_DONE.  What goes out goes through ops, a core_out and the outbox, so that tests bring
 * their own; nothing here reads a clock.
 */
#pragma once

#include "base/core.h"
#include "base/site.h"
#include "media/fax/packet.h"
#include "trunk/outbox.h"

#include <stdio.h>
#include <sys/types.h>

enum fax_stat {
#define STAT(name, instances, unit, sentence) STAT_##name,
#include "media/fax/stats.def"
#undef STAT
	STAT_COUNT,
};

#define FAX_CREW (2 * FAX_CHANNELS_MOST) /* workers at a time: one for each channel, and those that are leaving */

enum hand_state {
	HAND_FREE,
	HAND_RUNS,
	HAND_STOPS,  /* told to end; its last word is waited for */
	HAND_LEAVES, /* its last word was said; its process is waited for */
};

/* A worker, as seen from here. */
struct hand {
	uint8_t state;
	uint8_t unwanted; /* the switch knows nothing of it any more: it has no last word */
	pid_t pid;
	int fd;             /* our end; -1 when it leaves */
	struct msg_fax fax; /* what it receives */
	struct fax_outcome stand;
	int64_t since_us;
	int64_t heard_us;    /* when sound came last */
	int64_t due_us;      /* STOPS, LEAVES: then it is killed */
	uint32_t unanswered; /* blocks in a row that it did not answer */
	uint32_t said;       /* blocks */
};

struct faxd_ops {
	/* Start a worker that has `fd` (which stays the caller's): its process, or -errno. */
	pid_t (*start)(void *arg, int fd);
	/* A block for mediad: 0, or the ring is full. */
	int (*say)(void *arg, const struct msg_fax_sound *sound);
	/* Call faxd_ready() when the hand's fd can be read; and no more (before it is closed). */
	int (*watch)(void *arg, struct hand *h);
	void (*unwatch)(void *arg, struct hand *h);
};

struct faxd {
	const struct faxd_ops *ops;
	void *arg;
	const struct site *site;
	struct core_out *out;
	struct outbox outbox;
	uint32_t epoch;
	int64_t now_us;
	struct hand crew[FAX_CREW];
	struct {
		uint8_t told;
		struct msg_fax_done done;
	} last[FAX_CHANNELS_MOST]; /* by place: the last word, to be said again if it is asked for */
};

/* After what is above, down to the epoch, was set: greet the switch. */
void faxd_hello(struct faxd *f);

/* A message of the switch or of mediad; it is checked here. */
void faxd_message(struct faxd *f, enum role from, uint16_t type, const void *data, uint32_t len);

/* A worker has said something, or is gone. */
void faxd_ready(struct faxd *f, struct hand *h);

/* What waits, and what has waited too long; returns how much was done. */
int faxd_work(struct faxd *f, int64_t now_us);
int64_t faxd_next_due(const struct faxd *f);

/* Stop all faxes: their pages are kept. */
void faxd_stop_all(struct faxd *f);

unsigned faxd_busy(const struct faxd *f); /* workers that run or are told to stop */
void faxd_print_channels(const struct faxd *f, FILE *to);
