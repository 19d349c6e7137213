/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Three at night: no seat is signed in, and the centre serves all the same (IVR-01).
 *
 * The flow as shipped, the switch, the media engine on soft lines and crmd with a store, on one clock.  The callers press
 * keys and speak; what they hear comes off the line octet by octet.
 */
#include "tests/unit/joint/centre.h"
#include "tests/unit/joint/office.h"

#include "acd/core.h"
#include "base/clock.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define THREE_S INT64_C(1800298800) /* Tue 2027-01-19 03:00 in China */
#define KNOWN   "13800138000"
#define WAITING 64

static struct office *o;
static struct house *h;
static const struct core_out_ops *office_ops;
static struct core_out_ops night_ops;

/* ---- the ring between switch and crmd, both ways ---- */

static struct {
	bool to_crm;
	uint16_t type;
	uint32_t len;
	uint64_t data[64];
} waiting[WAITING];
static unsigned first, last;

static void
post(bool to_crm, uint16_t type, const void *data, uint32_t len)
{
	cr_assert(last - first < WAITING && len <= sizeof(waiting[0].data));
	waiting[last % WAITING].to_crm = to_crm;
	waiting[last % WAITING].type = type;
	waiting[last % WAITING].len = len;
	memcpy(waiting[last++ % WAITING].data, data, len);
}

static void
on_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	if (to == ROLE_CRM)
		post(true, type, data, len);
	office_ops->send(out, to, type, data, len);
}

static void
on_crm(uint16_t type, const void *data, uint32_t len)
{
	post(false, type, data, len);
}

static void
on_reply(const void *packet, size_t len)
{
}

static const struct centre_ops crm_ops = { on_crm, on_reply };

static void
settle(void)
{
	for (; first != last; first++) {
		unsigned i = first % WAITING;

		if (waiting[i].to_crm)
			centre_message(waiting[i].type, waiting[i].data, waiting[i].len, h->now_us);
		else
			house_feed(h, ROLE_CRM, waiting[i].type, waiting[i].data, waiting[i].len);
	}
}

static void
pass(int blocks)
{
	for (; blocks > 0; blocks--) {
		settle();
		office_pass(o, 1);
		settle();
	}
}

/* ---- the house at night ---- */

static const char *
shipped_flow(void)
{
	static char text[8192];
	FILE *f = fopen("flows/main.flow", "r");

	cr_assert_not_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return text;
}

static void
open_night(void)
{
	static const char *const prompts[] = { "d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "closed",
		"menu-closed", "open-orders", "enter-number", "not-found", "leave-message", "message-kept", "goodbye",
		"bad-key", "no-input" };
	struct acd_zone zone = { .offset_s = 8 * 3600 };

	o = office_open(NULL);
	h = o->house;
	office_ops = h->out.ops;
	night_ops = *office_ops;
	night_ops.send = on_send;
	h->out.ops = &night_ops;
	for (size_t i = 0; i < sizeof(prompts) / sizeof(prompts[0]); i++)
		office_prompt(o, prompts[i], 2000 + 160 * i);
	centre_open(&crm_ops);
	house_feed(h, CORE_FROM_CTL, ACD_CTL_ZONE, &zone, sizeof(zone));
	house_flow(h, "main", shipped_flow());
	house_wait(h, THREE_S * 1000 - h->now_us / 1000);
	centre_customer("客户甲", KNOWN, false);
	centre_order(KNOWN);
	centre_order(KNOWN);
	centre_order(KNOWN);
	cr_assert_eq(h->a->n_signed, 0, "every seat is signed out");
}

static void
close_night(void)
{
	centre_close();
	office_close(o);
}

TestSuite(night, .init = open_night, .fini = close_night);

/* The caller hears the prompt from here on, at last within `blocks`. */
static void
hears(int caller, const char *prompt, int blocks)
{
	const struct ear *ear = office_ear(o, caller);

	for (int i = 0; i < blocks && ear_prompt(o, ear, prompt, 0) < 0; i++)
		pass(1);
	cr_assert_geq(ear_prompt(o, ear, prompt, 0), 0, "not heard: %s", prompt);
}

static int
into_the_night_menu(const char *from)
{
	int caller = office_call(o, from, "95000");

	hears(caller, "closed", 200);
	hears(caller, "menu-closed", 200);
	ear_forget(office_ear(o, caller));
	return caller;
}

static void
presses(int caller, const char *keys)
{
	ear_forget(office_ear(o, caller));
	office_keys(o, caller, keys);
	pass(10 * (int)strlen(keys));
}

/* Leaves a message of so many blocks and ends it with #; it is on disk, and new in the list. */
static void
leaves_a_message(int caller, const char *number, const char *customer)
{
	struct ear *ear = office_ear(o, caller);
	struct centre_message m;

	presses(caller, "4");
	hears(caller, "leave-message", 200);
	for (int i = 0; i < 100 && !h->lines[caller].recording; i++)
		pass(1);
	cr_assert(h->lines[caller].recording);
	ear_speak(ear, 99);
	pass(200);
	ear->speaks = 0;
	presses(caller, "#");
	hears(caller, "message-kept", 100);
	hears(caller, "goodbye", 200);
	pass(150);
	cr_assert_not(h->lines[caller].live, "and the call is over");
	cr_assert_eq(centre_messages(&m), 1);
	cr_expect_str_eq(m.caller, number);
	if (customer)
		cr_expect_str_eq(m.customer, customer);

	struct msg_media_rec rec = { .session = m.session, .rec_no = m.part, .start_us = m.at_us };
	uint32_t frames, filled, said = 0;
	uint8_t *data = office_recording(o, &rec, &frames, &filled);

	cr_expect_eq((int64_t)frames * 125, m.length_us);
	cr_expect_eq(filled, 0);
	for (uint32_t i = 0; i + SPAN_BLOCK <= frames; i++) {
		uint32_t k = 0;

		while (k < SPAN_BLOCK && data[2 * (i + k)] == ear->voice[k])
			k++;
		if (k == SPAN_BLOCK) {
			said++;
			i += SPAN_BLOCK - 1;
		}
	}
	cr_expect_geq(said, 195, "what was said is on it: %u blocks", said);
	free(data);
}

/* shows: IVR-01 */
Test(night, with_every_seat_signed_out_a_query_is_answered_and_a_message_kept, .timeout = 120)
{
	int caller = into_the_night_menu(KNOWN);

	presses(caller, "3");
	hears(caller, "open-orders", 200);
	hears(caller, "d3", 200); /* three are open */
	hears(caller, "menu-closed", 200);
	leaves_a_message(caller, KNOWN, "C-000001");
	cr_expect_eq(h->a->n_signed, 0);
	cr_expect_eq(h->facts_of[FACT_CALL_QUEUED], 0, "nobody had to wait for a person");
}

Test(night, a_stranger_keys_in_a_customer_number_and_leaves_a_message, .timeout = 120)
{
	int caller = into_the_night_menu("13900139000");

	presses(caller, "3");
	hears(caller, "enter-number", 200);
	presses(caller, "77#");
	hears(caller, "not-found", 200);
	hears(caller, "menu-closed", 200);
	presses(caller, "3");
	hears(caller, "enter-number", 200);
	presses(caller, "1#");
	hears(caller, "open-orders", 200);
	hears(caller, "d3", 200);
	hears(caller, "menu-closed", 200);
	leaves_a_message(caller, "13900139000", NULL);
}
