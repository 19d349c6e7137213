/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The world outside: spans opened from their far side, exchanges and PBX behind them, and who telephones.
 *
 * One thread.  Signalling is looked at when its descriptor is ready and every 20 ms; everything else every 20 ms.
 */
#pragma once

#include "base/site.h"
#include "tools/farend/line.h"

#include <stdio.h>

#define LINES     2048
#define EXCHANGES 8
#define PBXS      32
#define SPANS     65

struct exchange;
struct pbx;
struct phones;
struct callers;
struct report;
struct scenario;
struct outages;

struct world {
	const struct site *site;
	const char *run_dir;
	int label; /* LABEL_*, or -1: as configured */
	bool deaf; /* bearers stay closed */
	int gone;  /* number of a span whose bearers stay closed; 0 = none */
	int64_t now_us;
	int epoll_fd;
	struct prints *prints;
	struct span *spans[SPANS]; /* by number */
	int power[SPANS];
	struct line *lines[LINES];
	int n_lines, hunted;
	struct exchange *exchanges[EXCHANGES];
	int n_exchanges;
	struct pbx *pbxs[PBXS];
	int n_pbxs;
	struct phones *phones;
	struct callers *callers;
	struct outages *outages;
};

int world_open(struct world *w, const struct site *site, const char *run_dir, int label, bool deaf);
void world_close(struct world *w);

/* Run until the callers are done or *stop is set. */
void world_run(struct world *w, const volatile int *stop);

/* The span, opened on its far side (powered, if it is a soft line) on first use. */
int world_span(struct world *w, int number, struct span **span);
/* A new line of a span; NULL when the table is full. */
struct line *world_line(struct world *w, const struct line_ops *ops, void *owner, int span, int slot, int cic);
/* No bearer of this span is open from now on, and calls on it hear nothing more; 0: it is there again. */
void world_span_gone(struct world *w, int number);
/* Wake the loop when this descriptor can be read. */
int world_watch(struct world *w, int fd);
/* "circuits=30 idle=29", and a line for each that is not idle. */
void world_tell_circuits(const struct world *w, FILE *to);
/* Who takes a call that comes from the house. */
struct party *world_party_for(struct world *w, struct line *line);
