/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The far exchange's ISUP and the switch, and whole calls made of both.
 *
 * Messages are octets from the type on; the finder below knows only how many octets each type has in front (Q.763 tables),
 * so a parameter is looked at where the core really put it.
 */
#include "tests/ss7/tester_inside.h"

#include <stdio.h>
#include <string.h>

enum { SI_ISUP = 5 };

/* ---- saying ---- */

static int
group_set(void)
{
	return world->site.n_groups ? site_linkset(&world->site, world->site.groups[0].linkset) : 0;
}

static uint32_t
far_code(void)
{
	int set = group_set();
	const char *dpc = world->site.n_groups ? world->site.groups[0].dpc : "";

	return dpc[0] ? pc_of_text(set_form(set), dpc) : set_apc(set);
}

/* A link in service, spread by the number of the circuit. */
static unsigned
some_link(unsigned cic)
{
	unsigned n = (unsigned)world->site.n_links;

	for (unsigned i = 0; i < n; i++) {
		const struct peer *p = &world->peers[(cic + i) % n];

		if (p->state == PEER_SERVICE && !p->outage && !p->cut)
			return (cic + i) % n;
	}
	ss7_fail(__FILE__, __LINE__, "no link is in service");
}

void
say_isup_from(uint32_t opc, unsigned link, unsigned cic, const char *hex)
{
	char text[1200];
	int set = link_set(link);
	uint8_t sls = (uint8_t)(cic & (set_form(set) == LABEL_ANSI24 ? 255 : 15));

	snprintf(text, sizeof(text), "%02x %02x %s", cic & 255, cic >> 8, hex);
	say_msu(link, SI_ISUP, set_opc(set), opc, sls, text);
}

void
say_isup(unsigned cic, const char *hex)
{
	say_isup_from(far_code(), some_link(cic), cic, hex);
}

/* ---- hearing ---- */

static const char *
type_name(unsigned type)
{
	static const struct {
		uint8_t type;
		char name[5];
	} names[] = { { T_IAM, "IAM" }, { T_SAM, "SAM" }, { T_INR, "INR" }, { T_INF, "INF" }, { T_COT, "COT" },
		{ T_ACM, "ACM" }, { T_CON, "CON" }, { T_FOT, "FOT" }, { T_ANM, "ANM" }, { T_REL, "REL" },
		{ T_SUS, "SUS" }, { T_RES, "RES" }, { T_RLC, "RLC" }, { T_CCR, "CCR" }, { T_RSC, "RSC" },
		{ T_BLO, "BLO" }, { T_UBL, "UBL" }, { T_BLA, "BLA" }, { T_UBA, "UBA" }, { T_GRS, "GRS" },
		{ T_CGB, "CGB" }, { T_CGU, "CGU" }, { T_CGBA, "CGBA" }, { T_CGUA, "CGUA" }, { T_FAR, "FAR" },
		{ T_FAA, "FAA" }, { T_FRJ, "FRJ" }, { T_LPA, "LPA" }, { T_PAM, "PAM" }, { T_GRA, "GRA" },
		{ T_CQM, "CQM" }, { T_CQR, "CQR" }, { T_CPG, "CPG" }, { T_USR, "USR" }, { T_UCIC, "UCIC" },
		{ T_CFN, "CFN" }, { T_OLM, "OLM" }, { T_NRM, "NRM" }, { T_FAC, "FAC" }, { T_UPT, "UPT" },
		{ T_UPA, "UPA" }, { T_IDR, "IDR" }, { T_IRS, "IRS" }, { T_SGM, "SGM" }, { T_LOP, "LOP" },
		{ T_APM, "APM" }, { T_CCL, "CCL" }, { T_MPM, "MPM" }, { T_OPR, "OPR" } };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].type == type)
			return names[i].name;
	return "?";
}

