/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an incoming call may do to a person at work, what keys do, what packets may not do.
 */
#include "world.h"

#include "base/alarm.h"

#include <criterion/criterion.h>
#include <errno.h>

static void
at_home(void)
{
	world_signed_in(LANG_ZH, 24, 80);
}

TestSuite(rules, .init = at_home);

static void
known_call_talks(void)
{
	call_rings("01055500123", true);
	answer_customer_a();
	pass(SEC);
	key(K_F2);
	call_talks();
}

Test(rules, a_call_pops_on_the_untouched_home_screen)
{
	call_rings("01055500123", true);
	cr_expect_eq(w.c.screen, SCREEN_RING_KNOWN);
	cr_expect_eq(w.bells, 1);
	cr_expect(shows("客户甲"), "name and number stand there before the file has come");
	cr_expect(shows("010-5550 0123"));
	answer_customer_a();
	cr_expect(shows("曾投诉水压"));
}

static int
tell_alarms(unsigned open, enum desk_alarm what)
{
	struct desk_alarms a = { .head = { .type = DESK_ALARMS, .seat = w.c.me.seat },
		.open = { 0, 0, (uint16_t)open },
		.what = (uint8_t)what,
		.severity = ALARM_CRITICAL };

	text_copy(a.name, sizeof(a.name), "span 3");
	text_copy(a.text, sizeof(a.text), alarm_kinds[ALARM_SPAN_AIS].text[LANG_ZH]);
	return console_desk(&w.c, &a, sizeof(a), w.now);
}

Test(rules, alarms_stand_in_the_first_row_and_news_in_the_prompt_line)
{
	cr_expect(!shows("告警"));
	cr_expect_eq(tell_alarms(2, DESK_ALARM_RAISED), 0);
	cr_expect(shows("! 告警 2   "));
	cr_expect(shows("! 严重 span 3: 收到 AIS, 对端或传输段故障"));
	pass(6 * SEC);
	cr_expect(!shows("span 3"), "the sentence goes");
	cr_expect(shows("! 告警 2   "), "the figure stays");
	cr_expect_eq(tell_alarms(0, DESK_ALARM_OVER), 0);
	cr_expect(shows("已恢复 span 3"));
	cr_expect(!shows("告警"));
	cr_expect_eq(tell_alarms(1, (enum desk_alarm)9), -EBADMSG);
}

Test(rules, a_withheld_number_says_so)
{
	w.seat.caller.presentation = 1;
	call_rings("01055500123", false);
	w.seat.caller.presentation = 1;
	tell_seat();
	cr_expect(shows("号码不显示"));
}

Test(rules, enter_answers_only_after_the_finger_had_time_to_stop)
{
	call_rings("01055500123", true);
	pass(600 * US_PER_MS);
	key(K_ENTER);
	cr_expect_eq(said(DESK_VERB_ANSWER), 0);
	pass(200 * US_PER_MS);
	key(K_ENTER);
	cr_expect_eq(said(DESK_VERB_ANSWER), 1);
	cr_expect_eq(w.verbs[0].session, w.seat.session);
}

Test(rules, what_is_said_about_f9_goes_with_its_call)
{
	known_call_talks();
	key(K_F9);
	cr_expect(shows("再按一次 F9"));
	call_ends();
	cr_expect(!shows("再按一次 F9"), "the call is over");
	call_rings("01055500123", true);
	pass(SEC);
	key(K_F2);
	call_talks();
	key(K_F9);
	pass(TWICE_US);
	cr_expect(!shows("再按一次 F9"), "two seconds are over");
	cr_expect_eq(said(DESK_VERB_HANG_UP), 0);
}

Test(rules, enter_too_soon_says_why_nothing_happened)
{
	call_rings("01055500123", true);
	pass(300 * US_PER_MS);
	key(K_ENTER);
	cr_expect_eq(said(DESK_VERB_ANSWER), 0);
	cr_expect(shows("来电刚到"));
}

