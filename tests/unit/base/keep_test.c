/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keeper: a core that was interrupted anywhere is, after its restart, the core that was never interrupted. */
#include "base/clock.h"
#include "base/journal.h"
#include "base/keep.h"
#include "base/site.h"
#include "base/snapshot.h"
#include "base/trace.h"
#include "base/wires.h"
#include "tests/unit/base/counter_core.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FAR_AHEAD INT64_C(4000000000000000) /* later than any clock that a start might read */

static char dir[64];
static struct site site;
static struct keep *keep;
static struct wires acd, crm, media;
static unsigned locals, counts, lines;
static uint64_t last_local;

static void
on_local(void *arg, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	const struct counter_says *says = data;

	cr_assert_eq(len, sizeof(*says));
	cr_assert_eq(says->said, last_local + 1, "a local output came twice or not at all");
	last_local = says->said;
	locals++;
}

static void
on_count(void *arg, uint16_t id, uint16_t which, int64_t n)
{
	counts++;
}

static void
on_log(void *arg, int level, const char *line)
{
	lines++;
}

static const struct keep_ops ops = { .local = on_local, .log = on_log, .count = on_count, .journal_bytes = 256 * 1024 };

static void
make_dir(void)
{
	snprintf(dir, sizeof(dir), "/dev/shm/zj-keep-XXXXXX");
	cr_assert(mkdtemp(dir));
	site_defaults(&site);
	site.crm.facts_kb = 256;
	cr_assert_eq(wires_create(dir, &site), 0);
	cr_assert_eq(wires_attach(&acd, dir, ROLE_ACD), 0);
	cr_assert_eq(wires_attach(&crm, dir, ROLE_CRM), 0);
	cr_assert_eq(wires_attach(&media, dir, ROLE_MEDIA), 0);
}

static void
remove_dir(void)
{
	char command[96];

	keep_close(keep);
	keep = NULL;
	wires_detach(&acd);
	wires_detach(&crm);
	wires_detach(&media);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

/* The dead are not closed; they lie here, so that nobody takes them for a leak. */
static struct keep *dead[200];
static unsigned n_dead;

static void
bury(void)
{
	dead[n_dead++ % 200] = keep;
	keep = NULL;
}

static int
start(void)
{
	bury();
	return keep_open(&keep, &counter_core, &site, dir, &acd, &ops, NULL);
}

/* As a kill would: nothing is tidied up, the successor finds the files as they are. */
static int
die_and_start(void)
{
	wires_detach(&acd);
	cr_assert_eq(wires_attach(&acd, dir, ROLE_ACD), 0);
	return start();
}

static const struct counter *
state(void)
{
	return keep_arena(keep);
}

static void
add(uint64_t n)
{
	cr_assert_eq(keep_feed(keep, CORE_FROM_LINE, COUNTER_ADD, &n, sizeof(n), (int64_t)n), 0);
}

/* Read all facts in crm's ring: each must be the successor of the one before.  Returns how many. */
static unsigned
read_facts(uint64_t *next)
{
	struct ring_rec rec;
	unsigned n = 0;

	while (ring_peek(&crm.in[ROLE_ACD], &rec) == 1) {
		const struct msg_fact *fact = rec.data;
		if (rec.type == MSG_FACT) {
			cr_assert_geq(fact->session, *next, "a fact came twice");
			cr_assert_leq(fact->session, *next + 1, "a fact was lost");
			*next = fact->session;
			n++;
		}
		ring_next(&crm.in[ROLE_ACD]);
	}
	wires_release(&crm, ROLE_ACD);
	return n;
}

static void
read_orders(void)
{
	struct ring_rec rec;

	while (ring_peek(&media.in[ROLE_ACD], &rec) == 1)
		ring_next(&media.in[ROLE_ACD]);
	wires_release(&media, ROLE_ACD);
}

TestSuite(keep, .init = make_dir, .fini = remove_dir);

Test(keep, a_new_core_is_started)
{
	cr_assert_eq(start(), 0);
	cr_assert_eq(state()->inputs, 1);
	cr_assert_eq(state()->resumed, 0);
}

Test(keep, a_killed_core_is_resumed_where_it_was)
{
	uint64_t next = 0;

	cr_assert_eq(start(), 0);
	for (uint64_t n = 1; n <= 300; n++)
		add(n);
	uint64_t chain = state()->chain;
	unsigned facts = read_facts(&next), said = locals, counted = counts;
	cr_assert_eq(facts, 301);
	cr_assert_eq(die_and_start(), 1);
	cr_assert_eq(state()->inputs, 302);
	cr_assert_eq(state()->resumed, 1);
	cr_assert_eq(read_facts(&next), 1, "only what CORE_RESUMED said is new");
	cr_assert_eq(locals, said + 1);
	cr_assert_eq(counts, counted + 1, "replayed steps do not count again");
	cr_assert_neq(chain, state()->chain);
}

static void
no_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
}

