/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fax as a worker receives it: two machines back to back, on a clock of blocks. */
#include "sender.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>

#define ROWS    1100      /* a page of A4 */
#define MINUTES (60 * 50) /* blocks */

static struct sender sender;
static struct reception r;

static void
no_file_is_left_but(const char *name)
{
	char command[160];

	snprintf(command, sizeof(command), "test \"$(find %s -type f ! -name sent.tif | wc -l)\" = %d", sender.dir,
	    name ? 1 : 0);
	cr_expect_eq(system(command), 0, "files of %s", sender.dir);
	cr_expect(!name || access(name, R_OK) == 0);
}

/* One block of the line. */
static void
turn(void)
{
	sender_says(&sender);
	memset(sender.heard, ALAW_SILENCE, sizeof(sender.heard));
	reception_block(&r, sender.said, sender.heard);
	sender_hears(&sender);
}

static void
receive(const struct fax_order *order)
{
	reception_open(&r, order);
	for (int i = 0; i < 10 * MINUTES && !r.over; i++)
		turn();
	cr_assert(r.over, "it never ends");
}

/* Until the sender is in the middle of its second page. */
static void
receive_one_page_and_a_half(const struct fax_order *order)
{
	reception_open(&r, order);
	while (!r.over && r.outcome.pages < 1)
		turn();
	cr_assert_eq(r.outcome.pages, 1u);
	for (int i = 0; i < 5 * 50; i++)
		turn();
	cr_assert_not(r.over);
}

static void
rough_up(void)
{
	if (sender.fax)
		sender_close(&sender);
}

TestSuite(reception, .fini = rough_up);

Test(reception, two_pages_arrive_bit_for_bit_with_and_without_error_correction)
{
	/* clang-format off */
	static const struct {
		int ecm, rows;
		float dpi;
	} rows[] = {
		{ 1, 300, 98 },
		{ 0, 300, 98 },
		{ 1, 500, 196 },
		{ 0, 500, 196 },
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sender_open(&sender, 2, rows[i].rows, rows[i].dpi);
		struct fax_order order = order_for(&sender);

		order.ecm = (uint8_t)rows[i].ecm;
		receive(&order);
		cr_expect_eq(
		    r.outcome.result, FAX_WHOLE, "row %zu: result %u, %u", i, r.outcome.result, r.outcome.detail);
		cr_expect_eq(r.outcome.detail, T30_ERR_OK);
		cr_expect_eq(r.outcome.pages, 2u);
		cr_expect_eq(r.outcome.bit_rate, 14400u);
		cr_expect_eq(r.outcome.ecm, rows[i].ecm);
		cr_expect_str_eq(r.outcome.sender, SENDER);
		cr_expect_eq(sender_pages(&sender), 2);
		expect_pages(r.file.path, 2, rows[i].rows);
		no_file_is_left_but(r.file.path);
		sender_close(&sender);
	}
	sender.fax = NULL;
}

Test(reception, a_slower_modem_is_offered_where_the_site_wants_it)
{
	static const int rates[][2] = { { 14400, 14400 }, { 12000, 14400 }, { 9600, 9600 }, { 7200, 9600 },
		{ 4800, 4800 }, { 2400, 4800 } };

	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		sender_open(&sender, 1, 50, 98);
		struct fax_order order = order_for(&sender);

		order.rate = rates[i][0];
		receive(&order);
		cr_expect_eq(r.outcome.result, FAX_WHOLE);
		cr_expect_eq(r.outcome.bit_rate, (uint32_t)rates[i][1], "%d: %u", rates[i][0], r.outcome.bit_rate);
		sender_close(&sender);
	}
	sender.fax = NULL;
}

