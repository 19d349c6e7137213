/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of cause.def, looked through from the first. */
#include "trunk/sip/cause.h"

#include <stddef.h>
#include <stdlib.h>
#include <strings.h>

#define CAUSE_UNSPECIFIED 127 /* interworking, Q.850 */
#define STATUS_SERVER     500

struct span_of_codes {
	int first, last, becomes;
};

static const struct span_of_codes statuses[] = {
#define STATUS(first, last, cause) { first, last, cause },
#include "trunk/sip/cause.def"
#undef STATUS
};

static const struct span_of_codes causes[] = {
#define CAUSE(first, last, status) { first, last, status },
#include "trunk/sip/cause.def"
#undef CAUSE
};

static int
look_up(const struct span_of_codes *rows, size_t n, int code, int otherwise)
{
	for (size_t i = 0; i < n; i++)
		if (code >= rows[i].first && code <= rows[i].last)
			return rows[i].becomes;
	return otherwise;
}

uint8_t
cause_of_status(int status)
{
	return (uint8_t)look_up(statuses, sizeof(statuses) / sizeof(statuses[0]), status, CAUSE_UNSPECIFIED);
}

int
status_of_cause(uint8_t cause)
{
	return look_up(causes, sizeof(causes) / sizeof(causes[0]), cause & 0x7f, STATUS_SERVER);
}

uint8_t
cause_of_reason(const char *protocol, const char *cause)
{
	int number = protocol && cause && strcasecmp(protocol, "Q.850") == 0 ? atoi(cause) : 0;

	return number > 0 && number < 128 ? (uint8_t)number : 0;
}
