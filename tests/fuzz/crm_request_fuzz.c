/* room: crm */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets of a console into crmd with a live store: each first as nobody, then as a signed-in seat.  Whatever comes, there
 * is one answer that can be read.
 *
 *   input = the role of the seat and the store, then packets {flags, how many octets, octets}; flag 0x80: the packet goes on
 *
 * The transaction of an input is given up at its end, so that the store is again what it was; now and then one is kept and
 * the store passes its check.  Packets that make sense are made from the descriptors of the messages.
 */
#define FUZZ_HEAD 2
#include "tests/fuzz/fuzz.h"

#include "base/log.h"
#include "crm/client.h"
#include "crm/crmd.h"

#include <errno.h>
#include <ftw.h>
#include <unistd.h>

#define STORES 2 /* with a customer and a call; in use for a while */

static struct crmd d[STORES];
static struct site site[STORES];
static char dirs[STORES][32];
static unsigned answers;

#define HASHED "$argon2id$" /* it would take all the time there is: the password stands behind it as it is */

int
password_hash(const char *password, char hash[PASSWORD_HASH])
{
	snprintf(hash, PASSWORD_HASH, HASHED "%s", password);
	return 0;
}

int
password_verify(const char *hash, const char *password)
{
	return hash && *hash && strcmp(hash + strlen(HASHED), password) == 0;
}

/* ---- the world around crmd ---- */

static void
to_switch(struct crmd *crmd, uint16_t type, const void *data, uint32_t len)
{
}

static void
to_peer(struct crmd *crmd, uint32_t peer, const void *packet, size_t len)
{
	Crm__Reply *reply = crm__reply__unpack(NULL, len, packet);

	if (!reply || len > CRM_PACKET_MAX)
		abort();
	crm__reply__free_unpacked(reply, NULL);
	answers++;
}

static void
count(struct crmd *crmd, uint16_t stat, int64_t n)
{
}

static void
switch_is_new(struct crmd *crmd)
{
}

static const struct crmd_ops ops = { to_switch, to_peer, count, switch_is_new };

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static void
leave(void)
{
	for (int i = 0; i < STORES; i++) {
		crmd_close(&d[i]);
		nftw(dirs[i], remove_one, 8, FTW_DEPTH | FTW_PHYS);
	}
}

static void
open_store(int i)
{
	struct store_options options = { .map_bytes = UINT64_C(1) << 30, .no_sync = 1 };

	snprintf(dirs[i], sizeof(dirs[i]), "/dev/shm/zj-fuzz-XXXXXX");
	if (!mkdtemp(dirs[i]))
		abort();
	site_defaults(&site[i]);
	site[i].crm.map_gb = 1;
	text_copy(site[i].site.store_dir, sizeof site[i].site.store_dir, dirs[i]);
	if (crmd_open(&d[i], &site[i], &ops, NULL))
		abort();
	store_close(d[i].store);
	if (store_open(&d[i].store, dirs[i], &options))
		abort();
	d[i].now_us = 1000000;
}

static void
fill_store(struct crmd *c, unsigned customers, unsigned calls)
{
	static char name[] = "客户甲", phone[] = "01055500123", *phones[] = { phone };
	Rec__Agent a = REC__AGENT__INIT;

	for (unsigned i = 0; i < customers; i++) {
		Rec__Customer k = REC__CUSTOMER__INIT;

		k.name = name;
		k.phones = phones;
		k.n_phones = 1;
		phone[10] = (char)('0' + i % 10);
		if (customer_save(c->store, &k, 101, 1 + i))
			abort();
	}
	a.seat = 101;
	a.name = name;
	a.role = REC__ROLE__LEADER;
	if (agent_save(c->store, &a, 101, 1) || agent_password(c->store, 101, HASHED "123456", 101, 1))
		abort();
	for (unsigned i = 1; i <= calls; i++) {
		struct msg_fact f = {
			.session = i, .kind = FACT_CALL_TALKING, .seat = 101, .queue = 1, .at_us = 1000000 + i
		};

		if (intake_message(c, MSG_FACT, &f, sizeof f, false))
			abort();
	}
	if (batch_end(c, 0))
		abort();
}

static void
enter(void)
{
	fuzz_count("crm_request");
	log_open("fuzz", LOG_FATAL);
	for (int i = 0; i < STORES; i++)
		open_store(i);
	fill_store(&d[0], 1, 1);
	fill_store(&d[1], 30, 30);
	for (unsigned i = 1; i <= 10; i++) {
		Rec__WorkOrder o = REC__WORK_ORDER__INIT;

		o.session = i;
		o.seat = 101;
		o.kind = 1 + i % 3;
		o.subkind = 1;
		o.handling = 1 + i % 2;
		o.customer = (UINT64_C(1) << 48) + i;
		order_open(d[1].store, &o, 2000000 + i);
	}
	atexit(leave);
}

/* ---- packets that make sense ---- */

static void fill(ProtobufCMessage *m, uint32_t *dice, int depth);

static char *
some_word(uint32_t *dice)
{
	static const char *const words[] = { "", "0101", "123456", "654321", "01055500123", "0123", "C-000001",
		"客户甲", "漏水", "0101-001", "join", "a b", "\xff", "维修部" };

	return (char *)(uintptr_t)words[fuzz_roll(dice, sizeof(words) / sizeof(words[0]))];
}

