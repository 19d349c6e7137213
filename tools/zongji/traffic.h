/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traffic statistics: what counters of isupd say about a period, as measures of Q.752 and E.425.
 *
 * A sample is all counters at one moment; a period is two samples.  A counter that is smaller at the end than at the beginning
 * was started anew in between: then its value at the end is what is known.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>

#define SAMPLE_ROWS 2048 /* counters that are not 0 */
#define UNITS_MOST  32   /* links, or groups, side by side */

struct sample {
	int64_t at_us; /* 0 = when counting began */
	int n;
	struct {
		char name[32];
		uint16_t which;
		int64_t value;
	} rows[SAMPLE_ROWS];
};

void sample_clear(struct sample *s, int64_t at_us);
void sample_add(
    struct sample *s, const char *name, uint16_t which, int64_t value); /* 0 and what has no room: left out */
int sample_parse(struct sample *s, char *text); /* lines "NAME WHICH VALUE", first "at MICROSECONDS": 0, -EBADMSG */
int64_t sample_value(const struct sample *s, const char *name, uint16_t which);

struct period {
	const struct sample *from, *to;
};
int64_t period_growth(const struct period *p, const char *name, uint16_t which);
double period_seconds(const struct period *p); /* that the meter added up */

struct measure {
	const char *q752, *text[2], *unit;
	double (*value)(const struct period *p, uint16_t which);
};
extern const struct measure link_measures[], group_measures[]; /* end with a NULL unit */

/* Rows are measures, columns the units (links or groups) named `names`. */
void traffic_print(const struct period *p, const struct measure *rows, const char *const *names, const uint16_t *which,
    int n, int english, FILE *to);
/* Of each group: calls that were not answered, by cause. */
void traffic_print_causes(
    const struct period *p, const char *const *names, const uint16_t *which, int n, int english, FILE *to);
