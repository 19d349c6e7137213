/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The driver of RTP spans (rtp.h): the board in, packets out and in.
 *
 * At tick T the block of tick T - 1 can be read, as from any line: by then its packets have gone through the jitter buffer.
 * Writers write for the ticks after the present one, at most `ahead` of them, and each block goes out at once.  A writer that is late
 * skips the ticks it missed: sequence numbers go on without a gap, time stamps show the pause (RFC 3550 5.1).
 */
#include "base/site.h"
#include "trunk/driver.h"
#include "trunk/jitter.h"
#include "trunk/rtp_line.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_LATE  8  /* blocks that wait for a late reader; older ones are lost */
#define DRAIN_MOST 32 /* packets looked at for one block */

struct slot {
	int fd; /* -1: closed */
	uint32_t session;
	struct rtp_far far;
	uint64_t next_in, next_out; /* ticks of the next block to read, to write (0 = not begun) */
	uint32_t ssrc, first_stamp;
	uint16_t seq;
	bool begun; /* a packet of this session was sent */
	int64_t lost_told;
	struct span_counts counts;
	struct jitter jitter;
};

struct rtp_span {
	struct span span;
	struct shm shm;
	struct rtp_file *file;
	int port, jitter;
	uint32_t ahead;
	struct in_addr address;
	struct slot slots[SPAN_SLOTS];
};

static struct rtp_span *
rtp_of(const struct span *span)
{
	return (struct rtp_span *)(uintptr_t)span;
}

static void
count(struct rtp_span *s, int slot, enum rtp_count which, uint64_t n)
{
	_Atomic uint64_t *at = &s->file->entries[slot].counts[which];

	atomic_store_explicit(at, atomic_load_explicit(at, memory_order_relaxed) + n, memory_order_relaxed);
}

/* ---- sessions ---- */

/* What the board says now.  A new session is a new stream: another source, a place in the sequence that nobody guesses. */
static void
look_at_board(struct rtp_span *s, int slot)
{
	struct slot *sl = &s->slots[slot];
	struct rtp_far far;
	uint32_t session, dice[3];

	if (rtp_entry_read(&s->file->entries[slot], &session, &far) < 0)
		return;
	sl->far = far;
	if (session == sl->session)
		return;
	sl->session = session;
	if (getrandom(dice, sizeof(dice), GRND_NONBLOCK) != sizeof(dice))
		memset(dice, 0, sizeof(dice));
	sl->ssrc = dice[0];
	sl->first_stamp = dice[1];
	sl->seq = (uint16_t)dice[2];
	sl->begun = false;
	sl->lost_told = 0;
	jitter_reset(&sl->jitter, s->jitter);
}

/* ---- in ---- */

static bool
is_from_far(const struct slot *sl, const struct sockaddr_in *from)
{
	return sl->session && ntohl(from->sin_addr.s_addr) == sl->far.address && ntohs(from->sin_port) == sl->far.port;
}

static void
hear(struct rtp_span *s, int slot, const uint8_t *octets, size_t n)
{
	static const enum rtp_count counts[] = {
		[JITTER_TAKEN] = RTP_TAKEN,
		[JITTER_REORDERED] = RTP_REORDERED,
		[JITTER_DUPLICATE] = RTP_DUPLICATE,
		[JITTER_LATE] = RTP_ASTRAY,
		[JITTER_EARLY] = RTP_ASTRAY,
	};
	struct slot *sl = &s->slots[slot];
	struct rtp_packet p;

	if (rtp_read(&p, octets, n) < 0) {
		count(s, slot, RTP_BAD, 1);
	} else if (p.type != RTP_PCMA || !(sl->far.ways & RTP_RECEIVE)) {
		count(s, slot, RTP_OTHER, 1);
	} else {
		enum jitter_verdict verdict = jitter_put(&sl->jitter, &p);

		count(s, slot, counts[verdict], 1);
		sl->counts.frames_in += verdict == JITTER_TAKEN || verdict == JITTER_REORDERED;
		sl->counts.repeats += verdict == JITTER_DUPLICATE;
	}
}

