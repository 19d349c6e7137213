/* room: console */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets of a broken or hostile acdd: each is refused or shown, never harmful.
 *
 *   input = the state, then edits {what, offset / 2, how many octets, octets}
 *
 * An edit changes some octets of a sound packet (the seat's, the day's, a refusal) and sends it, whole or cut off behind
 * the change; so a few octets reach every field.  Or its octets are the packet.  Now and then the screen is drawn.
 */
#define FUZZ_HEAD 3
#include "tests/fuzz/console.h"

enum { SEAT_PACKET, DAY_PACKET, REFUSED_PACKET, RAW_PACKET, SHORT = 4, TIME = 8, LOOK = 0x70 };

static union {
	struct desk_seat seat;
	struct desk_day day;
	struct desk_refused refused;
	uint8_t octets[600];
} packets[3];
static const size_t sizes[3] = { sizeof(struct desk_seat), sizeof(struct desk_day), sizeof(struct desk_refused) };

static void
sound_packets(void)
{
	struct desk_head head = { .seat = w.c.me.seat };

	packets[SEAT_PACKET].seat = w.seat;
	packets[DAY_PACKET].day = w.c.day;
	memset(&packets[REFUSED_PACKET], 0, sizes[REFUSED_PACKET]);
	for (int i = 0; i < 3; i++) {
		head.type = (uint16_t)(DESK_SEAT + i);
		memcpy(&packets[i], &head, sizeof(head));
	}
}

static void
edit(uint8_t what, uint8_t half, const uint8_t *octets, size_t n)
{
	size_t at = 2 * (size_t)half;

	if (what & TIME)
		pass(half * (SEC / 8));
	if ((what & 3) == RAW_PACKET) {
		console_desk(&w.c, octets, n, w.now);
	} else {
		uint8_t *packet = packets[what & 3].octets;
		size_t size = sizes[what & 3];

		at %= size;
		n = n < size - at ? n : size - at;
		memcpy(packet + at, octets, n);
		console_desk(&w.c, packet, what & SHORT ? at + n : size, w.now);
	}
	if ((what & LOOK) == LOOK)
		see(half);
	fuzz_messages++;
}

static size_t
fuzz_make(uint8_t record[FUZZ_HEAD + 255], uint32_t *dice)
{
	size_t n = 1 + fuzz_roll(dice, 8);

	record[0] = (uint8_t)(fuzz_roll(dice, 3) | (fuzz_roll(dice, 4) == 0 ? TIME : 0) |
	    (fuzz_roll(dice, 32) == 0 ? LOOK : 0));
	record[1] =
	    (uint8_t)(fuzz_roll(dice, 2) ? sizeof(struct desk_head) / 2 + fuzz_roll(dice, 8) : fuzz_roll(dice, 256));
	record[2] = (uint8_t)n;
	for (size_t i = 0; i < n; i++)
		record[FUZZ_HEAD + i] = (uint8_t)(fuzz_roll(dice, 2) ? fuzz_roll(dice, 12) : fuzz_roll(dice, 256));
	return FUZZ_HEAD + n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!windows[0].cells)
		prepare("console_desk");
	fuzz_executions++;
	put(data, size);
	sound_packets();
	for (size_t at = 1, len; at < size && (len = fuzz_record(data + at, size - at)) > 0; at += len)
		edit(data[at], data[at + 1], data + at + FUZZ_HEAD, len - FUZZ_HEAD);
	see(0);
	return 0;
}
