/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words on the screen.
 *
 * Labels stand at fixed places, so each has a width budget and both forms in one table (labels.def; the build fails if
 * one is too wide or holds a character whose width a terminal may see differently).  Longer messages, which may be cut,
 * go through gettext: the English text is the key, po/zh_CN.po has the Chinese.
 */
#pragma once

#include "base/site.h"

#include <libintl.h>

#define _(text)  dgettext("zongji", text)
#define N_(text) text

enum label {
#define LABEL(id, width, zh, en) L_##id,
#include "tools/console/labels.def"
#undef LABEL
	LABEL_COUNT,
};

struct label_row {
	const char *id;
	int width;
	const char *text[2]; /* LANG_ZH, LANG_EN */
};
extern const struct label_row label_rows[LABEL_COUNT];

/*
 * Set the locale and the language of all texts: `wanted` is LANG_ZH, LANG_EN or -1 for what LC_ALL, LC_MESSAGES or LANG
 * say and, if they say nothing, `otherwise`.  A locale that is not UTF-8 is replaced by C.UTF-8.  -ENOENT if there is
 * none.
 */
int language_open(int wanted, int otherwise);

void language_set(int language);
int language(void);
const char *label(enum label id);

/* The one of a pair that belongs to the language: for tables that bring both forms. */
const char *either(const char *zh, const char *en) __attribute__((format_arg(1), format_arg(2)));
