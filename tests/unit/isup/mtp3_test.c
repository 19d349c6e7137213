/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Level 3: two of our own signalling points joined by wires, and one alone with a far end told by hand.
 */
#include "pair.h"

struct point points[2];
uint32_t pair_seed;
const char *pair_link_settings = "";

static struct point *const A = &points[0];
static struct point *const B = &points[1];

static void
up(const char *label, int n_links)
{
	pair_open(label, n_links);
	pair_start();
	cr_assert(pair_until_up(3000) > 0);
	for (int k = 0; k < n_links; k++)
		for (int i = 0; i < 400 && !(carrying(A, (unsigned)k) && carrying(B, (unsigned)k)); i++)
			pair_pass(100);
}

static void
one_link(void)
{
	up("china24", 1);
}

static void
two_links(void)
{
	up("china24", 2);
	pair_pass(3000);
}

/* Traffic both ways: `n` messages on each of 16 SLSs, one SLS after the other every `gap_ms`. */
static void
traffic(int n, int64_t gap_ms)
{
	for (int i = 0; i < n * 16; i++) {
		post(A, (uint8_t)(i & 15));
		post(B, (uint8_t)(i & 15));
		pair_pass(gap_ms);
	}
}

static unsigned
posted(const struct point *p)
{
	unsigned n = 0;

	for (int sls = 0; sls < 16; sls++)
		n += p->next[sls];
	return n;
}

#define ALL_ARRIVED(from, to)                                     \
	do {                                                      \
		cr_expect(eq(u32, (to)->received, posted(from))); \
		cr_expect(eq(u32, (to)->doubled, 0));             \
		cr_expect(eq(u32, (to)->disordered, 0));          \
	} while (0)

/* ---- one link ---- */

TestSuite(mtp3_one_link, .init = one_link, .fini = pair_close);

Test(mtp3, one_link_is_up_in_a_second, .fini = pair_close)
{
	pair_open("china24", 1);
	pair_start();
	int64_t ms = pair_until_up(5000);

	cr_expect(ms > 500 && ms < 1000, "%ld ms", (long)ms);
	cr_expect(eq(int, A->resumes, 1));
	cr_expect(eq(int, B->resumes, 1));
}

Test(mtp3, every_form_of_label_carries_messages)
{
	static const char *const forms[] = { "itu14", "china24", "ansi24" };

	for (int i = 0; i < 3; i++) {
		up(forms[i], 2);
		pair_pass(3000);
		traffic(4, 20);
		pair_pass(500);
		ALL_ARRIVED(A, B);
		ALL_ARRIVED(B, A);
		cr_expect(eq(u32, B->from_pc, 10));
		cut(0, 1);
		traffic(4, 20);
		pair_pass(3000);
		ALL_ARRIVED(A, B);
		cr_expect(eq(long,
		    (long)(A->counts[ISUP_STAT_MTP3_BAD_MESSAGE][0] + B->counts[ISUP_STAT_MTP3_BAD_MESSAGE][0]), 0));
		pair_close();
	}
}

Test(mtp3_one_link, messages_of_every_size_arrive)
{
	uint8_t msg[MTP_SIF_MAX] = { 0 };
	uint32_t number;

	for (size_t len = 5; len <= 265; len++) {
		number = (uint32_t)len - 4;
		memcpy(msg + 1, &number, 4);
		cr_assert(eq(int, mtp3_transfer(A->isup, 0, 20, 0, msg, len, &A->out), 0));
		pair_pass(50);
	}
	cr_expect(eq(u32, B->received, 261));
	cr_expect(eq(u32, B->disordered, 0));
	cr_expect(eq(int, mtp3_transfer(A->isup, 0, 20, 0, msg, 266, &A->out), -EMSGSIZE));
	cr_expect(eq(int, mtp3_transfer(A->isup, 0, 20, 0, msg, 0, &A->out), -EMSGSIZE));
	cr_expect(eq(int, mtp3_transfer(A->isup, 3, 20, 0, msg, 9, &A->out), -EINVAL));
	cr_expect(eq(int, mtp3_transfer(A->isup, -1, 20, 0, msg, 9, &A->out), -EINVAL));
}

