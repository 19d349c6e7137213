/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Run while building: refuses the build if a label or a key's name is wider than its budget, or holds a character whose
 * width is not the same in every terminal.
 */
#include "tools/term/text.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static int faults;

static void
check(const char *table, const char *id, int width, const char *s)
{
	if (width && text_width(s) > width) {
		fprintf(stderr, "%s: %s: \"%s\" takes %d columns of %d\n", table, id, s, text_width(s), width);
		faults++;
	}
	for (uint32_t cp; (cp = text_next(&s));)
		if (!text_is_safe(cp)) {
			fprintf(stderr, "%s: %s: U+%04X has no certain width\n", table, id, cp);
			faults++;
		}
}

int
main(void)
{
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 0;
#define LABEL(id, width, zh, en)             \
	check("labels.def", #id, width, zh); \
	check("labels.def", #id, width, en);
#include "tools/console/labels.def"
#undef LABEL
#define REQUEST(id, key, where, when, zh, en, requirement, zh_help, en_help) \
	check("requests.def", #id, 4, zh);                                   \
	check("requests.def", #id, 6, en);                                   \
	check("requests.def", #id, 0, zh_help);                              \
	check("requests.def", #id, 0, en_help);
#include "tools/console/requests.def"
#undef REQUEST
	return faults != 0;
}
