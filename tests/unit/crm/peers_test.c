/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Consoles over the real socket; crmd's side is turned by hand in between. */
#include "tests/unit/crm/help.h"

#include "crm/peers.h"

#include <errno.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#define MOST 4

static struct peers *peers;

static void
to_socket(struct crmd *crmd, uint32_t peer, const void *packet, size_t len)
{
	peers_send(peers, peer, packet, len);
}

static const struct crmd_ops socket_ops = { keep_message, to_socket, keep_count, keep_quiet };

static void
open_sockets(void)
{
	open_crmd();
	d.ops = &socket_ops;
	add_seat(101, REC__ROLE__AGENT);
	cr_assert_eq(peers_open(&peers, &d, dir, MOST), 0);
}

static void
close_sockets(void)
{
	peers_close(peers);
	close_crmd();
}

TestSuite(peers, .init = open_sockets, .fini = close_sockets);

static void
turn(void)
{
	for (int i = 0; i < 4; i++) {
		peers_work(peers);
		cr_assert_eq(batch_end(&d, 0), 0);
	}
}

static uint32_t
send_sign_in(struct crm *crm)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__SignIn in = CRM__SIGN_IN__INIT;
	char seat[] = "0101", password[] = "123456";
	uint32_t serial;

	in.seat = seat;
	in.password = password;
	request.ask_case = CRM__REQUEST__ASK_SIGN_IN;
	request.sign_in = &in;
	cr_assert_eq(crm_send(crm, &request, &serial), 0);
	return serial;
}

Test(peers, a_console_signs_in_asks_and_is_answered)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__Find find = CRM__FIND__INIT;
	Crm__Reply *reply;
	struct crm *crm;
	uint32_t serial;

	cr_assert_eq(crm_connect(&crm, dir), 0);
	cr_assert_eq(crm_take(crm, &reply), -EAGAIN);
	serial = send_sign_in(crm);
	turn();
	cr_assert_eq(crm_take(crm, &reply), 0);
	cr_assert_eq(reply->serial, serial);
	cr_assert_eq(reply->code, CRM__CODE__OK);
	crm__reply__free_unpacked(reply, NULL);
	request.ask_case = CRM__REQUEST__ASK_FIND;
	request.find = &find;
	cr_assert_eq(crm_send(crm, &request, NULL), 0);
	cr_assert_eq(crm_send(crm, &request, &serial), 0);
	turn();
	for (int i = 0; i < 2; i++) {
		cr_assert_eq(crm_take(crm, &reply), 0);
		cr_assert_eq(reply->tell_case, CRM__REPLY__TELL_CUSTOMERS);
		crm__reply__free_unpacked(reply, NULL);
	}
	crm_close(crm);
	turn();
	cr_assert_eq(peers_count(peers), 0);
	cr_assert_eq(counted[STAT_PEERS], 0);
}

Test(peers, one_console_more_than_places_is_refused_and_a_place_is_used_again)
{
	struct crm *crm[MOST + 1];
	Crm__Reply *reply;

	for (int i = 0; i <= MOST; i++) {
		cr_assert_eq(crm_connect(&crm[i], dir), 0);
		turn();
	}
	cr_assert_eq(peers_count(peers), MOST);
	cr_assert_eq(crm_take(crm[MOST], &reply), -ENOTCONN);
	crm_close(crm[MOST]);
	crm_close(crm[0]);
	turn();
	cr_assert_eq(crm_connect(&crm[0], dir), 0);
	turn();
	send_sign_in(crm[0]);
	turn();
	cr_assert_eq(crm_take(crm[0], &reply), 0);
	crm__reply__free_unpacked(reply, NULL);
	for (int i = 0; i < MOST; i++)
		crm_close(crm[i]);
}

Test(peers, a_console_that_takes_no_answers_is_cut_off)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__Find find = CRM__FIND__INIT;
	struct crm *crm;

	cr_assert_eq(crm_connect(&crm, dir), 0);
	turn();
	request.ask_case = CRM__REQUEST__ASK_FIND;
	request.find = &find;
	for (int i = 0; i < 100000 && peers_count(peers); i++) {
		if (crm_send(crm, &request, NULL) == -ENOTCONN)
			break;
		turn();
	}
	cr_assert_eq(peers_count(peers), 0);
	crm_close(crm);
}

Test(peers, garbage_and_giants_are_answered_or_ignored_but_harm_nobody)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	static char giant[CRM_PACKET_MAX + 1000];
	uint8_t answer[256];
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);

	snprintf(at.sun_path, sizeof at.sun_path, "%s/" CRM_SOCKET, dir);
	cr_assert_eq(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
	turn();
	cr_assert_eq(send(fd, giant, sizeof giant, 0), (ssize_t)sizeof giant);
	cr_assert_eq(send(fd, "\xff\xff", 2, 0), 2);
	turn();
	for (int i = 0; i < 2; i++) {
		ssize_t n = recv(fd, answer, sizeof answer, MSG_DONTWAIT);
		cr_assert_gt(n, 0);
		Crm__Reply *reply = crm__reply__unpack(NULL, (size_t)n, answer);
		cr_assert_eq(reply->code, CRM__CODE__BAD_REQUEST);
		crm__reply__free_unpacked(reply, NULL);
	}
	close(fd);
	turn();
	cr_assert_eq(peers_count(peers), 0);
}

Test(peers, without_descriptors_who_knocks_is_turned_away)
{
	struct rlimit limit, before;
	struct crm *crm;
	Crm__Reply *reply;

	cr_assert_eq(crm_connect(&crm, dir), 0); /* waits to be taken in */
	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	limit = before;
	limit.rlim_cur = 3; /* no new one beyond the standard three */
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	turn();
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	turn();
	cr_assert_leq(peers_count(peers), 1); /* taken in once there were descriptors again, or turned away */
	crm_close(crm);
	cr_assert_eq(crm_connect(&crm, dir), 0);
	turn();
	send_sign_in(crm);
	turn();
	cr_assert_eq(crm_take(crm, &reply), 0);
	crm__reply__free_unpacked(reply, NULL);
	crm_close(crm);
}

Test(peers, a_late_answer_hits_nobody)
{
	struct peer *p;
	struct crm *crm;

	cr_assert_eq(crm_connect(&crm, dir), 0);
	turn();
	uint32_t id = 0;
	for (uint32_t i = 0; i < MOST && !id; i++)
		if ((p = peers_find(peers, 0x10000 | i)))
			id = p->id;
	cr_assert_neq(id, 0);
	crm_close(crm);
	turn();
	cr_assert_null(peers_find(peers, id));
	peers_send(peers, id, "x", 1); /* does nothing */
	cr_assert_eq(crm_connect(&crm, dir), 0);
	turn();
	cr_assert_null(peers_find(peers, id));
	crm_close(crm);
}

Test(peers, each_code_has_its_words_in_both_languages)
{
	for (int code = CRM__CODE__OK; code <= CRM__CODE__UNAVAILABLE; code++)
		for (int language = 0; language < 2; language++)
			cr_assert_str_neq(crm_code_text((Crm__Code)code, language), "?");
}
