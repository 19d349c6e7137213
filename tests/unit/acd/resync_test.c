/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Peers that come back, messages that are lost or wrong, tables that are full.
 */
#include "tests/unit/acd/harness.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define SAYS(h, text) cr_expect_str_eq(house_said(h), text)

static int
talk(struct house *h, uint16_t seat)
{
	int caller = caller_dials(h, "13800138000", "95000");

	prompt_ends(h, caller);
	caller_presses(h, caller, '1');
	agent_does(h, seat, DESK_VERB_ANSWER, NULL);
	agent_lifts(h, seat);
	prompt_ends(h, caller);
	return caller;
}

Test(resync, media_is_told_every_plan_again)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	talk(h, 101);
	int waiting = caller_dials(h, "13800138001", "95000");
	prompt_ends(h, waiting);
	house_said(h);
	role_hello(h, ROLE_MEDIA, true);
	/* 80 legs in the table, one round is enough; the same lists under the same numbers */
	SAYS(h,
	    "slot 1/1 bridge 2/1 rec\n"
	    "slot 2/1 bridge 1/1\n"
	    "slot 1/2 play menu-main\n");
	uint32_t dropped[2] = { ROLE_MEDIA, 0 };
	house_feed(h, CORE_FROM_SELF, CORE_DROPPED, dropped, sizeof(dropped));
	cr_expect_not_null(strstr(house_said(h), "slot 1/1 bridge 2/1 rec\n"));
	house_free(h);
}

static void
large(struct site *s)
{
	s->acd.sessions = 1000;
	s->acd.seats = 16;
}

Test(resync, many_plans_are_told_in_many_steps)
{
	struct house *h = house_new(large);

	for (int i = 0; i < 900; i++)
		caller_dials(h, "13800138000", "95000");
	h->quiet = true;
	h->sends = 0;
	role_hello(h, ROLE_MEDIA, true);
	cr_expect_leq(h->sends, MEDIA_AGAIN_LEGS); /* no step is long */
	house_wait(h, 1000);
	cr_expect_eq(h->sends, 900);
	house_free(h);
}

Test(resync, line_process_that_kept_its_lines_hears_which_are_ours)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	talk(h, 101);
	house_said(h);
	role_hello(h, ROLE_ISUP, false);
	SAYS(h, "isup HELD\nisup HELD_END\n");
	role_hello(h, ROLE_PRI, false);
	SAYS(h, "pri HELD\npri HELD_END\n");
	cr_expect_eq(agent_state(h, 101), SEAT_TALKING);
	house_free(h);
}

Test(resync, isup_that_forgot_its_lines_ends_its_calls)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	talk(h, 101);
	int waiting = caller_dials(h, "13800138001", "95000");
	prompt_ends(h, waiting);
	role_hello(h, ROLE_ISUP, true);
	cr_expect_eq(agent_state(h, 101), SEAT_ACW);
	cr_expect_eq(h->facts_of[FACT_CALL_ENDED], 2);
	cr_expect_eq(h->last[FACT_CALL_ENDED].value, CALL_END_FAULT);
	cr_expect_null(house_fault(h));
	house_free(h);
}

Test(resync, ringing_telephones_that_are_lost_send_their_calls_on)
{
	struct house *h = house_new(NULL);
	int caller;

	for (uint16_t seat = 101; seat <= 105; seat++)
		agent_ready(h, seat, false, 1);
	caller = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, caller);
	caller_presses(h, caller, '1');
	role_hello(h, ROLE_PRI, true);
	/* one seat lost its ring; the next one rings on a new leg, which is not lost with the old ones */
	cr_expect_eq(agent_state(h, 101), SEAT_AWAY);
	cr_expect_eq(agent_state(h, 102), SEAT_RINGING);
	cr_expect_eq(agent_state(h, 103), SEAT_READY);
	cr_expect_eq(call_of_line(h, caller)->state, CALL_RINGING);
	house_free(h);
}

Test(resync, headset_is_dialled_again_with_growing_pauses)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, true, 1);
	house_said(h);
	h->no_circuits = true;
	line_says(h, agent_phone(h, 101), MSG_LINE_RELEASED, 38, 0);
	cr_expect_eq(agent_state(h, 101), SEAT_AWAY);
	int64_t from = h->now_us, last = 0;
	int tries = 0;
	for (int i = 0; i < 1300; i++) {
		house_wait(h, 100);
		if (strstr(house_said(h), "DIAL")) {
			int64_t pause = h->now_us - from - last;
			if (tries && tries < 6)
				cr_expect_gt(pause, 400000LL << tries);
			last = h->now_us - from;
			tries++;
		}
	}
	cr_expect_geq(tries, 8);
	cr_expect_leq(tries, 10);
	h->no_circuits = false;
	house_wait(h, 31000);
	agent_lifts(h, 101);
	cr_expect_eq(agent_state(h, 101), SEAT_READY);
	house_free(h);
}

