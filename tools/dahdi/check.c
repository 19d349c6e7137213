/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checks, one function each over the picture (check.h).
 *
 * check_machine: modules, devices, rights.  check_span: our slots against the kernel's channels.  check_conf
 * (check_conf.c): system.conf against both.  What an earlier finding explains is not found again: on a machine
 * without DAHDI that is all there is.
 */
#include "tools/dahdi/check.h"

#include "tools/dahdi/check_inside.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	enum severity severity;
	const char *zh, *en, *remedy;
} rows[FIND_COUNT] = {
#define FINDING(id, severity, zh, en, remedy) { #id, severity, zh, en, remedy },
#include "tools/dahdi/findings.def"
#undef FINDING
};

const char *
finding_name(enum finding_id id)
{
	return rows[id].name;
}

enum severity
finding_severity(enum finding_id id)
{
	return rows[id].severity;
}

struct finding *
found(struct findings *f, enum finding_id id, int span)
{
	static struct finding spare;
	struct finding *one = f->n < FINDINGS ? &f->at[f->n++] : &spare;

	*one = (struct finding){ .id = id, .span = span };
	return one;
}

/* ---- the machine ---- */

/* False: there is nothing more to look at. */
static bool
check_machine(const struct picture *p, struct findings *f)
{
	if (!p->loaded && !p->installed) {
		snprintf(found(f, FIND_NOT_INSTALLED, 0)->text, sizeof(f->at[0].text), "%.63s", p->kernel);
		return false;
	}
	if (!p->loaded) {
		found(f, FIND_NOT_LOADED, 0);
		return false;
	}
	if (*p->missing)
		snprintf(found(f, FIND_NO_DEVICE, 0)->text, sizeof(f->at[0].text), "%s", p->missing);
	if (*p->locked) {
		struct finding *one = found(f, FIND_NO_RIGHTS, 0);
		snprintf(one->text, sizeof(one->text), "%s", p->locked);
		snprintf(one->more, sizeof(one->more), "%s", p->user);
		snprintf(one->group, sizeof(one->group), "%s", p->group);
	}
	for (int i = 0; i < p->n_devices; i++) {
		const struct picture_device *d = &p->devices[i];
		if (d->n_spans <= d->n_assigned)
			continue;
		struct finding *one = found(f, FIND_UNASSIGNED, 0);
		one->n = d->n_spans - d->n_assigned;
		snprintf(one->text, sizeof(one->text), "%s", d->name);
	}
	if (!p->n_spans && !p->n_devices)
		found(f, *p->driver ? FIND_NO_SPANS : FIND_NO_DRIVER, 0);
	return true;
}

/* ---- one of our spans ---- */

static void
note_slots(struct findings *f, enum finding_id id, int span, const bool set[SPAN_SLOTS], const char *more)
{
	char text[sizeof(f->at[0].text)];

	picture_ranges(set, SPAN_SLOTS, text, sizeof(text));
	if (!*text)
		return;
	struct finding *one = found(f, id, span);
	snprintf(one->text, sizeof(one->text), "%s", text);
	snprintf(one->more, sizeof(one->more), "%s", more);
}

void
note_channels(struct findings *f, enum finding_id id, const struct picture_span *s, const bool slots[SPAN_SLOTS],
    const char *more)
{
	static bool channels[SYSCONF_CHANNELS + 1];
	char text[sizeof(f->at[0].text)];

	memset(channels, 0, sizeof(channels));
	for (int slot = 1; slot < SPAN_SLOTS; slot++)
		if (slots[slot] && s->proc.slots[slot].number <= SYSCONF_CHANNELS)
			channels[s->proc.slots[slot].number] = s->proc.slots[slot].number > 0;
	picture_ranges(channels, SYSCONF_CHANNELS + 1, text, sizeof(text));
	if (!*text)
		return;
	struct finding *one = found(f, id, s->proc.number);
	snprintf(one->text, sizeof(one->text), "%s", text);
	snprintf(one->more, sizeof(one->more), "%s", more);
}

