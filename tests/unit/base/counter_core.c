/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small core for tests of the keeper (counter_core.h).  It plays the part of acd, since the catalogue must allow what
 * it sends. */
#include "tests/unit/base/counter_core.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

static size_t
size(const struct site *site)
{
	return sizeof(struct counter);
}

static void
init(void *arena, const struct site *site, uint64_t seed)
{
	struct counter *c = arena;

	c->due = TIME_NEVER;
}

static uint64_t
mix(uint64_t chain, uint64_t with)
{
	chain = (chain ^ with) * UINT64_C(0x9e3779b97f4a7c15);
	return chain ^ chain >> 31;
}

/* A fact (which must arrive) and an order to a slot (which may be shed), both with the state in them. */
static void
say(struct counter *c, struct core_out *out)
{
	c->said++;
	struct msg_fact fact = { .session = c->said, .n = c->chain };
	struct msg_media_slot slot = { .session = c->said, .rec_us = (int64_t)c->chain };
	struct counter_says says = { c->said, c->chain };

	core_send(out, ROLE_CRM, MSG_FACT, &fact, sizeof(fact));
	if (c->said % 3 == 0)
		core_send(out, ROLE_MEDIA, MSG_MEDIA_SLOT, &slot, sizeof(slot));
	core_local(out, 1, 2, &says, sizeof(says));
	core_count(out, 0, 0, 1);
}

static void
step(void *arena, const struct core_input *in, struct core_out *out)
{
	struct counter *c = arena;
	const uint32_t *word = in->data;

	c->inputs++;
	c->chain = mix(mix(mix(c->chain, in->from), in->type), in->len);
	if (in->len >= 8)
		c->chain = mix(c->chain, *(const uint64_t *)in->data);
	c->ballast[c->chain % sizeof(c->ballast)]++;
	if (in->from == CORE_FROM_SELF) {
		c->resumed += in->type == CORE_RESUMED;
		c->dropped += in->type == CORE_DROPPED;
		if (in->type == CORE_PRESSURE)
			c->level = word[1];
		if (in->type == CORE_TICK) {
			c->ticks++;
			c->due = TIME_NEVER;
		}
	}
	switch (in->type) {
	case COUNTER_DIE:
		abort();
	case COUNTER_TIMER:
		c->due = in->now_us + 1000;
		break;
	case COUNTER_SHOUT:
		for (unsigned i = 0; i < 3000; i++)
			say(c, out);
		break;
	}
	core_log(out, LOG_NOTE, "counter: input %llu", (unsigned long long)c->inputs);
	say(c, out);
}

static int64_t
next_due(const void *arena)
{
	return ((const struct counter *)arena)->due;
}

const struct core counter_core = {
	.name = "counter",
	.role = ROLE_ACD,
	.layout = 1,
	.size = size,
	.init = init,
	.step = step,
	.next_due = next_due,
};
