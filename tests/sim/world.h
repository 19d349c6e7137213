/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The world of the simulator: a fake clock, a queue of events, three cores, and the people around them.
 *
 *   callers --- far isup core ==units== isup core --- acd core --- media, pbx, crm, consoles (all simulated)
 *
 * Everything random comes from one seed, so a run can be repeated to the bit.
 */
#pragma once

#include "base/core.h"
#include "base/site.h"

#include <stdbool.h>

enum box_id { BOX_ACD, BOX_ISUP, BOX_FAR, BOXES };

/* What happens at an event; a and b are the handler's own. */
struct world;
typedef void event_h(struct world *w, uint32_t a, uint32_t b, const void *data, uint32_t len);

struct world {
	int64_t now_us;
	uint64_t seed;
	struct site site, far_site;
	struct box {
		const struct core *core;
		void *arena;
		size_t size;
		uint64_t serial;
		struct core_out out;
		enum box_id id;
	} boxes[BOXES];
	uint64_t steps;
	uint64_t facts_hash;
	struct events *events;
};

void world_open(struct world *w, uint64_t seed);
void world_close(struct world *w);

/* Let `h` happen after `delay_us`; `data` is copied. */
void world_after(struct world *w, int64_t delay_us, event_h *h, uint32_t a, uint32_t b, const void *data, uint32_t len);

/* Give a core an input now. */
void world_feed(struct world *w, enum box_id box, uint16_t from, uint16_t type, const void *data, uint32_t len);

/* Run until `until_us`, or until nothing is left to happen. */
void world_run(struct world *w, int64_t until_us);

/* A number in 0..n-1; a chance of `percent`; a time between two bounds. */
uint32_t world_draw(struct world *w, uint32_t n);
bool world_chance(struct world *w, uint32_t percent);
int64_t world_time(struct world *w, int64_t least_ms, int64_t most_ms);

uint64_t world_hash(const struct world *w);

/* ---- people.c: what the simulated parties do with what the cores send ---- */
struct tally {
	uint64_t dialled, answered, talked, released, refused;
	uint64_t offered, ended, talking, recorded, abandoned, double_ended, ended_unknown;
	uint64_t seats_lost;
};
void people_open(struct world *w, uint32_t calls, int64_t gap_us, bool chaos);
bool people_done(void);
void people_from_acd(struct world *w, enum role to, uint16_t type, const void *data, uint32_t len);
void people_from_far(struct world *w, uint16_t type, const void *data, uint32_t len);
void people_desk(struct world *w, uint32_t connection, const void *data, uint32_t len);
const struct tally *people_tally(void);
/* The day is over: agents sign out as soon as they may, and stay away. */
void people_go_home(struct world *w);
/* Complaints at the end, printed; returns how many. */
int people_check(FILE *to);

/* faxes.c: what faxd does; likewise. */
void faxes_from_acd(struct world *w, uint16_t type, const void *data, uint32_t len);
void faxes_fact(const struct msg_fact *fact);
event_h faxes_restart; /* a = its epoch */
uint64_t faxes_told(void);
int faxes_check(FILE *to);

/* pools.c, circuits.c: is everything free again?  The same. */
int pools_check(struct world *w, FILE *to);
int circuits_check(struct world *w, enum box_id box, FILE *to);
