/* room: acd */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any messages and packets into a live core.  The input is a list of {what, how much, octets}: references to live legs
 * and seats are filled in often enough that the messages hit something.  After every step all must fit together.
 */
#include "tests/unit/acd/harness.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct house *h;
static void *fresh;

static void
prepare(void)
{
	h = house_new(NULL);
	h->quiet = true;
	for (uint16_t seat = 101; seat <= 106; seat++)
		agent_ready(h, seat, seat % 2, seat % 3 + 1);
	fresh = malloc(sizeof(*h) + h->size);
	memcpy(fresh, h, sizeof(*h));
	memcpy((char *)fresh + sizeof(*h), h->a, h->size);
}

/* A message of the catalogue with these octets, a live leg and its line in front. */
static void
feed_message(uint8_t what, const uint8_t *octets, uint8_t n)
{
	static const uint16_t from[] = { ROLE_ISUP, ROLE_PRI, ROLE_MEDIA, ROLE_CRM };
	uint64_t room[96] = { 0 };
	uint16_t type = what % MSG_COUNT;
	uint32_t len = msg_rows[type].size;
	struct msg_line m;

	memcpy(room, octets, n);
	if (h->n_lines && !(what & 0x80) && type != MSG_LINE_OFFERED && type != MSG_SEAT_SIGNED_IN &&
	    type != MSG_CALLER_FOUND) {
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
feed_one(uint8_t what, const uint8_t *octets, uint8_t n)
{
	uint64_t room[40] = { 0 };

	switch (what % 8) {
	case 0:
	case 1:
	case 2:
		feed_message(octets[0], octets + 1, n - 1);
		break;
	case 3:
		agent_does(h, (uint16_t)(101 + octets[0] % 6), (enum desk_verb)(octets[1] % (DESK_VERB_COUNT + 1)),
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
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!h)
		prepare();
	struct acd *a = h->a;

	memcpy(h, fresh, sizeof(*h));
	h->a = a;
	memcpy(h->a, (char *)fresh + sizeof(*h), h->size);
	for (size_t at = 0; at + 4 <= size;) {
		uint8_t n = data[at + 1] < 2 ? 2 : data[at + 1];

		if (at + 2 + n > size)
			break;
		feed_one(data[at], data + at + 2, n);
		at += 2 + (size_t)n;
		const char *fault = house_fault(h);

		if (fault) {
			fprintf(stderr, "%s\n", fault);
			abort();
		}
	}
	return 0;
}
