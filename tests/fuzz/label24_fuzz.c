/* room: farend */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any octets as a signal unit, through the label adapter both ways.
 */
#include "tools/farend/label24.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct label24 l;
	uint8_t out[400], back[400];

	label24_init(&l, 0x160401, 0x16047f);
	for (int up = 0; up < 2; up++) {
		size_t len = up ? label24_to_engine(&l, data, size, out, sizeof(out))
		                : label24_to_line(&l, data, size, out, sizeof(out));

		if (len > sizeof(out))
			abort();
		if (len)
			label24_to_line(&l, out, len, back, sizeof(back));
	}
	return 0;
}