static void
no_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
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
}

static const struct core_out_ops no_ops = { no_send, no_local, no_trace, no_log, no_count };

/* The successor's arena is the predecessor's, to the bit, with CORE_RESUMED stepped on it. */
Test(keep, replay_makes_the_same_arena)
{
	static struct counter mine;
	struct core_out nowhere = { &no_ops };
	struct core_input resumed = { .from = CORE_FROM_SELF, .type = CORE_RESUMED, .now_us = FAR_AHEAD };

	cr_assert_eq(start(), 0);
	for (uint64_t n = 1; n < 200; n++) {
		cr_assert_eq(keep_feed(keep, CORE_FROM_LINE, COUNTER_ADD, &n, n % 9 ? sizeof(n) : 0, FAR_AHEAD), 0);
		if (n % 40)
			continue;
		memcpy(&mine, state(), sizeof(mine));
		counter_core.step(&mine, &resumed, &nowhere);
		cr_assert_eq(die_and_start(), 1);
		cr_assert_arr_eq(&mine, state(), sizeof(mine));
	}
}

Test(keep, the_journal_turns_over_into_snapshots)
{
	uint64_t next = 0;

	cr_assert_eq(start(), 0);
	for (uint64_t n = 1; n <= 20000; n++) {
		add(n);
		if (n % 100 == 0) {
			read_facts(&next);
			read_orders();
		}
		if (n % 3777 == 0)
			cr_assert_eq(die_and_start(), 1);
	}
	cr_assert_eq(state()->inputs, 20001 + 5);
	cr_assert_eq(locals, state()->inputs);
	read_facts(&next);
	cr_assert_eq(next, state()->inputs);
}

Test(keep, messages_are_taken_once_however_often_they_are_delivered)
{
	struct msg_hello hello = { .abi = MSG_ABI };

	cr_assert_eq(start(), 0);
	for (int i = 0; i < 10; i++)
		cr_assert_eq(wires_send(&crm, ROLE_ACD, MSG_HELLO, &hello, sizeof(hello)), 0);
	cr_assert_eq(keep_work(keep, 5), 10);
	cr_assert_eq(state()->inputs, 11);
	/* Back before the release: the ring delivers the last three again. */
	char path[96];
	snprintf(path, sizeof(path), "%s/crm-acd.ring", dir);
	wires_detach(&acd);
	int fd = open(path, O_RDWR);
	uint64_t head = 7 * ring_cost(sizeof(hello));
	cr_assert_eq(pwrite(fd, &head, 8, 128), 8);
	close(fd);
	cr_assert_eq(die_and_start(), 1);
	cr_assert_eq(keep_work(keep, 6), 3, "looked at and passed over");
	cr_assert_eq(state()->inputs, 12);
}

static uint8_t traced[512];
static uint32_t traced_len;

static void
on_trace(void *arg, int64_t now_us, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	if (kind != TRACE_MSG_IN || len > sizeof(traced))
		return;
	memcpy(traced, data, len);
	traced_len = len;
}

/* Whoever may look at traces may not sign in with what is in them. */
Test(keep, tokens_are_not_traced)
{
	const struct keep_ops traced_ops = { .trace = on_trace, .journal_bytes = 256 * 1024 };
	const struct msg_seat seat = { .seat = 101, .token = UINT64_C(0x1122334455667788), .name = "A" };
	struct msg_seat shown;

	cr_assert_eq(keep_open(&keep, &counter_core, &site, dir, &acd, &traced_ops, NULL), 0);
	cr_assert_eq(wires_send(&crm, ROLE_ACD, MSG_SEAT_SIGNED_IN, &seat, sizeof(seat)), 0);
	cr_assert_eq(keep_work(keep, 5), 1);
	cr_assert_eq(state()->inputs, 2);
	cr_assert_eq(traced_len, sizeof(struct trace_msg) + sizeof(seat));
	memcpy(&shown, traced + sizeof(struct trace_msg), sizeof(shown));
	cr_assert_eq(shown.seat, 101);
	cr_assert_str_eq(shown.name, "A");
	cr_assert_eq(shown.token, 0);
}

