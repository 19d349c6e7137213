/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings between the tick and the disk.
 *
 * Each recording has a ring of stamped block pairs.  `head` belongs to the tick, `tail` to the I/O thread, and `state`
 * says who owns the rest:
 *
 *     FREE --attach--> LIVE --end--> ENDING --(I/O: all written, closed)--> CLOSED --reported--> FREE
 *       \________________end of one we do not know__________^
 *
 * The tick moves a recording out of FREE, LIVE and CLOSED, the thread out of ENDING, each with a release store that the
 * other side's acquire load pairs with.
 */
#include "media/record.h"

#include "base/clock.h"
#include "media/recfile.h"
#include "trunk/span.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#define FRESH_US     (200 * US_PER_MS) /* began less than this ago: nothing was missed */
#define AGE_MAX_US   (43200 * US_PER_SEC)
#define FORGOTTEN_US (60 * US_PER_SEC)
#define CHUNKS       4 /* buffered */
#define SYNC_PUTS    5 /* chunks between two header updates */
#define IO_WAIT_MS   200
#define DISK_ROUNDS  25 /* waits between two looks at the disk */

enum { FREE, LIVE, ENDING, CLOSED };

struct pair {
	uint32_t at; /* frame of its first sample */
	uint8_t frames[SPAN_BLOCK * REC_FRAME];
};

struct rec {
	_Atomic uint32_t state;
	_Atomic uint32_t head, tail; /* pairs put and taken since the beginning */
	struct pair *ring;
	struct msg_media_rec id; /* what it is; after CLOSED: the report */
	uint32_t at;             /* tick: where the next pair belongs */
	bool paused;             /* tick: nobody feeds it, since paused_us */
	bool report;             /* tick: somebody waits for the report */
	int64_t paused_us;
	bool known;    /* I/O: has been fed; else only its file is asked for */
	uint32_t puts; /* I/O: since the last header update */
	struct recfile file;
};

struct recorder {
	char dir[REC_PATH];
	int n;
	uint32_t pairs; /* of one ring */
	uint32_t chunk; /* pairs written at once */
	struct rec *recs;
	struct pair *rings;
	uint8_t *stage; /* I/O: one chunk, contiguous */
	bool threaded;
	pthread_t thread;
	sem_t bell;
	_Atomic int stop;
	_Atomic int used; /* recordings beyond this index have never been used */
	_Atomic uint64_t bytes, gap_frames, lost, failures;
	_Atomic int64_t free_mb;
	_Atomic int last_error;
};

static uint32_t
state_of(const struct rec *rec)
{
	return atomic_load_explicit(&rec->state, memory_order_acquire); /* pairs with move() of the other side */
}

static void
move(struct rec *rec, uint32_t state)
{
	atomic_store_explicit(&rec->state, state, memory_order_release); /* pairs with state_of() */
}

