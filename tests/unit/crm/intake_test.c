/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/crm/help.h"

#include "base/ring.h"
#include "store/internal.h"

#include <errno.h>

TestSuite(intake, .init = open_crmd, .fini = close_crmd);

static void
whole_call(void)
{
	struct msg_fact facts[] = {
		fact_offered(0, "01055500123"),
		fact_at(1, FACT_CALL_ANSWERED),
		fact_queued(10, 1),
		fact_of_seat(60, FACT_CALL_RINGING, 103),
		fact_of_seat(62, FACT_CALL_TALKING, 103),
		fact_ended(310, CALL_END_CALLER),
		fact_recorded(311, 1, 248 * 8000),
	};

	for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
		take_fact(&facts[i]);
	cr_assert_eq(batch_end(&d, 0), 0);
}

/* shows: AGT-22 */
Test(intake, every_answered_call_has_a_registration_line)
{
	Rec__Registration *r;
	uint64_t faults;

	whole_call();
	cr_assert_eq(registration_get(d.store, CALL, 103, &r), 0);
	cr_assert_eq(r->at_us, START + 62 * SEC);
	cr_assert_str_eq(r->caller, "01055500123");
	cr_assert(!r->complete);
	store_free(r);
	cr_assert_eq(business_check(d.store, true, NULL, &faults), 0);
	cr_assert_eq(faults, 0);
}

Test(intake, an_answered_call_without_its_recording_is_found_by_the_check)
{
	struct msg_fact facts[] = { fact_offered(0, "01055500123"), fact_of_seat(62, FACT_CALL_TALKING, 103),
		fact_ended(310, CALL_END_CALLER) };
	uint64_t faults;

	for (size_t i = 0; i < 3; i++)
		take_fact(&facts[i]);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(business_check(d.store, true, NULL, &faults), 0);
	cr_assert_eq(faults, 1);
	cr_assert_eq(business_check(d.store, false, NULL, &faults), 0);
	cr_assert_eq(faults, 0);
}

static void
spoil(enum table t, const struct key *k)
{
	cr_assert_eq(write_begin(d.store), 0);
	cr_assert_eq(write_end(d.store, raw_put(d.store, t, k, "\xff\xff", 2)), 0);
}

/* Nothing that stands in the store may stop the facts behind it. */
Test(intake, a_row_that_cannot_be_read_is_written_anew)
{
	struct msg_fact ended = fact_ended(310, CALL_END_CALLER), talking = fact_of_seat(62, FACT_CALL_TALKING, 103);
	struct key call = key_of_u64(CALL), registration = key_of_u64(CALL);
	Rec__Registration *r;
	Rec__Call *c;

	key_u16(&registration, 103);
	whole_call();
	spoil(T_CALLS, &call);
	spoil(T_REGISTRATIONS, &registration);
	take_fact(&talking);
	take_fact(&ended);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(call_get(d.store, CALL, &c), 0);
	cr_expect_eq(c->talk_us, 248 * SEC);
	store_free(c);
	cr_assert_eq(registration_get(d.store, CALL, 103, &r), 0);
	store_free(r);
}

/* shows: ACD-16 */
Test(intake, an_abandoned_call_is_stored_with_its_wait_and_no_seat)
{
	struct msg_fact facts[] = { fact_offered(0, "01055500777"), fact_queued(10, 1),
		fact_ended(57, CALL_END_CALLER) };
	Rec__Call *c, **rows;

	for (size_t i = 0; i < 3; i++)
		take_fact(&facts[i]);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(call_get(d.store, CALL, &c), 0);
	cr_assert_str_eq(c->caller, "01055500777");
	cr_assert_eq(c->wait_us, 47 * SEC);
	cr_assert(!c->has_seat);
	store_free(c);
	cr_assert_eq(calls_of_seat(d.store, 103, 0, INT64_MAX, NULL, 10, &rows), 0);
	store_free_rows(rows, 0);
	cr_assert_eq(calls_of_number(d.store, "010-5550 0777", NULL, 10, &rows), 1);
	store_free_rows(rows, 1);
}

