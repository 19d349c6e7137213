/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading scenario files: each line is matched against the rows of scenario.def, longest words first, and its arguments
 * are read by the row's letters.
 */
#include "tools/farend/scenario.h"

#include "base/msg.h"
#include "tools/farend/pages.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define LINE_MOST 512
#define ARGS_MOST 7

enum kind { KIND_SETTING, KIND_STEP, KIND_EXPECT };

static const struct row {
	const char *words, *args, *sentence;
	uint8_t kind;
} rows[VERB_COUNT] = {
#define SETTING(words, args, id, sentence) [SET_##id] = { words, args, sentence, KIND_SETTING },
#define STEP(words, args, id, sentence)    [STEP_##id] = { words, args, sentence, KIND_STEP },
#define EXPECT(words, args, id, sentence)  [EXPECT_##id] = { words, args, sentence, KIND_EXPECT },
#include "tools/farend/scenario.def"
#undef SETTING
#undef STEP
#undef EXPECT
};

/* Arguments of one line, as its row asks for them. */
struct args {
	int n;
	bool given[ARGS_MOST];
	double real[ARGS_MOST]; /* numbers and times (ms) */
	char text[ARGS_MOST][SCENARIO_TEXT];
};

struct reader {
	struct scenario *s;
	struct script *script; /* inside one */
	int line;
	char *why;
	size_t size;
};

__attribute__((format(printf, 2, 3))) static int
wrong(struct reader *r, const char *format, ...)
{
	va_list ap;
	int n = snprintf(r->why, r->size, "line %d: ", r->line);

	va_start(ap, format);
	if (n > 0 && (size_t)n < r->size)
		vsnprintf(r->why + n, r->size - (size_t)n, format, ap);
	va_end(ap);
	return -EINVAL;
}

/* ---- arguments ---- */

/* "250ms", "3s", "2m"; a bare number is seconds. */
#define LONGEST_MS 86400000.0 /* a day */

static bool
read_time(const char *text, double *ms)
{
	/* clang-format off */
	static const struct unit {
		const char *name;
		double ms;
	} units[] = {
		{ "ms", 1 },
		{ "s",  1000 },
		{ "m",  60000 },
		{ "",   1000 },
        };
	/* clang-format on */
	char *end;
	double v = strtod(text, &end);

	if (end == text)
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(end, units[i].name) == 0) {
			*ms = v * units[i].ms;
			return *ms >= 0 && *ms <= LONGEST_MS;
		}
	return false;
}

static bool
read_number(const char *text, double *v)
{
	char *end;

	*v = strtod(text, &end);
	return end != text && !*end && *v >= 0 && *v < 1e9;
}

static bool
only(const char *text, const char *chars)
{
	return *text && strspn(text, chars) == strlen(text);
}

static bool
read_arg(char letter, const char *word, double *real)
{
	switch (tolower((unsigned char)letter)) {
	case 'n':
	case 'r':
		return read_number(word, real);
	case 't':
		return read_time(word, real);
	case 'd':
		return only(word, "0123456789*") && strlen(word) < DIGITS;
	case 'k':
		return only(word, "0123456789*#ABCD");
	default:
		return *word;
	}
}

static int
read_args(struct reader *r, const struct row *row, char *rest, struct args *a)
{
	memset(a, 0, sizeof(*a));
	for (const char *letter = row->args; *letter; letter++) {
		char *word;
		size_t i = (size_t)a->n++;

		rest += strspn(rest, " \t");
		word = rest;
		if (!*word) {
			if (isupper((unsigned char)*letter))
				continue;
			return wrong(r, "\"%s\" wants more: %s", row->words, row->sentence);
		}
		if (*letter == 'f') {
			rest += strlen(rest);
		} else {
			rest += strcspn(rest, " \t");
			if (*rest)
				*rest++ = '\0';
		}
		if (strlen(word) >= SCENARIO_TEXT || !read_arg(*letter, word, &a->real[i]))
			return wrong(r, "\"%s\": \"%s\" is not right here: %s", row->words, word, row->sentence);
		snprintf(a->text[i], sizeof(a->text[i]), "%s", word);
		a->given[i] = true;
	}
	rest += strspn(rest, " \t");
	return *rest ? wrong(r, "\"%s\": too much: \"%s\"", row->words, rest) : 0;
}

/* ---- settings ---- */

static struct dialling *
dialling_of(struct reader *r)
{
	return r->script ? &r->script->d : &r->s->d;
}

static int
set_calls(struct reader *r, const struct args *a)
{
	r->s->calls = (int)a->real[0];
	return 0;
}

static int
set_rate(struct reader *r, const struct args *a)
{
	r->s->rate = a->real[0];
	return a->real[0] > 0 ? 0 : wrong(r, "rate must be above 0");
}

static int
set_most(struct reader *r, const struct args *a)
{
	r->s->most = (int)a->real[0];
	return r->s->most > 0 ? 0 : wrong(r, "most must be above 0");
}

