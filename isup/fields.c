/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accessors of single parameters (Q.763 3).
 */
#include "isup/fields.h"
#include "isup/number.h"

#include <errno.h>
#include <string.h>

#define CAUSE_NORMAL 31

unsigned
isup_octet(const struct isup_msg *msg, uint8_t code, unsigned at, unsigned otherwise)
{
	const struct isup_view *view = isup_find(msg, code);

	return view && at < view->len ? isup_octets(msg, view)[at] : otherwise;
}

size_t
isup_copy(const struct isup_msg *msg, uint8_t code, uint8_t *octets, size_t size)
{
	const struct isup_view *view = isup_find(msg, code);

	if (!view || view->len > size)
		return 0;
	memcpy(octets, isup_octets(msg, view), view->len);
	return view->len;
}

int
isup_number(const struct isup_msg *msg, uint8_t code, struct number *number)
{
	const struct isup_view *view = isup_find(msg, code);

	return view ? number_decode(code, isup_octets(msg, view), view->len, number) : -ENOENT;
}

/* Octet 1: extension, coding standard, spare, location; if not extended, octet 2: extension, value (Q.850 2.1). */
void
isup_cause(const struct isup_msg *msg, uint8_t *cause, uint8_t *location)
{
	unsigned first = isup_octet(msg, PARAM_CAUSE, 0, 0x80);
	unsigned at = first & 0x80 ? 1 : 2; /* a recommendation octet may stand between */

	*location = first & 0x0f;
	*cause = (first >> 5 & 3) == 0 ? isup_octet(msg, PARAM_CAUSE, at, CAUSE_NORMAL) & 0x7f : CAUSE_NORMAL;
}

int
isup_range(const struct isup_msg *msg, struct isup_range *range)
{
	const struct isup_view *view = isup_find(msg, PARAM_RANGE);

	memset(range, 0, sizeof(*range));
	if (!view)
		return -EBADMSG;
	const uint8_t *octets = isup_octets(msg, view);
	range->range = octets[0];
	if (view->len == 1)
		return 0;

	size_t needed = range->range / 8 + 1;
	if (view->len < 1 + needed)
		return -EBADMSG;
	memcpy(range->status, octets + 1, needed);
	range->status[needed - 1] &= (uint8_t)(0xff >> (7 - range->range % 8)); /* bits behind the range mean nothing */
	range->has_status = 1;
	return 0;
}

size_t
isup_range_encode(const struct isup_range *range, uint8_t *octets)
{
	size_t n = range->has_status ? range->range / 8 + 1 : 0;

	octets[0] = (uint8_t)range->range;
	memcpy(octets + 1, range->status, n);
	return 1 + n;
}
