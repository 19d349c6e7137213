/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A call, folded from its facts: the one place where facts become a record.
 *
 * fold is pure: the same facts in the same order give the same record, whoever folds them.  The record's text and lists
 * lie in the struct itself, so nothing is allocated; a struct call must not be moved.
 */
#pragma once

#include "base/msg.h"
#include "store/records.pb-c.h"

#include <stdbool.h>

#define CALL_TALKS 16 /* talks of one call that are remembered one by one */

struct call {
	Rec__Call rec;
	int64_t talks[CALL_TALKS];
	char caller[NUMBER_DIGITS];
	char dialled[NUMBER_DIGITS];
	char service[TEXT_LABEL];
	char choice[TEXT_LABEL];
	char trunk[TEXT_LABEL];
};

void call_new(struct call *c, uint64_t session);
void call_from(struct call *c, const Rec__Call *rec); /* a copy of a stored one */
/* 0; -EINVAL: no such fact, or not one about a call. */
int call_fold(struct call *c, const struct msg_fact *fact);

/* What a CALL_RECORDED fact says of the recording; `path` is filled in, too (DIR/YYYYMMDD/NODE-SERIAL-NO.wav). */
#define RECORDING_PATH 256
void call_recording(const struct call *c, const struct msg_fact *fact, const char *rec_dir, Rec__Recording *r,
    char path[RECORDING_PATH]);
/* The message that this recording is; its text lies in `c` and `r`. */
void call_message(const struct call *c, const Rec__Recording *r, Rec__Message *m);

/* What a CALL_FAXED fact says of the fax; its text lies in `c` and `text`.  Without pages there is no file. */
#define FAX_NUMBER_MOST 1000  /* of the faxes of one call */
#define FAX_PAGES_MOST  65535 /* TIFF's page numbers */
struct fax_text {
	char path[RECORDING_PATH];
	char sender[FAX_STATION];
};
void call_received_fax(const struct call *c, const struct msg_fact *fact, const char *rec_dir, Rec__Fax *f, struct fax_text *text);
/* Is it one that a record can hold? */
bool fact_of_fax_valid(const struct msg_fact *fact);
