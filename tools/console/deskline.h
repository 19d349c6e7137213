/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The line to acdd (desk.sock): one seat's, kept up as long as the seat is signed in.
 */
#pragma once

#include "base/alarm.h"
#include "base/desk.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define DESKLINE_PACKET 4096 /* longest packet taken */

struct deskline {
	int fd; /* -1 = not connected */
	bool wanted;
	uint16_t seat;
	uint64_t token;
	uint32_t serial;
	int64_t retry_us; /* not tried before this */
	int64_t pause_us;
	uint32_t hello; /* serial of the last greeting */
	int tries;      /* greetings left while the switch has not heard of the token yet */
	bool again;     /* greet once more at retry_us */
	char run_dir[108];
};

void deskline_open(struct deskline *d, const char *run_dir);

/* Keep a line for this seat from now on; a new token greets anew. */
void deskline_greet(struct deskline *d, uint16_t seat, uint64_t token);
void deskline_close(struct deskline *d);

/* Connect if there should be a line and there is none, with growing pauses.  Returns whether it is up. */
bool deskline_turn(struct deskline *d, int64_t now_us);

/* Ask acdd: 0, -ENOTCONN, or -EAGAIN when its socket is full. */
int deskline_do(struct deskline *d, enum desk_verb verb, uint64_t session, const char *text);

/* The next packet: its length, -EAGAIN when there is none, -ENOTCONN when the line is down (and closed). */
ssize_t deskline_take(struct deskline *d, void *packet, size_t size);

/* Are all texts and codes of a packet within their bounds?  What is not sound is refused. */
bool desk_seat_is_sound(const struct desk_seat *s);
bool desk_alarms_are_sound(const struct desk_alarms *a);
bool desk_day_is_sound(const struct desk_day *d);
