/* room: sip */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any octets as a session description, and as a header with a number in it: what was understood is answered, the answer can be read,
 * holds what is ours, and declines the rest.
 */
#include "trunk/sip/number.h"
#include "trunk/sip/sdp.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
number(const char *text)
{
	char user[SIP_USER];
	struct number n;

	number_from_header(&n, text);
	number_to_user(&n, user);
	if (n.len >= NUMBER_DIGITS || strlen(n.digits) != n.len || strlen(user) < n.len)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), answer[SDP_MAX];
	struct sdp sdp, again;

	if (!text)
		return 0;
	memcpy(text, data, size);
	if (sdp_read(&sdp, text, size) == 0) {
		size_t n = sdp_write(answer, 0x7f000001, 20000, 1, &sdp);

		if (n >= SDP_MAX || sdp_read(&again, answer, n) < 0 || again.port != 20000 ||
		    again.streams != sdp.streams || again.chosen != sdp.chosen)
			abort();
	}
	text[size] = '\0';
	number(text);
	free(text);
	return 0;
}
