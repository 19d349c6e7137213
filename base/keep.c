/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keeper of a core (keep.h): opening, resuming, taking inputs.  How an input is stepped: keep_step.c.
 *
 * The arena that the core works on is private memory.  What survives is the last snapshot and the journal of the inputs
 * since then; a successor loads the one, steps the other and has the same arena.  Taking an input and stepping it are
 * two things: when outputs have no room inputs are still taken, into the journal alone.
 */
#include "base/keep.h"

#include "base/clock.h"
#include "base/keep_inside.h"
#include "base/log.h"
#include "base/site.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

#define BATCH    64u   /* inputs from one ring before the next ring has its turn */
#define TICKS    256u  /* ticks in one go */
#define RETRY_US 20000 /* outputs wait for room: look again, though the bell will ring */

/* ---- taking ---- */

static void
turn_over(struct keep *k)
{
	snapshot_save(&k->snap, &k->mark, k->arena);
	journal_restart(&k->journal);
	k->step_at = 0;
}

static int
take(struct keep *k, uint16_t from, uint16_t type, const void *data, uint32_t len, int64_t now_us, uint64_t ring_seq)
{
	struct core_input in = {
		.now_us = now_us > k->taken_us ? now_us : k->taken_us,
		.serial = k->taken + 1,
		.from = from,
		.type = type,
		.len = len,
		.data = data,
	};

	if (k->journal.end > k->journal.size / 2 && keep_idle(k))
		turn_over(k);
	int rc = journal_append(&k->journal, &in, ring_seq);
	if (rc)
		return rc;
	k->taken = in.serial;
	k->taken_us = in.now_us;
	return 0;
}

/* One of our own words to the core, or to the journal alone, and at once stepped. */
static bool
tell(struct keep *k, uint16_t type, const void *data, uint32_t len, int64_t now_us)
{
	return take(k, CORE_FROM_SELF, type, data, len, now_us, 0) == 0 && keep_catch_up(k);
}

/* How full a ring is as the core should know it; it must be an eighth emptier before the level falls again. */
static uint32_t
level_of(uint64_t used, uint64_t capacity, uint32_t now)
{
	uint32_t level = used >= capacity / 4 * 3 ? 2 : used >= capacity / 2;

	if (level < now && used >= capacity / 8 * (now == 2 ? 5 : 3))
		return now;
	return level;
}

static bool
watch_ring(struct keep *k, uint32_t role, int64_t now_us)
{
	struct ring *r = &k->wires->out[role];
	struct keep_peer *peer = &k->mark.peer[role];
	uint64_t capacity = ring_capacity(r);
	uint64_t used = r->pos - r->limit; /* as far as we know without touching the consumer's line */

	if (used > capacity / 4 || peer->level || peer->shed)
		used = ring_waiting(r);
	bool shed = peer->shed ? used >= capacity / 2 : used >= capacity / 8 * 7;
	uint32_t level = level_of(used, capacity, peer->level);
	if (shed != peer->shed) {
		struct keep_shed own = { role, shed };
		if (!tell(k, KEEP_SHED, &own, sizeof(own), now_us))
			return false;
		log_warn("ring %s-%s: %s", role_name[k->core->role], role_name[role],
		    shed ? "nearly full, messages that can be told again are not sent" : "has room again");
	}
	if (level != peer->level) {
		uint32_t pressure[2] = { role, level };
		if (!tell(k, CORE_PRESSURE, pressure, sizeof(pressure), now_us))
			return false;
	}
	if (!peer->shed && peer->shed_count) {
		uint32_t dropped[2] = { role, 0 };
		return tell(k, CORE_DROPPED, dropped, sizeof(dropped), now_us);
	}
	return true;
}

/* True if all went well and inputs may be stepped. */
static bool
watch_rings(struct keep *k, int64_t now_us)
{
	for (uint32_t role = 0; k->wires && role < ROLE_COUNT; role++)
		if (ring_open(&k->wires->out[role]) && !watch_ring(k, role, now_us))
			return false;
	return true;
}

static bool
take_record(struct keep *k, enum role from, const struct ring_rec *rec, int64_t now_us)
{
	if (rec->seq <= k->seen[from])
		return true; /* journaled before our predecessor could release it */
	if (!msg_check(from, k->core->role, rec->type, rec->len)) {
		k->refused++;
		if (!(k->refused & (k->refused - 1))) /* the 1st, 2nd, 4th, 8th ... */
			log_warn("ring %s-%s: message %u of %u octets is not in the catalogue (%llu so far)",
			    role_name[from], role_name[k->core->role], rec->type, rec->len,
			    (unsigned long long)k->refused);
		k->seen[from] = rec->seq;
		return true;
	}
	if (take(k, from, rec->type, rec->data, rec->len, now_us, rec->seq))
		return false;
	k->seen[from] = rec->seq;
	return true;
}

