/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Soft lines: the span test set on them, and what only a line in memory can be made to do. */
#include "base/site.h"
#include "tests/unit/trunk/span_set.h"
#include "trunk/fcs.h"
#include "trunk/soft.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOT = 16 };

static char dir[64];
static struct conf_span conf = { .number = 1, .driver = SPAN_DRIVER_SOFT, .ahead = 3 };
static struct span *house, *far;
static int house_power = -1, far_power = -1;

static void
line_up(void)
{
	snprintf(dir, sizeof(dir), "/dev/shm/zj-soft-XXXXXX");
	cr_assert(mkdtemp(dir));
	cr_assert_eq(soft_create(dir, 1, SOFT_FAKE), 0);
	house_power = soft_power(dir, 1, SPAN_SIDE_HOUSE);
	far_power = soft_power(dir, 1, SPAN_SIDE_FAR);
	cr_assert(house_power >= 0 && far_power >= 0);
	cr_assert_eq(span_open(&house, &conf, dir, SPAN_SIDE_HOUSE), 0);
	cr_assert_eq(span_open(&far, &conf, dir, SPAN_SIDE_FAR), 0);
}

static void
line_down(void)
{
	char command[128];

	span_close(house);
	span_close(far);
	close(house_power);
	close(far_power);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

static void
ticks(void *arg, unsigned n)
{
	cr_assert_eq(soft_advance(dir, 1, n), 0);
}

TestSuite(soft, .init = line_up, .fini = line_down);

Test(soft, passes_the_span_test_set)
{
	for (unsigned i = 0; i < span_set_size; i++) {
		struct line_rig rig = { .house = house, .far = far, .ticks = ticks };
		const char *wrong = span_set[i].run(&rig);

		cr_assert(!wrong, "%s: %s", span_set[i].sentence, wrong);
		line_down();
		line_up();
	}
}

static void
open_links(enum span_mode mode)
{
	cr_assert_eq(span_sig_open(house, SLOT, mode), 0);
	cr_assert_eq(span_sig_open(far, SLOT, mode), 0);
}

static int
put(struct span *span, const char *text)
{
	char unit[SPAN_FRAME_MAX] = { 0 };

	strcpy(unit, text);
	return span_sig_write(span, SLOT, unit, strlen(text) + 2);
}

/* What the far end reads next, as text; NULL = nothing. */
static const char *
heard(struct span *span)
{
	static char unit[SPAN_FRAME_MAX + 1];
	ssize_t n = span_sig_read(span, SLOT, unit, SPAN_FRAME_MAX);

	if (n < 2)
		return NULL;
	unit[n - 2] = 0;
	return unit;
}

static void
poke(int fd, short revents)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	cr_assert_eq(poll(&p, 1, 0), revents ? 1 : 0);
}

Test(soft, check_octets_are_those_of_the_standard)
{
	uint8_t unit[] = { '1', '2', '3', '4', '5', '6', '7', '8', '9', 0, 0 };

	fcs_put(unit, sizeof(unit));
	cr_assert_eq(unit[9], 0x6e);
	cr_assert_eq(unit[10], 0x90);
	cr_assert(fcs_good(unit, sizeof(unit)));
	for (unsigned bit = 0; bit < 8 * sizeof(unit); bit++) {
		unit[bit / 8] ^= 1u << bit % 8;
		cr_assert_not(fcs_good(unit, sizeof(unit)), "bit %u was turned and nobody noticed", bit);
		unit[bit / 8] ^= 1u << bit % 8;
	}
}

