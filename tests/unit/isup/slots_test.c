/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slots between a driver that is a script and a core that is a list: what is written when, and what becomes of a slot
 * whose card is gone.
 */
#include "isup/core.h"
#include "isup/slots.h"
#include "trunk/span.h"

#include "base/clock.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <string.h>

#define FD 7

struct span {
	int unused;
};

static struct span line;
static struct site site;
static struct svc_run run;

/* the driver */
static int read_says, write_says, opened;
static unsigned n_written;
static uint8_t last[300];
static size_t last_len;

/* the core and the loop */
static void (*watched)(struct svc_run *run, int fd, void *arg);
static void *watched_arg;
static unsigned alarms, calms;

int
span_open(struct span **spanp, const struct conf_span *conf, const char *run_dir, enum span_side side)
{
	*spanp = &line;
	return 0;
}

void
span_close(struct span *span)
{
}

uint32_t
span_alarms(const struct span *span)
{
	return 0;
}

int
span_sig_open(struct span *span, int slot, enum span_mode mode)
{
	if (read_says == -ENODEV)
		return -ENODEV;
	opened++;
	return 0;
}

void
span_sig_close(struct span *span, int slot)
{
	opened--;
}

int
span_sig_fd(const struct span *span, int slot)
{
	return FD;
}

ssize_t
span_sig_read(struct span *span, int slot, void *unit, size_t size)
{
	return read_says;
}

int
span_sig_write(struct span *span, int slot, const void *unit, size_t len)
{
	if (write_says == 0) {
		memcpy(last, unit, len);
		last_len = len;
		n_written++;
	}
	return write_says;
}

enum span_event
span_event(struct span *span, int slot)
{
	return SPAN_EV_NONE;
}

int
svc_watch(struct svc_run *r, int fd, void (*ready)(struct svc_run *run, int fd, void *arg), void *arg)
{
	watched = ready;
	watched_arg = arg;
	return 0;
}

void
svc_unwatch(struct svc_run *r, int fd)
{
	watched = NULL;
}

int
keep_feed(struct keep *keep, uint16_t from, uint16_t type, const void *data, uint32_t len, int64_t now_us)
{
	const struct isup_in_event *event = data;

	if (type == ISUP_IN_EVENT) {
		alarms += event->event == SPAN_EV_ALARM;
		calms += event->event == SPAN_EV_NOALARM;
	}
	return 0;
}

static void
open_slots(void)
{
	site.n_spans = site.n_links = 1;
	site.spans[0].number = 1;
	site.links[0].span = 1;
	site.links[0].slot = 16;
	run.site = &site;
	read_says = -EAGAIN;
	cr_assert(eq(int, slots_open(&run), 0));
	slots_opened(&run);
	alarms = calms = 0;
}

static void
close_slots(void)
{
	slots_close(&run);
	cr_expect(eq(int, opened, 0));
}

TestSuite(slots, .init = open_slots, .fini = close_slots);

static void
write_unit(size_t len, uint8_t first)
{
	uint8_t unit[40] = { first };

	slots_write(&run, 0, unit, len);
}

Test(slots, a_message_is_written_at_once_and_the_fill_in_unit_behind_it_when_the_round_ends)
{
	write_unit(20, 1);
	cr_expect(eq(u32, n_written, 1));
	write_unit(3, 2);
	cr_expect(eq(u32, n_written, 1));
	slots_work(&run, US_PER_SEC);
	cr_expect(eq(u32, n_written, 2));
	cr_expect(eq(int, last[0], 2));
	cr_expect(eq(sz, last_len, 5));
}

Test(slots, a_fill_in_unit_gives_its_place_to_what_follows_in_the_same_round)
{
	write_unit(20, 1);
	write_unit(3, 2);
	write_unit(20, 3);
	write_unit(3, 4);
	write_unit(3, 5);
	slots_work(&run, US_PER_SEC);
	cr_expect(eq(u32, n_written, 3)); /* 1, 3, 5 */
	cr_expect(eq(int, last[0], 5));
}

Test(slots, a_status_unit_is_never_replaced)
{
	write_says = -EAGAIN;
	write_unit(4, 1); /* SIB */
	write_unit(3, 2);
	write_says = 0;
	slots_work(&run, US_PER_SEC);
	cr_expect(eq(u32, n_written, 2));
}

Test(slots, a_full_line_is_tried_again_soon_and_nothing_is_lost)
{
	write_says = -EAGAIN;
	write_unit(20, 1);
	write_unit(20, 2);
	slots_work(&run, US_PER_SEC);
	cr_expect(slots_next_due(&run) < US_PER_SEC + 5000);
	write_says = 0;
	slots_work(&run, US_PER_SEC);
	cr_expect(eq(u32, n_written, 2));
}

Test(slots, a_slot_that_fails_is_closed_and_an_alarm_and_comes_back)
{
	read_says = -ENODEV; /* as an epoll that always says "readable" sees it */
	watched(&run, FD, watched_arg);
	cr_expect(slots_work(&run, US_PER_SEC) > 0);
	cr_expect(eq(int, opened, 0));
	cr_expect(eq(u32, alarms, 1));
	cr_expect(watched == NULL); /* the loop can sleep */
	cr_expect(eq(int, slots_work(&run, US_PER_SEC), 0));
	write_unit(4, 1);
	cr_expect(eq(u32, n_written, 0));

	slots_work(&run, 7 * US_PER_SEC); /* tried in vain */
	cr_expect(eq(int, opened, 0));
	cr_expect(eq(u32, alarms + calms, 1));
	read_says = -EAGAIN;
	slots_work(&run, 13 * US_PER_SEC);
	cr_expect(eq(int, opened, 1));
	cr_expect(watched != NULL);
	cr_expect(eq(u32, calms, 1));
	write_unit(4, 1);
	cr_expect(eq(u32, n_written, 1));
}

Test(slots, a_write_that_fails_closes_the_slot_too)
{
	write_says = -EIO;
	write_unit(20, 1);
	slots_work(&run, US_PER_SEC);
	cr_expect(eq(int, opened, 0));
	cr_expect(eq(u32, alarms, 1));
}
