/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading system.conf (sysconf.h); its form is that of system.conf.sample of dahdi-tools. */
#include "tools/dahdi/sysconf.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MOST 512
#define FIELDS    7 /* of a span: crc4 and yellow may both be there */

struct line {
	struct sysconf *conf;
	int number;
	char *value;
};

typedef bool (*take)(struct line *l, int arg);

static char *
trimmed(char *text)
{
	text += strspn(text, " \t\r");
	for (size_t len = strlen(text); len && isspace((unsigned char)text[len - 1]); len--)
		text[len - 1] = '\0';
	return text;
}

/* A whole number, or -1. */
static int
number_of(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits && digits < 6 && !text[digits] ? atoi(text) : -1;
}

static int
split(char *text, char *field[FIELDS])
{
	char *part;
	int n = 0;

	while ((part = strsep(&text, ",")) && n < FIELDS)
		field[n++] = trimmed(part);
	return part ? FIELDS + 1 : n;
}

static void
copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%.*s", (int)size - 1, from);
}

static bool
take_span(struct line *l, int arg)
{
	struct sysconf *c = l->conf;
	char *field[FIELDS];
	int n = split(l->value, field);

	if (n < 5 || n > FIELDS || c->n_spans == SYSCONF_SPANS)
		return false;
	struct sysconf_span s = { .number = number_of(field[0]), .timing = number_of(field[1]), .line = l->number };
	if (s.number < 1 || s.timing < 0 || number_of(field[2]) < 0)
		return false;
	copy(s.framing, sizeof(s.framing), field[3]);
	copy(s.coding, sizeof(s.coding), field[4]);
	s.crc4 = n > 5 && strcmp(field[5], "crc4") == 0;
	c->spans[c->n_spans++] = s;
	return true;
}

static bool
take_dynamic(struct line *l, int arg)
{
	struct sysconf *c = l->conf;
	char *field[FIELDS];

	if (split(l->value, field) != 4 || c->n_dynamics == SYSCONF_SPANS)
		return false;
	struct sysconf_dynamic d = { .n_channels = number_of(field[2]), .timing = number_of(field[3]) };
	if (!*field[0] || !*field[1] || d.n_channels < 1 || d.timing < 0)
		return false;
	copy(d.driver, sizeof(d.driver), field[0]);
	copy(d.address, sizeof(d.address), field[1]);
	c->dynamics[c->n_dynamics++] = d;
	return true;
}

/* "1-15,17-31", and whatever a keyword puts behind a colon: each channel goes to set(), which may refuse it. */
static bool
each_channel(struct line *l, bool (*set)(struct sysconf *c, int channel, int arg), int arg)
{
	char *list = l->value;

	list[strcspn(list, ":")] = '\0';
	for (char *part = strsep(&list, ","); part; part = strsep(&list, ",")) {
		char *last = strchr(part, '-');

		if (last)
			*last++ = '\0';
		int from = number_of(trimmed(part)), to = last ? number_of(trimmed(last)) : from;
		if (from < 1 || to < from || to > SYSCONF_CHANNELS)
			return false;
		for (int channel = from; channel <= to; channel++)
			if (!set(l->conf, channel, arg))
				return false;
	}
	return true;
}

/* A channel has one type: dahdi_cfg does nothing at all if a second line gives it another. */
static bool
set_type(struct sysconf *c, int channel, int type)
{
	if (c->type[channel] && type)
		return false;
	c->type[channel] = (uint8_t)type;
	return true;
}

static bool
take_channels(struct line *l, int type)
{
	return each_channel(l, set_type, type);
}

static bool
set_law(struct sysconf *c, int channel, int alaw)
{
	c->alaw[channel] = alaw;
	c->mulaw[channel] = !alaw;
	return true;
}

static bool
take_law(struct line *l, int alaw)
{
	return each_channel(l, set_law, alaw);
}

