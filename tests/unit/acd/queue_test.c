/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is served next, and by whom.
 */
#include "tests/unit/acd/harness.h"

#include "acd/queue.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static int
caller_waits(struct house *h, char key)
{
	int caller = caller_dials(h, "13800138000", "95000");

	prompt_ends(h, caller);
	caller_presses(h, caller, key);
	return caller;
}

/* The line of the call this seat has. */
static uint32_t
line_at(struct house *h, uint16_t seat)
{
	const struct seat *s = acd_seat_by_number(h->a, seat);
	const struct session *call = acd_session(h->a, s->call);
	const struct leg *leg = call ? acd_leg(h->a, call->leg) : NULL;

	return leg ? leg->line - 1 : UINT32_MAX;
}

static void
no_after_call_work(struct site *s)
{
	for (int i = 0; i < s->n_queues; i++)
		s->queues[i].acw_ms = 0;
}

/* shows: ACD-06 */
Test(queue, classes_first_then_arrival)
{
	struct house *h = house_new(no_after_call_work);
	/* priorities: repair ('2') 8, water ('1') 5, complaint ('3') 2 */
	static const char keys[] = "312123321132231213132312321123";
	int lines[30], expected[30], n = 0;

	for (int i = 0; i < 30; i++) {
		lines[i] = caller_waits(h, keys[i]);
		house_wait(h, 10);
	}
	for (const char *class = "213"; *class; class ++)
		for (int i = 0; i < 30; i++)
			if (keys[i] == *class)
				expected[n++] = lines[i];
	agent_signs_in(h, 101, false, (uint16_t[]){ 1, 2, 3 }, NULL, 3);
	agent_greets(h, 101);
	for (int i = 0; i < 30; i++) {
		cr_assert_eq(line_at(h, 101), (uint32_t)expected[i], "place %d", i);
		agent_lifts(h, 101);
		house_wait(h, 10);
		agent_puts_down(h, 101);
	}
	cr_expect_eq(agent_state(h, 101), SEAT_READY);
	house_free(h);
}

Test(queue, class_of_the_flow_goes_before_arrival)
{
	struct house *h = house_new(NULL);

	house_flow(h, "main",
	    "m: menu x\n\t1 low\n\t2 high\n\t0 low\n\tsilence 10s low\n\ttries 3 low\n"
	    "low: queue water\nhigh: queue water\n\tclass 9\n");
	int low = caller_dials(h, "1", "95000");
	caller_presses(h, low, '1');
	int high = caller_dials(h, "2", "95000");
	caller_presses(h, high, '2');
	agent_ready(h, 101, false, 1);
	cr_expect_eq(line_at(h, 101), (uint32_t)high);
	house_free(h);
}

Test(queue, key_customers_go_first_even_when_found_while_they_wait)
{
	struct house *h = house_new(NULL);
	int callers[3];

	for (int i = 0; i < 3; i++)
		callers[i] = caller_waits(h, '1');
	struct msg_found found = { .session = call_of_line(h, callers[2])->id, .known = 1, .key = 1 };
	text_copy(found.name, sizeof(found.name), "示例客户");
	house_feed(h, ROLE_CRM, MSG_CALLER_FOUND, &found, sizeof(found));
	agent_ready(h, 101, false, 1);
	cr_expect_eq(line_at(h, 101), (uint32_t)callers[2]);
	cr_expect_str_eq(h->desk[101].name, "示例客户");
	house_free(h);
}

/* shows: ACD-18 */
Test(queue, a_closed_seat_is_offered_nothing_though_longest_idle)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	house_wait(h, 60000);
	agent_ready(h, 102, false, 1);
	agent_does(h, 101, DESK_VERB_CLOSED, NULL);
	caller_waits(h, '1');
	cr_expect_eq(agent_state(h, 101), SEAT_CLOSED);
	cr_expect_eq(agent_state(h, 102), SEAT_RINGING);
	caller_waits(h, '1');
	cr_expect_eq(agent_state(h, 101), SEAT_CLOSED);
	house_free(h);
}

