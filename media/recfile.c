/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recording files.
 *
 * Audio begins at octet 128, so the place of a frame follows from its number alone: a write that failed half-way is
 * simply written over, and the length of the file tells how many frames there are when the header does not.
 */
#include "media/recfile.h"

#include "base/folder.h"
#include "base/session.h"
#include "media/alaw.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SAME_START_US 1000000 /* two recordings of one name that began further apart are different ones */

static off_t
offset_of(uint32_t frame)
{
	return REC_HEADER + (off_t)frame * REC_FRAME;
}

static int
write_all(int fd, const void *data, size_t n, off_t at)
{
	const uint8_t *p = data;
	while (n) {
		ssize_t k = pwrite(fd, p, n, at);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return k < 0 ? -errno : -EIO;
		p += k, n -= (size_t)k, at += k;
	}
	return 0;
}

int
recfile_path(char path[REC_PATH], const char *dir, uint64_t session, uint32_t rec_no, int64_t start_us)
{
	return recording_path(path, REC_PATH, dir, session, rec_no, start_us);
}

int
record_repair(int fd, struct rec_header *h)
{
	uint8_t image[REC_HEADER];
	struct rec_header found;
	struct stat st;
	if (fstat(fd, &st) < 0)
		return -errno;
	ssize_t n = pread(fd, image, sizeof(image), 0);
	if (n < 0)
		return -errno;
	off_t octets = st.st_size > REC_HEADER ? st.st_size - REC_HEADER : 0;
	uint32_t frames = octets / REC_FRAME < REC_FRAMES_MAX ? (uint32_t)(octets / REC_FRAME) : REC_FRAMES_MAX;
	bool whole = rec_header_get(&found, image, (size_t)n) == 0;
	if (whole)
		*h = found;
	else if (!h->session)
		return -EINVAL; /* neither the file nor the caller knows what it is */
	if (whole && found.frames == frames && st.st_size == offset_of(frames))
		return 0;
	h->frames = frames;
	rec_header_put(image, h);
	int rc = write_all(fd, image, sizeof(image), 0);
	if (rc == 0 && ftruncate(fd, offset_of(frames)) < 0)
		rc = -errno;
	return rc;
}

/* A file of this name belongs to another recording (numbers began anew): keep it under a name of its own. */
static int
set_aside(struct recfile *f, int64_t its_start_us)
{
	char other[REC_PATH];
	int n = snprintf(other, sizeof(other), "%.*s-%" PRId64 ".wav", (int)strlen(f->path) - 4, f->path, its_start_us);
	if (n >= (int)sizeof(other))
		return -ENAMETOOLONG;
	return rename(f->path, other) < 0 ? -errno : 0;
}

static int
open_path(struct recfile *f, bool make)
{
	f->fd = open(f->path, O_RDWR | O_CLOEXEC | (make ? O_CREAT : 0), 0640);
	if (f->fd < 0 && errno == ENOENT && make && folders_make(f->path, 0750) == 0)
		f->fd = open(f->path, O_RDWR | O_CLOEXEC | O_CREAT, 0640);
	return f->fd < 0 ? -errno : 0;
}

int
recfile_open(struct recfile *f, const char *dir, uint64_t session, uint32_t rec_no, int64_t start_us, bool make)
{
	const struct rec_header h = { .session = session, .start_us = start_us, .rec_no = rec_no };
	f->fd = -1;
	f->dirty = false;
	int rc = recfile_path(f->path, dir, session, rec_no, start_us);
	for (int tries = 0; rc == 0 && tries < 2; tries++) {
		if ((rc = open_path(f, make)) < 0)
			return rc;
		f->h = h;
		rc = record_repair(f->fd, &f->h);
		int64_t apart = f->h.start_us - start_us;
		if (rc == 0 && f->h.session == session && apart < SAME_START_US && apart > -SAME_START_US)
			return 0;
		close(f->fd);
		f->fd = -1;
		if (rc == 0)
			rc = make ? set_aside(f, f->h.start_us) : -ENOENT;
	}
	return rc < 0 ? rc : -EEXIST;
}

static int
fill(struct recfile *f, uint32_t n)
{
	uint8_t silence[8192];
	memset(silence, ALAW_SILENCE, sizeof(silence));
	while (n) {
		uint32_t k = n < sizeof(silence) / REC_FRAME ? n : sizeof(silence) / REC_FRAME;
		int rc = write_all(f->fd, silence, k * REC_FRAME, offset_of(f->h.frames));
		if (rc < 0)
			return rc;
		f->h.frames += k;
		f->h.gap_frames += k;
		n -= k;
	}
	return 0;
}

int
recfile_put(struct recfile *f, uint32_t at, const uint8_t *frames, uint32_t n, uint32_t *filled)
{
	uint32_t before = f->h.gap_frames;
	int rc = 0;
	if (f->fd < 0)
		return -EBADF;
	if (n > REC_FRAMES_MAX || (at > f->h.frames ? at : f->h.frames) > REC_FRAMES_MAX - n)
		return -EFBIG;
	f->dirty = true;
	if (at > f->h.frames)
		rc = fill(f, at - f->h.frames);
	*filled = f->h.gap_frames - before;
	if (rc == 0 && n && (rc = write_all(f->fd, frames, (size_t)n * REC_FRAME, offset_of(f->h.frames))) == 0)
		f->h.frames += n;
	return rc;
}

int
recfile_sync(struct recfile *f)
{
	uint8_t image[REC_HEADER];
	struct stat st;
	if (f->fd < 0)
		return -EBADF;
	if (fstat(f->fd, &st) < 0)
		return -errno;
	if (st.st_nlink == 0)
		return -ESTALE;
	rec_header_put(image, &f->h);
	int rc = write_all(f->fd, image, sizeof(image), 0);
	if (rc == 0)
		f->dirty = false;
	return rc;
}

int
recfile_close(struct recfile *f)
{
	int rc = 0;
	if (f->fd < 0)
		return 0;
	if (f->dirty)
		rc = recfile_sync(f);
	if (rc == 0 && ftruncate(f->fd, offset_of(f->h.frames)) < 0) /* what a failed write left behind */
		rc = -errno;
	close(f->fd);
	f->fd = -1;
	return rc;
}
