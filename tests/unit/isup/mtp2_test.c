/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Level 2 beside the cases of Q.781 (tests/ss7/q781): buffers and retrieval, flush, units that lie, resumption after a kill,
 * counters.
 */
#include "tests/ss7/q781/bench.c"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>

static struct bench *b;

void
ss7_fail(const char *file, int line, const char *format, ...)
{
	fprintf(stderr, "%s:%d: %s\n", file, line, format);
	abort();
}

void
ss7_unit(int64_t now_us, unsigned link, int sent, const uint8_t *unit, size_t len)
{
}

/* ---- words ---- */

static void
hear_status(uint8_t status)
{
	bench_hear(b, (const uint8_t[]){ 0xff, 0xff, 1, status }, 4);
}

static void
hear_fisu(int bsn, int bib, int fsn, int fib)
{
	bench_hear(b, (const uint8_t[]){ (uint8_t)(bib << 7 | bsn), (uint8_t)(fib << 7 | fsn), 0 }, 3);
}

static void
hear_msu(int bsn, int bib, int fsn, int fib, const char *text)
{
	uint8_t unit[MTP2_UNIT_MAX] = { (uint8_t)(bib << 7 | bsn), (uint8_t)(fib << 7 | fsn), (uint8_t)strlen(text) };

	memcpy(unit + 3, text, strlen(text));
	bench_hear(b, unit, 3 + strlen(text));
}

static int
sent(const char *text)
{
	return bench_send(b, text, strlen(text));
}

/* Texts of the messages written since `from`, each with its FSN: "0 one, 1 two". */
static const char *
written_since(unsigned from)
{
	static char text[2000];
	size_t at = 0;

	text[0] = '\0';
	for (unsigned i = from; i < b->written; i++) {
		const struct bench_unit *u = &b->units[i];

		if (u->len > 5)
			at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%d %.*s", at ? ", " : "",
			    u->octets[1] & 127, u->len - 3, (const char *)u->octets + 3);
	}
	return text;
}

static void
in_service_with(const struct conf_link *conf)
{
	b = bench_open(conf);
	bench_power_on(b);
	bench_emergency(b, 1);
	bench_start(b);
	hear_status(MTP2_SIO);
	hear_status(MTP2_SIE);
	bench_pass(b, 500);
	hear_fisu(127, 1, 127, 1);
	cr_assert(b->m->lsc == LSC_IN_SERVICE);
}

static void
in_service(void)
{
	in_service_with(NULL);
}

static void
in_service_pcr(void)
{
	struct conf_link conf = bench_conf;

	conf.error_correction = CORRECTION_PCR;
	conf.n1 = 127;
	conf.n2 = 8000;
	in_service_with(&conf);
}

static void
done(void)
{
	bench_close(b);
}

TestSuite(mtp2, .init = in_service, .fini = done);
TestSuite(mtp2_pcr, .init = in_service_pcr, .fini = done);

/* ---- units that are not what they say ---- */

Test(mtp2, a_length_indicator_that_lies_is_refused)
{
	bench_hear(b, (const uint8_t[]){ 0xff, 0x80, 4, 1, 2, 3 }, 6);
	bench_hear(b, (const uint8_t[]){ 0xff, 0x80, 0, 1, 2, 3 }, 6);
	bench_hear(b, (const uint8_t[]){ 0xff, 0x80, 2, 1 }, 4);
	cr_expect(eq(u32, b->received, 0));
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_BAD_UNIT], 3));
	bench_hear(b, (const uint8_t[]){ 0xff, 0x80, 0xc3, 1, 2, 3 }, 6); /* spare bits beside it mean nothing */
	cr_expect(eq(u32, b->received, 1));
}

Test(mtp2, an_unknown_status_is_refused)
{
	hear_status(6);
	hear_status(7);
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_BAD_UNIT], 2));
	cr_expect(eq(int, b->m->lsc, LSC_IN_SERVICE));
}

Test(mtp2, a_fill_in_unit_shows_that_a_message_is_missing)
{
	hear_fisu(127, 1, 0, 1);
	cr_expect(eq(int, bench_last(b)->octets[0] >> 7, 0));
	hear_msu(127, 1, 0, 0, "abc");
	cr_expect(eq(u32, b->received, 1));
	cr_expect(eq(int, bench_last(b)->octets[0] & 127, 0));
}

/* ---- buffers ---- */

Test(mtp2, messages_too_long_or_too_short_are_refused)
{
	uint8_t msu[MTP2_MSU_MAX + 1] = { 0 };

	cr_expect(eq(int, bench_send(b, msu, sizeof(msu)), -EMSGSIZE));
	cr_expect(eq(int, bench_send(b, msu, 2), -EMSGSIZE));
	cr_expect(eq(int, bench_send(b, msu, MTP2_MSU_MAX), 0));
}

