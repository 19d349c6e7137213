/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room: isup */
/* libs: -lss7 -Wl,--exclude-libs,ALL */
/*
 * CPU time of a call (IAM ACM ANM REL RLC) per end, while N circuits hold answered calls, next to libss7's.
 *
 * Ours: two whole cores back to back - MTP2, MTP3, ISUP, every trace line formatted - by signal units in memory.  libss7: two
 * instances back to back by such queues: its read() and write() end here, so that no system call is counted for it either
 * (and our own functions of the same names are hidden from it).  Both run T1, T5 and T7, and carry two numbers of 11 digits.
 */
#include "base/clock.h"
#include "isup/exchange.h"

#include <libss7.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS   24 /* of each in turn, so that a busy host disturbs both; the best one counts */
#define CALLS    2000
#define UNITS    4096
#define UNIT_MAX 300
#define CALLED   "02088886666"
#define CALLING  "13800138000"

ssize_t read(int fd, void *data, size_t size);
ssize_t write(int fd, const void *data, size_t size);

/* ---- the line: one queue of units per direction ---- */

struct queue {
	unsigned first, last;
	struct {
		uint16_t len;
		uint8_t octets[UNIT_MAX];
	} units[UNITS];
};
static struct queue our_line[2], their_line[2]; /* [end]: what waits to be read by that end */

static void
queue_put(struct queue *q, const void *octets, size_t len)
{
	unsigned at = q->last++ % UNITS;

	if (q->last - q->first > UNITS || len > UNIT_MAX) {
		fprintf(stderr, "isup_bench: queue overrun\n");
		exit(1);
	}
	q->units[at].len = (uint16_t)len;
	memcpy(q->units[at].octets, octets, len);
}

static size_t
queue_take(struct queue *q, void *octets)
{
	if (q->first == q->last)
		return 0;
	unsigned at = q->first++ % UNITS;
	memcpy(octets, q->units[at].octets, q->units[at].len);
	return q->units[at].len;
}

static double
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* ---- ours ---- */

struct end {
	struct core_out out; /* first */
	int number;
	struct isup *isup;
	uint32_t line; /* of the latest call */
	unsigned answered, released;
	uint32_t to_do[4]; /* requests the switch makes after this step: type, type ... */
	unsigned n_to_do;
};
static struct end ends[2];
static int64_t now_us = 1000000;

static void
step(struct end *end, uint16_t from, uint16_t type, const void *data, uint32_t len)
{
	struct core_input in = { .now_us = now_us, .from = from, .type = type, .len = len, .data = data };

	isup_core.step(end->isup, &in, &end->out);
}

static void
on_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	struct end *end = (struct end *)(void *)out;

	if (type == MSG_LINE_OFFERED) {
		end->line = ((const struct msg_line_offered *)data)->line;
		end->to_do[end->n_to_do++] = MSG_LINE_ALERT;
		end->to_do[end->n_to_do++] = MSG_LINE_ANSWER;
	} else if (type == MSG_LINE_SEIZED) {
		end->line = ((const struct msg_line_seized *)data)->line;
	} else if (type == MSG_LINE_ANSWERED) {
		end->answered++;
	} else if (type == MSG_LINE_RELEASED || type == MSG_LINE_REFUSED) {
		end->released++;
	}
}
static void
on_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	struct end *end = (struct end *)(void *)out;

	if (kind == ISUP_OUT_UNIT)
		queue_put(&our_line[!end->number], data, len);
}
static void
on_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}
static void
on_log(struct core_out *out, int level, const char *line)
{
}
static void
on_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
}
static const struct core_out_ops ops = { on_send, on_local, on_trace, on_log, on_count };

static void
switch_acts(struct end *end)
{
	for (unsigned i = 0; i < end->n_to_do; i++) {
		struct msg_line msg = { .leg = 1, .line = end->line };

		step(end, ROLE_ACD, (uint16_t)end->to_do[i], &msg, sizeof(msg));
	}
	end->n_to_do = 0;
}

static void
ours_settle(void)
{
	static union {
		struct isup_in_unit head;
		uint8_t octets[sizeof(struct isup_in_unit) + UNIT_MAX];
	} in;

	for (int busy = 1; busy;) {
		busy = 0;
		for (int e = 0; e < 2; e++) {
			size_t len = queue_take(&our_line[e], in.head.octets);

			if (len) {
				in.head.len = (uint16_t)len;
				step(&ends[e], CORE_FROM_LINE, ISUP_IN_UNIT, &in, (uint32_t)(sizeof(in.head) + len));
				switch_acts(&ends[e]);
				busy = 1;
			}
		}
	}
}

