/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Play lists.  An item is one or more pieces (a prompt, a pause, a tone; one per unit of a spoken number); the list
 * stands at a sample of a piece of an item.
 */
#include "media/playlist.h"

#include "media/alaw.h"

#include <string.h>

#define PER_MS 8 /* samples */

void
playlist_begin(struct playlist *l, const struct play_item *items, int n, int lang)
{
	memset(l, 0, sizeof(*l));
	l->n_items = (uint8_t)(n < 0 ? 0 : n > PLAY_ITEMS ? PLAY_ITEMS : n);
	l->lang = (uint8_t)lang;
	memcpy(l->items, items, l->n_items * sizeof(*items));
	for (int i = 0; i < l->n_items; i++)
		l->items[i].text[sizeof(l->items[i].text) - 1] = 0;
}

bool
playlist_over(const struct playlist *l)
{
	return l->item >= l->n_items;
}

static void
next_item(struct playlist *l)
{
	l->item++;
	l->unit = l->n_units = 0;
	l->begun = false;
}

/* A prompt as the piece to be played; false if there is none of that name in either language. */
static bool
set_prompt(struct playlist *l, const struct voice *v, const char *name)
{
	const struct prompt *p = prompt_find(v->prompts, l->lang, name);
	if (!p)
		p = prompt_find(v->prompts, !l->lang, name);
	l->data = p ? p->data : NULL;
	l->len = p ? p->len : 0;
	return p != NULL;
}

/* Find the piece of the item whose turn it is. */
static bool
set_piece(struct playlist *l, const struct voice *v)
{
	struct play_item *item = &l->items[l->item];
	switch (item->kind) {
	case PLAY_PROMPT:
		return set_prompt(l, v, item->text);
	case PLAY_DIGITS:
	case PLAY_NUMBER:
		if (!l->n_units) {
			int n = item->kind == PLAY_DIGITS ? say_digits(l->units, item->text, l->lang)
			                                  : say_number(l->units, item->text, item->value, l->lang);
			if (n <= 0)
				return false;
			l->n_units = (uint8_t)n;
		}
		return set_prompt(l, v, say_name[l->units[l->unit]]);
	case PLAY_PAUSE:
	case PLAY_TONE:
		l->data = NULL;
		l->len = (uint32_t)item->ms * PER_MS;
		return item->kind == PLAY_PAUSE || (item->value > TONE_NONE && item->value < TONE_COUNT);
	default:
		l->len = 0;
		return false;
	}
}

static void
note_missing(struct playlist *l)
{
	const struct play_item *item = &l->items[l->item];
	if (!l->missing)
		l->missing = l->unit < l->n_units ? say_name[l->units[l->unit]] : item->text;
	l->len = 0;
}

static void
next_piece(struct playlist *l)
{
	l->begun = false;
	if (++l->unit >= l->n_units)
		next_item(l);
}

/* Stand on a piece that has samples left; false: the list is over. */
static bool
stand(struct playlist *l, const struct voice *v)
{
	while (!playlist_over(l)) {
		if (!l->begun) {
			l->at = l->len = 0;
			if (!set_piece(l, v))
				note_missing(l);
			l->begun = true;
		}
		if (l->at < l->len)
			return true;
		next_piece(l);
	}
	return false;
}

static void
copy_piece(const struct playlist *l, const struct voice *v, uint8_t *to, size_t n)
{
	const struct play_item *item = &l->items[l->item];
	if (l->data)
		memcpy(to, l->data + l->at, n);
	else if (item->kind == PLAY_TONE)
		tone_fill(v->tones, item->value, l->at, to, n);
	else
		memset(to, ALAW_SILENCE, n);
}

size_t
playlist_fill(struct playlist *l, const struct voice *v, uint8_t *to, size_t n)
{
	size_t done = 0;
	while (done < n && stand(l, v)) {
		size_t k = l->len - l->at;
		if (k > n - done)
			k = n - done;
		copy_piece(l, v, to + done, k);
		l->at += (uint32_t)k;
		done += k;
	}
	memset(to + done, ALAW_SILENCE, n - done);
	stand(l, v); /* so that a list ends with its last sample, not a block later */
	return done;
}

void
playlist_skip(struct playlist *l, const struct voice *v, uint64_t n)
{
	while (n && stand(l, v)) {
		uint64_t k = l->len - l->at;
		if (k > n)
			k = n;
		l->at += (uint32_t)k;
		n -= k;
	}
	stand(l, v);
}

void
playlist_voice_changed(struct playlist *l, const struct voice *v)
{
	uint32_t at = l->at;
	if (playlist_over(l) || !l->begun)
		return;
	if (!set_piece(l, v))
		note_missing(l);
	l->at = at < l->len ? at : l->len;
}
