/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faxes that machines sent us. */
#include "tests/unit/crm/help.h"

#include "crm/faxes.h"

TestSuite(faxes, .init = open_crmd, .fini = close_crmd);

static struct msg_fact
fact_faxed(int64_t began, uint32_t fax_no, uint64_t pages, enum fax_result result, const char *sender)
{
	struct msg_fact f = fact_at(began + 60, FACT_CALL_FAXED);

	f.value = fax_no;
	f.n = pages;
	f.cause = (uint8_t)result;
	f.start_us = START + began * SEC;
	text_copy(f.text, sizeof f.text, sender);
	return f;
}

/* A call that sends one fax, 2 s after it came. */
static void
sends(uint64_t session, int64_t at, const char *caller, uint64_t pages, enum fax_result result, const char *sender)
{
	struct msg_fact facts[] = { fact_offered(at, caller), fact_at(at + 1, FACT_CALL_ANSWERED),
		fact_faxed(at + 2, 1, pages, result, sender), fact_ended(at + 64, CALL_END_CALLER) };

	for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
		facts[i].session = session;
		take_fact(&facts[i]);
	}
	cr_assert_eq(batch_end(&d, 0), 0);
}

static int
listed(int64_t from_us, int64_t to_us)
{
	Rec__Fax **rows;
	int n = faxes_list(d.store, from_us, to_us, NULL, 20, &rows);

	if (n >= 0)
		store_free_rows(rows, (size_t)n);
	return n;
}

Test(faxes, are_kept_with_sender_pages_and_file_and_listed_newest_first)
{
	struct store_counts c;
	uint64_t faults;
	Rec__Fax **rows;

	sends(CALL, 0, "01055500123", 2, FAX_WHOLE, "+86 10 5550 0123    ");
	sends(CALL + 1, 200, "", 0, FAX_NOBODY, "");
	cr_assert_eq(faxes_list(d.store, 0, INT64_MAX, NULL, 20, &rows), 2);
	cr_expect_eq(rows[0]->session, CALL + 1);
	cr_expect_eq(rows[0]->result, FAX_NOBODY);
	cr_expect_str_eq(rows[0]->path, "", "no page, no file");
	const Rec__Fax *f = rows[1];
	cr_expect_eq(f->session, CALL);
	cr_expect_eq(f->fax_no, 1);
	cr_expect_eq(f->at_us, START + 2 * SEC);
	cr_expect_eq(f->pages, 2);
	cr_expect_eq(f->result, FAX_WHOLE);
	cr_expect_str_eq(f->sender, "+86 10 5550 0123");
	cr_expect_str_eq(f->caller, "01055500123");
	cr_expect_str_eq(f->dialled, "01055509000");
	cr_expect_str_eq(f->service, "供水热线");
	cr_expect_str_eq(f->path, "rec/20260516/1-38217-f1.tif");
	store_free_rows(rows, 2);
	cr_expect_eq(listed(START + 100 * SEC, INT64_MAX), 1);
	cr_expect_eq(listed(0, START - 1), 0);
	cr_expect_eq(counted[STAT_FAXES], 2);

	cr_assert_eq(store_check(d.store, stdout, &c), 0);
	cr_assert_eq(c.bad, 0);
	cr_assert_eq(business_check(d.store, true, NULL, &faults), 0);
	cr_assert_eq(faults, 0);
}

Test(faxes, count_in_their_call)
{
	struct msg_fact second = fact_faxed(70, 2, 3, FAX_BROKEN_OFF, "");
	Rec__Call *call;
	Rec__Fax *fax;

	sends(CALL, 0, "01055500123", 2, FAX_WHOLE, "1");
	take_fact(&second);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(call_get(d.store, CALL, &call), 0);
	cr_expect_eq(call->faxes, 2);
	cr_expect_eq(call->fax_pages, 5);
	store_free(call);
	cr_assert_eq(fax_get(d.store, CALL, 2, &fax), 0);
	cr_expect_eq(fax->pages, 3);
	cr_expect_eq(fax->result, FAX_BROKEN_OFF);
	store_free(fax);
	cr_expect_lt(fax_get(d.store, CALL, 3, &fax), 0);
}