Test(mtp3_one_link, a_line_with_errors_loses_nothing)
{
	A->to_far[0].lose_in = B->to_far[0].lose_in = 300;
	traffic(150, 20);
	A->to_far[0].lose_in = B->to_far[0].lose_in = 0;
	pair_pass(500);
	ALL_ARRIVED(A, B);
	ALL_ARRIVED(B, A);
	cr_expect(A->counts[ISUP_STAT_MTP2_RESENT][0] > 0);
	cr_expect(eq(int, A->pauses + B->pauses, 0));
}

Test(mtp3_one_link, a_burst_of_errors_loses_nothing)
{
	A->to_far[0].lose_in = B->to_far[0].lose_in = 8;
	traffic(4, 10);
	A->to_far[0].lose_in = B->to_far[0].lose_in = 0;
	pair_pass(500);
	ALL_ARRIVED(A, B);
	ALL_ARRIVED(B, A);
	cr_expect(eq(int, A->pauses + B->pauses, 0));
}

Test(mtp3_one_link, a_bad_line_goes_down_and_comes_back_when_it_is_good)
{
	A->to_far[0].lose_in = 3;
	traffic(10, 20);
	cr_expect(gt(int, B->pauses, 0));
	A->to_far[0].lose_in = 0;
	pair_pass(20000);
	cr_expect(eq(int, A->reachable + B->reachable, 2));
}

Test(mtp3_one_link, a_cut_line_is_found_aligned_again_and_resumed)
{
	cut(0, 1);
	post(A, 1);
	pair_pass(1500);
	cr_expect(eq(int, A->pauses, 1));
	cr_expect(eq(int, post(A, 1), -ENETUNREACH));
	pair_pass(30000);
	cut(0, 0);
	cr_expect(pair_until_up(15000) > 0);
	cr_expect(eq(int, A->resumes, 2));
}

Test(mtp3_one_link, a_line_alarm_stops_attempts_until_it_clears)
{
	mtp_event(A->isup, 0, SPAN_EV_ALARM, &A->out);
	mtp_event(B->isup, 0, SPAN_EV_ALARM, &B->out);
	cr_expect(eq(int, A->pauses, 1));
	pair_pass(60000);
	cr_expect(eq(int, isup_mtp(A->isup)->links[0].state, LINK_WAITING));
	mtp_event(A->isup, 0, SPAN_EV_NOALARM, &A->out);
	mtp_event(B->isup, 0, SPAN_EV_NOALARM, &B->out);
	int64_t ms = pair_until_up(10000);
	cr_expect(ms > 0 && ms < 3000, "%ld ms", (long)ms);
}

Test(mtp3_one_link, a_deactivated_link_stays_down_until_it_is_activated)
{
	mtp_activate(A->isup, 0, 0, &A->out);
	pair_pass(20000);
	cr_expect(eq(int, A->reachable, 0));
	cr_expect(eq(int, B->reachable, 0));
	mtp_activate(A->isup, 0, 1, &A->out);
	cr_expect(pair_until_up(10000) > 0);
}

Test(mtp3_one_link, link_tests_go_on_every_t2)
{
	int64_t before = A->counts[ISUP_STAT_MTP2_MSU_OUT][0];

	pair_pass(60000 * 10);
	int64_t tests = A->counts[ISUP_STAT_MTP2_MSU_OUT][0] - before;
	cr_expect(tests >= 18 && tests <= 22, "%ld", (long)tests); /* ten of ours, ten answers */
	cr_expect(eq(int, A->pauses, 0));
}

Test(mtp3_one_link, a_resumed_process_goes_on_with_the_link)
{
	struct wire *w = &A->to_far[0];

	for (int round = 0; round < 20; round++) {
		traffic(1, 7);
		post(A, 3);
		w->last--; /* the very last unit did not reach the line */
		if (w->first > w->last)
			w->first = w->last;
		mtp_started(A->isup, 1, &A->out);
		pair_pass(200);
	}
	ALL_ARRIVED(A, B);
	ALL_ARRIVED(B, A);
	cr_expect(eq(int, A->pauses + B->pauses, 0));
}

