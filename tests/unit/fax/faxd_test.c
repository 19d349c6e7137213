/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * faxd with real workers, each a process: the test speaks for the switch and for mediad, and is a sender's machine on the line.
 */
#include "sender.h"

#include "base/clock.h"
#include "base/session.h"
#include "media/fax/faxd.h"
#include "media/fax/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum { A = 0x70001, B = 0x70002, TOLD = 64 };

static struct site site;
static struct faxd f;
static struct sender sender;
static int64_t counts[STAT_COUNT], results[FAX_RESULTS];
static struct msg_fax_done told[TOLD];
static struct msg_hello hello;
static int n_told, n_hello;
static bool deaf;
static struct msg_fax_sound said; /* the last one */
static unsigned n_said;
static void (*instead)(int fd); /* of a worker */

/* ---- the world around ---- */

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
	if (id == STAT_RESULTS)
		results[which] += n;
}
static const struct core_out_ops out_ops = { .trace = trace_nowhere, .log = log_nowhere, .count = count_up };
static struct core_out out = { &out_ops };

static int
post(void *arg, uint16_t type, const void *data, uint32_t len)
{
	if (deaf)
		return -ENOSPC;
	cr_assert(msg_check(ROLE_FAX, ROLE_ACD, type, len));
	if (type == MSG_HELLO) {
		hello = *(const struct msg_hello *)data;
		n_hello++;
		return 0;
	}
	cr_assert_eq(type, MSG_FAX_DONE);
	cr_assert_lt(n_told, TOLD);
	told[n_told++] = *(const struct msg_fax_done *)data;
	return 0;
}

static pid_t
start(void *arg, int fd)
{
	pid_t pid = fork();

	if (pid)
		return pid < 0 ? -errno : pid;
	for (int i = 3; i < 256; i++)
		if (i != fd)
			close(i);
	if (instead)
		instead(fd);
	_exit(worker_run(fd));
}

static int
say(void *arg, const struct msg_fax_sound *sound)
{
	said = *sound;
	n_said++;
	return 0;
}

static int
watch(void *arg, struct hand *h)
{
	return 0;
}

static void
unwatch(void *arg, struct hand *h)
{
}

static const struct faxd_ops ops = { .start = start, .say = say, .watch = watch, .unwatch = unwatch };

static void
build(void)
{
	char why[200];

	sender_open(&sender, 2, 300, 98);
	cr_assert_eq(
	    site_parse(&site, "fax = { channels = 4; station = \"+86 21\"; };", why, sizeof(why)), 0, "%s", why);
	snprintf(site.site.rec_dir, sizeof(site.site.rec_dir), "%s", sender.dir);
	f = (struct faxd){ .ops = &ops, .site = &site, .out = &out, .outbox = { .post = post }, .epoch = 5 };
	f.now_us = BEGAN_US;
	faxd_hello(&f);
}

/* Workers' packets, and their ends: what waits, or comes first within `ms`. */
static void
listen_ms(int ms)
{
	struct pollfd fds[FAX_CREW];
	struct hand *hands[FAX_CREW];
	nfds_t n = 0;

	for (struct hand *h = f.crew; h < f.crew + FAX_CREW; h++)
		if (h->state == HAND_RUNS || h->state == HAND_STOPS) {
			fds[n] = (struct pollfd){ .fd = h->fd, .events = POLLIN };
			hands[n++] = h;
		}
	if (!n || poll(fds, n, ms) <= 0)
		return;
	for (nfds_t i = 0; i < n; i++)
		if (fds[i].revents)
			faxd_ready(&f, hands[i]);
}

static void
wreck(void)
{
	for (int i = 0; i < FAX_CREW; i++)
		if (f.crew[i].state != HAND_FREE && f.crew[i].pid > 0)
			kill(f.crew[i].pid, SIGKILL);
	sender_close(&sender);
}

TestSuite(faxd, .init = build, .fini = wreck);

static struct msg_fax
fax_on(uint32_t channel)
{
	return (struct msg_fax){ .channel = channel, .fax_no = 1, .session = 100 + channel, .started_us = BEGAN_US };
}

