/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words on the screen.
 *
 * Labels stand at fixed places, so each has a width budget and both forms in one table (labels.def; the build fails if
 * one is too wide or holds a character whose width a terminal may see differently).  Longer messages, which may be cut,
 * go through gettext: the English text is the key, po/zh_CN.po has the Chinese.
 */
#pragma once

#include "tools/term/language.h"

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

const char *label(enum label id);
