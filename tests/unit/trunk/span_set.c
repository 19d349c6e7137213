/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The span test set (span_set.h). */
#include "tests/unit/trunk/span_set.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>

#define STR(x)     #x
#define LINE_OF(n) STR(n)
#define MUST(what)                                                   \
	do {                                                         \
		if (!(what))                                         \
			return "line " LINE_OF(__LINE__) ": " #what; \
	} while (0)

enum { BEARER = 3, LOOP = 5, SIGNAL = 16 };
enum { LOOP_SETTLES = 100, LOOP_LONG = 400 }; /* ticks: a hook is debounced; the longest ringing cadence */

/* The octets of a pattern without end, in which every place looks different from every other. */
static uint8_t
octet_of(unsigned at)
{
	return (uint8_t)((at * 2654435761u ^ at * 40503u >> 5) >> 16);
}

static void
pattern(uint8_t block[SPAN_BLOCK], unsigned n)
{
	for (unsigned i = 0; i < SPAN_BLOCK; i++)
		block[i] = octet_of(n * SPAN_BLOCK + i);
}

static bool
is_pattern(const uint8_t block[SPAN_BLOCK], unsigned at)
{
	for (unsigned i = 0; i < SPAN_BLOCK; i++)
		if (block[i] != octet_of(at + i))
			return false;
	return true;
}

/* Where in the pattern does this block begin?  -1: nowhere.  A line need not keep blocks, only octets. */
static int
place_of(const uint8_t block[SPAN_BLOCK], unsigned most)
{
	for (unsigned at = 0; at < most * SPAN_BLOCK; at++)
		if (is_pattern(block, at))
			return (int)at;
	return -1;
}

/* The pattern goes one way on a slot whose bearers are open.  If there is a loop, its ends attend to their hooks. */
static const char *
audio_goes(const struct line_rig *rig, struct span *from, struct span *to, int slot)
{
	uint8_t block[SPAN_BLOCK];
	unsigned sent = 0, heard = 0;
	int next = -1;

	for (unsigned tick = 0; tick < 40; tick++) {
		do
			pattern(block, sent++);
		while (span_write(from, slot, block) == 0);
		sent--;
		rig->ticks(rig->arg, 1);
		while (span_event(from, slot) != SPAN_EV_NONE || span_event(to, slot) != SPAN_EV_NONE)
			;
		while (span_read(to, slot, block) == 1) {
			int at = next < 0 ? place_of(block, sent) : is_pattern(block, (unsigned)next) ? next : -1;
			if (at < 0 && next < 0)
				continue; /* what was on the line before */
			MUST(at >= 0);
			next = at + SPAN_BLOCK;
			heard++;
		}
	}
	MUST(heard >= 30);
	return NULL;
}

static const char *
audio_arrives_whole_and_in_order(const struct line_rig *rig)
{
	MUST(span_bearer_open(rig->house, BEARER) == 0);
	MUST(span_bearer_open(rig->far, BEARER) == 0);
	return audio_goes(rig, rig->house, rig->far, BEARER);
}

static const char *
a_writer_cannot_run_away_from_the_line(const struct line_rig *rig)
{
	uint8_t block[SPAN_BLOCK] = { 0 };
	unsigned n = 0;

	MUST(span_bearer_open(rig->house, BEARER) == 0);
	while (n < 100 && span_write(rig->house, BEARER, block) == 0)
		n++;
	MUST(n >= 1 && n <= 32);
	MUST(span_write(rig->house, BEARER, block) == -EAGAIN);
	rig->ticks(rig->arg, 1);
	MUST(span_write(rig->house, BEARER, block) == 0);
	return NULL;
}

static const char *
silence_is_heard_from_a_far_end_that_sends_nothing(const struct line_rig *rig)
{
	uint8_t block[SPAN_BLOCK];
	struct span_counts counts;

	MUST(span_bearer_open(rig->house, BEARER) == 0);
	MUST(span_bearer_open(rig->far, BEARER) == 0);
	MUST(span_read(rig->house, BEARER, block) == -EAGAIN);
	rig->ticks(rig->arg, 3);
	MUST(span_read(rig->house, BEARER, block) >= 0);
	for (unsigned i = 0; i < SPAN_BLOCK; i++)
		MUST(block[i] == SPAN_IDLE);
	span_counts(rig->house, BEARER, &counts);
	MUST(counts.frames_in == 0);
	return NULL;
}