Test(keep, messages_outside_the_catalogue_are_refused)
{
	struct msg_hello hello = { .abi = MSG_ABI };

	cr_assert_eq(start(), 0);
	cr_assert_eq(wires_send(&crm, ROLE_ACD, MSG_FACT, &hello, sizeof(hello)), 0, "the wrong direction");
	cr_assert_eq(wires_send(&crm, ROLE_ACD, MSG_HELLO, &hello, 3), 0, "too short");
	cr_assert_eq(wires_send(&crm, ROLE_ACD, 9999, &hello, sizeof(hello)), 0);
	cr_assert_eq(wires_send(&crm, ROLE_ACD, MSG_HELLO, &hello, sizeof(hello)), 0);
	keep_work(keep, 5);
	cr_assert_eq(state()->inputs, 2);
}

Test(keep, ticks_come_when_due)
{
	cr_assert_eq(start(), 0);
	const int64_t now = FAR_AHEAD;
	cr_assert_eq(keep_feed(keep, CORE_FROM_LINE, COUNTER_TIMER, NULL, 0, now), 0);
	cr_assert_eq(keep_next_due(keep), now + 1000);
	cr_assert_eq(keep_work(keep, now + 999), 0);
	cr_assert_eq(keep_work(keep, now + 1000), 1);
	cr_assert_eq(state()->ticks, 1);
	cr_assert_eq(keep_next_due(keep), TIME_NEVER);
}

/* Nobody reads: the core must hear of the pressure, facts must wait, and in the end all must be there once. */
Test(keep, facts_wait_for_room_and_none_is_lost)
{
	uint64_t next = 0;

	cr_assert_eq(start(), 0);
	for (uint64_t n = 1; n <= 4000; n++)
		add(n);
	cr_assert_eq(state()->level, 2, "three quarters of the ring are full");
	cr_assert_lt(state()->inputs, 4001, "inputs are journaled but wait to be stepped");
	cr_assert_eq(die_and_start(), 1);
	cr_assert_lt(state()->inputs, 4001);
	for (int i = 0; i < 100; i++) {
		read_facts(&next);
		keep_work(keep, 5000);
	}
	read_facts(&next);
	cr_assert_eq(next, state()->inputs);
	cr_assert_eq(locals, state()->inputs);
	cr_assert_geq(state()->inputs, 4002);
	cr_assert_eq(state()->level, 0);
}

Test(keep, a_full_journal_says_so_and_loses_nothing)
{
	uint64_t next = 0, n = 0;

	cr_assert_eq(start(), 0);
	while (keep_feed(keep, CORE_FROM_LINE, COUNTER_ADD, &n, sizeof(n), 5) == 0)
		n++;
	cr_assert_gt(n, 3000);
	for (int i = 0; i < 100; i++) {
		read_facts(&next);
		keep_work(keep, 5000);
	}
	cr_assert_eq(keep_feed(keep, CORE_FROM_LINE, COUNTER_ADD, &n, sizeof(n), 5), 0);
	read_facts(&next);
	cr_assert_eq(next, state()->inputs);
}

Test(keep, one_step_may_say_more_than_a_ring_holds)
{
	uint64_t next = 0;

	cr_assert_eq(start(), 0);
	cr_assert_eq(keep_feed(keep, CORE_FROM_LINE, COUNTER_SHOUT, NULL, 0, 5), 0);
	cr_assert_eq(die_and_start(), 1);
	unsigned facts = 0;
	for (int i = 0; i < 20; i++) {
		facts += read_facts(&next);
		keep_work(keep, 6);
	}
	cr_assert_geq(facts, 1 + 3001 + 1);
	cr_assert_eq(next, state()->said);
	cr_assert_eq(locals, state()->said);
}

/* Orders to a mediad that is away are dropped, the core is told, and a replay drops the very same ones. */
Test(keep, orders_are_shed_and_the_core_is_told)
{
	uint64_t next = 0, n = 0;

	cr_assert_eq(start(), 0);
	for (; n < 12000; n++) {
		add(n);
		read_facts(&next);
	}
	cr_assert_eq(state()->dropped, 0);
	cr_assert_eq(die_and_start(), 1);
	read_orders();
	keep_work(keep, 5);
	cr_assert_eq(state()->dropped, 1);
	cr_assert_eq(state()->level, 0);
	read_facts(&next);
	cr_assert_eq(next, state()->inputs, "facts went on all the time");
}

Test(keep, another_layout_or_configuration_is_a_cold_start)
{
	struct core other = counter_core;

	cr_assert_eq(start(), 0);
	add(1);
	other.layout = 2;
	last_local = 0;
	bury();
	cr_assert_eq(keep_open(&keep, &other, &site, dir, &acd, &ops, NULL), 0);
	cr_assert_eq(state()->inputs, 1);
	last_local = 0;
	site.acd.seats++;
	bury();
	cr_assert_eq(keep_open(&keep, &other, &site, dir, &acd, &ops, NULL), 0);
	bury();
	cr_assert_eq(keep_open(&keep, &other, &site, dir, &acd, &ops, NULL), 1);
}

