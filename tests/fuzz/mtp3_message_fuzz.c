/* room: isup */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Labels and messages of level 3, as octets alone, in all three forms: what decodes as a label encodes to the same octets, what
 * decodes as a message is of a type that there is.
 */
#include "base/site.h"
#include "isup/label.h"
#include "isup/mtp3_state.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	int form = data[0] % 3, is_test = data[0] >> 2 & 1;
	const uint8_t *octets = data + 1;
	size_t len = size - 1;
	struct label label;
	struct mtp3_message m;
	uint8_t again[LABEL_MAX];
	int used = label_decode(form, octets, len, &label);

	if (used < 0)
		return 0;
	if ((size_t)used != label_size(form) || label_encode(form, again, &label) != (size_t)used ||
	    memcmp(again, octets, (size_t)used) != 0)
		abort();
	if (mtp3_decode(form, is_test, label.sls, octets + used, len - (size_t)used, &m) == 0 && m.type >= MTP3_TYPES)
		abort();
	return 0;
}