Test(rules, a_missed_call_is_told_and_a_refused_one_is_not)
{
	call_rings("01055500123", true);
	pass(20 * SEC);
	no_call();
	tell_state(SEAT_AWAY);
	cr_expect(shows("未接来电: 010-5550 0123, 振铃 0:20"));
	pass(10 * SEC);
	tell_state(SEAT_READY);
	call_rings("01055500777", false);
	pass(SEC);
	key(K_F9);
	no_call();
	tell_state(SEAT_READY);
	cr_expect(!shows("未接来电"));
}

Test(rules, a_state_asked_for_in_after_call_work_is_shown)
{
	known_call_talks();
	call_ends();
	cr_expect(!shows("-> 离席"));
	w.seat.after = SEAT_AWAY;
	tell_seat();
	cr_expect(shows("-> 离席"));
	no_call();
	tell_state(SEAT_AWAY);
	cr_expect(!shows("-> 离席"), "it is so now");
}

Test(rules, one_escape_leaves_the_form_of_a_new_customer)
{
	key(K_CTRL('N'));
	cr_assert_eq(w.c.screen, SCREEN_CUSTOMER);
	type("客户");
	key(K_ESC);
	cr_expect_eq(w.c.screen, SCREEN_HOME);
	cr_expect(w.c.have_parked, "what was typed is kept");
}

Test(rules, the_same_kind_of_business_is_listed_once)
{
	known_call_talks();
	int before = w.c.work.n_done;
	type("22");
	cr_expect_eq(w.c.work.n_done, before + 1);
}

Test(rules, a_call_out_is_called_so)
{
	w.seat.outgoing = 1;
	known_call_talks();
	cr_expect(shows("本次去电"));
	cr_expect(!shows("本次来电"));
}

Test(rules, queues_are_named_in_the_language_of_the_screen)
{
	world_signed_in(LANG_EN, 24, 80);
	call_rings("01055500123", true);
	text_copy(w.seat.queue, sizeof(w.seat.queue), "供水服务");
	tell_seat();
	cr_expect(shows("Water"));
	cr_expect(!shows("供水服务"));
}

static void
own_calls(void)
{
	static const struct {
		const char *number, *name;
		bool out, answered, complete;
	} rows[] = { { "01055500110", "客户丑", false, true, true }, { "01055500131", "客户乙", true, true, true },
		{ "01055500131", "客户乙", true, false, true }, { "01055500164", "", false, true, false } };

	screen_push(&w.c, SCREEN_CALLS);
	an.n = 4;
	for (int i = 0; i < 4; i++) {
		struct call_row *r = &an.calls[i];
		*r = (struct call_row){ .session = 100 + (uint64_t)i,
			.at_us = w.now,
			.outgoing = rows[i].out,
			.answered = rows[i].answered,
			.complete = rows[i].complete };
		number_set(&r->party, rows[i].number, 3);
		text_copy(r->name, sizeof(r->name), rows[i].name);
	}
	answer(ASK_DAY);
}

Test(rules, own_calls_can_be_filtered)
{
	own_calls();
	cr_expect(shows("4 / 4"));
	key(K_CTRL('F'));
	type("乙");
	cr_expect(shows("2 / 4"));
	cr_expect(!shows("客户丑"));
	key(K_ESC);
	cr_expect(shows("4 / 4"), "Esc clears");
	cr_expect_eq(w.c.screen, SCREEN_CALLS, "and goes no further");
	key(K_CTRL('F'));
	type("0164");
	key(K_ENTER);
	cr_expect(shows("1 / 4"));
	key(K_CTRL('F'));
	key(K_ESC);
	key('4');
	cr_expect(shows("2 / 4"), "calls in");
	key('4');
	key('5');
	key('5');
	cr_expect(shows("1 / 4"), "calls out without an answer");
	cr_expect_eq(w.c.call_rows[w.c.listed[0]].session, 102);
	key('5');
	cr_expect(shows("没有这样的通话"));
}

Test(rules, a_call_of_the_list_is_called_back)
{
	own_calls();
	key(K_DOWN);
	key('2');
	cr_assert_eq(said(DESK_VERB_DIAL), 1);
	cr_expect_str_eq(w.verbs[0].text, "01055500131");
	cr_expect_eq(w.c.screen, SCREEN_HOME);
	own_calls();
	w.c.call_rows[0].party.presentation = 1;
	key('2');
	cr_expect_eq(said(DESK_VERB_DIAL), 1);
	cr_expect(shows("没有号码"));
}

