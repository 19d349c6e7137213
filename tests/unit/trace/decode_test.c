/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decoding: octets in, words out.  Each row is a unit, a frame, a message or a transition, and words that must be among
 * its items; `!` in front of a word = that item must be marked as bad.
 */
#include "base/msg.h"
#include "base/site.h"
#include "isup/codec.h"
#include "tools/term/language.h"
#include "tools/trace/decoder.h"
#include "tools/trace/rung.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct decode d;
static struct trace_rec rec;

static void
english(void)
{
	cr_assert_eq(language_open(LANG_EN, LANG_EN), 0);
}

TestSuite(decode, .init = english);

/* "85 81 .." or text in quotes as the record's data. */
static void
fill(uint16_t kind, uint64_t ref, const char *octets)
{
	rec = (struct trace_rec){ .kind = kind, .ref = ref, .role = ROLE_ISUP };
	for (const char *at = octets; *at; at++) {
		if (*at == '\'') {
			for (at++; *at && *at != '\''; at++)
				rec.data[rec.len++] = (uint8_t)*at;
		} else if (isxdigit((unsigned char)*at)) {
			rec.data[rec.len++] = (uint8_t)strtoul((char[]){ at[0], at[1], 0 }, NULL, 16);
			at++;
		}
	}
}

/* All items as "name=text;", a bad one with `!` in front. */
static const char *
all(void)
{
	static char text[65536];
	size_t n = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < d.n; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s=%s;", d.items[i].bad ? "!" : "",
		    d.items[i].name, d.items[i].text);
	return text;
}

static void
check(uint16_t kind, uint64_t ref, const char *octets, const char *wanted)
{
	char one[256];

	fill(kind, ref, octets);
	decode_record(&d, &rec, false);
	while (*wanted) {
		size_t len = strcspn(wanted, ";");
		snprintf(one, sizeof(one), "%.*s;", (int)len, wanted);
		cr_expect(strstr(all(), one) != NULL, "%s: no \"%s\" in %s", octets, one, all());
		wanted += len + (wanted[len] == ';');
	}
}

#define C24 24
#define I14 14

Test(decode, units_of_level_2)
{
	check(TRACE_LSSU_IN, I14, "ff ff 01 00", "BSN=127;FSN=127;SIO=out of alignment");
	check(TRACE_LSSU_OUT, I14, "ff ff 01 03", "SIOS=out of service");
	check(TRACE_LSSU_IN, I14, "ff ff 02 05 00", "LI=2;SIB=busy");
	check(TRACE_LSSU_IN, I14, "ff ff 01 06", "!LSSU=unknown status 6");
	check(TRACE_LSSU_IN, I14, "ff ff 03 01 02 03", "!LSSU=a status field of 3 octets");
	check(TRACE_MSU_IN, I14, "85 86 00", "FISU=fill-in signal unit;BSN=5;BIB=1;FSN=6");
	check(TRACE_MSU_IN, I14, "85 86", "!MTP2=cut short");
	check(TRACE_MSU_IN, I14, "85 86 09 85 01", "!LI=9, but there are 2;!MTP3=no whole label");
}

Test(decode, messages_of_level_3)
{
	check(TRACE_MSU_IN, I14, "80 81 06 80 e8 03 f4 01 14 d0 07",
	    "DPC=1000 (0-125-0);OPC=2000 (0-250-0);TFP=transfer prohibited;concerned point code=2000 (0-250-0)");
	check(TRACE_MSU_IN, C24, "80 81 0c 80 01 04 16 7f 04 16 00 14 63 02 01",
	    "DPC=22-4-1;OPC=22-4-127;SLC=0;TFP=transfer prohibited;concerned point code=1-2-99");
	check(TRACE_MSU_IN, C24, "80 81 0b 80 01 04 16 7f 04 16 00 14 63 02", "!concerned point code=cut short");
	check(TRACE_MSU_IN, I14, "80 81 08 80 e8 03 f4 01 11 2a", "COO=changeover order;last message received=42");
	check(TRACE_MSU_IN, I14, "80 81 08 80 e8 03 f4 01 51 07", "CBD=changeback declaration;changeback code=7");
	check(TRACE_MSU_IN, I14, "80 81 08 80 e8 03 f4 01 23 d0 87", "congestion status=2");
	check(TRACE_MSU_IN, I14, "80 81 0a 80 e8 03 f4 01 1a d0 07 15",
	    "UPU=user part unavailable;user part=5 ISUP;cause=1 unequipped remote user");
	check(TRACE_MSU_OUT, I14, "80 81 0b 81 e8 03 f4 01 11 30 01 02 03",
	    "SLTM=signalling link test;length=3;test pattern=01 02 03");
	check(TRACE_MSU_OUT, I14, "80 81 0a 81 e8 03 f4 01 11 30 01 02", "!length=3, but there are 2");
	check(TRACE_MSU_IN, I14, "80 81 07 80 e8 03 f4 01 ff", "!SNM=unknown heading ff");
	check(TRACE_MSU_IN, I14, "80 81 08 83 e8 03 f4 01 ff ee", "service indicator=3 SCCP;octets=** **");
}

