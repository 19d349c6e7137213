/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Snapshot: a core's arena and its keeper's own numbers, in a file with two slots.  A snapshot is written to the idle
 * slot and becomes the live one by a single store; a process killed half-way leaves the live one as it was.
 */
#pragma once

#include "base/core.h"
#include "base/shm.h"

/* What the keeper knows after input `serial`, beside the arena. */
struct keep_mark {
	uint64_t serial;
	int64_t now_us;
	uint64_t local; /* local outputs so far */
	struct keep_peer {
		uint64_t in_instance; /* the ring that we read, and the number of its last record stepped */
		uint64_t in_seq;
		uint64_t out_instance; /* the ring that we write, and the number of the last record sent */
		uint64_t out_seq;
		uint64_t shed_count; /* DROP messages not sent since the core was told last */
		uint32_t shed;       /* DROP messages are not sent at present */
		uint32_t level;      /* CORE_PRESSURE as the core knows it */
	} peer[ROLE_COUNT];
};

/* What must be equal for a snapshot to be used. */
struct snapshot_key {
	char name[16];
	uint32_t layout;
	uint32_t role;
	uint64_t site;      /* hash of the configuration */
	uint64_t catalogue; /* msg_hash() */
	uint64_t arena_size;
};

struct snapshot_head;

struct snapshot {
	struct shm shm;
	struct snapshot_head *head;
};

/* Make the file with a first snapshot; replaces an older one.  *instance gets its random number. */
int snapshot_create(const char *path, const struct snapshot_key *key, const struct keep_mark *mark, const void *arena,
    uint64_t *instance);

/* Open it; `why` gets a phrase if it is refused with -EBADMSG.  For a view (read only) site and catalogue may be 0:
 * any. */
int snapshot_open(struct snapshot *s, const char *path, const struct snapshot_key *key, bool view, const char **why);
void snapshot_close(struct snapshot *s);

uint64_t snapshot_instance(const struct snapshot *s);
uint64_t snapshot_arena_size(const struct snapshot *s);

/* Copy the live slot out: 0 or -EBADMSG (its sum is wrong). */
int snapshot_load(const struct snapshot *s, struct keep_mark *mark, void *arena);
void snapshot_save(struct snapshot *s, const struct keep_mark *mark, const void *arena);

/* A fast hash that notices damage, not malice. */
uint64_t snapshot_sum(const void *data, size_t size, uint64_t seed);
