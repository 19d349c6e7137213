/* room: console */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fingers, packets and answers at random into the console's model.
 *
 * Each input is a list of events: keys, pastes, seat states, answers, time, window sizes.  After each the screen is
 * drawn and every row must fill its columns.
 */
#include "tools/console/screen.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t *at, *end;

static unsigned
byte(void)
{
	return at < end ? *at++ : 0;
}

static void
take(void *to, size_t size)
{
	size_t n = (size_t)(end - at) < size ? (size_t)(end - at) : size;

	memset(to, 0, size);
	memcpy(to, at, n);
	at += n;
}

static void
no_desk(void *arg, enum desk_verb verb, uint64_t session, const char *text)
{
}

static void
no_ask(void *arg, const struct ask *ask)
{
	*(struct ask *)arg = *ask;
}

static void
no_bell(void *arg, int times)
{
}

static void
some_text(char *to, size_t size)
{
	size_t n = byte() % (size - 1);

	take(to, n);
	to[n] = '\0';
}

static void
seat(struct console *c, int64_t now)
{
	struct desk_seat s = { .head = { .type = DESK_SEAT, .seat = c->me.seat } };

	s.state = (uint8_t)(byte() % SEAT_STATE_COUNT);
	s.known = byte() & 1;
	s.session = byte() % 4;
	s.caller.presentation = byte() & 1;
	s.limit_ms = byte() * 100;
	s.now_us = now;
	s.since_us = s.offered_us = s.answered_us = now - byte() * US_PER_SEC;
	some_text(s.caller.digits, sizeof(s.caller.digits));
	some_text(s.name, sizeof(s.name));
	some_text(s.choice, sizeof(s.choice));
	console_desk(c, &s, sizeof(s), now);
}

static void
answer(struct console *c, const struct ask *last, int64_t now)
{
	static struct answer a;

	memset(&a, 0, sizeof(a));
	a.kind = (enum ask_kind)(byte() % (ASK_COUNT + 1));
	a.code = (enum answer_code)(byte() % (ANSWER_AWAY + 1));
	a.ticket = last->ticket;
	a.ticket_session = c->file.session;
	a.n = (int)(byte() % 9);
	if (a.kind == ASK_SIGN_IN) {
		a.agent.seat = 103;
		a.agent.level = (uint8_t)byte();
	} else if (a.kind == ASK_CUSTOMER || a.kind == ASK_CUSTOMER_SAVE || a.kind == ASK_FIND) {
		a.customer.id = byte();
		a.customer.n_phones = (uint8_t)(byte() % (ASK_PHONES + 1));
		some_text(a.customer.name, sizeof(a.customer.name));
		some_text(a.customer.address, sizeof(a.customer.address));
		some_text(a.customer.note, 250);
	} else if (a.kind == ASK_DRAFT_LOAD) {
		a.drafts[0].session = c->work.session;
		some_text(a.drafts[0].text, 250);
	} else if (a.kind == ASK_STORY) {
		a.story.n_steps = (int)(byte() % (ASK_STEPS + 1));
		a.story.n_recs = (int)(byte() % (ASK_RECS + 1));
	} else if (a.kind == ASK_PAST)
		for (int i = 0; i < a.n; i++) {
			a.past[i].sort = (uint8_t)byte();
			a.past[i].kind = byte();
			a.past[i].state = byte();
			some_text(a.past[i].text, sizeof(a.past[i].text));
		}
	console_answer(c, &a, now);
}

static void
press(struct console *c, int64_t now)
{
	unsigned b = byte();
	uint32_t cp;

	if (b < 0x80)
		cp = b ? b : 1;
	else if (b < 0xc0)
		cp = K_FIRST + b % (K_LAST - K_FIRST);
	else if (b < 0xe0)
		cp = K_CTRL('A' + b % 26);
	else
		cp = byte() << 12 | byte() << 6 | byte();
	console_key(c, cp, now);
}

static void
look(const struct console *c, struct canvas *cv)
{
	char row[8192];

	console_draw(c, cv);
	for (int r = 0; r < cv->rows; r++) {
		canvas_text(cv, r, true, row, sizeof(row));
		if (text_width(row) != cv->cols)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct console_ops ops = { no_desk, no_ask, no_bell };
	static struct console c;
	static struct canvas cv;
	static struct site site;
	static struct ask last;
	int64_t now = INT64_C(1905000000) * US_PER_SEC;

	if (!cv.cells && (language_open(LANG_ZH, LANG_ZH) != 0 || canvas_size(&cv, 24, 80) != 0))
		return 0;
	at = data;
	end = data + size;
	console_open(&c, &site, &ops, &last);
	console_desk_line(&c, true, now);
	console_crm_line(&c, true, now);
	while (at < end) {
		now += byte() * 50 * US_PER_MS;
		switch (byte() % 8) {
		case 0:
			seat(&c, now);
			break;
		case 1:
			answer(&c, &last, now);
			break;
		case 2: {
			char text[128];
			some_text(text, sizeof(text));
			console_paste(&c, text, now);
			break;
		}
		case 3:
			console_tick(&c, now);
			break;
		default:
			press(&c, now);
		}
		look(&c, &cv);
	}
	return 0;
}