Test(mtp2, the_buffer_takes_so_many_messages_and_refuses_the_next)
{
	for (int i = 0; i < MTP2_SLOTS; i++)
		cr_assert(eq(int, sent("msg"), 0));
	cr_expect(eq(int, sent("msg"), -ENOBUFS));
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_FULL], 1));
}

Test(mtp2, an_answer_carries_the_acknowledgement)
{
	unsigned from = b->written;

	b->m->inside = 1; /* as when level 3 answers from within */
	sent("yes");
	b->m->inside = 0;
	hear_fisu(127, 1, 127, 1);
	cr_expect(eq(u32, b->written - from, 2)); /* the message, and one fill-in unit behind it */
}

Test(mtp2, messages_wait_while_the_far_end_has_an_outage_and_t7_with_them)
{
	sent("abc");
	hear_status(MTP2_SIPO);
	cr_expect(not(bench_runs(b, MTP2_T7)));
	unsigned from = b->written;
	sent("def");
	bench_pass(b, 60000);
	cr_expect(eq(u32, b->written, from));
	hear_fisu(0, 1, 127, 1);
	cr_expect(eq(int, strcmp(written_since(from), "1 def"), 0));
	cr_expect(bench_runs(b, MTP2_T7));
}

Test(mtp2, congestion_of_level_3_before_the_link_is_up_works_when_it_is)
{
	bench_stop(b);
	bench_busy(b, MTP2_ACCEPT);
	bench_start(b);
	hear_status(MTP2_SIO);
	hear_status(MTP2_SIE);
	bench_pass(b, 500);
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_SIB_OUT], 0));
	hear_fisu(127, 1, 127, 1);
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_SIB_OUT], 1));
	bench_pass(b, 1000);
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_SIB_OUT], 11));
}

/* ---- flush (Q.703 8.3) ---- */

static void
flush(void)
{
	mtp2_flush(b->isup, b->m, &b->out);
}

Test(mtp2, flush_discards_what_waits_and_new_messages_are_numbered_behind_the_last_acknowledged)
{
	sent("one");
	sent("two");
	hear_fisu(0, 1, 127, 1);
	hear_status(MTP2_SIPO);
	sent("three");
	flush();
	cr_expect(eq(u32, mtp2_waiting(b->m), 0));
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_FLUSHED], 2));
	unsigned from = b->written;
	sent("four");
	hear_fisu(0, 1, 127, 1);
	cr_expect(eq(int, strcmp(written_since(from), "1 four"), 0));
	hear_fisu(1, 1, 127, 1);
	cr_expect(eq(u32, mtp2_waiting(b->m), 0));
	cr_expect(eq(int, b->m->lsc, LSC_IN_SERVICE));
}

Test(mtp2, after_a_flush_the_far_end_tells_what_it_had_accepted)
{
	sent("one");
	sent("two");
	sent("three");
	hear_status(MTP2_SIPO); /* "one" and "two" arrived, their acknowledgement did not */
	flush();
	unsigned from = b->written;
	sent("four");
	sent("five");
	hear_fisu(1, 1, 127, 1);
	cr_expect(eq(int, strcmp(written_since(from), "2 four, 3 five"), 0));
	hear_fisu(3, 1, 127, 1);
	cr_expect(eq(u32, mtp2_waiting(b->m), 0));
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_BAD_BSN], 0));
}

Test(mtp2, flush_during_our_own_outage)
{
	sent("one");
	bench_outage(b, 1);
	hear_fisu(0, 1, 127, 1); /* rejected, but it stands on the line */
	flush();
	sent("two");
	unsigned from = b->written;
	bench_outage(b, 0);
	cr_expect(eq(int, strcmp(written_since(from), "1 two"), 0));
	hear_fisu(1, 1, 127, 1);
	cr_expect(eq(u32, mtp2_waiting(b->m), 0));
	cr_expect(eq(int, b->m->lsc, LSC_IN_SERVICE));
}

Test(mtp2, without_an_outage_there_is_no_flush)
{
	sent("one");
	flush();
	cr_expect(eq(u32, mtp2_waiting(b->m), 1));
	hear_fisu(0, 1, 127, 1);
	cr_expect(eq(u32, mtp2_waiting(b->m), 0));
}

Test(mtp2_pcr, flush_and_new_numbers)
{
	sent("one");
	sent("two");
	hear_status(MTP2_SIPO);
	flush();
	sent("three");
	unsigned from = b->written;
	hear_fisu(0, 1, 127, 1);
	bench_pass(b, 100);
	cr_expect(eq(int, strcmp(written_since(from), "1 three"), 0));
}

