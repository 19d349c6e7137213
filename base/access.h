/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kinds of access (access.def): what a trunk group may be, and which process runs its signalling.
 */
#pragma once

#include "base/site.h"

struct access_row {
	enum role role;
	const char *en, *zh;
	const char *use_en, *use_zh;
};
extern const struct access_row access_rows[GROUP_KINDS]; /* by groups.kind */

/* Is it a process that runs signalling, and so talks of lines? */
bool access_role(enum role role);

/* Does this site need the process? */
bool access_wants(const struct site *site, enum role role);