static const char *
describe(const struct msu *m)
{
	static char text[1200];

	snprintf(text, sizeof(text), "%s for CIC %u at %lld ms: %s", type_name(m->body[0]), m->cic, (long long)m->at_ms,
	    world_text(m->body, m->len));
	return text;
}

/* The first unread message, of this CIC or (cic < 0) of any. */
static struct msu *
unread(int cic, unsigned *at)
{
	for (*at = 0; *at < world->user.n; ++*at)
		if (!world->user.taken[*at] && (cic < 0 || world->user.msus[*at].cic == (unsigned)cic))
			return &world->user.msus[*at];
	return NULL;
}

static const struct msu *
due(unsigned cic, unsigned type)
{
	unsigned at;
	struct msu *m = unread((int)cic, &at);

	SS7_CHECK(m != NULL, "at %lld ms: %s was due for CIC %u, nothing came%s%s", (long long)tester_now_ms(),
	    type_name(type), cic, unread(-1, &at) ? " but " : "", unread(-1, &at) ? describe(unread(-1, &at)) : "");
	SS7_CHECK(m->body[0] == type, "at %lld ms: %s was due, there came %s", (long long)tester_now_ms(),
	    type_name(type), describe(m));
	m = unread((int)cic, &at);
	SS7_CHECK(m->dpc == far_code(), "%s went to point code %u", describe(m), m->dpc);
	world->user.taken[at] = 1;
	return m;
}

const struct msu *
expect_isup(unsigned cic, enum tester_isup type)
{
	return due(cic, type);
}

const struct msu *
expect_isup_hex(unsigned cic, const char *hex)
{
	uint8_t body[UNIT_MAX];
	size_t len = world_hex(set_form(group_set()), hex, body, sizeof(body));
	const struct msu *m = due(cic, body[0]);

	SS7_CHECK(m->len == len && memcmp(m->body, body, len) == 0, "%s was due, there came %s", hex, describe(m));
	return m;
}

const struct msu *
take_isup(unsigned cic, enum tester_isup type)
{
	unsigned at;
	struct msu *m = unread((int)cic, &at);

	if (!m || m->body[0] != type)
		return NULL;
	world->user.taken[at] = 1;
	return m;
}

const struct msu *
next_isup(void)
{
	unsigned at;
	struct msu *m = unread(-1, &at);

	if (m)
		world->user.taken[at] = 1;
	return m;
}

unsigned
isup_unread(void)
{
	unsigned n = 0;

	for (unsigned i = 0; i < world->user.n; i++)
		n += !world->user.taken[i];
	return n;
}

void
forget_isup(void)
{
	world->user.n = 0;
}

void
expect_quiet(void)
{
	unsigned at;
	struct msu *m = unread(-1, &at);

	SS7_CHECK(m == NULL, "not due: %s", describe(m));
	expect_no_line();
}

/* ---- parameters ---- */

static const struct {
	uint8_t type, fixed, variable, optional; /* octets, parameters, is there a pointer */
} shapes[] = {
	{ T_IAM, 5, 1, 1 },
	{ T_SAM, 0, 1, 1 },
	{ T_INR, 2, 0, 1 },
	{ T_INF, 2, 0, 1 },
	{ T_COT, 1, 0, 0 },
	{ T_ACM, 2, 0, 1 },
	{ T_CON, 2, 0, 1 },
	{ T_FOT, 0, 0, 1 },
	{ T_ANM, 0, 0, 1 },
	{ T_REL, 0, 1, 1 },
	{ T_SUS, 1, 0, 1 },
	{ T_RES, 1, 0, 1 },
	{ T_RLC, 0, 0, 1 },
	{ T_GRS, 0, 1, 0 },
	{ T_GRA, 0, 1, 0 },
	{ T_CGB, 1, 1, 0 },
	{ T_CGU, 1, 1, 0 },
	{ T_CGBA, 1, 1, 0 },
	{ T_CGUA, 1, 1, 0 },
	{ T_CQM, 0, 1, 0 },
	{ T_CQR, 0, 2, 0 },
	{ T_CPG, 1, 0, 1 },
	{ T_FAR, 1, 0, 1 },
	{ T_FAA, 1, 0, 1 },
	{ T_FRJ, 1, 1, 1 },
	{ T_USR, 0, 1, 1 },
	{ T_CFN, 0, 1, 1 },
	{ T_NRM, 0, 0, 1 },
	{ T_FAC, 0, 0, 1 },
	{ T_UPT, 0, 0, 1 },
	{ T_UPA, 0, 0, 1 },
	{ T_IDR, 0, 0, 1 },
	{ T_IRS, 0, 0, 1 },
	{ T_SGM, 0, 0, 1 },
	{ T_LOP, 0, 0, 1 },
	{ T_APM, 0, 0, 1 },
	{ T_CCL, 0, 0, 1 },
	{ T_MPM, 1, 0, 1 },
	{ T_OPR, 0, 0, 1 },
};

