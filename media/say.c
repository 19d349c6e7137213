/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The grammar of spoken numbers.
 *
 * Chinese counts in groups of four digits (wan, yi, wan yi); inside a group thousand, hundred and ten follow their
 * digit, any run of zeros between two digits is one ling, ten to nineteen begin without "one", and two is liang before
 * thousand, wan and yi.  English counts in groups of three.  After the point both read digit by digit, except Chinese
 * money: jiao and fen.
 */
#include "media/say.h"

#include "base/site.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define WHOLE_MAX 15 /* digits before the point */
#define PART_MAX  6  /* and after it */

const char *const say_name[SAY_UNITS] = {
#define UNIT(id, name, zh, en) [SAY_##id] = name,
#include "media/units.def"
#undef UNIT
};

struct spoken {
	uint8_t *units;
	int n;
};

static void
say(struct spoken *s, int unit)
{
	if (s->n < SAY_MAX)
		s->units[s->n] = (uint8_t)unit;
	s->n++;
}

int
say_digits(uint8_t to[SAY_MAX], const char *text, int lang)
{
	struct spoken s = { to, 0 };
	for (; *text; text++) {
		if (*text >= '0' && *text <= '9')
			say(&s, SAY_0 + *text - '0');
		else if (*text == '*')
			say(&s, SAY_STAR);
		else if (*text == '#')
			say(&s, SAY_HASH);
		else if (*text != ' ' && *text != '-')
			return -EINVAL;
	}
	return s.n && s.n <= SAY_MAX ? s.n : -EINVAL;
}

/* ---- Chinese ---- */

/* One group of four; `lead`: nothing was said before it. */
static void
zh_group(struct spoken *s, unsigned v, bool lead, bool big)
{
	static const int place[4] = { SAY_UNITS, SAY_10, SAY_HUNDRED, SAY_THOUSAND };
	bool zero = !lead && v < 1000, said = false;
	if (v == 2 && big) {
		if (zero)
			say(s, SAY_0);
		say(s, SAY_TWO);
		return;
	}
	for (int i = 3, unit = 1000; i >= 0; i--, unit /= 10) {
		unsigned d = v / (unsigned)unit % 10;
		if (!d) {
			zero = zero || said;
			continue;
		}
		if (zero)
			say(s, SAY_0);
		if (!(i == 1 && d == 1 && lead && !said))
			say(s, d == 2 && i == 3 ? SAY_TWO : SAY_0 + (int)d);
		if (i)
			say(s, place[i]);
		zero = false;
		said = true;
	}
}

static void
zh_whole(struct spoken *s, uint64_t v, bool money)
{
	if (!v) {
		say(s, SAY_0);
		return;
	}
	bool lead = true, gap = false;
	for (int group = 3; group >= 0; group--) {
		static const uint64_t size[4] = { 1, 10000, 100000000, UINT64_C(1000000000000) };
		unsigned g = (unsigned)(v / size[group] % 10000);
		if (!g) {
			gap = gap || !lead;
			if (group == 2 && !lead)
				say(s, SAY_YI);
			continue;
		}
		if (gap && g >= 1000)
			say(s, SAY_0);
		zh_group(s, g, lead, group > 0 || (money && lead));
		if (group == 1 || group == 3)
			say(s, SAY_WAN);
		if (group == 2)
			say(s, SAY_YI);
		lead = gap = false;
	}
}

static void
zh_money(struct spoken *s, uint64_t whole, const char *part)
{
	int jiao = part[0] ? part[0] - '0' : 0, fen = part[0] && part[1] ? part[1] - '0' : 0;
	if (whole || (!jiao && !fen)) {
		zh_whole(s, whole, true);
		say(s, SAY_YUAN);
	}
	if (jiao) {
		say(s, SAY_0 + jiao);
		say(s, SAY_JIAO);
	}
	if (fen) {
		if (!jiao && whole)
			say(s, SAY_0);
		say(s, SAY_0 + fen);
		say(s, SAY_FEN);
	}
}

/* ---- English ---- */

static void
en_group(struct spoken *s, unsigned v)
{
	if (v >= 100) {
		say(s, SAY_0 + (int)(v / 100));
		say(s, SAY_HUNDRED);
		v %= 100;
	}
	if (v >= 20) {
		say(s, SAY_20 + (int)(v / 10) - 2);
		v %= 10;
	}
	if (v)
		say(s, SAY_0 + (int)v); /* up to nineteen the units stand in a row */
}

static void
en_whole(struct spoken *s, uint64_t v)
{
	/* clang-format off */
	static const struct {
		uint64_t size;
		int unit;
	} scale[] = {
		{ UINT64_C(1000000000000), SAY_TRILLION },
		{ 1000000000,              SAY_BILLION },
		{ 1000000,                 SAY_MILLION },
		{ 1000,                    SAY_THOUSAND },
	};
	/* clang-format on */
	if (!v) {
		say(s, SAY_0);
		return;
	}
	for (size_t i = 0; i < sizeof(scale) / sizeof(scale[0]); i++) {
		if (v >= scale[i].size) {
			en_group(s, (unsigned)(v / scale[i].size));
			say(s, scale[i].unit);
			v %= scale[i].size;
		}
	}
	en_group(s, (unsigned)v);
}

/* ---- both ---- */

/* "-1203.50" or "1,203.50": sign, value before the point, digits after it. */
static int
parse(const char *text, bool *minus, uint64_t *whole, char part[PART_MAX + 1])
{
	int digits = 0, n = 0;
	*whole = 0;
	*minus = *text == '-';
	for (text += *minus; *text && *text != '.'; text++) {
		if (*text == ',' && digits)
			continue;
		if (*text < '0' || *text > '9' || ++digits > WHOLE_MAX)
			return -EINVAL;
		*whole = *whole * 10 + (uint64_t)(*text - '0');
	}
	if (*text == '.')
		for (text++; *text; text++) {
			if (*text < '0' || *text > '9' || n == PART_MAX)
				return -EINVAL;
			part[n++] = *text;
		}
	part[n] = 0;
	return digits || n ? 0 : -EINVAL;
}

int
say_number(uint8_t to[SAY_MAX], const char *text, int how, int lang)
{
	struct spoken s = { to, 0 };
	bool minus;
	uint64_t whole;
	char part[PART_MAX + 1];
	if (parse(text, &minus, &whole, part) < 0 || (how != SAY_NUMBER && how != SAY_AMOUNT))
		return -EINVAL;
	if (minus)
		say(&s, SAY_MINUS);
	if (how == SAY_AMOUNT && strlen(part) > 2)
		return -EINVAL;
	if (how == SAY_AMOUNT && lang == LANG_ZH) {
		zh_money(&s, whole, part);
		return s.n;
	}
	if (lang == LANG_ZH)
		zh_whole(&s, whole, false);
	else
		en_whole(&s, whole);
	if (*part && !(how == SAY_AMOUNT && strspn(part, "0") == strlen(part))) {
		say(&s, SAY_POINT);
		for (const char *d = part; *d; d++)
			say(&s, SAY_0 + *d - '0');
	}
	if (how == SAY_AMOUNT)
		say(&s, SAY_YUAN);
	return s.n <= SAY_MAX ? s.n : -EINVAL;
}
