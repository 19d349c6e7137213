/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a menu choice says about the business.
 */
#pragma once

#include <stdint.h>

/* The kind of work (store/kinds.def) a menu choice such as "2 报修" means, or KIND_NONE. */
uint32_t kind_of_choice(const char *choice);
