/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mediad: the tick's own process.
 *
 * A timer that follows the lines wakes it every 20 ms; in between it takes plans from the switch.  It keeps nothing
 * that matters: after a restart it says HELLO and is told everything again.  Prompts are loaded, and recordings
 * written, by threads of ordinary priority.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/session.h"
#include "base/svc.h"
#include "media/dtmf.h"
#include "media/engine.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define MESSAGE_TURN 256 /* plans taken between two looks at the lines */
#define REPORTS      4096
#define COUNT_US     (200 * US_PER_MS)
#define WARN_US      US_PER_SEC

enum {
#define STAT(name, instances, unit, sentence) STAT_##name,
#include "media/stats.def"
#undef STAT
	STAT_COUNT,
};

static const struct stat_row stat_rows[STAT_COUNT] = {
#define STAT(name, instances, unit, sentence) { #name, instances, unit, sentence },
#include "media/stats.def"
#undef STAT
};

/* What is told to the switch and waits until its ring has room. */
struct report {
	uint16_t type;
	uint16_t len;
	union {
		struct msg_hello hello;
		struct msg_media_digit digit;
		struct msg_media_fax fax;
		struct msg_media_played played;
		struct msg_media_rec rec;
	};
};

struct mediad {
	struct svc_run *run;
	struct engine *engine;
	struct recorder *recorder;
	struct prompts *prompts;
	struct prompts *_Atomic fresh; /* loaded by the thread, to be taken into use */
	_Atomic int loading;           /* the thread is at it */
	_Atomic uint32_t bad_prompts;
	struct span *spans[ENGINE_SPANS];
	const struct conf_span *span_conf[ENGINE_SPANS];
	int n_spans;
	int timer;
	int64_t now_us;
	int64_t count_due_us;
	int64_t warn_due_us;
	int disk_alarm;
	int ring_alarm[ROLE_COUNT];
	struct engine_counts told; /* as last added to the counters */
	struct recorder_counts rec_told;
	uint32_t first, n; /* reports waiting */
	struct report reports[REPORTS];
};

/* ---- to the switch ---- */

static void
report(struct mediad *m, uint16_t type, const void *data, size_t len)
{
	if (m->n == REPORTS) {
		log_warn("switch: takes no reports, %s lost", msg_rows[type].name);
		return;
	}
	struct report *r = &m->reports[(m->first + m->n++) % REPORTS];
	r->type = type;
	r->len = (uint16_t)len;
	memcpy(&r->hello, data, len);
}

static int
send_reports(struct mediad *m)
{
	int done = 0;
	for (; m->n; m->n--, m->first = (m->first + 1) % REPORTS, done++) {
		const struct report *r = &m->reports[m->first];
		if (wires_send(&m->run->wires, ROLE_ACD, r->type, &r->hello, r->len) == -ENOSPC)
			break;
	}
	return done;
}

static void
on_digit(void *arg, const struct msg_media_digit *digit)
{
	report(arg, MSG_MEDIA_DIGIT, digit, sizeof(*digit));
}

static void
on_played(void *arg, const struct msg_media_played *played)
{
	report(arg, MSG_MEDIA_PLAYED, played, sizeof(*played));
}

static void
on_missing(void *arg, const char *prompt)
{
	struct mediad *m = arg;
	if (m->now_us < m->warn_due_us)
		return;
	m->warn_due_us = m->now_us + WARN_US;
	log_warn("prompt %s: is missing", prompt);
}

static void
on_fax(void *arg, const struct msg_media_fax *fax)
{
	report(arg, MSG_MEDIA_FAX, fax, sizeof(*fax));
}

static void
on_fax_heard(void *arg, const struct msg_fax_sound *sound)
{
	struct mediad *m = arg;

	if (wires_send(&m->run->wires, ROLE_FAX, MSG_FAX_HEARD, sound, sizeof(*sound)) < 0)
		stat_add(m->run->stats, STAT_FAX_LOST, 0, 1);
}

static const struct engine_ops engine_ops = { .digit = on_digit,
	.fax = on_fax,
	.fax_heard = on_fax_heard,
	.played = on_played,
	.missing = on_missing };