Test(rules, enter_does_not_answer_from_a_list_or_a_field)
{
	key(K_CTRL('F'));
	type("A");
	call_rings("01055500123", true);
	pass(2 * SEC);
	key(K_ENTER);
	cr_expect_eq(said(DESK_VERB_ANSWER), 0);
	cr_expect_eq(w.c.screen, SCREEN_FIND);
	cr_expect(shows("只有 F2"));
	key(K_F2);
	cr_expect_eq(said(DESK_VERB_ANSWER), 1);
}

Test(rules, the_screen_shows_what_is_not_what_was_asked)
{
	call_rings("01055500123", true);
	pass(SEC);
	key(K_F2);
	cr_expect_eq(w.c.screen, SCREEN_RING_KNOWN);
	pass(1100 * US_PER_MS);
	cr_expect(shows("总机未应答, 再按一次"));
	key(K_F2);
	call_talks();
	cr_expect_eq(w.c.screen, SCREEN_TALK);
}

Test(rules, a_state_that_stays_is_an_answer_too)
{
	key(K_F4);
	key('1');
	cr_expect_eq(said(DESK_VERB_READY), 1);
	tell_seat();
	pass(1100 * US_PER_MS);
	cr_expect_not(shows("总机未应答"), "ready who was ready: the switch has said so");
}

Test(rules, releasing_a_customer_takes_two_presses)
{
	known_call_talks();
	key(K_F9);
	cr_expect_eq(said(DESK_VERB_HANG_UP), 0);
	pass(2100 * US_PER_MS);
	key(K_F9);
	cr_expect_eq(said(DESK_VERB_HANG_UP), 0, "too late for the second press");
	pass(500 * US_PER_MS);
	key('5');
	key(K_F9);
	cr_expect_eq(said(DESK_VERB_HANG_UP), 0, "another key came between");
	pass(500 * US_PER_MS);
	key(K_F9);
	cr_expect_eq(said(DESK_VERB_HANG_UP), 1);
}

Test(rules, escape_never_touches_a_call_nor_loses_text)
{
	known_call_talks();
	key(K_CTRL('G'));
	type("水压低");
	for (int i = 0; i < 5; i++)
		key(K_ESC);
	cr_expect_str_eq(w.c.work.notes, "水压低");
	cr_expect_eq(said(DESK_VERB_HANG_UP), 0);
}

Test(rules, notes_are_saved_after_a_pause)
{
	known_call_talks();
	key(K_CTRL('G'));
	type("水压低");
	pass(SEC);
	cr_expect_null(asked(ASK_DRAFT_SAVE));
	pass(SEC);
	cr_assert_not_null(asked(ASK_DRAFT_SAVE));
	cr_expect(strncmp(asked(ASK_DRAFT_SAVE)->text, "水压低", strlen("水压低")) == 0);
	cr_expect_eq(asked(ASK_DRAFT_SAVE)->session, w.seat.session);
}

Test(rules, a_restarted_console_finds_its_notes)
{
	known_call_talks();
	key(K_CTRL('G'));
	type("水压低");
	pass(2 * SEC);
	char kept[ASK_NOTE];
	text_copy(kept, sizeof(kept), asked(ASK_DRAFT_SAVE)->text);
	struct desk_seat before = w.seat;

	world_open(LANG_ZH, 24, 80);
	type("0103");
	key(K_ENTER);
	type("123456");
	key(K_ENTER);
	an.agent = (struct agent){ .token = 8, .seat = 103 };
	answer(ASK_SIGN_IN);
	w.seat = before;
	tell_seat();
	cr_expect_eq(w.c.screen, SCREEN_TALK);
	an.n = 1;
	an.drafts[0].session = before.session;
	text_copy(an.drafts[0].text, sizeof(an.drafts[0].text), kept);
	answer(ASK_DRAFT_LOAD);
	cr_expect_str_eq(w.c.work.notes, "水压低");
	cr_expect_eq(w.c.work.kind, KIND_REPAIR);
	an.n = ASK_DRAFTS + 1; /* more than there can be */
	answer(ASK_DRAFT_LOAD);
	cr_expect_str_eq(w.c.work.notes, "水压低");
}