/* shows: ACD-01 */
Test(queue, one_fit_seat_among_ten_gets_every_call)
{
	struct house *h = house_new(no_after_call_work);

	for (uint16_t seat = 101; seat <= 110; seat++)
		agent_ready(h, seat, false, seat == 107 ? 2 : 1);
	for (int i = 0; i < 20; i++) {
		caller_waits(h, '2');
		cr_assert_eq(agent_state(h, 107), SEAT_RINGING);
		agent_lifts(h, 107);
		agent_puts_down(h, 107);
	}
	house_free(h);
}

/* shows: ACD-03 */
Test(queue, three_hundred_equal_calls_are_shared_evenly_by_six_seats)
{
	struct house *h = house_new(no_after_call_work);
	int at[6], answered[6] = { 0 };

	for (uint16_t seat = 101; seat <= 106; seat++) {
		agent_ready(h, seat, false, 1);
		house_wait(h, 10);
	}
	for (int i = 0; i < 6; i++)
		at[i] = -1;
	/* a call every 20 s, each with 75 s of talk: about four of six seats are busy */
	for (int second = 0, begun = 0; second < 300 * 20 + 75; second++) {
		for (int i = 0; i < 6; i++)
			if (at[i] == second) {
				agent_puts_down(h, (uint16_t)(101 + i));
				at[i] = -1;
			}
		if (second % 20 == 0 && begun < 300) {
			caller_waits(h, '1');
			begun++;
			for (int i = 0; i < 6; i++)
				if (agent_state(h, (uint16_t)(101 + i)) == SEAT_RINGING) {
					agent_lifts(h, (uint16_t)(101 + i));
					at[i] = second + 75;
					answered[i]++;
				}
		}
		house_wait(h, 1000);
	}
	for (int i = 0; i < 6; i++)
		cr_expect(answered[i] >= 49 && answered[i] <= 51, "seat %d had %d calls", 101 + i, answered[i]);
	cr_expect_eq(h->facts_of[FACT_CALL_TALKING], 300);
	house_free(h);
}

/* shows: ACD-19 */
Test(queue, no_answer_returns_the_call_to_the_head_while_its_wait_goes_on)
{
	struct house *h = house_new(NULL);
	int first = caller_waits(h, '1');
	int64_t since = call_of_line(h, first)->queued_us;

	house_wait(h, 1000);
	caller_waits(h, '1');
	agent_ready(h, 101, false, 1);
	cr_assert_eq(line_at(h, 101), (uint32_t)first);
	house_wait(h, 20000);
	cr_expect_eq(agent_state(h, 101), SEAT_AWAY);
	cr_expect_eq(call_of_line(h, first)->queued_us, since);
	agent_ready(h, 102, false, 1);
	cr_expect_eq(line_at(h, 102), (uint32_t)first);
	cr_expect_eq(h->last[FACT_CALL_NO_ANSWER].seat, 101);
	house_free(h);
}

/* shows: ACD-16 */
Test(queue, an_abandoned_call_has_its_wait_and_no_seat_and_an_answered_one_its_seat)
{
	struct house *h = house_new(NULL);
	int one = caller_waits(h, '1');

	house_wait(h, 12345);
	caller_hangs_up(h, one);
	cr_expect_eq(h->last[FACT_CALL_ENDED].at_us - h->last[FACT_CALL_QUEUED].at_us, 12345 * US_PER_MS);
	cr_expect_eq(h->last[FACT_CALL_ENDED].seat, SEAT_NONE);
	cr_expect_eq(h->last[FACT_CALL_ENDED].value, CALL_END_CALLER);
	cr_expect_str_eq(h->last[FACT_CALL_ENDED].number.digits, "13800138000");
	int two = caller_waits(h, '1');
	agent_ready(h, 101, false, 1);
	agent_lifts(h, 101);
	caller_hangs_up(h, two);
	cr_expect_eq(h->last[FACT_CALL_ENDED].seat, 101);
	cr_expect_eq(acd_seat_by_number(h->a, 101)->day.answered, 1);
	house_free(h);
}

