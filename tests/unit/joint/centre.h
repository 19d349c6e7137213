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

void centre_message(uint16_t type, const void *data, uint32_t len, int64_t now_us);
void centre_request(const void *packet, size_t len, int64_t now_us);
