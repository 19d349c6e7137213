/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What came of a call out: its class, code and announcement, by the rows of results.def.
 */
#include "acd/route.h"

#include "acd/call.h"

static const char *const words[] = {
#define RESULT(id, code, word) [code] = (word),
#include "acd/results.def"
#undef RESULT
};

static const struct {
	uint8_t first, last, result;
	const char *prompt;
} causes[] = {
#define CAUSE(first, last, id, prompt, sentence) { first, last, RESULT_##id, prompt },
#include "acd/results.def"
#undef CAUSE
};

static size_t
row_of(uint8_t cause)
{
	size_t i = 0;

	while (cause > causes[i].last || cause < causes[i].first)
		i++; /* the last row has them all */
	return i;
}

enum result
result_of_cause(uint8_t cause)
{
	return (enum result)causes[row_of(cause & 0x7f)].result;
}

const char *
result_prompt(uint8_t cause)
{
	return causes[row_of(cause & 0x7f)].prompt;
}

const char *
result_word(enum result result)
{
	return words[result];
}

enum result
result_of(const struct session *s)
{
	if (!s->outgoing)
		return RESULT_NONE;
	if (s->talked)
		return s->fax ? RESULT_FAX : RESULT_ANSWERED;
	enum result result = result_of_cause(s->cause);

	return result == RESULT_ANSWERED ? RESULT_NO_ANSWER : result; /* we gave up first */
}