Test(faxes, that_come_again_after_a_restart_are_known)
{
	struct msg_fact f = fact_faxed(2, 1, 2, FAX_WHOLE, "1");
	Rec__Call *call;

	take_fact(&f);
	cr_assert_eq(intake_message(&d, MSG_FACT, &f, sizeof f, true), 0);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_expect_eq(counted[STAT_AGAIN], 1);
	cr_expect_eq(listed(0, INT64_MAX), 1);
	cr_assert_eq(call_get(d.store, CALL, &call), 0);
	cr_expect_eq(call->fax_pages, 2);
	store_free(call);
}

Test(faxes, that_no_record_can_hold_are_counted_and_left_behind)
{
	struct msg_fact bad[] = { fact_faxed(2, 1, 2, FAX_RESULTS, ""), fact_faxed(2, 0, 2, FAX_WHOLE, ""),
		fact_faxed(2, 1001, 2, FAX_WHOLE, ""), fact_faxed(2, 1, 65536, FAX_WHOLE, ""),
		fact_faxed(2, 1, UINT64_MAX, FAX_WHOLE, ""), fact_faxed(2, 1, 2, FAX_WHOLE, "") };

	bad[5].start_us = -1;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		take_fact(&bad[i]);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_expect_eq(counted[STAT_BAD], 6);
	cr_expect_eq(counted[STAT_FAXES], 0);
	cr_expect_eq(listed(0, INT64_MAX), 0);
}

/* A call that begins with its fax (what was before is lost), from a machine that calls itself anything. */
Test(faxes, of_a_machine_that_calls_itself_anything_can_be_shown)
{
	struct msg_fact f = fact_faxed(2, 1, 1, FAX_FAILED, "  \xff\033[2J one two  ");
	Rec__Fax *fax;

	take_fact(&f);
	f = fact_faxed(2, 2, 1, FAX_WHOLE, "");
	memset(f.text, '7', sizeof f.text);
	f.start_us = 0;
	take_fact(&f);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(fax_get(d.store, CALL, 1, &fax), 0);
	cr_expect_str_eq(fax->sender, "??[2J one two");
	cr_expect_str_eq(fax->caller, "");
	store_free(fax);
	cr_assert_eq(fax_get(d.store, CALL, 2, &fax), 0);
	cr_expect_str_eq(fax->sender, "77777777777777777777777", "a name that never ends is cut");
	cr_expect_eq(fax->at_us, f.at_us, "a fact that does not tell when it began");
	store_free(fax);
}

static void
prints(Rec__Fax *f, int english, const char *line)
{
	char text[512] = "";
	FILE *to = fmemopen(text, sizeof text, "w");

	fax_print(f, english, to);
	fclose(to);
	cr_expect_str_eq(text, line);
}

Test(faxes, are_told_in_both_languages)
{
	char caller[] = "01055500123", sender[] = "+86 10 5550 0123", path[] = "rec/20260516/1-38217-f1.tif";
	Rec__Fax f = REC__FAX__INIT;

	f.session = CALL;
	f.fax_no = 1;
	f.at_us = START;
	prints(&f, 1, "1-38217   1  05-16 16:00:00 -                -                        0 pages  whole                 -          -\n");
	f.pages = 2;
	f.result = FAX_NOBODY;
	f.caller = caller;
	f.sender = sender;
	f.path = path;
	f.customer = UINT64_C(1) << 48 | 7;
	prints(&f, 1, "1-38217   1  05-16 16:00:00 01055500123      +86 10 5550 0123         2 pages  no fax machine heard  C-000007   "
	              "rec/20260516/1-38217-f1.tif\n");
	prints(&f, 0, "1-38217   1  05-16 16:00:00 01055500123      +86 10 5550 0123         2 页  未听到传真机  C-000007   "
	              "rec/20260516/1-38217-f1.tif\n");
	cr_expect_str_eq(fax_result_text(FAX_FAULT, 0), "故障");
	cr_expect_str_eq(fax_result_text(FAX_RESULTS, 1), "?");
	for (uint32_t i = 0; i < FAX_RESULTS; i++)
		cr_expect(*fax_result_text(i, 0) && *fax_result_text(i, 1));
}
