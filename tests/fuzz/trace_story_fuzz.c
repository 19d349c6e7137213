/* room: trace */
/* flags: -detect_leaks=0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of a spoiled trace, one after another: linked to circuits, legs and sessions, told as stories, shown as rungs, sought
 * by filters.  (trace_decode puts single ones into words.)
 *
 *   input = an octet, then records {kind, role, reference, how many octets, octets}
 *
 * The story goes on over many inputs, as it does while a screen is open, and begins anew now and then.  (What it keeps is no
 * leak, but to find that out after each input would take all the time.)
 */
#define FUZZ_HEAD 4
#include "tests/fuzz/fuzz.h"

#include "base/clock.h"
#include "tools/trace/filter.h"
#include "tools/trace/rung.h"

#define INPUTS 512 /* of one story */

static struct story *story;
static bool looks;
static int64_t now_us = INT64_C(1800000000) * US_PER_SEC;
static volatile unsigned sink;

static void
record(const uint8_t *head, size_t len)
{
	struct trace_rec rec = { .at_us = now_us += 1000 };
	struct filter filter;
	struct rung rung;
	char text[FILTER_TEXT] = "";

	rec.kind = head[0] % (TRACE_KIND_COUNT + 1);
	rec.role = head[1] % (ROLE_COUNT + 1);
	rec.ref = head[2];
	if (rec.kind >= TRACE_MSU_IN && rec.kind <= TRACE_LSSU_OUT)
		rec.ref = (uint64_t)(head[2] & 15) << 32 | (head[2] & 0x10 ? 14u : head[2] & 0x20 ? 24u : head[2]);
	rec.len = (uint16_t)(len - FUZZ_HEAD);
	rec.cut = head[1] & 0x80 ? 40 : 0;
	memcpy(rec.data, head + FUZZ_HEAD, rec.len);
	if (rung_of(&rec, &rung) && (rung.from >= COLUMNS || rung.to >= COLUMNS))
		abort();
	memcpy(text, rec.data, rec.len < sizeof(text) - 1 ? rec.len : sizeof(text) - 1);
	filter_parse(&filter, text);
	sink += filter_record(&filter, &rec);
	if (story_add(story, &rec))
		abort();
	struct entry *e = story_entry(story, story_end(story) - 1);
	uint32_t tale = story_tale_of(story, e);
	if (tale && looks) /* at every entry of the story */
		sink += filter_tale(&filter, story, tale, NULL, NULL);
	fuzz_messages++;
}

static size_t
fuzz_make(uint8_t record_[FUZZ_HEAD + 255], uint32_t *dice)
{
	static const uint8_t unit[] = { 0x80, 0x80, 0x20, 0x85, 0x01, 0x40, 0x01, 0x00, 0x05, 0x00, 0x01, 0x00, 0x60,
		0x01, 0x0a, 0x00, 0x02 };
	static const uint8_t frame[] = { 0x00, 0x01, 0x02, 0x02, 0x08, 0x02, 0x00, 0x05, 0x05, 0x04, 0x03, 0x80, 0x90,
		0xa3, 0x18, 0x03, 0xa9, 0x83, 0x81 };
	uint8_t *octets = record_ + FUZZ_HEAD;
	size_t n = 0;

	record_[0] = (uint8_t)fuzz_roll(dice, TRACE_KIND_COUNT);
	record_[1] = (uint8_t)fuzz_roll(dice, ROLE_COUNT);
	record_[2] = (uint8_t)(fuzz_roll(dice, 2) ? 0x10 : 0x20);
	if (record_[0] == TRACE_MSU_IN || record_[0] == TRACE_MSU_OUT) {
		memcpy(octets, unit, n = sizeof(unit));
		octets[10] = (uint8_t)fuzz_roll(dice, 64);
	} else if (record_[0] == TRACE_DCHAN_IN || record_[0] == TRACE_DCHAN_OUT) {
		memcpy(octets, frame, n = sizeof(frame));
		octets[8] = (uint8_t)fuzz_roll(dice, 128);
		octets[9] = (uint8_t)fuzz_roll(dice, 128);
	} else if (record_[0] == TRACE_MSG_IN || record_[0] == TRACE_MSG_OUT) {
		memset(octets, 0, n = 64);
		octets[0] = (uint8_t)fuzz_roll(dice, ROLE_COUNT);
		octets[2] = (uint8_t)fuzz_roll(dice, ROLE_COUNT);
		octets[4] = (uint8_t)fuzz_roll(dice, 40);
		octets[8] = octets[12] = (uint8_t)fuzz_roll(dice, 4);
	} else if (record_[0] == TRACE_STATE || record_[0] == TRACE_CALL) {
		n = (size_t)sprintf((char *)octets, "circuit: IDLE -IAM-> OFFERED [Q.764 2.1.1]");
	}
	for (uint32_t more = fuzz_roll(dice, 24); more > 0; more--)
		octets[n++] = (uint8_t)fuzz_roll(dice, fuzz_roll(dice, 2) ? 16 : 256);
	record_[FUZZ_HEAD - 1] = (uint8_t)n;
	return FUZZ_HEAD + n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!fuzz_target)
		fuzz_count("trace_story");
	if (fuzz_executions++ % INPUTS == 0) {
		if (story)
			story_close(story);
		story = story_open();
	}
	looks = fuzz_one_of(64, data, size);
	for (size_t at = 1, len; at < size && (len = fuzz_record(data + at, size - at)) > 0; at += len)
		record(data + at, len);
	return 0;
}