/* From hang-up to ready: the form opens by itself, three digits, F8. */
Test(rules, the_usual_order_takes_four_keys)
{
	known_call_talks();
	pass(5 * SEC);
	call_ends();
	cr_assert_eq(w.c.screen, SCREEN_WRAP);
	pass(SEC);
	type("211");
	key(K_F8);
	cr_assert_not_null(asked(ASK_ORDER_SAVE));
	const struct order *o = &asked(ASK_ORDER_SAVE)->order;
	cr_expect_eq(o->kind, KIND_REPAIR);
	cr_expect_eq(o->subkind, 1);
	cr_expect_eq(o->handling, HANDLING_DISPATCH);
	cr_expect_eq(o->customer, customer_a().id);
	cr_expect_eq(o->session, w.seat.session);
	cr_expect_str_eq(o->department, "维修部");
	cr_expect_eq(said(DESK_VERB_FINISH), 0, "not before the order is stored");
	an.order.session = w.seat.session;
	text_copy(an.order.number, sizeof(an.order.number), "0516-044");
	answer(ASK_ORDER_SAVE);
	cr_expect_eq(said(DESK_VERB_FINISH), 1);
	cr_expect(shows("0516-044"));
	no_call();
	tell_state(SEAT_READY);
	cr_expect_eq(w.c.screen, SCREEN_HOME);
}

Test(rules, another_due_time_takes_two_keys_more)
{
	known_call_talks();
	pass(5 * SEC);
	call_ends();
	pass(SEC);
	type("21152");
	key(K_F8);
	cr_expect_eq(asked(ASK_ORDER_SAVE)->order.due_us, console_time(&w.c) + 8 * 3600 * SEC);
}

Test(rules, a_form_that_opened_by_itself_does_not_hear_the_last_finger)
{
	known_call_talks();
	pass(5 * SEC);
	call_ends();
	pass(200 * US_PER_MS);
	type("3");
	cr_expect_eq(w.c.work.kind, KIND_REPAIR, "the digit was meant for the screen before");
	pass(SEC);
	type("3");
	cr_expect_eq(w.c.work.kind, KIND_COMPLAINT);
}

Test(rules, hanging_up_in_mid_sentence_leaves_the_notes_alone)
{
	known_call_talks();
	key(K_CTRL('G'));
	type("水压");
	call_ends();
	cr_expect_eq(w.c.screen, SCREEN_TALK);
	type("低");
	cr_expect_str_eq(w.c.work.notes, "水压低");
	key(K_F8);
	cr_expect_eq(w.c.screen, SCREEN_WRAP);
	cr_expect(shows("水压低"));
}

Test(rules, a_form_is_stored_with_its_own_call)
{
	known_call_talks();
	uint64_t first = w.seat.session;
	pass(5 * SEC);
	call_ends();
	pass(SEC);
	type("2117");
	type("第一通");
	pass(61 * SEC);
	w.c.key_us = w.now; /* still typing when the time is up */
	no_call();
	tell_state(SEAT_READY);
	cr_expect_eq(w.c.screen, SCREEN_WRAP);
	call_rings("01055500777", false);
	w.seat.session++;
	tell_seat();
	type("!");
	cr_expect_str_eq(w.c.work.notes, "第一通!");
	cr_expect_eq(w.c.work.session, first);
	pass(SEC);
	key(K_F2);
	w.seat.session = w.c.seat.session;
	call_talks();
	cr_expect_eq(w.c.n_drafts, 1);
	cr_expect_eq(w.c.drafts[0].session, first);
	cr_expect_str_eq(w.c.drafts[0].notes, "第一通!");
	cr_expect_neq(w.c.work.session, first);
	cr_expect_str_empty(w.c.work.notes);
}

