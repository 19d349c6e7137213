/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the cases of Q.782 share. */
#include "tests/ss7/q782/q782.h"

#include <stdio.h>

#define TYPE 0xee /* no message of ISUP */

static unsigned next_out[SLS_VALUES], next_in[SLS_VALUES];
static unsigned lost, by_link[16];

static void
settle(void)
{
	bring_up();
	tester_pass(5000); /* changebacks of the beginning are over */
	forget_snm();
	memset(next_out, 0, sizeof(next_out));
	memset(next_in, 0, sizeof(next_in));
	memset(by_link, 0, sizeof(by_link));
}

void
house(enum ss7_form form, unsigned links)
{
	tester_open_links(form, links);
	settle();
}

void
house_of(enum ss7_form form, const char *config)
{
	tester_open(form, config);
	settle();
}

void
stps(enum ss7_form form, unsigned links_each, int mates)
{
	if (mates)
		tester_open_mates(form, links_each);
	else
		tester_open_stps(form, links_each);
	settle();
}

static int
try_post(unsigned sls)
{
	char hex[32];

	snprintf(hex, sizeof(hex), "%02x 00 %02x %02x %02x", sls, TYPE, next_out[sls] >> 8, next_out[sls] & 255);
	int rc = core_transfers(POINT_FAR, (uint8_t)sls, hex);
	next_out[sls] += rc == 0;
	return rc;
}

void
post(unsigned sls)
{
	int rc = try_post(sls);

	SS7_CHECK(rc == 0, "a message for SLS %u was refused: %s", sls, strerror(-rc));
}

void
post_refused(unsigned sls, int error)
{
	int rc = try_post(sls);

	SS7_CHECK(rc == error, "a message for SLS %u: %s, not %s", sls, strerror(-rc), strerror(-error));
}

void
post_all(unsigned rounds)
{
	while (rounds--)
		for (unsigned sls = 0; sls < SLS_VALUES; sls++)
			post(sls);
}

static void
read_all(void)
{
	for (const struct msu *m; (m = next_isup()) != NULL;) {
		if (m->body[0] != TYPE)
			continue;
		unsigned number = (unsigned)m->body[1] << 8 | m->body[2], sls = m->cic;
		SS7_CHECK(sls < SLS_VALUES && m->sls == sls, "SLS %u on a message of SLS %u", m->sls, sls);
		SS7_CHECK(number >= next_in[sls], "SLS %u: message %u comes twice or late, on link %d; %u was due", sls,
		    number, m->link, next_in[sls]);
		lost += number - next_in[sls];
		next_in[sls] = number + 1;
		by_link[m->link]++;
	}
}

void
all_arrived_but(unsigned may_be_lost)
{
	lost = 0;
	read_all();
	for (unsigned sls = 0; sls < SLS_VALUES; sls++) {
		lost += next_out[sls] - next_in[sls];
		next_in[sls] = next_out[sls];
	}
	SS7_CHECK(lost <= may_be_lost, "at %lld ms: %u messages are lost", (long long)tester_now_ms(), lost);
	memset(by_link, 0, sizeof(by_link));
}

void
all_arrived(void)
{
	all_arrived_but(0);
}

unsigned
came_by(unsigned link)
{
	read_all();
	return by_link[link];
}

unsigned
carries(unsigned link)
{
	all_arrived();
	post_all(1);
	unsigned n = came_by(link);
	all_arrived();
	return n;
}

unsigned
sls_by(unsigned link)
{
	for (unsigned sls = 0; sls < SLS_VALUES; sls++) {
		all_arrived();
		post(sls);
		int here = came_by(link) > 0;
		all_arrived();
		if (here)
			return sls;
	}
	ss7_fail(__FILE__, __LINE__, "no SLS goes by link %u", link);
}

void
not_carried(unsigned link)
{
	SS7_CHECK(!link_carries(link), "link %u carries traffic", link);
}

void
is_carried(unsigned link)
{
	SS7_CHECK(link_carries(link), "link %u carries no traffic", link);
}

void
wait_carried(unsigned link)
{
	for (int i = 0; i < 600 && !link_carries(link); i++)
		tester_pass(100);
	is_carried(link);
}
