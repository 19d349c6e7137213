/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings: begun with a talk, and ended again and again until mediad has reported the file closed.
 */
#pragma once

#include "acd/acd.h"

void rec_begin_message(struct acd *a, struct session *s); /* what the caller says to nobody; always recorded */
void rec_begin(struct acd *a, struct session *s);
void rec_stop(struct acd *a, struct session *s, struct core_out *out); /* no-op if nothing is recorded */
void rec_done(struct acd *a, const struct msg_media_rec *m, struct core_out *out);
void rec_timeout(struct acd *a, struct rec *rec, struct core_out *out);