static void
count(_Atomic uint64_t *counter, uint64_t n)
{
	atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

/* ---- tick side ---- */

static void
ring_bell(struct recorder *r)
{
	if (r->threaded)
		sem_post(&r->bell);
}

static int
find(const struct recorder *r, uint64_t session, uint32_t rec_no)
{
	int used = atomic_load_explicit(&r->used, memory_order_relaxed);
	for (int i = 0; i < used; i++)
		if (r->recs[i].id.session == session && r->recs[i].id.rec_no == rec_no && state_of(&r->recs[i]) != FREE)
			return i;
	return -1;
}

int
rec_find(const struct recorder *r, uint64_t session, uint32_t rec_no)
{
	int i = find(r, session, rec_no);
	return i >= 0 && state_of(&r->recs[i]) == LIVE ? i : -1;
}

static struct rec *
take(struct recorder *r, const struct msg_media_rec *id)
{
	for (int i = 0; i < r->n; i++) {
		struct rec *rec = &r->recs[i];
		if (state_of(rec) != FREE)
			continue;
		atomic_store_explicit(&rec->head, 0, memory_order_relaxed);
		atomic_store_explicit(&rec->tail, 0, memory_order_relaxed);
		rec->id = *id;
		rec->at = 0;
		rec->paused = rec->report = rec->known = false;
		rec->puts = 0;
		rec->file.fd = -1;
		if (i >= atomic_load_explicit(&r->used, memory_order_relaxed))
			atomic_store_explicit(&r->used, i + 1, memory_order_release); /* pairs with recorder_io() */
		return rec;
	}
	return NULL;
}

/* Where audio of this moment belongs, never before what was put already. */
static void
set_place(struct rec *rec, int64_t age_us)
{
	int64_t at = age_us * 8 / US_PER_MS;
	if (at > rec->at && at < REC_FRAMES_MAX)
		rec->at = (uint32_t)at;
}

int
rec_attach(struct recorder *r, uint64_t session, uint32_t rec_no, int64_t start_us, int64_t now_us)
{
	int i = find(r, session, rec_no);
	if (i >= 0) {
		struct rec *rec = &r->recs[i];
		if (state_of(rec) != LIVE)
			return -EBUSY;
		if (rec->paused)
			set_place(rec, now_us - rec->id.start_us);
		rec->paused = false;
		return i;
	}
	if (!session || start_us < 0 || start_us > now_us + US_PER_SEC || now_us - start_us > AGE_MAX_US)
		return -EINVAL;
	const struct msg_media_rec id = { .session = session, .rec_no = rec_no, .start_us = start_us };
	struct rec *rec = take(r, &id);
	if (!rec)
		return -ENOSPC;
	if (now_us - start_us >= FRESH_US)
		set_place(rec, now_us - start_us);
	rec->known = true;
	move(rec, LIVE);
	return (int)(rec - r->recs);
}

/* `restrict` lets the compiler do sixteen at a time. */
static void
interleave(uint8_t *restrict to, const uint8_t *restrict left, const uint8_t *restrict right)
{
	for (int i = 0; i < SPAN_BLOCK; i++) {
		to[2 * i] = left[i];
		to[2 * i + 1] = right[i];
	}
}

void
rec_put(struct recorder *r, int index, const uint8_t *left, const uint8_t *right)
{
	struct rec *rec = &r->recs[index];
	uint32_t head = atomic_load_explicit(&rec->head, memory_order_relaxed);
	uint32_t tail = atomic_load_explicit(&rec->tail, memory_order_acquire); /* pairs with write_out() */
	uint32_t at = rec->at;
	rec->at += SPAN_BLOCK;
	if (head - tail >= r->pairs) {
		count(&r->lost, 1);
		return;
	}
	struct pair *p = &rec->ring[head % r->pairs];
	p->at = at;
	interleave(p->frames, left, right);
	atomic_store_explicit(&rec->head, head + 1, memory_order_release); /* pairs with write_out() */
	if ((head + 1 - tail) % r->chunk == 0)
		ring_bell(r);
}

void
rec_skip(struct recorder *r, int index, uint32_t blocks)
{
	r->recs[index].at += blocks * SPAN_BLOCK;
}

void
rec_detach(struct recorder *r, int index, int64_t now_us)
{
	r->recs[index].paused = true;
	r->recs[index].paused_us = now_us;
}

int
rec_end(struct recorder *r, const struct msg_media_rec *end)
{
	int i = find(r, end->session, end->rec_no);
	struct rec *rec = i >= 0 ? &r->recs[i] : take(r, end);
	if (!rec)
		return -ENOSPC;
	rec->report = true;
	if (i < 0 || state_of(rec) == LIVE) {
		rec->id.span = end->span;
		rec->id.slot = end->slot;
		rec->id.end_us = end->end_us;
		move(rec, ENDING);
		ring_bell(r);
	}
	return 0;
}

int
rec_reported(struct recorder *r, struct msg_media_rec *done, int64_t now_us)
{
	int used = atomic_load_explicit(&r->used, memory_order_relaxed);
	for (int i = 0; i < used; i++) {
		struct rec *rec = &r->recs[i];
		if (state_of(rec) == LIVE && rec->paused && now_us - rec->paused_us > FORGOTTEN_US) {
			move(rec, ENDING);
			ring_bell(r);
		} else if (state_of(rec) == CLOSED) {
			*done = rec->id;
			move(rec, FREE);
			if (rec->report)
				return 1;
		}
	}
	return 0;
}

void
recorder_counts(const struct recorder *r, struct recorder_counts *counts)
{
	*counts = (struct recorder_counts){
		.bytes = atomic_load_explicit(&r->bytes, memory_order_relaxed),
		.gap_frames = atomic_load_explicit(&r->gap_frames, memory_order_relaxed),
		.lost = atomic_load_explicit(&r->lost, memory_order_relaxed),
		.failures = atomic_load_explicit(&r->failures, memory_order_relaxed),
		.free_mb = atomic_load_explicit(&r->free_mb, memory_order_relaxed),
		.last_error = atomic_load_explicit(&r->last_error, memory_order_relaxed),
	};
	int used = atomic_load_explicit(&r->used, memory_order_relaxed);
	for (int i = 0; i < used; i++)
		counts->active += state_of(&r->recs[i]) == LIVE;
}

/* ---- the I/O thread ---- */

static void
outcome(struct recorder *r, int rc)
{
	if (rc < 0)
		count(&r->failures, 1);
	atomic_store_explicit(&r->last_error, -rc, memory_order_relaxed);
}

static int
put_frames(struct recorder *r, struct rec *rec, uint32_t at, const uint8_t *frames, uint32_t n)
{
	uint32_t filled = 0;
	int rc = 0;
	if (rec->file.fd < 0)
		rc = recfile_open(&rec->file, r->dir, rec->id.session, rec->id.rec_no, rec->id.start_us, true);
	if (rc == 0)
		rc = recfile_put(&rec->file, at, frames, n, &filled);
	count(&r->gap_frames, filled);
	if (rc == 0)
		count(&r->bytes, (uint64_t)(n + filled) * REC_FRAME);
	outcome(r, rc);
	return rc;
}

static void
sync_header(struct recorder *r, struct rec *rec)
{
	rec->puts = 0;
	if (rec->file.fd < 0)
		return;
	int rc = recfile_sync(&rec->file);
	if (rc == -ESTALE) /* somebody removed it under our hands: a new file is made with the next chunk */
		recfile_close(&rec->file);
	if (rc < 0)
		outcome(r, rc);
}

/* Write what waits, in runs of pairs without a hole.  What cannot be written is given up: the stamps of later pairs
 * tell. */
static void
write_out(struct recorder *r, struct rec *rec)
{
	uint32_t tail = atomic_load_explicit(&rec->tail, memory_order_relaxed);
	uint32_t head = atomic_load_explicit(&rec->head, memory_order_acquire); /* pairs with rec_put() */
	while (tail != head) {
		uint32_t at = rec->ring[tail % r->pairs].at, n = 0;
		while (n < r->chunk && tail + n != head && rec->ring[(tail + n) % r->pairs].at == at + n * SPAN_BLOCK) {
			const struct pair *p = &rec->ring[(tail + n) % r->pairs];
			memcpy(r->stage + (size_t)n * sizeof(p->frames), p->frames, sizeof(p->frames));
			n++;
		}
		put_frames(r, rec, at, r->stage, n * SPAN_BLOCK);
		tail += n;
		atomic_store_explicit(&rec->tail, tail, memory_order_release); /* pairs with rec_put() */
	}
	if (++rec->puts >= SYNC_PUTS)
		sync_header(r, rec);
}

/* The last words of a recording: all written, the header right, the report made. */
static void
finish(struct recorder *r, struct rec *rec)
{
	struct msg_media_rec *id = &rec->id;
	int rc;
	if (rec->known) {
		write_out(r, rec);
		rc = put_frames(r, rec, rec->at, NULL, 0);
	} else {
		rc = recfile_open(&rec->file, r->dir, id->session, id->rec_no, id->start_us, false);
	}
	id->frames = rec->file.fd < 0 ? 0 : rec->file.h.frames;
	id->gap_ms = rec->file.fd < 0 ? 0 : rec->file.h.gap_frames / 8;
	int closed = recfile_close(&rec->file);
	id->ok = rc == 0 && closed == 0;
	if (!id->end_us)
		id->end_us = id->start_us + (int64_t)id->frames * 125;
	move(rec, CLOSED);
}

int
recorder_io(struct recorder *r, int all)
{
	int touched = 0, used = atomic_load_explicit(&r->used, memory_order_acquire); /* pairs with take() */
	for (int i = 0; i < used; i++) {
		struct rec *rec = &r->recs[i];
		uint32_t state = state_of(rec);
		if (state == ENDING) {
			finish(r, rec);
			touched++;
		} else if (state == LIVE) {
			uint32_t tail = atomic_load_explicit(&rec->tail, memory_order_relaxed);
			uint32_t head = atomic_load_explicit(&rec->head, memory_order_acquire);
			if (head - tail >= r->chunk || (all && head != tail)) {
				write_out(r, rec);
				touched++;
			}
		}
	}
	return touched;
}

static void
look_at_disk(struct recorder *r)
{
	struct statvfs vfs;
	int64_t mb = -1;
	if (statvfs(r->dir, &vfs) == 0)
		mb = (int64_t)((uint64_t)vfs.f_bavail * vfs.f_frsize >> 20);
	atomic_store_explicit(&r->free_mb, mb, memory_order_relaxed);
}

static void *
io_thread(void *arg)
{
	struct recorder *r = arg;
	for (unsigned round = 0; !atomic_load_explicit(&r->stop, memory_order_acquire); round++) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += IO_WAIT_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		sem_clockwait(&r->bell, CLOCK_MONOTONIC, &until);
		recorder_io(r, 0);
		if (round % DISK_ROUNDS == 0)
			look_at_disk(r);
	}
	return NULL;
}

