/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two prids on the two ends of one soft line: the house is the network side (NT), the other end the user side (TE).
 * Each has a switch that only remembers what it was told; the test speaks for both.
 */
#include "base/clock.h"
#include "trunk/pri/prid.h"
#include "trunk/soft.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MESSAGES 256
#define TOLD     0x1000u

struct told {
	uint16_t type;
	union {
		struct msg_line line;
		struct msg_line_offered offered;
		struct msg_line_seized seized;
		struct msg_hello hello;
	};
};

struct side {
	struct prid p;
	int n, deaf; /* deaf: the ring to the switch is full */
	struct told told[MESSAGES];
};

static struct site site;
static struct side nt, te;
static char dir[] = "/tmp/pri-loop-XXXXXX";
static int power[2];
static int64_t now_us = US_PER_SEC;
static int64_t counts[STAT_COUNT];

static void
send_nowhere(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
}

static void
trace_nowhere(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}

static void
log_nowhere(struct core_out *out, int level, const char *line)
{
}

static void
count_up(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	counts[id] += n;
}

static const struct core_out_ops ops = {
	.send = send_nowhere, .trace = trace_nowhere, .log = log_nowhere, .count = count_up
};
static struct core_out out = { &ops };

static int
post(void *arg, uint16_t type, const void *data, uint32_t len)
{
	struct side *s = arg;

	if (s->deaf)
		return -1;
	cr_assert(msg_check(ROLE_PRI, ROLE_ACD, type, len));
	cr_assert_lt(s->n, MESSAGES);
	s->told[s->n].type = type;
	memcpy(&s->told[s->n++].line, data, len);
	return 0;
}

static void
open_side(struct side *s, enum span_side side, uint32_t epoch)
{
	memset(s, 0, sizeof(*s));
	s->p.out = &out;
	s->p.outbox.post = post;
	s->p.outbox.arg = s;
	s->p.now_us = now_us;
	cr_assert_eq(prid_open(&s->p, &site, dir, side, epoch), 0);
}

/* Let both work until neither has anything to do. */
static void
settle(void)
{
	for (int quiet = 0; quiet < 3;) {
		now_us++;
		quiet = prid_work(&nt.p, now_us) + prid_work(&te.p, now_us) ? 0 : quiet + 1;
	}
}

/* libpri's own timers run by the real clock: an end that spoke before the other listened tries again after T200. */
static void
wait_until_up(void)
{
	for (int ms = 0; ms < 10000 && !(nt.p.dchans[0].up && te.p.dchans[0].up); ms++) {
		usleep(1000);
		settle();
	}
	cr_assert(nt.p.dchans[0].up && te.p.dchans[0].up);
	now_us += US_PER_SEC; /* for the restarts */
	settle();
}

static void
open_loop(void)
{
	static const char conf[] = "spans = ( { number = 1; driver = \"soft\"; } );"
	                           "groups = ( { name = \"pbx\"; kind = \"pri\"; pri_side = \"network\"; } );"
	                           "circuits = ( { group = \"pbx\"; span = 1; first_slot = 1; last_slot = 31; } );";
	char why[256];

	cr_assert_eq(site_parse(&site, conf, why, sizeof(why)), 0, "%s", why);
	cr_assert(mkdtemp(dir));
	cr_assert_eq(soft_create(dir, 1, SOFT_FAKE), 0);
	power[0] = soft_power(dir, 1, SPAN_SIDE_HOUSE);
	power[1] = soft_power(dir, 1, SPAN_SIDE_FAR);
	cr_assert(power[0] >= 0 && power[1] >= 0);
	memset(counts, 0, sizeof(counts));
	open_side(&nt, SPAN_SIDE_HOUSE, 1);
	open_side(&te, SPAN_SIDE_FAR, 1);
	wait_until_up();
}

