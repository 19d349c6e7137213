/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls and recordings, with the lists of calls by time, seat, customer, number and circuit (ACD-16, AGT-23, CRM-08, REC-09).
 */
#include "store/internal.h"

#include <errno.h>

/* ---- lists; declared by tables.def ---- */

bool
key_calls_by_time(const void *record, struct key *k)
{
	const Rec__Call *c = record;

	key_u64(k, (uint64_t)c->first_us);
	return true;
}

bool
key_calls_by_seat(const void *record, struct key *k)
{
	const Rec__Call *c = record;

	key_u16(k, (uint16_t)c->seat);
	key_u64(k, (uint64_t)c->first_us);
	return c->has_seat;
}

bool
key_calls_by_customer(const void *record, struct key *k)
{
	const Rec__Call *c = record;

	key_u64(k, c->customer);
	key_u64(k, (uint64_t)c->first_us);
	return c->customer != 0;
}

bool
key_calls_by_number(const void *record, struct key *k)
{
	const Rec__Call *c = record;
	char digits[NUMBER_DIGITS];

	if (!phone_digits(c->outgoing ? c->dialled : c->caller, digits))
		return false;
	key_text(k, digits);
	key_u64(k, (uint64_t)c->first_us);
	return true;
}

bool
key_calls_by_circuit(const void *record, struct key *k)
{
	const Rec__Call *c = record;

	key_text(k, c->trunk);
	key_u16(k, (uint16_t)c->circuit);
	key_u64(k, (uint64_t)c->first_us);
	return c->trunk[0] != '\0' && strlen(c->trunk) < TEXT_LABEL;
}

/* ---- calls ---- */

int
call_get(struct store *s, uint64_t session, Rec__Call **cp)
{
	struct key k = key_of_u64(session);

	return record_get(s, T_CALLS, &k, cp);
}

int
call_save(struct store *s, const Rec__Call *c)
{
	struct key k = key_of_u64(c->session);
	int rc = write_begin(s);

	return rc ? rc : write_end(s, record_put(s, T_CALLS, &k, c));
}

static int
set_customer(struct store *s, uint64_t session, uint64_t customer)
{
	Rec__Customer *who;
	Rec__Call *c;
	int rc = customer_get(s, customer, &who);

	if (rc)
		return rc;
	store_free(who);
	if ((rc = call_get(s, session, &c)))
		return rc;
	c->customer = customer;
	rc = call_save(s, c);
	if (rc == 0 && c->has_seat) {
		Rec__Registration *r;
		rc = registration_get(s, session, (uint16_t)c->seat, &r);
		if (rc == 0) {
			r->customer = customer;
			rc = registration_save(s, r);
			store_free(r);
		} else if (rc == -ENOENT) {
			rc = 0;
		}
	}
	store_free(c);
	return rc;
}

int
call_set_customer(struct store *s, uint64_t session, uint64_t customer)
{
	int rc = write_begin(s);

	return rc ? rc : write_end(s, set_customer(s, session, customer));
}

int
calls_of_seat(struct store *s, uint16_t seat, int64_t from_us, int64_t to_us, struct store_cursor *at, size_t most,
    Rec__Call ***rows)
{
	struct key k = { 0 };

	key_u16(&k, seat);
	return list_between(s, T_CALLS_BY_SEAT, &k, from_us, to_us, at, most, rows);
}

int
calls_of_time(struct store *s, int64_t from_us, int64_t to_us, struct store_cursor *at, size_t most, Rec__Call ***rows)
{
	struct key k = { 0 };

	return list_between(s, T_CALLS_BY_TIME, &k, from_us, to_us, at, most, rows);
}

int
calls_of_customer(struct store *s, uint64_t customer, struct store_cursor *at, size_t most, Rec__Call ***rows)
{
	struct key k = key_of_u64(customer);

	return list_between(s, T_CALLS_BY_CUSTOMER, &k, 0, INT64_MAX, at, most, rows);
}

int
calls_of_number(struct store *s, const char *number, struct store_cursor *at, size_t most, Rec__Call ***rows)
{
	char digits[NUMBER_DIGITS];
	struct key k = { 0 };

	if (!phone_digits(number, digits))
		return refuse(s, -EINVAL, "number");
	key_text(&k, digits);
	return list_between(s, T_CALLS_BY_NUMBER, &k, 0, INT64_MAX, at, most, rows);
}

int
calls_of_circuit(struct store *s, const char *trunk, unsigned circuit, int64_t from_us, int64_t to_us,
    struct store_cursor *at, size_t most, Rec__Call ***rows)
{
	struct key k = { 0 };

	if (strlen(trunk) >= TEXT_LABEL || circuit > UINT16_MAX)
		return refuse(s, -EINVAL, "circuit");
	key_text(&k, trunk);
	key_u16(&k, (uint16_t)circuit);
	return list_between(s, T_CALLS_BY_CIRCUIT, &k, from_us, to_us, at, most, rows);
}

/* ---- recordings ---- */

static struct key
recording_key(uint64_t session, uint32_t rec_no)
{
	struct key k = key_of_u64(session);

	key_u32(&k, rec_no);
	return k;
}

int
recording_save(struct store *s, const Rec__Recording *r)
{
	struct key k = recording_key(r->session, r->rec_no);
	int rc = write_begin(s);

	return rc ? rc : write_end(s, record_put(s, T_RECORDINGS, &k, r));
}

int
recording_get(struct store *s, uint64_t session, uint32_t rec_no, Rec__Recording **rp)
{
	struct key k = recording_key(session, rec_no);

	return record_get(s, T_RECORDINGS, &k, rp);
}

int
recordings_of_call(struct store *s, uint64_t session, Rec__Recording ***rows)
{
	struct key low = recording_key(session, 0), high = recording_key(session, UINT32_MAX);

	return record_list(s, T_RECORDINGS, &low, &high, NULL, STORE_ROWS, rows);
}