/* `ticks` of sound from the far end; the house reads what is there, unless it is away.  Blocks that came, stand-ins for others aside. */
static unsigned
listen(const struct line_rig *rig, unsigned ticks, bool away)
{
	uint8_t block[SPAN_BLOCK];
	unsigned heard = 0;

	for (unsigned tick = 0; tick < ticks; tick++) {
		do
			pattern(block, tick);
		while (span_write(rig->far, BEARER, block) == 0);
		rig->ticks(rig->arg, 1);
		for (int rc = 0; !away && rc >= 0; heard += rc == 1)
			rc = span_read(rig->house, BEARER, block);
	}
	return heard;
}

static const char *
a_reader_who_was_away_knows_at_once_what_it_lost(const struct line_rig *rig)
{
	struct span_counts before, back, after;
	uint8_t block[SPAN_BLOCK];

	MUST(span_bearer_open(rig->house, BEARER) == 0);
	MUST(span_bearer_open(rig->far, BEARER) == 0);
	listen(rig, 10, false);
	span_counts(rig->house, BEARER, &before);
	listen(rig, 50, true);
	span_tick(rig->house);
	MUST(span_read(rig->house, BEARER, block) >= 0);
	span_counts(rig->house, BEARER, &back);
	MUST(back.overruns - before.overruns >= 38 && back.overruns - before.overruns <= 49);
	listen(rig, 10, false);
	span_counts(rig->house, BEARER, &back);
	MUST(listen(rig, 40, false) == 40);
	span_counts(rig->house, BEARER, &after);
	MUST(after.overruns == back.overruns && after.missed == back.missed);
	return NULL;
}

/* A tone of 1000 Hz: four octets up, four down.  A canceller works on samples, so its level may come out a little changed. */
static bool
is_tone(const uint8_t block[SPAN_BLOCK])
{
	unsigned loud = 0, turns = 0;

	for (unsigned i = 0; i < SPAN_BLOCK; i++) {
		unsigned level = (block[i] ^ 0x55) & 0x7f;

		loud += level >= 0x44 && level <= 0x5c;
		turns += i && ((block[i] ^ block[i - 1]) & 0x80);
	}
	return loud >= 150 && turns >= 38 && turns <= 41;
}

/* With the line's echo canceller on or without one, what is said arrives. */
static const char *
audio_passes_with_the_echo_canceller_on_or_the_slot_says_it_has_none(const struct line_rig *rig)
{
	uint8_t block[SPAN_BLOCK], tone[SPAN_BLOCK];
	unsigned heard = 0;

	MUST(span_echo(rig->house, BEARER, SPAN_ECHO_TAPS) < 0);
	MUST(span_bearer_open(rig->house, BEARER) == 0);
	MUST(span_bearer_open(rig->far, BEARER) == 0);
	int rc = span_echo(rig->house, BEARER, SPAN_ECHO_TAPS);
	MUST(rc == 0 || rc == -ENOTSUP);
	MUST(span_echo(rig->house, 0, SPAN_ECHO_TAPS) == -EINVAL && span_echo(rig->house, BEARER, -1) == -EINVAL);
	for (unsigned i = 0; i < SPAN_BLOCK; i++)
		tone[i] = i % 8 < 4 ? 0x85 : 0x05;
	for (unsigned tick = 0; tick < 40; tick++) {
		while (span_write(rig->far, BEARER, tone) == 0)
			;
		rig->ticks(rig->arg, 1);
		while (span_read(rig->house, BEARER, block) == 1)
			heard += is_tone(block);
	}
	MUST(heard >= 20);
	MUST(span_echo(rig->house, BEARER, 0) == rc);
	return NULL;
}

