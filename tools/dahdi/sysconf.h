/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /etc/dahdi/system.conf, as far as it matters to us: spans with their timing, dynamic spans, what each channel is.
 *
 * It is dahdi_cfg's file; what dahdi_cfg would refuse is found here too (`bad_line`), and the rest of the file is
 * read all the same.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define SYSCONF_SPANS    64
#define SYSCONF_CHANNELS 2048

enum sysconf_type {
	SYSCONF_NONE,  /* not named */
	SYSCONF_BCHAN, /* also clear, indclear */
	SYSCONF_DCHAN, /* also fcshdlc */
	SYSCONF_MTP2,
	SYSCONF_CAS,
	SYSCONF_OTHER,
};

struct sysconf_span {
	int number;
	int timing; /* 0 = never a source of the clock, 1 = the first choice */
	int line;   /* of the file */
	char framing[8], coding[8];
	bool crc4;
};

struct sysconf_dynamic {
	char driver[8], address[32];
	int n_channels, timing;
};

struct sysconf {
	int n_spans, n_dynamics;
	struct sysconf_span spans[SYSCONF_SPANS];
	struct sysconf_dynamic dynamics[SYSCONF_SPANS];
	uint8_t type[SYSCONF_CHANNELS + 1]; /* enum sysconf_type */
	bool alaw[SYSCONF_CHANNELS + 1];    /* the last law said */
	bool mulaw[SYSCONF_CHANNELS + 1];
	bool canceller[SYSCONF_CHANNELS + 1];
	int bad_line; /* the first one that makes no sense, and its text; 0 = none */
	char bad[48];
};

void sysconf_parse(struct sysconf *c, const char *text);

/* The span's line, or NULL. */
const struct sysconf_span *sysconf_span(const struct sysconf *c, int number);
