/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of lines on DAHDI: a span of the kernel's, and its slots as a process has them open.
 *
 *   dahdi.c      the span: where its slots are, alarms, the clock
 *   dahdi_slot.c channels: opening them as what we need, events
 *   dahdi_io.c   blocks and units
 *   dahdi_say.c  what the log says when something fails
 *   dahdi_loop.c loops: hooks and bells
 *
 * Only the files of this driver include DAHDI's header.
 */
#pragma once

#include "trunk/dahdi_say.h"
#include "trunk/driver.h"

#include <dahdi/user.h>
#include <stdbool.h>

#define DAHDI_LATE    8  /* blocks that wait for a late reader (a power of two: mtp2 channels ask for one) */
#define DAHDI_UNITS   32 /* buffers of a signalling channel */
#define DAHDI_FILL_MS 5  /* how often a unit is repeated where the kernel does not */

#define DAHDI_CHANNELS "/dev/dahdi/channel"

enum dahdi_use { DAHDI_CLOSED, DAHDI_BEARER, DAHDI_SIGNAL };

struct dahdi_slot {
	enum dahdi_use use;
	int channel; /* number in the whole system; 0 = not known yet */
	int fd;
	bool canceller; /* it has one, to be switched on */
	bool echo;      /* it is on */
	bool busy_told; /* that another program holds the channel */
	struct span_counts counts;

	/* bearer */
	bool shared; /* the channel is its loop's: events are not ours to take, and it stays open */
	/* ticks of the next block to read and to write; 0 = not begun */
	uint64_t next_in, next_out;

	/* signalling */
	enum span_mode mode;
	int wait_fd;                       /* epoll: readable when a unit or an event waits, or a repetition is due */
	int fill_fd;                       /* timer of the repetitions, -1 if the kernel repeats */
	uint32_t badfcs, aborts, overruns; /* events not fetched yet */
	bool alarm, alarm_told;
	uint16_t out_len, in_len; /* what is repeated; what was heard last */
	uint8_t out[SPAN_FRAME_MAX], in[SPAN_FRAME_MAX];
};

struct dahdi_loop {
	bool open;
	bool ours;  /* the descriptor was opened here, not inherited */
	bool rings; /* the last event of the exchange's ringing was its begin */
	enum span_loop kind;
	int fd;
};

struct dahdi_span {
	struct span span;
	int number; /* of DAHDI */
	unsigned ahead;
	int ctl_fd;
	int timer_fd;
	uint64_t tick;
	int64_t tick_us; /* when it began */
	bool alarm_told;
	struct dahdi_slot slots[SPAN_SLOTS];
	unsigned n_loops; /* open */
	int loops_fd;     /* epoll: readable when one of them has an event */
	struct dahdi_loop loops[SPAN_SLOTS];
	int inherited[SPAN_SLOTS]; /* channels of loops that the parent keeps, or -errno */
};

/* The clock and alarms change what is remembered of them, in a span that is const to the caller. */
static inline struct dahdi_span *
dahdi_of(const struct span *span)
{
	return (struct dahdi_span *)(uintptr_t)span;
}

uint64_t dahdi_tick(const struct span *span);
int64_t dahdi_next_us(const struct span *span);
uint32_t dahdi_alarms(const struct span *span);

int dahdi_bearer_open(struct span *span, int slot);
int dahdi_echo(struct span *span, int slot, int taps);
int dahdi_sig_open(struct span *span, int slot, enum span_mode mode);
void dahdi_bearer_close(struct span *span, int slot);
void dahdi_sig_close(struct span *span, int slot);
int dahdi_sig_fd(const struct span *span, int slot);
enum span_event dahdi_event(struct span *span, int slot);
/* After ELAST: until all are taken, the channel neither reads nor writes. */
void dahdi_take_events(struct dahdi_slot *sl);

/* The slot's channel as one of this type, with these buffers: its descriptor, or -errno and a line in the log. */
int dahdi_open_as(struct dahdi_span *s, int slot, int type, int buffers, int size);

int dahdi_loop_open(struct span *span, int slot, enum span_loop kind);
void dahdi_loop_close(struct span *span, int slot);
int dahdi_loop_set(struct span *span, int slot, enum span_hook hook);
int dahdi_loop_heard(const struct span *span, int slot);
int dahdi_loop_fd(const struct span *span);
int dahdi_loop_keep(const struct span *span, int slot);
int dahdi_loop_channel(const struct dahdi_span *s, int slot);
enum span_event dahdi_loop_event(struct dahdi_span *s, int slot);

int dahdi_read(struct span *span, int slot, uint8_t block[SPAN_BLOCK]);
int dahdi_write(struct span *span, int slot, const uint8_t block[SPAN_BLOCK]);
ssize_t dahdi_sig_read(struct span *span, int slot, void *unit, size_t size);
int dahdi_sig_write(struct span *span, int slot, const void *unit, size_t len);
