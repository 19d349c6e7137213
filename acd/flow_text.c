/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading a flow's text.
 *
 *     main: menu menu-main          a node: its name, its kind, its prompts
 *         1 "咨询" consult          indented: what belongs to it
 *         silence 10s consult
 *
 * One line at a time; words are separated by blanks, "..." is one word, a word that begins with # ends the line.  What can
 * stand under which kind is a table.  References are kept and resolved at the end.
 */
#include "acd/flow_check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 8
#define WORD  48

struct reference {
	uint16_t *where;
	uint32_t line;
	char name[FLOW_NAME];
};

struct reader {
	struct flow_source src;
	struct flow_node *node; /* the one being read; NULL before the first and after a faulty head */
	uint32_t line;
	int n_words;
	char word[WORDS][WORD];
	char vars[FLOW_VARS][FLOW_NAME];
	struct reference refs[FLOW_NODES * 3 + FLOW_ROWS];
	int n_refs;
};

#define fault(r, ...) flow_fault(&(r)->src, (r)->line, __VA_ARGS__)

static int
split(struct reader *r, const char *p, const char *end)
{
	r->n_words = 0;
	for (;;) {
		while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
			p++;
		if (p == end || *p == '#')
			return 0;
		const char *from = p;
		bool quoted = *p == '"';

		if (quoted) {
			from = ++p;
			while (p < end && *p != '"')
				p++;
			if (p == end) {
				fault(r, "a \" is not closed");
				return -EINVAL;
			}
		} else {
			while (p < end && *p != ' ' && *p != '\t' && *p != '\r')
				p++;
		}
		size_t len = (size_t)(p - from);

		if (r->n_words == WORDS || len >= WORD || memchr(from, '\0', len)) {
			fault(r, r->n_words == WORDS ? "too many words" : "this word is too long");
			return -EINVAL;
		}
		memcpy(r->word[r->n_words], from, len);
		r->word[r->n_words++][len] = '\0';
		p += quoted;
	}
}

/* A word that names a node, a prompt, a queue: letters, digits, - and _ (and UTF-8). */
static int
copy_name(struct reader *r, char *to, size_t size, const char *word, const char *what)
{
	for (const char *p = word; *p; p++)
		if (!strchr("-_.", *p) && !((*p | 32) >= 'a' && (*p | 32) <= 'z') && !(*p >= '0' && *p <= '9') &&
		    !(*p & 0x80)) {
			fault(r, "%s cannot be the name of a %s", word, what);
			return -EINVAL;
		}
	if (!*word || strlen(word) >= size) {
		fault(r, "the name of a %s has 1 to %zu letters", what, size - 1);
		return -EINVAL;
	}
	memcpy(to, word, strlen(word) + 1);
	return 0;
}

static void
refer(struct reader *r, uint16_t *where, const char *word)
{
	struct reference *ref = &r->refs[r->n_refs];

	*where = FLOW_END;
	if (strcmp(word, "end") == 0)
		return;
	if (r->n_refs == (int)(sizeof(r->refs) / sizeof(r->refs[0]))) {
		fault(r, "too many references");
		return;
	}
	if (copy_name(r, ref->name, sizeof(ref->name), word, "node"))
		return;
	ref->where = where;
	ref->line = r->line;
	r->n_refs++;
}

static long
number(struct reader *r, const char *word, const char *unit, long least, long most)
{
	char *rest;
	long v = strtol(word, &rest, 10);

	if (rest == word || strcmp(rest, unit) != 0 || v < least || v > most) {
		fault(r, "%s should be %ld%s to %ld%s", word, least, unit, most, unit);
		return least;
	}
	return v;
}

static struct flow_row *
new_row(struct reader *r)
{
	struct flow *flow = r->src.flow;

	if (flow->n_rows == FLOW_ROWS) {
		fault(r, "more than %d options and hours", FLOW_ROWS);
		return NULL;
	}
	r->node->n_rows++;
	return &flow->rows[flow->n_rows++];
}

/* ---- what stands under a node ---- */

static void
read_then(struct reader *r)
{
	refer(r, &r->node->next, r->word[1]);
}

