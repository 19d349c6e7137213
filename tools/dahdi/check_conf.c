/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * system.conf against the kernel and our configuration: who gives the clock, what is left out, whether dahdi_cfg has
 * run.
 *
 * The kernel does not tell a span's timing priority: that is in the file alone.
 */
#include "tools/dahdi/check_inside.h"

#include <string.h>

/* ---- clocks ---- */

/* The next timing number that no span has. */
static int
free_timing(const struct picture *p)
{
	int best = 1;

	for (int i = 0; i < p->conf.n_spans; i++)
		if (p->conf.spans[i].timing >= best)
			best = p->conf.spans[i].timing + 1;
	return best;
}

static void
check_equal_timings(const struct picture *p, struct findings *f)
{
	const struct sysconf *c = &p->conf;

	for (int i = 0; i < c->n_spans; i++) {
		bool equal[PICTURE_SPANS + 1] = { 0 }, first = true;
		int n = 0;

		for (int k = 0; k < c->n_spans; k++)
			if (c->spans[k].timing == c->spans[i].timing && c->spans[k].number <= PICTURE_SPANS) {
				first &= k >= i;
				equal[c->spans[k].number] = true;
				n++;
			}
		if (!c->spans[i].timing || n < 2 || !first)
			continue;
		struct finding *one = found(f, FIND_CLOCK_TWICE, 0);
		one->n = c->spans[i].timing;
		picture_ranges(equal, PICTURE_SPANS + 1, one->text, sizeof(one->text));
	}
}

/* No span of a card at all: then DAHDI's own timer is the clock, and nothing is wrong. */
static void
check_source(const struct picture *p, struct findings *f)
{
	int cards = 0, first = 0;

	for (int i = 0; i < p->n_spans; i++) {
		if (picture_is_dynamic(&p->spans[i]))
			continue;
		const struct sysconf_span *line = sysconf_span(&p->conf, p->spans[i].proc.number);
		if (line && line->timing)
			return;
		if (!first ||
		    (p->site && picture_leads(p->site, p->spans[i].proc.number) == LEADS_TO_CARRIER &&
		        picture_leads(p->site, first) != LEADS_TO_CARRIER))
			first = p->spans[i].proc.number;
		cards++;
	}
	if (cards)
		found(f, FIND_NO_CLOCK, first);
}

static void
check_line(const struct picture *p, const struct picture_span *s, struct findings *f)
{
	const struct sysconf_span *line = sysconf_span(&p->conf, s->proc.number);
	enum leads leads = p->site ? picture_leads(p->site, s->proc.number) : LEADS_NOWHERE;
	int wanted = leads == LEADS_TO_PBX ? 0 : free_timing(p);

	if (!line) {
		if (leads != LEADS_NOWHERE)
			found(f, FIND_NO_LINE, s->proc.number)->n = wanted;
		return;
	}
	if (leads == LEADS_NOWHERE)
		return;
	if (strcmp(line->framing, "ccs") != 0 || strcmp(line->coding, "hdb3") != 0) {
		struct finding *one = found(f, FIND_FRAMING, s->proc.number);
		one->n = line->timing;
		snprintf(one->text, sizeof(one->text), "%s,%s", line->framing, line->coding);
	}
	if (leads == LEADS_TO_CARRIER && !line->timing)
		found(f, FIND_CARRIER_CLOCK, s->proc.number)->n = wanted;
	if (leads == LEADS_TO_PBX && line->timing)
		found(f, FIND_PBX_CLOCK, s->proc.number)->n = line->timing;
}

/* ---- channels ---- */

/* Is the kernel's type what the file says, or what zongji made of it? */
static bool
agrees(enum sysconf_type conf, enum want want, const char *type)
{
	static const struct {
		enum sysconf_type conf;
		const char *type;
	} rows[] = { { SYSCONF_BCHAN, "Clear" }, { SYSCONF_DCHAN, "HDLCFCS" }, { SYSCONF_MTP2, "MTP2" } };

	if (conf == SYSCONF_OTHER || conf == SYSCONF_CAS)
		return *type;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].conf == conf && strcmp(rows[i].type, type) == 0)
			return true;
	return picture_fits(want, type);
}

static void
check_types(const struct picture *p, const struct picture_span *s, struct findings *f)
{
	bool left_out[SPAN_SLOTS] = { 0 }, signalling[SPAN_SLOTS] = { 0 }, differs[SPAN_SLOTS] = { 0 };

	for (int slot = 1; slot < SPAN_SLOTS; slot++) {
		int channel = s->proc.slots[slot].number;
		enum want want = p->site ? picture_wants(p->site, s->proc.number, slot) : WANT_NOTHING;

		if (!channel || channel > SYSCONF_CHANNELS)
			continue;
		enum sysconf_type conf = p->conf.type[channel];
		left_out[slot] = (want == WANT_BEARER || want == WANT_LOOP) && conf == SYSCONF_NONE;
		signalling[slot] = (want == WANT_MTP2 || want == WANT_DCHAN) && conf == SYSCONF_NONE;
		differs[slot] = conf != SYSCONF_NONE && !agrees(conf, want, s->proc.slots[slot].type);
	}
	note_channels(f, FIND_NO_SIGNALLING, s, signalling, "");
	note_channels(f, FIND_LEFT_OUT, s, left_out, "");
	note_channels(f, FIND_DIFFERS, s, differs, "");
}

static void
check_dynamics(const struct picture *p, struct findings *f)
{
	for (int i = 0; i < p->conf.n_dynamics; i++) {
		const struct sysconf_dynamic *d = &p->conf.dynamics[i];
		char name[sizeof(p->spans[0].proc.name)];
		bool there = false;

		snprintf(name, sizeof(name), "DYN/%s/%.15s", d->driver, d->address);
		for (int k = 0; k < p->n_spans; k++)
			there |= strcmp(p->spans[k].proc.name, name) == 0;
		if (there)
			continue;
		struct finding *one = found(f, FIND_NO_DYNAMIC, 0);
		snprintf(one->text, sizeof(one->text), "%s,%s", d->driver, d->address);
		snprintf(one->more, sizeof(one->more), "%s", d->driver);
	}
}

static bool
is_ours(const struct picture *p, int span)
{
	return p->site && site_span(p->site, span) && site_span(p->site, span)->driver == SPAN_DRIVER_DAHDI;
}

void
check_conf(const struct picture *p, struct findings *f)
{
	if (!p->have_conf) {
		found(f, FIND_NO_SYSTEM_CONF, 0);
		return;
	}
	if (p->conf.bad_line) {
		struct finding *one = found(f, FIND_BAD_LINE, 0);
		one->n = p->conf.bad_line;
		snprintf(one->text, sizeof(one->text), "%s", p->conf.bad);
	}
	check_dynamics(p, f);
	check_equal_timings(p, f);
	check_source(p, f);
	for (int i = 0; i < p->n_spans; i++) {
		if (!picture_is_dynamic(&p->spans[i]))
			check_line(p, &p->spans[i], f);
		if (is_ours(p, p->spans[i].proc.number) || !p->site)
			check_types(p, &p->spans[i], f);
	}
}
