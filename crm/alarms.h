/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alarms of the store as people read them. */
#pragma once

#include "store/store.h"

#include <stdio.h>

/* For qsort of Rec__Alarm *: the worst first, then the newest. */
int alarm_compare(const void *a, const void *b);

/* Two lines: number, when, severity, code, object, sentence, how it stands; and, while it stands, what to do. */
void alarm_print(const Rec__Alarm *a, int english, int64_t now_us, FILE *to);
