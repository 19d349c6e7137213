/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ISUP calls and circuit supervision of the far exchange (Q.764), by libss7's events.
 *
 * Cold start: when the link set comes up for the first time, all circuits are reset by GRS, one PCM system at a time,
 * and a circuit is used when its GRA has come.  Later outages of the link set change nothing for calls that stand.
 */
#include "tools/farend/exchange.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAI_NATIONAL     SS7_NAI_NATIONAL
#define HARDWARE_FAILURE 1 /* Q.763 3.13 */
#define RETRY_US     (5 * US_PER_SEC) /* a release that got lost with the link set */

static struct exchange *all[EXCHANGES]; /* libss7's callbacks carry no argument of ours */
static int n_all;

static struct exchange *
by_ss7(const struct ss7 *ss7)
{
	for (int i = 0; i < n_all; i++)
		if (all[i]->ss7 == ss7)
			return all[i];
	return NULL;
}

static struct line *
line_of(struct exchange *x, int cic)
{
	return cic >= 0 && cic < CICS ? x->lines[cic] : NULL;
}

/* ---- libss7's callbacks ---- */

static void
library_says(struct ss7 *ss7, char *text)
{
	size_t len = strcspn(text, "\n");

	if (len)
		log_debug("libss7: %.*s", (int)len, text);
}

/* A call object is about to be freed by the library. */
static void
call_null(struct ss7 *ss7, struct isup_call *c, int lock)
{
	struct exchange *x = by_ss7(ss7);

	for (int cic = 0; x && cic < CICS; cic++)
		if (x->lines[cic] && x->lines[cic]->call == c)
			x->lines[cic]->call = NULL;
}

static void
not_in_service(struct ss7 *ss7, int cic, unsigned int dpc)
{
	log_warn("cic %d: the house does not answer REL", cic);
}

/* The library wants a circuit's call to end: our IAM lost a glare, or a timer ran out.  Nobody else will release it. */
static int
hang_up(struct ss7 *ss7, int cic, unsigned int dpc, int cause, int what)
{
	struct exchange *x = by_ss7(ss7);
	struct line *line = x ? line_of(x, cic) : NULL;

	if (!line)
		return SS7_CIC_NOT_EXISTS;
	if (what == SS7_HANGUP_REEVENT_IAM) {
		struct isup_call *c = line->call;

		line_released(line, 44);
		line_idle(line);
		isup_clear_callflags(ss7, c, ISUP_SENT_IAM | ISUP_PENDING_IAM);
		isup_event_iam(ss7, c, (int)dpc);
		return SS7_CIC_USED;
	}
	if (what == SS7_HANGUP_SEND_REL) {
		line_released(line, cause);
		exchange_ops.release(line, cause);
		return SS7_CIC_USED;
	}
	return line->state == LINE_IDLE ? SS7_CIC_IDLE : SS7_CIC_USED;
}

/* ---- what parties do ---- */

static int
dial(struct line *line, const struct dialling *d)
{
	struct exchange *x = line->owner;
	struct isup_call *c;
	unsigned char shown = d->withheld ? SS7_PRESENTATION_RESTRICTED : SS7_PRESENTATION_ALLOWED;

	if (!x->up)
		return -ENOLINK;
	c = isup_new_call(x->ss7, line->cic, x->house, 1);
	if (!c)
		return -ENOMEM;
	isup_set_called(c, d->called, NAI_NATIONAL, x->ss7);
	if (!d->unknown)
		isup_set_calling(c, d->caller, NAI_NATIONAL, shown, SS7_SCREENING_NETWORK_PROVIDED);
	if (d->category)
		isup_set_calling_party_category(c, (unsigned int)d->category);
	line->call = c;
	if (isup_iam(x->ss7, c) < 0)
		return -EIO;
	return 0;
}

static void
alert(struct line *line)
{
	struct exchange *x = line->owner;

	if (line->call)
		isup_acm(x->ss7, line->call);
}

static void
answer(struct line *line)
{
	struct exchange *x = line->owner;

	if (line->call)
		isup_anm(x->ss7, line->call);
}

/* A call that libss7 has forgotten gets a new object for its REL. */
static void
release(struct line *line, int cause)
{
	struct exchange *x = line->owner;

	if (!x->up)
		return;
	if (!line->call)
		line->call = isup_new_call(x->ss7, line->cic, x->house, 0);
	if (line->call)
		isup_rel(x->ss7, line->call, cause);
}

const struct line_ops exchange_ops = {
	.name = "isup", .dial = dial, .alert = alert, .answer = answer, .release = release
};

/* After an answer: a failed send has freed the call object already. */
static void
answered(struct exchange *x, struct isup_call *c, int sent)
{
	if (sent >= 0)
		isup_free_call_if_clear(x->ss7, c);
}

/* ---- events of the link set ---- */

