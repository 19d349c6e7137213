/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The world around a console under test: acdd, crmd, the clock and the fingers.  No socket, no terminal, no real time.
 *
 * Persons and numbers are invented.
 */
#pragma once

#include "tools/console/screen.h"

#include "store/kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WORLD_MOST 64
#define SEC        US_PER_SEC

struct world {
	struct console c;
	struct canvas cv;
	int64_t now;
	int n_verbs, n_asks, bells;
	struct {
		enum desk_verb verb;
		uint64_t session;
		char text[TEXT_LABEL];
	} verbs[WORLD_MOST];
	struct ask asks[WORLD_MOST]; /* the latest ones */
	struct desk_seat seat;       /* as last sent */
};

static struct world w;

static void
world_desk(void *arg, enum desk_verb verb, uint64_t session, const char *text)
{
	int i = w.n_verbs++ % WORLD_MOST;

	w.verbs[i].verb = verb;
	w.verbs[i].session = session;
	text_copy(w.verbs[i].text, sizeof(w.verbs[i].text), text);
}

static void
world_crm(void *arg, const struct ask *ask)
{
	w.asks[w.n_asks++ % WORLD_MOST] = *ask;
}

static void
world_bell(void *arg, int times)
{
	w.bells += times;
}

static const struct console_ops world_ops = { world_desk, world_crm, world_bell };

/* Microseconds of a local time on 2030-05-16, a Thursday. */
static inline int64_t
at(int hour, int minute, int second)
{
	struct tm tm = {
		.tm_year = 130, .tm_mon = 4, .tm_mday = 16, .tm_hour = hour, .tm_min = minute, .tm_sec = second
	};

	return (int64_t)mktime(&tm) * SEC;
}

static inline int64_t
on(int month, int day, int hour, int minute)
{
	struct tm tm = { .tm_year = 130, .tm_mon = month - 1, .tm_mday = day, .tm_hour = hour, .tm_min = minute };

	return (int64_t)mktime(&tm) * SEC;
}

/* ---- fingers ---- */

static inline void
key(keycode k)
{
	console_key(&w.c, k, w.now);
}

static inline void
type(const char *text)
{
	for (uint32_t cp; (cp = text_next(&text));)
		key(cp);
}

static inline void
pass(int64_t us)
{
	w.now += us;
	console_tick(&w.c, w.now);
}

/* The latest question of a kind, or NULL. */
static inline const struct ask *
asked(enum ask_kind kind)
{
	for (int i = w.n_asks; i-- > 0 && i >= w.n_asks - WORLD_MOST;)
		if (w.asks[i % WORLD_MOST].kind == kind)
			return &w.asks[i % WORLD_MOST];
	return NULL;
}

static inline int
said(enum desk_verb verb)
{
	int n = 0;

	for (int i = 0; i < w.n_verbs && i < WORLD_MOST; i++)
		n += w.verbs[i].verb == verb;
	return n;
}

/* ---- acdd ---- */

static inline void
tell_seat(void)
{
	w.seat.head = (struct desk_head){ .type = DESK_SEAT, .seat = w.c.me.seat };
	w.seat.now_us = w.now;
	if (console_desk(&w.c, &w.seat, sizeof(w.seat), w.now) != 0)
		abort();
}

static inline void
tell_state(enum seat_state state)
{
	w.seat.state = (uint8_t)state;
	w.seat.since_us = w.now;
	tell_seat();
}

static inline void
no_call(void)
{
	int64_t signed_us = w.seat.signed_us;

	memset(&w.seat, 0, sizeof(w.seat));
	w.seat.signed_us = signed_us;
	w.seat.after = SEAT_READY;
}

static inline void
tell_day(void)
{
	struct desk_day d = {
	    .head = {.type = DESK_DAY,								      .seat = w.c.me.seat},
	    .answered = 33,
	    .outgoing = 4,
	    .missed = 0,
	    .n_queues = 3,
	    .talk_us = 33 * 168 * SEC,
	    .out_talk_us = 4 * 115 * SEC,
	    .acw_us = 37 * 41 * SEC,
	    .ring_us = 33 * 3 * SEC,
	    .queues =
		{
		     {.label = "water", .code = 1, .ready = 3, .signed_in = 24, .priority = 5, .level = 4},
		     {.label = "repair", .code = 2, .ready = 6, .signed_in = 18, .priority = 8, .level = 2},
		     {.label = "complaint", .code = 3, .waiting = 2, .ready = 3, .signed_in = 13, .priority = 5},
		     },
	};

	d.queues[2].longest_us = w.now - 38 * SEC;
	if (console_desk(&w.c, &d, sizeof(d), w.now) != 0)
		abort();
}