Test(mtp3_one_link, a_resumed_process_that_missed_units_asks_for_them)
{
	post(B, 1);
	B->to_far[0].first++; /* the message is lost in the death of the process, the fill-in unit behind it waits */
	mtp_started(A->isup, 1, &A->out);
	pair_pass(200);
	ALL_ARRIVED(B, A);
}

Test(mtp3_one_link, congestion_of_the_buffer_is_told_to_the_user_part_and_refused_when_full)
{
	int refused = 0;

	pair_pass(1000);
	for (int i = 0; i < MTP2_SLOTS + 44; i++)
		refused += post(A, 1) == -ENOBUFS;
	cr_expect(eq(int, refused, 44));
	cr_expect(gt(int, A->statuses, 8));
	pair_pass(8000);
	ALL_ARRIVED(A, B);
}

Test(mtp3_one_link, a_busy_receiver_is_waited_for)
{
	mtp_busy(B->isup, 1, &B->out);
	traffic(2, 20);
	pair_pass(1500);
	cr_expect(eq(int, A->pauses, 0));
	mtp_busy(B->isup, 0, &B->out);
	pair_pass(200);
	ALL_ARRIVED(A, B);
	cr_expect(eq(u32, mtp2_waiting(&isup_mtp(A->isup)->links[0].l2), 0));
}

/* ---- two links ---- */

TestSuite(mtp3_two_links, .init = two_links, .fini = pair_close);

Test(mtp3_two_links, they_share_the_load_by_sls)
{
	memset(A->heard_sends, 0, sizeof(A->heard_sends));
	traffic(10, 20);
	pair_pass(200);
	cr_expect(eq(u32, A->heard_sends[0], 80));
	cr_expect(eq(u32, A->heard_sends[1], 80));
	ALL_ARRIVED(A, B);
	ALL_ARRIVED(B, A);
}

Test(mtp3_two_links, nothing_is_lost_when_one_is_cut_in_full_traffic_and_comes_back)
{
	traffic(10, 10);
	cut(0, 1);
	traffic(20, 10);
	pair_pass(3000);
	cr_expect(not(carrying(A, 0)));
	cr_expect(A->counts[ISUP_STAT_MTP3_RETRIEVED][0] > 0);
	ALL_ARRIVED(A, B);
	ALL_ARRIVED(B, A);
	cut(0, 0);
	for (int i = 0; i < 1000 && !(carrying(A, 0) && carrying(B, 0)); i++)
		traffic(1, 10);
	cr_assert(carrying(A, 0));
	traffic(10, 10);
	pair_pass(3000);
	ALL_ARRIVED(A, B);
	ALL_ARRIVED(B, A);
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP3_CHANGEBACK][0], 1));
	cr_expect(eq(int, A->pauses + B->pauses, 0));
	cr_expect(eq(long, (long)(A->counts[ISUP_STAT_MTP3_LOST][0] + B->counts[ISUP_STAT_MTP3_LOST][0]), 0));
	memset(A->heard_sends, 0, sizeof(A->heard_sends));
	traffic(1, 10);
	cr_expect(eq(u32, A->heard_sends[0], 8));
}

Test(mtp3_two_links, nothing_is_lost_by_whichever_end_finds_the_failure)
{
	for (int round = 0; round < 6; round++) {
		struct point *finder = round & 1 ? A : B;

		traffic(2, 5);
		cut((unsigned)round & 1, 1);
		mtp_event(finder->isup, (unsigned)round & 1, SPAN_EV_ALARM, &finder->out);
		traffic(2, 5);
		mtp_event(finder->isup, (unsigned)round & 1, SPAN_EV_NOALARM, &finder->out);
		cut((unsigned)round & 1, 0);
		pair_pass(30000);
		cr_assert(carrying(A, 0) && carrying(A, 1) && carrying(B, 0) && carrying(B, 1));
	}
	ALL_ARRIVED(A, B);
	ALL_ARRIVED(B, A);
	cr_expect(eq(int, A->pauses + B->pauses, 0));
}

