/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One fax: a machine that answers, and the file its pages go to.  Blocks in, blocks out; when it is over, what is told of it is on
 * the disk.  No clock, no process, no socket: the worker's and the tests' alike.
 */
#pragma once

#include "media/fax/file.h"
#include "media/fax/machine.h"

struct reception {
	struct machine machine;
	struct fax_file file;
	bool over;
	struct fax_outcome outcome; /* as it stands; final when it is over */
};

/* Answer.  It may be over at once: a file cannot be made, or is there already. */
void reception_open(struct reception *r, const struct fax_order *order);
void reception_block(struct reception *r, const uint8_t heard[FAX_BLOCK], uint8_t said[FAX_BLOCK]);
void reception_stop(struct reception *r);
