/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading days, dates and times of `hours` nodes.
 */
#include "acd/flow_check.h"

#include <stdio.h>
#include <string.h>

static int
weekday(const char *word, size_t len)
{
	static const char *const names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

	for (int i = 0; i < 7; i++)
		if (len == 3 && strncmp(names[i], word, 3) == 0)
			return i;
	return -1;
}

/* "daily", "mon", "mon-fri", "fri-mon" */
bool
flow_days(const char *word, struct flow_row *row)
{
	const char *dash = strchr(word, '-');
	int from = weekday(word, dash ? (size_t)(dash - word) : strlen(word));
	int to = dash ? weekday(dash + 1, strlen(dash + 1)) : from;

	if (strcmp(word, "daily") == 0) {
		row->days = 0x7f;
		return true;
	}
	if (from < 0 || to < 0)
		return false;
	for (int d = from;; d = (d + 1) % 7) {
		row->days |= (uint8_t)(1u << d);
		if (d == to)
			return true;
	}
}

/* "10-01" or "2027-02-06": the date, and how many letters it took. */
static size_t
read_date(const char *word, uint16_t *year, uint16_t *day)
{
	unsigned y = 0, m, d;
	int n = 0;

	if (sscanf(word, "%4u-%2u-%2u%n", &y, &m, &d, &n) < 3 || y < 1970) {
		y = 0;
		n = 0;
		if (sscanf(word, "%2u-%2u%n", &m, &d, &n) < 2)
			return 0;
	}
	if (m < 1 || m > 12 || d < 1 || d > 31)
		return 0;
	*year = (uint16_t)y;
	*day = (uint16_t)(m * 32 + d);
	return (size_t)n;
}

bool
flow_dates(const char *word, struct flow_row *row)
{
	uint16_t year;
	size_t n = read_date(word, &row->year, &row->from_day);

	if (!n)
		return false;
	row->to_day = row->from_day;
	if (!word[n])
		return true;
	if (strncmp(word + n, "..", 2) != 0)
		return false;
	size_t m = read_date(word + n + 2, &year, &row->to_day);

	return m && !word[n + 2 + m] && year == row->year;
}

bool
flow_times(const char *word, struct flow_row *row)
{
	unsigned h1, m1, h2, m2;
	int n = 0;

	if (sscanf(word, "%2u:%2u-%2u:%2u%n", &h1, &m1, &h2, &m2, &n) < 4 || word[n])
		return false;
	if (h1 > 23 || m1 > 59 || m2 > 59 || h2 * 60 + m2 > 1440)
		return false;
	row->from_min = (uint16_t)(h1 * 60 + m1);
	row->to_min = (uint16_t)(h2 * 60 + m2);
	return true;
}
