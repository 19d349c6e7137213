/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What became of the calls: a line for people, a record for programs, and the totals.
 */
#include "tools/farend/caller.h"

#include <stdio.h>
#include <string.h>

#define GAP_MS 100 /* a gap that a listener would notice */

static const char *const released_words[] = {
	[RELEASED_NOBODY] = "nobody",
	[RELEASED_BY_CALLER] = "caller",
	[RELEASED_BY_HOUSE] = "house",
	[RELEASED_NEVER_BEGAN] = "never-began",
};

static void
print_heard(FILE *to, const struct ear *e, bool times)
{
	char buf[16];
	const char *comma = "";

	for (int i = 0; i < e->n_heard; i++) {
		const char *name = ear_name(e, &e->heard[i], buf, sizeof(buf));
		const char *bare = strrchr(name, '/');

		fprintf(to, "%s%s", comma, !times && bare ? bare + 1 : name);
		if (times)
			fprintf(to, "@%u", e->heard[i].at_ms);
		comma = ",";
	}
	if (!*comma)
		fputs(times ? "" : "nothing", to);
}

void
report_call(FILE *to, const struct call *call)
{
	fprintf(to, "call %u: %s", call->serial, call->script->name);
	if (call->answered_ms >= 0)
		fprintf(to, " answered %.2fs", call->answered_ms / 1000.0);
	else
		fprintf(to, " not answered");
	fputs(" heard ", to);
	print_heard(to, &call->ear, false);
	if (call->keys[0])
		fprintf(to, " keys %s", call->keys);
	if (call->ear.talk_ms)
		fprintf(to, " talk %.1fs gap %ums", call->ear.talk_ms / 1000.0, call->ear.gap_ms);
	if (call->agent[0])
		fprintf(to, " agent %s", call->agent);
	if (call->agent_gap_ms != AGENT_SILENT)
		fprintf(to, " heard by agent, gap %dms", call->agent_gap_ms);
	if (call->sent.begun)
		fprintf(to, " fax %d pages %d bit/s%s: %s", call->sent.pages, call->sent.rate, call->sent.ecm ? " ecm" : "",
		    call->sent.text);
	fprintf(to, " released by %s cause %d", released_words[call->released_by], call->cause);
	fprintf(to, "%s%s\n", call->why[0] ? " FAILED: " : "", call->why);
	fflush(to);
}

void
report_record(FILE *to, const struct call *call)
{
	fprintf(to,
	    "call=%u script=%s caller=%s dialled=%s withheld=%d answered_ms=%d ended_ms=%d keys=%s talk_ms=%u "
	    "gap_ms=%u",
	    call->serial, call->script->name, call->d.unknown ? "" : call->d.caller, call->d.called, call->d.withheld,
	    call->answered_ms, call->ended_ms, call->keys, call->ear.talk_ms, call->ear.gap_ms);
	fprintf(to, " agent=%s agent_gap_ms=%d missed=%u released_by=%s cause=%d ok=%d cic=%u", call->agent,
	    call->agent_gap_ms, call->ear.missed, released_words[call->released_by], call->cause, !call->why[0],
	    call->cic);
	if (call->sent.begun)
		fprintf(to, " fax_pages=%d fax_rate=%d fax_ecm=%d fax_whole=%d fax_result=\"%s\"", call->sent.pages,
		    call->sent.rate, call->sent.ecm, call->sent.whole, call->sent.text);
	fputs(" heard=", to);
	print_heard(to, &call->ear, true);
	fputc('\n', to);
	fflush(to);
}

void
report_count(struct totals *t, const struct call *call)
{
	t->calls++;
	t->answered += call->answered_ms >= 0;
	t->talked += call->ear.talk_ms > 0;
	t->refused += call->answered_ms < 0 && call->released_by == RELEASED_BY_HOUSE;
	t->released_early += call->released_by == RELEASED_BY_HOUSE && call->step < call->script->n_steps;
	t->failed += call->why[0] != '\0';
	t->faxes += call->sent.whole;
	t->pages += call->sent.pages;
	t->gaps += call->ear.gap_ms > GAP_MS;
	if ((int)call->ear.gap_ms > t->longest_gap_ms)
		t->longest_gap_ms = (int)call->ear.gap_ms;
}

void
report_totals(FILE *to, const struct totals *t)
{
	fprintf(to, "calls=%d answered=%d talked=%d refused=%d released_early=%d gaps=%d longest_gap_ms=%d failed=%d",
	    t->calls, t->answered, t->talked, t->refused, t->released_early, t->gaps, t->longest_gap_ms, t->failed);
	if (t->pages)
		fprintf(to, " faxes=%d pages=%d", t->faxes, t->pages);
	fputc('\n', to);
	fflush(to);
}
