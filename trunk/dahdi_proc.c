/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading /proc/dahdi/NUMBER (dahdi_proc.h); the lines are those of dahdi_seq_show() in DAHDI's dahdi-base.c. */
#include "trunk/dahdi_proc.h"

#include "trunk/span.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MOST 32768 /* octets of a file: 256 channels of 100 */

static const struct {
	const char *word;
	uint32_t alarm;
} alarms[] = {
	{ "RED", SPAN_ALARM_RED },
	{ "BLUE", SPAN_ALARM_AIS },
	{ "YELLOW", SPAN_ALARM_YELLOW },
};

/* Words that stand where a channel's type would, if it has none. */
static bool
is_no_type(const char *w)
{
	static const char *const states[] = { "Reserved", "RED", "BLUE", "YELLOW", "LOOP", "RECOVERING", "NOTOPEN" };

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(w, states[i]) == 0)
			return true;
	return *w == '(';
}

/* The next word of a line, copied; false: no more. */
static bool
word(const char **at, char *to, size_t size)
{
	const char *from = *at + strspn(*at, " \t");
	size_t len = strcspn(from, " \t\n");

	*at = from + len;
	snprintf(to, size, "%.*s", (int)(len < size ? len : size - 1), from);
	return len > 0;
}

static int
number_of(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	return end == text || n < 0 || n > 65535 ? -1 : (int)n;
}

/* "HDB3/CCS/CRC4", an alarm, "(MASTER)", "ClockSource": what follows the description. */
static void
take_head_word(struct proc_span *s, const char *w)
{
	for (size_t i = 0; i < sizeof(alarms) / sizeof(alarms[0]); i++)
		if (strcmp(w, alarms[i].word) == 0)
			s->alarms |= alarms[i].alarm;
	s->master |= strcmp(w, "(MASTER)") == 0;
	s->clock_source |= strcmp(w, "ClockSource") == 0;
	s->loop |= strcmp(w, "LOOP") == 0;
	s->recovering |= strcmp(w, "RECOVERING") == 0;
	s->hdb3 |= strstr(w, "HDB3") != NULL;
	s->ccs |= strstr(w, "CCS") != NULL;
	s->crc4 |= strstr(w, "CRC4") != NULL;
	s->cas |= strcmp(w, "CAS") == 0 || strstr(w, "/CAS") || strstr(w, "CAS/");
}

static int
take_head(struct proc_span *s, const char *line)
{
	char w[32];

	if (strncmp(line, "Span ", 5) != 0 || (s->number = number_of(line + 5)) < 1)
		return -EINVAL;
	const char *at = line + strcspn(line, ":\n");
	if (*at != ':')
		return -EINVAL;
	at++;
	word(&at, s->name, sizeof(s->name));
	const char *quote = at + strspn(at, " ");
	if (*quote == '"') {
		size_t len = strcspn(quote + 1, "\"\n");
		snprintf(s->description, sizeof(s->description), "%.*s", (int)(len < 47 ? len : 47), quote + 1);
		at = quote + 1 + len + (quote[1 + len] == '"');
	}
	while (*at && *at != '\n' && word(&at, w, sizeof(w)))
		take_head_word(s, w);
	return 0;
}

static void
take_count(struct proc_span *s, const char *line)
{
	static const struct {
		const char *label;
		size_t at;
	} counts[] = {
		{ "Timing slips: ", offsetof(struct proc_span, slips) },
		{ "IRQ misses: ", offsetof(struct proc_span, irq_misses) },
		{ "BPV count: ", offsetof(struct proc_span, bpv) },
		{ "CRC4 error count: ", offsetof(struct proc_span, crc4_errors) },
	};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		size_t len = strlen(counts[i].label);
		if (strncmp(line, counts[i].label, len) == 0)
			*(uint32_t *)(void *)((char *)s + counts[i].at) = (uint32_t)strtoul(line + len, NULL, 10);
	}
}

/* "(EC: MG2 - INACTIVE) ": from the colon on. */
static void
take_canceller(struct proc_channel *c, const char *at)
{
	const char *dash = strstr(at, " - ");
	size_t len = dash ? (size_t)(dash - at) : 0, most = sizeof(c->canceller) - 1;

	if (!memchr(at, '\n', len))
		snprintf(c->canceller, sizeof(c->canceller), "%.*s", (int)(len < most ? len : most), at);
}

static void
take_channel(struct proc_span *s, const char *line)
{
	struct proc_channel c = { .number = number_of(line) };
	char w[32];

	if (c.number < 1)
		return;
	s->n_channels++;
	if (s->n_channels >= PROC_SLOTS)
		return;
	word(&line, w, sizeof(w)); /* the number */
	word(&line, w, sizeof(w)); /* the name */
	const char *rest = line;
	const char *end = line + strcspn(line, "\n");
	if (word(&line, w, sizeof(w)) && !is_no_type(w))
		snprintf(c.type, sizeof(c.type), "%.23s", w);
	const char *use = strstr(rest, "(In use)"), *ec = strstr(rest, "(EC: ");
	c.in_use = use && use < end;
	if (ec && ec < end)
		take_canceller(&c, ec + 5);
	s->slots[s->n_channels] = c;
}

int
proc_span_parse(struct proc_span *s, const char *text)
{
	memset(s, 0, sizeof(*s));
	int err = take_head(s, text);

	while (!err && *(text += strcspn(text, "\n"))) {
		text++;
		const char *line = text + strspn(text, " \t");
		if (*line >= '0' && *line <= '9')
			take_channel(s, line);
		else
			take_count(s, line);
	}
	return err;
}

int
proc_span_read(struct proc_span *s, const char *root, int number)
{
	static _Thread_local char text[TEXT_MOST];
	char path[300];

	snprintf(path, sizeof(path), "%s/proc/dahdi/%d", root, number);
	FILE *from = fopen(path, "re");
	if (!from)
		return -errno;
	text[fread(text, 1, sizeof(text) - 1, from)] = '\0';
	fclose(from);
	return proc_span_parse(s, text);
}
