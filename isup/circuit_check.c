/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Continuity check of a circuit (Q.764 2.1.8, Q.724 7): the calling side sends a tone, the called side loops the circuit,
 * the calling side hears the tone or does not, and says so by COT.
 *
 * It comes with a call (IAM), or by itself (CCR) after one has failed or because an operator wants it.  What a slot does
 * meanwhile is the switch's and the media's: they are told LINE_CHECK, and the one who listens answers LINE_CHECKED within
 * T24.  A call whose check failed goes out on another circuit; the circuit is checked again after T25, then every T26,
 * until it passes.
 */
#include "isup/circuit_actions.h"

#include "base/log.h"

#define COT_FAILED 0
#define COT_PASSED 1

/* Is the slot looped or under the tone now? */
static int
is_at_line(const struct circuit *c)
{
	int before_talk = c->state == CIR_ADDRESS || c->state == CIR_CHECKING || c->state == CIR_SENT;

	return c->state == CIR_LOOPED || c->state == CIR_TESTING || (before_talk && (c->flags & CIRCUIT_UNCHECKED));
}

void
circuit_check_over(struct isup *isup, struct circuit *c, struct core_out *out)
{
	if ((call_rest(isup, c)->flags & REST_AT_LINE) && !is_at_line(c))
		line_tell_check(isup, c, LINE_CHECK_OVER, out);
}

struct circuit *
circuit_under_check(struct isup *isup, uint32_t line)
{
	if ((line & 0xffff) >= isup_exchange(isup)->n_circuits)
		return NULL;
	struct circuit *c = circuit_at(isup, line & 0xffff);

	return is_at_line(c) && c->generation == line >> 16 ? c : NULL;
}

/* ---- calls in ---- */

void
circuit_continuity_passed(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	c->flags &= (uint8_t)~CIRCUIT_UNCHECKED;
	circuit_disarm(room, c, SLOT_LONG);
	circuit_check_over(room, c, out); /* before the switch gets the slot for the call */
}

void
circuit_continuity_failed(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_CONTINUITY_FAILED, out);
	circuit_break_call(room, obj, CAUSE_TEMPORARY, out);
	circuit_arm(room, obj, CT_T27);
}

/* ---- CCR of the far exchange ---- */

void
circuit_loop(void *room, void *obj, const void *arg, struct core_out *out)
{
	line_tell_check(room, obj, LINE_CHECK_LOOP, out);
	circuit_arm(room, obj, CT_T36);
}

void
circuit_await_check(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_count(room, obj, ISUP_STAT_CONTINUITY_FAILED, out);
	circuit_arm(room, obj, CT_T27);
}

/* ---- calls out ---- */

void
circuit_check_or_not(struct isup *isup, struct circuit *c)
{
	struct group *g = group_of(isup, c);

	if (!g->conf.continuity || ++g->unchecked < g->conf.continuity)
		return;
	g->unchecked = 0;
	c->flags |= CIRCUIT_UNCHECKED;
}

void
circuit_tone_back(void *room, void *obj, const void *arg, struct core_out *out)
{
	circuit_continuity_passed(room, obj, arg, out);
	send_octet(room, obj, ISUP_COT, COT_PASSED, out);
}

static void
failed(struct isup *isup, struct circuit *c, struct core_out *out)
{
	struct call_rest *rest = call_rest(isup, c);

	circuit_count(isup, c, ISUP_STAT_CONTINUITY_FAILED, out);
	send_octet(isup, c, ISUP_COT, COT_FAILED, out);
	if (rest->flags & REST_FAILED)
		core_log(out, LOG_ALARM, "circuit %s %u: continuity check failed again", group_of(isup, c)->conf.name,
		    c->cic);
	circuit_arm(isup, c, rest->flags & REST_FAILED ? CT_T26 : CT_T25);
	rest->flags |= REST_FAILED;
}

/* The circuit that the call goes to is checked too (Q.764 2.1.8). */
void
circuit_tone_lost(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct isup *isup = room;
	struct circuit *c = obj;
	struct group *g = group_of(isup, c);

	failed(isup, c, out);
	g->unchecked = (uint16_t)(g->conf.continuity - 1);
	circuit_try_elsewhere(isup, c, out);
}

/* ---- CCR by us ---- */

static void
check(struct isup *isup, struct circuit *c, struct core_out *out)
{
	send_plain(isup, c, ISUP_CCR, out);
	line_tell_check(isup, c, LINE_CHECK_TONE, out);
	circuit_arm(isup, c, CT_T24);
}

void
circuit_check_here(void *room, void *obj, const void *arg, struct core_out *out)
{
	call_rest(room, obj)->flags = 0;
	check(room, obj, out);
}

void
circuit_check_again(void *room, void *obj, const void *arg, struct core_out *out)
{
	check(room, obj, out);
}

void
circuit_check_failed(void *room, void *obj, const void *arg, struct core_out *out)
{
	failed(room, obj, out);
}

/* Passed: REL gives the circuit back. */
void
circuit_check_passed(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct circuit *c = obj;

	core_log(out, LOG_NOTE, "circuit %s %u: continuity check passed", group_of(room, c)->conf.name, c->cic);
	circuit_release_at_last(room, c, arg, out);
}
