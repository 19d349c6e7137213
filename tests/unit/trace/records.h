/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of a made-up house: one call in from the exchange to a seat, one call out that fails, one that waits.
 * Nothing here was recorded; persons and numbers are invented.
 */
#pragma once

#include "base/clock.h"
#include "base/msg.h"
#include "base/site.h"
#include "base/session.h"
#include "isup/codec.h"
#include "isup/label.h"
#include "isup/number.h"
#include "tools/trace/story.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#define SECOND US_PER_SEC

/* 2030-05-16 10:41:03.204 in China */
#define MORNING (INT64_C(1905129663) * US_PER_SEC + 204000)

struct records {
	struct story *story;
	int64_t now_us;
	int form;    /* LABEL_* */
	uint8_t fsn; /* of the far end's units */
};

static struct records r;

static void
put(uint16_t role, uint16_t kind, uint64_t ref, const void *data, size_t len)
{
	struct trace_rec rec = { .at_us = r.now_us, .ref = ref, .kind = kind, .role = role, .len = (uint16_t)len };

	cr_assert(len <= TRACE_DATA);
	memcpy(rec.data, data, len);
	cr_assert_eq(story_add(r.story, &rec), 0);
}

static void
put_text(uint16_t role, uint64_t ref, const char *text)
{
	put(role, TRACE_STATE, ref, text, strlen(text));
}

static void
put_message(enum role from, enum role to, uint16_t type, const void *data, size_t len)
{
	struct {
		struct trace_msg head;
		uint8_t data[TRACE_DATA - sizeof(struct trace_msg)];
	} m = { .head = { (uint16_t)from, (uint16_t)to, type, 0 } };

	memcpy(m.data, data, len);
	put(ROLE_ACD, to == ROLE_ACD ? TRACE_MSG_IN : TRACE_MSG_OUT, 0, &m, sizeof(m.head) + len);
}

/* An MSU: level 2, SIO, label, and what is given. */
static void
put_msu(bool in, uint8_t sio, uint8_t sls, const void *user, size_t len)
{
	uint8_t unit[TRACE_DATA];
	uint32_t us = r.form == LABEL_CHINA24 ? 0x160401 : 1000, far = r.form == LABEL_CHINA24 ? 0x16047f : 2000;
	struct label label = { .dpc = in ? us : far, .opc = in ? far : us, .sls = sls };

	unit[0] = 0x80 | 5;
	unit[1] = 0x80 | (r.fsn++ & 127);
	unit[3] = sio;
	size_t n = 4 + label_encode(r.form, unit + 4, &label);
	memcpy(unit + n, user, len);
	n += len;
	unit[2] = (uint8_t)(n - 3 < 63 ? n - 3 : 63);
	put(ROLE_ISUP, in ? TRACE_MSU_IN : TRACE_MSU_OUT, r.form == LABEL_CHINA24 ? 24 : 14, unit, n);
}

static void
put_isup(bool in, uint16_t cic, uint8_t type, const struct isup_value *values, size_t n)
{
	uint8_t octets[ISUP_MSG_MAX];
	int len = isup_encode(octets, sizeof(octets), cic, type, values, n);

	cr_assert(len > 0, "%s cannot be encoded: %d", isup_name(type), len);
	put_msu(in, 0x85, cic & 15, octets, (size_t)len);
}

#define VALUE(code, ...)                                                          \
	{                                                                         \
		code, sizeof((const uint8_t[]){ __VA_ARGS__ }), (const uint8_t[]) \
		{                                                                 \
			__VA_ARGS__                                               \
		}                                                                 \
	}

