/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The core under test, and what is around it that is no signalling: time, configuration, counters, log lines.
 *
 * The core is stepped directly.  Units it writes go to a queue and reach the peers when the step is over, so a peer's answer
 * is an input of its own; a line takes no time.
 */
#include "tests/ss7/tester_inside.h"

#include "base/clock.h"
#include "base/log.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START_US (1000 * US_PER_SEC)

struct world *world;

/* ---- points ---- */

static const char *const point_text[SS7_FORMS][TESTER_POINTS] = {
	[SS7_ITU14] = { "2-100-1", "2-100-6", "2-31-1", "2-31-2", "5-200-7" },
	[SS7_CHINA24] = { "22-4-127", "22-130-6", "21-1-1", "21-1-2", "200-201-202" },
};
static const char *const point_name[TESTER_POINTS] = { "us", "far", "a", "b", "c" };

uint32_t
point_code(enum tester_point point)
{
	return pc_of_text((int)world->form, point_text[world->form][point]);
}

/* $name at `at`: its point, and how long the name is; -1: no name. */
static int
named(const char *at, size_t *len)
{
	for (int i = TESTER_POINTS - 1; i >= 0; i--) {
		*len = strlen(point_name[i]);
		if (strncmp(at + 1, point_name[i], *len) == 0 && !isalpha((unsigned char)at[1 + *len]))
			return i;
	}
	return -1;
}

size_t
world_hex(int form, const char *hex, uint8_t *octets, size_t size)
{
	size_t n = 0, len;
	unsigned octet;

	for (const char *at = hex; *at;) {
		int point = *at == '$' ? named(at, &len) : -1;
		int used = 0;

		SS7_CHECK(n + 4 <= size, "too long: %s", hex);
		if (point >= 0) {
			n += pc_put(form, point_code((enum tester_point)point), octets + n);
			at += 1 + len;
		} else if (isspace((unsigned char)*at)) {
			at++;
		} else {
			SS7_CHECK(sscanf(at, "%2x%n", &octet, &used) == 1 && used == 2, "no hex: %s", at);
			octets[n++] = (uint8_t)octet;
			at += used;
		}
	}
	return n;
}

const char *
world_text(const uint8_t *octets, size_t len)
{
	static char texts[4][1024];
	static unsigned turn;
	char *text = texts[turn++ % 4];

	text[0] = '\0';
	for (size_t i = 0; i < len && i < 300; i++)
		sprintf(text + 3 * i, "%02x ", octets[i]);
	return text;
}

/* ---- where the core's outputs go ---- */

static void
on_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	SS7_CHECK(to == ROLE_ACD && msg_check(ROLE_ISUP, to, type, len),
	    "message %u to role %d is not of the catalogue", type, (int)to);
	switch_hears(type, data, len);
}

static void
on_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	struct unit *unit = &world->pending[world->last_pending % PENDING_MAX];

	SS7_CHECK(kind == ISUP_OUT_UNIT && addr < TESTER_LINKS && len >= 3 && len <= UNIT_MAX,
	    "output of kind %u to %u with %u octets", kind, addr, len);
	SS7_CHECK(world->last_pending - world->first_pending < PENDING_MAX, "%u units in one step", PENDING_MAX);
	unit->link = (uint16_t)addr;
	unit->len = (uint16_t)len;
	memcpy(unit->octets, data, len);
	world->last_pending++;
}

static void
on_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	if (getenv("TESTER_TRACE"))
		fprintf(stderr, "  %10.3f %llx %.*s\n", (double)(world->now_us - START_US) / 1e6,
		    (unsigned long long)ref, kind == 1 ? (int)len : 0, (const char *)data);
}

static void
on_log(struct core_out *out, int level, const char *line)
{
	SS7_CHECK(world->n_log < LOG_MAX, "too many log lines, now: %s", line);
	world->log[world->n_log].level = level;
	world->log[world->n_log].read = 0;
	snprintf(world->log[world->n_log].text, sizeof(world->log[0].text), "%s", line);
	world->n_log++;
	if (getenv("TESTER_LOG"))
		fprintf(stderr, "  %10.3f log %d %s\n", (double)(world->now_us - START_US) / 1e6, level, line);
}

static void
on_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	SS7_CHECK(id < ISUP_STAT_COUNT && which < isup_stats[id].instances && which < STAT_MAX, "counter %u of %u", id,
	    which);
	world->counts[id][which] += n;
}

