/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Doorbells (bell.h): EAGAIN on writing means that the bell is full of rings already, which is as good. */
#include "base/bell.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int
bell_create(const char *path)
{
	struct stat st;

	if (mkfifo(path, 0660) == 0)
		return 0;
	if (errno != EEXIST)
		return -errno;
	return stat(path, &st) < 0 ? -errno : S_ISFIFO(st.st_mode) ? 0 : -EEXIST;
}

int
bell_open(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode))
		return fd;
	close(fd);
	return -EBADMSG;
}

void
bell_ring(int fd)
{
	while (fd >= 0 && write(fd, "", 1) < 0 && errno == EINTR)
		;
}

void
bell_hush(int fd)
{
	char rings[256];

	for (;;) {
		ssize_t n = read(fd, rings, sizeof(rings));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < (ssize_t)sizeof(rings))
			return;
	}
}
