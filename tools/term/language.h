/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The language of a program on a terminal.  Messages go through gettext: the English text is the key, the rooms' own
 * po/zh_CN.po have the Chinese.
 */
#pragma once

#include "base/site.h"

#include <libintl.h>

#define _(text)  dgettext("zongji", text)
#define N_(text) text

/*
 * Set the locale and the language of all texts: `wanted` is LANG_ZH, LANG_EN or -1 for what LC_ALL, LC_MESSAGES or LANG
 * say and, if they say nothing, `otherwise`.  A locale that is not UTF-8 is replaced by C.UTF-8.  -ENOENT if there is
 * none.
 */
int language_open(int wanted, int otherwise);

void language_set(int language);
int language(void);

/* The one of a pair that belongs to the language: for tables that bring both forms. */
const char *either(const char *zh, const char *en) __attribute__((format_arg(1), format_arg(2)));
