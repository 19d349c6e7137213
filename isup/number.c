/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers by one table: what a parameter has in front of its digits.
 */
#include "isup/number.h"
#include "isup/codec.h"

#include <errno.h>
#include <string.h>

#define ODD 0x80u
#define ST  0x0fu

struct form {
	uint8_t param;
	uint8_t qualifiers; /* octets in front of the NAI */
	uint8_t nai;        /* bits of the first octet that carry the nature of address */
	uint8_t plan;       /* bits of the second octet in use; 0 = there is none */
	uint8_t st;         /* digits may end with ST */
};

/* clang-format off */
static const struct form forms[] = {
	/*                           qualifier NAI   INN.NPI.pres.scr  ST */
	{ PARAM_CALLED,              0,        0x7f, 0xf0,             1 },
	{ PARAM_SUBSEQUENT,          0,        0x00, 0x00,             1 },
	{ PARAM_CALLING,             0,        0x7f, 0xff,             0 },
	{ PARAM_ORIGINAL_CALLED,     0,        0x7f, 0x7c,             0 },
	{ PARAM_REDIRECTING,         0,        0x7f, 0x7c,             0 },
	{ PARAM_REDIRECTION,         0,        0x7f, 0xf0,             0 },
	{ PARAM_CONNECTED,           0,        0x7f, 0x7f,             0 },
	{ PARAM_LOCATION,            0,        0x7f, 0xff,             0 },
	{ PARAM_GENERIC_NUMBER,      1,        0x7f, 0xff,             0 },
	{ PARAM_TRANSFER_NUMBER,     0,        0x7f, 0x7f,             0 },
	{ PARAM_CALLED_IN,           0,        0x7f, 0x7c,             0 },
	{ PARAM_ORIGINAL_CALLED_IN,  0,        0x7f, 0x7c,             0 },
	{ PARAM_CALLED_DIRECTORY,    0,        0x7f, 0xf0,             0 },
};
/* clang-format on */

static const struct form *
form_of(uint8_t param)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (forms[i].param == param)
			return &forms[i];
	return NULL;
}

static int
decode_digits(const struct form *form, const uint8_t *octets, size_t len, unsigned odd, struct number *number)
{
	size_t n = 2 * len - (odd && len ? 1 : 0);

	if (n && form->st && (octets[(n - 1) / 2] >> ((n - 1) % 2 * 4) & 0x0f) == ST) {
		number->st = 1;
		n--;
	}
	if (n >= NUMBER_DIGITS)
		return -EMSGSIZE;
	for (size_t i = 0; i < n; i++)
		number->digits[i] = "0123456789ABCDEF"[octets[i / 2] >> (i % 2 * 4) & 0x0f];
	number->len = (uint8_t)n;
	return 0;
}

int
number_decode(uint8_t param, const uint8_t *octets, size_t len, struct number *number)
{
	const struct form *form = form_of(param);

	memset(number, 0, sizeof(*number));
	if (!form)
		return -EINVAL;
	size_t front = form->qualifiers + 1u + (form->plan != 0);
	if (len < front)
		return -EBADMSG;

	uint8_t first = octets[form->qualifiers];
	uint8_t plan = form->plan ? octets[form->qualifiers + 1u] & form->plan : 0;
	number->nai = first & form->nai;
	number->inn = plan >> 7;
	number->npi = plan >> 4 & 7;
	number->presentation = plan >> 2 & 3;
	number->screening = plan & 3;
	return decode_digits(form, octets + front, len - front, first & ODD, number);
}

/* Value of a digit's character, or -1. */
static int
digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int
number_encode(uint8_t param, const struct number *number, uint8_t *octets)
{
	const struct form *form = form_of(param);
	size_t at = 0, n = number->len;

	if (!form || n >= NUMBER_DIGITS)
		return -EINVAL;
	size_t digits = n + (form->st && number->st);

	for (; at < form->qualifiers; at++)
		octets[at] = 0;
	octets[at++] = (uint8_t)((digits % 2 ? ODD : 0) | (number->nai & form->nai));
	if (form->plan)
		octets[at++] = (uint8_t)(((number->inn & 1) << 7 | (number->npi & 7) << 4 |
		                             (number->presentation & 3) << 2 | (number->screening & 3)) &
		    form->plan);
	for (size_t i = 0; i < digits; i++) {
		int value = i < n ? digit_value(number->digits[i]) : (int)ST;

		if (value < 0)
			return -EINVAL;
		if (i % 2)
			octets[at++] |= (uint8_t)(value << 4);
		else
			octets[at] = (uint8_t)value;
	}
	return (int)(at + digits % 2);
}

int
number_append(struct number *number, const struct number *more)
{
	if (number->len + more->len >= NUMBER_DIGITS)
		return -EMSGSIZE;
	memcpy(number->digits + number->len, more->digits, more->len);
	number->len = (uint8_t)(number->len + more->len);
	number->digits[number->len] = '\0';
	number->st = more->st;
	return 0;
}
