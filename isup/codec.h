/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Codec: ISUP messages to views and back, by the tables params.def and messages.def alone.
 *
 * Decoding copies nothing: a message becomes a list of (code, offset, length) views into its octets, every one of them
 * checked to lie inside.  Unknown parameters are views like all others.  Encoding takes a list of values in any order
 * and lays them out as the message's row tells.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum isup_param {
#define PARAM(code, name, min, max, paragraph, text) PARAM_##name = code,
#include "isup/params.def"
#undef PARAM
};

enum isup_message {
#define MESSAGE(code, name, ...) ISUP_##name = code,
#include "isup/messages.def"
#undef MESSAGE
};

#define ISUP_MSG_MAX 268 /* octets from the CIC on: SIF of 272 less the shortest label */
#define ISUP_VIEWS   133 /* as many optional parameters as fit into a message */

enum isup_kind { ISUP_FIXED, ISUP_VARIABLE, ISUP_OPTIONAL };

struct isup_view {
	uint8_t code;
	uint8_t kind;  /* enum isup_kind */
	uint8_t known; /* the message's row names this parameter */
	uint8_t pad;
	uint16_t at;
	uint16_t len;
};

struct isup_msg {
	const uint8_t *octets;
	uint16_t len;
	uint16_t cic;
	uint8_t type;
	uint8_t bad; /* optional parameters that were too short, and are left out */
	uint16_t n_views;
	uint16_t unknown;           /* of the views */
	const struct isup_row *row; /* NULL if the type is unknown */
	struct isup_view views[ISUP_VIEWS];
};

struct isup_value { /* of a parameter to be encoded */
	uint8_t code;
	uint8_t len;
	const uint8_t *octets;
};

/*
 * Decode a message that begins at the CIC.  0; -EBADMSG: malformed (cut short, pointers or lengths outside, a mandatory
 * parameter too short); -ENOMSG: type not known, cic, type and a compatibility parameter (isup_compat) can be had.
 */
int isup_decode(struct isup_msg *msg, const uint8_t *octets, size_t len);

/* The first view of a parameter, or NULL; its octets. */
const struct isup_view *isup_find(const struct isup_msg *msg, uint8_t code);
const uint8_t *isup_octets(const struct isup_msg *msg, const struct isup_view *view);

/* Message compatibility information of a message of unknown type (its optional part is sought by Q.763 1.9's layout),
 * or -1. */
int isup_compat(const struct isup_msg *msg);

/*
 * Encode: octets written, -EINVAL (unknown type, mandatory parameter missing or of a wrong length), -EMSGSIZE.
 * Values that the row does not name are appended to the optional part, if it has one.
 */
int isup_encode(uint8_t *octets, size_t size, uint16_t cic, uint8_t type, const struct isup_value *values, size_t n);

/* ---- the tables, for tests, traces and generators ---- */

struct isup_part {
	uint8_t code;
	uint8_t kind;
};
struct isup_row {
	uint8_t type;
	uint8_t ends; /* has an optional part */
	uint8_t n_parts;
	uint8_t n_mandatory;      /* they stand first, F before V */
	const char *abbreviation; /* "IAM" */
	const char *table;
	const char *name;
	const struct isup_part *parts;
};
struct isup_param_row {
	uint8_t code;
	uint8_t min;
	uint8_t max; /* 0 = no bound */
	const char *paragraph;
	const char *name;
};

const struct isup_row *isup_row(uint8_t type);             /* or NULL */
const struct isup_param_row *isup_param_row(uint8_t code); /* or NULL */
const char *isup_name(uint8_t type);                       /* "IAM", or "?" */