static void
put_iam(bool in, uint16_t cic, const char *caller, const char *called)
{
	uint8_t to[NUMBER_OCTETS], from[NUMBER_OCTETS];
	struct number n;

	number_set(&n, called, NAI_NATIONAL);
	n.npi = 1;
	n.st = 1;
	int to_len = number_encode(PARAM_CALLED, &n, to);
	number_set(&n, caller, NAI_NATIONAL);
	n.npi = 1;
	n.screening = SCREENING_NETWORK;
	int from_len = number_encode(PARAM_CALLING, &n, from);
	const struct isup_value values[] = { VALUE(PARAM_NATURE, 0), VALUE(PARAM_FORWARD, 0x60, 1),
		VALUE(PARAM_CATEGORY, 10), VALUE(PARAM_TMR, 0), { PARAM_CALLED, (uint8_t)to_len, to },
		{ PARAM_CALLING, (uint8_t)from_len, from } };
	put_isup(in, cic, ISUP_IAM, values, sizeof(values) / sizeof(values[0]));
}

static void
put_fact(uint64_t session, enum fact_kind kind, const char *number, const char *dialled, uint16_t seat, uint16_t queue,
    uint8_t cause, uint32_t value)
{
	struct msg_fact f = { .session = session,
		.at_us = r.now_us,
		.kind = (uint16_t)kind,
		.seat = seat,
		.queue = queue,
		.cause = cause,
		.value = value };

	number_set(&f.number, number, 3);
	number_set(&f.dialled, dialled, 3);
	put_message(ROLE_ACD, ROLE_CRM, MSG_FACT, &f, sizeof(f));
}

static void
put_leg(uint64_t session, uint32_t leg, uint16_t seat)
{
	struct trace_leg t = { .leg = leg, .seat = seat };

	put(ROLE_ACD, TRACE_LEG, session, &t, sizeof(t));
}

static void
put_line(enum role role, bool to_switch, uint16_t type, uint32_t leg, uint32_t line, uint8_t cause)
{
	struct msg_line m = { .leg = leg, .line = line, .cause = cause };

	put_message(to_switch ? role : ROLE_ACD, to_switch ? ROLE_ACD : role, type, &m, sizeof(m));
}

static void
put_slot(uint64_t session, uint32_t leg, uint8_t plan, uint8_t flags, const char *prompt)
{
	struct msg_media_slot m = {
		.session = session, .leg = leg, .span = 1, .slot = 17, .plan = plan, .flags = flags
	};

	if (prompt) {
		m.n_items = 1;
		text_copy(m.items[0].text, sizeof(m.items[0].text), prompt);
	}
	put_message(ROLE_ACD, ROLE_MEDIA, MSG_MEDIA_SLOT, &m, sizeof(m));
}

/* Q.931 on a D-channel: an I frame with the call reference 5 and these octets behind the type. */
static void
put_call_control(bool in, bool by_other, uint8_t type, const void *elements, size_t len)
{
	uint8_t frame[128] = { (uint8_t)(in ? 0x00 : 0x02), 0x01, 0x04, 0x06, 0x08, 0x02,
		(uint8_t)(by_other ? 0x80 : 0), 5, type };

	memcpy(frame + 9, elements, len);
	put(ROLE_PRI, in ? TRACE_DCHAN_IN : TRACE_DCHAN_OUT, 2, frame, 9 + len);
}

#define CALL_IN  session_make(1, 38217)
#define CALL_OUT session_make(1, 38241)