Test(mtp3_two_links, when_both_are_lost_the_user_part_is_told_and_one_is_enough_to_resume)
{
	cut(0, 1);
	cut(1, 1);
	traffic(1, 10);
	pair_pass(5000);
	cr_expect(eq(int, A->pauses, 1));
	cr_expect(eq(int, A->reachable, 0));
	cut(1, 0);
	cr_expect(pair_until_up(20000) > 0);
	cr_expect(not(carrying(A, 0)));
	unsigned before = B->received;
	traffic(2, 10);
	pair_pass(300);
	cr_expect(eq(u32, B->received, before + 32));
}

Test(mtp3_two_links, an_inhibited_link_carries_nothing_and_takes_over_when_the_other_fails)
{
	cr_expect(eq(int, mtp_inhibit(A->isup, 0, 1, &A->out), 0));
	traffic(2, 10);
	pair_pass(3000);
	cr_expect(not(carrying(A, 0)));
	cr_expect(not(carrying(B, 0)));
	memset(A->heard_sends, 0, sizeof(A->heard_sends));
	traffic(2, 10);
	cr_expect(eq(u32, A->heard_sends[0], 0));
	cr_expect(eq(int, mtp_inhibit(A->isup, 1, 1, &A->out), -EBUSY));
	cut(1, 1);
	traffic(10, 10);
	pair_pass(3000);
	cr_expect(carrying(A, 0));
	cr_expect(carrying(B, 0));
	ALL_ARRIVED(A, B);
	ALL_ARRIVED(B, A);
}

Test(mtp3_two_links, inhibition_is_taken_back_on_request)
{
	mtp_inhibit(A->isup, 0, 1, &A->out);
	pair_pass(2000);
	cr_assert(not(carrying(B, 0)));
	mtp_inhibit(A->isup, 0, 0, &A->out);
	traffic(3, 10);
	pair_pass(2000);
	cr_expect(carrying(A, 0));
	cr_expect(carrying(B, 0));
	ALL_ARRIVED(A, B);
	ALL_ARRIVED(B, A);
}

Test(mtp3_two_links, inhibition_is_tested_and_survives)
{
	mtp_inhibit(A->isup, 0, 1, &A->out);
	pair_pass(600000);
	cr_expect(not(carrying(A, 0)));
	cr_expect(not(carrying(B, 0)));
}

Test(mtp3_two_links, a_processor_outage_moves_the_traffic_and_its_end_brings_it_back)
{
	traffic(2, 10);
	mtp_outage(A->isup, 0, 1, &A->out);
	traffic(10, 10);
	pair_pass(2000);
	cr_expect(not(carrying(A, 0)));
	cr_expect(not(carrying(B, 0)));
	mtp_outage(A->isup, 0, 0, &A->out);
	traffic(10, 10);
	pair_pass(2000);
	cr_expect(carrying(A, 0));
	cr_expect(carrying(B, 0));
	/* what was under way when the outage outlasted T1 is discarded, at most one message here, rather than late */
	cr_expect(ge(u32, B->received + (unsigned)A->counts[ISUP_STAT_MTP3_LOST][0], posted(A)));
	cr_expect(ge(u32, A->received + (unsigned)B->counts[ISUP_STAT_MTP3_LOST][0], posted(B)));
	cr_expect(le(u32, (unsigned)(A->counts[ISUP_STAT_MTP3_LOST][0] + B->counts[ISUP_STAT_MTP3_LOST][0]), 2));
	cr_expect(eq(u32, A->doubled + B->doubled, 0));
}

