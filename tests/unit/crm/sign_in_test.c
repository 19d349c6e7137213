/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/crm/help.h"

TestSuite(sign_in, .init = open_crmd, .fini = close_crmd);

Test(sign_in, the_right_password_gives_a_token_that_the_switch_has_first)
{
	struct msg_seat seat;

	add_seat(101, REC__ROLE__AGENT);
	cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__OK);
	cr_assert_eq(desk.seat, 101);
	cr_assert_eq(n_sent, 1);
	cr_assert_eq(sent[0].type, MSG_SEAT_SIGNED_IN);
	memcpy(&seat, sent[0].data, sizeof seat);
	cr_assert_eq(seat.seat, 101);
	cr_assert_str_eq(seat.phone, "8101");
	cr_assert_str_eq(seat.group, "pbx");
	cr_assert_eq(seat.n_queues, 1);
	cr_assert_eq(seat.queue[0], 1);
	cr_assert_eq(seat.queue_level[0], 4);
	const Crm__SignedIn *in = replies[0]->signed_in;
	cr_assert_eq(in->token, seat.token);
	cr_assert_neq(in->token, 0);
	cr_assert_str_eq(in->agent->name, "坐席");
	cr_assert_str_eq(in->agent->password, "", "the hash stays here");
}

Test(sign_in, an_unknown_seat_and_a_wrong_password_look_alike)
{
	add_seat(101, REC__ROLE__AGENT);
	cr_assert_eq(try_in(&desk, "0101", "654321"), CRM__CODE__WRONG);
	size_t known = crm__reply__get_packed_size(replies[0]);
	cr_assert_eq(try_in(&desk, "0199", "654321"), CRM__CODE__WRONG);
	cr_assert_eq(crm__reply__get_packed_size(replies[0]), known);
	cr_assert_eq(n_sent, 0);
	cr_assert_eq(desk.seat, SEAT_NONE);
}

Test(sign_in, wrong_tries_in_a_row_lock_the_seat_until_its_password_is_set)
{
	add_seat(101, REC__ROLE__AGENT);
	for (int i = 0; i < 4; i++)
		cr_assert_eq(try_in(&desk, "0101", "000000"), CRM__CODE__WRONG);
	cr_assert_eq(try_in(&desk, "0101", "000000"), CRM__CODE__LOCKED);
	cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__LOCKED, "even the right one");
	cr_assert_eq(n_sent, 0);
	Rec__Agent *a;
	cr_assert_eq(agent_get(d.store, 101, &a), 0);
	cr_assert_eq(agent_password(d.store, 101, a->password, 111, START), 0);
	store_free(a);
	cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__OK);
}

Test(sign_in, a_right_password_begins_the_count_anew)
{
	add_seat(101, REC__ROLE__AGENT);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 4; i++)
			cr_assert_eq(try_in(&desk, "0101", "000000"), CRM__CODE__WRONG);
		cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__OK);
	}
}

Test(sign_in, codes_and_passwords_of_another_form_are_refused_without_a_try)
{
	static const char *const seats[] = { "", "101", "00101", "01a1", "-101", " 101", "0101 ", "０101" };
	static const char *const passwords[] = { "", "12345", "1234567", "12345a", "12345 ", "-12345" };

	add_seat(101, REC__ROLE__AGENT);
	for (size_t i = 0; i < sizeof seats / sizeof seats[0]; i++) {
		cr_assert_eq(try_in(&desk, seats[i], "123456"), CRM__CODE__BAD_FIELD, "%s", seats[i]);
		cr_assert_str_eq(replies[0]->why, "seat");
	}
	for (size_t i = 0; i < sizeof passwords / sizeof passwords[0]; i++) {
		cr_assert_eq(try_in(&desk, "0101", passwords[i]), CRM__CODE__BAD_FIELD, "%s", passwords[i]);
		cr_assert_str_eq(replies[0]->why, "password");
	}
	Rec__Agent *a;
	cr_assert_eq(agent_get(d.store, 101, &a), 0);
	cr_assert_eq(a->tries, 0);
	store_free(a);
}

Test(sign_in, nothing_is_answered_before_it)
{
	for (int what = CRM__REQUEST__ASK_PASSWORD_CHANGE; what <= CRM__REQUEST__ASK_MESSAGE_HEARD; what++) {
		Crm__Request request = CRM__REQUEST__INIT;
		Crm__Find empty = CRM__FIND__INIT; /* any empty body */
		Crm__Request *whole;
		uint8_t packet[64];
		size_t n = 0;

		/* field `what` with an empty message: tag (1 or 2 octets), length 0 */
		if (what < 16) {
			packet[n++] = (uint8_t)(what << 3 | 2);
		} else {
			packet[n++] = (uint8_t)((what << 3 | 2) & 0x7f) | 0x80;
			packet[n++] = (uint8_t)(what << 3 >> 7);
		}
		packet[n++] = 0;
		whole = crm__request__unpack(NULL, n, packet);
		cr_assert_not_null(whole);
		cr_assert_eq((int)whole->ask_case, what);
		cr_assert_eq(ask_as(&desk, whole)->code, CRM__CODE__SIGN_IN_FIRST, "%d", what);
		crm__request__free_unpacked(whole, NULL);
		(void)request;
		(void)empty;
	}
}

Test(sign_in, after_signing_out_one_is_nobody)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__SignOut out = CRM__SIGN_OUT__INIT;
	Crm__Find find = CRM__FIND__INIT;

	add_seat(101, REC__ROLE__AGENT);
	cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__OK);
	cr_assert_eq(ask(&request, CRM__REQUEST__ASK_SIGN_OUT, &out)->code, CRM__CODE__OK);
	cr_assert_eq(ask(&request, CRM__REQUEST__ASK_FIND, &find)->code, CRM__CODE__SIGN_IN_FIRST);
}

