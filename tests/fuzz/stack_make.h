/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records that make sense for the targets of isupd's layers: ISUP messages by the tables of the codec, management messages by
 * mtp3.def, status units, requests, commands, time.
 */
#pragma once

#include "tests/fuzz/stack.h"

/* ---- ISUP ---- */

/* Octets of a parameter: of few values where these decide what happens, else any. */
static size_t
make_param(uint8_t code, uint8_t octets[32], uint32_t *dice)
{
	static const uint8_t digits[] = { 0x83, 0x10, 0x46, 0x00, 0x00, 0x00 };
	static uint8_t range; /* told before the states of so many circuits */
	const struct isup_param_row *row = isup_param_row(code);
	size_t least = row ? row->min : 1, most = row && row->max && row->max < 24 ? row->max : least + 6;
	size_t n = least + fuzz_roll(dice, (uint32_t)(most - least + 1));

	for (size_t i = 0; i < n; i++)
		octets[i] = (uint8_t)(fuzz_roll(dice, 3) ? fuzz_roll(dice, 4) : fuzz_roll(dice, 256));
	switch (code) {
	case PARAM_CALLED:
		memcpy(octets, digits, sizeof(digits));
		octets[0] = (uint8_t)(fuzz_roll(dice, 4) ? 0x03 : fuzz_roll(dice, 256));
		n = 3 + fuzz_roll(dice, 4);
		octets[n - 1] |= fuzz_roll(dice, 3) ? 0 : 0xf0;
		break;
	case PARAM_RANGE:
		octets[0] = range = (uint8_t)(fuzz_roll(dice, 3) ? fuzz_roll(dice, 15) : fuzz_roll(dice, 32));
		n = fuzz_roll(dice, 3) ? 2 + octets[0] / 8u : 1;
		break;
	case PARAM_CIRCUIT_STATE:
		for (n = 0; n <= range && n < 32; n++)
			octets[n] = (uint8_t)fuzz_roll(dice, 16);
		break;
	case PARAM_GROUP_TYPE:
		octets[0] = (uint8_t)fuzz_roll(dice, 3);
		break;
	case PARAM_NATURE:
		octets[0] = (uint8_t)(fuzz_roll(dice, 4) << 2);
		break;
	case PARAM_CAUSE:
		octets[0] = (uint8_t)(0x80 | fuzz_roll(dice, 16));
		octets[1] = (uint8_t)(0x80 | fuzz_roll(dice, 128));
		break;
	default:
		break;
	}
	return n;
}

/* A message from its type on; mostly those that move a circuit. */
static size_t
make_isup(uint8_t octets[255], uint32_t *dice)
{
	static const uint8_t usual[] = { ISUP_IAM, ISUP_SAM, ISUP_COT, ISUP_ACM, ISUP_CON, ISUP_ANM, ISUP_REL, ISUP_SUS,
		ISUP_RES, ISUP_RLC, ISUP_CCR, ISUP_RSC, ISUP_BLO, ISUP_UBL, ISUP_BLA, ISUP_UBA, ISUP_GRS, ISUP_CGB,
		ISUP_CGU, ISUP_CGBA, ISUP_CGUA, ISUP_GRA, ISUP_CQM, ISUP_CQR, ISUP_CPG, ISUP_UCIC, ISUP_CFN, ISUP_SGM,
		ISUP_INF };
	struct isup_value values[40];
	uint8_t room[40][32], whole[300], type = usual[fuzz_roll(dice, sizeof(usual))];
	const struct isup_row *row = NULL;
	size_t n = 0;

	for (int i = 0; i < 40 && fuzz_roll(dice, 4) == 0 && !row; i++)
		row = isup_row(type = (uint8_t)fuzz_roll(dice, 256));
	if (!row && !(row = isup_row(type))) { /* a type that nobody knows */
		octets[0] = type;
		return 1 + make_param(PARAM_MESSAGE_COMPAT, octets + 1, dice);
	}
	for (unsigned i = 0; i < row->n_parts && n < 40; i++)
		if (row->parts[i].kind != ISUP_OPTIONAL || fuzz_roll(dice, 24) == 0) {
			size_t len = make_param(row->parts[i].code, room[n], dice);

			values[n] = (struct isup_value){ row->parts[i].code, (uint8_t)len, room[n] };
			n++;
		}
	int len = isup_encode(whole, 257, 0, type, values, n);
	if (len < 3) {
		octets[0] = type;
		return 1;
	}
	memcpy(octets, whole + 2, (size_t)len - 2);
	return (size_t)len - 2;
}

static size_t
make_user(uint8_t *record, uint32_t *dice)
{
	record[0] = KIND_USER;
	record[2] = (uint8_t)fuzz_roll(dice, fuzz_roll(dice, 8) ? 12 : 33); /* where calls stand; anywhere */
	return make_isup(record + FUZZ_HEAD, dice);
}

/* ---- level 3 ---- */

