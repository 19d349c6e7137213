/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * desk.sock, from the consoles' side: the core with its socket in a process of its own, and consoles that know the
 * token, guess it, come twice, talk nonsense or do not listen.
 */
#include "acd/core.h"
#include "acd/desk.h"
#include "base/clock.h"
#include "base/desk.h"
#include "tests/unit/forked.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEATS   4
#define PLACES  (SEATS + 64) /* connections there is room for */
#define WAIT_MS 10000

static char dir[64], conf[96];
static struct site site;
static struct wires crm;
static pid_t pid;

/* ---- the daemon: acd/main.c without flows ---- */

static const struct stat_row stats[] = {
#define STAT(name, instances, unit, sentence) { #name, instances, unit, sentence },
#include "acd/stats.def"
#undef STAT
};
static struct desk *desk;

static int
open_desk(struct svc_run *run)
{
	return desk_open(&desk, run);
}

static void
local(struct svc_run *run, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	desk_send(desk, addr, data, len);
}

static int
work(struct svc_run *run, int64_t now_us)
{
	return desk_work(desk, now_us);
}

static void
close_desk(struct svc_run *run)
{
	desk_close(desk);
}

static const struct svc acdd = {
	.role = ROLE_ACD,
	.sentence = "desk_test",
	.core = &acd_core,
	.stats = stats,
	.n_stats = sizeof(stats) / sizeof(stats[0]),
	.open = open_desk,
	.local = local,
	.work = work,
	.close = close_desk,
};

static void
start(void)
{
	static char name[] = "acdd", dash_c[] = "-c";

	pid = fork();
	if (pid == 0) {
		freopen("/dev/null", "w", stderr);
		exit(svc_main(&acdd, 3, (char *[]){ name, dash_c, conf, NULL }));
	}
}

static void
make_house(void)
{
	forked_go_quietly();
	snprintf(dir, sizeof(dir), "/dev/shm/zj-desk-XXXXXX");
	cr_assert(mkdtemp(dir));
	snprintf(conf, sizeof(conf), "%s/desk.conf", dir);
	FILE *f = fopen(conf, "w");
	fprintf(f,
	    "site = { run_dir = \"%s\"; };\nacd = { seats = %d; };\nqueues = ( { name = \"water\"; code = 1; } );\n"
	    "spans = ( { number = 1; } );\ngroups = ( { name = \"pbx\"; kind = \"pri\"; } );\n"
	    "circuits = ( { group = \"pbx\"; span = 1; } );\n",
	    dir, SEATS);
	fclose(f);
	char why[320];
	cr_assert_eq(site_load(&site, conf, why, sizeof(why)), 0, "%s", why);
	cr_assert_eq(clock_create(dir), 0);
	cr_assert_eq(wires_create(dir, &site), 0);
	cr_assert_eq(wires_attach(&crm, dir, ROLE_CRM), 0);
	start();
}

static void
remove_house(void)
{
	char command[96];
	int status;

	kill(pid, SIGTERM);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "it ended with %x", (unsigned)status);
	wires_detach(&crm);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

TestSuite(desk, .init = make_house, .fini = remove_house, .timeout = 120);

/* ---- consoles ---- */

static int
console(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(to.sun_path, sizeof(to.sun_path), "%s/desk.sock", dir);
	for (int i = 0; connect(fd, (struct sockaddr *)&to, sizeof(to)); i++) {
		cr_assert_lt(i, WAIT_MS / 5, "it never listened");
		usleep(5000);
	}
	return fd;
}

static void
say(int fd, const void *packet, size_t len)
{
	cr_assert_eq(send(fd, packet, len, MSG_NOSIGNAL), (ssize_t)len);
}

/* The next packet that is not the day's figures: its type, 0 if the line was cut, -1 if nothing came. */
static int
hear(int fd, void *packet, size_t size)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	while (poll(&p, 1, WAIT_MS) > 0) {
		ssize_t n = recv(fd, packet, size, 0);

		if (n <= 0)
			return 0;
		if (((struct desk_head *)packet)->type != DESK_DAY)
			return ((struct desk_head *)packet)->type;
	}
	return -1;
}

