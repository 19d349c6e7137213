/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Spans, lines and the loop.
 */
#include "tools/farend/world.h"

#include "base/clock.h"
#include "base/log.h"
#include "tools/farend/analogue.h"
#include "tools/farend/caller.h"
#include "tools/farend/exchange.h"
#include "tools/farend/outage.h"
#include "tools/farend/pbx.h"
#include "tools/farend/phone.h"
#include "trunk/soft.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define EVENTS     32
#define LINGER_US  (5 * US_PER_SEC)  /* a release may wait for a changeover */
#define PARTING_US (300 * US_PER_MS) /* the PBX's last clearing is still on its way */

int
world_watch(struct world *w, int fd)
{
	struct epoll_event ev = { .events = EPOLLIN };

	return epoll_ctl(w->epoll_fd, EPOLL_CTL_ADD, fd, &ev) ? -errno : 0;
}

int
world_span(struct world *w, int number, struct span **span)
{
	const struct conf_span *conf = site_span(w->site, number);
	int ret;

	if (!conf || number >= SPANS)
		return -ENODEV;
	if (!w->spans[number]) {
		if (conf->driver == SPAN_DRIVER_SOFT) {
			w->power[number] = soft_power(w->run_dir, number, SPAN_SIDE_FAR);
			if (w->power[number] < 0)
				return w->power[number];
		}
		ret = span_open(&w->spans[number], conf, w->run_dir, SPAN_SIDE_FAR);
		if (ret)
			return ret;
	}
	*span = w->spans[number];
	return 0;
}

struct line *
world_line(struct world *w, const struct line_ops *ops, void *owner, int span, int slot, int cic)
{
	struct line *line;
	struct span *s;

	if (w->n_lines == LINES || world_span(w, span, &s) || !(line = calloc(1, sizeof(*line))))
		return NULL;
	line->world = w;
	line->ops = ops;
	line->owner = owner;
	line->span = s;
	line->number = (uint16_t)span;
	line->slot = (uint8_t)slot;
	line->cic = (uint16_t)cic;
	w->lines[w->n_lines++] = line;
	return line;
}

void
world_span_gone(struct world *w, int number)
{
	w->gone = number;
	for (int i = 0; number && i < w->n_lines; i++)
		if (w->lines[i]->number == number)
			line_deafen(w->lines[i]);
}

struct party *
world_party_for(struct world *w, struct line *line)
{
	return phones_take(w->phones, line);
}

/* ---- opening ---- */

static struct pbx *
pbx_of_span(struct world *w, int span, bool network)
{
	struct pbx *p;
	int ret;

	for (int i = 0; i < w->n_pbxs; i++)
		if (w->pbxs[i]->number == span)
			return w->pbxs[i];
	if (w->n_pbxs == PBXS)
		return NULL;
	ret = pbx_open(w, span, network, &p);
	if (ret) {
		log_alarm("pbx %d: %s", span, strerror(-ret));
		return NULL;
	}
	w->pbxs[w->n_pbxs++] = p;
	return p;
}

static int
open_pbxs(struct world *w)
{
	for (int i = 0; i < w->site->n_circuits; i++) {
		const struct conf_circuits *run = &w->site->circuits[i];
		int group = site_group(w->site, run->group);

		if (group < 0 || w->site->groups[group].kind != GROUP_PRI)
			continue;
		struct pbx *p = pbx_of_span(w, run->span, w->site->groups[group].pri_side == PRI_SIDE_USER);

		if (!p || pbx_equip(p, run->first_slot, run->last_slot))
			return -ENODEV;
	}
	return 0;
}

static int
open_exchanges(struct world *w)
{
	for (int i = 0; i < w->site->n_linksets; i++) {
		int ret = exchange_open(w, &w->site->linksets[i], &w->exchanges[w->n_exchanges]);

		if (ret) {
			log_alarm("link set %s: %s", w->site->linksets[i].name, strerror(-ret));
			return ret;
		}
		w->n_exchanges++;
	}
	return 0;
}

