/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How calls end, for the statistics of a trunk group: those that were not answered by their cause, those that were by
 * whether somebody hung up.  From these, seizures and answers come ASR and NER (E.425).
 */
#include "isup/circuit_actions.h"

#define CAUSE_NORMAL_UNSPECIFIED 31

void
count_answered(struct isup *isup, struct circuit *c, struct core_out *out)
{
	call_rest(isup, c)->flags |= REST_ANSWERED;
	circuit_count(isup, c, ISUP_STAT_ANSWERED, out);
}

void
count_end(struct isup *isup, struct circuit *c, uint8_t cause, struct core_out *out)
{
	struct call_rest *rest = call_rest(isup, c);
	unsigned which = group_of(isup, c)->index * 128u + (cause & 127u);

	if (!(rest->flags & REST_ANSWERED))
		core_count(out, ISUP_STAT_UNANSWERED, (uint16_t)which, 1);
	else if (cause != CAUSE_NORMAL_CLEARING && cause != CAUSE_NORMAL_UNSPECIFIED)
		circuit_count(isup, c, ISUP_STAT_CUT, out);
	rest->flags &= (uint8_t)~REST_ANSWERED;
}
