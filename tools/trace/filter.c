/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Filters over sessions and over records.
 */
#include "tools/trace/filter.h"

#include "base/session.h"
#include "tools/trace/msu.h"
#include "tools/trace/rung.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const keys[] = { [FILTER_FROM] = "FROM=",
	[FILTER_TO] = "TO=",
	[FILTER_STATE] = "STATE=",
	[FILTER_CIC] = "CIC=",
	[FILTER_LINK] = "LINK=",
	[FILTER_SPAN] = "SPAN=",
	[FILTER_QUEUE] = "QUEUE=",
	[FILTER_SEAT] = "SEAT=",
	[FILTER_CAUSE] = "CAUSE=",
	[FILTER_GROUP] = "GROUP=",
	[FILTER_SESSION] = "SESSION=" };

static void
parse_term(struct filter *f, const char *word, size_t len)
{
	char text[32], *end;
	size_t n = 0, skip = 0;

	if (f->n == FILTER_TERMS)
		return;
	for (; n < len && n < sizeof(text) - 1; n++)
		text[n] = (char)toupper((unsigned char)word[n]);
	text[n] = '\0';
	int key = FILTER_ANY;
	for (int k = FILTER_FROM; k <= FILTER_SESSION; k++)
		if (strncmp(text, keys[k], strlen(keys[k])) == 0) {
			key = k;
			skip = strlen(keys[k]);
		}
	if (key != FILTER_ANY && !text[skip])
		return; /* still being typed */
	f->terms[f->n].key = (uint8_t)key;
	memcpy(f->terms[f->n].text, text + skip, n - skip + 1);
	char *digits = f->terms[f->n].digits;
	for (const char *at = text + skip; *at; at++)
		if (isdigit((unsigned char)*at))
			*digits++ = *at;
	*digits = '\0';
	long number = strtol(text + skip, &end, 10);
	f->terms[f->n].number = *end || end == text + skip ? -1 : number;
	f->n++;
}

void
filter_parse(struct filter *f, const char *text)
{
	f->n = 0;
	while (*text) {
		size_t len = strcspn(text, " ");

		if (len)
			parse_term(f, text, len);
		text += len + strspn(text + len, " ");
	}
}

static bool
holds(const char *text, const char *capitals)
{
	size_t len = strlen(capitals);

	for (; *text; text++) {
		size_t i = 0;
		while (i < len && toupper((unsigned char)text[i]) == capitals[i])
			i++;
		if (i == len)
			return true;
	}
	return len == 0;
}

static bool
has_digits(const struct number *n, const char *digits)
{
	return digits[0] && strstr(n->digits, digits);
}

enum { LEG_CIC, LEG_SPAN, LEG_GROUP, LEG_SEAT };

static bool
any_leg(const struct tale *t, int what, long number)
{
	for (unsigned i = 0; i < t->n_legs; i++) {
		const struct tale_leg *l = &t->legs[i];
		long is = what == LEG_CIC ? l->cic
		    : what == LEG_SPAN    ? l->span
		    : what == LEG_GROUP   ? l->group
		                          : l->seat;
		bool asked = what == LEG_CIC ? l->role == ROLE_ISUP : l->role < ROLE_COUNT || what == LEG_SEAT;
		if (asked && is == number)
			return true;
	}
	return false;
}

static bool
in_records(struct story *s, const struct tale *t, uint32_t no, const char *capitals)
{
	struct rung r;

	for (uint64_t i = t->first; i <= t->last; i++) {
		struct entry *e = story_entry(s, i);
		if (e && story_tale_of(s, e) == no && rung_of(e->rec, &r) && holds(r.text, capitals))
			return true;
	}
	return false;
}

static bool
anything(struct story *s, const struct tale *t, uint32_t no, const char *text, const char *digits, long number)
{
	char session[SESSION_TEXT];

	session_text(t->session, session);
	if (strstr(session, text) || holds(t->state, text))
		return true;
	if (number >= 0 || strlen(digits) == strlen(text))
		return has_digits(&t->caller, digits) || has_digits(&t->called, digits) || t->seat == number ||
		    any_leg(t, LEG_CIC, number);
	return in_records(s, t, no, text);
}

bool
filter_tale(const struct filter *f, struct story *s, uint32_t no, filter_group *group, void *arg)
{
	const struct tale *t = story_tale(s, no);
	bool ok = t != NULL;

	for (int i = 0; ok && i < f->n; i++) {
		const char *text = f->terms[i].text, *digits = f->terms[i].digits;
		long number = f->terms[i].number;
		char session[SESSION_TEXT];

		switch ((enum filter_key)f->terms[i].key) {
		case FILTER_ANY:
			ok = anything(s, t, no, text, digits, number);
			break;
		case FILTER_FROM:
			ok = has_digits(&t->caller, digits);
			break;
		case FILTER_TO:
			ok = has_digits(&t->called, digits);
			break;
		case FILTER_STATE:
			ok = holds(t->state, text);
			break;
		case FILTER_CIC:
			ok = any_leg(t, LEG_CIC, number);
			break;
		case FILTER_SPAN:
			ok = any_leg(t, LEG_SPAN, number);
			break;
		case FILTER_GROUP:
			ok = any_leg(t, LEG_GROUP, number >= 0 || !group ? number : group(arg, text));
			break;
		case FILTER_LINK:
			ok = number >= 0 && number < 64 && t->links >> number & 1;
			break;
		case FILTER_QUEUE:
			ok = t->queue == number;
			break;
		case FILTER_SEAT:
			ok = t->seat == number || any_leg(t, LEG_SEAT, number);
			break;
		case FILTER_CAUSE:
			ok = t->ended_us && t->cause == number;
			break;
		case FILTER_SESSION:
			ok = strstr(session_text(t->session, session), text) != NULL;
			break;
		}
	}
	return ok;
}

bool
filter_record(const struct filter *f, const struct trace_rec *rec)
{
	struct msu m;
	struct rung r;
	bool unit = rec->kind >= TRACE_MSU_IN && rec->kind <= TRACE_LSSU_OUT, ok = rung_of(rec, &r);

	for (int i = 0; ok && i < f->n; i++) {
		long number = f->terms[i].number;
		int cic = unit && msu_parse(rec, &m) == 0 ? msu_cic(rec, &m) : -1;

		switch ((enum filter_key)f->terms[i].key) {
		case FILTER_CIC:
			ok = number >= 0 && cic == number;
			break;
		case FILTER_LINK:
			ok = unit && (long)(rec->ref >> 32) == number;
			break;
		case FILTER_SPAN:
			ok = (rec->kind == TRACE_DCHAN_IN || rec->kind == TRACE_DCHAN_OUT) && (long)rec->ref == number;
			break;
		case FILTER_ANY:
			ok = holds(r.text, f->terms[i].text) || (number >= 0 && cic == number);
			break;
		default: /* of sessions */
			break;
		}
	}
	return ok;
}