Test(mtp3_two_links, without_an_answer_to_coo_traffic_moves_after_t2)
{
	traffic(2, 10);
	B->to_far[1].cut = 1; /* the far end's answers are lost, and so is link 0 */
	cut(0, 1);
	mtp_event(A->isup, 0, SPAN_EV_ALARM, &A->out);
	cr_expect(eq(int, isup_mtp(A->isup)->links[0].change, CHANGE_ORDERED));
	memset(A->heard_sends, 0, sizeof(A->heard_sends));
	post(A, 0);
	pair_pass(900);
	cr_expect(eq(u32, A->heard_sends[1], 0));
	B->to_far[1].cut = 0;
	B->to_far[1].repeating = 1;
	pair_pass(600);
	cr_expect(eq(u32, A->heard_sends[1], 1));
}

Test(mtp3, four_links_lose_two_at_once_and_nothing_is_lost, .fini = pair_close)
{
	up("itu14", 4);
	pair_pass(30000);
	traffic(10, 4);
	cut(1, 1);
	cut(2, 1);
	traffic(100, 4);
	pair_pass(3000);
	ALL_ARRIVED(A, B);
	ALL_ARRIVED(B, A);
	cut(1, 0);
	cut(2, 0);
	for (int i = 0; i < 100; i++)
		traffic(5, 4);
	pair_pass(3000);
	cr_expect(carrying(A, 1) && carrying(A, 2));
	ALL_ARRIVED(A, B);
	ALL_ARRIVED(B, A);
	cr_expect(eq(int, A->pauses + B->pauses, 0));
}

/* ---- one point, the far end told by hand ---- */

static void
hear(const uint8_t *unit, size_t len)
{
	mtp_unit(A->isup, 0, unit, len, &A->out);
}

static int hand_fsn, hand_bsn;

/* The far end's next message: SIO and SIF. */
static void
hear_msu(const uint8_t *msu, size_t len)
{
	uint8_t unit[MTP2_UNIT_MAX] = { (uint8_t)(0x80 | hand_bsn), (uint8_t)(0x80 | hand_fsn),
		(uint8_t)(len < 63 ? len : 63) };

	hand_fsn = (hand_fsn + 1) & 127;
	memcpy(unit + 3, msu, len);
	hear(unit, len + 3);
}

/* All the point said so far is acknowledged; returns the last message unit with this SI and heading, or NULL. */
static const uint8_t *
last_said(int si, int heading)
{
	struct wire *w = &A->to_far[0];
	const uint8_t *found = NULL;

	for (unsigned i = 0; i < w->last; i++) {
		const uint8_t *u = w->units[i % WIRE_UNITS].octets;

		if (w->units[i % WIRE_UNITS].len < 6)
			continue;
		hand_bsn = u[1] & 127;
		if ((u[3] & 15) == si && u[8] == heading)
			found = u;
	}
	return found;
}

static void
alone(void)
{
	point_open(A, "itu14", "10", "20", 1, "mtp_routes = ( { dpc = \"300\"; linkset = \"far\"; } );");
	points[1].isup = NULL;
	hand_fsn = 0;
	hand_bsn = 127;
	mtp_started(A->isup, 0, &A->out);
	hear((const uint8_t[]){ 0xff, 0xff, 1, MTP2_SIO }, 4);
	hear((const uint8_t[]){ 0xff, 0xff, 1, MTP2_SIE }, 4);
	A->isup->now_us += 500 * US_PER_MS;
	mtp_timer(A->isup, timers_pop(isup_timers(A->isup), A->isup->now_us), &A->out);
	hear((const uint8_t[]){ 0xff, 0xff, 0 }, 3);
}

static void
alone_close(void)
{
	free(A->isup);
}

static void
wait_ms(int64_t ms)
{
	int64_t end_us = A->isup->now_us + ms * US_PER_MS;

	while (timers_next(isup_timers(A->isup)) <= end_us) {
		A->isup->now_us = timers_next(isup_timers(A->isup));
		mtp_timer(A->isup, timers_pop(isup_timers(A->isup), A->isup->now_us), &A->out);
	}
	A->isup->now_us = end_us;
}

/* Labels from 20 to 10, SLS 0: DPC 10, OPC 20 in 14 bits each. */
#define LABEL 10, 0x00, 0x05, 0x00

