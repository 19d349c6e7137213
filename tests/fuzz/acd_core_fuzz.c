/* room: acd */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any messages and packets into a live core: a small house with six seats, in one of the states below.
 *
 *   input = the state, then records of {what, how many octets, octets}
 *
 * References to live legs and seats are filled in often enough that the messages hit something.  After every step all must
 * fit together.
 */
#define FUZZ_HEAD 2
#include "tests/fuzz/fuzz.h"
#include "tests/unit/acd/harness.c"

#include "acd/core.h"

#define SEATS    6
#define SESSIONS 12

static struct house *h;
static const struct house *was; /* the house as it is now, before this input */

/* ---- states ---- */

static void
nobody(void)
{
}

static void
seats_ready(void)
{
	for (uint16_t i = 0; i < SEATS; i++)
		agent_ready(h, 101 + i, i % 2, i % 3 + 1);
}

static int
caller_chooses(char key)
{
	int line = caller_dials(h, "13800138000", "95000");

	prompt_ends(h, line);
	caller_presses(h, line, key);
	return line;
}

static void
in_menus(void)
{
	seats_ready();
	for (int i = 0; i < 3; i++)
		prompt_ends(h, caller_dials(h, "13800138000", i ? "95000" : "96001"));
	caller_presses(h, 1, '7');
}

static void
waiting(void)
{
	seats_ready();
	for (uint16_t i = 0; i < SEATS; i++)
		agent_does(h, 101 + i, i % 2 ? DESK_VERB_AWAY : DESK_VERB_CLOSED, NULL);
	for (int i = 0; i < 5; i++)
		caller_chooses((char)('1' + i % 3));
}

static void
ringing(void)
{
	seats_ready();
	for (int i = 0; i < 5; i++)
		caller_chooses((char)('1' + i % 3));
}

static void
talking(void)
{
	ringing();
	for (uint16_t i = 0; i < SEATS; i++) {
		agent_does(h, 101 + i, DESK_VERB_ANSWER, NULL);
		agent_lifts(h, 101 + i);
	}
	house_wait(h, 9000);
}

static void
held(void)
{
	talking();
	for (uint16_t i = 0; i < SEATS; i += 2)
		agent_does(h, 101 + i, DESK_VERB_HOLD, NULL);
}

static void
phones_lost(void)
{
	talking();
	for (uint16_t i = 0; i < SEATS; i++)
		agent_puts_down(h, 101 + i);
}

static void
after_calls(void)
{
	talking();
	for (int i = 0; i < 5; i++)
		caller_hangs_up(h, i);
}

static void
dialling(void)
{
	seats_ready();
	for (uint16_t i = 0; i < SEATS; i++)
		agent_does(h, 101 + i, DESK_VERB_DIAL, "13900139000");
}

static void
closing(void)
{
	talking();
	house_feed(h, CORE_FROM_CTL, ACD_CTL_CLOSE, NULL, 0);
}

static void (*const states[])(void) = { nobody, seats_ready, in_menus, waiting, ringing, talking, held, phones_lost,
	after_calls, dialling, closing };
#define STATES (sizeof(states) / sizeof(states[0]))
static struct house *kept[STATES];

static void
small(struct site *site)
{
	site->acd.sessions = SESSIONS;
	site->acd.seats = SEATS + 2;
}

static void
prepare(void)
{
	fuzz_count("acd_core");
	for (size_t i = 0; i < STATES; i++) {
		h = house_new(small);
		h->quiet = true;
		states[i]();
		const char *fault = house_fault(h);
		if (fault) {
			fprintf(stderr, "state %zu: %s\n", i, fault);
			abort();
		}
		kept[i] = h;
	}
	h = fuzz_copy(kept[0], sizeof(*h));
	h->a = fuzz_copy(kept[0]->a, h->size);
}

/* Flows are large and nothing in an input changes them, but for the words in front: who uses them. */
static void
put_arena(void)
{
	const struct acd *from = was->a;
	size_t behind = from->at_flows + ACD_FLOWS * sizeof(struct flow_slot);

	memcpy(h->a, from, from->at_flows);
	memcpy((char *)h->a + behind, (const char *)from + behind, h->size - behind);
	for (size_t i = 0; i < ACD_FLOWS; i++)
		memcpy(&acd_flows(h->a)[i], &acd_flows(from)[i], offsetof(struct flow_slot, flow));
}

