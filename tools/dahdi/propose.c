/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Proposals of configuration (propose.h). */
#include "tools/dahdi/propose.h"

#include <string.h>

/* A span that we would use, and where it leads. */
struct proposed {
	const struct picture_span *span;
	enum leads leads;
	int peer; /* its other end in this machine, for tests; 0 = none */
};

/* One end of each cross-connected pair, and every span of a card. */
static int
choose(const struct picture *p, struct proposed chosen[PICTURE_SPANS])
{
	int n = 0;

	for (int i = 0; i < p->n_spans; i++) {
		const struct picture_span *s = &p->spans[i];
		int peer = picture_peer(p, s);

		if (s->proc.n_channels < SPAN_SLOTS - 1 || (peer && peer < s->proc.number))
			continue;
		chosen[n++] =
		    (struct proposed){ s, p->site ? picture_leads(p->site, s->proc.number) : LEADS_NOWHERE, peer };
	}
	for (int i = 0; i < n; i++)
		if (chosen[i].leads == LEADS_NOWHERE)
			chosen[i].leads = n > 1 && i == n - 1 ? LEADS_TO_PBX : LEADS_TO_CARRIER;
	return n;
}

/* Channels of all spans that are E1s, as "1-62". */
static void
all_channels(const struct picture *p, char *to, size_t size)
{
	static bool set[SYSCONF_CHANNELS + 1];

	memset(set, 0, sizeof(set));
	for (int i = 0; i < p->n_spans; i++)
		for (int slot = 1; slot < SPAN_SLOTS && p->spans[i].proc.n_channels >= SPAN_SLOTS - 1; slot++)
			if (p->spans[i].proc.slots[slot].number <= SYSCONF_CHANNELS)
				set[p->spans[i].proc.slots[slot].number] = true;
	set[0] = false;
	picture_ranges(set, SYSCONF_CHANNELS + 1, to, size);
}

/* "DYN/loc/0:1" -> "dynamic=loc,0:1,31,0" */
static void
print_dynamic(const struct picture_span *s, FILE *to)
{
	const char *driver = s->proc.name + 4;
	int len = (int)strcspn(driver, "/");

	fprintf(to, "dynamic=%.*s,%s,%d,0\n", len, driver, driver + len + (driver[len] == '/'), s->proc.n_channels);
}

static enum leads
leads_of(const struct proposed *chosen, int n, int number)
{
	for (int i = 0; i < n; i++)
		if (chosen[i].span->proc.number == number)
			return chosen[i].leads;
	return LEADS_NOWHERE;
}

/* A span's lines beyond its number: what it leads to decides about its clock. */
static void
print_span_line(const struct picture_span *s, enum leads leads, int *timing, FILE *to)
{
	bool carrier = leads == LEADS_TO_CARRIER;

	if (s->proc.n_channels < SPAN_SLOTS - 1)
		fprintf(to, "# span %d (%s, %d channels) is no E1: see `zongji dahdi`\n", s->proc.number, s->proc.name,
		    s->proc.n_channels);
	else
		fprintf(to, "span=%d,%d,0,ccs,hdb3,crc4    # %s \"%s\": %s\n", s->proc.number,
		    carrier ? (*timing)++ : 0, s->proc.name, s->proc.description,
		    carrier ? "we follow the carrier's clock" : "it follows our clock");
}

void
propose_system_conf(const struct picture *p, FILE *to)
{
	struct proposed chosen[PICTURE_SPANS];
	int n = choose(p, chosen), timing = 1;
	char channels[200];

	fprintf(to,
	    "# /etc/dahdi/system.conf, proposed by `zongji dahdi --generate` for the spans that are there.\n"
	    "# span=NUMBER,TIMING,LBO,FRAMING,CODING[,crc4]; take crc4 away where the far end has none.\n");
	for (int i = 0; i < p->n_spans; i++) {
		const struct picture_span *s = &p->spans[i];

		if (picture_is_dynamic(s))
			print_dynamic(s, to);
		else
			print_span_line(s, leads_of(chosen, n, s->proc.number), &timing, to);
	}
	all_channels(p, channels, sizeof(channels));
	if (*channels)
		fprintf(to,
		    "# every timeslot is a bchan: zongji makes those for signalling what they must be\n"
		    "bchan=%s\nalaw=%s\n# assigned, and off until a trunk group says echo = \"yes\"\nechocanceller=mg2,%s\n",
		    channels, channels, channels);
	fprintf(to, "loadzone=cn\ndefaultzone=cn\n");
}

