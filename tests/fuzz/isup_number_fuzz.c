/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room: isup */
/* Any octets as any number parameter: what decodes encodes to the same digits; any struct number is encoded or refused. */
#include "isup/codec.h"
#include "isup/number.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct number number, again, wild;
	uint8_t octets[NUMBER_OCTETS];

	if (size < 1)
		return 0;
	if (number_decode(data[0], data + 1, size - 1, &number) == 0) {
		int len = number_encode(data[0], &number, octets);

		if (len < 0 || number_decode(data[0], octets, (size_t)len, &again) ||
		    strcmp(again.digits, number.digits) != 0 || again.st != number.st || again.nai != number.nai)
			abort();
		number_append(&again, &number);
	}
	memset(&wild, 0, sizeof(wild));
	memcpy(&wild, data + 1, size - 1 < sizeof(wild) ? size - 1 : sizeof(wild));
	number_encode(data[0], &wild, octets);
	return 0;
}
