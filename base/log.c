/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Log lines to stderr, one write each.  Under systemd (JOURNAL_STREAM is set) time and role are journald's business and the
 * line begins with its priority.
 */
#include "base/log.h"

#include "base/core.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char *role = "zongji";
static int most = LOG_NOTE;
static int journald;

/* clang-format off */
static const struct {
	const char *word;
	int         priority; /* syslog(3) */
} levels[] = {
	[LOG_FATAL] = { "fatal", 2 },
	[LOG_ALARM] = { "ALARM", 1 },
	[LOG_WARN] =  { "warn",  4 },
	[LOG_NOTE] =  { "note",  5 },
	[LOG_DEBUG] = { "debug", 7 },
};
/* clang-format on */

void
log_open(const char *role_name_, int level)
{
	role = role_name_;
	most = level;
	journald = getenv("JOURNAL_STREAM") != NULL;
}

__attribute__((format(printf, 2, 0))) static void
write_line(int level, const char *format, va_list args)
{
	char line[1024];
	int len;
	struct timespec ts;
	struct tm tm;

	if (journald) {
		len = snprintf(line, sizeof(line), "<%d>", levels[level].priority);
	} else {
		clock_gettime(CLOCK_REALTIME, &ts);
		localtime_r(&ts.tv_sec, &tm);
		len = (int)strftime(line, sizeof(line), "%H:%M:%S", &tm);
		len += snprintf(line + len, sizeof(line) - (size_t)len, ".%03ld %-7s %-5s ", ts.tv_nsec / 1000000, role,
		    levels[level].word);
	}
	len += vsnprintf(line + len, sizeof(line) - (size_t)len, format, args);
	if (len > (int)sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len++] = '\n';
	if (write(STDERR_FILENO, line, (size_t)len) < 0)
		return; /* nowhere left to say so */
}

void
log_line(int level, const char *format, ...)
{
	va_list args;

	if (level < LOG_FATAL || level > LOG_DEBUG || level > most)
		return;
	va_start(args, format);
	write_line(level, format, args);
	va_end(args);
}

void
fatal(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_line(LOG_FATAL, format, args);
	va_end(args);
	exit(1);
}

void
core_log(struct core_out *out, int level, const char *format, ...)
{
	char line[256];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	out->ops->log(out, level, line);
}
