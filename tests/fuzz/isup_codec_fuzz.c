/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room: isup */
/*
 * Any octets as an ISUP message: decoded without reading outside, every accessor tried, and what was understood encodes and
 * decodes to the same parameters again.
 */
#include "isup/codec.h"
#include "isup/fields.h"
#include "isup/label.h"
#include "isup/number.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look_everywhere(const struct isup_msg *msg)
{
	struct isup_range range;
	struct number number;
	uint8_t cause, location;

	for (int i = 0; i < msg->n_views; i++) {
		const struct isup_view *view = &msg->views[i];

		if (view->at + view->len > msg->len)
			abort();
		number_decode(view->code, isup_octets(msg, view), view->len, &number);
		isup_octet(msg, view->code, 3, 0);
	}
	isup_cause(msg, &cause, &location);
	isup_range(msg, &range);
	isup_compat(msg);
}

static void
encode_again(const struct isup_msg *msg)
{
	struct isup_value values[ISUP_VIEWS];
	static struct isup_msg again;
	uint8_t octets[ISUP_MSG_MAX];

	for (int i = 0; i < msg->n_views; i++)
		values[i] = (struct isup_value){ msg->views[i].code, (uint8_t)msg->views[i].len,
			isup_octets(msg, &msg->views[i]) };
	int len = isup_encode(octets, sizeof(octets), msg->cic, msg->type, values, msg->n_views);

	if (len < 0) /* overlapping parameters can need more room than the message had */
		return;
	if (isup_decode(&again, octets, (size_t)len))
		abort();
	for (int i = 0; i < msg->n_views; i++) {
		const struct isup_view *was = isup_find(msg, msg->views[i].code),
		                       *is = isup_find(&again, msg->views[i].code);

		if (!is || is->len != was->len || memcmp(isup_octets(msg, was), isup_octets(&again, is), is->len) != 0)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct isup_msg msg;
	struct label label;
	uint32_t pc;

	for (int form = 0; form < 3; form++) {
		label_decode(form, data, size, &label);
		label_pc_decode(form, data, size, &pc);
	}
	int r = isup_decode(&msg, data, size);
	if (r == 0) {
		look_everywhere(&msg);
		encode_again(&msg);
	} else if (size >= 3 && size <= ISUP_MSG_MAX && !msg.row) {
		isup_compat(&msg);
	}
	return 0;
}