static const char *
each_end_of_a_slot_is_opened_once(const struct line_rig *rig)
{
	MUST(span_bearer_open(rig->house, BEARER) == 0);
	MUST(span_bearer_open(rig->house, BEARER) == -EBUSY);
	MUST(span_sig_open(rig->house, BEARER, SPAN_HDLC) == -EBUSY);
	span_bearer_close(rig->house, BEARER);
	MUST(span_bearer_open(rig->house, BEARER) == 0);
	return NULL;
}

static const char *
wrong_slots_are_refused(const struct line_rig *rig)
{
	uint8_t block[SPAN_BLOCK] = { 0 };

	MUST(span_bearer_open(rig->house, 0) == -EINVAL);
	MUST(span_bearer_open(rig->house, SPAN_SLOTS) == -EINVAL);
	MUST(span_sig_open(rig->house, -1, SPAN_HDLC) == -EINVAL);
	MUST(span_read(rig->house, BEARER, block) < 0 && span_write(rig->house, BEARER, block) < 0);
	MUST(span_sig_write(rig->house, SIGNAL, block, 5) < 0);
	return NULL;
}

/* Both ends, and the moment in which the flags between units find the receiver. */
static bool
open_links(const struct line_rig *rig, enum span_mode mode)
{
	if (span_sig_open(rig->house, SIGNAL, mode) || span_sig_open(rig->far, SIGNAL, mode))
		return false;
	rig->ticks(rig->arg, 2);
	return true;
}

/* Read one unit, letting the line move as long as it needs. */
static ssize_t
read_unit(const struct line_rig *rig, struct span *span, void *unit, size_t size)
{
	for (unsigned i = 0; i < 10; i++) {
		ssize_t n = span_sig_read(span, SIGNAL, unit, size);
		if (n != -EAGAIN)
			return n;
		rig->ticks(rig->arg, 1);
	}
	return -EAGAIN;
}

static bool
is_unit(const struct line_rig *rig, struct span *span, const char *text)
{
	uint8_t unit[SPAN_FRAME_MAX];

	return read_unit(rig, span, unit, sizeof(unit)) == (ssize_t)strlen(text) + 2 &&
	    memcmp(unit, text, strlen(text)) == 0;
}

static bool
write_unit(struct span *span, const char *text)
{
	char unit[SPAN_FRAME_MAX] = { 0 };

	memcpy(unit, text, strlen(text));
	return span_sig_write(span, SIGNAL, unit, strlen(text) + 2) == 0;
}

static const char *
units_arrive_one_for_each_read_with_their_check_octets(const struct line_rig *rig)
{
	MUST(open_links(rig, SPAN_HDLC));
	MUST(write_unit(rig->house, "first"));
	MUST(write_unit(rig->house, "second unit"));
	MUST(write_unit(rig->far, "back"));
	MUST(is_unit(rig, rig->far, "first"));
	MUST(is_unit(rig, rig->far, "second unit"));
	MUST(is_unit(rig, rig->house, "back"));
	return NULL;
}

static const char *
hdlc_passes_equal_frames_each_time(const struct line_rig *rig)
{
	MUST(open_links(rig, SPAN_HDLC));
	MUST(write_unit(rig->house, "same") && write_unit(rig->house, "same"));
	MUST(is_unit(rig, rig->far, "same"));
	MUST(is_unit(rig, rig->far, "same"));
	return NULL;
}

static const char *
mtp2_drops_equal_units_in_a_row(const struct line_rig *rig)
{
	uint8_t unit[SPAN_FRAME_MAX];

	MUST(open_links(rig, SPAN_MTP2));
	MUST(write_unit(rig->house, "sio") && write_unit(rig->house, "sio") && write_unit(rig->house, "sin"));
	MUST(is_unit(rig, rig->far, "sio"));
	MUST(is_unit(rig, rig->far, "sin"));
	MUST(read_unit(rig, rig->far, unit, sizeof(unit)) == -EAGAIN);
	return NULL;
}

static const char *
mtp2_tells_a_new_reader_what_the_line_repeats(const struct line_rig *rig)
{
	MUST(open_links(rig, SPAN_MTP2));
	MUST(write_unit(rig->house, "sio") && write_unit(rig->house, "sin"));
	MUST(is_unit(rig, rig->far, "sio") && is_unit(rig, rig->far, "sin"));
	span_sig_close(rig->far, SIGNAL);
	MUST(span_sig_open(rig->far, SIGNAL, SPAN_MTP2) == 0);
	MUST(is_unit(rig, rig->far, "sin"));
	return NULL;
}

