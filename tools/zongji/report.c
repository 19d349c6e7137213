/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `zongji report calls`: the calls of a day, a week or a month, of all or of a seat, with their number, length and average.
 *
 * The store is read beside crmd, in pages, so a month of calls keeps nobody waiting.  Rows go from the newest back, as at the
 * console.
 */
#include "tools/zongji/report.h"

#include "base/session.h"
#include "tools/term/text.h"
#include "tools/zongji/zongji.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000)
#define FIELD  512

/* One call, as words. */
struct row {
	uint64_t no;
	char session[SESSION_TEXT];
	char start[32];
	const char *way;
	char number[NUMBER_DIGITS];
	char customer[STORE_NUMBER];
	char name[FIELD];
	char seat[8];
	int64_t wait_us, talk_us;
	bool talked;
};

typedef void print_row(const struct row *row, FILE *to);

static void
fill(struct store *s, const Rec__Call *c, int zh, struct row *row)
{
	time_t t = (time_t)(c->first_us / SECOND);
	Rec__Customer *who;
	struct tm tm;

	session_text(c->session, row->session);
	row->start[0] = row->customer[0] = row->name[0] = row->seat[0] = '\0';
	if (localtime_r(&t, &tm))
		strftime(row->start, sizeof row->start, "%Y-%m-%d %H:%M:%S", &tm);
	row->way = c->outgoing ? (zh ? "呼出" : "out") : (zh ? "呼入" : "in");
	text_copy(row->number, sizeof row->number, c->outgoing ? c->dialled : c->caller);
	if (c->customer)
		customer_number(c->customer, row->customer);
	if (c->customer && customer_get(s, c->customer, &who) == 0) {
		text_copy(row->name, sizeof row->name, who->name);
		store_free(who);
	}
	if (c->has_seat)
		snprintf(row->seat, sizeof row->seat, "%04u", c->seat);
	row->wait_us = c->wait_us;
	row->talk_us = c->talk_us;
	row->talked = c->talking_us != 0;
}

static int
each_row(struct store *s, uint16_t seat, const struct report_span *span, int zh, print_row *print,
    struct report_sum *sum, FILE *to)
{
	struct store_cursor at = { 0 };
	struct row row = { 0 };

	memset(sum, 0, sizeof *sum);
	while (!at.end) {
		Rec__Call **calls;
		int n = report_calls(s, seat, span, &at, STORE_ROWS, &calls);

		if (n < 0)
			return n;
		for (int i = 0; i < n; i++) {
			row.no++;
			fill(s, calls[i], zh, &row);
			print(&row, to);
			report_add(sum, calls[i]);
		}
		store_free_rows(calls, (size_t)n);
		if (n == 0)
			break;
	}
	return 0;
}

/* ---- for people ---- */

enum { W_NO = 6, W_SESSION = 12, W_START = 21, W_WAY = 6, W_NUMBER = 18, W_NAME = 22, W_SEAT = 6 };

/* Columns, not octets: an ideograph takes two. */
static void
cell(const char *text, int width, FILE *to)
{
	char cut[FIELD];

	text_cut(cut, sizeof cut, text, width - 1, TEXT_CUT_END);
	fprintf(to, "%s%*s", cut, width - text_width(cut), "");
}

static const char *
length(int64_t us, char text[32])
{
	int64_t s = us / SECOND;

	snprintf(text, 32, "%" PRId64 ":%02d:%02d", s / 3600, (int)(s / 60 % 60), (int)(s % 60));
	return text;
}

static void
table_row(const struct row *row, FILE *to)
{
	char text[32];

	snprintf(text, sizeof text, "%" PRIu64, row->no);
	cell(text, W_NO, to);
	cell(row->session, W_SESSION, to);
	cell(row->start, W_START, to);
	cell(row->way, W_WAY, to);
	cell(*row->number ? row->number : "-", W_NUMBER, to);
	cell(*row->name ? row->name : "-", W_NAME, to);
	cell(*row->seat ? row->seat : "-", W_SEAT, to);
	fprintf(to, "%9s\n", row->talked ? length(row->talk_us, text) : "-");
}

