/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What targets with a live room behind them share: they say at their end how much they fed, and the first octet of an
 * input picks the state the room is in when the input begins.
 *
 * A room is built once for each such state; before each input the picked copy is laid over the room in use.
 *
 * A target whose inputs are the state and then records {head, length, octets} defines FUZZ_HEAD, the octets of a head with the
 * length, before it includes this page: then inputs are changed record by record (drop, repeat, move, change one), and
 * fuzz_make() of the target adds records that make sense.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *fuzz_target;
static unsigned long long fuzz_executions, fuzz_messages;

static void
fuzz_tell(void)
{
	fprintf(stderr, "fuzz %s: executions=%llu messages=%llu\n", fuzz_target, fuzz_executions, fuzz_messages);
}

/* Count inputs and what is in them: once, before the first. */
static inline void
fuzz_count(const char *target)
{
	fuzz_target = target;
	atexit(fuzz_tell);
}

/* A copy of `size` octets, kept for good. */
static inline void *
fuzz_copy(const void *from, size_t size)
{
	void *copy = aligned_alloc(64, (size + 63) & ~(size_t)63);

	if (!copy)
		abort();
	return memcpy(copy, from, size);
}

/* One input of `n`: which ones is a matter of their octets, so that a kept input does again what it did. */
static inline int
fuzz_one_of(uint32_t n, const uint8_t *data, size_t size)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ data[i]) * 16777619u;
	return (hash >> 8) % n == 0;
}

#ifdef FUZZ_HEAD

#define FUZZ_RECORDS 256

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

/* A record that makes sense, into `record`; its octets in all. */
static size_t fuzz_make(uint8_t record[FUZZ_HEAD + 255], uint32_t *dice);

static inline uint32_t
fuzz_roll(uint32_t *dice, uint32_t sides)
{
	*dice ^= *dice << 13;
	*dice ^= *dice >> 17;
	*dice ^= *dice << 5;
	return *dice % sides;
}

/* Octets of the record at `data`, cut off where the input ends; 0: no record. */
static inline size_t
fuzz_record(const uint8_t *data, size_t size)
{
	if (size < FUZZ_HEAD)
		return 0;
	size_t whole = FUZZ_HEAD + (size_t)data[FUZZ_HEAD - 1];

	return whole < size ? whole : size;
}

static size_t
fuzz_split(const uint8_t *data, size_t size, size_t at[FUZZ_RECORDS + 1])
{
	size_t n = 0, pos = 1;

	for (size_t len; n < FUZZ_RECORDS && (len = fuzz_record(data + pos, size - pos)) > 0; pos += len)
		at[n++] = pos;
	at[n] = pos;
	return n;
}

static size_t
fuzz_insert(uint8_t *data, size_t size, size_t most, size_t at, const uint8_t *octets, size_t n)
{
	if (size + n > most)
		return size;
	memmove(data + at + n, data + at, size - at);
	memcpy(data + at, octets, n);
	return size + n;
}

static size_t
fuzz_drop(uint8_t *data, size_t size, size_t from, size_t to)
{
	memmove(data + from, data + to, size - to);
	return size - (to - from);
}

/* Change the octets of one record; it may grow. */
static size_t
fuzz_change(uint8_t *data, size_t size, size_t most, size_t from, size_t to, uint32_t *dice)
{
	uint8_t record[FUZZ_HEAD + 255];
	size_t len = to - from - FUZZ_HEAD;

	memcpy(record, data + from, to - from);
	if (fuzz_roll(dice, 4) == 0)
		record[fuzz_roll(dice, FUZZ_HEAD)] = (uint8_t)fuzz_roll(dice, 256);
	else
		len = LLVMFuzzerMutate(record + FUZZ_HEAD, len, 255);
	record[FUZZ_HEAD - 1] = (uint8_t)len;
	size_t rest = fuzz_drop(data, size, from, to);
	size_t grown = fuzz_insert(data, rest, most, from, record, FUZZ_HEAD + len);

	return grown;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	uint8_t record[FUZZ_HEAD + 255];
	size_t at[FUZZ_RECORDS + 1];
	uint32_t dice = seed * 2654435761u | 1;
	size_t n = size ? fuzz_split(data, size, at) : 0;
	size_t one = n ? fuzz_roll(&dice, (uint32_t)n) : 0, other = n ? fuzz_roll(&dice, (uint32_t)n) : 0;

	if (n == 0 && size < most) {
		if (!size)
			data[size++] = (uint8_t)fuzz_roll(&dice, 256);
		return fuzz_insert(data, 1, most, 1, record, fuzz_make(record, &dice));
	}
	switch (n ? fuzz_roll(&dice, 12) : 0) {
	case 0:
		return LLVMFuzzerMutate(data, size, most);
	case 1:
		data[0] = (uint8_t)fuzz_roll(&dice, 256);
		return size;
	case 2:
		return fuzz_drop(data, size, at[one], at[one + 1]);
	case 3: /* again, later or earlier */
		memcpy(record, data + at[one], at[one + 1] - at[one]);
		return fuzz_insert(data, size, most, at[other], record, at[one + 1] - at[one]);
	case 4:
		size = at[n]; /* what is behind the last whole record goes */
		__attribute__((fallthrough));
	case 5:
	case 6:
	case 7: /* some new ones */
		for (uint32_t more = fuzz_roll(&dice, 8) + 1; more > 0; more--)
			size = fuzz_insert(
			    data, size, most, at[fuzz_roll(&dice, (uint32_t)n + 1)], record, fuzz_make(record, &dice));
		return size;
	default:
		return fuzz_change(data, size, most, at[one], at[one + 1], &dice);
	}
}

#endif