static int
report_recordings(struct mediad *m)
{
	struct msg_media_rec done;
	char session[SESSION_TEXT];
	int n = 0;
	for (; m->n < REPORTS && rec_reported(m->recorder, &done, m->now_us); n++) {
		if (!done.ok)
			log_warn("recording %s-%u: lost", session_text(done.session, session), done.rec_no);
		report(m, MSG_MEDIA_RECORDED, &done, sizeof(done));
	}
	return n;
}

static void
hello(struct mediad *m)
{
	const struct msg_hello h = { .abi = MSG_ABI, .epoch = m->run->epoch, .fresh = 1 };
	report(m, MSG_HELLO, &h, sizeof(h));
}

/* ---- from the switch and from fax machines ---- */

static void
take_message(struct mediad *m, enum role from, uint16_t type, const void *data, uint32_t len)
{
	if (!msg_check(from, ROLE_MEDIA, type, len)) {
		stat_add(m->run->stats, STAT_REFUSED, 0, 1);
		return;
	}
	switch (type) {
	case MSG_MEDIA_SLOT:
		engine_apply(m->engine, data, m->now_us);
		break;
	case MSG_MEDIA_REC_END:
		engine_rec_end(m->engine, data, m->now_us);
		break;
	case MSG_FAX_SAID:
		engine_fax_said(m->engine, data);
		break;
	case MSG_HELLO_BACK:
		if (((const struct msg_hello *)data)->fresh)
			engine_reset(m->engine, m->now_us);
		break;
	default:
		break;
	}
}

static int
take_messages(struct mediad *m, enum role from)
{
	struct ring *in = &m->run->wires.in[from];
	struct ring_rec rec;
	union {
		struct msg_media_slot slot;
		struct msg_media_rec rec;
		struct msg_fax_sound sound;
		struct msg_hello hello;
	} copy; /* what was checked must not change any more */
	int n = 0;
	while (n < MESSAGE_TURN && ring_open(in) && ring_peek(in, &rec) == 1) {
		memcpy(&copy, rec.data, rec.len < sizeof(copy) ? rec.len : sizeof(copy));
		take_message(m, from, rec.type, &copy, rec.len);
		ring_next(in);
		n++;
	}
	if (in->broken && !m->ring_alarm[from])
		log_alarm("ring %s-media: damaged; nothing more is taken from it", role_name[from]);
	m->ring_alarm[from] = in->broken;
	if (n)
		wires_release(&m->run->wires, from);
	return n;
}

/* ---- prompts ---- */

static void
bad_prompt(const char *path, const char *what)
{
	log_warn("prompt %s: %s", path, what);
}

static void
load_prompts(struct mediad *m, struct prompts **p)
{
	const char *dir = m->run->site->site.prompt_dir;
	uint32_t bad = 0;
	int rc = prompts_load(p, dir, &bad, bad_prompt);
	if (rc < 0) {
		*p = NULL;
		log_warn("prompts: folder %s: %s", dir, strerror(-rc));
	}
	atomic_store(&m->bad_prompts, bad);
}

static void *
reload_thread(void *arg)
{
	struct mediad *m = arg;
	struct prompts *p;
	load_prompts(m, &p);
	if (p)                                               /* a set that was never taken is of no use any more */
		prompts_free(atomic_exchange(&m->fresh, p)); /* pairs with take_prompts() */
	atomic_store(&m->loading, 0);
	return NULL;
}

static void
take_prompts(struct mediad *m)
{
	struct prompts *fresh =
	    atomic_exchange_explicit(&m->fresh, NULL, memory_order_acquire); /* pairs with reload_thread() */
	if (!fresh)
		return;
	engine_prompts(m->engine, fresh);
	prompts_free(m->prompts);
	m->prompts = fresh;
	log_note(
	    "prompts: %u Chinese, %u English in use", prompts_count(fresh, LANG_ZH), prompts_count(fresh, LANG_EN));
}

