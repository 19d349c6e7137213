/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Session numbers as text (session.h).  No printf in session_text: cores call it. */
#include "base/session.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static char *
put_decimal(char *at, uint64_t v)
{
	char digits[24];
	int n = 0;

	do
		digits[n++] = (char)('0' + v % 10);
	while ((v /= 10));
	while (n)
		*at++ = digits[--n];
	return at;
}

const char *
session_text(uint64_t session, char text[SESSION_TEXT])
{
	char *at = put_decimal(text, session_node(session));

	*at++ = '-';
	*put_decimal(at, session_serial(session)) = '\0';
	return text;
}

static int
file_path(char *path, size_t size, const char *dir, uint64_t session, const char *mark, uint32_t no, const char *ending, int64_t start_us)
{
	time_t t = (time_t)(start_us / 1000000);
	char day[16], name[SESSION_TEXT];
	struct tm tm;

	if (!localtime_r(&t, &tm) || !strftime(day, sizeof(day), "%Y%m%d", &tm))
		return -EINVAL;
	int n = snprintf(path, size, "%s/%s/%s-%s%" PRIu32 ".%s", dir, day, session_text(session, name), mark, no, ending);
	return n >= 0 && (size_t)n < size ? 0 : -ENAMETOOLONG;
}

int
recording_path(char *path, size_t size, const char *dir, uint64_t session, uint32_t rec_no, int64_t start_us)
{
	return file_path(path, size, dir, session, "", rec_no, "wav", start_us);
}

int
fax_path(char *path, size_t size, const char *dir, uint64_t session, uint32_t fax_no, int64_t start_us)
{
	return file_path(path, size, dir, session, "f", fax_no, "tif", start_us);
}
