/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Typed accessors: what a parameter of a decoded message says, with the default where it is absent.
 */
#pragma once

#include "base/msg.h"
#include "isup/codec.h"

#define ISUP_RANGE_MAX 255

/* Range and status (Q.763 3.43): circuits cic .. cic + range; bit i of status stands for cic + i. */
struct isup_range {
	unsigned range;
	uint8_t status[32];
	uint8_t has_status;
};

static inline int
range_bit(const struct isup_range *r, unsigned i)
{
	return r->status[i / 8] >> (i % 8) & 1;
}

static inline void
range_set(struct isup_range *r, unsigned i)
{
	r->status[i / 8] |= (uint8_t)(1u << (i % 8));
}

/* Octet `at` of a parameter, or `otherwise` if it is absent or shorter. */
unsigned isup_octet(const struct isup_msg *msg, uint8_t code, unsigned at, unsigned otherwise);

/* The whole of a parameter: octets copied; 0 if it is absent or does not fit. */
size_t isup_copy(const struct isup_msg *msg, uint8_t code, uint8_t *octets, size_t size);

/* 0, -ENOENT (absent) or what number_decode says. */
int isup_number(const struct isup_msg *msg, uint8_t code, struct number *number);

/* Cause and location (Q.850); 31 "normal, unspecified" if absent or coded by another standard than ITU's. */
void isup_cause(const struct isup_msg *msg, uint8_t *cause, uint8_t *location);

/* 0; -EBADMSG: absent, or the status is shorter than the range demands. */
int isup_range(const struct isup_msg *msg, struct isup_range *range);

/* The value of a range parameter: octets written (1 without status, at most 33). */
size_t isup_range_encode(const struct isup_range *range, uint8_t *octets);
