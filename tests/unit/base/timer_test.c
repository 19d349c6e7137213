/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/clock.h"
#include "base/timer.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static struct timers *
fresh(uint32_t capacity)
{
	struct timers *t = malloc(timers_size(capacity));

	timers_init(t, capacity);
	return t;
}

Test(timer, fires_in_order_of_time_and_of_setting)
{
	struct timers *t = fresh(8);

	timer_set(t, 3, 50);
	timer_set(t, 1, 20);
	timer_set(t, 7, 50);
	cr_assert_eq(timers_next(t), 20);
	cr_assert_eq(timers_pop(t, 19), TIMER_NONE);
	cr_assert_eq(timers_pop(t, 60), 1);
	cr_assert_eq(timers_pop(t, 60), 3);
	cr_assert_eq(timers_pop(t, 60), 7);
	cr_assert_eq(timers_pop(t, 60), TIMER_NONE);
	cr_assert_eq(timers_next(t), TIME_NEVER);
	free(t);
}

Test(timer, setting_again_moves_and_clearing_stops)
{
	struct timers *t = fresh(4);

	timer_set(t, 0, 10);
	timer_set(t, 0, 30);
	timer_set(t, 2, 20);
	cr_assert_eq(timer_due(t, 0), 30);
	timer_clear(t, 2);
	timer_clear(t, 2);
	cr_assert_eq(timer_due(t, 2), TIME_NEVER);
	cr_assert_eq(timers_pop(t, 40), 0);
	timer_set(t, 99, 1); /* no such timer: ignored */
	cr_assert_eq(timers_next(t), TIME_NEVER);
	free(t);
}

/* Against a plain array, over many random settings. */
Test(timer, agrees_with_a_linear_model)
{
	enum { N = 64 };
	struct timers *t = fresh(N);
	int64_t model[N];
	unsigned seed = 7;

	for (int i = 0; i < N; i++)
		model[i] = TIME_NEVER;
	for (int step = 0; step < 20000; step++) {
		uint32_t id = (uint32_t)rand_r(&seed) % N;

		switch (rand_r(&seed) % 4) {
		case 0:
		case 1:
			model[id] = step * 100 + rand_r(&seed) % 1000000 * 64 + id; /* all different */
			timer_set(t, id, model[id]);
			break;
		case 2:
			model[id] = TIME_NEVER;
			timer_clear(t, id);
			break;
		default: {
			uint32_t least = 0;
			for (uint32_t i = 1; i < N; i++)
				if (model[i] < model[least])
					least = i;
			cr_assert_eq(timers_next(t), model[least]);
			if (model[least] != TIME_NEVER) {
				cr_assert_eq(timers_pop(t, model[least]), least);
				model[least] = TIME_NEVER;
			}
		}
		}
	}
	free(t);
}
