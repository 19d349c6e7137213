/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the business agree with itself?  Every ended call that talked must have a registration for its seat and, if
 * talks are recorded, a row for each of its recordings (AGT-22, REC-01, REC-09).
 */
#include "base/session.h"
#include "crm/crmd.h"

#include <errno.h>

#define PAGE 100

static void
fault(FILE *to, uint64_t *faults, const Rec__Call *c, const char *what)
{
	char session[SESSION_TEXT];

	++*faults;
	if (to)
		fprintf(to, "call %s: %s\n", session_text(c->session, session), what);
}

static void
check_call(struct store *s, const Rec__Call *c, bool recorded, FILE *to, uint64_t *faults)
{
	Rec__Registration *registration;
	Rec__Recording *recording;

	if (!c->ended_us || !c->talking_us || !c->has_seat)
		return;
	if (registration_get(s, c->session, (uint16_t)c->seat, &registration) == 0)
		store_free(registration);
	else
		fault(to, faults, c, "no registration");
	for (uint32_t n = 1; recorded && n <= c->n_talks + c->messages; n++)
		if (recording_get(s, c->session, n, &recording) == 0)
			store_free(recording);
		else
			fault(to, faults, c, "a recording is missing");
}

int
business_check(struct store *s, bool recorded, FILE *to, uint64_t *faults)
{
	struct store_cursor at = { 0 };
	Rec__Call **calls;

	*faults = 0;
	while (!at.end) {
		int n = calls_of_time(s, 0, INT64_MAX, &at, PAGE, &calls);
		if (n < 0)
			return n;
		for (int i = 0; i < n; i++)
			check_call(s, calls[i], recorded, to, faults);
		store_free_rows(calls, (size_t)n);
	}
	return 0;
}