/* Reset the circuits of each PCM system from its first to its last one. */
static void
reset_circuits(struct exchange *x)
{
	for (int pcm = 0; pcm < CICS; pcm += PCM) {
		int first = -1, last = -1;

		for (int cic = pcm; cic < pcm + PCM; cic++)
			if (x->lines[cic]) {
				first = first < 0 ? cic : first;
				last = cic;
			}
		if (first < 0)
			continue;
		struct isup_call *c = isup_new_call(x->ss7, first, x->house, 0);

		if (c)
			isup_grs(x->ss7, c, last);
	}
}

static void
set_up(struct exchange *x, const ss7_event *e)
{
	if (!x->up)
		log_note("link set %s: up", x->conf->name);
	x->up = true;
	if (!x->was_up)
		reset_circuits(x);
	x->was_up = true;
}

static void
set_down(struct exchange *x, const ss7_event *e)
{
	log_note("link set %s: down", x->conf->name);
	x->up = false;
}

/* ---- events of a call ---- */

static void
on_iam(struct exchange *x, const ss7_event *e)
{
	struct line *line = line_of(x, e->iam.cic);
	size_t digits = strcspn(e->iam.called_party_num, "#");
	char called[DIGITS];

	if (!line) {
		isup_rel(x->ss7, e->iam.call, 44);
		return;
	}
	if (line->state != LINE_IDLE)
		line_idle(line);
	line->call = e->iam.call;
	line->ready = true;
	snprintf(
	    called, sizeof(called), "%.*s", (int)(digits < DIGITS - 1 ? digits : DIGITS - 1), e->iam.called_party_num);
	line_offered(line, called, e->iam.calling_party_num, e->iam.presentation_ind != SS7_PRESENTATION_ALLOWED);
}

static void
on_acm(struct exchange *x, const ss7_event *e)
{
	struct line *line = line_of(x, e->acm.cic);

	if (line)
		line_alerting(line);
}

static void
on_cpg(struct exchange *x, const ss7_event *e)
{
	struct line *line = line_of(x, e->cpg.cic);

	if (line && e->cpg.event == CPG_EVENT_ALERTING)
		line_alerting(line);
}

static void
on_anm(struct exchange *x, const ss7_event *e)
{
	struct line *line = line_of(x, e->anm.cic);

	if (line)
		line_answered(line);
}

static void
on_con(struct exchange *x, const ss7_event *e)
{
	struct line *line = line_of(x, e->con.cic);

	if (line)
		line_answered(line);
}

static void
on_rel(struct exchange *x, const ss7_event *e)
{
	struct line *line = line_of(x, e->rel.cic);

	if (line)
		line_released(line, e->rel.cause);
	answered(x, e->rel.call, isup_rlc(x->ss7, e->rel.call));
	if (line)
		line_idle(line);
}

/* The house checks an idle circuit: it hears itself until it says how that went, and releases (Q.764 2.1.8). */
static void
on_ccr(struct exchange *x, const ss7_event *e)
{
	struct line *line = line_of(x, e->ccr.cic);

	if (line)
		line_loop(line);
	log_note("cic %d: looped for a continuity check", e->ccr.cic);
}

static void
on_cot(struct exchange *x, const ss7_event *e)
{
	struct line *line = line_of(x, e->cot.cic);

	if (line && line->looped)
		line_idle(line);
}

static void
on_rlc(struct exchange *x, const ss7_event *e)
{
	struct line *line = line_of(x, e->rlc.cic);

	if (line)
		line_idle(line);
	isup_free_call(x->ss7, e->rlc.call);
}

/* Drop what stands on a circuit, with libss7's object of it unless that is `keep`. */
static void
reset_line(struct exchange *x, struct line *line, const struct isup_call *keep)
{
	struct isup_call *c = line->call;

	line->blocked = false;
	line->ready = true;
	line_idle(line);
	if (c && c != keep)
		isup_free_call(x->ss7, c);
}

static void
on_rsc(struct exchange *x, const ss7_event *e)
{
	struct line *line = line_of(x, e->rsc.cic);

	if (line)
		reset_line(x, line, e->rsc.call);
	answered(x, e->rsc.call, isup_rlc(x->ss7, e->rsc.call));
}

/* ---- events of groups of circuits ---- */

static void
on_grs(struct exchange *x, const ss7_event *e)
{
	unsigned char state[255] = { 0 };
	struct isup_call *c = e->grs.call;
	int last = e->grs.endcic < e->grs.startcic + PCM ? e->grs.endcic : e->grs.startcic + PCM - 1;

	for (int cic = e->grs.startcic; cic <= last; cic++)
		if (line_of(x, cic))
			reset_line(x, x->lines[cic], c);
	log_note("cic %d to %d: reset by the house", e->grs.startcic, last);
	isup_clear_callflags(x->ss7, c, ~0ul);
	answered(x, c, isup_gra(x->ss7, c, last, state));
}