Test(rules, a_draft_is_one_digit_away)
{
	known_call_talks();
	pass(5 * SEC);
	call_ends();
	pass(SEC);
	type("21");
	pass(60 * SEC);
	no_call();
	tell_state(SEAT_READY);
	cr_expect_eq(w.c.screen, SCREEN_HOME);
	pass(SEC);
	key('1');
	cr_expect_eq(w.c.screen, SCREEN_WRAP);
	cr_expect_eq(w.c.work.subkind, 1);
	key(K_F8);
	an.order.session = w.c.work.session;
	text_copy(an.order.number, sizeof(an.order.number), "0516-045");
	answer(ASK_ORDER_SAVE);
	cr_expect_eq(said(DESK_VERB_FINISH), 0, "the seat is not in after-call work");
	cr_expect_eq(w.c.screen, SCREEN_HOME);
	cr_expect_eq(w.c.n_drafts, 0);
}

Test(rules, the_next_call_pops_over_a_stored_form)
{
	known_call_talks();
	pass(5 * SEC);
	call_ends();
	pass(SEC);
	type("211");
	key(K_F8);
	an.order.session = w.seat.session;
	answer(ASK_ORDER_SAVE);
	no_call();
	call_rings("01055500777", false); /* ready and ringing came as one */
	w.seat.session += 1;
	tell_seat();
	cr_expect_eq(w.c.screen, SCREEN_RING_NEW);
}

Test(rules, an_unknown_caller_is_known_after_one_form)
{
	call_rings("01055500777", false);
	pass(SEC);
	key(K_ENTER);
	call_talks();
	cr_assert_eq(w.c.screen, SCREEN_CUSTOMER);
	type("客户子");
	key(K_F8);
	cr_assert_not_null(asked(ASK_CUSTOMER_SAVE));
	cr_expect_str_eq(asked(ASK_CUSTOMER_SAVE)->customer.name, "客户子");
	cr_expect_str_eq(asked(ASK_CUSTOMER_SAVE)->customer.phones[0], "01055500777");
	cr_expect_eq(asked(ASK_CUSTOMER_SAVE)->session, w.seat.session);
	an.customer = customer_a();
	answer(ASK_CUSTOMER_SAVE);
	cr_expect_eq(w.c.screen, SCREEN_TALK);
	cr_expect_eq(w.c.work.customer, customer_a().id);
}

Test(rules, the_notes_are_one_key_away_from_the_form_of_an_unknown_caller)
{
	call_rings("01055500777", false);
	pass(SEC);
	key(K_ENTER);
	call_talks();
	cr_assert_eq(w.c.screen, SCREEN_CUSTOMER);
	key(K_CTRL('G'));
	cr_assert_eq(w.c.screen, SCREEN_TALK);
	type("水压低");
	cr_expect_str_eq(w.c.work.notes, "水压低");
}

Test(rules, a_form_without_a_name_is_not_sent)
{
	call_rings("01055500777", false);
	pass(SEC);
	key(K_ENTER);
	call_talks();
	key(K_F8);
	cr_expect_null(asked(ASK_CUSTOMER_SAVE));
	cr_expect(shows("「姓名」必填"));
}

Test(rules, the_second_saver_is_warned)
{
	call_rings("01055500777", false);
	pass(SEC);
	key(K_ENTER);
	call_talks();
	type("客户子");
	key(K_F8);
	an.code = ANSWER_CONFLICT;
	an.customer = customer_a();
	answer(ASK_CUSTOMER_SAVE);
	cr_expect_eq(w.c.screen, SCREEN_CUSTOMER);
	cr_expect(shows("客户甲"), "what the other seat saved is shown");
	cr_expect_str_eq(w.c.editing.name, "客户子");
}

/* Phones in the lists are masked; the caller's own file is not (SEC-06). */
Test(rules, numbers_are_masked_in_lists)
{
	key(K_CTRL('F'));
	type("12");
	pass(200 * US_PER_MS);
	an.n = 1;
	an.customers[0] = customer_a();
	answer(ASK_FIND);
	cr_expect(shows("**23"));
	cr_expect_not(shows("5550 0123"));
	cr_expect_not(shows("5550 0009"));
}

/* shows: AGT-12 */
Test(rules, the_number_stands_there_before_the_answer)
{
	call_rings("01055500777", false);
	cr_expect(strstr(row(1), "010-5550 0777"));
	no_call();
	tell_state(SEAT_READY);
	call_rings("", false);
	w.seat.caller.presentation = 1;
	tell_seat();
	cr_expect(strstr(row(1), "号码不显示"));
}

