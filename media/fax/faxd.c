/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "media/fax/faxd.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/session.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define TURN         64                /* packets of a worker in one turn */
#define STOP_US      (10 * US_PER_SEC) /* for its last word: the file goes to the disk */
#define LEAVE_US     (5 * US_PER_SEC)
#define REAP_US      (10 * US_PER_MS)
#define SOUNDLESS_US (60 * US_PER_SEC) /* T.30 waits for nothing that long */
#define UNANSWERED   1500u             /* blocks: half a minute */

static const char *const result_name[FAX_RESULTS] = {
	[FAX_WHOLE] = "whole",
	[FAX_NOBODY] = "nobody was heard",
	[FAX_BROKEN_OFF] = "broken off",
	[FAX_FAILED] = "failed",
	[FAX_FAULT] = "its worker died",
};

static void
count(struct faxd *f, enum fax_stat id, int64_t n)
{
	core_count(f->out, id, 0, n);
}

/* ---- the crew ---- */

static bool
at_work(const struct hand *h)
{
	return h->state == HAND_RUNS || h->state == HAND_STOPS;
}

/* Handles begin anew with a switch that does: a fax is the same only if all that names it is. */
static struct hand *
find(struct faxd *f, const struct msg_fax *fax)
{
	for (struct hand *h = f->crew; h < f->crew + FAX_CREW; h++)
		if (at_work(h) && !h->unwanted && memcmp(&h->fax, fax, sizeof(*fax)) == 0)
			return h;
	return NULL;
}

/* Who runs on this place, whatever its handle. */
static struct hand *
runner(struct faxd *f, uint32_t place)
{
	for (struct hand *h = f->crew; h < f->crew + FAX_CREW; h++)
		if (h->state == HAND_RUNS && FAX_PLACE(h->fax.channel) == place)
			return h;
	return NULL;
}

static struct hand *
idle_hand(struct faxd *f)
{
	int running = 0;
	struct hand *idle = NULL;

	for (struct hand *h = f->crew; h < f->crew + FAX_CREW; h++) {
		running += h->state == HAND_RUNS;
		if (h->state == HAND_FREE)
			idle = h;
	}
	return running < f->site->fax.channels ? idle : NULL;
}

unsigned
faxd_busy(const struct faxd *f)
{
	unsigned n = 0;

	for (int i = 0; i < FAX_CREW; i++)
		n += at_work(&f->crew[i]);
	return n;
}

/* ---- to the switch ---- */

static void
post(struct faxd *f, uint16_t type, const void *data, uint32_t len)
{
	if (outbox_send(&f->outbox, type, data, len))
		count(f, STAT_OUTBOX_WAITED, 1);
}

/* What workers received until we died is in files, and nobody's: we hold nothing. */
void
faxd_hello(struct faxd *f)
{
	const struct msg_hello m = { .abi = MSG_ABI, .epoch = f->epoch, .fresh = 1 };

	post(f, MSG_HELLO, &m, sizeof(m));
}

/* The last word on a channel. */
static void
tell_done(struct faxd *f, const struct msg_fax *fax, const struct fax_outcome *o)
{
	uint32_t place = FAX_PLACE(fax->channel);
	struct msg_fax_done done = { .channel = fax->channel,
		.fax_no = fax->fax_no,
		.session = fax->session,
		.pages = o->pages,
		.bit_rate = o->bit_rate,
		.result = o->result,
		.detail = o->detail,
		.ecm = o->ecm };

	memcpy(done.sender, o->sender, sizeof(done.sender));
	post(f, MSG_FAX_DONE, &done, sizeof(done));
	if (place >= FAX_CHANNELS_MOST)
		return;
	f->last[place].told = 1;
	f->last[place].done = done;
}

static void
tell_fault(struct faxd *f, const struct msg_fax *fax)
{
	const struct fax_outcome fault = { .result = FAX_FAULT };

	tell_done(f, fax, &fault);
}

