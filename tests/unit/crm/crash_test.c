/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A crmd in a process of its own, killed again and again while facts come through a real ring: nothing is lost and nothing
 * is applied twice.
 */
#include "tests/unit/crm/help.h"

#include "base/ring.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#define CALLS 100
#define STORY 5 /* of a call */

static const struct ring_spec spec = { .src = ROLE_ACD, .dst = ROLE_CRM, .capacity = 16384, .catalogue = 1 };
static struct ring out;
static char ring_path[64];

static void
open_house(void)
{
	open_crmd();
	snprintf(ring_path, sizeof ring_path, "%s/acd-crm.ring", dir);
	snprintf(site.site.rec_dir, sizeof site.site.rec_dir, "%s/rec", dir);
	crmd_close(&d); /* the child's */
	cr_assert_eq(ring_create(ring_path, &spec, true), 0);
	cr_assert_eq(ring_attach_producer(&out, ring_path, &spec), 0);
}

static void
close_house(void)
{
	ring_detach(&out);
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

TestSuite(crash, .init = open_house, .fini = close_house);

/* What crmd's loop does, without svc_main. */
static void
serve(struct ring *in)
{
	int n = intake(&d, in);

	if (n < 0 || batch_end(&d, 0))
		_exit(3);
	ring_release(in);
	if (n == 0)
		usleep(200);
}

static pid_t
start_crmd(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct ring in;
		if (crmd_open(&d, &site, &keep_ops, NULL) || ring_attach_consumer(&in, ring_path, &spec))
			_exit(2);
		for (;;)
			serve(&in);
	}
	return pid;
}

/* The recording's file, as mediad leaves it before its fact. */
static void
make_file(unsigned call)
{
	char path[256];

	snprintf(path, sizeof path, "%s/rec", dir);
	mkdir(path, 0750);
	snprintf(path, sizeof path, "%s/rec/20260516", dir);
	mkdir(path, 0750);
	snprintf(path, sizeof path, "%s/rec/20260516/1-%u-1.wav", dir, call);
	FILE *f = fopen(path, "w");
	cr_assert_not_null(f);
	fclose(f);
}

/* Fact number `n` of the day; recordings of every seventh call are lost by mediad. */
static struct msg_fact
nth(unsigned n)
{
	unsigned call = 1 + n / STORY;
	struct msg_fact facts[STORY] = { fact_offered(call, "01055500123"), fact_queued(call + 1, 1),
		fact_of_seat(call + 2, FACT_CALL_TALKING, (uint16_t)(101 + call % 5)),
		fact_ended(call + 62, CALL_END_CALLER), fact_recorded(call + 63, 1, 480000) };
	struct msg_fact f = facts[n % STORY];

	f.session = UINT64_C(1) << 48 | call;
	if (f.kind == FACT_CALL_RECORDED && call % 7)
		make_file(call);
	else if (f.kind == FACT_CALL_RECORDED)
		f.cause = 1;
	return f;
}

static bool
exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static int
count_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	n_sent += type == FTW_F;
	return 0;
}

static void
expect_whole_day(void)
{
	struct store_counts counts;
	struct msg_fact facts[STORY + 1];
	uint64_t faults;

	cr_assert_eq(crmd_open(&d, &site, &keep_ops, NULL), 0);
	cr_assert_eq(store_check(d.store, stderr, &counts), 0);
	cr_assert_eq(counts.bad, 0);
	cr_assert_eq(counts.facts, CALLS * STORY, "%llu facts", (unsigned long long)counts.facts);
	cr_assert_eq(counts.calls, CALLS);
	cr_assert_eq(counts.registrations, CALLS);
	cr_assert_eq(counts.recordings, CALLS);
	cr_assert_eq(business_check(d.store, true, stderr, &faults), 0);
	cr_assert_eq(faults, 0);
	for (unsigned call = 1; call <= CALLS; call++) {
		uint64_t session = UINT64_C(1) << 48 | call;
		Rec__Recording *r;
		Rec__Call *c;
		cr_assert_eq(facts_of_call(d.store, session, facts, STORY + 1), STORY);
		cr_assert_eq(call_get(d.store, session, &c), 0);
		cr_assert_eq(c->talk_us, 60 * SEC);
		cr_assert_eq(c->rings, 0);
		cr_assert_eq(c->n_talks, 1);
		cr_assert_eq(recording_get(d.store, session, 1, &r), 0);
		cr_assert_eq(r->ok, exists(r->path), "%s", r->path);
		store_free(c);
		store_free(r);
	}
	n_sent = 0;
	nftw(site.site.rec_dir, count_file, 8, FTW_PHYS);
	cr_assert_eq(n_sent, CALLS - CALLS / 7, "no file without a row");
	n_sent = 0;
	crmd_close(&d);
}

/* shows: REC-09 */
Test(crash, facts_and_recordings_are_kept_once_however_often_crmd_is_killed, .timeout = 120)
{
	unsigned seed = 7, sent_facts = 0, kills = 0;
	pid_t pid = start_crmd();

	while (sent_facts < CALLS * STORY) {
		struct msg_fact f = nth(sent_facts);
		int rc = ring_send(&out, MSG_FACT, &f, sizeof f);
		sent_facts += rc == 0;
		if (rc)
			usleep(300);
		if (rand_r(&seed) % 12)
			continue;
		struct timespec pause = { .tv_nsec = (long)(rand_r(&seed) % 4000) * 1000 };
		nanosleep(&pause, NULL);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		kills++;
		pid = start_crmd();
	}
	while (ring_waiting(&out)) { /* given back only after the commit */
		cr_assert_eq(waitpid(pid, NULL, WNOHANG), 0);
		usleep(1000);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	cr_assert_gt(kills, 20);
	expect_whole_day();
}
