/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Channels of DAHDI, opened as what we need them to be.
 *
 * A channel has one type at a time: clear (octets as on the line), mtp2 (HDLC with check sequence, repeated units dropped,
 * the last one repeated), dchan (HDLC with check sequence), fxoks or fxsks (dahdi_loop.c).  system.conf gives it one; where that is another one than we
 * need, we set it.  A driver that cannot do mtp2 gets a dchan, and the repeating and dropping is done here.
 *
 * An event stands in the channel's way: read and write say ELAST until it is taken.
 */
#include "base/log.h"
#include "trunk/dahdi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

static const char *
type_name(int type)
{
	static const struct {
		int type;
		const char *name;
	} rows[] = { { DAHDI_SIG_MTP2, "mtp2" }, { DAHDI_SIG_HDLCFCS, "dchan" }, { DAHDI_SIG_FXOKS, "fxoks" },
		{ DAHDI_SIG_FXSKS, "fxsks" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].type == type)
			return rows[i].name;
	return "bchan";
}

/* Which step of opening a channel failed, and how. */
struct failure {
	enum dahdi_step step;
	int err;
};

static int
fail(struct failure *f, enum dahdi_step step)
{
	*f = (struct failure){ step, -errno };
	return -1;
}

/* Make the channel of this type, if it is not. */
static int
set_type(const struct dahdi_span *s, int channel, int type, struct failure *f)
{
	struct dahdi_params now = { .channo = channel };
	struct dahdi_chanconfig wanted = {
		.chan = channel, .sigtype = type, .deflaw = DAHDI_LAW_ALAW, .master = channel
	};

	if (ioctl(s->ctl_fd, DAHDI_GET_PARAMS, &now) < 0)
		return fail(f, DAHDI_CHANNEL);
	if (now.sigtype == type && now.curlaw == DAHDI_LAW_ALAW)
		return 0;
	return ioctl(s->ctl_fd, DAHDI_CHANCONFIG, &wanted) < 0 ? fail(f, DAHDI_TYPE) : 0;
}