static int
take_ring(struct keep *k, enum role from, int64_t now_us)
{
	struct ring *r = &k->wires->in[from];
	struct ring_rec rec;
	int n = 0, rc = 0;

	if (!ring_open(r) || ring_instance(r) != k->mark.peer[from].in_instance)
		return 0;
	while (n < (int)BATCH && (rc = ring_peek(r, &rec)) > 0) {
		if (!take_record(k, from, &rec, now_us))
			break;
		ring_next(r);
		n++;
		if (keep_catch_up(k))
			watch_rings(k, now_us);
	}
	if (rc < 0 && !(k->broken & ROLE_BIT(from))) {
		k->broken |= ROLE_BIT(from);
		log_alarm(
		    "ring %s-%s: damaged; nothing more is taken from it", role_name[from], role_name[k->core->role]);
	}
	wires_release(k->wires, from);
	return n;
}

int
keep_feed(struct keep *k, uint16_t from, uint16_t type, const void *data, uint32_t len, int64_t now_us)
{
	if (from > UINT8_MAX || (from == CORE_FROM_SELF && type >= KEEP_OWN))
		return -EINVAL;
	int rc = take(k, from, type, data, len, now_us, 0);
	if (!rc && keep_catch_up(k))
		watch_rings(k, now_us);
	keep_wake(k);
	return rc;
}

int
keep_work(struct keep *k, int64_t now_us)
{
	int n = 0;

	if (keep_catch_up(k))
		watch_rings(k, now_us);
	for (int from = 0; k->wires && from < ROLE_COUNT; from++)
		n += take_ring(k, from, now_us);
	for (unsigned i = 0; i < TICKS && keep_idle(k) && k->core->next_due(k->arena) <= now_us; i++, n++)
		if (!tell(k, CORE_TICK, NULL, 0, now_us))
			break;
	keep_wake(k);
	return n;
}

int64_t
keep_next_due(const struct keep *k)
{
	return keep_idle(k) ? k->core->next_due(k->arena) : k->taken_us + RETRY_US;
}

uint32_t
keep_set_aside(const struct keep *k)
{
	return k->set_aside;
}

const void *
keep_arena(const struct keep *k)
{
	return k->arena;
}

/* ---- opening ---- */

static int
file_path(const struct keep *k, char path[PATH_MAX], const char *kind)
{
	return shm_path(path, PATH_MAX, k->run_dir, "%s.%s", k->core->name, kind);
}

static struct snapshot_key
key_of(const struct core *core, const struct site *site, size_t arena_size)
{
	struct snapshot_key key = {
		.layout = core->layout,
		.role = core->role,
		.site = site ? snapshot_sum(site, sizeof(*site), 0) : 0,
		.catalogue = msg_hash(),
		.arena_size = arena_size,
	};

	text_copy(key.name, sizeof(key.name), core->name);
	return key;
}

/* The rings as they are now are where a new state begins. */
static struct keep_remade
rings_now(const struct keep *k, uint32_t role)
{
	struct keep_remade now = { .role = role };

	if (k->wires && ring_open(&k->wires->in[role])) {
		now.in_instance = ring_instance(&k->wires->in[role]);
		now.in_seq = k->wires->in[role].seq - 1;
	}
	if (k->wires && ring_open(&k->wires->out[role])) {
		now.out_instance = ring_instance(&k->wires->out[role]);
		now.out_seq = ring_next_seq(&k->wires->out[role]) - 1;
	}
	return now;
}

static int
open_files(struct keep *k, const struct snapshot_key *key, const char **why)
{
	char snap_path[PATH_MAX], journal_path[PATH_MAX];
	int rc = file_path(k, snap_path, "snap");

	*why = "no name";
	if (!rc)
		rc = file_path(k, journal_path, "journal");
	if (!rc)
		rc = snapshot_open(&k->snap, snap_path, key, false, why);
	if (rc)
		return rc;
	*why = "its journal is missing or of another build";
	rc = journal_open(&k->journal, journal_path, snapshot_instance(&k->snap));
	if (rc)
		return rc;
	*why = "the snapshot is damaged";
	rc = snapshot_load(&k->snap, &k->mark, k->arena);
	if (rc)
		return rc;
	*why = "the journal is damaged";
	return journal_walk(&k->journal, k->mark.serial, &k->taken);
}

/* Which records of each ring are in the journal already? */
static void
find_seen(struct keep *k)
{
	struct journal_entry e;
	uint64_t at = 0;

	for (int r = 0; r < ROLE_COUNT; r++)
		k->seen[r] = k->mark.peer[r].in_seq;
	k->taken_us = k->mark.now_us;
	while (journal_read(&k->journal, &at, &e) > 0) {
		const struct keep_remade *remade = e.in.data;
		k->taken_us = e.in.now_us;
		if (e.ring_seq && e.in.from < ROLE_COUNT)
			k->seen[e.in.from] = e.ring_seq;
		if (e.in.from == CORE_FROM_SELF && e.in.type == KEEP_REMADE && e.in.len >= sizeof(*remade) &&
		    remade->role < ROLE_COUNT)
			k->seen[remade->role] = remade->in_seq;
	}
}

