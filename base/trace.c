/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The trace ring: fixed records, overwritten in turn.  A record's serial is cleared before and stored after its content
 * (release), so a reader that copies a record and finds the serial unchanged (acquire) has a whole one.
 */
#include "base/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRACE_MAGIC   UINT64_C(0x6563617274617a31)
#define TRACE_RECORDS 8192u

struct file {
	uint64_t magic;
	uint32_t records;
	uint32_t size;
	_Atomic(uint64_t) next; /* serial of the next record; they begin at 1 */
	uint64_t pad[5];
	struct trace_rec rec[];
};

struct trace {
	struct file *file;
	enum role role;
};

struct trace_reader {
	struct file *file;
	uint64_t next;
};

#define FILE_SIZE (sizeof(struct file) + TRACE_RECORDS * sizeof(struct trace_rec))

static _Atomic(uint64_t) *
serial_of(struct trace_rec *rec)
{
	return (_Atomic(uint64_t) *)(void *)&rec->serial;
}

static struct file *
map(const char *run_dir, enum role role, int flags, int prot)
{
	char path[256];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s.trace", run_dir, role_name[role]);
	int fd = open(path, flags | O_CLOEXEC, 0660);
	if (fd < 0)
		return NULL;
	if ((flags & O_CREAT) && ftruncate(fd, FILE_SIZE) < 0) {
		close(fd);
		return NULL;
	}
	if (fstat(fd, &st) < 0 || (size_t)st.st_size < FILE_SIZE) {
		close(fd);
		errno = EINVAL;
		return NULL;
	}
	struct file *file = mmap(NULL, FILE_SIZE, prot, MAP_SHARED, fd, 0);
	close(fd);
	return file == MAP_FAILED ? NULL : file;
}

int
trace_open(struct trace **tp, const char *run_dir, enum role role)
{
	struct trace *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->role = role;
	t->file = map(run_dir, role, O_RDWR | O_CREAT, PROT_READ | PROT_WRITE);
	if (!t->file) {
		int err = -errno;
		free(t);
		return err;
	}
	if (t->file->magic != TRACE_MAGIC || t->file->size != sizeof(struct trace_rec)) {
		t->file->records = TRACE_RECORDS;
		t->file->size = sizeof(struct trace_rec);
		atomic_store(&t->file->next, 1);
		t->file->magic = TRACE_MAGIC;
	}
	*tp = t;
	return 0;
}

void
trace_put(struct trace *t, int64_t at_us, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	if (!t)
		return;
	uint64_t serial = atomic_load_explicit(&t->file->next, memory_order_relaxed);
	struct trace_rec *rec = &t->file->rec[serial % TRACE_RECORDS];
	uint32_t keep = len < TRACE_DATA ? len : TRACE_DATA;

	atomic_store_explicit(serial_of(rec), 0, memory_order_relaxed);
	atomic_thread_fence(memory_order_release); /* pairs with the second look in trace_next() */
	rec->at_us = at_us;
	rec->ref = ref;
	rec->kind = kind;
	rec->role = (uint16_t)t->role;
	rec->len = (uint16_t)keep;
	rec->cut = (uint16_t)(len - keep);
	if (keep)
		memcpy(rec->data, data, keep);
	atomic_store_explicit(
	    serial_of(rec), serial, memory_order_release); /* pairs with the first look in trace_next() */
	atomic_store_explicit(&t->file->next, serial + 1, memory_order_release);
}

void
trace_close(struct trace *t)
{
	if (!t)
		return;
	munmap(t->file, FILE_SIZE);
	free(t);
}

int
trace_reader_open(struct trace_reader **rp, const char *run_dir, enum role role, int from_oldest)
{
	struct trace_reader *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->file = map(run_dir, role, O_RDONLY, PROT_READ);
	if (!r->file || r->file->magic != TRACE_MAGIC || r->file->size != sizeof(struct trace_rec)) {
		int err = r->file ? -EINVAL : -errno;
		if (r->file)
			munmap(r->file, FILE_SIZE);
		free(r);
		return err;
	}
	uint64_t next = atomic_load_explicit(&r->file->next, memory_order_acquire);
	r->next = !from_oldest ? next : next > TRACE_RECORDS ? next - TRACE_RECORDS + 1 : 1;
	*rp = r;
	return 0;
}

int
trace_next(struct trace_reader *r, struct trace_rec *rec, uint64_t *missed)
{
	*missed = 0;
	for (;;) {
		uint64_t end = atomic_load_explicit(&r->file->next, memory_order_acquire);

		if (end > TRACE_RECORDS && r->next < end - TRACE_RECORDS + 1) {
			*missed += end - TRACE_RECORDS + 1 - r->next;
			r->next = end - TRACE_RECORDS + 1;
		}
		if (r->next >= end)
			return 0;
		struct trace_rec *at = &r->file->rec[r->next % TRACE_RECORDS];
		if (atomic_load_explicit(serial_of(at), memory_order_acquire) != r->next) { /* pairs with trace_put() */
			(*missed)++;
			r->next++;
			continue;
		}
		memcpy(rec, at, sizeof(*rec));
		atomic_thread_fence(memory_order_acquire); /* pairs with the fence in trace_put() */
		if (atomic_load_explicit(serial_of(at), memory_order_relaxed) != r->next || rec->len > TRACE_DATA) {
			(*missed)++;
			r->next++;
			continue;
		}
		r->next++;
		return 1;
	}
}

unsigned
trace_reader_behind(const struct trace_reader *r)
{
	uint64_t end = atomic_load_explicit(&r->file->next, memory_order_acquire);
	uint64_t waiting = end > r->next ? end - r->next : 0;

	return waiting >= TRACE_RECORDS ? 100 : (unsigned)(waiting * 100 / TRACE_RECORDS);
}

void
trace_reader_close(struct trace_reader *r)
{
	if (!r)
		return;
	munmap(r->file, FILE_SIZE);
	free(r);
}
