/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crmd's control verbs: what is in the store, and changing seats.
 */
#include "crm/control.h"

#include "base/clock.h"
#include "base/words.h"
#include "base/session.h"
#include "crm/alarms.h"
#include "crm/crmd.h"
#include "crm/faxes.h"
#include "crm/lines.h"
#include "store/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROWS 20

static struct store *
store_of(const struct svc_run *run)
{
	return ((struct crmd *)run->own)->store;
}

static size_t
rows_asked(int argc, char **argv, int at)
{
	int n = argc > at ? atoi(argv[at]) : ROWS;

	return n < 1 ? 1 : n > STORE_ROWS ? STORE_ROWS : (size_t)n;
}

static void
print_time(int64_t at_us, FILE *to)
{
	time_t t = (time_t)(at_us / 1000000);
	struct tm tm;
	char text[32] = "-";

	if (at_us && localtime_r(&t, &tm))
		strftime(text, sizeof text, "%m-%d %H:%M:%S", &tm);
	fprintf(to, "%-15s", text);
}

static void
print_session(uint64_t session, FILE *to)
{
	char text[SESSION_TEXT];

	fprintf(to, "%-10s", session_text(session, text));
}

int
print_counts(struct store *s, FILE *to)
{
	struct store_counts c;
	int rc = store_count(s, &c);

	if (rc)
		return rc;
	fprintf(to,
	    "customers %" PRIu64 "\nseats %" PRIu64 "\ncalls %" PRIu64 "\nrecordings %" PRIu64
	    "\nregistrations %" PRIu64 "\norders %" PRIu64 "\ndrafts %" PRIu64 "\nfacts %" PRIu64 "\naudit %" PRIu64
	    "\nchanges %" PRIu64 "\nused %d %%\n",
	    c.customers, c.seats, c.calls, c.recordings, c.registrations, c.orders, c.drafts, c.facts, c.audits,
	    c.changes, store_used_percent(s));
	return 0;
}

static int
verb_counts(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return print_counts(store_of(run), to);
}

static int
verb_customers(struct svc_run *run, int argc, char **argv, FILE *to)
{
	char query[256] = "", number[STORE_NUMBER];
	Rec__Customer **rows;

	for (int i = 1; i < argc; i++) {
		size_t at = strlen(query);
		snprintf(query + at, sizeof query - at, "%s%s", at ? " " : "", argv[i]);
	}
	if (!*query)
		return -EINVAL;
	int n = customer_find(store_of(run), query, ROWS, &rows);
	for (int i = 0; i < n; i++) {
		customer_number(rows[i]->id, number);
		fprintf(to, "%s%s %-14s %s  %s\n", number, rows[i]->key ? "*" : " ",
		    rows[i]->n_phones ? rows[i]->phones[0] : "-", rows[i]->name, rows[i]->address);
	}
	if (n >= 0)
		store_free_rows(rows, (size_t)n);
	return n < 0 ? n : 0;
}

static const char *
outcome(const Rec__Call *c)
{
	return c->refused   ? "refused"
	    : !c->ended_us  ? "going on"
	    : c->talking_us ? "talked"
	    : c->has_queue  ? "abandoned"
	                    : "ended";
}

static void
print_call(const Rec__Call *c, FILE *to)
{
	print_session(c->session, to);
	print_time(c->first_us, to);
	fprintf(to, "%-4s%-16s", c->outgoing ? "out" : "in", c->outgoing ? c->dialled : c->caller);
	if (c->has_seat)
		fprintf(to, "seat %04u ", c->seat);
	else
		fprintf(to, "no seat   ");
	fprintf(to, "wait %5.1f s  talk %6.1f s  %s\n", (double)c->wait_us / 1e6, (double)c->talk_us / 1e6, outcome(c));
}

static int
verb_calls(struct svc_run *run, int argc, char **argv, FILE *to)
{
	int seat = argc > 1 && strcmp(argv[1], "-") ? seat_code(argv[1]) : -1;
	size_t most = rows_asked(argc, argv, 2);
	Rec__Call **rows;

	if (argc > 1 && seat < 0 && strcmp(argv[1], "-"))
		return -EINVAL;
	int n = seat < 0 ? calls_of_time(store_of(run), 0, INT64_MAX, NULL, most, &rows)
	                 : calls_of_seat(store_of(run), (uint16_t)seat, 0, INT64_MAX, NULL, most, &rows);
	for (int i = 0; i < n; i++)
		print_call(rows[i], to);
	if (n >= 0)
		store_free_rows(rows, (size_t)n);
	return n < 0 ? n : 0;
}

static int
verb_alarms(struct svc_run *run, int argc, char **argv, FILE *to)
{
	int english = argc < 3 || strcmp(argv[2], "zh") != 0;
	Rec__Alarm **rows;
	int open = argc < 2 || strcmp(argv[1], "all") != 0;
	int n = alarm_list(store_of(run), open, argc > 3 ? rows_asked(argc, argv, 3) : STORE_ROWS, &rows);

	if (n > 0 && open)
		qsort(rows, (size_t)n, sizeof rows[0], alarm_compare);

	for (int i = 0; i < n; i++)
		alarm_print(rows[i], english, clock_now_us(), to);
	if (n == 0)
		fprintf(to, english ? "no alarm stands\n" : "没有告警\n");
	if (n >= 0)
		store_free_rows(rows, (size_t)n);
	return n < 0 ? n : 0;
}

