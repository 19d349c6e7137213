/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Eight in the morning: a whole shift signs in at once.
 *
 * The worker has no threads here and does a job when the test says so; so it is known, and not a matter of luck or of
 * clocks, that everything else was done while passwords waited.
 */
#include "tests/unit/crm/help.h"

#include <poll.h>

#define SHIFT 200
#define FIRST 201 /* seat 0201 */

static struct peer shift[SHIFT];
static struct worker *worker;

static void
open_shift(void)
{
	open_crmd();
	add_seat(101, REC__ROLE__AGENT);
	for (uint16_t i = 0; i < SHIFT; i++) {
		add_seat((uint16_t)(FIRST + i), REC__ROLE__AGENT);
		shift[i] = (struct peer){ .id = 1000u + i, .seat = SEAT_NONE };
	}
	cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__OK, "one who came early");
	forget();
}

static void
close_shift(void)
{
	worker_close(worker);
	d.worker = NULL;
	close_crmd();
}

TestSuite(rush, .init = open_shift, .fini = close_shift);

static void
open_worker(int threads)
{
	cr_assert_eq(worker_open(&worker, threads, SHIFT), 0);
	d.worker = worker;
}

static void
arrive(uint16_t i, const char *password)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__SignIn in = CRM__SIGN_IN__INIT;
	char seat[8], word[8];
	uint8_t packet[64];

	snprintf(seat, sizeof seat, "%04d", FIRST + i);
	snprintf(word, sizeof word, "%s", password);
	in.seat = seat;
	in.password = word;
	request.serial = 1;
	request.ask_case = CRM__REQUEST__ASK_SIGN_IN;
	request.sign_in = &in;
	request_take(&d, &shift[i], packet, crm__request__pack(&request, packet));
	cr_assert_eq(batch_end(&d, 0), 0);
}

/* The house goes on: a fact is kept, a caller is looked up, a request is answered, each in its own turn. */
static void
life_goes_on(void)
{
	static uint64_t calls;
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__Find find = CRM__FIND__INIT;
	struct msg_fact fact = fact_offered(0, "13800000001");
	struct msg_lookup lookup = { .session = fact.session };
	Rec__Call *call;

	fact.session = CALL + ++calls;
	take_fact(&fact);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(call_get(d.store, fact.session, &call), 0);
	store_free(call);
	forget();
	cr_assert_eq(intake_message(&d, MSG_CALLER_LOOKUP, &lookup, sizeof lookup, false), 0);
	cr_assert_eq(n_sent, 1);
	cr_assert_eq(sent[0].type, MSG_CALLER_FOUND);
	cr_assert_eq(ask(&request, CRM__REQUEST__ASK_FIND, &find)->code, CRM__CODE__OK);
	forget();
}

/* Give the answer of the oldest finished job. */
static bool
finish_one(void)
{
	struct job job;

	if (worker_take(worker, &job) != 1)
		return false;
	cr_assert(job.peer >= 1000 && job.peer < 1000 + SHIFT);
	job_done(&d, &shift[job.peer - 1000], &job);
	cr_assert_eq(batch_end(&d, 0), 0);
	return true;
}

Test(rush, facts_and_requests_go_on_while_a_whole_shift_signs_in)
{
	open_worker(0);
	for (uint16_t i = 0; i < SHIFT; i++) {
		arrive(i, "123456");
		cr_assert_eq(n_replies, 0, "nobody is turned away, and nothing is done at once");
		life_goes_on();
	}
	for (uint16_t i = 0; i < SHIFT; i++) {
		cr_assert(worker_turn(worker));
		life_goes_on();
		cr_assert(finish_one());
		cr_assert_eq(n_replies, 1);
		cr_assert_eq(replies[0]->code, CRM__CODE__OK);
		cr_assert_eq(shift[i].seat, FIRST + i, "in the order they came");
		cr_assert_eq(n_sent, 1, "the switch knows of it");
		forget();
	}
	cr_assert_not(worker_turn(worker));
	cr_assert_eq(counted[STAT_SIGN_INS], SHIFT + 1);
}

Test(rush, threads_answer_everybody_once_and_rightly)
{
	int answered = 0;

	open_worker(3);
	for (uint16_t i = 0; i < SHIFT; i++)
		arrive(i, i % 10 ? "123456" : "654321");
	while (answered < SHIFT) {
		struct pollfd p = { .fd = worker_fd(worker), .events = POLLIN };

		poll(&p, 1, -1);
		while (finish_one()) {
			cr_assert_eq(n_replies, 1);
			forget();
			answered++;
		}
	}
	for (uint16_t i = 0; i < SHIFT; i++)
		cr_assert_eq(shift[i].seat, i % 10 ? FIRST + i : (int)SEAT_NONE);
	cr_assert_eq(counted[STAT_WRONG], SHIFT / 10);
}

Test(rush, passwords_that_wait_are_forgotten_when_the_house_closes)
{
	open_worker(0);
	for (uint16_t i = 0; i < SHIFT; i++)
		arrive(i, "123456");
	cr_assert_eq(n_replies, 0);
	/* closing with jobs that wait neither hangs nor leaks (the sanitizers look) */
}

Test(rush, beyond_one_for_each_console_it_says_busy)
{
	open_worker(0);
	for (uint16_t i = 0; i < SHIFT; i++)
		arrive(i, "123456");
	struct peer one_more = { .id = 5000, .seat = SEAT_NONE };
	cr_assert_eq(try_in(&one_more, "0101", "123456"), CRM__CODE__BUSY);
}
