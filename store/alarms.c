/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alarms: one record from raising to end (TRK-20).  What stands is found by the list of open ones, whose key is what the alarm
 * is about: so it cannot stand twice, however often it is told.
 */
#include "store/internal.h"

#include "base/alarm.h"

#include <errno.h>

/* ---- lists; declared by tables.def ---- */

#define SOURCE 8 /* octets in keys, which are all of one length: lists go over them as a whole */
#define CODE   20
#define ABOUT  (SOURCE + CODE + 4)

static void
about(struct key *k, const char *source, const char *code, uint32_t object)
{
	char text[SOURCE + CODE] = { 0 };

	memcpy(text, source, strnlen(source, SOURCE));
	memcpy(text + SOURCE, code, strnlen(code, CODE));
	key_bytes(k, text, sizeof(text));
	key_u32(k, object);
}

bool
key_alarms_open(const void *record, struct key *k)
{
	const Rec__Alarm *a = record;

	about(k, a->source, a->code, a->object);
	return a->over_us == 0;
}

/* ---- one alarm ---- */

static int
save(struct store *s, const Rec__Alarm *a)
{
	struct key k = key_of_u64(a->serial);

	return record_put(s, T_ALARMS, &k, a);
}

/* The one that stands, or -ENOENT. */
static int
find_open(struct store *s, const char *source, const char *code, uint32_t object, Rec__Alarm **ap)
{
	struct key low = { 0 }, high;
	Rec__Alarm **rows;

	about(&low, source, code, object);
	high = low;
	key_u64(&high, UINT64_MAX);
	int n = record_list(s, T_ALARMS_OPEN, &low, &high, NULL, 1, &rows);
	if (n < 0)
		return n;
	if (n)
		*ap = rows[0];
	store_free_rows(rows, 0); /* the list, not the record */
	return n ? 0 : -ENOENT;
}

static int
raise_new(struct store *s, const struct msg_alarm *m, char *source, char *code, char *name, char *detail)
{
	Rec__Alarm a = REC__ALARM__INIT;
	int rc = counter_next(s, "alarm", &a.serial);

	a.code = code;
	a.source = source;
	a.object = m->object;
	a.name = name;
	a.detail = detail;
	a.severity = alarm_kinds[m->id].severity;
	a.raised_us = m->raised_us;
	a.told_us = m->raised_us;
	return rc ? rc : save(s, &a);
}

static int
change(struct store *s, const struct msg_alarm *m, const char *source)
{
	char from[TEXT_LABEL], code[TEXT_LABEL], name[TEXT_LABEL], detail[TEXT_NAME];
	Rec__Alarm *a;

	text_copy(from, sizeof(from), source);
	text_copy(code, sizeof(code), alarm_kinds[m->id].code);
	text_copy(name, sizeof(name), m->name);
	text_copy(detail, sizeof(detail), m->detail);
	int rc = find_open(s, from, code, m->object, &a);
	if (rc == -ENOENT)
		return m->over_us ? 0 : raise_new(s, m, from, code, name, detail);
	if (rc)
		return rc;
	a->over_us = m->over_us;
	a->told_us = m->over_us ? m->over_us : m->raised_us;
	rc = save(s, a);
	store_free(a);
	return rc;
}

/* ---- many ---- */

static int
list(struct store *s, enum table t, struct store_cursor *at, size_t most, Rec__Alarm ***rows)
{
	static const uint8_t zeroes[ABOUT], ones[ABOUT + 8] = { [0 ... ABOUT + 7] = 0xff };
	struct key low = { 0 }, high = { 0 };

	key_bytes(&low, zeroes, t == T_ALARMS_OPEN ? ABOUT : 8);
	key_bytes(&high, ones, sizeof(ones));
	return record_list(s, t, &low, &high, at, most, rows);
}

int
alarm_list(struct store *s, int open_only, size_t most, Rec__Alarm ***rows)
{
	return list(s, open_only ? T_ALARMS_OPEN : T_ALARMS, NULL, most, rows);
}

/* What each one that stands becomes; 0 = leave it. */
typedef int edit_fn(Rec__Alarm *a, const void *arg);

static int
edit_open(struct store *s, edit_fn *edit, const void *arg)
{
	struct store_cursor at = { 0 };
	Rec__Alarm **rows;
	int rc = 0;

	while (!at.end && rc == 0) {
		int n = list(s, T_ALARMS_OPEN, &at, STORE_ROWS, &rows);

		if (n < 0)
			return n;
		for (int i = 0; i < n && rc == 0; i++)
			if (edit(rows[i], arg))
				rc = save(s, rows[i]);
		store_free_rows(rows, (size_t)n);
		if (n == 0)
			break;
	}
	return rc;
}

static int
end_if_untold(Rec__Alarm *a, const void *arg)
{
	const struct msg_alarm *m = arg;

	if (a->told_us >= m->raised_us)
		return 0;
	a->over_us = m->over_us;
	return 1;
}

struct ack {
	uint64_t serial;
	uint16_t seat;
	int64_t now_us;
};

static int
acknowledge(Rec__Alarm *a, const void *arg)
{
	const struct ack *ack = arg;

	if (a->acked_us || (ack->serial && a->serial != ack->serial))
		return 0;
	a->acked_us = ack->now_us;
	a->acked_by = ack->seat;
	return 1;
}

/* ---- for everybody ---- */

int
alarm_apply(struct store *s, const struct msg_alarm *m, const char *source)
{
	int rc;

	if (m->id >= ALARM_COUNT || m->raised_us < 0 || m->over_us < 0)
		return refuse(s, -EINVAL, "alarm");
	if ((rc = write_begin(s)))
		return rc;
	return write_end(s, m->id ? change(s, m, source) : edit_open(s, end_if_untold, m));
}

int
alarm_acknowledge(struct store *s, uint64_t serial, uint16_t seat, int64_t now_us)
{
	struct ack ack = { serial, seat, now_us };
	Rec__Alarm *a;
	struct key k = key_of_u64(serial);
	int rc = write_begin(s);

	if (rc)
		return rc;
	if (serial && (rc = record_get(s, T_ALARMS, &k, &a)) == 0) {
		rc = acknowledge(a, &ack) ? save(s, a) : 0;
		store_free(a);
	} else if (!serial) {
		rc = edit_open(s, acknowledge, &ack);
	}
	return write_end(s, rc);
}