/* ---- crmd ---- */

static struct answer an;

static inline void
answer(enum ask_kind kind)
{
	const struct ask *ask = asked(kind);

	an.kind = kind;
	if (ask) {
		an.ticket = ask->ticket;
		an.ticket_session = ask->session;
	}
	console_answer(&w.c, &an, w.now);
	memset(&an, 0, sizeof(an));
}

/* Zh or en, as the world speaks. */
#define T(zh, en) either(zh, en)

static inline struct customer
customer_a(void)
{
	struct customer k = { .id = (UINT64_C(1) << 48) + 123, .version = 3, .key = 1, .n_phones = 2 };

	text_copy(k.number, sizeof(k.number), "C-000123");
	text_copy(k.name, sizeof(k.name), T("客户甲", "Customer A"));
	text_copy(k.phones[0], sizeof(k.phones[0]), "01055500123");
	text_copy(k.phones[1], sizeof(k.phones[1]), "10055500009");
	text_copy(k.address, sizeof(k.address), T("示例区虚构路 12 号 3-401", "12 Fiction Rd, 3-401, Sample D."));
	text_copy(k.district, sizeof(k.district), T("示例区", "Sample D."));
	text_copy(k.klass, sizeof(k.klass), T("居民一级", "resident 1"));
	text_copy(k.likes, sizeof(k.likes), T("上午联系, 普通话", "mornings, Mandarin"));
	text_copy(k.note, sizeof(k.note), T("! 曾投诉水压, 请先致歉", "! pressure complaint: apologise"));
	k.created_us = on(3, 1, 9, 0) - INT64_C(11) * 365 * 86400 * SEC;
	return k;
}

static inline void
past(int i, int64_t when, enum past_sort sort, const char *text, unsigned seat, int talk_s)
{
	struct past *p = &an.past[i];

	*p = (struct past){ .at_us = when, .sort = (uint8_t)sort, .seat = (uint16_t)seat, .talk_us = talk_s * SEC };
	text_copy(p->text, sizeof(p->text), text);
	if (an.n <= i)
		an.n = i + 1;
}

static inline void
past_order(int i, int64_t when, unsigned kind, unsigned subkind, const char *number, unsigned state)
{
	struct past *p = &an.past[i];

	*p = (struct past){ .at_us = when, .sort = PAST_ORDER, .kind = kind, .subkind = subkind, .state = state };
	text_copy(p->number, sizeof(p->number), number);
	if (an.n <= i)
		an.n = i + 1;
}

/* Card, history and open order of the known customer. */
static inline void
answer_customer_a(void)
{
	an.customer = customer_a();
	answer(ASK_CUSTOMER);
	past_order(0, on(5, 14, 15, 20), KIND_REPAIR, 1, "0514-031", 3);
	past(1, on(5, 9, 9, 30), PAST_CALL, T("阶梯水价", "tariff query"), 101, 130);
	past_order(2, on(4, 28, 11, 0), KIND_COMPLAINT, 3, "0428-007", 6);
	past(3, on(4, 2, 14, 0), PAST_NOTE, T("回访 换表 满意", "follow-up, meter swap ok"), 105, 0);
	past_order(4, on(3, 17, 10, 0), KIND_REPAIR, 5, "0317-012", 6);
	past(5, on(2, 11, 16, 5), PAST_CALL, T("缴费渠道", "payment ways"), 103, 92);
	past(6, on(1, 8, 8, 50), PAST_CALL, T("阶梯水价", "tariff query"), 107, 184);
	answer(ASK_PAST);
	an.n = 1;
	an.orders[0] = (struct order){ .id = 31,
		.kind = KIND_REPAIR,
		.subkind = 1,
		.state = 3,
		.urged = 1,
		.created_us = on(5, 14, 15, 20),
		.due_us = on(5, 16, 18, 0),
		.last_us = on(5, 15, 9, 2) };
	text_copy(an.orders[0].number, sizeof(an.orders[0].number), "0514-031");
	text_copy(an.orders[0].department, sizeof(an.orders[0].department), T("维修部", "Repair"));
	text_copy(an.orders[0].last, sizeof(an.orders[0].last),
	    T("已派员, 阀门需配件, 约 05-16 下午上门", "crew sent, valve part needed, visit 05-16 afternoon"));
	answer(ASK_ORDERS);
}

/* ---- beginnings ---- */