static const char *
the_descriptor_is_readable_when_a_unit_waits(const struct line_rig *rig)
{
	uint8_t unit[SPAN_FRAME_MAX];

	MUST(open_links(rig, SPAN_HDLC));
	MUST(read_unit(rig, rig->far, unit, sizeof(unit)) == -EAGAIN);
	struct pollfd p = { .fd = span_sig_fd(rig->far, SIGNAL), .events = POLLIN };
	MUST(p.fd >= 0 && poll(&p, 1, 0) == 0);
	MUST(write_unit(rig->house, "ring"));
	rig->ticks(rig->arg, 2);
	MUST(poll(&p, 1, 1000) == 1);
	MUST(is_unit(rig, rig->far, "ring"));
	return NULL;
}

static const char *
no_alarm_between_two_living_ends(const struct line_rig *rig)
{
	MUST(span_alarms(rig->house) == 0 && span_alarms(rig->far) == 0);
	MUST(span_event(rig->house, 0) == SPAN_EV_NONE);
	return NULL;
}

static const char *
the_clock_counts_blocks(const struct line_rig *rig)
{
	uint64_t before = span_tick(rig->house);

	rig->ticks(rig->arg, 5);
	MUST(span_tick(rig->house) >= before + 5);
	return NULL;
}

/* ---- loops: the house feeds a telephone at the far end ---- */

static bool
open_loops(const struct line_rig *rig)
{
	if (span_loop_open(rig->house, LOOP, SPAN_STATION) || span_loop_open(rig->far, LOOP, SPAN_EXCHANGE) ||
	    span_loop_set(rig->house, LOOP, SPAN_HOOK_ON) || span_loop_set(rig->far, LOOP, SPAN_HOOK_ON))
		return false;
	/* a line that was just made shows its first state late */
	rig->ticks(rig->arg, LOOP_SETTLES);
	while (span_event(rig->house, LOOP) != SPAN_EV_NONE || span_event(rig->far, LOOP) != SPAN_EV_NONE)
		;
	return true;
}

/* Set it, however often it must be asked for. */
static bool
sets(const struct line_rig *rig, struct span *span, enum span_hook hook)
{
	int rc = -EAGAIN;

	for (unsigned i = 0; i < LOOP_SETTLES && (rc = span_loop_set(span, LOOP, hook)) == -EAGAIN; i++)
		rig->ticks(rig->arg, 1);
	return rc == 0;
}

/* The loop's next event, letting the line move as long as it needs; `most` ticks without one are SPAN_EV_NONE. */
static enum span_event
next_event(const struct line_rig *rig, struct span *span, unsigned most)
{
	enum span_event ev = SPAN_EV_NONE;

	for (unsigned i = 0; i < most && (ev = span_event(span, LOOP)) == SPAN_EV_NONE; i++)
		rig->ticks(rig->arg, 1);
	return ev;
}

/* The next one of these two kinds; others are passed over. */
static enum span_event
awaited(const struct line_rig *rig, struct span *span, enum span_event one, enum span_event other)
{
	enum span_event ev;

	do
		ev = next_event(rig, span, LOOP_LONG);
	while (ev != SPAN_EV_NONE && ev != one && ev != other);
	return ev;
}

static bool
becomes(const struct line_rig *rig, struct span *span, int heard)
{
	for (unsigned i = 0; i < LOOP_LONG && span_loop_heard(span, LOOP) != heard; i++)
		rig->ticks(rig->arg, 1);
	return span_loop_heard(span, LOOP) == heard;
}

static bool
call_stands(const struct line_rig *rig)
{
	return open_loops(rig) && sets(rig, rig->far, SPAN_HOOK_OFF) &&
	    next_event(rig, rig->house, LOOP_LONG) == SPAN_EV_OFFHOOK && sets(rig, rig->house, SPAN_HOOK_OFF) &&
	    next_event(rig, rig->house, LOOP_SETTLES) == SPAN_EV_NONE;
}

