/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls folded by hand: times in the comments are seconds after START. */
#include "tests/unit/crm/help.h"

#include <errno.h>

static struct call call;

static void
fold(struct msg_fact f)
{
	cr_assert_eq(call_fold(&call, &f), 0);
}

static void
fresh(void)
{
	setenv("TZ", "Asia/Shanghai", 1);
	call_new(&call, CALL);
}

TestSuite(fold, .init = fresh);

/* in 0, answered 1, menu 9, queued 10, rings 60, talks 62, holds 100-130, ends 310 */
Test(fold, an_ordinary_call_has_wait_talk_and_hold)
{
	struct msg_fact menu = fact_at(9, FACT_CALL_MENU);
	menu.value = '2';
	text_copy(menu.text, sizeof menu.text, "报修");

	fold(fact_offered(0, "01055500123"));
	fold(fact_at(1, FACT_CALL_ANSWERED));
	fold(menu);
	fold(fact_queued(10, 1));
	fold(fact_of_seat(60, FACT_CALL_RINGING, 103));
	fold(fact_of_seat(62, FACT_CALL_TALKING, 103));
	fold(fact_at(100, FACT_CALL_HELD));
	fold(fact_at(130, FACT_CALL_RETRIEVED));
	fold(fact_ended(310, CALL_END_CALLER));
	fold(fact_recorded(311, 1, 248 * 8000));
	const Rec__Call *c = &call.rec;
	cr_assert_str_eq(c->caller, "01055500123");
	cr_assert_str_eq(c->dialled, "01055509000");
	cr_assert_str_eq(c->service, "供水热线");
	cr_assert_str_eq(c->choice, "报修");
	cr_assert_eq(c->choice_key, '2');
	cr_assert_eq(c->wait_us, 52 * SEC);
	cr_assert_eq(c->talk_us, 248 * SEC);
	cr_assert_eq(c->held_us, 30 * SEC);
	cr_assert(c->has_seat);
	cr_assert_eq(c->seat, 103);
	cr_assert_eq(c->queue, 1);
	cr_assert_eq(c->rings, 1);
	cr_assert_eq(c->ended_by, CALL_END_CALLER);
	cr_assert_eq(c->cause, 16);
	cr_assert_eq(c->recordings, 1);
	cr_assert_eq(c->first_us, START);
}

/* queued 10, gone 57; a seat rang from 50 on */
Test(fold, an_abandoned_call_has_its_wait_and_no_seat)
{
	fold(fact_offered(0, "01055500777"));
	fold(fact_at(1, FACT_CALL_ANSWERED));
	fold(fact_queued(10, 1));
	fold(fact_of_seat(50, FACT_CALL_RINGING, 105));
	fold(fact_ended(57, CALL_END_CALLER));
	cr_assert_eq(call.rec.wait_us, 47 * SEC);
	cr_assert(!call.rec.has_seat);
	cr_assert_eq(call.rec.talk_us, 0);
	cr_assert_eq(call.rec.rang_seat, 105);
}

/* queued 10, seat 105 rings 20-40 in vain, seat 103 refuses at 45, seat 101 talks from 50 to 60 */
Test(fold, the_seat_is_the_one_that_talked)
{
	fold(fact_offered(0, "01055500777"));
	fold(fact_queued(10, 1));
	fold(fact_of_seat(20, FACT_CALL_RINGING, 105));
	fold(fact_of_seat(40, FACT_CALL_NO_ANSWER, 105));
	fold(fact_of_seat(41, FACT_CALL_RINGING, 103));
	fold(fact_of_seat(45, FACT_CALL_REJECTED, 103));
	fold(fact_of_seat(46, FACT_CALL_RINGING, 101));
	fold(fact_of_seat(50, FACT_CALL_TALKING, 101));
	fold(fact_ended(60, CALL_END_SEAT));
	cr_assert_eq(call.rec.seat, 101);
	cr_assert_eq(call.rec.rings, 3);
	cr_assert_eq(call.rec.no_answers, 1);
	cr_assert_eq(call.rec.rejects, 1);
	cr_assert_eq(call.rec.wait_us, 40 * SEC);
	cr_assert_eq(call.rec.talk_us, 10 * SEC);
}

/* talks 20-50, the phone is lost and the caller waits again; talks 80-100 with another seat */
Test(fold, a_call_taken_up_by_a_second_seat_sums_its_talks)
{
	fold(fact_offered(0, "01055500777"));
	fold(fact_queued(10, 1));
	fold(fact_of_seat(20, FACT_CALL_TALKING, 103));
	fold(fact_of_seat(45, FACT_CALL_SEAT_LOST, 103));
	fold(fact_queued(50, 1));
	fold(fact_of_seat(80, FACT_CALL_TALKING, 104));
	fold(fact_ended(100, CALL_END_CALLER));
	cr_assert_eq(call.rec.talk_us, 50 * SEC);
	cr_assert_eq(call.rec.wait_us, 10 * SEC);
	cr_assert_eq(call.rec.seat, 104);
	cr_assert_eq(call.rec.seats_lost, 1);
	cr_assert_eq(call.rec.n_talks, 2);
	cr_assert_eq(call.rec.talks[1], START + 80 * SEC);
}

