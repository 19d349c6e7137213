/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room: isup */
/* libs: -lss7 -Wl,--exclude-libs,ALL */
/*
 * CPU time of a call (IAM ACM ANM REL RLC) per end, while N circuits hold answered calls, next to libss7's; and from the first of
 * these, how many calls a second one processor would carry in the core alone.
 *
 * Ours: two whole cores back to back (isup_pair.h), by signal units in memory.  libss7: two instances back to back by such
 * queues: its read() and write() end here, so that no system call is counted for it either (and our own functions of the
 * same names are hidden from it).  Both run T1, T5 and T7, and carry two numbers of 11 digits.
 */
#include "tests/bench/isup_pair.h"

#include <libss7.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ROUNDS 24 /* of each in turn, so that a busy host disturbs both; the best one counts */
#define CALLS  2000

ssize_t read(int fd, void *data, size_t size);
ssize_t write(int fd, const void *data, size_t size);

static struct pair_queue their_line[2]; /* [end]: what waits to be read by that end */

static size_t
queue_take(struct pair_queue *q, void *octets)
{
	if (q->first == q->last)
		return 0;
	unsigned at = q->first++ % PAIR_UNITS;
	memcpy(octets, q->units[at].octets, q->units[at].len);
	return q->units[at].len;
}

/* ---- libss7: descriptors 1000 and 1001 are the two ends of the line ---- */

#define FD 1000

static struct ss7 *theirs[2];
static unsigned their_answered, their_released;
static int their_up[2];
static struct isup_call *their_call;

ssize_t
read(int fd, void *data, size_t size)
{
	if (fd != FD && fd != FD + 1)
		return syscall(SYS_read, fd, data, size);
	return (ssize_t)queue_take(&their_line[fd - FD], data);
}

ssize_t
write(int fd, const void *data, size_t size)
{
	if (fd != FD && fd != FD + 1)
		return syscall(SYS_write, fd, data, size);
	pair_put(&their_line[!(fd - FD)], 0, data, size);
	return (ssize_t)size;
}

static void
their_text(struct ss7 *ss7, char *text)
{
}
static void
their_not_in_service(struct ss7 *ss7, int cic, unsigned int dpc)
{
}
static int
their_hangup(struct ss7 *ss7, int cic, unsigned int dpc, int cause, int what)
{
	return SS7_CIC_USED;
}
static void
their_call_null(struct ss7 *ss7, struct isup_call *c, int lock)
{
}

static void
their_event(int e, ss7_event *event)
{
	switch (event->e) {
	case SS7_EVENT_UP:
		their_up[e] = 1;
		break;
	case ISUP_EVENT_IAM:
		isup_acm(theirs[e], event->iam.call);
		isup_anm(theirs[e], event->iam.call);
		break;
	case ISUP_EVENT_ANM:
		their_answered++;
		break;
	case ISUP_EVENT_REL:
		if (isup_rlc(theirs[e], event->rel.call) >= 0)
			isup_free_call_if_clear(theirs[e], event->rel.call);
		their_released++;
		break;
	case ISUP_EVENT_RLC:
		isup_free_call(theirs[e], event->rlc.call);
		break;
	}
}

static void
their_settle(void)
{
	for (int busy = 1; busy;) {
		busy = 0;
		for (int e = 0; e < 2; e++) {
			ss7_event *event;

			for (; (ss7_pollflags(theirs[e], FD + e) & POLLOUT) && ss7_write(theirs[e], FD + e) > 0;
			     busy = 1)
				;
			for (; their_line[e].first != their_line[e].last; busy = 1)
				ss7_read(theirs[e], FD + e);
			while ((event = ss7_check_event(theirs[e])))
				their_event(e, event);
		}
	}
}

static void
theirs_open(void)
{
	static struct {
		char name[4];
		int ms;
	} timers[] = { { "t1", 20000 }, { "t5", 600000 }, { "t7", 25000 } };

	their_answered = their_released = 0;
	ss7_set_message(their_text);
	ss7_set_error(their_text);
	ss7_set_notinservice(their_not_in_service);
	ss7_set_hangup(their_hangup);
	ss7_set_call_null(their_call_null);
	for (int e = 0; e < 2; e++) {
		their_up[e] = 0;
		theirs[e] = ss7_new(SS7_ITU);
		ss7_set_pc(theirs[e], (unsigned)(1 + e));
		ss7_set_network_ind(theirs[e], 2);
		for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++)
			ss7_set_isup_timer(theirs[e], timers[i].name, timers[i].ms);
		ss7_add_link(theirs[e], SS7_TRANSPORT_DAHDIMTP2, FD + e, 0, (unsigned)(2 - e));
	}
	for (int e = 0; e < 2; e++)
		ss7_start(theirs[e]);
	for (int i = 0; i < 3000 && !(their_up[0] && their_up[1]); i++) {
		struct timespec ms = { .tv_nsec = 1000000 };

		their_settle();
		for (int e = 0; e < 2; e++)
			ss7_schedule_run(theirs[e]);
		nanosleep(&ms, NULL);
	}
}

static void
their_dial(unsigned cic)
{
	their_call = isup_new_call(theirs[0], (int)cic, 2, 1);
	isup_set_called(their_call, PAIR_CALLED, SS7_NAI_NATIONAL, theirs[0]);
	isup_set_calling(
	    their_call, PAIR_CALLING, SS7_NAI_NATIONAL, SS7_PRESENTATION_ALLOWED, SS7_SCREENING_NETWORK_PROVIDED);
	isup_iam(theirs[0], their_call);
	their_settle();
}

static double
their_round(unsigned held, unsigned calls)
{
	double from = pair_cpu_us();

	for (unsigned i = 0; i < calls; i++) {
		their_dial(held + 1 + i % 31); /* up to CIC 4095 */
		isup_rel(theirs[0], their_call, 16);
		their_settle();
	}
	return (pair_cpu_us() - from) / calls / 2;
}

static void
carried(const char *who, unsigned answered, unsigned released, unsigned held, unsigned calls)
{
	if (answered == held + calls && released == calls)
		return;
	fprintf(stderr, "isup_bench: %s answered %u of %u calls, released %u of %u\n", who, answered, held + calls,
	    released, calls);
	exit(1);
}

static void
compare(unsigned held)
{
	unsigned their_calls = held > 1000 ? CALLS / 40 : CALLS; /* or it takes all day */
	double we = 1e9, they = 1e9;
	struct pair *ours = pair_open(held + 32, 1);

	theirs_open();
	for (unsigned i = 0; i < held; i++) {
		pair_call(ours);
		their_dial(1 + i);
	}
	for (unsigned round = 0; round < ROUNDS; round++) {
		double our_us = pair_round(ours, CALLS), their_us = their_round(held, their_calls);

		we = our_us < we ? our_us : we;
		they = their_us < they ? their_us : they;
	}
	carried("ours", ours->ends[0].answered, ours->ends[1].released, held, ROUNDS * CALLS);
	carried("libss7", their_answered, their_released, held, ROUNDS * their_calls);
	printf("bench isup_call_%u ours=%.2fus libss7=%.2fus ratio=%.2f\n", held, we, they, we / they);
	printf("bench isup_calls_per_core_%u ours=%.0f/s libss7=%.0f/s ratio=%.2f\n", held, 1e6 / we, 1e6 / they,
	    they / we);
	pair_close(ours);
}

int
main(void)
{
	static const unsigned held[] = { 30, 240, 960, 4064 }; /* and 32 that work: 4096 */

	for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++)
		compare(held[i]);
	return 0;
}
