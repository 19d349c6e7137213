/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Level 2 peers (Q.703, basic error correction), one per link.
 *
 * As on a real line the last unit stands on it until another is written: a peer remembers what it heard last and looks at it
 * again when it is restored, and it never writes an equal unit twice in a row.  A peer goes along with whatever alignment
 * the core begins; how long to prove is the core's to know.
 */
#include "tests/ss7/tester_inside.h"

#include <string.h>

enum { SIO, SIN, SIE, SIOS, SIPO, SIB };

static struct peer *
peer_of(unsigned link)
{
	SS7_CHECK(link < (unsigned)world->site.n_links, "there is no link %u", link);
	return &world->peers[link];
}

/* ---- to the core ---- */

static void
deliver(unsigned link, const uint8_t *octets, size_t len)
{
	union {
		uint64_t aligned;
		struct isup_in_unit head;
		uint8_t octets[sizeof(struct isup_in_unit) + UNIT_MAX];
	} in = { .head = { .link = (uint16_t)link, .len = (uint16_t)len } };

	memcpy(in.head.octets, octets, len);
	ss7_unit(world->now_us, link, 0, octets, len);
	world_step(CORE_FROM_LINE, ISUP_IN_UNIT, &in, (uint32_t)(sizeof(in.head) + len));
}

static void
say(unsigned link, const uint8_t *octets, size_t len)
{
	struct peer *p = peer_of(link);

	if (p->said.len == len && memcmp(p->said.octets, octets, len) == 0)
		return;
	p->said.len = (uint16_t)len;
	memcpy(p->said.octets, octets, len);
	if (!p->cut)
		deliver(link, octets, len);
}

/* BSN and FSN with their indicator bits. */
static void
numbers(const struct peer *p, unsigned fsn, uint8_t octets[2])
{
	octets[0] = (uint8_t)(p->bib << 7 | p->shown);
	octets[1] = (uint8_t)(p->fib << 7 | fsn);
}

static void
say_status(unsigned link, uint8_t status)
{
	struct peer *p = peer_of(link);
	uint8_t unit[4] = { 0, 0, 1, status };

	numbers(p, p->fsn, unit);
	say(link, unit, sizeof(unit));
}

static void
say_fisu(unsigned link)
{
	struct peer *p = peer_of(link);
	uint8_t unit[3] = { 0 };

	if (p->busy) {
		say_status(link, SIB);
		return;
	}
	numbers(p, p->fsn, unit);
	say(link, unit, sizeof(unit));
}

static void
write_msu(unsigned link, unsigned fsn)
{
	struct peer *p = peer_of(link);
	const struct unit *msu = &p->sent[fsn];
	uint8_t unit[UNIT_MAX];

	numbers(p, fsn, unit);
	unit[2] = (uint8_t)(msu->len < 63 ? msu->len : 63);
	memcpy(unit + 3, msu->octets, msu->len);
	say(link, unit, 3u + msu->len);
}

void
peer_says_msu(unsigned link, const uint8_t *msu, size_t len)
{
	struct peer *p = peer_of(link);

	SS7_CHECK(p->state == PEER_SERVICE, "link %u is not in service, the tester cannot send %s", link,
	    world_text(msu, len));
	SS7_CHECK(len + 3 <= UNIT_MAX, "message of %zu octets", len);
	SS7_CHECK(((p->fsn - p->acked) & 127) < 127, "link %u: 127 messages of the tester are not acknowledged", link);
	p->fsn = (p->fsn + 1) & 127;
	p->sent[p->fsn].len = (uint16_t)len;
	memcpy(p->sent[p->fsn].octets, msu, len);
	if (!p->outage)
		write_msu(link, p->fsn);
}

/* ---- from the core ---- */

static void
reset(struct peer *p)
{
	p->bib = p->fib = 1;
	p->accepted = p->shown = p->fsn = p->acked = 127;
	p->test_answered = p->test_passed = 0;
}

static void
out_of_service(unsigned link)
{
	struct peer *p = peer_of(link);

	if (p->state == PEER_SERVICE)
		mtp_in_service(link, 0);
	p->state = PEER_OUT;
	p->test_answered = p->test_passed = 0;
}

static void
begin(unsigned link)
{
	struct peer *p = peer_of(link);

	out_of_service(link);
	reset(p);
	p->state = PEER_ALIGNING;
	say_status(link, SIO);
}

static void
in_service(unsigned link)
{
	struct peer *p = peer_of(link);

	p->state = PEER_SERVICE;
	if (p->outage)
		say_status(link, SIPO);
	else
		say_fisu(link);
	mtp_in_service(link, 1);
}

static void
hear_status(unsigned link, uint8_t status)
{
	struct peer *p = peer_of(link);

	switch (status) {
	case SIO:
		if (p->refuses)
			break;
		begin(link);
		say_status(link, p->emergency ? SIE : SIN);
		break;
	case SIN:
	case SIE:
		if (p->refuses)
			break;
		if (p->state != PEER_ALIGNING)
			begin(link);
		say_status(link, p->emergency ? SIE : SIN);
		break;
	case SIOS:
		if (p->state != PEER_OUT) {
			out_of_service(link);
			say_status(link, SIOS);
		}
		break;
	case SIPO:
		if (p->state == PEER_ALIGNING)
			in_service(link);
		break;
	default: /* SIB: our messages wait, nothing to be done */
		break;
	}
}