static int
verb_ack(struct svc_run *run, int argc, char **argv, FILE *to)
{
	int number = argc == 2 && strcmp(argv[1], "all") != 0 ? words_number(argv[1], INT32_MAX) : 0;

	if (argc != 2 || number < 0 || (number == 0 && strcmp(argv[1], "all") != 0)) {
		fprintf(to, "ack NUMBER, as `zongji alarms` shows it, or ack all\n");
		return -EINVAL;
	}
	int rc = alarm_acknowledge(store_of(run), (uint64_t)number, SEAT_NONE, clock_now_us());
	if (rc == 0)
		fprintf(to, "acknowledged\n");
	return rc;
}

static int
verb_sample(struct svc_run *run, int argc, char **argv, FILE *to)
{
	long long at = argc == 2 ? atoll(argv[1]) : -1;
	Rec__Sample *s;

	if (at < 0 || at > INT64_MAX / 1000000)
		return -EINVAL;
	int rc = sample_before(store_of(run), at * 1000000, &s);
	if (rc)
		return rc;
	fprintf(to, "at %lld\n", (long long)s->at_us);
	for (size_t i = 0; i < s->n_counts; i++)
		fprintf(to, "%s %u %lld\n", s->counts[i]->name, s->counts[i]->which, (long long)s->counts[i]->value);
	store_free(s);
	return 0;
}

static int
verb_line_calls(struct svc_run *run, int argc, char **argv, FILE *to)
{
	int circuit = argc > 2 ? words_number(argv[2], UINT16_MAX) : -1;

	if (circuit < 0) {
		fprintf(to, "line-calls GROUP CIRCUIT [ROWS]\n");
		return -EINVAL;
	}
	return line_calls(store_of(run), argv[1], (unsigned)circuit, rows_asked(argc, argv, 3), to);
}

static int
verb_line_use(struct svc_run *run, int argc, char **argv, FILE *to)
{
	int hours = argc > 2 ? words_number(argv[2], 24 * 366) : 24;
	int64_t now_us = clock_now_us();

	if (argc < 2 || hours < 1) {
		fprintf(to, "line-use GROUP [HOURS]\n");
		return -EINVAL;
	}
	return line_use_print(store_of(run), argv[1], now_us - hours * INT64_C(3600000000), now_us, to);
}

static int
verb_orders(struct svc_run *run, int argc, char **argv, FILE *to)
{
	Rec__WorkOrder **rows;
	int n = orders_all(store_of(run), NULL, rows_asked(argc, argv, 1), &rows);

	for (int i = 0; i < n; i++) {
		fprintf(to, "%-12s", rows[i]->number);
		print_time(rows[i]->created_us, to);
		fprintf(to, "seat %04u  kind %u.%u  state %u  %s\n", rows[i]->seat, rows[i]->kind, rows[i]->subkind,
		    (unsigned)rows[i]->state, rows[i]->department);
	}
	if (n >= 0)
		store_free_rows(rows, (size_t)n);
	return n < 0 ? n : 0;
}

static int
verb_recordings(struct svc_run *run, int argc, char **argv, FILE *to)
{
	Rec__Recording **rows;
	uint64_t node, serial;

	if (argc < 2 || sscanf(argv[1], "%" SCNu64 "-%" SCNu64, &node, &serial) != 2)
		return -EINVAL;
	int n = recordings_of_call(store_of(run), session_make((unsigned)node, serial), &rows);
	for (int i = 0; i < n; i++)
		fprintf(to, "%u  %.1f s  gap %u ms  %s  %s\n", rows[i]->rec_no, (double)rows[i]->frames / 8000.0,
		    rows[i]->gap_ms, rows[i]->ok ? "complete" : "LOST", rows[i]->path);
	if (n >= 0)
		store_free_rows(rows, (size_t)n);
	return n < 0 ? n : 0;
}

static int
verb_messages(struct svc_run *run, int argc, char **argv, FILE *to)
{
	char number[STORE_NUMBER];
	Rec__Message **rows;
	bool all = argc > 1 && strcmp(argv[1], "all") == 0;

	if (argc > 1 && !all && strcmp(argv[1], "new") != 0)
		return -EINVAL;
	int n = messages_list(store_of(run), !all, NULL, rows_asked(argc, argv, 2), &rows);
	for (int i = 0; i < n; i++) {
		const Rec__Message *m = rows[i];
		print_session(m->session, to);
		fprintf(to, "%-3u", m->rec_no);
		print_time(m->at_us, to);
		customer_number(m->customer, number);
		fprintf(to, "%-16s %-10s %6.1f s  %-6s %s  %s %s\n", *m->caller ? m->caller : "-",
		    m->customer ? number : "-", (double)m->length_us / 1e6, m->heard_us ? "heard" : "NEW", m->path,
		    m->service, m->choice);
	}
	if (n == 0)
		fprintf(to, all ? "no messages\n" : "no new messages\n");
	if (n >= 0)
		store_free_rows(rows, (size_t)n);
	return n < 0 ? n : 0;
}

