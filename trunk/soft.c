/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Soft lines (soft.h): the line itself, its clock, power, alarms and faults.  What goes over it: soft_bearer.c,
 * soft_sig.c, soft_loop.c.
 *
 * Locks are octets of the file (OFD, so the kernel drops them with their holder): 0 and 1 are the power of the two
 * ends, LOCK_SLOTS + 32 * side + slot is one end of a slot, LOCK_LOOPS + 32 * side + slot one end of its loop.
 */
#include "trunk/soft.h"

#include "base/bell.h"
#include "base/log.h"
#include "base/site.h"
#include "trunk/soft_line.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MAGIC UINT64_C(0x3176656e696c6a7a) /* "zjlinev1" */

static int
line_path(char path[LINE_PATH], const char *run_dir, int number)
{
	return shm_path(path, LINE_PATH, run_dir, "span-%d.line", number);
}

/* The far end's name is after the slot, so that `ls` shows the two bells of a link together. */
int
soft_bell(const char *run_dir, int number, enum span_side side, int slot, bool create)
{
	char path[LINE_PATH];
	int rc = shm_path(
	    path, sizeof(path), run_dir, "span-%d.%d.%s", number, slot, side == SPAN_SIDE_HOUSE ? "house" : "far");

	if (!rc && create)
		rc = bell_create(path);
	return rc ? rc : bell_open(path);
}

/* Something changed that both ends should look at: ring whoever listens on a signalling slot, or (0) on loops. */
static void
ring_line(const char *run_dir, int number)
{
	for (int slot = 0; slot < SPAN_SLOTS; slot++)
		for (int side = SPAN_SIDE_HOUSE; side <= SPAN_SIDE_FAR; side++) {
			int fd = soft_bell(run_dir, number, side, slot, false);
			if (fd < 0)
				continue;
			bell_ring(fd);
			close(fd);
		}
}

/* ---- the file ---- */

struct line_spec {
	int number;
	enum soft_clock clock;
};

static void
fill_line(void *map, size_t size, const void *arg)
{
	const struct line_spec *spec = arg;
	struct line *line = map;

	line->abi = LINE_ABI;
	line->number = (uint32_t)spec->number;
	line_clock_start(&line->clock, (enum line_clock_kind)spec->clock);
	line->magic = LINE_MAGIC;
}

static int
map_line(struct shm *shm, const char *run_dir, int number)
{
	char path[LINE_PATH];
	int rc = line_path(path, run_dir, number);

	if (!rc)
		rc = shm_open_map(shm, path, sizeof(struct line));
	if (rc)
		return rc;
	const struct line *line = shm->map;
	if (line->magic == LINE_MAGIC && line->abi == LINE_ABI && line->number == (uint32_t)number &&
	    line_clock_sound(&line->clock) && shm->size == sizeof(struct line))
		return 0;
	shm_close(shm);
	return -EBADMSG;
}

int
soft_create(const char *run_dir, int number, enum soft_clock clock)
{
	char path[LINE_PATH];
	struct shm shm;
	struct line_spec spec = { number, clock };
	int rc = map_line(&shm, run_dir, number);

	if (!rc) {
		bool fits = ((struct line *)shm.map)->clock.kind == (uint32_t)clock;
		shm_close(&shm);
		if (fits)
			return 0;
	}
	if (rc != -ENOENT)
		log_warn("span %d: its soft line does not fit this build and is made anew", number);
	rc = line_path(path, run_dir, number);
	return rc ? rc : shm_create(path, sizeof(struct line), true, fill_line, &spec);
}

int
soft_power(const char *run_dir, int number, enum span_side side)
{
	struct shm shm;
	int rc = map_line(&shm, run_dir, number);

	if (rc)
		return rc;
	int fd = fcntl(shm.fd, F_DUPFD_CLOEXEC, 0); /* the same open file, so the lock stays with it */
	rc = fd < 0 ? -errno : shm_lock(shm.fd, side, 1);
	shm_close(&shm);
	if (rc) {
		if (fd >= 0)
			close(fd);
		return rc;
	}
	ring_line(run_dir, number);
	return fd;
}

int
soft_power_again(const char *run_dir, int number, enum span_side side, int fd)
{
	char path[LINE_PATH];
	struct stat now, then;
	int rc = line_path(path, run_dir, number);

	if (rc)
		return rc;
	if (stat(path, &now) < 0 || fstat(fd, &then) < 0)
		return -errno;
	if (now.st_dev != then.st_dev || now.st_ino != then.st_ino)
		return -ESTALE;
	return shm_lock(fd, side, 1); /* the lock is the open file's: to take it again changes nothing */
}

int
soft_advance(const char *run_dir, int number, uint64_t ticks)
{
	struct shm shm;
	int rc = map_line(&shm, run_dir, number);

	if (rc)
		return rc;
	rc = line_clock_advance(&((struct line *)shm.map)->clock, ticks);
	shm_close(&shm);
	return rc;
}

int
soft_spoil(const char *run_dir, int number, enum span_side from, int slot, unsigned drop, unsigned badfcs)
{
	struct shm shm;
	int rc = slot >= 1 && slot < SPAN_SLOTS ? map_line(&shm, run_dir, number) : -EINVAL;

	if (rc)
		return rc;
	struct line_sig *way = &((struct line *)shm.map)->sigs[from][slot];
	atomic_fetch_add(&way->drop, drop);
	atomic_fetch_add(&way->spoil, badfcs);
	shm_close(&shm);
	return 0;
}

