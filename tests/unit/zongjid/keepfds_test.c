/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptors that outlive the parent: what goes to the store and comes back, over a socket of our own in systemd's place.
 */
#include "tools/zongjid/keepfds.h"

#include "tests/unit/forked.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[64];
static int store = -1;

static void
open_store(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	forked_go_quietly();
	snprintf(path, sizeof(path), "/tmp/zj-keepfds-%d", (int)getpid());
	unlink(path);
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	store = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	cr_assert_eq(bind(store, (struct sockaddr *)&at, sizeof(at)), 0);
	setenv("NOTIFY_SOCKET", path, 1);
}

static void
close_store(void)
{
	close(store);
	unlink(path);
}

TestSuite(keepfds, .init = open_store, .fini = close_store, .timeout = 60);

static int
temporary(void)
{
	char name[] = "/tmp/zj-keepfds-XXXXXX";
	int fd = mkostemp(name, O_CLOEXEC);

	cr_assert_geq(fd, 0);
	unlink(name);
	return fd;
}

static bool
same(int a, int b)
{
	struct stat x, y;

	return fstat(a, &x) == 0 && fstat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The next datagram is this text; returns the descriptor that came with it, or -1. */
static int
told(const char *wanted)
{
	char text[512];
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { text, sizeof(text) - 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)
	};
	int fd = -1;
	ssize_t n = recvmsg(store, &msg, 0);

	cr_assert_gt(n, 0, "nothing was said, not \"%s\"", wanted);
	text[n] = '\0';
	cr_expect_str_eq(text, wanted);
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
	if (c)
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	return fd;
}

Test(keepfds, what_is_put_goes_to_the_store_under_its_name)
{
	int fd = temporary();

	cr_assert_eq(keepfds_put("power-1", fd), 0);
	int copy = told("FDSTORE=1\nFDNAME=power-1\nFDPOLL=0");
	cr_expect(same(copy, fd));
	cr_expect_eq(keepfds_get("power-1"), fd);
	cr_expect_eq(keepfds_get("power-2"), -ENOENT);
	keepfds_drop("power-1");
	cr_expect_eq(told("FDSTOREREMOVE=1\nFDNAME=power-1"), -1);
	cr_expect_eq(keepfds_get("power-1"), -ENOENT);
	cr_expect_lt(fcntl(fd, F_GETFD), 0, "the table owned it");
}

Test(keepfds, a_name_holds_one)
{
	int first = temporary(), second = temporary();

	cr_assert_eq(keepfds_put("chan-5", first), 0);
	close(told("FDSTORE=1\nFDNAME=chan-5\nFDPOLL=0"));
	cr_assert_eq(keepfds_put("chan-5", second), 0);
	cr_expect_eq(told("FDSTOREREMOVE=1\nFDNAME=chan-5"), -1);
	cr_expect(same(told("FDSTORE=1\nFDNAME=chan-5\nFDPOLL=0"), second));
	cr_expect_eq(keepfds_get("chan-5"), second);
}

Test(keepfds, bad_names_and_too_many_are_refused_and_stay_the_callers)
{
	char name[16];
	int fd = temporary();

	unsetenv("NOTIFY_SOCKET");
	cr_expect_eq(keepfds_put("", fd), -EINVAL);
	cr_expect_eq(keepfds_put("a:b", fd), -EINVAL);
	cr_expect_eq(keepfds_put("a\nREADY=1", fd), -EINVAL);
	cr_expect_eq(keepfds_put("12345678901234567890123456789012", fd), -EINVAL);
	cr_expect_eq(keepfds_put("x", -1), -EINVAL);
	for (int i = 0; i < KEEPFDS_MOST; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		cr_assert_eq(keepfds_put(name, dup(fd)), 0, "without systemd the table alone keeps %s", name);
	}
	cr_expect_eq(keepfds_put("more", fd), -ENOSPC);
	cr_expect_geq(fcntl(fd, F_GETFD), 0);
	keepfds_drop_all();
	cr_expect_eq(keepfds_get("n0"), -ENOENT);
	cr_expect_eq(keepfds_put("more", fd), 0);
}

/* The next parent, in a process of its own whose descriptors from 3 on are the store's: the first thing that is not as it should be. */
static int
next_parent(void)
{
	char number[16];
	int moved = fcntl(store, F_DUPFD_CLOEXEC, 200);

	for (int fd = 3; fd < 6; fd++)
		dup2(fcntl(temporary(), F_DUPFD, 100), fd);
	store = moved;
	snprintf(number, sizeof(number), "%d", (int)getpid());
	setenv("LISTEN_PID", number, 1);
	setenv("LISTEN_FDS", "3", 1);
	setenv("LISTEN_FDNAMES", "power-1:gone:power-1", 1);
	keepfds_open();
	if (keepfds_get("power-1") != 3 || getenv("LISTEN_FDS"))
		return 1;
	if (!(fcntl(3, F_GETFD) & FD_CLOEXEC))
		return 2;
	if (fcntl(5, F_GETFD) >= 0) /* a second one of a name */
		return 3;
	keepfds_settle();
	if (keepfds_get("gone") != -ENOENT || fcntl(4, F_GETFD) >= 0 || keepfds_get("power-1") != 3)
		return 4;
	keepfds_hand_down();
	return fcntl(3, F_GETFD) & FD_CLOEXEC ? 5 : 0;
}

Test(keepfds, the_next_parent_finds_them_and_lets_go_of_what_nobody_wants)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(next_parent());
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(WIFEXITED(status));
	cr_expect_eq(WEXITSTATUS(status), 0, "step %d", WEXITSTATUS(status));
	cr_expect_eq(told("FDSTOREREMOVE=1\nFDNAME=gone"), -1);
}