Test(soft, blocks_carry_the_ticks_they_were_sent_in)
{
	uint8_t block[SPAN_BLOCK];
	struct span_counts counts;

	cr_assert_eq(span_bearer_open(house, 1), 0);
	cr_assert_eq(span_bearer_open(far, 1), 0);
	memset(block, 1, sizeof(block));
	cr_assert_eq(span_write(house, 1, block), 0); /* for tick 1 */
	ticks(NULL, 3);
	memset(block, 4, sizeof(block));
	cr_assert_eq(span_write(house, 1, block), 0); /* for tick 4: 2 and 3 were missed */
	ticks(NULL, 2);
	cr_assert_eq(span_read(far, 1, block), 1);
	cr_assert_eq(block[0], 1);
	cr_assert_eq(span_read(far, 1, block), 0);
	cr_assert_eq(block[0], SPAN_IDLE);
	cr_assert_eq(span_read(far, 1, block), 0);
	cr_assert_eq(span_read(far, 1, block), 1);
	cr_assert_eq(block[0], 4);
	cr_assert_eq(span_read(far, 1, block), -EAGAIN);
	span_counts(house, 1, &counts);
	cr_assert_eq(counts.underruns, 2);
	span_counts(far, 1, &counts);
	cr_assert_eq(counts.missed, 2);
}

Test(soft, a_late_reader_loses_the_oldest_blocks_only)
{
	uint8_t block[SPAN_BLOCK];
	struct span_counts counts;
	unsigned n = 0;

	cr_assert_eq(span_bearer_open(far, 1), 0);
	ticks(NULL, 50);
	while (span_read(far, 1, block) >= 0)
		n++;
	span_counts(far, 1, &counts);
	cr_assert_eq(n, 8);
	cr_assert_eq(counts.overruns, 50 - 1 - 8);
}

Test(soft, a_restarted_writer_goes_on_in_time)
{
	uint8_t block[SPAN_BLOCK] = { 9 };

	cr_assert_eq(span_bearer_open(house, 1), 0);
	cr_assert_eq(span_bearer_open(far, 1), 0);
	while (span_write(house, 1, block) == 0)
		;
	span_close(house);
	cr_assert_eq(span_open(&house, &conf, dir, SPAN_SIDE_HOUSE), 0);
	cr_assert_eq(span_bearer_open(house, 1), 0);
	ticks(NULL, 1);
	cr_assert_eq(span_write(house, 1, block), 0);
	ticks(NULL, 2);
	cr_assert_eq(span_read(far, 1, block), 1, "what the former writer had sent is still on the line");
	cr_assert_eq(span_read(far, 1, block), 1);
}

Test(soft, spoilt_units_are_told_as_bad_and_not_delivered)
{
	open_links(SPAN_HDLC);
	cr_assert_eq(soft_spoil(dir, 1, SPAN_SIDE_HOUSE, SLOT, 0, 1), 0);
	cr_assert_eq(put(house, "bad"), 0);
	cr_assert_eq(put(house, "good"), 0);
	cr_assert_str_eq(heard(far), "good");
	cr_assert_eq(span_event(far, SLOT), SPAN_EV_BADFCS);
	cr_assert_eq(span_event(far, SLOT), SPAN_EV_NONE);
}

Test(soft, dropped_units_are_gone)
{
	open_links(SPAN_HDLC);
	cr_assert_eq(soft_spoil(dir, 1, SPAN_SIDE_HOUSE, SLOT, 2, 0), 0);
	cr_assert(!put(house, "1") && !put(house, "2") && !put(house, "3"));
	cr_assert_str_eq(heard(far), "3");
	cr_assert_eq(span_event(far, SLOT), SPAN_EV_NONE);
}

Test(soft, mtp2_repeats_a_spoilt_unit_in_the_next_tick)
{
	open_links(SPAN_MTP2);
	cr_assert_eq(soft_spoil(dir, 1, SPAN_SIDE_HOUSE, SLOT, 0, 1), 0);
	cr_assert_eq(put(house, "fisu"), 0);
	cr_assert_null(heard(far));
	cr_assert_eq(span_event(far, SLOT), SPAN_EV_BADFCS);
	poke(span_sig_fd(far, SLOT), POLLIN);
	ticks(NULL, 1);
	cr_assert_str_eq(heard(far), "fisu");
	cr_assert_null(heard(far));
}

