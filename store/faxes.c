/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faxes that machines sent us (FAX-01): one row for each that was tried, whatever came of it.  The pages are a TIFF file of
 * the recordings' folder, named in the row.
 */
#include "store/internal.h"

bool
key_faxes_by_time(const void *record, struct key *k)
{
	const Rec__Fax *f = record;

	key_u64(k, (uint64_t)f->at_us);
	return true;
}

static struct key
fax_key(uint64_t session, uint32_t fax_no)
{
	struct key k = key_of_u64(session);

	key_u32(&k, fax_no);
	return k;
}

int
fax_save(struct store *s, const Rec__Fax *f)
{
	struct key k = fax_key(f->session, f->fax_no);
	int rc = write_begin(s);

	return rc ? rc : write_end(s, record_put(s, T_FAXES, &k, f));
}

int
fax_get(struct store *s, uint64_t session, uint32_t fax_no, Rec__Fax **fp)
{
	struct key k = fax_key(session, fax_no);

	return record_get(s, T_FAXES, &k, fp);
}

int
faxes_list(struct store *s, int64_t from_us, int64_t to_us, struct store_cursor *at, size_t most, Rec__Fax ***rows)
{
	struct key all = { 0 };

	return list_between(s, T_FAXES_BY_TIME, &all, from_us, to_us, at, most, rows);
}
