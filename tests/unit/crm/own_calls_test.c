/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The agent's own list of the day, page by page as the console asks for it, beside the report's list of the seat.
 */
#include "tests/unit/crm/help.h"

#include "store/report.h"

#define CALLS 250

TestSuite(own_calls, .init = open_crmd, .fini = close_crmd);

/* By facts, as the switch tells them: seats 0101 and 0102 in turn, in and out, talked or not, over two midnights. */
static void
calls_over_two_midnights(void)
{
	for (uint64_t i = 0; i < CALLS; i++) {
		uint16_t seat = i % 3 ? 101 : 102;
		int64_t at = (int64_t)i * 700 - 24 * 3600;
		struct msg_fact facts[] = { fact_offered(at, "01055500123"),
			fact_of_seat(at + 10, FACT_CALL_TALKING, seat),
			fact_ended(at + 20 + (int64_t)(i * 37 % 300), CALL_END_CALLER) };

		if (i % 7 == 0) {
			facts[0] = fact_of_seat(at, FACT_CALL_DIALLED, seat);
			number_set(&facts[0].number, "01055500777", 0);
		}
		if (i % 5 == 0)
			facts[1].kind = i % 7 == 0 ? FACT_CALL_HELD : FACT_CALL_RINGING; /* nobody answered */
		for (size_t k = 0; k < 3; k++) {
			facts[k].session = CALL + i;
			take_fact(&facts[k]);
		}
		cr_assert_eq(batch_end(&d, 0), 0);
	}
}

/* The console's list: everything it is told of one day. */
static int
own_list(uint64_t *sessions, int64_t *talk_us)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__DayList ask_day = CRM__DAY_LIST__INIT;
	uint8_t cursor[sizeof(((struct store_cursor *)0)->key)];
	int n = 0;

	*talk_us = 0;
	do {
		const Crm__Reply *reply = ask(&request, CRM__REQUEST__ASK_DAY_LIST, &ask_day);
		const Crm__CallRows *rows = reply->calls;

		cr_assert_eq(reply->code, CRM__CODE__OK);
		for (size_t i = 0; i < rows->n_rows; i++) {
			sessions[n++] = rows->rows[i]->call->session;
			*talk_us += rows->rows[i]->call->talk_us;
		}
		ask_day.cursor.len = rows->cursor.len;
		if (rows->cursor.len)
			memcpy(cursor, rows->cursor.data, rows->cursor.len);
		ask_day.cursor.data = cursor;
	} while (ask_day.cursor.len);
	return n;
}

/* shows: AGT-23 */
Test(own_calls, of_a_day_are_the_report_s_list_of_the_seat)
{
	static uint64_t own[CALLS], report[CALLS];
	int all = 0;

	add_seat(101, REC__ROLE__AGENT);
	calls_over_two_midnights();
	cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__OK);
	for (int days = -1; days <= 1; days++) {
		struct store_cursor at = { 0 };
		struct report_sum sum = { 0 };
		struct report_span day;
		int64_t talk_us;
		int n = 0, m;

		d.now_us = START + days * 86400 * SEC;
		report_span_at(REPORT_DAY, d.now_us, &day);
		m = own_list(own, &talk_us);
		while (!at.end) {
			Rec__Call **rows;
			int got = report_calls(d.store, 101, &day, &at, STORE_ROWS, &rows);

			cr_assert_geq(got, 0);
			for (int i = 0; i < got; i++) {
				report[n++] = rows[i]->session;
				report_add(&sum, rows[i]);
			}
			store_free_rows(rows, (size_t)got);
			if (!got)
				break;
		}
		cr_assert_gt(n, 20, "there is something to compare");
		cr_assert_eq(n, m);
		cr_assert_eq(memcmp(own, report, sizeof own[0] * (size_t)n), 0);
		cr_assert_eq(sum.talk_us, talk_us);
		all += n;
	}
	cr_assert_geq(all, CALLS / 2, "most calls of the seat are in these days");
}
