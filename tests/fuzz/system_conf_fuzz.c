/* room: dahdi */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * system.conf of DAHDI: any text is read, with the first line that makes no sense; then a machine with two spans is
 * checked against it.
 */
#include "tools/dahdi/check.h"
#include "tools/dahdi/propose.h"
#include "tools/dahdi/show.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct picture p;
static struct site site;
static struct findings f;

static void
make_machine(void)
{
	char why[320];

	if (site_parse(&site,
	        "spans = ( { number = 1; driver = \"dahdi\"; }, { number = 2; driver = \"dahdi\"; } );"
	        "linksets = ( { name = \"c\"; opc = \"1\"; apc = \"2\"; } ); links = ( { linkset = \"c\"; } );"
	        "groups = ( { name = \"c\"; linkset = \"c\"; echo = \"yes\"; }, { name = \"p\"; kind = \"pri\"; } );"
	        "circuits = ( { group = \"c\"; }, { group = \"p\"; span = 2; } );",
	        why, sizeof(why)) < 0)
		abort();
	p.loaded = p.looked = p.have_conf = true;
	p.site = &site;
	p.n_spans = 2;
	for (int i = 0; i < 2; i++) {
		struct proc_span *s = &p.spans[i].proc;
		*s = (struct proc_span){ .number = i + 1, .n_channels = 31 };
		strcpy(s->name, i ? "DYN/loc/0:0" : "TE2/0/1");
		for (int slot = 1; slot < PROC_SLOTS; slot++)
			s->slots[slot] = (struct proc_channel){ .number = i * 31 + slot, .type = "Clear" };
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *to;
	char *text = malloc(size + 1);

	if (!to) {
		make_machine();
		to = fopen("/dev/null", "w");
	}
	memcpy(text, data, size);
	text[size] = '\0';
	sysconf_parse(&p.conf, text);
	if ((p.conf.bad_line != 0) != (*p.conf.bad != '\0'))
		abort();
	for (int i = 0; i < p.conf.n_spans; i++)
		if (p.conf.spans[i].number < 1 || p.conf.spans[i].timing < 0)
			abort();
	check_all(&p, &f);
	for (int i = 0; i < f.n; i++)
		check_print(&f.at[i], i & 1, to);
	show_spans(&p, 0, to);
	propose_system_conf(&p, to);
	free(text);
	return 0;
}
