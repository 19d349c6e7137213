/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The consoles' sockets.
 *
 * An epoll set of our own stands as one descriptor in the loop of svc_main.  Each turn takes one packet from each
 * console that has some, so that none can keep the others waiting.  Who connects is known by the credentials the kernel
 * gives; which seat it is, by signing in.
 */
#include "crm/peers.h"

#include "base/door.h"
#include "base/log.h"
#include "base/pool.h"
#include "crm/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS   64
#define LISTENER UINT32_MAX

struct peers {
	struct crmd *d;
	int epoll, listener;
	uint32_t most;
	struct pool *pool;
	struct place {
		struct peer peer;
		int fd;
	} * places;
	uint8_t packet[CRM_PACKET_MAX];
};

static void
watch(struct peers *p, int fd, uint32_t id)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.u32 = id };

	epoll_ctl(p->epoll, EPOLL_CTL_ADD, fd, &ev);
}

static struct place *
place_of(struct peers *p, uint32_t id)
{
	int index = pool_index(p->pool, id);

	return index < 0 ? NULL : &p->places[index];
}

struct peer *
peers_find(struct peers *p, uint32_t id)
{
	struct place *at = place_of(p, id);

	return at ? &at->peer : NULL;
}

static void
hang_up(struct peers *p, uint32_t id)
{
	struct place *at = place_of(p, id);

	if (!at)
		return;
	close(at->fd);
	at->fd = -1;
	at->peer.seat = SEAT_NONE;
	pool_free(p->pool, id);
	p->d->ops->count(p->d, STAT_PEERS, -1);
}

static void
take_in(struct peers *p, int fd)
{
	struct ucred who = { 0 };
	socklen_t len = sizeof who;
	uint32_t id = pool_take(p->pool);
	struct place *at = place_of(p, id);

	if (!at) {
		log_warn(CRM_SOCKET ": no place for another console");
		close(fd);
		return;
	}
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) < 0)
		who.uid = (uid_t)-1;
	at->fd = fd;
	at->peer = (struct peer){ .id = id, .uid = who.uid, .seat = SEAT_NONE };
	watch(p, fd, id);
	p->d->ops->count(p->d, STAT_PEERS, 1);
}

static void
accept_all(struct peers *p)
{
	int fd;

	while ((fd = door_accept(p->listener)) >= 0)
		take_in(p, fd);
	if (fd == -EMFILE)
		log_warn(CRM_SOCKET ": no descriptor for another console");
}

static int
take_packet(struct peers *p, uint32_t id)
{
	struct place *at = place_of(p, id);

	if (!at)
		return 0;
	ssize_t n = recv(at->fd, p->packet, sizeof p->packet, MSG_TRUNC);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0) {
		hang_up(p, id);
		return 1;
	}
	/* A packet that was cut is longer than the buffer: no request. */
	request_take(p->d, &at->peer, p->packet, (size_t)n);
	explicit_bzero(p->packet, (size_t)n < sizeof p->packet ? (size_t)n : sizeof p->packet); /* passwords */
	return 1;
}

int
peers_work(struct peers *p)
{
	struct epoll_event events[EVENTS];
	int done = 0, n;

	if (batch_full(p->d) || (n = epoll_wait(p->epoll, events, EVENTS, 0)) <= 0)
		return 0;
	for (int i = 0; i < n && !batch_full(p->d); i++) {
		if (events[i].data.u32 == LISTENER)
			accept_all(p);
		else
			done += take_packet(p, events[i].data.u32);
	}
	return done;
}

void
peers_send(struct peers *p, uint32_t id, const void *packet, size_t len)
{
	struct place *at = place_of(p, id);

	if (at && send(at->fd, packet, len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		hang_up(p, id);
}

uint32_t
peers_count(const struct peers *p)
{
	return pool_used(p->pool);
}

void
peers_each(struct peers *p, void (*each)(void *arg, struct peer *peer), void *arg)
{
	for (uint32_t i = 0; i < p->most; i++)
		if (pool_handle(p->pool, i))
			each(arg, &p->places[i].peer);
}

int
peers_open(struct peers **pp, struct crmd *d, const char *run_dir, uint32_t most)
{
	struct peers *p = calloc(1, sizeof *p);
	int rc = -ENOMEM;

	if (!p)
		return -ENOMEM;
	p->d = d;
	p->most = most;
	p->listener = -1;
	p->epoll = epoll_create1(EPOLL_CLOEXEC);
	p->places = calloc(most, sizeof *p->places);
	p->pool = calloc(1, pool_size(most));
	if (p->epoll >= 0 && p->places && p->pool) {
		for (uint32_t i = 0; i < most; i++)
			p->places[i].fd = -1;
		pool_init(p->pool, most);
		p->listener = rc = door_open(run_dir, CRM_SOCKET, 128);
	}
	if (rc >= 0) {
		watch(p, p->listener, LISTENER);
		rc = 0;
	}
	if (rc)
		peers_close(p);
	else
		*pp = p;
	return rc;
}

int
peers_fd(const struct peers *p)
{
	return p->epoll;
}

void
peers_close(struct peers *p)
{
	if (!p)
		return;
	for (uint32_t i = 0; p->places && i < p->most; i++)
		if (p->places[i].fd >= 0)
			close(p->places[i].fd);
	if (p->listener >= 0)
		close(p->listener);
	if (p->epoll >= 0)
		close(p->epoll);
	free(p->places);
	free(p->pool);
	free(p);
}
