/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers and ranges as an operator types them: whole words, in bounds, or not at all.
 */
#pragma once

/* "12": 0 to `most`, or -1. */
int words_number(const char *text, int most);

/* "12" or "12-31", `least` to `most`: 0, or -EINVAL. */
int words_range(const char *text, int least, int most, int *first, int *last);
