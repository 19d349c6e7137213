/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks and units on channels of DAHDI.
 *
 * The kernel takes as many blocks ahead as it has buffers; the line's delay would be all of them.  So blocks are counted
 * against the clock, and no more than `ahead` are given.  A half-dead line brings no blocks at all: what the clock says
 * should be there by now is filled in, and counted.
 *
 * A read and a write for each block is the cheapest way there is (kernel-notes/tick.md), so a block costs these two calls and no
 * more: the clock is asked only where the answer as of the last time it was asked would keep a block back.
 */
#include "trunk/dahdi.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Blocks come in bursts of the kernel's tick, so this many may be due and not there yet. */
#define DUE_MOST 2

/* A read or write with events taken out of its way (of a loop's channel, its owner takes them): octets, or -errno. */
static ssize_t
retried(struct dahdi_slot *sl, ssize_t (*io)(int fd, void *data, size_t len), void *data, size_t len)
{
	ssize_t n = io(sl->fd, data, len);

	if (n < 0 && errno == ELAST && !sl->shared) {
		dahdi_take_events(sl);
		n = io(sl->fd, data, len);
	}
	if (n < 0)
		return errno == ELAST || errno == EINTR ? -EAGAIN : -errno;
	return n;
}

static ssize_t
out(int fd, void *data, size_t len)
{
	return write(fd, data, len);
}

/* ---- bearers ---- */

/* Who comes so late that the kernel's buffers were full has lost what came then: at once, for the next blocks are in time again. */
static void
count_overrun(const struct dahdi_span *s, struct dahdi_slot *sl)
{
	if (s->tick <= sl->next_in + DAHDI_LATE)
		return;
	uint64_t lost = s->tick - sl->next_in - DAHDI_LATE;

	sl->counts.overruns += lost;
	sl->next_in += lost;
}

int
dahdi_read(struct span *span, int slot, uint8_t block[SPAN_BLOCK])
{
	struct dahdi_span *s = dahdi_of(span);
	struct dahdi_slot *sl = &s->slots[slot];

	if (sl->use != DAHDI_BEARER)
		return -EBADF;
	count_overrun(s, sl);
	ssize_t n = retried(sl, read, block, SPAN_BLOCK);
	if (n == SPAN_BLOCK) {
		sl->next_in++;
		return 1;
	}
	if (dahdi_tick(span) < sl->next_in + DUE_MOST)
		return -EAGAIN;
	count_overrun(s, sl);
	sl->next_in++;
	sl->counts.missed++;
	memset(block, SPAN_IDLE, SPAN_BLOCK);
	return 0;
}

int
dahdi_write(struct span *span, int slot, const uint8_t block[SPAN_BLOCK])
{
	struct dahdi_span *s = dahdi_of(span);
	struct dahdi_slot *sl = &s->slots[slot];
	uint8_t copy[SPAN_BLOCK];

	if (sl->use != DAHDI_BEARER)
		return -EBADF;
	if (!sl->next_out || sl->next_out > s->tick + s->ahead)
		dahdi_tick(span);
	if (sl->next_out <= s->tick) {
		if (sl->next_out)
			sl->counts.underruns += s->tick + 1 - sl->next_out;
		sl->next_out = s->tick + 1;
	}
	if (sl->next_out > s->tick + s->ahead)
		return -EAGAIN;
	memcpy(copy, block, SPAN_BLOCK);
	ssize_t n = retried(sl, out, copy, SPAN_BLOCK);
	if (n < 0)
		return (int)n;
	sl->next_out++;
	return 0;
}

/* ---- signalling ---- */

/* Where the kernel does not repeat the last unit, we do, now and then: enough for the far end to hear it. */
static void
fill(struct dahdi_slot *sl)
{
	uint64_t times;

	if (sl->fill_fd < 0 || read(sl->fill_fd, &times, sizeof(times)) < 0 || !sl->out_len)
		return;
	retried(sl, out, sl->out, sl->out_len); /* full buffers: it is being sent anyway */
}

int
dahdi_sig_write(struct span *span, int slot, const void *unit, size_t len)
{
	struct dahdi_slot *sl = &dahdi_of(span)->slots[slot];

	if (sl->use != DAHDI_SIGNAL)
		return -EBADF;
	memcpy(sl->out, unit, len);
	ssize_t n = retried(sl, out, sl->out, len);
	if (n < 0)
		return (int)n;
	sl->out_len = (uint16_t)len;
	sl->counts.frames_out++;
	return 0;
}

ssize_t
dahdi_sig_read(struct span *span, int slot, void *unit, size_t size)
{
	struct dahdi_slot *sl = &dahdi_of(span)->slots[slot];
	uint8_t frame[SPAN_FRAME_MAX];

	if (sl->use != DAHDI_SIGNAL)
		return -EBADF;
	fill(sl);
	for (;;) {
		ssize_t n = retried(sl, read, frame, sizeof(frame));
		if (n <= 0)
			return n ? n : -EAGAIN;
		if (sl->mode == SPAN_MTP2 && (size_t)n == sl->in_len && memcmp(frame, sl->in, (size_t)n) == 0) {
			sl->counts.repeats++;
			continue;
		}
		memcpy(sl->in, frame, (size_t)n);
		sl->in_len = (uint16_t)n;
		sl->counts.frames_in++;
		if ((size_t)n > size)
			return -EMSGSIZE;
		memcpy(unit, frame, (size_t)n);
		return n;
	}
}
