/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Level 3 of the far ends (Q.704, Q.707): labels, messages said and heard, and what is answered without being told.
 *
 * Everything the core sends is looked at: network indicator, spare bits, our point code as its origin.  With ANSI labels a
 * management message has the SLC in its body; here it is always shown and given as in ITU networks (in sls).
 */
#include "tests/ss7/tester_inside.h"

#include "isup/mtp3.h"

#include <stdio.h>
#include <string.h>

enum { SI_SNM = 0, SI_SLT = 1, SI_SLT_ANSI = 2, SI_ISUP = 5 };

/* ---- labels and point codes ---- */

size_t
pc_put(int form, uint32_t pc, uint8_t *octets)
{
	octets[0] = (uint8_t)pc;
	octets[1] = (uint8_t)(pc >> 8);
	if (form == LABEL_ITU14)
		return 2;
	octets[2] = (uint8_t)(pc >> 16);
	return 3;
}

static uint32_t
pc_get(int form, const uint8_t *octets)
{
	uint32_t pc = octets[0] | (uint32_t)octets[1] << 8;

	return form == LABEL_ITU14 ? pc & 0x3fff : pc | (uint32_t)octets[2] << 16;
}

uint32_t
pc_of_text(int form, const char *text)
{
	unsigned a, b, c;
	int n = sscanf(text, "%u-%u-%u", &a, &b, &c);

	SS7_CHECK(n == 1 || n == 3, "no point code: %s", text);
	if (n == 1)
		return a;
	return form == LABEL_ITU14 ? a << 11 | b << 3 | c : a << 16 | b << 8 | c;
}

size_t
label_put(int form, uint32_t dpc, uint32_t opc, uint8_t sls, uint8_t *octets)
{
	if (form == LABEL_ITU14) {
		uint32_t bits = dpc | opc << 14 | (uint32_t)sls << 28;

		for (int i = 0; i < 4; i++)
			octets[i] = (uint8_t)(bits >> 8 * i);
		return 4;
	}
	pc_put(form, dpc, octets);
	pc_put(form, opc, octets + 3);
	octets[6] = sls;
	return 7;
}

static size_t
label_get(int form, const uint8_t *octets, size_t len, struct msu *m)
{
	size_t size = form == LABEL_ITU14 ? 4 : 7;

	SS7_CHECK(len >= size, "a label of %zu octets", len);
	if (form == LABEL_ITU14) {
		uint32_t bits =
		    octets[0] | (uint32_t)octets[1] << 8 | (uint32_t)octets[2] << 16 | (uint32_t)octets[3] << 24;

		m->dpc = bits & 0x3fff;
		m->opc = bits >> 14 & 0x3fff;
		m->sls = (uint8_t)(bits >> 28);
		return size;
	}
	m->dpc = pc_get(form, octets);
	m->opc = pc_get(form, octets + 3);
	m->sls = octets[6];
	SS7_CHECK(form == LABEL_ANSI24 || m->sls < 16, "spare bits beside the SLS: %02x", m->sls);
	return size;
}

/* ---- link sets of the configuration ---- */

int
link_set(unsigned link)
{
	SS7_CHECK(link < (unsigned)world->site.n_links, "there is no link %u", link);
	return site_linkset(&world->site, world->site.links[link].linkset);
}

int
set_form(int set)
{
	return world->site.linksets[set].label;
}

uint32_t
set_apc(int set)
{
	return pc_of_text(set_form(set), world->site.linksets[set].apc);
}

uint32_t
set_opc(int set)
{
	return pc_of_text(set_form(set), world->site.linksets[set].opc);
}

static unsigned
slc_of(unsigned link)
{
	return (unsigned)world->site.links[link].slc;
}

/* The link of that set with that SLC, or -1. */
static int
link_of(int set, unsigned slc)
{
	for (int i = 0; i < world->site.n_links; i++)
		if (link_set((unsigned)i) == set && slc_of((unsigned)i) == slc)
			return i;
	return -1;
}

/* ---- saying ---- */

static void
send(unsigned link, uint8_t si, uint32_t dpc, uint32_t opc, uint8_t sls, const uint8_t *body, size_t len)
{
	uint8_t msu[UNIT_MAX];
	int set = link_set(link);
	size_t at = 1;

	msu[0] = si & 0xc0 ? si : (uint8_t)(si | world->site.linksets[set].ni << 6);
	at += label_put(set_form(set), dpc, opc, sls, msu + at);
	SS7_CHECK(at + len < sizeof(msu), "a body of %zu octets", len);
	memcpy(msu + at, body, len);
	peer_says_msu(link, msu, at + len);
}

