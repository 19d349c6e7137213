/* room: base */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A journal that somebody damaged: the input is its octets after the header.  It must be refused or read, inside its
 * bounds. */
#include "base/journal.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint64_t sink;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t room = (size + 15) / 16 * 16 + sizeof(struct journal_rec);
	struct journal j = { 0 };
	struct journal_entry e;
	uint64_t at = 0, last;
	uint8_t *map = aligned_alloc(SHM_PAGE, (SHM_PAGE + room + SHM_PAGE - 1) / SHM_PAGE * SHM_PAGE);
	struct journal_head *head = (struct journal_head *)map;

	if (!map)
		abort();
	memset(map, 0, SHM_PAGE + room);
	*head =
	    (struct journal_head){ .magic = UINT64_C(0x316c6e6a69676e7a), .abi = 1, .header = SHM_PAGE, .size = room };
	memcpy(map + SHM_PAGE, data, size);
	if (journal_check(&j, map, SHM_PAGE + room) == 0 && journal_walk(&j, size, &last) == 0) {
		while (journal_read(&j, &at, &e) > 0)
			for (uint32_t i = 0; i < e.in.len; i++)
				sink += ((const uint8_t *)e.in.data)[i];
		struct core_input in = {
			.serial = last + 1, .from = 33, .type = 1, .len = (uint32_t)(size % 64), .data = data
		};
		journal_append(&j, &in, 0);
		at = 0;
		while (journal_read(&j, &at, &e) > 0)
			sink++;
	}
	free(map);
	return 0;
}