#define TO_US "80 81 20 85 e8 03 f4 11 "

Test(decode, messages_of_isup)
{
	check(TRACE_MSU_IN, I14,
	    TO_US "11 00 01 00 60 01 0a 03 02 0a 08 83 10 10 50 55 90 00 0f 0a 08 83 13 10 50 55 10 32 05 00",
	    "IAM=initial address  0x01;circuit=CIC 17  PCM 0:17;satellite=no satellite;ISUP preference=ISUP not required;"
	    "category=ordinary subscriber;medium=3.1 kHz audio;nature of address=national number;"
	    "screening=network provided;digits=0105550**35");
	check(TRACE_MSU_IN, I14, TO_US "11 00 06 16 34 00",
	    "ACM=address complete  0x06;charge=charge;called party's status=subscriber free;"
	    "ISUP indicator=ISUP all the way;access=access is ISDN");
	check(TRACE_MSU_IN, I14, TO_US "11 00 0c 02 00 02 82 91",
	    "REL=release  0x0c;cause=17 user busy;location=public network, local user;coding standard=ITU-T");
	check(TRACE_MSU_IN, I14, TO_US "11 00 0c 02 00 04 82 e3 fd 00",
	    "cause=99 parameter does not exist, discarded;diagnostics=fd 00");
	check(TRACE_MSU_IN, I14, TO_US "01 00 18 00 01 02 1f 81",
	    "reason=maintenance;range=31: 32 circuits;!status=shorter than the range");
	check(TRACE_MSU_IN, I14, TO_US "01 00 18 00 01 02 07 81", "range=7: 8 circuits;status=2 set: +0 +7");
	check(TRACE_MSU_IN, I14, TO_US "01 00 17 01 01 1f", "GRS=circuit group reset  0x17;range=31: 32 circuits");
	check(TRACE_MSU_IN, I14, TO_US "01 00 2c 82 00", "event=progress;presentation=presentation restricted");
	check(TRACE_MSU_IN, I14, TO_US "01 00 0d 01 00", "SUS=suspend  0x0d;initiated=by the network");
	check(TRACE_MSU_IN, I14, TO_US "01 00 2b 02 03 01 01 02 00 0d",
	    "circuit=+0  transient;circuit=+1  idle blocked locally ");
	check(TRACE_MSU_IN, I14, TO_US "11 00 55 01 02", "!unknown message=0x55;octets=** **");
	check(TRACE_MSU_IN, I14, TO_US "11 00 0c 09 00", "!malformed=lengths or pointers lead outside");
	check(TRACE_MSU_IN, I14, TO_US "11 00", "!ISUP=cut short");
	check(TRACE_MSU_IN, I14, TO_US "11 00 10 01 ee 02 01 02 00", "!unknown parameter=0xee  O;octets=** **");
	check(TRACE_MSU_OUT, C24, "80 81 0c 85 7f 04 16 01 04 16 03 23 00 fd 05 00 00",
	    "MPM=metering pulse  0xfd;pulses=5");
}

Test(decode, frames_of_the_d_channel)
{
	check(TRACE_DCHAN_IN, 2, "02 01 7f", "Q.921=SABME;SAPI=0;TEI=0;P/F=1");
	check(TRACE_DCHAN_IN, 2, "00 01 01 08", "Q.921=RR;N(R)=4");
	check(TRACE_DCHAN_IN, 2, "00", "!Q.921=cut short");
	check(TRACE_DCHAN_OUT, 2,
	    "02 01 04 06 08 02 00 05 05 04 03 80 90 a3 18 03 a9 83 83 6c 0d 21 80 '01055500123' 70 05 81 '8103' a1",
	    "SETUP=set a call up  0x05;call reference=5 chosen by the sender;capability=speech;rate=64 kbit/s;coding=A-law;"
	    "wish=exclusive;channel=3;digits=0105550**23;digits=8103;sending complete=");
	check(TRACE_DCHAN_IN, 2, "00 01 04 06 08 02 80 05 45 08 02 80 91",
	    "DISCONNECT=clear the call  0x45;cause=17 user busy;location=user");
	check(TRACE_DCHAN_IN, 2, "00 01 04 06 08 02 80 05 7d 08 02 80 e5 14 01 0a",
	    "STATUS=the state, or an error  0x7d;cause=101 message not compatible with call state;call state=active");
	check(TRACE_DCHAN_IN, 2, "00 01 04 06 08 02 80 05 01 1e 02 82 88", "progress=in-band information");
	check(TRACE_DCHAN_IN, 2, "00 01 04 06 08 02 00 00 46 18 03 a9 83 83 79 01 80",
	    "RESTART=restart channels  0x46;class=the channels named");
	check(TRACE_DCHAN_IN, 2, "00 01 04 06 08 02 00 05 05 04 09 80", "!element=0x04  cut short");
	check(TRACE_DCHAN_IN, 2, "00 01 04 06 08 02 00 05 05 9e 04 01 02 28 02 'Hi'",
	    "!unknown element=0x04 of codeset 6;text=Hi");
	check(TRACE_DCHAN_IN, 2, "00 01 04 06 04", "!Q.931=no whole head");
}