static bool
set_canceller(struct sysconf *c, int channel, int arg)
{
	c->canceller[channel] = true;
	return true;
}

/* "mg2,1-15,17-31" */
static bool
take_canceller(struct line *l, int arg)
{
	char *list = l->value, *name = strsep(&list, ",");

	l->value = list;
	return list && *trimmed(name) && each_channel(l, set_canceller, 0);
}

static bool
take_nothing(struct line *l, int arg)
{
	return *l->value;
}

/* clang-format off */
static const struct {
	const char *word;
	take take;
	int arg;
} words[] = {
	{ "span",          take_span,      0             },
	{ "dynamic",       take_dynamic,   0             },
	{ "bchan",         take_channels,  SYSCONF_BCHAN },
	{ "indclear",      take_channels,  SYSCONF_BCHAN },
	{ "clear",         take_channels,  SYSCONF_BCHAN },
	{ "dchan",         take_channels,  SYSCONF_DCHAN },
	{ "fcshdlc",       take_channels,  SYSCONF_DCHAN },
	{ "mtp2",          take_channels,  SYSCONF_MTP2  },
	{ "cas",           take_channels,  SYSCONF_CAS   },
	{ "e&m",           take_channels,  SYSCONF_OTHER },
	{ "e&me1",         take_channels,  SYSCONF_OTHER },
	{ "fxsls",         take_channels,  SYSCONF_OTHER },
	{ "fxsgs",         take_channels,  SYSCONF_OTHER },
	{ "fxsks",         take_channels,  SYSCONF_OTHER },
	{ "fxols",         take_channels,  SYSCONF_OTHER },
	{ "fxogs",         take_channels,  SYSCONF_OTHER },
	{ "fxoks",         take_channels,  SYSCONF_OTHER },
	{ "rawhdlc",       take_channels,  SYSCONF_OTHER },
	{ "nethdlc",       take_channels,  SYSCONF_OTHER },
	{ "hardhdlc",      take_channels,  SYSCONF_OTHER },
	{ "dacs",          take_channels,  SYSCONF_OTHER },
	{ "dacsrbs",       take_channels,  SYSCONF_OTHER },
	{ "user",          take_channels,  SYSCONF_OTHER },
	{ "unused",        take_channels,  SYSCONF_NONE  },
	{ "alaw",          take_law,       1             },
	{ "mulaw",         take_law,       0             },
	{ "deflaw",        take_channels,  SYSCONF_NONE  },
	{ "echocanceller", take_canceller, 0             },
	{ "loadzone",      take_nothing,   0             },
	{ "defaultzone",   take_nothing,   0             },
};
/* clang-format on */

static bool
take_line(struct sysconf *c, char *text, int number)
{
	char *value = strchr(text, '=');

	if (!value)
		return false;
	*value++ = '\0';
	struct line l = { c, number, trimmed(value) };
	char *word = trimmed(text);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(word, words[i].word) == 0)
			return words[i].take(&l, words[i].arg);
	return false;
}

void
sysconf_parse(struct sysconf *c, const char *text)
{
	char line[LINE_MOST], kept[LINE_MOST];
	int number = 0;

	memset(c, 0, sizeof(*c));
	for (size_t len; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		number++;
		snprintf(line, sizeof(line), "%.*s", (int)(len < sizeof(line) ? len : sizeof(line) - 1), text);
		line[strcspn(line, "#;")] = '\0';
		char *said = trimmed(line);
		snprintf(kept, sizeof(kept), "%s", said);
		if (*said && !take_line(c, said, number) && !c->bad_line) {
			c->bad_line = number;
			copy(c->bad, sizeof(c->bad), kept);
		}
	}
}

const struct sysconf_span *
sysconf_span(const struct sysconf *c, int number)
{
	for (int i = 0; i < c->n_spans; i++)
		if (c->spans[i].number == number)
			return &c->spans[i];
	return NULL;
}
