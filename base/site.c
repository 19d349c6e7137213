/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration: conf.def as a table of rows, libconfig as the reader of the file's syntax.
 *
 * A section's struct has only int32_t and char arrays in the order of its rows, so a row's place follows from the rows before
 * it; layout() computes it once and checks the sum against the compiler's sizeof.
 */
#include "base/site.h"

#include "base/site_check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libconfig.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum what { SECTION_GROUP, SECTION_LIST, ROW_INT, ROW_STR, ROW_ONE, SECTION_END };

struct row {
	enum what what;
	const char *key;
	const char *text; /* STR: default; ONE: words; INT: unit */
	const char *sentence;
	int32_t initial, least, most;
	uint32_t size;   /* STR: of the array; section: of one entry */
	uint32_t offset; /* section: of the (first) entry in struct site */
	uint32_t count;  /* list: offset of its count in struct site */
};

static const struct row rows[] = {
#define GROUP(tag, field, text_)                   \
	{ .what = SECTION_GROUP,                   \
		.key = #field,                     \
		.sentence = (text_),               \
		.most = 1,                         \
		.size = sizeof(struct conf_##tag), \
		.offset = offsetof(struct site, field) },
#define LIST(tag, field, most_, text_)                  \
	{ .what = SECTION_LIST,                         \
		.key = #field,                          \
		.sentence = (text_),                    \
		.most = (most_),                        \
		.size = sizeof(struct conf_##tag),      \
		.offset = offsetof(struct site, field), \
		.count = offsetof(struct site, n_##field) },
#define INT(key_, initial_, least_, most_, unit_, text_) \
	{ .what = ROW_INT,                               \
		.key = #key_,                            \
		.text = (unit_),                         \
		.sentence = (text_),                     \
		.initial = (initial_),                   \
		.least = (least_),                       \
		.most = (most_),                         \
		.size = sizeof(int32_t) },
#define STR(key_, size_, initial_, text_) \
	{ .what = ROW_STR, .key = #key_, .text = (initial_), .sentence = (text_), .size = (size_) },
#define ONE(key_, words_, initial_, text_) \
	{ .what = ROW_ONE,                 \
		.key = #key_,              \
		.text = (words_),          \
		.sentence = (text_),       \
		.initial = (initial_),     \
		.size = sizeof(int32_t) },
#define END(tag) { .what = SECTION_END },
#include "base/conf.def"
#undef GROUP
#undef LIST
#undef INT
#undef STR
#undef ONE
#undef END
};
#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static uint32_t places[N_ROWS]; /* of a setting within its section's struct */

struct why {
	char *text;
	size_t size;
};

__attribute__((format(printf, 2, 3))) static int
refuse(const struct why *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why->text, why->size, format, args);
	va_end(args);
	return -EINVAL;
}

static void
layout(void)
{
	uint32_t at = 0, size = 0;

	if (places[2]) /* the third row of the first section is never at 0 */
		return;
	for (size_t i = 0; i < N_ROWS; i++) {
		switch (rows[i].what) {
		case SECTION_GROUP:
		case SECTION_LIST:
			at = 0;
			size = rows[i].size;
			break;
		case SECTION_END:
			if (((at + 3) & ~3u) != size)
				abort(); /* a row type that layout() does not know */
			break;
		case ROW_STR:
			places[i] = at;
			at += rows[i].size;
			break;
		case ROW_INT:
		case ROW_ONE:
			places[i] = at = (at + 3) & ~3u;
			at += sizeof(int32_t);
			break;
		}
	}
}

static void
set_default(size_t i, char *entry)
{
	if (rows[i].what == ROW_STR)
		snprintf(entry + places[i], rows[i].size, "%s", rows[i].text);
	else
		memcpy(entry + places[i], &rows[i].initial, sizeof(int32_t));
}

/* Defaults of all settings of the section at row `s` into one entry. */
static void
entry_defaults(size_t s, char *entry)
{
	memset(entry, 0, rows[s].size);
	for (size_t i = s + 1; rows[i].what != SECTION_END; i++)
		set_default(i, entry);
}

const char *
site_path(void)
{
	const char *named = getenv("ZONGJI_CONF");

	return named && *named ? named : SITE_CONF;
}

void
site_defaults(struct site *site)
{
	layout();
	memset(site, 0, sizeof(*site));
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].what == SECTION_GROUP)
			entry_defaults(i, (char *)site + rows[i].offset);
}

/* Index of `word` among "a|b|c", or -1. */
static int
word_index(const char *words, const char *word)
{
	size_t len = strlen(word);
	int index = 0;

	for (const char *p = words;; index++) {
		size_t n = strcspn(p, "|");

		if (n == len && strncmp(p, word, n) == 0)
			return index;
		if (p[n] == '\0')
			return -1;
		p += n + 1;
	}
}

static void
print_word(const char *words, int index, FILE *to)
{
	while (index-- > 0)
		words += strcspn(words, "|") + 1;
	fprintf(to, "%.*s", (int)strcspn(words, "|"), words);
}

/* How many letters must change to make `b` of `a`: for "did you mean". */
static unsigned
distance(const char *a, const char *b)
{
	unsigned line[64];
	size_t n = strlen(b);

	if (n >= 64)
		return 64;
	for (size_t j = 0; j <= n; j++)
		line[j] = (unsigned)j;
	for (size_t i = 0; a[i]; i++) {
		unsigned corner = line[0];

		line[0] = (unsigned)i + 1;
		for (size_t j = 0; j < n; j++) {
			unsigned change = corner + (a[i] != b[j]);

			corner = line[j + 1];
			unsigned best = corner < line[j] ? corner + 1 : line[j] + 1;
			line[j + 1] = change < best ? change : best;
		}
	}
	return line[n];
}

/* The nearest key among rows from..to of the wanted kinds, or "". */
static const char *
nearest(const char *key, size_t from, size_t to, int sections)
{
	const char *best = "";
	unsigned least = 4;

	for (size_t i = from; i < to; i++) {
		int is_section = rows[i].what == SECTION_GROUP || rows[i].what == SECTION_LIST;

		if (rows[i].what == SECTION_END || is_section != sections)
			continue;
		unsigned d = distance(key, rows[i].key);
		if (d < least) {
			least = d;
			best = rows[i].key;
		}
	}
	return best;
}

static int
unknown(const struct why *why, const char *file, int line, const char *where, const char *key, const char *near)
{
	if (*near)
		return refuse(why, "%s:%d: %s%s: no such setting; did you mean %s?", file, line, where, key, near);
	return refuse(why, "%s:%d: %s%s: no such setting", file, line, where, key);
}

static int
set_int(const struct why *why, const struct row *row, const config_setting_t *s, const char *at, char *to)
{
	if (config_setting_type(s) != CONFIG_TYPE_INT)
		return refuse(why, "%s: must be a whole number", at);
	int32_t value = config_setting_get_int(s);
	if (value < row->least || value > row->most)
		return refuse(why, "%s: %d is outside %d to %d%s%s", at, value, row->least, row->most,
		    *row->text ? " " : "", row->text);
	memcpy(to, &value, sizeof(value));
	return 0;
}

static int
set_str(const struct why *why, const struct row *row, const config_setting_t *s, const char *at, char *to)
{
	const char *text = config_setting_get_string(s);

	if (!text)
		return refuse(why, "%s: must be a text in quotes", at);
	if (strlen(text) >= row->size)
		return refuse(why, "%s: longer than %u octets", at, row->size - 1);
	memset(to, 0, row->size);
	memcpy(to, text, strlen(text));
	return 0;
}

static int
set_one(const struct why *why, const struct row *row, const config_setting_t *s, const char *at, char *to)
{
	const char *text = config_setting_get_string(s);
	int32_t value = text ? word_index(row->text, text) : -1;

	if (value < 0)
		return refuse(why, "%s: must be one of \"%s\"", at, row->text);
	memcpy(to, &value, sizeof(value));
	return 0;
}

static int
set_row(const struct why *why, const struct row *row, const config_setting_t *s, const char *at, char *to)
{
	switch (row->what) {
	case ROW_INT:
		return set_int(why, row, s, at, to);
	case ROW_STR:
		return set_str(why, row, s, at, to);
	default:
		return set_one(why, row, s, at, to);
	}
}

/* Fill one entry of the section at row `s` from a libconfig group. */
static int
read_entry(const struct why *why, const char *file, size_t section, const config_setting_t *group, const char *where,
    char *entry)
{
	size_t end = section + 1;

	while (rows[end].what != SECTION_END)
		end++;
	if (!config_setting_is_group(group))
		return refuse(why, "%s:%u: %s: must be { ... }", file, config_setting_source_line(group), where);
	for (int k = 0; k < config_setting_length(group); k++) {
		const config_setting_t *s = config_setting_get_elem(group, (unsigned)k);
		const char *key = config_setting_name(s);
		int line = (int)config_setting_source_line(s);
		char prefix[80], at[288];
		size_t i = section + 1;

		snprintf(prefix, sizeof(prefix), "%s.", where);
		while (i < end && strcmp(rows[i].key, key) != 0)
			i++;
		if (i == end)
			return unknown(why, file, line, prefix, key, nearest(key, section + 1, end, 0));
		snprintf(at, sizeof(at), "%s:%d: %s%s", file, line, prefix, key);
		int err = set_row(why, &rows[i], s, at, entry + places[i]);
		if (err)
			return err;
	}
	return 0;
}

static int
read_section(const struct why *why, const char *file, struct site *site, const config_setting_t *s)
{
	const char *key = config_setting_name(s);
	int line = (int)config_setting_source_line(s);
	size_t i = 0;

	while (i < N_ROWS &&
	    !((rows[i].what == SECTION_GROUP || rows[i].what == SECTION_LIST) && strcmp(rows[i].key, key) == 0))
		i++;
	if (i == N_ROWS)
		return unknown(why, file, line, "", key, nearest(key, 0, N_ROWS, 1));
	if (rows[i].what == SECTION_GROUP)
		return read_entry(why, file, i, s, key, (char *)site + rows[i].offset);
	if (!config_setting_is_list(s))
		return refuse(why, "%s:%d: %s: must be a list ( { ... }, { ... } )", file, line, key);
	int32_t n = config_setting_length(s);
	if (n > rows[i].most)
		return refuse(why, "%s:%d: %s: at most %d entries", file, line, key, rows[i].most);
	for (int k = 0; k < n; k++) {
		char where[64];
		char *entry = (char *)site + rows[i].offset + (size_t)k * rows[i].size;

		snprintf(where, sizeof(where), "%s[%d]", key, k);
		entry_defaults(i, entry);
		int err = read_entry(why, file, i, config_setting_get_elem(s, (unsigned)k), where, entry);
		if (err)
			return err;
	}
	memcpy((char *)site + rows[i].count, &n, sizeof(n));
	return 0;
}

static int
read_all(const struct why *why, const char *file, struct site *site, const config_t *config)
{
	const config_setting_t *root = config_root_setting(config);

	site_defaults(site);
	for (int k = 0; k < config_setting_length(root); k++) {
		int err = read_section(why, file, site, config_setting_get_elem(root, (unsigned)k));
		if (err)
			return err;
	}
	return site_check(site, why->text, why->size);
}

static int
syntax(const struct why *why, const char *file, const config_t *config)
{
	return refuse(why, "%s:%d: %s", file, config_error_line(config), config_error_text(config));
}

int
site_load(struct site *site, const char *path, char *text, size_t size)
{
	struct why why = { text, size };
	config_t config;
	int err;

	layout();
	config_init(&config);
	if (config_read_file(&config, path) == CONFIG_TRUE)
		err = read_all(&why, path, site, &config);
	else if (config_error_type(&config) == CONFIG_ERR_FILE_IO)
		err = refuse(&why, "%s: cannot be read: %s", path, strerror(errno));
	else
		err = syntax(&why, path, &config);
	config_destroy(&config);
	return err;
}

int
site_parse(struct site *site, const char *source, char *text, size_t size)
{
	struct why why = { text, size };
	config_t config;

	layout();
	config_init(&config);
	int err = config_read_string(&config, source) == CONFIG_TRUE ? read_all(&why, "text", site, &config)
	                                                             : syntax(&why, "text", &config);
	config_destroy(&config);
	return err;
}

static void
print_quoted(const char *text, FILE *to)
{
	fputc('"', to);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', to);
		fputc(*text, to);
	}
	fputc('"', to);
}

static void
print_entry(size_t section, const char *entry, const char *indent, FILE *to)
{
	for (size_t i = section + 1; rows[i].what != SECTION_END; i++) {
		const char *at = entry + places[i];
		int32_t value;

		fprintf(to, "%s%s = ", indent, rows[i].key);
		memcpy(&value, at, rows[i].what == ROW_STR ? 0 : sizeof(value));
		if (rows[i].what == ROW_STR) {
			print_quoted(at, to);
		} else if (rows[i].what == ROW_INT) {
			fprintf(to, "%d", value);
		} else {
			fputc('"', to);
			print_word(rows[i].text, value, to);
			fputc('"', to);
		}
		fprintf(to, ";\n");
	}
}

void
site_print(const struct site *site, FILE *to)
{
	layout();
	for (size_t i = 0; i < N_ROWS; i++) {
		const char *first = (const char *)site + rows[i].offset;
		int32_t n;

		if (rows[i].what == SECTION_GROUP) {
			fprintf(to, "%s = {\n", rows[i].key);
			print_entry(i, first, "\t", to);
			fprintf(to, "};\n");
		} else if (rows[i].what == SECTION_LIST) {
			memcpy(&n, (const char *)site + rows[i].count, sizeof(n));
			fprintf(to, "%s = (", rows[i].key);
			for (int k = 0; k < n; k++) {
				fprintf(to, "%s{\n", k ? ", " : " ");
				print_entry(i, first + (size_t)k * rows[i].size, "\t", to);
				fprintf(to, "}");
			}
			fprintf(to, " );\n");
		}
	}
}

static void
print_range(const struct row *row, FILE *to)
{
	switch (row->what) {
	case ROW_INT:
		fprintf(to, "%d to %d%s%s, default %d", row->least, row->most, *row->text ? " " : "", row->text,
		    row->initial);
		break;
	case ROW_STR:
		fprintf(to, "text up to %u octets, default \"%s\"", row->size - 1, row->text);
		break;
	default:
		fprintf(to, "one of %s, default ", row->text);
		print_word(row->text, row->initial, to);
		break;
	}
}

void
site_help(FILE *to, int roff)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct row *row = &rows[i];

		if (row->what == SECTION_GROUP || row->what == SECTION_LIST) {
			fprintf(to, roff ? ".SS %s %s\n%s.\n" : "%s %s: %s\n", row->key,
			    row->what == SECTION_LIST ? "= ( { ... }, ... )" : "= { ... }", row->sentence);
		} else if (row->what != SECTION_END) {
			fprintf(to, roff ? ".TP\n.B %s\n%s (" : "    %-14s %s (", row->key, row->sentence);
			print_range(row, to);
			fprintf(to, ")\n");
		}
	}
}

