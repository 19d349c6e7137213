/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with DAHDI, system.conf and our configuration, as seen in a picture: findings, each a row of
 * findings.def.
 */
#pragma once

#include "tools/dahdi/picture.h"

#include <stdio.h>

enum severity { NOTE, WARN, FAULT };

enum finding_id {
#define FINDING(id, severity, zh, en, remedy) FIND_##id,
#include "tools/dahdi/findings.def"
#undef FINDING
	FIND_COUNT,
};

struct finding {
	enum finding_id id;
	int span, n;
	char text[64], more[96], group[32];
};

#define FINDINGS 512

struct findings {
	int n; /* at most FINDINGS are kept */
	struct finding at[FINDINGS];
};

/* Everything that is wrong, in the order of the table. */
void check_all(const struct picture *p, struct findings *f);

/* The worst of them: FAULT, WARN or NOTE; -1: there are none. */
int check_worst(const struct findings *f);

/* "severity ID: sentence" and, under it, the remedy. */
void check_print(const struct finding *one, int zh, FILE *to);

/* The table alone: name, severity, sentence as it stands there. */
const char *finding_name(enum finding_id id);
enum severity finding_severity(enum finding_id id);
