/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/joint/carrier.h"

#include "tests/unit/isup/bed.h"

static struct bed bed;

void
carrier_open(void)
{
	bed_open(&bed);
}

void
carrier_close(void)
{
	bed_free(&bed);
}

const char *
carrier_dial(const struct msg_line_dial *m)
{
	static char digits[64];
	int n = 0;

	bed_forget(&bed);
	bed_step(&bed, ROLE_ACD, MSG_LINE_DIAL, m, sizeof(*m));
	if (bed.unit_at == bed.n_units)
		return NULL;
	const uint8_t *iam = bed.units[bed.unit_at].octets;

	if (iam[2] != 0x01)
		return NULL;
	/* CIC 2, type 1, five fixed octets, then the pointer to the called party number */
	const uint8_t *called = iam + 8 + iam[8];
	int nibbles = (called[0] - 2) * 2 - (called[1] >> 7);

	for (int i = 0; i < nibbles; i++) {
		int digit = called[3 + i / 2] >> (i % 2 ? 4 : 0) & 15;

		if (digit != 15) /* ST */
			digits[n++] = (char)('0' + digit);
	}
	digits[n] = '\0';
	return digits;
}
