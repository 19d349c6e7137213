/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control verbs of isupd: what an operator can look at and command.
 *
 * A look is answered from the live arena.  A command becomes an input of the core, so that it is journaled like all else,
 * and the answer says what was done and what is waited for.
 */
#pragma once

#include "base/svc.h"

extern const struct ctl_verb isup_verbs[];
