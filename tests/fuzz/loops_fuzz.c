/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room: trunk */
/* Any text as the list of inherited loops: what is found is a number that can be a descriptor. */
#include "trunk/loops.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[601];

	if (size < 1)
		return 0;
	size_t len = size - 1 < sizeof(text) - 1 ? size - 1 : sizeof(text) - 1;
	memcpy(text, data + 1, len);
	text[len] = '\0';
	int fd = loops_find(text, data[0] >> 5, data[0] & 31);

	if (fd < 0 && fd != -ENOENT)
		abort();
	return 0;
}