Test(rules, a_locked_screen_shows_no_names_but_takes_calls)
{
	key(K_F12);
	call_rings("01055500123", true);
	answer_customer_a();
	pass(SEC);
	cr_expect_not(shows("客户甲"));
	cr_expect_not(shows("0123"));
	key(K_F2);
	cr_expect_eq(said(DESK_VERB_ANSWER), 1);
	call_talks();
	cr_expect_eq(w.c.screen, SCREEN_LOCK);
	type("123456");
	key(K_ENTER);
	an.code = ANSWER_WRONG;
	answer(ASK_SIGN_IN);
	cr_expect_eq(w.c.screen, SCREEN_LOCK);
	type("654321");
	key(K_ENTER);
	an.agent = w.c.me;
	answer(ASK_SIGN_IN);
	cr_expect_eq(w.c.screen, SCREEN_TALK);
}

Test(rules, an_idle_screen_locks_itself_but_never_in_a_talk)
{
	pass(298 * SEC);
	cr_expect_eq(w.c.screen, SCREEN_HOME);
	pass(2 * SEC);
	cr_expect_eq(w.c.screen, SCREEN_LOCK);
	at_home();
	known_call_talks();
	pass(1000 * SEC);
	cr_expect_eq(w.c.screen, SCREEN_TALK);
}

Test(rules, what_is_pasted_never_presses_keys)
{
	console_paste(&w.c, "1\n2\n", w.now);
	cr_expect_eq(w.n_verbs, 0);
	cr_expect(shows("此处不能粘贴"));
	call_rings("01055500123", true);
	pass(SEC);
	console_paste(&w.c, "\n", w.now);
	cr_expect_eq(said(DESK_VERB_ANSWER), 0);
	key(K_F2);
	call_talks();
	key(K_CTRL('G'));
	console_paste(&w.c, "a\nb", w.now);
	cr_expect_str_eq(w.c.work.notes, "a\nb");
}

Test(rules, timers_count_from_the_switchs_stamps)
{
	call_rings("01055500123", true);
	w.seat.now_us = w.now + 100 * SEC; /* the switch's clock is ahead of ours */
	w.seat.offered_us = w.now + 97 * SEC;
	console_desk(&w.c, &w.seat, sizeof(w.seat), w.now);
	cr_expect(strstr(row(1), "振铃 0:03/0:20"));
	pass(20 * SEC);
	cr_expect(strstr(row(1), "0:23/0:20!"), "past the limit");
}

Test(rules, unsound_packets_are_refused_and_change_nothing)
{
	struct desk_seat bad = w.seat;
	enum screen_id before = w.c.screen;

	for (size_t n = 0; n < sizeof(bad); n++)
		cr_expect_neq(console_desk(&w.c, &bad, n, w.now), 0);
	bad.state = SEAT_STATE_COUNT;
	cr_expect_neq(console_desk(&w.c, &bad, sizeof(bad), w.now), 0);
	bad = w.seat;
	memset(bad.name, 'x', sizeof(bad.name));
	cr_expect_neq(console_desk(&w.c, &bad, sizeof(bad), w.now), 0);
	bad = w.seat;
	bad.offered_us = INT64_MIN;
	cr_expect_neq(console_desk(&w.c, &bad, sizeof(bad), w.now), 0);
	bad = w.seat;
	bad.head.seat = 999;
	cr_expect_neq(console_desk(&w.c, &bad, sizeof(bad), w.now), 0);
	cr_expect_eq(w.c.screen, before);
}

Test(rules, a_wrong_password_is_refused)
{
	world_open(LANG_ZH, 24, 80);
	type("0103");
	key(K_ENTER);
	type("000000");
	key(K_ENTER);
	an.code = ANSWER_WRONG;
	answer(ASK_SIGN_IN);
	cr_expect_eq(w.c.screen, SCREEN_SIGN_IN);
	cr_expect(shows("密码不对"));
	cr_expect_not(w.c.signed_in);
}