Test(intake, the_story_of_a_call_is_its_facts_in_order)
{
	struct msg_fact facts[16];

	whole_call();
	cr_assert_eq(facts_of_call(d.store, CALL, facts, 16), 7);
	cr_assert_eq(facts[0].kind, FACT_CALL_OFFERED);
	cr_assert_eq(facts[5].kind, FACT_CALL_ENDED);
	uint64_t next;
	cr_assert_eq(facts_from(d.store, 0, facts, 4, &next), 4);
	cr_assert_eq(facts_from(d.store, next, facts, 16, &next), 3);
	cr_assert_eq(facts[2].kind, FACT_CALL_RECORDED);
}

static void
look_up(const char *caller, struct msg_found *found)
{
	struct msg_lookup m = { .session = CALL };

	forget();
	number_set(&m.caller, caller, 0);
	cr_assert_eq(intake_message(&d, MSG_CALLER_LOOKUP, &m, sizeof m, false), 0);
	cr_assert_eq(n_sent, 1);
	cr_assert_eq(sent[0].type, MSG_CALLER_FOUND);
	memcpy(found, sent[0].data, sizeof *found);
	cr_assert_eq(found->session, CALL);
}

Test(intake, a_caller_is_found_or_nobody_we_know)
{
	char phone[] = "010-5550 0123", name[] = "客户甲", *phones[] = { phone };
	Rec__Customer c = REC__CUSTOMER__INIT;
	struct msg_found found;

	c.name = name;
	c.phones = phones;
	c.n_phones = 1;
	c.key = 1;
	cr_assert_eq(customer_save(d.store, &c, 101, START), 0);
	look_up("01055500123", &found);
	cr_assert(found.known);
	cr_assert(found.key);
	cr_assert_str_eq(found.customer, "C-000001");
	cr_assert_str_eq(found.name, "客户甲");
	look_up("1055500123", &found); /* as a national number without its prefix */
	cr_assert(found.known);
	look_up("01055500999", &found);
	cr_assert(!found.known);
	look_up("", &found);
	cr_assert(!found.known);
}

Test(intake, malformed_messages_are_counted_and_left_behind)
{
	struct msg_fact f = fact_at(0, FACT_COUNT);

	cr_assert_eq(intake_message(&d, MSG_FACT, &f, sizeof f, false), 0);
	f = fact_at(0, FACT_CALL_ENDED);
	f.session = 0;
	cr_assert_eq(intake_message(&d, MSG_FACT, &f, sizeof f, false), 0);
	cr_assert_eq(intake_message(&d, MSG_FACT, &f, sizeof f - 1, false), 0);
	f = fact_at(0, FACT_CALL_RECORDED);
	f.start_us = INT64_MAX;
	cr_assert_eq(intake_message(&d, MSG_FACT, &f, sizeof f, false), 0);
	f = fact_at(0, FACT_CALL_ENDED);
	f.at_us = -1;
	cr_assert_eq(intake_message(&d, MSG_FACT, &f, sizeof f, false), 0);
	cr_assert_eq(intake_message(&d, MSG_LINE_OFFERED, &f, sizeof f, false), 0);
	cr_assert_eq(intake_message(&d, 60000, &f, sizeof f, false), 0);
	cr_assert_eq(counted[STAT_BAD], 7);
	cr_assert_eq(counted[STAT_FACTS], 0);
}

/* ---- through a ring ---- */

static struct ring in, out;
static char ring_path[64];
static const struct ring_spec spec = { .src = ROLE_ACD, .dst = ROLE_CRM, .capacity = 65536, .catalogue = 1 };