static const char *
a_telephone_is_rung_and_its_ringing_ends(const struct line_rig *rig)
{
	MUST(open_loops(rig));
	MUST(span_loop_heard(rig->far, LOOP) == SPAN_HOOK_ON);
	MUST(sets(rig, rig->house, SPAN_HOOK_RING));
	MUST(becomes(rig, rig->far, SPAN_HOOK_RING));
	MUST(awaited(rig, rig->far, SPAN_EV_RING, SPAN_EV_RING) == SPAN_EV_RING);
	MUST(sets(rig, rig->house, SPAN_HOOK_ON));
	MUST(awaited(rig, rig->far, SPAN_EV_RING_END, SPAN_EV_RING_END) == SPAN_EV_RING_END);
	MUST(becomes(rig, rig->far, SPAN_HOOK_ON));
	MUST(next_event(rig, rig->far, LOOP_LONG) == SPAN_EV_NONE);
	return NULL;
}

static const char *
lifting_and_hanging_up_are_heard_once_each(const struct line_rig *rig)
{
	MUST(open_loops(rig));
	MUST(sets(rig, rig->house, SPAN_HOOK_RING));
	MUST(becomes(rig, rig->far, SPAN_HOOK_RING));
	MUST(sets(rig, rig->far, SPAN_HOOK_OFF));
	MUST(awaited(rig, rig->house, SPAN_EV_OFFHOOK, SPAN_EV_ONHOOK) == SPAN_EV_OFFHOOK);
	MUST(span_loop_heard(rig->house, LOOP) == SPAN_HOOK_OFF);
	MUST(sets(rig, rig->house, SPAN_HOOK_OFF));
	MUST(next_event(rig, rig->house, LOOP_SETTLES) == SPAN_EV_NONE);
	MUST(sets(rig, rig->far, SPAN_HOOK_ON));
	MUST(next_event(rig, rig->house, LOOP_LONG) == SPAN_EV_ONHOOK);
	MUST(span_loop_heard(rig->house, LOOP) == SPAN_HOOK_ON);
	MUST(sets(rig, rig->house, SPAN_HOOK_ON));
	MUST(next_event(rig, rig->house, LOOP_LONG) == SPAN_EV_NONE);
	return NULL;
}

static const char *
a_flash_is_heard_as_one_and_is_no_hanging_up(const struct line_rig *rig)
{
	MUST(call_stands(rig));
	MUST(sets(rig, rig->far, SPAN_HOOK_FLASH));
	MUST(next_event(rig, rig->house, LOOP_LONG) == SPAN_EV_FLASH);
	MUST(next_event(rig, rig->house, LOOP_LONG) == SPAN_EV_NONE);
	MUST(span_loop_heard(rig->house, LOOP) == SPAN_HOOK_OFF);
	return NULL;
}

static const char *
an_exchange_that_lets_the_call_go_is_heard(const struct line_rig *rig)
{
	MUST(call_stands(rig));
	MUST(sets(rig, rig->house, SPAN_HOOK_ON));
	MUST(awaited(rig, rig->far, SPAN_EV_ONHOOK, SPAN_EV_ONHOOK) == SPAN_EV_ONHOOK);
	return NULL;
}

static const char *
a_hook_can_be_asked_for_whatever_was_told(const struct line_rig *rig)
{
	MUST(open_loops(rig));
	MUST(span_loop_heard(rig->house, LOOP) == SPAN_HOOK_ON);
	MUST(sets(rig, rig->far, SPAN_HOOK_OFF));
	MUST(becomes(rig, rig->house, SPAN_HOOK_OFF));
	span_loop_close(rig->house, LOOP);
	MUST(span_loop_heard(rig->house, LOOP) == -EBADF);
	MUST(span_loop_open(rig->house, LOOP, SPAN_STATION) == 0);
	MUST(becomes(rig, rig->house, SPAN_HOOK_OFF));
	return NULL;
}

