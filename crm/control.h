/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crmd's control verbs, and the commands about seats that zongji-store shares with them.
 */
#pragma once

#include "base/svc.h"
#include "store/store.h"

extern const struct ctl_verb crmd_verbs[];

/* SEAT key=value ...: name role level phone trunk headset queues=01:4,02:2 language password.  `add`: it must be new.
 */
int seat_edit(struct store *s, bool add, int argc, char **argv, int64_t now_us, FILE *to);
void seat_print(const Rec__Agent *a, FILE *to);
int print_counts(struct store *s, FILE *to);
