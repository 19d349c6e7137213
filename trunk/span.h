/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Span: the one door to E1 lines.  Nothing above trunk/ includes a driver's header.
 *
 * What is it?  An E1 span is 31 usable timeslots (1..31) of 64 kbit/s.  A *bearer* slot carries A-law audio (G.711, bit
 * order and inversion as on the line; idle is 0xD5) in blocks of 160 octets = 20 ms.  A *signalling* slot carries HDLC
 * frames: one signalling unit per read or write, with its two FCS octets at the end (written as padding, checked on receipt).
 * In mode SPAN_MTP2 the driver repeats the last unit for ever and drops received repetitions (as DAHDI's MTP2 mode does);
 * in mode SPAN_HDLC every frame is passed once.  A *loop* is a telephone line by way of a channel bank, which shows a hook and a
 * bell as signalling bits of the slot (CAS); its audio is the same slot's bearer, which may be another process's.
 *
 * How does it work?  By a driver (driver.h): soft, an E1 line between two processes in shared memory (soft.h); dahdi, a span
 * of the kernel's (dahdi.h); or rtp, 31 streams over IP that look like the bearers of a line and carry no signalling (rtp.h).
 * The line drives the clock: span_tick() counts the 20 ms blocks since the line came up.  Reads and writes never block and
 * may be done by different processes for different slots; a process that is killed leaves nothing to repair.
 *
 * Errors are negative errno values; -ELAST - 0 is never returned for data.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SPAN_BLOCK     160 /* octets of 20 ms */
#define SPAN_BLOCK_US  20000
#define SPAN_SLOTS     32   /* 0 is framing, 1..31 can be used */
#define SPAN_IDLE      0xd5 /* A-law silence */
#define SPAN_FRAME_MAX 512  /* octets of a signalling unit with FCS */
#define SPAN_ECHO_TAPS 128  /* 16 ms: what analogue lines behind an exchange need */

struct span;
struct conf_span;

enum span_side { SPAN_SIDE_HOUSE, SPAN_SIDE_FAR }; /* soft lines have two ends; a card only has the first */
enum span_mode { SPAN_MTP2, SPAN_HDLC };

/* What is at the far end of a loop. */
enum span_loop {
	SPAN_STATION,  /* a telephone, which we feed and ring; it lifts, hangs up and flashes */
	SPAN_EXCHANGE, /* an exchange, which feeds and rings us; we lift, hang up and flash */
};
/* What an end of a loop does. */
enum span_hook {
	SPAN_HOOK_ON,    /* rests; to an exchange that let a call go, the same */
	SPAN_HOOK_RING,  /* feeder alone: rings, in its own cadence */
	SPAN_HOOK_OFF,   /* off-hook; a feeder: the telephone was heard to lift, the call stands */
	SPAN_HOOK_FLASH, /* only to set, and not by a feeder: on-hook for a moment, then off-hook again */
};

/* Alarms of the received direction, as a set. */
#define SPAN_ALARM_LOS    0x01u /* nothing received: far end without power, or cable out */
#define SPAN_ALARM_AIS    0x02u
#define SPAN_ALARM_YELLOW 0x04u /* far end reports our signal bad */
#define SPAN_ALARM_RED    0x08u /* out of frame */

/* Events of a signalling slot, a loop or the span, taken one at a time. */
enum span_event {
	SPAN_EV_NONE,
	SPAN_EV_ALARM,
	SPAN_EV_NOALARM,
	SPAN_EV_BADFCS,
	SPAN_EV_ABORT,
	SPAN_EV_OVERRUN,
	SPAN_EV_RING,     /* loop: the exchange begins to ring (with a cadence, each time it does) */
	SPAN_EV_RING_END, /* ... and pauses, or has stopped */
	SPAN_EV_OFFHOOK,  /* the telephone was lifted */
	SPAN_EV_ONHOOK,   /* the telephone was hung up; the exchange let our call go */
	SPAN_EV_FLASH,    /* the telephone flashed */
};

int span_open(struct span **spanp, const struct conf_span *conf, const char *run_dir, enum span_side side);
void span_close(struct span *span);

/* The line's clock: blocks since it came up, and when (clock.h time) the next one begins. */
uint64_t span_tick(const struct span *span);
int64_t span_next_us(const struct span *span);
uint32_t span_alarms(const struct span *span);

/* Bearer slots.  A process opens the slots it uses; -EBUSY if another holds the slot's end. */
int span_bearer_open(struct span *span, int slot);
void span_bearer_close(struct span *span, int slot);
/* Next received block: 1 = audio, 0 = the far end sent nothing in time (filled with idle, counted), -EAGAIN = not yet. */
int span_read(struct span *span, int slot, uint8_t block[SPAN_BLOCK]);
/* Queue the next block to send: 0, or -EAGAIN when the buffers ahead of the line are full. */
int span_write(struct span *span, int slot, const uint8_t block[SPAN_BLOCK]);
/*
 * The line's own echo canceller, on the card or in the kernel, of an open bearer: so many taps of 125 us (SPAN_ECHO_TAPS), 0 = off;
 * off again when the bearer is closed.  -ENOTSUP: the slot has none.
 */
int span_echo(struct span *span, int slot, int taps);

/* Signalling slots. */
int span_sig_open(struct span *span, int slot, enum span_mode mode);
void span_sig_close(struct span *span, int slot);
int span_sig_fd(const struct span *span, int slot); /* readable when a unit or an event may wait */
ssize_t span_sig_read(struct span *span, int slot, void *unit, size_t size); /* octets with FCS, or -EAGAIN */
/* len with 2 FCS octets; -EAGAIN = full */
int span_sig_write(struct span *span, int slot, const void *unit, size_t len);
enum span_event span_event(struct span *span, int slot); /* slot 0: the span's own */

/*
 * Loops.  What an end does stands in the line, not in the process that said so: it outlives a kill, and a newcomer asks for
 * it; events begin with the opening.  A process that opens both opens the loop first, then the bearer.
 */
int span_loop_open(struct span *span, int slot, enum span_loop kind); /* -EBUSY if another holds it */
void span_loop_close(struct span *span, int slot);
/* 0; -EAGAIN = the line is not ready for it, try again soon; -EINVAL = this end has no such thing. */
int span_loop_set(struct span *span, int slot, enum span_hook hook);
/* What the far end does now (while an exchange's ringing pauses: SPAN_HOOK_ON).  -EBADF: not open. */
int span_loop_heard(const struct span *span, int slot);
int span_loop_fd(const struct span *span); /* readable when an event of any open loop may wait; -EBADF: none is open */
/* The descriptor that keeps an open loop alive in children who find it by loops.h; -ENOTSUP: nothing is needed for that. */
int span_loop_keep(const struct span *span, int slot);

struct span_counts {
	uint64_t underruns;                      /* blocks we did not write in time: idle was sent */
	uint64_t missed;                         /* blocks we did not receive in time */
	uint64_t overruns;                       /* blocks we did not read in time: lost */
	uint64_t frames_in, frames_out, repeats; /* repeats: equal units dropped */
};
void span_counts(const struct span *span, int slot, struct span_counts *counts);