Test(decode, our_own_messages_and_transitions)
{
	struct {
		struct trace_msg head;
		struct msg_line body;
	} line = { { ROLE_PRI, ROLE_ACD, MSG_LINE_RELEASED, 0 },
		{ .leg = 0x20001, .line = 7, .cause = 17, .flags = LINE_F_FAR } };

	rec = (struct trace_rec){ .kind = TRACE_MSG_IN, .role = ROLE_ACD, .len = sizeof(line) };
	memcpy(rec.data, &line, sizeof(line));
	decode_record(&d, &rec, false);
	cr_expect(strstr(all(), "leg=1 (20001);line=7 (7);cause=17 user busy;") != NULL, "%s", all());
	cr_expect(strstr(all(), "flags=0x01  by the far end;") != NULL, "%s", all());
	rec.len = 20;
	decode_record(&d, &rec, false);
	cr_expect(strstr(all(), "!cut=12 octets of 16;") != NULL, "%s", all());
	check(TRACE_MSG_IN, 0, "ff ff 00 00 01 00 00 00", "!message=1 is not in the catalogue");
	check(TRACE_STATE, 0x10011, "'circuit: IDLE -IAM-> OFFERED [Q.764 2.1.1]'",
	    "transition=circuit  group 1, CIC 17;state=IDLE;event=IAM;next state=OFFERED;paragraph=Q.764 2.1.1");
	check(TRACE_STATE, 3, "'leg: UP -OFFERED-> ?'", "!next state=this event was not expected in this state");
	check(TRACE_STATE, 3, "'anything else'", "note=anything else");
	check(99, 0, "01", "!unknown record=99");
}

Test(decode, faxes_are_told_in_words_and_their_sender_is_hidden_unless_asked_for)
{
	struct {
		struct trace_msg head;
		struct msg_fax_done body;
	} done = { { ROLE_FAX, ROLE_ACD, MSG_FAX_DONE, 0 },
		{ .channel = 0x30002, .fax_no = 1, .session = UINT64_C(1) << 48 | 7, .pages = 2, .bit_rate = 14400,
		    .result = FAX_BROKEN_OFF, .ecm = 1, .sender = "01055500123" } };
	struct {
		struct trace_msg head;
		struct msg_fact body;
	} fact = { { ROLE_ACD, ROLE_CRM, MSG_FACT, 0 },
		{ .session = 7, .kind = FACT_CALL_FAXED, .cause = FAX_NOBODY, .text = "01055500123" } };
	struct {
		struct trace_msg head;
		struct msg_media_slot body;
	} slot = { { ROLE_ACD, ROLE_MEDIA, MSG_MEDIA_SLOT, 0 }, { .plan = MEDIA_FAX, .channel = 0x30002 } };
	struct rung r;

	rec = (struct trace_rec){ .kind = TRACE_MSG_IN, .role = ROLE_ACD, .len = sizeof(done) };
	memcpy(rec.data, &done, sizeof(done));
	decode_record(&d, &rec, false);
	cr_expect(strstr(all(), "fax channel=2 (30002);session=1-7;fax=1;pages=2;result=broken off;") != NULL, "%s", all());
	cr_expect(strstr(all(), "sender's identification=**;") != NULL, "%s", all());
	cr_expect(strstr(all(), "01055500123") == NULL, "%s", all());
	cr_expect(rung_of(&rec, &r));
	cr_expect_str_eq(r.text, "FAX_DONE 2 broken off");
	cr_expect_eq(r.from, COL_MEDIA);
	cr_expect_eq(r.to, COL_ACD);
	decode_record(&d, &rec, true);
	cr_expect(strstr(all(), "sender's identification=01055500123;") != NULL, "%s", all());

	rec.kind = TRACE_MSG_OUT;
	rec.len = sizeof(fact);
	memcpy(rec.data, &fact, sizeof(fact));
	decode_record(&d, &rec, false);
	cr_expect(strstr(all(), "cause=no fax machine heard;") != NULL, "%s", all());
	cr_expect(strstr(all(), "01055500123") == NULL, "%s", all());

	rec.len = sizeof(slot);
	memcpy(rec.data, &slot, sizeof(slot));
	decode_record(&d, &rec, false);
	cr_expect(strstr(all(), "plan=joined to a fax machine;") != NULL, "%s", all());
	cr_expect(strstr(all(), "fax channel=2 (30002);") != NULL, "%s", all());
	cr_expect(rung_of(&rec, &r));
	cr_expect_str_eq(r.text, "MEDIA_SLOT fax");
}