static int
start_reload(struct mediad *m)
{
	pthread_attr_t attr;
	pthread_t thread;
	struct sched_param ordinary = { 0 };
	if (atomic_exchange(&m->loading, 1))
		return -EALREADY;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attr, SCHED_OTHER);
	pthread_attr_setschedparam(&attr, &ordinary);
	int rc = pthread_create(&thread, &attr, reload_thread, m);
	pthread_attr_destroy(&attr);
	if (rc)
		atomic_store(&m->loading, 0);
	return -rc;
}

/* ---- counters and alarms ---- */

/* Counters that only grow, and where they come from: the difference since last time is added. */
#define GROWING(X)                          \
	X(TICKS, ticks)                     \
	X(TICKS_LATE, late)                 \
	X(TICKS_MISSED, missed)             \
	X(TICKS_SKIPPED, skipped)           \
	X(SLOTS_BUSY, busy)                 \
	X(EMPTY_IN, empty_in)               \
	X(FULL_OUT, full_out)               \
	X(STARVED, starved)                 \
	X(SLIPS, slips)                     \
	X(DIGITS, digits)                   \
	X(FAX_SILENT, fax_silent)           \
	X(FAX_CROWDED, fax_crowded)         \
	X(FAX_STRANGE, fax_strange)         \
	X(ECHO_MISSING, no_echo)            \
	X(REFUSED, refused)                 \
	X(PROMPTS_MISSING, prompts_missing) \
	X(REC_REFUSED, unrecorded)

#define GROWING_REC(X)          \
	X(REC_BYTES, bytes)     \
	X(REC_GAPS, gap_frames) \
	X(REC_LOST, lost)       \
	X(REC_FAILURES, failures)

static void
count_lateness(struct mediad *m)
{
	static const int64_t most_us[7] = { 1000, 2000, 5000, 10000, 20000, 40000, 100000 };
	uint16_t bucket = 0;
	while (bucket < 7 && engine_lateness_us(m->engine) > most_us[bucket])
		bucket++;
	stat_add(m->run->stats, STAT_LATENESS, bucket, 1);
}

static void
count_span(struct stats *stats, struct span *span, uint16_t which)
{
	struct span_counts all = { 0 }, one;
	for (int slot = 1; slot < SPAN_SLOTS; slot++) {
		span_counts(span, slot, &one);
		all.underruns += one.underruns;
		all.overruns += one.overruns;
		all.missed += one.missed;
	}
	stat_set(stats, STAT_UNDERRUNS, which, (int64_t)all.underruns);
	stat_set(stats, STAT_OVERRUNS, which, (int64_t)all.overruns);
	stat_set(stats, STAT_NOT_RECEIVED, which, (int64_t)all.missed);
}

static void
watch_disk(struct mediad *m, const struct recorder_counts *rc)
{
	int low = rc->free_mb >= 0 && rc->free_mb < m->run->site->media.disk_low_mb;
	int bad = low || rc->last_error;
	if (bad && !m->disk_alarm)
		log_alarm("recordings: %s: %s", m->run->site->site.rec_dir,
		    rc->last_error ? strerror(rc->last_error) : "the disk is nearly full");
	if (!bad && m->disk_alarm)
		log_note("recordings: %s: is in order again", m->run->site->site.rec_dir);
	m->disk_alarm = bad;
}

/* What the drivers see of every line, and the disk (the rest is told by svc.c). */
static void
span_alarms_of(struct mediad *m, int i, struct alarm_board *board)
{
	static const struct {
		uint32_t bit;
		enum alarm_id id;
	} bits[] = {
		{ SPAN_ALARM_LOS, ALARM_SPAN_LOS },
		{ SPAN_ALARM_AIS, ALARM_SPAN_AIS },
		{ SPAN_ALARM_RED, ALARM_SPAN_RED },
		{ SPAN_ALARM_YELLOW, ALARM_SPAN_YELLOW },
	};
	const struct conf_span *conf = m->span_conf[i];
	uint32_t seen = span_alarms(m->spans[i]);
	char name[TEXT_LABEL];

	snprintf(name, sizeof(name), "span %d", conf->number);
	for (size_t k = 0; k < sizeof(bits) / sizeof(bits[0]); k++)
		if (seen & bits[k].bit)
			alarm_stands(board, bits[k].id, (uint32_t)conf->number, name, conf->name);
}

