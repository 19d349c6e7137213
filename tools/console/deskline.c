/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * desk.sock from the console's side.
 *
 * The socket never blocks: a console that waits for acdd would freeze a person in mid-call.  When the line goes, it is
 * dialled again after 0.1 s, then ever more slowly up to 2 s; the greeting with the token brings the whole state back.
 */
#include "tools/console/deskline.h"

#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PAUSE_LEAST (100 * US_PER_MS)
#define PAUSE_MOST  (2 * US_PER_SEC)

void
deskline_open(struct deskline *d, const char *run_dir)
{
	*d = (struct deskline){.fd = -1, .pause_us = PAUSE_LEAST};
	snprintf(d->path, sizeof(d->path), "%.90s/desk.sock", run_dir);
}

static void
hang_up(struct deskline *d)
{
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
}

static int
put(struct deskline *d, const void *packet, size_t len)
{
	if (d->fd < 0)
		return -ENOTCONN;
	ssize_t n = send(d->fd, packet, len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n == (ssize_t)len)
		return 0;
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return -EAGAIN;
	hang_up(d);
	return -ENOTCONN;
}

static int
hello(struct deskline *d)
{
	struct desk_hello h = {
	    .head = {.type = DESK_HELLO, .seat = d->seat, .serial = ++d->serial},
	    .abi = DESK_ABI,
	    .token = d->token,
	};

	return put(d, &h, sizeof(h));
}

void
deskline_greet(struct deskline *d, uint16_t seat, uint64_t token)
{
	bool again = d->wanted && d->fd >= 0 && (d->seat != seat || d->token != token);

	d->wanted = true;
	d->seat = seat;
	d->token = token;
	d->retry_us = 0;
	if (again)
		hello(d);
}

void
deskline_close(struct deskline *d)
{
	d->wanted = false;
	hang_up(d);
}

static bool
dial(struct deskline *d)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};

	d->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (d->fd < 0)
		return false;
	memcpy(to.sun_path, d->path, sizeof(to.sun_path));
	to.sun_path[sizeof(to.sun_path) - 1] = '\0';
	if (connect(d->fd, (struct sockaddr *)&to, sizeof(to)) != 0 || hello(d) != 0) {
		hang_up(d);
		return false;
	}
	return true;
}

bool
deskline_turn(struct deskline *d, int64_t now_us)
{
	if (!d->wanted)
		return false;
	if (d->fd >= 0 || now_us < d->retry_us)
		return d->fd >= 0;
	if (dial(d)) {
		d->pause_us = PAUSE_LEAST;
		return true;
	}
	d->retry_us = now_us + d->pause_us;
	d->pause_us = d->pause_us * 2 < PAUSE_MOST ? d->pause_us * 2 : PAUSE_MOST;
	return false;
}

int
deskline_do(struct deskline *d, enum desk_verb verb, uint64_t session, const char *text)
{
	struct desk_do ask = {
	    .head = {.type = DESK_DO, .seat = d->seat, .serial = ++d->serial},
	    .verb = (uint16_t)verb,
	    .session = session,
	};

	text_copy(ask.text, sizeof(ask.text), text);
	return put(d, &ask, sizeof(ask));
}

ssize_t
deskline_take(struct deskline *d, void *packet, size_t size)
{
	if (d->fd < 0)
		return -ENOTCONN;
	ssize_t n = recv(d->fd, packet, size, MSG_DONTWAIT);
	if (n > 0)
		return n;
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return -EAGAIN;
	hang_up(d);
	return -ENOTCONN;
}
