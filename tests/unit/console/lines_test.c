/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The console's two lines against sockets of the test: what happens when the other end is not there yet, goes away,
 * comes back or talks nonsense.  The clock is an argument.
 */
#include "tools/console/crmline.h"
#include "tools/console/deskline.h"

#include "base/clock.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define T0 (INT64_C(1800000000) * US_PER_SEC)
#define MS US_PER_MS

static char dir[64];
static int64_t now;

static void
make_dir(void)
{
	snprintf(dir, sizeof(dir), "/tmp/zj-lines-XXXXXX");
	cr_assert(mkdtemp(dir));
	now = T0;
}

static void
remove_dir(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

TestSuite(deskline, .init = make_dir, .fini = remove_dir);
TestSuite(crmline, .init = make_dir, .fini = remove_dir);

/* ---- the other end ---- */

static int
listen_at(const char *name)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%s/%s", dir, name);
	unlink(at.sun_path);
	cr_assert_eq(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	cr_assert_eq(listen(fd, 4), 0);
	return fd;
}

static int
picked_up(int door)
{
	int fd = accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	cr_assert_geq(fd, 0, "nobody called");
	return fd;
}

/* ---- to acdd ---- */

static struct deskline d;

static void
expect_hello(int fd, uint16_t seat, uint64_t token)
{
	struct desk_hello m;

	cr_assert_eq(recv(fd, &m, sizeof(m), 0), (ssize_t)sizeof(m));
	cr_expect_eq(m.head.type, DESK_HELLO);
	cr_expect_eq(m.head.seat, seat);
	cr_expect_eq(m.abi, DESK_ABI);
	cr_expect_eq(m.token, token);
}

Test(deskline, it_is_dialled_ever_more_slowly_up_to_two_seconds)
{
	static const int pauses_ms[] = { 100, 200, 400, 800, 1600, 2000, 2000, 2000 };

	deskline_open(&d, dir);
	cr_expect_not(deskline_turn(&d, now), "nobody wants it yet");
	cr_expect_eq(d.retry_us, 0);
	deskline_greet(&d, 103, 7);
	for (size_t i = 0; i < sizeof(pauses_ms) / sizeof(pauses_ms[0]); i++) {
		cr_expect_not(deskline_turn(&d, now));
		cr_expect_eq(d.retry_us - now, pauses_ms[i] * MS, "pause %zu", i);
		int64_t due = d.retry_us;
		cr_expect_not(deskline_turn(&d, due - 1));
		cr_expect_eq(d.retry_us, due, "not before");
		now = due;
	}
	cr_expect_eq(deskline_do(&d, DESK_VERB_READY, 0, ""), -ENOTCONN);
	int door = listen_at("desk.sock");
	cr_assert(deskline_turn(&d, now));
	expect_hello(picked_up(door), 103, 7);
	deskline_close(&d);
	cr_expect_not(deskline_turn(&d, now + 10 * US_PER_SEC));
}

Test(deskline, a_line_that_was_cut_is_dialled_and_greeted_again)
{
	int door = listen_at("desk.sock");
	char packet[DESKLINE_PACKET];

	deskline_open(&d, dir);
	deskline_greet(&d, 103, 7);
	cr_assert(deskline_turn(&d, now));
	for (int i = 0; i < 5; i++) {
		int fd = picked_up(door);
		struct desk_do m;
		expect_hello(fd, 103, 7);
		cr_expect_eq(deskline_take(&d, packet, sizeof(packet)), -EAGAIN);
		cr_expect_eq(deskline_do(&d, DESK_VERB_DIAL, 0, "10086"), 0);
		cr_assert_eq(recv(fd, &m, sizeof(m), 0), (ssize_t)sizeof(m));
		cr_expect(m.verb == DESK_VERB_DIAL && strcmp(m.text, "10086") == 0);
		close(fd);
		cr_expect_eq(deskline_take(&d, packet, sizeof(packet)), -ENOTCONN);
		now += MS;
		cr_assert(deskline_turn(&d, now), "at once, as it had been up");
	}
	/* a new token on a line that is up greets anew */
	int fd = picked_up(door);
	expect_hello(fd, 103, 7);
	deskline_greet(&d, 103, 8);
	expect_hello(fd, 103, 8);
	deskline_close(&d);
}

Test(deskline, a_greeting_that_comes_before_the_token_is_repeated_thirty_times)
{
	int door = listen_at("desk.sock"), greetings = 1;
	struct desk_refused no = { .head = { .type = DESK_REFUSED, .seat = 103 }, .why = DESK_BAD_TOKEN };
	char packet[DESKLINE_PACKET];

	deskline_open(&d, dir);
	deskline_greet(&d, 103, 7);
	cr_assert(deskline_turn(&d, now));
	int fd = picked_up(door);
	for (;;) {
		expect_hello(fd, 103, 7);
		no.head.serial = d.hello;
		cr_assert_eq(send(fd, &no, sizeof(no), 0), (ssize_t)sizeof(no));
		ssize_t n = deskline_take(&d, packet, sizeof(packet));
		if (n == (ssize_t)sizeof(no))
			break; /* now the console is told */
		cr_assert_eq(n, -EAGAIN);
		cr_assert(deskline_turn(&d, now));
		now += 100 * MS;
		cr_assert(deskline_turn(&d, now));
		cr_assert_leq(++greetings, 31);
	}
	cr_expect_eq(greetings, 31);
	/* a refusal of something else is the console's at once */
	no.head.serial = d.hello + 5;
	cr_assert_eq(send(fd, &no, sizeof(no), 0), (ssize_t)sizeof(no));
	cr_expect_eq(deskline_take(&d, packet, sizeof(packet)), (ssize_t)sizeof(no));
	deskline_close(&d);
}

/* ---- to crmd ---- */

static struct crmline l;
static int peer = -1;

/* The next request that came; NULL if none. */
static Crm__Request *
request(void)
{
	static uint8_t packet[CRM_PACKET_MAX];
	ssize_t n = recv(peer, packet, sizeof(packet), MSG_DONTWAIT);

	return n > 0 ? crm__request__unpack(NULL, (size_t)n, packet) : NULL;
}

static void
reply(const Crm__Request *to, Crm__Code code)
{
	Crm__Reply r = CRM__REPLY__INIT;
	Crm__SignedIn in = CRM__SIGNED_IN__INIT;
	Rec__Agent agent = REC__AGENT__INIT;
	uint8_t packet[512];

	r.serial = to->serial;
	r.code = code;
	if (to->ask_case == CRM__REQUEST__ASK_SIGN_IN && code == CRM__CODE__OK) {
		in.token = 7;
		in.agent = &agent;
		agent.seat = 103;
		r.tell_case = CRM__REPLY__TELL_SIGNED_IN;
		r.signed_in = &in;
	}
	size_t n = crm__reply__pack(&r, packet);
	cr_assert_eq(send(peer, packet, n, 0), (ssize_t)n);
}

/* Sign-in comes with seat and password and is answered. */
static void
expect_sign_in(Crm__Code code)
{
	Crm__Request *ask = request();

	cr_assert(ask && ask->ask_case == CRM__REQUEST__ASK_SIGN_IN);
	cr_expect_str_eq(ask->sign_in->seat, "0103");
	cr_expect_str_eq(ask->sign_in->password, "123456");
	reply(ask, code);
	crm__request__free_unpacked(ask, NULL);
}

static void
put(enum ask_kind kind, uint32_t ticket, const char *text)
{
	static struct ask ask;

	memset(&ask, 0, sizeof(ask));
	ask.kind = kind;
	ask.ticket = ticket;
	ask.seat = 103;
	ask.session = ticket;
	text_copy(ask.text, sizeof(ask.text), text);
	text_copy(ask.order.summary, sizeof(ask.order.summary), text);
	crmline_ask(&l, &ask, now);
}

static struct answer a;

/* The next answer; its ticket must be this. */
static enum answer_code
taken(uint32_t ticket)
{
	cr_assert(crmline_take(&l, &a), "there is no answer");
	cr_expect_eq(a.ticket, ticket);
	return a.code;
}

static int
signed_in(void)
{
	int door = listen_at(CRM_SOCKET);

	crmline_open(&l, dir);
	cr_assert(crmline_turn(&l, now));
	peer = picked_up(door);
	put(ASK_SIGN_IN, 1, "123456");
	expect_sign_in(CRM__CODE__OK);
	cr_assert_eq(taken(1), ANSWER_OK);
	cr_assert(l.signed_in);
	return door;
}

static void
cut(void)
{
	close(peer);
	peer = -1;
}

Test(crmline, before_it_is_up_questions_are_answered_away_at_once)
{
	static const int pauses_ms[] = { 100, 200, 400, 800, 1600, 2000, 2000 };

	crmline_open(&l, dir);
	for (size_t i = 0; i < sizeof(pauses_ms) / sizeof(pauses_ms[0]); i++) {
		cr_expect_not(crmline_turn(&l, now));
		cr_expect_eq(l.retry_us - now, pauses_ms[i] * MS, "pause %zu", i);
		now = l.retry_us;
	}
	put(ASK_SIGN_IN, 5, "123456");
	cr_expect_eq(taken(5), ANSWER_AWAY);
	cr_expect_not(crmline_take(&l, &a));
	crmline_close(&l);
}

Test(crmline, when_it_goes_reads_are_away_and_writes_are_done_again_with_their_keys)
{
	int door = signed_in();
	uint8_t key[2][CRM_KEY];
	Crm__Request *ask;

	put(ASK_ORDER_SAVE, 10, "first");
	put(ASK_FIND, 11, "who");
	put(ASK_ORDER_SAVE, 12, "second");
	for (int i = 0; i < 3; i++) {
		cr_assert_not_null(ask = request());
		if (i != 1) {
			cr_assert_eq(ask->ask_case, CRM__REQUEST__ASK_ORDER_SAVE);
			cr_assert_eq(ask->key.len, CRM_KEY);
			memcpy(key[i / 2], ask->key.data, CRM_KEY);
		}
		crm__request__free_unpacked(ask, NULL);
	}
	cr_expect_neq(memcmp(key[0], key[1], CRM_KEY), 0);
	cut();
	cr_expect_eq(taken(11), ANSWER_AWAY);
	cr_expect_not(crmline_take(&l, &a), "the writes are not lost, they wait");
	put(ASK_ORDER_SAVE, 13, "third"); /* while nobody is there */
	put(ASK_FIND, 14, "who");
	cr_expect_eq(taken(14), ANSWER_AWAY);
	now += 10 * MS;
	cr_assert(crmline_turn(&l, now));
	peer = picked_up(door);
	expect_sign_in(CRM__CODE__OK);
	cr_expect_null(request(), "nothing goes before the sign-in is answered");
	cr_assert(crmline_take(&l, &a) && a.kind == ASK_SIGN_IN && a.code == ANSWER_OK);
	cr_assert(crmline_turn(&l, now));
	static const char *const summary[] = { "first", "second", "third" };
	for (int i = 0; i < 3; i++) {
		cr_assert_not_null(ask = request(), "write %d does not come again", i);
		cr_expect_str_eq(ask->order_save->order->summary, summary[i], "in their order");
		if (i < 2)
			cr_expect(memcmp(ask->key.data, key[i], CRM_KEY) == 0, "with the same key");
		reply(ask, CRM__CODE__NOT_NOW);
		crm__request__free_unpacked(ask, NULL);
		cr_expect_eq(taken((uint32_t[]){ 10, 12, 13 }[i]), ANSWER_NOT_NOW);
	}
	cr_expect_null(request());
	crmline_close(&l);
}

/* When a whole shift comes at once, the last password is checked long after the first. */
Test(crmline, a_sign_in_waits_for_its_turn_and_is_asked_once)
{
	int door = listen_at(CRM_SOCKET);

	crmline_open(&l, dir);
	cr_assert(crmline_turn(&l, now));
	peer = picked_up(door);
	put(ASK_SIGN_IN, 1, "123456");
	Crm__Request *asked = request();
	cr_assert_not_null(asked);
	for (int s = 0; s < 60; s++) {
		now += US_PER_SEC;
		crmline_turn(&l, now);
		cr_assert_not(crmline_take(&l, &a));
		cr_assert_null(request(), "not asked again");
	}
	reply(asked, CRM__CODE__OK);
	cr_assert_eq(taken(1), ANSWER_OK);
	crm__request__free_unpacked(asked, NULL);
	crmline_close(&l);
}

Test(crmline, a_read_nobody_answers_is_away_after_five_seconds_and_a_late_answer_is_dropped)
{
	signed_in();
	put(ASK_FIND, 20, "who");
	Crm__Request *ask = request();
	now += 5 * US_PER_SEC;
	crmline_turn(&l, now);
	cr_expect_not(crmline_take(&l, &a));
	now += 1;
	crmline_turn(&l, now);
	cr_expect_eq(taken(20), ANSWER_AWAY);
	reply(ask, CRM__CODE__OK);
	cr_expect_not(crmline_take(&l, &a));
	cr_assert(l.crm, "the line is none the worse for it");
	crm__request__free_unpacked(ask, NULL);
	crmline_close(&l);
}

Test(crmline, a_newer_draft_takes_the_place_of_one_that_still_waits)
{
	int door = signed_in();

	cut();
	cr_expect_not(crmline_take(&l, &a));
	for (int i = 0; i < 50; i++) { /* more than there are places */
		char text[16];
		snprintf(text, sizeof(text), "text %d", i);
		put(ASK_DRAFT_SAVE, 30, text);
	}
	cr_expect_not(crmline_take(&l, &a));
	now += 10 * MS;
	cr_assert(crmline_turn(&l, now));
	peer = picked_up(door);
	expect_sign_in(CRM__CODE__OK);
	crmline_take(&l, &a);
	crmline_turn(&l, now);
	Crm__Request *ask = request();
	cr_assert(ask && ask->ask_case == CRM__REQUEST__ASK_DRAFT_SAVE);
	cr_expect_str_eq(ask->draft_save->text, "text 49");
	crm__request__free_unpacked(ask, NULL);
	cr_expect_null(request());
	crmline_close(&l);
}

Test(crmline, nonsense_costs_the_line_and_nothing_else)
{
	int door = signed_in();

	for (int i = 0; i < 5; i++) {
		put(ASK_ORDER_SAVE, 40, "once");
		cr_assert_eq(send(peer, "\xff\xff\xff\xff nonsense", 13, 0), 13);
		cr_expect_not(crmline_take(&l, &a));
		cr_expect_null(l.crm);
		cut();
		now += 10 * MS;
		cr_assert(crmline_turn(&l, now));
		peer = picked_up(door);
		expect_sign_in(CRM__CODE__OK);
		cr_assert(crmline_take(&l, &a) && a.kind == ASK_SIGN_IN);
		crmline_turn(&l, now);
		Crm__Request *ask = request();
		cr_assert(ask && ask->ask_case == CRM__REQUEST__ASK_ORDER_SAVE);
		reply(ask, CRM__CODE__NOT_NOW);
		crm__request__free_unpacked(ask, NULL);
		cr_expect_eq(taken(40), ANSWER_NOT_NOW);
	}
	crmline_close(&l);
}

Test(crmline, a_password_that_does_not_work_any_more_is_forgotten)
{
	int door = signed_in();

	cut();
	crmline_take(&l, &a);
	now += 10 * MS;
	cr_assert(crmline_turn(&l, now));
	peer = picked_up(door);
	expect_sign_in(CRM__CODE__WRONG);
	cr_assert(crmline_take(&l, &a) && a.kind == ASK_SIGN_IN && a.code == ANSWER_WRONG);
	cr_expect_str_eq(l.password, "");
	cut();
	crmline_take(&l, &a);
	now += 10 * MS;
	crmline_turn(&l, now);
	peer = picked_up(door);
	cr_expect_null(request(), "it is not tried again and again, until the seat is locked");
	crmline_close(&l);
}
