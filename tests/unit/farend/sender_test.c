/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A caller that is a fax machine, against another machine at the end of a line of A-law blocks. */
#include "tools/farend/audio.h"
#include "tools/farend/pages.h"
#include "tools/farend/sender.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <spandsp.h>

#define BLOCKS_S  50
#define LINE_MOST (180 * BLOCKS_S)

static char dir[] = "/tmp/zongji-pages-XXXXXX";
static char sent_file[64], got_file[64], why[128];

/* The other end: what it got, and from whom. */
static struct other {
	fax_state_t *fax;
	bool goodbye; /* it heard DCN */
	int code; /* -1: not over */
	int pages;
	char from[32];
} other;

static void
other_ends(t30_state_t *t30, void *own, int code)
{
	struct other *o = own;
	const char *ident = t30_get_rx_ident(t30);
	t30_stats_t counts;

	t30_get_transfer_statistics(t30, &counts);
	o->code = code;
	o->pages = counts.pages_rx;
	snprintf(o->from, sizeof(o->from), "%s", ident ? ident : "");
}

static void
other_hears(t30_state_t *t30, void *own, int incoming, const uint8_t *octets, int len)
{
	struct other *o = own;

	if (incoming && len > 2 && (octets[2] & 0xfe) == T30_DCN)
		o->goodbye = true;
}

static void
open_line(void)
{
	cr_assert(mkdtemp(dir));
	snprintf(sent_file, sizeof(sent_file), "%s/sent.tif", dir);
	snprintf(got_file, sizeof(got_file), "%s/got.tif", dir);
	other = (struct other){ .fax = fax_init(NULL, FALSE), .code = -1 };
	t30_state_t *t30 = fax_get_t30_state(other.fax);

	fax_set_transmit_on_idle(other.fax, TRUE);
	t30_set_supported_modems(t30, T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17);
	t30_set_supported_compressions(
	    t30, T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION | T30_SUPPORT_T6_COMPRESSION);
	t30_set_supported_resolutions(t30, T30_SUPPORT_STANDARD_RESOLUTION | T30_SUPPORT_FINE_RESOLUTION |
	    T30_SUPPORT_R8_RESOLUTION);
	t30_set_supported_image_sizes(t30, T30_SUPPORT_215MM_WIDTH | T30_SUPPORT_UNLIMITED_LENGTH | T30_SUPPORT_A4_LENGTH);
	t30_set_ecm_capability(t30, TRUE);
	t30_set_rx_file(t30, got_file, -1);
	t30_set_phase_e_handler(t30, other_ends, &other);
	t30_set_real_time_frame_handler(t30, other_hears, &other);
}

static void
close_line(void)
{
	fax_release(other.fax);
	fax_free(other.fax);
	unlink(sent_file);
	unlink(got_file);
	rmdir(dir);
}

TestSuite(sender, .init = open_line, .fini = close_line);

/* One block each way. */
static void
exchange(struct sender *s)
{
	uint8_t block[SPAN_BLOCK];
	int16_t samples[SPAN_BLOCK];

	sender_say(s, block);
	block_samples(block, samples);
	fax_rx(other.fax, samples, SPAN_BLOCK);
	memset(samples, 0, sizeof(samples));
	fax_tx(other.fax, samples, SPAN_BLOCK);
	for (size_t i = 0; i < SPAN_BLOCK; i++)
		block[i] = samples[i] ? sample_alaw(samples[i]) : SPAN_IDLE;
	sender_hear(s, block);
}

Test(sender, pages_come_as_they_were_sent_with_the_sender_s_identification)
{
	struct sender *s;
	struct sent sent;
	int n = 0;

	cr_assert_eq(pages_write(sent_file, 2), 0);
	cr_assert_eq(sender_open(&s, sent_file, "01055500100"), 0);
	for (; n < LINE_MOST && !sender_over(s); n++)
		exchange(s);
	cr_assert(sender_over(s));
	sender_result(s, &sent);
	sender_close(s);
	cr_expect(sent.whole, "%s", sent.text);
	cr_expect_eq(sent.pages, 2);
	cr_expect_eq(sent.rate, 14400);
	cr_expect(sent.ecm);
	cr_expect_eq(other.code, T30_ERR_OK);
	cr_expect_eq(other.pages, 2);
	cr_expect_str_eq(other.from, "01055500100");
	cr_expect_eq(pages_compare(sent_file, got_file, why, sizeof(why)), 0, "%s", why);
	cr_expect_lt(n, 60 * BLOCKS_S, "two pages do not take %d s", n / BLOCKS_S);
}

