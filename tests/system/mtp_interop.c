/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Our stack against an independent one: the whole core of isupd in this process, its link on a SEQPACKET socket, libss7
 * (ITU, 14-bit point codes) at the other end.  The link comes up, circuits are reset, then calls are made in both
 * directions, answered and released by either side.  Real time, because libss7 reads the clock; some seconds.
 * With two links, one of them gets a line alarm in the middle and is brought back: calls go on over the other.
 *
 *     mtp_interop [calls [links]]    prints one line; exit status 0 when every step of every call was seen at both ends
 */
#include "base/clock.h"
#include "base/site.h"
#include "isup/core.h"
#include "isup/mtp3.h"
#include "trunk/span.h"

#include <errno.h>
#include <libss7.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LINKS    2
#define OUR_PC   10
#define THEIR_PC 20
#define LIMIT_US (20 * US_PER_SEC)

static const char conf[] =
    "spans = ( { number = 1; driver = \"soft\"; } );"
    "linksets = ( { name = \"far\"; label = \"itu14\"; ni = 2; opc = \"10\"; apc = \"20\"; } );"
    "links = ( { linkset = \"far\"; span = 1; slot = 16; slc = 0; }, { linkset = \"far\"; span = 1; slot = 31; slc = "
    "1; } );"
    "groups = ( { name = \"trunk\"; kind = \"isup\"; linkset = \"far\"; inbound = 15; outbound = 15; } );"
    "circuits = ( { group = \"trunk\"; span = 1; first_slot = 1; last_slot = 31; pcm = 0; } );";

static unsigned n_links = 1;

/* ---- our side ---- */

static struct {
	struct core_out out; /* first */
	void *arena;
	int fd[LINKS];
	uint64_t serial;
	uint32_t line; /* of the call in hand */
	uint32_t leg;
	unsigned offered, answered, released, resumed;
	int64_t counts[ISUP_STAT_COUNT];
} us;

static int64_t
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * US_PER_SEC + ts.tv_nsec / 1000;
}

static void
feed(uint16_t from, uint16_t type, const void *data, uint32_t len)
{
	struct core_input in = {
		.now_us = now(), .serial = ++us.serial, .from = from, .type = type, .len = len, .data = data
	};

	isup_core.step(us.arena, &in, &us.out);
}

static void
request(uint16_t type, uint8_t cause)
{
	struct msg_line msg = { .leg = us.leg, .line = us.line, .cause = cause };

	feed(ROLE_ACD, type, &msg, sizeof(msg));
}

/* What the switch would do next; done outside the core's step. */
static uint16_t pending[64];
static unsigned n_pending;

static void
our_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	const struct msg_line_offered *offered = data;
	const struct msg_line *line = data;

	switch (type) {
	case MSG_LINE_OFFERED:
		us.offered++;
		us.line = offered->line;
		us.leg = 7;
		break;
	case MSG_LINE_SEIZED:
		us.line = ((const struct msg_line_seized *)data)->line;
		break;
	case MSG_LINE_ANSWERED:
		us.answered++;
		break;
	case MSG_LINE_RELEASED:
		us.released += line->line == us.line;
		break;
	default:
		break;
	}
	if (n_pending < 64)
		pending[n_pending++] = type;
}

static void
our_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	uint8_t unit[512] = { 0 };

	memcpy(unit, data, len);
	if (write(us.fd[addr], unit, len + 2) < 0)
		perror("write");
}

static void
our_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	if (getenv("INTEROP_TRACE") && kind == 1)
		fprintf(stderr, "%9.3f %.*s\n", (double)now() / 1e6, (int)len, (const char *)data);
}

static void
our_log(struct core_out *out, int level, const char *line)
{
	if (getenv("INTEROP_TRACE"))
		fprintf(stderr, "%9.3f %s\n", (double)now() / 1e6, line);
	us.resumed += strstr(line, "can be reached") != NULL;
}

static void
our_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	us.counts[id] += n;
}

static const struct core_out_ops our_ops = {
	.send = our_send, .local = our_local, .trace = our_trace, .log = our_log, .count = our_count
};

/* ---- their side ---- */

static struct {
	struct ss7 *ss7;
	int fd[LINKS];
	struct isup_call *call;
	unsigned up, iam, acm, anm, rel, rlc, grs, errors;
} them;

static void
their_message(struct ss7 *ss7, char *text)
{
	if (getenv("INTEROP_TRACE"))
		fprintf(stderr, "libss7: %s", text);
}

static void
their_error(struct ss7 *ss7, char *text)
{
	them.errors++;
	fprintf(stderr, "libss7 error: %s", text);
}

static void
their_notinservice(struct ss7 *ss7, int cic, unsigned int dpc)
{
}

static int
their_hangup(struct ss7 *ss7, int cic, unsigned int dpc, int cause, int do_hangup)
{
	return SS7_CIC_USED;
}

static void
their_call_null(struct ss7 *ss7, struct isup_call *c, int lock)
{
}

