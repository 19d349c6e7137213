/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Consoles' connections.
 *
 * A connection's number is made of the process's epoch and a counter, so it never comes twice in the life of an arena; its
 * place in the table is the counter modulo the table's size, so it is found at once.  Who is at the other end is logged by
 * peer credentials; what they may do is decided by the token, in the core.  A console that does not read is cut off: when it
 * comes again it is told the whole truth anyway.
 */
#include "acd/desk.h"

#include "acd/core.h"
#include "base/desk.h"
#include "base/door.h"
#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DESK_SOCKET  "desk.sock"
#define COUNTER_BITS 20
#define PACKET_MOST  512
#define AT_ONCE      16 /* packets of one console in one go */

struct connection {
	struct desk *desk;
	uint32_t number; /* 0 = free */
	uint32_t seat;   /* it last spoke for */
	int fd;
	uint8_t listed; /* it stands in the list of those to look at */
	uint8_t broken;
};

struct desk {
	struct svc_run *run;
	int fd;
	uint32_t counter;
	uint32_t size, used;
	uint8_t calling; /* somebody waits to be accepted */
	uint32_t n_todo;
	uint32_t *todo; /* places of those that can be read or are broken */
	struct connection at[];
};

static struct connection *
find(struct desk *d, uint32_t number)
{
	struct connection *c = &d->at[(number & ((1u << COUNTER_BITS) - 1)) % d->size];

	return number && c->number == number ? c : NULL;
}

static void
look_at(struct connection *c)
{
	struct desk *d = c->desk;

	if (!c->listed) {
		c->listed = 1;
		d->todo[d->n_todo++] = (uint32_t)(c - d->at);
	}
}

static void
on_caller(struct svc_run *run, int fd, void *arg)
{
	((struct desk *)arg)->calling = 1;
}

static void
on_packet(struct svc_run *run, int fd, void *arg)
{
	look_at(arg);
}

static void
greet_peer(int fd, uint32_t number)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0)
		log_note("console %u: process %d of user %u", number, (int)peer.pid, (unsigned)peer.uid);
}

static void
accept_one(struct desk *d, int fd)
{
	uint32_t mask = (1u << COUNTER_BITS) - 1;

	if (d->used == d->size) {
		log_warn("consoles: more than %u, one was turned away", d->size);
		close(fd);
		return;
	}
	do
		d->counter = (d->counter + 1) & mask;
	while (d->at[d->counter % d->size].number || !d->counter);
	struct connection *c = &d->at[d->counter % d->size];

	*c = (struct connection){ .desk = d, .fd = fd, .number = (d->run->epoch & 0xfff) << COUNTER_BITS | d->counter };
	if (svc_watch(d->run, fd, on_packet, c) < 0) {
		log_warn("consoles: one cannot be watched and was turned away");
		c->number = 0;
		close(fd);
		return;
	}
	d->used++;
	greet_peer(fd, c->number);
}

static void
drop(struct desk *d, struct connection *c, int64_t now_us)
{
	struct acd_packet gone = { .connection = c->number, .seat = c->seat };

	svc_unwatch(d->run, c->fd);
	close(c->fd);
	log_note("console %u: gone", c->number);
	keep_feed(d->run->keep, CORE_FROM_DESK, ACD_DESK_GONE, &gone, sizeof(gone), now_us);
	memset(c, 0, sizeof(*c));
	d->used--;
}

/* Packets that wait at one console.  The last bytes of a dying one count. */
static int
read_some(struct desk *d, struct connection *c, int64_t now_us)
{
	union {
		struct acd_packet head;
		uint64_t space[(sizeof(struct acd_packet) + PACKET_MOST) / 8];
	} in;
	int n = 0;

	while (n < AT_ONCE) {
		ssize_t len = recv(c->fd, in.head.packet, PACKET_MOST, MSG_DONTWAIT | MSG_TRUNC);

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			break;
		if (len <= 0 || len > PACKET_MOST) {
			c->broken = 1;
			break;
		}
		in.head.connection = c->number;
		in.head.seat = 0;
		if (len >= (ssize_t)sizeof(struct desk_head))
			c->seat = ((const struct desk_head *)(const void *)in.head.packet)->seat;
		keep_feed(d->run->keep, CORE_FROM_DESK, ACD_DESK_PACKET, &in, (uint32_t)(sizeof(in.head) + (size_t)len),
		    now_us);
		n++;
	}
	return n;
}

int
desk_work(struct desk *d, int64_t now_us)
{
	int done = 0;

	for (int fd; d->calling; done++) {
		if ((fd = door_accept(d->fd)) == -EMFILE)
			log_warn("consoles: no descriptor for another one");
		if (fd < 0)
			break;
		accept_one(d, fd);
	}
	d->calling = 0;
	uint32_t n = d->n_todo;

	for (uint32_t i = 0; i < n; i++) {
		struct connection *c = &d->at[d->todo[i]];

		c->listed = 0;
		if (!c->number)
			continue;
		if (!c->broken)
			done += read_some(d, c, now_us);
		if (c->broken) {
			drop(d, c, now_us);
			done++;
		}
	}
	/* those that broke while the others were served */
	memmove(d->todo, d->todo + n, (d->n_todo - n) * sizeof(d->todo[0]));
	d->n_todo -= n;
	return done;
}

void
desk_send(struct desk *d, uint32_t number, const void *packet, uint32_t len)
{
	struct connection *c = find(d, number);

	if (!c || c->broken)
		return;
	if (send(c->fd, packet, len, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)len)
		return;
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		log_warn("console %u: does not read, cut off", c->number);
	c->broken = 1;
	look_at(c);
}

int
desk_open(struct desk **dp, struct svc_run *run)
{
	uint32_t size = (uint32_t)run->site->acd.seats + 64;
	struct desk *d = calloc(1, sizeof(*d) + size * sizeof(d->at[0]));

	if (!d || !(d->todo = calloc(2 * (size_t)size, sizeof(d->todo[0])))) {
		free(d);
		return -ENOMEM;
	}
	d->run = run;
	d->size = size;
	d->fd = door_open(run->run_dir, DESK_SOCKET, 64);
	int err = d->fd < 0 ? d->fd : svc_watch(run, d->fd, on_caller, d);

	if (err < 0) {
		door_close(d->fd, run->run_dir, DESK_SOCKET);
		free(d->todo);
		free(d);
		return err;
	}
	*dp = d;
	return 0;
}

void
desk_close(struct desk *d)
{
	for (uint32_t i = 0; i < d->size; i++)
		if (d->at[i].number) {
			svc_unwatch(d->run, d->at[i].fd);
			close(d->at[i].fd);
		}
	svc_unwatch(d->run, d->fd);
	door_close(d->fd, d->run->run_dir, DESK_SOCKET);
	free(d->todo);
	free(d);
}
