/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which session a record is of: signalling, media, transitions of one call, and nothing of another. */
#include "records.h"

#include "tools/trace/rung.h"

#include <stdlib.h>

/* The rungs of a session as one text, parted by `;`. */
static const char *
told(uint64_t session)
{
	static char text[8192];
	uint32_t no = story_find(r.story, session);
	size_t n = 0;

	text[0] = '\0';
	for (uint64_t i = story_begin(r.story); i < story_end(r.story); i++) {
		struct entry *e = story_entry(r.story, i);
		struct rung rung;
		if (story_tale_of(r.story, e) == no && rung_of(e->rec, &rung))
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s;", rung.text);
	}
	return text;
}

static void
expect_told(const char *all, const char *what)
{
	cr_expect(strstr(all, what) != NULL, "no \"%s\" in %s", what, all);
}

static void
whole_call(int form)
{
	static const char *const parts[] = { "IAM cic 17;", "circuit: IDLE -IAM-> OFFERED", "LINE_OFFERED;",
		"LINE_ACCEPT;", "ACM cic 17;", "ANM cic 17;", "MEDIA_DIGIT;", "MEDIA_SLOT music;",
		"seat: READY -OFFER-> RINGING", "LINE_DIAL;", "SETUP 5;", "LINE_SEIZED;", "CALL_PROCEEDING 5;",
		"ALERTING 5;", "CONNECT 5;", "MEDIA_SLOT bridge+rec;", "REL cic 17;", "RLC cic 17;",
		"LINE_RELEASED 16;", "FACT CALL_ENDED;" };

	records_open(form);
	link_talk();
	call_in(true);
	const char *all = told(CALL_IN);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		expect_told(all, parts[i]);
	cr_expect(strstr(all, "SLTM") == NULL && strstr(all, "BLO") == NULL);
	const struct tale *t = story_tale(r.story, story_find(r.story, CALL_IN));
	cr_expect_eq(t->n_legs, 2);
	cr_expect_eq(t->legs[0].cic, 17);
	cr_expect_eq(t->legs[1].seat, 103);
	cr_expect_eq(t->legs[1].slot, 3);
	cr_expect_str_eq(t->caller.digits, "01055500123");
	cr_expect_str_eq(t->state, "ENDED");
	cr_expect_eq(t->cause, 16);
	cr_expect(!t->failed);
	cr_expect_eq(story_entry(r.story, t->first)->rec->kind, TRACE_MSU_IN, "the story begins with the IAM");
	records_close();
}

Test(story, a_session_has_the_signalling_of_all_its_legs)
{
	whole_call(LABEL_ITU14);
	whole_call(LABEL_CHINA24);
}

Test(story, two_calls_are_kept_apart)
{
	records_open(LABEL_ITU14);
	call_in(false);
	call_out();
	const char *in = told(CALL_IN);
	cr_expect(strstr(in, "cic 3;") == NULL, "%s", in);
	const char *out = told(CALL_OUT);
	expect_told(out, "IAM cic 3;");
	expect_told(out, "circuit: IDLE -SETUP-> SENT");
	expect_told(out, "REL cic 3;");
	cr_expect(strstr(out, "cic 17") == NULL);
	const struct tale *t = story_tale(r.story, story_find(r.story, CALL_OUT));
	cr_expect(t->failed && t->outgoing);
	cr_expect_eq(t->cause, 34);
	records_close();
}

/* A fax channel's handle may be the same number as some leg's. */
Test(story, a_fax_is_of_the_session_that_it_names)
{
	struct msg_fax receive = { .channel = 0x10001, .fax_no = 1, .session = CALL_IN + 100 };
	struct msg_fax_done done = { .channel = 0x10001, .fax_no = 1, .session = CALL_IN + 100, .pages = 2 };
	struct msg_fax_sound sound = { .channel = 0x10001 };

	records_open(LABEL_ITU14);
	call_in(false);
	put_message(ROLE_ACD, ROLE_FAX, MSG_FAX_RECEIVE, &receive, sizeof(receive));
	put_message(ROLE_FAX, ROLE_ACD, MSG_FAX_DONE, &done, sizeof(done));
	put_message(ROLE_MEDIA, ROLE_FAX, MSG_FAX_HEARD, &sound, sizeof(sound));
	const char *in = told(CALL_IN);
	cr_expect(strstr(in, "FAX") == NULL, "%s", in);
	const char *fax = told(CALL_IN + 100);
	expect_told(fax, "FAX_RECEIVE");
	expect_told(fax, "FAX_DONE 2 whole");
	cr_expect(strstr(fax, "FAX_HEARD") == NULL, "%s", fax);
	records_close();
}

Test(story, the_next_call_on_a_circuit_is_another_one)
{
	records_open(LABEL_ITU14);
	call_in(true);
	r.now_us += SECOND;
	put_iam(true, 17, "01055500777", "01055509000");
	struct entry *e = story_entry(r.story, story_end(r.story) - 1);
	cr_expect_eq(story_tale_of(r.story, e), 0u);
	cr_expect(story_undecided(r.story, e));
	records_close();
}

Test(story, what_is_of_no_session_is_of_none)
{
	records_open(LABEL_CHINA24);
	link_talk();
	for (uint64_t i = 1; i < story_end(r.story); i++) {
		cr_expect_eq(story_tale_of(r.story, story_entry(r.story, i)), 0u);
		cr_expect(!story_undecided(r.story, story_entry(r.story, i)));
	}
	records_close();
}

Test(story, old_records_go_and_nothing_is_remembered_of_them)
{
	records_open(LABEL_ITU14);
	call_in(true);
	for (unsigned i = 0; i < STORY_ENTRIES; i++)
		put_text(ROLE_ACD, 7, "leg: FREE -DIAL-> DIALLED [3.8 3]");
	cr_expect_eq(story_end(r.story) - story_begin(r.story), STORY_ENTRIES);
	cr_expect(story_entry(r.story, 1) == NULL);
	cr_expect_str_eq(told(CALL_IN), "");
	records_close();
}
