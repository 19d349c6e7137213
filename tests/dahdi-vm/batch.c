/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which way of moving the blocks of many bearers is cheapest?  Every 20 ms one block is read from and one written to each of N channels.
 *
 *   driver     span_read() and span_write(), as they are
 *   calls      a read and a write for each channel
 *   epoll      those that epoll_wait() names are read, and written
 *   uring      all reads and all writes are one submission of io_uring each
 *
 * Measured is the median over the ticks of the processor time of the thread, per block moved: in this machine a nanosecond is an
 * instruction.  Both ends of the lines are in the machine; only one is measured, the kernel sends silence for the other.
 */
#include "base/log.h"
#include "base/site.h"
#include "trunk/dahdi.h"

#include <errno.h>
#include <liburing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { SPANS = 32, BEARERS = 30, MOST = SPANS * BEARERS, TICKS = 25, WARM = 8 };

static struct span *spans[SPANS];
static int fds[MOST];
static uint8_t blocks[MOST][SPAN_BLOCK];
static struct io_uring ring;
static int gate;
static unsigned long moved;

static int64_t
cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void
move(int fd, uint8_t block[SPAN_BLOCK])
{
	if (read(fd, block, SPAN_BLOCK) == SPAN_BLOCK)
		moved++;
	if (write(fd, block, SPAN_BLOCK) == SPAN_BLOCK)
		moved++;
}

static int
slot_of(int bearer)
{
	return bearer % BEARERS + 1;
}

static void
by_driver(int n)
{
	for (int i = 0; i < n; i++) {
		moved += span_read(spans[i / BEARERS], slot_of(i), blocks[i]) == 1;
		moved += span_write(spans[i / BEARERS], slot_of(i), blocks[i]) == 0;
	}
}

static void
by_calls(int n)
{
	for (int i = 0; i < n; i++)
		move(fds[i], blocks[i]);
}

static void
by_epoll(int n)
{
	static struct epoll_event ready[MOST];
	int got = epoll_wait(gate, ready, MOST, 0);

	for (int i = 0; i < got; i++)
		move(fds[ready[i].data.u32], blocks[ready[i].data.u32]);
}

static void
submit(int n, int writing)
{
	struct io_uring_cqe *cqe;
	unsigned head, seen = 0;

	for (int i = 0; i < n; i++) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

		if (writing)
			io_uring_prep_write(sqe, i, blocks[i], SPAN_BLOCK, 0);
		else
			io_uring_prep_read(sqe, i, blocks[i], SPAN_BLOCK, 0);
		sqe->flags |= IOSQE_FIXED_FILE;
	}
	io_uring_submit_and_wait(&ring, (unsigned)n);
	io_uring_for_each_cqe(&ring, head, cqe)
	{
		moved += cqe->res == SPAN_BLOCK;
		seen++;
	}
	io_uring_cq_advance(&ring, seen);
}

static void
by_uring(int n)
{
	submit(n, 0);
	submit(n, 1);
}

static const struct way {
	const char *name;
	void (*move)(int n);
} ways[] = { { "driver", by_driver }, { "calls", by_calls }, { "epoll", by_epoll }, { "uring", by_uring } };

static int
by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int
open_gate(int n)
{
	gate = epoll_create1(EPOLL_CLOEXEC);
	for (int i = 0; i < n; i++) {
		struct epoll_event e = { .events = EPOLLIN, .data.u32 = (uint32_t)i };

		if (epoll_ctl(gate, EPOLL_CTL_ADD, fds[i], &e) < 0)
			return -1;
	}
	return gate;
}

/* A tick after the other; how many blocks moved is part of the result: a way that moves less is no way. */
static int
measure(const struct way *way, struct span *clock, int n)
{
	int64_t ns[TICKS];
	uint64_t tick = span_tick(clock);

	for (int t = -WARM; t < TICKS; t++) {
		while (span_tick(clock) == tick)
			usleep(500);
		tick = span_tick(clock);
		if (t == 0)
			moved = 0;
		int64_t began = cpu_ns();
		way->move(n);
		if (t >= 0)
			ns[t] = cpu_ns() - began;
	}
	qsort(ns, TICKS, sizeof(ns[0]), by_value);
	unsigned long due = 2ul * (unsigned long)n * TICKS;

	printf("bench dahdi_blocks way=%s bearers=%d ns_per_block=%lld moved=%.1f%%\n", way->name, n, (long long)(ns[TICKS / 2] / n / 2),
	    100.0 * (double)moved / (double)due);
	fflush(stdout);
	return moved >= due - due / 20;
}

static int
bench(struct span *clock, int n)
{
	int good = 1;

	if (open_gate(n) < 0 || io_uring_queue_init(1024, &ring, 0) || io_uring_register_files(&ring, fds, (unsigned)n)) {
		printf("not ok ways_of_moving_%d_bearers: %s\n", n, strerror(errno));
		return 0;
	}
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		good = measure(&ways[i], clock, n) && good;
	io_uring_queue_exit(&ring);
	close(gate);
	printf("%sok ways_of_moving_%d_bearers%s\n", good ? "" : "not ", n, good ? "" : ": one of them left blocks behind");
	return good;
}

int
main(void)
{
	int n = 0, good = 1;

	log_open("batch", LOG_WARN);
	for (int s = 0; s < SPANS; s++) {
		struct conf_span conf = { .number = s + 1, .driver = SPAN_DRIVER_DAHDI, .ahead = 3 };

		if (span_open(&spans[s], &conf, "/tmp", SPAN_SIDE_HOUSE)) {
			printf("not ok spans_open: span %d\n", s + 1);
			return 1;
		}
		for (int bearer = 0; bearer < BEARERS; bearer++) {
			int slot = slot_of(bearer);

			if (span_bearer_open(spans[s], slot)) {
				printf("not ok spans_open: span %d slot %d\n", s + 1, slot);
				return 1;
			}
			memset(blocks[n], SPAN_IDLE, SPAN_BLOCK);
			fds[n++] = dahdi_of(spans[s])->slots[slot].fd;
		}
	}
	good = bench(spans[0], BEARERS) && good;
	good = bench(spans[0], MOST / 2) && good;
	good = bench(spans[0], MOST) && good;
	return !good;
}
