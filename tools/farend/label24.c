/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two labels (octets in the order sent, least significant first):
 *
 *     14 bits  Q.704 2.2    DPC 14, OPC 14, SLS 4                        4 octets
 *     24 bits  GF 001-9001  DPC 24, OPC 24, SLS 4, spare 4               7 octets
 *
 * Link status and fill-in units have no label and pass.  Network management messages (service indicator 0) may name a
 * further point code after their heading code (Q.704 15.7 to 15.17); LI is counted anew (Q.703 2.3.3).
 */
#include "tools/farend/label24.h"

#include <stdbool.h>
#include <string.h>

#define FCS_LEN     2
#define HEADER      3 /* BSN, FSN, LI */
#define LI_LSSU_MAX 2
#define LI_MAX      63
#define SI_SNM      0

/* A point code and what shares its octets, in one form and the other. */
struct form {
	size_t label; /* octets of the routing label */
	size_t pc;    /* octets of an affected point code */
};
static const struct form itu = { 4, 2 }, china = { 7, 3 };

/* Management messages that name a point code.  h1 0 = any. */
/* clang-format off */
static const struct affected {
	uint8_t h0, h1;
	bool status; /* TFC: two bits of congestion status follow the point code */
} affected[] = {
	{ 3,  2, true }, /* TFC */
	{ 4,  0, false }, /* TFP, TFR, TFA */
	{ 5,  0, false }, /* RST, RSR */
	{ 10, 1, false }, /* UPU; user part and cause follow */
};
/* clang-format on */

void
label24_init(struct label24 *l, uint32_t own, uint32_t house)
{
	l->real[0] = own;
	l->real[1] = house;
	l->alias[0] = own > house ? 2 : 1;
	l->alias[1] = own > house ? 1 : 2;
}

static uint32_t
to_alias(const struct label24 *l, uint32_t real)
{
	return real == l->real[0] ? l->alias[0] : real == l->real[1] ? l->alias[1] : LABEL24_STRANGER;
}

static uint32_t
to_real(const struct label24 *l, uint32_t alias)
{
	return alias == l->alias[0] ? l->real[0] : alias == l->alias[1] ? l->real[1] : 0;
}

static uint32_t
get(const uint8_t *p, size_t octets)
{
	uint32_t v = 0;

	for (size_t i = octets; i-- > 0;)
		v = v << 8 | p[i];
	return v;
}

static void
put(uint8_t *p, size_t octets, uint32_t v)
{
	for (size_t i = 0; i < octets; i++, v >>= 8)
		p[i] = (uint8_t)v;
}

static const struct affected *
names_point_code(uint8_t heading)
{
	uint8_t h0 = heading & 15, h1 = heading >> 4;

	for (size_t i = 0; i < sizeof(affected) / sizeof(affected[0]); i++)
		if (affected[i].h0 == h0 && (affected[i].h1 == 0 || affected[i].h1 == h1))
			return &affected[i];
	return NULL;
}

static void
label_to_itu(const struct label24 *l, const uint8_t *from, uint8_t *to)
{
	put(to, 4, to_alias(l, get(from, 3)) | to_alias(l, get(from + 3, 3)) << 14 | (uint32_t)(from[6] & 15) << 28);
}

static void
label_to_china(const struct label24 *l, const uint8_t *from, uint8_t *to)
{
	uint32_t label = get(from, 4);

	put(to, 3, to_real(l, label & 0x3fff));
	put(to + 3, 3, to_real(l, label >> 14 & 0x3fff));
	to[6] = (uint8_t)(label >> 28);
}

/* The affected point code, with TFC's status: in 14 bits it shares the second octet, in 24 it has a fourth one. */
static void
affected_to_itu(const struct label24 *l, bool status, const uint8_t *from, uint8_t *to)
{
	put(to, 2, to_alias(l, get(from, 3)) | (status ? (uint32_t)(from[3] & 3) << 14 : 0));
}

static void
affected_to_china(const struct label24 *l, bool status, const uint8_t *from, uint8_t *to)
{
	put(to, 3, to_real(l, get(from, 2) & 0x3fff));
	if (status)
		to[3] = from[1] >> 6;
}

static size_t
translate(const struct label24 *l, bool up, const uint8_t *su, size_t len, uint8_t *out, size_t size)
{
	const struct form *from = up ? &china : &itu, *to = up ? &itu : &china;
	size_t in_at, out_at;

	if (len < HEADER + FCS_LEN || len + 8 > size)
		return 0;
	if ((su[2] & LI_MAX) <= LI_LSSU_MAX) {
		memcpy(out, su, len);
		return len;
	}
	size_t end = len - FCS_LEN;

	if (end < HEADER + 1 + from->label)
		return 0;
	memcpy(out, su, HEADER + 1);
	in_at = out_at = HEADER + 1;
	(up ? label_to_itu : label_to_china)(l, su + in_at, out + out_at);
	in_at += from->label;
	out_at += to->label;
	if ((su[HEADER] & 15) == SI_SNM && end > in_at) {
		const struct affected *a = names_point_code(su[in_at]);

		out[out_at++] = su[in_at++];
		if (a) {
			size_t extra_in = a->status && up ? 1 : 0, extra_out = a->status && !up ? 1 : 0;

			if (end < in_at + from->pc + extra_in)
				return 0;
			(up ? affected_to_itu : affected_to_china)(l, a->status, su + in_at, out + out_at);
			in_at += from->pc + extra_in;
			out_at += to->pc + extra_out;
		}
	}
	memcpy(out + out_at, su + in_at, end - in_at);
	out_at += end - in_at;
	out[2] = (uint8_t)((su[2] & ~LI_MAX) | (out_at - HEADER > LI_MAX ? LI_MAX : out_at - HEADER));
	memset(out + out_at, 0, FCS_LEN);
	return out_at + FCS_LEN;
}

size_t
label24_to_engine(const struct label24 *l, const uint8_t *su, size_t len, uint8_t *out, size_t size)
{
	return translate(l, true, su, len, out, size);
}

size_t
label24_to_line(const struct label24 *l, const uint8_t *su, size_t len, uint8_t *out, size_t size)
{
	return translate(l, false, su, len, out, size);
}
