/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The boards are files of the run directory, rewritten only when something changed, so reading them four times a second
 * costs next to nothing.  A board that is not there, or makes no sense, says nothing: what stood goes on standing.
 */
#include "acd/alarm_watch.h"

#include "acd/core.h"
#include "base/clock.h"
#include "base/house.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define WATCH_US    (250 * US_PER_MS)
#define AFTER_US    (60 * US_PER_SEC) /* how long a restart is worth an alarm */
#define CHANGES_MAX 256

static int64_t due_us;

static struct msg_alarm
message_of(enum role source, const struct alarm_row *r)
{
	struct msg_alarm m = { .raised_us = r->raised_us,
		.over_us = r->over_us,
		.object = r->object,
		.id = r->id,
		.source = (uint8_t)source };

	text_copy(m.name, sizeof(m.name), r->name);
	text_copy(m.detail, sizeof(m.detail), r->detail);
	return m;
}

static int
feed(struct svc_run *run, const struct msg_alarm *m, int64_t now_us)
{
	return keep_feed(run->keep, CORE_FROM_CTL, ACD_CTL_ALARM, m, sizeof(*m), now_us) == 0;
}

/* Rows of the board that the core does not have: raised, or raised and over while nobody looked. */
static int
raise_new(struct svc_run *run, enum role source, const struct alarm_row *rows, int n, int64_t now_us)
{
	int64_t heard_us = acd_alarms_heard_us(keep_arena(run->keep), source);
	int fed = 0;

	for (int i = 0; i < n; i++) {
		struct msg_alarm m = message_of(source, &rows[i]);
		int stands = acd_alarm_stands(keep_arena(run->keep), &m);

		if (!stands && (!m.over_us || m.raised_us > heard_us))
			fed += feed(run, &m, now_us);
	}
	return fed;
}

/* When the board says that this one ended: 0 = it stands; now, if the board does not know it. */
static int64_t
end_of(const struct msg_alarm *m, const struct alarm_row *rows, int n, int64_t now_us)
{
	int64_t over_us = now_us;

	for (int i = 0; i < n; i++) {
		if (rows[i].id != m->id || rows[i].object != m->object)
			continue;
		if (!rows[i].over_us)
			return 0;
		if (rows[i].raised_us == m->raised_us) /* an earlier one may linger beside it */
			over_us = rows[i].over_us;
	}
	return over_us;
}

/* What the core has and the board says is over, or does not name any more. */
static int
end_old(struct svc_run *run, enum role source, const struct alarm_row *rows, int n, int64_t now_us)
{
	struct msg_alarm ended[CHANGES_MAX], m;
	int n_ended = 0, fed = 0;

	for (uint32_t at = 0; n_ended < CHANGES_MAX && acd_alarm_at(keep_arena(run->keep), at, &m) == 0; at++) {
		if (m.source != source || !(m.over_us = end_of(&m, rows, n, now_us)))
			continue;
		ended[n_ended++] = m;
	}
	for (int i = 0; i < n_ended; i++)
		fed += feed(run, &ended[i], now_us);
	return fed;
}

int
alarm_watch(struct svc_run *run, int64_t now_us)
{
	struct alarm_row rows[ALARM_ROWS];
	int fed = 0;

	if (now_us < due_us)
		return 0;
	due_us = now_us + WATCH_US;
	for (int r = 0; r < ROLE_COUNT; r++) {
		int n = alarm_read(run->run_dir, role_name[r], rows);

		if (n < 0)
			continue;
		fed += end_old(run, (enum role)r, rows, n, now_us);
		fed += raise_new(run, (enum role)r, rows, n, now_us);
	}
	return fed;
}

int64_t
alarm_watch_due(void)
{
	return due_us;
}

/* ---- processes ---- */

static void
look_at_role(const struct house_role *r, int role, struct alarm_board *board)
{
	int runs = r->phase == HOUSE_RUNS && (kill(r->pid, 0) == 0 || errno == EPERM);
	char detail[TEXT_NAME];

	if (r->phase == HOUSE_UNUSED || r->phase == HOUSE_STOPPED)
		return;
	snprintf(detail, sizeof(detail), "restarts since the house was started: %u", r->restarts);
	if (!runs)
		alarm_stands(board, ALARM_PROCESS_DOWN, (uint32_t)role, role_program[role], detail);
	else if (r->restarts && clock_now_us() - r->since_us < AFTER_US)
		alarm_stands(board, ALARM_PROCESS_RESTARTED, (uint32_t)role, role_program[role], detail);
}

void
alarm_look_at_house(struct svc_run *run, struct alarm_board *board)
{
	static const struct house *house; /* one per process, until its end */

	if (!house && !(house = house_read(run->run_dir)))
		return;
	for (int r = 0; r < ROLE_COUNT; r++)
		look_at_role(&house->roles[r], r, board);
}
