/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Figures as text.
 *
 * Phone numbers are grouped the way they are read aloud at home: a trunk-prefixed number is area code, hyphen, then
 * four and four; eleven digits starting with 1 are a mobile number, 3 4 4; up to six digits stand bare (extensions,
 * short numbers).
 */
#include "tools/term/format.h"

#include "base/clock.h"
#include "base/session.h"
#include "tools/term/language.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_S 86400

char *
format_length(char to[FORMAT_SIZE], int64_t us)
{
	int64_t s = us < 0 ? 0 : us / US_PER_SEC;

	if (s >= DAY_S)
		snprintf(to, FORMAT_SIZE, "%lld%s %02d:%02d", (long long)(s / DAY_S), either("天", "d"),
		    (int)(s % DAY_S / 3600), (int)(s % 3600 / 60));
	else if (s >= 3600)
		snprintf(to, FORMAT_SIZE, "%d:%02d:%02d", (int)(s / 3600), (int)(s % 3600 / 60), (int)(s % 60));
	else
		snprintf(to, FORMAT_SIZE, "%d:%02d", (int)(s / 60), (int)(s % 60));
	return to;
}

static struct tm
local(int64_t at_us)
{
	time_t s = (time_t)(at_us / US_PER_SEC);
	struct tm tm = { 0 };

	localtime_r(&s, &tm);
	return tm;
}

static const char *const weekdays[2][7] = {
	{ "周日", "周一", "周二", "周三", "周四", "周五", "周六" },
	{ "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" },
};

static char *
format_tm(char to[FORMAT_SIZE], const char *how, int64_t at_us)
{
	struct tm tm = local(at_us);
	int year = tm.tm_year + 1900, month = tm.tm_mon + 1;
	char *end = to + FORMAT_SIZE, *at = to;

	for (; *how && at < end - 12; how++)
		switch (*how) {
		case 'Y':
			at += snprintf(at, (size_t)(end - at), "%04d", year);
			break;
		case 'm':
			at += snprintf(at, (size_t)(end - at), "%02d", month);
			break;
		case 'd':
			at += snprintf(at, (size_t)(end - at), "%02d", tm.tm_mday);
			break;
		case 'H':
			at += snprintf(at, (size_t)(end - at), "%02d", tm.tm_hour);
			break;
		case 'M':
			at += snprintf(at, (size_t)(end - at), "%02d", tm.tm_min);
			break;
		case 'S':
			at += snprintf(at, (size_t)(end - at), "%02d", tm.tm_sec);
			break;
		case 'w':
			at += snprintf(at, (size_t)(end - at), "%s", weekdays[language() == LANG_EN][tm.tm_wday % 7]);
			break;
		default:
			*at++ = *how;
		}
	*at = '\0';
	return to;
}

char *
format_clock(char to[FORMAT_SIZE], int64_t at_us)
{
	return format_tm(to, "H:M:S", at_us);
}

char *
format_minute(char to[FORMAT_SIZE], int64_t at_us)
{
	return format_tm(to, "H:M", at_us);
}

char *
format_now(char to[FORMAT_SIZE], int64_t at_us)
{
	return format_tm(to, language() == LANG_ZH ? "m-d w H:M:S" : "w m-d H:M:S", at_us);
}

char *
format_due(char to[FORMAT_SIZE], int64_t at_us)
{
	return format_tm(to, "m-d H:M", at_us);
}

char *
format_when(char to[FORMAT_SIZE], int64_t at_us, int64_t now_us)
{
	if (at_us <= 0) {
		snprintf(to, FORMAT_SIZE, "-");
		return to;
	}
	struct tm at = local(at_us), now = local(now_us);
	if (at.tm_year == now.tm_year)
		return format_tm(to, at.tm_yday == now.tm_yday ? "H:M" : "m-d", at_us);
	return format_tm(to, "Y-m-d", at_us);
}

char *
format_phone(char to[FORMAT_SIZE], const char *digits)
{
	size_t n = strnlen(digits, NUMBER_DIGITS), area;

	if (n > 2 && digits[0] == '0' && digits[1] == '0')
		snprintf(to, FORMAT_SIZE, "+%.*s", (int)n - 2, digits + 2);
	else if (n >= 10 && digits[0] == '0') {
		/* 010 and 02x are three digits long, all other area codes four. */
		area = digits[1] == '1' || digits[1] == '2' ? 3 : 4;
		snprintf(to, FORMAT_SIZE, "%.*s-%.*s %s", (int)area, digits, (int)(n - area - 4), digits + area,
		    digits + n - 4);
	} else if (n == 11 && digits[0] == '1')
		snprintf(to, FORMAT_SIZE, "%.3s %.4s %.4s", digits, digits + 3, digits + 7);
	else if (n == 8)
		snprintf(to, FORMAT_SIZE, "%.4s %.4s", digits, digits + 4);
	else
		snprintf(to, FORMAT_SIZE, "%.*s", (int)n, digits);
	return to;
}

int
number_is_withheld(const struct number *number)
{
	return number->presentation == 1;
}

char *
format_party(char to[FORMAT_SIZE], const struct number *number)
{
	char digits[NUMBER_DIGITS];

	if (number_is_withheld(number))
		snprintf(to, FORMAT_SIZE, "%s", either("号码不显示 (主叫限制)", "withheld"));
	else {
		text_copy(digits, sizeof(digits), number->digits);
		if (digits[0])
			return format_phone(to, digits);
		snprintf(to, FORMAT_SIZE, "%s", either("无号码", "no number"));
	}
	return to;
}

char *
format_session(char to[FORMAT_SIZE], uint64_t session)
{
	char text[SESSION_TEXT];

	snprintf(to, FORMAT_SIZE, "%s", session_text(session, text));
	return to;
}

char *
format_count(char to[FORMAT_SIZE], unsigned n)
{
	snprintf(to, FORMAT_SIZE, n > 999 ? "999+" : "%u", n);
	return to;
}

char *
format_thousands(char to[FORMAT_SIZE], uint64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n), at = 0;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			to[at++] = ',';
		to[at++] = digits[i];
	}
	to[at] = '\0';
	return to;
}

char *
format_masked(char to[FORMAT_SIZE], const char *digits)
{
	char masked[NUMBER_DIGITS];
	size_t n = strnlen(digits, NUMBER_DIGITS - 1);

	memcpy(masked, digits, n);
	masked[n] = '\0';
	for (size_t i = n > 4 ? n - 4 : 0; i + 2 < n; i++)
		masked[i] = '*';
	return format_phone(to, masked);
}