/* Fixed octets, variable parameters and the optional pointer of this type; 0: it has none of them. */
static int
shape_of(const struct msu *m, unsigned *fixed, unsigned *variable, unsigned *optional)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (shapes[i].type == m->body[0]) {
			*fixed = shapes[i].fixed;
			*variable = shapes[i].variable;
			*optional = shapes[i].optional;
			return 1;
		}
	return 0;
}

uint8_t
param_fixed(const struct msu *m, unsigned at)
{
	unsigned fixed = 0, variable, optional;

	SS7_CHECK(shape_of(m, &fixed, &variable, &optional) && at < fixed && 1 + at < m->len, "no fixed octet %u: %s",
	    at, describe(m));
	return m->body[1 + at];
}

const uint8_t *
param_variable(const struct msu *m, unsigned n, unsigned *len)
{
	unsigned fixed = 0, variable = 0, optional;

	SS7_CHECK(
	    shape_of(m, &fixed, &variable, &optional) && n < variable, "no variable parameter %u: %s", n, describe(m));
	unsigned pointer = 1 + fixed + n;
	SS7_CHECK(pointer < m->len, "cut short: %s", describe(m));
	unsigned at = pointer + m->body[pointer];
	SS7_CHECK(at < m->len && at + m->body[at] < m->len, "pointer %u is wrong: %s", n, describe(m));
	*len = m->body[at];
	return m->body + at + 1;
}

const uint8_t *
param_optional(const struct msu *m, uint8_t code, unsigned *len)
{
	unsigned fixed = 0, variable = 0, optional = 0;

	if (!shape_of(m, &fixed, &variable, &optional) || !optional)
		return NULL;
	unsigned pointer = 1 + fixed + variable;
	if (pointer >= m->len) /* a message that ends before its optional pointer carries none */
		return NULL;
	if (m->body[pointer] == 0)
		return NULL;
	for (unsigned at = pointer + m->body[pointer]; at < m->len && m->body[at] != 0; at += 2u + m->body[at + 1]) {
		SS7_CHECK(
		    at + 1 < m->len && at + 1 + m->body[at + 1] < m->len, "optional part is broken: %s", describe(m));
		if (m->body[at] != code)
			continue;
		*len = m->body[at + 1];
		return m->body + at + 2;
	}
	return NULL;
}

unsigned
param_cause(const struct msu *m)
{
	unsigned len = 0;
	const uint8_t *cause =
	    m->body[0] == T_REL || m->body[0] == T_CFN ? param_variable(m, 0, &len) : param_optional(m, 0x12, &len);

	SS7_CHECK(!cause || len >= 2, "a cause of %u octets: %s", len, describe(m));
	return cause ? cause[1] & 0x7f : 0;
}