static int
set_begin(struct reader *r, const struct args *a)
{
	r->s->begin_ms = (int)a->real[0];
	return 0;
}

static int
set_via(struct reader *r, const struct args *a)
{
	static const char *const words[] = { [VIA_ISUP] = "isup", [VIA_PRI] = "pri", [VIA_CAS] = "cas" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(a->text[0], words[i]) == 0) {
			r->s->via = (enum via)i;
			return 0;
		}
	return wrong(r, "via isup, via pri, or via cas");
}

static int
set_caller(struct reader *r, const struct args *a)
{
	text_copy(dialling_of(r)->caller, DIGITS, a->text[0]);
	dialling_of(r)->count_up = false;
	if (!a->given[1])
		return 0;
	dialling_of(r)->count_up = true;
	return strcmp(a->text[1], "count") ? wrong(r, "only `count` may stand here") : 0;
}

static int
set_dialled(struct reader *r, const struct args *a)
{
	text_copy(dialling_of(r)->called, DIGITS, a->text[0]);
	return 0;
}

static int
set_category(struct reader *r, const struct args *a)
{
	dialling_of(r)->category = (int)a->real[0];
	return a->real[0] < 256 ? 0 : wrong(r, "a category is one octet");
}

static int
set_withheld(struct reader *r, const struct args *a)
{
	dialling_of(r)->withheld = true;
	return 0;
}

static int
set_no_number(struct reader *r, const struct args *a)
{
	dialling_of(r)->unknown = true;
	return 0;
}

static int
set_station(struct reader *r, const struct args *a)
{
	if (!station_valid(a->text[0]))
		return wrong(r, "a station's identification: at most %d digits, + and spaces", STATION - 1);
	text_copy(dialling_of(r)->station, STATION, a->text[0]);
	return 0;
}

static int
set_deaf(struct reader *r, const struct args *a)
{
	r->s->deaf = true;
	return 0;
}

static int
set_span_gone(struct reader *r, const struct args *a)
{
	r->s->gone_span = (int)a->real[0];
	r->s->gone_at_ms = (int)a->real[1];
	r->s->gone_for_ms = (int)a->real[2];
	return r->s->gone_span > 0 ? 0 : wrong(r, "spans are numbered from 1");
}

static int
set_links_fail(struct reader *r, const struct args *a)
{
	r->s->fail_every_ms = (int)a->real[0];
	r->s->fail_for_ms = (int)a->real[1];
	return a->real[1] < a->real[0] ? 0 : wrong(r, "a link must be back before the next one dies");
}

static int
set_phone(struct reader *r, const struct args *a)
{
	static const char *const answers[] = {
		[PHONE_ANSWER] = "answer",
		[PHONE_BUSY] = "busy",
		[PHONE_NO_ANSWER] = "noanswer",
		[PHONE_UNALLOCATED] = "unallocated",
		[PHONE_FAX] = "fax",
	};
	struct phone_rule rule = { .answer = -1, .hangup_ms = -1, .flash_ms = -1 };

	for (int i = 0; i < (int)(sizeof(answers) / sizeof(answers[0])); i++)
		if (strcmp(a->text[1], answers[i]) == 0)
			rule.answer = i;
	for (int i = 3; i + 1 < a->n && a->given[i] && rule.answer >= 0; i += 2) {
		if (a->given[i + 1] && strcmp(a->text[i], "hangup") == 0)
			rule.hangup_ms = (int)a->real[i + 1];
		else if (a->given[i + 1] && strcmp(a->text[i], "flash") == 0 && a->real[i + 1] > 0)
			rule.flash_ms = (int)a->real[i + 1];
		else
			rule.answer = -1;
	}
	if (rule.answer < 0)
		return wrong(r, "a phone: %s", rows[SET_phone].sentence);
	if (r->s->n_rules == SCENARIO_RULES)
		return wrong(r, "too many phones");
	text_copy(rule.number, sizeof(rule.number), a->text[0]);
	rule.answer_ms = (int)a->real[2];
	r->s->rules[r->s->n_rules++] = rule;
	return 0;
}

static int
set_script(struct reader *r, const struct args *a)
{
	if (r->s->n_scripts == SCENARIO_SCRIPTS)
		return wrong(r, "too many scripts");
	r->script = &r->s->scripts[r->s->n_scripts++];
	memset(r->script, 0, sizeof(*r->script));
	text_copy(r->script->name, sizeof(r->script->name), a->text[0]);
	r->script->weight = a->given[1] && a->real[1] >= 1 ? (int)a->real[1] : 1;
	r->script->d = r->s->d;
	r->script->first = r->s->n_steps;
	return 0;
}

static int (*const setters[])(struct reader *r, const struct args *a) = {
#define SETTING(words, args, id, sentence) [SET_##id] = set_##id,
#define STEP(words, args, id, sentence)
#define EXPECT(words, args, id, sentence)
#include "tools/farend/scenario.def"
#undef SETTING
#undef STEP
#undef EXPECT
};

/* ---- steps ---- */

