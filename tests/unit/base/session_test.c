/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/session.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>

Test(session, is_read_as_node_and_serial)
{
	char text[SESSION_TEXT];

	cr_expect_str_eq(session_text(session_make(1, 38217), text), "1-38217");
	cr_expect_str_eq(session_text(0, text), "0-0");
	cr_expect_str_eq(session_text(UINT64_MAX, text), "65535-281474976710655");
	cr_expect_eq(session_node(session_make(7, UINT64_MAX)), 7);
}

Test(session, recordings_lie_by_the_local_day_they_began)
{
	char path[64];
	int64_t start = INT64_C(1778918400) * 1000000; /* 16 May 2026, 16:00 in China */

	setenv("TZ", "Asia/Shanghai", 1);
	cr_assert_eq(recording_path(path, sizeof(path), "rec", session_make(1, 38217), 2, start), 0);
	cr_expect_str_eq(path, "rec/20260516/1-38217-2.wav");
	cr_expect_eq(recording_path(path, 20, "rec", session_make(1, 38217), 2, start), -ENAMETOOLONG);
}