static size_t
make_managing(uint8_t *record, uint32_t *dice)
{
	static const uint8_t headings[] = {
#define MTP3_MESSAGE(name, heading, body, handler, sentence) heading,
#include "isup/mtp3.def"
#undef MTP3_MESSAGE
	};
	size_t one = fuzz_roll(dice, sizeof(headings));
	uint8_t *octets = record + FUZZ_HEAD;
	int is_test = one >= sizeof(headings) - 2;

	record[0] = KIND_MANAGING;
	record[2] =
	    (uint8_t)((is_test ? 1u + fuzz_roll(dice, 2) : 0) << 5 | fuzz_roll(dice, fuzz_roll(dice, 6) ? 2 : 16));
	octets[0] = headings[one];
	if (is_test) {
		size_t n = fuzz_roll(dice, 16);

		octets[1] = (uint8_t)(n << 4);
		for (size_t i = 0; i < n; i++)
			octets[2 + i] = (uint8_t)fuzz_roll(dice, 256);
		return 2 + n;
	}
	label_pc_encode(kept[state].form, octets + 1, fuzz_roll(dice, 4) ? kept[state].far : fuzz_roll(dice, 1u << 24));
	octets[1] = (uint8_t)(fuzz_roll(dice, 3) ? octets[1] : fuzz_roll(dice, 128));
	octets[1 + label_pc_size(kept[state].form)] =
	    (uint8_t)(fuzz_roll(dice, 3) ? 5 | fuzz_roll(dice, 3) << 4 : fuzz_roll(dice, 256));
	return 1 + fuzz_roll(dice, 2) + label_pc_size(kept[state].form);
}

static size_t
make_msu(uint8_t *record, uint32_t *dice)
{
	size_t n = 4 + fuzz_roll(dice, 20);

	record[0] = KIND_MSU;
	for (size_t i = 0; i < n; i++)
		record[FUZZ_HEAD + i] = (uint8_t)fuzz_roll(dice, 256);
	record[FUZZ_HEAD] = (uint8_t)(0x80 | fuzz_roll(dice, 6));
	return n;
}

/* ---- level 2 ---- */

static size_t
make_unit(uint8_t *record, uint32_t *dice)
{
	static const uint8_t kinds[] = { KIND_RAW, KIND_FITTING, KIND_FITTING, KIND_STATUS, KIND_STATUS, KIND_EVENT };
	size_t n = fuzz_roll(dice, 3) ? fuzz_roll(dice, 4) : fuzz_roll(dice, 20);

	record[0] = kinds[fuzz_roll(dice, sizeof(kinds))];
	record[2] = (uint8_t)fuzz_roll(dice, fuzz_roll(dice, 2) ? 8 : 256);
	for (size_t i = 0; i < n; i++)
		record[FUZZ_HEAD + i] = (uint8_t)fuzz_roll(dice, 256);
	return n;
}

/* ---- around it ---- */

static size_t
make_other(uint8_t *record, uint32_t *dice)
{
	static const uint8_t kinds[] = { KIND_REQUEST, KIND_REQUEST, KIND_REQUEST, KIND_MAINTAIN, KIND_MAINTAIN,
		KIND_TIME, KIND_TIME, KIND_TIME, KIND_SELF };
	static const uint8_t requests[] = { MSG_LINE_ACCEPT, MSG_LINE_ALERT, MSG_LINE_ANSWER, MSG_LINE_RELEASE,
		MSG_LINE_DIAL, MSG_LINE_HELD, MSG_LINE_HELD_END, MSG_HELLO_BACK };

	record[0] = kinds[fuzz_roll(dice, sizeof(kinds))];
	record[1] = (uint8_t)fuzz_roll(dice, 16);
	record[2] =
	    (uint8_t)(record[0] == KIND_REQUEST ? requests[fuzz_roll(dice, sizeof(requests))] : fuzz_roll(dice, 256));
	memset(record + FUZZ_HEAD, 0, 4);
	record[FUZZ_HEAD] = (uint8_t)fuzz_roll(dice, 32);
	return 1 + fuzz_roll(dice, 4);
}

/* Mostly for one layer, of 32 parts: so many of each; the rest is what goes on around it. */
static size_t
make_mix(uint8_t record[FUZZ_HEAD + 255], uint32_t *dice, uint32_t units, uint32_t managing, uint32_t users)
{
	uint32_t part = fuzz_roll(dice, 32);
	size_t n;

	record[1] = (uint8_t)(fuzz_roll(dice, 2) | (fuzz_roll(dice, 2) ? fuzz_roll(dice, 16) << 1 : 0) |
	    (fuzz_roll(dice, 4) ? 0 : 0x40)); /* a quarter is not answered */
	if (part < units)
		n = make_unit(record, dice);
	else if (part < units + managing)
		n = fuzz_roll(dice, 8) ? make_managing(record, dice) : make_msu(record, dice);
	else if (part < units + managing + users)
		n = make_user(record, dice);
	else
		n = make_other(record, dice);
	record[FUZZ_HEAD - 1] = (uint8_t)n;
	return FUZZ_HEAD + n;
}
