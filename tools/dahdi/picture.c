/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions to a picture (picture.h). */
#include "tools/dahdi/picture.h"

#include <stdio.h>
#include <string.h>

const struct picture_span *
picture_span(const struct picture *p, int number)
{
	for (int i = 0; i < p->n_spans; i++)
		if (p->spans[i].proc.number == number)
			return &p->spans[i];
	return NULL;
}

bool
picture_is_dynamic(const struct picture_span *s)
{
	return strncmp(s->proc.name, "DYN/", 4) == 0;
}

/* "DYN/loc/3:0" and "DYN/loc/3:1" are the ends of one line; "DYN/loc/3:0:1" only listens. */
int
picture_peer(const struct picture *p, const struct picture_span *s)
{
	char other[sizeof(s->proc.name)];

	if (strncmp(s->proc.name, "DYN/loc/", 8) != 0)
		return 0;
	snprintf(other, sizeof(other), "%s", s->proc.name);
	size_t len = strlen(other);
	const char *colon = strchr(other, ':');
	if (!colon || colon != other + len - 2 || (other[len - 1] != '0' && other[len - 1] != '1'))
		return 0;
	other[len - 1] ^= 1;
	for (int i = 0; i < p->n_spans; i++)
		if (strcmp(p->spans[i].proc.name, other) == 0)
			return p->spans[i].proc.number;
	return 0;
}

static const struct conf_group *
group_on(const struct site *site, int span, int slot)
{
	for (int i = 0; i < site->n_circuits; i++) {
		const struct conf_circuits *run = &site->circuits[i];
		int group = site_group(site, run->group);

		if (run->span == span && slot >= run->first_slot && slot <= run->last_slot && group >= 0)
			return &site->groups[group];
	}
	return NULL;
}

enum want
picture_wants(const struct site *site, int span, int slot)
{
	const struct conf_group *g = group_on(site, span, slot);

	for (int i = 0; i < site->n_links; i++)
		if (site->links[i].span == span && site->links[i].slot == slot)
			return WANT_MTP2;
	/* a PRI trunk has its D-channel in slot 16, whatever its circuits say */
	if (slot == 16)
		for (int i = 1; i < SPAN_SLOTS && !(g && g->kind == GROUP_PRI); i++)
			g = group_on(site, span, i) && group_on(site, span, i)->kind == GROUP_PRI
			    ? group_on(site, span, i)
			    : g;
	if (!g || (g->kind == GROUP_CAS && slot == CAS_SLOT))
		return WANT_NOTHING;
	if (g->kind == GROUP_CAS)
		return WANT_LOOP;
	return g->kind == GROUP_PRI && slot == 16 ? WANT_DCHAN : WANT_BEARER;
}

bool
picture_fits(enum want want, const char *type)
{
	static const struct {
		enum want want;
		const char *type;
	} rows[] = {
		{ WANT_BEARER, "Clear" },
		{ WANT_LOOP, "FXOKS" },
		{ WANT_LOOP, "FXSKS" },
		{ WANT_MTP2, "MTP2" },
		{ WANT_MTP2, "HDLCFCS" }, /* where the driver knows no mtp2 */
		{ WANT_DCHAN, "HDLCFCS" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].want == want && strcmp(rows[i].type, type) == 0)
			return true;
	return false;
}

bool
picture_wants_echo(const struct site *site, int span, int slot)
{
	const struct conf_group *g = group_on(site, span, slot);

	return g && g->echo && picture_wants(site, span, slot) == WANT_BEARER;
}

enum leads
picture_leads(const struct site *site, int span)
{
	enum leads leads = LEADS_NOWHERE;

	for (int slot = 1; slot < SPAN_SLOTS; slot++) {
		const struct conf_group *g = group_on(site, span, slot);

		if (picture_wants(site, span, slot) == WANT_MTP2 ||
		    (g && (g->kind == GROUP_ISUP || g->pri_side == PRI_SIDE_USER)))
			return LEADS_TO_CARRIER;
		if (g)
			leads = LEADS_TO_PBX;
	}
	return leads;
}

void
picture_ranges(const bool *set, int n, char *to, size_t size)
{
	size_t len = 0;

	*to = '\0';
	for (int i = 0; i < n; i++) {
		int last = i;

		if (!set[i])
			continue;
		while (last + 1 < n && set[last + 1])
			last++;
		if (len + 16 >= size) {
			snprintf(to + len, size - len, "...");
			return;
		}
		len += (size_t)snprintf(to + len, size - len, last > i ? "%s%d-%d" : "%s%d", len ? "," : "", i, last);
		i = last;
	}
}