void
say_msu(unsigned link, uint8_t si, uint32_t dpc, uint32_t opc, uint8_t sls, const char *hex)
{
	uint8_t body[UNIT_MAX];

	send(link, si, dpc, opc, sls, body, world_hex(set_form(link_set(link)), hex, body, sizeof(body)));
}

void
say_raw(unsigned link, const char *hex)
{
	uint8_t msu[UNIT_MAX];

	peer_says_msu(link, msu, world_hex(set_form(link_set(link)), hex, msu, sizeof(msu)));
}

/* With ANSI labels: messages of these groups begin with the SLC, four bits. */
static int
has_slc(int form, uint8_t code)
{
	unsigned group = code & 15;

	return form == LABEL_ANSI24 && (group == 1 || group == 2 || group == 6);
}

static size_t
shift_in(uint8_t *body, size_t len, unsigned slc)
{
	unsigned number = len > 1 ? body[1] : 0;

	body[1] = (uint8_t)(slc | number << 4);
	if (len < 2)
		return 2;
	body[2] = (uint8_t)(number >> 4);
	return 3;
}

static size_t
shift_out(uint8_t *body, size_t len, uint8_t *slc)
{
	SS7_CHECK(len >= 2, "no SLC behind heading %02x", body[0]);
	*slc = body[1] & 15;
	if (len < 3)
		return 1;
	body[1] = (uint8_t)(body[1] >> 4 | body[2] << 4);
	return 2;
}

/* From that adjacent point, by whichever link. */
static void
say_snm_from(unsigned link, uint32_t opc, unsigned slc, enum tester_snm code, const char *hex)
{
	int set = link_set(link), form = set_form(set);
	uint8_t body[UNIT_MAX] = { (uint8_t)code };
	size_t len = 1 + world_hex(form, hex, body + 1, sizeof(body) - 1);

	if (has_slc(form, body[0]))
		len = shift_in(body, len, slc);
	send(link, SI_SNM, set_opc(set), opc, (uint8_t)slc, body, len);
}

void
say_snm_about(unsigned link, unsigned slc, enum tester_snm code, const char *hex)
{
	say_snm_from(link, set_apc(link_set(link)), slc, code, hex);
}

void
say_snm(unsigned link, enum tester_snm code, const char *body)
{
	say_snm_about(link, slc_of(link), code, body);
}

void
say_slt(unsigned link, int code, const char *hex)
{
	int set = link_set(link), form = set_form(set);
	uint8_t body[UNIT_MAX] = { (uint8_t)code };
	size_t len = 1 + world_hex(form, hex, body + 1, sizeof(body) - 1);

	send(link, form == LABEL_ANSI24 ? SI_SLT_ANSI : SI_SLT, set_opc(set), set_apc(set), (uint8_t)slc_of(link), body,
	    len);
}

/* ---- what is done without being told ---- */

void
answer_by_itself(enum tester_auto what, int on)
{
	if (what == AUTO_ALL)
		for (int i = 0; i < AUTO_ALL; i++)
			world->answers[i] = on;
	else
		world->answers[what] = on;
}

static void
test(unsigned link)
{
	char hex[32];

	snprintf(hex, sizeof(hex), "%x0 74 73 74 %02x %02x", 5, link, ++world->peers[link].test_no);
	if (set_form(link_set(link)) == LABEL_ANSI24)
		hex[1] = "0123456789abcdef"[slc_of(link)];
	say_slt(link, SLT_SLTM, hex);
}

void
mtp_in_service(unsigned link, int up)
{
	int set = link_set(link), others = 0;

	for (int i = 0; i < world->site.n_links; i++)
		others += i != (int)link && link_set((unsigned)i) == set && world->peers[i].test_passed;
	if (up && world->answers[AUTO_SLTM] && !world->peers[link].outage)
		test(link);
	if (!up && !others)
		world->set_up[set] = 0;
}

/* Both ends have tested the link: the first of a set says that traffic may start. */
static void
tested(unsigned link)
{
	const struct peer *p = &world->peers[link];
	int set = link_set(link);

	if (!p->test_answered || !p->test_passed || world->set_up[set] || !world->answers[AUTO_TRA])
		return;
	world->set_up[set] = 1;
	say_snm_about(link, 0, SNM_TRA, "");
}

