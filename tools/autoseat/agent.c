/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/autoseat/agent.h"

#include "base/clock.h"
#include "store/kinds.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define RETRY_US  US_PER_SEC
#define ANSWER_US (5 * US_PER_SEC)  /* crmd did not answer: ask again with the same key */
#define KEY_DO_US (700 * US_PER_MS) /* a verb was asked: see what becomes of it before asking again */

void
agent_open(struct agent *a, const struct script *script, uint16_t seat)
{
	*a = (struct agent){.script = script, .seat = seat};
	deskline_open(&a->desk, script->run_dir);
}

void
agent_close(struct agent *a)
{
	deskline_close(&a->desk);
	if (a->crm)
		crm_close(a->crm);
	a->crm = NULL;
}

void
agent_leave(struct agent *a)
{
	a->leaving = true;
	a->next_us = 0;
}

static void
lose_crm(struct agent *a, int64_t now_us)
{
	if (a->crm)
		crm_close(a->crm);
	a->crm = NULL;
	a->signed_in = false;
	a->asked = 0;
	a->next_us = now_us + RETRY_US;
}

static void
send_request(struct agent *a, Crm__Request *ask, int64_t now_us)
{
	int err = crm_send(a->crm, ask, &a->asked);

	a->next_us = now_us + ANSWER_US;
	if (err == -EAGAIN)
		a->next_us = now_us + RETRY_US;
	else if (err)
		lose_crm(a, now_us);
}

static void
sign_in(struct agent *a, int64_t now_us)
{
	Crm__Request ask = CRM__REQUEST__INIT;
	Crm__SignIn in = CRM__SIGN_IN__INIT;
	char seat[8], password[16];

	if (!a->crm && crm_connect(&a->crm, a->script->run_dir) < 0) {
		a->next_us = now_us + RETRY_US;
		return;
	}
	snprintf(seat, sizeof(seat), "%04u", a->seat);
	snprintf(password, sizeof(password), "%s", a->script->password);
	in.seat = seat;
	in.password = password;
	ask.ask_case = CRM__REQUEST__ASK_SIGN_IN;
	ask.sign_in = &in;
	send_request(a, &ask, now_us);
}

/* The form of the call just ended: the usual case, answered on the spot. */
static void
file_form(struct agent *a, int64_t now_us)
{
	Crm__Request ask = CRM__REQUEST__INIT;
	Crm__OrderSave save = CRM__ORDER_SAVE__INIT;
	Rec__WorkOrder order = REC__WORK_ORDER__INIT;
	char summary[] = "scripted agent: answered on the spot", none[] = "";
	char caller[NUMBER_DIGITS];
	unsigned customer = 0;

	sscanf(a->now.customer, "C-%u", &customer);
	snprintf(caller, sizeof(caller), "%s", a->now.caller.digits);
	order.kind =
	    a->now.choice[0] >= '1' && a->now.choice[0] <= '3' ? (uint32_t)(a->now.choice[0] - '0') : KIND_CONSULT;
	order.subkind = 1;
	order.handling = HANDLING_ANSWERED;
	order.session = a->now.session;
	order.customer = customer;
	order.summary = summary;
	order.caller = caller;
	save.order = &order;
	save.join = none;
	if (a->key_of != a->now.session) {
		crm_new_key(a->key);
		a->key_of = a->now.session;
	}
	ask.key.data = a->key;
	ask.key.len = sizeof(a->key);
	ask.ask_case = CRM__REQUEST__ASK_ORDER_SAVE;
	ask.order_save = &save;
	send_request(a, &ask, now_us);
}

static void
take_reply(struct agent *a, const Crm__Reply *reply, int64_t now_us)
{
	if (reply->serial != a->asked)
		return;
	a->asked = 0;
	a->next_us = now_us;
	if (reply->tell_case == CRM__REPLY__TELL_SIGNED_IN) {
		a->signed_in = true;
		deskline_greet(&a->desk, a->seat, reply->signed_in->token);
	} else if (reply->tell_case == CRM__REPLY__TELL_ORDER) {
		a->filed = a->key_of;
		snprintf(a->order, sizeof(a->order), "%s", reply->order->number);
	} else if (reply->code != CRM__CODE__OK) {
		fprintf(stderr, "seat %04u: crmd says: %s\n", a->seat, crm_code_text(reply->code, 1));
		a->next_us = now_us + RETRY_US;
	}
}

static void
listen_crm(struct agent *a, int64_t now_us)
{
	Crm__Reply *reply;
	int err;

	while (a->crm && (err = crm_take(a->crm, &reply)) != -EAGAIN) {
		if (err) {
			lose_crm(a, now_us);
			return;
		}
		take_reply(a, reply, now_us);
		crm__reply__free_unpacked(reply, NULL);
	}
}