/* It was said before: the request and the word met on their way. */
static bool
told_again(struct faxd *f, const struct msg_fax *fax)
{
	uint32_t place = FAX_PLACE(fax->channel);
	const struct msg_fax_done *done = place < FAX_CHANNELS_MOST ? &f->last[place].done : NULL;

	if (!done || !f->last[place].told || done->channel != fax->channel || done->session != fax->session ||
	    done->fax_no != fax->fax_no)
		return false;
	count(f, STAT_REPEATED, 1);
	post(f, MSG_FAX_DONE, done, sizeof(*done));
	return true;
}

/* ---- a worker's end ---- */

static void
let_go(struct faxd *f, struct hand *h)
{
	f->ops->unwatch(f->arg, h);
	close(h->fd);
	h->fd = -1;
	h->state = HAND_LEAVES;
	h->due_us = f->now_us + LEAVE_US;
}

static void
finish(struct faxd *f, struct hand *h, const struct fax_outcome *o)
{
	char session[SESSION_TEXT];

	let_go(f, h);
	count(f, STAT_RECEIVED, 1);
	core_count(f->out, STAT_RESULTS, o->result, 1);
	count(f, STAT_PAGES, o->pages);
	count(f, STAT_PAGES_ECM, o->ecm ? o->pages : 0);
	core_log(f->out, o->result == FAX_FAULT ? LOG_WARN : LOG_NOTE, "fax %s-f%u: %s (%u), %u pages, %u bit/s%s",
	    session_text(h->fax.session, session), h->fax.fax_no, result_name[o->result], o->detail, o->pages,
	    o->bit_rate, o->ecm ? ", corrected" : "");
	if (!h->unwanted)
		tell_done(f, &h->fax, o);
}

/* What it had received so far stays beside, as NAME.part, for a person to look at. */
static void
lose(struct faxd *f, struct hand *h)
{
	const struct fax_outcome fault = { .result = FAX_FAULT, .bit_rate = h->stand.bit_rate, .ecm = h->stand.ecm };

	kill(h->pid, SIGKILL);
	count(f, STAT_WORKERS_DIED, 1);
	finish(f, h, &fault);
}

static void
stop(struct faxd *f, struct hand *h)
{
	if (h->state != HAND_RUNS)
		return;
	h->state = HAND_STOPS;
	h->due_us = f->now_us + STOP_US;
	shutdown(h->fd, SHUT_WR);
}

void
faxd_stop_all(struct faxd *f)
{
	for (int i = 0; i < FAX_CREW; i++)
		stop(f, &f->crew[i]);
}

/* ---- what a worker says ---- */

static bool
sane_stand(const struct fax_outcome *o)
{
	return o->result < FAX_FAULT && memchr(o->sender, '\0', sizeof(o->sender));
}

static void
pass_on(struct faxd *f, struct hand *h, const uint8_t block[FAX_BLOCK])
{
	struct msg_fax_sound sound = { .channel = h->fax.channel, .n = h->said++ };

	h->unanswered = 0;
	memcpy(sound.block, block, FAX_BLOCK);
	if (h->state == HAND_RUNS && f->ops->say(f->arg, &sound))
		count(f, STAT_SOUND_LOST, 1);
}

/* False: it makes no sense. */
static bool
take_packet(struct faxd *f, struct hand *h, const struct fax_packet *p)
{
	if (p->kind == FAX_PACKET_SAID) {
		pass_on(f, h, p->block);
		return true;
	}
	if ((p->kind != FAX_PACKET_STAND && p->kind != FAX_PACKET_OUTCOME) || !sane_stand(&p->outcome))
		return false;
	h->stand = p->outcome;
	if (p->kind == FAX_PACKET_OUTCOME)
		finish(f, h, &h->stand);
	return true;
}

