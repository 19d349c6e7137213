/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flows on disk: every NAME.flow of the flow folder, compiled against the prompts and queues there are.
 */
#pragma once

#include "acd/flow.h"
#include "base/site.h"

/*
 * Compile all of them and hand each good one to `take`.  Faults, and what is missing, go to `tell`, line by line.  Returns
 * how many files had faults (those are not taken), or -errno when the folder cannot be read.
 */
int flow_files_load(const struct site *site, void (*take)(void *arg, const struct flow *flow),
    void (*tell)(void *arg, const char *line), void *arg);
