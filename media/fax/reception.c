/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "media/fax/reception.h"

#include <errno.h>
#include <spandsp.h>

/* The machine never answered. */
static void
end_at_once(struct reception *r, enum fax_result result)
{
	r->over = true;
	r->outcome = (struct fax_outcome){ .result = (uint16_t)result, .detail = T30_ERR_FILEERROR };
}

void
reception_open(struct reception *r, const struct fax_order *order)
{
	*r = (struct reception){ 0 };
	int ret = fax_file_open(&r->file, order->dir, &order->fax);

	if (!ret)
		ret = machine_open(&r->machine, order, r->file.part);
	if (ret)
		end_at_once(r, ret == -EEXIST ? FAX_BROKEN_OFF : FAX_FAILED);
	if (ret == -EEXIST)
		r->outcome.pages = fax_file_pages(r->file.path);
}

/* What was confirmed to the sender is counted in the file itself. */
static void
finish(struct reception *r)
{
	machine_close(&r->machine);
	r->over = true;
	r->outcome = r->machine.outcome;
	uint32_t pages = fax_file_trim(&r->file, r->outcome.pages);
	bool lost = pages != r->outcome.pages;

	if (!pages)
		fax_file_drop(&r->file);
	else if (fax_file_keep(&r->file) < 0)
		lost = true;
	if (!lost)
		return;
	r->outcome.result = FAX_FAILED;
	r->outcome.detail = T30_ERR_FILEERROR;
	r->outcome.pages = fax_file_pages(r->file.path);
}

void
reception_block(struct reception *r, const uint8_t heard[FAX_BLOCK], uint8_t said[FAX_BLOCK])
{
	if (r->over)
		return;
	machine_block(&r->machine, heard, said);
	r->outcome = r->machine.outcome;
	if (r->machine.over)
		finish(r);
}

void
reception_stop(struct reception *r)
{
	if (r->over)
		return;
	machine_stop(&r->machine);
	finish(r);
}
