/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of spans that `zongji dahdi` begins with. */
#pragma once

#include "tools/dahdi/picture.h"

#include <stdio.h>

void show_spans(const struct picture *p, int zh, FILE *to);
