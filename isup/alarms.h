/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with links, exchanges and circuits, as alarms.  Computed from the live arena and nothing else, so it is the
 * same after a restart.
 */
#pragma once

#include "isup/core.h"

#include "base/alarm.h"

void isup_alarms(const struct isup *isup, const struct site *site, struct alarm_board *board);