static const struct core_out_ops ops = { on_send, on_local, on_trace, on_log, on_count };

void
world_drain(void)
{
	if (world->stepping)
		return;
	world->stepping = 1;
	while (world->first_pending != world->last_pending) {
		struct unit unit = world->pending[world->first_pending++ % PENDING_MAX];

		ss7_unit(world->now_us, unit.link, 1, unit.octets, unit.len);
		peer_hears(unit.link, unit.octets, unit.len);
	}
	world->stepping = 0;
}

void
world_step(uint16_t from, uint16_t type, const void *data, uint32_t len)
{
	struct core_input in = {
		.now_us = world->now_us, .serial = ++world->serial, .from = from, .type = type, .len = len, .data = data
	};

	isup_core.step(world->core, &in, &world->out);
	world_drain();
}

/* ---- opening ---- */

/* $names of the configuration become what they stand for. */
static void
expand(const char *config, char *text, size_t size)
{
	size_t n = 0, len;

	for (const char *at = config; *at; at++) {
		int point = *at == '$' ? named(at, &len) : -1;
		const char *word = point >= 0 ? point_text[world->form][point] : NULL;

		if (!word && strncmp(at, "$label", 6) == 0) {
			word = ss7_form_name[world->form];
			len = 5;
		}
		if (word) {
			n += (size_t)snprintf(text + n, size - n, "%s", word);
			at += len;
		} else {
			text[n++] = *at;
		}
		SS7_CHECK(n + 32 < size, "configuration too long");
	}
	text[n] = '\0';
}

void
tester_open(enum ss7_form form, const char *config)
{
	static char text[16384];
	char why[256];

	if (!config) {
		tester_open_links(form, 1);
		return;
	}
	tester_close();
	world = calloc(1, sizeof(*world));
	SS7_CHECK(world != NULL, "no memory");
	world->out.ops = &ops;
	world->form = form;
	world->now_us = START_US;
	for (int i = 0; i < AUTO_ALL; i++)
		world->answers[i] = 1;
	for (int i = 0; i < TESTER_LINKS; i++)
		world->peers[i] =
		    (struct peer){ .bib = 1, .fib = 1, .accepted = 127, .shown = 127, .fsn = 127, .acked = 127 };
	expand(config, text, sizeof(text));
	SS7_CHECK(site_parse(&world->site, text, why, sizeof(why)) == 0, "%s in: %s", why, text);
	world->core = calloc(1, isup_core.size(&world->site));
	SS7_CHECK(world->core != NULL, "no memory");
	isup_core.init(world->core, &world->site, 1);
	world_step(CORE_FROM_SELF, CORE_STARTED, NULL, 0);
}

static const char group_text[] = "groups = ( { name = \"pstn\"; linkset = \"%s\"; digits = 8; %s } );"
                                 "circuits = ( { group = \"pstn\"; span = 1; } );";

static size_t
spans_text(char *text, size_t size, unsigned n)
{
	size_t at = (size_t)snprintf(text, size, "spans = ( ");

	for (unsigned i = 1; i <= n; i++)
		at += (size_t)snprintf(text + at, size - at, "%s{ number = %u; }", i > 1 ? ", " : "", i);
	return at + (size_t)snprintf(text + at, size - at, " );");
}

void
tester_open_with(enum ss7_form form, unsigned n_links, const char *group_extra, const char *linkset_extra)
{
	char text[8192];
	size_t at = spans_text(text, sizeof(text), n_links);

	SS7_CHECK(n_links >= 1 && n_links <= TESTER_LINKS, "%u links", n_links);
	at += (size_t)snprintf(text + at, sizeof(text) - at,
	    "linksets = ( { name = \"far\"; label = \"$label\"; opc = \"$us\"; apc = \"$far\"; %s } ); links = ( ",
	    linkset_extra ? linkset_extra : "");
	for (unsigned i = 0; i < n_links; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "%s{ linkset = \"far\"; span = %u; slot = 16; slc = %u; }", i ? ", " : "", i + 1, i);
	at += (size_t)snprintf(text + at, sizeof(text) - at, " );");
	snprintf(text + at, sizeof(text) - at, group_text, "far", group_extra ? group_extra : "");
	tester_open(form, text);
}

void
tester_open_links(enum ss7_form form, unsigned n_links)
{
	tester_open_with(form, n_links, NULL, NULL);
}

