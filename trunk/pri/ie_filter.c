/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sieve between the line and libpri.
 *
 * A Q.921 frame is two address octets, one or two control octets and, in I and UI frames, a Q.931 message: protocol
 * discriminator, call reference, message type, information elements (Q.931 4.1).  An element is one octet (bit 8 set)
 * or identifier, length, contents (4.5.1).  libpri checks most of this itself; it does not check that a subaddress
 * (4.5.9, 4.5.11: at most 23 octets) fits the 32 octets where it later copies it.
 */
#include "trunk/pri/ie_filter.h"

#include <string.h>

#define FCS_LEN     2
#define ADDRESS_LEN 2
#define CONTROL_U   0x03u /* low bits of a U frame's control octet */
#define CONTROL_UI  0x03u /* unnumbered information, without the P bit */
#define CONTROL_P   0x10u
#define IE_SINGLE   0x80u /* single-octet element */

/* Elements that are taken out when their contents are longer than this. */
static const struct ie_limit {
	uint8_t id;
	uint8_t most;
	const char *ref;
} ie_limits[] = {
	{ 0x6d, 21, "Q.931 4.5.11 calling party subaddress" },
	{ 0x71, 21, "Q.931 4.5.9 called party subaddress" },
};

static int
overlong(uint8_t id, uint8_t len)
{
	for (size_t i = 0; i < sizeof(ie_limits) / sizeof(ie_limits[0]); i++)
		if (ie_limits[i].id == id)
			return len > ie_limits[i].most;
	return 0;
}

/* Mend the elements of one message; returns their new total length. */
static size_t
filter_elements(uint8_t *ie, size_t len, struct ie_filter_counts *counts)
{
	size_t at = 0;

	while (at < len) {
		if (ie[at] & IE_SINGLE) {
			at++;
			continue;
		}
		if (len - at < 2 || len - at - 2 < ie[at + 1]) {
			counts->cut++;
			return at;
		}
		size_t size = 2u + ie[at + 1];

		if (overlong(ie[at], ie[at + 1])) {
			counts->overlong++;
			memmove(ie + at, ie + at + size, len - at - size);
			len -= size;
			continue;
		}
		at += size;
	}
	return len;
}

/* Where the Q.931 message begins; 0 = this kind of frame carries none, -1 = too short for its kind. */
static int
message_offset(const uint8_t *frame, size_t len)
{
	if (len < ADDRESS_LEN + 1)
		return -1;
	uint8_t control = frame[ADDRESS_LEN];

	if ((control & CONTROL_U) == CONTROL_U)
		return (control & ~CONTROL_P) == CONTROL_UI ? ADDRESS_LEN + 1 : 0;
	if (len < ADDRESS_LEN + 2)
		return -1;
	return control & 1 ? 0 : ADDRESS_LEN + 2;
}

size_t
ie_filter(uint8_t *frame, size_t len, struct ie_filter_counts *counts)
{
	int at = len < FCS_LEN ? -1 : message_offset(frame, len - FCS_LEN);

	if (at < 0) {
		counts->runts++;
		return 0;
	}
	uint8_t *message = frame + at;
	size_t message_len = len - FCS_LEN - (size_t)at;

	if (at == 0 || message_len < 2)
		return len;
	size_t header = 3u + (message[1] & 0x0fu);

	if (message_len <= header)
		return len;
	size_t kept = filter_elements(message + header, message_len - header, counts);
	size_t end = (size_t)at + header + kept;

	memset(frame + end, 0, FCS_LEN);
	return end + FCS_LEN;
}
