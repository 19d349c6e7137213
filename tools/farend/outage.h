/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outages: signalling links that die and come back in turn, as a scenario says (`links fail`).
 */
#pragma once

struct outages;
struct scenario;
struct world;

int outages_open(struct outages **op, struct world *w, const struct scenario *s);
void outages_turn(struct outages *o);
void outages_close(struct outages *o); /* all lines are whole again */
