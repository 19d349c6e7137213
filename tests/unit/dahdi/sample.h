/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine as it should be: a card with two E1 spans, the first to the carrier (No. 7), the second to the PBX
 * (PRI), system.conf and our configuration for them.  Tests spoil one thing and look for its finding.
 */
#pragma once

#include "tools/dahdi/check.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLE_CONF                  \
	"span=1,1,0,ccs,hdb3,crc4\n" \
	"span=2,0,0,ccs,hdb3,crc4\n" \
	"bchan=1-62\n"               \
	"alaw=1-62\n"                \
	"echocanceller=mg2,1-62\n"   \
	"loadzone=cn\n"              \
	"defaultzone=cn\n"

#define SAMPLE_SITE                                                                                   \
	"spans = ( { number = 1; driver = \"dahdi\"; name = \"carrier\"; },"                          \
	"          { number = 2; driver = \"dahdi\"; name = \"pbx\"; } );"                            \
	"linksets = ( { name = \"carrier\"; opc = \"1\"; apc = \"2\"; } );"                           \
	"links = ( { linkset = \"carrier\"; span = 1; slot = 16; } );"                                \
	"groups = ( { name = \"carrier\"; kind = \"isup\"; linkset = \"carrier\"; echo = \"yes\"; }," \
	"           { name = \"pbx\"; kind = \"pri\"; } );"                                           \
	"circuits = ( { group = \"carrier\"; span = 1; }, { group = \"pbx\"; span = 2; } );"

/* /proc/dahdi/NUMBER of an E1 whose channels are `type`, with `extra` behind the head. */
static inline void
sample_span(struct proc_span *s, int number, const char *type, const char *extra)
{
	static char text[8192];
	size_t len = (size_t)snprintf(text, sizeof(text),
	    "Span %d: TE2/0/%d \"T2XXP (PCI) Card 0 Span %d\"%s HDB3/CCS/CRC4 %s\n\n", number, number, number,
	    number == 1 ? " (MASTER)" : "", extra);

	for (int slot = 1; slot <= 31; slot++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "\t%4d TE2/0/%d/%d %s (EC: MG2 - INACTIVE) \n",
		    (number - 1) * 31 + slot, number, slot, type);
	cr_assert_eq(proc_span_parse(s, text), 0);
}

static inline struct picture *
sample_picture(void)
{
	static struct picture p;
	static struct site site;
	char why[320];

	memset(&p, 0, sizeof(p));
	cr_assert_eq(site_parse(&site, SAMPLE_SITE, why, sizeof(why)), 0, "%s", why);
	p.installed = p.loaded = p.looked = p.have_conf = true;
	snprintf(p.driver, sizeof(p.driver), "wct4xxp");
	snprintf(p.kernel, sizeof(p.kernel), "6.1.0");
	p.n_devices = 1;
	p.devices[0] = (struct picture_device){ "pci:0000:04:00.0", 2, 2 };
	p.n_spans = 2;
	for (int i = 0; i < 2; i++) {
		sample_span(&p.spans[i].proc, i + 1, "Clear", "");
		snprintf(p.spans[i].kind, sizeof(p.spans[i].kind), "E1");
		for (int slot = 1; slot < PROC_SLOTS; slot++)
			p.spans[i].look[slot] = (struct look_channel){ i + 1, slot, true, true };
	}
	sysconf_parse(&p.conf, SAMPLE_CONF);
	p.site = &site;
	return &p;
}

static inline struct site *
sample_site(struct picture *p)
{
	return (struct site *)(uintptr_t)p->site;
}

/* The finding of this kind, which must be there. */
static inline const struct finding *
sample_found(const struct picture *p, enum finding_id id)
{
	static struct findings f;

	check_all(p, &f);
	for (int i = 0; i < f.n; i++)
		if (f.at[i].id == id)
			return &f.at[i];
	cr_assert_fail("%s is not found", finding_name(id));
	return NULL;
}
