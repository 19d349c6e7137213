/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A called party's small life: ring, answer after a while, speak, perhaps hang up.
 */
#include "tools/farend/phone.h"

#include "base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CAUSE_UNALLOCATED 1
#define CAUSE_NORMAL      16
#define CAUSE_BUSY        17
#define CED_HZ            2100 /* a fax machine that answers, T.30 */

struct phone {
	struct party party; /* first: events come with it */
	struct phones *phones;
	struct line *line; /* NULL = unused */
	const struct phone_rule *rule;
	int voice;
	int64_t due_us; /* answer, or hang up */
	int64_t flash_us;
};

struct phones {
	struct world *world;
	const struct scenario *scenario;
	int n;
	struct phone all[LINES];
};

static const struct phone_rule *
rule_for(const struct scenario *s, const char *called)
{
	for (int i = 0; i < s->n_rules; i++) {
		size_t len = strlen(s->rules[i].number);
		int open = len && s->rules[i].number[len - 1] == '*';

		if (open ? strncmp(called, s->rules[i].number, len - 1) == 0 : strcmp(called, s->rules[i].number) == 0)
			return &s->rules[i];
	}
	return NULL;
}

static int64_t
after(const struct phone *ph, int ms)
{
	return ms < 0 ? TIME_NEVER : ph->phones->world->now_us + ms * US_PER_MS;
}

static void
offered(struct phone *ph, struct line *line)
{
	switch (ph->rule->answer) {
	case PHONE_BUSY:
		ph->line = NULL;
		line_release(line, CAUSE_BUSY);
		return;
	case PHONE_UNALLOCATED:
		ph->line = NULL;
		line_release(line, CAUSE_UNALLOCATED);
		return;
	case PHONE_NO_ANSWER:
		line_alert(line);
		return;
	default:
		line_alert(line);
		ph->due_us = after(ph, ph->rule->answer_ms);
	}
}

static void
phone_event(struct party *party, struct line *line, enum line_event event, int cause)
{
	struct phone *ph = (struct phone *)party;

	if (event == LINE_EV_OFFERED)
		offered(ph, line);
	else if (event == LINE_EV_RELEASED)
		ph->line = NULL;
}

int
phones_open(struct phones **pp, struct world *w, const struct scenario *s)
{
	struct phones *p = calloc(1, sizeof(*p));

	if (!p)
		return -ENOMEM;
	p->world = w;
	p->scenario = s;
	for (int i = 0; i < LINES; i++) {
		p->all[i].party.event = phone_event;
		p->all[i].phones = p;
	}
	*pp = p;
	return 0;
}

void
phones_close(struct phones *p)
{
	free(p);
}

static int
voice_of(const char *number)
{
	size_t len = strlen(number);

	return len < 2 ? 0 : atoi(number + len - 2) % VOICES;
}

struct party *
phones_take(struct phones *p, struct line *line)
{
	const struct phone_rule *rule = rule_for(p->scenario, line->called);

	for (int i = 0; rule && i < LINES; i++) {
		struct phone *ph = &p->all[i];

		if (ph->line)
			continue;
		ph->line = line;
		ph->rule = rule;
		ph->voice = voice_of(line->called);
		ph->due_us = ph->flash_us = TIME_NEVER;
		if (i >= p->n)
			p->n = i + 1;
		return &ph->party;
	}
	return NULL;
}

void
phones_turn(struct phones *p)
{
	for (int i = 0; i < p->n; i++) {
		struct phone *ph = &p->all[i];
		struct line *line = ph->line;

		if (line && ph->flash_us <= p->world->now_us) {
			line_flash(line);
			ph->flash_us = after(ph, ph->rule->flash_ms);
		}
		if (!line || ph->due_us > p->world->now_us)
			continue;
		if (line->state == LINE_INCOMING) {
			line_answer(line);
			mouth_tone(
			    &line->mouth, ph->rule->answer == PHONE_FAX ? CED_HZ : voice_hz(BAND_PHONE, ph->voice));
			ph->due_us = after(ph, ph->rule->hangup_ms);
			ph->flash_us = after(ph, ph->rule->flash_ms);
		} else {
			ph->line = NULL;
			line_release(line, CAUSE_NORMAL);
		}
	}
}

const char *
phones_speaker(const struct phones *p, int voice)
{
	for (int i = 0; i < p->n; i++)
		if (p->all[i].line && p->all[i].line->state == LINE_UP && p->all[i].voice == voice)
			return p->all[i].line->called;
	return "";
}

int
phones_hear(const struct phones *p, int voice)
{
	for (int i = 0; i < p->n; i++)
		if (p->all[i].line && p->all[i].line->state == LINE_UP && p->all[i].line->ear.voice == voice)
			return (int)p->all[i].line->ear.voice_gap_ms;
	return -1;
}