static int
verb_faxes(struct svc_run *run, int argc, char **argv, FILE *to)
{
	struct report_span span = { 0, INT64_MAX };
	int english = argc < 3 || strcmp(argv[2], "zh") != 0;
	Rec__Fax **rows;

	if (argc > 1 && strcmp(argv[1], "all") != 0 && report_span_of(REPORT_DAY, argv[1], &span)) {
		fprintf(to, "faxes [DAY|all [zh|en [ROWS]]]: a day is as 2026-11-29\n");
		return -EINVAL;
	}
	int n = faxes_list(store_of(run), span.from_us, span.to_us, NULL, rows_asked(argc, argv, 3), &rows);
	for (int i = 0; i < n; i++)
		fax_print(rows[i], english, to);
	if (n == 0)
		fprintf(to, english ? "no faxes\n" : "没有传真\n");
	if (n >= 0)
		store_free_rows(rows, (size_t)n);
	return n < 0 ? n : 0;
}

static int
verb_heard(struct svc_run *run, int argc, char **argv, FILE *to)
{
	int part = argc > 2 ? words_number(argv[2], INT32_MAX) : 1;
	uint64_t node, serial;

	if (argc < 2 || part < 1 || sscanf(argv[1], "%" SCNu64 "-%" SCNu64, &node, &serial) != 2)
		return -EINVAL;
	return message_heard(store_of(run), session_make((unsigned)node, serial), (uint32_t)part, SEAT_NONE, clock_now_us());
}

static int
verb_seats(struct svc_run *run, int argc, char **argv, FILE *to)
{
	Rec__Agent **rows;
	int n = agents_all(store_of(run), &rows, 10000);

	for (int i = 0; i < n; i++)
		seat_print(rows[i], to);
	if (n >= 0)
		store_free_rows(rows, (size_t)n);
	return n < 0 ? n : 0;
}

static int
verb_seat_add(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return seat_edit(store_of(run), true, argc - 1, argv + 1, clock_now_us(), to);
}

static int
verb_seat_set(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return seat_edit(store_of(run), false, argc - 1, argv + 1, clock_now_us(), to);
}

static int
verb_check(struct svc_run *run, int argc, char **argv, FILE *to)
{
	struct store_counts c;
	uint64_t faults;
	int rc = store_check(store_of(run), to, &c);

	if (rc == 0)
		rc = business_check(store_of(run), run->site->acd.record, to, &faults);
	if (rc)
		return rc;
	fprintf(to, "bad rows %" PRIu64 "\nfaults %" PRIu64 "\n", c.bad, faults);
	rc = print_counts(store_of(run), to);
	return rc ? rc : c.bad || faults ? -EBADMSG : 0;
}

/* clang-format off */
const struct ctl_verb crmd_verbs[] = {
	{ "counts",     "",                  "rows in the store", verb_counts },
	{ "customers",  "WORDS",             "find customers: number, phone, name, address", verb_customers },
	{ "calls",      "[SEAT|- [ROWS]]",   "the newest calls, of a seat or of all", verb_calls },
	{ "line-calls", "GROUP CIRCUIT [ROWS]", "the newest calls that used a circuit, and their average", verb_line_calls },
	{ "line-use",   "GROUP [HOURS]",     "calls in and out of each circuit of a trunk group", verb_line_use },
	{ "alarms",     "open|all [zh|en [ROWS]]", "alarms that stand, or all of them, the newest first", verb_alarms },
	{ "ack",        "NUMBER|all",        "acknowledge an alarm, or all that stand", verb_ack },
	{ "sample",     "SECONDS",           "counters of isupd as they were at that time (of the epoch)", verb_sample },
	{ "orders",     "[ROWS]",            "the newest work orders", verb_orders },
	{ "recordings", "SESSION",           "recordings of a call (1-38217)", verb_recordings },
	{ "messages",   "[new|all [ROWS]]",  "messages callers left: call, part, time, who, length, file", verb_messages },
	{ "heard",      "SESSION [PART]",    "that message is not new any more", verb_heard },
	{ "faxes",      "[DAY|all [zh|en [ROWS]]]", "faxes, the newest first: call, number, time, caller, sender, pages, result, customer, file",
	    verb_faxes },
	{ "seats",      "",                  "all seats", verb_seats },
	{"seat-add",   "SEAT KEY=VALUE...", "a new seat: name role level phone trunk headset queues language password",
	    verb_seat_add},
	{ "seat-set",   "SEAT KEY=VALUE...", "change a seat; locked=0 unlocks it", verb_seat_set },
	{"check",      "",                  "read everything: do records, lists, recordings and registrations agree?",
	    verb_check},
	{0},
};
/* clang-format on */
