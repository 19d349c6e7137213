/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small core for tests of the keeper: it mixes every input into a hash chain and says what it has become.  Two runs
 * that differed in one input, its order or its time say different things from there on.
 */
#pragma once

#include "base/core.h"

enum counter_input { COUNTER_ADD = 100, COUNTER_DIE, COUNTER_SHOUT, COUNTER_TIMER };

struct counter {
	uint64_t chain, inputs, said, resumed, ticks, dropped, level;
	int64_t due;
	uint8_t ballast[20000];
};

/* What it says: where the chain stood, numbered from 1. */
struct counter_says {
	uint64_t said, chain;
};

extern const struct core counter_core;