static void
ours_wait(int64_t us)
{
	int64_t until = now_us + us;

	for (;;) {
		int64_t a = isup_core.next_due(ends[0].isup), b = isup_core.next_due(ends[1].isup), due = a < b ? a : b;

		if (due > until)
			break;
		now_us = due;
		step(&ends[a < b ? 0 : 1], CORE_FROM_SELF, CORE_TICK, NULL, 0);
		ours_settle();
	}
	now_us = until;
}

static void
ours_open(unsigned circuits)
{
	for (int e = 0; e < 2; e++) {
		static struct site site;
		char text[512], why[256];

		snprintf(text, sizeof(text),
		    "spans = ( { number = 64; } );"
		    "linksets = ( { name = \"set\"; opc = \"%d\"; apc = \"%d\"; } );"
		    "links = ( { linkset = \"set\"; span = 64; slot = 1; proving = \"emergency\"; } );"
		    "groups = ( { name = \"group\"; linkset = \"set\"; inbound = 4096; outbound = 4096; } );",
		    1 + e, 2 - e);
		if (site_parse(&site, text, why, sizeof(why))) {
			fprintf(stderr, "isup_bench: %s\n", why);
			exit(1);
		}
		for (unsigned i = 0; i * 32 < circuits; i++) {
			struct conf_circuits *run = &site.circuits[site.n_circuits++];

			snprintf(run->group, TEXT_LABEL, "group");
			run->first_slot = 0;
			run->last_slot = 31;
			run->pcm = (int32_t)i;
		}
		ends[e] = (struct end){ .out = { &ops }, .number = e, .isup = calloc(1, isup_core.size(&site)) };
		isup_core.init(ends[e].isup, &site, 1);
	}
	for (int e = 0; e < 2; e++)
		step(&ends[e], CORE_FROM_SELF, CORE_STARTED, NULL, 0);
	ours_wait(200 * US_PER_SEC);
}

static void
ours_call(void)
{
	static struct msg_line_dial dial = { .leg = 1 };

	if (!dial.called.len) {
		number_set(&dial.called, CALLED, 3);
		number_set(&dial.caller, CALLING, 3);
	}
	now_us += 1000;
	step(&ends[0], ROLE_ACD, MSG_LINE_DIAL, &dial, sizeof(dial));
	ours_settle();
}

static void
ours_release(void)
{
	struct msg_line msg = { .leg = 1, .line = ends[0].line, .cause = 16 };

	step(&ends[0], ROLE_ACD, MSG_LINE_RELEASE, &msg, sizeof(msg));
	ours_settle();
}

static double
our_round(unsigned calls)
{
	double from = cpu_us();

	for (unsigned i = 0; i < calls; i++) {
		ours_call();
		ours_release();
	}
	return (cpu_us() - from) / calls / 2;
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
	queue_put(&their_line[!(fd - FD)], data, size);
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
	isup_set_called(their_call, CALLED, SS7_NAI_NATIONAL, theirs[0]);
	isup_set_calling(
	    their_call, CALLING, SS7_NAI_NATIONAL, SS7_PRESENTATION_ALLOWED, SS7_SCREENING_NETWORK_PROVIDED);
	isup_iam(theirs[0], their_call);
	their_settle();
}

static double
their_round(unsigned held, unsigned calls)
{
	double from = cpu_us();

	for (unsigned i = 0; i < calls; i++) {
		their_dial(held + 1 + i % 32);
		isup_rel(theirs[0], their_call, 16);
		their_settle();
	}
	return (cpu_us() - from) / calls / 2;
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

	ours_open(held + 32);
	theirs_open();
	for (unsigned i = 0; i < held; i++) {
		ours_call();
		their_dial(1 + i);
	}
	for (unsigned round = 0; round < ROUNDS; round++) {
		double ours = our_round(CALLS), libss7 = their_round(held, their_calls);

		we = ours < we ? ours : we;
		they = libss7 < they ? libss7 : they;
	}
	carried("ours", ends[0].answered, ends[1].released, held, ROUNDS * CALLS);
	carried("libss7", their_answered, their_released, held, ROUNDS * their_calls);
	printf("bench isup_call_%u ours=%.2fus libss7=%.2fus ratio=%.2f\n", held, we, they, we / they);
	for (int e = 0; e < 2; e++)
		free(ends[e].isup);
}

int
main(void)
{
	static const unsigned held[] = { 30, 240, 960, 4000 };

	for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++)
		compare(held[i]);
	return 0;
}
