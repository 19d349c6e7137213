/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers between Q.763 and URIs. */
#include "trunk/sip/number.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define NAI_UNKNOWN       2
#define NAI_INTERNATIONAL 4
#define NPI_ISDN          1

/* Digits up to the first octet that is neither one nor a visual separator (RFC 3966 3). */
static void
take(struct number *n, const char *text, size_t len)
{
	size_t at = len > 0 && text[0] == '+';

	memset(n, 0, sizeof(*n));
	for (size_t i = at; i < len; i++) {
		if (strchr("-.()", text[i]))
			continue;
		if (!isdigit((unsigned char)text[i]) || n->len == NUMBER_DIGITS - 1) {
			memset(n, 0, sizeof(*n)); /* a name, or longer than a number can be */
			return;
		}
		n->digits[n->len++] = text[i];
	}
	if (n->len == 0)
		return;
	n->nai = at ? NAI_INTERNATIONAL : NAI_UNKNOWN;
	n->npi = NPI_ISDN;
}

void
number_from_user(struct number *n, const char *user)
{
	take(n, user ? user : "", user ? strcspn(user, ";:@") : 0);
}

void
number_from_header(struct number *n, const char *header)
{
	const char *sip = strcasestr(header, "sip:"), *sips = strcasestr(header, "sips:"),
	           *tel = strcasestr(header, "tel:");
	const char *at = sip ? sip + 4 : sips ? sips + 5 : tel ? tel + 4 : NULL;

	take(n, at ? at : "", at ? strcspn(at, ";:@>, \"") : 0);
}

void
number_to_user(const struct number *n, char user[SIP_USER])
{
	size_t at = 0;

	if (n->len && n->nai == NAI_INTERNATIONAL)
		user[at++] = '+';
	for (size_t i = 0; i < n->len && i < NUMBER_DIGITS - 1; i++)
		if (isalnum((unsigned char)n->digits[i]))
			user[at++] = n->digits[i];
	user[at] = '\0';
}
