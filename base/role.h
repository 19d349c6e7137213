/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Roles: the processes of the house.  One row per process that owns rings; the parent (zongjid) makes the rings but sits
 * on none of them.
 */
#pragma once

#include <stdint.h>

#define ROLES(X)                                                                  \
	X(ACD, "acd", "acdd", "the truth about every call, queue and agent")      \
	X(ISUP, "isup", "isupd", "signalling links and circuits of No. 7 trunks") \
	X(PRI, "pri", "prid", "D-channels of PRI trunks")                         \
	X(MEDIA, "media", "mediad", "the 20 ms tick: slots in, slots out")        \
	X(CRM, "crm", "crmd", "the only writer of the store")                     \
	X(CAS, "cas", "casd", "telephones and exchange lines on channel banks")   \
	X(SIP, "sip", "sipd", "calls over IP trunks")                             \
	X(FAX, "fax", "faxd", "fax machines: T.30, one worker for each call")

enum role {
#define X(id, name, program, sentence) ROLE_##id,
	ROLES(X)
#undef X
	ROLE_COUNT,
};

/* Sets of roles, for catalogue rows that several processes share. */
#define ROLE_BIT(r) (1u << (r))

extern const char *const role_name[ROLE_COUNT];    /* "acd": file names, log lines */
extern const char *const role_program[ROLE_COUNT]; /* "acdd": what the parent starts */

/* The role called `name`, or -1. */
int role_by_name(const char *name);
