/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops that a parent keeps alive for its children.
 *
 * A channel of a card can be opened once, and is hung up when its last descriptor goes; but the hook is one process's (casd) and the
 * audio another's (mediad), and a call shall outlive a kill of either.  So the parent opens the channels of all loops and its
 * children inherit them; which is which, they read in the environment:
 *
 *     ZONGJI_LOOPS=3.1=12 3.2=13        slot 1 of span 3 is descriptor 12 ...
 *
 * Lines whose driver needs nothing of the kind (soft ones) are left out.
 */
#pragma once

#include "base/site.h"

#define LOOPS_ENV "ZONGJI_LOOPS"

/*
 * The descriptors of all loops of the site's cas groups: what `get` has kept from an earlier parent by the name, or newly opened; then
 * `put` keeps it, and owns it.  -errno, and which one it was.
 */
int loops_take(const struct site *site, const char *run_dir, int (*get)(const char *name),
    int (*put)(const char *name, int fd), int *number, int *slot);

/* What orphans of an earlier parent still hold is theirs: copy it from one of them.  Loops copied, or -errno. */
int loops_adopt(int pidfd, int pid);

/* In the child, before exec: keep the descriptors and say so in the environment. */
void loops_hand_down(void);

/* The inherited descriptor of a slot's loop, or -ENOENT. */
int loops_inherited(int number, int slot);

/* The descriptor in such a text, or -ENOENT. */
int loops_find(const char *text, int number, int slot);
