/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ladder as lines, for pipes and files: one line per record, an arrow between the columns of who spoke and who was
 * spoken to.
 */
#pragma once

#include "base/trace.h"

#include <stdbool.h>
#include <stdio.h>

void lines_head(FILE *to);
/* One record; `before_us`: time of the record above (0 = none).  Returns false if a ladder leaves it out. */
bool lines_put(const struct trace_rec *rec, int64_t before_us, FILE *to);
