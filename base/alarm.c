/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boards of alarms.  The file is a head and rows; it is written under another name and renamed, so a reader sees the old or
 * the new one, and a writer killed at any instruction leaves nothing to repair.
 */
#include "base/alarm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAGIC UINT64_C(0x736d72616c617a31)

const struct alarm_kind alarm_kinds[ALARM_COUNT] = {
#define ALARM(id, code, severity, object, zh, en, do_zh, do_en) \
	[ALARM_##id] = { code, ALARM_##severity, object, { zh, en }, { do_zh, do_en } },
#include "base/alarm.def"
#undef ALARM
};

const char *const alarm_severity_text[ALARM_SEVERITIES][2] = {
	[ALARM_MINOR] = { "一般", "minor" },
	[ALARM_MAJOR] = { "重要", "major" },
	[ALARM_CRITICAL] = { "严重", "critical" },
};

enum alarm_id
alarm_by_code(const char *code)
{
	for (int i = 1; i < ALARM_COUNT; i++)
		if (strcmp(alarm_kinds[i].code, code) == 0)
			return (enum alarm_id)i;
	return ALARM_NONE;
}

struct head {
	uint64_t magic;
	uint32_t kinds; /* ALARM_COUNT of who wrote it: another catalogue has other ids */
	uint32_t n;
};

struct alarm_board {
	char path[240], fresh[256];
	int n, changed;
	uint8_t said[ALARM_ROWS]; /* in this look */
	struct alarm_row rows[ALARM_ROWS];
};

static int
path_of(char *path, size_t size, const char *run_dir, const char *source)
{
	int n = snprintf(path, size, "%s/%s.alarms", run_dir, source);

	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

/* ---- reading ---- */

static int
is_sound(const struct alarm_row *r)
{
	return r->id > ALARM_NONE && r->id < ALARM_COUNT && r->raised_us > 0 && r->over_us >= 0 &&
	    memchr(r->name, '\0', sizeof(r->name)) && memchr(r->detail, '\0', sizeof(r->detail));
}

static int
read_rows(int fd, struct alarm_row rows[ALARM_ROWS])
{
	struct head head;

	if (read(fd, &head, sizeof(head)) != sizeof(head) || head.magic != MAGIC || head.kinds != ALARM_COUNT ||
	    head.n > ALARM_ROWS)
		return -EBADMSG;
	if (read(fd, rows, head.n * sizeof(*rows)) != (ssize_t)(head.n * sizeof(*rows)))
		return -EBADMSG;
	for (uint32_t i = 0; i < head.n; i++)
		if (!is_sound(&rows[i]))
			return -EBADMSG;
	return (int)head.n;
}

int
alarm_read(const char *run_dir, const char *source, struct alarm_row rows[ALARM_ROWS])
{
	char path[256];

	if (path_of(path, sizeof(path), run_dir, source))
		return -ENAMETOOLONG;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int n = read_rows(fd, rows);
	close(fd);
	return n;
}

/* ---- writing ---- */

int
alarm_open(struct alarm_board **bp, const char *run_dir, const char *source)
{
	struct alarm_board *b = calloc(1, sizeof(*b));

	if (!b)
		return -ENOMEM;
	if (path_of(b->path, sizeof(b->path), run_dir, source)) {
		free(b);
		return -ENAMETOOLONG;
	}
	snprintf(b->fresh, sizeof(b->fresh), "%s.new", b->path);
	int n = alarm_read(run_dir, source, b->rows);
	b->n = n > 0 ? n : 0;
	b->changed = n < 0; /* an empty board says: nothing stands */
	*bp = b;
	return 0;
}

void
alarm_close(struct alarm_board *b)
{
	free(b);
}

void
alarm_begin(struct alarm_board *b)
{
	memset(b->said, 0, sizeof(b->said));
}

static int
row_of(const struct alarm_board *b, enum alarm_id id, uint32_t object)
{
	for (int i = 0; i < b->n; i++)
		if (b->rows[i].id == id && b->rows[i].object == object && b->rows[i].over_us == 0)
			return i;
	return -1;
}

/* A full board keeps what it has: 128 alarms of one process are trouble enough. */
void
alarm_stands(struct alarm_board *b, enum alarm_id id, uint32_t object, const char *name, const char *detail)
{
	int i = row_of(b, id, object);
	char now[TEXT_NAME];

	if (i < 0 && b->n == ALARM_ROWS)
		return;
	if (i < 0) {
		i = b->n++;
		b->rows[i] = (struct alarm_row){ .id = (uint16_t)id, .object = object };
		text_copy(b->rows[i].name, sizeof(b->rows[i].name), name);
	}
	text_copy(now, sizeof(now), detail);
	if (strcmp(now, b->rows[i].detail) != 0) {
		text_copy(b->rows[i].detail, sizeof(b->rows[i].detail), now);
		b->changed++;
	}
	b->said[i] = 1;
}

static int
publish(struct alarm_board *b)
{
	struct head head = { MAGIC, ALARM_COUNT, (uint32_t)b->n };
	size_t len = (size_t)b->n * sizeof(b->rows[0]);
	int fd = open(b->fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0660);

	if (fd < 0)
		return -errno;
	int err = write(fd, &head, sizeof(head)) == sizeof(head) && write(fd, b->rows, len) == (ssize_t)len ? 0 : -EIO;
	close(fd);
	if (!err && rename(b->fresh, b->path) < 0)
		err = -errno;
	return err;
}

int
alarm_end(struct alarm_board *b, int64_t now_us)
{
	int kept = 0;

	for (int i = 0; i < b->n; i++) {
		struct alarm_row *r = &b->rows[i];

		if (b->said[i] && !r->raised_us)
			r->raised_us = now_us, b->changed++;
		else if (!b->said[i] && !r->over_us)
			r->over_us = now_us, b->changed++;
		if (!r->over_us || now_us - r->over_us < ALARM_LINGER)
			b->rows[kept++] = *r;
		else
			b->changed++;
	}
	b->n = kept;
	int changed = b->changed, err = changed ? publish(b) : 0;
	if (!err)
		b->changed = 0;
	return err ? err : changed;
}
