/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rungs as lines of fixed columns.
 */
#include "tools/trace/lines.h"

#include "base/clock.h"
#include "tools/trace/rung.h"

#include <string.h>
#include <time.h>

#define WIDTH 22 /* of a column: the longest name of a message between neighbours fits */
#define LEFT  25 /* time and difference */

void
lines_head(FILE *to)
{
	fprintf(to, "%-*s", LEFT, "time            +diff");
	for (int c = 0; c < COLUMNS; c++)
		fprintf(to, "%-*s", WIDTH, column_names[c]);
	fputc('\n', to);
}

static void
put_time(int64_t at_us, int64_t before_us, FILE *to)
{
	time_t s = (time_t)(at_us / US_PER_SEC);
	struct tm tm;
	char text[16], line[48];
	int64_t diff = before_us ? at_us - before_us : 0;

	localtime_r(&s, &tm);
	strftime(text, sizeof(text), "%H:%M:%S", &tm);
	snprintf(line, sizeof(line), "%s.%06lld +%lld.%03lld", text, (long long)(at_us % US_PER_SEC),
	    (long long)(diff / US_PER_SEC), (long long)(diff / 1000 % 1000));
	fprintf(to, "%-*s", LEFT, line);
}

/* An arrow with its text between two columns. */
static void
put_arrow(const struct rung *r, FILE *to)
{
	char line[COLUMNS * WIDTH + 1];
	int left = r->from < r->to ? r->from : r->to, right = r->from < r->to ? r->to : r->from;
	int start = left * WIDTH + 1, end = right * WIDTH;
	int len = (int)strlen(r->text), room = end - start - 2;

	memset(line, ' ', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	for (int c = 0; c < COLUMNS; c++)
		line[c * WIDTH] = '|';
	memset(line + start, '-', (size_t)(end - start));
	if (len > room)
		len = room;
	memcpy(line + start + (r->from < r->to ? 1 : 2), r->text, (size_t)len);
	line[r->from < r->to ? end - 1 : start] = r->from < r->to ? '>' : '<';
	for (int i = COLUMNS * WIDTH - 1; i > 0 && line[i] == ' '; i--)
		line[i] = '\0';
	fprintf(to, "%s\n", line);
}

static void
put_note(const struct rung *r, FILE *to)
{
	for (int c = 0; c < r->from; c++)
		fprintf(to, "|%*s", WIDTH - 1, "");
	fprintf(to, "| %s\n", r->text);
}

bool
lines_put(const struct trace_rec *rec, int64_t before_us, FILE *to)
{
	struct rung r;

	if (!rung_of(rec, &r))
		return false;
	put_time(rec->at_us, before_us, to);
	if (r.from == r.to)
		put_note(&r, to);
	else
		put_arrow(&r, to);
	return true;
}
