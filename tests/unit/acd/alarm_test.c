/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alarms in the core: each change once to crmd and to the consoles that may see it. */
#include "harness.h"

#include <criterion/criterion.h>
#include <string.h>

static struct house *h;

static void
open_house(void)
{
	h = house_new(NULL);
}

static void
close_house(void)
{
	cr_assert_null(house_fault(h));
	house_free(h);
}

TestSuite(alarms, .init = open_house, .fini = close_house);

static struct msg_alarm
link_down(uint32_t link)
{
	struct msg_alarm m = { .raised_us = h->now_us, .object = link, .id = ALARM_LINK_DOWN, .source = ROLE_ISUP };

	text_copy(m.name, sizeof(m.name), "link");
	return m;
}

static void
feed(struct msg_alarm m, bool over)
{
	m.over_us = over ? h->now_us : 0;
	house_feed(h, CORE_FROM_CTL, ACD_CTL_ALARM, &m, sizeof(m));
}

static void
leader(uint16_t seat, enum seat_role role)
{
	agent_ready(h, seat, true, 1);
	acd_seat_by_number(h->a, seat)->role = (uint8_t)role;
}

Test(alarms, each_change_goes_once_to_crmd_and_to_leaders)
{
	leader(1, SEAT_LEADER);
	leader(2, SEAT_AGENT);
	leader(3, SEAT_STAFF);
	house_said(h);
	struct msg_alarm m = link_down(0);
	feed(m, false);
	cr_assert_str_eq(house_said(h), "alarm LINK-DOWN 0 raised\ndesk 0001 alarms 0 1 0 raised LINK-DOWN\n");
	feed(m, false); /* told again */
	cr_assert_str_eq(house_said(h), "");
	feed(m, true);
	cr_assert_str_eq(house_said(h), "alarm LINK-DOWN 0 over\ndesk 0001 alarms 0 0 0 over LINK-DOWN\n");
	cr_assert_eq(h->counts[STAT_ALARMS], 1);
}

Test(alarms, one_that_came_and_went_unseen_is_raised_and_over)
{
	feed(link_down(1), true);
	cr_assert_not_null(strstr(house_said(h), "alarm LINK-DOWN 1 raised\nalarm LINK-DOWN 1 over\n"));
	cr_assert_eq(h->a->n_alarms, 0);
}

Test(alarms, console_that_greets_hears_how_many_stand)
{
	feed(link_down(0), false);
	feed(link_down(1), false);
	leader(1, SEAT_MANAGER);
	house_said(h);
	agent_greets(h, 1);
	cr_assert_not_null(strstr(house_said(h), "desk 0001 alarms 0 2 0 -"));
}

Test(alarms, new_arena_ends_in_the_store_what_was_not_heard_again)
{
	house_said(h);
	house_wait(h, 9000);
	cr_assert_eq(h->settled, 0);
	house_wait(h, 2000);
	cr_assert_eq(h->settled, 1);
	house_wait(h, 60000);
	cr_assert_eq(h->settled, 1);
	cr_assert_null(strstr(house_said(h), "alarm"));
}

Test(alarms, table_fills_and_nonsense_is_refused)
{
	struct msg_alarm m = link_down(0);

	for (uint32_t i = 0; i < 2 * ACD_ALARMS; i++)
		feed(link_down(i), false);
	cr_assert_eq(h->a->n_alarms, ACD_ALARMS);
	for (uint32_t i = 0; i < 2 * ACD_ALARMS; i++)
		feed(link_down(i), true);
	cr_assert_eq(h->a->n_alarms, 0);
	int64_t bad = h->counts[STAT_BAD_INPUT];
	m.id = ALARM_COUNT;
	feed(m, false);
	m.id = ALARM_LINK_DOWN;
	m.source = ROLE_COUNT;
	feed(m, false);
	m.source = ROLE_ISUP;
	m.raised_us = 0;
	feed(m, false);
	house_feed(h, CORE_FROM_CTL, ACD_CTL_ALARM, &m, sizeof(m) - 1);
	cr_assert_eq(h->counts[STAT_BAD_INPUT], bad + 4);
}
