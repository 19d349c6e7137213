/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A service manager for one service, as systemd is for zongjid: what sd_notify(3) says is printed, descriptors are kept and given to the
 * next start, and what ends by a signal or with status 75 is started again.
 *
 *     manager SOCKET PAUSE_MS PROGRAM [ARGUMENT...]
 *
 * Lines: "started PID", "said TEXT", "keeps NAME", "lets go of NAME", "ended by signal N" or "ended with status N".  SIGTERM and SIGUSR1 are
 * handed on (stop; restart).
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST 64
#define LEFT 75

static struct {
	char name[64];
	int fd;
} kept[MOST];
static int n_kept;
static volatile sig_atomic_t child;

static void
hand_on(int sig)
{
	if (child > 0)
		kill((pid_t)child, sig);
}

static int
listen_at(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	unlink(path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0) {
		perror(path);
		exit(1);
	}
	return fd;
}

static void
let_go(const char *name)
{
	for (int i = 0; i < n_kept; i++)
		if (strcmp(kept[i].name, name) == 0) {
			printf("lets go of %s\n", name);
			close(kept[i].fd);
			kept[i--] = kept[--n_kept];
		}
}

static void
keep(const char *name, int fd)
{
	if (fd < 0 || n_kept == MOST)
		return;
	printf("keeps %s\n", name);
	snprintf(kept[n_kept].name, sizeof(kept[n_kept].name), "%s", name);
	kept[n_kept++].fd = fd;
}

/* One datagram: lines KEY=VALUE, and maybe a descriptor. */
static void
hear(int socket)
{
	char text[1024], name[64] = "stored";
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { text, sizeof(text) - 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)
	};
	ssize_t n = recvmsg(socket, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	int fd = -1, store = 0, remove = 0;
	char *rest = text;

	if (n < 0)
		return;
	text[n] = '\0';
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
	if (c && c->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	for (char *line; (line = strsep(&rest, "\n"));) {
		store |= strcmp(line, "FDSTORE=1") == 0;
		remove |= strcmp(line, "FDSTOREREMOVE=1") == 0;
		if (strncmp(line, "FDNAME=", 7) == 0)
			snprintf(name, sizeof(name), "%s", line + 7);
		else if (*line && strncmp(line, "WATCHDOG", 8) != 0 && strncmp(line, "FD", 2) != 0)
			printf("said %s\n", line);
	}
	if (remove)
		let_go(name);
	if (store)
		keep(name, fd);
	else if (fd >= 0)
		close(fd);
}

/* In the child: the kept descriptors from 3 on, and what tells of them. */
static void
become(char **argv)
{
	char number[16], *names = NULL;
	size_t size = 0;
	FILE *list = open_memstream(&names, &size);
	int high[MOST];

	for (int i = 0; i < n_kept; i++) {
		high[i] = dup(kept[i].fd);
		while (high[i] >= 0 && high[i] < 3 + MOST)
			high[i] = dup(high[i]); /* out of the way; the lower ones are closed or replaced below */
	}
	for (int i = 0; i < n_kept; i++) {
		dup2(high[i], 3 + i);
		fprintf(list, "%s%s", i ? ":" : "", kept[i].name);
	}
	fclose(list);
	for (int fd = 3 + n_kept; fd < 1024; fd++)
		close(fd);
	snprintf(number, sizeof(number), "%d", (int)getpid());
	setenv("LISTEN_PID", number, 1);
	snprintf(number, sizeof(number), "%d", n_kept);
	setenv("LISTEN_FDS", number, 1);
	setenv("LISTEN_FDNAMES", names, 1);
	execv(argv[0], argv);
	perror(argv[0]);
	_exit(100);
}

/* One life of the service: how it ended. */
static int
one_life(int socket, char **argv)
{
	int status;
	pid_t pid = fork(), ended;

	if (pid == 0)
		become(argv);
	child = pid;
	printf("started %d\n", (int)pid);
	while ((ended = waitpid(-1, &status, WNOHANG)) != pid) {
		struct pollfd p = { .fd = socket, .events = POLLIN };

		if (ended == 0 && poll(&p, 1, 10) > 0)
			hear(socket);
	}
	child = 0;
	for (struct pollfd p = { .fd = socket, .events = POLLIN }; poll(&p, 1, 0) > 0;)
		hear(socket);
	if (WIFSIGNALED(status))
		printf("ended by signal %d\n", WTERMSIG(status));
	else
		printf("ended with status %d\n", WEXITSTATUS(status));
	return status;
}

int
main(int argc, char **argv)
{
	if (argc < 4)
		return 100;
	setvbuf(stdout, NULL, _IOLBF, 0);
	int socket = listen_at(argv[1]), status;
	signal(SIGTERM, hand_on);
	signal(SIGUSR1, hand_on);
	setenv("NOTIFY_SOCKET", argv[1], 1);
	prctl(PR_SET_CHILD_SUBREAPER, 1); /* what the service leaves behind is buried by us */
	while (status = one_life(socket, argv + 3), WIFSIGNALED(status) || WEXITSTATUS(status) == LEFT)
		usleep((useconds_t)atoi(argv[2]) * 1000);
	printf("holds %d\n", n_kept);
	return WEXITSTATUS(status);
}