/* ---- changing passwords ---- */

static Crm__Code
change(const char *seat, const char *old, const char *fresh)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__PasswordChange change = CRM__PASSWORD_CHANGE__INIT;
	char texts[3][8];

	strcpy(texts[0], seat);
	strcpy(texts[1], old);
	strcpy(texts[2], fresh);
	change.seat = texts[0];
	change.old = texts[1];
	change.new_ = texts[2];
	return ask(&request, CRM__REQUEST__ASK_PASSWORD_CHANGE, &change)->code;
}

static int
audited(const char *action)
{
	Rec__Audit **rows;
	int n = audit_from(d.store, 0, 200, &rows), found = 0;

	for (int i = 0; i < n; i++)
		found += !strcmp(rows[i]->action, action);
	store_free_rows(rows, (size_t)n);
	return found;
}

/* shows: AGT-24 */
Test(sign_in, an_agent_changes_only_the_own_password)
{
	add_seat(101, REC__ROLE__AGENT);
	add_seat(102, REC__ROLE__AGENT);
	cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__OK);
	/* another's is refused and audited */
	cr_assert_eq(change("0102", "123456", "111111"), CRM__CODE__NO_RIGHT);
	cr_assert_eq(change("0199", "123456", "111111"), CRM__CODE__NO_RIGHT);
	cr_assert_eq(audited("refused: password of another"), 2);
	/* the own change needs the old one */
	cr_assert_eq(change("", "999999", "111111"), CRM__CODE__WRONG);
	cr_assert_eq(change("", "", "111111"), CRM__CODE__BAD_FIELD);
	cr_assert_eq(change("", "123456", "11111"), CRM__CODE__BAD_FIELD);
	cr_assert_eq(change("", "123456", "111111"), CRM__CODE__OK);
	cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__WRONG);
	cr_assert_eq(try_in(&desk, "0101", "111111"), CRM__CODE__OK);
	cr_assert_eq(try_in(&desk, "0102", "123456"), CRM__CODE__OK);
}

Test(sign_in, a_leader_sets_the_passwords_of_the_own_group)
{
	add_seat(111, REC__ROLE__LEADER);
	add_seat(102, REC__ROLE__AGENT);
	add_seat(201, REC__ROLE__AGENT);
	add_seat(112, REC__ROLE__MANAGER);
	cr_assert_eq(try_in(&desk, "0111", "123456"), CRM__CODE__OK);
	cr_assert_eq(change("0102", "", "222222"), CRM__CODE__OK);
	cr_assert_eq(change("0201", "", "222222"), CRM__CODE__NO_RIGHT, "another group");
	cr_assert_eq(change("0112", "", "222222"), CRM__CODE__NO_RIGHT, "above");
	cr_assert_eq(try_in(&desk, "0102", "222222"), CRM__CODE__OK);
}

/* shows: SEC-04 */
Test(sign_in, a_dump_of_the_store_shows_salted_slow_hashes_only)
{
	char *text = NULL;
	size_t n;

	add_seat(101, REC__ROLE__AGENT);
	add_seat(102, REC__ROLE__AGENT);
	char hash[PASSWORD_HASH], again[PASSWORD_HASH];
	cr_assert_eq(password_hash("135790", hash), 0);
	cr_assert_eq(password_hash("135790", again), 0);
	cr_assert_str_neq(hash, again, "each has a salt of its own");
	cr_assert_eq(agent_password(d.store, 101, hash, SEAT_NONE, START), 0);
	cr_assert_eq(try_in(&desk, "0101", "135790"), CRM__CODE__OK);
	FILE *to = open_memstream(&text, &n);
	static const char *const tables[] = { "agents", "audit", "changes", "done", "meta" };
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
		cr_assert_eq(store_dump(d.store, tables[i], to), 0);
	fclose(to);
	cr_assert_null(strstr(text, "135790"));
	cr_assert_null(strstr(text, "123456"));
	const char *p = text;
	int hashes = 0;
	while ((p = strstr(p, "password=\""))) {
		p += strlen("password=\"");
		cr_assert_eq(strncmp(p, "$argon2id$v=19$m=", 17), 0);
		hashes++;
	}
	cr_assert_eq(hashes, 2);
	free(text);
}

Test(sign_in, only_one_password_of_a_console_is_checked_at_a_time)
{
	struct worker *w;
	struct job job;

	add_seat(101, REC__ROLE__AGENT);
	cr_assert_eq(worker_open(&w, 1, 4), 0);
	d.worker = w;
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__SignIn in = CRM__SIGN_IN__INIT;
	char seat[] = "0101", password[] = "123456";
	uint8_t packet[64];
	in.seat = seat;
	in.password = password;
	request.ask_case = CRM__REQUEST__ASK_SIGN_IN;
	request.sign_in = &in;
	size_t n = crm__request__pack(&request, packet);
	request_take(&d, &desk, packet, n);
	request_take(&d, &desk, packet, n);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(n_replies, 1);
	cr_assert_eq(replies[0]->code, CRM__CODE__BUSY);
	for (int i = 0; i < 1000 && !worker_take(w, &job); i++)
		usleep(10000);
	job_done(&d, &desk, &job);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(n_replies, 2);
	cr_assert_eq(replies[1]->code, CRM__CODE__OK);
	worker_close(w);
	d.worker = NULL;
}
