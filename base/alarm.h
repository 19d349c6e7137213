/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alarms: the table (alarm.def), and each process's board of what stands.
 *
 * An alarm is never an event: a process looks at its own state twice a second and says what stands (alarm_begin,
 * alarm_stands ..., alarm_end); what is not said any more is over.  So nothing can be forgotten or said twice, and a process
 * that was killed goes on where it was.  The board is a small file of the run directory (ROLE.alarms), replaced as a
 * whole when it changes; acdd reads all boards, turns differences into inputs of its core, and from there alarms go to the
 * log, to the consoles and to the store.
 */
#pragma once

#include "base/msg.h"

enum alarm_severity { ALARM_MINOR, ALARM_MAJOR, ALARM_CRITICAL, ALARM_SEVERITIES };

enum alarm_id {
	ALARM_NONE,
#define ALARM(id, code, severity, object, zh, en, do_zh, do_en) ALARM_##id,
#include "base/alarm.def"
#undef ALARM
	ALARM_COUNT,
};

struct alarm_kind {
	const char *code;
	uint8_t severity;
	const char *object;
	const char *text[2]; /* by language, as site.h */
	const char *advice[2];
};
extern const struct alarm_kind alarm_kinds[ALARM_COUNT];
extern const char *const alarm_severity_text[ALARM_SEVERITIES][2];

/* The id with this code, or ALARM_NONE. */
enum alarm_id alarm_by_code(const char *code);

/* ---- boards ---- */

#define ALARM_ROWS     128
#define ALARM_LINGER   INT64_C(10000000) /* us an alarm that is over stays on the board */
#define ALARM_LOOK_US  INT64_C(500000)   /* how often a process looks at itself */

struct alarm_row {
	int64_t raised_us;
	int64_t over_us; /* 0 = stands */
	uint32_t object; /* number of the span, link ...: with the id, what the alarm is about */
	uint16_t id;
	uint16_t pad;
	char name[TEXT_LABEL]; /* "span 3 (exchange B)" */
	char detail[TEXT_NAME];
};

struct alarm_board;

/* The board of `source`; what a predecessor left standing is taken over.  0 or -ENOMEM, -ENAMETOOLONG. */
int alarm_open(struct alarm_board **bp, const char *run_dir, const char *source);
void alarm_close(struct alarm_board *b);

/* One look.  alarm_end returns how many changed, or -errno when the file could not be replaced (tried again next time). */
void alarm_begin(struct alarm_board *b);
void alarm_stands(struct alarm_board *b, enum alarm_id id, uint32_t object, const char *name, const char *detail);
int alarm_end(struct alarm_board *b, int64_t now_us);

/* What is on a board: how many rows, or -errno (-ENOENT: there is none yet; -EBADMSG: it makes no sense). */
int alarm_read(const char *run_dir, const char *source, struct alarm_row rows[ALARM_ROWS]);