static void
hear_test(struct msu *m)
{
	struct peer *p = &world->peers[m->link];
	unsigned pattern = m->len > 1 ? m->body[1] >> 4 : 0;

	SS7_CHECK(
	    m->len >= 2 && pattern + 2 == m->len, "link test of %u octets: %s", m->len, world_text(m->body, m->len));
	SS7_CHECK(m->sls == slc_of((unsigned)m->link), "link %d: test with SLC %u", m->link, m->sls);
	if (m->body[0] == SLT_SLTM && world->answers[AUTO_SLTA]) {
		uint8_t body[UNIT_MAX];

		memcpy(body, m->body, m->len);
		body[0] = SLT_SLTA;
		send((unsigned)m->link, m->sio & 15, m->opc, m->dpc, m->sls, body, m->len);
		p->test_answered = 1;
		tested((unsigned)m->link);
	} else if (m->body[0] == SLT_SLTA && world->answers[AUTO_SLTM]) {
		SS7_CHECK(pattern == 5 && memcmp(m->body + 2, "tst", 3) == 0 && m->body[6] == p->test_no,
		    "link %d: SLTA with another pattern: %s", m->link, world_text(m->body, m->len));
		p->test_passed = 1;
		tested((unsigned)m->link);
	}
}

/* The set to that adjacent point, or -1. */
static int
set_to(uint32_t apc)
{
	for (int i = 0; i < world->site.n_linksets; i++)
		if (set_apc(i) == apc)
			return i;
	return -1;
}

/* The order may have come by another link set than the one it is about. */
static void
answer_changeover(const struct msu *m, int emergency)
{
	int about = link_of(set_to(m->dpc), m->sls);
	char fsn[8] = "";

	if (about < 0)
		return;
	if (!emergency)
		snprintf(fsn, sizeof(fsn), "%02x", line_fsn_accepted((unsigned)about));
	say_snm_from((unsigned)m->link, m->dpc, m->sls, emergency ? SNM_ECA : SNM_COA, fsn);
}

static void
answer_management(const struct msu *m)
{
	unsigned link = (unsigned)m->link;
	char code[8] = "";

	switch (m->body[0]) {
	case SNM_COO:
	case SNM_ECO:
		if (world->answers[AUTO_COA])
			answer_changeover(m, m->body[0] == SNM_ECO);
		break;
	case SNM_CBD:
		snprintf(code, sizeof(code), "%02x", m->body[1]);
		if (world->answers[AUTO_CBA])
			say_snm_about(link, m->sls, SNM_CBA, code);
		break;
	case SNM_LIN:
	case SNM_LUN:
		if (world->answers[AUTO_LIA])
			say_snm_about(link, m->sls, m->body[0] == SNM_LIN ? SNM_LIA : SNM_LUA, "");
		break;
	default:
		break;
	}
}

/* ---- hearing ---- */

static struct msu *
keep(struct heard *heard, const struct msu *m)
{
	if (heard->n == HEARD_MAX) {
		unsigned n = 0;

		for (unsigned i = 0; i < heard->n; i++)
			if (!heard->taken[i])
				heard->msus[n++] = heard->msus[i];
		memset(heard->taken, 0, sizeof(heard->taken));
		heard->n = n;
		SS7_CHECK(n < HEARD_MAX, "%u messages that no case asked for, the first: %s", n,
		    world_text(heard->msus[0].body, heard->msus[0].len));
	}
	heard->taken[heard->n] = 0;
	heard->msus[heard->n] = *m;
	return &heard->msus[heard->n++];
}

void
mtp_hears(unsigned link, const uint8_t *msu, size_t len)
{
	int set = link_set(link);
	struct msu m = { .at_ms = tester_now_ms(), .link = (int)link, .form = set_form(set), .sio = msu[0] };
	size_t at = 1 + label_get(m.form, msu + 1, len - 1, &m);
	uint8_t si = m.sio & 15;

	SS7_CHECK(m.sio >> 6 == world->site.linksets[set].ni, "link %u: network indicator %u", link, m.sio >> 6);
	SS7_CHECK(m.form == LABEL_ANSI24 || world->site.linksets[set].congestion || (m.sio & 0x30) == 0,
	    "link %u: spare bits of SIO %02x", link, m.sio);
	SS7_CHECK(m.opc == set_opc(set), "link %u: from point code %u", link, m.opc);
	SS7_CHECK(len > at, "link %u: a label and no more: %s", link, world_text(msu, len));
	if (si == SI_ISUP) {
		SS7_CHECK(len > at + 2, "link %u: a CIC and no more", link);
		m.cic = msu[at] | (unsigned)msu[at + 1] << 8;
		at += 2;
	}
	m.len = (uint16_t)(len - at);
	SS7_CHECK(m.len <= sizeof(m.body), "link %u: %zu octets", link, len);
	memcpy(m.body, msu + at, m.len);
	if (si == SI_ISUP) {
		keep(&world->user, &m);
	} else if (si == (m.form == LABEL_ANSI24 ? SI_SLT_ANSI : SI_SLT)) {
		if (!world->answers[m.len && m.body[0] == SLT_SLTM ? AUTO_SLTA : AUTO_SLTM])
			keep(&world->slt, &m);
		hear_test(&m);
	} else {
		SS7_CHECK(si == SI_SNM, "link %u: service indicator %u", link, si);
		if (has_slc(m.form, m.body[0]))
			m.len = (uint16_t)shift_out(m.body, m.len, &m.sls);
		keep(&world->snm, &m);
		answer_management(&m);
	}
}