unsigned
param_digits(const struct msu *m, uint8_t code, char digits[NUMBER_DIGITS])
{
	unsigned len = 0, n = 0;
	int variable = (m->body[0] == T_IAM && code == 4) || (m->body[0] == T_SAM && code == 5);
	const uint8_t *octets = variable ? param_variable(m, 0, &len) : param_optional(m, code, &len);
	unsigned head = code == 5 ? 1 : 2; /* subsequent number has no numbering plan */

	digits[0] = '\0';
	if (!octets || len < head)
		return 0;
	for (unsigned i = head; i < len && n + 2 < NUMBER_DIGITS; i++) {
		digits[n++] = "0123456789ABCDEF"[octets[i] & 15];
		digits[n++] = "0123456789ABCDEF"[octets[i] >> 4];
	}
	n -= n && octets[0] & 0x80; /* odd */
	digits[n] = '\0';
	return n;
}

/* ---- the switch ---- */

void
switch_hears(uint16_t type, const void *data, uint32_t len)
{
	struct said_list *list = &world->lines;
	struct said *said = &list->said[list->last % HEARD_MAX];

	SS7_CHECK(
	    list->last - list->first < HEARD_MAX, "the switch heard %d messages that no case asked for", HEARD_MAX);
	memset(said, 0, sizeof(*said));
	said->type = type;
	said->len = len;
	memcpy(said->octets, data, len < sizeof(said->octets) ? len : sizeof(said->octets));
	list->last++;
}

static const char *
said_name(const struct said *said)
{
	return said ? msg_rows[said->type].name : "nothing";
}

static const struct said *
next_said(void)
{
	const struct said_list *list = &world->lines;

	return list->first != list->last ? &list->said[list->first % HEARD_MAX] : NULL;
}

const struct said *
take_line(uint16_t type)
{
	const struct said *said = next_said();

	if (!said || said->type != type)
		return NULL;
	world->lines.first++;
	return said;
}

const struct said *
expect_line(uint16_t type)
{
	const struct said *next = next_said();

	SS7_CHECK(next && next->type == type, "at %lld ms: the switch was to hear %s, it heard %s (cause %u)",
	    (long long)tester_now_ms(), msg_rows[type].name, said_name(next), next ? next->line.cause : 0);
	world->lines.first++;
	return next;
}

void
expect_no_line(void)
{
	SS7_CHECK(next_said() == NULL, "the switch heard %s, not due (cause %u)", said_name(next_said()),
	    next_said()->line.cause);
}

void
forget_lines(void)
{
	world->lines.first = world->lines.last;
}

void
say_switch(uint16_t type, const void *data, uint32_t len)
{
	world_step(ROLE_ACD, type, data, len);
}

static uint32_t *
leg_of(uint32_t line)
{
	for (unsigned i = 0; i < world->n_legs; i++)
		if (world->legs[i].line == line)
			return &world->legs[i].leg;
	unsigned at = world->n_legs < 256 ? world->n_legs++ : 0;
	world->legs[at].line = line;
	return &world->legs[at].leg;
}

void
say_line(uint16_t type, uint32_t line, uint8_t cause)
{
	struct msg_line msg = { .leg = *leg_of(line), .line = line, .cause = cause, .location = 2 };

	say_switch(type, &msg, sizeof(msg));
}

void
accept_line(uint32_t line, uint32_t leg)
{
	*leg_of(line) = leg;
	say_line(MSG_LINE_ACCEPT, line, 0);
}

void
say_dial(uint32_t leg, const char *called, const char *caller)
{
	struct msg_line_dial msg = { .leg = leg, .category = 10 };

	SS7_CHECK(
	    number_set(&msg.called, called, 3) == 0 && number_set(&msg.caller, caller, 3) == 0, "numbers too long");
	say_switch(MSG_LINE_DIAL, &msg, sizeof(msg));
}

/* ---- whole calls ---- */

static int
all_up(void)
{
	for (int i = 0; i < world->site.n_links; i++)
		if (!link_carries((unsigned)i))
			return 0;
	return !world->site.n_groups || reachable(POINT_FAR);
}

