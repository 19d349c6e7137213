/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/site.h"
#include "media/say.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <errno.h>
#include <string.h>

static const char *const word[2][SAY_UNITS] = {
	{
#define UNIT(id, name, zh, en) zh,
#include "media/units.def"
#undef UNIT
	},
	{
#define UNIT(id, name, zh, en) en,
#include "media/units.def"
#undef UNIT
	},
};

static void
spoken(char *to, size_t size, const uint8_t *units, int n, int lang)
{
	*to = 0;
	for (int i = 0; i < n; i++) {
		cr_assert_neq(*word[lang][units[i]], 0, "a unit that does not exist in this language");
		if (i && lang == LANG_EN)
			strncat(to, " ", size - strlen(to) - 1);
		strncat(to, word[lang][units[i]], size - strlen(to) - 1);
	}
}

struct saying {
	char text[28];
	int how;
	char zh[100];
	char en[160];
};

ParameterizedTestParameters(say, numbers)
{
	static struct saying sayings[] = {
		{ "0", SAY_NUMBER, "零", "zero" },
		{ "2", SAY_NUMBER, "二", "two" },
		{ "10", SAY_NUMBER, "十", "ten" },
		{ "15", SAY_NUMBER, "十五", "fifteen" },
		{ "20", SAY_NUMBER, "二十", "twenty" },
		{ "99", SAY_NUMBER, "九十九", "ninety nine" },
		{ "100", SAY_NUMBER, "一百", "one hundred" },
		{ "101", SAY_NUMBER, "一百零一", "one hundred one" },
		{ "110", SAY_NUMBER, "一百一十", "one hundred ten" },
		{ "212", SAY_NUMBER, "二百一十二", "two hundred twelve" },
		{ "1000", SAY_NUMBER, "一千", "one thousand" },
		{ "1001", SAY_NUMBER, "一千零一", "one thousand one" },
		{ "1010", SAY_NUMBER, "一千零一十", "one thousand ten" },
		{ "2222", SAY_NUMBER, "两千二百二十二", "two thousand two hundred twenty two" },
		{ "10000", SAY_NUMBER, "一万", "ten thousand" },
		{ "10001", SAY_NUMBER, "一万零一", "ten thousand one" },
		{ "10203.50", SAY_NUMBER, "一万零二百零三点五零", "ten thousand two hundred three point five zero" },
		{ "10,203.50", SAY_NUMBER, "一万零二百零三点五零", "ten thousand two hundred three point five zero" },
		{ "20000", SAY_NUMBER, "两万", "twenty thousand" },
		{ "100000", SAY_NUMBER, "十万", "one hundred thousand" },
		{ "120304", SAY_NUMBER, "十二万零三百零四", "one hundred twenty thousand three hundred four" },
		{ "1002000", SAY_NUMBER, "一百万两千", "one million two thousand" },
		{ "100000000", SAY_NUMBER, "一亿", "one hundred million" },
		{ "1000002000", SAY_NUMBER, "十亿零两千", "one billion two thousand" },
		{ "100010000", SAY_NUMBER, "一亿零一万", "one hundred million ten thousand" },
		{ "1000000000000", SAY_NUMBER, "一万亿", "one trillion" },
		{ "123456789", SAY_NUMBER, "一亿两千三百四十五万六千七百八十九",
		    "one hundred twenty three million four hundred fifty six thousand seven hundred eighty nine" },
		{ "-7.05", SAY_NUMBER, "负七点零五", "minus seven point zero five" },
		{ ".5", SAY_NUMBER, "零点五", "zero point five" },
		{ "10203.50", SAY_AMOUNT, "一万零二百零三元五角",
		    "ten thousand two hundred three point five zero yuan" },
		{ "2", SAY_AMOUNT, "两元", "two yuan" },
		{ "3.00", SAY_AMOUNT, "三元", "three yuan" },
		{ "3.05", SAY_AMOUNT, "三元零五分", "three point zero five yuan" },
		{ "0.88", SAY_AMOUNT, "八角八分", "zero point eight eight yuan" },
		{ "0", SAY_AMOUNT, "零元", "zero yuan" },
	};
	return cr_make_param_array(struct saying, sayings, sizeof(sayings) / sizeof(sayings[0]));
}

