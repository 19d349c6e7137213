/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops on channels of DAHDI: fxoks towards telephones, fxsks towards an exchange.
 *
 * The kernel runs the hook: debouncing, flashes, the ringing cadence of the tone zone, the short break of the loop by which an
 * exchange says that a call is over (kewlstart).  What it saw are events, and the bits as they are now can be asked for.  A channel
 * that the parent keeps (loops.h) is taken from it, with everything that stands on it.
 *
 * For two seconds after a hang-up the kernel says nothing of a ringing that begins, only of its end.
 */
#include "base/log.h"
#include "trunk/dahdi.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FLASH_MOST_MS 800 /* on-hook for longer is a hang-up */
#define FLASH_OURS_MS 500

static const int types[] = { [SPAN_STATION] = DAHDI_SIG_FXOKS, [SPAN_EXCHANGE] = DAHDI_SIG_FXSKS };

/* Is this still the channel that we mean, and of that kind? */
static bool
is_channel(int fd, int channel, int type)
{
	struct dahdi_params p = { 0 };

	return ioctl(fd, DAHDI_GET_PARAMS, &p) == 0 && p.channo == channel && p.sigtype == type;
}

static int
set_times(int fd)
{
	struct dahdi_params p = { 0 };

	if (ioctl(fd, DAHDI_GET_PARAMS, &p) < 0)
		return -errno;
	p.rxflashtime = FLASH_MOST_MS;
	p.flashtime = FLASH_OURS_MS;
	return ioctl(fd, DAHDI_SET_PARAMS, &p) < 0 ? -errno : 0;
}

static int
open_ours(struct dahdi_span *s, int slot, int type)
{
	int fd = dahdi_open_as(s, slot, type, DAHDI_LATE, SPAN_BLOCK);
	int err = fd < 0 ? fd : set_times(fd);

	if (err && fd >= 0)
		close(fd);
	return err ? err : fd;
}

/* All loops of a span wake their process by one descriptor. */
static int
watch_loop(struct dahdi_span *s, int fd)
{
	struct epoll_event e = { .events = EPOLLPRI };

	if (s->loops_fd < 0)
		s->loops_fd = epoll_create1(EPOLL_CLOEXEC);
	return s->loops_fd < 0 || epoll_ctl(s->loops_fd, EPOLL_CTL_ADD, fd, &e) < 0 ? -errno : 0;
}

int
dahdi_loop_open(struct span *span, int slot, enum span_loop kind)
{
	struct dahdi_span *s = dahdi_of(span);
	struct dahdi_loop *l = &s->loops[slot];

	if (l->open || s->slots[slot].use != DAHDI_CLOSED)
		return -EBUSY;
	int fd = s->inherited[slot];
	bool ours = !is_channel(fd, s->slots[slot].channel, types[kind]);
	if (ours)
		fd = open_ours(s, slot, types[kind]);
	if (fd < 0)
		return fd;
	int err = watch_loop(s, fd);
	if (err && ours)
		close(fd);
	if (err)
		return err;
	*l = (struct dahdi_loop){ .open = true, .ours = ours, .kind = kind, .fd = fd };
	s->n_loops++;
	return 0;
}

void
dahdi_loop_close(struct span *span, int slot)
{
	struct dahdi_span *s = dahdi_of(span);
	struct dahdi_loop *l = &s->loops[slot];

	if (!l->open)
		return;
	l->open = false;
	epoll_ctl(s->loops_fd, EPOLL_CTL_DEL, l->fd, NULL);
	if (l->ours)
		close(l->fd);
	if (--s->n_loops == 0) {
		close(s->loops_fd);
		s->loops_fd = -1;
	}
}

/* The descriptor of a slot's loop, open here or inherited, for its audio; -ENOENT: it is no loop. */
int
dahdi_loop_channel(const struct dahdi_span *s, int slot)
{
	if (s->loops[slot].open)
		return s->loops[slot].fd;
	int fd = s->inherited[slot];
	return is_channel(fd, s->slots[slot].channel, DAHDI_SIG_FXOKS) ||
	        is_channel(fd, s->slots[slot].channel, DAHDI_SIG_FXSKS)
	    ? fd
	    : -ENOENT;
}

