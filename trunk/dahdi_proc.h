/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What DAHDI says of a span in /proc/dahdi/NUMBER: text for people, but the only place that tells which channels are
 * open and which have an echo canceller.  Anybody may read it.
 *
 *     Span 1: TE2/0/1 "T2XXP (PCI) Card 0 Span 1" (MASTER) HDB3/CCS/CRC4 RED ClockSource
 *         Timing slips: 3
 *
 *            1 TE2/0/1/1 Clear (In use) (EC: MG2 - INACTIVE)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROC_SLOTS 32 /* 1..31 as on an E1; channels beyond are only counted */

struct proc_channel {
	int number; /* in the whole system; 0 = no such channel */
	bool in_use;
	char type[24];      /* "Clear", "MTP2", "HDLCFCS" ...; empty = none: not configured */
	char canceller[16]; /* that it would have while it is switched on; empty = none */
};

struct proc_span {
	int number;
	int n_channels;
	bool master;       /* its clock drives all others */
	bool clock_source; /* its card takes its clock from it */
	bool ccs, cas, hdb3, crc4;
	bool loop;       /* looped for a test */
	bool recovering; /* an alarm is going away */
	uint32_t alarms; /* SPAN_ALARM_* */
	uint32_t slips, irq_misses, bpv, crc4_errors;
	char name[24];
	char description[48];
	struct proc_channel slots[PROC_SLOTS];
};

/* 0, or -EINVAL: no such text. */
int proc_span_parse(struct proc_span *s, const char *text);

/* Read the file of a span: 0, -ENOENT: no such span, or another -errno.  `root` is in front of the path ("" but in tests). */
int proc_span_read(struct proc_span *s, const char *root, int number);
