/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ladder's columns stand in the order of a call's way: exchange, isupd, acdd, mediad, prid, phones, crmd.
 */
#include "tools/zongji/ladder.h"

#include "base/clock.h"
#include "base/site.h"
#include "isup/codec.h"
#include "isup/label.h"

#include <string.h>
#include <time.h>

enum column { COL_EXCHANGE, COL_ISUP, COL_ACD, COL_MEDIA, COL_PRI, COL_PHONES, COL_CRM, COLUMNS };

#define WIDTH 17 /* of a column: the longest name of a message between neighbours fits */
#define LEFT  25 /* time and difference */

static const char *const titles[COLUMNS] = { "exchange", "isupd", "acdd", "mediad", "prid", "phones", "crmd" };

static const uint8_t column_of[ROLE_COUNT] = {
	[ROLE_ISUP] = COL_ISUP,
	[ROLE_ACD] = COL_ACD,
	[ROLE_MEDIA] = COL_MEDIA,
	[ROLE_PRI] = COL_PRI,
	[ROLE_CRM] = COL_CRM,
};

void
ladder_head(FILE *to)
{
	fprintf(to, "%-*s", LEFT, "time            +diff");
	for (int c = 0; c < COLUMNS; c++)
		fprintf(to, "%-*s", WIDTH, titles[c]);
	fputc('\n', to);
}

static void
print_time(int64_t at_us, int64_t before_us, FILE *to)
{
	time_t s = (time_t)(at_us / US_PER_SEC);
	struct tm tm;
	char text[16], line[48];
	int64_t diff = before_us ? at_us - before_us : 0;

	localtime_r(&s, &tm);
	strftime(text, sizeof(text), "%H:%M:%S", &tm);
	snprintf(line, sizeof(line), "%s.%06lld +%lld.%03lld", text, (long long)(at_us % US_PER_SEC),
	    (long long)(diff / US_PER_SEC), (long long)(diff / 1000 % 1000));
	fprintf(to, "%-*s", LEFT, line);
}

/* An arrow with its text between two columns. */
static void
print_arrow(int from, int towards, const char *text, FILE *to)
{
	char line[COLUMNS * WIDTH + 1];
	int left = from < towards ? from : towards, right = from < towards ? towards : from;
	int start = left * WIDTH + 1, end = right * WIDTH;
	int len = (int)strlen(text), room = end - start - 2;

	memset(line, ' ', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	for (int c = 0; c < COLUMNS; c++)
		line[c * WIDTH] = '|';
	memset(line + start, '-', (size_t)(end - start));
	if (len > room)
		len = room;
	memcpy(line + start + (from < towards ? 1 : 2), text, (size_t)len);
	line[from < towards ? end - 1 : start] = from < towards ? '>' : '<';
	for (int i = COLUMNS * WIDTH - 1; i > 0 && line[i] == ' '; i--)
		line[i] = '\0';
	fprintf(to, "%s\n", line);
}

static void
print_note(int column, const struct trace_rec *rec, FILE *to)
{
	for (int c = 0; c < column; c++)
		fprintf(to, "|%*s", WIDTH - 1, "");
	fprintf(to, "| ");
	for (uint16_t i = 0; i < rec->len; i++)
		fputc(rec->data[i] < ' ' ? '.' : rec->data[i], to);
	fputc('\n', to);
}

static const char *
lssu_name(const struct trace_rec *rec)
{
	static const char *const names[8] = { "SIO", "SIN", "SIE", "SIOS", "SIPO", "SIB", "?", "?" };

	return rec->len > 3 ? names[rec->data[3] & 7] : "?";
}

/* Each message is in two traces, the sender's and the receiver's core: acdd's is shown. */
static int
twice(const struct trace_rec *rec)
{
	return (rec->kind == TRACE_MSG_IN || rec->kind == TRACE_MSG_OUT) && rec->role != ROLE_ACD;
}

/* What an MSU is: "IAM cic 17", "SLTM", ... */
static void
msu_name(const struct trace_rec *rec, char *text, size_t size)
{
	int form = (uint32_t)rec->ref == 24 ? LABEL_CHINA24 : LABEL_ITU14;
	struct label label;

	snprintf(text, size, "MSU");
	if (rec->len < 4)
		return;
	int used = label_decode(form, rec->data + 4, rec->len - 4u, &label);
	if (used < 0)
		return;
	const uint8_t *user = rec->data + 4 + used;
	size_t left = rec->len - 4u - (size_t)used;
	switch (rec->data[3] & 0x0f) {
	case 5:
		if (left >= 3)
			snprintf(text, size, "%s %u", isup_name(user[2]), user[0] | (user[1] & 0x0f) << 8);
		break;
	case 1:
		snprintf(text, size, left && user[0] == 0x21 ? "SLTA" : "SLTM");
		break;
	case 0:
		snprintf(text, size, "SNM %x%x", left ? user[0] >> 4 : 0, left ? user[0] & 15u : 0);
		break;
	default:
		snprintf(text, size, "SI %u", rec->data[3] & 0x0fu);
		break;
	}
}

static void
print_message(const struct trace_rec *rec, FILE *to)
{
	struct trace_msg m;

	if (rec->len < sizeof(m))
		return;
	memcpy(&m, rec->data, sizeof(m));
	if (m.from >= ROLE_COUNT || m.to >= ROLE_COUNT || m.type >= MSG_COUNT)
		return;
	print_arrow(column_of[m.from], column_of[m.to], msg_rows[m.type].name, to);
}

void
ladder_line(const struct trace_rec *rec, int64_t before_us, FILE *to)
{
	char text[32];

	if (twice(rec))
		return;
	print_time(rec->at_us, before_us, to);
	switch (rec->kind) {
	case TRACE_MSU_IN:
	case TRACE_MSU_OUT:
		msu_name(rec, text, sizeof(text));
		print_arrow(rec->kind == TRACE_MSU_IN ? COL_EXCHANGE : COL_ISUP,
		    rec->kind == TRACE_MSU_IN ? COL_ISUP : COL_EXCHANGE, text, to);
		break;
	case TRACE_LSSU_IN:
		print_arrow(COL_EXCHANGE, COL_ISUP, lssu_name(rec), to);
		break;
	case TRACE_LSSU_OUT:
		print_arrow(COL_ISUP, COL_EXCHANGE, lssu_name(rec), to);
		break;
	case TRACE_DCHAN_IN:
		print_arrow(COL_PHONES, COL_PRI, "D", to);
		break;
	case TRACE_DCHAN_OUT:
		print_arrow(COL_PRI, COL_PHONES, "D", to);
		break;
	case TRACE_MSG_IN:
	case TRACE_MSG_OUT:
		print_message(rec, to);
		break;
	default:
		print_note(rec->role < ROLE_COUNT ? column_of[rec->role] : 0, rec, to);
		break;
	}
}
