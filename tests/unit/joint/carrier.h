/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The isup core of the house on one E1 to the carrier: what the switch dials goes in, the IAM comes out as octets.
 */
#pragma once

#include "base/msg.h"

void carrier_open(void);
void carrier_close(void);

/* Dial; the digits of the called party number in the IAM, read from its octets by Q.763 3.9; NULL if there was no IAM.
 */
const char *carrier_dial(const struct msg_line_dial *m);