static void
answer_test(void)
{
	uint8_t msu[64];
	const uint8_t *said = last_said(1, 0x11);

	cr_assert(said != NULL);
	size_t len = (size_t)said[2];
	memcpy(msu, said + 3, len);
	memcpy(msu + 1, (const uint8_t[]){ LABEL }, 4);
	msu[5] = 0x21;
	hear_msu(msu, len);
}

TestSuite(mtp3_by_hand, .init = alone, .fini = alone_close);

Test(mtp3_by_hand, the_link_test_comes_first_and_our_tra_after_the_far_ends)
{
	const uint8_t *test = last_said(1, 0x11);

	cr_assert(test != NULL);
	cr_expect(eq(int, test[9] >> 4, 8));
	cr_expect(last_said(0, 0x17) == NULL);
	answer_test();
	cr_expect(last_said(0, 0x17) == NULL); /* we restart: not before the adjacent point's, or T20 */
	cr_expect(eq(int, A->reachable, 0));
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0x17 }, 6);
	cr_expect(last_said(0, 0x17) != NULL);
	cr_expect(eq(int, A->reachable, 2));
}

Test(mtp3_by_hand, without_tra_traffic_begins_after_t20)
{
	answer_test();
	last_said(1, 0x11);
	hear((const uint8_t[]){ (uint8_t)(0x80 | hand_bsn), (uint8_t)(0x80 | ((hand_fsn + 127) & 127)), 0 }, 3);
	wait_ms(59900);
	cr_expect(eq(int, A->reachable, 0));
	wait_ms(200);
	cr_expect(eq(int, A->reachable, 2));
	cr_expect(last_said(0, 0x17) != NULL);
}

Test(mtp3_by_hand, a_wrong_answer_is_none_and_the_second_silence_takes_the_link_out)
{
	uint8_t msu[] = { 0x80 | 1, LABEL, 0x21, 0x20, 'n', 'o' };

	hear_msu(msu, sizeof(msu));
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP3_BAD_MESSAGE][0], 1));
	for (int i = 0; i < 2; i++) {
		last_said(1, 0x11);
		hear((const uint8_t[]){ (uint8_t)(0x80 | hand_bsn), 0x80, 0 }, 3);
		wait_ms(6000);
	}
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP3_TEST_FAILED][0], 1));
	cr_expect(eq(int, isup_mtp(A->isup)->links[0].state, LINK_WAITING));
	const struct wire *w = &A->to_far[0];
	cr_expect(eq(int, w->units[w->last - 1].octets[3], MTP2_SIOS));
	wait_ms(1200);
	cr_expect(eq(int, isup_mtp(A->isup)->links[0].state, LINK_ALIGNING));
}

Test(mtp3_by_hand, a_test_is_answered_with_its_own_pattern_and_only_on_its_own_slc)
{
	hear_msu((const uint8_t[]){ 0x81, LABEL, 0x11, 0x30, 'a', 'b', 'c' }, 10);
	const uint8_t *answer = last_said(1, 0x21);
	cr_assert(answer != NULL);
	cr_expect(eq(int, memcmp(answer + 9, (const uint8_t[]){ 0x30, 'a', 'b', 'c' }, 4), 0));
	unsigned before = A->to_far[0].last;
	hear_msu((const uint8_t[]){ 0x81, 10, 0x00, 0x05, 0x30, 0x11, 0x30, 'a', 'b', 'c' }, 10);
	cr_expect(eq(u32, A->to_far[0].last - before, 1)); /* the acknowledgement alone */
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP3_BAD_MESSAGE][0], 1));
}

