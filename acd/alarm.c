/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alarms, from boards to log, store and consoles (TRK-20).
 *
 * The process compares the boards with the table here (alarm_watch.c) and feeds what differs, so an input is a change.  It
 * is checked all the same: what stands already is not raised again, what does not stand is not ended, except that an
 * alarm may be raised and over in one input, when both happened while this process was away.
 *
 * An arena made anew knows nothing of what the store still holds open.  What is not heard again within SETTLE_MS is
 * over, and crmd is told so in one message.
 */
#include "acd/alarm.h"

#include "base/log.h"

#include <string.h>

#define SETTLE_MS 10000

static struct msg_alarm *
standing(struct acd *a, const struct msg_alarm *m)
{
	for (uint32_t i = 0; i < a->n_alarms; i++) {
		struct msg_alarm *s = &a->alarms[i];

		if (s->source == m->source && s->id == m->id && s->object == m->object)
			return s;
	}
	return NULL;
}

/* ---- consoles ---- */

static bool
may_see(const struct seat *seat)
{
	return seat->role == SEAT_LEADER || seat->role == SEAT_MANAGER || seat->role == SEAT_ADMINISTRATOR;
}

static void
describe(const struct acd *a, const struct seat *seat, const struct msg_alarm *m, struct desk_alarms *d)
{
	const struct alarm_kind *kind = &alarm_kinds[m->id];

	d->what = m->over_us ? DESK_ALARM_OVER : DESK_ALARM_RAISED;
	d->severity = kind->severity;
	d->at_us = m->over_us ? m->over_us : m->raised_us;
	text_copy(d->code, sizeof(d->code), kind->code);
	text_copy(d->name, sizeof(d->name), m->name);
	text_copy(d->text, sizeof(d->text), kind->text[seat->english ? 1 : 0]);
}

static void
tell(const struct acd *a, const struct seat *seat, const struct msg_alarm *changed, struct core_out *out)
{
	struct desk_alarms d = { .head = { .type = DESK_ALARMS, .seat = seat->number } };

	if (!seat->connection || !may_see(seat))
		return;
	for (uint32_t i = 0; i < a->n_alarms; i++)
		d.open[alarm_kinds[a->alarms[i].id].severity]++;
	if (changed)
		describe(a, seat, changed, &d);
	core_local(out, ACD_OUT_DESK, seat->connection, &d, sizeof(d));
}

void
alarm_tell(const struct acd *a, const struct seat *seat, struct core_out *out)
{
	if (a->n_alarms)
		tell(a, seat, NULL, out);
}

static void
tell_all(const struct acd *a, const struct msg_alarm *m, struct core_out *out)
{
	for (uint32_t i = 0; i < a->n_signed; i++)
		tell(a, &acd_seats(a)[handle_index(acd_signed(a)[i])], m, out);
}

/* ---- changes ---- */

static void
changed(struct acd *a, const struct msg_alarm *m, struct core_out *out)
{
	const struct alarm_kind *kind = &alarm_kinds[m->id];

	core_log(out, m->over_us ? LOG_NOTE : LOG_ALARM, "%s: %s %s: %s%s%s", m->name, kind->code,
	    m->over_us ? "is over" : "raised", kind->text[1], m->detail[0] ? ", " : "", m->detail);
	core_send(out, ROLE_CRM, MSG_ALARM, m, sizeof(*m));
	tell_all(a, m, out);
}

static void
raise_one(struct acd *a, const struct msg_alarm *m, struct core_out *out)
{
	struct msg_alarm now = *m;

	now.over_us = 0;
	if (now.raised_us > a->alarms_heard_us[now.source])
		a->alarms_heard_us[now.source] = now.raised_us;
	if (a->n_alarms == ACD_ALARMS) {
		acd_count(out, STAT_TABLE_FULL);
		return;
	}
	a->alarms[a->n_alarms++] = now;
	acd_count(out, STAT_ALARMS);
	changed(a, &now, out);
}

static void
end_one(struct acd *a, struct msg_alarm *s, int64_t over_us, struct core_out *out)
{
	struct msg_alarm gone = *s;

	*s = a->alarms[--a->n_alarms];
	gone.over_us = over_us > gone.raised_us ? over_us : gone.raised_us;
	changed(a, &gone, out);
}

void
alarm_input(struct acd *a, const void *data, uint32_t len, struct core_out *out)
{
	struct msg_alarm m;

	if (len < sizeof(m)) {
		acd_count(out, STAT_BAD_INPUT);
		return;
	}
	memcpy(&m, data, sizeof(m));
	m.name[sizeof(m.name) - 1] = m.detail[sizeof(m.detail) - 1] = '\0';
	if (m.id <= ALARM_NONE || m.id >= ALARM_COUNT || m.source >= ROLE_COUNT || m.raised_us <= 0 || m.over_us < 0) {
		acd_count(out, STAT_BAD_INPUT);
		return;
	}
	struct msg_alarm *s = standing(a, &m);

	if (!s) {
		raise_one(a, &m, out);
		s = standing(a, &m);
	}
	if (s && m.over_us)
		end_one(a, s, m.over_us, out);
}

/* ---- a new arena ---- */

void
alarm_started(struct acd *a)
{
	a->alarms_since_us = a->now_us;
	acd_timer(a, T_ALARM, 0, SETTLE_MS);
}

void
alarm_settled(struct acd *a, struct core_out *out)
{
	struct msg_alarm m = { .raised_us = a->alarms_since_us, .over_us = a->now_us };

	core_send(out, ROLE_CRM, MSG_ALARM, &m, sizeof(m));
}

/* ---- for people ---- */

void
acd_print_alarms(const void *arena, int english, FILE *to)
{
	const struct acd *a = arena;

	for (uint32_t i = 0; i < a->n_alarms; i++) {
		const struct msg_alarm *m = &a->alarms[i];
		const struct alarm_kind *kind = &alarm_kinds[m->id];

		fprintf(to, "%s  %-14s %s  %s%s%s\n", alarm_severity_text[kind->severity][english], kind->code, m->name,
		    kind->text[english], m->detail[0] ? ": " : "", m->detail);
	}
}

int
acd_alarm_stands(const void *arena, const struct msg_alarm *m)
{
	const struct acd *a = arena;

	for (uint32_t i = 0; i < a->n_alarms; i++)
		if (a->alarms[i].source == m->source && a->alarms[i].id == m->id && a->alarms[i].object == m->object)
			return 1;
	return 0;
}

int
acd_alarm_at(const void *arena, uint32_t i, struct msg_alarm *m)
{
	const struct acd *a = arena;

	if (i >= a->n_alarms)
		return -1;
	*m = a->alarms[i];
	return 0;
}

int64_t
acd_alarms_heard_us(const void *arena, enum role source)
{
	return ((const struct acd *)arena)->alarms_heard_us[source];
}
