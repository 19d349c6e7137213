/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "media/fax/file.h"

#include "base/clock.h"
#include "base/folder.h"
#include "base/session.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

#define DISK_CLOCK_US US_PER_SEC /* the disk's clock may be behind the house's by this */

/* A name that is taken: by this fax itself, or by one that is older than it began. */
static int
set_aside(const struct fax_file *f, int64_t started_us)
{
	char other[FAX_FILE_PATH];
	struct stat st;

	if (stat(f->path, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	int64_t written_us = (int64_t)st.st_mtim.tv_sec * US_PER_SEC + st.st_mtim.tv_nsec / 1000;
	if (written_us >= started_us - DISK_CLOCK_US)
		return -EEXIST;
	int n = snprintf(other, sizeof(other), "%.*s-%" PRId64 ".tif", (int)strlen(f->path) - 4, f->path, written_us);
	if (n >= (int)sizeof(other))
		return -ENAMETOOLONG;
	return rename(f->path, other) < 0 ? -errno : 0;
}

int
fax_file_open(struct fax_file *f, const char *dir, const struct msg_fax *fax)
{
	int ret = fax_path(f->path, sizeof(f->path), dir, fax->session, fax->fax_no, fax->started_us);

	if (!ret && snprintf(f->part, sizeof(f->part), "%s.part", f->path) >= (int)sizeof(f->part))
		ret = -ENAMETOOLONG;
	if (!ret)
		ret = folders_make(f->path, 0750);
	if (!ret)
		ret = set_aside(f, fax->started_us);
	if (ret)
		return ret;
	int fd = open(f->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static int
sync_path(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	int ret = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

int
fax_file_keep(const struct fax_file *f)
{
	char folder[FAX_FILE_PATH];
	const char *slash = strrchr(f->path, '/');
	int ret = sync_path(f->part, O_RDWR);

	if (!ret && rename(f->part, f->path) < 0)
		ret = -errno;
	if (ret || !slash)
		return ret;
	snprintf(folder, sizeof(folder), "%.*s", (int)(slash - f->path), f->path);
	return sync_path(folder, O_RDONLY | O_DIRECTORY);
}

void
fax_file_drop(const struct fax_file *f)
{
	unlink(f->part);
}

uint32_t
fax_file_trim(const struct fax_file *f, uint32_t pages)
{
	uint32_t n = fax_file_pages(f->part);
	TIFF *tiff = n > pages ? TIFFOpen(f->part, "r+") : NULL;

	for (; tiff && n > pages && TIFFUnlinkDirectory(tiff, (tdir_t)n); n--)
		;
	if (tiff)
		TIFFClose(tiff);
	return n;
}

uint32_t
fax_file_pages(const char *path)
{
	TIFF *tiff = TIFFOpen(path, "r");
	uint32_t n = 0;

	if (!tiff)
		return 0;
	do {
		uint32_t rows = 0;

		n += TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &rows) == 1 && rows;
	} while (TIFFReadDirectory(tiff));
	TIFFClose(tiff);
	return n;
}