static void
ask(uint16_t type, uint32_t channel)
{
	const struct msg_fax fax = fax_on(channel);

	faxd_message(&f, ROLE_ACD, type, &fax, sizeof(fax));
}

static void
hear(uint32_t channel, uint32_t n, const uint8_t block[FAX_BLOCK])
{
	struct msg_fax_sound sound = { .channel = channel, .n = n };

	memcpy(sound.block, block, FAX_BLOCK);
	faxd_message(&f, ROLE_MEDIA, MSG_FAX_HEARD, &sound, sizeof(sound));
}

static struct hand *
hand_of(uint32_t channel)
{
	for (int i = 0; i < FAX_CREW; i++)
		if (f.crew[i].fax.channel == channel && (f.crew[i].state == HAND_RUNS || f.crew[i].state == HAND_STOPS))
			return &f.crew[i];
	return NULL;
}

/* Wait, in real time, for something that a process does. */
#define WAIT_FOR(what)                                                     \
	do {                                                               \
		for (int tries_ = 0; tries_ < 2000 && !(what); tries_++) { \
			listen_ms(5);                                      \
			faxd_work(&f, f.now_us);                           \
		}                                                          \
		cr_assert(what, #what);                                    \
	} while (0)

/* One block of the line of the sender on this channel; until its worker has answered. */
static void
turn(uint32_t channel)
{
	unsigned before = n_said;

	f.now_us += 20 * US_PER_MS;
	faxd_work(&f, f.now_us);
	sender_says(&sender);
	hear(channel, (uint32_t)sender.blocks, sender.said);
	WAIT_FOR(n_said > before || !hand_of(channel));
	memset(sender.heard, ALAW_SILENCE, FAX_BLOCK);
	if (n_said > before)
		memcpy(sender.heard, said.block, FAX_BLOCK);
	sender_hears(&sender);
}

static void
receive(uint32_t channel)
{
	for (int i = 0; i < 5 * 60 * 50 && hand_of(channel); i++)
		turn(channel);
}

static void
all_are_gone(void)
{
	int left = 1;

	for (int tries = 0; tries < 2000 && left; tries++) {
		listen_ms(5);
		f.now_us += US_PER_MS;
		faxd_work(&f, f.now_us);
		left = 0;
		for (int i = 0; i < FAX_CREW; i++)
			left += f.crew[i].state != HAND_FREE;
		poll(NULL, 0, left ? 1 : 0);
	}
	cr_assert_eq(left, 0);
	cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "a process is left");
}

/* ---- */

Test(faxd, greets_the_switch_with_empty_hands)
{
	cr_expect_eq(n_hello, 1);
	cr_expect(hello.fresh == 1 && hello.epoch == 5 && hello.abi == MSG_ABI);
}

Test(faxd, a_fax_is_received_by_a_worker_and_told)
{
	char path[256], text[256] = "";

	ask(MSG_FAX_RECEIVE, A);
	for (int i = 0; i < 10 * 50; i++)
		turn(A);
	FILE *to = fmemopen(text, sizeof(text), "w");
	faxd_print_channels(&f, to);
	fclose(to);
	cr_expect_not_null(
	    strstr(text, "channel 00070001  fax 0-458853-f1     10 s  page 1  14400 bit/s  corrected  worker "), "%s",
	    text);
	receive(A);
	cr_assert_eq(n_told, 1);
	cr_expect_eq(told[0].channel, (uint32_t)A);
	cr_expect_eq(told[0].session, 100u + A);
	cr_expect_eq(told[0].fax_no, 1u);
	cr_expect_eq(told[0].result, FAX_WHOLE);
	cr_expect_eq(told[0].pages, 2u);
	cr_expect_eq(told[0].bit_rate, 14400u);
	cr_expect_eq(told[0].ecm, 1);
	cr_expect_str_eq(told[0].sender, SENDER);
	cr_assert_eq(fax_path(path, sizeof(path), sender.dir, 100 + A, 1, BEGAN_US), 0);
	expect_pages(path, 2, 300);
	all_are_gone();
	cr_expect(counts[STAT_RECEIVED] == 1 && results[FAX_WHOLE] == 1 && counts[STAT_PAGES] == 2 &&
	    counts[STAT_PAGES_ECM] == 2);
	cr_expect_eq(counts[STAT_WORKERS_DIED], 0);
}

