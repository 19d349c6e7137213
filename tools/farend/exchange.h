/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The carrier's exchange: libss7 at the far end of one link set.
 *
 * libss7 is good company for one link, or two, to one point; its links' SLC must be 0 and 1 in that order.  It forgets
 * its calls when the last link fails, as a real exchange does not: here the lines keep them, and are released by new
 * call objects if it must be.
 */
#pragma once

#include "tools/farend/label24.h"
#include "tools/farend/world.h"

#include <libss7.h>

#define EXCHANGE_LINKS 2
#define CICS           4096
#define PCM            32 /* circuit codes of one PCM system: CIC = pcm * 32 + slot */

struct exchange_link {
	struct exchange *exchange;
	struct span *span;
	int slot;
	int slc;
	int engine_fd, our_fd; /* ends of a packet socket: libss7 wants a descriptor */
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
int exchange_link_turn(struct exchange_link *l); /* units moved */
void exchange_link_close(struct exchange_link *l);
