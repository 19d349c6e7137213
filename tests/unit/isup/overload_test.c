/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Overload of the core: calls come ten times as fast as they can be served.
 *
 * The switch behind the core is modelled by service times on the fake clock: it works off its ring one message after the
 * other, 8 ms for a new call and 2 ms for its end, so it carries CAPACITY calls a second.  The ring tells the core how full
 * it is, as base/keep.c does.  A caller who is not answered within PATIENCE hangs up, and all work done for him is wasted;
 * one who is answered talks for a second.  Useful is a call that was answered in time.
 */
#include "bed.h"

#define SPANS     16
#define CAPACITY  100 /* calls a second */
#define OFFER_US  8000
#define END_US    2000
#define TALK_US   SECOND
#define PATIENCE  (8 * SECOND)
#define RING      600 /* messages */
#define CICS      (SPANS * 32)
#define FUTURE    65536
#define IAM_PLAIN "01 00 60 01 %02x 03 02 00 07 83 10 21 43 65 87 0f"

struct happening { /* of a circuit, some time from now */
	int64_t at_us;
	uint32_t line;
	uint16_t cic;
};
struct future { /* all of one kind are equally far away, so they come in the order in which they were made */
	unsigned first, last;
	struct happening list[FUTURE];
};

static struct bed bed;
static struct future talks, waits; /* ends of talks; ends of patience */

static struct {
	struct {
		uint16_t type, cic;
		uint32_t line;
	} ring[RING];
	unsigned first, last; /* in the ring; counted on for ever */
	int64_t free_us;      /* when the switch has done what it is doing */
	unsigned level, fullest;
	uint16_t idle[CICS]; /* circuits the far exchange may take, longest idle first */
	unsigned idle_first, idle_last;
	uint32_t answered[CICS]; /* line, while it talks */
	unsigned tried, useful, refused, given_up;
	unsigned category;
} m;

static void
add(struct future *f, int64_t after_us, uint16_t cic, uint32_t line)
{
	cr_assert_lt(f->last - f->first, FUTURE);
	f->list[f->last++ % FUTURE] = (struct happening){ bed.now_us + after_us, line, cic };
}

static int64_t
next_of(const struct future *f)
{
	return f->first == f->last ? INT64_MAX : f->list[f->first % FUTURE].at_us;
}

static void
say(uint16_t cic, const char *hex)
{
	char text[128];

	snprintf(text, sizeof(text), "%02x %02x %s", cic & 255, cic >> 8, hex);
	bed_in(&bed, text);
}

static void
is_idle(uint16_t cic)
{
	m.idle[m.idle_last++ % CICS] = cic;
}

/* ---- the ring to the switch ---- */

static void
tell_pressure(void)
{
	unsigned used = m.last - m.first, level = used >= RING / 4 * 3 ? 2 : used >= RING / 2;
	uint32_t pressure[2] = { ROLE_ACD, level };

	m.fullest = used > m.fullest ? used : m.fullest;
	if (level < m.level && used >= RING / 8 * (m.level == 2 ? 5 : 3))
		return;
	if (level != m.level)
		bed_step(&bed, CORE_FROM_SELF, CORE_PRESSURE, pressure, sizeof(pressure));
	m.level = level;
}

/* ---- what the core put out ---- */

/* A refusal comes in the same step as its IAM, with cause 42 and a congestion level. */
static void
heard(const struct bed_unit *u, int is_new_call)
{
	uint16_t cic = (uint16_t)(u->octets[0] | u->octets[1] << 8);

	if (u->octets[2] == ISUP_RLC) {
		is_idle(cic);
	} else if (u->octets[2] == ISUP_REL) {
		cr_assert(is_new_call, "a call that was taken is released");
		cr_assert_eq(u->octets[7], 0x80 | 42);
		cr_assert(u->octets[8] == PARAM_CONGESTION && u->octets[9] == 1 && u->octets[10] >= 1);
		m.refused++;
		say(cic, "10 00");
		is_idle(cic);
	} else if (u->octets[2] == ISUP_CON) {
		m.useful++;
		add(&talks, TALK_US, cic, m.answered[cic]);
	}
}

