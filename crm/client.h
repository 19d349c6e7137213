/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Client of crmd: consoles and scripted agents.
 *
 * A request is a Crm__Request of crm.proto with one `ask` set; serial and (for writes) key are filled in here.  Either
 * wait for the answer (crm_call), or send (crm_send), poll crm_fd() for reading and take answers as they come
 * (crm_take).
 *
 *     Crm__Request ask = CRM__REQUEST__INIT;
 *     Crm__Find    find = CRM__FIND__INIT;
 *     find.query = text; ask.ask_case = CRM__REQUEST__ASK_FIND; ask.find = &find;
 *     Crm__Reply  *reply;
 *     if (crm_call(crm, &ask, 2000, &reply) == 0) { ... crm__reply__free_unpacked(reply, NULL); }
 *
 * Errors: -ENOTCONN the connection is gone (crm_connect again, sign in again, send the same request with its key),
 * -ETIMEDOUT, -EMSGSIZE the request is too long, -EAGAIN the socket is full or nothing is there.
 */
#pragma once

#include "crm/crm.pb-c.h"

#define CRM_SOCKET     "crm-desk.sock" /* in the run directory; crm.sock is the control socket */
#define CRM_PACKET_MAX 65536           /* the longest request or reply */
#define CRM_KEY        16

struct crm;

int crm_connect(struct crm **crmp, const char *run_dir);
void crm_close(struct crm *crm);
int crm_fd(const struct crm *crm);

/* Send and wait.  Answers to requests sent earlier by crm_send() that arrive meanwhile are kept for crm_take(). */
int crm_call(struct crm *crm, Crm__Request *ask, int timeout_ms, Crm__Reply **replyp);

/* Send only: *serial is the answer's. */
int crm_send(struct crm *crm, Crm__Request *ask, uint32_t *serial);
/* The next answer that is there, or -EAGAIN. */
int crm_take(struct crm *crm, Crm__Reply **replyp);

/* Fill a write's key.  crm_send() does it when the request has none; do it yourself to be able to repeat the request.
 */
void crm_new_key(uint8_t key[CRM_KEY]);

/* The sentence for a code, in a language of site.h. */
const char *crm_code_text(Crm__Code code, int language);

/* The usual ones, blocking; look at the reply's code. */
int crm_sign_in(struct crm *crm, const char *seat, const char *password, int timeout_ms, Crm__Reply **replyp);
int crm_draft(struct crm *crm, uint64_t session, const char *text); /* sends, does not wait */
