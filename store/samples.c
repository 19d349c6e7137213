/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples of counters, by time. */
#include "store/internal.h"

#include <errno.h>

int
sample_save(struct store *s, const Rec__Sample *sample)
{
	struct key k = key_of_u64((uint64_t)sample->at_us);
	int rc = write_begin(s);

	return rc ? rc : write_end(s, record_put(s, T_SAMPLES, &k, sample));
}

static int
list(struct store *s, int64_t from_us, int64_t to_us, struct store_cursor *at, size_t most, Rec__Sample ***rows)
{
	struct key low = key_of_u64((uint64_t)from_us), high = key_of_u64((uint64_t)to_us);

	return record_list(s, T_SAMPLES, &low, &high, at, most, rows);
}

int
sample_before(struct store *s, int64_t at_us, Rec__Sample **sp)
{
	Rec__Sample **rows;
	int n = list(s, 0, at_us < 0 ? 0 : at_us, NULL, 1, &rows);

	if (n < 0)
		return n;
	if (n)
		*sp = rows[0];
	store_free_rows(rows, 0);
	return n ? 0 : -ENOENT;
}

static int
thin(struct store *s, int64_t from_us, int64_t to_us, int (*keep)(int64_t at_us))
{
	struct store_cursor at = { 0 };
	Rec__Sample **rows;
	int dropped = 0, rc = 0;

	while (!at.end && rc == 0) {
		int n = list(s, from_us, to_us, &at, STORE_ROWS, &rows);

		if (n < 0)
			return n;
		for (int i = 0; i < n && rc == 0; i++) {
			struct key k = key_of_u64((uint64_t)rows[i]->at_us);

			if (keep(rows[i]->at_us))
				continue;
			rc = record_del(s, T_SAMPLES, &k);
			dropped++;
		}
		store_free_rows(rows, (size_t)n);
		if (n == 0)
			break;
	}
	return rc ? rc : dropped;
}

int
samples_thin(struct store *s, int64_t from_us, int64_t to_us, int (*keep)(int64_t at_us))
{
	int rc = write_begin(s);

	if (rc)
		return rc;
	int dropped = thin(s, from_us < 0 ? 0 : from_us, to_us < 0 ? 0 : to_us, keep);
	rc = write_end(s, dropped < 0 ? dropped : 0);
	return rc ? rc : dropped;
}
