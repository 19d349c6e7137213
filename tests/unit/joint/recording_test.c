/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thousand talks, a thousand recordings: from the seat's answer to the end of the call, both voices, every frame.
 */
#include "tests/unit/joint/office.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define CALLS 1000
#define SEATS 10

static struct office *o;
static struct house *h;

struct talk {
	int caller;
	uint64_t session;
	unsigned seed;
	int64_t answered_us, ended_us;
	int left; /* blocks until somebody hangs up */
	uint8_t voice[2][SPAN_BLOCK];
};
static struct talk talks[CALLS + 1]; /* by session number, from 1 */

static void
ten_seats_without_after_call_work(struct site *s)
{
	for (int i = 0; i < s->n_queues; i++)
		s->queues[i].acw_ms = 0;
}

static struct talk *
talk_of(uint64_t session)
{
	uint64_t n = session & 0xffffffffffff;

	cr_assert(n >= 1 && n <= CALLS);
	return &talks[n];
}

/* A call comes for the seat and is answered at once; even seats are telephones, odd ones headsets. */
static struct talk *
begin(uint16_t seat, unsigned n)
{
	int caller = office_call(o, "13800138000", "95000");
	struct talk *t = talk_of(call_of_line(h, caller)->id);

	t->caller = caller;
	t->session = call_of_line(h, caller)->id;
	t->seed = n;
	t->left = 60 + (int)(n * 7919u % 131u);
	cr_assert_eq(acd_seat(h->a, call_of_line(h, caller)->seat)->number, seat);
	struct ear *ear = office_ear(o, caller), *agent = office_ear(o, agent_phone(h, seat));
	ear_speak(ear, 2 * n);
	ear_speak(agent, 2 * n + 1);
	memcpy(t->voice[0], ear->voice, SPAN_BLOCK);
	memcpy(t->voice[1], agent->voice, SPAN_BLOCK);
	if (seat % 2)
		agent_does(h, seat, DESK_VERB_ANSWER, NULL);
	else
		agent_lifts(h, seat);
	cr_assert_eq(agent_state(h, seat), SEAT_TALKING);
	t->answered_us = h->now_us;
	return t;
}

static void
end(struct talk *t, uint16_t seat)
{
	if (t->seed % 3 == 0)
		caller_hangs_up(h, t->caller);
	else if (seat % 2)
		agent_does(h, seat, DESK_VERB_HANG_UP, NULL);
	else
		agent_puts_down(h, seat);
	t->ended_us = h->now_us;
}

static bool
holds(const uint8_t *frames, uint32_t n, int side, const uint8_t *voice)
{
	uint8_t *one = malloc(n);

	for (uint32_t i = 0; i < n; i++)
		one[i] = frames[2 * i + (uint32_t)side];
	bool found = memmem(one, n, voice, SPAN_BLOCK) != NULL;
	free(one);
	return found;
}

static void
check(const struct talk *t)
{
	struct msg_media_rec rec = { .session = t->session, .rec_no = 1, .start_us = t->answered_us };
	uint32_t frames, filled;
	uint8_t *data = office_recording(o, &rec, &frames, &filled);

	cr_assert_eq(frames, (t->ended_us - t->answered_us) / 125, "call %u has %u frames, not %lld", t->seed, frames,
	    (long long)(t->ended_us - t->answered_us) / 125);
	cr_assert_eq(filled, 0, "call %u: %u frames were filled in", t->seed, filled);
	cr_assert(holds(data, frames, 0, t->voice[0]), "call %u: the caller is not on it", t->seed);
	cr_assert(holds(data, frames, 1, t->voice[1]), "call %u: the agent is not on it", t->seed);
	free(data);
}

/* shows: REC-01 */
Test(recording, a_thousand_calls_give_a_thousand_recordings_of_right_length, .timeout = 240)
{
	static const char *const prompts[] = { "d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9",
		"announce-seat", "announce-service", "connecting", "busy-wait" };
	struct talk *at[SEATS] = { NULL };
	unsigned begun = 0, ended = 0;

	o = office_open(ten_seats_without_after_call_work);
	h = o->house;
	for (size_t i = 0; i < sizeof(prompts) / sizeof(prompts[0]); i++)
		office_prompt(o, prompts[i], 400);
	house_flow(h, "main", "q: queue water\n");
	h->quiet = true;
	for (uint16_t i = 0; i < SEATS; i++)
		agent_ready(h, (uint16_t)(101 + i), (101 + i) % 2, 1);
	office_pass(o, 5);
	while (ended < CALLS) {
		for (uint16_t i = 0; i < SEATS; i++) {
			/* the seat that has been idle longest gets the call: begin one only for that */
			if (at[i] && --at[i]->left == 0) {
				end(at[i], (uint16_t)(101 + i));
				at[i] = NULL;
				ended++;
			}
		}
		int idle = -1;
		for (int i = 0; i < SEATS; i++)
			if (!at[i] &&
			    (idle < 0 ||
			        acd_seat_by_number(h->a, (uint16_t)(101 + i))->idle_us <
			            acd_seat_by_number(h->a, (uint16_t)(101 + idle))->idle_us))
				idle = i;
		if (idle >= 0 && begun < CALLS) {
			begun++;
			at[idle] = begin((uint16_t)(101 + idle), begun);
		}
		office_pass(o, 1);
	}
	office_pass(o, 20);
	cr_expect_eq(o->n_done, CALLS);
	cr_expect_eq(o->n_bad, 0);
	cr_expect_eq(h->facts_of[FACT_CALL_RECORDED], CALLS);
	for (int i = 1; i <= CALLS; i++)
		check(&talks[i]);
	office_close(o);
}