static void
look(int is_new_call)
{
	for (; bed.unit_at < bed.n_units; bed.unit_at++)
		heard(&bed.units[bed.unit_at], is_new_call);
	for (; bed.said_at < bed.n_said; bed.said_at++) {
		const struct bed_said *said = &bed.said[bed.said_at];

		cr_assert_lt(m.last - m.first, RING, "the ring to the switch ran over");
		m.ring[m.last % RING].type = said->type;
		m.ring[m.last % RING].cic = said->type == MSG_LINE_OFFERED ? said->offered.cic : 0;
		m.ring[m.last++ % RING].line = said->type == MSG_LINE_OFFERED ? said->offered.line : said->line.line;
		if (said->type == MSG_LINE_OFFERED)
			add(&waits, PATIENCE, said->offered.cic, said->offered.line);
	}
	tell_pressure();
}

/* ---- the parties ---- */

static void
caller_comes(void)
{
	char iam[128];

	m.tried++;
	if (m.idle_first == m.idle_last) /* the far exchange itself has no circuit */
		return;
	snprintf(iam, sizeof(iam), IAM_PLAIN, m.category);
	say(m.idle[m.idle_first++ % CICS], iam);
	look(1);
}

static void
switch_works(void)
{
	unsigned at = m.first++ % RING;
	int is_offer = m.ring[at].type == MSG_LINE_OFFERED;

	m.free_us = bed.now_us + (is_offer ? OFFER_US : END_US);
	tell_pressure();
	if (!is_offer)
		return;
	m.answered[m.ring[at].cic] = m.ring[at].line;
	bed_line(&bed, MSG_LINE_ANSWER, m.ring[at].line, 0);
	look(0);
}

static void
talk_ends(void)
{
	const struct happening *h = &talks.list[talks.first++ % FUTURE];

	m.answered[h->cic] = 0;
	say(h->cic, "0c 02 00 02 84 90");
	look(0);
}

static void
patience_ends(void)
{
	const struct happening *h = &waits.list[waits.first++ % FUTURE];
	const struct circuit *c = circuit_by_line(bed.isup, h->line);

	if (!c || c->state != CIR_OFFERED)
		return;
	m.given_up++;
	say(h->cic, "0c 02 00 02 84 90");
	look(0);
}

/* Callers come at `rate` a second for `seconds`. */
static void
run(unsigned rate, unsigned seconds)
{
	int64_t end_us = bed.now_us + seconds * SECOND, gap_us = SECOND / rate, comes_us = bed.now_us + gap_us;

	for (;;) {
		int64_t works_us = m.first == m.last ? INT64_MAX : m.free_us > bed.now_us ? m.free_us : bed.now_us;
		int64_t next_us = works_us;

		next_us = comes_us < next_us ? comes_us : next_us;
		next_us = next_of(&talks) < next_us ? next_of(&talks) : next_us;
		next_us = next_of(&waits) < next_us ? next_of(&waits) : next_us;
		if (next_us > end_us)
			break;
		bed_wait(&bed, next_us - bed.now_us);
		if (next_us == works_us) {
			switch_works();
		} else if (next_us == comes_us) {
			comes_us += gap_us;
			caller_comes();
		} else if (next_us == next_of(&talks)) {
			talk_ends();
		} else {
			patience_ends();
		}
	}
	bed_wait(&bed, end_us - bed.now_us);
}

static void
begin(const char *settings)
{
	char site[4096];
	int at = snprintf(site, sizeof(site),
	    "linksets = ( { name = \"carrier\"; label = \"itu14\"; opc = \"1\"; apc = \"2\"; } );"
	    "links = ( { linkset = \"carrier\"; span = 1; slot = 16; } ); %s"
	    "groups = ( { name = \"pstn\"; linkset = \"carrier\"; digits = 8; inbound = 4096; outbound = 0; } );"
	    "spans = ( { number = 1; }",
	    settings);

	memset(&m, 0, sizeof(m));
	memset(&talks, 0, sizeof(talks));
	memset(&waits, 0, sizeof(waits));
	for (int i = 2; i <= SPANS; i++)
		at += snprintf(site + at, sizeof(site) - (size_t)at, ", { number = %d; }", i);
	at += snprintf(site + at, sizeof(site) - (size_t)at, " ); circuits = ( { group = \"pstn\"; span = 1; }");
	for (int i = 2; i <= SPANS; i++)
		at += snprintf(
		    site + at, sizeof(site) - (size_t)at, ", { group = \"pstn\"; span = %d; pcm = %d; }", i, i - 1);
	snprintf(site + at, sizeof(site) - (size_t)at, " );");
	bed_make(&bed, site);
	bed_up(&bed);
	for (unsigned cic = 1; cic < CICS; cic++)
		if (bed_circuit(&bed, cic))
			is_idle((uint16_t)cic);
	m.category = 10;
}

