/* room: base */
/* flags: -detect_leaks=0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration: any text is accepted whole or refused with a reason, and what was accepted prints to what reads the same.
 * (libconfig loses some octets at each syntax error, so leaks are looked for at the end alone.)
 */
#include "base/site.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct site site, again;
	static char text[4096], why[320];
	char *printed = NULL;
	size_t len = 0;

	if (size >= sizeof(text) || memmem(data, size, "@include", 8))
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (site_parse(&site, text, why, sizeof(why)) < 0) {
		if (!*why)
			abort();
		return 0;
	}
	FILE *to = open_memstream(&printed, &len);
	site_print(&site, to);
	fclose(to);
	if (site_parse(&again, printed, why, sizeof(why)) < 0 || memcmp(&site, &again, sizeof(site)) != 0)
		abort();
	free(printed);
	return 0;
}