static void
check_alarms(const struct picture_span *s, struct findings *f)
{
	static const struct {
		uint32_t bit;
		const char *word;
	} words[] = { { SPAN_ALARM_LOS, "LOS" }, { SPAN_ALARM_RED, "RED" }, { SPAN_ALARM_AIS, "AIS (BLUE)" },
		{ SPAN_ALARM_YELLOW, "YELLOW" } };
	char text[sizeof(f->at[0].text)] = "";

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (s->proc.alarms & words[i].bit)
			snprintf(
			    text + strlen(text), sizeof(text) - strlen(text), "%s%s", *text ? " " : "", words[i].word);
	if (s->proc.loop)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%sLOOP", *text ? " " : "");
	if (*text)
		snprintf(found(f, FIND_ALARM, s->proc.number)->text, sizeof(text), "%s", text);
	if (s->proc.slips)
		found(f, FIND_SLIPS, s->proc.number)->n = (int)s->proc.slips;
	if (s->proc.irq_misses)
		found(f, FIND_IRQ_MISSES, s->proc.number)->n = (int)s->proc.irq_misses;
}

/* A channel opened by its own name is known; one of the others may be held by any program that has some open. */
static void
check_holders(const struct picture *p, const struct picture_span *s, struct findings *f)
{
	char who[sizeof(f->at[0].more)];
	bool held[SPAN_SLOTS] = { 0 };

	hold_text(p->holders, p->n_holders, 0, who, sizeof(who));
	for (int slot = 1; slot < SPAN_SLOTS; slot++)
		held[slot] = s->proc.slots[slot].in_use && !p->house_up && picture_wants(p->site, s->proc.number, slot);
	for (int i = 0; i < p->n_holders; i++)
		if (!p->holders[i].ours && p->holders[i].span == s->proc.number && p->holders[i].slot < SPAN_SLOTS)
			held[p->holders[i].slot] = picture_wants(p->site, s->proc.number, p->holders[i].slot);
	note_slots(f, FIND_HELD, s->proc.number, held, *who ? who : "?");
}

/* None, or a clear channel, is told of where system.conf is looked at. */
static bool
is_right(enum want want, const char *type)
{
	return !*type || strcmp(type, "Clear") == 0 || picture_fits(want, type);
}

static void
check_channels(const struct picture *p, const struct picture_span *s, struct findings *f)
{
	bool none[SPAN_SLOTS] = { 0 }, type[SPAN_SLOTS] = { 0 }, mulaw[SPAN_SLOTS] = { 0 }, no_mtp2[SPAN_SLOTS] = { 0 },
	     no_echo[SPAN_SLOTS] = { 0 };
	const char *other = "";
	const char *group = "";

	for (int slot = 1; slot < SPAN_SLOTS; slot++) {
		enum want want = picture_wants(p->site, s->proc.number, slot);
		const struct proc_channel *c = &s->proc.slots[slot];

		if (want == WANT_NOTHING)
			continue;
		none[slot] = !c->number;
		if (!c->number)
			continue;
		type[slot] = !is_right(want, c->type);
		if (type[slot])
			other = c->type;
		mulaw[slot] = p->looked && want == WANT_BEARER && *c->type && !s->look[slot].alaw;
		no_mtp2[slot] = p->looked && want == WANT_MTP2 && !s->look[slot].can_mtp2;
		no_echo[slot] = picture_wants_echo(p->site, s->proc.number, slot) && !*c->canceller;
		for (int i = 0; no_echo[slot] && i < p->site->n_circuits; i++)
			if (p->site->circuits[i].span == s->proc.number && slot >= p->site->circuits[i].first_slot &&
			    slot <= p->site->circuits[i].last_slot)
				group = p->site->circuits[i].group;
	}
	note_slots(f, FIND_NO_CHANNEL, s->proc.number, none, "");
	note_channels(f, FIND_TYPE, s, type, other);
	note_channels(f, FIND_MULAW, s, mulaw, "");
	note_slots(f, FIND_NO_MTP2, s->proc.number, no_mtp2, "");
	note_channels(f, FIND_NO_ECHO, s, no_echo, group);
}