/* A ring that was made anew while we were away: number it anew, and tell the core that its messages were lost. */
static void
meet_remade_rings(struct keep *k, int64_t now_us)
{
	for (uint32_t role = 0; role < ROLE_COUNT; role++) {
		struct keep_remade now = rings_now(k, role);
		uint32_t dropped[2] = { role, 0 };

		if (now.in_instance == k->mark.peer[role].in_instance &&
		    now.out_instance == k->mark.peer[role].out_instance)
			continue;
		if (now.in_instance == k->mark.peer[role].in_instance)
			now.in_seq = k->seen[role];
		log_note("core %s: its rings with %s are new", k->core->name, role_name[role]);
		tell(k, KEEP_REMADE, &now, sizeof(now), now_us);
		k->seen[role] = now.in_seq;
		if (now.out_instance)
			tell(k, CORE_DROPPED, dropped, sizeof(dropped), now_us);
	}
}

static int
resume(struct keep *k, const struct snapshot_key *key)
{
	const char *why;
	int rc = open_files(k, key, &why);

	if (rc == -ENOENT && !k->snap.head)
		return -ENOENT;
	if (rc) {
		log_warn("core %s: the former state cannot be used (%s), a new one is made", k->core->name, why);
		return -ENOENT;
	}
	find_seen(k);
	k->silent_until = atomic_load(&k->journal.head->applied);
	return 0;
}

static int
begin(struct keep *k, const struct site *site, const struct snapshot_key *key)
{
	char path[PATH_MAX];
	uint64_t seed, instance;

	journal_close(&k->journal);
	snapshot_close(&k->snap);
	memset(k->arena, 0, k->arena_size);
	memset(&k->mark, 0, sizeof(k->mark));
	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		return -EIO;
	k->core->init(k->arena, site, seed);
	for (uint32_t role = 0; role < ROLE_COUNT; role++) {
		struct keep_remade now = rings_now(k, role);
		k->mark.peer[role] = (struct keep_peer){
			.in_instance = now.in_instance,
			.in_seq = now.in_seq,
			.out_instance = now.out_instance,
			.out_seq = now.out_seq,
		};
		k->seen[role] = now.in_seq;
	}
	k->taken = 0;
	k->taken_us = 0;
	k->silent_until = 0;
	const char *why;
	int rc = file_path(k, path, "snap");
	if (!rc)
		rc = snapshot_create(path, key, &k->mark, k->arena, &instance);
	if (!rc)
		rc = snapshot_open(&k->snap, path, key, false, &why);
	if (!rc)
		rc = file_path(k, path, "journal");
	if (!rc)
		rc = journal_create(path, k->ops ? k->ops->journal_bytes : 0, instance);
	return rc ? rc : journal_open(&k->journal, path, instance);
}

static void *
pages(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static struct keep *
new_keep(const struct core *core, const struct site *site, const char *run_dir, struct wires *wires,
    const struct keep_ops *ops, void *arg)
{
	struct keep *k = calloc(1, sizeof(*k));

	if (!k)
		return NULL;
	k->out.ops = &keep_out_ops;
	k->core = core;
	k->wires = wires;
	k->ops = ops;
	k->arg = arg;
	k->run_dir = strdup(run_dir);
	k->arena_size = core->size(site);
	k->arena = pages(k->arena_size);
	k->pending = pages(PENDING_BYTES);
	if (k->run_dir && k->arena && k->pending)
		return k;
	keep_close(k);
	return NULL;
}

int
keep_open(struct keep **keepp, const struct core *core, const struct site *site, const char *run_dir,
    struct wires *wires, const struct keep_ops *ops, void *arg)
{
	struct keep *k = new_keep(core, site, run_dir, wires, ops, arg);

	if (!k)
		return -ENOMEM;
	struct snapshot_key key = key_of(core, site, k->arena_size);
	int rc = resume(k, &key);
	if (rc == -ENOENT)
		rc = begin(k, site, &key);
	if (rc) {
		keep_close(k);
		return rc;
	}
	keep_guard();
	keep_catch_up(k);
	int64_t now_us = clock_now_us();
	bool resumed = k->taken > 0;
	if (resumed)
		meet_remade_rings(k, now_us);
	tell(k, resumed ? CORE_RESUMED : CORE_STARTED, NULL, 0, now_us);
	keep_wake(k);
	*keepp = k;
	return resumed;
}

void
keep_close(struct keep *k)
{
	if (!k)
		return;
	if (k->journal.head && k->snap.head && keep_idle(k))
		turn_over(k); /* so that the next start has nothing to replay */
	journal_close(&k->journal);
	snapshot_close(&k->snap);
	if (k->arena)
		munmap(k->arena, k->arena_size);
	if (k->pending)
		munmap(k->pending, PENDING_BYTES);
	free((void *)(uintptr_t)k->run_dir);
	free(k);
}