Test(queue, a_full_queue_says_goodbye)
{
	struct house *h = house_new(NULL);

	h->a->queues[0].conf.most = 2;
	caller_waits(h, '1');
	caller_waits(h, '1');
	house_said(h);
	int third = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, third);
	house_said(h);
	caller_presses(h, third, '1');
	cr_expect_str_eq(house_said(h), "slot 1/3 play all-busy-goodbye\n");
	prompt_ends(h, third);
	cr_expect_str_eq(house_said(h), "slot 1/3 idle\nisup RELEASE 42\n");
	cr_expect_eq(live_lines(h), 2);
	house_free(h);
}

/* ---- longest idle against a model that simply looks at everybody ---- */

#define MODEL_SEATS 12

static const struct seat *
model_choice(const struct house *h, uint16_t queue)
{
	const struct seat *best = NULL;
	int best_level = 0;

	for (uint16_t n = 1; n <= MODEL_SEATS; n++) {
		const struct seat *seat = acd_seat_by_number(h->a, n);

		if (!seat || seat->state != SEAT_READY)
			continue;
		for (int k = 0; k < seat->n_queues; k++) {
			int level = seat->queue_level[k];

			if (seat->queue[k] != queue)
				continue;
			if (!best || level > best_level || (level == best_level && seat->idle_us < best->idle_us)) {
				best = seat;
				best_level = level;
			}
		}
	}
	return best;
}

Test(queue, the_seat_chosen_is_the_one_a_plain_search_finds)
{
	static const enum desk_verb moves[] = { DESK_VERB_READY, DESK_VERB_READY, DESK_VERB_READY, DESK_VERB_AWAY,
		DESK_VERB_CLOSED };
	struct house *h = house_new(NULL);
	int chosen = 0;

	srandom(7);
	for (uint16_t n = 1; n <= MODEL_SEATS; n++) {
		uint8_t levels[2] = { (uint8_t)(1 + random() % 5), (uint8_t)(1 + random() % 5) };

		agent_signs_in(h, n, false, (uint16_t[]){ 1, 2 }, levels, 1 + n % 2);
		house_wait(h, 1 + random() % 50);
		agent_greets(h, n);
	}
	for (int state = 0; state < 1000; state++) {
		for (int i = 0; i < 3; i++) {
			house_wait(h, 1 + random() % 500);
			agent_does(h, (uint16_t)(1 + random() % MODEL_SEATS), moves[random() % 5], NULL);
		}
		int queue = (int)(random() % 2);
		uint16_t expected = SEAT_NONE;
		const struct seat *model = model_choice(h, (uint16_t)queue);

		if (model)
			expected = model->number;
		int caller = caller_waits(h, queue ? '2' : '1');
		const struct session *call = call_of_line(h, caller);
		const struct seat *seat = acd_seat(h->a, call->seat);

		cr_assert_eq(seat ? seat->number : SEAT_NONE, expected, "state %d", state);
		chosen += seat != NULL;
		caller_hangs_up(h, caller);
		h->n_lines = 0; /* all are gone */
	}
	cr_expect_gt(chosen, 800);
	house_free(h);
}

/* ---- the heaps themselves ---- */

Test(queue, heaps_agree_with_a_plain_list)
{
	enum { N = 200 };
	static struct heap_node nodes[N];
	struct heap heap = { 0 };
	bool in[N] = { false };
	int64_t key[N];
	uint64_t order[N];

	srandom(3);
	for (int i = 0; i < 50000; i++) {
		uint32_t n = (uint32_t)random() % N;

		if (in[n]) {
			heap_remove(nodes, &heap, n);
		} else {
			key[n] = random() % 50;
			order[n] = (uint64_t)i;
			heap_insert(nodes, &heap, n, key[n], order[n]);
		}
		in[n] = !in[n];
		uint32_t best = HEAP_NONE;
		uint32_t size = 0;
		for (uint32_t k = 0; k < N; k++) {
			size += in[k];
			if (in[k] &&
			    (best == HEAP_NONE || key[k] < key[best] ||
			        (key[k] == key[best] && order[k] < order[best])))
				best = k;
		}
		cr_assert_eq(heap_top(&heap), best);
		cr_assert_eq(heap.size, size);
	}
}
