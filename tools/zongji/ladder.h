/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ladder: one line per trace record, an arrow between the columns of who spoke and who was spoken to.
 */
#pragma once

#include "base/trace.h"

#include <stdio.h>

void ladder_head(FILE *to);
/* One record; `before_us`: time of the record above (0 = none). */
void ladder_line(const struct trace_rec *rec, int64_t before_us, FILE *to);