Test(fold, a_hold_that_ends_with_the_call_counts)
{
	fold(fact_of_seat(20, FACT_CALL_TALKING, 103));
	fold(fact_at(30, FACT_CALL_HELD));
	fold(fact_ended(45, CALL_END_CALLER));
	cr_assert_eq(call.rec.held_us, 15 * SEC);
	cr_assert_eq(call.rec.held_since_us, 0);
}

Test(fold, a_call_dialled_by_a_seat_is_outgoing_and_its_own)
{
	struct msg_fact f = fact_of_seat(0, FACT_CALL_DIALLED, 101);

	number_set(&f.dialled, "10055500009", 0);
	f.number = f.dialled;
	fold(f);
	fold(fact_of_seat(8, FACT_CALL_TALKING, 101));
	fold(fact_ended(80, CALL_END_SEAT));
	cr_assert(call.rec.outgoing);
	cr_assert_str_eq(call.rec.dialled, "10055500009");
	cr_assert_eq(call.rec.seat, 101);
	cr_assert_eq(call.rec.talk_us, 72 * SEC);
	cr_assert_eq(call.rec.wait_us, 0);
}

Test(fold, a_refused_call_is_over_at_once)
{
	struct msg_fact f = fact_offered(0, "01055500123");

	f.kind = FACT_CALL_REFUSED;
	f.cause = 42;
	fold(f);
	cr_assert(call.rec.refused);
	cr_assert_eq(call.rec.cause, 42);
	cr_assert_eq(call.rec.ended_us, START);
}

Test(fold, a_customer_named_by_the_switch_does_not_displace_one_found_by_hand)
{
	struct msg_fact f = fact_of_seat(5, FACT_CALL_TALKING, 103);

	strcpy(f.customer, "C-000123");
	call.rec.customer = UINT64_C(1) << 48 | 7;
	fold(f);
	cr_assert_eq(call.rec.customer, UINT64_C(1) << 48 | 7);
	call.rec.customer = 0;
	fold(f);
	cr_assert_eq(call.rec.customer, UINT64_C(1) << 48 | 123);
}

Test(fold, what_is_stored_and_read_back_goes_on_as_if_it_had_stayed)
{
	struct call again;

	fold(fact_offered(0, "01055500123"));
	fold(fact_queued(10, 1));
	fold(fact_of_seat(62, FACT_CALL_TALKING, 103));
	fold(fact_at(100, FACT_CALL_HELD));
	uint8_t packed[1024];
	size_t n = rec__call__pack(&call.rec, packed);
	Rec__Call *stored = rec__call__unpack(NULL, n, packed);
	call_from(&again, stored);
	store_free(stored);
	fold(fact_ended(310, CALL_END_CALLER));
	struct msg_fact end = fact_ended(310, CALL_END_CALLER);
	cr_assert_eq(call_fold(&again, &end), 0);
	uint8_t one[1024], two[1024];
	cr_assert_eq(rec__call__pack(&call.rec, one), rec__call__pack(&again.rec, two));
	cr_assert_eq(memcmp(one, two, rec__call__get_packed_size(&call.rec)), 0);
}

Test(fold, no_text_of_a_fact_can_spoil_a_record)
{
	struct msg_fact f = fact_offered(0, "01055500123");

	memset(f.text, 0xe4, sizeof f.text); /* not UTF-8, not ended */
	memset(f.number.digits, 'z', sizeof f.number.digits);
	f.number.len = 255;
	memset(f.customer, 'C', sizeof f.customer);
	fold(f);
	cr_assert_str_eq(call.rec.service, "");
	cr_assert_str_eq(call.rec.caller, "");
	cr_assert_eq(call.rec.customer, 0);
}

Test(fold, facts_about_no_call_are_refused)
{
	struct msg_fact f = fact_at(0, FACT_SEAT_STATE);

	cr_assert_eq(call_fold(&call, &f), -EINVAL);
	f.kind = FACT_COUNT;
	cr_assert_eq(call_fold(&call, &f), -EINVAL);
	f.kind = 65535;
	cr_assert_eq(call_fold(&call, &f), -EINVAL);
	f = fact_at(0, FACT_CALL_ENDED);
	f.session = 0;
	cr_assert_eq(call_fold(&call, &f), -EINVAL);
}

Test(fold, a_recording_begins_with_its_talk_and_is_named_by_day_and_session)
{
	char path[RECORDING_PATH];
	Rec__Recording r;

	fold(fact_of_seat(20, FACT_CALL_TALKING, 103));
	fold(fact_of_seat(80, FACT_CALL_TALKING, 104));
	struct msg_fact f = fact_recorded(120, 2, 16000);
	f.gap_ms = 40;
	call_recording(&call, &f, "rec", &r, path);
	cr_assert_str_eq(r.path, "rec/20260516/1-38217-2.wav");
	cr_assert_eq(r.start_us, START + 80 * SEC);
	cr_assert_eq(r.end_us, START + 82 * SEC);
	cr_assert_eq(r.gap_ms, 40);
	cr_assert(r.ok);
	f.cause = 1;
	call_recording(&call, &f, "rec", &r, path);
	cr_assert(!r.ok);
}

Test(fold, metering_pulses_are_the_latest_total)
{
	struct msg_fact f = fact_at(5, FACT_CALL_METERED);

	f.value = 3;
	fold(f);
	f.value = 2; /* late */
	fold(f);
	cr_expect_eq(call.rec.pulses, 3);
}