Test(soft, mtp2_does_not_repeat_what_was_followed_by_another_unit)
{
	open_links(SPAN_MTP2);
	cr_assert_eq(soft_spoil(dir, 1, SPAN_SIDE_HOUSE, SLOT, 1, 0), 0);
	cr_assert(!put(house, "msu") && !put(house, "fisu"));
	cr_assert_str_eq(heard(far), "fisu");
	ticks(NULL, 2);
	cr_assert_null(heard(far));
}

Test(soft, a_full_way_waits_for_its_reader_but_not_for_ever)
{
	unsigned n = 0;
	char text[16];

	open_links(SPAN_MTP2);
	do
		snprintf(text, sizeof(text), "unit %u", n++);
	while (put(house, text) == 0);
	cr_assert_gt(n, 16);
	cr_assert_str_eq(heard(far), "unit 0");
	cr_assert_eq(put(house, "more"), 0);
	cr_assert_eq(put(house, "still more"), -EAGAIN);
	ticks(NULL, 30);
	for (unsigned i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "late %u", i);
		cr_assert_eq(put(house, text), 0, "nobody reads: the units go by unheard");
	}
	while (heard(far))
		strcpy(text, "heard");
	cr_assert_eq(span_event(far, SLOT), SPAN_EV_OVERRUN);
}

Test(soft, a_new_reader_begins_with_the_newest_unit_of_an_unheard_line)
{
	char text[16];

	cr_assert_eq(span_sig_open(house, SLOT, SPAN_MTP2), 0);
	for (unsigned i = 0; i < 200; i++) {
		snprintf(text, sizeof(text), "unit %u", i);
		if (put(house, text) == -EAGAIN)
			ticks(NULL, 30);
	}
	cr_assert_eq(put(house, "newest"), 0);
	cr_assert_eq(span_sig_open(far, SLOT, SPAN_MTP2), 0);
	cr_assert_str_eq(heard(far), "newest");
	cr_assert_null(heard(far));
}

Test(soft, no_power_at_the_far_end_is_loss_of_signal)
{
	open_links(SPAN_MTP2);
	cr_assert_eq(put(far, "sin"), 0);
	cr_assert_str_eq(heard(house), "sin");
	close(far_power);
	cr_assert_eq(span_alarms(house), SPAN_ALARM_LOS);
	cr_assert_eq(span_event(house, 0), SPAN_EV_ALARM);
	cr_assert_eq(span_event(house, 0), SPAN_EV_NONE);
	cr_assert_eq(span_event(house, SLOT), SPAN_EV_ALARM);
	cr_assert_eq(put(far, "sie"), 0);
	cr_assert_null(heard(house), "nothing is heard under alarm");
	far_power = soft_power(dir, 1, SPAN_SIDE_FAR);
	poke(span_sig_fd(house, SLOT), POLLIN);
	cr_assert_str_eq(heard(house), "sie");
	cr_assert_eq(span_alarms(house), 0);
	cr_assert_eq(span_event(house, 0), SPAN_EV_NOALARM);
	cr_assert_eq(span_event(house, SLOT), SPAN_EV_NOALARM);
}

Test(soft, forced_alarms_are_seen_and_reported_back)
{
	uint8_t block[SPAN_BLOCK] = { 7 };

	cr_assert_eq(span_bearer_open(house, 1), 0);
	cr_assert_eq(span_bearer_open(far, 1), 0);
	cr_assert_eq(soft_alarm(dir, 1, SPAN_SIDE_HOUSE, SPAN_ALARM_RED), 0);
	cr_assert_eq(span_alarms(house), SPAN_ALARM_RED);
	cr_assert_eq(span_alarms(far), SPAN_ALARM_YELLOW);
	cr_assert_eq(span_event(far, 0), SPAN_EV_NONE, "yellow does not stop us hearing");
	cr_assert_eq(span_write(far, 1, block), 0);
	cr_assert_eq(span_write(house, 1, block), 0);
	ticks(NULL, 2);
	cr_assert_eq(span_read(house, 1, block), 0);
	cr_assert_eq(span_read(far, 1, block), 1);
	cr_assert_eq(soft_alarm(dir, 1, SPAN_SIDE_HOUSE, 0), 0);
	cr_assert_eq(span_alarms(house) | span_alarms(far), 0);
}

