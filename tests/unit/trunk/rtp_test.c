/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RTP spans: two of them on loopback, the span test set, and what a network does to packets.  The clock is fake. */
#include "base/site.h"
#include "tests/unit/trunk/span_set.h"
#include "trunk/rtp.h"
#include "trunk/rtp_packet.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SLOT = 3, LOOPBACK = 0x7f000001 };

static char dir[64];
static struct conf_span near_conf = {
	.number = 1, .driver = SPAN_DRIVER_RTP, .ahead = 2, .jitter = 2, .address = "127.0.0.1"
};
static struct conf_span far_conf = {
	.number = 2, .driver = SPAN_DRIVER_RTP, .ahead = 2, .jitter = 2, .address = "127.0.0.1"
};
static struct span *house, *far;
static struct rtp_board *house_board, *far_board;

/* Ports of this test alone, whatever runs beside it: a range that can be bound is looked for by process id. */
static void
choose_ports(void)
{
	near_conf.port = 20000 + (int)(getpid() % 150) * 128;
	far_conf.port = near_conf.port + 64;
}

static void
point(struct rtp_board *b, const struct conf_span *to, unsigned ways)
{
	struct rtp_far where = { .address = LOOPBACK, .ways = (uint16_t)ways };

	for (int slot = 1; slot < SPAN_SLOTS; slot++) {
		where.port = rtp_port(to->port, slot);
		rtp_board_begin(b, slot, &where);
	}
}

static void
lines_up(void)
{
	snprintf(dir, sizeof(dir), "/dev/shm/zj-rtp-XXXXXX");
	cr_assert(mkdtemp(dir));
	choose_ports();
	for (int number = 1; number <= 2; number++)
		cr_assert_eq(rtp_create(dir, number, LINE_CLOCK_FAKE), 0);
	cr_assert_eq(rtp_board_open(&house_board, dir, 1), 0);
	cr_assert_eq(rtp_board_open(&far_board, dir, 2), 0);
	point(house_board, &far_conf, RTP_SEND | RTP_RECEIVE);
	point(far_board, &near_conf, RTP_SEND | RTP_RECEIVE);
	cr_assert_eq(span_open(&house, &near_conf, dir, SPAN_SIDE_HOUSE), 0);
	cr_assert_eq(span_open(&far, &far_conf, dir, SPAN_SIDE_HOUSE), 0);
}

static void
lines_down(void)
{
	char command[128];

	span_close(house);
	span_close(far);
	rtp_board_close(house_board);
	rtp_board_close(far_board);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

static void
ticks(void *arg, unsigned n)
{
	cr_assert_eq(rtp_advance(dir, 1, n), 0);
	cr_assert_eq(rtp_advance(dir, 2, n), 0);
}

TestSuite(rtp, .init = lines_up, .fini = lines_down);

Test(rtp, passes_what_the_span_test_set_asks_of_audio)
{
	unsigned done = 0;

	for (unsigned i = 0; i < span_set_size; i++) {
		struct line_rig rig = { .house = house, .far = far, .ticks = ticks };

		if (span_set[i].signalling)
			continue;
		const char *wrong = span_set[i].run(&rig);
		cr_assert(!wrong, "%s: %s", span_set[i].sentence, wrong);
		done++;
		lines_down();
		lines_up();
	}
	cr_assert_eq(done, 9);
}

Test(rtp, has_no_signalling)
{
	uint8_t unit[8] = { 0 };

	cr_assert_eq(span_sig_open(house, 16, SPAN_HDLC), -ENOTSUP);
	cr_assert_eq(span_sig_fd(house, 16), -ENOTSUP);
	cr_assert_eq(span_sig_read(house, 16, unit, sizeof(unit)), -ENOTSUP);
	cr_assert_eq(span_sig_write(house, 16, unit, sizeof(unit)), -ENOTSUP);
}

/* ---- a far end by hand ---- */

static int wire = -1;

static void
open_wire(void)
{
	struct sockaddr_in own = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(LOOPBACK),
		.sin_port = htons(rtp_port(far_conf.port, SLOT)) };

	wire = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	cr_assert_eq(bind(wire, (struct sockaddr *)&own, sizeof(own)), 0);
	cr_assert_eq(span_bearer_open(house, SLOT), 0);
	ticks(NULL, 2);
}

static void throw(const void *octets, size_t n)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(LOOPBACK),
		.sin_port = htons(rtp_port(near_conf.port, SLOT)) };

	cr_assert_eq(sendto(wire, octets, n, 0, (struct sockaddr *)&to, sizeof(to)), (ssize_t)n);
}

