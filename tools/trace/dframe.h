/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A D-channel frame taken apart as far as one needs to know what and whose it is.
 */
#pragma once

#include "base/trace.h"

#include <stdbool.h>
#include <stddef.h>

struct dframe {
	unsigned sapi, command, tei;
	char format; /* 'I', 'S', 'U'; 0 = cut short */
	unsigned control, ns, nr, poll;
	const char *name; /* of S and U frames: "RR", "SABME" */
	bool q931;        /* layer 3 is Q.931 with a whole head */
	unsigned body_at; /* behind the address and control */
	unsigned reference, reference_len;
	bool from_far; /* flag of the reference: sent to the side that chose it */
	unsigned type, type_at;
};

/* 0, or -EBADMSG when address or control are cut short. */
int dframe_parse(const uint8_t *data, size_t len, struct dframe *f);

/* The B-channel that a channel identification of this frame names, or 0. */
unsigned dframe_channel(const uint8_t *data, size_t len, const struct dframe *f);

/* "SETUP", or NULL. */
const char *q931_name(unsigned type);
const char *q931_sentence(unsigned type);

/* "SETUP 5", "RR 12". */
char *dframe_title(const struct trace_rec *rec, char *to, size_t size);
