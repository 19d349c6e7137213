/* room: trace */
/* flags: -detect_leaks=0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any octets as a trace record of any kind: what shows and links records must stay inside them, and no digit that is
 * hidden may be in the words.
 */
#include "tools/trace/decode.h"
#include "tools/trace/filter.h"
#include "tools/trace/rung.h"
#include "tools/trace/story.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first octets say what kind of record it is; a copy of exactly its size lets the sanitizer see every step outside. */
static struct trace_rec *
record(const uint8_t *data, size_t size)
{
	size_t len = size - 3 < TRACE_DATA ? size - 3 : TRACE_DATA;
	struct trace_rec *rec = calloc(1, offsetof(struct trace_rec, data) + len);

	if (!rec)
		return NULL;
	rec->at_us = 1;
	rec->kind = data[0] % (TRACE_KIND_COUNT + 1);
	rec->role = data[1] % (ROLE_COUNT + 1);
	rec->ref = data[2] & 1 ? 24 : data[2];
	rec->len = (uint16_t)len;
	memcpy(rec->data, data + 3, len);
	return rec;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct decode d;
	static struct story *story;
	struct filter f;
	struct rung r;
	char text[256], hex[3];

	if (size < 3)
		return 0;
	if (!story && !(story = story_open()))
		return 0;
	struct trace_rec *rec = record(data, size);
	if (!rec)
		return 0;
	for (int open = 0; open < 2; open++) {
		decode_record(&d, rec, open);
		for (unsigned i = 0; i < d.n; i++) {
			const struct decode_item *it = &d.items[i];
			if (it->at + it->len > rec->len || !it->name || !it->text)
				abort();
			decode_summary(&d, i, text, sizeof(text));
		}
		for (unsigned i = 0; i < rec->len; i++)
			decode_hex(&d, i, hex);
	}
	enum rung_kind kind;
	if (rung_of(rec, &r) != rung_kind_of(rec, &kind))
		abort();
	filter_parse(&f, "cic=17 rel");
	filter_record(&f, rec);
	free(rec);
	static struct trace_rec whole; /* story_add() copies what it needs */
	whole = (struct trace_rec){ .at_us = 1, .kind = data[0] % (TRACE_KIND_COUNT + 1), .role = data[1] % (ROLE_COUNT + 1),
		.ref = data[2] & 1 ? 24 : data[2], .len = (uint16_t)(size - 3 < TRACE_DATA ? size - 3 : TRACE_DATA) };
	memcpy(whole.data, data + 3, whole.len);
	story_add(story, &whole);
	return 0;
}