static int
open_channel(int channel, const struct dahdi_bufferinfo *buffers, struct failure *f)
{
	int fd = open(DAHDI_CHANNELS, O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return fail(f, DAHDI_DEVICE);
	if (ioctl(fd, DAHDI_SPECIFY, &channel) < 0)
		fail(f, DAHDI_CHANNEL);
	else if (ioctl(fd, DAHDI_SET_BUFINFO, buffers) < 0)
		fail(f, DAHDI_BUFFERS);
	else
		return fd;
	close(fd);
	return -1;
}

/* Into the log; that a channel is held once only, for who wants it tries again and again. */
static int
say(const struct dahdi_span *s, int slot, int type, const struct failure *f)
{
	const struct dahdi_slot *sl = &s->slots[slot];
	char what[64];

	snprintf(what, sizeof(what), "span %d: slot %d (channel %d) as %s", s->number, slot, sl->channel, type_name(type));
	return sl->busy_told && f->err == -EBUSY ? f->err : dahdi_say(what, f->step, f->err, DAHDI_CHANNELS);
}

int
dahdi_open_as(struct dahdi_span *s, int slot, int type, int buffers, int size)
{
	struct dahdi_bufferinfo b = { .txbufpolicy = DAHDI_POLICY_IMMEDIATE,
		.rxbufpolicy = DAHDI_POLICY_IMMEDIATE,
		.numbufs = buffers,
		.bufsize = size };
	struct dahdi_slot *sl = &s->slots[slot];
	struct failure f = { DAHDI_CHANNEL, -ENODEV };

	if (sl->use != DAHDI_CLOSED)
		return -EBUSY;
	int fd = -1;
	if (sl->channel && set_type(s, sl->channel, type, &f) == 0)
		fd = open_channel(sl->channel, &b, &f);
	if (fd >= 0)
		return fd;
	if (f.step == DAHDI_TYPE && f.err == -EINVAL && type == DAHDI_SIG_MTP2)
		return -EINVAL; /* a dchan will do */
	say(s, slot, type, &f);
	sl->busy_told |= f.err == -EBUSY;
	return f.err;
}

static void
begin(struct dahdi_slot *sl, enum dahdi_use use, int fd)
{
	int channel = sl->channel;
	bool canceller = sl->canceller;

	memset(sl, 0, sizeof(*sl));
	sl->channel = channel;
	sl->canceller = canceller;
	sl->use = use;
	sl->fd = fd;
	sl->wait_fd = sl->fill_fd = -1;
}

/* The audio of a loop, on its own channel: what waited there is of another time. */
static int
open_shared(struct dahdi_span *s, int slot, int fd)
{
	struct dahdi_slot *sl = &s->slots[slot];
	int both = DAHDI_FLUSH_BOTH;

	if (sl->use != DAHDI_CLOSED)
		return -EBUSY;
	if (ioctl(fd, DAHDI_FLUSH, &both) < 0)
		return -errno;
	begin(sl, DAHDI_BEARER, fd);
	sl->shared = true;
	sl->next_in = dahdi_tick(&s->span) + 1;
	return 0;
}

int
dahdi_bearer_open(struct span *span, int slot)
{
	struct dahdi_span *s = dahdi_of(span);
	int loop = dahdi_loop_channel(s, slot);

	if (loop >= 0)
		return open_shared(s, slot, loop);
	int fd = dahdi_open_as(s, slot, DAHDI_SIG_CLEAR, DAHDI_LATE, SPAN_BLOCK);
	int on = 1;

	if (fd < 0)
		return fd;
	/* octets pass as they are; but where we have none in time, silence goes out and not 0xff */
	if (ioctl(fd, DAHDI_AUDIOMODE, &on) < 0) {
		const struct failure f = { DAHDI_AUDIO, -errno };
		close(fd);
		return say(s, slot, DAHDI_SIG_CLEAR, &f);
	}
	begin(&s->slots[slot], DAHDI_BEARER, fd);
	s->slots[slot].next_in = dahdi_tick(span) + 1;
	return 0;
}

void
dahdi_bearer_close(struct span *span, int slot)
{
	struct dahdi_slot *sl = &dahdi_of(span)->slots[slot];

	if (sl->use != DAHDI_BEARER)
		return;
	if (sl->echo)
		dahdi_echo(span, slot, 0);
	if (!sl->shared)
		close(sl->fd);
	sl->use = DAHDI_CLOSED;
}

int
dahdi_echo(struct span *span, int slot, int taps)
{
	struct dahdi_slot *sl = &dahdi_of(span)->slots[slot];

	if (sl->use != DAHDI_BEARER)
		return -EBADF;
	if (!sl->canceller) /* the kernel would say yes and do nothing */
		return -ENOTSUP;
	if (ioctl(sl->fd, DAHDI_ECHOCANCEL, &taps) < 0)
		return -errno;
	sl->echo = taps > 0;
	return 0;
}

/* ---- signalling ---- */

static int
fill_timer(void)
{
	struct itimerspec every = { .it_interval.tv_nsec = DAHDI_FILL_MS * 1000000L,
		.it_value.tv_nsec = DAHDI_FILL_MS * 1000000L };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);

	if (fd >= 0 && timerfd_settime(fd, 0, &every, NULL) == 0)
		return fd;
	int err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

static int
watch(int wait_fd, int fd, uint32_t events)
{
	struct epoll_event e = { .events = events };

	return epoll_ctl(wait_fd, EPOLL_CTL_ADD, fd, &e) < 0 ? -errno : 0;
}

/* One descriptor for everything that can happen on the channel. */
static int
open_waits(struct dahdi_slot *sl, bool we_repeat)
{
	sl->wait_fd = epoll_create1(EPOLL_CLOEXEC);
	if (sl->wait_fd < 0)
		return -errno;
	int err = watch(sl->wait_fd, sl->fd, EPOLLIN | EPOLLPRI);
	if (err || !we_repeat)
		return err;
	sl->fill_fd = fill_timer();
	return sl->fill_fd < 0 ? sl->fill_fd : watch(sl->wait_fd, sl->fill_fd, EPOLLIN);
}

int
dahdi_sig_open(struct span *span, int slot, enum span_mode mode)
{
	struct dahdi_span *s = dahdi_of(span);
	struct dahdi_slot *sl = &s->slots[slot];
	bool we_repeat = false;
	int fd = s->loops[slot].open
	    ? -EBUSY
	    : dahdi_open_as(s, slot, mode == SPAN_MTP2 ? DAHDI_SIG_MTP2 : DAHDI_SIG_HDLCFCS, DAHDI_UNITS, SPAN_FRAME_MAX);

	if (fd == -EINVAL && mode == SPAN_MTP2) {
		log_note("span %d: slot %d: its driver knows no mtp2 channels; a dchan takes the place of one",
		    s->number, slot);
		we_repeat = true;
		fd = dahdi_open_as(s, slot, DAHDI_SIG_HDLCFCS, DAHDI_UNITS, SPAN_FRAME_MAX);
	}
	if (fd < 0)
		return fd;
	begin(sl, DAHDI_SIGNAL, fd);
	sl->mode = mode;
	int err = open_waits(sl, we_repeat);
	if (err)
		dahdi_sig_close(span, slot);
	return err;
}

void
dahdi_sig_close(struct span *span, int slot)
{
	struct dahdi_slot *sl = &dahdi_of(span)->slots[slot];

	if (sl->use != DAHDI_SIGNAL)
		return;
	if (sl->fill_fd >= 0)
		close(sl->fill_fd);
	if (sl->wait_fd >= 0)
		close(sl->wait_fd);
	close(sl->fd);
	sl->use = DAHDI_CLOSED;
}

int
dahdi_sig_fd(const struct span *span, int slot)
{
	const struct dahdi_slot *sl = &dahdi_of(span)->slots[slot];

	return sl->use == DAHDI_SIGNAL ? sl->wait_fd : -EBADF;
}

/* ---- events ---- */

void
dahdi_take_events(struct dahdi_slot *sl)
{
	int event;

	while (ioctl(sl->fd, DAHDI_GETEVENT, &event) == 0 && event != DAHDI_EVENT_NONE) {
		switch (event) {
		case DAHDI_EVENT_ALARM:
			sl->alarm = true;
			break;
		case DAHDI_EVENT_NOALARM:
			sl->alarm = false;
			break;
		case DAHDI_EVENT_BADFCS:
			sl->badfcs++;
			break;
		case DAHDI_EVENT_ABORT:
			sl->aborts++;
			break;
		case DAHDI_EVENT_OVERRUN:
		case DAHDI_EVENT_READ_OVERRUN:
			sl->overruns++;
			break;
		default: /* hook and tone events have no meaning on these channels */
			break;
		}
	}
}

static bool
take(uint32_t *n)
{
	return *n && (*n)--;
}

static enum span_event
alarm_news(bool alarm, bool *told)
{
	if (alarm == *told)
		return SPAN_EV_NONE;
	*told = alarm;
	return alarm ? SPAN_EV_ALARM : SPAN_EV_NOALARM;
}

enum span_event
dahdi_event(struct span *span, int slot)
{
	struct dahdi_span *s = dahdi_of(span);
	struct dahdi_slot *sl = &s->slots[slot];

	if (slot == 0)
		return alarm_news(dahdi_alarms(span) & ~SPAN_ALARM_YELLOW, &s->alarm_told);
	if (s->loops[slot].open)
		return dahdi_loop_event(s, slot);
	if (sl->use != DAHDI_SIGNAL)
		return SPAN_EV_NONE;
	dahdi_take_events(sl);
	if (sl->alarm != sl->alarm_told)
		return alarm_news(sl->alarm, &sl->alarm_told);
	if (take(&sl->badfcs))
		return SPAN_EV_BADFCS;
	if (take(&sl->aborts))
		return SPAN_EV_ABORT;
	return take(&sl->overruns) ? SPAN_EV_OVERRUN : SPAN_EV_NONE;
}