static unsigned
useful_in(unsigned rate, unsigned seconds)
{
	unsigned before = m.useful;

	run(rate, seconds);
	return m.useful - before;
}

static void
end(void)
{
	bed_check(&bed);
	bed_free(&bed);
}

/* The house is told what it is engineered for: it is never even near its limits. */
Test(overload, ten_times_the_rate_leaves_95_percent_of_capacity)
{
	begin("isup = { calls_s = 100; };");
	run(CAPACITY, 10);
	cr_assert_eq(m.refused, 0);
	unsigned useful = useful_in(10 * CAPACITY, 60);
	cr_assert_geq(useful, 60 * CAPACITY * 95 / 100, "%u useful calls in a minute", useful);
	cr_assert_eq(m.given_up, 0);
	cr_assert_lt(m.fullest, RING / 2, "%u messages waited", m.fullest);
	cr_assert_eq(bed.counts[ISUP_STAT_REFUSED_PRESSURE], m.refused);
	end();
}

/* Nothing is set: the ring to the switch alone holds the calls back. */
Test(overload, ten_times_the_rate_against_the_ring_alone)
{
	begin("");
	run(CAPACITY / 2, 10);
	unsigned useful = useful_in(10 * CAPACITY, 60);
	cr_assert_geq(useful, 60 * CAPACITY * 95 / 100, "%u useful calls in a minute", useful);
	cr_assert_lt(m.fullest, RING, "the ring ran over");
	end();
}

Test(overload, a_burst_is_over_when_it_is_over)
{
	begin("isup = { calls_s = 100; };");
	run(CAPACITY / 2, 10);
	unsigned useful = useful_in(10 * CAPACITY, 5);
	cr_assert_geq(useful, 5 * CAPACITY * 95 / 100, "%u useful calls in the burst", useful);
	run(CAPACITY / 2, 1);
	unsigned refused = m.refused;
	cr_assert_geq(useful_in(CAPACITY / 2, 10), 10 * CAPACITY / 2 - 5);
	cr_assert_eq(m.refused, refused, "calls are refused after the burst");
	end();
}

/* Priority passes the rate, not the ring. */
Test(overload, callers_with_priority_pass_the_rate)
{
	begin("isup = { calls_s = 100; };");
	run(2 * CAPACITY, 2);
	unsigned refused = m.refused;
	cr_assert_gt(refused, 0);
	m.category = 11;
	run(CAPACITY, 1);
	cr_assert_eq(m.refused, refused);
	end();
}

/* Calls out are part of the rate; the one refused hears of it at once. */
Test(overload, calls_out_are_refused_too)
{
	struct bed out;

	bed_make(&out,
	    "spans = ( { number = 1; } ); isup = { calls_s = 1; calls_burst = 2; };"
	    "linksets = ( { name = \"carrier\"; label = \"itu14\"; opc = \"1\"; apc = \"2\"; } );"
	    "links = ( { linkset = \"carrier\"; span = 1; slot = 16; } );"
	    "groups = ( { name = \"pstn\"; linkset = \"carrier\"; digits = 8; outbound = 30; } );"
	    "circuits = ( { group = \"pstn\"; span = 1; } );");
	bed_up(&out);
	for (unsigned i = 0; i < 3; i++)
		bed_dial(&out, i, "10086", "");
	bed_silent(&out);
	bed_dial(&out, 9, "10086", "");
	const struct bed_said *said = bed_tells(&out, LINE_REFUSED);
	cr_assert(said->line.leg == 9 && said->line.cause == 42);
	bed_wait(&out, SECOND);
	bed_dial(&out, 10, "10086", "");
	bed_silent(&out);
	bed_check(&out);
	bed_free(&out);
}