static void
alarms(struct svc_run *run, struct alarm_board *board)
{
	struct mediad *m = run->own;
	struct recorder_counts rc;
	char detail[TEXT_NAME];

	for (int i = 0; i < m->n_spans; i++)
		span_alarms_of(m, i, board);
	recorder_counts(m->recorder, &rc);
	if (rc.last_error)
		alarm_stands(board, ALARM_REC_FAILED, 0, "recordings", strerror(rc.last_error));
	if (rc.free_mb < 0 || rc.free_mb >= run->site->media.disk_low_mb)
		return;
	snprintf(detail, sizeof(detail), "%lld MB left", (long long)rc.free_mb);
	alarm_stands(board, ALARM_DISK_LOW, 0, "recordings", detail);
}

static void
count(struct mediad *m)
{
	struct stats *stats = m->run->stats;
	struct engine_counts ec;
	struct recorder_counts rc;
	engine_counts(m->engine, &ec);
	recorder_counts(m->recorder, &rc);
#define X(name, field) stat_add(stats, STAT_##name, 0, (int64_t)(ec.field - m->told.field));
	GROWING(X)
#undef X
#define X(name, field) stat_add(stats, STAT_##name, 0, (int64_t)(rc.field - m->rec_told.field));
	GROWING_REC(X)
#undef X
	if (ec.no_echo && !m->told.no_echo)
		log_note("echo: no canceller on a line whose trunk group wants one (echocanceller= in /etc/dahdi/system.conf; "
			 "zongji dahdi)");
	m->told = ec;
	m->rec_told = rc;
	stat_set(stats, STAT_SLOTS_OPEN, 0, (int64_t)ec.open);
	stat_set(stats, STAT_REC_ACTIVE, 0, (int64_t)rc.active);
	stat_set(stats, STAT_DISK_FREE, 0, rc.free_mb);
	stat_set(stats, STAT_PROMPTS, 0, prompts_count(m->prompts, LANG_ZH) + prompts_count(m->prompts, LANG_EN));
	stat_set(stats, STAT_PROMPTS_BAD, 0, atomic_load(&m->bad_prompts));
	stat_set(stats, STAT_REPORTS_WAITING, 0, m->n);
	for (int i = 0; i < m->n_spans; i++)
		count_span(stats, m->spans[i], (uint16_t)i);
	watch_disk(m, &rc);
}

/* ---- the process ---- */

static void
on_timer(struct svc_run *run, int fd, void *arg)
{
	uint64_t times;
	if (read(fd, &times, sizeof(times)) < 0)
		return; /* disarmed in between */
}

/* Wake when the next block begins.  The timer's clock is not the house's: only the distance counts. */
static void
arm_timer(struct mediad *m)
{
	int64_t next = engine_next_us(m->engine);
	if (next == TIME_NEVER)
		return;
	int64_t in = next - clock_now_us();
	struct itimerspec at = { 0 };
	if (in < 1)
		in = 1;
	at.it_value.tv_sec = in / US_PER_SEC;
	at.it_value.tv_nsec = in % US_PER_SEC * 1000;
	timerfd_settime(m->timer, 0, &at, NULL);
}

static void
open_spans(struct mediad *m)
{
	const struct site *site = m->run->site;
	for (int i = 0; i < site->n_spans && m->n_spans < ENGINE_SPANS; i++) {
		struct span *span;
		int rc = span_open(&span, &site->spans[i], m->run->run_dir, SPAN_SIDE_HOUSE);
		if (rc == 0 && (rc = engine_span(m->engine, site->spans[i].number, span)) < 0)
			span_close(span);
		if (rc < 0)
			log_alarm("span %d: cannot be opened: %s", site->spans[i].number, strerror(-rc));
		else
			m->spans[m->n_spans] = span, m->span_conf[m->n_spans++] = &site->spans[i];
	}
}

/* The tick comes before everything else on this machine, if we may. */
static void
take_priority(const struct site *site)
{
	struct sched_param param = { .sched_priority = site->media.priority };
	if (mlockall(MCL_CURRENT) < 0)
		log_warn("memory: cannot be locked: %s", strerror(errno));
	if (param.sched_priority && sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param) < 0)
		log_warn("priority %d: not permitted, the tick is scheduled like any process", param.sched_priority);
}