Test(faxd, a_worker_that_is_killed_is_told_and_disturbs_no_other)
{
	ask(MSG_FAX_RECEIVE, A);
	ask(MSG_FAX_RECEIVE, B);
	cr_expect_eq(faxd_busy(&f), 2u);
	for (int i = 0; i < 5 * 50; i++)
		turn(A);
	cr_assert_eq(kill(hand_of(B)->pid, SIGKILL), 0);
	WAIT_FOR(n_told == 1);
	cr_expect_eq(told[0].channel, (uint32_t)B);
	cr_expect_eq(told[0].result, FAX_FAULT);
	cr_expect_eq(told[0].pages, 0u);
	receive(A);
	cr_assert_eq(n_told, 2);
	cr_expect(told[1].channel == A && told[1].result == FAX_WHOLE && told[1].pages == 2);
	cr_expect(counts[STAT_WORKERS_DIED] == 1 && results[FAX_FAULT] == 1);
	all_are_gone();
}

Test(faxd, who_is_told_to_stop_keeps_its_pages)
{
	ask(MSG_FAX_RECEIVE, A);
	while (hand_of(A)->stand.pages < 1)
		turn(A);
	turn(A);
	ask(MSG_FAX_STOP, A);
	ask(MSG_FAX_STOP, A);
	WAIT_FOR(n_told == 1);
	cr_expect(told[0].channel == A && told[0].result == FAX_BROKEN_OFF && told[0].pages == 1);
	ask(MSG_FAX_STOP, A);
	ask(MSG_FAX_RECEIVE, A);
	cr_assert_eq(n_told, 3, "its last word is said again");
	cr_expect(memcmp(&told[1], &told[0], sizeof(told[0])) == 0 && memcmp(&told[2], &told[0], sizeof(told[0])) == 0);
	cr_expect_eq(counts[STAT_REPEATED], 2);
	cr_expect_eq(faxd_busy(&f), 0u);
	all_are_gone();
}

Test(faxd, being_told_the_same_again_disturbs_nothing)
{
	ask(MSG_FAX_RECEIVE, A);
	pid_t pid = hand_of(A)->pid;
	struct msg_hello back = { .abi = MSG_ABI, .epoch = 2 };

	for (int i = 0; i < 100; i++)
		turn(A);
	faxd_message(&f, ROLE_ACD, MSG_HELLO_BACK, &back, sizeof(back));
	ask(MSG_FAX_RECEIVE, A);
	cr_expect_eq(hand_of(A)->pid, pid);
	cr_expect_eq(counts[STAT_REPEATED], 1);
	receive(A);
	cr_assert_eq(n_told, 1);
	cr_expect_eq(told[0].result, FAX_WHOLE);
}

Test(faxd, a_switch_that_begins_anew_is_told_nothing_of_the_old_and_may_use_its_handles)
{
	struct msg_hello back = { .abi = MSG_ABI, .epoch = 2, .fresh = 1 };
	struct msg_fax fax = fax_on(A);

	ask(MSG_FAX_RECEIVE, B);
	ask(MSG_FAX_STOP, B);
	WAIT_FOR(n_told == 1);
	ask(MSG_FAX_RECEIVE, A);
	pid_t pid = hand_of(A)->pid;
	faxd_message(&f, ROLE_ACD, MSG_HELLO_BACK, &back, sizeof(back));
	fax.session = 5;
	faxd_message(&f, ROLE_ACD, MSG_FAX_RECEIVE, &fax, sizeof(fax));
	fax.channel = B;
	faxd_message(&f, ROLE_ACD, MSG_FAX_RECEIVE, &fax, sizeof(fax));
	cr_expect_eq(n_told, 1);
	WAIT_FOR(counts[STAT_RECEIVED] == 2);
	cr_expect_eq(n_told, 1, "the old one ended without a word");
	cr_expect_neq(hand_of(A)->pid, pid);
	cr_expect_eq(hand_of(A)->fax.session, 5u);
	cr_assert_not_null(hand_of(B));
	faxd_message(&f, ROLE_ACD, MSG_FAX_STOP, &fax, sizeof(fax));
	WAIT_FOR(n_told == 2);
	cr_expect(told[1].channel == B && told[1].session == 5);
}

