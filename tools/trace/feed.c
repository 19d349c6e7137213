/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Merging: the source whose next record is the earliest comes first.
 */
#include "tools/trace/feed.h"

#include <stddef.h>

int
feed_open(struct feed *f, const char *folder, bool from_oldest)
{
	int open = 0;

	f->folder = folder;
	for (int r = 0; r < ROLE_COUNT; r++) {
		if (!f->sources[r].reader)
			trace_reader_open(&f->sources[r].reader, folder, (enum role)r, from_oldest);
		open += f->sources[r].reader != NULL;
	}
	return open;
}

void
feed_close(struct feed *f)
{
	for (int r = 0; r < ROLE_COUNT; r++)
		trace_reader_close(f->sources[r].reader);
	*f = (struct feed){ 0 };
}

int
feed_next(struct feed *f, int64_t until_us, struct trace_rec *rec)
{
	struct feed_source *best = NULL;

	for (int r = 0; r < ROLE_COUNT; r++) {
		struct feed_source *s = &f->sources[r];
		uint64_t missed;

		if (!s->reader)
			continue;
		if (!s->full) {
			s->full = trace_next(s->reader, &s->rec, &missed);
			f->missed += missed;
		}
		if (s->full && (!best || s->rec.at_us < best->rec.at_us))
			best = s;
	}
	if (!best || best->rec.at_us > until_us)
		return 0;
	*rec = best->rec;
	best->full = false;
	return 1;
}

unsigned
feed_behind(const struct feed *f)
{
	unsigned most = 0;

	for (int r = 0; r < ROLE_COUNT; r++) {
		unsigned behind = f->sources[r].reader ? trace_reader_behind(f->sources[r].reader) : 0;
		most = behind > most ? behind : most;
	}
	return most;
}
