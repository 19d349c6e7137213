/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snapshots of a core (snapshot.h): a page of header, then twice a page for the mark and the arena. */
#include "base/snapshot.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define SNAPSHOT_MAGIC UINT64_C(0x31706e736967677a) /* "zggisnp1" */
#define SNAPSHOT_ABI   1u
#define ARENA_MAX      (UINT64_C(1) << 36)

struct snapshot_head {
	uint64_t magic;
	uint32_t abi;
	uint32_t mark_size;
	uint64_t instance;
	struct snapshot_key key;
	_Atomic uint64_t live; /* 0 or 1: which slot.  Written with release after the slot (snapshot_save) */
};

struct slot {
	uint64_t sum; /* of mark and arena */
	struct keep_mark mark;
};

_Static_assert(sizeof(struct snapshot_head) <= SHM_PAGE && sizeof(struct slot) <= SHM_PAGE, "one page each");

static uint64_t
arena_room(uint64_t arena_size)
{
	return (arena_size + SHM_PAGE - 1) & ~(uint64_t)(SHM_PAGE - 1);
}

static uint64_t
file_size(uint64_t arena_size)
{
	return SHM_PAGE + 2 * (SHM_PAGE + arena_room(arena_size));
}

static struct slot *
slot_of(struct snapshot_head *head, unsigned n)
{
	return (struct slot *)((uint8_t *)head + SHM_PAGE + n * (SHM_PAGE + arena_room(head->key.arena_size)));
}

static uint8_t *
arena_of(struct slot *slot)
{
	return (uint8_t *)slot + SHM_PAGE;
}

/* Four lanes, so that it runs at the speed of memory. */
uint64_t
snapshot_sum(const void *data, size_t size, uint64_t seed)
{
	const uint64_t k = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t lane[4] = { seed, seed ^ k, ~seed, size };
	uint64_t w[4];
	const uint8_t *p = data;

	for (; size >= sizeof(w); size -= sizeof(w), p += sizeof(w)) {
		memcpy(w, p, sizeof(w));
		for (int i = 0; i < 4; i++) {
			lane[i] = (lane[i] ^ w[i]) * k;
			lane[i] ^= lane[i] >> 29;
		}
	}
	memset(w, 0, sizeof(w));
	memcpy(w, p, size);
	for (int i = 0; i < 4; i++)
		lane[i] = (lane[i] ^ w[i]) * k;
	return (lane[0] ^ lane[1] >> 17) + (lane[2] ^ lane[3] >> 23);
}

static uint64_t
slot_sum(const struct keep_mark *mark, const void *arena, uint64_t size)
{
	return snapshot_sum(arena, size, snapshot_sum(mark, sizeof(*mark), SNAPSHOT_MAGIC));
}

struct first {
	const struct snapshot_key *key;
	const struct keep_mark *mark;
	const void *arena;
	uint64_t instance;
};

static void
fill_snapshot(void *map, size_t size, const void *arg)
{
	const struct first *first = arg;
	struct snapshot_head *head = map;

	head->magic = SNAPSHOT_MAGIC;
	head->abi = SNAPSHOT_ABI;
	head->mark_size = sizeof(struct keep_mark);
	head->instance = first->instance;
	head->key = *first->key;
	struct slot *slot = slot_of(head, 0);
	slot->mark = *first->mark;
	slot->sum = slot_sum(first->mark, first->arena, head->key.arena_size);
	memcpy(arena_of(slot), first->arena, head->key.arena_size);
}

int
snapshot_create(const char *path, const struct snapshot_key *key, const struct keep_mark *mark, const void *arena,
    uint64_t *instance)
{
	struct first first = { key, mark, arena, 0 };

	if (key->arena_size == 0 || key->arena_size > ARENA_MAX)
		return -EINVAL;
	if (getrandom(&first.instance, sizeof(first.instance), 0) != sizeof(first.instance))
		first.instance = (uint64_t)getpid();
	*instance = first.instance;
	return shm_create(path, file_size(key->arena_size), true, fill_snapshot, &first);
}

static const char *
refuse(const struct snapshot *s, const struct snapshot_key *key, bool view)
{
	const struct snapshot_head *h = s->shm.map;

	if (h->magic != SNAPSHOT_MAGIC || h->abi != SNAPSHOT_ABI || h->mark_size != sizeof(struct keep_mark))
		return "not a snapshot of this build";
	if (h->key.arena_size == 0 || h->key.arena_size > ARENA_MAX || s->shm.size != file_size(h->key.arena_size) ||
	    atomic_load(&h->live) > 1)
		return "damaged";
	if (memcmp(h->key.name, key->name, sizeof(key->name)) != 0 || h->key.role != key->role)
		return "of another core";
	if (h->key.layout != key->layout)
		return "of an older layout";
	if (h->key.site != key->site && !(view && !key->site))
		return "of another configuration";
	if (h->key.catalogue != key->catalogue && !(view && !key->catalogue))
		return "of another message catalogue";
	if (h->key.arena_size != key->arena_size && !(view && !key->arena_size))
		return "of another size";
	return NULL;
}

int
snapshot_open(struct snapshot *s, const char *path, const struct snapshot_key *key, bool view, const char **why)
{
	int rc = view ? shm_open_view(&s->shm, path, SHM_PAGE) : shm_open_map(&s->shm, path, SHM_PAGE);

	*why = "too short";
	if (rc)
		return rc;
	s->head = s->shm.map;
	*why = refuse(s, key, view);
	if (!*why)
		return 0;
	snapshot_close(s);
	return -EBADMSG;
}

void
snapshot_close(struct snapshot *s)
{
	shm_close(&s->shm);
	s->head = NULL;
}

uint64_t
snapshot_instance(const struct snapshot *s)
{
	return s->head->instance;
}

uint64_t
snapshot_arena_size(const struct snapshot *s)
{
	return s->head->key.arena_size;
}

int
snapshot_load(const struct snapshot *s, struct keep_mark *mark, void *arena)
{
	struct slot *slot = slot_of(s->head, (unsigned)atomic_load_explicit(&s->head->live, memory_order_acquire));
	uint64_t size = s->head->key.arena_size;

	*mark = slot->mark;
	memcpy(arena, arena_of(slot), size);
	return slot->sum == slot_sum(mark, arena, size) ? 0 : -EBADMSG;
}

void
snapshot_save(struct snapshot *s, const struct keep_mark *mark, const void *arena)
{
	uint64_t idle = !atomic_load_explicit(&s->head->live, memory_order_relaxed);
	struct slot *slot = slot_of(s->head, (unsigned)idle);
	uint64_t size = s->head->key.arena_size;

	slot->mark = *mark;
	memcpy(arena_of(slot), arena, size);
	slot->sum = slot_sum(mark, arena, size);
	atomic_store_explicit(&s->head->live, idle, memory_order_release); /* the flip; pairs with snapshot_load */
}
