/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cases of Q.782, one function each. */
#pragma once

#include "tests/ss7/tester.h"

#define CASE(number, function, forms, title) void function(enum ss7_form form);
#define EXCLUDED(number, why, title)
#include "tests/ss7/q782/cases.def"
#undef CASE
#undef EXCLUDED
