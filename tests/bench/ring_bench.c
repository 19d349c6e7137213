/* room: base */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ring and the keeper against their floors in the same run; times in ns, the median of several rounds.
 *
 *   ring_message    64-octet messages from one process to another, with the look whether the other sleeps, against the
 * barest ring there is: fixed slots of one cache line with a sequence word, nothing checked, nothing survived
 *   ring_roundtrip  a message there and one back, both ends awake, against two cache lines handed to and fro
 *   keep_step       an input journaled, stepped, its output counted, against the same step alone
 */
#include "base/clock.h"
#include "base/keep.h"
#include "base/log.h"
#include "base/ring.h"
#include "base/site.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS   7
#define SHORTS   61 /* rounds of a few ms: on a busy host many of them are left alone */
#define MESSAGES 400000u
#define TRIPS    10000u
#define STEPS    200000u
#define SLOTS    4096u
#define PAYLOAD  48u

static char dir[64];

static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof(*v), by_size);
	return v[n / 2];
}

/* On a CPU of its own, and before all ordinary processes if we may: rounds take milliseconds. */
static void
pin(int cpu)
{
	const struct sched_param first = { .sched_priority = 1 };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set); /* on a machine with one CPU it stays where it is */
	sched_setscheduler(0, SCHED_FIFO, &first);
}

static void
unpin(void)
{
	const struct sched_param ordinary = { 0 };

	sched_setscheduler(0, SCHED_OTHER, &ordinary);
}

/* Somebody else may have the other CPU: do not spin for ever. */
static void
wait_a_little(unsigned *spins)
{
	if (++*spins % 20000 == 0)
		sched_yield();
	__builtin_ia32_pause();
}

/* Run `other` in a process on CPU 1 and `self` here on CPU 0; ns for each of n. */
static double
together(void (*self)(void *arg), void (*other)(void *arg), void *arg, unsigned n)
{
	fflush(stdout);
	pid_t child = fork();

	if (child == 0) {
		pin(1);
		other(arg);
		_exit(0);
	}
	pin(0);
	usleep(2000);
	double began = now_ns();
	self(arg);
	waitpid(child, NULL, 0);
	double took = now_ns() - began;
	unpin();
	usleep(2000 + (unsigned)(took / 1e3 / 8)); /* a kernel that lets nobody have the CPU for ever stays calm */
	return took / n;
}

/* ---- floors ---- */

struct bare {
	_Alignas(128) _Atomic uint64_t head;
	_Alignas(128) _Atomic uint64_t there;
	_Alignas(128) _Atomic uint64_t back;
	_Alignas(128) struct slot {
		_Atomic uint64_t seq;
		uint8_t payload[56];
	} slots[SLOTS];
};

static void
bare_send(void *arg)
{
	struct bare *b = arg;
	uint8_t payload[PAYLOAD] = { 0 };
	uint64_t limit = SLOTS;
	unsigned spins = 0;

	for (uint64_t n = 1; n <= MESSAGES; n++) {
		while (n > limit) {
			limit = atomic_load_explicit(&b->head, memory_order_acquire) + SLOTS;
			wait_a_little(&spins);
		}
		struct slot *s = &b->slots[n % SLOTS];
		payload[0] = (uint8_t)n;
		memcpy(s->payload, payload, sizeof(payload));
		atomic_store_explicit(&s->seq, n, memory_order_release);
	}
}

static void
bare_take(void *arg)
{
	struct bare *b = arg;
	unsigned spins = 0;
	uint64_t sum = 0;

	for (uint64_t n = 1; n <= MESSAGES; n++) {
		struct slot *s = &b->slots[n % SLOTS];
		while (atomic_load_explicit(&s->seq, memory_order_acquire) != n)
			wait_a_little(&spins);
		sum += s->payload[0];
		if (n % 32 == 0)
			atomic_store_explicit(&b->head, n, memory_order_release);
	}
	if (sum == 1)
		abort();
}

static void
line_there(void *arg)
{
	struct bare *b = arg;
	unsigned spins = 0;

	for (uint64_t n = 1; n <= TRIPS; n++) {
		atomic_store_explicit(&b->there, n, memory_order_release);
		while (atomic_load_explicit(&b->back, memory_order_acquire) != n)
			wait_a_little(&spins);
	}
}

static void
line_back(void *arg)
{
	struct bare *b = arg;
	unsigned spins = 0;

	for (uint64_t n = 1; n <= TRIPS; n++) {
		while (atomic_load_explicit(&b->there, memory_order_acquire) != n)
			wait_a_little(&spins);
		atomic_store_explicit(&b->back, n, memory_order_release);
	}
}

/* ---- ours ---- */

static const char *
ring_path(const char *name)
{
	static char path[96];

	snprintf(path, sizeof(path), "%s/%s.ring", dir, name);
	return path;
}

static const struct ring_spec spec = { .src = 1, .dst = 2, .capacity = 256 * 1024 };

static struct ring
attach(const char *name, bool producer)
{
	struct ring r;

	if (producer ? ring_attach_producer(&r, ring_path(name), &spec)
	             : ring_attach_consumer(&r, ring_path(name), &spec))
		abort();
	return r;
}

static void
put(struct ring *r, unsigned *spins)
{
	uint8_t payload[PAYLOAD] = { 0 };

	payload[0] = (uint8_t)r->seq;
	while (ring_send(r, 1, payload, sizeof(payload)))
		wait_a_little(spins);
	if (ring_peer_asleep(r))
		abort();
}