/* A call in on CIC 17: menu, queue, seat 0103, talk.  Ends if `ends`. */
static void
call_in(bool ends)
{
	static const uint8_t setup[] = { 0x04, 0x03, 0x80, 0x90, 0xa3, 0x18, 0x03, 0xa9, 0x83, 0x83, 0x70, 0x05, 0x81,
		'8', '1', '0', '3' };
	static const uint8_t channel[] = { 0x18, 0x03, 0xa9, 0x83, 0x83 };
	struct msg_line_offered offer = { .line = 0x10011, .span = 1, .slot = 17, .cic = 17, .category = 10 };
	struct msg_line_seized seized = { .leg = 0x20002, .line = 0x30003, .span = 2, .slot = 3, .group = 1, .cic = 3 };
	struct msg_line_dial dial = { .leg = 0x20002, .group = 1 };
	struct msg_media_digit digit = { .leg = 0x10001, .n = 1, .digit = '2' };

	put_iam(true, 17, "01055500123", "01055509000");
	put_text(ROLE_ISUP, 17, "circuit: IDLE -IAM-> OFFERED [Q.764 2.1.1]");
	number_set(&offer.caller, "01055500123", 3);
	number_set(&offer.called, "01055509000", 3);
	put_message(ROLE_ISUP, ROLE_ACD, MSG_LINE_OFFERED, &offer, sizeof(offer));
	put_leg(CALL_IN, 0x10001, SEAT_NONE);
	put_line(ROLE_ISUP, false, MSG_LINE_ACCEPT, 0x10001, 0x10011, 0);
	put_text(ROLE_ACD, CALL_IN, "call: FREE -OFFER-> OFFERED [3.1, IVR-24]");
	put_fact(CALL_IN, FACT_CALL_OFFERED, "01055500123", "01055509000", SEAT_NONE, SEAT_NONE, 0, 0);
	put_line(ROLE_ISUP, false, MSG_LINE_ALERT, 0x10001, 0x10011, 0);
	put_line(ROLE_ISUP, false, MSG_LINE_ANSWER, 0x10001, 0x10011, 0);
	put_text(ROLE_ACD, CALL_IN, "call: OFFERED -ANSWER-> FLOW [IVR-01, IVR-02]");
	put_slot(CALL_IN, 0x10001, MEDIA_PLAY, MEDIA_F_DTMF, "welcome");
	r.now_us += 1200;
	put_isup(false, 17, ISUP_ACM, (const struct isup_value[]){ VALUE(PARAM_BACKWARD, 0x16, 0x04) }, 1);
	r.now_us += 900;
	put_isup(false, 17, ISUP_ANM, NULL, 0);
	r.now_us += 7 * SECOND + 930000;
	put_message(ROLE_MEDIA, ROLE_ACD, MSG_MEDIA_DIGIT, &digit, sizeof(digit));
	put_fact(CALL_IN, FACT_CALL_MENU, "01055500123", "01055509000", SEAT_NONE, SEAT_NONE, 0, 2);
	put_text(ROLE_ACD, CALL_IN, "call: FLOW -QUEUE-> QUEUED [3.2 2, ACD-09]");
	put_fact(CALL_IN, FACT_CALL_QUEUED, "01055500123", "01055509000", SEAT_NONE, 1, 0, 0);
	put_slot(CALL_IN, 0x10001, MEDIA_MUSIC, 0, NULL);
	r.now_us += 51 * SECOND + 998000;
	put_leg(CALL_IN, 0, 103);
	put_text(ROLE_ACD, CALL_IN, "call: QUEUED -MATCHED-> RINGING [3.2 4b, ACD-01]");
	put_fact(CALL_IN, FACT_CALL_RINGING, "01055500123", "01055509000", 103, 1, 0, 0);
	put_text(ROLE_ACD, 103, "seat: READY -OFFER-> RINGING [3.2 4b]");
	put_leg(CALL_IN, 0x20002, 103);
	number_set(&dial.called, "8103", 1);
	put_message(ROLE_ACD, ROLE_PRI, MSG_LINE_DIAL, &dial, sizeof(dial));
	put_call_control(false, false, 0x05, setup, sizeof(setup));
	r.now_us += 31000;
	put_message(ROLE_PRI, ROLE_ACD, MSG_LINE_SEIZED, &seized, sizeof(seized));
	put_call_control(true, true, 0x02, channel, sizeof(channel));
	put_call_control(true, true, 0x01, "", 0);
	put_line(ROLE_PRI, true, MSG_LINE_ALERTING, 0x20002, 0x30003, 0);
	r.now_us += 8 * SECOND + 102000;
	put_call_control(true, true, 0x07, "", 0);
	put_line(ROLE_PRI, true, MSG_LINE_ANSWERED, 0x20002, 0x30003, 0);
	put_text(ROLE_ACD, CALL_IN, "call: RINGING -SEAT_ANSWERED-> TALKING [3.2 7]");
	put_fact(CALL_IN, FACT_CALL_TALKING, "01055500123", "01055509000", 103, 1, 0, 0);
	put_slot(CALL_IN, 0x10001, MEDIA_BRIDGE, MEDIA_F_RECORD, NULL);
	if (!ends)
		return;
	r.now_us += 118 * SECOND + 204000;
	put_isup(true, 17, ISUP_REL, (const struct isup_value[]){ VALUE(PARAM_CAUSE, 0x82, 0x90) }, 1);
	put_isup(false, 17, ISUP_RLC, NULL, 0);
	put_line(ROLE_ISUP, true, MSG_LINE_RELEASED, 0x10001, 0x10011, 16);
	put_text(ROLE_ACD, CALL_IN, "call: TALKING -CUSTOMER_GONE-> ENDED [3.1]");
	put_fact(CALL_IN, FACT_CALL_ENDED, "01055500123", "01055509000", 103, 1, 16, 0);
}