static void
their_event(ss7_event *e)
{
	unsigned char status[255] = { 0 };

	switch (e->e) {
	case SS7_EVENT_UP:
		them.up++;
		break;
	case ISUP_EVENT_GRS:
		them.grs++;
		isup_gra(them.ss7, e->grs.call, e->grs.endcic, status);
		isup_free_call_if_clear(them.ss7, e->grs.call);
		break;
	case ISUP_EVENT_IAM:
		them.iam++;
		them.call = e->iam.call;
		isup_acm(them.ss7, them.call);
		isup_anm(them.ss7, them.call);
		break;
	case ISUP_EVENT_ACM:
		them.acm++;
		break;
	case ISUP_EVENT_ANM:
		them.anm++;
		break;
	case ISUP_EVENT_REL:
		them.rel++;
		isup_rlc(them.ss7, e->rel.call);
		isup_free_call_if_clear(them.ss7, e->rel.call);
		break;
	case ISUP_EVENT_RLC:
		them.rlc++;
		isup_free_call_if_clear(them.ss7, e->rlc.call);
		break;
	default:
		break;
	}
}

/* ---- both ---- */

static void
serve_us(void)
{
	union {
		struct isup_in_unit in;
		uint8_t room[600];
	} u;
	ssize_t len;

	for (unsigned k = 0; k < n_links; k++)
		while ((len = recv(us.fd[k], u.in.octets, 512, MSG_DONTWAIT)) > 2) {
			u.in.link = (uint16_t)k;
			u.in.len = (uint16_t)(len - 2);
			feed(CORE_FROM_LINE, ISUP_IN_UNIT, &u.in, (uint32_t)(sizeof(u.in) + u.in.len));
		}
	if (isup_core.next_due(us.arena) <= now())
		feed(CORE_FROM_SELF, CORE_TICK, NULL, 0);
	for (unsigned i = 0; i < n_pending; i++) /* may grow by what a request answers */
		if (pending[i] == MSG_LINE_OFFERED) {
			request(MSG_LINE_ACCEPT, 0);
			request(MSG_LINE_ALERT, 0);
			request(MSG_LINE_ANSWER, 0);
		}
	n_pending = 0;
}

static void
serve_them(void)
{
	ss7_event *e;

	for (unsigned k = 0; k < n_links; k++) {
		struct pollfd p = { .fd = them.fd[k], .events = (short)ss7_pollflags(them.ss7, them.fd[k]) };

		poll(&p, 1, 0);
		if (p.revents & POLLIN)
			ss7_read(them.ss7, them.fd[k]);
		if (p.revents & POLLOUT)
			ss7_write(them.ss7, them.fd[k]);
	}
	ss7_schedule_run(them.ss7);
	while ((e = ss7_check_event(them.ss7)))
		their_event(e);
}

static void
serve(void)
{
	struct pollfd p[2 * LINKS];

	serve_us();
	serve_them();
	for (unsigned k = 0; k < n_links; k++) {
		p[2 * k] = (struct pollfd){ .fd = us.fd[k], .events = POLLIN };
		p[2 * k + 1] = (struct pollfd){ .fd = them.fd[k], .events = POLLIN };
	}
	poll(p, 2 * n_links, 1);
}

static void
let_pass(int64_t long_us)
{
	for (int64_t end = now() + long_us; now() < end;)
		serve();
}

/* Run until *seen reaches n, or for too long. */
static int
until(const unsigned *seen, unsigned n)
{
	int64_t end = now() + LIMIT_US;

	while (*seen < n && now() < end)
		serve();
	return *seen >= n ? 0 : -ETIMEDOUT;
}

static int
they_call(unsigned i)
{
	unsigned released = us.released;

	them.call = isup_new_call(them.ss7, 1 + (int)(i % 15), OUR_PC, 1);
	isup_set_called(them.call, "4008001234", SS7_NAI_NATIONAL, them.ss7);
	isup_set_calling(
	    them.call, "13800000000", SS7_NAI_NATIONAL, SS7_PRESENTATION_ALLOWED, SS7_SCREENING_NETWORK_PROVIDED);
	isup_iam(them.ss7, them.call);
	if (until(&them.anm, them.anm + 1))
		return -1;
	if (i & 1) {
		unsigned rel = them.rel + 1;

		request(MSG_LINE_RELEASE, 16);
		return until(&them.rel, rel) || until(&us.released, released + 1);
	}
	isup_rel(them.ss7, them.call, 16);
	return until(&them.rlc, them.rlc + 1) || until(&us.released, released + 1);
}

static int
we_call(unsigned i)
{
	struct msg_line_dial dial = { .leg = 7, .group = 0, .category = 10 };
	unsigned released = us.released, answered = us.answered + 1;

	us.leg = 7;
	number_set(&dial.called, "01062345678", 3);
	number_set(&dial.caller, "4008001234", 3);
	feed(ROLE_ACD, MSG_LINE_DIAL, &dial, sizeof(dial));
	if (until(&us.answered, answered))
		return -1;
	if (i & 1) {
		unsigned rlc = them.rlc + 1;

		isup_rel(them.ss7, them.call, 16);
		return until(&them.rlc, rlc) || until(&us.released, released + 1);
	}
	request(MSG_LINE_RELEASE, 16);
	return until(&us.released, released + 1);
}

