/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * casd on one soft line: telephones on slots 1 and 2 (numbers 8501, 8502), exchange lines on 17 and 18.  The test speaks for the
 * switch, and does at the far end what a channel bank would show.
 */
#include "base/clock.h"
#include "base/fsm.h"
#include "trunk/cas/cas.h"
#include "trunk/soft.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PHONE = 1, OTHER = 2, LINE = 17, EPOCH = 7, LEG = 0x30005 };

struct told {
	uint16_t type;
	union {
		struct msg_line line;
		struct msg_line_offered offered;
		struct msg_line_seized seized;
		struct msg_hello hello;
	};
};

static struct site site;
static struct cas cas;
static struct span *far;
static char dir[64];
static int power[2];
static int64_t now_us, counts[STAT_COUNT];
static int n_told;
static bool deaf;
static struct told told[2048];

static void
trace_nowhere(struct core_out *o, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}
static void
log_nowhere(struct core_out *o, int level, const char *line)
{
}
static void
count_up(struct core_out *o, uint16_t id, uint16_t which, int64_t n)
{
	counts[id] += n;
}
static const struct core_out_ops ops = { .trace = trace_nowhere, .log = log_nowhere, .count = count_up };
static struct core_out out = { &ops };

static int
post(void *arg, uint16_t type, const void *data, uint32_t len)
{
	if (deaf)
		return -1;
	cr_assert(msg_check(ROLE_CAS, ROLE_ACD, type, len));
	cr_assert_lt(n_told, 2048);
	told[n_told].type = type;
	memcpy(&told[n_told++].line, data, len);
	return 0;
}

/* ---- the bed ---- */

static void
start(uint32_t epoch)
{
	memset(&cas, 0, sizeof(cas));
	cas.out = &out;
	cas.outbox.post = post;
	cas.now_us = now_us;
	cr_assert_eq(cas_open(&cas, &site, dir, epoch), 0);
	cas_hello(&cas);
	n_told = 0;
}

static void
says(uint16_t type, const void *data, uint32_t len)
{
	cas_message(&cas, type, data, len);
}

static void
held_end(uint32_t epoch)
{
	struct msg_line m = { .line = epoch };

	says(MSG_LINE_HELD_END, &m, sizeof(m));
}

static void
wait_ms(int64_t ms)
{
	now_us += ms * US_PER_MS;
	for (int i = 0; i < 8; i++)
		cas_work(&cas, now_us);
}

static void
bed_open(void)
{
	char why[200];

	cr_assert_eq(
	    site_parse(&site,
	        "spans = ( { number = 3; } ); groups = ( { name = \"phones\"; kind = \"cas\"; },"
	        "{ name = \"lines\"; kind = \"cas\"; loop = \"exchange\"; } );"
	        "circuits = ( { group = \"phones\"; span = 3; first_slot = 1; last_slot = 2; number = \"8501\"; },"
	        "{ group = \"lines\"; span = 3; first_slot = 17; last_slot = 18; number = \"65550001\"; } );",
	        why, sizeof(why)),
	    0, "%s", why);
	snprintf(dir, sizeof(dir), "/dev/shm/zj-cas-XXXXXX");
	cr_assert(mkdtemp(dir));
	cr_assert_eq(soft_create(dir, 3, SOFT_FAKE), 0);
	power[0] = soft_power(dir, 3, SPAN_SIDE_HOUSE);
	power[1] = soft_power(dir, 3, SPAN_SIDE_FAR);
	cr_assert(power[0] >= 0 && power[1] >= 0);
	cr_assert_eq(span_open(&far, &site.spans[0], dir, SPAN_SIDE_FAR), 0);
	for (int slot = PHONE; slot <= OTHER; slot++) {
		cr_assert_eq(span_loop_open(far, slot, SPAN_EXCHANGE), 0);
		cr_assert_eq(span_loop_open(far, slot + LINE - PHONE, SPAN_STATION), 0);
	}
	now_us = 1000 * US_PER_SEC;
	memset(counts, 0, sizeof(counts));
	deaf = false;
	start(EPOCH);
	held_end(EPOCH);
	wait_ms(2500); /* exchange lines have rested */
	cr_assert_eq(n_told, 0);
}

