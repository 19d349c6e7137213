/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rings (ring.h).
 *
 * Three words are shared between living processes, and each has its pair:
 *
 *   record word   written by the producer with release (commit)      read by the consumer with acquire (committed)
 *   head          written by the consumer with release (ring_release) read by the producer with acquire (see_head)
 *   asleep        written by the consumer, fence, looks at the word   \  one of the two sees the other's store:
 *                 word written by the producer, fence, looks at it    /  no wake-up is lost (Dekker)
 *   waiting       the mirror of asleep, for room: producer stores, fences, looks at head; consumer stores head, fences,
 * looks
 *
 * All but the two fences are plain moves on x86-64.  Everything else in the header is written once, before others can
 * see it, or by the holder of a role's lock for people to read.
 */
#include "base/ring.h"

#include "base/shm.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#define RING_MAGIC   UINT64_C(0x31676e6972696a7a) /* "zjiring1" */
#define RING_ALIGN   16u
#define COMMITTED    (UINT64_C(1) << 63)
#define RESERVED     (UINT64_C(0x7fff) << 48)
#define CAPACITY_MIN 4096u
#define CAPACITY_MAX (UINT64_C(1) << 32)

enum { LOCK_PRODUCER, LOCK_CONSUMER }; /* octets of the file that stand for the roles */

/* The race tests weaken these to see that the weakening is caught (tests/race/ring_threads.c). */
#ifndef RING_COMMIT_ORDER
#define RING_COMMIT_ORDER memory_order_release
#endif
#ifndef RING_HEAD_ORDER
#define RING_HEAD_ORDER memory_order_release
#endif

struct ring_head {
	/* By the creator, once. */
	uint64_t magic;
	uint32_t abi;
	uint32_t header; /* octets before the data */
	uint64_t capacity;
	uint32_t src, dst;
	uint64_t instance;
	uint64_t catalogue;
	uint8_t pad0[128 - 48];

	/* By the consumer. */
	_Atomic uint64_t head; /* octets released since the ring was made */
	uint32_t consumer_epoch;
	uint32_t consumer_pid;
	uint8_t pad1[128 - 16];
	_Atomic uint32_t asleep; /* on a line of its own: the producer reads it after each send */
	uint8_t pad2[128 - 4];

	/* By the producer. */
	uint32_t producer_epoch;
	uint32_t producer_pid;
	_Atomic uint32_t waiting;
};

struct record {
	_Atomic uint64_t word; /* length | type << 32 | COMMITTED; 0 = not there yet */
	uint64_t seq;
	uint8_t payload[];
};

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "a record is committed by one 8-octet store");
_Static_assert(offsetof(struct ring_head, head) == 128 && offsetof(struct ring_head, asleep) == 256 &&
        offsetof(struct ring_head, producer_epoch) == 384 && sizeof(struct ring_head) <= SHM_PAGE,
    "the layout is shared with programs built earlier: raise RING_ABI");
_Static_assert(sizeof(struct record) == RING_ALIGN, "the header of a record");

static struct record *
record_at(const struct ring *r, uint64_t pos)
{
	return (struct record *)(r->data + (pos & (r->capacity - 1)));
}

static uint64_t
payload_max(const struct ring *r)
{
	return r->capacity / 4 < RING_PAYLOAD_MAX ? r->capacity / 4 : RING_PAYLOAD_MAX;
}

uint32_t
ring_cost(uint32_t len)
{
	return (uint32_t)sizeof(struct record) + ((len + RING_ALIGN - 1) & ~(RING_ALIGN - 1));
}

/* ---- making and attaching ---- */

static void
fill_ring(void *map, size_t size, const void *arg)
{
	const struct ring_spec *spec = arg;
	struct ring_head *h = map;
	struct record *first = (struct record *)((uint8_t *)map + SHM_PAGE);

	*h = (struct ring_head){
		.magic = RING_MAGIC,
		.abi = RING_ABI,
		.header = SHM_PAGE,
		.capacity = size - SHM_PAGE,
		.src = spec->src,
		.dst = spec->dst,
		.catalogue = spec->catalogue,
	};
	if (getrandom(&h->instance, sizeof(h->instance), 0) != sizeof(h->instance))
		h->instance = (uint64_t)getpid();
	first->seq = 1;
}

static bool
capacity_fits(uint64_t capacity)
{
	return capacity >= CAPACITY_MIN && capacity <= CAPACITY_MAX && !(capacity & (capacity - 1));
}

int
ring_create(const char *path, const struct ring_spec *spec, bool replace)
{
	if (!capacity_fits(spec->capacity))
		return -EINVAL;
	return shm_create(path, SHM_PAGE + spec->capacity, replace, fill_ring, spec);
}

