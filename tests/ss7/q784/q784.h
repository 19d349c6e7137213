/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cases of Q.784.1, one function each, a file per group of cases, and what they share. */
#pragma once

#include "base/log.h"
#include "tests/ss7/tester.h"

#define CASE(number, function, forms, title) void function(enum ss7_form form);
#define EXCLUDED(number, why, title)
#include "tests/ss7/q784/cases.def"
#undef CASE
#undef EXCLUDED

/* The standard house, in service; circuits are chosen from CIC 1 upwards.  `extra`: more settings of the trunk group. */
void q784_begin(enum ss7_form form, const char *extra);
void q784_over(void); /* nothing is unread; the end of every case */

/* Time goes on, and until the very last of it no message comes. */
void q784_pass(int64_t ms);
/* The message comes when `ms` have passed, nothing about that circuit before. */
const struct msu *q784_after(int64_t ms, unsigned cic, enum tester_isup type);

/* The switch is told what the slot of this circuit shall do for a continuity check; its answer. */
uint32_t q784_check(unsigned cic, enum line_check what);
void q784_checked(uint32_t line, int passed);

/* The call answers itself: ACM, ANM; it takes this line in the switch. */
void q784_reaches(unsigned cic); /* a call out, its IAM read */

/* A setting of the trunk group, as in force. */
#define SETTING(name) (tester_site()->groups[0].name)
