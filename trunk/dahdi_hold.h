/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who has channels of DAHDI open?  The kernel gives a channel to one process and says EBUSY to all others, but not
 * whom it gave it to; /proc/PID/fd does, as far as we may read it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct holder {
	int pid;
	char name[20];
	int span, slot; /* known if the channel was opened by its own name; else 0 */
	bool ours;      /* a process of this product */
};

/* Fill at most `most`, one for each process and channel name; how many.  `root` is in front of /proc ("" but in tests). */
int hold_find(const char *root, struct holder *h, int most);

/* "asterisk (1234), wanrouter (77)": those that are not ours, or that are not `self`.  Empty: nobody is seen. */
void hold_text(const struct holder *h, int n, int self, char *to, size_t size);