static void
bed_close(void)
{
	char command[128];

	cas_close(&cas);
	span_close(far);
	close(power[0]);
	if (power[1] >= 0)
		close(power[1]);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

TestSuite(loop, .init = bed_open, .fini = bed_close);

static void
far_does(int slot, enum span_hook hook)
{
	cr_assert_eq(span_loop_set(far, slot, hook), 0);
	wait_ms(1);
}

static struct loop *
loop_at(int slot)
{
	return &cas.banks[0].loops[slot];
}

static void
dial(const char *number, const char *group)
{
	struct msg_line_dial m = { .leg = LEG, .group = (uint16_t)site_group(&site, group) };

	number_set(&m.called, number, 1);
	says(MSG_LINE_DIAL, &m, sizeof(m));
}

/* The switch about the call of a slot. */
static void
orders(int slot, uint16_t type, uint8_t cause)
{
	struct msg_line m = { .leg = LEG, .line = loop_line(&cas.banks[0], loop_at(slot)), .cause = cause };

	says(type, &m, sizeof(m));
}

static void
holds(uint32_t line, bool up)
{
	struct msg_line m = { .leg = LEG, .line = line, .flags = up ? LINE_F_UP : 0 };

	says(MSG_LINE_HELD, &m, sizeof(m));
}

/* The switch was told this next, and has taken note of it. */
static const struct told *
hears(uint16_t type)
{
	static struct told t;

	cr_assert_gt(n_told, 0, "nothing was told");
	t = told[0];
	memmove(told, told + 1, (size_t)--n_told * sizeof(told[0]));
	cr_assert_eq(t.type, type, "told %s, not %s", msg_rows[t.type].name, msg_rows[type].name);
	return &t;
}

static void
hears_release(uint8_t cause, bool by_far)
{
	const struct told *t = hears(MSG_LINE_RELEASED);

	cr_assert_eq(t->line.cause, cause);
	cr_assert_eq((t->line.flags & LINE_F_FAR) != 0, by_far);
	cr_assert_eq(t->line.leg, LEG);
}

static void
phone_rings(void)
{
	dial("8501", "phones");
	const struct told *t = hears(MSG_LINE_SEIZED);
	cr_assert(t->seized.leg == LEG && t->seized.span == 3 && t->seized.slot == PHONE);
	hears(MSG_LINE_ALERTING);
	cr_assert_eq(span_loop_heard(far, PHONE), SPAN_HOOK_RING);
}

static void
phone_talks(void)
{
	phone_rings();
	far_does(PHONE, SPAN_HOOK_OFF);
	cr_assert_eq(hears(MSG_LINE_ANSWERED)->line.leg, LEG);
	cr_assert_eq(span_loop_heard(far, PHONE), SPAN_HOOK_OFF);
}

static void
line_rings(void)
{
	far_does(LINE, SPAN_HOOK_RING);
	const struct told *t = hears(MSG_LINE_OFFERED);
	cr_assert_str_eq(t->offered.called.digits, "65550001");
	cr_assert(t->offered.caller.len == 0 && t->offered.caller.presentation == 2);
	cr_assert_eq(t->offered.group, site_group(&site, "lines"));
	cr_assert_eq(t->offered.line, loop_line(&cas.banks[0], loop_at(LINE)));
}

static void
line_talks(void)
{
	line_rings();
	orders(LINE, MSG_LINE_ACCEPT, 0);
	orders(LINE, MSG_LINE_ALERT, 0);
	orders(LINE, MSG_LINE_ANSWER, 0);
	cr_assert_eq(span_loop_heard(far, LINE), SPAN_HOOK_OFF);
	far_does(LINE, SPAN_HOOK_OFF);
	cr_assert_eq(n_told, 0);
}

/* ---- telephones ---- */

Test(loop, a_telephone_is_rung_answers_by_lifting_and_ends_by_hanging_up)
{
	phone_talks();
	far_does(PHONE, SPAN_HOOK_ON);
	hears_release(16, true);
	cr_assert_eq(loop_at(PHONE)->state, LOOP_IDLE);
	cr_assert_eq(span_loop_heard(far, PHONE), SPAN_HOOK_ON);
	phone_rings();
	cr_assert_eq(counts[STAT_UNEXPECTED], 0);
}

Test(loop, ringing_stops_when_the_switch_gives_up)
{
	phone_rings();
	orders(PHONE, MSG_LINE_RELEASE, 19);
	hears_release(19, false);
	cr_assert_eq(span_loop_heard(far, PHONE), SPAN_HOOK_ON);
	cr_assert_eq(loop_at(PHONE)->state, LOOP_IDLE);
	orders(PHONE, MSG_LINE_RELEASE, 19); /* once more: it may wait for the word since a restart */
	hears(MSG_LINE_RELEASED);
	cr_assert_eq(counts[STAT_LATE], 1);
}

Test(loop, a_flash_is_told_in_a_call_and_only_there)
{
	far_does(OTHER, SPAN_HOOK_OFF);
	far_does(OTHER, SPAN_HOOK_FLASH);
	cr_assert_eq(n_told, 0);
	phone_talks();
	far_does(PHONE, SPAN_HOOK_FLASH);
	cr_assert_eq(hears(MSG_LINE_FLASHED)->line.leg, LEG);
	cr_assert_eq(loop_at(PHONE)->state, LOOP_UP);
}

static void
refused(const char *number, const char *group, uint8_t cause)
{
	dial(number, group);
	const struct told *t = hears(MSG_LINE_REFUSED);
	cr_assert(t->line.leg == LEG && t->line.cause == cause, "%s: cause %u, not %u", number, t->line.cause, cause);
}

Test(loop, what_cannot_be_rung_is_refused_with_its_cause)
{
	char block[] = "block", group[] = "phones", slot[] = "2";
	FILE *nowhere = fopen("/dev/null", "w");

	refused("8503", "phones", 1);
	refused("65550001", "lines", 69);
	far_does(OTHER, SPAN_HOOK_OFF);
	refused("8502", "phones", 17);
	far_does(OTHER, SPAN_HOOK_ON);
	cr_assert_eq(cas_circuit_command(&cas, 3, (char *[]){ block, group, slot }, nowhere), 0);
	refused("8502", "phones", 44);
	phone_rings();
	refused("8501", "phones", 17);
	fclose(nowhere);
}

Test(loop, a_telephone_left_off_hook_is_busy_until_it_is_hung_up)
{
	phone_talks();
	orders(PHONE, MSG_LINE_RELEASE, 16);
	hears_release(16, false);
	cr_assert_eq(loop_at(PHONE)->state, LOOP_BUSY);
	refused("8501", "phones", 17);
	wait_ms(60000);
	refused("8501", "phones", 17);
	far_does(PHONE, SPAN_HOOK_ON);
	cr_assert_eq(loop_at(PHONE)->state, LOOP_IDLE);
	phone_rings();
}

/* ---- lines of an exchange ---- */

Test(loop, an_exchange_line_rings_is_answered_and_is_let_go_by_the_exchange)
{
	line_talks();
	far_does(LINE, SPAN_HOOK_ON);
	hears_release(16, true);
	cr_assert_eq(span_loop_heard(far, LINE), SPAN_HOOK_ON);
	cr_assert_eq(loop_at(LINE)->state, LOOP_BUSY);
	wait_ms(2500);
	cr_assert_eq(loop_at(LINE)->state, LOOP_IDLE);
	line_rings();
}

Test(loop, a_line_that_rings_while_it_rests_is_offered_afterwards)
{
	line_talks();
	orders(LINE, MSG_LINE_RELEASE, 16);
	hears_release(16, false);
	far_does(LINE, SPAN_HOOK_ON);
	far_does(LINE, SPAN_HOOK_RING);
	cr_assert_eq(n_told, 0);
	wait_ms(2500);
	hears(MSG_LINE_OFFERED);
}

Test(loop, a_caller_has_given_up_when_it_does_not_ring_again)
{
	line_rings();
	orders(LINE, MSG_LINE_ACCEPT, 0);
	for (int burst = 0; burst < 4; burst++) {
		far_does(LINE, SPAN_HOOK_ON);
		wait_ms(4000); /* between two rings */
		far_does(LINE, SPAN_HOOK_RING);
		cr_assert_eq(n_told, 0);
	}
	far_does(LINE, SPAN_HOOK_ON);
	wait_ms(6100);
	hears_release(16, true);
	cr_assert_eq(loop_at(LINE)->state, LOOP_IDLE);
	cr_assert_eq(counts[STAT_CALLS_GIVEN_UP], 1);
}

Test(loop, a_call_that_is_not_wanted_is_not_offered_twice)
{
	struct msg_line refuse = { .cause = 1 };

	line_rings();
	refuse.line = loop_line(&cas.banks[0], loop_at(LINE));
	says(MSG_LINE_RELEASE, &refuse, sizeof(refuse));
	cr_assert_eq(hears(MSG_LINE_RELEASED)->line.cause, 1);
	far_does(LINE, SPAN_HOOK_ON);
	wait_ms(4000);
	far_does(LINE, SPAN_HOOK_RING);
	far_does(LINE, SPAN_HOOK_ON);
	cr_assert_eq(n_told, 0);
	wait_ms(6100);
	line_rings();
}

Test(loop, only_the_end_of_a_ringing_is_enough_to_be_offered)
{
	loop_event(&cas.banks[0], loop_at(LINE), EV_RING_END, NULL);
	hears(MSG_LINE_OFFERED);
	wait_ms(6100);
	cr_assert_eq(hears(MSG_LINE_RELEASED)->line.leg, 0);
}

/* ---- the line, and the switch, fail ---- */

Test(loop, calls_outlive_a_short_alarm_and_not_a_long_one)
{
	phone_talks();
	close(power[1]);
	power[1] = -1;
	wait_ms(2000);
	cr_assert_eq(n_told, 0);
	refused("8502", "phones", 38);
	power[1] = soft_power(dir, 3, SPAN_SIDE_FAR);
	wait_ms(2000);
	cr_assert_eq(n_told, 0);
	close(power[1]);
	wait_ms(1);
	wait_ms(2600);
	hears_release(27, false);
	power[1] = soft_power(dir, 3, SPAN_SIDE_FAR);
	wait_ms(3000);
	refused("8501", "phones", 17); /* it is still off-hook */
	far_does(PHONE, SPAN_HOOK_ON);
	phone_rings();
}

Test(loop, a_ring_that_is_full_for_long_is_healed_by_greeting_again)
{
	deaf = true;
	for (int i = 0; i < OUTBOX + 10; i++) {
		far_does(OTHER, i % 2 ? SPAN_HOOK_ON : SPAN_HOOK_OFF);
		dial("8503", "phones");
	}
	far_does(LINE, SPAN_HOOK_RING); /* is not offered: the switch cannot be told */
	cr_assert_eq(loop_at(LINE)->state, LOOP_IDLE);
	deaf = false;
	wait_ms(1);
	cr_assert_eq(n_told, OUTBOX + 1);
	cr_assert_eq(told[OUTBOX].type, MSG_HELLO);
	cr_assert_eq(told[OUTBOX].hello.fresh, 0);
}

Test(loop, a_message_that_the_catalogue_does_not_know_is_refused)
{
	struct msg_line m = { .leg = LEG };

	says(MSG_LINE_ANSWERED, &m, sizeof(m));
	says(MSG_LINE_DIAL, &m, sizeof(m)); /* too short */
	says(60000, &m, sizeof(m));
	cr_assert_eq(counts[STAT_BAD_MESSAGE], 3);
	cr_assert_eq(n_told, 0);
}

/* ---- killed and started again ---- */

static void
killed(void)
{
	cas_close(&cas); /* hooks stay as they are */
	start(EPOCH + 1);
}

Test(loop, a_call_that_the_switch_holds_is_taken_over)
{
	phone_talks();
	uint32_t line = loop_line(&cas.banks[0], loop_at(PHONE));

	killed();
	cr_assert_eq(loop_at(PHONE)->state, LOOP_SETTLING);
	holds(line, true);
	held_end(EPOCH + 1);
	wait_ms(3000);
	cr_assert_eq(n_told, 0);
	cr_assert_eq(loop_at(PHONE)->state, LOOP_UP);
	cr_assert_eq(span_loop_heard(far, PHONE), SPAN_HOOK_OFF);
	far_does(PHONE, SPAN_HOOK_ON);
	cr_assert_eq(hears(MSG_LINE_RELEASED)->line.line, line);
}

Test(loop, a_telephone_hung_up_meanwhile_is_told_released)
{
	phone_talks();
	uint32_t line = loop_line(&cas.banks[0], loop_at(PHONE));

	cas_close(&cas);
	cr_assert_eq(span_loop_set(far, PHONE, SPAN_HOOK_ON), 0);
	start(EPOCH + 1);
	holds(line, true);
	held_end(EPOCH + 1);
	wait_ms(2000);
	hears_release(16, true);
	cr_assert_eq(loop_at(PHONE)->state, LOOP_IDLE);
}

Test(loop, a_telephone_that_rang_rings_on_or_was_lifted_meanwhile)
{
	phone_rings();
	uint32_t line = loop_line(&cas.banks[0], loop_at(PHONE));

	killed();
	holds(line, false);
	held_end(EPOCH + 1);
	cr_assert_eq(loop_at(PHONE)->state, LOOP_RINGING);
	cr_assert_eq(span_loop_heard(far, PHONE), SPAN_HOOK_RING);
	cas_close(&cas);
	cr_assert_eq(span_loop_set(far, PHONE, SPAN_HOOK_OFF), 0);
	start(EPOCH + 2);
	holds(line, false);
	hears(MSG_LINE_ANSWERED);
	cr_assert_eq(loop_at(PHONE)->state, LOOP_UP);
}

Test(loop, an_exchange_line_in_a_call_stays_off_hook)
{
	line_talks();
	uint32_t line = loop_line(&cas.banks[0], loop_at(LINE));

	killed();
	holds(line, true);
	held_end(EPOCH + 1);
	wait_ms(3000);
	cr_assert_eq(span_loop_heard(far, LINE), SPAN_HOOK_OFF);
	cr_assert_eq(n_told, 0);
	far_does(LINE, SPAN_HOOK_ON);
	hears_release(16, true);
}

Test(loop, what_the_switch_does_not_hold_is_put_at_rest)
{
	phone_talks();
	line_talks();
	killed();
	held_end(EPOCH); /* of the process before us */
	cr_assert_eq(loop_at(PHONE)->state, LOOP_SETTLING);
	cr_assert_eq(span_loop_heard(far, LINE), SPAN_HOOK_OFF);
	held_end(EPOCH + 1);
	cr_assert_eq(loop_at(PHONE)->state, LOOP_BUSY);
	cr_assert_eq(span_loop_heard(far, PHONE), SPAN_HOOK_ON);
	cr_assert_eq(span_loop_heard(far, LINE), SPAN_HOOK_ON);
	cr_assert_eq(n_told, 0);
}

Test(loop, what_we_do_not_have_is_told_released)
{
	holds(0x10000 + 3 * SPAN_SLOTS + PHONE, true);
	hears_release(41, false);
	killed();
	holds(0x10000 + 9 * SPAN_SLOTS + PHONE, true); /* no such span */
	hears_release(41, false);
	holds(0, false); /* its DIAL died with the process before us */
	hears_release(41, false);
}

Test(loop, a_call_dialled_before_the_resync_is_not_lost_in_it)
{
	killed();
	phone_rings();
	holds(0, false);
	held_end(EPOCH + 1);
	cr_assert_eq(n_told, 0);
	cr_assert_eq(loop_at(PHONE)->state, LOOP_RINGING);
}

Test(loop, a_leg_that_the_switch_does_not_name_is_cleared)
{
	struct msg_hello back = { .abi = MSG_ABI, .fresh = 1 };

	phone_talks();
	says(MSG_HELLO_BACK, &back, sizeof(back));
	held_end(0);
	hears_release(41, false);
	cr_assert_eq(loop_at(PHONE)->state, LOOP_BUSY);
}

/* ---- the machine as a whole ---- */

/* Whatever happens in whatever state: a call that ends is told released once, and no other is; a leg is of a call. */
Test(loop, every_event_in_every_state_keeps_the_books)
{
	static const int slots[] = { PHONE, LINE };
	struct bank *b = &cas.banks[0];

	for (int kind = 0; kind < 2; kind++)
		for (int state = 0; state < LOOP_STATE_COUNT; state++)
			for (int event = 0; event < LOOP_EVENT_COUNT; event++) {
				if (kind == 1 && (event == EV_DIAL || event == EV_HELD_RINGING))
					continue; /* an exchange line is never rung */
				struct loop *l = loop_at(slots[kind]);
				struct msg_line_dial arg = { .leg = LEG };
				int64_t odd = counts[STAT_UNEXPECTED];
				bool row = fsm_find(&loop_fsm, (uint16_t)state, (uint16_t)event);

				l->state = (uint8_t)state;
				l->leg = loop_in_call(l) ? LEG : 0;
				l->due_us = l->wish_us = TIME_NEVER;
				bool before = loop_in_call(l);
				uint32_t line = loop_line(b, l);
				n_told = 0;
				loop_event(b, l, (enum loop_event)event, &arg);
				int released = 0;
				for (int i = 0; i < n_told; i++)
					released += told[i].type == MSG_LINE_RELEASED && told[i].line.line == line;
				cr_expect_eq(released, before && !loop_in_call(l), "%s, %s: %d released",
				    loop_states[state], loop_fsm.events[event], released);
				cr_expect(loop_in_call(l) || !l->leg, "%s, %s: a leg without a call",
				    loop_states[state], loop_fsm.events[event]);
				cr_expect_eq(counts[STAT_UNEXPECTED] - odd, !row);
				cr_expect(l->state != LOOP_BUSY || l->kind == SPAN_STATION || l->due_us < TIME_NEVER ||
				        state == LOOP_BUSY || event == EV_OFFHOOK,
				    "%s, %s: the line rests for ever", loop_states[state], loop_fsm.events[event]);
			}
}
