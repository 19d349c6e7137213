/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as a trunk group writes them: the list `number_rules` of the configuration (TRK-10).
 *
 * Carriers differ in how they write one and the same number: national with or without the leading 0, local with or
 * without area code, nature of address filled in or left "unknown".  A rule looks at a number's nature, length and first
 * digits, takes digits away in front, puts others there and may give it another nature.  Rules are tried in the order of
 * the file; the first that fits is applied, and only that one.
 */
#include "isup/exchange.h"
#include "isup/number.h"

#include <string.h>

static struct number_rule *
rule_at(struct isup *isup, unsigned index)
{
	struct exchange *x = isup_exchange(isup);

	return (struct number_rule *)(void *)((char *)x + x->rules_at) + index;
}

static struct number_rule
made_ready(const struct exchange *x, const struct site *site, const struct conf_rule *conf)
{
	int group = *conf->group ? site_group(site, conf->group) : -1;
	struct number_rule rule = { .group = group >= 0 && group < ISUP_GROUPS ? x->group_of[group] : NO_INDEX,
		.direction = (uint8_t)conf->direction,
		.party = (uint8_t)conf->party,
		.nai = (uint8_t)conf->nai,
		.length = (uint8_t)conf->length,
		.strip = (uint8_t)conf->strip,
		.nai_out = (uint8_t)conf->nai_out,
		.st = (uint8_t)conf->st,
		.n_prefix = (uint8_t)strlen(conf->prefix),
		.n_add = (uint8_t)strlen(conf->add) };

	memcpy(rule.prefix, conf->prefix, sizeof(rule.prefix));
	memcpy(rule.add, conf->add, sizeof(rule.add));
	return rule;
}

/* A rule of a group that is not ours (a PRI group) is left out, not taken for all. */
static int
is_for_us(const struct exchange *x, const struct site *site, const struct conf_rule *conf)
{
	int group = site_group(site, conf->group);

	return !*conf->group || (group >= 0 && group < ISUP_GROUPS && x->group_of[group] != NO_INDEX);
}

void
rules_init(struct isup *isup, const struct site *site)
{
	struct exchange *x = isup_exchange(isup);

	for (int i = 0; i < site->n_number_rules; i++)
		if (is_for_us(x, site, &site->number_rules[i]))
			*rule_at(isup, x->n_rules++) = made_ready(x, site, &site->number_rules[i]);
}

static int
fits(const struct number_rule *rule, const struct number *n)
{
	return (!rule->nai || rule->nai == n->nai) && (!rule->length || rule->length == n->len) &&
	    rule->n_prefix <= n->len && memcmp(rule->prefix, n->digits, rule->n_prefix) == 0;
}

static const struct number_rule *
find(struct isup *isup, const struct group *g, int direction, int party, const struct number *n)
{
	unsigned group = (unsigned)(g - group_at(isup, 0));

	for (unsigned i = 0; i < isup_exchange(isup)->n_rules; i++) {
		const struct number_rule *rule = rule_at(isup, i);

		if ((rule->group == NO_INDEX || rule->group == group) && rule->direction == direction &&
		    (rule->party == RULE_ANY || rule->party == party) && fits(rule, n))
			return rule;
	}
	return NULL;
}

/* A number that would become too long stays as it is. */
static void
apply(const struct number_rule *rule, struct number *n)
{
	unsigned strip = rule->strip < n->len ? rule->strip : n->len;
	unsigned len = n->len - strip + rule->n_add;

	if (rule->nai_out)
		n->nai = rule->nai_out;
	if (len >= NUMBER_DIGITS)
		return;
	memmove(n->digits + rule->n_add, n->digits + strip, n->len - strip);
	memcpy(n->digits, rule->add, rule->n_add);
	memset(n->digits + len, 0, NUMBER_DIGITS - len);
	n->len = (uint8_t)len;
}

struct number
rule_in(struct isup *isup, const struct group *g, int party, const struct number *number)
{
	struct number n = *number;
	const struct number_rule *rule = n.len ? find(isup, g, RULE_IN, party, &n) : NULL;

	if (rule)
		apply(rule, &n);
	return n;
}

struct number
rule_out(struct isup *isup, const struct group *g, int party, const struct number *number)
{
	struct number n = *number;
	const struct number_rule *rule = n.len ? find(isup, g, RULE_OUT, party, &n) : NULL;

	if (rule)
		apply(rule, &n);
	if (party == RULE_CALLED)
		n.st = (uint8_t)(rule && rule->st ? rule->st == RULE_ST_YES : g->conf.st);
	return n;
}
