/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outside lines, from the stored calls.  A call belongs to the circuit its customer's line used; a call that was refused,
 * or that nobody answered, used its circuit all the same.
 */
#include "crm/lines.h"

#include "base/clock.h"
#include "base/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- one circuit: its calls ---- */

static int64_t
held(const Rec__Call *c)
{
	return c->ended_us > c->first_us ? c->ended_us - c->first_us : 0;
}

static void
print_call(const Rec__Call *c, FILE *to)
{
	time_t t = (time_t)(c->first_us / US_PER_SEC);
	char when[32] = "-", session[SESSION_TEXT];
	struct tm tm;

	if (localtime_r(&t, &tm))
		strftime(when, sizeof(when), "%m-%d %H:%M:%S", &tm);
	fprintf(to, "%-10s %-15s %-4s %-16s %-16s held %6.1f s  talk %6.1f s  cause %u%s\n",
	    session_text(c->session, session), when, c->outgoing ? "out" : "in", c->outgoing ? "-" : c->caller,
	    c->dialled, (double)held(c) / 1e6, (double)c->talk_us / 1e6, c->cause, c->ended_us ? "" : "  (going on)");
}

int
line_calls(struct store *s, const char *trunk, unsigned circuit, size_t most, FILE *to)
{
	int64_t held_us = 0, talk_us = 0;
	int answered = 0;
	Rec__Call **rows;
	int n = calls_of_circuit(s, trunk, circuit, 0, INT64_MAX, NULL, most, &rows);

	for (int i = 0; i < n; i++) {
		print_call(rows[i], to);
		held_us += held(rows[i]);
		talk_us += rows[i]->talk_us;
		answered += rows[i]->talking_us != 0;
	}
	if (n < 0)
		return n;
	store_free_rows(rows, (size_t)n);
	fprintf(to, "%s/%u: %d calls, %d talked; held %.1f s, talk %.1f s on the average\n", trunk, circuit, n,
	    answered, n ? (double)held_us / 1e6 / n : 0, answered ? (double)talk_us / 1e6 / answered : 0);
	return 0;
}

/* ---- a trunk group: use of each circuit ---- */

static void
add(struct line_use *use, const Rec__Call *c)
{
	if (c->outgoing)
		use->out++;
	else
		use->in++;
	use->answered += c->answered_us || c->talking_us;
	use->held_us += held(c);
}

int
line_use(struct store *s, const char *trunk, int64_t from_us, int64_t to_us, struct line_use *use)
{
	struct store_cursor at = { 0 };
	int total = 0;

	memset(use, 0, LINES_MOST * sizeof(*use));
	while (!at.end) {
		Rec__Call **rows;
		int n = calls_of_time(s, from_us, to_us, &at, STORE_ROWS, &rows);

		if (n < 0)
			return n;
		for (int i = 0; i < n; i++)
			if (strcmp(rows[i]->trunk, trunk) == 0 && rows[i]->circuit < LINES_MOST) {
				add(&use[rows[i]->circuit], rows[i]);
				total++;
			}
		store_free_rows(rows, (size_t)n);
		if (n == 0)
			break;
	}
	return total;
}

static void
print_use(const char *what, const struct line_use *u, double hours, FILE *to)
{
	uint32_t calls = u->in + u->out;

	fprintf(to, "%-8s %7u %7u %9u %10.0f s %9.1f s %8.3f\n", what, u->in, u->out, u->answered,
	    (double)u->held_us / 1e6, calls ? (double)u->held_us / 1e6 / calls : 0,
	    hours > 0 ? (double)u->held_us / 3.6e9 / hours : 0);
}

int
line_use_print(struct store *s, const char *trunk, int64_t from_us, int64_t to_us, FILE *to)
{
	struct line_use *use = calloc(LINES_MOST, sizeof(*use)), sum = { 0 };
	double hours = (double)(to_us - from_us) / 3.6e9;
	char name[16];

	if (!use)
		return -ENOMEM;
	int n = line_use(s, trunk, from_us, to_us, use);

	if (n >= 0)
		fprintf(to, "%-8s %7s %7s %9s %12s %11s %8s\n", "CIRCUIT", "IN", "OUT", "ANSWERED", "HELD", "EACH",
		    "ERLANG");
	for (unsigned i = 0; n >= 0 && i < LINES_MOST; i++) {
		if (use[i].in + use[i].out == 0)
			continue;
		snprintf(name, sizeof(name), "%u", i);
		print_use(name, &use[i], hours, to);
		sum.in += use[i].in;
		sum.out += use[i].out;
		sum.answered += use[i].answered;
		sum.held_us += use[i].held_us;
	}
	if (n >= 0)
		print_use("all", &sum, hours, to);
	free(use);
	return n < 0 ? n : 0;
}