int
dahdi_loop_set(struct span *span, int slot, enum span_hook hook)
{
	static const int words[] = { [SPAN_HOOK_ON] = DAHDI_ONHOOK,
		[SPAN_HOOK_RING] = DAHDI_RING,
		[SPAN_HOOK_OFF] = DAHDI_OFFHOOK,
		[SPAN_HOOK_FLASH] = DAHDI_FLASH };
	const struct dahdi_span *s = dahdi_of(span);
	const struct dahdi_loop *l = &s->loops[slot];

	if (!l->open)
		return -EBADF;
	if (hook == (l->kind == SPAN_STATION ? SPAN_HOOK_FLASH : SPAN_HOOK_RING) || hook > SPAN_HOOK_FLASH)
		return -EINVAL;
	int word = words[hook];
	if (ioctl(l->fd, DAHDI_HOOK, &word) == 0 || errno == EINPROGRESS)
		return 0;
	if (errno == EBUSY)
		return -EAGAIN;
	int err = -errno;
	log_warn("span %d: slot %d: the hook cannot be set: %s%s", s->number, slot, strerror(-err),
	    err == -ENODATA ? " (no tone zone is loaded: loadzone in system.conf)" : "");
	return err;
}

/* The bits as a channel bank sends them: A to a feeder is the telephone off-hook, no B from one is its ringing. */
int
dahdi_loop_heard(const struct span *span, int slot)
{
	const struct dahdi_loop *l = &dahdi_of(span)->loops[slot];
	struct dahdi_params p = { 0 };

	if (!l->open)
		return -EBADF;
	if (ioctl(l->fd, DAHDI_GET_PARAMS, &p) < 0)
		return -errno;
	if (l->kind == SPAN_STATION)
		return (p.rxbits < 0 ? p.rxisoffhook : p.rxbits & DAHDI_ABIT) ? SPAN_HOOK_OFF : SPAN_HOOK_ON;
	return (p.rxbits < 0 ? l->rings : !(p.rxbits & DAHDI_BBIT)) ? SPAN_HOOK_RING : SPAN_HOOK_ON;
}

int
dahdi_loop_fd(const struct span *span)
{
	const struct dahdi_span *s = dahdi_of(span);

	return s->n_loops ? s->loops_fd : -EBADF;
}

int
dahdi_loop_keep(const struct span *span, int slot)
{
	const struct dahdi_loop *l = &dahdi_of(span)->loops[slot];

	return l->open ? l->fd : -EBADF;
}

/* ---- events ---- */

static enum span_event
meaning(enum span_loop kind, int event)
{
	static const struct {
		int theirs;
		enum span_event station, exchange;
	} rows[] = {
		{ DAHDI_EVENT_RINGOFFHOOK, SPAN_EV_OFFHOOK, SPAN_EV_RING_END },
		{ DAHDI_EVENT_ONHOOK, SPAN_EV_ONHOOK, SPAN_EV_ONHOOK },
		{ DAHDI_EVENT_WINKFLASH, SPAN_EV_FLASH, SPAN_EV_NONE },
		{ DAHDI_EVENT_RINGBEGIN, SPAN_EV_NONE, SPAN_EV_RING },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].theirs == event)
			return kind == SPAN_STATION ? rows[i].station : rows[i].exchange;
	return SPAN_EV_NONE; /* our own ringer, digits of a dial, alarms: the span tells those */
}

enum span_event
dahdi_loop_event(struct dahdi_span *s, int slot)
{
	struct dahdi_loop *l = &s->loops[slot];
	enum span_event ev = SPAN_EV_NONE;
	int event;

	while (ev == SPAN_EV_NONE && ioctl(l->fd, DAHDI_GETEVENT, &event) == 0 && event != DAHDI_EVENT_NONE)
		ev = meaning(l->kind, event);
	if (ev == SPAN_EV_RING || ev == SPAN_EV_RING_END)
		l->rings = ev == SPAN_EV_RING;
	return ev;
}
