/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links: libss7 reads and writes signal units on a descriptor, so each link is a packet socket with libss7 at one end
 * and this pump at the other, between it and the line.  The label adapter sits in the pump.
 */
#include "tools/farend/exchange.h"

#include "base/log.h"
#include "trunk/soft.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ALARMS   (SPAN_ALARM_LOS | SPAN_ALARM_AIS | SPAN_ALARM_RED)
#define TURN     64
#define FSN_MASK 127 /* the upper bit of these octets is an indicator (Q.703 2.3) */

int
exchange_link_open(struct exchange *x, const struct conf_link *conf)
{
	struct exchange_link *l = &x->links[x->n_links];
	int fds[2], ret = world_span(x->world, conf->span, &l->span);

	if (ret)
		return ret;
	ret = span_sig_open(l->span, conf->slot, SPAN_MTP2);
	if (ret)
		return ret;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds))
		return -errno;
	l->exchange = x;
	l->number = conf->span;
	l->slot = conf->slot;
	l->slc = x->n_links;
	l->engine_fd = fds[0];
	l->our_fd = fds[1];
	if (ss7_add_link(x->ss7, SS7_TRANSPORT_DAHDIMTP2, l->engine_fd, l->slc, x->house))
		return -ENOSPC;
	x->n_links++;
	return world_watch(x->world, span_sig_fd(l->span, l->slot));
}

static void
look_at_alarm(struct exchange_link *l)
{
	bool alarm = span_alarms(l->span) & ALARMS;

	while (span_event(l->span, l->slot) != SPAN_EV_NONE)
		;
	if (alarm == l->alarm)
		return;
	l->alarm = alarm;
	log_note("link %d: line is %s", l->slc, alarm ? "dead" : "alive");
	if (alarm)
		ss7_link_alarm(l->exchange->ss7, l->engine_fd);
	else
		ss7_link_noalarm(l->exchange->ss7, l->engine_fd);
}

static int
from_line(struct exchange_link *l)
{
	struct exchange *x = l->exchange;
	uint8_t su[SPAN_FRAME_MAX], changed[SPAN_FRAME_MAX + 8];
	int n = 0;

	for (; n < TURN; n++) {
		ssize_t len = span_sig_read(l->span, l->slot, su, sizeof(su));
		const uint8_t *unit = su;

		if (len <= 0)
			break;
		l->accepted = su[0] & FSN_MASK;
		if (x->china) {
			len = (ssize_t)label24_to_engine(&x->label, su, (size_t)len, changed, sizeof(changed));
			unit = changed;
		}
		if (len > 0 && write(l->our_fd, unit, (size_t)len) == len) {
			ss7_read(x->ss7, l->engine_fd);
			exchange_events(x);
		}
	}
	return n;
}

/* libss7's next unit into `waiting`, in the line's form of label; false if it has none. */
static bool
next_unit(struct exchange_link *l)
{
	struct exchange *x = l->exchange;
	uint8_t su[SPAN_FRAME_MAX];

	if (!(ss7_pollflags(x->ss7, l->engine_fd) & POLLOUT) || ss7_write(x->ss7, l->engine_fd) <= 0)
		return false;
	ssize_t len = read(l->our_fd, su, sizeof(su));

	if (len < 2)
		return true;
	l->sent = su[1] & FSN_MASK;
	if (x->china)
		l->waiting_len = label24_to_line(&x->label, su, (size_t)len, l->waiting, sizeof(l->waiting));
	else
		memcpy(l->waiting, su, l->waiting_len = (size_t)len);
	return true;
}

/* A unit that finds the line full waits for the next turn. */
static int
to_line(struct exchange_link *l)
{
	int n = 0;

	for (; n < TURN && (l->waiting_len || next_unit(l)); n++) {
		if (l->waiting_len && span_sig_write(l->span, l->slot, l->waiting, l->waiting_len) == -EAGAIN)
			break;
		l->waiting_len = 0;
	}
	return n;
}

int
exchange_link_turn(struct exchange_link *l)
{
	int n;

	look_at_alarm(l);
	n = from_line(l);
	return n + to_line(l);
}

bool
exchange_link_quiet(const struct exchange_link *l)
{
	return l->sent == l->accepted && !l->waiting_len && !(ss7_pollflags(l->exchange->ss7, l->engine_fd) & POLLOUT);
}

void
exchange_link_alarm(struct exchange_link *l, bool dead)
{
	const char *run_dir = l->exchange->world->run_dir;
	uint32_t alarms = dead ? SPAN_ALARM_LOS : 0;

	soft_alarm(run_dir, l->number, SPAN_SIDE_FAR, alarms);
	soft_alarm(run_dir, l->number, SPAN_SIDE_HOUSE, alarms);
	look_at_alarm(l);
}

void
exchange_link_close(struct exchange_link *l)
{
	span_sig_close(l->span, l->slot);
	close(l->engine_fd);
	close(l->our_fd);
}