Test(keep, damaged_files_are_a_cold_start)
{
	char path[96];

	for (int kind = 0; kind < 2; kind++) {
		last_local = 0;
		cr_assert_eq(start(), 0);
		add(1);
		snprintf(path, sizeof(path), "%s/counter.%s", dir, kind ? "journal" : "snap");
		int fd = open(path, O_RDWR);
		cr_assert_eq(pwrite(fd, "damage", 6, 4096 + (kind ? 8 : 100)), 6);
		close(fd);
		last_local = 0;
		cr_assert_eq(start(), 0);
		snprintf(path, sizeof(path), "rm %s/counter.*", dir);
		cr_assert_eq(system(path), 0);
	}
}

Test(keep, new_rings_are_numbered_anew_and_the_core_is_told)
{
	uint64_t next = 0;
	char path[96];
	struct ring_spec spec = { .src = ROLE_ACD, .dst = ROLE_CRM, .capacity = 256 * 1024, .catalogue = msg_hash() };

	cr_assert_eq(start(), 0);
	for (uint64_t n = 1; n <= 10; n++)
		add(n);
	snprintf(path, sizeof(path), "%s/acd-crm.ring", dir);
	cr_assert_eq(ring_create(path, &spec, true), 0);
	wires_detach(&crm);
	cr_assert_eq(die_and_start(), 1);
	cr_assert_eq(wires_attach(&crm, dir, ROLE_CRM), 0);
	cr_assert_eq(state()->dropped, 1);
	next = 11;
	cr_assert_eq(read_facts(&next), 2, "DROPPED and RESUMED");
	add(11);
	cr_assert_eq(die_and_start(), 1);
	cr_assert_eq(state()->dropped, 1);
	cr_assert_eq(read_facts(&next), 2);
	cr_assert_eq(next, state()->inputs);
}

/* In a child, since the core truly dies; nothing of Criterion may be used there.  How the child ended is in the status.
 */
static int
run_in_child(bool poisoned)
{
	int status;

	wires_detach(&acd);
	pid_t child = fork();
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		if (wires_attach(&acd, dir, ROLE_ACD) ||
		    keep_open(&keep, &counter_core, &site, dir, &acd, NULL, NULL) < 0)
			_exit(2);
		keep_feed(keep, CORE_FROM_LINE, COUNTER_ADD, NULL, 0, 1);
		if (poisoned)
			keep_feed(keep, CORE_FROM_LINE, COUNTER_DIE, NULL, 0, 2);
		_exit(0);
	}
	waitpid(child, &status, 0);
	cr_assert_eq(wires_attach(&acd, dir, ROLE_ACD), 0);
	return status;
}

Test(keep, an_input_that_kills_twice_is_set_aside)
{
	glob_t g;
	char pattern[96];

	cr_assert(WIFSIGNALED(run_in_child(true)));
	cr_assert(WIFSIGNALED(run_in_child(false)), "the replay dies of it once more");
	cr_assert_eq(run_in_child(false), 0, "then it is skipped");
	last_local = 4;
	cr_assert_eq(start(), 1);
	cr_assert_eq(state()->inputs, 5, "STARTED, ADD, RESUMED, ADD, RESUMED; the poison is no input");
	snprintf(pattern, sizeof(pattern), "%s/counter.poison.*", dir);
	cr_assert_eq(glob(pattern, 0, NULL, &g), 0);
	cr_assert_eq(g.gl_pathc, 1);
	globfree(&g);
}

/* ---- replay of saved files ---- */

static unsigned replayed, replay_sent;

static void
on_each(void *arg, const struct core_input *in)
{
	cr_assert_eq(in->serial, ++replayed);
}

static void
replay_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	replay_sent += type == MSG_FACT;
}

Test(keep, saved_files_can_be_replayed)
{
	const struct core_out_ops replay_ops = { replay_send, no_local, no_trace, no_log, no_count };
	struct core_out out = { &replay_ops };
	char snap[96], journal[96];

	cr_assert_eq(start(), 0);
	for (uint64_t n = 1; n <= 50; n++)
		add(n);
	snprintf(snap, sizeof(snap), "%s/counter.snap", dir);
	snprintf(journal, sizeof(journal), "%s/counter.journal", dir);
	cr_assert_eq(keep_replay_files(&counter_core, snap, journal, on_each, NULL, &out), 0);
	cr_assert_eq(replayed, 51);
	cr_assert_eq(replay_sent, 51);
	cr_assert_eq(keep_replay_files(&counter_core, journal, snap, on_each, NULL, &out), -EBADMSG);
}
