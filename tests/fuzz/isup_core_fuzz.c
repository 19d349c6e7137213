/* room: isup */
/* with: ss7 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ISUP with calls up, circuits blocked, resets under way, over real links: messages by the tables of the codec, and spoiled ones.
 */
#include "tests/fuzz/stack_make.h"

static size_t
fuzz_make(uint8_t record[FUZZ_HEAD + 255], uint32_t *dice)
{
	return make_mix(record, dice, 2, 2, 24);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return run("isup_core", data, size);
}