int
soft_alarm(const char *run_dir, int number, enum span_side seen_by, uint32_t alarms)
{
	struct shm shm;
	int rc = map_line(&shm, run_dir, number);

	if (rc)
		return rc;
	atomic_store(&((struct line *)shm.map)->alarms[seen_by], alarms);
	shm_close(&shm);
	ring_line(run_dir, number);
	return 0;
}

/* ---- clock and alarms ---- */

static uint64_t
soft_tick(const struct span *span)
{
	return line_tick(soft_of(span)->line);
}

static int64_t
soft_next_us(const struct span *span)
{
	return line_clock_next_us(&soft_of(span)->line->clock);
}

uint32_t
soft_alarms(const struct soft_span *s)
{
	uint32_t alarms = atomic_load(&s->line->alarms[s->side]);

	if (!shm_held(s->shm.fd, other_side(s->side), 1))
		alarms |= SPAN_ALARM_LOS;
	else if (atomic_load(&s->line->alarms[other_side(s->side)]) & ALARMS_DEAF)
		alarms |= SPAN_ALARM_YELLOW; /* the far end cannot hear us and says so */
	return alarms;
}

static uint32_t
soft_span_alarms(const struct span *span)
{
	return soft_alarms(soft_of(span));
}

static enum span_event
soft_event(struct span *span, int slot)
{
	struct soft_span *s = soft_of(span);
	struct soft_slot *sl = &s->slots[slot];
	bool alarm = soft_alarms(s) & ALARMS_DEAF;

	if (slot && s->loops[slot].open)
		return soft_loop_event(s, slot);
	if (slot && sl->use != SLOT_SIG)
		return SPAN_EV_NONE;
	if (alarm != sl->alarm_told) {
		sl->alarm_told = alarm;
		return alarm ? SPAN_EV_ALARM : SPAN_EV_NOALARM;
	}
	if (sl->badfcs) {
		sl->badfcs--;
		return SPAN_EV_BADFCS;
	}
	if (sl->overruns) {
		sl->overruns--;
		return SPAN_EV_OVERRUN;
	}
	return SPAN_EV_NONE;
}

/* ---- slots and the end as a whole ---- */

static off_t
slot_lock(const struct soft_span *s, int slot)
{
	return LOCK_SLOTS + s->side * SPAN_SLOTS + slot;
}

int
soft_take_slot(struct soft_span *s, int slot, enum slot_use use)
{
	struct soft_slot *sl = &s->slots[slot];

	if (sl->use != SLOT_CLOSED)
		return -EBUSY;
	int rc = shm_lock(s->shm.fd, slot_lock(s, slot), 1);
	if (rc)
		return rc;
	memset(sl, 0, sizeof(*sl));
	sl->bell = sl->peer_bell = -1;
	sl->use = use;
	return 0;
}

void
soft_leave_slot(struct soft_span *s, int slot)
{
	s->slots[slot].use = SLOT_CLOSED;
	shm_unlock(s->shm.fd, slot_lock(s, slot), 1);
}

static int
soft_bearer_open(struct span *span, int slot)
{
	struct soft_span *s = soft_of(span);
	int rc = soft_take_slot(s, slot, SLOT_BEARER);

	if (!rc)
		s->slots[slot].next_in = line_tick(s->line) + 1; /* the block under way began without us */
	return rc;
}

static void
soft_bearer_close(struct span *span, int slot)
{
	if (soft_of(span)->slots[slot].use == SLOT_BEARER)
		soft_leave_slot(soft_of(span), slot);
}

static int
soft_sig_fd(const struct span *span, int slot)
{
	const struct soft_slot *sl = &soft_of(span)->slots[slot];

	return sl->use == SLOT_SIG ? sl->bell : -EBADF;
}

static void
soft_counts(const struct span *span, int slot, struct span_counts *counts)
{
	*counts = soft_of(span)->slots[slot].counts;
}

static void
soft_close(struct span *span)
{
	struct soft_span *s = soft_of(span);

	for (int slot = 1; slot < SPAN_SLOTS; slot++) {
		soft_sig_close(span, slot);
		soft_loop_close(span, slot);
	}
	shm_close(&s->shm); /* and with it all locks */
	free(s);
}

static const struct span_ops soft_ops = {
	.close = soft_close,
	.tick = soft_tick,
	.next_us = soft_next_us,
	.alarms = soft_span_alarms,
	.bearer_open = soft_bearer_open,
	.bearer_close = soft_bearer_close,
	.read = soft_read,
	.write = soft_write,
	.sig_open = soft_sig_open,
	.sig_close = soft_sig_close,
	.sig_fd = soft_sig_fd,
	.sig_read = soft_sig_read,
	.sig_write = soft_sig_write,
	.event = soft_event,
	.loop_open = soft_loop_open,
	.loop_close = soft_loop_close,
	.loop_set = soft_loop_set,
	.loop_heard = soft_loop_heard,
	.loop_fd = soft_loop_fd,
	.loop_keep = soft_loop_keep,
	.counts = soft_counts,
};

int
soft_open(struct span **spanp, const struct conf_span *conf, const char *run_dir, enum span_side side)
{
	struct soft_span *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	int rc = strlen(run_dir) < sizeof(s->run_dir) ? map_line(&s->shm, run_dir, conf->number) : -ENAMETOOLONG;
	if (rc) {
		free(s);
		return rc;
	}
	s->span.ops = &soft_ops;
	s->line = s->shm.map;
	s->side = side;
	s->number = conf->number;
	s->ahead = conf->ahead < 1 ? 1 : conf->ahead > 12 ? 12 : (unsigned)conf->ahead;
	s->alarm_tick = UINT64_MAX;
	s->loop_bell = s->loop_peer_bell = -1;
	text_copy(s->run_dir, sizeof(s->run_dir), run_dir);
	*spanp = &s->span;
	return 0;
}
