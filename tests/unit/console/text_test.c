/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/term/canvas.h"
#include "tools/term/edit.h"
#include "tools/term/format.h"
#include "tools/console/label.h"

#include "base/clock.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void
set_up(void)
{
	setenv("TZ", "Asia/Shanghai", 1);
	tzset();
	cr_assert_eq(language_open(LANG_ZH, LANG_ZH), 0);
}

TestSuite(text, .init = set_up);
TestSuite(format, .init = set_up);
TestSuite(edit, .init = set_up);
TestSuite(canvas, .init = set_up);

static const char *
cut(const char *s, int width, enum text_cut where)
{
	static char to[256];

	text_cut(to, sizeof(to), s, width, where);
	return to;
}

Test(text, broken_bytes_stand_for_themselves)
{
	const char *s = "a\xff\xe4\xbd\xe4\xbd\xa0\xc0\x80";
	static const uint32_t is[] = { 'a', TEXT_BROKEN, TEXT_BROKEN, TEXT_BROKEN, 0x4f60, TEXT_BROKEN, TEXT_BROKEN,
		0 };

	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++)
		cr_expect_eq(text_next(&s), is[i], "character %zu", i);
}

Test(text, every_character_survives_encoding)
{
	for (uint32_t cp = 1; cp <= 0x10ffff; cp += 7) {
		char bytes[8] = "";
		const char *s = bytes;
		if (text_encode(bytes, cp))
			cr_assert_eq(text_next(&s), cp);
		else
			cr_assert(cp >= 0xd800 && cp < 0xe000);
	}
}

Test(text, is_cut_on_a_character_and_says_so)
{
	cr_expect_str_eq(cut("客户甲", 6, TEXT_CUT_END), "客户甲");
	cr_expect_str_eq(cut("客户甲", 5, TEXT_CUT_END), "客户~");
	cr_expect_str_eq(cut("客户甲", 4, TEXT_CUT_END), "客 ~", "a halved wide character becomes a blank");
	cr_expect_str_eq(cut("虚构路 12 号 3-401", 8, TEXT_CUT_FRONT), "~ 3-401");
	cr_expect_str_eq(cut("data/rec/1-38217-1.wav", 11, TEXT_CUT_MIDDLE), "data/~1.wav");
	cr_expect_str_eq(cut("abc", 0, TEXT_CUT_END), "");
}