/* The n-th packet of a stream, filled with n. */
static void
packet(uint16_t n)
{
	uint8_t audio[SPAN_BLOCK], octets[RTP_PACKET_MAX];
	struct rtp_packet p = {
		.type = RTP_PCMA, .seq = n, .stamp = n * 160u, .ssrc = 77, .payload = audio, .len = SPAN_BLOCK
	};

	memset(audio, (int)n, sizeof(audio));
	throw(octets, rtp_write(&p, octets));
}

static uint64_t
counted(enum rtp_count which)
{
	return rtp_board_count(house_board, SLOT, which);
}

/* Next block, after a tick: what it is filled with; -1 = silence that nobody sent. */
static int
next(void)
{
	uint8_t block[SPAN_BLOCK];

	ticks(NULL, 1);
	int rc = span_read(house, SLOT, block);
	cr_assert(rc >= 0, "%d", rc);
	for (int i = 1; i < SPAN_BLOCK; i++)
		cr_assert_eq(block[i], block[0]);
	cr_assert(rc == 1 || block[0] == SPAN_IDLE);
	return rc ? block[0] : -1;
}

/* The blocks that waited are read off, so that each tick from now on has one. */
static void
read_off(void)
{
	uint8_t block[SPAN_BLOCK];

	while (span_read(house, SLOT, block) >= 0)
		;
}

Test(rtp, what_the_network_lost_doubled_or_turned_round_is_counted_and_silent)
{
	open_wire();
	read_off();
	packet(1);
	cr_assert_eq(next(), -1); /* two blocks of patience */
	packet(2);
	cr_assert_eq(next(), -1);
	packet(4); /* 3 comes after it */
	packet(3);
	packet(3);
	cr_assert_eq(next(), 1);
	cr_assert_eq(next(), 2);
	packet(6); /* 5 never comes */
	cr_assert_eq(next(), 3);
	packet(7);
	cr_assert_eq(next(), 4);
	cr_assert_eq(next(), -1);
	packet(5); /* too late */
	cr_assert_eq(next(), 6);
	cr_assert_eq(next(), 7);
	cr_assert_eq(counted(RTP_TAKEN), 5);
	cr_assert_eq(counted(RTP_REORDERED), 1);
	cr_assert_eq(counted(RTP_DUPLICATE), 1);
	cr_assert_eq(counted(RTP_ASTRAY), 1);
}

Test(rtp, a_packet_that_never_came_is_lost)
{
	open_wire();
	read_off();
	packet(1);
	packet(3);
	next();
	cr_assert_eq(counted(RTP_LOST), 1);
}

Test(rtp, a_stream_whose_time_jumps_is_placed_anew)
{
	open_wire();
	read_off();
	packet(1);
	next();
	for (uint16_t n = 100; n < 105; n++) { /* two seconds ahead, and it stays so */
		packet(n);
		next();
	}
	cr_assert_eq(counted(RTP_ASTRAY), 4);
	packet(105);
	next();
	cr_assert_eq(next(), 104);
	cr_assert_eq(next(), 105);
}

Test(rtp, strangers_are_not_heard)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(LOOPBACK) };

	open_wire();
	read_off();
	close(wire);
	wire = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	cr_assert_eq(bind(wire, (struct sockaddr *)&any, sizeof(any)), 0);
	packet(1);
	for (int i = 0; i < 4; i++)
		cr_assert_eq(next(), -1);
	cr_assert_eq(counted(RTP_STRANGE), 1);
	cr_assert_eq(counted(RTP_TAKEN), 0);
}

Test(rtp, what_is_not_audio_is_counted_and_not_heard)
{
	uint8_t octets[64] = { 0x80, 101 };

	open_wire();
	read_off();
	throw(octets, sizeof(octets)); /* a telephone-event */
	throw(octets, 11);
	octets[0] = 0x40;
	throw(octets, sizeof(octets));
	for (int i = 0; i < 4; i++)
		cr_assert_eq(next(), -1);
	cr_assert_eq(counted(RTP_OTHER), 1);
	cr_assert_eq(counted(RTP_BAD), 2);
}

/* ---- what we send ---- */

static int
caught(struct rtp_packet *p, uint8_t octets[RTP_PACKET_MAX])
{
	ssize_t n = recv(wire, octets, RTP_PACKET_MAX, MSG_DONTWAIT);

	return n < 0 ? 0 : rtp_read(p, octets, (size_t)n) == 0 && p->type == RTP_PCMA && p->len == SPAN_BLOCK;
}