static void
new_ring(void)
{
	snprintf(ring_path, sizeof ring_path, "%s/acd-crm.ring", dir);
	cr_assert_eq(ring_create(ring_path, &spec, true), 0);
	cr_assert_eq(ring_attach_producer(&out, ring_path, &spec), 0);
	cr_assert_eq(ring_attach_consumer(&in, ring_path, &spec), 0);
}

static void
close_ring(void)
{
	ring_detach(&in);
	ring_detach(&out);
}

static void
send_fact(struct msg_fact f)
{
	cr_assert_eq(ring_send(&out, MSG_FACT, &f, sizeof f), 0);
}

/* Killed between the commit and the release, crmd sees the facts again. */
Test(intake, facts_that_come_again_are_applied_once)
{
	struct store_counts before, after;

	new_ring();
	send_fact(fact_offered(0, "01055500123"));
	send_fact(fact_of_seat(62, FACT_CALL_TALKING, 103));
	send_fact(fact_ended(310, CALL_END_CALLER));
	cr_assert_eq(intake(&d, &in), 3);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(store_count(d.store, &before), 0);
	ring_detach(&in); /* without ring_release */
	cr_assert_eq(ring_attach_consumer(&in, ring_path, &spec), 0);
	cr_assert_eq(intake(&d, &in), 3);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(counted[STAT_AGAIN], 3);
	cr_assert_eq(store_count(d.store, &after), 0);
	cr_assert_eq(memcmp(&before, &after, sizeof before), 0);
	/* what is new is taken */
	send_fact(fact_recorded(311, 1, 8000));
	cr_assert_eq(intake(&d, &in), 1);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(store_count(d.store, &after), 0);
	cr_assert_eq(after.facts, before.facts + 1);
	close_ring();
}

Test(intake, a_ring_made_anew_counts_from_one_and_is_believed)
{
	struct store_counts counts;

	for (int i = 0; i < 2; i++) {
		new_ring();
		send_fact(fact_of_seat(62, FACT_CALL_TALKING, 103));
		cr_assert_eq(intake(&d, &in), 1);
		cr_assert_eq(batch_end(&d, 0), 0);
		close_ring();
	}
	cr_assert_eq(store_count(d.store, &counts), 0);
	cr_assert_eq(counts.facts, 2);
}

Test(intake, a_batch_that_cannot_be_kept_leaves_nothing)
{
	struct msg_fact f = fact_offered(0, "01055500123");
	Rec__Call *c;

	take_fact(&f);
	cr_assert_eq(batch_end(&d, -EIO), -EIO);
	cr_assert_eq(call_get(d.store, CALL, &c), -ENOENT);
	take_fact(&f);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(call_get(d.store, CALL, &c), 0);
	store_free(c);
}

Test(intake, a_call_is_in_the_lists_of_its_last_seat_and_customer)
{
	struct msg_fact f = fact_of_seat(0, FACT_CALL_TALKING, 103);
	char name[] = "甲";
	Rec__Customer who = REC__CUSTOMER__INIT;
	Rec__Call **rows;

	take_fact(&f);
	f = fact_of_seat(10, FACT_CALL_TALKING, 104);
	take_fact(&f);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(calls_of_seat(d.store, 103, 0, INT64_MAX, NULL, 10, &rows), 0);
	store_free_rows(rows, 0);
	cr_assert_eq(calls_of_seat(d.store, 104, 0, INT64_MAX, NULL, 10, &rows), 1);
	store_free_rows(rows, 1);
	who.name = name;
	cr_assert_eq(customer_save(d.store, &who, 104, START), 0);
	cr_assert_eq(call_set_customer(d.store, CALL, who.id), 0);
	cr_assert_eq(calls_of_customer(d.store, who.id, NULL, 10, &rows), 1);
	store_free_rows(rows, 1);
	struct store_counts counts;
	cr_assert_eq(store_check(d.store, stderr, &counts), 0);
	cr_assert_eq(counts.bad, 0);
}