void
faxd_ready(struct faxd *f, struct hand *h)
{
	struct fax_packet p;
	int got = -EAGAIN;

	for (int i = 0; i < TURN && at_work(h) && (got = fax_packet_take(h->fd, &p)) == 1; i++)
		if (!take_packet(f, h, &p))
			got = -EPROTO, i = TURN;
	if (!at_work(h) || got == 1 || got == -EAGAIN)
		return;
	if (got == -EPROTO)
		count(f, STAT_WORKERS_WRONG, 1);
	lose(f, h);
}

/* ---- requests ---- */

static int
hire(struct faxd *f, struct hand *h, const struct msg_fax *fax)
{
	const struct site *site = f->site;
	struct fax_packet p = { .kind = FAX_PACKET_ORDER,
		.order = { .fax = *fax, .rate = (int32_t)site->fax.rate, .ecm = site->fax.ecm != 0 } };
	int pair[2];

	text_copy(p.order.station, sizeof(p.order.station), site->fax.station);
	text_copy(p.order.dir, sizeof(p.order.dir), site->site.rec_dir);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	*h = (struct hand){ .fd = pair[0], .fax = *fax, .since_us = f->now_us, .heard_us = f->now_us };
	int ret = fcntl(h->fd, F_SETFL, O_NONBLOCK) < 0 ? -errno : fax_packet_send(h->fd, &p);
	if (!ret && (ret = f->ops->watch(f->arg, h)) == 0) {
		h->pid = f->ops->start(f->arg, pair[1]);
		if (h->pid < 0) {
			ret = h->pid;
			f->ops->unwatch(f->arg, h);
		}
	}
	close(pair[1]);
	if (ret)
		close(h->fd);
	else
		h->state = HAND_RUNS;
	return ret;
}

static void
refuse(struct faxd *f, const struct msg_fax *fax, const char *why)
{
	char session[SESSION_TEXT];

	count(f, STAT_REFUSED, 1);
	core_log(f->out, LOG_WARN, "fax %s-f%u: refused: %s", session_text(fax->session, session), fax->fax_no, why);
	tell_fault(f, fax);
}

static void
on_receive(struct faxd *f, const void *data)
{
	const struct msg_fax *fax = data;
	uint32_t place = FAX_PLACE(fax->channel);

	if (find(f, fax)) {
		count(f, STAT_REPEATED, 1);
		return;
	}
	if (told_again(f, fax))
		return;
	if (place >= FAX_CHANNELS_MOST || fax->started_us <= 0 || fax->started_us > TIME_MOST) {
		count(f, STAT_BAD_MESSAGE, 1);
		tell_fault(f, fax);
		return;
	}
	struct hand *older = runner(f, place);
	if (older)
		stop(f, older);
	struct hand *h = idle_hand(f);
	int ret = h ? hire(f, h, fax) : -EBUSY;
	if (ret)
		refuse(f, fax, strerror(-ret));
}

static void
on_stop(struct faxd *f, const void *data)
{
	const struct msg_fax *fax = data;
	struct hand *h = find(f, fax);

	if (h) {
		stop(f, h);
	} else if (!told_again(f, fax)) {
		count(f, STAT_UNKNOWN, 1);
		tell_fault(f, fax);
	}
}

static void
on_heard(struct faxd *f, const void *data)
{
	const struct msg_fax_sound *sound = data;
	struct fax_packet p = { .kind = FAX_PACKET_HEARD, .n = sound->n };
	struct hand *h = runner(f, FAX_PLACE(sound->channel));

	if (!h || h->fax.channel != sound->channel) {
		count(f, STAT_STALE_SOUND, 1);
		return;
	}
	memcpy(p.block, sound->block, FAX_BLOCK);
	h->heard_us = f->now_us;
	h->unanswered++;
	if (fax_packet_send(h->fd, &p) < 0)
		count(f, STAT_SOUND_LOST, 1);
}

/* A switch that begins anew gives its handles out anew: a word on an old one would be taken for one on the new. */
static void
on_hello_back(struct faxd *f, const void *data)
{
	if (!((const struct msg_hello *)data)->fresh)
		return;
	faxd_stop_all(f);
	for (int i = 0; i < FAX_CREW; i++)
		f->crew[i].unwanted = 1;
	for (int i = 0; i < FAX_CHANNELS_MOST; i++)
		f->last[i].told = 0;
}