Test(faxd, a_newer_handle_takes_its_place_and_the_older_one_is_told)
{
	uint32_t newer = A + 0x10000;

	site.fax.channels = 1;
	ask(MSG_FAX_RECEIVE, A);
	for (int i = 0; i < 50; i++)
		turn(A);
	ask(MSG_FAX_RECEIVE, newer);
	cr_assert_not_null(hand_of(newer));
	receive(newer);
	WAIT_FOR(n_told == 2);
	int of_newer = told[1].channel == newer;
	cr_expect_eq(told[of_newer].channel, newer);
	cr_expect_eq(told[!of_newer].channel, (uint32_t)A);
	all_are_gone();
}

Test(faxd, no_more_are_received_than_the_site_has_channels)
{
	site.fax.channels = 1;
	ask(MSG_FAX_RECEIVE, A);
	ask(MSG_FAX_RECEIVE, B);
	cr_assert_eq(n_told, 1);
	cr_expect(told[0].channel == B && told[0].result == FAX_FAULT);
	site.fax.channels = 0;
	ask(MSG_FAX_RECEIVE, B + 1);
	cr_expect_eq(n_told, 2);
	cr_expect_eq(counts[STAT_REFUSED], 2);
	cr_expect_eq(faxd_busy(&f), 1u);
}

Test(faxd, what_it_does_not_know_is_answered_or_counted)
{
	static const uint8_t block[FAX_BLOCK];
	struct msg_fax fax = fax_on(A);
	struct msg_fax_sound sound = { .channel = A };

	ask(MSG_FAX_STOP, A);
	cr_assert_eq(n_told, 1);
	cr_expect(told[0].channel == A && told[0].result == FAX_FAULT && told[0].session == fax.session);
	cr_expect_eq(counts[STAT_UNKNOWN], 1);
	ask(MSG_FAX_STOP, 0xffffffff);
	cr_expect_eq(n_told, 2);
	hear(A, 0, block);
	hear(0xffffffff, 0, block);
	cr_expect_eq(counts[STAT_STALE_SOUND], 2);
	cr_expect_eq(counts[STAT_BAD_MESSAGE], 0);

	ask(MSG_FAX_RECEIVE, 0x7ffff); /* no such place */
	fax.channel = B;
	fax.started_us = INT64_MAX;
	faxd_message(&f, ROLE_ACD, MSG_FAX_RECEIVE, &fax, sizeof(fax));
	cr_expect_eq(n_told, 4);
	faxd_message(&f, ROLE_ACD, MSG_FAX_RECEIVE, &fax, sizeof(fax) - 1);
	faxd_message(&f, ROLE_MEDIA, MSG_FAX_RECEIVE, &fax, sizeof(fax));
	faxd_message(&f, ROLE_ACD, MSG_FAX_HEARD, &sound, sizeof(sound));
	faxd_message(&f, ROLE_ACD, MSG_LINE_DIAL, &sound, sizeof(sound));
	faxd_message(&f, ROLE_ACD, 9999, &sound, sizeof(sound));
	cr_expect_eq(counts[STAT_BAD_MESSAGE], 7);
	cr_expect_eq(n_told, 4);
	cr_expect_eq(faxd_busy(&f), 0u);
}