Test(soft, power_is_held_once)
{
	cr_assert_eq(soft_power(dir, 1, SPAN_SIDE_HOUSE), -EBUSY);
	close(house_power);
	house_power = soft_power(dir, 1, SPAN_SIDE_HOUSE);
	cr_assert_geq(house_power, 0);
}

Test(soft, power_is_held_again_by_a_copy_of_the_descriptor)
{
	int copy = dup(house_power);

	cr_assert_geq(copy, 0);
	close(house_power);
	cr_expect_eq(span_alarms(far), 0, "the copy holds it");
	cr_expect_eq(soft_power_again(dir, 1, SPAN_SIDE_HOUSE, copy), 0);
	cr_expect_eq(soft_power_again(dir, 1, SPAN_SIDE_FAR, copy), -EBUSY, "that end is another's");
	house_power = copy;
	cr_expect_eq(soft_power_again(dir, 2, SPAN_SIDE_HOUSE, copy), -ENOENT);
	cr_assert_eq(soft_create(dir, 2, SOFT_FAKE), 0);
	cr_expect_eq(soft_power_again(dir, 2, SPAN_SIDE_HOUSE, copy), -ESTALE, "it is not of that line");
}

/* Another process takes the slot's end, says so and is killed. */
Test(soft, a_slot_is_refused_while_held_and_free_after_kill)
{
	int said[2];
	char c;

	cr_assert_eq(pipe(said), 0);
	pid_t child = fork();
	if (child == 0) {
		struct span *mine;
		c = (span_open(&mine, &conf, dir, SPAN_SIDE_HOUSE) || span_sig_open(mine, SLOT, SPAN_MTP2)) ? 'n' : 'y';
		if (write(said[1], &c, 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	cr_assert_eq(read(said[0], &c, 1), 1);
	cr_assert_eq(c, 'y');
	cr_assert_eq(span_sig_open(house, SLOT, SPAN_MTP2), -EBUSY);
	cr_assert_eq(span_bearer_open(house, SLOT), -EBUSY);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	cr_assert_eq(span_sig_open(house, SLOT, SPAN_MTP2), 0);
}

Test(soft, an_existing_line_is_kept_and_another_kind_is_made_anew)
{
	ticks(NULL, 7);
	cr_assert_eq(soft_create(dir, 1, SOFT_FAKE), 0);
	cr_assert_eq(span_tick(house), 7);
	cr_assert_eq(soft_create(dir, 2, SOFT_REAL), 0);
	cr_assert_eq(soft_advance(dir, 2, 1), -EINVAL, "a real line moves by itself");
}

Test(soft, foreign_files_and_drivers_are_refused)
{
	struct span *other;
	struct conf_span wrong = { .number = 9, .driver = SPAN_DRIVER_SOFT };
	char path[96];

	cr_assert_eq(span_open(&other, &wrong, dir, SPAN_SIDE_HOUSE), -ENOENT);
	snprintf(path, sizeof(path), "%s/span-9.line", dir);
	FILE *f = fopen(path, "w");
	fputs("not a line", f);
	fclose(f);
	cr_assert_eq(span_open(&other, &wrong, dir, SPAN_SIDE_HOUSE), -EBADMSG);
	wrong.driver = SPAN_DRIVER_DAHDI;
	cr_assert_lt(span_open(&other, &wrong, dir, SPAN_SIDE_HOUSE), 0, "no such device, or no such span");
	cr_assert_eq(span_open(&other, &wrong, dir, SPAN_SIDE_FAR), -ENOTSUP, "a card has no far side");
}
