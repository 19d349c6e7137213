/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wires: the matrix of the catalogue as rings and bells, sent over, slept on, made anew. */
#include "base/site.h"
#include "base/wires.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[64];
static struct site site;
static struct wires acd, crm;

static void
make_house(void)
{
	snprintf(dir, sizeof(dir), "/dev/shm/zj-wires-XXXXXX");
	cr_assert(mkdtemp(dir));
	site_defaults(&site);
	cr_assert_eq(wires_create(dir, &site), 0);
	cr_assert_eq(wires_attach(&acd, dir, ROLE_ACD), 0);
	cr_assert_eq(wires_attach(&crm, dir, ROLE_CRM), 0);
}

static void
remove_house(void)
{
	char command[96];

	wires_detach(&acd);
	wires_detach(&crm);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

static int
rung(const struct wires *w)
{
	struct pollfd fd = { .fd = w->bell, .events = POLLIN };

	return poll(&fd, 1, 0);
}

TestSuite(wires, .init = make_house, .fini = remove_house);

Test(wires, there_is_a_ring_for_each_pair_that_talks_and_no_other)
{
	char path[128];

	for (int src = 0; src < ROLE_COUNT; src++)
		for (int dst = 0; dst < ROLE_COUNT; dst++) {
			snprintf(path, sizeof(path), "%s/%s-%s.ring", dir, role_name[src], role_name[dst]);
			cr_assert_eq(access(path, F_OK) == 0, msg_pair(src, dst), "%s", path);
		}
	for (int r = 0; r < ROLE_COUNT; r++) {
		cr_assert_eq(ring_open(&acd.out[r]), msg_pair(ROLE_ACD, r));
		cr_assert_eq(ring_open(&acd.in[r]), msg_pair(r, ROLE_ACD));
	}
}

Test(wires, rings_have_the_size_that_the_configuration_says)
{
	cr_assert_eq(ring_capacity(&acd.out[ROLE_CRM]), UINT64_C(4096) * 1024);
	cr_assert_eq(ring_capacity(&acd.in[ROLE_CRM]), UINT64_C(1) << 20);
}

Test(wires, what_is_sent_arrives)
{
	struct msg_lookup lookup = { .session = 42 };
	struct ring_rec rec;

	cr_assert_eq(wires_send(&acd, ROLE_CRM, MSG_CALLER_LOOKUP, &lookup, sizeof(lookup)), 0);
	cr_assert_eq(ring_peek(&crm.in[ROLE_ACD], &rec), 1);
	cr_assert_eq(rec.type, MSG_CALLER_LOOKUP);
	cr_assert_eq(((const struct msg_lookup *)rec.data)->session, 42);
	cr_assert_eq(wires_send(&crm, ROLE_MEDIA, MSG_HELLO, &lookup, 8), -ENOTCONN, "crm and media do not talk");
}

Test(wires, a_sleeper_is_rung_and_others_are_not)
{
	struct msg_lookup lookup = { 0 };

	cr_assert_eq(wires_sleep(&crm), 0);
	wires_awake(&crm);
	cr_assert_eq(rung(&crm), 0);
	cr_assert_eq(wires_send(&acd, ROLE_CRM, MSG_CALLER_LOOKUP, &lookup, sizeof(lookup)), 0);
	cr_assert_eq(rung(&crm), 0, "it was awake");
	cr_assert_eq(wires_sleep(&crm), 1, "something waits: do not sleep");
	struct ring_rec rec;
	cr_assert_eq(ring_peek(&crm.in[ROLE_ACD], &rec), 1);
	ring_next(&crm.in[ROLE_ACD]);
	cr_assert_eq(wires_sleep(&crm), 0);
	cr_assert_eq(wires_send(&acd, ROLE_CRM, MSG_CALLER_LOOKUP, &lookup, sizeof(lookup)), 0);
	cr_assert_eq(rung(&crm), 1);
	wires_awake(&crm);
	cr_assert_eq(rung(&crm), 0);
}

Test(wires, a_sender_that_waits_for_room_is_rung_when_there_is_some)
{
	struct msg_hello hello = { 0 };
	struct ring_rec rec;

	while (wires_send(&crm, ROLE_ACD, MSG_HELLO, &hello, sizeof(hello)) == 0)
		;
	wires_awake(&crm);
	cr_assert_eq(rung(&crm), 0);
	while (ring_peek(&acd.in[ROLE_CRM], &rec) == 1)
		ring_next(&acd.in[ROLE_CRM]);
	wires_release(&acd, ROLE_CRM);
	cr_assert_eq(rung(&crm), 1);
	cr_assert_eq(wires_send(&crm, ROLE_ACD, MSG_HELLO, &hello, sizeof(hello)), 0);
}

Test(wires, a_role_is_held_once)
{
	struct wires other;

	cr_assert_eq(wires_attach(&other, dir, ROLE_ACD), -EBUSY);
	wires_detach(&acd);
	cr_assert_eq(wires_attach(&acd, dir, ROLE_ACD), 0);
}

Test(wires, making_them_again_keeps_what_fits_and_replaces_what_does_not)
{
	uint64_t facts = ring_instance(&acd.out[ROLE_CRM]), answers = ring_instance(&acd.in[ROLE_CRM]);

	wires_detach(&acd);
	wires_detach(&crm);
	cr_expect(wires_fit(dir, &site));
	site.crm.facts_kb = 300;
	cr_expect(!wires_fit(dir, &site));
	cr_assert_eq(wires_create(dir, &site), 0);
	cr_assert_eq(wires_attach(&acd, dir, ROLE_ACD), 0);
	cr_assert_eq(ring_instance(&acd.in[ROLE_CRM]), answers);
	cr_assert_neq(ring_instance(&acd.out[ROLE_CRM]), facts);
	cr_assert_eq(ring_capacity(&acd.out[ROLE_CRM]), 512u * 1024, "rounded up to a power of two");
	cr_expect(wires_fit(dir, &site));
}

Test(wires, all_bells_ring_when_a_child_died)
{
	wires_awake(&acd);
	wires_awake(&crm);
	cr_assert_eq(rung(&acd) + rung(&crm), 0);
	wires_ring_all(dir);
	cr_assert_eq(rung(&acd) + rung(&crm), 2);
}

Test(wires, what_was_never_attached_can_be_detached)
{
	struct wires none = { 0 };

	wires_detach(&none);
	cr_assert_geq(fcntl(0, F_GETFD), 0, "descriptor 0 was not ours to close");
}
