/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside of stack.c (agents, what is no call) and dialog.c (calls). */
#pragma once

#define NTA_LEG_MAGIC_T      void
#define NTA_INCOMING_MAGIC_T void
#define NTA_OUTGOING_MAGIC_T void
#define NTA_AGENT_MAGIC_T    void

#include "trunk/sip/stack.h"

#include <sofia-sip/nta.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>

#define STACK_URI 160

struct agent {
	struct stack *stack;
	unsigned trunk;
	nta_agent_t *nta;
	nta_leg_t *door; /* what belongs to no dialog */
	int fd;
	uint32_t peer_address;
	char peer[STACK_URI];    /* "sip:192.0.2.9:5060" */
	char contact[STACK_URI]; /* "<sip:zongji@192.0.2.1:5060>" */
	char domain[STACK_URI];
	nta_outgoing_t *ping; /* under way */
	int64_t ping_us;      /* the next */
};

struct dialog {
	struct agent *agent;
	unsigned channel;
	nta_leg_t *leg;      /* NULL = none */
	nta_incoming_t *in;  /* INVITE of theirs, unanswered or not acknowledged */
	nta_outgoing_t *out; /* INVITE of ours, or BYE */
};

struct stack {
	struct sipd *sipd;
	su_root_t *root;
	int did;        /* callbacks since the last look */
	int64_t due_us; /* of the library's timers */
	int64_t now_us;
	struct agent agents[SIP_TRUNKS];
	struct dialog dialogs[SIP_CHANNELS];
};

/* ---- stack.c ---- */
void agent_count(struct agent *a, enum sipd_stat id);
bool agent_knows(struct agent *a, nta_incoming_t *irq); /* does it come from the peer?  If not it is counted. */

/* ---- dialog.c ---- */
int dialog_invited(struct agent *a, nta_incoming_t *irq, const sip_t *sip); /* 0 or the status to refuse it with */
int read_sdp(const sip_t *sip, struct sdp *sdp); /* 0, -ENODATA: there is none, -EBADMSG, -ENOTSUP */