ParameterizedTest(struct saying *s, say, numbers)
{
	uint8_t units[SAY_MAX];
	char text[400];
	int n = say_number(units, s->text, s->how, LANG_ZH);
	cr_assert_gt(n, 0, "%s", s->text);
	spoken(text, sizeof(text), units, n, LANG_ZH);
	cr_expect_str_eq(text, s->zh, "%s: %s, not %s", s->text, text, s->zh);
	n = say_number(units, s->text, s->how, LANG_EN);
	cr_assert_gt(n, 0, "%s", s->text);
	spoken(text, sizeof(text), units, n, LANG_EN);
	cr_expect_str_eq(text, s->en, "%s: %s, not %s", s->text, text, s->en);
}

/* An independent reader of spoken Chinese: what was said must mean the number. */
static uint64_t
understand_zh(const uint8_t *units, int n)
{
	uint64_t all = 0, group = 0, digit = 0;
	for (int i = 0; i < n; i++) {
		switch (units[i]) {
		case SAY_10:
			group += (digit ? digit : 1) * 10, digit = 0;
			break;
		case SAY_HUNDRED:
			group += digit * 100, digit = 0;
			break;
		case SAY_THOUSAND:
			group += digit * 1000, digit = 0;
			break;
		case SAY_WAN:
			all += (group + digit) * 10000, group = digit = 0;
			break;
		case SAY_YI:
			all = (all + group + digit) * 100000000, group = digit = 0;
			break;
		case SAY_TWO:
			digit = 2;
			break;
		default:
			cr_assert_leq(units[i], SAY_9);
			digit = units[i];
		}
	}
	return all + group + digit;
}

static uint64_t
understand_en(const uint8_t *units, int n)
{
	uint64_t all = 0, group = 0;
	for (int i = 0; i < n; i++) {
		if (units[i] <= SAY_19)
			group += units[i];
		else if (units[i] <= SAY_90)
			group += (uint64_t)(units[i] - SAY_20 + 2) * 10;
		else if (units[i] == SAY_HUNDRED)
			group *= 100;
		else {
			uint64_t scale = units[i] == SAY_THOUSAND ? 1000
			    : units[i] == SAY_MILLION             ? 1000000
			    : units[i] == SAY_BILLION             ? 1000000000
			                                          : UINT64_C(1000000000000);
			all += group * scale, group = 0;
		}
	}
	return all + group;
}

Test(say, what_is_said_means_the_number)
{
	uint8_t units[SAY_MAX];
	char text[28];
	uint64_t seed = 1;
	for (int i = 0; i < 20000; i++) {
		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
		uint64_t v = (seed >> 20) % (UINT64_C(1) << (i % 44 + 1));
		if (i % 3 == 0)
			v = v / 1000 * 1000; /* many zeros */
		snprintf(text, sizeof(text), "%llu", (unsigned long long)v);
		int n = say_number(units, text, SAY_NUMBER, LANG_ZH);
		cr_assert_gt(n, 0);
		cr_assert_eq(understand_zh(units, n), v, "Chinese, %s", text);
		for (int k = 1; k < n; k++)
			cr_assert(units[k] != SAY_0 || units[k - 1] != SAY_0, "two zeros in %s", text);
		n = say_number(units, text, SAY_NUMBER, LANG_EN);
		cr_assert_eq(understand_en(units, n), v, "English, %s", text);
	}
}

Test(say, digits_are_said_one_by_one)
{
	uint8_t units[SAY_MAX];
	char text[100];
	int n = say_digits(units, "0103", LANG_ZH);
	spoken(text, sizeof(text), units, n, LANG_ZH);
	cr_expect_str_eq(text, "零一零三");
	n = say_digits(units, "*12#", LANG_EN);
	spoken(text, sizeof(text), units, n, LANG_EN);
	cr_expect_str_eq(text, "star one two hash");
}

Test(say, nonsense_is_refused)
{
	static const char *const bad[] = { "", "-", ".", "1.2.3", "12a", "1234567890123456", "1.2345678", ",5", "1-2" };
	uint8_t units[SAY_MAX];
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		for (int lang = 0; lang < 2; lang++)
			cr_expect_eq(say_number(units, bad[i], SAY_NUMBER, lang), -EINVAL, "%s", bad[i]);
	cr_expect_eq(say_number(units, "1.234", SAY_AMOUNT, LANG_ZH), -EINVAL);
	cr_expect_eq(say_number(units, "1", 7, LANG_ZH), -EINVAL);
	cr_expect_eq(say_digits(units, "", LANG_ZH), -EINVAL);
	cr_expect_eq(say_digits(units, "12x", LANG_ZH), -EINVAL);
}
