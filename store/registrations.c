/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registrations, one for each answered call (AGT-22), and drafts: notes saved while they are typed.
 */
#include "store/internal.h"

#include <errno.h>

bool
key_registrations_by_seat(const void *record, struct key *k)
{
	const Rec__Registration *r = record;

	key_u16(k, (uint16_t)r->seat);
	key_u64(k, (uint64_t)r->at_us);
	return true;
}

bool
key_registrations_by_customer(const void *record, struct key *k)
{
	const Rec__Registration *r = record;

	key_u64(k, r->customer);
	key_u64(k, (uint64_t)r->at_us);
	return r->customer != 0;
}

static struct key
registration_key(uint64_t session, uint16_t seat)
{
	struct key k = key_of_u64(session);

	key_u16(&k, seat);
	return k;
}

int
registration_save(struct store *s, const Rec__Registration *r)
{
	struct key k = registration_key(r->session, (uint16_t)r->seat);
	int rc = text_check(s, "note", r->note, STORE_TEXT_MAX, true);

	if (rc || (rc = write_begin(s)))
		return rc;
	return write_end(s, record_put(s, T_REGISTRATIONS, &k, r));
}

int
registration_get(struct store *s, uint64_t session, uint16_t seat, Rec__Registration **rp)
{
	struct key k = registration_key(session, seat);

	return record_get(s, T_REGISTRATIONS, &k, rp);
}

int
registrations_of_customer(
    struct store *s, uint64_t customer, struct store_cursor *at, size_t most, Rec__Registration ***rows)
{
	struct key k = key_of_u64(customer);

	return list_between(s, T_REGISTRATIONS_BY_CUSTOMER, &k, 0, INT64_MAX, at, most, rows);
}

/* ---- drafts ---- */

static struct key
draft_key(uint16_t seat, uint64_t session)
{
	struct key k = { 0 };

	key_u16(&k, seat);
	key_u64(&k, session);
	return k;
}

int
draft_save(struct store *s, const Rec__Draft *d)
{
	struct key k = draft_key((uint16_t)d->seat, d->session);
	int rc = text_check(s, "text", d->text, STORE_TEXT_MAX, true);

	if (rc || (rc = write_begin(s)))
		return rc;
	return write_end(s, *d->text ? record_put(s, T_DRAFTS, &k, d) : record_del(s, T_DRAFTS, &k));
}

int
draft_get(struct store *s, uint16_t seat, uint64_t session, Rec__Draft **dp)
{
	struct key k = draft_key(seat, session);

	return record_get(s, T_DRAFTS, &k, dp);
}

int
drafts_of_seat(struct store *s, uint16_t seat, Rec__Draft ***rows)
{
	struct key low = draft_key(seat, 0), high = draft_key(seat, UINT64_MAX);

	return record_list(s, T_DRAFTS, &low, &high, NULL, STORE_ROWS, rows);
}