Test(resync, end_of_a_recording_is_repeated_until_it_is_reported)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	int caller = talk(h, 101);
	h->mute_media = true;
	caller_hangs_up(h, caller);
	house_said(h);
	agent_does(h, 101, DESK_VERB_FINISH, NULL);
	house_said(h);
	house_wait(h, 3000);
	SAYS(h, "rec-end 1\nrec-end 1\nrec-end 1\n");
	cr_expect_eq(pool_used(acd_session_pool(h->a)), 0); /* the call itself is long over */
	h->mute_media = false;
	house_wait(h, 1000);
	SAYS(h, "rec-end 1\n");
	house_wait(h, 60000);
	SAYS(h, "");
	cr_expect_eq(h->facts_of[FACT_CALL_RECORDED], 1);
	cr_expect_eq(h->last[FACT_CALL_RECORDED].seat, 101);
	house_free(h);
}

Test(resync, release_is_repeated_until_the_trunk_answers)
{
	struct house *h = house_new(NULL);
	int caller = caller_dials(h, "13800138000", "95000");

	prompt_ends(h, caller);
	h->mute_lines = true;
	for (int i = 0; i < 3; i++)
		caller_presses(h, caller, '7');
	prompt_ends(h, caller);
	cr_expect_eq(pool_used(acd_session_pool(h->a)), 0);
	cr_expect_eq(pool_used(acd_leg_pool(h->a)), 1);
	house_said(h);
	house_wait(h, RELEASE_AGAIN_MS);
	SAYS(h, "isup RELEASE 16\n");
	h->mute_lines = false;
	house_wait(h, RELEASE_AGAIN_MS);
	cr_expect_eq(pool_used(acd_leg_pool(h->a)), 0);
	house_free(h);
}

Test(resync, late_messages_hit_nothing)
{
	struct house *h = house_new(NULL);
	int caller = caller_dials(h, "13800138000", "95000");
	struct house_line old = h->lines[caller];

	caller_hangs_up(h, caller);
	for (int i = 0; i < 200; i++) { /* the leg's place is used again and again */
		int other = caller_dials(h, "13800138001", "95000");
		struct msg_line late = { .leg = old.leg, .line = old.line, .cause = 16 };
		house_feed(h, ROLE_ISUP, MSG_LINE_RELEASED, &late, sizeof(late));
		cr_assert(call_of_line(h, other) != NULL);
		/* a message from the wrong role, or with the wrong line, is late too */
		struct msg_line wrong = { .leg = h->lines[other].leg, .line = old.line };
		house_feed(h, ROLE_PRI, MSG_LINE_RELEASED, &wrong, sizeof(wrong));
		house_feed(h, ROLE_ISUP, MSG_LINE_RELEASED, &wrong, sizeof(wrong));
		cr_assert(call_of_line(h, other) != NULL);
		caller_hangs_up(h, other);
	}
	cr_expect_eq(h->counts[STAT_LATE], 600);
	house_free(h);
}

Test(resync, bad_inputs_are_counted_and_forgotten)
{
	struct house *h = house_new(NULL);
	uint64_t hash;
	uint8_t junk[64] = { 1, 2, 3 };

	h->serial = h->a->serial;
	hash = house_hash(h);
	house_feed(h, ROLE_ISUP, MSG_LINE_OFFERED, junk, 8);            /* too short */
	house_feed(h, ROLE_CRM, MSG_LINE_RELEASED, junk, sizeof(junk)); /* wrong role */
	house_feed(h, ROLE_ISUP, 999, junk, sizeof(junk));
	house_feed(h, CORE_FROM_LINE, 1, junk, sizeof(junk));
	house_feed(h, CORE_FROM_CTL, ACD_CTL_FLOW, junk, sizeof(junk));
	house_feed(h, CORE_FROM_DESK, ACD_DESK_PACKET, junk, 3);
	house_feed(h, CORE_FROM_SELF, 77, NULL, 0);
	cr_expect_eq(h->counts[STAT_BAD_INPUT], 7);
	h->a->serial -= 7;
	cr_expect_eq(house_hash(h), hash);
	house_free(h);
}

static void
tiny(struct site *s)
{
	s->acd.sessions = 16;
	s->acd.seats = 4;
}

Test(resync, full_tables_refuse_and_recover)
{
	struct house *h = house_new(tiny);
	int lines[16];

	for (int i = 0; i < 16; i++)
		lines[i] = caller_dials(h, "13800138000", "95000");
	house_said(h);
	caller_dials(h, "13800138000", "95000");
	SAYS(h, "isup RELEASE 42\n");
	for (uint16_t seat = 101; seat <= 105; seat++)
		agent_signs_in(h, seat, true, (uint16_t[]){ 1 }, NULL, 1);
	cr_expect_eq(h->a->n_signed, 4);
	for (int i = 0; i < 16; i++)
		caller_hangs_up(h, lines[i]);
	house_said(h);
	caller_dials(h, "13800138000", "95000");
	cr_expect_not_null(strstr(house_said(h), "isup ANSWER"));
	house_free(h);
}

Test(resync, new_arena_tells_everybody)
{
	struct house *h = house_new(NULL);

	house_feed(h, CORE_FROM_SELF, CORE_STARTED, NULL, 0);
	SAYS(h, "hello-back isup\nhello-back pri\nhello-back media\nhello-back crm\nhello-back cas\nhello-back sip\nhello-back fax\nisup HELD_END\npri HELD_END\ncas HELD_END\nsip HELD_END\n");
	house_free(h);
}