static void
read_failed(struct reader *r)
{
	refer(r, &r->node->failed, r->word[1]);
}

static void
read_steady(struct reader *r)
{
	r->node->flags |= FLOW_F_STEADY;
}

static void
read_silence(struct reader *r)
{
	r->node->silence_ms = (uint32_t)number(r, r->word[1], "s", 1, 600) * 1000;
	if (r->n_words == 3)
		refer(r, &r->node->silent, r->word[2]);
}

static void
read_tries(struct reader *r)
{
	r->node->tries = (uint8_t)number(r, r->word[1], "", 1, 9);
	if (r->n_words == 3)
		refer(r, &r->node->failed, r->word[2]);
}

static void
read_digits(struct reader *r)
{
	unsigned least = 0, most = 0;
	char rest;
	int n = sscanf(r->word[1], "%2u-%2u%c", &least, &most, &rest);

	if (n == 1)
		most = least;
	if (n < 1 || n > 2 || least < 1 || most < least || most >= NUMBER_DIGITS) {
		fault(r, "%s should be digits like 6 or 6-8, at most %d", r->word[1], NUMBER_DIGITS - 1);
		return;
	}
	r->node->least = (uint8_t)least;
	r->node->most = (uint8_t)most;
}

static int
variable(struct reader *r, const char *name, bool make)
{
	for (int i = 0; i < FLOW_VARS; i++) {
		if (strcmp(r->vars[i], name) == 0)
			return i;
		if (!r->vars[i][0]) {
			if (make && copy_name(r, r->vars[i], FLOW_NAME, name, "variable") == 0)
				return i;
			break;
		}
	}
	fault(r, make ? "no room for variable %s" : "variable %s is collected nowhere above", name);
	return 0;
}

static void
read_into(struct reader *r)
{
	r->node->var = (uint8_t)variable(r, r->word[1], true);
}

static void
read_most(struct reader *r)
{
	r->node->silence_ms = (uint32_t)number(r, r->word[1], "s", 1, 600) * 1000;
}

static void
read_class(struct reader *r)
{
	r->node->priority = (uint8_t)number(r, r->word[1], "", 1, 9);
}

/* 1 "咨询" NODE */
static void
read_option(struct reader *r)
{
	char key = r->word[0][0];
	const char *text = r->n_words == 3 ? r->word[1] : "";
	struct flow_row *row = new_row(r);

	if (!row)
		return;
	for (int i = r->node->first_row; i < r->node->first_row + r->node->n_rows - 1; i++)
		if (r->src.flow->rows[i].key == (uint8_t)key)
			fault(r, "key %c stands twice", key);
	if (key == FLOW_REPEAT)
		fault(r, "key 9 repeats the menu, in every menu (IVR-23)");
	if (strlen(text) > TEXT_LABEL - 3)
		fault(r, "\"%s\" is longer than %d octets", text, TEXT_LABEL - 3);
	row->key = (uint8_t)key;
	text_copy(row->text, sizeof(row->text) - 2, text);
	refer(r, &row->to, r->word[r->n_words - 1]);
}

/* mon-fri 08:30-17:30 NODE; 10-01..10-07 NODE */
static void
read_hours(struct reader *r)
{
	struct flow_row *row = new_row(r);

	if (!row)
		return;
	row->to_min = 1440;
	if (!flow_days(r->word[0], row) && !flow_dates(r->word[0], row))
		fault(r, "%s should be days (mon-fri, daily) or dates (10-01..10-07)", r->word[0]);
	else if (r->n_words == 3 && !flow_times(r->word[1], row))
		fault(r, "%s should be times like 08:30-17:30", r->word[1]);
	refer(r, &row->to, r->word[r->n_words - 1]);
}

#define K(x) (1u << FLOW_##x)

