/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `zongji report`: what store/report.h lists, as a table for people or as CSV (RFC 4180, UTF-8 without a mark in front).
 */
#pragma once

#include "store/report.h"

/* 0, or -errno of the store. */
int report_table(struct store *s, uint16_t seat, const struct report_span *span, int zh, FILE *to);
int report_csv(struct store *s, uint16_t seat, const struct report_span *span, int zh, FILE *to);

/* One field: quoted if it has to be, and never changed. */
void csv_field(const char *text, FILE *to);
