/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Meanings that ISUP and Q.931 share (Q.850).
 */
#include "tools/trace/decoder.h"

#include "tools/term/language.h"

const struct value values_cause[] = {
#define CAUSE(value, text) { value, text },
#include "tools/trace/cause.def"
#undef CAUSE
	{ 0, NULL },
};

const struct value values_location[] = {
	{ 0, N_("user") },
	{ 1, N_("private network, local user") },
	{ 2, N_("public network, local user") },
	{ 3, N_("transit network") },
	{ 4, N_("public network, remote user") },
	{ 5, N_("private network, remote user") },
	{ 7, N_("international network") },
	{ 10, N_("beyond an interworking point") },
	{ 0, NULL },
};

const struct value values_coding[] = {
	{ 0, "ITU-T" },
	{ 1, "ISO/IEC" },
	{ 2, N_("national") },
	{ 3, N_("specific to the location") },
	{ 0, NULL },
};
