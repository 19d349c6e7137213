/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frame check sequence of HDLC and of signalling units: 16 bits, ISO/IEC 13239 4.2.5.2, Q.703 4.2, Q.921 2.7. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void fcs_put(uint8_t *unit, size_t len); /* len with the two octets that are written: at least 2 */
bool fcs_good(const uint8_t *unit, size_t len);
