/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The check sequence is the ones' complement of the remainder of x^16 + x^12 + x^5 + 1, low bit of each octet first,
 * begun with all ones; sent low octet first.
 */
#include "trunk/fcs.h"

#define POLYNOMIAL 0x8408u /* x^16 + x^12 + x^5 + 1 with its bits reversed */

/* Remainders of the 16 values of half an octet. */
#define BIT(r)  ((r)&1 ? (r) >> 1 ^ POLYNOMIAL : (r) >> 1)
#define HALF(n) (uint16_t) BIT(BIT(BIT(BIT((unsigned)(n)))))
static const uint16_t half[16] = {
	HALF(0),
	HALF(1),
	HALF(2),
	HALF(3),
	HALF(4),
	HALF(5),
	HALF(6),
	HALF(7),
	HALF(8),
	HALF(9),
	HALF(10),
	HALF(11),
	HALF(12),
	HALF(13),
	HALF(14),
	HALF(15),
};

static uint16_t
fcs_of(const uint8_t *octets, size_t n)
{
	uint16_t r = 0xffff;

	while (n--) {
		r ^= *octets++;
		r = r >> 4 ^ half[r & 15];
		r = r >> 4 ^ half[r & 15];
	}
	return (uint16_t)~r;
}

void
fcs_put(uint8_t *unit, size_t len)
{
	uint16_t fcs = fcs_of(unit, len - 2);

	unit[len - 2] = (uint8_t)fcs;
	unit[len - 1] = (uint8_t)(fcs >> 8);
}

bool
fcs_good(const uint8_t *unit, size_t len)
{
	return len > 2 && fcs_of(unit, len - 2) == (unit[len - 2] | unit[len - 1] << 8);
}