static void
close_loop(void)
{
	char command[64];

	prid_close(&nt.p);
	prid_close(&te.p);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

TestSuite(loop, .init = open_loop, .fini = close_loop);

/* The last message of this type that a side was told; its switch has then heard it. */
static const struct told *
heard(struct side *s, uint16_t type)
{
	for (int i = s->n; i-- > 0;)
		if (s->told[i].type == type) {
			s->told[i].type = (uint16_t)(type + TOLD);
			return &s->told[i];
		}
	return NULL;
}

static void
dial(struct side *s, uint32_t leg)
{
	struct msg_line_dial m = { .leg = leg, .group = 0, .category = 10 };

	number_set(&m.caller, "01055509000", 3);
	number_set(&m.called, "8101", 2);
	prid_message(&s->p, MSG_LINE_DIAL, &m, sizeof(m));
}

static void
say(struct side *s, uint16_t type, uint32_t leg, uint32_t line, uint8_t cause)
{
	struct msg_line m = { .leg = leg, .line = line, .cause = cause };

	prid_message(&s->p, type, &m, sizeof(m));
	settle();
}

static int
busy(const struct side *s)
{
	int n = 0;

	for (int slot = 1; slot < SPAN_SLOTS; slot++)
		n += s->p.dchans[0].bchans[slot].state != BCHAN_IDLE;
	return n;
}

/* A call from one side to the other, answered: handles of both ends. */
static void
call(struct side *from, struct side *to, uint32_t leg, uint32_t *from_line, uint32_t *to_line)
{
	const struct told *m;

	dial(from, leg);
	settle();
	m = heard(from, MSG_LINE_SEIZED);
	cr_assert(m);
	cr_assert_eq(m->seized.leg, leg);
	*from_line = m->seized.line;
	int slot = m->seized.slot;

	m = heard(to, MSG_LINE_OFFERED);
	cr_assert(m);
	cr_assert_eq(m->offered.slot, slot);
	*to_line = m->offered.line;
	say(to, MSG_LINE_ACCEPT, leg + 1000, *to_line, 0);
	say(to, MSG_LINE_ALERT, leg + 1000, *to_line, 0);
	cr_assert(heard(from, MSG_LINE_ALERTING));
	say(to, MSG_LINE_ANSWER, leg + 1000, *to_line, 0);
	m = heard(from, MSG_LINE_ANSWERED);
	cr_assert(m);
	cr_assert_eq(m->line.line, *from_line);
}

Test(loop, channels_are_restarted_before_the_first_call)
{
	cr_assert_eq(busy(&nt) + busy(&te), 0);
	for (int slot = 1; slot < SPAN_SLOTS; slot++)
		cr_assert_not(nt.p.dchans[0].bchans[slot].to_reset);
	cr_assert_geq(counts[STAT_RESTARTS], 30); /* by one end or by both */
}

/* shows: TRK-12 */
Test(loop, call_is_set_up_and_cleared_in_both_directions)
{
	for (int direction = 0; direction < 2; direction++) {
		struct side *from = direction ? &te : &nt, *to = direction ? &nt : &te;
		const struct told *m;
		uint32_t here, there;

		call(from, to, 77, &here, &there);
		say(from, MSG_LINE_RELEASE, 77, here, 16);
		m = heard(from, MSG_LINE_RELEASED);
		cr_assert(m && m->line.leg == 77 && !(m->line.flags & LINE_F_FAR));
		m = heard(to, MSG_LINE_RELEASED);
		cr_assert(m && m->line.leg == 1077 && (m->line.flags & LINE_F_FAR) && m->line.cause == 16);
		cr_assert_eq(busy(&nt) + busy(&te), 0);
	}
}

Test(loop, numbers_arrive_with_their_nature_and_presentation)
{
	struct msg_line_dial m = { .leg = 5 };
	const struct told *t;

	number_set(&m.caller, "13900000000", 3);
	m.caller.presentation = 1;
	number_set(&m.called, "8102", 1);
	prid_message(&te.p, MSG_LINE_DIAL, &m, sizeof(m));
	settle();
	t = heard(&nt, MSG_LINE_OFFERED);
	cr_assert(t);
	cr_assert_str_eq(t->offered.caller.digits, "13900000000");
	cr_assert_eq(t->offered.caller.presentation, 1);
	cr_assert_eq(t->offered.caller.nai, 3);
	cr_assert_str_eq(t->offered.called.digits, "8102");
	cr_assert_eq(t->offered.called.nai, 1);
}

Test(loop, causes_travel_straight)
{
	static const uint8_t causes[] = { 17, 18, 19, 21, 27, 34, 41 };

	for (size_t i = 0; i < sizeof(causes); i++) {
		const struct told *m;

		dial(&nt, 9);
		settle();
		m = heard(&te, MSG_LINE_OFFERED);
		cr_assert(m);
		say(&te, MSG_LINE_ACCEPT, 10, m->offered.line, 0);
		say(&te, MSG_LINE_RELEASE, 10, m->offered.line, causes[i]);
		m = heard(&nt, MSG_LINE_RELEASED);
		cr_assert(m);
		cr_assert_eq(m->line.cause, causes[i]);
		cr_assert_eq(busy(&nt) + busy(&te), 0);
	}
}

Test(loop, call_that_is_not_taken_is_refused)
{
	const struct told *m;

	dial(&nt, 3);
	settle();
	cr_assert(heard(&te, MSG_LINE_OFFERED));
	now_us += 16 * US_PER_SEC;
	settle();
	m = heard(&nt, MSG_LINE_RELEASED);
	cr_assert(m && m->line.cause == 41);
	cr_assert_eq(busy(&nt) + busy(&te), 0);
}

Test(loop, thirty_calls_stand_and_the_next_is_refused)
{
	uint32_t here[30], there[30];
	const struct told *m;

	for (uint32_t i = 0; i < 30; i++)
		call(i & 1 ? &nt : &te, i & 1 ? &te : &nt, 100 + i, &here[i], &there[i]);
	cr_assert_eq(busy(&nt), 30);
	dial(&nt, 555);
	m = heard(&nt, MSG_LINE_REFUSED);
	cr_assert(m && m->line.leg == 555 && m->line.cause == 34);
	for (uint32_t i = 0; i < 30; i++)
		say(i & 1 ? &nt : &te, MSG_LINE_RELEASE, 100 + i, here[i], 16);
	cr_assert_eq(busy(&nt) + busy(&te), 0);
}

/* A control verb, as words; what it said is not looked at. */
static int
command(struct side *s, const char *line)
{
	char words[64], *argv[8], *rest = words;
	FILE *to = fopen("/dev/null", "w");
	int argc = 0;

	snprintf(words, sizeof(words), "%s", line);
	while ((argv[argc] = strsep(&rest, " ")))
		argc++;
	int rc = strcmp(argv[0], "circuits") ? prid_circuit_command(&s->p, argc, argv, to)
	                                     : prid_print_circuits(&s->p, argc, argv, to);
	fclose(to);
	settle();
	return rc;
}

Test(loop, blocked_channels_take_no_calls_either_way)
{
	cr_assert_eq(command(&nt, "block pbx 2-31"), 0);
	dial(&nt, 1);
	settle();
	const struct told *m = heard(&nt, MSG_LINE_SEIZED);
	cr_assert(m);
	cr_assert_eq(m->seized.slot, 1);
	dial(&nt, 2);
	settle();
	cr_assert(heard(&nt, MSG_LINE_REFUSED));
	dial(&te, 3); /* the far end does not know */
	settle();
	m = heard(&te, MSG_LINE_RELEASED);
	cr_assert(m);
	cr_assert_eq(m->line.cause, PRI_CAUSE_REQUESTED_CHAN_UNAVAIL);
	cr_assert_eq(command(&nt, "unblock span 1"), 0);
	dial(&nt, 4);
	settle();
	cr_assert(heard(&nt, MSG_LINE_SEIZED));
}

Test(loop, reset_clears_the_call_and_restarts_the_channel)
{
	uint32_t here, there;
	int64_t before = counts[STAT_RESTARTS];

	call(&nt, &te, 77, &here, &there);
	cr_assert_eq(command(&nt, "reset pbx"), 0);
	now_us += US_PER_SEC;
	settle();
	const struct told *m = heard(&nt, MSG_LINE_RELEASED);
	cr_assert(m && m->line.leg == 77);
	m = heard(&te, MSG_LINE_RELEASED);
	cr_assert(m && m->line.leg == 1077);
	cr_assert_geq(counts[STAT_RESTARTS] - before, 30);
	cr_assert_eq(busy(&nt) + busy(&te), 0);
}

Test(loop, words_that_name_nothing_are_refused)
{
	static const char *const wrong[] = { "block", "block carrier", "block pbx 0", "block pbx 32", "block pbx 5-4",
		"block pbx 5x", "block span", "block span x", "block span 2", "reset pbx 1 2", "circuits carrier", "circuits span 9" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_assert_lt(command(&nt, wrong[i]), 0, "%s", wrong[i]);
	cr_assert_eq(command(&nt, "circuits"), 0);
	cr_assert_eq(command(&nt, "circuits pbx 5-7"), 0);
}

Test(loop, late_and_foreign_handles_hit_nothing)
{
	uint32_t here, there, second, second_there;
	const struct told *m;

	call(&nt, &te, 7, &here, &there);
	say(&nt, MSG_LINE_RELEASE, 7, here, 16);
	call(&nt, &te, 8, &second, &second_there);
	nt.n = 0;
	say(&nt, MSG_LINE_RELEASE, 7, here, 16);
	m = heard(&nt, MSG_LINE_RELEASED);
	cr_assert(m && m->line.leg == 7, "a late RELEASE is answered");
	say(&nt, MSG_LINE_RELEASE, 99, second, 16);
	say(&nt, MSG_LINE_RELEASE, 8, 0xffffffff, 16);
	cr_assert_eq(busy(&nt), 1);
}

Test(loop, restart_of_the_house_frees_the_far_end_and_old_legs_are_reported)
{
	uint32_t here, there;
	const struct told *m;

	call(&nt, &te, 7, &here, &there);
	prid_close(&nt.p);
	open_side(&nt, SPAN_SIDE_HOUSE, 2);
	prid_hello(&nt.p);
	wait_until_up();
	m = heard(&nt, MSG_HELLO);
	cr_assert(m && m->hello.fresh == 1 && m->hello.epoch == 2);
	m = heard(&te, MSG_LINE_RELEASED);
	cr_assert(m && m->line.leg == 1007);
	say(&nt, MSG_LINE_HELD, 7, here, 0);
	m = heard(&nt, MSG_LINE_RELEASED);
	cr_assert(m && m->line.leg == 7 && m->line.line == here);
	cr_assert_eq(busy(&nt) + busy(&te), 0);
	call(&te, &nt, 20, &here, &there);
}

Test(loop, resync_keeps_what_is_named_and_clears_the_rest)
{
	uint32_t a, a_there, b, b_there;
	struct msg_hello back = { .abi = MSG_ABI };
	struct msg_line end = { 0 };

	call(&nt, &te, 1, &a, &a_there);
	call(&nt, &te, 2, &b, &b_there);
	dial(&te, 3); /* offered to the house, not yet taken: the switch will still see it */
	settle();
	prid_message(&nt.p, MSG_HELLO_BACK, &back, sizeof(back));
	say(&nt, MSG_LINE_HELD, 2, b, 0);
	prid_message(&nt.p, MSG_LINE_HELD_END, &end, sizeof(end));
	settle();
	cr_assert_eq(busy(&nt), 2);
	cr_assert(heard(&te, MSG_LINE_RELEASED));
}

Test(loop, nothing_is_lost_while_the_switch_is_slow)
{
	uint32_t here, there;
	const struct told *m;

	call(&nt, &te, 7, &here, &there);
	nt.deaf = 1;
	say(&te, MSG_LINE_RELEASE, 1007, there, 16);
	cr_assert_not(heard(&nt, MSG_LINE_RELEASED));
	nt.deaf = 0;
	settle();
	m = heard(&nt, MSG_LINE_RELEASED);
	cr_assert(m && m->line.leg == 7);
}

Test(loop, wrong_messages_are_counted_and_refused)
{
	uint8_t junk[64];

	memset(junk, 0xff, sizeof(junk));
	for (uint16_t type = 0; type < MSG_COUNT + 3; type++)
		for (uint32_t len = 0; len <= sizeof(junk); len += 7)
			prid_message(&nt.p, type, junk, len);
	settle();
	cr_assert_gt(counts[STAT_BAD_MESSAGE], 0);
	cr_assert_eq(busy(&nt), 0);
}
