/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Soft lines: an E1 between two processes, in a shared-memory file `span-N.line` of the run directory.
 *
 * Bearers: per slot and direction a small ring of blocks, each stamped with the line's tick it belongs to; writers write
 * ahead, readers take the block whose stamp is their tick.  There is nothing else to keep, so both ends can be killed at any
 * instruction.  Signalling slots: a ring of frames per direction, and a named FIFO as the descriptor to poll.  The end is
 * "powered" as long as somebody holds its lock (the parent for the house, farend for the far side): the other end sees
 * SPAN_ALARM_LOS otherwise.  A process that is restarted does not raise an alarm, as a card would not.  An end that sees
 * LOS, AIS or RED receives nothing, and the other end sees YELLOW.
 */
#pragma once

#include "trunk/line_clock.h"
#include "trunk/span.h"

enum soft_clock { SOFT_REAL = LINE_CLOCK_REAL, SOFT_FAKE = LINE_CLOCK_FAKE }; /* FAKE: the line moves only by soft_advance() */

/* Make the line's file if it is not there (parent, tests). */
int soft_create(const char *run_dir, int number, enum soft_clock clock);

/* Hold an end's power until the descriptor returned (and every copy that children inherited) is closed; -EBUSY: it is held. */
int soft_power(const char *run_dir, int number, enum span_side side);

/* `fd` is of an earlier soft_power(), maybe by a process that is gone: hold the power by it.  -ESTALE: the line was made anew since. */
int soft_power_again(const char *run_dir, int number, enum span_side side, int fd);

/* Fake clock: move the line on by `ticks` blocks. */
int soft_advance(const char *run_dir, int number, uint64_t ticks);

/* Faults for tests: spoil or drop the next units a side sends on a slot; force alarms seen by a side. */
int soft_spoil(const char *run_dir, int number, enum span_side from, int slot, unsigned drop, unsigned badfcs);
int soft_alarm(const char *run_dir, int number, enum span_side seen_by, uint32_t alarms);