Test(rtp, sends_a_packet_for_each_block_with_one_number_and_one_stamp_more)
{
	uint8_t octets[RTP_PACKET_MAX], block[SPAN_BLOCK] = { 5 };
	struct rtp_packet first = { 0 }, p = { 0 };

	open_wire();
	for (uint32_t n = 0; n < 10; n++) {
		cr_assert_eq(span_write(house, SLOT, block), 0);
		cr_assert(caught(&p, octets));
		if (n == 0)
			first = p;
		cr_assert_eq(p.marker, n == 0);
		cr_assert_eq(p.seq, (uint16_t)(first.seq + n));
		cr_assert_eq(p.stamp, first.stamp + n * SPAN_BLOCK);
		cr_assert_eq(p.ssrc, first.ssrc);
		ticks(NULL, 1);
	}
	ticks(NULL, 5); /* a writer that was away: the stamps show it, the numbers do not */
	cr_assert_eq(span_write(house, SLOT, block), 0);
	cr_assert(caught(&p, octets));
	cr_assert_eq(p.seq, (uint16_t)(first.seq + 10));
	cr_assert_eq(p.stamp, first.stamp + 15 * SPAN_BLOCK);
}

Test(rtp, a_session_begins_changes_holds_and_ends_by_the_board)
{
	uint8_t octets[RTP_PACKET_MAX], block[SPAN_BLOCK] = { 5 };
	struct rtp_far where = { LOOPBACK, rtp_port(far_conf.port, SLOT), RTP_SEND | RTP_RECEIVE };
	struct rtp_packet p = { 0 };

	open_wire();
	cr_assert_eq(span_write(house, SLOT, block), 0);
	cr_assert(caught(&p, octets));
	uint32_t first = p.ssrc;
	ticks(NULL, 1);

	where.ways = RTP_RECEIVE; /* on hold: we are silent, and the same session all the same */
	rtp_board_change(house_board, SLOT, &where);
	cr_assert_eq(span_write(house, SLOT, block), 0);
	cr_assert_eq(recv(wire, octets, sizeof(octets), MSG_DONTWAIT), -1);
	ticks(NULL, 1);
	where.ways = RTP_SEND | RTP_RECEIVE;
	rtp_board_change(house_board, SLOT, &where);
	cr_assert_eq(span_write(house, SLOT, block), 0);
	cr_assert(caught(&p, octets));
	cr_assert_eq(p.ssrc, first);
	ticks(NULL, 1);

	rtp_board_end(house_board, SLOT);
	cr_assert_eq(span_write(house, SLOT, block), 0);
	cr_assert_eq(recv(wire, octets, sizeof(octets), MSG_DONTWAIT), -1);
	ticks(NULL, 1);
	rtp_board_begin(house_board, SLOT, &where);
	cr_assert_eq(span_write(house, SLOT, block), 0);
	cr_assert(caught(&p, octets));
	cr_assert(p.marker);
	cr_assert_neq(p.ssrc, first);
}

Test(rtp, whoever_takes_the_board_ends_what_stood_on_it)
{
	uint8_t octets[RTP_PACKET_MAX], block[SPAN_BLOCK] = { 5 };

	open_wire();
	rtp_board_close(house_board);
	cr_assert_eq(rtp_board_open(&house_board, dir, 1), 0);
	cr_assert_eq(span_write(house, SLOT, block), 0);
	cr_assert_eq(recv(wire, octets, sizeof(octets), MSG_DONTWAIT), -1);
}

Test(rtp, a_far_end_of_its_own_does_not_exist)
{
	struct span *span;

	cr_assert_eq(span_open(&span, &near_conf, dir, SPAN_SIDE_FAR), -EINVAL);
}

/* ---- octets ---- */

Test(rtp_packet, reads_around_sources_extension_and_padding)
{
	const uint8_t octets[] = { 0xb1, 0x88, 1, 2, 0, 0, 0, 9, 0, 0, 0, 7, /* V=2 P X CC=1, M, PT 8 */
		9, 9, 9, 9, 0, 0, 0, 1, 8, 8, 8, 8, 'a', 'b', 0, 0, 3 };
	struct rtp_packet p;

	cr_assert_eq(rtp_read(&p, octets, sizeof(octets)), 0);
	cr_assert(p.marker);
	cr_assert_eq(p.type, 8);
	cr_assert_eq(p.seq, 0x0102);
	cr_assert_eq(p.stamp, 9);
	cr_assert_eq(p.ssrc, 7);
	cr_assert_eq(p.len, 2);
	cr_assert_arr_eq(p.payload, "ab", 2);
	for (size_t n = 0; n < sizeof(octets) - 3; n++)
		cr_assert_eq(rtp_read(&p, octets, n), -EBADMSG, "cut to %zu", n);
}
