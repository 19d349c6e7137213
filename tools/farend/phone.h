/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Phones and subscribers: parties that are called.  What they do is a rule of the scenario, found by the called number;
 * the last two digits of the number are their voice.
 */
#pragma once

#include "tools/farend/scenario.h"
#include "tools/farend/world.h"

struct phones;

int phones_open(struct phones **pp, struct world *w, const struct scenario *s);
void phones_close(struct phones *p);
struct party *phones_take(struct phones *p, struct line *line); /* NULL: nobody has this number */
void phones_turn(struct phones *p);
/* The number of the phone that speaks with this voice now, or "". */
const char *phones_speaker(const struct phones *p, int voice);
/* What the phones hear of a caller's voice: longest gap in ms, or -1 if no phone hears it. */
int phones_hear(const struct phones *p, int voice);
