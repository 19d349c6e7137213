/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine of a channel, with SIP replaced by a list of what it was asked: whole calls, and every event in every state.
 */
#include "base/clock.h"
#include "trunk/sip/sipd.h"

#include <criterion/criterion.h>
#include <criterion/theories.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char dir[64];
static struct site site;
static struct sipd s;
static int64_t now_us;
static char asked[2048]; /* of SIP: "invite 0;180 0;" */
static char told[4096];  /* to the switch: "SEIZED;RELEASED 16;" */
static struct msg_line last;
static struct msg_line_offered last_offer;
static int invite_rc;

/* ---- both ends of the machine ---- */

static void
ask(const char *what, unsigned channel, int detail)
{
	size_t n = strlen(asked);

	snprintf(asked + n, sizeof(asked) - n, "%s %u %d;", what, channel, detail);
}

static int
ask_invite(void *ua, unsigned trunk, unsigned channel, const struct ua_invite *what)
{
	cr_assert(strstr(what->sdp, "m=audio 200"));
	ask("invite", channel, atoi(what->called->digits));
	return invite_rc;
}

static void
ask_progress(void *ua, unsigned channel, const char *sdp)
{
	ask("progress", channel, sdp ? 183 : 180);
}

static void
ask_answer(void *ua, unsigned channel, const char *sdp)
{
	cr_assert(strstr(sdp, "RTP/AVP 8"));
	ask("answer", channel, 200);
}

static void
ask_refuse(void *ua, unsigned channel, uint8_t cause)
{
	ask("refuse", channel, cause);
}

static void
ask_withdraw(void *ua, unsigned channel)
{
	ask("withdraw", channel, 487);
}

static void
ask_cancel(void *ua, unsigned channel, uint8_t cause)
{
	ask("cancel", channel, cause);
}

static void
ask_bye(void *ua, unsigned channel, uint8_t cause)
{
	ask("bye", channel, cause);
}

static void
ask_forget(void *ua, unsigned channel)
{
	ask("forget", channel, 0);
}

static const struct ua_ops ops = { ask_invite, ask_progress, ask_answer, ask_refuse, ask_withdraw, ask_cancel, ask_bye, ask_forget };

static int
post(void *arg, uint16_t type, const void *data, uint32_t len)
{
	size_t n = strlen(told);

	cr_assert(msg_check(ROLE_SIP, ROLE_ACD, type, len));
	if (type == MSG_LINE_OFFERED)
		memcpy(&last_offer, data, sizeof(last_offer));
	else if (len >= sizeof(last))
		memcpy(&last, data, sizeof(last));
	if (type == MSG_LINE_RELEASED || type == MSG_LINE_REFUSED)
		snprintf(told + n, sizeof(told) - n, "%s %u%s;", msg_rows[type].name + 5, last.cause,
		    last.flags & LINE_F_FAR ? " far" : "");
	else if (type == MSG_LINE_ALERTING || type == MSG_LINE_PROGRESS)
		snprintf(told + n, sizeof(told) - n, "%s%s;", msg_rows[type].name + 5,
		    last.flags & LINE_F_INBAND ? " inband" : "");
	else
		snprintf(told + n, sizeof(told) - n, "%s;", msg_rows[type].name + (type == MSG_HELLO ? 0 : 5));
	return 0;
}

static void
no_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
}

static void
no_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}

static void
no_log(struct core_out *out, int level, const char *line)
{
}

static void
no_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	cr_assert_lt(id, STAT_COUNT);
	cr_assert_lt(which, SIP_TRUNKS);
}

static const struct core_out_ops out_ops = { .send = no_send, .trace = no_trace, .log = no_log, .count = no_count };
static struct core_out out = { &out_ops };

static void
quiet(void)
{
	asked[0] = told[0] = '\0';
}

static void
begin(void)
{
	static const char text[] =
	    "spans = ( { number = 3; driver = \"rtp\"; port = 20000; } );"
	    "groups = ( { name = \"voip\"; kind = \"sip\"; sip_listen = \"127.0.0.1:5060\"; sip_peer = \"127.0.0.2:5060\"; } );"
	    "circuits = ( { group = \"voip\"; span = 3; first_slot = 1; last_slot = 2; } );";
	char why[320];

	snprintf(dir, sizeof(dir), "/dev/shm/zj-sip-XXXXXX");
	cr_assert(mkdtemp(dir));
	cr_assert_eq(site_parse(&site, text, why, sizeof(why)), 0, "%s", why);
	cr_assert_eq(rtp_create(dir, 3, LINE_CLOCK_FAKE), 0);
	s = (struct sipd){ .out = &out, .ops = &ops, .outbox = { .post = post } };
	cr_assert_eq(sipd_open(&s, &site, dir, 1), 0);
	cr_assert_eq(s.n_channels, 2);
	sipd_peer(&s, 0, true);
	now_us = 1000 * US_PER_SEC;
	sipd_work(&s, now_us);
	invite_rc = 0;
	quiet();
}

