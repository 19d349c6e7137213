/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the console's plain structs and crm.proto.
 */
#pragma once

#include "crm/crm.pb-c.h"
#include "tools/console/ask.h"

/* Send a question: makes the request on the stack and gives it to `send`, whose result is returned. */
typedef int crmpack_send(void *arg, Crm__Request *request);
int crmpack_ask(const struct ask *ask, crmpack_send *send, void *arg);

/* Does this kind change something, so that it must be done exactly once? */
bool crmpack_writes(enum ask_kind kind);

/* The answer to `ask` out of a reply; whatever the reply holds, the answer is well-formed. */
void crmpack_answer(const struct ask *ask, const Crm__Reply *reply, struct answer *a);