Test(faxd, a_lost_block_is_made_up_for)
{
	static uint8_t block[FAX_BLOCK];

	ask(MSG_FAX_RECEIVE, A);
	hear(A, 10, block);
	WAIT_FOR(n_said == 1);
	hear(A, 11, block);
	WAIT_FOR(n_said == 2);
	hear(A, 15, block);
	WAIT_FOR(n_said == 6);
	cr_expect_eq(said.n, 5u);
	hear(A, 0, block);
	hear(A, 1000000, block);
	WAIT_FOR(n_said == 8);
	listen_ms(50);
	cr_expect_eq(n_said, 8u, "mediad began anew; and a hole that is too wide");
}

Test(faxd, a_channel_without_sound_is_stopped)
{
	ask(MSG_FAX_RECEIVE, A);
	cr_expect_eq(faxd_next_due(&f), f.now_us + 60 * US_PER_SEC);
	f.now_us += 59 * US_PER_SEC;
	faxd_work(&f, f.now_us);
	listen_ms(20);
	cr_expect_eq(n_told, 0);
	f.now_us += 2 * US_PER_SEC;
	WAIT_FOR(n_told == 1);
	cr_expect_eq(told[0].result, FAX_NOBODY);
	cr_expect_eq(counts[STAT_SILENT], 1);
}

static void
sleep_for_ever(int fd)
{
	for (;;)
		pause();
}

Test(faxd, a_worker_that_hangs_is_killed)
{
	static const uint8_t block[FAX_BLOCK];

	instead = sleep_for_ever;
	ask(MSG_FAX_RECEIVE, A);
	ask(MSG_FAX_RECEIVE, B);
	for (uint32_t i = 0; i < 1600 && hand_of(A); i++) {
		hear(A, i, block);
		faxd_work(&f, f.now_us += 20 * US_PER_MS);
	}
	cr_assert_eq(n_told, 1);
	cr_expect(told[0].channel == A && told[0].result == FAX_FAULT);
	cr_expect_gt(counts[STAT_SOUND_LOST], 100);
	ask(MSG_FAX_STOP, B);
	f.now_us += 9 * US_PER_SEC;
	faxd_work(&f, f.now_us);
	cr_expect_eq(n_told, 1);
	f.now_us += 2 * US_PER_SEC;
	faxd_work(&f, f.now_us);
	cr_assert_eq(n_told, 2);
	cr_expect(told[1].channel == B && told[1].result == FAX_FAULT);
	cr_expect_eq(counts[STAT_WORKERS_KILLED], 2);
	all_are_gone();
}

static int talk;

static void
talk_nonsense(int fd)
{
	struct fax_packet p = { .kind = FAX_PACKET_OUTCOME };
	size_t len = sizeof(p);

	switch (talk) {
	case 0:
		p.outcome.result = FAX_FAULT;
		len = fax_packet_size(p.kind);
		break;
	case 1:
		memset(p.outcome.sender, 'x', sizeof(p.outcome.sender));
		len = fax_packet_size(p.kind);
		break;
	case 2:
		p.kind = 0x12345678;
		break;
	case 3:
		len = 3;
		break;
	default:
		p.kind = FAX_PACKET_ORDER;
		len = fax_packet_size(p.kind);
		break;
	}
	send(fd, &p, len, 0);
	sleep_for_ever(fd);
}

Test(faxd, a_worker_that_talks_nonsense_is_killed)
{
	instead = talk_nonsense;
	for (talk = 0; talk < 5; talk++) {
		ask(MSG_FAX_RECEIVE, A + (uint32_t)talk);
		WAIT_FOR(n_told == talk + 1);
		cr_expect_eq(told[talk].result, FAX_FAULT, "%d", talk);
		cr_expect_eq(counts[STAT_WORKERS_WRONG], talk + 1);
	}
	all_are_gone();
}

Test(faxd, the_last_word_waits_for_room_in_the_ring)
{
	ask(MSG_FAX_RECEIVE, A);
	deaf = true;
	ask(MSG_FAX_STOP, A);
	WAIT_FOR(counts[STAT_OUTBOX_WAITED] == 1);
	cr_expect_eq(n_told, 0);
	cr_expect_leq(faxd_next_due(&f), f.now_us + 10 * US_PER_MS);
	deaf = false;
	faxd_work(&f, f.now_us);
	cr_expect_eq(n_told, 1);
}
