/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages that callers left (IVR-01, IVR-25): one row for each, made when its recording is closed.
 *
 * A message is new until somebody has heard it; who heard it first, and when, stays with it.
 */
#include "store/internal.h"

#include <errno.h>

bool
key_messages_by_time(const void *record, struct key *k)
{
	const Rec__Message *m = record;

	key_u64(k, (uint64_t)m->at_us);
	return true;
}

bool
key_messages_new(const void *record, struct key *k)
{
	const Rec__Message *m = record;

	key_u64(k, (uint64_t)m->at_us);
	return m->heard_us == 0;
}

static struct key
message_key(uint64_t session, uint32_t rec_no)
{
	struct key k = key_of_u64(session);

	key_u32(&k, rec_no);
	return k;
}

int
message_save(struct store *s, const Rec__Message *m)
{
	struct key k = message_key(m->session, m->rec_no);
	int rc = write_begin(s);

	return rc ? rc : write_end(s, record_put(s, T_MESSAGES, &k, m));
}

int
message_get(struct store *s, uint64_t session, uint32_t rec_no, Rec__Message **mp)
{
	struct key k = message_key(session, rec_no);

	return record_get(s, T_MESSAGES, &k, mp);
}

int
messages_list(struct store *s, int new_only, struct store_cursor *at, size_t most, Rec__Message ***rows)
{
	struct key all = { 0 };

	return list_between(s, new_only ? T_MESSAGES_NEW : T_MESSAGES_BY_TIME, &all, 0, INT64_MAX, at, most, rows);
}

int
message_heard(struct store *s, uint64_t session, uint32_t rec_no, uint16_t seat, int64_t now_us)
{
	Rec__Message *m;
	int rc = message_get(s, session, rec_no, &m);

	if (rc)
		return rc;
	if (!m->heard_us) {
		m->heard_us = now_us;
		m->heard_by = seat;
		rc = message_save(s, m);
	}
	store_free(m);
	return rc;
}
