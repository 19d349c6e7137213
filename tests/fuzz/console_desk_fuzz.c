/* room: console */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets of a broken or hostile acdd, byte by byte: each is refused or shown, never harmful.
 */
#include "tools/console/screen.h"

#include <stdlib.h>
#include <string.h>

static void
no_desk(void *arg, enum desk_verb verb, uint64_t session, const char *text)
{
}

static void
no_ask(void *arg, const struct ask *ask)
{
}

static void
no_bell(void *arg, int times)
{
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct console_ops ops = { no_desk, no_ask, no_bell };
	static struct console c;
	static struct canvas cv;
	static struct site site;
	int64_t now = INT64_C(1905000000) * US_PER_SEC;
	char row[8192];

	if (!cv.cells && (language_open(LANG_ZH, LANG_ZH) != 0 || canvas_size(&cv, 24, 80) != 0))
		return 0;
	console_open(&c, &site, &ops, NULL);
	console_desk_line(&c, true, now);
	c.signed_in = true;
	/* Each packet: two bytes of length, then as many bytes. */
	while (size > 2) {
		size_t n = (size_t)(data[0] | (data[1] & 3) << 8);
		data += 2;
		size -= 2;
		if (n > size)
			n = size;
		struct desk_head head = { 0 };
		memcpy(&head, data, n < sizeof(head) ? n : sizeof(head));
		c.me.seat = head.seat;
		console_desk(&c, data, n, now += US_PER_SEC);
		data += n;
		size -= n;
		if (size % 16) /* drawing costs a hundred times what looking at a packet does */
			continue;
		console_draw(&c, &cv);
		for (int r = 0; r < cv.rows; r++) {
			canvas_text(&cv, r, true, row, sizeof(row));
			if (text_width(row) != cv.cols)
				abort();
		}
	}
	return 0;
}