static void
end(void)
{
	char command[128];

	sipd_close(&s);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

TestSuite(channel, .init = begin, .fini = end);

/* ---- words of the play ---- */

static const struct sdp audio = { .address = 0x7f000002, .port = 6000, .ways = RTP_SEND | RTP_RECEIVE, .streams = 1 };

static void
dial(uint32_t leg)
{
	struct msg_line_dial m = { .leg = leg, .group = 0 };

	number_set(&m.called, "4711", 0);
	sipd_message(&s, MSG_LINE_DIAL, &m, sizeof(m));
}

static unsigned
offered(void)
{
	struct ua_offer offer = { .sdp = audio };
	unsigned channel = 99;

	number_set(&offer.caller, "100", 0);
	cr_assert_eq(sipd_offered(&s, 0, &offer, &channel), 0);
	return channel;
}

static void
request(uint16_t type, uint32_t leg, uint32_t line, uint8_t cause, uint8_t flags)
{
	struct msg_line m = { .leg = leg, .line = line, .cause = cause, .flags = flags };

	sipd_message(&s, type, &m, sizeof(m));
}

static void
far(unsigned channel, enum channel_event event, uint8_t cause, const struct sdp *sdp)
{
	sipd_event(&s, channel, event, &(struct ua_word){ .cause = cause, .sdp = sdp });
}

#define ASKED(text) cr_assert_str_eq(asked, text, "asked: %s", asked)
#define TOLD(text)  cr_assert_str_eq(told, text, "told: %s", told)

static void
all_free(void)
{
	for (unsigned i = 0; i < s.n_channels; i++) {
		cr_assert_eq(s.channels[i].state, CHANNEL_IDLE);
		cr_assert_eq(s.channels[i].leg, 0);
		cr_assert_not(s.channels[i].streams);
	}
}

/* ---- whole calls ---- */

Test(channel, a_call_out_rings_is_answered_and_we_hang_up)
{
	dial(7);
	unsigned c = s.channels[1].state ? 1 : 0;
	uint32_t line = last.line;
	far(c, EV_RINGING, 0, NULL);
	far(c, EV_PROGRESS, 0, &audio);
	far(c, EV_ANSWERED, 0, NULL);
	cr_assert(s.channels[c].streams);
	request(MSG_LINE_RELEASE, 7, line, 16, 0);
	cr_assert_not(s.channels[c].streams);
	cr_assert_eq(s.channels[c].state, CHANNEL_CLEARING);
	far(c, EV_CLEARED, 0, NULL);
	TOLD("SEIZED;ALERTING;PROGRESS inband;ANSWERED;RELEASED 16;");
	ASKED(c ? "invite 1 4711;bye 1 16;forget 1 0;" : "invite 0 4711;bye 0 16;forget 0 0;");
	all_free();
}

Test(channel, a_call_in_is_taken_announced_answered_and_ends_by_the_caller)
{
	unsigned c = offered();
	uint32_t line = last_offer.line;

	cr_assert_eq(last_offer.span, 3);
	cr_assert_eq(last_offer.slot, c + 1);
	cr_assert_str_eq(last_offer.caller.digits, "100");
	request(MSG_LINE_ACCEPT, 8, line, 0, 0);
	request(MSG_LINE_ALERT, 8, line, 0, 0);
	request(MSG_LINE_ALERT, 8, line, 0, LINE_F_INBAND);
	request(MSG_LINE_ANSWER, 8, line, 0, 0);
	far(c, EV_ACK, 0, NULL);
	far(c, EV_BYE, 0, NULL);
	TOLD("OFFERED;RELEASED 16 far;");
	ASKED(c ? "progress 1 180;progress 1 183;answer 1 200;forget 1 0;"
	        : "progress 0 180;progress 0 183;answer 0 200;forget 0 0;");
	all_free();
}

Test(channel, a_refusal_says_why)
{
	dial(7);
	unsigned c = s.channels[1].state ? 1 : 0;
	far(c, EV_REFUSED, 17, NULL);
	TOLD("SEIZED;RELEASED 17 far;");
	all_free();
}

Test(channel, a_cancel_that_crosses_the_answer_becomes_a_bye)
{
	dial(7);
	unsigned c = s.channels[1].state ? 1 : 0;
	request(MSG_LINE_RELEASE, 7, last.line, 16, 0);
	cr_assert_eq(s.channels[c].state, CHANNEL_CANCELLING);
	far(c, EV_ANSWERED, 0, &audio);
	cr_assert_eq(s.channels[c].state, CHANNEL_CLEARING);
	cr_assert_not(s.channels[c].streams);
	far(c, EV_CLEARED, 0, NULL);
	TOLD("SEIZED;RELEASED 16;");
	all_free();
}

Test(channel, an_answer_without_audio_is_released)
{
	dial(7);
	unsigned c = s.channels[1].state ? 1 : 0;
	far(c, EV_ANSWERED, 0, NULL);
	cr_assert_eq(s.channels[c].state, CHANNEL_CLEARING);
	TOLD("SEIZED;RELEASED 88;");
}

Test(channel, a_caller_who_gives_up_frees_the_channel)
{
	unsigned c = offered();

	request(MSG_LINE_ACCEPT, 8, last_offer.line, 0, 0);
	far(c, EV_CANCEL, 0, NULL);
	TOLD("OFFERED;RELEASED 16 far;");
	ASKED(c ? "withdraw 1 487;forget 1 0;" : "withdraw 0 487;forget 0 0;");
	all_free();
}

Test(channel, what_the_switch_does_not_take_is_refused_in_time)
{
	offered();
	cr_assert_leq(sipd_next_due(&s, now_us), now_us + 60 * US_PER_SEC);
	sipd_work(&s, sipd_next_due(&s, now_us));
	TOLD("OFFERED;RELEASED 41;");
	all_free();
}

Test(channel, an_answer_that_nobody_acknowledges_ends_the_call)
{
	unsigned c = offered();

	request(MSG_LINE_ACCEPT, 8, last_offer.line, 0, 0);
	request(MSG_LINE_ANSWER, 8, last_offer.line, 0, 0);
	far(c, EV_UNACKED, 0, NULL);
	TOLD("OFFERED;RELEASED 102;");
	cr_assert_eq(s.channels[c].state, CHANNEL_CLEARING);
	sipd_work(&s, now_us + 60 * US_PER_SEC);
	all_free();
}

Test(channel, more_calls_than_channels_are_busy)
{
	struct ua_offer offer = { .sdp = audio };
	unsigned channel;

	offered();
	offered();
	cr_assert_eq(sipd_offered(&s, 0, &offer, &channel), 486);
	quiet();
	dial(9);
	TOLD("REFUSED 34;");
}

Test(channel, no_call_goes_to_a_peer_that_does_not_answer)
{
	sipd_peer(&s, 0, false);
	dial(9);
	TOLD("REFUSED 38;");
	ASKED("");
}

Test(channel, an_invite_that_cannot_be_sent_ends_at_once)
{
	invite_rc = -EIO;
	dial(9);
	TOLD("SEIZED;RELEASED 41;");
	all_free();
}

Test(channel, hold_and_move_change_where_audio_goes_and_not_our_port)
{
	struct sdp moved = audio;
	char answer[SDP_MAX];
	unsigned c = offered();

	moved.port = 6100;
	moved.ways = RTP_RECEIVE;
	cr_assert_eq(sipd_renewed(&s, c, &moved, answer), 491, "not before it is answered");
	request(MSG_LINE_ACCEPT, 8, last_offer.line, 0, 0);
	request(MSG_LINE_ANSWER, 8, last_offer.line, 0, 0);
	cr_assert_eq(sipd_renewed(&s, c, &moved, answer), 0);
	cr_assert(strstr(answer, c ? "m=audio 20004 " : "m=audio 20002 "), "%s", answer);
	cr_assert(strstr(answer, "a=recvonly"));
}

Test(channel, what_either_side_does_not_know_is_released_after_a_restart)
{
	unsigned c = offered();
	const struct msg_line none = { 0 };
	const struct msg_hello back = { .abi = MSG_ABI };

	request(MSG_LINE_ACCEPT, 8, last_offer.line, 0, 0);
	quiet();
	sipd_message(&s, MSG_HELLO_BACK, &back, sizeof(back));
	request(MSG_LINE_HELD, 99, 0x70001, 0, 0); /* a leg of before our restart */
	TOLD("RELEASED 41;");
	cr_assert_eq(s.channels[c].state, CHANNEL_INCOMING);
	sipd_message(&s, MSG_LINE_HELD_END, &none, sizeof(none));
	TOLD("RELEASED 41;RELEASED 41;");
	all_free();
}

Test(channel, late_and_senseless_messages_do_nothing)
{
	uint64_t junk[64];

	request(MSG_LINE_ANSWER, 8, 0x10000, 0, 0);
	request(MSG_LINE_RELEASE, 8, 0xffffffff, 16, 0);
	TOLD("RELEASED 16;");
	for (unsigned i = 0; i < sizeof(junk); i++)
		((uint8_t *)junk)[i] = (uint8_t)(i * 37);
	for (uint16_t type = 0; type < MSG_COUNT + 4; type++)
		for (uint32_t len = 0; len <= sizeof(junk); len += 8)
			sipd_message(&s, type, junk, len);
	sipd_work(&s, now_us);
}

/* ---- every event in every state ---- */

static void
bring_to(enum channel_state state)
{
	unsigned c = 0;

	s.trunks[0].hunted = 1; /* the next one is channel 0 */
	if (state == CHANNEL_OFFERED || state == CHANNEL_INCOMING) {
		c = offered();
		if (state == CHANNEL_INCOMING)
			request(MSG_LINE_ACCEPT, 5, last_offer.line, 0, 0);
	} else if (state != CHANNEL_IDLE) {
		dial(5);
		if (state == CHANNEL_RINGING)
			far(c, EV_RINGING, 0, NULL);
		if (state == CHANNEL_UP || state == CHANNEL_CLEARING)
			far(c, EV_ANSWERED, 0, &audio);
		if (state == CHANNEL_CANCELLING || state == CHANNEL_CLEARING)
			request(MSG_LINE_RELEASE, 5, channel_line(&s, &s.channels[0]), 16, 0);
	}
	cr_assert_eq(c, 0);
	cr_assert_eq(s.channels[0].state, state, "%s", channel_states[state]);
	quiet();
}

TheoryDataPoints(channel, keeps_its_promises_in_every_state) = {
	DataPoints(int, CHANNEL_IDLE, CHANNEL_OFFERED, CHANNEL_INCOMING, CHANNEL_OUTGOING, CHANNEL_RINGING, CHANNEL_UP,
	    CHANNEL_CANCELLING, CHANNEL_CLEARING),
	DataPoints(int, EV_DIAL, EV_ACCEPT, EV_ALERT, EV_ANSWER, EV_RELEASE, EV_UNNAMED, EV_INVITE, EV_CANCEL, EV_ACK,
	    EV_UNACKED, EV_RINGING, EV_PROGRESS, EV_ANSWERED, EV_UNUSABLE, EV_REFUSED, EV_BYE, EV_CLEARED, EV_TIMEOUT),
};

Theory((int state, int event), channel, keeps_its_promises_in_every_state)
{
	struct msg_line m = { .leg = 5, .cause = 16 };
	struct msg_line_dial d = { .leg = 6 };
	struct ua_offer offer = { .sdp = audio };
	struct ua_word word = { .sdp = &audio };
	const void *arg = &word;

	end(); /* a theory has one start for all its points */
	begin();
	bring_to((enum channel_state)state);
	struct channel *c = &s.channels[0];
	uint32_t line = channel_line(&s, c);
	if (event <= EV_UNNAMED)
		arg = event == EV_DIAL ? (const void *)&d : &m;
	if (event == EV_INVITE)
		arg = &offer;
	channel_event(&s, c, (enum channel_event)event, arg);

	/* one last word for each call, and only for those that the switch can know of */
	bool was_call = state != CHANNEL_IDLE && state != CHANNEL_CANCELLING && state != CHANNEL_CLEARING;
	bool is_call = c->state != CHANNEL_IDLE && c->state != CHANNEL_CANCELLING && c->state != CHANNEL_CLEARING;
	unsigned words = 0;
	for (const char *at = told; (at = strstr(at, "RELEASED")); at++)
		words++;
	cr_assert_eq(words, was_call && !is_call ? 1 : 0, "%s, event %d: %s", channel_states[state], event, told);
	/* a handle dies with its call; audio stands only in one; a channel that is free has nothing left, and one that is not has a way out */
	cr_assert(!was_call || is_call || !channel_of_line(&s, line, 5));
	cr_assert(is_call || !c->streams);
	cr_assert(c->state != CHANNEL_IDLE || (c->due_us == TIME_NEVER && c->leg == 0));
	cr_assert((c->state != CHANNEL_CANCELLING && c->state != CHANNEL_CLEARING) || c->due_us != TIME_NEVER);
	sipd_work(&s, now_us + 100 * US_PER_SEC);
	cr_assert(is_call || c->state == CHANNEL_IDLE);
}
