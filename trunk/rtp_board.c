/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The board of an RTP span (rtp.h, rtp_line.h): its file, and sipd's hold of it. */
#include "base/log.h"
#include "trunk/rtp_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC UINT64_C(0x3176707472697a7a) /* "zzirtpv1" */
#define ABI   1u
#define PATH  256

struct spec {
	int number;
	enum line_clock_kind clock;
};

static void
fill(void *map, size_t size, const void *arg)
{
	const struct spec *spec = arg;
	struct rtp_file *file = map;

	file->abi = ABI;
	file->number = (uint32_t)spec->number;
	line_clock_start(&file->clock, spec->clock);
	file->magic = MAGIC;
}

static int
board_path(char path[PATH], const char *run_dir, int number)
{
	return shm_path(path, PATH, run_dir, "span-%d.rtp", number);
}

int
rtp_map(struct shm *shm, const char *run_dir, int number)
{
	char path[PATH];
	int rc = board_path(path, run_dir, number);

	if (!rc)
		rc = shm_open_map(shm, path, sizeof(struct rtp_file));
	if (rc)
		return rc;
	const struct rtp_file *file = shm->map;
	if (file->magic == MAGIC && file->abi == ABI && file->number == (uint32_t)number &&
	    line_clock_sound(&file->clock) && shm->size == sizeof(struct rtp_file))
		return 0;
	shm_close(shm);
	return -EBADMSG;
}

int
rtp_create(const char *run_dir, int number, enum line_clock_kind clock)
{
	struct spec spec = { number, clock };
	char path[PATH];
	struct shm shm;
	int rc = rtp_map(&shm, run_dir, number);

	if (!rc) {
		shm_close(&shm);
		return 0;
	}
	if (rc != -ENOENT)
		log_warn("span %d: its RTP board does not fit this build and is made anew", number);
	rc = board_path(path, run_dir, number);
	return rc ? rc : shm_create(path, sizeof(struct rtp_file), true, fill, &spec);
}

int
rtp_advance(const char *run_dir, int number, uint64_t ticks)
{
	struct shm shm;
	int rc = rtp_map(&shm, run_dir, number);

	if (rc)
		return rc;
	rc = line_clock_advance(&((struct rtp_file *)shm.map)->clock, ticks);
	shm_close(&shm);
	return rc;
}

/* ---- entries ---- */

int
rtp_entry_read(const struct rtp_entry *e, uint32_t *session, struct rtp_far *far)
{
	uint32_t before =
	    atomic_load_explicit(&e->stamp, memory_order_acquire); /* pairs with the last store of write_entry */
	uint32_t number = atomic_load_explicit(&e->session, memory_order_relaxed);
	uint32_t address = atomic_load_explicit(&e->address, memory_order_relaxed);
	uint32_t port_ways = atomic_load_explicit(&e->port_ways, memory_order_relaxed);

	atomic_thread_fence(memory_order_acquire); /* all was copied before the stamp is looked at again */
	if (before & 1 || atomic_load_explicit(&e->stamp, memory_order_relaxed) != before)
		return -EAGAIN;
	*session = number;
	*far = (struct rtp_far){ address, (uint16_t)(port_ways >> 16), (uint16_t)port_ways };
	return 0;
}

/* A writer that was killed half-way left an odd stamp: the next writing makes it even. */
static void
write_entry(struct rtp_entry *e, uint32_t session, const struct rtp_far *far)
{
	uint32_t odd = atomic_load_explicit(&e->stamp, memory_order_relaxed) | 1;

	atomic_store_explicit(&e->stamp, odd, memory_order_relaxed);
	atomic_thread_fence(
	    memory_order_release); /* the stamp is odd before anything changes; pairs with rtp_entry_read */
	atomic_store_explicit(&e->session, session, memory_order_relaxed);
	atomic_store_explicit(&e->address, far->address, memory_order_relaxed);
	atomic_store_explicit(&e->port_ways, (uint32_t)far->port << 16 | far->ways, memory_order_relaxed);
	atomic_store_explicit(&e->stamp, odd + 1, memory_order_release);
}

/* ---- sipd's hold ---- */

struct rtp_board {
	struct shm shm;
	struct rtp_file *file;
	uint32_t last; /* session's number */
};

int
rtp_board_open(struct rtp_board **bp, const char *run_dir, int number)
{
	struct rtp_board *b = calloc(1, sizeof(*b));

	if (!b)
		return -ENOMEM;
	int rc = rtp_map(&b->shm, run_dir, number);
	if (rc) {
		free(b);
		return rc;
	}
	b->file = b->shm.map;
	for (int slot = 1; slot < SPAN_SLOTS; slot++) {
		uint32_t session = atomic_load(&b->file->entries[slot].session);

		if (session > b->last)
			b->last = session;
		rtp_board_end(b, slot);
	}
	*bp = b;
	return 0;
}

void
rtp_board_close(struct rtp_board *b)
{
	if (b)
		shm_close(&b->shm);
	free(b);
}

void
rtp_board_begin(struct rtp_board *b, int slot, const struct rtp_far *far)
{
	b->last = b->last == UINT32_MAX ? 1 : b->last + 1;
	write_entry(&b->file->entries[slot], b->last, far);
}

void
rtp_board_change(struct rtp_board *b, int slot, const struct rtp_far *far)
{
	struct rtp_entry *e = &b->file->entries[slot];

	write_entry(e, atomic_load_explicit(&e->session, memory_order_relaxed), far);
}

void
rtp_board_end(struct rtp_board *b, int slot)
{
	write_entry(&b->file->entries[slot], 0, &(struct rtp_far){ 0 });
}

uint64_t
rtp_board_count(const struct rtp_board *b, int slot, enum rtp_count which)
{
	return atomic_load_explicit(&b->file->entries[slot].counts[which], memory_order_relaxed);
}