/* ---- opening and closing ---- */

static int
start_thread(struct recorder *r)
{
	pthread_attr_t attr;
	struct sched_param ordinary = { 0 };
	pthread_attr_init(&attr);
	pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED); /* never the tick's priority */
	pthread_attr_setschedpolicy(&attr, SCHED_OTHER);
	pthread_attr_setschedparam(&attr, &ordinary);
	int rc = pthread_create(&r->thread, &attr, io_thread, r);
	pthread_attr_destroy(&attr);
	if (rc == 0) {
		r->threaded = true;
		pthread_setname_np(r->thread, "recorder");
	}
	return -rc;
}

int
recorder_open(struct recorder **rp, const struct recorder_conf *conf)
{
	if (conf->recordings < 1 || conf->chunk_ms < 20 || strlen(conf->dir) >= REC_PATH / 2)
		return -EINVAL;
	struct recorder *r = calloc(1, sizeof(*r));
	if (!r)
		return -ENOMEM;
	snprintf(r->dir, sizeof(r->dir), "%s", conf->dir);
	sem_init(&r->bell, 0, 0);
	r->n = conf->recordings;
	r->chunk = (uint32_t)conf->chunk_ms * 1000 / SPAN_BLOCK_US;
	r->pairs = CHUNKS * r->chunk;
	r->free_mb = -1;
	r->recs = calloc((size_t)r->n, sizeof(*r->recs));
	r->rings = calloc((size_t)r->n * r->pairs, sizeof(*r->rings));
	r->stage = malloc((size_t)r->chunk * SPAN_BLOCK * REC_FRAME);
	int rc = r->recs && r->rings && r->stage ? 0 : -ENOMEM;
	for (int i = 0; rc == 0 && i < r->n; i++)
		r->recs[i].ring = r->rings + (size_t)i * r->pairs;
	if (rc == 0)
		look_at_disk(r);
	if (rc == 0 && conf->thread)
		rc = start_thread(r);
	if (rc < 0) {
		recorder_close(r);
		return rc;
	}
	*rp = r;
	return 0;
}

void
recorder_close(struct recorder *r)
{
	if (!r)
		return;
	atomic_store_explicit(&r->stop, 1, memory_order_release);
	if (r->threaded) {
		sem_post(&r->bell);
		pthread_join(r->thread, NULL);
	}
	if (r->recs && r->rings && r->stage)
		recorder_io(r, 1);
	for (int i = 0; r->recs && i < r->n; i++)
		if (state_of(&r->recs[i]) == LIVE)
			recfile_close(&r->recs[i].file);
	sem_destroy(&r->bell);
	free(r->recs);
	free(r->rings);
	free(r->stage);
	free(r);
}
