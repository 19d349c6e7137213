/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text as people write it: what may be stored, customer numbers, seat codes, passwords, telephone numbers.
 *
 * Everything kept is UTF-8 of assigned shape (no overlong forms, no surrogates, nothing above U+10FFFF) without control
 * characters, so that no screen, export or log need fear it.
 */
#include "store/internal.h"

#include <ctype.h>
#include <errno.h>

/* Octets of the character at `p`, 0 if it is not UTF-8. */
static size_t
utf8_char(const char *text)
{
	/* lead octet's range, octets, range of the second octet (Unicode 15, table 3-7) */
	/* clang-format off */
	static const struct {
		uint8_t first, last, octets, low, high;
	} forms[] = {
		{ 0x00, 0x7f, 1, 0,    0 },
		{ 0xc2, 0xdf, 2, 0x80, 0xbf },
		{ 0xe0, 0xe0, 3, 0xa0, 0xbf },
		{ 0xe1, 0xec, 3, 0x80, 0xbf },
		{ 0xed, 0xed, 3, 0x80, 0x9f },
		{ 0xee, 0xef, 3, 0x80, 0xbf },
		{ 0xf0, 0xf0, 4, 0x90, 0xbf },
		{ 0xf1, 0xf3, 4, 0x80, 0xbf },
		{ 0xf4, 0xf4, 4, 0x80, 0x8f },
	};
	/* clang-format on */
	const uint8_t *p = (const uint8_t *)text;

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		if (p[0] < forms[i].first || p[0] > forms[i].last)
			continue;
		if (forms[i].octets > 1 && (p[1] < forms[i].low || p[1] > forms[i].high))
			return 0;
		for (size_t n = 2; n < forms[i].octets; n++)
			if ((p[n] & 0xc0) != 0x80)
				return 0;
		return forms[i].octets;
	}
	return 0;
}

size_t
utf8_cut(const char *text, size_t most)
{
	size_t n = 0, step;

	while (text[n] && (step = utf8_char(text + n)) && n + step <= most)
		n += step;
	return n;
}

int
text_check(struct store *s, const char *field, const char *text, size_t most, bool lines)
{
	size_t n = 0, step;

	for (; text[n]; n += step) {
		uint8_t c = (uint8_t)text[n];
		if (!(step = utf8_char(text + n)) || n + step > most)
			return refuse(s, -EINVAL, "%s", field);
		if ((c < 0x20 && !(lines && c == '\n')) || c == 0x7f || (c == 0xc2 && (uint8_t)text[n + 1] < 0xa0))
			return refuse(s, -EINVAL, "%s", field);
	}
	return 0;
}

void
customer_number(uint64_t id, char number[STORE_NUMBER])
{
	unsigned node = (unsigned)(id >> 48);
	unsigned long long n = id & ((UINT64_C(1) << 48) - 1);

	if (node == 1)
		snprintf(number, STORE_NUMBER, "C-%06llu", n % 1000000000ULL);
	else
		snprintf(number, STORE_NUMBER, "C%u-%06llu", node, n % 100000000ULL);
}

uint64_t
customer_by_number(const char *number)
{
	uint64_t node = 0, n = 0;
	const char *p = number;

	if (*p != 'C' && *p != 'c')
		return 0;
	for (p++; isdigit((unsigned char)*p) && node < 65536; p++)
		node = node * 10 + (uint64_t)(*p - '0');
	if (*p++ != '-' || node > 65535 || !isdigit((unsigned char)*p))
		return 0;
	for (; isdigit((unsigned char)*p) && n < 1000000000; p++)
		n = n * 10 + (uint64_t)(*p - '0');
	return *p ? 0 : (node ? node : 1) << 48 | n;
}

int
seat_code(const char *code)
{
	int seat = 0;

	for (int i = 0; i < 4; i++) {
		if (code[i] < '0' || code[i] > '9')
			return -EINVAL;
		seat = seat * 10 + (code[i] - '0');
	}
	return code[4] ? -EINVAL : seat;
}

int
password_form(const char *password)
{
	for (int i = 0; i < 6; i++)
		if (password[i] < '0' || password[i] > '9')
			return -EINVAL;
	return password[6] ? -EINVAL : 0;
}

bool
phone_digits(const char *phone, char digits[NUMBER_DIGITS])
{
	size_t n = 0;

	for (; *phone; phone++) {
		if (strchr(" -()+", *phone))
			continue;
		if (!isdigit((unsigned char)*phone) || n + 1 >= NUMBER_DIGITS)
			return false;
		digits[n++] = *phone;
	}
	digits[n] = '\0';
	return n >= 3;
}
