/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * autoseat: scripted agents, many in one process, for demonstrations and tests without people.
 *
 * Each agent has its own lines to crmd and acdd, as a console has.  SIGTERM signs all out and ends.
 */
#include "tools/autoseat/seat.h"

#include "base/clock.h"
#include "base/site.h"
#include "tools/console/crmline.h"
#include "tools/console/deskline.h"
#include "tools/console/label.h"

#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define SEATS_MOST 500
#define TURN_MS    100
#define LEAVE_US   (15 * US_PER_SEC) /* how long to wait for calls to end */

struct desk_of_one {
	struct autoseat seat;
	struct deskline desk;
	struct crmline crm;
};

static struct desk_of_one *seats;
static int n_seats;
static volatile sig_atomic_t stop;

static struct desk_of_one *
whole(struct autoseat *s)
{
	return (struct desk_of_one *)(void *)s;
}

static void
do_ask(struct autoseat *s, const struct ask *ask)
{
	crmline_ask(&whole(s)->crm, ask, clock_now_us());
}

static void
do_greet(struct autoseat *s, uint64_t token)
{
	deskline_greet(&whole(s)->desk, s->number, token);
}

static void
do_desk(struct autoseat *s, enum desk_verb verb, uint64_t session)
{
	deskline_do(&whole(s)->desk, verb, session, "");
}

static void
do_say(struct autoseat *s, const char *line)
{
	puts(line);
	fflush(stdout);
}

static const struct autoseat_ops ops = { do_ask, do_greet, do_desk, do_say };

static void
on_signal(int sig)
{
	stop = 1;
}

/* One agent's turn: lines, what came, what to do. */
static void
turn(struct desk_of_one *d)
{
	static struct answer a;
	static uint64_t packet[DESKLINE_PACKET / sizeof(uint64_t)];
	ssize_t n;

	crmline_turn(&d->crm, clock_now_us());
	while (crmline_take(&d->crm, &a))
		autoseat_answer(&d->seat, &a, clock_now_us());
	deskline_turn(&d->desk, clock_now_us());
	while ((n = deskline_take(&d->desk, packet, sizeof(packet))) > 0)
		autoseat_packet(&d->seat, packet, (size_t)n, clock_now_us());
	autoseat_turn(&d->seat, clock_now_us());
	if (d->seat.where == AUTOSEAT_GONE)
		deskline_close(&d->desk);
}

static void
wait_all(struct pollfd *fds)
{
	for (int i = 0; i < n_seats; i++) {
		fds[2 * i] = (struct pollfd){ .fd = crmline_fd(&seats[i].crm), .events = POLLIN };
		fds[2 * i + 1] = (struct pollfd){ .fd = seats[i].desk.fd, .events = POLLIN };
	}
	poll(fds, (nfds_t)n_seats * 2, TURN_MS);
}

static bool
all_gone(void)
{
	for (int i = 0; i < n_seats; i++)
		if (seats[i].seat.where != AUTOSEAT_GONE)
			return false;
	return true;
}

static void
summary(void)
{
	unsigned served = 0, orders = 0;

	for (int i = 0; i < n_seats; i++) {
		served += seats[i].seat.served;
		orders += seats[i].seat.orders;
	}
	printf("autoseat: %u calls served, %u orders\n", served, orders);
}