/* Everything a stranger's file could get wrong, before anything of it is used. */
static int
open_checked(const char *path, const struct ring_spec *spec, struct ring_head *seen)
{
	struct stat st;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && pread(fd, seen, sizeof(*seen), 0) == (ssize_t)sizeof(*seen) &&
	    seen->magic == RING_MAGIC && seen->abi == RING_ABI && seen->header == SHM_PAGE &&
	    capacity_fits(seen->capacity) && (uint64_t)st.st_size == SHM_PAGE + seen->capacity &&
	    (!spec->capacity || seen->capacity == spec->capacity) && seen->src == spec->src && seen->dst == spec->dst &&
	    seen->catalogue == spec->catalogue)
		return fd;
	close(fd);
	return -EBADMSG;
}

int
ring_check(const char *path, const struct ring_spec *spec)
{
	struct ring_head seen;
	int fd = open_checked(path, spec, &seen);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static int
attach(struct ring *r, const char *path, const struct ring_spec *spec, int role)
{
	struct ring_head seen;
	void *map;

	memset(r, 0, sizeof(*r));
	int fd = open_checked(path, spec, &seen);
	if (fd < 0)
		return fd;
	int rc = shm_lock(fd, role, 1);
	if (!rc)
		rc = shm_map_twice(fd, SHM_PAGE, seen.capacity, &map);
	if (rc) {
		close(fd);
		return rc;
	}
	r->head = map;
	r->data = (uint8_t *)map + SHM_PAGE;
	r->capacity = seen.capacity;
	r->fd = fd;
	r->producer = role == LOCK_PRODUCER;
	/* Under the role's lock only this side could have moved what it now reads; pairs with ring_release. */
	r->limit = r->pos = atomic_load_explicit(&r->head->head, memory_order_acquire);
	if (r->pos % RING_ALIGN)
		return -EBADMSG;
	r->seq = record_at(r, r->pos)->seq;
	return r->seq == 0 ? -EBADMSG : 0;
}

void
ring_detach(struct ring *r)
{
	if (!r->head)
		return;
	munmap(r->head, SHM_PAGE + 2 * r->capacity);
	close(r->fd);
	memset(r, 0, sizeof(*r));
}

/* The record at r->pos if it is committed (its word), else 0.  Pairs with the commit in ring_send. */
static uint64_t
committed(const struct ring *r)
{
	uint64_t word = atomic_load_explicit(&record_at(r, r->pos)->word, memory_order_acquire);

	return word & COMMITTED ? word : 0;
}

/* Could a producer of ours have written this record? */
static bool
plausible(const struct ring *r, uint64_t word)
{
	uint32_t len = (uint32_t)word;

	return !(word & RESERVED) && len <= payload_max(r) && record_at(r, r->pos)->seq == r->seq;
}

/* A restarted producer walks from head over all that is committed; the first empty word is the tail. */
static int
find_tail(struct ring *r)
{
	uint64_t word;

	while ((word = committed(r))) {
		if (!plausible(r, word))
			return -EBADMSG;
		r->pos += ring_cost((uint32_t)word);
		r->seq++;
		if (r->pos - r->limit > r->capacity - sizeof(struct record))
			return -EBADMSG;
	}
	return record_at(r, r->pos)->seq == r->seq ? 0 : -EBADMSG;
}

int
ring_attach_producer(struct ring *r, const char *path, const struct ring_spec *spec)
{
	int rc = attach(r, path, spec, LOCK_PRODUCER);

	if (!rc)
		rc = find_tail(r);
	if (rc) {
		ring_detach(r);
		return rc;
	}
	r->head->producer_epoch++;
	r->head->producer_pid = (uint32_t)getpid();
	atomic_store_explicit(&r->head->waiting, 0, memory_order_relaxed);
	return 0;
}

int
ring_attach_consumer(struct ring *r, const char *path, const struct ring_spec *spec)
{
	int rc = attach(r, path, spec, LOCK_CONSUMER);

	if (rc) {
		ring_detach(r);
		return rc;
	}
	r->head->consumer_epoch++;
	r->head->consumer_pid = (uint32_t)getpid();
	atomic_store_explicit(&r->head->asleep, 0, memory_order_relaxed);
	return 0;
}

uint64_t
ring_capacity(const struct ring *r)
{
	return r->capacity;
}

uint64_t
ring_instance(const struct ring *r)
{
	return r->head->instance;
}

uint32_t
ring_epoch(const struct ring *r)
{
	return r->producer ? r->head->producer_epoch : r->head->consumer_epoch;
}

/* ---- producer ---- */

/*
 * Look how far the consumer is; pairs with ring_release.  A head that is not between what we saw last and our own tail
 * was not written by a consumer of ours: it is not believed, so the ring stays as full as it was.
 */
static void
see_head(struct ring *r)
{
	uint64_t head = atomic_load_explicit(&r->head->head, memory_order_acquire);

	if (head % RING_ALIGN == 0 && head - r->limit <= r->pos - r->limit)
		r->limit = head;
}

/* Is there room for a record of `cost` octets and for the header prepared behind it? */
static bool
fits(const struct ring *r, uint64_t cost)
{
	return r->pos - r->limit + cost + sizeof(struct record) <= r->capacity;
}

static bool
make_room(struct ring *r, uint64_t cost)
{
	see_head(r);
	if (fits(r, cost))
		return true;
	atomic_store_explicit(&r->head->waiting, 1, memory_order_relaxed);
	r->waiting = true;
	atomic_thread_fence(memory_order_seq_cst); /* pairs with the fence in ring_release */
	see_head(r);
	return fits(r, cost);
}

int
ring_send(struct ring *r, uint16_t type, const void *data, uint32_t len)
{
	if (len > payload_max(r))
		return -EMSGSIZE;
	uint64_t cost = ring_cost(len);
	if (!fits(r, cost) && !make_room(r, cost))
		return -ENOSPC;

	struct record *rec = record_at(r, r->pos);
	struct record *next = record_at(r, r->pos + cost);
	if (len)
		memcpy(rec->payload, data, len);
	atomic_store_explicit(&next->word, 0, memory_order_relaxed);
	next->seq = r->seq + 1;
	/* The commit; pairs with the load in committed(). */
	atomic_store_explicit(&rec->word, COMMITTED | (uint64_t)type << 32 | len, RING_COMMIT_ORDER);
	r->pos += cost;
	r->seq++;
	if (r->waiting) {
		atomic_store_explicit(&r->head->waiting, 0, memory_order_relaxed);
		r->waiting = false;
	}
	return 0;
}

bool
ring_peer_asleep(struct ring *r)
{
	atomic_thread_fence(memory_order_seq_cst); /* pairs with the fence in ring_sleep */
	return atomic_load_explicit(&r->head->asleep, memory_order_relaxed);
}

uint64_t
ring_next_seq(const struct ring *r)
{
	return r->seq;
}

uint64_t
ring_room(struct ring *r)
{
	see_head(r);
	return r->capacity - sizeof(struct record) - (r->pos - r->limit);
}

uint64_t
ring_waiting(struct ring *r)
{
	see_head(r);
	return r->pos - r->limit;
}

/* ---- consumer ---- */

int
ring_peek(struct ring *r, struct ring_rec *rec)
{
	uint64_t word = r->broken ? 0 : committed(r);

	if (!word)
		return r->broken ? -EBADMSG : 0;
	/* One look at the word and one at the number: they may change under us if the producer is not ours. */
	if (!plausible(r, word) ||
	    r->pos - r->limit + ring_cost((uint32_t)word) > r->capacity - sizeof(struct record)) {
		r->broken = true;
		return -EBADMSG;
	}
	rec->data = record_at(r, r->pos)->payload;
	rec->seq = r->seq;
	rec->len = (uint32_t)word;
	rec->type = (uint16_t)(word >> 32);
	return 1;
}

void
ring_next(struct ring *r)
{
	uint64_t word = committed(r);

	if (!word || r->broken || (uint32_t)word > payload_max(r))
		return;
	r->pos += ring_cost((uint32_t)word);
	r->seq++;
}

bool
ring_release(struct ring *r)
{
	if (r->limit == r->pos)
		return false;
	r->limit = r->pos;
	/* Pairs with see_head: what we read is behind us before the producer may write there. */
	atomic_store_explicit(&r->head->head, r->pos, RING_HEAD_ORDER);
	atomic_thread_fence(memory_order_seq_cst); /* pairs with the fence in make_room */
	return atomic_load_explicit(&r->head->waiting, memory_order_relaxed);
}

void
ring_sleep(struct ring *r, bool asleep)
{
	/* Only the consumer clears the flag: a producer that did it late would lose a wake-up. */
	atomic_store_explicit(&r->head->asleep, asleep, memory_order_relaxed);
	if (asleep)
		atomic_thread_fence(memory_order_seq_cst); /* pairs with the fence in ring_peer_asleep */
}

bool
ring_ready(const struct ring *r)
{
	return !r->broken && committed(r);
}
