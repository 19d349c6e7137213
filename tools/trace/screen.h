/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The full screen of `zongji trace`: the view on a terminal, fed by the traces.
 */
#pragma once

#include "tools/trace/feed.h"
#include "tools/trace/view.h"

/* -ENOTTY: not a terminal; -EIO: the terminal went away; 0: the user left. */
int screen_run(struct view *v, struct feed *f, unsigned tty_flags);
