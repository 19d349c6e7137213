/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a record says about its session: numbers, state, how it went.  Mostly from facts (base/msg.h), which say it best.
 */
#include "tools/trace/story_inside.h"

#include "isup/codec.h"
#include "tools/term/language.h"
#include "tools/trace/msu.h"
#include "tools/trace/transition.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One more step; steps are parted by newlines, and when there is no room the first ones go. */
void
story_step(char *way, size_t size, const char *format, ...)
{
	char step[64];
	va_list args;
	size_t have = strlen(way);

	va_start(args, format);
	vsnprintf(step, sizeof(step), format, args);
	va_end(args);
	while (have && have + 1 + strlen(step) >= size) {
		const char *cut = strchr(way, '\n');
		have = cut ? strlen(cut + 1) : 0;
		memmove(way, cut ? cut + 1 : way + strlen(way), have + 1);
	}
	snprintf(way + have, size - have, "%s%s", have ? "\n" : "", step);
}

static void
unit(struct tale *t, const struct trace_rec *rec)
{
	struct msu m;
	int type = msu_parse(rec, &m) < 0 ? -1 : msu_type(rec, &m);

	if (type == ISUP_IAM)
		story_step(t->way, sizeof(t->way), "IAM %d", msu_cic(rec, &m));
	else if (type == ISUP_ACM || type == ISUP_ANM || type == ISUP_CON || type == ISUP_REL || type == ISUP_RLC)
		story_step(t->way, sizeof(t->way), "%s", isup_name((uint8_t)type));
}

static bool
usual(unsigned cause)
{
	return cause == 0 || (cause >= 16 && cause <= 21) || cause == 31;
}

static void
fact(struct tale *t, const struct msg_fact *f, int64_t at_us)
{
	if (f->seat != SEAT_NONE)
		t->seat = f->seat;
	if (f->queue != SEAT_NONE)
		t->queue = f->queue;
	switch (f->kind) {
	case FACT_CALL_OFFERED:
		t->caller = number_tame(&f->number);
		t->called = number_tame(&f->dialled);
		break;
	case FACT_CALL_DIALLED:
		t->outgoing = true;
		t->called = number_tame(&f->dialled);
		break;
	case FACT_CALL_ANSWERED:
	case FACT_CALL_TALKING:
		t->answered = true;
		if (!t->answered_us)
			t->answered_us = at_us;
		if (f->kind == FACT_CALL_TALKING)
			story_step(t->way, sizeof(t->way), _("talk"));
		break;
	case FACT_CALL_MENU:
		story_step(t->way, sizeof(t->way), _("menu %c"),
		    f->value < 10                           ? (char)('0' + f->value)
		        : f->value == (uint32_t)('*' - '0') ? '*'
		                                            : '#');
		break;
	case FACT_CALL_QUEUED:
		story_step(t->way, sizeof(t->way), _("queue %02u"), f->queue == SEAT_NONE ? 0 : f->queue);
		break;
	case FACT_CALL_RINGING:
		story_step(t->way, sizeof(t->way), _("seat %04u"), f->seat);
		break;
	case FACT_CALL_NO_ANSWER:
		story_step(t->way, sizeof(t->way), _("no answer"));
		break;
	case FACT_CALL_REJECTED:
		story_step(t->way, sizeof(t->way), _("refused"));
		break;
	case FACT_CALL_HELD:
		story_step(t->way, sizeof(t->way), _("hold"));
		break;
	case FACT_CALL_RETRIEVED:
		story_step(t->way, sizeof(t->way), _("back"));
		break;
	case FACT_CALL_REFUSED:
	case FACT_CALL_ENDED:
		t->ended_us = at_us;
		t->cause = f->cause;
		t->failed = !usual(f->cause) || f->kind == FACT_CALL_REFUSED;
		break;
	default:
		break;
	}
}

static void
message(struct tale *t, const struct trace_rec *rec)
{
	struct {
		struct trace_msg head;
		struct msg_fact body;
	} m;

	if (rec->role != ROLE_ACD || rec->len < sizeof(m))
		return;
	memcpy(&m, rec->data, sizeof(m));
	if (m.head.type == MSG_FACT && m.body.session == t->session)
		fact(t, &m.body, rec->at_us);
}

void
story_tell(struct story *s, struct tale *t, const struct trace_rec *rec)
{
	struct transition step;

	if (rec->kind == TRACE_MSU_IN || rec->kind == TRACE_MSU_OUT)
		unit(t, rec);
	else if (rec->kind == TRACE_MSG_OUT)
		message(t, rec);
	else if (transition_parse(rec, &step)) {
		if (strcmp(step.machine, "call") == 0 && strcmp(step.to, "?") != 0)
			snprintf(t->state, sizeof(t->state), "%.15s", step.to);
	}
}