static void
open_pair(enum ss7_form form, unsigned links_each, const char *more_routes)
{
	char text[8192];
	size_t at = spans_text(text, sizeof(text), 2 * links_each);

	SS7_CHECK(links_each >= 1 && 2 * links_each <= TESTER_LINKS, "%u links in each set", links_each);
	at += (size_t)snprintf(text + at, sizeof(text) - at,
	    "linksets = ( { name = \"a\"; label = \"$label\"; opc = \"$us\"; apc = \"$a\"; },"
	    " { name = \"b\"; label = \"$label\"; opc = \"$us\"; apc = \"$b\"; } );"
	    "mtp_routes = ( { dpc = \"$far\"; linkset = \"b\"; } %s ); links = ( ",
	    more_routes);
	for (unsigned i = 0; i < 2 * links_each; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "%s{ linkset = \"%s\"; span = %u; slot = 16; slc = %u; }", i ? ", " : "",
		    i < links_each ? "a" : "b", i + 1, i % links_each);
	at += (size_t)snprintf(text + at, sizeof(text) - at, " );");
	snprintf(text + at, sizeof(text) - at, group_text, "a", "dpc = \"$far\";");
	tester_open(form, text);
}

void
tester_open_stps(enum ss7_form form, unsigned links_each)
{
	open_pair(form, links_each, "");
}

void
tester_open_mates(enum ss7_form form, unsigned links_each)
{
	open_pair(form, links_each,
	    ", { dpc = \"$a\"; linkset = \"b\"; priority = 2; }, { dpc = \"$b\"; linkset = \"a\"; priority = 2; }");
}

void
tester_close(void)
{
	if (world) {
		free(world->core);
		free(world);
	}
	world = NULL;
}

/* ---- time and commands ---- */

void
tester_pass(int64_t ms)
{
	int64_t until = world->now_us + ms * US_PER_MS;

	for (int64_t due; (due = isup_core.next_due(world->core)) <= until;) {
		if (due > world->now_us)
			world->now_us = due;
		world_step(CORE_FROM_SELF, CORE_TICK, NULL, 0);
	}
	world->now_us = until;
}

int64_t
tester_now_ms(void)
{
	return (world->now_us - START_US) / US_PER_MS;
}

void
tester_restart(void)
{
	world_step(CORE_FROM_SELF, CORE_RESUMED, NULL, 0);
}

void
tester_pressure(unsigned level)
{
	const uint32_t pressure[] = { ROLE_ACD, level };

	world_step(CORE_FROM_SELF, CORE_PRESSURE, pressure, sizeof(pressure));
}

void
tester_ctl(uint16_t type, const void *data, uint32_t len)
{
	world_step(CORE_FROM_CTL, type, data, len);
}

void
ctl_circuits(uint16_t type, unsigned first_cic, unsigned last_cic, int hardware)
{
	struct isup_ctl_circuits what = {
		.first_cic = (uint16_t)first_cic, .last_cic = (uint16_t)last_cic, .hardware = (uint8_t)hardware
	};

	tester_ctl(type, &what, sizeof(what));
}

void
ctl_link(uint16_t type, unsigned link)
{
	struct isup_ctl_link what = { .link = (uint16_t)link };

	tester_ctl(type, &what, sizeof(what));
}

const struct site *
tester_site(void)
{
	return &world->site;
}

struct isup *
tester_core(void)
{
	return world->core;
}

/* ---- counters and log ---- */

int64_t
counter_of(enum isup_stat id, unsigned which)
{
	return which < STAT_MAX ? world->counts[id][which] : 0;
}

int64_t
counter(enum isup_stat id)
{
	int64_t sum = 0;

	for (unsigned i = 0; i < STAT_MAX; i++)
		sum += world->counts[id][i];
	return sum;
}

void
expect_log(int level, const char *part)
{
	const char *last = "nothing";

	for (unsigned i = 0; i < world->n_log; i++) {
		if (world->log[i].read || world->log[i].level != level)
			continue;
		last = world->log[i].text;
		world->log[i].read = 1;
		if (strstr(last, part))
			return;
	}
	ss7_fail(__FILE__, __LINE__, "no log line of level %d with '%s'; the last was: %s", level, part, last);
}

void
expect_no_alarm(void)
{
	for (unsigned i = 0; i < world->n_log; i++)
		SS7_CHECK(world->log[i].read || world->log[i].level != LOG_ALARM, "alarm: %s", world->log[i].text);
}

void
forget_log(void)
{
	world->n_log = 0;
}