/* The lines, and what has not been answered; what was said is of no use to the core. */
static void
put(size_t state)
{
	was = kept[state];
	put_arena();
	h->now_us = was->now_us;
	h->serial = was->serial;
	h->n_lines = was->n_lines;
	memcpy(h->lines, was->lines, was->n_lines * sizeof(was->lines[0]));
	memcpy(h->circuits, was->circuits, sizeof(h->circuits));
	h->n_answers = 0;
}

/* ---- an input ---- */

/* A message of the catalogue with these octets, a live leg and its line in front. */
static void
feed_message(uint8_t what, const uint8_t *octets, size_t n)
{
	static const uint16_t from[] = { ROLE_ISUP, ROLE_PRI, ROLE_MEDIA, ROLE_CRM };
	uint64_t room[96] = { 0 };
	uint16_t type = what % MSG_COUNT;
	uint32_t len = msg_rows[type].size;
	struct msg_line m;

	memcpy(room, octets, n);
	if (h->n_lines && !(what & 0x80) && type != MSG_LINE_OFFERED && type != MSG_SEAT_SIGNED_IN &&
	    type != MSG_CALLER_FOUND && type != MSG_ORDERS_FOUND) {
		const struct house_line *l = &h->lines[octets[0] % h->n_lines];

		m.leg = l->leg;
		m.line = type >= MSG_MEDIA_PLAYED && type <= MSG_MEDIA_DIGIT ? l->play_id : l->line;
		memcpy(room, &m, 8);
	}
	for (int i = 0; i < 4; i++)
		if (len <= sizeof(room) && msg_check((enum role)from[i], ROLE_ACD, type, len)) {
			house_feed(h, from[i], type, room, len);
			break;
		}
}

static void
feed_one(uint8_t what, const uint8_t *given, size_t n)
{
	uint8_t octets[256] = { 0 }; /* two at least */
	uint64_t room[40] = { 0 };

	memcpy(octets, given, n);
	if (n < 2)
		n = 2;

	switch (what % 8) {
	case 0:
	case 1:
	case 2:
		feed_message(octets[0], octets + 1, n - 1);
		break;
	case 3:
		agent_does(h, (uint16_t)(101 + octets[0] % SEATS), (enum desk_verb)(octets[1] % (DESK_VERB_COUNT + 1)),
		    "13900139000");
		break;
	case 4:
		if (h->n_lines < HOUSE_LINES - 64)
			caller_dials(h, "13800138000", "95000");
		break;
	case 5:
		if (h->n_lines)
			caller_presses(h, octets[0] % (int)h->n_lines, (char)octets[1]);
		break;
	case 6:
		if (h->n_lines < HOUSE_LINES - 1024)
			house_wait(h, octets[0] * 100);
		break;
	default: /* raw, from anybody */
		memcpy(room, octets, n);
		house_feed(h, octets[0] % 40, octets[1] % 40, room, n);
	}
	fuzz_messages++;
}

/* Mostly what peers say about a line that is there, with zeros for what is not told. */
static size_t
fuzz_make(uint8_t record[FUZZ_HEAD + 255], uint32_t *dice)
{
	size_t n = 2 + fuzz_roll(dice, 3) * 4;

	memset(record, 0, FUZZ_HEAD + n);
	record[0] = (uint8_t)fuzz_roll(dice, 8);
	record[1] = (uint8_t)n;
	record[2] = (uint8_t)fuzz_roll(dice, record[0] < 3 ? MSG_COUNT : 24);
	record[3] = (uint8_t)(record[0] == 5 ? '0' + fuzz_roll(dice, 12) : fuzz_roll(dice, 16));
	if (n > 2)
		record[11] = (uint8_t)fuzz_roll(dice, 64); /* a cause or an event */
	return FUZZ_HEAD + n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!h)
		prepare();
	fuzz_executions++;
	put(size ? data[0] % STATES : 0);
	for (size_t at = 1, len; at < size && (len = fuzz_record(data + at, size - at)) > 0; at += len) {
		feed_one(data[at], data + at + FUZZ_HEAD, len - FUZZ_HEAD);
		const char *fault = house_fault(h);

		if (fault) {
			fprintf(stderr, "%s\n", fault);
			abort();
		}
	}
	return 0;
}