static uint64_t
take(struct ring *r, unsigned *spins)
{
	struct ring_rec rec;

	while (ring_peek(r, &rec) != 1)
		wait_a_little(spins);
	ring_next(r);
	return *(const uint8_t *)rec.data;
}

static void
ring_sender(void *arg)
{
	struct ring r = attach("there", true);
	unsigned spins = 0;

	for (unsigned n = 0; n < MESSAGES; n++)
		put(&r, &spins);
	ring_detach(&r);
}

static void
ring_taker(void *arg)
{
	struct ring r = attach("there", false);
	unsigned spins = 0;
	uint64_t sum = 0;

	for (unsigned n = 1; n <= MESSAGES; n++) {
		sum += take(&r, &spins);
		if (n % 32 == 0)
			ring_release(&r);
	}
	ring_release(&r);
	if (sum == 1)
		abort();
	ring_detach(&r);
}

static void
trip_there(void *arg)
{
	struct ring out = attach("there", true), in = attach("back", false);
	unsigned spins = 0;

	for (unsigned n = 0; n < TRIPS; n++) {
		put(&out, &spins);
		take(&in, &spins);
		ring_release(&in);
	}
	ring_detach(&out);
	ring_detach(&in);
}

static void
trip_back(void *arg)
{
	struct ring in = attach("there", false), out = attach("back", true);
	unsigned spins = 0;

	for (unsigned n = 0; n < TRIPS; n++) {
		take(&in, &spins);
		ring_release(&in);
		put(&out, &spins);
	}
	ring_detach(&out);
	ring_detach(&in);
}

/* ---- the keeper ---- */

/* A core that does about as much as a simple transition of a call: looks into its state and says one thing. */
struct work {
	uint64_t cells[4096], steps;
};

static size_t
work_size(const struct site *site)
{
	return sizeof(struct work);
}

static void
work_init(void *arena, const struct site *site, uint64_t seed)
{
}

static void
work_step(void *arena, const struct core_input *in, struct core_out *out)
{
	struct work *w = arena;
	struct msg_fact fact = { .session = ++w->steps };
	uint64_t at = w->steps;

	for (int i = 0; i < 8; i++) {
		at = at * UINT64_C(0x9e3779b97f4a7c15) + in->len;
		w->cells[at >> 52] += at;
	}
	core_send(out, ROLE_CRM, MSG_FACT, &fact, sizeof(fact));
}

static int64_t
work_due(const void *arena)
{
	return TIME_NEVER;
}

static const struct core work_core = { .name = "work",
	.role = ROLE_ACD,
	.layout = 1,
	.size = work_size,
	.init = work_init,
	.step = work_step,
	.next_due = work_due };

static uint64_t nowhere;

static void
send_nowhere(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	nowhere += *(const uint8_t *)data;
}

static double
bare_steps(void)
{
	static struct work w;
	const struct core_out_ops ops = { .send = send_nowhere };
	struct core_out out = { &ops };
	uint8_t payload[64] = { 0 };
	struct core_input in = { .from = CORE_FROM_LINE, .type = 1, .len = sizeof(payload), .data = payload };
	double began = now_ns();

	for (unsigned n = 0; n < STEPS; n++) {
		in.serial++;
		work_step(&w, &in, &out);
	}
	return (now_ns() - began) / STEPS;
}

static double
kept_steps(void)
{
	static struct site site;
	struct keep *keep;
	uint8_t payload[64] = { 0 };

	if (keep_open(&keep, &work_core, &site, dir, NULL, NULL, NULL) < 0)
		abort();
	double began = now_ns();
	for (unsigned n = 0; n < STEPS; n++)
		if (keep_feed(keep, CORE_FROM_LINE, 1, payload, sizeof(payload), 1))
			abort();
	double each = (now_ns() - began) / STEPS;
	keep_close(keep);
	return each;
}

static void
report(const char *name, double *ours, double *floor_ns, int n)
{
	double o = median(ours, n), f = median(floor_ns, n);

	printf("bench %s ours=%.1f floor=%.1f ratio=%.2f unit=ns\n", name, o, f, o / f);
}

int
main(void)
{
	double message[ROUNDS], message_floor[ROUNDS], step[ROUNDS], step_floor[ROUNDS];
	double trip[SHORTS], trip_floor[SHORTS];
	struct bare *bare = mmap(NULL, sizeof(*bare), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	snprintf(dir, sizeof(dir), "/dev/shm/zj-bench-XXXXXX");
	if (bare == MAP_FAILED || !mkdtemp(dir))
		return 1;
	log_open("bench", LOG_FATAL);
	for (int i = 0; i < ROUNDS; i++) {
		if (ring_create(ring_path("there"), &spec, true) || ring_create(ring_path("back"), &spec, true))
			return 1;
		memset(bare, 0, sizeof(*bare));
		message_floor[i] = together(bare_send, bare_take, bare, MESSAGES);
		message[i] = together(ring_sender, ring_taker, NULL, MESSAGES);
		step_floor[i] = bare_steps();
		step[i] = kept_steps();
	}
	for (int i = 0; i < SHORTS; i++) {
		atomic_store(&bare->there, 0);
		atomic_store(&bare->back, 0);
		trip_floor[i] = together(line_there, line_back, bare, TRIPS);
		trip[i] = together(trip_there, trip_back, NULL, TRIPS);
	}
	report("ring_message", message, message_floor, ROUNDS);
	report("ring_roundtrip", trip, trip_floor, SHORTS);
	report("keep_step", step, step_floor, ROUNDS);
	char command[96];
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command) || nowhere == 1;
}
