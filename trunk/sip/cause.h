/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Causes of Q.850 and final statuses of SIP, by the rows of cause.def. */
#pragma once

#include <stdint.h>

uint8_t cause_of_status(int status);                              /* 3xx to 6xx; anything else is 127 */
int status_of_cause(uint8_t cause);                               /* to refuse a call with */
uint8_t cause_of_reason(const char *protocol, const char *cause); /* of a Reason header; 0 = it says nothing to us */