static void
check_span(const struct picture *p, int number, struct findings *f)
{
	const struct picture_span *s = picture_span(p, number);

	if (!s) {
		found(f, FIND_SPAN_MISSING, number);
		return;
	}
	bool t1 = strcmp(s->kind, "T1") == 0 || strcmp(s->kind, "J1") == 0 ||
	    (s->proc.n_channels == 24 && !picture_is_dynamic(s));
	if (t1) {
		struct finding *one = found(f, FIND_IS_T1, number);
		one->n = s->proc.n_channels;
		snprintf(one->text, sizeof(one->text), "%s", *p->driver ? p->driver : "wcte43x");
	} else {
		check_channels(p, s, f);
	}
	check_alarms(s, f);
	check_holders(p, s, f);
}

static void
check_ours(const struct picture *p, struct findings *f)
{
	char who[sizeof(f->at[0].text)];
	int ours = 0;

	for (int i = 0; i < p->site->n_spans; i++) {
		if (p->site->spans[i].driver != SPAN_DRIVER_DAHDI)
			continue;
		ours++;
		check_span(p, p->site->spans[i].number, f);
	}
	if (!ours)
		found(f, FIND_NONE_OURS, 0);
	hold_text(p->holders, p->n_holders, 0, who, sizeof(who));
	if (*who && p->house_up)
		snprintf(found(f, FIND_FOREIGN, 0)->text, sizeof(who), "%s", who);
}

static int
by_table(const void *one, const void *two)
{
	const struct finding *a = one, *b = two;

	return a->id != b->id ? (int)a->id - (int)b->id : a->span - b->span;
}

void
check_all(const struct picture *p, struct findings *f)
{
	f->n = 0;
	if (!check_machine(p, f))
		return;
	if (p->site && p->n_spans)
		check_ours(p, f);
	else if (!p->site)
		snprintf(found(f, FIND_NO_SITE, 0)->text, sizeof(f->at[0].text), "%s", "zongji.conf");
	if (p->n_spans)
		check_conf(p, f);
	qsort(f->at, (size_t)f->n, sizeof(f->at[0]), by_table);
}

int
check_worst(const struct findings *f)
{
	int worst = -1;

	for (int i = 0; i < f->n; i++)
		if ((int)rows[f->at[i].id].severity > worst)
			worst = (int)rows[f->at[i].id].severity;
	return worst;
}

/* A sentence of the table with what belongs into its braces. */
static void
print_filled(const char *sentence, const struct finding *one, FILE *to)
{
	for (const char *at = sentence; *at; at++) {
		size_t len = *at == '{' ? strcspn(at, "}") : 0;

		if (!len)
			fputc(*at, to);
		else if (strncmp(at, "{span}", 6) == 0)
			fprintf(to, "%d", one->span);
		else if (strncmp(at, "{n}", 3) == 0)
			fprintf(to, "%d", one->n);
		else
			fputs(strncmp(at, "{text}", 6) == 0     ? one->text
			        : strncmp(at, "{more}", 6) == 0 ? one->more
			                                        : one->group,
			    to);
		at += len;
	}
}

void
check_print(const struct finding *one, int zh, FILE *to)
{
	static const char *const severity[][2] = {
		[NOTE] = { "说明", "note" }, [WARN] = { "警告", "warning" }, [FAULT] = { "故障", "fault" }
	};

	fprintf(to, "%s %s: ", severity[rows[one->id].severity][!zh], rows[one->id].name);
	print_filled(zh ? rows[one->id].zh : rows[one->id].en, one, to);
	fputs("\n    -> ", to);
	print_filled(rows[one->id].remedy, one, to);
	fputc('\n', to);
}
