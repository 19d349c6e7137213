/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The trace: what a process saw and did, in shared memory, for anyone to read without asking.
 *
 * One file per role (`NAME.trace`), an overwriting ring of records.  The writer never waits; a reader that falls behind is
 * told how many records it missed.  `zongji trace` merges the files by time into a ladder and writes pcap.
 */
#pragma once

#include "base/role.h"

#include <stdint.h>

enum trace_kind {
	TRACE_STATE = 1, /* text: "circuit: IDLE -IAM-> OFFERED [Q.764 2.1.1]"; ref: the object's own number in its room */
	TRACE_MSU_IN, /* MSU without flags and FCS, from BSN on; ref: link index << 32 | label width of the link set */
	TRACE_MSU_OUT,
	TRACE_LSSU_IN, /* link status; same ref */
	TRACE_LSSU_OUT,
	TRACE_MSG_IN, /* catalogue message: struct trace_msg, then its payload; ref: leg or session */
	TRACE_MSG_OUT,
	TRACE_CALL,     /* text: one step of a session's story; ref: session */
	TRACE_DCHAN_IN, /* Q.921 frame; ref: span */
	TRACE_DCHAN_OUT,
	TRACE_LEG, /* struct trace_leg; ref: the session it belongs to from now on */
	TRACE_KIND_COUNT,
};

struct trace_msg {
	uint16_t from, to, type, pad;
};

struct trace_leg {
	uint32_t leg;  /* handle; 0 = the seat has none yet */
	uint16_t seat; /* whose telephone; SEAT_NONE = the customer's leg */
	uint16_t pad;
};

#define TRACE_DATA 496
struct trace_rec {
	int64_t at_us;
	uint64_t ref;
	uint16_t kind;
	uint16_t role;
	uint16_t len;
	uint16_t cut; /* octets that did not fit */
	uint64_t serial;
	uint8_t data[TRACE_DATA];
};

struct trace;                                                           /* writer */
int trace_open(struct trace **tp, const char *run_dir, enum role role); /* makes the file or goes on in it */
void trace_put(struct trace *t, int64_t at_us, uint16_t kind, uint64_t ref, const void *data, uint32_t len);
void trace_close(struct trace *t);

struct trace_reader;
int trace_reader_open(struct trace_reader **rp, const char *run_dir, enum role role, int from_oldest);
/* Next record in `rec`: 1, or 0 if there is none yet.  *missed gets the records overwritten unseen. */
int trace_next(struct trace_reader *r, struct trace_rec *rec, uint64_t *missed);
/* How much of the ring lies between this reader and the writer, in percent: at 100 records are lost. */
unsigned trace_reader_behind(const struct trace_reader *r);
void trace_reader_close(struct trace_reader *r);