static uint64_t
some_number(uint32_t *dice)
{
	static const uint64_t numbers[] = { 0, 1, 2, 3, 101, 1000000, UINT32_MAX, INT64_MAX, UINT64_MAX };

	if (fuzz_roll(dice, 3) == 0)
		return numbers[fuzz_roll(dice, sizeof(numbers) / sizeof(numbers[0]))];
	return (fuzz_roll(dice, 2) ? UINT64_C(1) << 48 : 0) + fuzz_roll(dice, 12);
}

static void
fill_one(const ProtobufCFieldDescriptor *f, void *member, uint32_t *dice, int depth)
{
	static uint8_t octets[16] = "one key of many";

	switch (f->type) {
	case PROTOBUF_C_TYPE_STRING:
		*(char **)member = some_word(dice);
		break;
	case PROTOBUF_C_TYPE_BYTES:
		*(ProtobufCBinaryData *)member = (ProtobufCBinaryData){ fuzz_roll(dice, 17), octets };
		break;
	case PROTOBUF_C_TYPE_MESSAGE: {
		const ProtobufCMessageDescriptor *of = f->descriptor;
		ProtobufCMessage *m = malloc(of->sizeof_message);

		protobuf_c_message_init(of, m);
		fill(m, dice, depth + 1);
		*(ProtobufCMessage **)member = m;
		break;
	}
	case PROTOBUF_C_TYPE_BOOL:
		*(protobuf_c_boolean *)member = (protobuf_c_boolean)fuzz_roll(dice, 2);
		break;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		*(uint64_t *)member = some_number(dice);
		break;
	default:
		*(uint32_t *)member = (uint32_t)some_number(dice);
	}
}

/* Every field of a message with a chance of one half, one of the fields of a choice. */
static void
fill(ProtobufCMessage *m, uint32_t *dice, int depth)
{
	const ProtobufCMessageDescriptor *of = m->descriptor;
	unsigned chosen = fuzz_roll(dice, of->n_fields ? of->n_fields : 1);

	for (unsigned i = 0; i < of->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &of->fields[i];
		char *base = (char *)m;
		int choice = (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;

		if (f->label == PROTOBUF_C_LABEL_REPEATED || depth > 3 || (choice ? i != chosen : fuzz_roll(dice, 2)))
			continue;
		fill_one(f, base + f->offset, dice, depth);
		if (choice)
			*(uint32_t *)(void *)(base + f->quantifier_offset) = f->id;
	}
}

static void
give_back(ProtobufCMessage *m)
{
	for (unsigned i = 0; i < m->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];
		char *base = (char *)m;

		if (f->type != PROTOBUF_C_TYPE_MESSAGE || f->label == PROTOBUF_C_LABEL_REPEATED ||
		    ((f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) &&
		        *(uint32_t *)(void *)(base + f->quantifier_offset) != f->id))
			continue;
		ProtobufCMessage *inner = *(ProtobufCMessage **)(void *)(base + f->offset);
		if (inner) {
			give_back(inner);
			free(inner);
		}
	}
}

static size_t
fuzz_make(uint8_t record[FUZZ_HEAD + 255], uint32_t *dice)
{
	Crm__Request ask = CRM__REQUEST__INIT;
	size_t n;

	fill(&ask.base, dice, 0);
	if (ask.ask_case == CRM__REQUEST__ASK__NOT_SET) { /* serial or key was chosen */
		ask.ask_case = CRM__REQUEST__ASK_DRAFT_LOAD;
		ask.draft_load = malloc(sizeof(*ask.draft_load));
		crm__draft_load__init(ask.draft_load);
	}
	n = protobuf_c_message_get_packed_size(&ask.base);
	if (n <= 255)
		protobuf_c_message_pack(&ask.base, record + FUZZ_HEAD);
	else
		n = 0;
	give_back(&ask.base);
	record[0] = 0;
	record[1] = (uint8_t)n;
	return FUZZ_HEAD + n;
}

/* ---- an input ---- */

static void
packet(struct crmd *c, struct peer *seat, const uint8_t *octets, size_t n)
{
	struct peer nobody = { .id = 1, .seat = SEAT_NONE };

	request_take(c, &nobody, octets, n);
	request_take(c, seat, octets, n);
	if (seat->seat == SEAT_NONE) /* it signed out */
		seat->seat = 101;
	c->now_us += 1000000;
	fuzz_messages += 2;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t whole[CRM_PACKET_MAX + 256];
	struct store_counts counts;
	size_t n = 0;

	if (!d[0].store)
		enter();
	struct crmd *c = &d[size ? data[0] >> 3 & 1 : 0];
	struct peer seat = { .id = 2, .seat = 101, .role = (uint8_t)(size ? data[0] & 7 : 0) };
	unsigned asked = 0;
	int64_t now_us = c->now_us;

	fuzz_executions++;
	answers = 0;
	for (size_t at = 1, len; at < size && !batch_full(c) && (len = fuzz_record(data + at, size - at)) > 0;
	     at += len) {
		memcpy(whole + n, data + at + FUZZ_HEAD, len - FUZZ_HEAD);
		n += len - FUZZ_HEAD;
		if (data[at] & 0x80 && n <= CRM_PACKET_MAX)
			continue;
		packet(c, &seat, whole, n);
		asked += 2;
		n = 0;
	}
	int keep = fuzz_executions % 8192 == 0;
	batch_end(c, keep || !c->batch ? 0 : -ECANCELED);
	if (answers != asked)
		abort();
	if (keep && (store_check(c->store, stderr, &counts) || counts.bad))
		abort();
	if (!keep)
		c->now_us = now_us;
	return 0;
}