void
faxd_message(struct faxd *f, enum role from, uint16_t type, const void *data, uint32_t len)
{
	static const struct {
		uint16_t type;
		void (*run)(struct faxd *f, const void *data);
	} requests[] = {
		{ MSG_FAX_HEARD, on_heard },
		{ MSG_FAX_RECEIVE, on_receive },
		{ MSG_FAX_STOP, on_stop },
		{ MSG_HELLO_BACK, on_hello_back },
	};

	if (msg_check(from, ROLE_FAX, type, len))
		for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
			if (requests[i].type == type) {
				requests[i].run(f, data);
				return;
			}
	count(f, STAT_BAD_MESSAGE, 1);
}

/* ---- the turn ---- */

static int
kill_idle(struct faxd *f, struct hand *h)
{
	count(f, STAT_WORKERS_KILLED, 1);
	lose(f, h);
	return 1;
}

static int
reap(struct faxd *f, struct hand *h)
{
	int status;
	pid_t pid = waitpid(h->pid, &status, WNOHANG);

	if (pid == 0 && h->due_us <= f->now_us) {
		kill(h->pid, SIGKILL);
		h->due_us = TIME_NEVER;
	}
	if (pid == 0)
		return 0;
	if (pid > 0 && WIFSIGNALED(status))
		core_log(f->out, LOG_WARN, "worker %d: died by signal %d", (int)h->pid, WTERMSIG(status));
	h->state = HAND_FREE;
	return 1;
}

static int
look_after(struct faxd *f, struct hand *h)
{
	if (h->state == HAND_LEAVES)
		return reap(f, h);
	if (h->state == HAND_STOPS && h->due_us <= f->now_us)
		return kill_idle(f, h);
	if (h->state != HAND_RUNS)
		return 0;
	if (h->unanswered > UNANSWERED)
		return kill_idle(f, h);
	if (f->now_us - h->heard_us < SOUNDLESS_US)
		return 0;
	count(f, STAT_SILENT, 1);
	stop(f, h);
	return 1;
}

int
faxd_work(struct faxd *f, int64_t now_us)
{
	f->now_us = now_us;
	int n = outbox_flush(&f->outbox);
	for (int i = 0; i < FAX_CREW; i++)
		n += look_after(f, &f->crew[i]);
	return n;
}

int64_t
faxd_next_due(const struct faxd *f)
{
	int64_t due = outbox_waits(&f->outbox) ? f->now_us + 10 * US_PER_MS : TIME_NEVER;

	for (int i = 0; i < FAX_CREW; i++) {
		const struct hand *h = &f->crew[i];
		const int64_t dues[] = {
			[HAND_FREE] = TIME_NEVER,
			[HAND_RUNS] = h->heard_us + SOUNDLESS_US,
			[HAND_STOPS] = h->due_us,
			[HAND_LEAVES] = f->now_us + REAP_US,
		};

		due = dues[h->state] < due ? dues[h->state] : due;
	}
	return due;
}

/* ---- looking ---- */

void
faxd_print_channels(const struct faxd *f, FILE *to)
{
	char session[SESSION_TEXT];

	for (const struct hand *h = f->crew; h < f->crew + FAX_CREW; h++)
		if (at_work(h))
			fprintf(to, "channel %08x  fax %s-f%u  %5.0f s  page %u  %5u bit/s%s  worker %d%s\n",
			    h->fax.channel, session_text(h->fax.session, session), h->fax.fax_no,
			    (double)(f->now_us - h->since_us) / US_PER_SEC, h->stand.pages + 1, h->stand.bit_rate,
			    h->stand.ecm ? "  corrected" : "", (int)h->pid, h->state == HAND_STOPS ? "  stopping" : "");
}
