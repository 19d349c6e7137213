/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The site: the whole configuration as one flat struct, made from conf.def.  Every process reads the same file and looks at
 * the parts it needs.
 */
#pragma once

#include "base/msg.h"

#include <stdio.h>

#define GROUP(tag, field, sentence)                    struct conf_##tag {
#define LIST(tag, field, most, sentence)               struct conf_##tag {
#define INT(key, initial, least, most, unit, sentence) int32_t key;
#define STR(key, size, initial, sentence)              char key[size];
#define ONE(key, words, initial, sentence)             int32_t key;
#define END(tag) \
	}        \
	;
#include "base/conf.def"
#undef GROUP
#undef LIST
#undef INT
#undef STR
#undef ONE
#undef END

struct site {
#define GROUP(tag, field, sentence) struct conf_##tag field;
#define LIST(tag, field, most, sentence) \
	struct conf_##tag field[most];   \
	int32_t n_##field;
#define INT(key, initial, least, most, unit, sentence)
#define STR(key, size, initial, sentence)
#define ONE(key, words, initial, sentence)
#define END(tag)
#include "base/conf.def"
#undef GROUP
#undef LIST
#undef INT
#undef STR
#undef ONE
#undef END
};

/* Words of the ONE rows, where code asks. */
enum {
#define DRIVER(id, word, en, zh) SPAN_DRIVER_##id,
#include "base/drivers.def"
#undef DRIVER
};
enum { LABEL_ITU14, LABEL_CHINA24, LABEL_ANSI24 };
enum { CORRECTION_BASIC, CORRECTION_PCR };
enum group_kind {
#define ACCESS(kind, role, en, zh, use_en, use_zh) GROUP_##kind,
#include "base/access.def"
#undef ACCESS
	GROUP_KINDS,
};
enum { LOOP_STATION, LOOP_EXCHANGE };
enum { CHOICE_OLDEST, CHOICE_ASCENDING, CHOICE_DESCENDING, CHOICE_LEAST_USED, CHOICE_RANDOM };
enum { PREFER_CONTROLLED, PREFER_EVEN, PREFER_ODD, PREFER_NONE };
enum { BEARER_ANY, BEARER_VOICE };
enum { CCL_RELEASES, CCL_HOLDS };
enum { METERING_MESSAGE, METERING_FIRST, METERING_SECOND, METERING_BOTH };
enum { RULE_IN, RULE_OUT };
enum { RULE_CALLED, RULE_CALLING, RULE_REDIRECTING, RULE_ORIGINAL, RULE_ANY };
enum { RULE_ST_KEEP, RULE_ST_NO, RULE_ST_YES };
enum { CATEGORY_ORDINARY, CATEGORY_OPERATOR, CATEGORY_PRIORITY, CATEGORY_DATA, CATEGORY_TEST, CATEGORY_PAYPHONE };
enum { PRI_SIDE_NETWORK, PRI_SIDE_USER };
enum { LANG_ZH, LANG_EN };

/* Where the configuration is if no -c names it: $ZONGJI_CONF, or SITE_CONF. */
#define SITE_CONF "/etc/zongji/zongji.conf"
const char *site_path(void);

#define CAS_SLOT 16 /* of an E1 whose loops send their bits: the bits of all of them, and no audio */

/* The number of a slot's loop: the first slot of its run has the setting's, the others count on.  -EINVAL: it has none. */
int site_loop_number(const struct conf_circuits *run, int slot, char number[NUMBER_DIGITS]);

/* The defaults alone. */
void site_defaults(struct site *site);

/*
 * Read a file over the defaults and check it.  On failure -EINVAL, and `why` says file, line, key and what would be right
 * ("zongji.conf:12: spans[1].slto: no such setting; did you mean slot?").
 */
int site_load(struct site *site, const char *path, char *why, size_t why_size);
int site_parse(struct site *site, const char *text, char *why, size_t why_size);

/* Print the configuration in force, in the file's own syntax (daemons' -n). */
void site_print(const struct site *site, FILE *to);

/* Print all settings with type, range, default and sentence: plain text, or as a roff table for the man page. */
void site_help(FILE *to, int roff);

/* Index of the entry with this name, or -1. */
int site_linkset(const struct site *site, const char *name);
int site_group(const struct site *site, const char *name);
int site_queue_by_name(const struct site *site, const char *name);
int site_queue_by_code(const struct site *site, int code);
const struct conf_span *site_span(const struct site *site, int number);

/* "192.0.2.1:5060" as address (host order) and port: 0 or -EINVAL. */
int site_endpoint(const char *text, uint32_t *address, uint16_t *port);
