/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters: one file per role, labels first, then the values.  The values are plain aligned 64-bit words: one writer, any
 * number of readers.
 */
#include "base/stat.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#define STAT_MAGIC UINT64_C(0x7461747374617a31)
#define STAT_ROWS  512

struct label {
	char name[32];
	char unit[12];
	uint16_t instances;
	uint16_t first; /* of the values */
	char sentence[96];
};

struct file {
	uint64_t magic;
	uint32_t n_rows;
	uint32_t n_values;
	struct label labels[]; /* then the values */
};

struct stats {
	struct file *file;
	size_t size;
	_Atomic(int64_t) *values;
};

static size_t
file_size(uint32_t n_rows, uint32_t n_values)
{
	return sizeof(struct file) + n_rows * sizeof(struct label) + n_values * sizeof(int64_t);
}

static _Atomic(int64_t) *
values_of(struct file *file)
{
	return (_Atomic(int64_t) *)(void *)&file->labels[file->n_rows];
}

static struct label
make_label(const struct stat_row *row, uint32_t first)
{
	struct label label = { .instances = row->instances, .first = (uint16_t)first };

	snprintf(label.name, sizeof(label.name), "%s", row->name);
	snprintf(label.unit, sizeof(label.unit), "%s", row->unit);
	snprintf(label.sentence, sizeof(label.sentence), "%s", row->sentence);
	return label;
}

/* Are the labels of the file ours?  After an upgrade they may not be: then the counts begin anew. */
static int
labels_fit(const struct file *file, const struct stat_row *rows, uint16_t n)
{
	uint32_t first = 0;

	if (file->magic != STAT_MAGIC || file->n_rows != n)
		return 0;
	for (uint16_t i = 0; i < n; i++) {
		struct label label = make_label(&rows[i], first);

		if (memcmp(&label, &file->labels[i], sizeof(label)) != 0)
			return 0;
		first += rows[i].instances;
	}
	return file->n_values == first;
}

int
stats_open(struct stats **sp, const char *run_dir, enum role role, const struct stat_row *rows, uint16_t n)
{
	char path[256];
	uint32_t n_values = 0;

	for (uint16_t i = 0; i < n; i++)
		n_values += rows[i].instances;
	if (n > STAT_ROWS || n_values > UINT16_MAX)
		return -EINVAL;

	struct stats *s = calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	s->size = file_size(n, n_values);
	snprintf(path, sizeof(path), "%s/%s.stat", run_dir, role_name[role]);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (fd < 0 || ftruncate(fd, (off_t)s->size) < 0)
		goto fail;
	s->file = mmap(NULL, s->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (s->file == MAP_FAILED)
		goto fail;
	close(fd);
	if (!labels_fit(s->file, rows, n)) {
		memset(s->file, 0, s->size);
		s->file->n_rows = n;
		s->file->n_values = n_values;
		uint32_t first = 0;
		for (uint16_t i = 0; i < n; i++) {
			s->file->labels[i] = make_label(&rows[i], first);
			first += rows[i].instances;
		}
		s->file->magic = STAT_MAGIC;
	}
	s->values = values_of(s->file);
	*sp = s;
	return 0;
fail:;
	int err = -errno;
	if (fd >= 0)
		close(fd);
	free(s);
	return err;
}

static _Atomic(int64_t) *
value(const struct stats *s, uint16_t id, uint16_t which)
{
	if (!s || id >= s->file->n_rows || which >= s->file->labels[id].instances)
		return NULL;
	return &s->values[s->file->labels[id].first + which];
}

void
stat_add(struct stats *s, uint16_t id, uint16_t which, int64_t n)
{
	_Atomic(int64_t) *v = value(s, id, which);

	if (v)
		atomic_store_explicit(v, atomic_load_explicit(v, memory_order_relaxed) + n, memory_order_relaxed);
}

void
stat_set(struct stats *s, uint16_t id, uint16_t which, int64_t to)
{
	_Atomic(int64_t) *v = value(s, id, which);

	if (v)
		atomic_store_explicit(v, to, memory_order_relaxed);
}

int64_t
stat_get(const struct stats *s, uint16_t id, uint16_t which)
{
	_Atomic(int64_t) *v = value(s, id, which);

	return v ? atomic_load_explicit(v, memory_order_relaxed) : 0;
}

void
stats_close(struct stats *s)
{
	if (!s)
		return;
	munmap(s->file, s->size);
	free(s);
}

int
stats_read(const char *run_dir, enum role role,
    void (*each)(void *arg, const char *name, uint16_t which, const char *unit, const char *sentence, int64_t value),
    void *arg)
{
	char path[256];
	struct stat st;
	int err = 0;

	snprintf(path, sizeof(path), "%s/%s.stat", run_dir, role_name[role]);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0 || (size_t)st.st_size < sizeof(struct file)) {
		close(fd);
		return -EINVAL;
	}
	struct file *file = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (file == MAP_FAILED)
		return -errno;
	if (file->magic != STAT_MAGIC || file->n_rows > STAT_ROWS || file->n_values > UINT16_MAX ||
	    file_size(file->n_rows, file->n_values) > (size_t)st.st_size) {
		err = -EINVAL;
		goto out;
	}
	for (uint32_t i = 0; i < file->n_rows; i++) {
		const struct label *label = &file->labels[i];

		if (label->first + (uint32_t)label->instances > file->n_values)
			continue;
		for (uint16_t which = 0; which < label->instances; which++)
			each(arg, label->name, which, label->unit, label->sentence,
			    atomic_load_explicit(&values_of(file)[label->first + which], memory_order_relaxed));
	}
out:
	munmap(file, (size_t)st.st_size);
	return err;
}
