/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A crmd with a store of its own, without rings and sockets: messages of the switch and packets of one console go in,
 * what it says to both comes out through the ops, all within the call.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct centre_ops {
	void (*to_switch)(uint16_t type, const void *data, uint32_t len);
	void (*to_console)(const void *packet, size_t len);
};

void centre_open(const struct centre_ops *ops);
void centre_close(void);

/* Seat 0101 of queue 1, telephone 8101, password 123456. */
void centre_seat(void);
void centre_customer(const char *name, const char *phone, bool key);
void centre_order(const char *phone); /* an open one, of the customer with this number */

/* The newest message that nobody has heard: who left it, when, how long it is.  How many there are. */
struct centre_message {
	uint64_t session;
	uint32_t part;
	int64_t at_us, length_us;
	char caller[32];
	char customer[16];
};
int centre_messages(struct centre_message *newest);

void centre_message(uint16_t type, const void *data, uint32_t len, int64_t now_us);
void centre_request(const void *packet, size_t len, int64_t now_us);