static void
greet(int fd, uint16_t seat, uint64_t token)
{
	struct desk_hello m = {
		.head = { .type = DESK_HELLO, .seat = seat, .serial = 9 }, .abi = DESK_ABI, .token = token
	};

	say(fd, &m, sizeof(m));
}

static void
wish(int fd, uint16_t seat, enum desk_verb verb)
{
	struct desk_do m = { .head = { .type = DESK_DO, .seat = seat, .serial = 10 }, .verb = (uint16_t)verb };

	say(fd, &m, sizeof(m));
}

#define EXPECT_SEAT(fd, is)                                       \
	do {                                                      \
		struct desk_seat s;                               \
		cr_assert_eq(hear(fd, &s, sizeof(s)), DESK_SEAT); \
		cr_expect_eq(s.state, is, "state %d", s.state);   \
	} while (0)
#define EXPECT_REFUSED(fd, because)                                  \
	do {                                                         \
		union {                                              \
			struct desk_refused r;                       \
			struct desk_seat s;                          \
		} m;                                                 \
		cr_assert_eq(hear(fd, &m, sizeof(m)), DESK_REFUSED); \
		cr_expect_eq(m.r.why, because, "why %d", m.r.why);   \
	} while (0)

/* crmd lets seat n in with token 7000 + n. */
static void
let_in(uint16_t seat)
{
	struct msg_seat m = {
		.seat = seat, .n_queues = 1, .token = 7000u + seat, .queue = { 1 }, .queue_level = { 3 }
	};

	snprintf(m.phone, sizeof(m.phone), "8%03u", seat);
	text_copy(m.group, sizeof(m.group), "pbx");
	cr_assert_eq(wires_send(&crm, ROLE_ACD, MSG_SEAT_SIGNED_IN, &m, sizeof(m)), 0);
}

/* Signed in, greeted, ready. */
static int
at_work(uint16_t seat)
{
	int fd = console();

	let_in(seat);
	for (int tries = 0;; tries++) { /* the ring and the socket race each other, as they do in life */
		union {
			struct desk_refused r;
			struct desk_seat s;
		} m;

		greet(fd, seat, 7000u + seat);
		if (hear(fd, &m, sizeof(m)) == DESK_SEAT)
			return fd;
		cr_assert_eq(m.r.why, DESK_BAD_TOKEN);
		cr_assert_lt(tries, 1000);
		usleep(1000);
	}
}

Test(desk, only_the_token_opens_it)
{
	int stranger = console();

	greet(stranger, 101, 0);
	EXPECT_REFUSED(stranger, DESK_BAD_TOKEN);
	int owner = at_work(101);
	greet(stranger, 101, 7102);
	EXPECT_REFUSED(stranger, DESK_BAD_TOKEN);
	wish(stranger, 101, DESK_VERB_CLOSED);
	EXPECT_REFUSED(stranger, DESK_BAD_TOKEN);
	wish(owner, 101, DESK_VERB_CLOSED);
	EXPECT_SEAT(owner, SEAT_CLOSED);
	wish(owner, 102, DESK_VERB_READY); /* somebody else's seat */
	EXPECT_REFUSED(owner, DESK_BAD_TOKEN);
	wish(owner, 101, DESK_VERB_HANG_UP);
	EXPECT_REFUSED(owner, DESK_NOT_NOW);
	close(stranger);
	close(owner);
}

Test(desk, a_second_console_takes_over_and_a_dead_one_changes_nothing)
{
	int first = at_work(101), second = console();

	greet(second, 101, 7101);
	EXPECT_REFUSED(first, DESK_TAKEN_OVER);
	EXPECT_SEAT(second, SEAT_READY);
	wish(first, 101, DESK_VERB_AWAY);
	EXPECT_REFUSED(first, DESK_BAD_TOKEN);
	close(first);
	close(second);
	second = console();
	greet(second, 101, 7101);
	EXPECT_SEAT(second, SEAT_READY);
	close(second);
}