/* ---- retrieval ---- */

static void
collect(void *arg, const uint8_t *msu, size_t len)
{
	strncat(arg, (const char *)msu, len);
}

Test(mtp2, what_the_far_end_did_not_accept_is_retrieved_in_order)
{
	char text[64] = "";

	sent("one,");
	sent("two,");
	sent("three,");
	bench_stop(b);
	sent("four,");
	mtp2_accepted(b->m, 0);
	mtp2_drain(b->m, 0, collect, text);
	cr_expect(eq(int, strcmp(text, "two,three,four,"), 0));
	cr_expect(eq(u32, mtp2_waiting(b->m), 0));
}

Test(mtp2, only_what_was_not_sent_is_retrieved_from_a_link_that_goes_on)
{
	char text[64] = "";
	unsigned from = b->written;

	sent("one,");
	mtp2_hold(b->isup, b->m, 1, &b->out);
	sent("two,");
	mtp2_drain(b->m, 1, collect, text);
	cr_expect(eq(int, strcmp(text, "two,"), 0));
	cr_expect(eq(u32, mtp2_waiting(b->m), 1));
	mtp2_hold(b->isup, b->m, 0, &b->out);
	cr_expect(eq(int, strcmp(written_since(from), "0 one,"), 0));
}

Test(mtp2, an_acknowledgement_told_at_changeover_that_makes_no_sense_is_ignored)
{
	sent("one,");
	mtp2_accepted(b->m, 77);
	cr_expect(eq(u32, mtp2_waiting(b->m), 1));
}

/* ---- resumption ---- */

Test(mtp2, a_resumed_link_says_again_what_is_so)
{
	hear_msu(127, 1, 0, 1, "abc");
	unsigned from = b->written;
	mtp2_resumed(b->isup, b->m, &b->out);
	cr_assert(eq(u32, b->written - from, 1));
	cr_expect(eq(int, bench_last(b)->octets[0] & 127, 0));
	cr_expect(eq(int, b->m->lsc, LSC_IN_SERVICE));
}

Test(mtp2, a_resumed_link_gives_the_far_end_its_time_anew)
{
	sent("abc");
	b->isup->now_us += 5 * US_PER_SEC; /* nobody was there to take the acknowledgement, or the expiry */
	mtp2_resumed(b->isup, b->m, &b->out);
	bench_pass(b, 0);
	cr_expect(eq(int, b->m->lsc, LSC_IN_SERVICE));
	hear_fisu(0, 1, 127, 1);
	cr_expect(not(bench_runs(b, MTP2_T7)));
}

Test(mtp2_pcr, a_resumed_link_repeats_what_is_not_acknowledged)
{
	sent("one");
	sent("two");
	bench_pass(b, 1);
	unsigned from = b->written;
	mtp2_resumed(b->isup, b->m, &b->out);
	bench_pass(b, 10);
	cr_expect(eq(int, strncmp(written_since(from), "0 one, 1 two", 12), 0));
}

Test(mtp2_pcr, one_message_alone_costs_nothing_while_it_waits)
{
	sent("one");
	unsigned from = b->written;
	bench_pass(b, 900);
	cr_expect(eq(u32, b->written, from));
	cr_expect(eq(int, bench_status(b), -1)); /* the driver repeats it */
}

Test(mtp2_pcr, behind_a_status_unit_the_messages_go_on)
{
	sent("one");
	unsigned from = b->written;
	bench_busy(b, MTP2_ACCEPT);
	bench_pass(b, 5);
	cr_expect(eq(int, strcmp(written_since(from), "0 one"), 0));
}

/* ---- counters ---- */

Test(mtp2, an_attempt_that_fails_is_no_failure_of_a_link_in_service)
{
	bench_stop(b);
	for (int i = 0; i < 3; i++) {
		bench_start(b);
		bench_pass(b, 5000);
	}
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_DOWN], 0));
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_DOWN_ALIGN], 3));
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_UP], 1));
}

Test(mtp2, seconds_in_service_are_counted_while_it_lasts)
{
	for (int i = 0; i < 10; i++) {
		bench_pass(b, 2500);
		hear_fisu(127, 1, 127, 1);
	}
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_SECONDS], 25));
	bench_pass(b, 1500);
	bench_stop(b);
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_SECONDS], 26));
	bench_pass(b, 60000);
	bench_start(b);
	cr_expect(eq(long, (long)b->counts[ISUP_STAT_MTP2_SECONDS], 26));
}
