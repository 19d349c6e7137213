/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of RTP spans: the board as it lies in its file.
 *
 * An entry's stamp is odd while sipd writes it and changes with every writing; a reader looks at it before and after copying
 * and keeps what it had when they differ.  Counts are written by the process that has the slot's socket.
 */
#pragma once

#include "base/shm.h"
#include "trunk/rtp.h"

#include <stdatomic.h>

struct rtp_entry {
	_Atomic uint32_t stamp;   /* writer: write_entry; reader: rtp_entry_read */
	_Atomic uint32_t session; /* changes with each; 0 = none */
	_Atomic uint32_t address;
	_Atomic uint32_t port_ways; /* port << 16 | ways */
	uint8_t pad[48];
	_Atomic uint64_t counts[RTP_COUNT];
};

struct rtp_file {
	uint64_t magic;
	uint32_t abi;
	uint32_t number;
	struct line_clock clock;
	struct rtp_entry entries[SPAN_SLOTS];
};

/* The file, checked: 0, -ENOENT, -EBADMSG, ... */
int rtp_map(struct shm *shm, const char *run_dir, int number);

/* What stands on the board: the session's number (0: none), or -EAGAIN while it is being written. */
int rtp_entry_read(const struct rtp_entry *e, uint32_t *session, struct rtp_far *far);
