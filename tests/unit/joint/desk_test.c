/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An agent at work: fingers on the console, behind it crmd with a store, the switch, and the carrier's signalling.
 * Packets and messages between them are the real ones and wait in one queue; the clock is the switch's.
 */
#include "tests/unit/joint/carrier.h"
#include "tests/unit/joint/centre.h"

#include "tests/unit/acd/harness.h"
#include "tests/unit/console/world.h"
#include "tools/console/crmpack.h"

#include <criterion/criterion.h>

#define SEAT 101

static struct house *h;
static const struct core_out_ops *house_ops;
static struct core_out_ops desk_ops;
static char dialled[64]; /* called number in the last IAM */

/* ---- what is on its way ---- */

enum way { CONSOLE_TO_CRM, CONSOLE_TO_SWITCH, SWITCH_TO_CONSOLE, SWITCH_TO_CRM, CRM_TO_SWITCH, SWITCH_TO_CARRIER };

static struct {
	enum way way;
	uint16_t type;
	size_t len;
	void *data;
} waiting[256];
static unsigned first, last;

static void
post(enum way way, uint16_t type, const void *data, size_t len)
{
	cr_assert_lt(last - first, 256);
	waiting[last % 256].way = way;
	waiting[last % 256].type = type;
	waiting[last % 256].len = len;
	waiting[last % 256].data = malloc(len + 1);
	memcpy(waiting[last++ % 256].data, data, len);
}

static void
on_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	if (to == ROLE_CRM)
		post(SWITCH_TO_CRM, type, data, len);
	if (to == ROLE_ISUP && type == MSG_LINE_DIAL)
		post(SWITCH_TO_CARRIER, type, data, len);
	house_ops->send(out, to, type, data, len);
}

static void
on_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	post(SWITCH_TO_CONSOLE, kind, data, len);
	house_ops->local(out, kind, addr, data, len);
}

static void
on_verb(void *arg, enum desk_verb verb, uint64_t session, const char *text)
{
	struct desk_do m = { .head = { .type = DESK_DO, .seat = w.c.me.seat, .serial = 1 },
		.verb = (uint16_t)verb,
		.session = session };

	text_copy(m.text, sizeof(m.text), text);
	post(CONSOLE_TO_SWITCH, DESK_DO, &m, sizeof(m));
}

static void
on_ask(void *arg, const struct ask *ask)
{
	world_crm(arg, ask);
	post(CONSOLE_TO_CRM, 0, ask, sizeof(*ask));
}

static const struct console_ops console_ops = { on_verb, on_ask, world_bell };

static const struct ask *asking;

static void
on_reply(const void *packet, size_t len)
{
	Crm__Reply *reply = crm__reply__unpack(NULL, len, packet);
	static struct answer a;

	cr_assert_not_null(reply);
	memset(&a, 0, sizeof(a));
	crmpack_answer(asking, reply, &a);
	crm__reply__free_unpacked(reply, NULL);
	console_answer(&w.c, &a, w.now);
	if (a.kind != ASK_SIGN_IN || a.code != ANSWER_OK)
		return;
	struct desk_hello hello = {
		.head = { .type = DESK_HELLO, .seat = w.c.me.seat }, .abi = DESK_ABI, .token = w.c.me.token
	};

	post(CONSOLE_TO_SWITCH, DESK_HELLO, &hello, sizeof(hello));
}

static void
on_crm(uint16_t type, const void *data, uint32_t len)
{
	post(CRM_TO_SWITCH, type, data, len);
}

static const struct centre_ops crm_ops = { on_crm, on_reply };

static int
send_request(void *arg, Crm__Request *request)
{
	uint8_t *packet = malloc(crm__request__get_packed_size(request) + 1);

	centre_request(packet, crm__request__pack(request, packet), w.now);
	free(packet);
	return 0;
}