/* ---- asking ---- */

static const char *
name_of(const struct msu *m, int is_test)
{
	static char text[512];
	const char *name = "?";

	if (is_test)
		name = m->body[0] == SLT_SLTM ? "SLTM" : "SLTA";
	else
		switch (m->body[0]) {
#define X(id, code)         \
	case code:          \
		name = #id; \
		break;
			TESTER_SNM(X)
#undef X
		default:
			break;
		}
	snprintf(text, sizeof(text), "%s on link %d at %lld ms, SLC %u: %s", name, m->link, (long long)m->at_ms, m->sls,
	    world_text(m->body, m->len));
	return text;
}

static const char *
code_name(int code)
{
	switch (code) {
#define X(id, value) \
	case value:  \
		return #id;
		TESTER_SNM(X)
#undef X
	default:
		return "?";
	}
}

static struct msu *
next_unread(struct heard *heard, int link, unsigned *at)
{
	for (*at = 0; *at < heard->n; ++*at)
		if (!heard->taken[*at] && (link == ANY_LINK || heard->msus[*at].link == link))
			return &heard->msus[*at];
	return NULL;
}

const struct msu *
expect_snm(int link, enum tester_snm code, const char *hex)
{
	unsigned at;
	struct msu *m = next_unread(&world->snm, link, &at);
	uint8_t body[UNIT_MAX];

	SS7_CHECK(m != NULL, "at %lld ms: %s was due on link %d, nothing came", (long long)tester_now_ms(),
	    code_name(code), link);
	SS7_CHECK(m->body[0] == code, "at %lld ms: %s was due, there came %s", (long long)tester_now_ms(),
	    code_name(code), name_of(m, 0));
	world->snm.taken[at] = 1;
	if (hex) {
		size_t len = world_hex(m->form, hex, body, sizeof(body));

		SS7_CHECK(len + 1 == m->len && memcmp(body, m->body + 1, len) == 0,
		    "%s with body %s was due, there came %s", code_name(code), hex, name_of(m, 0));
	}
	return m;
}

const struct msu *
take_snm(int link, enum tester_snm code)
{
	for (unsigned i = 0; i < world->snm.n; i++) {
		struct msu *m = &world->snm.msus[i];

		if (world->snm.taken[i] || (link != ANY_LINK && m->link != link) || m->body[0] != code)
			continue;
		world->snm.taken[i] = 1;
		return m;
	}
	return NULL;
}

const struct msu *
expect_slt(int link, int code)
{
	unsigned at;
	struct msu *m = next_unread(&world->slt, link, &at);

	SS7_CHECK(m != NULL, "at %lld ms: a link test was due on link %d", (long long)tester_now_ms(), link);
	SS7_CHECK(m->body[0] == code, "another link test was due: %s", name_of(m, 1));
	world->slt.taken[at] = 1;
	return m;
}

void
expect_no_snm(void)
{
	unsigned at;
	struct msu *m = next_unread(&world->snm, ANY_LINK, &at);

	SS7_CHECK(m == NULL, "not due: %s", name_of(m, 0));
}

void
forget_snm(void)
{
	world->snm.n = world->slt.n = 0;
}

/* ---- what the core shows ---- */

int
link_carries(unsigned link)
{
	struct mtp_link_view view;

	SS7_CHECK(mtp_link_view(isup_mtp(world->core), link, &view) == 0, "there is no link %u", link);
	return view.available;
}

int
reachable(enum tester_point point)
{
	return mtp3_reachable(
	    world->core, site_linkset(&world->site, world->site.groups[0].linkset), point_code(point));
}

int
core_transfers(enum tester_point to, uint8_t sls, const char *hex)
{
	int set = site_linkset(&world->site, world->site.groups[0].linkset);
	uint8_t body[UNIT_MAX];
	size_t len = world_hex(set_form(set), hex, body, sizeof(body));

	world->core->now_us = world->now_us;
	int rc = mtp3_transfer(world->core, set, point_code(to), sls, body, len, &world->out);
	world_drain();
	return rc;
}
