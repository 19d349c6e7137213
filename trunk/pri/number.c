/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.931 4.5.8 and 4.5.10 against Q.763 3.9 and 3.10: the same facts in other codes.
 */
#include "trunk/pri/number.h"

#include <libpri.h>
#include <string.h>

/* Nature of address (Q.763 3.9 b) and type of number (Q.931 4.5.8). */
/* clang-format off */
static const struct nature {
	uint8_t nai;
	uint8_t ton;
} natures[] = {
	{ 2, PRI_TON_UNKNOWN },
	{ 1, PRI_TON_SUBSCRIBER },
	{ 3, PRI_TON_NATIONAL },
	{ 4, PRI_TON_INTERNATIONAL },
	{ 5, PRI_TON_NET_SPECIFIC },
};
/* clang-format on */

/* Presentation (Q.763 3.10 e) and libpri's, which is Q.931's octet 3a. */
static const int presentations[] = { PRI_PRES_ALLOWED, PRI_PRES_RESTRICTED, PRI_PRES_UNAVAILABLE };

void
number_from_q931(struct number *n, const char *digits, int plan, int presentation)
{
	uint8_t ton = (uint8_t)plan >> 4 & 7;

	memset(n, 0, sizeof(*n));
	for (size_t i = 0; i < sizeof(natures) / sizeof(natures[0]); i++)
		if (natures[i].ton == ton)
			n->nai = natures[i].nai;
	n->npi = (uint8_t)plan & 7;
	n->presentation = (uint8_t)presentation >> 5 & 3;
	n->screening = (uint8_t)presentation & PRI_PRES_NUMBER_TYPE;
	for (; *digits && n->len < NUMBER_DIGITS - 1; digits++)
		if (*digits >= '0' && *digits <= '9')
			n->digits[n->len++] = *digits;
}

void
number_to_q931(const struct number *n, char digits[NUMBER_DIGITS], int *plan, int *presentation)
{
	int ton = PRI_TON_UNKNOWN;

	for (size_t i = 0; i < sizeof(natures) / sizeof(natures[0]); i++)
		if (natures[i].nai == n->nai)
			ton = natures[i].ton;
	*plan = ton << 4 | (n->npi & 15);
	*presentation =
	    presentations[n->presentation < 3 ? n->presentation : 0] | (n->screening & PRI_PRES_NUMBER_TYPE);
	text_copy(digits, NUMBER_DIGITS, n->digits);
}