static void
drain(struct rtp_span *s, int slot)
{
	struct slot *sl = &s->slots[slot];
	uint8_t octets[RTP_PACKET_MAX];

	for (int i = 0; i < DRAIN_MOST; i++) {
		struct sockaddr_in from = { 0 };
		socklen_t len = sizeof(from);
		ssize_t n =
		    recvfrom(sl->fd, octets, sizeof(octets), MSG_DONTWAIT | MSG_TRUNC, (struct sockaddr *)&from, &len);

		if (n < 0)
			break;
		if (!is_from_far(sl, &from))
			count(s, slot, RTP_STRANGE, 1);
		else
			hear(s, slot, octets, (size_t)n > sizeof(octets) ? 0 : (size_t)n);
	}
	if (sl->jitter.lost != sl->lost_told)
		count(s, slot, RTP_LOST, (uint64_t)(sl->jitter.lost - sl->lost_told));
	sl->lost_told = sl->jitter.lost;
}

static int
rtp_read_block(struct span *span, int slot, uint8_t block[SPAN_BLOCK])
{
	struct rtp_span *s = rtp_of(span);
	struct slot *sl = &s->slots[slot];

	if (sl->fd < 0)
		return -EBADF;
	uint64_t tick = line_clock_tick(&s->file->clock);
	if (sl->next_in >= tick)
		return -EAGAIN;
	look_at_board(s, slot);
	drain(s, slot);
	for (; tick - sl->next_in > READ_LATE; sl->next_in++, sl->counts.overruns++)
		jitter_take(&sl->jitter, block);
	sl->next_in++;
	if (jitter_take(&sl->jitter, block))
		return 1;
	sl->counts.missed += (sl->far.ways & RTP_RECEIVE) != 0;
	return 0;
}

/* ---- out ---- */

static void
send_block(struct rtp_span *s, int slot, uint64_t tick, const uint8_t block[SPAN_BLOCK])
{
	struct slot *sl = &s->slots[slot];
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(sl->far.address), .sin_port = htons(sl->far.port)
	};
	uint8_t octets[RTP_HEAD + SPAN_BLOCK];
	struct rtp_packet p = {
		.type = RTP_PCMA,
		.marker = !sl->begun,
		.seq = sl->seq,
		.stamp = sl->first_stamp + (uint32_t)tick * SPAN_BLOCK,
		.ssrc = sl->ssrc,
		.payload = block,
		.len = SPAN_BLOCK,
	};
	size_t n = rtp_write(&p, octets);

	sl->begun = true;
	sl->seq++;
	sl->counts.frames_out++;
	bool sent = sendto(sl->fd, octets, n, MSG_DONTWAIT, (struct sockaddr *)&to, sizeof(to)) == (ssize_t)n;
	count(s, slot, sent ? RTP_SENT : RTP_UNSENT, 1);
}

static int
rtp_write_block(struct span *span, int slot, const uint8_t block[SPAN_BLOCK])
{
	struct rtp_span *s = rtp_of(span);
	struct slot *sl = &s->slots[slot];

	if (sl->fd < 0)
		return -EBADF;
	uint64_t tick = line_clock_tick(&s->file->clock);
	if (sl->next_out <= tick) {
		if (sl->next_out)
			sl->counts.underruns += tick + 1 - sl->next_out;
		sl->next_out = tick + 1;
	}
	if (sl->next_out > tick + s->ahead)
		return -EAGAIN;
	look_at_board(s, slot);
	if (sl->session && sl->far.ways & RTP_SEND)
		send_block(s, slot, sl->next_out, block);
	sl->next_out++;
	return 0;
}

/* ---- slots and the span as a whole ---- */