/* What the core says of our messages: accepted up to BSN, and whether it asks for the rest again. */
static void
hear_acknowledgement(unsigned link, const uint8_t *unit)
{
	struct peer *p = peer_of(link);
	unsigned bsn = unit[0] & 127;
	uint8_t bib = unit[0] >> 7;

	SS7_CHECK(((bsn - p->acked) & 127) <= ((p->fsn - p->acked) & 127), "link %u: BSN %u, expected %u to %u", link,
	    bsn, p->acked, p->fsn);
	p->acked = bsn;
	if (bib == p->fib)
		return;
	p->fib = bib;
	for (unsigned fsn = bsn; fsn != p->fsn;) {
		fsn = (fsn + 1) & 127;
		write_msu(link, fsn);
	}
}

static void
hear_message(unsigned link, const uint8_t *unit, size_t len)
{
	struct peer *p = peer_of(link);
	unsigned fsn = unit[1] & 127;
	uint8_t fib = unit[1] >> 7;

	if (fib != p->bib || (fsn == p->accepted && len > 5))
		return;
	if (fsn != ((p->accepted + (len > 5)) & 127)) {
		p->bib ^= 1; /* one is missing: ask for it */
		say_fisu(link);
		return;
	}
	if (len <= 5)
		return;
	SS7_CHECK(unit[2] == (len - 3 < 63 ? len - 3 : 63), "link %u: length indicator %u of %zu octets", link, unit[2],
	    len - 3);
	if (p->busy) /* a congested receiver takes nothing in */
		return;
	p->accepted = fsn;
	if (!p->holds_acks)
		p->shown = fsn;
	mtp_hears(link, unit + 3, len - 3);
	if (p->state == PEER_SERVICE && !p->holds_acks && !p->outage)
		say_fisu(link);
}

void
peer_hears(unsigned link, const uint8_t *unit, size_t len)
{
	struct peer *p = peer_of(link);

	p->heard.len = (uint16_t)len;
	memcpy(p->heard.octets, unit, len);
	if (p->cut || p->loses)
		return;
	if (len == 4 || len == 5) {
		hear_status(link, unit[3] & 7);
		return;
	}
	if (p->state == PEER_ALIGNING && !p->refuses)
		in_service(link);
	if (p->state != PEER_SERVICE)
		return;
	hear_acknowledgement(link, unit);
	hear_message(link, unit, len);
}

/* ---- what a case asks for ---- */

static void
hear_again(unsigned link)
{
	struct unit heard = peer_of(link)->heard;

	if (heard.len)
		peer_hears(link, heard.octets, heard.len);
}

void
line_fail(unsigned link)
{
	peer_of(link)->refuses = 1;
	out_of_service(link);
	say_status(link, SIOS);
}

void
line_cut(unsigned link, int on)
{
	struct peer *p = peer_of(link);

	p->cut = on;
	if (on)
		return;
	if (p->said.len)
		deliver(link, p->said.octets, p->said.len);
	hear_again(link);
}

void
line_lose(unsigned link, int on)
{
	peer_of(link)->loses = on;
	if (!on)
		hear_again(link);
}

void
line_hold_acks(unsigned link, int on)
{
	struct peer *p = peer_of(link);

	p->holds_acks = on;
	if (on)
		return;
	p->shown = p->accepted;
	if (p->state == PEER_SERVICE)
		say_fisu(link);
}

void
line_outage(unsigned link, int on)
{
	struct peer *p = peer_of(link);

	p->outage = on;
	if (p->state != PEER_SERVICE)
		return;
	if (on)
		say_status(link, SIPO);
	else
		say_fisu(link);
}

void
line_busy(unsigned link, int on)
{
	struct peer *p = peer_of(link);

	p->busy = on;
	if (on)
		say_status(link, SIB);
	else
		hear_again(link);
	if (p->state == PEER_SERVICE && !on)
		say_fisu(link);
}

void
line_restore(unsigned link)
{
	struct peer *p = peer_of(link);
	int was_cut = p->cut;

	p->refuses = p->loses = p->holds_acks = p->outage = p->busy = p->cut = 0;
	p->shown = p->accepted;
	if (was_cut && p->said.len)
		deliver(link, p->said.octets, p->said.len);
	if (p->state == PEER_SERVICE)
		say_fisu(link);
	hear_again(link);
}

static void
event(unsigned link, enum isup_in type, uint16_t what)
{
	struct isup_in_event in = { .link = (uint16_t)link, .event = what };

	world_step(CORE_FROM_LINE, type, &in, sizeof(in));
}

enum { EV_ALARM = 1, EV_NOALARM, EV_BADFCS }; /* as the line's driver numbers them */

void
line_alarm(unsigned link, int on)
{
	event(link, ISUP_IN_EVENT, on ? EV_ALARM : EV_NOALARM);
}

void
line_errors(unsigned link, unsigned n)
{
	while (n--)
		event(link, ISUP_IN_EVENT, EV_BADFCS);
}

void
line_emergency(unsigned link, int on)
{
	peer_of(link)->emergency = on;
}

void
line_say(unsigned link, const char *hex)
{
	uint8_t octets[UNIT_MAX];
	size_t len = world_hex(set_form(link_set(link)), hex, octets, sizeof(octets));

	deliver(link, octets, len);
}

int
line_in_service(unsigned link)
{
	return peer_of(link)->state == PEER_SERVICE;
}

int
line_status(unsigned link)
{
	const struct unit *heard = &peer_of(link)->heard;

	return heard->len == 4 || heard->len == 5 ? heard->octets[3] & 7 : -1;
}

unsigned
line_fsn_accepted(unsigned link)
{
	return peer_of(link)->accepted;
}

unsigned
line_bsn_core(unsigned link)
{
	return peer_of(link)->heard.octets[0] & 127;
}