static int
open_room(struct svc_run *run)
{
	const struct site *site = run->site;
	struct mediad *m = calloc(1, sizeof(*m));
	if (!m)
		return -ENOMEM;
	run->own = m;
	m->run = run;
	load_prompts(m, &m->prompts);
	const struct recorder_conf rec_conf = {
		.dir = site->site.rec_dir,
		.recordings = site->n_spans ? site->n_spans * (SPAN_SLOTS - 1) : 1,
		.chunk_ms = site->media.rec_chunk_ms,
		.thread = 1,
	};
	int rc = recorder_open(&m->recorder, &rec_conf);
	if (rc < 0)
		return rc;
	const struct engine_conf conf = {
		.ops = &engine_ops,
		.arg = m,
		.prompts = m->prompts,
		.music = site->media.music,
		.recorder = m->recorder,
	};
	if ((rc = engine_open(&m->engine, &conf)) < 0)
		return rc;
	open_spans(m);
	m->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (m->timer < 0 || (rc = svc_watch(run, m->timer, on_timer, NULL)) < 0)
		return rc < 0 ? rc : -errno;
	dtmf_thread();
	take_priority(site);
	hello(m);
	arm_timer(m);
	return 0;
}

static int
work(struct svc_run *run, int64_t now_us)
{
	struct mediad *m = run->own;
	m->now_us = now_us;
	int done = take_messages(m, ROLE_ACD) + take_messages(m, ROLE_FAX);
	int ticks = engine_tick(m->engine, now_us);
	if (ticks) {
		count_lateness(m);
		arm_timer(m);
		done += report_recordings(m);
		take_prompts(m);
	}
	if (now_us >= m->count_due_us) {
		m->count_due_us = now_us + COUNT_US;
		count(m);
	}
	return done + ticks + send_reports(m);
}

static int64_t
next_due(struct svc_run *run)
{
	return engine_next_us(((struct mediad *)run->own)->engine);
}

static void
close_room(struct svc_run *run)
{
	struct mediad *m = run->own;
	engine_close(m->engine);
	recorder_close(m->recorder);
	for (int i = 0; i < m->n_spans; i++)
		span_close(m->spans[i]);
	close(m->timer);
}

/* ---- control verbs ---- */

static int
verb_slots(struct svc_run *run, int argc, char **argv, FILE *to)
{
	engine_show(((struct mediad *)run->own)->engine, to);
	return 0;
}

static int
verb_prompts(struct svc_run *run, int argc, char **argv, FILE *to)
{
	const struct prompts *p = ((struct mediad *)run->own)->prompts;
	for (int lang = LANG_ZH; lang <= LANG_EN; lang++)
		for (uint32_t i = 0; i < prompts_count(p, lang); i++) {
			const struct prompt *one = prompt_at(p, lang, i);
			fprintf(to, "%s  %-28s %6.1f s\n", lang == LANG_ZH ? "zh" : "en", one->name, one->len / 8000.0);
		}
	return 0;
}

static int
verb_reload(struct svc_run *run, int argc, char **argv, FILE *to)
{
	return start_reload(run->own);
}

/* clang-format off */
static const struct ctl_verb verbs[] = {
	{ "slots",          "", "what every open slot does",                             verb_slots },
	{ "prompts",        "", "all prompts with their length",                         verb_prompts },
	{ "reload-prompts", "", "load the prompt folder again; calls go on undisturbed", verb_reload },
	{ NULL,             "", NULL,                                                    NULL },
};
/* clang-format on */

static const struct svc mediad = {
	.role = ROLE_MEDIA,
	.sentence = "The 20 ms tick: plays, connects, listens for digits and records on all lines.",
	.stats = stat_rows,
	.n_stats = STAT_COUNT,
	.verbs = verbs,
	.open = open_room,
	.work = work,
	.next_due = next_due,
	.alarms = alarms,
	.close = close_room,
};

int
main(int argc, char **argv)
{
	return svc_main(&mediad, argc, argv);
}
