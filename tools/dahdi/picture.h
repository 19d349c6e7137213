/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything there is to know about DAHDI on a machine, as one plain struct: gathered once (gather.c), then looked
 * at by what checks, shows and proposes.  A test makes one from sample texts.
 */
#pragma once

#include "base/site.h"
#include "tools/dahdi/sysconf.h"
#include "trunk/dahdi_hold.h"
#include "trunk/dahdi_look.h"
#include "trunk/dahdi_proc.h"
#include "trunk/span.h"

#define PICTURE_SPANS   64
#define PICTURE_DEVICES 16
#define PICTURE_HOLDERS 16

struct picture_span {
	struct proc_span proc;
	char kind[8];                         /* "E1", "T1", "DYNAM"; empty = not known */
	struct look_channel look[PROC_SLOTS]; /* if looked */
};

/* A card that DAHDI knows, with spans that have no number yet. */
struct picture_device {
	char name[48];
	int n_spans, n_assigned;
};

struct picture {
	bool installed; /* the running kernel has a module of that name */
	bool loaded;
	char kernel[64];
	char driver[24]; /* the first driver of cards that is loaded; empty = none */

	int n_devices;
	struct picture_device devices[PICTURE_DEVICES];
	int n_spans;
	struct picture_span spans[PICTURE_SPANS];

	bool looked;      /* DAHDI could be asked by ioctl */
	char missing[32]; /* a device file that is not there */
	char locked[32];  /* one that we may not open; whose it is and who we are */
	char group[32], user[32];

	bool have_conf;
	struct sysconf conf;

	int n_holders;
	struct holder holders[PICTURE_HOLDERS];
	bool house_up; /* processes of ours have channels open */

	const struct site *site; /* NULL: there is no configuration of ours */
};

/* What our configuration wants of a slot. */
enum want { WANT_NOTHING, WANT_BEARER, WANT_LOOP, WANT_MTP2, WANT_DCHAN };

const struct picture_span *picture_span(const struct picture *p, int number);

/* Is it a span without hardware?  Then pairs of them are cross-connected: its other end, or 0. */
bool picture_is_dynamic(const struct picture_span *s);
int picture_peer(const struct picture *p, const struct picture_span *s);

enum want picture_wants(const struct site *site, int span, int slot);
/* Is this, in /proc/dahdi's words, what zongji makes of such a slot? */
bool picture_fits(enum want want, const char *type);
bool picture_wants_echo(const struct site *site, int span, int slot);

enum leads { LEADS_NOWHERE, LEADS_TO_CARRIER, LEADS_TO_PBX };
/* By the trunk groups and links on it: No. 7, and PRI where we are the user, lead to a carrier. */
enum leads picture_leads(const struct site *site, int span);

/* "1-15,17-31" of a set of numbers; `to` ends in "..." if they do not fit. */
void picture_ranges(const bool *set, int n, char *to, size_t size);

/* Look at this machine.  `root` is in front of every path ("" but in tests: then no device is opened). */
void picture_take(struct picture *p, const struct site *site, const char *root);
