/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control sockets: one line of text in, any amount of text out, then the connection is closed.
 *
 * Every daemon listens on ROLE.sock in the run directory (mode 0660: who may open it may command).  The last line of an answer
 * is "ok" or "failed: reason".
 */
#pragma once

#include "base/svc.h"

#define CTL_LINE 256

/* Daemon: listen and serve the room's verbs, and `help` and `stats`, from svc_main's loop.  0 or -errno. */
int ctl_listen(struct svc_run *run);
void ctl_close(struct svc_run *run);

/* Client: ask and copy the answer without its last line to `to`.  0; -EREMOTEIO: refused (reason printed to `to`); or -errno. */
int ctl_ask(const char *run_dir, const char *role, const char *line, FILE *to);
