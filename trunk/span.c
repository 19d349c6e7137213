/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Spans: the arguments are checked here once for all drivers; the rest is the driver's (driver.h). */
#include "trunk/span.h"

#include "base/site.h"
#include "trunk/driver.h"

#include <errno.h>
#include <string.h>

int
span_open(struct span **spanp, const struct conf_span *conf, const char *run_dir, enum span_side side)
{
	switch (conf->driver) {
	case SPAN_DRIVER_SOFT:
		return soft_open(spanp, conf, run_dir, side);
	case SPAN_DRIVER_DAHDI:
		return dahdi_open(spanp, conf, side);
	case SPAN_DRIVER_RTP:
		return rtp_open(spanp, conf, run_dir, side);
	}
	return -EINVAL;
}

void
span_close(struct span *span)
{
	if (span)
		span->ops->close(span);
}

static int
is_slot(int slot)
{
	return slot >= 1 && slot < SPAN_SLOTS;
}

uint64_t
span_tick(const struct span *span)
{
	return span->ops->tick(span);
}

int64_t
span_next_us(const struct span *span)
{
	return span->ops->next_us(span);
}

uint32_t
span_alarms(const struct span *span)
{
	return span->ops->alarms(span);
}

int
span_bearer_open(struct span *span, int slot)
{
	return is_slot(slot) ? span->ops->bearer_open(span, slot) : -EINVAL;
}

void
span_bearer_close(struct span *span, int slot)
{
	if (is_slot(slot))
		span->ops->bearer_close(span, slot);
}

int
span_read(struct span *span, int slot, uint8_t block[SPAN_BLOCK])
{
	return is_slot(slot) ? span->ops->read(span, slot, block) : -EINVAL;
}

int
span_write(struct span *span, int slot, const uint8_t block[SPAN_BLOCK])
{
	return is_slot(slot) ? span->ops->write(span, slot, block) : -EINVAL;
}

int
span_echo(struct span *span, int slot, int taps)
{
	if (!is_slot(slot) || taps < 0)
		return -EINVAL;
	return span->ops->echo ? span->ops->echo(span, slot, taps) : -ENOTSUP;
}

int
span_sig_open(struct span *span, int slot, enum span_mode mode)
{
	return is_slot(slot) ? span->ops->sig_open(span, slot, mode) : -EINVAL;
}

void
span_sig_close(struct span *span, int slot)
{
	if (is_slot(slot))
		span->ops->sig_close(span, slot);
}

int
span_sig_fd(const struct span *span, int slot)
{
	return is_slot(slot) ? span->ops->sig_fd(span, slot) : -EINVAL;
}

ssize_t
span_sig_read(struct span *span, int slot, void *unit, size_t size)
{
	return is_slot(slot) ? span->ops->sig_read(span, slot, unit, size) : -EINVAL;
}

int
span_sig_write(struct span *span, int slot, const void *unit, size_t len)
{
	if (len > SPAN_FRAME_MAX)
		return -EMSGSIZE;
	return is_slot(slot) && len > 2 ? span->ops->sig_write(span, slot, unit, len) : -EINVAL;
}

enum span_event
span_event(struct span *span, int slot)
{
	return slot == 0 || is_slot(slot) ? span->ops->event(span, slot) : SPAN_EV_NONE;
}

/* May the slot be a loop?  (a driver that opens none has nothing to do with them either) */
static bool
is_loop(const struct span *span, int slot)
{
	return is_slot(slot) && span->ops->loop_open;
}

int
span_loop_open(struct span *span, int slot, enum span_loop kind)
{
	if (!is_slot(slot))
		return -EINVAL;
	return span->ops->loop_open ? span->ops->loop_open(span, slot, kind) : -ENOTSUP;
}

void
span_loop_close(struct span *span, int slot)
{
	if (is_loop(span, slot))
		span->ops->loop_close(span, slot);
}

int
span_loop_set(struct span *span, int slot, enum span_hook hook)
{
	return is_loop(span, slot) ? span->ops->loop_set(span, slot, hook) : -EBADF;
}

int
span_loop_heard(const struct span *span, int slot)
{
	return is_loop(span, slot) ? span->ops->loop_heard(span, slot) : -EBADF;
}

int
span_loop_fd(const struct span *span)
{
	return span->ops->loop_fd ? span->ops->loop_fd(span) : -EBADF;
}

int
span_loop_keep(const struct span *span, int slot)
{
	return is_loop(span, slot) ? span->ops->loop_keep(span, slot) : -EBADF;
}

void
span_counts(const struct span *span, int slot, struct span_counts *counts)
{
	memset(counts, 0, sizeof(*counts));
	if (is_slot(slot))
		span->ops->counts(span, slot, counts);
}
