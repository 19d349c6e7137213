/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rings of entries, sessions and talks.
 */
#include "tools/trace/story_inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct story *
story_open(void)
{
	struct story *s = calloc(1, sizeof(*s));

	if (s)
		s->next_entry = s->next_tale = s->next_talk = 1;
	return s;
}

void
story_close(struct story *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < STORY_ENTRIES; i++)
		free(s->entries[i].rec);
	free(s);
}

/* ---- entries ---- */

uint64_t
story_begin(const struct story *s)
{
	return s->next_entry > STORY_ENTRIES ? s->next_entry - STORY_ENTRIES : 1;
}

uint64_t
story_end(const struct story *s)
{
	return s->next_entry;
}

struct entry *
story_entry(struct story *s, uint64_t no)
{
	return no >= story_begin(s) && no < story_end(s) ? &s->entries[no % STORY_ENTRIES] : NULL;
}

int
story_add(struct story *s, const struct trace_rec *rec)
{
	uint16_t len = rec->len < TRACE_DATA ? rec->len : TRACE_DATA;
	struct trace_rec *copy = malloc(offsetof(struct trace_rec, data) + len);

	if (!copy)
		return -ENOMEM;
	memcpy(copy, rec, offsetof(struct trace_rec, data) + len);
	copy->len = len;
	struct entry *e = &s->entries[s->next_entry++ % STORY_ENTRIES];
	free(e->rec);
	*e = (struct entry){ .rec = copy };
	story_link(s, e);
	struct tale *t = story_tale(s, story_tale_of(s, e));
	if (t) {
		t->last = s->next_entry - 1;
		t->last_us = copy->at_us;
		story_tell(s, t, copy);
	}
	return 0;
}

/* ---- sessions ---- */

uint32_t
story_tales_begin(const struct story *s)
{
	return s->next_tale > STORY_TALES ? s->next_tale - STORY_TALES : 1;
}

uint32_t
story_tales_end(const struct story *s)
{
	return s->next_tale;
}

struct tale *
story_tale(struct story *s, uint32_t no)
{
	return no >= story_tales_begin(s) && no < s->next_tale ? &s->tales[no % STORY_TALES] : NULL;
}

uint32_t
story_find(struct story *s, uint64_t session)
{
	for (uint32_t no = s->next_tale; no-- > story_tales_begin(s);)
		if (s->tales[no % STORY_TALES].session == session)
			return no;
	return 0;
}

struct tale *
story_need_tale(struct story *s, uint64_t session, uint32_t *no)
{
	*no = story_find(s, session);
	if (*no)
		return story_tale(s, *no);
	*no = s->next_tale++;
	struct tale *t = &s->tales[*no % STORY_TALES];
	uint64_t now = s->next_entry - 1;
	*t = (struct tale){ .session = session, .first = now, .last = now, .seat = SEAT_NONE, .queue = SEAT_NONE };
	t->first_us = t->last_us = s->entries[now % STORY_ENTRIES].rec->at_us;
	return t;
}

/* ---- talks ---- */

struct talk *
story_talk(struct story *s, uint32_t no)
{
	return no && no < s->next_talk && no + STORY_TALKS >= s->next_talk ? &s->talks[no % STORY_TALKS] : NULL;
}

struct talk *
story_new_talk(struct story *s, uint64_t key, uint32_t *no)
{
	*no = s->next_talk++;
	struct talk *t = &s->talks[*no % STORY_TALKS];
	*t = (struct talk){ .key = key, .first = s->next_entry - 1 };
	return t;
}

uint32_t
story_talk_by_key(struct story *s, uint64_t key)
{
	uint32_t oldest = s->next_talk > STORY_TALKS ? s->next_talk - STORY_TALKS : 1;

	for (uint32_t no = s->next_talk; no-- > oldest;) {
		const struct talk *t = &s->talks[no % STORY_TALKS];
		if (t->key == key)
			return t->over ? 0 : no;
	}
	return 0;
}

void
story_bind(struct story *s, uint32_t talk, uint32_t tale)
{
	struct talk *k = story_talk(s, talk);
	struct tale *t = story_tale(s, tale);

	if (!k || !t || k->tale)
		return;
	k->tale = tale;
	t->links |= k->links;
	if (k->first >= story_begin(s) && k->first < t->first) {
		t->first = k->first;
		t->first_us = story_entry(s, k->first)->rec->at_us;
	}
	if (k->way[0]) { /* what it went through before its session was known */
		char later[TALE_WAY];
		memcpy(later, t->way, sizeof(later));
		t->way[0] = '\0';
		for (char *at = k->way, *end; *at; at = *end ? end + 1 : end) {
			end = at + strcspn(at, "\n");
			story_step(t->way, sizeof(t->way), "%.*s", (int)(end - at), at);
		}
		for (char *at = later, *end; *at; at = *end ? end + 1 : end) {
			end = at + strcspn(at, "\n");
			story_step(t->way, sizeof(t->way), "%.*s", (int)(end - at), at);
		}
	}
}

uint32_t
story_tale_of(struct story *s, const struct entry *e)
{
	const struct talk *k = e->tale ? NULL : story_talk(s, e->talk);

	return k ? k->tale : e->tale;
}

bool
story_undecided(struct story *s, const struct entry *e)
{
	const struct talk *k = e->tale ? NULL : story_talk(s, e->talk);

	return k && !k->tale && !k->over;
}
