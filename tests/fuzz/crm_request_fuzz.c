/* room: crm */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets of a console into crmd with a live store: first as nobody, then as a signed-in leader.  Whatever comes, there
 * is one answer that can be read, and the store passes its check now and then.
 *
 * Input: packets, each behind two octets of length.
 */
#include "crm/client.h"
#include "crm/crmd.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct crmd d;
static struct site site;
static char dir[] = "/tmp/zongji-fuzz-XXXXXX";
static unsigned answers;

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
	crmd_close(&d);
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void
enter(void)
{
	static char name[] = "客户甲", phone[] = "01055500123", *phones[] = { phone };
	Rec__Customer c = REC__CUSTOMER__INIT;
	Rec__Agent a = REC__AGENT__INIT;
	struct msg_fact f = { .session = 1, .kind = FACT_CALL_TALKING, .seat = 101, .queue = 1, .at_us = 1000000 };

	if (!mkdtemp(dir))
		abort();
	site_defaults(&site);
	site.crm.map_gb = 1;
	text_copy(site.site.store_dir, sizeof site.site.store_dir, dir);
	if (crmd_open(&d, &site, &ops, NULL))
		abort();
	store_close(d.store);
	struct store_options options = { .map_bytes = UINT64_C(1) << 30, .no_sync = 1 };
	if (store_open(&d.store, dir, &options))
		abort();
	d.now_us = 1000000;
	c.name = name;
	c.phones = phones;
	c.n_phones = 1;
	a.seat = 101;
	a.name = name;
	a.role = REC__ROLE__LEADER;
	if (customer_save(d.store, &c, 101, 1) || agent_save(d.store, &a, 101, 1) ||
	    intake_message(&d, MSG_FACT, &f, sizeof f, false) || batch_end(&d, 0))
		abort();
	atexit(leave);
}

/* Argon2id would take all the time there is: a packet that would start it is passed over. */
static bool
slow(const uint8_t *packet, size_t len)
{
	Crm__Request *ask = crm__request__unpack(NULL, len, packet);
	bool is =
	    ask && (ask->ask_case == CRM__REQUEST__ASK_SIGN_IN || ask->ask_case == CRM__REQUEST__ASK_PASSWORD_CHANGE);

	if (ask)
		crm__request__free_unpacked(ask, NULL);
	return is;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned runs;
	struct peer nobody = { .id = 1, .seat = SEAT_NONE },
	            leader = { .id = 2, .seat = 101, .role = REC__ROLE__LEADER };
	struct store_counts counts;

	if (!d.store)
		enter();
	for (size_t at = 0; at + 2 <= size;) {
		size_t len = (size_t)data[at] << 8 | data[at + 1];
		at += 2;
		if (len > size - at)
			len = size - at;
		if (!slow(data + at, len)) {
			answers = 0;
			request_take(&d, &nobody, data + at, len);
			request_take(&d, &leader, data + at, len);
			if (leader.seat == SEAT_NONE) /* it signed out */
				leader.seat = 101;
			batch_end(&d, 0);
			if (answers != 2)
				abort();
		}
		at += len;
		d.now_us += 1000000;
	}
	if (++runs % 5000 == 0 && (store_check(d.store, stderr, &counts) || counts.bad))
		abort();
	return 0;
}