Test(decode, a_digit_a_caller_pressed_is_hidden_unless_asked_for)
{
	struct {
		struct trace_msg head;
		struct msg_media_digit body;
	} digit = { { ROLE_MEDIA, ROLE_ACD, MSG_MEDIA_DIGIT, 0 }, { .leg = 1, .n = 1, .digit = '7' } };
	char hex[3];

	rec = (struct trace_rec){ .kind = TRACE_MSG_IN, .role = ROLE_ACD, .len = sizeof(digit) };
	memcpy(rec.data, &digit, sizeof(digit));
	decode_record(&d, &rec, false);
	cr_expect(strstr(all(), "digit=*;") != NULL, "%s", all());
	cr_expect_str_eq(decode_hex(&d, 8 + offsetof(struct msg_media_digit, digit), hex), "**");
	decode_record(&d, &rec, true);
	cr_expect(strstr(all(), "digit=7;") != NULL, "%s", all());
	cr_expect_str_eq(decode_hex(&d, 8 + offsetof(struct msg_media_digit, digit), hex), "37");
}

/* Every parameter of the table says more than its octets, unless it is one of these. */
Test(decode, every_parameter_has_its_fields)
{
	static const uint8_t opaque[] = { 0x2f, 0x33, 0x4c, 0x4d, 0x4e, 0x65, 0x66, 0x71, 0x7b, 0x7c, 0x81, 0x82, 0x84,
		0x85, 0x86, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d };
	unsigned n = 0;

	for (unsigned code = 0; code < 256; code++) {
		if (!isup_param_row((uint8_t)code))
			continue;
		n++;
		fill(99, 0, "01 01 01 10 32 01 82 01 10 02 20 30");
		decode_record(&d, &rec, false);
		d.n = 0;
		decode_isup_param(&d, code, (struct window){ 0, 12 }, LABEL_ITU14, true);
		bool plain = d.n == 1 && strcmp(d.items[0].name, "octets") == 0;
		cr_expect_gt(d.n, 0, "0x%02x says nothing", code);
		cr_expect_eq(plain, memchr(opaque, (int)code, sizeof(opaque)) != NULL, "0x%02x: %s", code, all());
	}
	cr_expect_gt(n, 80);
}

/* Every word of the tables has its Chinese. */
Test(decode, every_word_is_translated)
{
	static const char *const words[] = {
#define V(value, text)    text,
#define VALUES(name, ...) __VA_ARGS__
#include "tools/trace/isup_values.def"
#undef VALUES
#undef V
#define FORM(param, form)
#define FIELD(param, octet, bit, bits, name, values) name,
#include "tools/trace/isup_fields.def"
#undef FIELD
#undef FORM
#define CAUSE(value, text) text,
#include "tools/trace/cause.def"
#undef CAUSE
#define DMESSAGE(code, name, sentence) sentence,
#define ELEMENT(code, form, name)      name,
#define V(value, text)                 text,
#define DVALUES(name, ...)             __VA_ARGS__
#include "tools/trace/q931.def"
#define MEMBER(payload, member, form, name) name,
#include "tools/trace/ring.def"
#undef MEMBER
#define COMMAND(name, key, second, where, place, label, sentence) label, sentence,
#include "tools/trace/commands.def"
#undef COMMAND
#define PARAM(code, name, min, max, paragraph, text) text,
#include "isup/params.def"
#undef PARAM
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		char english[160];
		bool letters = false;

		for (const char *at = words[i]; *at; at++)
			letters |= islower((unsigned char)at[0]) && islower((unsigned char)at[1]) &&
			    islower((unsigned char)at[2]);
		if (!letters || strstr(words[i], "kbit/s"))
			continue;
		language_set(LANG_EN);
		snprintf(english, sizeof(english), "%s", _(words[i]));
		language_set(LANG_ZH);
		cr_expect_str_eq(english, words[i]);
		cr_expect_str_neq(_(words[i]), words[i], "\"%s\" has no Chinese", words[i]);
	}
}
