/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rings: what a producer commits a consumer gets, in order, whoever is restarted in between; and nothing else. */
#include "base/ring.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CAPACITY 4096u

static char dir[64], path[80];
static struct ring tx, rx;
static struct ring_spec spec = { .src = 1, .dst = 2, .capacity = CAPACITY, .catalogue = 77 };

static void
make_ring(void)
{
	snprintf(dir, sizeof(dir), "/dev/shm/zj-ring-XXXXXX");
	cr_assert(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/a-b.ring", dir);
	cr_assert_eq(ring_create(path, &spec, false), 0);
	cr_assert_eq(ring_attach_producer(&tx, path, &spec), 0);
	cr_assert_eq(ring_attach_consumer(&rx, path, &spec), 0);
}

static void
remove_ring(void)
{
	ring_detach(&tx);
	ring_detach(&rx);
	unlink(path);
	rmdir(dir);
}

static void
send_text(const char *text)
{
	cr_assert_eq(ring_send(&tx, 5, text, (uint32_t)strlen(text)), 0);
}

static void
expect(const char *text, uint64_t seq)
{
	struct ring_rec rec;

	cr_assert_eq(ring_peek(&rx, &rec), 1);
	cr_assert_eq(rec.type, 5);
	cr_assert_eq(rec.len, strlen(text));
	cr_assert_arr_eq(rec.data, text, rec.len);
	cr_assert_eq(rec.seq, seq);
	ring_next(&rx);
}

static void
expect_nothing(void)
{
	struct ring_rec rec;

	cr_assert_eq(ring_peek(&rx, &rec), 0);
	cr_assert_not(ring_ready(&rx));
}

/* Change octets of the file behind everybody's back. */
static void
scribble(off_t at, const void *octets, size_t n)
{
	int fd = open(path, O_RDWR);

	cr_assert_eq(pwrite(fd, octets, n, at), (ssize_t)n);
	close(fd);
}

TestSuite(ring, .init = make_ring, .fini = remove_ring);

Test(ring, records_arrive_in_order_with_their_numbers)
{
	expect_nothing();
	send_text("one");
	send_text("");
	send_text("three");
	expect("one", 1);
	expect("", 2);
	expect("three", 3);
	expect_nothing();
	cr_assert_eq(ring_next_seq(&tx), 4);
}

Test(ring, a_record_over_the_end_of_the_data_is_in_one_piece)
{
	uint8_t out[700];
	struct ring_rec rec;

	for (unsigned lap = 0; lap < 1000; lap++) {
		uint32_t len = 1 + lap * 37 % sizeof(out);
		memset(out, (int)lap, len);
		cr_assert_eq(ring_send(&tx, (uint16_t)lap, out, len), 0);
		cr_assert_eq(ring_peek(&rx, &rec), 1);
		cr_assert_eq(rec.len, len);
		cr_assert_eq(rec.type, lap);
		cr_assert_arr_eq(rec.data, out, len);
		ring_next(&rx);
		ring_release(&rx);
	}
}

Test(ring, full_ring_refuses_until_the_consumer_releases)
{
	uint8_t big[1008] = { 0 };
	unsigned n = 0;

	while (ring_send(&tx, 1, big, sizeof(big)) == 0)
		n++;
	cr_assert_eq(n, 3, "three of 1024 octets fit beside the prepared header, a fourth does not");
	cr_assert_lt(ring_room(&tx), ring_cost(sizeof(big)));
	cr_assert_eq(ring_waiting(&tx), 3 * ring_cost(sizeof(big)));

	struct ring_rec rec;
	cr_assert_eq(ring_peek(&rx, &rec), 1);
	ring_next(&rx);
	cr_assert_eq(ring_send(&tx, 1, big, sizeof(big)), -ENOSPC, "passing over gives no room back, releasing does");
	cr_assert(ring_release(&rx), "the producer had said that it waits");
	cr_assert_eq(ring_send(&tx, 1, big, sizeof(big)), 0);
	cr_assert_eq(ring_peek(&rx, &rec), 1);
	ring_next(&rx);
	cr_assert_not(ring_release(&rx), "nobody waits any more");
}

Test(ring, what_can_never_fit_is_told_apart)
{
	uint8_t big[CAPACITY / 4 + 1] = { 0 };

	cr_assert_eq(ring_send(&tx, 1, big, sizeof(big)), -EMSGSIZE);
	cr_assert_eq(ring_send(&tx, 1, big, sizeof(big) - 1), 0);
}

Test(ring, restarted_producer_goes_on_with_the_next_number)
{
	send_text("one");
	send_text("two");
	expect("one", 1);
	ring_release(&rx);
	ring_detach(&tx);
	cr_assert_eq(ring_attach_producer(&tx, path, &spec), 0);
	cr_assert_eq(ring_next_seq(&tx), 3);
	cr_assert_eq(ring_epoch(&tx), 2);
	send_text("three");
	expect("two", 2);
	expect("three", 3);
}

Test(ring, restarted_consumer_sees_again_what_it_did_not_release)
{
	send_text("one");
	send_text("two");
	send_text("three");
	expect("one", 1);
	ring_release(&rx);
	expect("two", 2);
	ring_detach(&rx);
	cr_assert_eq(ring_attach_consumer(&rx, path, &spec), 0);
	expect("two", 2);
	expect("three", 3);
}

Test(ring, each_role_is_held_once)
{
	struct ring other;

	cr_assert_eq(ring_attach_producer(&other, path, &spec), -EBUSY);
	cr_assert_eq(ring_attach_consumer(&other, path, &spec), -EBUSY);
	ring_detach(&tx);
	cr_assert_eq(ring_attach_producer(&other, path, &spec), 0);
	ring_detach(&other);
}

Test(ring, sleeping_consumer_is_seen_by_the_producer)
{
	cr_assert_not(ring_peer_asleep(&tx));
	ring_sleep(&rx, true);
	cr_assert_not(ring_ready(&rx));
	send_text("wake");
	cr_assert(ring_peer_asleep(&tx));
	cr_assert(ring_ready(&rx));
	ring_sleep(&rx, false);
	cr_assert_not(ring_peer_asleep(&tx));
}

Test(ring, other_ends_catalogue_capacity_or_layout_are_refused)
{
	struct ring other;
	struct ring_spec wrong = spec;

	ring_detach(&tx);
	wrong.src = 3;
	cr_assert_eq(ring_attach_producer(&other, path, &wrong), -EBADMSG);
	wrong = spec, wrong.catalogue++;
	cr_assert_eq(ring_attach_producer(&other, path, &wrong), -EBADMSG);
	wrong = spec, wrong.capacity *= 2;
	cr_assert_eq(ring_check(path, &wrong), -EBADMSG);
	wrong.capacity = 0;
	cr_assert_eq(ring_check(path, &wrong), 0);
	scribble(8, &(uint32_t){ RING_ABI + 1 }, 4);
	cr_assert_eq(ring_attach_producer(&other, path, &spec), -EBADMSG);
	cr_assert_eq(truncate(path, 5000), 0);
	cr_assert_eq(ring_check(path, &spec), -EBADMSG);
	cr_assert_eq(ring_check("/dev/shm/no/such.ring", &spec), -ENOENT);
}

Test(ring, existing_file_is_kept_unless_replaced)
{
	uint64_t instance = ring_instance(&tx);

	cr_assert_eq(ring_create(path, &spec, false), -EEXIST);
	cr_assert_eq(ring_create(path, &spec, true), 0);
	ring_detach(&tx);
	cr_assert_eq(ring_attach_producer(&tx, path, &spec), 0);
	cr_assert_neq(ring_instance(&tx), instance);
}

Test(ring, impossible_records_break_the_ring_for_its_reader)
{
	struct ring_rec rec;

	send_text("one");
	scribble(4096, &(uint64_t){ UINT64_C(1) << 63 | 0xffffff }, 8);
	cr_assert_eq(ring_peek(&rx, &rec), -EBADMSG);
	scribble(4096, &(uint64_t){ UINT64_C(1) << 63 | 3 }, 8);
	cr_assert_eq(ring_peek(&rx, &rec), -EBADMSG, "once broken, broken until somebody attaches anew");
}

Test(ring, a_gap_in_the_numbers_breaks_the_ring)
{
	struct ring_rec rec;

	send_text("one");
	scribble(4096 + 8, &(uint64_t){ 2 }, 8);
	cr_assert_eq(ring_peek(&rx, &rec), -EBADMSG);
	ring_detach(&tx);
	cr_assert_eq(ring_attach_producer(&tx, path, &spec), -EBADMSG, "nor can a producer find its next number");
}

Test(ring, a_consumer_that_lies_about_its_head_gets_nothing_overwritten)
{
	uint8_t big[1008] = { 0 };

	while (ring_send(&tx, 1, big, sizeof(big)) == 0)
		;
	scribble(128, &(uint64_t){ UINT64_C(1) << 40 }, 8);
	cr_assert_eq(ring_send(&tx, 1, big, sizeof(big)), -ENOSPC);
	scribble(128, &(uint64_t){ 8 }, 8);
	cr_assert_eq(ring_send(&tx, 1, big, sizeof(big)), -ENOSPC);
}

Test(ring, a_head_between_records_is_refused_at_attach)
{
	struct ring other;

	ring_detach(&rx);
	scribble(128, &(uint64_t){ 42 }, 8);
	cr_assert_eq(ring_attach_consumer(&other, path, &spec), -EBADMSG);
	scribble(128, &(uint64_t){ 16 }, 8);
	cr_assert_eq(ring_attach_consumer(&other, path, &spec), -EBADMSG, "no record has number 0");
}
