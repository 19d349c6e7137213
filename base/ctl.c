/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control sockets.  The daemon never waits for a client: a request that is not there at once is dropped, an answer is handed to
 * the kernel in one piece (SEQPACKET packets of up to CTL_PACKET octets) and what a slow client does not take is cut.
 */
#include "base/ctl.h"

#include "base/door.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CTL_PACKET  32768
#define CTL_WORDS   16
#define CTL_WAIT_MS 5000
#define CTL_NAME    32

static int door = -1; /* a daemon has one */

static const char *
name_of(char name[CTL_NAME], const char *role)
{
	snprintf(name, CTL_NAME, "%s.sock", role);
	return name;
}

static void
print_stat(struct svc_run *run, FILE *to)
{
	for (uint16_t i = 0; i < run->svc->n_stats; i++) {
		const struct stat_row *row = &run->svc->stats[i];

		for (uint16_t which = 0; which < row->instances; which++) {
			int64_t value = stat_get(run->stats, i, which);

			if (which == 0 || value != 0)
				fprintf(to, "%-28s %3u %12lld %-8s %s\n", row->name, which, (long long)value, row->unit,
				    row->sentence);
		}
	}
}

static void
print_help(struct svc_run *run, FILE *to)
{
	for (const struct ctl_verb *v = run->svc->verbs; v && v->name; v++)
		fprintf(to, "%-12s %-24s %s\n", v->name, v->args, v->sentence);
	fprintf(to, "%-12s %-24s %s\n", "stats", "", "counters of this process");
	fprintf(to, "%-12s %-24s %s\n", "help", "", "these verbs");
}

static int
obey(struct svc_run *run, int argc, char **argv, FILE *to)
{
	if (argc == 0 || strcmp(argv[0], "help") == 0) {
		print_help(run, to);
		return 0;
	}
	if (strcmp(argv[0], "stats") == 0) {
		print_stat(run, to);
		return 0;
	}
	for (const struct ctl_verb *v = run->svc->verbs; v && v->name; v++)
		if (strcmp(v->name, argv[0]) == 0)
			return v->run(run, argc, argv, to);
	fprintf(to, "no such verb: %s\n", argv[0]);
	return -ENOTSUP;
}

static void
answer(int fd, const char *text, size_t len)
{
	while (len > 0) {
		size_t part = len < CTL_PACKET ? len : CTL_PACKET;
		ssize_t n = send(fd, text, part, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n < 0)
			return;
		text += n;
		len -= (size_t)n;
	}
}

/* Words of a line, whole or not at all: a command cut short would be another command.  How many, or -E2BIG, -EINVAL. */
static int
split(char line[CTL_LINE], ssize_t n, char *words[CTL_WORDS])
{
	char *rest = line;
	int argc = 0;

	if (n >= CTL_LINE)
		return -E2BIG;
	if (memchr(line, '\0', (size_t)n))
		return -EINVAL;
	line[n] = '\0';
	for (char *w; (w = strsep(&rest, " \t\r\n"));) {
		if (!*w)
			continue;
		if (argc == CTL_WORDS)
			return -E2BIG;
		words[argc++] = w;
	}
	return argc;
}

static void
serve(struct svc_run *run, int fd, void *arg)
{
	char line[CTL_LINE], *words[CTL_WORDS], *text = NULL;
	size_t size = 0;

	(void)arg;
	ssize_t n = recv(fd, line, sizeof(line), MSG_DONTWAIT | MSG_TRUNC);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	FILE *to = n > 0 ? open_memstream(&text, &size) : NULL;
	if (to) {
		int argc = split(line, n, words);
		int err = argc < 0 ? argc : obey(run, argc, words, to);

		if (err)
			fprintf(to, "failed: %s\n", strerror(-err));
		else
			fprintf(to, "ok\n");
		fclose(to);
		answer(fd, text, size);
	}
	free(text);
	svc_unwatch(run, fd);
	close(fd);
}

static void
greet(struct svc_run *run, int fd, void *arg)
{
	int room = 4 * 1024 * 1024;
	int client = door_accept(fd);

	(void)arg;
	if (client < 0)
		return;
	setsockopt(client, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	if (svc_watch(run, client, serve, NULL) < 0)
		close(client);
}

int
ctl_listen(struct svc_run *run)
{
	char name[CTL_NAME];
	int fd = door_open(run->run_dir, name_of(name, role_name[run->svc->role]), 16);
	int err = fd < 0 ? fd : svc_watch(run, fd, greet, NULL);

	if (err)
		door_close(fd, run->run_dir, name);
	else
		door = fd;
	return err;
}

void
ctl_close(struct svc_run *run)
{
	char name[CTL_NAME];

	door_close(door, run->run_dir, name_of(name, role_name[run->svc->role]));
	door = -1;
}

/* Everything the daemon has to say, in one allocated text. */
static int
collect(int fd, char **text, size_t *size)
{
	char part[CTL_PACKET];
	FILE *to = open_memstream(text, size);
	ssize_t n = -1;

	if (!to)
		return -ENOMEM;
	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };

		if (poll(&p, 1, CTL_WAIT_MS) <= 0) {
			errno = ETIMEDOUT;
			break;
		}
		n = recv(fd, part, sizeof(part), 0);
		if (n <= 0)
			break;
		fwrite(part, 1, (size_t)n, to);
	}
	int err = n < 0 ? -errno : 0;
	fclose(to);
	return err;
}

int
ctl_ask(const char *run_dir, const char *role, const char *line, FILE *to)
{
	char name[CTL_NAME], *text = NULL;
	size_t size = 0;
	int fd = door_knock(run_dir, name_of(name, role), true), err;

	if (fd < 0)
		return fd;
	if (send(fd, line, strlen(line), MSG_NOSIGNAL) < 0)
		err = -errno;
	else
		err = collect(fd, &text, &size);
	close(fd);
	if (!err && size >= 3 && strcmp(text + size - 3, "ok\n") == 0) {
		fwrite(text, 1, size - 3, to);
	} else if (!err) {
		fwrite(text, 1, size, to);
		err = -EREMOTEIO;
	}
	free(text);
	return err;
}