Test(text, a_cut_text_never_is_wider_than_asked)
{
	static const char *const texts[] = { "客户甲abc",
		"e\xcc\x81"
		"e\xcc\x81"
		"e\xcc\x81",
		"\xf0\xa0\x80\x80𠀁𠀂", "a\tb\x01c", "阿某·示例…" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (int width = 0; width < 12; width++)
			for (int where = TEXT_CUT_END; where <= TEXT_CUT_MIDDLE; where++)
				cr_expect_leq(text_width(cut(texts[i], width, (enum text_cut)where)), width);
}

Test(text, numbers_are_whole_or_not_there)
{
	char to[32];

	text_whole(to, sizeof(to), "010-5550 0123", 13);
	cr_expect_str_eq(to, "010-5550 0123");
	text_whole(to, sizeof(to), "010-5550 0123", 4);
	cr_expect_str_eq(to, "####");
}

Test(text, full_width_keys_mean_what_they_look_like)
{
	cr_expect_eq(text_fold(0xff12), '2');
	cr_expect_eq(text_fold(0xff1f), '?');
	cr_expect_eq(text_fold(0x3000), ' ');
	cr_expect_eq(text_fold(0x4e2d), 0x4e2d);
}

Test(text, lines_break_between_words_and_anywhere_in_chinese)
{
	const char *next;

	cr_expect_eq(text_line("almost none after 7 pm", 12, &next), strlen("almost none "));
	cr_expect_str_eq(next, "after 7 pm");
	cr_expect_eq(text_line("客户要求今天", 5, &next), strlen("客户"));
	cr_expect_str_eq(next, "要求今天");
	cr_expect_eq(text_line("abcdefgh", 3, &next), 3, "a word that fits no line is broken");
	cr_expect_eq(text_line("a\nb", 9, &next), 1);
	cr_expect_str_eq(next, "b");
	text_line("b", 9, &next);
	cr_expect_null(next);
}

Test(format, figures_look_as_agreed)
{
	char a[FORMAT_SIZE];
	struct number n = { 0 };

	cr_expect_str_eq(format_length(a, 4 * US_PER_SEC), "0:04");
	cr_expect_str_eq(format_length(a, 760 * US_PER_SEC), "12:40");
	cr_expect_str_eq(format_length(a, 6740 * US_PER_SEC), "1:52:20");
	cr_expect_str_eq(format_length(a, (INT64_C(41) * 86400 + 3 * 3600 + 12 * 60) * US_PER_SEC), "41天 03:12");
	cr_expect_str_eq(format_length(a, -5), "0:00");
	cr_expect_str_eq(format_phone(a, "01055500123"), "010-5550 0123");
	cr_expect_str_eq(format_phone(a, "075555500123"), "0755-5550 0123");
	cr_expect_str_eq(format_phone(a, "10055500009"), "100 5550 0009");
	cr_expect_str_eq(format_phone(a, "8103"), "8103");
	cr_expect_str_eq(format_phone(a, "00442055500123"), "+442055500123");
	cr_expect_str_eq(format_masked(a, "01055500123"), "010-5550 **23");
	cr_expect_str_eq(format_session(a, (UINT64_C(1) << 48) + 38217), "1-38217");
	cr_expect_str_eq(format_count(a, 1000), "999+");
	cr_expect_str_eq(format_thousands(a, 100000), "100,000");
	cr_expect_str_eq(format_thousands(a, 7), "7");
	cr_expect_str_eq(format_party(a, &n), "无号码");
	n.presentation = 1;
	cr_expect_str_eq(format_party(a, &n), "号码不显示 (主叫限制)");
}

Test(format, dates_follow_the_language)
{
	struct tm tm = { .tm_year = 130, .tm_mon = 4, .tm_mday = 16, .tm_hour = 10, .tm_min = 42, .tm_sec = 7 };
	int64_t now = (int64_t)mktime(&tm) * US_PER_SEC;
	char a[FORMAT_SIZE];

	cr_expect_str_eq(format_now(a, now), "05-16 周四 10:42:07");
	language_set(LANG_EN);
	cr_expect_str_eq(format_now(a, now), "Thu 05-16 10:42:07");
	cr_expect_str_eq(format_when(a, now - 3600 * US_PER_SEC, now), "09:42");
	cr_expect_str_eq(format_when(a, now - 2 * 86400 * US_PER_SEC, now), "05-14");
	cr_expect_str_eq(format_when(a, now - INT64_C(159) * 86400 * US_PER_SEC, now), "2029-12-08");
	cr_expect_str_eq(format_when(a, 0, now), "-");
}

static char buffer[16];

static struct edit
field(const char *text)
{
	struct edit e = { .text = buffer, .size = sizeof(buffer) };

	edit_set(&e, text);
	return e;
}

Test(edit, marks_go_with_their_letter)
{
	struct edit e = field("ae\xcc\x81");

	edit_key(&e, K_BACKSPACE);
	cr_expect_str_eq(buffer, "a");
}

Test(edit, a_full_buffer_takes_no_half_character)
{
	struct edit e = field("一二三四"); /* 12 of 15 bytes */

	edit_key(&e, 0x4e94);
	cr_expect_str_eq(buffer, "一二三四五");
	edit_key(&e, 0x516d);
	cr_expect_str_eq(buffer, "一二三四五");
}

Test(edit, digits_typed_with_an_input_method_are_digits)
{
	struct edit e = { .text = buffer, .size = sizeof(buffer), .digits = true };

	edit_set(&e, "");
	edit_key(&e, 0xff12);
	edit_key(&e, 'x');
	edit_key(&e, '3');
	cr_expect_str_eq(buffer, "23");
}

Test(edit, keys_of_the_field)
{
	struct edit e = field("one two");

	edit_key(&e, K_CTRL('W'));
	cr_expect_str_eq(buffer, "one ");
	edit_key(&e, K_CTRL('A'));
	edit_key(&e, K_DELETE);
	cr_expect_str_eq(buffer, "ne ");
	edit_key(&e, K_END);
	edit_key(&e, 'w');
	cr_expect_str_eq(buffer, "ne w");
	edit_key(&e, K_CTRL('U'));
	cr_expect_str_eq(buffer, "");
	cr_expect_not(edit_key(&e, K_ENTER), "Enter is not a character of one line");
	cr_expect_not(edit_key(&e, K_F2));
}

Test(canvas, half_of_a_wide_character_never_stays)
{
	struct canvas cv = { 0 };
	char text[64];

	cr_assert_eq(canvas_size(&cv, 1, 6), 0);
	canvas_put(&cv, 0, 0, 6, INK_PLAIN, "客户甲");
	canvas_put(&cv, 0, 1, 2, INK_PLAIN, "ab");
	canvas_text(&cv, 0, false, text, sizeof(text));
	cr_expect_str_eq(text, " ab 甲");
	canvas_free(&cv);
}

Test(canvas, lines_join_in_whatever_order_they_come)
{
	struct canvas cv = { 0 };
	char text[64];

	cr_assert_eq(canvas_size(&cv, 3, 5), 0);
	canvas_rule(&cv, 0, 0, 5, INK_PLAIN, "");
	canvas_down(&cv, 1, 2, 1);
	canvas_rule(&cv, 2, 0, 5, INK_PLAIN, "");
	canvas_text(&cv, 0, false, text, sizeof(text));
	cr_expect_str_eq(text, "──┬──");
	canvas_text(&cv, 2, false, text, sizeof(text));
	cr_expect_str_eq(text, "──┴──");
	canvas_text(&cv, 2, true, text, sizeof(text));
	cr_expect_str_eq(text, "--+--");
	canvas_free(&cv);
}

/* A terminal that draws ambiguous characters two columns wide gets look-alikes, the columns stay. */
Test(canvas, characters_of_uncertain_width_have_look_alikes)
{
	struct canvas cv = { .plain = true };
	char text[64];

	cr_assert_eq(canvas_size(&cv, 1, 12), 0);
	canvas_put(&cv, 0, 0, 12, INK_PLAIN, "阿某·示例…x→");
	canvas_text(&cv, 0, false, text, sizeof(text));
	cr_expect_str_eq(text, "阿某.示例.x>");
	canvas_free(&cv);
}

Test(canvas, control_characters_are_shown_not_sent)
{
	struct canvas cv = { 0 };
	char text[64];

	cr_assert_eq(canvas_size(&cv, 1, 8), 0);
	canvas_put(&cv, 0, 0, 8, INK_PLAIN, "a\033[2Jb");
	canvas_text(&cv, 0, false, text, sizeof(text));
	cr_expect_str_eq(text, "a^[[2Jb ");
	canvas_free(&cv);
}
