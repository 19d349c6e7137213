/* room: pri */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any octets as a received frame: the sieve must not read or write outside them, must not make them longer, and what it
 * has passed once it must pass again unchanged.
 */
#include "trunk/pri/ie_filter.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ie_filter_counts counts = { 0 };
	uint8_t *frame = malloc(size ? size : 1);

	if (!frame)
		return 0;
	memcpy(frame, data, size);
	size_t once = ie_filter(frame, size, &counts);
	size_t twice = once ? ie_filter(frame, once, &counts) : 0;

	if (once > size || twice != once)
		abort();
	free(frame);
	return 0;
}