/* A call out on CIC 3 that finds congestion. */
static void
call_out(void)
{
	struct msg_line_dial dial = { .leg = 0x40004, .group = 0 };
	struct msg_line_seized seized = { .leg = 0x40004, .line = 0x50005, .span = 1, .slot = 3, .cic = 3 };

	put_fact(CALL_OUT, FACT_CALL_DIALLED, "10055500040", "10055500040", 111, SEAT_NONE, 0, 0);
	put_leg(CALL_OUT, 0, 111);
	put_leg(CALL_OUT, 0x40004, SEAT_NONE);
	number_set(&dial.called, "10055500040", 3);
	put_message(ROLE_ACD, ROLE_ISUP, MSG_LINE_DIAL, &dial, sizeof(dial));
	put_text(ROLE_ACD, CALL_OUT, "call: FREE -DIAL-> DIALLING [3.8 3]");
	put_text(ROLE_ISUP, 3, "circuit: IDLE -SETUP-> SENT [Q.764 2.1.1]");
	put_iam(false, 3, "01055509000", "10055500040");
	put_message(ROLE_ISUP, ROLE_ACD, MSG_LINE_SEIZED, &seized, sizeof(seized));
	r.now_us += 410000;
	put_isup(true, 3, ISUP_REL, (const struct isup_value[]){ VALUE(PARAM_CAUSE, 0x83, 0xa2) }, 1);
	put_isup(false, 3, ISUP_RLC, NULL, 0);
	put_line(ROLE_ISUP, true, MSG_LINE_RELEASED, 0x40004, 0x50005, 34);
	put_text(ROLE_ACD, CALL_OUT, "call: DIALLING -NOT_REACHED-> ENDED [3.8]");
	put_fact(CALL_OUT, FACT_CALL_ENDED, "10055500040", "10055500040", 111, SEAT_NONE, 34, 0);
}

/* What belongs to no session: a link test and its answer, a status, a blocked circuit. */
static void
link_talk(void)
{
	static const uint8_t sltm[] = { 0x11, 0x20, 0x5a, 0x47 }, slta[] = { 0x21, 0x20, 0x5a, 0x47 };
	static const uint8_t siob[] = { 0x85, 0x81, 0x01, 0x05 };

	put_msu(false, 0x81, 0, sltm, sizeof(sltm));
	put_msu(true, 0x81, 0, slta, sizeof(slta));
	put(ROLE_ISUP, TRACE_LSSU_IN, r.form == LABEL_CHINA24 ? 24 : 14, siob, sizeof(siob));
	put_isup(false, 9, ISUP_BLO, NULL, 0);
}

static void
records_open(int form)
{
	setenv("TZ", "Asia/Shanghai", 1);
	tzset();
	r = (struct records){ .story = story_open(), .now_us = MORNING, .form = form };
	cr_assert_not_null(r.story);
}

static void
records_close(void)
{
	story_close(r.story);
}
