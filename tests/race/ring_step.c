/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A SIGKILL after every single instruction: of a producer's send, of a consumer's take and release, and (every
 * STRIDE-th) of attaching too.  After each kill a successor attaches, goes on, and all that was sent must be there
 * once.
 *
 * Random kills hit the few instructions of a commit rarely; stepping hits each of them, every time.
 *
 *     ring_step [stride]      x86-64 and everything else that can single-step
 */
#include "base/ring.h"
#include "tests/race/torture.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define CAPACITY 4096u

static char dir[64], path[80];
static struct ring_spec spec = { .src = 1, .dst = 2, .capacity = CAPACITY, .catalogue = 1 };

/* What survives the consumer that is stepped: the number of the last record applied. */
static volatile uint64_t *applied;

static uint32_t
record(uint64_t seq, uint64_t words[16])
{
	uint32_t n = (uint32_t)(torture_hash(seq) % 16);

	for (uint32_t i = 0; i < n; i++)
		words[i] = torture_hash(seq * 31 + i);
	return n * 8;
}

static void
send_next(struct ring *r)
{
	uint64_t words[16];
	uint32_t len = record(ring_next_seq(r), words);

	if (ring_send(r, (uint16_t)ring_next_seq(r), words, len))
		wrong("send of %llu", (unsigned long long)ring_next_seq(r));
}

/* Take what there is, one by one: a store of `applied` is the effect, then the room is given back. */
static void
take_all(struct ring *r)
{
	struct ring_rec rec;
	uint64_t words[16];
	int rc;

	while ((rc = ring_peek(r, &rec)) > 0) {
		if (rec.len != record(rec.seq, words) || rec.type != (uint16_t)rec.seq ||
		    memcmp(rec.data, words, rec.len))
			wrong("record %llu is not what was sent", (unsigned long long)rec.seq);
		if (rec.seq > *applied + 1)
			wrong("a gap before %llu", (unsigned long long)rec.seq);
		if (rec.seq > *applied)
			*applied = rec.seq;
		ring_next(r);
		ring_release(r);
	}
	if (rc < 0)
		wrong("broken");
}

static void
attach(struct ring *r, bool producer)
{
	int rc = producer ? ring_attach_producer(r, path, &spec) : ring_attach_consumer(r, path, &spec);

	if (rc)
		wrong("a successor cannot attach as %s: %s", producer ? "producer" : "consumer", strerror(-rc));
}

/* ---- the stepped ones: everything between the two stops is stepped ---- */

static void
stop(void)
{
	raise(SIGSTOP);
}

static void
send_warm(void)
{
	struct ring r;

	attach(&r, true);
	stop();
	send_next(&r);
	ring_peer_asleep(&r);
	stop();
}

static void
send_cold(void)
{
	struct ring r;

	stop();
	attach(&r, true);
	send_next(&r);
	stop();
}

static void
take_warm(void)
{
	struct ring r;

	attach(&r, false);
	stop();
	take_all(&r);
	stop();
}

static void
take_cold(void)
{
	struct ring r;

	stop();
	attach(&r, false);
	take_all(&r);
	stop();
}

/* ---- stepping ---- */

static void
step_on(pid_t pid, int *status)
{
	if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) < 0 || waitpid(pid, status, 0) != pid)
		wrong("cannot step");
}

/* Run `what` up to its first stop, step `steps` instructions, kill.  True if it reached its second stop before that. */
static bool
kill_after(void (*what)(void), unsigned long steps)
{
	int status = 0;
	bool done = false;
	pid_t pid = fork();

	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		what();
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status) || WSTOPSIG(status) != SIGSTOP)
		wrong("the child did not come to its stop: %#x", (unsigned)status);
	for (unsigned long i = 0; i < steps && !done; i++) {
		step_on(pid, &status);
		if (!WIFSTOPPED(status))
			wrong("the child ended by itself: %#x", (unsigned)status);
		done = WSTOPSIG(status) == SIGSTOP;
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return done;
}

/* A ring that has been round once, so that there are stale records, with some waiting. */
static void
prepare(unsigned waiting)
{
	struct ring tx, rx;

	if (ring_create(path, &spec, true))
		wrong("cannot make the ring");
	*applied = 0;
	attach(&tx, true);
	attach(&rx, false);
	for (unsigned i = 0; i < 64; i++) {
		send_next(&tx);
		take_all(&rx);
	}
	for (unsigned i = 0; i < waiting; i++)
		send_next(&tx);
	ring_detach(&tx);
	ring_detach(&rx);
}

static unsigned long before, after;

/* Successors of both go on; everything sent so far plus two more must come out, once. */
static void
check(uint64_t least, uint64_t most)
{
	struct ring tx, rx;

	attach(&tx, true);
	uint64_t next = ring_next_seq(&tx);
	if (next < least || next > most)
		wrong("the next number is %llu", (unsigned long long)next);
	if (next == least)
		before++;
	else
		after++;
	send_next(&tx);
	send_next(&tx);
	attach(&rx, false);
	take_all(&rx);
	if (*applied != next + 1)
		wrong("%llu were sent but %llu arrived", (unsigned long long)next + 1, (unsigned long long)*applied);
	ring_detach(&tx);
	ring_detach(&rx);
}

static void
every(const char *name, void (*what)(void), unsigned long stride, bool producer)
{
	const unsigned waiting = producer ? 5 : 2;
	unsigned long steps = 0;
	bool done;

	before = after = 0;
	do {
		prepare(waiting);
		done = kill_after(what, steps);
		check(64 + waiting + 1, 64 + waiting + 1 + producer);
		steps += stride;
	} while (!done);
	printf("ring_step: %s: killed at %lu places, %lu before and %lu after a commit: all whole\n", name,
	    before + after, before, after);
	if (producer && (!before || !after))
		wrong("%s: the commit was never crossed", name);
}

int
main(int argc, char **argv)
{
	unsigned long stride = argc > 1 ? strtoul(argv[1], NULL, 10) : 97;

	torture_dir(dir);
	snprintf(path, sizeof(path), "%s/a-b.ring", dir);
	applied = torture_memory(sizeof(*applied));
	every("send, every instruction", send_warm, 1, true);
	every("take and release, every instruction", take_warm, 1, false);
	every("attach and send, every n-th", send_cold, stride ? stride : 1, true);
	every("attach and take, every n-th", take_cold, stride ? stride : 1, false);
	torture_clean(dir);
	return 0;
}
