/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The house's clock: CLOCK_BOOTTIME plus the offset to UTC at the moment the parent made the run directory.
 */
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int64_t offset_us;
static int offset_known;

static int64_t
read_us(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return ts.tv_sec * US_PER_SEC + ts.tv_nsec / 1000;
}

static int
clock_path(char *path, size_t size, const char *run_dir)
{
	return snprintf(path, size, "%s/clock", run_dir) < (int)size ? 0 : -ENAMETOOLONG;
}

int
clock_attach(const char *run_dir)
{
	char path[256];
	int64_t offset;
	int err = clock_path(path, sizeof(path), run_dir);

	if (err)
		return err;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ssize_t n = read(fd, &offset, sizeof(offset));
	close(fd);
	if (n != sizeof(offset))
		return -EINVAL;
	offset_us = offset;
	offset_known = 1;
	return 0;
}

int
clock_create(const char *run_dir)
{
	char path[256], fresh[272];
	int64_t offset = read_us(CLOCK_REALTIME) - read_us(CLOCK_BOOTTIME);
	int err = clock_path(path, sizeof(path), run_dir);

	if (err)
		return err;
	if (clock_attach(run_dir) == 0)
		return 0;
	snprintf(fresh, sizeof(fresh), "%s.%d", path, (int)getpid());
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	if (fd < 0)
		return -errno;
	ssize_t n = write(fd, &offset, sizeof(offset));
	close(fd);
	if (n != sizeof(offset) || rename(fresh, path) < 0)
		return -EIO;
	return clock_attach(run_dir);
}

int64_t
clock_now_us(void)
{
	if (!offset_known) {
		offset_us = read_us(CLOCK_REALTIME) - read_us(CLOCK_BOOTTIME);
		offset_known = 1;
	}
	return read_us(CLOCK_BOOTTIME) + offset_us;
}