/* T.30 5.4.3.1: T1 is 35 s and 5 s more or less. */
Test(reception, nobody_is_waited_for_as_long_as_t1)
{
	sender_open(&sender, 1, 50, 98);
	struct fax_order order = order_for(&sender);
	uint8_t silence[FAX_BLOCK], said[FAX_BLOCK];
	int n = 0, loud = 0;

	memset(silence, ALAW_SILENCE, sizeof(silence));
	reception_open(&r, &order);
	for (; !r.over && n < 2 * MINUTES; n++) {
		reception_block(&r, silence, said);
		loud += n > 30 * 50 && !alaw_quiet(said, FAX_BLOCK);
	}
	cr_assert(r.over);
	cr_expect_eq(r.outcome.result, FAX_NOBODY);
	cr_expect_eq(r.outcome.pages, 0u);
	cr_expect_eq(r.outcome.bit_rate, 0u);
	cr_expect(n > 30 * 50 && n < 45 * 50, "%d blocks", n);
	cr_expect_gt(loud, 50, "it still identified itself at the end");
	no_file_is_left_but(NULL);
}

Test(reception, a_fax_that_is_cut_in_its_second_page_keeps_its_first)
{
	for (int ecm = 0; ecm < 2; ecm++) {
		sender_open(&sender, 2, ROWS, 98);
		struct fax_order order = order_for(&sender);

		order.ecm = (uint8_t)ecm;
		receive_one_page_and_a_half(&order);
		reception_stop(&r);
		cr_assert(r.over);
		cr_expect_eq(r.outcome.result, FAX_BROKEN_OFF);
		cr_expect_eq(r.outcome.detail, T30_ERR_CALLDROPPED);
		cr_expect_eq(r.outcome.pages, 1u);
		cr_expect_str_eq(r.outcome.sender, SENDER);
		expect_pages(r.file.path, 1, ROWS);
		no_file_is_left_but(r.file.path);
		sender_close(&sender);
	}
	sender.fax = NULL;
}

Test(reception, a_line_that_falls_silent_in_a_page_is_given_up)
{
	for (int ecm = 0; ecm < 2; ecm++) {
		sender_open(&sender, 2, ROWS, 98);
		struct fax_order order = order_for(&sender);
		uint8_t silence[FAX_BLOCK], said[FAX_BLOCK];

		memset(silence, ALAW_SILENCE, sizeof(silence));
		order.ecm = (uint8_t)ecm;
		receive_one_page_and_a_half(&order);
		for (int i = 0; i < 3 * MINUTES && !r.over; i++)
			reception_block(&r, silence, said);
		cr_assert(r.over);
		cr_expect_eq(
		    r.outcome.result, FAX_BROKEN_OFF, "ecm %d: %u, %u", ecm, r.outcome.result, r.outcome.detail);
		cr_expect_eq(r.outcome.pages, 1u, "%u", r.outcome.pages);
		expect_pages(r.file.path, 1, ROWS);
		sender_close(&sender);
	}
	sender.fax = NULL;
}

/* Many senders hang up with their DCN, or without one. */
Test(reception, a_sender_that_hangs_up_after_its_last_page_was_confirmed_sent_all)
{
	for (int ecm = 0; ecm < 2; ecm++) {
		sender_open(&sender, 2, ROWS, 98);
		struct fax_order order = order_for(&sender);

		order.ecm = (uint8_t)ecm;
		reception_open(&r, &order);
		while (!r.over && r.outcome.pages < 2)
			turn();
		cr_assert_not(r.over);
		reception_stop(&r);
		cr_expect_eq(r.outcome.result, FAX_WHOLE);
		cr_expect_eq(r.outcome.pages, 2u);
		expect_pages(r.file.path, 2, ROWS);
		sender_close(&sender);
	}
	sender.fax = NULL;
}

Test(reception, a_caller_who_hangs_up_at_once_was_nobody)
{
	sender_open(&sender, 1, 50, 98);
	struct fax_order order = order_for(&sender);

	reception_open(&r, &order);
	for (int i = 0; i < 50; i++)
		turn();
	reception_stop(&r);
	cr_expect_eq(r.outcome.result, FAX_NOBODY);
	reception_stop(&r);
	reception_block(&r, sender.said, sender.heard);
	cr_expect_eq(r.outcome.result, FAX_NOBODY, "over is over");
	no_file_is_left_but(NULL);
}