/* First word, under which kinds, words in the line, what to do, how it should look. */
/* clang-format off */
static const struct attribute {
	const char *word;
	unsigned    kinds;
	int         least, most;
	void (*read)(struct reader *r);
	const char *form;
} attributes[] = {
	{ "then",      K(PLAY) | K(COLLECT) | K(QUERY) | K(MESSAGE) | K(FAX), 2, 2, read_then, "then NODE" },
	{ "steady",    K(PLAY) | K(MENU) | K(COLLECT),  1, 1, read_steady,  "steady"                 },
	{ "silence",   K(MENU) | K(COLLECT),            2, 3, read_silence, "silence SECONDSs [NODE]" },
	{ "tries",     K(MENU) | K(COLLECT),            2, 3, read_tries,   "tries TIMES [NODE]"     },
	{ "digits",    K(COLLECT),                      2, 2, read_digits,  "digits LEAST-MOST"      },
	{ "into",      K(COLLECT) | K(QUERY),           2, 2, read_into,    "into VARIABLE"          },
	{ "most",      K(MESSAGE),                      2, 2, read_most,    "most SECONDSs"          },
	{ "class",     K(QUEUE),                        2, 2, read_class,   "class 1..9"             },
	{ "full",      K(QUEUE),                        2, 2, read_then,    "full NODE"              },
	{ "otherwise", K(HOURS),                        2, 2, read_then,    "otherwise NODE"         },
	{ "known",     K(CALLER),                       2, 2, read_then,    "known NODE"             },
	{ "unknown",   K(CALLER) | K(QUERY),            2, 2, read_failed,  "unknown NODE"           },
	{ "failed",    K(FAX),                          2, 2, read_failed,  "failed NODE"            },
};
/* clang-format on */

static void
read_attribute(struct reader *r)
{
	const char *first = r->word[0];

	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		const struct attribute *t = &attributes[i];

		if (strcmp(first, t->word) != 0 || !(t->kinds & 1u << r->node->kind))
			continue;
		if (r->n_words < t->least || r->n_words > t->most)
			fault(r, "this should read: %s", t->form);
		else
			t->read(r);
		return;
	}
	if (r->node->kind == FLOW_MENU && first[0] >= '0' && first[0] <= '9' && !first[1] && r->n_words >= 2 &&
	    r->n_words <= 3)
		read_option(r);
	else if (r->node->kind == FLOW_HOURS && r->n_words >= 2 && r->n_words <= 3)
		read_hours(r);
	else
		fault(r, "%s has no place under a %s node", first, flow_kind_name[r->node->kind]);
}

/* ---- a node's head: NAME: KIND ARGUMENTS ---- */

static void
read_prompts(struct reader *r)
{
	struct flow_node *n = r->node;

	if (r->n_words - 2 > FLOW_PROMPTS) {
		fault(r, "more than %d prompts", FLOW_PROMPTS);
		return;
	}
	for (int i = 2; i < r->n_words; i++) {
		char *to = n->prompt[n->n_prompts++];

		if (r->word[i][0] == '$') {
			to[0] = '$';
			to[1] = (char)('0' + variable(r, r->word[i] + 1, false));
		} else {
			copy_name(r, to, FLOW_PROMPT, r->word[i], "prompt");
		}
	}
	if (!n->n_prompts && n->kind != FLOW_HANGUP && n->kind != FLOW_FAX)
		fault(r, "a %s node says something: name its prompt", flow_kind_name[n->kind]);
}

static void
read_queue(struct reader *r)
{
	const struct flow_names *names = r->src.names;
	int code;

	if (r->n_words != 3) {
		fault(r, "this should read: %s: queue NAME", r->node->name);
		return;
	}
	if (names && names->queue)
		code = names->queue(names->arg, r->word[2]);
	else
		code = (int)number(r, r->word[2], "", 0, 99);
	if (code < 0)
		fault(r, "there is no queue %s", r->word[2]);
	r->node->queue = (uint16_t)code;
}

/* NAME: query orders [$VARIABLE] */
static void
read_query(struct reader *r)
{
	if (r->n_words < 3 || r->n_words > 4 || strcmp(r->word[2], "orders") != 0 ||
	    (r->n_words == 4 && r->word[3][0] != '$'))
		fault(r, "this should read: %s: query orders [$VARIABLE]", r->node->name);
	else if (r->n_words == 4)
		r->node->from = (uint8_t)variable(r, r->word[3] + 1, false);
}

