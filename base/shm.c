/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files in shared memory (shm.h).
 *
 * A new file is filled under a temporary name in the same directory and linked (or renamed, to replace) into place:
 * both are atomic, so a process killed here leaves at worst a file that nobody opens.  Pages are allocated at once
 * (fallocate): on a full tmpfs creating fails with ENOSPC, where a sparse file would kill its first writer by SIGBUS.
 */
#include "base/shm.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int
shm_path(char *to, size_t size, const char *dir, const char *format, ...)
{
	int n = snprintf(to, size, "%s/", dir);

	if (n < 0 || (size_t)n >= size)
		return -ENAMETOOLONG;
	va_list ap;
	va_start(ap, format);
	int m = vsnprintf(to + n, size - (size_t)n, format, ap);
	va_end(ap);
	return m < 0 || (size_t)m >= size - (size_t)n ? -ENAMETOOLONG : 0;
}

static int
fill_file(int fd, size_t size, shm_fill *fill, const void *arg)
{
	int rc = posix_fallocate(fd, 0, (off_t)size);

	if (rc)
		return -rc;
	if (fchmod(fd, 0660) < 0)
		return -errno;
	void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	fill(map, size, arg);
	munmap(map, size);
	return 0;
}

int
shm_create(const char *path, size_t size, bool replace, shm_fill *fill, const void *arg)
{
	char tmp[PATH_MAX];
	int n = snprintf(tmp, sizeof(tmp), "%s.XXXXXX", path);

	if (n < 0 || (size_t)n >= sizeof(tmp))
		return -ENAMETOOLONG;
	int fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int rc = fill_file(fd, size, fill, arg);
	close(fd);
	if (!rc && (replace ? rename(tmp, path) : link(tmp, path)) < 0)
		rc = -errno;
	if (rc || !replace)
		unlink(tmp);
	return rc;
}

static int
open_map(struct shm *m, const char *path, size_t least, int open_flags, int prot)
{
	struct stat st;
	int fd = open(path, open_flags | O_CLOEXEC);

	*m = (struct shm){ .fd = -1 };
	if (fd < 0)
		return -errno;
	int rc = fstat(fd, &st) < 0 ? -errno : st.st_size < (off_t)least || st.st_size == 0 ? -EBADMSG : 0;
	if (!rc) {
		void *map = mmap(NULL, (size_t)st.st_size, prot, MAP_SHARED, fd, 0);
		if (map != MAP_FAILED) {
			*m = (struct shm){ .map = map, .size = (size_t)st.st_size, .fd = fd };
			return 0;
		}
		rc = -errno;
	}
	close(fd);
	return rc;
}

int
shm_open_map(struct shm *m, const char *path, size_t least)
{
	return open_map(m, path, least, O_RDWR, PROT_READ | PROT_WRITE);
}

int
shm_open_view(struct shm *m, const char *path, size_t least)
{
	return open_map(m, path, least, O_RDONLY, PROT_READ);
}

void
shm_close(struct shm *m)
{
	if (!m->map)
		return;
	munmap(m->map, m->size);
	close(m->fd);
	*m = (struct shm){ .fd = -1 };
}

int
shm_map_twice(int fd, size_t head, size_t body, void **map)
{
	size_t all = head + 2 * body;
	char *at = mmap(NULL, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return -errno;
	if (mmap(at, head + body, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED ||
	    mmap(at + head + body, body, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, (off_t)head) ==
	        MAP_FAILED) {
		int rc = -errno;
		munmap(at, all);
		return rc;
	}
	*map = at;
	return 0;
}

static int
lock_op(int fd, int op, short type, off_t at, off_t n, struct flock *fl)
{
	*fl = (struct flock){ .l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = n };
	return fcntl(fd, op, fl) < 0 ? -errno : 0;
}

int
shm_lock(int fd, off_t at, off_t n)
{
	struct flock fl;
	int rc = lock_op(fd, F_OFD_SETLK, F_WRLCK, at, n, &fl);

	return rc == -EAGAIN || rc == -EACCES ? -EBUSY : rc;
}

int
shm_unlock(int fd, off_t at, off_t n)
{
	struct flock fl;

	return lock_op(fd, F_OFD_SETLK, F_UNLCK, at, n, &fl);
}

bool
shm_held(int fd, off_t at, off_t n)
{
	struct flock fl;

	return lock_op(fd, F_OFD_GETLK, F_WRLCK, at, n, &fl) == 0 && fl.l_type != F_UNLCK;
}