static int
bearer_open(struct span *span, int slot)
{
	struct rtp_span *s = rtp_of(span);
	struct slot *sl = &s->slots[slot];
	struct sockaddr_in own = {
		.sin_family = AF_INET, .sin_addr = s->address, .sin_port = htons(rtp_port(s->port, slot))
	};

	if (sl->fd >= 0)
		return -EBUSY;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&own, sizeof(own)) < 0) {
		int rc = errno == EADDRINUSE ? -EBUSY : -errno;

		close(fd);
		return rc;
	}
	memset(sl, 0, sizeof(*sl));
	sl->fd = fd;
	sl->next_in = line_clock_tick(&s->file->clock) + 1; /* the block under way began without us */
	jitter_reset(&sl->jitter, s->jitter);
	return 0;
}

static void
bearer_close(struct span *span, int slot)
{
	struct slot *sl = &rtp_of(span)->slots[slot];

	if (sl->fd >= 0)
		close(sl->fd);
	sl->fd = -1;
}

static uint64_t
tick_of(const struct span *span)
{
	return line_clock_tick(&rtp_of(span)->file->clock);
}

static int64_t
next_us(const struct span *span)
{
	return line_clock_next_us(&rtp_of(span)->file->clock);
}

static uint32_t
no_alarms(const struct span *span)
{
	return 0; /* whether the far end can be reached is for sipd to say */
}

static int
no_sig_open(struct span *span, int slot, enum span_mode mode)
{
	return rtp_of(span)->slots[slot].fd >= 0 ? -EBUSY : -ENOTSUP;
}

static void
no_sig_close(struct span *span, int slot)
{
}

static int
no_sig_fd(const struct span *span, int slot)
{
	return -ENOTSUP;
}

static ssize_t
no_sig_read(struct span *span, int slot, void *unit, size_t size)
{
	return -ENOTSUP;
}

static int
no_sig_write(struct span *span, int slot, const void *unit, size_t len)
{
	return -ENOTSUP;
}

static enum span_event
no_event(struct span *span, int slot)
{
	return SPAN_EV_NONE;
}

static void
counts_of(const struct span *span, int slot, struct span_counts *counts)
{
	*counts = rtp_of(span)->slots[slot].counts;
}

static void
close_span(struct span *span)
{
	struct rtp_span *s = rtp_of(span);

	for (int slot = 1; slot < SPAN_SLOTS; slot++)
		bearer_close(span, slot);
	shm_close(&s->shm);
	free(s);
}

static const struct span_ops rtp_ops = {
	.close = close_span,
	.tick = tick_of,
	.next_us = next_us,
	.alarms = no_alarms,
	.bearer_open = bearer_open,
	.bearer_close = bearer_close,
	.read = rtp_read_block,
	.write = rtp_write_block,
	.sig_open = no_sig_open,
	.sig_close = no_sig_close,
	.sig_fd = no_sig_fd,
	.sig_read = no_sig_read,
	.sig_write = no_sig_write,
	.event = no_event,
	.counts = counts_of,
};

int
rtp_open(struct span **spanp, const struct conf_span *conf, const char *run_dir, enum span_side side)
{
	struct rtp_span *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	int rc = side == SPAN_SIDE_HOUSE && inet_pton(AF_INET, conf->address, &s->address) == 1
	    ? rtp_map(&s->shm, run_dir, conf->number)
	    : -EINVAL;
	if (rc) {
		free(s);
		return rc;
	}
	s->span.ops = &rtp_ops;
	s->file = s->shm.map;
	s->port = conf->port;
	s->jitter = conf->jitter;
	s->ahead = conf->ahead < 1 ? 1 : conf->ahead > 12 ? 12 : (uint32_t)conf->ahead;
	for (int slot = 0; slot < SPAN_SLOTS; slot++)
		s->slots[slot].fd = -1;
	*spanp = &s->span;
	return 0;
}