/* Everything that is on its way arrives, and what follows from it, at one moment of the clock. */
static void
settle(void)
{
	w.now = h->now_us;
	for (; first != last; first++) {
		enum way way = waiting[first % 256].way;
		uint16_t type = waiting[first % 256].type;
		void *data = waiting[first % 256].data;
		size_t len = waiting[first % 256].len;
		const char *called;

		switch (way) {
		case CONSOLE_TO_CRM:
			asking = data;
			cr_assert_eq(crmpack_ask(asking, send_request, NULL), 0);
			break;
		case CONSOLE_TO_SWITCH:
			console_sends(h, SEAT, data, (uint32_t)len);
			break;
		case SWITCH_TO_CONSOLE:
			cr_assert_eq(console_desk(&w.c, data, len, w.now), 0);
			break;
		case SWITCH_TO_CRM:
			centre_message(type, data, (uint32_t)len, w.now);
			break;
		case CRM_TO_SWITCH:
			house_feed(h, ROLE_CRM, type, data, (uint32_t)len);
			break;
		case SWITCH_TO_CARRIER:
			called = carrier_dial(data);
			text_copy(dialled, sizeof(dialled), called ? called : "");
			break;
		}
		free(data);
	}
}

static void
after(int64_t ms)
{
	house_wait(h, ms);
	w.now = h->now_us;
	console_tick(&w.c, w.now);
	settle();
}

static void
press(keycode k)
{
	key(k);
	settle();
}

/* ---- the desk ---- */

static void
set_up(void)
{
	h = house_new(NULL);
	house_ops = h->out.ops;
	desk_ops = *house_ops;
	desk_ops.send = on_send;
	desk_ops.local = on_local;
	h->out.ops = &desk_ops;
	centre_open(&crm_ops);
	centre_seat();
	carrier_open();
	world_open(LANG_ZH, 24, 80);
	w.c.ops = &console_ops;
	settle();
}

static void
tear_down(void)
{
	carrier_close();
	centre_close();
	house_free(h);
}

TestSuite(desk, .init = set_up, .fini = tear_down);

static void
try_password(const char *password)
{
	type("0101");
	press(K_ENTER);
	type(password);
	press(K_ENTER);
}

static int
customer_calls(const char *number)
{
	int caller = caller_dials(h, number, "95000");

	settle();
	prompt_ends(h, caller);
	caller_presses(h, caller, '1');
	return caller;
}

/* Every way out there could be: the menu's, and the keys that end other programs. */
static void
try_to_leave(void)
{
	static const keycode ways[] = { K_CTRL('C'), K_CTRL('Q'), K_CTRL('X'), K_CTRL('Z'), K_CTRL('\\'), K_CTRL('W'),
		K_ESC };

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		press(ways[i]);
		press(K_ENTER);
		cr_assert_not(w.c.finished, "way %zu", i);
	}
	press(K_F10);
	cr_assert_eq(w.c.screen, SCREEN_MENU);
	cr_expect_not(shows("退出"));
	press(K_ESC);
}

/* shows: AGT-01 */
Test(desk, nobody_works_without_the_password_and_nobody_leaves_signed_in)
{
	struct desk_do ready = { .head = { .type = DESK_DO, .seat = SEAT, .serial = 1 }, .verb = DESK_VERB_READY };

	try_password("000000");
	cr_expect_not(w.c.signed_in);
	cr_expect_eq(w.c.screen, SCREEN_SIGN_IN);
	cr_expect(shows("密码不对"));
	cr_expect_eq(agent_state(h, SEAT), SEAT_OUT);
	console_sends(h, SEAT, &ready, sizeof(ready)); /* no work before */
	cr_expect_eq(agent_state(h, SEAT), SEAT_OUT);
	first = last;
	world_open(LANG_ZH, 24, 80);
	w.c.ops = &console_ops;
	try_password("123456");
	cr_assert(w.c.signed_in);
	cr_assert_eq(agent_state(h, SEAT), SEAT_READY);
	try_to_leave();
	cr_assert_eq(agent_state(h, SEAT), SEAT_READY);
	requests[REQUEST_sign_out].run(&w.c);
	press(K_ENTER);
	cr_expect_eq(agent_state(h, SEAT), SEAT_OUT);
	cr_assert_eq(w.c.screen, SCREEN_SIGN_IN);
	cr_expect(request_live(REQUEST_quit, w.c.screen, w.c.seat.state));
	requests[REQUEST_quit].run(&w.c);
	cr_expect(w.c.finished, "signed out, the console may be left");
}

