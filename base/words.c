/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Digits and one dash; signs, blanks and leftovers are no numbers. */
#include "base/words.h"

#include <errno.h>

/* Digits from *text on, which is moved behind them; -1: there are none, or they are more than `most`. */
static int
digits(const char **text, int most)
{
	long n = 0;

	if (**text < '0' || **text > '9')
		return -1;
	for (; **text >= '0' && **text <= '9'; (*text)++)
		if ((n = n * 10 + (**text - '0')) > most)
			return -1;
	return (int)n;
}

int
words_number(const char *text, int most)
{
	int n = digits(&text, most);

	return *text ? -1 : n;
}

int
words_range(const char *text, int least, int most, int *first, int *last)
{
	int a = digits(&text, most), b = a;

	if (a >= 0 && *text == '-') {
		text++;
		b = digits(&text, most);
	}
	if (a < least || b < a || *text)
		return -EINVAL;
	*first = a;
	*last = b;
	return 0;
}