void
links_up(void)
{
	for (int i = 0; i < 1500 && !all_up(); i++)
		tester_pass(100);
	SS7_CHECK(all_up(), "after %lld ms not all links carry traffic", (long long)tester_now_ms());
}

static void
answer_reset(const struct msu *m)
{
	unsigned len;
	const uint8_t *range = param_variable(m, 0, &len);
	char hex[256];
	unsigned octets = range[0] / 8u + 1;
	int at = snprintf(hex, sizeof(hex), "%02x 01 %02x %02x", T_GRA, 1 + octets, range[0]);

	while (octets--)
		at += snprintf(hex + at, sizeof(hex) - (size_t)at, " 00");
	say_isup(m->cic, hex);
}

void
bring_up(void)
{
	static const struct msg_line none;

	links_up();
	if (take_line(MSG_HELLO))
		say_switch(MSG_LINE_HELD_END, &none, sizeof(none));
	for (int quiet = 0; quiet < 5; quiet++, tester_pass(100))
		for (const struct msu *m; (m = next_isup()) != NULL; quiet = 0) {
			struct msu reset = *m;

			SS7_CHECK(m->body[0] == T_GRS || m->body[0] == T_RSC, "at the cold start: %s", describe(m));
			if (m->body[0] == T_GRS)
				answer_reset(&reset);
			else
				say_isup(reset.cic, "10 00");
		}
	expect_quiet();
	forget_snm();
	forget_isup();
	forget_log();
}

struct call
offer_in(unsigned cic)
{
	static uint32_t legs = 1000;
	struct call call = { .cic = cic, .leg = ++legs };

	say_isup(cic, IAM_HEX);
	const struct said *said = expect_line(MSG_LINE_OFFERED);
	SS7_CHECK(said->offered.cic == cic, "CIC %u is offered, not %u", said->offered.cic, cic);
	call.line = said->offered.line;
	accept_line(call.line, call.leg);
	return call;
}

struct call
make_call_in(unsigned cic)
{
	struct call call = offer_in(cic);

	say_line(MSG_LINE_ALERT, call.line, 0);
	expect_isup(cic, T_ACM);
	say_line(MSG_LINE_ANSWER, call.line, 0);
	expect_isup(cic, T_ANM);
	return call;
}

struct call
dial_out(void)
{
	static uint32_t legs = 5000;
	struct call call = { .leg = ++legs };
	unsigned at;

	say_dial(call.leg, "13800000002", "64000000");
	const struct msu *m = unread(-1, &at);
	SS7_CHECK(m && m->body[0] == T_IAM, "IAM was due, there came %s", m ? describe(m) : "nothing");
	world->user.taken[at] = 1;
	call.cic = m->cic;
	return call;
}

struct call
make_call_out(void)
{
	struct call call = dial_out();

	say_isup(call.cic, "06 16 04 00");
	const struct said *said = expect_line(MSG_LINE_SEIZED);
	SS7_CHECK(said->seized.leg == call.leg && said->seized.cic == call.cic, "leg %u on CIC %u, not leg %u on %u",
	    said->seized.leg, said->seized.cic, call.leg, call.cic);
	call.line = said->seized.line;
	*leg_of(call.line) = call.leg;
	expect_line(MSG_LINE_ALERTING);
	say_isup(call.cic, "09 00");
	expect_line(MSG_LINE_ANSWERED);
	return call;
}

void
release_from_far(struct call call)
{
	say_isup(call.cic, "0c 02 00 02 84 90");
	expect_isup(call.cic, T_RLC);
	const struct said *said = expect_line(MSG_LINE_RELEASED);
	SS7_CHECK(said->line.line == call.line && said->line.cause == 16, "line %x released with cause %u",
	    said->line.line, said->line.cause);
}

void
release_from_us(struct call call)
{
	say_line(MSG_LINE_RELEASE, call.line, 16);
	expect_isup(call.cic, T_REL);
	say_isup(call.cic, "10 00");
	expect_line(MSG_LINE_RELEASED);
}
