/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which channels an operator means: GROUP [SLOT[-SLOT]], or span N; nothing at all is every channel.
 */
#pragma once

#include "base/site.h"

struct selection {
	int group; /* index in the configuration, or -1: any */
	int span;  /* or -1: any */
	int first, last;
};

/* argv[0] is the verb.  -ENOENT or -EINVAL with a sentence to `to`; `what` are the channels in words ("B-channels"). */
int selection_read(struct selection *s, const struct site *site, enum group_kind kind, const char *what, int argc,
    char **argv, FILE *to);

bool selection_has(const struct selection *s, int group, int span, int slot);
