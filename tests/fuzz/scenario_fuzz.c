/* room: farend */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a scenario file.
 */
#include "tools/farend/scenario.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct scenario s;
	char why[64], *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	scenario_parse(&s, text, why, sizeof(why));
	free(text);
	return 0;
}
