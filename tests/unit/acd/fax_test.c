/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls from fax machines: a channel is taken and given back, whatever becomes of the call, of the fax, of faxd.
 */
#include "tests/unit/acd/harness.h"

#include <criterion/criterion.h>
#include <string.h>

#define SAYS(h, text) cr_expect_str_eq(house_said(h), text)

static const char *const machine = "take: fax\n"
                                   "	then thanks\n"
                                   "	failed sorry\n"
                                   "thanks: hangup fax-kept\n"
                                   "sorry: hangup fax-lost\n";

static void
two_channels(struct site *site)
{
	site->fax.channels = 2;
}

static struct house *
house_with_a_fax_number(void)
{
	struct house *h = house_new(two_channels);

	house_flow(h, "main", machine);
	return h;
}

static int
fax_calls(struct house *h)
{
	int caller = caller_dials(h, "01055501234", "95000");

	house_said(h);
	return caller;
}

static void
fax_is_over(struct house *h, const struct msg_fax *fax, enum fax_result result, uint32_t pages)
{
	struct msg_fax_done m = {
		.channel = fax->channel, .fax_no = fax->fax_no, .session = fax->session, .result = (uint16_t)result, .pages = pages
	};

	text_copy(m.sender, sizeof(m.sender), "010 5550 1234");
	house_feed(h, ROLE_FAX, MSG_FAX_DONE, &m, sizeof(m));
}

static uint32_t
channels_used(const struct house *h)
{
	return pool_used(acd_fax_pool(h->a));
}

Test(fax, is_received_on_a_channel_and_the_flow_goes_on)
{
	struct house *h = house_with_a_fax_number();

	house_said(h);
	int caller = caller_dials(h, "01055501234", "95000");
	int64_t began_us = h->now_us;

	SAYS(h, "isup ACCEPT\nslot 1/1 silence\nlookup 01055501234\nisup ALERT\nisup ANSWER\nfax-receive 0\nslot 1/1 fax 0\n");
	cr_expect_eq(h->fax.started_us, began_us);
	cr_expect_eq(channels_used(h), 1);
	house_wait(h, 60000);
	SAYS(h, "");
	fax_is_over(h, &h->fax, FAX_WHOLE, 3);
	SAYS(h, "slot 1/1 play fax-kept\n");
	cr_expect_eq(channels_used(h), 0);
	const struct msg_fact *f = &h->last[FACT_CALL_FAXED];

	cr_expect_eq(h->facts_of[FACT_CALL_FAXED], 1);
	cr_expect_eq(f->session, call_of_line(h, caller)->id);
	cr_expect_eq(f->value, 1);
	cr_expect_eq(f->n, 3);
	cr_expect_eq(f->cause, FAX_WHOLE);
	cr_expect_eq(f->start_us, began_us);
	cr_expect_str_eq(f->text, "010 5550 1234");
	prompt_ends(h, caller);
	cr_expect_null(house_fault(h));
	house_free(h);
}

Test(fax, that_is_not_whole_leads_elsewhere)
{
	struct house *h = house_with_a_fax_number();

	fax_calls(h);
	fax_is_over(h, &h->fax, FAX_FAILED, 1);
	SAYS(h, "slot 1/1 play fax-lost\n");
	house_free(h);
}

Test(fax, finds_no_channel_free)
{
	struct house *h = house_with_a_fax_number();

	fax_calls(h);
	struct msg_fax first = h->fax;

	fax_calls(h);
	cr_expect_eq(channels_used(h), 2);
	int third = caller_dials(h, "01055501236", "95000");

	cr_expect_not_null(strstr(house_said(h), "slot 1/3 play fax-lost\n"));
	cr_expect_eq(h->counts[STAT_FAX_FULL], 1);
	cr_expect_eq(h->facts_of[FACT_CALL_FAXED], 0);
	prompt_ends(h, third);
	fax_is_over(h, &first, FAX_WHOLE, 1);
	house_said(h);
	caller_dials(h, "01055501237", "95000");
	cr_expect_not_null(strstr(house_said(h), "fax-receive 0\n"), "the place that became free");
	cr_expect_neq(h->fax.channel, first.channel, "is another channel");
	house_free(h);
}

