/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A play list: prompts, spoken digits and numbers, pauses and tones, one after the other without a gap.
 *
 * It expands an item only when its turn comes, so a list is small and nothing is allocated.
 */
#pragma once

#include "base/msg.h"
#include "media/prompts.h"
#include "media/say.h"
#include "media/tone.h"

#include <stdbool.h>

struct playlist {
	struct play_item items[PLAY_ITEMS];
	uint8_t n_items;
	uint8_t lang;
	uint8_t item; /* the one being played; n_items = over */
	uint8_t unit; /* digits, numbers: the unit being played */
	uint8_t n_units;
	bool begun;          /* the piece below is set */
	const char *missing; /* the first prompt that was not there, or text that made no sense; it was skipped */
	const uint8_t *data; /* the piece being played: recorded samples, or NULL: silence or a tone */
	uint32_t len;
	uint32_t at;
	uint8_t units[SAY_MAX];
};

/* What the lists draw on.  Both outlive the lists; `prompts` may be replaced, see playlist_voice_changed. */
struct voice {
	const struct prompts *prompts;
	const struct tones *tones;
};

/* Begin; items of unknown kind and texts that are no number are skipped and count as missing. */
void playlist_begin(struct playlist *l, const struct play_item *items, int n, int lang);

/* The next n octets; silence after the end.  Returns the samples that were the list's own: fewer than n = it is over.
 */
size_t playlist_fill(struct playlist *l, const struct voice *v, uint8_t *to, size_t n);

/* Go on by n samples without a sound. */
void playlist_skip(struct playlist *l, const struct voice *v, uint64_t n);

bool playlist_over(const struct playlist *l);

/* v->prompts is another set now: the piece being played is looked up again and goes on at its place. */
void playlist_voice_changed(struct playlist *l, const struct voice *v);
