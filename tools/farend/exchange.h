/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The carrier's exchange: libss7 at the far end of one link set.
 *
 * libss7 bears eight links to one point, their SLC 0, 1, 2 ... in that order, but none of three or more may fail: it
 * dies of that.  It forgets its calls when the last link fails, as a real exchange does not: here the lines keep them,
 * and are released by new call objects if it must be.
 */
#pragma once

#include "tools/farend/label24.h"
#include "tools/farend/world.h"

#include <libss7.h>

#define EXCHANGE_LINKS 8
#define CICS           4096
#define PCM            32 /* circuit codes of one PCM system: CIC = pcm * 32 + slot */

struct exchange_link {
	struct exchange *exchange;
	struct span *span;
	int number; /* of the span */
	int slot;
	int slc;
	int engine_fd, our_fd;               /* ends of a packet socket: libss7 wants a descriptor */
	uint8_t sent, accepted;              /* FSN of libss7's newest unit; BSN of the house's */
	uint8_t waiting[SPAN_FRAME_MAX + 8]; /* a unit for which the line had no room */
	size_t waiting_len;
	bool alarm;
};

struct exchange {
	struct world *world;
	const struct conf_linkset *conf;
	struct ss7 *ss7;
	bool china;
	struct label24 label;
	uint32_t house; /* its point code, as libss7 knows it */
	bool up, was_up;
	int n_links;
	struct exchange_link links[EXCHANGE_LINKS];
	struct line *lines[CICS];
};

extern const struct line_ops exchange_ops;

int exchange_open(struct world *w, const struct conf_linkset *conf, struct exchange **xp);
void exchange_turn(struct exchange *x);   /* links, timers, events */
void exchange_events(struct exchange *x); /* at once after each unit: libss7 keeps 16 and drops the rest */
void exchange_close(struct exchange *x);

int exchange_register(struct exchange *x); /* libss7's callbacks will find it */

/* exchange_link.c */
int exchange_link_open(struct exchange *x, const struct conf_link *conf);
int exchange_link_turn(struct exchange_link *l);              /* units moved */
bool exchange_link_quiet(const struct exchange_link *l);      /* the house has accepted all that libss7 had to say */
void exchange_link_alarm(struct exchange_link *l, bool dead); /* the line dies at both ends, or comes back */
void exchange_link_close(struct exchange_link *l);