static void
print_spans(const struct proposed *chosen, int n, FILE *to)
{
	int carriers = 0, pbxes = 0;

	fprintf(to, "spans = (");
	for (int i = 0; i < n; i++) {
		bool carrier = chosen[i].leads == LEADS_TO_CARRIER;

		fprintf(to, "%s\n\t{ number = %d; driver = \"dahdi\"; name = \"%s-%d\";", i ? "," : "",
		    chosen[i].span->proc.number, carrier ? "carrier" : "pbx", carrier ? ++carriers : ++pbxes);
		if (chosen[i].peer)
			fprintf(to, " peer = %d;", chosen[i].peer);
		fprintf(to, " }");
	}
	fprintf(to, "\n);\n");
}

/* The first two spans to the carrier have a link each, so that one may fail. */
static void
print_links(const struct proposed *chosen, int n, FILE *to)
{
	int slc = 0;

	fprintf(to,
	    "# From the carrier: form of the label, network indicator, both point codes; per link timeslot and SLC.\n"
	    "# China's 24-bit codes: label = \"china24\"; opc = \"22-4-1\"; apc = \"22-4-127\";\n"
	    "linksets = (\n\t{ name = \"carrier\"; label = \"itu14\"; ni = 2; opc = \"1\"; apc = \"2\"; }\n);\nlinks = (");
	for (int i = 0; i < n && slc < 2; i++)
		if (chosen[i].leads == LEADS_TO_CARRIER) {
			fprintf(to, "%s\n\t{ linkset = \"carrier\"; span = %d; slot = 16; slc = %d; }", slc ? "," : "",
			    chosen[i].span->proc.number, slc);
			slc++;
		}
	fprintf(to, "\n);\n");
}

static void
print_groups(bool carrier, bool pbx, int n_carriers, FILE *to)
{
	fprintf(to,
	    "# inbound and outbound: how many calls may stand.  echo = \"yes\" where the carrier leads on to analogue lines.\n"
	    "groups = (");
	if (carrier)
		fprintf(to,
		    "\n\t{ name = \"carrier\"; kind = \"isup\"; linkset = \"carrier\"; inbound = %d; outbound = %d; echo = \"no\"; }",
		    n_carriers * 25, n_carriers * 5);
	if (pbx)
		fprintf(to, "%s\n\t{ name = \"pbx\"; kind = \"pri\"; pri_side = \"network\"; }", carrier ? "," : "");
	fprintf(to, "\n);\n");
}

static void
print_circuits(const struct proposed *chosen, int n, FILE *to)
{
	int pcm = 0;

	fprintf(to, "# pcm: number of the PCM system, from the carrier; CIC = pcm * 32 + timeslot\ncircuits = (");
	for (int i = 0; i < n; i++) {
		bool carrier = chosen[i].leads == LEADS_TO_CARRIER;

		fprintf(to, "%s\n\t{ group = \"%s\"; span = %d; first_slot = 1; last_slot = 31;", i ? "," : "",
		    carrier ? "carrier" : "pbx", chosen[i].span->proc.number);
		if (carrier)
			fprintf(to, " pcm = %d;", pcm++);
		fprintf(to, " }");
	}
	fprintf(to, "\n);\n");
}

void
propose_zongji_conf(const struct picture *p, FILE *to)
{
	struct proposed chosen[PICTURE_SPANS];
	int n = choose(p, chosen), carriers = 0;

	for (int i = 0; i < n; i++)
		carriers += chosen[i].leads == LEADS_TO_CARRIER;
	fprintf(to,
	    "# zongji.conf, proposed by `zongji dahdi --generate`: the sections about lines, for the spans that are there.\n");
	if (!n) {
		fprintf(to, "# There are none: `zongji dahdi` tells why.\n");
		return;
	}
	print_spans(chosen, n, to);
	if (carriers)
		print_links(chosen, n, to);
	print_groups(carriers > 0, carriers < n, carriers, to);
	print_circuits(chosen, n, to);
}
