/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recording: stereo A-law from the tick to files, by a thread of its own.
 *
 * The tick puts pairs of blocks into a buffer per recording (single producer, single consumer, no lock) and never
 * waits; each pair is stamped with its place in the recording.  The thread writes what it finds; wherever the stamp is
 * ahead of the file (mediad was away, the disk was slow or full, the recording was paused) it fills with silence and
 * counts the gap, so that lengths stay true.  A recording is named by session and number; nothing else is needed to go
 * on with it after a crash.
 */
#pragma once

#include "base/msg.h"

#include <stddef.h>
#include <stdint.h>

struct recorder;

struct recorder_conf {
	const char *dir;
	int recordings; /* at a time */
	int chunk_ms;   /* gathered before it is written; four times this is buffered */
	int thread;     /* 0: no thread is started, recorder_io() does its work (tests) */
};

struct recorder_counts {
	uint64_t bytes;      /* written */
	uint64_t gap_frames; /* filled with silence */
	uint64_t lost;       /* blocks the tick found no room for */
	uint64_t failures;   /* writes or opens that failed */
	uint64_t active;     /* recordings now */
	int64_t free_mb;     /* of the disk; -1: not known */
	int last_error;      /* errno of the last failure, 0 after a success */
};

int recorder_open(struct recorder **rp, const struct recorder_conf *conf);
void recorder_close(struct recorder *r); /* writes out and closes all files */

/*
 * Tick side.  Attach: begin, or go on with, a recording; its next block belongs at now - start.  The same one again is
 * the same index.  -ENOSPC: too many; -EBUSY: it is being closed; -EINVAL: it began in the future or longer ago than
 * half a day.  Detach: pause; after a minute without a word its file is closed quietly.
 */
int rec_attach(struct recorder *r, uint64_t session, uint32_t rec_no, int64_t start_us, int64_t now_us);
int rec_find(const struct recorder *r, uint64_t session, uint32_t rec_no); /* index of one that is going on, or -1 */
void rec_put(struct recorder *r, int index, const uint8_t *left, const uint8_t *right); /* 160 octets each */
void rec_skip(struct recorder *r, int index, uint32_t blocks); /* the line went on by so much without us */
void rec_detach(struct recorder *r, int index, int64_t now_us);

/*
 * The recording is over: close and report.  Also for one that is closed already or belongs to an earlier life of the
 * process: its file is read.  0; -ENOSPC: busy, ask again.
 */
int rec_end(struct recorder *r, const struct msg_media_rec *end);

/* Take one report: 1, or 0 if there is none.  Also retires forgotten recordings. */
int rec_reported(struct recorder *r, struct msg_media_rec *done, int64_t now_us);

void recorder_counts(const struct recorder *r, struct recorder_counts *counts);

/* The thread's work, once: write what is due.  `all`: everything, however little.  Returns how many files it touched.
 */
int recorder_io(struct recorder *r, int all);
