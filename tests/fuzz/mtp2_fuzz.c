/* room: isup */
/* with: ss7 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Level 2 under any units, with level 3 and ISUP alive above it: good, bad and half good ones, status units, events of the line.
 */
#include "tests/fuzz/stack_make.h"

static size_t
fuzz_make(uint8_t record[FUZZ_HEAD + 255], uint32_t *dice)
{
	return make_mix(record, dice, 24, 3, 2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return run("mtp2", data, size);
}
