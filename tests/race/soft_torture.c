/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Both ends of a soft line killed at random: whatever an end then reads is whole, in order and of the right end, no
 * slot stays locked, and no wake-up is needed that does not come.
 *
 *     soft_torture [kills]
 */
#include "base/log.h"
#include "base/site.h"
#include "tests/race/torture.h"
#include "trunk/soft.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BEARER = 1, SIGNAL = 16 };

static char dir[64];
static struct common {
	_Atomic uint64_t unit[2]; /* number of the last unit that a side began to send */
	_Atomic uint64_t block[2];
	_Atomic uint64_t units_in, blocks_in;
} * common;

/* Octets that follow from their number and side, so that a torn one shows. */
static void
fill(uint8_t *octets, unsigned n, uint64_t number, int side)
{
	uint64_t h = torture_hash(number * 2 + (unsigned)side);

	memcpy(octets, &number, 8);
	for (unsigned i = 8; i < n; i++)
		octets[i] = (uint8_t)(h >> i % 8 * 8) ^ (uint8_t)i;
}

static uint64_t
number_of(const uint8_t *octets, unsigned n, int side, const char *what)
{
	uint8_t expected[SPAN_FRAME_MAX];
	uint64_t number;

	memcpy(&number, octets, 8);
	fill(expected, n, number, side);
	if (memcmp(expected, octets, n) != 0)
		wrong("a torn %s", what);
	return number;
}

static unsigned
unit_len(uint64_t number)
{
	return 8 + (unsigned)(torture_hash(number) % 270);
}

static void
send_units(struct span *span, int side)
{
	uint8_t unit[SPAN_FRAME_MAX];

	for (unsigned i = 0; i < 4; i++) {
		uint64_t number = atomic_fetch_add(&common->unit[side], 1) + 1;
		unsigned len = unit_len(number);
		fill(unit, len, number, side);
		int rc = span_sig_write(span, SIGNAL, unit, len + 2);
		if (rc == -EAGAIN)
			return;
		if (rc)
			wrong("span_sig_write: %s", strerror(-rc));
	}
}

static void
read_units(struct span *span, int side, uint64_t *last)
{
	uint8_t unit[SPAN_FRAME_MAX];
	ssize_t n;

	while ((n = span_sig_read(span, SIGNAL, unit, sizeof(unit))) > 0) {
		uint64_t number = number_of(unit, (unsigned)n - 2, !side, "unit");
		if (number <= *last || unit_len(number) + 2 != (unsigned)n)
			wrong("unit %llu after %llu", (unsigned long long)number, (unsigned long long)*last);
		*last = number;
		atomic_fetch_add(&common->units_in, 1);
	}
	if (n != -EAGAIN)
		wrong("span_sig_read: %s", strerror((int)-n));
	enum span_event event;
	while ((event = span_event(span, SIGNAL)) != SPAN_EV_NONE)
		if (event == SPAN_EV_BADFCS)
			wrong("a unit with a wrong check sequence");
}

static void
do_audio(struct span *span, int side, uint64_t *last)
{
	uint8_t block[SPAN_BLOCK];
	int rc;

	for (;;) {
		fill(block, SPAN_BLOCK, atomic_fetch_add(&common->block[side], 1) + 1, side);
		if (span_write(span, BEARER, block))
			break;
	}
	while ((rc = span_read(span, BEARER, block)) >= 0) {
		if (!rc)
			continue;
		uint64_t number = number_of(block, SPAN_BLOCK, !side, "block");
		if (number <= *last)
			wrong("block %llu after %llu", (unsigned long long)number, (unsigned long long)*last);
		*last = number;
		atomic_fetch_add(&common->blocks_in, 1);
	}
}

static void
be_end(int side)
{
	struct conf_span conf = { .number = 1, .driver = SPAN_DRIVER_SOFT, .ahead = 3 };
	struct span *span;
	uint64_t last_unit = 0, last_block = 0;

	log_open("end", LOG_FATAL);
	int rc = span_open(&span, &conf, dir, side);
	if (!rc)
		rc = span_bearer_open(span, BEARER);
	if (!rc)
		rc = span_sig_open(span, SIGNAL, SPAN_HDLC);
	if (rc)
		wrong("a restarted end cannot open its slots: %s", strerror(-rc));
	for (;;) {
		struct pollfd fd = { .fd = span_sig_fd(span, SIGNAL), .events = POLLIN };
		send_units(span, side);
		read_units(span, side, &last_unit);
		do_audio(span, side, &last_block);
		poll(&fd, 1, 1);
	}
}

static void
be_house(void)
{
	be_end(SPAN_SIDE_HOUSE);
}

static void
be_far(void)
{
	be_end(SPAN_SIDE_FAR);
}

static void
mourn(void)
{
}

int
main(int argc, char **argv)
{
	struct tortured t[] = { { "house", be_house, 0, 0 }, { "far", be_far, 0, 0 } };
	long kills = argc > 1 ? atol(argv[1]) : 500;

	torture_dir(dir);
	common = torture_memory(sizeof(*common));
	if (soft_create(dir, 1, SOFT_REAL) || soft_power(dir, 1, SPAN_SIDE_HOUSE) < 0 ||
	    soft_power(dir, 1, SPAN_SIDE_FAR) < 0)
		wrong("cannot make the line");
	torture(t, 2, kills, 2500, mourn);
	torture_end(t, 2);
	torture(t, 2, kills / 8, 100000, mourn); /* lives long enough for audio */
	kills += kills / 8;
	/* Without kills: each must hear the other again. */
	uint64_t units = atomic_load(&common->units_in), blocks = atomic_load(&common->blocks_in);
	int64_t until = torture_us() + 5 * 1000000;
	while ((atomic_load(&common->units_in) < units + 100 || atomic_load(&common->blocks_in) < blocks + 20) &&
	    torture_us() < until) {
		usleep(2000);
		torture_look(t, 2);
	}
	bool alive = atomic_load(&common->units_in) >= units + 100 && atomic_load(&common->blocks_in) >= blocks + 20;
	torture_end(t, 2);
	torture_clean(dir);
	if (!alive)
		wrong("the line is dead after all the kills");
	printf("soft_torture: %ld kills, %llu units and %llu blocks heard: all whole and in order\n", kills,
	    (unsigned long long)common->units_in, (unsigned long long)common->blocks_in);
	return 0;
}
