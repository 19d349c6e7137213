/* room: trunk */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/dahdi/NUMBER: any text is a span or refused; what was read of one is text again.
 */
#include "trunk/dahdi_proc.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must_be_text(const char *text, size_t size)
{
	if (!memchr(text, '\0', size) || strchr(text, '\n'))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct proc_span s;
	char *text = malloc(size + 1);

	memcpy(text, data, size);
	text[size] = '\0';
	if (proc_span_parse(&s, text) == 0) {
		if (s.number < 1 || s.n_channels < 0)
			abort();
		must_be_text(s.name, sizeof(s.name));
		must_be_text(s.description, sizeof(s.description));
		for (int slot = 1; slot < PROC_SLOTS; slot++) {
			must_be_text(s.slots[slot].type, sizeof(s.slots[slot].type));
			must_be_text(s.slots[slot].canceller, sizeof(s.slots[slot].canceller));
			if ((s.slots[slot].number != 0) != (slot <= s.n_channels))
				abort();
		}
	}
	free(text);
	return 0;
}
