/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The journal of a core (journal.h).  Nothing in the file is believed: it may be of another build, or damaged. */
#include "base/journal.h"

#include <errno.h>
#include <string.h>

#define JOURNAL_MAGIC UINT64_C(0x316c6e6a69676e7a) /* "zngijnl1" */
#define JOURNAL_ABI   1u
#define COMMITTED     (UINT64_C(1) << 63)
#define ASIDE         (UINT64_C(1) << 62)
#define RESERVED      (UINT64_C(0x3f) << 56)
#define RECORD        sizeof(struct journal_rec)

_Static_assert(RECORD == 48, "the payload of a record is 16-octet aligned");
_Static_assert(sizeof(struct journal_head) <= SHM_PAGE, "the header is one page");

static uint64_t
cost(uint32_t len)
{
	return RECORD + ((len + UINT64_C(15)) & ~UINT64_C(15));
}

static void
fill_journal(void *map, size_t size, const void *arg)
{
	struct journal_head *h = map;

	h->magic = JOURNAL_MAGIC;
	h->abi = JOURNAL_ABI;
	h->header = SHM_PAGE;
	h->size = size - SHM_PAGE;
	h->instance = *(const uint64_t *)arg;
}

int
journal_create(const char *path, uint32_t bytes, uint64_t instance)
{
	return shm_create(path, SHM_PAGE + (bytes ? bytes : JOURNAL_BYTES), true, fill_journal, &instance);
}

int
journal_check(struct journal *j, void *map, size_t size)
{
	struct journal_head *h = map;

	if (size < SHM_PAGE + RECORD || h->magic != JOURNAL_MAGIC || h->abi != JOURNAL_ABI || h->header != SHM_PAGE ||
	    h->size != size - SHM_PAGE || h->size % 16)
		return -EBADMSG;
	j->head = h;
	j->room = (uint8_t *)map + SHM_PAGE;
	j->size = h->size;
	j->end = 0;
	return 0;
}

static int
check_mapped(struct journal *j, uint64_t instance)
{
	int rc = journal_check(j, j->shm.map, j->shm.size);

	if (!rc && j->head->instance != instance)
		rc = -EBADMSG;
	if (rc)
		journal_close(j);
	return rc;
}

int
journal_open(struct journal *j, const char *path, uint64_t instance)
{
	int rc = shm_open_map(&j->shm, path, SHM_PAGE + RECORD);

	return rc ? rc : check_mapped(j, instance);
}

int
journal_view(struct journal *j, const char *path, uint64_t instance)
{
	int rc = shm_open_view(&j->shm, path, SHM_PAGE + RECORD);

	return rc ? rc : check_mapped(j, instance);
}

void
journal_close(struct journal *j)
{
	shm_close(&j->shm);
	j->head = NULL;
}

static struct journal_rec *
record_at(const struct journal *j, uint64_t at)
{
	return (struct journal_rec *)(j->room + at);
}

int
journal_read(const struct journal *j, uint64_t *at, struct journal_entry *e)
{
	if (*at % 16 || *at > j->size - RECORD)
		return -EBADMSG;
	struct journal_rec *rec = record_at(j, *at);
	uint64_t word = atomic_load_explicit(&rec->word, memory_order_acquire); /* pairs with journal_append */
	uint32_t len = (uint32_t)word;

	if (!word)
		return 0;
	/* Behind every record there is room for the word that ends the journal. */
	if (!(word & COMMITTED) || word & RESERVED & ~ASIDE || len > JOURNAL_PAYLOAD ||
	    *at + cost(len) > j->size - RECORD)
		return -EBADMSG;
	*e = (struct journal_entry){
		.in = { .now_us = rec->now_us,
		    .serial = rec->serial,
		    .from = (uint8_t)(word >> 48),
		    .type = (uint16_t)(word >> 32),
		    .len = len,
		    .data = rec->payload },
		.ring_seq = rec->ring_seq,
		.aside = word & ASIDE,
		.rec = rec,
	};
	*at += cost(len);
	return 1;
}

int
journal_walk(struct journal *j, uint64_t base, uint64_t *last)
{
	struct journal_entry e;
	uint64_t at = 0, serial = 0;
	int64_t now_us = INT64_MIN;
	int rc;

	while ((rc = journal_read(j, &at, &e)) > 0) {
		if (serial ? e.in.serial != serial + 1 : e.in.serial == 0 || e.in.serial > base + 1)
			return -EBADMSG;
		if (e.in.now_us < now_us)
			return -EBADMSG;
		serial = e.in.serial;
		now_us = e.in.now_us;
	}
	j->end = at;
	*last = serial > base ? serial : base;
	return rc;
}

int
journal_append(struct journal *j, const struct core_input *in, uint64_t ring_seq)
{
	if (in->len > JOURNAL_PAYLOAD)
		return -EMSGSIZE;
	if (j->end + cost(in->len) > j->size - RECORD)
		return -ENOSPC;
	struct journal_rec *rec = record_at(j, j->end);
	struct journal_rec *next = record_at(j, j->end + cost(in->len));

	rec->serial = in->serial;
	rec->now_us = in->now_us;
	rec->ring_seq = ring_seq;
	atomic_store_explicit(&rec->deaths, 0, memory_order_relaxed);
	if (in->len)
		memcpy(rec->payload, in->data, in->len);
	atomic_store_explicit(&next->word, 0, memory_order_relaxed);
	/* The commit: nothing of the above may come later.  Its reader is our own successor, in journal_read. */
	atomic_store_explicit(&rec->word,
	    COMMITTED | (uint64_t)(in->from & 0xff) << 48 | (uint64_t)in->type << 32 | in->len, memory_order_release);
	j->end += cost(in->len);
	return 0;
}

void
journal_restart(struct journal *j)
{
	atomic_store_explicit(&record_at(j, 0)->word, 0, memory_order_release);
	j->end = 0;
}

void
journal_set_aside(const struct journal_entry *e)
{
	atomic_fetch_or(&e->rec->word, ASIDE);
}
