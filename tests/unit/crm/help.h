/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A crmd without a ring or sockets: what it tells the world is kept here. */
#pragma once

#include "crm/client.h"
#include "crm/crmd.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEC   INT64_C(1000000)
#define START (INT64_C(1778918400) * SEC) /* 16 May 2026, 16:00 in China */
#define CALL  (UINT64_C(1) << 48 | 38217)

#define TOLD 64
static struct crmd d;
static struct site site;
static struct peer desk;
static char dir[] = "/tmp/zongji-crm-XXXXXX";
static Crm__Reply *replies[TOLD];
static uint32_t n_replies;
static struct {
	uint16_t type;
	uint8_t data[512];
} sent[TOLD];
static uint32_t n_sent;
static int64_t counted[STAT_COUNT];

static inline void
keep_message(struct crmd *crmd, uint16_t type, const void *data, uint32_t len)
{
	cr_assert_lt(n_sent, TOLD);
	sent[n_sent].type = type;
	memcpy(sent[n_sent++].data, data, len);
}

static inline void
keep_reply(struct crmd *crmd, uint32_t peer, const void *packet, size_t len)
{
	cr_assert_lt(n_replies, TOLD);
	replies[n_replies] = crm__reply__unpack(NULL, len, packet);
	cr_assert_not_null(replies[n_replies]);
	n_replies++;
}

static inline void
keep_count(struct crmd *crmd, uint16_t stat, int64_t n)
{
	counted[stat] += n;
}

static inline void
keep_quiet(struct crmd *crmd)
{
}

static const struct crmd_ops keep_ops = { keep_message, keep_reply, keep_count, keep_quiet };

static inline int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static inline void
open_crmd(void)
{
	setenv("TZ", "Asia/Shanghai", 1);
	cr_assert_not_null(mkdtemp(dir));
	site_defaults(&site);
	site.crm.map_gb = 1;
	text_copy(site.site.store_dir, sizeof site.site.store_dir, dir);
	text_copy(site.site.rec_dir, sizeof site.site.rec_dir, "rec");
	cr_assert_eq(crmd_open(&d, &site, &keep_ops, NULL), 0);
	d.now_us = START;
	desk = (struct peer){ .id = 1, .seat = SEAT_NONE };
}

static inline void
forget(void)
{
	for (uint32_t i = 0; i < n_replies; i++)
		crm__reply__free_unpacked(replies[i], NULL);
	n_replies = 0;
	n_sent = 0;
}

static inline void
close_crmd(void)
{
	forget();
	crmd_close(&d);
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* A seat whose password is 123456 under the cheapest Argon2id there is: what is tested is not its cost. */
static inline void
add_seat(uint16_t seat, Rec__Role role)
{
	static char name[] = "坐席", phone[] = "8101", trunk[] = "pbx";
	char hash[crypto_pwhash_STRBYTES];
	Rec__Agent a = REC__AGENT__INIT;
	Rec__Skill skill = REC__SKILL__INIT, *skills[] = { &skill };

	cr_assert_geq(sodium_init(), 0);
	cr_assert_eq(crypto_pwhash_str_alg(hash, "123456", 6, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN,
	                 crypto_pwhash_ALG_ARGON2ID13),
	    0);
	a.seat = seat;
	a.name = name;
	a.phone = phone;
	a.trunk = trunk;
	a.role = role;
	a.level = 3;
	skill.queue = 1;
	skill.level = 4;
	a.skills = skills;
	a.n_skills = 1;
	cr_assert_eq(agent_save(d.store, &a, SEAT_NONE, START), 0);
	cr_assert_eq(agent_password(d.store, seat, hash, SEAT_NONE, START), 0);
}

/* One request from `p`, one batch, one answer. */
static inline const Crm__Reply *
ask_as(struct peer *p, const Crm__Request *ask)
{
	size_t n = crm__request__get_packed_size(ask);
	uint8_t *packet = malloc(n + 1);

	forget();
	crm__request__pack(ask, packet);
	request_take(&d, p, packet, n);
	free(packet);
	batch_end(&d, 0);
	cr_assert_eq(n_replies, 1);
	cr_assert_eq(replies[0]->serial, ask->serial);
	return replies[0];
}

static inline const Crm__Reply *
ask(Crm__Request *request, Crm__Request__AskCase what, void *body)
{
	request->ask_case = what;
	request->find = body; /* one of a union of pointers */
	return ask_as(&desk, request);
}

static inline Crm__Code
try_in(struct peer *p, const char *seat, const char *password)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__SignIn in = CRM__SIGN_IN__INIT;

	in.seat = strdup(seat);
	in.password = strdup(password);
	request.ask_case = CRM__REQUEST__ASK_SIGN_IN;
	request.sign_in = &in;
	Crm__Code code = ask_as(p, &request)->code;
	free(in.seat);
	free(in.password);
	return code;
}

/* ---- facts ---- */

static inline struct msg_fact
fact_at(int64_t seconds, enum fact_kind kind)
{
	struct msg_fact f = { .session = CALL,
		.at_us = START + seconds * SEC,
		.kind = (uint16_t)kind,
		.seat = SEAT_NONE,
		.queue = SEAT_NONE };

	return f;
}

static inline struct msg_fact
fact_of_seat(int64_t seconds, enum fact_kind kind, uint16_t seat)
{
	struct msg_fact f = fact_at(seconds, kind);

	f.seat = seat;
	return f;
}

static inline struct msg_fact
fact_offered(int64_t seconds, const char *caller)
{
	struct msg_fact f = fact_at(seconds, FACT_CALL_OFFERED);

	number_set(&f.number, caller, 0);
	number_set(&f.dialled, "01055509000", 0);
	text_copy(f.text, sizeof f.text, "供水热线");
	return f;
}

static inline struct msg_fact
fact_queued(int64_t seconds, uint16_t queue)
{
	struct msg_fact f = fact_at(seconds, FACT_CALL_QUEUED);

	f.queue = queue;
	return f;
}

static inline struct msg_fact
fact_ended(int64_t seconds, enum call_end by)
{
	struct msg_fact f = fact_at(seconds, FACT_CALL_ENDED);

	f.value = by;
	f.cause = 16;
	return f;
}

static inline struct msg_fact
fact_recorded(int64_t seconds, uint32_t rec_no, uint64_t frames)
{
	struct msg_fact f = fact_at(seconds, FACT_CALL_RECORDED);

	f.value = rec_no;
	f.n = frames;
	f.seat = 103;
	return f;
}

static inline void
take_fact(const struct msg_fact *f)
{
	cr_assert_eq(intake_message(&d, MSG_FACT, f, sizeof *f, false), 0);
}