int
site_linkset(const struct site *site, const char *name)
{
	for (int i = 0; i < site->n_linksets; i++)
		if (strcmp(site->linksets[i].name, name) == 0)
			return i;
	return -1;
}

int
site_group(const struct site *site, const char *name)
{
	for (int i = 0; i < site->n_groups; i++)
		if (strcmp(site->groups[i].name, name) == 0)
			return i;
	return -1;
}

int
site_queue_by_name(const struct site *site, const char *name)
{
	for (int i = 0; i < site->n_queues; i++)
		if (strcmp(site->queues[i].name, name) == 0)
			return i;
	return -1;
}

int
site_queue_by_code(const struct site *site, int code)
{
	for (int i = 0; i < site->n_queues; i++)
		if (site->queues[i].code == code)
			return i;
	return -1;
}

/* The last nine digits count; a carry beyond them, or out of the number, is none. */
int
site_loop_number(const struct conf_circuits *run, int slot, char number[NUMBER_DIGITS])
{
	size_t len = strlen(run->number), tail = len < 9 ? len : 9;
	int on = slot - run->first_slot - (run->first_slot < CAS_SLOT && slot > CAS_SLOT);
	long n = strtol(run->number + len - tail, NULL, 10) + on, limit = 1;
	char digits[24];

	for (size_t i = 0; i < tail; i++)
		limit *= 10;
	if (!len || slot < run->first_slot || slot > run->last_slot || slot == CAS_SLOT || n >= limit)
		return -EINVAL;
	snprintf(digits, sizeof(digits), "%0*ld", (int)tail, n);
	memcpy(number, run->number, NUMBER_DIGITS);
	memcpy(number + len - tail, digits, tail);
	return 0;
}

const struct conf_span *
site_span(const struct site *site, int number)
{
	for (int i = 0; i < site->n_spans; i++)
		if (site->spans[i].number == number)
			return &site->spans[i];
	return NULL;
}

int
site_endpoint(const char *text, uint32_t *address, uint16_t *port)
{
	char host[INET_ADDRSTRLEN];
	const char *colon = strchr(text, ':');
	struct in_addr in;
	char *end;

	if (!colon || (size_t)(colon - text) >= sizeof(host))
		return -EINVAL;
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = '\0';
	long number = strtol(colon + 1, &end, 10);
	if (inet_pton(AF_INET, host, &in) != 1 || *end || number < 1 || number > UINT16_MAX)
		return -EINVAL;
	*address = ntohl(in.s_addr);
	*port = (uint16_t)number;
	return 0;
}
