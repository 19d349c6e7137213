/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prompts: DIR/{zh,en}/NAME.wav, all loaded before the first tick and kept as A-law.
 *
 * A set never changes once it is loaded; taking new recordings into use is loading another set and handing it to the
 * engine. Files may be A-law or 16-bit PCM, 8 kHz, mono.
 */
#pragma once

#include "base/site.h"

#include <stdint.h>

#define PROMPT_NAME 28 /* as in struct play_item, with the NUL */

struct prompt {
	char name[PROMPT_NAME];
	const uint8_t *data;
	uint32_t len; /* samples */
};

struct prompts;

/* Load a folder.  Files that cannot be used are counted in *bad and told to `tell` (may be NULL).  0 or -errno. */
int prompts_load(struct prompts **pp, const char *dir, uint32_t *bad, void (*tell)(const char *path, const char *what));
void prompts_free(struct prompts *p);

/* lang: LANG_ZH or LANG_EN.  NULL if there is none of that name. */
const struct prompt *prompt_find(const struct prompts *p, int lang, const char *name);
uint32_t prompts_count(const struct prompts *p, int lang);
const struct prompt *prompt_at(const struct prompts *p, int lang, uint32_t i);

/* For tests and built-in sets: an empty set, and adding a copy of samples to it. */
int prompts_new(struct prompts **pp);
int prompts_add(struct prompts *p, int lang, const char *name, const uint8_t *alaw, uint32_t len);