int
world_open(struct world *w, const struct site *site, const char *run_dir, int label, bool deaf)
{
	int ret;

	memset(w, 0, sizeof(*w));
	w->site = site;
	w->run_dir = run_dir;
	w->label = label;
	w->deaf = deaf;
	w->now_us = clock_now_us();
	for (int i = 0; i < SPANS; i++)
		w->power[i] = -1;
	w->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (w->epoll_fd < 0)
		return -errno;
	ret = prints_new(&w->prints);
	if (ret)
		return ret;
	ret = deaf ? 0 : prints_load(w->prints, site->site.prompt_dir);
	if (ret < 0)
		log_warn("%s: no prompts to recognise: %s", site->site.prompt_dir, strerror(-ret));
	if (ret <= 0)
		prints_index(w->prints);
	else
		log_note("%d prompts can be recognised", ret);
	ret = open_exchanges(w);
	if (!ret)
		ret = open_pbxs(w);
	return ret ? ret : analogue_open(w);
}

void
world_close(struct world *w)
{
	for (int i = 0; i < w->n_lines; i++) {
		if (w->lines[i]->open)
			span_bearer_close(w->lines[i]->span, w->lines[i]->slot);
		mouth_fini(&w->lines[i]->mouth);
		analogue_close(w->lines[i]);
		free(w->lines[i]);
	}
	for (int i = 0; i < w->n_exchanges; i++)
		exchange_close(w->exchanges[i]);
	for (int i = 0; i < w->n_pbxs; i++)
		pbx_close(w->pbxs[i]);
	for (int i = 0; i < SPANS; i++) {
		if (w->spans[i])
			span_close(w->spans[i]);
		if (w->power[i] >= 0)
			close(w->power[i]);
	}
	prints_free(w->prints);
	close(w->epoll_fd);
}

/* ---- the loop ---- */

static void
signalling_turn(struct world *w)
{
	for (int i = 0; i < w->n_exchanges; i++)
		exchange_turn(w->exchanges[i]);
	for (int i = 0; i < w->n_pbxs; i++)
		pbx_turn(w->pbxs[i]);
	analogue_turn(w);
}

static void
block_turn(struct world *w)
{
	for (int i = 0; i < w->n_lines; i++)
		line_turn(w->lines[i]);
	phones_turn(w->phones);
	outages_turn(w->outages); /* before the callers dial: nothing new is on the links */
	callers_turn(w->callers);
}

void
world_tell_circuits(const struct world *w, FILE *to)
{
	static const char *const words[] = { "idle", "outgoing", "incoming", "up", "releasing" };
	int n = 0, idle = 0;

	for (int i = 0; i < w->n_lines; i++) {
		const struct line *line = w->lines[i];

		if (line->ops != &exchange_ops)
			continue;
		n++;
		idle += line->state == LINE_IDLE;
		if (line->state != LINE_IDLE)
			fprintf(to, "circuit %u: %s\n", line->cic, words[line->state]);
	}
	fprintf(to, "circuits=%d idle=%d\n", n, idle);
}

static bool
calls_stand(const struct world *w)
{
	for (int i = 0; i < w->n_lines; i++)
		if (w->lines[i]->ops == &exchange_ops && w->lines[i]->state != LINE_IDLE)
			return true;
	return false;
}

/* Over when the callers are, and their circuits have been released; nobody waits long for the latter. */
static bool
over(const struct world *w, const volatile int *stop, int64_t *since_us)
{
	if (*stop)
		callers_break_off(w->callers);
	if (!*stop && !callers_done(w->callers))
		return false;
	if (*since_us == 0)
		*since_us = w->now_us;
	return w->now_us - *since_us > (calls_stand(w) ? LINGER_US : PARTING_US);
}

void
world_run(struct world *w, const volatile int *stop)
{
	int64_t next = clock_now_us(), since_us = 0;
	struct epoll_event events[EVENTS];

	while (!over(w, stop, &since_us)) {
		int64_t wait = next - clock_now_us();

		epoll_wait(w->epoll_fd, events, EVENTS, wait > 0 ? (int)((wait + US_PER_MS - 1) / US_PER_MS) : 0);
		w->now_us = clock_now_us();
		signalling_turn(w);
		if (w->now_us < next)
			continue;
		block_turn(w);
		next += SPAN_BLOCK_US;
		if (next < w->now_us)
			next = w->now_us + SPAN_BLOCK_US;
	}
}