Test(reception, a_folder_that_cannot_be_made_fails_the_fax)
{
	sender_open(&sender, 1, 50, 98);
	struct fax_order order = order_for(&sender);

	snprintf(order.dir, sizeof(order.dir), "/proc/no-such-folder");
	reception_open(&r, &order);
	cr_assert(r.over);
	cr_expect_eq(r.outcome.result, FAX_FAILED);
	cr_expect_eq(r.outcome.detail, T30_ERR_FILEERROR);
	snprintf(order.dir, sizeof(order.dir), "%s/sent.tif", sender.dir);
	reception_open(&r, &order);
	cr_expect_eq(r.outcome.result, FAX_FAILED, "it is no folder");
}

Test(reception, a_page_that_the_disk_has_no_room_for_is_not_confirmed)
{
	const struct rlimit small = { 2500, 2500 };

	sender_open(&sender, 2, ROWS, 98);
	struct fax_order order = order_for(&sender);

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	receive(&order);
	cr_expect_eq(r.outcome.result, FAX_FAILED);
	cr_expect_eq(r.outcome.pages, 0u);
	for (int i = 0; i < MINUTES; i++)
		turn();
	cr_expect_eq(sender_pages(&sender), 0, "the sender knows");
}

/* spandsp 0.0.6 died of it. */
Test(reception, frames_of_no_possible_length_do_not_reach_t30)
{
	static const uint8_t fcd[300] = { 0xff, 0x03, 0x06, 1 };

	sender_open(&sender, 2, ROWS, 98);
	struct fax_order order = order_for(&sender);

	receive_one_page_and_a_half(&order);
	hdlc_rx_state_t *hdlc = &r.machine.fax->modems.hdlc_rx;
	for (int len = 0; len <= (int)sizeof(fcd); len += len < 6 ? 1 : 49) {
		if (len < 5 || len > 260)
			hdlc->frame_handler(hdlc->frame_user_data, fcd, len, TRUE);
	}
	cr_expect(r.machine.short_frames);
	for (int i = 0; i < 5 * MINUTES && !r.over; i++)
		turn();
	cr_expect_eq(r.outcome.result, FAX_WHOLE);
	cr_expect_eq(r.outcome.pages, 2u);
}

/* spandsp 0.0.6 would wait for ever. */
Test(reception, a_noisy_line_on_which_nothing_goes_on_is_given_up)
{
	sender_open(&sender, 2, ROWS, 98);
	struct fax_order order = order_for(&sender);
	uint8_t noise[FAX_BLOCK], said[FAX_BLOCK];
	uint32_t seed = 1;
	int n = 0;

	receive_one_page_and_a_half(&order);
	for (; n < 30 * MINUTES && !r.over; n++) {
		for (int i = 0; i < FAX_BLOCK; i++) {
			seed = seed * 1664525u + 1013904223u;
			noise[i] = alaw_encode((int16_t)((int)(seed >> 20) - 2048));
		}
		reception_block(&r, noise, said);
	}
	cr_assert(r.over);
	cr_expect_lt(n, 20 * MINUTES);
	cr_expect_neq(r.outcome.result, FAX_WHOLE);
	cr_expect_eq(r.outcome.pages, 1u);
}

Test(reception, what_was_received_before_is_told_and_not_received_over)
{
	sender_open(&sender, 1, 50, 98);
	struct fax_order order = order_for(&sender);

	receive(&order);
	cr_assert_eq(r.outcome.result, FAX_WHOLE);
	reception_open(&r, &order);
	cr_assert(r.over);
	cr_expect_eq(r.outcome.result, FAX_BROKEN_OFF);
	cr_expect_eq(r.outcome.pages, 1u);
	expect_pages(r.file.path, 1, 50);
}

Test(reception, an_older_file_of_the_same_name_is_kept_under_another)
{
	sender_open(&sender, 1, 50, 98);
	struct fax_order order = order_for(&sender);
	const struct timespec long_ago[2] = { { .tv_sec = 1600000000 }, { .tv_sec = 1600000000 } };
	char other[300];

	receive(&order);
	cr_assert_eq(utimensat(AT_FDCWD, r.file.path, long_ago, 0), 0);
	snprintf(other, sizeof(other), "%.*s-1600000000000000.tif", (int)strlen(r.file.path) - 4, r.file.path);
	reception_open(&r, &order);
	cr_expect_not(r.over);
	cr_expect_eq(access(other, R_OK), 0);
	reception_stop(&r);
}
