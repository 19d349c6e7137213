/* room: console */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fingers, packets and answers at random into the console's model.
 *
 *   input = the state, then events {what, time, how many octets, octets}: keys, pastes, seat states, answers
 *
 * Now and then the screen is drawn.
 */
#define FUZZ_HEAD 3
#include "tests/fuzz/console.h"

enum { SEAT_EVENT, ANSWER_EVENT, PASTE_EVENT, TIME_EVENT, LOOK_EVENT, KEY_EVENTS, EVENTS = 12 };

#define ROWS 9 /* most rows of an answer */

static const uint8_t *next, *end;

static unsigned
byte(void)
{
	return next < end ? *next++ : 0;
}

static void
take(void *to, size_t size)
{
	size_t n = (size_t)(end - next) < size ? (size_t)(end - next) : size;

	memset(to, 0, size);
	memcpy(to, next, n);
	next += n;
}

static void
some_text(char *to, size_t size)
{
	size_t n = byte() % (size - 1);

	take(to, n);
	to[n] = '\0';
}

static void
seat_event(void)
{
	struct desk_seat *s = &w.seat;

	s->head = (struct desk_head){ .type = DESK_SEAT, .seat = w.c.me.seat };
	s->state = (uint8_t)(byte() % SEAT_STATE_COUNT);
	s->known = byte() & 1;
	s->session = byte() % 4;
	s->caller.presentation = byte() & 1;
	s->limit_ms = byte() * 100;
	s->now_us = w.now;
	s->since_us = s->offered_us = s->answered_us = w.now - byte() * SEC;
	some_text(s->caller.digits, sizeof(s->caller.digits));
	some_text(s->name, sizeof(s->name));
	some_text(s->choice, sizeof(s->choice));
	console_desk(&w.c, s, sizeof(*s), w.now);
}

static void
rows_of_answer(void)
{
	for (int i = 0; i < an.n; i++)
		if (an.kind == ASK_PAST) {
			an.past[i].sort = (uint8_t)byte();
			an.past[i].kind = byte();
			an.past[i].state = byte();
			some_text(an.past[i].text, sizeof(an.past[i].text));
		} else if (an.kind == ASK_ORDERS) {
			an.orders[i].kind = byte();
			an.orders[i].state = byte();
			some_text(an.orders[i].last, sizeof(an.orders[i].last));
		} else if (an.kind == ASK_DAY) {
			an.calls[i].session = byte() % 4;
			an.calls[i].at_us = w.now - byte() * SEC;
			some_text(an.calls[i].name, sizeof(an.calls[i].name));
		} else if (an.kind == ASK_FIND) {
			an.customers[i].id = byte();
			some_text(an.customers[i].name, 60);
		}
}

static void
answer_event(void)
{
	const struct ask *last = &w.asks[(w.n_asks - 1) % WORLD_MOST];
	unsigned kind = byte();

	memset(&an, 0, offsetof(struct answer, customers) + ROWS * sizeof(an.customers[0]));
	an.kind = kind & 0x80 ? last->kind : (enum ask_kind)(kind % (ASK_COUNT + 1));
	an.code = (enum answer_code)(byte() % (ANSWER_AWAY + 1));
	an.ticket = last->ticket;
	an.ticket_session = kind & 0x40 ? last->session : w.c.file.session;
	an.n = (int)(byte() % (ROWS + 1));
	if (an.kind == ASK_SIGN_IN) {
		an.agent.seat = 103;
		an.agent.level = (uint8_t)byte();
	} else if (an.kind == ASK_CUSTOMER || an.kind == ASK_CUSTOMER_SAVE) {
		an.customer.id = byte();
		an.customer.n_phones = (uint8_t)(byte() % (ASK_PHONES + 1));
		some_text(an.customer.name, sizeof(an.customer.name));
		some_text(an.customer.address, sizeof(an.customer.address));
		some_text(an.customer.note, 250);
	} else if (an.kind == ASK_DRAFT_LOAD) {
		an.drafts[0].session = w.c.work.session;
		some_text(an.drafts[0].text, 250);
	} else if (an.kind == ASK_STORY) {
		an.story.n_steps = (int)(byte() % (ASK_STEPS + 1));
		an.story.n_recs = (int)(byte() % (ASK_RECS + 1));
		memset(an.story.steps, 0, sizeof(an.story.steps));
		memset(an.story.recs, 0, sizeof(an.story.recs));
	} else
		rows_of_answer();
	console_answer(&w.c, &an, w.now);
}

static void
press(void)
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
	key(cp);
}

static void
paste(void)
{
	char text[128];

	some_text(text, sizeof(text));
	console_paste(&w.c, text, w.now);
}

static void
event(unsigned what, unsigned time)
{
	w.now += time * 50 * US_PER_MS;
	switch (what % EVENTS) {
	case SEAT_EVENT:
		seat_event();
		break;
	case ANSWER_EVENT:
		answer_event();
		break;
	case PASTE_EVENT:
		paste();
		break;
	case TIME_EVENT:
		console_tick(&w.c, w.now);
		break;
	case LOOK_EVENT:
		see(time);
		break;
	default:
		do
			press();
		while (next < end);
	}
	fuzz_messages++;
}

/* Keys mostly: functions, controls, digits, a few letters. */
static size_t
fuzz_make(uint8_t record[FUZZ_HEAD + 255], uint32_t *dice)
{
	size_t n = 1 + fuzz_roll(dice, 6);

	record[0] = (uint8_t)fuzz_roll(dice, EVENTS);
	record[1] = (uint8_t)(fuzz_roll(dice, 3) ? fuzz_roll(dice, 4) : fuzz_roll(dice, 256));
	if (record[0] == LOOK_EVENT && fuzz_roll(dice, 8))
		record[0] = KEY_EVENTS;
	record[2] = (uint8_t)n;
	for (size_t i = 0; i < n; i++)
		record[FUZZ_HEAD + i] =
		    (uint8_t)(fuzz_roll(dice, 3) ? 0x80 + fuzz_roll(dice, 0x60) : '0' + fuzz_roll(dice, 10));
	if (record[0] == ANSWER_EVENT)
		record[FUZZ_HEAD + 1] = (uint8_t)(fuzz_roll(dice, 3) ? ANSWER_OK : fuzz_roll(dice, ANSWER_AWAY + 1));
	return FUZZ_HEAD + (n = record[2] = (uint8_t)(n < 2 ? 2 : n));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!windows[0].cells)
		prepare("console_keys");
	fuzz_executions++;
	put(data, size);
	for (size_t pos = 1, len; pos < size && (len = fuzz_record(data + pos, size - pos)) > 0; pos += len) {
		next = data + pos + FUZZ_HEAD;
		end = data + pos + len;
		event(data[pos], data[pos + 1]);
	}
	see(0);
	return 0;
}