/* What there is to fax is looked for before anybody calls. */
static int
check_fax(struct reader *r, const struct step *step)
{
	int n = pages_wanted(step->text);

	if (n < 0)
		return wrong(r, "\"fax\": pages:1 to pages:%d", PAGES_MOST);
	return n > 0 || access(step->text, R_OK) == 0 ? 0 : wrong(r, "\"fax\": %s: %s", step->text, strerror(errno));
}

static int
add_step(struct reader *r, enum verb verb, const struct args *a)
{
	struct step *step = &r->s->steps[r->s->n_steps];

	if (!r->script)
		return wrong(r, "\"%s\" belongs into a script", rows[verb].words);
	if (r->s->n_steps == SCENARIO_STEPS)
		return wrong(r, "too many steps");
	memset(step, 0, sizeof(*step));
	step->verb = (uint8_t)verb;
	step->line = (uint16_t)r->line;
	for (int i = 0; i < a->n; i++) {
		if (strchr("nNtT", rows[verb].args[i]))
			step->n = (int32_t)a->real[i];
		else
			snprintf(step->text, sizeof(step->text), "%s", a->text[i]);
		step->given |= a->given[i];
	}
	if (verb == STEP_fax && check_fax(r, step))
		return -EINVAL;
	r->s->n_steps++;
	r->script->n_steps++;
	return 0;
}

/* Does the line begin with these words?  Returns what follows them. */
static char *
follows(char *line, const char *words)
{
	size_t len = strlen(words);

	return strncmp(line, words, len) == 0 && (!line[len] || isspace((unsigned char)line[len])) ? line + len : NULL;
}

static int
read_line(struct reader *r, char *line)
{
	int best = -1;
	char *rest = NULL;
	struct args a;

	line[strcspn(line, "\r\n")] = '\0';
	line += strspn(line, " \t");
	if (!*line || *line == '#')
		return 0;
	for (int i = 0; i < VERB_COUNT; i++)
		if (follows(line, rows[i].words) && (best < 0 || strlen(rows[i].words) > strlen(rows[best].words)))
			best = i;
	if (best < 0)
		return wrong(r, "unknown: \"%s\"", line);
	rest = follows(line, rows[best].words);
	if (read_args(r, &rows[best], rest, &a))
		return -EINVAL;
	return rows[best].kind == KIND_SETTING ? setters[best](r, &a) : add_step(r, (enum verb)best, &a);
}

/* ---- the whole ---- */

static const struct phone_rule usual_phones[] = {
	{ "81*", PHONE_ANSWER, 300, -1, -1 }, /* agents */
	{ "*", PHONE_ANSWER, 1500, -1, -1 }, /* everybody else */
};

int
scenario_parse(struct scenario *s, const char *text, char *why, size_t size)
{
	struct reader r = { .s = s, .why = why, .size = size };

	memset(s, 0, sizeof(*s));
	s->calls = 1;
	s->rate = 1;
	s->most = 1000;
	snprintf(s->d.caller, DIGITS, "01055500100");
	snprintf(s->d.called, DIGITS, "01055509000");
	while (*text) {
		size_t len = strcspn(text, "\n");
		char line[LINE_MOST];

		r.line++;
		if (len >= sizeof(line))
			return wrong(&r, "the line is too long");
		memcpy(line, text, len);
		line[len] = '\0';
		if (read_line(&r, line))
			return -EINVAL;
		text += len + (text[len] == '\n');
	}
	for (size_t i = 0; i < sizeof(usual_phones) / sizeof(usual_phones[0]) && s->n_rules < SCENARIO_RULES; i++)
		s->rules[s->n_rules++] = usual_phones[i];
	return 0;
}

int
scenario_load(struct scenario *s, const char *path, char *why, size_t size)
{
	FILE *f = fopen(path, "r");
	char text[65536];

	if (!f) {
		snprintf(why, size, "%s", strerror(errno));
		return -errno;
	}
	size_t n = fread(text, 1, sizeof(text) - 1, f);

	fclose(f);
	text[n] = '\0';
	return scenario_parse(s, text, why, size);
}

void
scenario_default(struct scenario *s)
{
	char why[128];

	scenario_parse(s,
	    "caller 01055500100 count\n"
	    "script caller\n"
	    "wait answer 20s\n"
	    "pause 4s\n"
	    "press 1\n"
	    "wait agent 120s\n"
	    "talk 8s\n"
	    "hang up\n",
	    why, sizeof(why));
}

const char *
verb_words(enum verb verb)
{
	return rows[verb].words;
}

void
scenario_language(FILE *to)
{
	static const char *const kinds[] = { "Settings", "Steps", "Expectations" };

	for (int kind = 0; kind <= KIND_EXPECT; kind++) {
		fprintf(to, "%s\n", kinds[kind]);
		for (int i = 0; i < VERB_COUNT; i++)
			if (rows[i].kind == kind)
				fprintf(to, "  %-21s %-5s  %s\n", rows[i].words, rows[i].args, rows[i].sentence);
	}
}