static void
read_head(struct reader *r)
{
	struct flow *flow = r->src.flow;
	size_t len = strlen(r->word[0]);
	int kind = 0;

	r->node = NULL;
	if (r->n_words < 2 || len < 2 || r->word[0][len - 1] != ':') {
		fault(r, "this should read: NAME: KIND ... (what belongs to a node is indented)");
		return;
	}
	if (flow->n_nodes == FLOW_NODES) {
		fault(r, "more than %d nodes", FLOW_NODES);
		return;
	}
	r->word[0][len - 1] = '\0';
	while (kind < FLOW_KINDS && strcmp(flow_kind_name[kind], r->word[1]) != 0)
		kind++;
	if (kind == FLOW_KINDS) {
		fault(r, "there is no kind of node called %s", r->word[1]);
		return;
	}
	struct flow_node *n = &flow->nodes[flow->n_nodes];

	*n = (struct flow_node){ .kind = (uint8_t)kind,
		.line = r->line,
		.next = FLOW_END,
		.silent = FLOW_SAME,
		.failed = FLOW_END,
		.from = FLOW_VARS,
		.first_row = flow->n_rows };
	if (copy_name(r, n->name, sizeof(n->name), r->word[0], "node"))
		return;
	if (strcmp(n->name, "end") == 0)
		fault(r, "end is not a node, it is the end of the call");
	for (int i = 0; i < flow->n_nodes; i++)
		if (strcmp(flow->nodes[i].name, n->name) == 0)
			fault(r, "node %s stands twice", n->name);
	flow->n_nodes++;
	r->node = n;
	if (kind == FLOW_MENU || kind == FLOW_COLLECT || kind == FLOW_MESSAGE) {
		n->tries = 3;
		n->silence_ms = kind == FLOW_MESSAGE ? 120000 : 10000; /* IVR-30 */
	}
	if (kind == FLOW_COLLECT) {
		n->least = 1;
		n->most = NUMBER_DIGITS - 1;
	}
	if (kind == FLOW_QUEUE)
		read_queue(r);
	else if (kind == FLOW_QUERY)
		read_query(r);
	else if (kind != FLOW_HOURS && kind != FLOW_CALLER)
		read_prompts(r);
	else if (r->n_words > 2)
		fault(r, "what %s leads to stands below, one on a line", r->word[1]);
}

static void
resolve(struct reader *r)
{
	struct flow *flow = r->src.flow;

	for (int i = 0; i < r->n_refs; i++) {
		struct reference *ref = &r->refs[i];
		int to = 0;

		while (to < flow->n_nodes && strcmp(flow->nodes[to].name, ref->name) != 0)
			to++;
		if (to == flow->n_nodes)
			flow_fault(&r->src, ref->line, "there is no node %s", ref->name);
		else
			*ref->where = (uint16_t)to;
	}
}

int
flow_compile(struct flow *flow, const char *name, const char *file, const char *text, const struct flow_names *names,
    char *why, size_t why_size)
{
	struct reader r = { .src = { .flow = flow, .names = names, .file = file, .why = why, .why_size = why_size } };

	memset(flow, 0, sizeof(*flow));
	why[0] = '\0';
	for (const char *p = text, *end; *p; p = *end ? end + 1 : end) {
		end = p + strcspn(p, "\n");
		r.line++;
		if (split(&r, p, end) || !r.n_words)
			continue;
		if (*p != ' ' && *p != '\t')
			read_head(&r);
		else if (r.node)
			read_attribute(&r);
	}
	if (!flow->n_nodes && !r.src.faults)
		fault(&r, "there is no node");
	if (strlen(name) >= sizeof(flow->name))
		fault(&r, "the name of a flow has at most %zu letters", sizeof(flow->name) - 1);
	resolve(&r);
	if (!r.src.faults)
		flow_check(&r.src);
	if (r.src.faults)
		return -EINVAL;
	text_copy(flow->name, sizeof(flow->name), name);
	flow->abi = FLOW_ABI;
	flow->version = flow_hash(flow);
	return 0;
}
