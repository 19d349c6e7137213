/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cases of Q.782, one function each, and what they share: numbered messages of the core's user part, so that what is
 * lost, doubled or out of order is seen.
 */
#pragma once

#include "tests/ss7/tester.h"

#include "base/log.h"

#include <errno.h>
#include <string.h>

#define CASE(number, function, forms, title) void function(enum ss7_form form);
#define EXCLUDED(number, why, title)
#include "tests/ss7/q782/cases.def"
#undef CASE
#undef EXCLUDED

#define SLS_VALUES 16

/* A house with so many links to $far, in service, all read. */
void house(enum ss7_form form, unsigned links);
/* The same with link sets "a", "b" to an STP pair and $far behind both; routes to $a by "b" and to $b by "a" if `mates`. */
void stps(enum ss7_form form, unsigned links_each, int mates);

/* Any configuration, in service, all read. */
void house_of(enum ss7_form form, const char *config);

/* The next numbered message to $far on this SLS; must be taken, or refused with `error`. */
void post(unsigned sls);
void post_refused(unsigned sls, int error);
void post_all(unsigned rounds); /* on each of 16 SLSs */

/* Every message posted has arrived once, in the order of its SLS. */
void all_arrived(void);
/* ... up to `lost` of them have not. */
void all_arrived_but(unsigned lost);
/* Messages that came by this link since the last call of all_arrived(); looks without reading. */
unsigned came_by(unsigned link);
/* Of all SLSs, how many go by this link now?  Posts one message on each. */
unsigned carries(unsigned link);
/* An SLS that goes by this link now. */
unsigned sls_by(unsigned link);

void not_carried(unsigned link);
void is_carried(unsigned link);
/* Time passes until the link carries traffic again. */
void wait_carried(unsigned link);