Test(rules, the_console_cannot_be_left_while_signed_in)
{
	for (int s = 0; s < SCREEN_COUNT; s++)
		for (unsigned state = 0; state < SEAT_STATE_COUNT; state++)
			if (s != SCREEN_SIGN_IN)
				cr_expect_not(request_live(REQUEST_quit, (enum screen_id)s, state));
}

Test(rules, names_of_any_script_keep_the_columns)
{
	static const char *const names[] = { "𠀀𠮷客户", "𠮷田鿐", "a\xcc\x81\xcc\x88\xcc\xa3 combined", "阿某·示例…",
		"\xf0\x9f\x98\x80 smile", "عربي", "x\xe2\x80\x8by", "\xff\xfe broken",
		"很长很长很长很长很长很长很长很长很长的名字" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		at_home();
		call_rings("01055500123", true);
		an.customer = customer_a();
		text_copy(an.customer.name, sizeof(an.customer.name), names[i]);
		answer(ASK_CUSTOMER);
		look();
		for (int r = 0; r < w.cv.rows; r++) {
			char text[4096];
			canvas_text(&w.cv, r, true, text, sizeof(text));
			cr_expect_eq(text_width(text), 80, "%s, row %d: %s", names[i], r + 1, text);
		}
		/* The line between the panes stands in one column. */
		for (int r = 4; r < 14; r++)
			cr_expect_neq(canvas_cell(&w.cv, r, 38)->line, 0, "%s, row %d", names[i], r + 1);
		cr_expect_str_eq(w.c.file.customer.name, names[i], "the text itself is not changed");
	}
}

/* U+20BB7 and U+9FD0: typed, sent, shown as they are, two columns each. */
Test(rules, rare_characters_of_a_name_are_typed_sent_and_shown_unchanged)
{
	call_rings("01055500777", false);
	pass(SEC);
	key(K_ENTER);
	call_talks();
	type("𠮷鿐");
	cr_expect_eq(text_width("𠮷鿐"), 4);
	cr_expect(shows("𠮷鿐"));
	key(K_F8);
	cr_assert_not_null(asked(ASK_CUSTOMER_SAVE));
	cr_expect_str_eq(asked(ASK_CUSTOMER_SAVE)->customer.name, "𠮷鿐");
}

/*
 * The typing test: somebody writes notes while calls come, go and change state at random.  The text is exactly what was
 * typed, and no call is answered by it.
 */
Test(rules, ten_thousand_keys_are_typed_while_calls_come_and_go)
{
	static const char *const commits[] = { "水", "压低", "2", " ", "8", "客户", "a", "0", "、", "?", "!" };
	unsigned random = 12345;
	static char typed[ASK_NOTE * 2];
	size_t n = 0;
	uint64_t session;

	known_call_talks();
	key(K_CTRL('G'));
	session = w.seat.session;
	for (int i = 0; i < 10000; i++) {
		random = random * 1103515245u + 12345u;
		unsigned dice = random >> 16;
		if (dice % 5 == 0) { /* something happens at the switch */
			static const enum seat_state states[] = { SEAT_ACW, SEAT_READY, SEAT_RINGING, SEAT_RINGING,
				SEAT_AWAY };
			enum seat_state s = states[dice / 5 % 5];
			if (s != SEAT_ACW)
				no_call();
			if (s == SEAT_RINGING) {
				call_rings(dice & 64 ? "01055500777" : "01055500123", dice & 128);
				w.seat.session = session + 1 + dice % 7;
				tell_seat();
			} else
				tell_state(s);
		}
		const char *text = commits[dice / 25 % (sizeof(commits) / sizeof(commits[0]))];
		size_t len = strlen(text);
		if (n + len < sizeof(w.c.work.notes)) {
			memcpy(typed + n, text, len + 1);
			n += len;
		} else { /* full: delete the line and begin anew */
			key(K_CTRL('U'));
			typed[n = 0] = '\0';
			continue;
		}
		type(text);
		pass((int64_t)(dice % 900) * US_PER_MS);
		cr_assert_str_eq(w.c.work.notes, typed, "after key %d", i);
		cr_assert_eq(w.c.work.session, session);
	}
	cr_expect_eq(said(DESK_VERB_ANSWER), 1, "only the first, by F2");
	cr_expect_eq(w.n_verbs, 1);
}
