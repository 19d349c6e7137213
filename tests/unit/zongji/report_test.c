/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `zongji report` prints: columns that stand under each other, and CSV that is read back as it was written. */
#include "tests/unit/store/help.h"

#include "tools/term/language.h"
#include "tools/term/text.h"
#include "tools/zongji/report.h"

TestSuite(zongji_report, .init = open_store, .fini = close_store);

static const char *const names[] = {
	"𠮷田鿐", /* U+20BB7, beyond the first plane; U+9FD0 */
	"鿐",
	"王𰻝𰻝, \"小王\"", /* U+30EDD; what CSV has to quote */
	"Ada Łukasz-Ñandú",
	"一个名字长得在哪一栏里都放不下的客户有限责任公司",
};
#define NAMES (sizeof names / sizeof names[0])

static uint64_t ids[NAMES];
static struct report_span day;
static char *text;
static size_t text_size;

static void
a_day_of_calls(void)
{
	char phone[16];

	for (size_t i = 0; i < NAMES; i++) {
		char caller[] = "01055500123";
		Rec__Call c = REC__CALL__INIT;

		snprintf(phone, sizeof phone, "0105550%04zu", i);
		ids[i] = new_customer(names[i], phone, "");
		c.session = (UINT64_C(1) << 48) + 100 + i;
		c.first_us = START + (int64_t)i * 60 * SEC;
		c.caller = caller;
		c.customer = ids[i];
		c.has_seat = 1;
		c.seat = 101;
		c.wait_us = 1500000;
		c.talking_us = i ? c.first_us : 0;
		c.talk_us = (int64_t)i * 3601 * SEC;
		cr_assert_eq(call_save(s, &c), 0);
	}
	report_span_at(REPORT_DAY, START, &day);
	cr_assert_eq(language_open(LANG_ZH, LANG_ZH), 0); /* as zongji does: characters, not octets */
	cr_assert_eq(text_width("𠮷田鿐"), 6);
}

static char *
printed(int (*print)(struct store *, uint16_t, const struct report_span *, int, FILE *), int zh)
{
	FILE *to = open_memstream(&text, &text_size);

	cr_assert_eq(print(s, 101, &day, zh, to), 0);
	fclose(to);
	return text;
}

/* The columns before the first `what` in a line. */
static int
column(const char *line, const char *what)
{
	char before[512];
	const char *at = strstr(line, what);

	cr_assert_not_null(at, "%s in %s", what, line);
	snprintf(before, sizeof before, "%.*s", (int)(at - line), line);
	return text_width(before);
}

Test(zongji_report, columns_stand_under_each_other_whatever_the_names)
{
	a_day_of_calls();
	for (int zh = 0; zh < 2; zh++) {
		char *rest = printed(report_table, zh), *line = strsep(&rest, "\n");
		int seat = column(line, zh ? "坐席" : "Seat"), width = text_width(line);

		for (size_t i = 0; i < NAMES; i++) {
			line = strsep(&rest, "\n");
			cr_assert_eq(column(line, " 0101 ") + 1, seat, "%s", line);
			cr_assert_eq(text_width(line), width, "%s", line);
		}
		line = strsep(&rest, "\n");
		cr_assert_str_eq(line,
		    zh ? "共 5 条: 呼入 5, 呼出 0, 有通话 4; 时长 10:00:10, 平均 2:30:02"
		       : "5 calls: 5 in, 0 out, 4 talked; length 10:00:10, average 2:30:02");
		cr_assert_str_eq(rest, "");
		free(text);
	}
}

/* A field of RFC 4180; *at goes behind it and its comma or line end. */
static void
read_field(const char **at, char *to)
{
	const char *p = *at;
	bool quoted = *p == '"';

	for (p += quoted; *p && (quoted || (*p != ',' && *p != '\r')); p++) {
		if (quoted && *p == '"' && *++p != '"')
			break;
		*to++ = *p;
	}
	*to = '\0';
	cr_assert(*p == ',' || strncmp(p, "\r\n", 2) == 0);
	*at = p + (*p == ',' ? 1 : 2);
}

Test(zongji_report, csv_gives_names_back_unchanged)
{
	char field[10][256];

	a_day_of_calls();
	const char *at = printed(report_csv, 0);

	cr_assert_eq(strncmp(at, "no,session,", 11), 0, "no mark in front");
	for (int i = 0; i < 10; i++)
		read_field(&at, field[i]);
	cr_assert_str_eq(field[9], "length s");
	for (size_t row = 0; row < NAMES; row++) {
		size_t i = NAMES - 1 - row; /* the newest first */
		Rec__Customer *c;
		char number[STORE_NUMBER];

		for (int k = 0; k < 10; k++)
			read_field(&at, field[k]);
		cr_assert_eq(customer_get(s, ids[i], &c), 0);
		customer_number(ids[i], number);
		cr_assert_str_eq(field[4], "01055500123");
		cr_assert_str_eq(field[5], number);
		cr_assert_str_eq(field[6], names[i]);
		cr_assert_str_eq(c->name, names[i]);
		cr_assert_str_eq(field[7], "0101");
		cr_assert_str_eq(field[8], "1.5");
		cr_assert_str_eq(field[9], i == 0 ? "" : i == 1 ? "3601.0" : field[9]);
		store_free(c);
	}
	cr_assert_str_eq(at, "");
	free(text);
}

Test(zongji_report, a_field_is_quoted_only_if_it_has_to_be)
{
	static const char *const fields[][2] = {
		{ "", "" },
		{ "𠮷", "𠮷" },
		{ "a b", "a b" },
		{ "a,b", "\"a,b\"" },
		{ "say \"hi\"", "\"say \"\"hi\"\"\"" },
		{ "two\r\nlines", "\"two\r\nlines\"" },
		{ "\"", "\"\"\"\"" },
	};

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		FILE *to = open_memstream(&text, &text_size);

		csv_field(fields[i][0], to);
		fclose(to);
		cr_assert_str_eq(text, fields[i][1]);
		free(text);
	}
}
