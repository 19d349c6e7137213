/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * desk.sock from the console's side.
 *
 * The socket never blocks: a console that waits for acdd would freeze a person in mid-call.  When the line goes, it is
 * dialled again after 0.1 s, then ever more slowly up to 2 s; the greeting with the token brings the whole state back.
 *
 * crmd tells acdd of a token just before it tells us, so the first greeting may come too early: it is repeated for a
 * while.
 */
#include "tools/console/deskline.h"

#include "base/clock.h"
#include "base/door.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PAUSE_LEAST (100 * US_PER_MS)
#define TRIES       30
#define PAUSE_MOST  (2 * US_PER_SEC)

void
deskline_open(struct deskline *d, const char *run_dir)
{
	*d = (struct deskline){ .fd = -1, .pause_us = PAUSE_LEAST };
	text_copy(d->run_dir, sizeof(d->run_dir), run_dir);
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
		.head = { .type = DESK_HELLO, .seat = d->seat, .serial = ++d->serial },
		.abi = DESK_ABI,
		.token = d->token,
	};

	d->hello = d->serial;
	d->again = false;
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
	d->tries = TRIES;
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
	d->fd = door_knock(d->run_dir, "desk.sock", false);
	if (d->fd >= 0 && hello(d) == 0)
		return true;
	hang_up(d);
	return false;
}

bool
deskline_turn(struct deskline *d, int64_t now_us)
{
	if (!d->wanted)
		return false;
	if (d->again && d->fd >= 0 && d->retry_us == 0)
		d->retry_us = now_us + PAUSE_LEAST;
	else if (d->again && d->fd >= 0 && now_us >= d->retry_us)
		hello(d);
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
		.head = { .type = DESK_DO, .seat = d->seat, .serial = ++d->serial },
		.verb = (uint16_t)verb,
		.session = session,
	};

	text_copy(ask.text, sizeof(ask.text), text);
	return put(d, &ask, sizeof(ask));
}

/* Our greeting was refused because the switch does not know the token yet? */
static bool
is_too_early(struct deskline *d, const void *packet, size_t len)
{
	struct desk_refused r;

	if (len < sizeof(r))
		return false;
	memcpy(&r, packet, sizeof(r));
	return r.head.type == DESK_REFUSED && r.why == DESK_BAD_TOKEN && r.head.serial == d->hello && d->tries-- > 0;
}

ssize_t
deskline_take(struct deskline *d, void *packet, size_t size)
{
	if (d->fd < 0)
		return -ENOTCONN;
	ssize_t n = recv(d->fd, packet, size, MSG_DONTWAIT);
	if (n > 0 && is_too_early(d, packet, (size_t)n)) {
		d->again = true;
		d->retry_us = 0;
		return -EAGAIN;
	}
	if (n > 0)
		return n;
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return -EAGAIN;
	hang_up(d);
	return -ENOTCONN;
}

/* A text must end inside its array. */
#define ENDS(field) (memchr((field), 0, sizeof(field)) != NULL)

/* Times and lengths of time. */
static bool
are_times(const int64_t *us, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (us[i] < -TIME_MOST || us[i] > TIME_MOST)
			return false;
	return true;
}

bool
desk_seat_is_sound(const struct desk_seat *s)
{
	const int64_t us[] = { s->since_us, s->now_us, s->signed_us, s->arrived_us, s->queued_us, s->offered_us,
		s->answered_us, s->ended_us, s->held_us };

	return are_times(us, sizeof(us) / sizeof(us[0])) && s->state < SEAT_STATE_COUNT &&
	    s->after < SEAT_STATE_COUNT && ENDS(s->caller.digits) && ENDS(s->dialled.digits) && ENDS(s->customer) &&
	    ENDS(s->name) && ENDS(s->service) && ENDS(s->choice) && ENDS(s->queue);
}

bool
desk_day_is_sound(const struct desk_day *d)
{
	const int64_t us[] = { d->talk_us, d->out_talk_us, d->acw_us, d->ring_us, d->signed_us };

	if (d->n_queues > DESK_QUEUES || !are_times(us, sizeof(us) / sizeof(us[0])))
		return false;
	for (uint32_t i = 0; i < d->n_queues; i++)
		if (!ENDS(d->queues[i].label) || !are_times(&d->queues[i].longest_us, 1))
			return false;
	return true;
}

bool
desk_alarms_are_sound(const struct desk_alarms *a)
{
	return a->what <= DESK_ALARM_OVER && a->severity < ALARM_SEVERITIES && ENDS(a->code) && ENDS(a->name) &&
	    ENDS(a->text);
}