static void
on_gra(struct exchange *x, const ss7_event *e)
{
	for (int cic = e->gra.startcic; cic <= e->gra.endcic; cic++)
		if (line_of(x, cic)) {
			x->lines[cic]->ready = true;
			x->lines[cic]->blocked = e->gra.status[cic - e->gra.startcic] & 1;
		}
	isup_free_call_if_clear(x->ss7, e->gra.call);
}

static void
block(struct exchange *x, int cic, bool blocked)
{
	struct line *line = line_of(x, cic);

	if (line)
		line->blocked = blocked;
}

static void
on_blo(struct exchange *x, const ss7_event *e)
{
	block(x, e->blo.cic, true);
	answered(x, e->blo.call, isup_bla(x->ss7, e->blo.call));
}

static void
on_ubl(struct exchange *x, const ss7_event *e)
{
	block(x, e->ubl.cic, false);
	answered(x, e->ubl.call, isup_uba(x->ss7, e->ubl.call));
}

/* Hardware that failed ends the calls on it, without a word about each (Q.764 2.8.2.2). */
static void
block_range(struct exchange *x, const ss7_event_cicrange *range, bool blocked)
{
	unsigned char state[255] = { 0 };
	int last = range->endcic < range->startcic + PCM ? range->endcic : range->startcic + PCM - 1;

	bool failed = blocked && range->type == HARDWARE_FAILURE, stood = false;

	for (int cic = range->startcic; cic <= last; cic++) {
		state[cic - range->startcic] = range->status[cic - range->startcic];
		if (!state[cic - range->startcic])
			continue;
		stood = stood || (failed && line_of(x, cic) && x->lines[cic]->call == range->call);
		if (failed && line_of(x, cic))
			reset_line(x, x->lines[cic], range->call);
		block(x, cic, blocked);
	}
	int sent = (blocked ? isup_cgba : isup_cgua)(x->ss7, range->call, last, state);

	if (stood && sent >= 0)
		isup_free_call(x->ss7, range->call);
	else
		answered(x, range->call, sent);
}

static void
on_cgb(struct exchange *x, const ss7_event *e)
{
	block_range(x, &e->cgb, true);
}

static void
on_cgu(struct exchange *x, const ss7_event *e)
{
	block_range(x, &e->cgu, false);
}

/* clang-format off */
static const struct event_row {
	int event;
	void (*run)(struct exchange *x, const ss7_event *e);
} event_rows[] = {
	{ SS7_EVENT_UP,   set_up },
	{ SS7_EVENT_DOWN, set_down },
	{ ISUP_EVENT_IAM, on_iam },
	{ ISUP_EVENT_ACM, on_acm },
	{ ISUP_EVENT_CPG, on_cpg },
	{ ISUP_EVENT_ANM, on_anm },
	{ ISUP_EVENT_CON, on_con },
	{ ISUP_EVENT_REL, on_rel },
	{ ISUP_EVENT_RLC, on_rlc },
	{ ISUP_EVENT_RSC, on_rsc },
	{ ISUP_EVENT_GRS, on_grs },
	{ ISUP_EVENT_GRA, on_gra },
	{ ISUP_EVENT_BLO, on_blo },
	{ ISUP_EVENT_UBL, on_ubl },
	{ ISUP_EVENT_CGB, on_cgb },
	{ ISUP_EVENT_CGU, on_cgu },
	{ ISUP_EVENT_CCR, on_ccr },
	{ ISUP_EVENT_COT, on_cot },
};
/* clang-format on */

void
exchange_events(struct exchange *x)
{
	const ss7_event *e;

	while ((e = ss7_check_event(x->ss7))) {
		ss7_event copy = *e; /* the queue's place may be used again while we act */

		for (size_t i = 0; i < sizeof(event_rows) / sizeof(event_rows[0]); i++)
			if (event_rows[i].event == copy.e)
				event_rows[i].run(x, &copy);
	}
}

/* Releases that could not be sent while the link set was down. */
static void
release_again(struct exchange *x)
{
	int64_t now = x->world->now_us;

	for (int cic = 0; cic < CICS && x->up; cic++) {
		struct line *line = x->lines[cic];

		if (!line || line->state != LINE_RELEASING || line->call || now - line->since_us < RETRY_US)
			continue;
		line->since_us = now;
		release(line, 16);
	}
}

void
exchange_turn(struct exchange *x)
{
	int n;

	do {
		n = 0;
		for (int i = 0; i < x->n_links; i++) {
			n += exchange_link_turn(&x->links[i]);
			exchange_events(x);
		}
		ss7_schedule_run(x->ss7);
		exchange_events(x);
	} while (n > 0);
	release_again(x);
}

/* ---- libss7's process-wide callbacks ---- */

int
exchange_register(struct exchange *x)
{
	if (n_all == EXCHANGES)
		return -ENOSPC;
	ss7_set_message(library_says);
	ss7_set_error(library_says);
	ss7_set_call_null(call_null);
	ss7_set_notinservice(not_in_service);
	ss7_set_hangup(hang_up);
	all[n_all++] = x;
	return 0;
}
