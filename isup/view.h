/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * View: circuits, trunk groups and links as text, for the control verbs of isupd (ctl.c).
 *
 * Read-only: `isup` is the keeper's live arena.  Times are shown against `now_us`.  Numbers of callers are shown to an
 * operator at the control socket only, never in logs.
 */
#pragma once

#include "isup/core.h"

#include <stdio.h>

/*
 * One line a circuit: group, CIC, span:slot, state, for how long, blocking, numbers.  `group`: its name, or NULL for
 * all; `cic`: one circuit, or -1.  Returns how many lines were written.
 */
int view_circuits(const struct isup *isup, const char *group, int cic, int64_t now_us, FILE *to);

/* The same, piece by piece: the heading; the circuit with this index in the table (0: there is none). */
void view_circuit_heading(FILE *to);
int view_circuit(const struct isup *isup, unsigned index, int64_t now_us, FILE *to);

/* One line a signalling link: link set, SLC, slot, state, for how long, messages that wait.  How many. */
int view_links(const struct isup *isup, const struct site *site, int64_t now_us, FILE *to);

/*
 * One line a span that carries No. 7 circuits or links: number, name, a mark for each timeslot 1 to 31, calls of circuits.
 * Marks: > call  . idle  x blocked  ! takes no calls  S signalling  - not ours.
 */
void view_spans(const struct isup *isup, const struct site *site, FILE *to);

/* One line a No. 7 route: destination, link set, priority, state, how much of the traffic it carries.  How many. */
int view_routes(const struct isup *isup, const struct site *site, FILE *to);

/* One line a trunk group: exchange, reachable, circuits, free, calls in/limit, calls out/limit, blocked, out of
 * service. */
int view_groups(const struct isup *isup, const struct site *site, FILE *to);

/* Index of an ISUP group in the configuration by its name, or -1. */
int view_group_index(const struct isup *isup, const char *name);