static inline void
world_open(int lang, int rows, int cols)
{
	static struct site site;

	setenv("TZ", "Asia/Shanghai", 1);
	tzset();
	if (language_open(lang, lang) != 0)
		abort();
	canvas_free(&w.cv);
	memset(&w, 0, sizeof(w));
	memset(&an, 0, sizeof(an));
	w.now = at(10, 42, 7);
	memset(&site, 0, sizeof(site));
	text_copy(site.site.name, sizeof(site.site.name), T("示例水务", "Sample Water"));
	site.acd.record = 1;
	/* clang-format off */
	static const char *const queues[][2] = {
		{ "供水服务", "Water" },
		{ "报修抢修", "Repair" },
		{ "投诉",     "Complaint" },
        };
	/* clang-format on */
	for (int i = 0; i < 3; i++) {
		site.queues[i].code = i + 1;
		text_copy(site.queues[i].zh, sizeof(site.queues[i].zh), queues[i][0]);
		text_copy(site.queues[i].en, sizeof(site.queues[i].en), queues[i][1]);
	}
	site.n_queues = 3;
	console_open(&w.c, &site, &world_ops, NULL);
	console_size(&w.c, rows, cols);
	if (canvas_size(&w.cv, rows, cols) != 0)
		abort();
	console_crm_line(&w.c, true, w.now);
	console_desk_line(&w.c, true, w.now);
}

/* Signed in as 0103, the state READY since 2:41. */
static inline void
world_signed_in(int lang, int rows, int cols)
{
	world_open(lang, rows, cols);
	type("0103");
	key(K_ENTER);
	type("123456");
	key(K_ENTER);
	an.agent = (struct agent){ .token = 7, .seat = 103, .level = 2 };
	text_copy(an.agent.name, sizeof(an.agent.name), T("王测试", "Wang Test"));
	text_copy(an.agent.phone, sizeof(an.agent.phone), "8103");
	answer(ASK_SIGN_IN);
	w.seat.signed_us = at(8, 31, 0);
	w.seat.after = SEAT_READY;
	w.seat.state = SEAT_READY;
	w.seat.since_us = w.now - 161 * SEC;
	tell_seat();
	tell_day();
	w.n_verbs = 0;
	w.now += SEC;
	w.seat.since_us += SEC;
}

static inline void
call_rings(const char *number, bool known)
{
	w.seat.state = SEAT_RINGING;
	w.seat.session = (UINT64_C(1) << 48) + 38217;
	w.seat.limit_ms = 20000;
	w.seat.since_us = w.seat.offered_us = w.now;
	w.seat.queued_us = w.now - 48 * SEC;
	w.seat.arrived_us = w.now - 60 * SEC;
	number_set(&w.seat.caller, number, 3);
	number_set(&w.seat.dialled, "01055509000", 3);
	text_copy(w.seat.service, sizeof(w.seat.service), T("客服热线", "service line"));
	text_copy(w.seat.choice, sizeof(w.seat.choice), T("2 报修", "2 repair"));
	text_copy(w.seat.queue, sizeof(w.seat.queue), T("供水服务", "water"));
	w.seat.category = 0x0a;
	if (known) {
		w.seat.known = w.seat.key = 1;
		text_copy(w.seat.customer, sizeof(w.seat.customer), "C-000123");
		text_copy(w.seat.name, sizeof(w.seat.name), T("客户甲", "Customer A"));
	}
	tell_seat();
}

static inline void
call_talks(void)
{
	w.seat.state = SEAT_TALKING;
	w.seat.recording = 1;
	w.seat.since_us = w.seat.answered_us = w.now;
	w.seat.limit_ms = 0;
	tell_seat();
}

static inline void
call_ends(void)
{
	w.seat.state = SEAT_ACW;
	w.seat.since_us = w.seat.ended_us = w.now;
	w.seat.limit_ms = 60000;
	w.seat.rec_no = 1;
	w.seat.ended_by = CALL_END_CALLER;
	tell_seat();
}

/* ---- looking ---- */

static inline void
look(void)
{
	console_draw(&w.c, &w.cv);
}

static inline const char *
row(int i)
{
	static char text[4][4096];
	static int turn;
	char *to = text[turn = (turn + 1) % 4];

	look();
	canvas_text(&w.cv, i, false, to, sizeof(text[0]));
	return to;
}

static inline bool
shows(const char *text)
{
	for (int i = 0; i < w.cv.rows; i++)
		if (strstr(row(i), text))
			return true;
	return false;
}
