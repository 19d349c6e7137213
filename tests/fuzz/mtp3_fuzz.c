/* room: isup */
/* with: ss7 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Level 3 under any messages, between real links and a live ISUP: management and test messages, any service, any label.
 */
#include "tests/fuzz/stack_make.h"

static size_t
fuzz_make(uint8_t record[FUZZ_HEAD + 255], uint32_t *dice)
{
	return make_mix(record, dice, 3, 22, 4);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return run("mtp3", data, size);
}
