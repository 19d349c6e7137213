/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Journal: the inputs of a core since its last snapshot, in shared memory, append only.
 *
 * A record is committed as in a ring: payload, then a zero word where the next record will be, then the record's own
 * word by one release store.  Killed before, the input never was; killed after, it is.  After a snapshot the journal
 * begins again at its first octet; stale records beyond are never reached, because each append puts a zero word behind
 * itself.
 */
#pragma once

#include "base/core.h"
#include "base/shm.h"

#include <stdatomic.h>
#include <stdbool.h>

#define JOURNAL_BYTES   (UINT32_C(16) << 20)
#define JOURNAL_PAYLOAD 65536u

/* One record: the first 48 octets, then the payload, then up to the next multiple of 16. */
struct journal_rec {
	_Atomic uint64_t word; /* length | type << 32 | from << 48 | aside << 62 | committed << 63; 0 = the end */
	uint64_t serial;
	int64_t now_us;
	uint64_t ring_seq;       /* its number in the ring it came from; 0 = not from a ring */
	_Atomic uint32_t deaths; /* how often the core died stepping it */
	uint32_t pad0;
	uint64_t pad1;
	uint8_t payload[];
};

struct journal_head {
	uint64_t magic;
	uint32_t abi;
	uint32_t header;
	uint64_t size;            /* of the records' room */
	uint64_t instance;        /* of the snapshot file it belongs to */
	_Atomic uint64_t applied; /* serial of the last input that was stepped to its end */
	_Atomic uint64_t local;   /* local outputs that were performed */
};

struct journal {
	struct shm shm;
	struct journal_head *head;
	uint8_t *room;
	uint64_t size;
	uint64_t end; /* where the next record will be */
};

struct journal_entry {
	struct core_input in;
	uint64_t ring_seq;
	bool aside;
	struct journal_rec *rec;
};

int journal_create(const char *path, uint32_t bytes, uint64_t instance); /* bytes: 0 = JOURNAL_BYTES */
int journal_open(struct journal *j, const char *path, uint64_t instance);
int journal_view(struct journal *j, const char *path, uint64_t instance); /* read only */
int journal_check(struct journal *j, void *map, size_t size); /* use this memory as a journal, if it is one */
void journal_close(struct journal *j);

/* The record at *at; moves *at behind it.  1, 0 at the end, -EBADMSG. */
int journal_read(const struct journal *j, uint64_t *at, struct journal_entry *e);

/* Walk over all records: each one more than the last, and none missing after serial `base`.  Sets j->end. */
int journal_walk(struct journal *j, uint64_t base, uint64_t *last);

/* Append; its payload is copied.  0, -EMSGSIZE, -ENOSPC. */
int journal_append(struct journal *j, const struct core_input *in, uint64_t ring_seq);
void journal_restart(struct journal *j);               /* all of it is in a snapshot now */
void journal_set_aside(const struct journal_entry *e); /* to be skipped from now on */
