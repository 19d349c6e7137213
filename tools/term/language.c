/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Language: locale and message catalogue.
 *
 * The catalogue is found beside the program (../share/locale), so that it works from the build folder and from where it
 * is installed; ZONGJI_LOCALE names another place.  gettext chooses by LANGUAGE, which works in C.UTF-8 too: a Chinese
 * locale need not be installed on the box to work in Chinese.
 */
#include "tools/term/language.h"

#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int chosen = LANG_ZH;

/* Bind the catalogue to the first folder that has it: ../share/locale or ../../share/locale of the program's own. */
static void
bind_catalogue(void)
{
	char path[PATH_MAX], tried[PATH_MAX + 64], *slash;
	const char *named = getenv("ZONGJI_LOCALE");
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[n > 0 ? n : 0] = '\0';
	for (int up = 0; !named && up < 3 && (slash = strrchr(path, '/')); up++) {
		*slash = '\0';
		snprintf(tried, sizeof(tried), "%s/share/locale/zh_CN/LC_MESSAGES/zongji.mo", path);
		if (access(tried, R_OK) != 0)
			continue;
		snprintf(tried, sizeof(tried), "%s/share/locale", path);
		named = tried;
	}
	if (named)
		bindtextdomain("zongji", named);
	bind_textdomain_codeset("zongji", "UTF-8");
}

/* What the environment asks for: LANG_ZH, LANG_EN, or -1 if it says only C or POSIX. */
static int
asked(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (!value || !*value)
			continue;
		return strncmp(value, "zh", 2) == 0 ? LANG_ZH : value[0] == 'C' || value[0] == 'P' ? -1 : LANG_EN;
	}
	return -1;
}

int
language_open(int wanted, int otherwise)
{
	int found = wanted >= 0 ? wanted : asked();

	chosen = found >= 0 ? found : otherwise; /* tables that bring both forms need no locale */
	if (!setlocale(LC_ALL, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		if (!setlocale(LC_ALL, "C.UTF-8"))
			return -ENOENT;
	/* gettext never translates in the locale "C", whatever LANGUAGE says. */
	if (strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0)
		setlocale(LC_MESSAGES, "C.UTF-8");
	bind_catalogue();
	language_set(chosen);
	return 0;
}

void
language_set(int wanted)
{
	chosen = wanted == LANG_EN ? LANG_EN : LANG_ZH;
	setenv("LANGUAGE", chosen == LANG_ZH ? "zh_CN" : "en", 1);
	/* A new binding makes gettext forget what it found under the old LANGUAGE. */
	textdomain(textdomain(NULL));
}

int
language(void)
{
	return chosen;
}

const char *
either(const char *zh, const char *en)
{
	return chosen == LANG_ZH ? zh : en;
}