static void
open_both(void)
{
	/* clang-format off */
	static struct {
		char name[4];
		int ms;
	} timers[] = {
		{ "t1", 800 },
		{ "t2", 1400 },
		{ "t4", 800 },
		{ "t5", 800 },
        };
	/* clang-format on */
	static struct site site;
	char why[256];

	if (site_parse(&site, conf, why, sizeof(why))) {
		fprintf(stderr, "%s\n", why);
		exit(2);
	}
	site.n_links = (int32_t)n_links;
	us.out.ops = &our_ops;
	us.arena = calloc(1, isup_core.size(&site));
	isup_core.init(us.arena, &site, 1);
	ss7_set_message(their_message);
	ss7_set_error(their_error);
	ss7_set_notinservice(their_notinservice);
	ss7_set_hangup(their_hangup);
	ss7_set_call_null(their_call_null);
	them.ss7 = ss7_new(SS7_ITU);
	ss7_set_network_ind(them.ss7, SS7_NI_NAT);
	ss7_set_pc(them.ss7, THEIR_PC);
	for (unsigned i = 0; i < sizeof(timers) / sizeof(timers[0]); i++)
		ss7_set_mtp3_timer(them.ss7, timers[i].name, timers[i].ms);
	for (unsigned k = 0; k < n_links; k++) {
		int sv[2];

		if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, sv)) {
			perror("socketpair");
			exit(2);
		}
		us.fd[k] = sv[0];
		them.fd[k] = sv[1];
		ss7_add_link(them.ss7, SS7_TRANSPORT_DAHDIMTP2, them.fd[k], (int)k, OUR_PC);
		ss7_link_noalarm(them.ss7, them.fd[k]);
	}
	ss7_start(them.ss7);
}

/* A line alarm on link 0 at both ends, or its end. */
static void
alarm_on(int on)
{
	struct isup_in_event event = { .link = 0, .event = on ? SPAN_EV_ALARM : SPAN_EV_NOALARM };

	feed(CORE_FROM_LINE, ISUP_IN_EVENT, &event, sizeof(event));
	if (on)
		ss7_link_alarm(them.ss7, them.fd[0]);
	else
		ss7_link_noalarm(them.ss7, them.fd[0]);
}

static unsigned
carrying(void)
{
	struct mtp_linkset_view view;

	mtp_linkset_view(isup_mtp(us.arena), 0, &view);
	return (unsigned)view.available;
}

int
main(int argc, char **argv)
{
	unsigned calls = argc > 1 ? (unsigned)atoi(argv[1]) : 100;
	int64_t start = now();
	unsigned done = 0;

	if (argc > 2 && atoi(argv[2]) == LINKS)
		n_links = LINKS;

	open_both();
	feed(CORE_FROM_SELF, CORE_STARTED, NULL, 0);
	if (until(&them.up, 1) || until(&us.resumed, 1)) {
		fprintf(stderr, "the link did not come up\n");
		return 1;
	}
	int64_t up = now();
	struct msg_line none = { 0 };
	struct msg_hello hello = { .abi = MSG_ABI, .epoch = 1, .fresh = 1 };
	feed(ROLE_ACD, MSG_HELLO_BACK, &hello, sizeof(hello));
	feed(ROLE_ACD, MSG_LINE_HELD_END, &none, sizeof(none));
	if (until(&them.grs, 1)) {
		fprintf(stderr, "no GRS came\n");
		return 1;
	}
	let_pass(n_links * 700 * US_PER_MS);
	for (unsigned i = 0; i < calls; i++, done++) {
		if (n_links > 1 && (i == calls / 3 || i == calls * 2 / 3))
			alarm_on(i == calls / 3);
		if ((i / 2 & 1 ? we_call(i) : they_call(i)) != 0) {
			fprintf(stderr, "call %u failed (%s)\n", i, i / 2 & 1 ? "ours" : "theirs");
			break;
		}
	}
	int64_t end = now();
	for (int i = 0; i < 60 && carrying() < n_links; i++)
		let_pass(100 * US_PER_MS);
	printf("interop, links %u: up %.2f s, %u of %u calls, %.1f ms each; IAM %u ACM %u ANM %u REL %u RLC %u GRS %u; "
	       "libss7 "
	       "errors %u, "
	       "resent %lld, failures %lld\n",
	    n_links, (double)(up - start) / 1e6, done, calls, calls ? (double)(end - up) / 1e3 / calls : 0, them.iam,
	    them.acm, them.anm, them.rel, them.rlc, them.grs, them.errors, (long long)us.counts[ISUP_STAT_MTP2_RESENT],
	    (long long)us.counts[ISUP_STAT_MTP2_DOWN]);
	return done != calls || us.counts[ISUP_STAT_MTP2_DOWN] != n_links - 1 || carrying() != n_links ||
	    (n_links == 1 && them.errors); /* libss7 takes no management message about another link, and says so */
}
