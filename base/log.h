/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Log lines: `time role level object: sentence`, the object first.  To stderr; under systemd with its <N> priorities, so that
 * journald files them rightly.  No caller's number above debug level.
 */
#pragma once

enum log_level { LOG_FATAL, LOG_ALARM, LOG_WARN, LOG_NOTE, LOG_DEBUG };

void log_open(const char *role, int level); /* lines above `level` are not written */
void log_line(int level, const char *format, ...) __attribute__((format(printf, 2, 3)));
#define log_warn(...)  log_line(LOG_WARN, __VA_ARGS__)
#define log_note(...)  log_line(LOG_NOTE, __VA_ARGS__)
#define log_debug(...) log_line(LOG_DEBUG, __VA_ARGS__)
#define log_alarm(...) log_line(LOG_ALARM, __VA_ARGS__)

/* Log and exit(1): only while opening. */
__attribute__((noreturn, format(printf, 1, 2))) void fatal(const char *format, ...);