static int
run(const struct script *script, int first, const char *run_dir)
{
	struct pollfd *fds = calloc((size_t)n_seats * 2, sizeof(*fds));
	bool leaving = false;
	int64_t leave_us = 0;

	seats = calloc((size_t)n_seats, sizeof(*seats));
	if (!fds || !seats) {
		fprintf(stderr, "autoseat: no memory for %d seats\n", n_seats);
		return 1;
	}
	for (int i = 0; i < n_seats; i++) {
		autoseat_open(&seats[i].seat, (uint16_t)(first + i), script, &ops);
		crmline_open(&seats[i].crm, run_dir);
		deskline_open(&seats[i].desk, run_dir);
	}
	while (!(leaving && (all_gone() || clock_now_us() - leave_us > LEAVE_US))) {
		if (stop && !leaving) {
			leaving = true;
			leave_us = clock_now_us();
			for (int i = 0; i < n_seats; i++)
				autoseat_leave(&seats[i].seat);
		}
		for (int i = 0; i < n_seats; i++)
			turn(&seats[i]);
		wait_all(fds);
	}
	summary();
	for (int i = 0; i < n_seats; i++) {
		crmline_close(&seats[i].crm);
		crmline_forget(&seats[i].crm);
		deskline_close(&seats[i].desk);
	}
	free(seats);
	free(fds);
	return 0;
}

static int64_t
seconds(const char *text)
{
	return (int64_t)(strtod(text, NULL) * 1e6);
}

static int
usage(int status)
{
	fprintf(status ? stderr : stdout,
	    "usage: autoseat [-c conf] [-n seats] [-s first-seat | --seats 0102-0105] [-p password]\n"
	    "                [--answer s] [--hold s] [--held s] [--hang-up s] [--wrap s]\n"
	    "  --answer   a headset seat answers after so many seconds of ringing (0.5)\n"
	    "  --hold     so far into the talk the customer is put on hold (never), --held for so long (2)\n"
	    "  --hang-up  so far into the talk the agent hangs up (never: the customer does)\n"
	    "  --wrap     so far into after-call work the form is filed (1)\n");
	return status;
}

int
main(int argc, char **argv)
{
	/* clang-format off */
	static const struct option options[] = {
		{ "conf", required_argument, NULL, 'c' },
		{ "seats", required_argument, NULL, 'S' },
		{ "password", required_argument, NULL, 'p' },
		{ "answer", required_argument, NULL, 'A' },
		{ "hold", required_argument, NULL, 'H' },
		{ "held", required_argument, NULL, 'D' },
		{ "hang-up", required_argument, NULL, 'U' },
		{ "wrap", required_argument, NULL, 'W' },
		{ "help", no_argument, NULL, 'h' },
	    {0},
	};
	/* clang-format on */
	static struct site site;
	struct script script = { .answer_us = 500000,
		.note_us = US_PER_SEC,
		.held_us = 2 * US_PER_SEC,
		.wrap_us = US_PER_SEC,
		.password = "123456" };
	const char *conf = site_path();
	char why[256];
	int first = 102, last, option;

	n_seats = 4;
	while ((option = getopt_long(argc, argv, "c:n:s:p:h", options, NULL)) != -1)
		switch (option) {
		case 'c':
			conf = optarg;
			break;
		case 'n':
			n_seats = atoi(optarg);
			break;
		case 's':
			first = atoi(optarg);
			break;
		case 'S':
			if (sscanf(optarg, "%d-%d", &first, &last) != 2)
				return usage(1);
			n_seats = last - first + 1;
			break;
		case 'p':
			text_copy(script.password, sizeof(script.password), optarg);
			break;
		case 'A':
			script.answer_us = seconds(optarg);
			break;
		case 'H':
			script.hold_us = seconds(optarg);
			break;
		case 'D':
			script.held_us = seconds(optarg);
			break;
		case 'U':
			script.hang_up_us = seconds(optarg);
			break;
		case 'W':
			script.wrap_us = seconds(optarg);
			break;
		default:
			return usage(option == 'h' ? 0 : 1);
		}
	if (n_seats < 1 || n_seats > SEATS_MOST || first < 1 || first + n_seats > 10000)
		return usage(1);
	if (site_load(&site, conf, why, sizeof(why)) != 0) {
		fprintf(stderr, "autoseat: %s\n", why);
		return 1;
	}
	language_open(LANG_EN, LANG_EN);
	clock_attach(site.site.run_dir);
	struct sigaction act = { .sa_handler = on_signal };
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	signal(SIGPIPE, SIG_IGN);
	return run(&script, first, site.site.run_dir);
}