Test(fax, of_a_caller_who_hangs_up_gives_its_channel_back_with_the_last_word)
{
	struct house *h = house_with_a_fax_number();
	int caller = fax_calls(h);

	caller_hangs_up(h, caller);
	cr_expect_not_null(strstr(house_said(h), "fax-stop 0\n"));
	cr_expect_eq(channels_used(h), 1, "faxd has not said its last word");
	cr_expect_eq(h->facts_of[FACT_CALL_ENDED], 1);
	fax_is_over(h, &h->fax, FAX_WHOLE, 2);
	cr_expect_eq(channels_used(h), 0);
	cr_expect_eq(h->facts_of[FACT_CALL_FAXED], 1);
	cr_expect_eq(h->last[FACT_CALL_FAXED].session, h->fax.session);
	fax_is_over(h, &h->fax, FAX_WHOLE, 2);
	cr_expect_eq(h->facts_of[FACT_CALL_FAXED], 1, "said twice, told once");
	cr_expect_eq(h->counts[STAT_LATE], 1);
	cr_expect_null(house_fault(h));
	house_free(h);
}

Test(fax, is_asked_for_again_when_faxd_has_restarted)
{
	struct house *h = house_with_a_fax_number();
	int gone = fax_calls(h);
	struct msg_fax stopped = h->fax;

	fax_calls(h);
	caller_hangs_up(h, gone);
	house_said(h);
	role_hello(h, ROLE_FAX, true);
	SAYS(h, "fax-stop 0\nfax-receive 1\n");
	fax_is_over(h, &stopped, FAX_FAULT, 0);
	cr_expect_eq(channels_used(h), 1);
	house_free(h);
}

Test(fax, that_never_ends_is_given_up)
{
	struct house *h = house_with_a_fax_number();

	fax_calls(h);
	house_wait(h, FAX_MS - 1);
	SAYS(h, "");
	house_wait(h, 1);
	SAYS(h, "fax-stop 0\nslot 1/1 play fax-lost\n");
	house_free(h);
}

Test(fax, says_its_prompts_first)
{
	struct house *h = house_new(two_channels);

	house_flow(h, "main", "take: fax start-now\n	failed sorry\nsorry: hangup fax-lost\n");
	int caller = caller_dials(h, "01055501234", "95000");

	cr_expect_not_null(strstr(house_said(h), "slot 1/1 play start-now\n"));
	prompt_ends(h, caller);
	SAYS(h, "fax-receive 0\nslot 1/1 fax 0\n");
	fax_is_over(h, &h->fax, FAX_WHOLE, 1);
	SAYS(h, "slot 1/1 idle\nisup RELEASE 16\n");
	house_free(h);
}

Test(fax, without_any_channel_does_not_go_round_for_ever)
{
	struct house *h = house_new(two_channels);

	house_flow(h, "main", "one: fax\n	failed two\ntwo: fax\n	failed one\n");
	fax_calls(h);
	fax_calls(h);
	caller_dials(h, "01055501236", "95000");
	cr_expect_not_null(strstr(house_said(h), "isup RELEASE 16\n"));
	cr_expect_eq(h->counts[STAT_FLOW_FAULTS], 1);
	house_free(h);
}

Test(fax, of_an_earlier_arena_is_none_of_ours)
{
	struct house *h = house_with_a_fax_number();

	fax_calls(h);
	struct msg_fax other = h->fax;

	other.session++;
	fax_is_over(h, &other, FAX_WHOLE, 1);
	cr_expect_eq(h->counts[STAT_LATE], 1);
	cr_expect_eq(channels_used(h), 1);
	cr_expect_eq(h->facts_of[FACT_CALL_FAXED], 0);
	house_free(h);
}

Test(fax, with_an_unknown_result_is_refused)
{
	struct house *h = house_with_a_fax_number();

	fax_calls(h);
	fax_is_over(h, &h->fax, FAX_RESULTS, 1);
	cr_expect_eq(h->counts[STAT_BAD_INPUT], 1);
	cr_expect_eq(channels_used(h), 1);
	house_free(h);
}
