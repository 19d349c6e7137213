/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How figures look on a screen: lengths, clocks, dates, phone numbers, session numbers.
 *
 * All times are microseconds of clock.h; local time is the process's TZ.  Every function writes a terminated text and
 * returns its first argument, so that calls nest in a printf.
 */
#pragma once

#include "base/msg.h"

#include <stddef.h>
#include <stdint.h>

#define FORMAT_SIZE 48

/* 0:04, 12:40, 1:52:20, 41d 03:12.  Negative counts as nothing. */
char *format_length(char to[FORMAT_SIZE], int64_t us);

/* 10:45:23 and 10:45. */
char *format_clock(char to[FORMAT_SIZE], int64_t at_us);
char *format_minute(char to[FORMAT_SIZE], int64_t at_us);

/* Row 1: `05-16 周四 10:42:07`, `Thu 05-16 10:42:07`. */
char *format_now(char to[FORMAT_SIZE], int64_t at_us);

/* In lists: today 10:42, this year 05-16, else 2029-12-08; `-` if there is no time. */
char *format_when(char to[FORMAT_SIZE], int64_t at_us, int64_t now_us);

/* `05-16 18:00`, with the date even today: due times. */
char *format_due(char to[FORMAT_SIZE], int64_t at_us);

/* The number as people read it: 010-5550 0123, 100 5550 0009, 8103, +44 ...; `*` digits (masked) pass. */
char *format_phone(char to[FORMAT_SIZE], const char *digits);

/* A calling or called number out of signalling: withheld and missing ones say so. */
char *format_party(char to[FORMAT_SIZE], const struct number *number);

/* 1-38217 */
char *format_session(char to[FORMAT_SIZE], uint64_t session);

/* 0103 */

/* 999 and above that 999+. */
char *format_count(char to[FORMAT_SIZE], unsigned n);

/* 100,000 */
char *format_thousands(char to[FORMAT_SIZE], uint64_t n);

/* Only the last two digits: 010-5550 **23. */
char *format_masked(char to[FORMAT_SIZE], const char *digits);

/* Is this number withheld by the caller? */
int number_is_withheld(const struct number *number);