Test(desk, the_seat_is_there_after_the_process_was_killed)
{
	int fd = at_work(101), status;

	wish(fd, 101, DESK_VERB_CLOSED);
	EXPECT_SEAT(fd, SEAT_CLOSED);
	kill(pid, SIGKILL);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	char octets[1024];
	cr_expect_eq(hear(fd, octets, sizeof(octets)), 0, "the line is cut");
	close(fd);
	start();
	fd = console();
	greet(fd, 101, 7101);
	EXPECT_SEAT(fd, SEAT_CLOSED);
	close(fd);
}

Test(desk, garbage_is_refused_or_cut_off_and_others_do_not_notice)
{
	int owner = at_work(101);
	unsigned seed = 3;
	char octets[4096];

	for (int i = 0; i < 400; i++) {
		int fd = console();
		size_t n = 1 + (size_t)rand_r(&seed) % 512;

		for (size_t k = 0; k < n; k++)
			octets[k] = (char)rand_r(&seed);
		if (i % 2) /* with the head of a real one */
			memcpy(octets, &(struct desk_head){ .type = (uint16_t)(1 + i % 7), .seat = 101 },
			    sizeof(struct desk_head));
		send(fd, octets, n, MSG_NOSIGNAL);
		send(fd, octets, n / 3 + 1, MSG_NOSIGNAL);
		close(fd);
	}
	int fd = console();
	say(fd, octets, sizeof(octets)); /* longer than any packet there is */
	cr_expect_eq(hear(fd, octets, sizeof(octets)), 0, "it is cut off");
	close(fd);
	wish(owner, 101, DESK_VERB_CLOSED);
	EXPECT_SEAT(owner, SEAT_CLOSED);
	close(owner);
}

Test(desk, when_all_places_are_taken_the_next_is_turned_away_until_one_goes)
{
	int fds[PLACES];
	char octets[1024];

	for (int i = 0; i < PLACES; i++) {
		fds[i] = console();
		greet(fds[i], 101, 1); /* its refusal says that it has its place */
		EXPECT_REFUSED(fds[i], DESK_BAD_TOKEN);
	}
	int more = console();
	cr_expect_eq(hear(more, octets, sizeof(octets)), 0, "turned away");
	close(more);
	close(fds[PLACES / 2]);
	for (int i = 0;; i++) { /* its place is free as soon as its end was noticed */
		more = console();
		struct desk_hello m = { .head = { .type = DESK_HELLO, .seat = 101 }, .abi = DESK_ABI };
		send(more, &m, sizeof(m), MSG_NOSIGNAL);
		if (hear(more, octets, sizeof(octets)) == DESK_REFUSED)
			break;
		close(more);
		cr_assert_lt(i, 1000);
		usleep(1000);
	}
	close(more);
	for (int i = 0; i < PLACES; i++)
		if (i != PLACES / 2)
			close(fds[i]);
}

Test(desk, a_console_that_does_not_listen_is_cut_off_and_told_everything_when_it_comes_again)
{
	int deaf = at_work(101), other = at_work(102), room = 1;

	setsockopt(deaf, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	for (int i = 0; i < 20000; i++) { /* each wish has an answer, and nobody takes it */
		struct desk_do m = { .head = { .type = DESK_DO, .seat = 101 },
			.verb = i % 2 ? DESK_VERB_READY : DESK_VERB_CLOSED };

		if (send(deaf, &m, sizeof(m), MSG_NOSIGNAL) < 0)
			break;
		cr_assert_lt(i, 19999, "it is never cut off");
	}
	wish(other, 102, DESK_VERB_CLOSED);
	EXPECT_SEAT(other, SEAT_CLOSED);
	close(deaf);
	deaf = console();
	greet(deaf, 101, 7101);
	struct desk_seat s;
	cr_assert_eq(hear(deaf, &s, sizeof(s)), DESK_SEAT);
	cr_expect(s.state == SEAT_READY || s.state == SEAT_CLOSED);
	close(deaf);
	close(other);
}
