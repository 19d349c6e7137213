/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Doors (door.h).  The spare descriptor is given up for as long as it takes to turn somebody away. */
#include "base/door.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int spare = -1;

static void
take_spare(void)
{
	if (spare < 0)
		spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static int
address(struct sockaddr_un *sa, const char *run_dir, const char *name)
{
	*sa = (struct sockaddr_un){ .sun_family = AF_UNIX };
	int n = snprintf(sa->sun_path, sizeof(sa->sun_path), "%s/%s", run_dir, name);

	return n >= 0 && n < (int)sizeof(sa->sun_path) ? 0 : -ENAMETOOLONG;
}

int
door_open(const char *run_dir, const char *name, int waiting)
{
	struct sockaddr_un sa;
	int err = address(&sa, run_dir, name);

	if (err)
		return err;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	unlink(sa.sun_path);
	mode_t mask = umask(0117);
	err = bind(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0 || listen(fd, waiting) < 0 ? -errno : 0;
	umask(mask);
	if (err) {
		close(fd);
		return err;
	}
	take_spare();
	return fd;
}

void
door_close(int door, const char *run_dir, const char *name)
{
	struct sockaddr_un sa;

	if (door < 0)
		return;
	close(door);
	if (address(&sa, run_dir, name) == 0)
		unlink(sa.sun_path);
}

/* The kernel says EMFILE before it looks whether anybody stands there. */
static int
turn_away(int door)
{
	if (spare >= 0)
		close(spare);
	spare = -1;
	int fd = accept4(door, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0)
		close(fd);
	take_spare();
	return fd >= 0 ? -EMFILE : -EAGAIN;
}

int
door_accept(int door)
{
	int fd;

	do
		fd = accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
	if (fd >= 0)
		return fd;
	if (errno != EMFILE && errno != ENFILE)
		return -errno;
	return turn_away(door);
}

int
door_knock(const char *run_dir, const char *name, bool wait)
{
	struct sockaddr_un sa;
	int err = address(&sa, run_dir, name);

	if (err)
		return err;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | (wait ? 0 : SOCK_NONBLOCK), 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0)
		return fd;
	err = -errno;
	close(fd);
	return err;
}
