/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Client of crmd: one socket, requests out, answers in.
 */
#include "crm/client.h"

#include "base/door.h"
#include "base/site.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define KEPT 16 /* answers that came while another one was waited for */

struct crm {
	int fd;
	uint32_t serial;
	unsigned n_kept;
	Crm__Reply *kept[KEPT];
	uint8_t packet[CRM_PACKET_MAX];
};

int
crm_connect(struct crm **crmp, const char *run_dir)
{
	struct crm *c = calloc(1, sizeof *c);

	if (!c)
		return -ENOMEM;
	c->fd = door_knock(run_dir, CRM_SOCKET, false);
	if (c->fd < 0) {
		int rc = c->fd;
		free(c);
		return rc;
	}
	*crmp = c;
	return 0;
}

void
crm_close(struct crm *c)
{
	if (!c)
		return;
	for (unsigned i = 0; i < c->n_kept; i++)
		crm__reply__free_unpacked(c->kept[i], NULL);
	if (c->fd >= 0)
		close(c->fd);
	free(c);
}

int
crm_fd(const struct crm *c)
{
	return c->fd;
}

void
crm_new_key(uint8_t key[CRM_KEY])
{
	size_t n = 0;

	while (n < CRM_KEY) {
		ssize_t got = getrandom(key + n, CRM_KEY - n, 0);
		n += got > 0 ? (size_t)got : 0;
	}
}

static int
writes(Crm__Request__AskCase ask)
{
	return ask == CRM__REQUEST__ASK_CUSTOMER_SAVE || ask == CRM__REQUEST__ASK_CALL_CUSTOMER ||
	    ask == CRM__REQUEST__ASK_ORDER_SAVE || ask == CRM__REQUEST__ASK_ORDER_ACT ||
	    ask == CRM__REQUEST__ASK_MESSAGE_HEARD;
}

int
crm_send(struct crm *c, Crm__Request *ask, uint32_t *serial)
{
	Crm__Request out = *ask;
	uint8_t key[CRM_KEY];

	out.serial = ++c->serial;
	if (!out.key.len && writes(out.ask_case)) {
		crm_new_key(key);
		out.key.data = key;
		out.key.len = sizeof key;
	}
	size_t n = crm__request__get_packed_size(&out);
	if (n > sizeof c->packet)
		return -EMSGSIZE;
	crm__request__pack(&out, c->packet);
	ssize_t sent = send(c->fd, c->packet, n, MSG_NOSIGNAL | MSG_DONTWAIT);
	explicit_bzero(c->packet, n); /* it may have held a password */
	if (sent < 0)
		return errno == EAGAIN || errno == EMSGSIZE ? -errno : -ENOTCONN;
	if (serial)
		*serial = out.serial;
	return 0;
}

/* The next packet as it comes: 0, -EAGAIN, -ENOTCONN. */
static int
receive(struct crm *c, Crm__Reply **replyp)
{
	ssize_t n = recv(c->fd, c->packet, sizeof c->packet, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return -EAGAIN;
	if (n <= 0)
		return -ENOTCONN;
	*replyp = crm__reply__unpack(NULL, (size_t)n, c->packet);
	return *replyp ? 0 : -ENOTCONN;
}

int
crm_take(struct crm *c, Crm__Reply **replyp)
{
	if (!c->n_kept)
		return receive(c, replyp);
	*replyp = c->kept[0];
	memmove(c->kept, c->kept + 1, --c->n_kept * sizeof(Crm__Reply *));
	return 0;
}

static void
keep(struct crm *c, Crm__Reply *reply)
{
	if (c->n_kept == KEPT) {
		crm__reply__free_unpacked(c->kept[0], NULL);
		memmove(c->kept, c->kept + 1, --c->n_kept * sizeof(Crm__Reply *));
	}
	c->kept[c->n_kept++] = reply;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int
crm_call(struct crm *c, Crm__Request *ask, int timeout_ms, Crm__Reply **replyp)
{
	int64_t end = now_ms() + timeout_ms;
	uint32_t serial;
	int rc = crm_send(c, ask, &serial);

	while (rc == 0 || rc == -EAGAIN) {
		struct pollfd p = { .fd = c->fd, .events = POLLIN };
		Crm__Reply *reply = NULL;
		int64_t left = end - now_ms();
		rc = receive(c, &reply);
		if (rc == 0 && reply->serial == serial) {
			*replyp = reply;
			return 0;
		}
		if (rc == 0)
			keep(c, reply);
		else if (rc == -EAGAIN && (left <= 0 || poll(&p, 1, (int)left) == 0))
			return -ETIMEDOUT;
	}
	return rc;
}

int
crm_sign_in(struct crm *c, const char *seat, const char *password, int timeout_ms, Crm__Reply **replyp)
{
	Crm__Request ask = CRM__REQUEST__INIT;
	Crm__SignIn in = CRM__SIGN_IN__INIT;

	in.seat = (char *)(uintptr_t)seat; /* packed, never written to */
	in.password = (char *)(uintptr_t)password;
	ask.ask_case = CRM__REQUEST__ASK_SIGN_IN;
	ask.sign_in = &in;
	return crm_call(c, &ask, timeout_ms, replyp);
}

int
crm_draft(struct crm *c, uint64_t session, const char *text)
{
	Crm__Request ask = CRM__REQUEST__INIT;
	Crm__DraftSave draft = CRM__DRAFT_SAVE__INIT;

	draft.session = session;
	draft.text = (char *)(uintptr_t)text;
	ask.ask_case = CRM__REQUEST__ASK_DRAFT_SAVE;
	ask.draft_save = &draft;
	return crm_send(c, &ask, NULL);
}

/* clang-format off */
static const struct code_row {
	Crm__Code code;
	const char *text[2]; /* LANG_ZH, LANG_EN */
} code_rows[] = {
	{ CRM__CODE__OK,            {"完成", "done"} },
	{ CRM__CODE__BAD_REQUEST,   {"请求无法识别", "the request was not understood"} },
	{ CRM__CODE__SIGN_IN_FIRST, {"请先签到", "sign in first"} },
	{ CRM__CODE__WRONG,         {"工号或密码不对", "seat or password is wrong"} },
	{CRM__CODE__LOCKED,        {"密码错误次数过多, 坐席已锁定, 请找班长",
	                            "too many wrong passwords: the seat is locked, ask the leader"}},
	{ CRM__CODE__NO_RIGHT,      {"没有此项权限", "you have no right to do this"} },
	{ CRM__CODE__NOT_FOUND,     {"没有找到", "not found"} },
	{ CRM__CODE__CONFLICT,      {"他人已先保存, 请看差别", "somebody saved first: look at the difference"} },
	{ CRM__CODE__BAD_FIELD,     {"此栏不对", "this field is not right"} },
	{ CRM__CODE__NOT_NOW,       {"工单目前状态不允许", "the order's state does not allow it"} },
	{ CRM__CODE__BUSY,          {"请求太多, 请稍后再试", "too many requests: try again"} },
	{ CRM__CODE__UNAVAILABLE,   {"暂时不能保存, 请稍后再试", "cannot be saved now: try again"} },
};
/* clang-format on */

const char *
crm_code_text(Crm__Code code, int language)
{
	for (size_t i = 0; i < sizeof code_rows / sizeof code_rows[0]; i++)
		if (code_rows[i].code == code)
			return code_rows[i].text[language == LANG_EN];
	return "?";
}