Test(mtp3_by_hand, what_is_not_for_us_is_counted_and_dropped)
{
	hear_msu((const uint8_t[]){ 0x05, LABEL, 1, 2, 3 }, 8);                /* international */
	hear_msu((const uint8_t[]){ 0x85, 11, 0x00, 0x05, 0x00, 1, 2, 3 }, 8); /* for 11 */
	hear_msu((const uint8_t[]){ 0x85, 10, 0x00 }, 3);                      /* half a label */
	hear_msu(
	    (const uint8_t[]){ 0x85, 10, 0, 0, 20, 0, 0, 0, 1, 2, 3 }, 11); /* 24-bit label: our 14 bits read 10, 0 */
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP3_BAD_NI][0], 1));
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP3_BAD_DPC][0], 1));
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP3_BAD_LABEL][0], 1));
}

Test(mtp3_by_hand, unknown_user_parts_and_broken_management_messages)
{
	answer_test();
	hear_msu((const uint8_t[]){ 0x83, LABEL, 1, 2, 3 }, 8); /* SCCP */
	const uint8_t *upu = last_said(0, 0x1a);
	cr_assert(upu != NULL);
	cr_expect(eq(int, upu[9], 10)); /* about ourselves: user 3, cause 1 */
	cr_expect(eq(int, upu[11], 0x13));
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0x11 }, 6);                /* COO without FSN */
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0x14, 1 }, 7);             /* TFP, half a point code */
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0xee, 1 }, 7);             /* unknown */
	hear_msu((const uint8_t[]){ 0x80, LABEL }, 5);                      /* nothing */
	hear_msu((const uint8_t[]){ 0x81, LABEL, 0x11, 0xf0 }, 7);          /* pattern of 15, none there */
	hear_msu((const uint8_t[]){ 0x80, 10, 0x40, 0x05, 0x00, 0x17 }, 6); /* TRA of a stranger */
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP3_BAD_MESSAGE][0], 6));
}

Test(mtp3_by_hand, a_destination_behind_the_adjacent_follows_tfp_and_tfa)
{
	answer_test();
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0x17 }, 6);
	cr_expect(eq(int, A->reachable, 2));
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0x14, 300 & 255, 300 >> 8 }, 8);
	cr_expect(eq(int, A->reachable, 1));
	cr_expect(not(mtp3_reachable(A->isup, 0, 300)));
	last_said(1, 0x11);
	hear((const uint8_t[]){ (uint8_t)(0x80 | hand_bsn), (uint8_t)(0x80 | ((hand_fsn + 127) & 127)), 0 }, 3);
	wait_ms(45000);
	cr_expect(last_said(0, 0x15) != NULL); /* RST */
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0x54, 300 & 255, 300 >> 8 }, 8);
	cr_expect(eq(int, A->reachable, 2));
}

Test(mtp3_by_hand, upu_and_tfc_reach_the_user_part)
{
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0x1a, 20, 0, 0x15 }, 9);
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0x1a, 20, 0, 0x13 }, 9); /* about SCCP: none of ours */
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0x23, 20, 0x40 }, 8);
	cr_expect(eq(int, A->statuses, 2));
}

Test(mtp3_by_hand, the_view_of_routes_tells_what_was_told)
{
	struct mtp_route_view v;

	cr_assert(eq(int, mtp_route_view(isup_mtp(A->isup), 0, &v), 0));
	cr_expect(eq(u32, v.pc, 20));
	cr_expect_str_eq(v.state, "link set down");
	answer_test();
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0x17 }, 6);
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0x34, 300 & 255, 300 >> 8 }, 8); /* TFR, and no other way */
	cr_assert(eq(int, mtp_route_view(isup_mtp(A->isup), 1, &v), 0));
	cr_expect(eq(u32, v.pc, 300));
	cr_expect_str_eq(v.state, "restricted");
	cr_expect(v.reachable && v.carries == 16 && v.values == 16);
	hear_msu((const uint8_t[]){ 0x80, LABEL, 0x14, 300 & 255, 300 >> 8 }, 8);
	cr_assert(eq(int, mtp_route_view(isup_mtp(A->isup), 1, &v), 0));
	cr_expect_str_eq(v.state, "prohibited");
	cr_expect(not(v.reachable));
	cr_expect(eq(u32, v.carries, 0));
	cr_expect(eq(int, mtp_route_view(isup_mtp(A->isup), 2, &v), -ENOENT));
}
