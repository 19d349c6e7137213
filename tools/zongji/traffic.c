/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The measures are rows of measures.def; each becomes a function of the period and the link or group.
 *
 * NER (E.425) counts as reached what the far network delivered although nobody answered: busy, no reply, refused by the
 * called party, and callers who hung up before the answer.
 */
#include "tools/zongji/traffic.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- samples ---- */

void
sample_clear(struct sample *s, int64_t at_us)
{
	s->at_us = at_us;
	s->n = 0;
}

void
sample_add(struct sample *s, const char *name, uint16_t which, int64_t value)
{
	if (value == 0 || s->n == SAMPLE_ROWS || strlen(name) >= sizeof(s->rows[0].name))
		return;
	strcpy(s->rows[s->n].name, name);
	s->rows[s->n].which = which;
	s->rows[s->n++].value = value;
}

int
sample_parse(struct sample *s, char *text)
{
	long long at, value;
	unsigned which;
	char name[32];

	if (sscanf(text, "at %lld", &at) != 1)
		return -EBADMSG;
	sample_clear(s, at);
	for (char *line; (line = strsep(&text, "\n"));)
		if (strncmp(line, "at ", 3) != 0 && sscanf(line, "%31s %u %lld", name, &which, &value) == 3 &&
		    which <= UINT16_MAX)
			sample_add(s, name, (uint16_t)which, value);
	return 0;
}

int64_t
sample_value(const struct sample *s, const char *name, uint16_t which)
{
	for (int i = 0; i < s->n; i++)
		if (s->rows[i].which == which && strcmp(s->rows[i].name, name) == 0)
			return s->rows[i].value;
	return 0;
}

/* ---- periods ---- */

int64_t
period_growth(const struct period *p, const char *name, uint16_t which)
{
	int64_t from = sample_value(p->from, name, which), to = sample_value(p->to, name, which);

	return to >= from ? to - from : to;
}

double
period_seconds(const struct period *p)
{
	return (double)period_growth(p, "METERED_S", 0);
}

static double
ratio(double a, double b)
{
	return b > 0 ? a / b : 0;
}

/* Not answered, but reached: 16 the caller hung up, 17 busy, 18 and 19 no reply, 21 refused by the called party. */
static double
reached(const struct period *p, uint16_t which)
{
	static const uint8_t causes[] = { 16, 17, 18, 19, 21 };
	int64_t n = 0;

	for (size_t i = 0; i < sizeof(causes); i++)
		n += period_growth(p, "UNANSWERED", (uint16_t)(which * 128 + causes[i]));
	return (double)n;
}

/* ---- measures ---- */

#define N(counter)  ((double)period_growth(p, #counter, which))
#define S           period_seconds(p)
#define RATIO(a, b) ratio(a, b)
#define SEIZURES    (N(CALLS_IN) + N(CALLS_OUT))
#define REACHED     reached(p, which)

#define JOIN2(a, b) a##b
#define JOIN(a, b)  JOIN2(a, b)

#define MEASURE(q752, zh, en, unit, expression)                                        \
	static double JOIN(measure_, __LINE__)(const struct period *p, uint16_t which) \
	{                                                                              \
		return expression;                                                     \
	}
#define LINKS
#define GROUPS
#include "tools/zongji/measures.def"
#undef LINKS
#undef GROUPS
#undef MEASURE

#define MEASURE(q752, zh, en, unit, expression) { q752, { zh, en }, unit, JOIN(measure_, __LINE__) },
#define LINKS
const struct measure link_measures[] = {
#include "tools/zongji/measures.def"
	{ 0 },
};
#undef LINKS
#define GROUPS
const struct measure group_measures[] = {
#include "tools/zongji/measures.def"
	{ 0 },
};
#undef GROUPS
#undef MEASURE

/* ---- printing ---- */

#define TEXT_COLUMNS 38
#define COLUMN       12

/* Columns a text takes: ideographs take two. */
static int
columns(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) == 0x80 ? 0 : (unsigned char)*text >= 0xe0 ? 2 : 1;
	return n;
}

static void
print_label(const char *q752, const char *text, const char *unit, FILE *to)
{
	fprintf(to, "%-5s %s%*s %-6s", q752, text, TEXT_COLUMNS - columns(text), "", unit);
}

static void
print_value(double v, const char *unit, FILE *to)
{
	if (strcmp(unit, "Erl") == 0)
		fprintf(to, "%*.3f", COLUMN, v);
	else if (strcmp(unit, "%") == 0)
		fprintf(to, "%*.1f", COLUMN, v);
	else
		fprintf(to, "%*.0f", COLUMN, v);
}

static void
print_names(const char *const *names, int n, FILE *to)
{
	print_label("Q.752", "", "", to);
	for (int i = 0; i < n; i++)
		fprintf(to, " %*.*s", COLUMN - 1, COLUMN - 1, names[i]);
	fputc('\n', to);
}

void
traffic_print(const struct period *p, const struct measure *rows, const char *const *names, const uint16_t *which,
    int n, int english, FILE *to)
{
	print_names(names, n, to);
	for (; rows->unit; rows++) {
		print_label(rows->q752, rows->text[english], rows->unit, to);
		for (int i = 0; i < n; i++)
			print_value(rows->value(p, which[i]), rows->unit, to);
		fputc('\n', to);
	}
}

void
traffic_print_causes(
    const struct period *p, const char *const *names, const uint16_t *which, int n, int english, FILE *to)
{
	char text[64];

	for (unsigned cause = 0; cause < 128; cause++) {
		int64_t sum = 0;

		for (int i = 0; i < n; i++)
			sum += period_growth(p, "UNANSWERED", (uint16_t)(which[i] * 128 + cause));
		if (!sum)
			continue;
		snprintf(text, sizeof(text), english ? "not answered, cause %u" : "未应答, 原因 %u", cause);
		print_label("", text, "calls", to);
		for (int i = 0; i < n; i++)
			print_value((double)period_growth(p, "UNANSWERED", (uint16_t)(which[i] * 128 + cause)), "", to);
		fputc('\n', to);
	}
}