static const char *
audio_passes_on_a_loop_both_ways(const struct line_rig *rig)
{
	const char *wrong;

	MUST(call_stands(rig));
	MUST(span_bearer_open(rig->house, LOOP) == 0);
	MUST(span_bearer_open(rig->far, LOOP) == 0);
	wrong = audio_goes(rig, rig->house, rig->far, LOOP);
	if (!wrong)
		wrong = audio_goes(rig, rig->far, rig->house, LOOP);
	span_bearer_close(rig->house, LOOP);
	MUST(span_loop_heard(rig->house, LOOP) == SPAN_HOOK_OFF);
	return wrong;
}

static const char *
the_loops_descriptor_is_readable_when_an_event_waits(const struct line_rig *rig)
{
	MUST(span_loop_fd(rig->house) == -EBADF);
	MUST(open_loops(rig));
	struct pollfd p = { .fd = span_loop_fd(rig->house), .events = POLLIN };
	MUST(p.fd >= 0 && poll(&p, 1, 0) == 0);
	MUST(sets(rig, rig->far, SPAN_HOOK_OFF));
	MUST(becomes(rig, rig->house, SPAN_HOOK_OFF));
	MUST(poll(&p, 1, 1000) == 1);
	MUST(next_event(rig, rig->house, LOOP_LONG) == SPAN_EV_OFFHOOK);
	MUST(span_event(rig->house, LOOP) == SPAN_EV_NONE);
	MUST(poll(&p, 1, 0) == 0);
	return NULL;
}

static const char *
a_loop_is_opened_once_and_does_what_its_end_can(const struct line_rig *rig)
{
	MUST(span_loop_open(rig->house, 0, SPAN_STATION) == -EINVAL);
	MUST(span_loop_set(rig->house, LOOP, SPAN_HOOK_ON) == -EBADF);
	MUST(open_loops(rig));
	MUST(span_loop_open(rig->house, LOOP, SPAN_STATION) == -EBUSY);
	MUST(span_loop_set(rig->house, LOOP, SPAN_HOOK_FLASH) == -EINVAL);
	MUST(span_loop_set(rig->far, LOOP, SPAN_HOOK_RING) == -EINVAL);
	return NULL;
}

/* clang-format off */
#define CHECK(name)            { #name, false, name }
#define CHECK_SIGNALLING(name) { #name, true, name }
/* clang-format on */
const struct span_check span_set[] = {
	CHECK(audio_arrives_whole_and_in_order),
	CHECK(a_writer_cannot_run_away_from_the_line),
	CHECK(silence_is_heard_from_a_far_end_that_sends_nothing),
	CHECK(a_reader_who_was_away_knows_at_once_what_it_lost),
	CHECK(audio_passes_with_the_echo_canceller_on_or_the_slot_says_it_has_none),
	CHECK(each_end_of_a_slot_is_opened_once),
	CHECK(wrong_slots_are_refused),
	CHECK_SIGNALLING(units_arrive_one_for_each_read_with_their_check_octets),
	CHECK_SIGNALLING(hdlc_passes_equal_frames_each_time),
	CHECK_SIGNALLING(mtp2_drops_equal_units_in_a_row),
	CHECK_SIGNALLING(mtp2_tells_a_new_reader_what_the_line_repeats),
	CHECK_SIGNALLING(the_descriptor_is_readable_when_a_unit_waits),
	CHECK(no_alarm_between_two_living_ends),
	CHECK(the_clock_counts_blocks),
	CHECK_SIGNALLING(a_telephone_is_rung_and_its_ringing_ends),
	CHECK_SIGNALLING(lifting_and_hanging_up_are_heard_once_each),
	CHECK_SIGNALLING(a_flash_is_heard_as_one_and_is_no_hanging_up),
	CHECK_SIGNALLING(an_exchange_that_lets_the_call_go_is_heard),
	CHECK_SIGNALLING(a_hook_can_be_asked_for_whatever_was_told),
	CHECK_SIGNALLING(audio_passes_on_a_loop_both_ways),
	CHECK_SIGNALLING(the_loops_descriptor_is_readable_when_an_event_waits),
	CHECK_SIGNALLING(a_loop_is_opened_once_and_does_what_its_end_can),
};
const unsigned span_set_size = sizeof(span_set) / sizeof(span_set[0]);
