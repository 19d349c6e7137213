/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line per span: what DAHDI has, and what our configuration makes of it. */
#include "tools/dahdi/show.h"

#include <string.h>

static const char *
kind_of(const struct picture_span *s)
{
	if (picture_is_dynamic(s))
		return "DYNAMIC";
	return *s->kind ? s->kind : s->proc.n_channels == 24 ? "T1" : s->proc.n_channels == 31 ? "E1" : "?";
}

static void
alarms_of(const struct proc_span *s, char *to, size_t size)
{
	snprintf(to, size, "%s%s%s%s%s", s->alarms & SPAN_ALARM_RED ? "RED " : "",
	    s->alarms & SPAN_ALARM_AIS ? "AIS " : "", s->alarms & SPAN_ALARM_YELLOW ? "YELLOW " : "",
	    s->loop ? "LOOP " : "", s->recovering ? "RECOVERING " : "");
	if (*to)
		to[strlen(to) - 1] = '\0';
	else
		snprintf(to, size, "-");
}

/* "1", "1 master", "0", "-": the priority in system.conf, and who drives at the moment. */
static void
timing_of(const struct picture *p, const struct proc_span *s, char *to, size_t size)
{
	const struct sysconf_span *line = sysconf_span(&p->conf, s->number);
	char number[12] = "-";

	if (line)
		snprintf(number, sizeof(number), "%d", line->timing);
	snprintf(to, size, "%s%s%s", number, s->master ? " master" : "", s->clock_source ? " source" : "");
}

/* The trunk groups of its slots, and a link if it has one. */
static void
use_of(const struct picture *p, const struct proc_span *s, int zh, char *to, size_t size)
{
	size_t len = 0;

	snprintf(to, size, "-");
	for (int i = 0; p->site && i < p->site->n_links && len < size; i++)
		if (p->site->links[i].span == s->number)
			len += (size_t)snprintf(to + len, size - len, "%s%s %s/%d", len ? ", " : "",
			    zh ? "链路" : "link", p->site->links[i].linkset, p->site->links[i].slc);
	for (int i = 0; p->site && i < p->site->n_circuits && len < size; i++)
		if (p->site->circuits[i].span == s->number)
			len += (size_t)snprintf(to + len, size - len, "%s%s %d-%d", len ? ", " : "",
			    p->site->circuits[i].group, p->site->circuits[i].first_slot,
			    p->site->circuits[i].last_slot);
	for (int i = 0; p->site && i < p->site->n_spans && len < size; i++)
		if (p->site->spans[i].peer == s->number && p->site->spans[i].driver == SPAN_DRIVER_DAHDI)
			len += (size_t)snprintf(to + len, size - len, "%s%s %d", len ? ", " : "",
			    zh ? "对端" : "far end of", p->site->spans[i].number);
}

/* A word and blanks up to this many columns; a Chinese character, three octets long, takes two of them. */
static void
print_padded(const char *text, int columns, FILE *to)
{
	int width = 0;

	for (const char *at = text; *at; at++)
		width += (unsigned char)*at < 0x80 ? 1 : (unsigned char)*at >= 0xe0 ? 2 : 0;
	fprintf(to, "%s%*s", text, width < columns ? columns - width : 1, "");
}

void
show_spans(const struct picture *p, int zh, FILE *to)
{
	static const int columns[] = { 6, 22, 9, 10, 14, 14 };
	static const char *const heads[2][7] = {
		{ "span", "name", "type", "channels", "alarm", "timing", "used as" },
		{ "E1", "名称", "类型", "通道", "告警", "时钟", "用途" },
	};
	char number[12], channels[16], alarm[40], timing[32], use[160];

	for (int i = 0; i < 6; i++)
		print_padded(heads[!!zh][i], columns[i], to);
	fprintf(to, "%s\n", heads[!!zh][6]);
	for (int i = 0; i < p->n_spans; i++) {
		const struct picture_span *s = &p->spans[i];
		const char *const cells[] = { number, s->proc.name, kind_of(s), channels, alarm, timing };

		snprintf(number, sizeof(number), "%d", s->proc.number);
		snprintf(channels, sizeof(channels), "%d", s->proc.n_channels);
		alarms_of(&s->proc, alarm, sizeof(alarm));
		timing_of(p, &s->proc, timing, sizeof(timing));
		use_of(p, &s->proc, zh, use, sizeof(use));
		for (int k = 0; k < 6; k++)
			print_padded(cells[k], columns[k], to);
		fprintf(to, "%s\n", use);
	}
}