static void
listen_desk(struct agent *a, int64_t now_us)
{
	union {
		struct desk_head head;
		struct desk_seat seat;
		struct desk_refused refused;
		uint8_t octets[DESKLINE_PACKET];
	} p;
	ssize_t n;

	while ((n = deskline_take(&a->desk, &p, sizeof(p))) >= 0) {
		if (p.head.type == DESK_SEAT && (size_t)n >= sizeof(p.seat)) {
			if (p.seat.state != a->now.state || p.seat.session != a->now.session)
				a->next_us = 0;
			if (p.seat.session != a->now.session)
				a->held = false;
			a->now = p.seat;
		} else if (p.head.type == DESK_REFUSED && (size_t)n >= sizeof(p.refused) &&
			   p.refused.why == DESK_BAD_TOKEN) {
			lose_crm(a, now_us);
		}
	}
}

static void
ask_acdd(struct agent *a, enum desk_verb verb, int64_t now_us)
{
	deskline_do(&a->desk, verb, a->now.session, NULL);
	a->next_us = now_us + KEY_DO_US;
}

/* Is it time, counted from the beginning of this state?  If not, come back then. */
static bool
since(struct agent *a, int64_t wait_us, int64_t now_us)
{
	if (a->now.since_us + wait_us <= now_us)
		return true;
	a->next_us = a->now.since_us + wait_us;
	return false;
}

static void
print_call(const struct agent *a)
{
	const struct desk_seat *s = &a->now;

	printf("seat %04u session %llu-%llu caller %s customer %s talk %.1fs order %s\n", a->seat,
	       (unsigned long long)(s->session >> 48), (unsigned long long)(s->session & UINT64_C(0xffffffffffff)),
	       s->caller.presentation ? "withheld" : s->caller.digits, s->known ? s->customer : "-",
	       s->answered_us && s->ended_us ? (double)(s->ended_us - s->answered_us) / US_PER_SEC : 0.0, a->order);
	fflush(stdout);
}

static int
wrap_up(struct agent *a, int64_t now_us)
{
	if (a->filed != a->now.session) {
		if (a->signed_in && since(a, a->script->wrap_us, now_us))
			file_form(a, now_us);
		return 0;
	}
	print_call(a);
	ask_acdd(a, DESK_VERB_FINISH, now_us);
	return 1;
}

static void
talk(struct agent *a, int64_t now_us)
{
	const struct script *s = a->script;

	if (s->hold_us && !a->held && a->now.session % 2) {
		if (since(a, US_PER_SEC, now_us)) {
			a->held = true;
			ask_acdd(a, DESK_VERB_HOLD, now_us);
		}
	} else if (s->hang_up_us && since(a, s->hang_up_us, now_us)) {
		ask_acdd(a, DESK_VERB_HANG_UP, now_us);
	} else if (!s->hang_up_us) {
		a->next_us = now_us + RETRY_US;
	}
}

static int
act(struct agent *a, int64_t now_us)
{
	switch (a->now.state) {
	case SEAT_RINGING:
		if (a->now.headset && since(a, a->script->answer_us, now_us))
			ask_acdd(a, DESK_VERB_ANSWER, now_us);
		break;
	case SEAT_TALKING:
		talk(a, now_us);
		break;
	case SEAT_HOLDING:
		if (since(a, a->script->hold_us, now_us))
			ask_acdd(a, DESK_VERB_RETRIEVE, now_us);
		break;
	case SEAT_ACW:
		return wrap_up(a, now_us);
	case SEAT_AWAY:
	case SEAT_CLOSED:
		ask_acdd(a, a->leaving ? DESK_VERB_SIGN_OUT : DESK_VERB_READY, now_us);
		break;
	case SEAT_READY:
		if (a->leaving)
			ask_acdd(a, DESK_VERB_SIGN_OUT, now_us);
		break;
	case SEAT_OUT:
		a->left = a->leaving;
		break;
	default:
		break;
	}
	return 0;
}

int
agent_turn(struct agent *a, int64_t now_us)
{
	listen_crm(a, now_us);
	bool up = deskline_turn(&a->desk, now_us);
	if (up)
		listen_desk(a, now_us);
	if (a->left || now_us < a->next_us)
		return 0;
	if (!a->signed_in) {
		a->asked = 0;
		if (a->leaving && !a->desk.token)
			a->left = true;
		else
			sign_in(a, now_us);
		return 0;
	}
	return up && a->now.head.type ? act(a, now_us) : 0;
}