int
report_table(struct store *s, uint16_t seat, const struct report_span *span, int zh, FILE *to)
{
	static const char *const heads[][2] = { { "No.", "序号" }, { "Session", "会话" }, { "Start", "开始" },
		{ "Way", "方向" }, { "Number", "号码" }, { "Customer", "客户" }, { "Seat", "坐席" } };
	static const int widths[] = { W_NO, W_SESSION, W_START, W_WAY, W_NUMBER, W_NAME, W_SEAT };
	const char *last = zh ? "时长" : "Length";
	struct report_sum sum;
	char all[32], each[32];

	zh = zh != 0;
	for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
		cell(heads[i][zh], widths[i], to);
	fprintf(to, "%*s%s\n", 9 - text_width(last), "", last);
	int rc = each_row(s, seat, span, zh, table_row, &sum, to);
	if (rc == 0)
		fprintf(to,
		    zh ? "共 %" PRIu64 " 条: 呼入 %" PRIu64 ", 呼出 %" PRIu64 ", 有通话 %" PRIu64 "; 时长 %s, 平均 %s\n"
		       : "%" PRIu64 " calls: %" PRIu64 " in, %" PRIu64 " out, %" PRIu64
		         " talked; length %s, average %s\n",
		    sum.calls, sum.in, sum.out, sum.talked, length(sum.talk_us, all),
		    length(report_average_us(&sum), each));
	return rc;
}

/* ---- for other programs ---- */

void
csv_field(const char *text, FILE *to)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, to);
		return;
	}
	fputc('"', to);
	for (; *text; text++)
		fputs(*text == '"' ? "\"\"" : (char[]){ *text, '\0' }, to);
	fputc('"', to);
}

static void
csv_row(const struct row *row, FILE *to)
{
	const char *fields[] = { row->session, row->start, row->way, row->number, row->customer, row->name, row->seat };

	fprintf(to, "%" PRIu64, row->no);
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		fputc(',', to);
		csv_field(fields[i], to);
	}
	fprintf(to, ",%.1f,", (double)row->wait_us / 1e6);
	if (row->talked)
		fprintf(to, "%.1f", (double)row->talk_us / 1e6);
	fputs("\r\n", to);
}

int
report_csv(struct store *s, uint16_t seat, const struct report_span *span, int zh, FILE *to)
{
	struct report_sum sum;

	fputs(zh ? "序号,会话,开始,方向,号码,客户号,客户,坐席,等候秒,时长秒\r\n"
	         : "no,session,start,way,number,customer number,customer,seat,waited s,length s\r\n",
	    to);
	return each_row(s, seat, span, zh, csv_row, &sum, to);
}

/* ---- the verb ---- */

static int
usage(const char *what)
{
	fprintf(stderr,
	    "%s%susage: zongji report calls [--day DATE | --week DATE | --month DATE] [--seat CODE] [--csv]\n"
	    "       DATE as 2026-11-29, of a month also 2026-11; without one: today's\n",
	    what, *what ? "\n" : "");
	return 100;
}

int
verb_report(const struct verb_env *env, int argc, char **argv)
{
	/* clang-format off */
	static const struct option options[] = {
		{ "day",   optional_argument, NULL, REPORT_DAY },
		{ "week",  optional_argument, NULL, REPORT_WEEK },
		{ "month", optional_argument, NULL, REPORT_MONTH },
		{ "seat",  required_argument, NULL, 's' },
		{ "csv",   no_argument,       NULL, 'c' },
		{0},
	};
	/* clang-format on */
	struct report_span span;
	struct store *s;
	int opt, seat = SEAT_NONE, csv = 0;

	report_span_at(REPORT_DAY, (int64_t)time(NULL) * SECOND, &span);
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == 'c') {
			csv = 1;
		} else if (opt == 's') {
			if ((seat = seat_code(optarg)) < 0)
				return usage("a seat code is four digits");
		} else if (opt == REPORT_DAY || opt == REPORT_WEEK || opt == REPORT_MONTH) {
			if (!optarg && optind < argc && argv[optind][0] >= '0' && argv[optind][0] <= '9')
				optarg = argv[optind++];
			if (!optarg)
				report_span_at((enum report_period)opt, (int64_t)time(NULL) * SECOND, &span);
			else if (report_span_of((enum report_period)opt, optarg, &span))
				return usage("no such date");
		} else {
			return usage("");
		}
	}
	if (optind != argc - 1 || strcmp(argv[optind], "calls") != 0)
		return usage("");
	int rc = store_open_readonly(&s, env->site->site.store_dir);
	if (rc) {
		fprintf(stderr, "zongji: %s: %s\n", env->site->site.store_dir, strerror(-rc));
		return 2;
	}
	rc = (csv ? report_csv : report_table)(s, (uint16_t)seat, &span, env->zh, stdout);
	if (rc)
		fprintf(stderr, "zongji: %s %s\n", strerror(-rc), store_why(s));
	store_close(s);
	return rc != 0;
}