/* shows: AGT-04 */
Test(desk, digits_typed_on_the_screen_are_the_called_number_of_the_iam)
{
	static const char *const numbers[] = { "10086", "01055501234", "13900139000", "00861055501234567890", "7" };

	try_password("123456");
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		dialled[0] = '\0';
		press(K_CTRL('D'));
		cr_assert_eq(w.c.screen, SCREEN_DIAL);
		type(numbers[i]);
		press(K_ENTER);
		cr_assert_eq(agent_state(h, SEAT), SEAT_DIALLING);
		cr_expect_str_eq(dialled, "", "the agent's own telephone first");
		agent_lifts(h, SEAT);
		settle();
		cr_expect_str_eq(dialled, numbers[i]);
		agent_puts_down(h, SEAT);
		settle();
		cr_assert_eq(agent_state(h, SEAT), SEAT_READY);
	}
}

Test(desk, the_customer_is_on_the_screen_in_the_moment_the_seat_rings_whatever_the_script)
{
	static const char *const names[] = { "客户甲", "\xf0\xa0\xae\xb7\xf0\xa1\x83\x81",
		"a\xcc\x81 O\xe2\x80\x99Neill" };

	for (size_t i = 0; i < 3; i++) {
		char phone[] = "01055500120";

		phone[10] = (char)('0' + i);
		centre_customer(names[i], phone, false);
	}
	try_password("123456");
	for (size_t i = 0; i < 3; i++) {
		char phone[] = "01055500120";

		phone[10] = (char)('0' + i);
		int caller = customer_calls(phone);
		int64_t rang_us = h->now_us;
		settle();
		cr_assert_eq(agent_state(h, SEAT), SEAT_RINGING);
		cr_expect_eq(w.c.screen, SCREEN_RING_KNOWN);
		cr_expect_str_eq(w.c.seat.name, names[i]);
		cr_expect_str_eq(w.c.file.customer.name, names[i], "the file too is there before the answer");
		cr_expect_eq(h->now_us, rang_us);
		agent_lifts(h, SEAT);
		prompt_ends(h, caller);
		settle();
		cr_expect_eq(w.c.screen, SCREEN_TALK);
		caller_hangs_up(h, caller);
		settle();
		after(61000);
		cr_assert_eq(agent_state(h, SEAT), SEAT_READY);
		for (int k = 0; k < 5 && w.c.screen != SCREEN_HOME; k++)
			press(K_ESC);
	}
}

/* shows: CRM-09 */
Test(desk, a_key_customer_goes_before_five_who_wait_and_is_marked_on_the_screen)
{
	int waiting_callers[5];

	centre_customer("客户甲", "01055500123", false);
	centre_customer("客户乙", "01055500777", true);
	for (int i = 0; i < 5; i++) {
		waiting_callers[i] = customer_calls("01055500123");
		after(1000);
	}
	int key_caller = customer_calls("01055500777");
	after(1000);
	try_password("123456");
	cr_assert_eq(agent_state(h, SEAT), SEAT_RINGING);
	cr_expect_eq(acd_session(h->a, acd_seat_by_number(h->a, SEAT)->call), call_of_line(h, key_caller));
	cr_expect_str_eq(w.c.seat.name, "客户乙");
	cr_expect(shows("[重点]"));
	agent_lifts(h, SEAT);
	caller_hangs_up(h, key_caller);
	settle();
	after(61000);
	cr_assert_eq(agent_state(h, SEAT), SEAT_RINGING);
	cr_expect_eq(acd_session(h->a, acd_seat_by_number(h->a, SEAT)->call), call_of_line(h, waiting_callers[0]));
	cr_expect_str_eq(w.c.seat.name, "客户甲");
	cr_expect_not(shows("[重点]"));
}
