/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A proposal for the spans that are there: system.conf, and the sections of zongji.conf that have to do with lines.
 *
 * What our configuration already says of where spans lead is kept to.  Without one: the last of several spans leads
 * to the PBX with the agents' phones, all others to the carrier.  Point codes can only come from the carrier: 1 and
 * 2 stand in their place.
 */
#pragma once

#include "tools/dahdi/picture.h"

#include <stdio.h>

void propose_system_conf(const struct picture *p, FILE *to);
void propose_zongji_conf(const struct picture *p, FILE *to);
