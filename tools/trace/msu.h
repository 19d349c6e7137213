/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A signalling unit of a trace record, taken apart as far as one needs to know what and whose it is.
 */
#pragma once

#include "base/trace.h"
#include "base/site.h"
#include "isup/label.h"

#include <stdbool.h>
#include <stddef.h>

enum { SI_MANAGEMENT = 0, SI_TEST = 1, SI_TEST_ANSI = 2, SI_ISUP = 5 };

#define UNIT_HEAD 3 /* BSN, FSN, LI */

struct msu {
	unsigned bsn, bib, fsn, fib, li;
	unsigned si, ni;
	int form; /* LABEL_* */
	struct label label;
	unsigned label_at;
	unsigned user_at, user_len; /* what is behind the label; inside the record */
};

/* 0; -EBADMSG: there is no whole head, SIO and label (what could be read is filled in). */
int msu_parse(const struct trace_rec *rec, struct msu *msu);

/* Of an ISUP message with a whole CIC and type: the circuit and the type; else -1. */
int msu_cic(const struct trace_rec *rec, const struct msu *msu);
int msu_type(const struct trace_rec *rec, const struct msu *msu);

/* "COO", "SLTM"; NULL if the heading is not known. */
const char *msu_heading(unsigned si, unsigned heading);

/* What a unit is, on one line: "IAM cic 17", "COO", "SIOS". */
char *unit_title(const struct trace_rec *rec, char *to, size_t size);

/* "SIO" and so on; `status` is the status field of an LSSU. */
const char *lssu_name(unsigned status);
