/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The room's counters (stats.def) as numbers for core_count(). */
#pragma once

enum isup_stat {
#define STAT(name, instances, unit, sentence) ISUP_STAT_##name,
#include "isup/stats.def"
#undef STAT
	ISUP_STAT_COUNT,
};