Test(sender, a_line_that_breaks_off_leaves_a_fax_that_is_not_whole)
{
	struct sender *s;
	struct sent sent;

	cr_assert_eq(pages_write(sent_file, 3), 0);
	cr_assert_eq(sender_open(&s, sent_file, "1"), 0);
	for (int n = 0; n < LINE_MOST && other.code < 0; n++) {
		exchange(s);
		sender_result(s, &sent);
		if (sent.pages == 1)
			break;
	}
	sender_close(s);
	cr_expect(sent.begun);
	cr_expect_not(sent.over);
	cr_expect_not(sent.whole);
	cr_expect_eq(sent.pages, 1);
}

/* The house releases as soon as it has heard DCN, a second before the machine has told its end. */
Test(sender, a_line_that_ends_after_the_last_word_leaves_a_whole_fax)
{
	struct sender *s;
	struct sent sent;

	cr_assert_eq(pages_write(sent_file, 1), 0);
	cr_assert_eq(sender_open(&s, sent_file, "1"), 0);
	for (int n = 0; n < LINE_MOST && !other.goodbye; n++) {
		sender_result(s, &sent);
		cr_assert(!sent.whole || sent.pages == 1);
		exchange(s);
	}
	cr_expect_not(sender_over(s));
	sender_result(s, &sent);
	sender_close(s);
	cr_expect(sent.over);
	cr_expect(sent.whole);
	cr_expect_eq(sent.pages, 1);
	cr_expect_str_eq(sent.text, "OK");
}

Test(sender, nobody_answers_and_it_gives_up_by_itself)
{
	struct sender *s;
	struct sent sent;
	uint8_t block[SPAN_BLOCK], idle[SPAN_BLOCK];

	memset(idle, SPAN_IDLE, sizeof(idle));
	cr_assert_eq(pages_write(sent_file, 1), 0);
	cr_assert_eq(sender_open(&s, sent_file, ""), 0);
	for (int n = 0; n < LINE_MOST && !sender_over(s); n++) {
		sender_say(s, block);
		sender_hear(s, idle);
	}
	cr_assert(sender_over(s));
	sender_result(s, &sent);
	sender_close(s);
	cr_expect_not(sent.whole);
	cr_expect_eq(sent.pages, 0);
	cr_expect_gt(strlen(sent.text), 5);
}

Test(sender, only_tiff_files_are_sent)
{
	struct sender *s;
	FILE *f = fopen(sent_file, "w");

	fputs("no pages at all, only a line of text that is long enough", f);
	fclose(f);
	cr_expect_eq(sender_open(&s, "/nowhere/at.tif", "1"), -ENOENT);
	cr_expect_eq(sender_open(&s, sent_file, "1"), -EINVAL);
}

Test(sender, identifications_are_digits)
{
	char station[STATION];

	cr_expect(station_valid("+86 10 5550 0100"));
	cr_expect(station_valid("01234567890123456789"));
	cr_expect_not(station_valid("012345678901234567890"));
	cr_expect_not(station_valid("\"1\""));
	cr_expect_not(station_valid(""));
	station_of("*010-5550", station);
	cr_expect_str_eq(station, "0105550");
	station_of("0123456789012345678901234", station);
	cr_expect_str_eq(station, "01234567890123456789");
}

/* ---- pages ---- */

Test(sender, test_pages_are_named_by_their_number_and_unlike_each_other)
{
	char path[64];

	cr_expect_eq(pages_wanted("pages:3"), 3);
	cr_expect_eq(pages_wanted("pages:0"), -1);
	cr_expect_eq(pages_wanted("pages:51"), -1);
	cr_expect_eq(pages_wanted("pages:"), -1);
	cr_expect_eq(pages_wanted("pages:3x"), -1);
	cr_expect_eq(pages_wanted("page.tif"), 0);
	cr_expect_eq(pages_path(path, sizeof(path), "/some/where/report.txt", 3), 0);
	cr_expect_str_eq(path, "/some/where/fax-pages-3.tif");
	cr_expect_eq(pages_path(path, sizeof(path), "report.txt", 1), 0);
	cr_expect_str_eq(path, "fax-pages-1.tif");
	cr_expect_eq(pages_path(path, sizeof(path), NULL, 1), 0);
	cr_expect_str_eq(path, "fax-pages-1.tif");
	cr_expect_eq(pages_path(path, 8, NULL, 1), -ENAMETOOLONG);

	cr_assert_eq(pages_write(sent_file, 3), 0);
	cr_assert_eq(pages_write(got_file, 3), 0);
	cr_expect_eq(pages_count(sent_file), 3);
	cr_expect_eq(pages_compare(sent_file, got_file, why, sizeof(why)), 0, "%s", why);
	cr_assert_eq(pages_write(got_file, 2), 0);
	cr_expect_eq(pages_compare(sent_file, got_file, why, sizeof(why)), -EINVAL);
	cr_expect_str_eq(why, "one has more than 2 pages, the other has not");
	cr_expect_eq(pages_compare(sent_file, "/nowhere/at.tif", why, sizeof(why)), -ENOENT);
	cr_expect_eq(pages_write("/nowhere/at.tif", 1), -EIO);
}
