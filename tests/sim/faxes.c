/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stand-in for faxd: machines that hear a whole fax, a broken one or none, after a random time, and a process that sometimes
 * dies.  A channel that is given out while it still has an owner, and a fax that is told twice or never, are complaints.
 */
#include "base/clock.h"
#include "tests/sim/world.h"

#include <string.h>

static struct {
	struct msg_fax at[FAX_CHANNELS_MOST]; /* channel 0 = free */
	uint64_t given, told, two_owners, strange;
} f;

static struct msg_fax *
place_of(uint32_t channel)
{
	struct msg_fax *m = &f.at[FAX_PLACE(channel) % FAX_CHANNELS_MOST];

	return m->channel == channel ? m : NULL;
}

/* The machine is done with this channel, unless it was before. */
static void
over(struct world *w, uint32_t channel, uint32_t result, const void *data, uint32_t len)
{
	struct msg_fax *m = place_of(channel);
	struct msg_fax_done done = { .channel = channel, .result = (uint16_t)result, .pages = world_draw(w, 5) };

	if (!m)
		return;
	done.fax_no = m->fax_no;
	done.session = m->session;
	text_copy(done.sender, sizeof(done.sender), "010 5550 1234");
	m->channel = 0;
	world_feed(w, BOX_ACD, ROLE_FAX, MSG_FAX_DONE, &done, sizeof(done));
}

static void
receive(struct world *w, const struct msg_fax *m)
{
	static const struct {
		uint32_t percent;
		enum fax_result result;
	} ends[] = { { 70, FAX_WHOLE }, { 80, FAX_NOBODY }, { 90, FAX_FAILED }, { 95, FAX_BROKEN_OFF }, { 100, FAX_FAULT } };
	struct msg_fax *place = &f.at[FAX_PLACE(m->channel) % FAX_CHANNELS_MOST];
	uint32_t drawn = world_draw(w, 100);
	int i = 0;

	if (place->channel == m->channel)
		return; /* said again */
	f.two_owners += place->channel != 0;
	f.given++;
	*place = *m;
	while (drawn >= ends[i].percent)
		i++;
	world_after(w, world_time(w, 2000, 120000), over, m->channel, ends[i].result, NULL, 0);
}

/* It had nothing of this fax, if it died in between; a last word is owed all the same. */
static void
stop(struct world *w, const struct msg_fax *m)
{
	struct msg_fax *place = &f.at[FAX_PLACE(m->channel) % FAX_CHANNELS_MOST];

	if (!place->channel) {
		*place = *m;
		f.given++;
	}
	world_after(w, world_time(w, 1, 500), over, m->channel, FAX_BROKEN_OFF, NULL, 0);
}

void
faxes_from_acd(struct world *w, uint16_t type, const void *data, uint32_t len)
{
	if (type == MSG_FAX_RECEIVE)
		receive(w, data);
	else
		stop(w, data);
}

void
faxes_restart(struct world *w, uint32_t epoch, uint32_t b, const void *data, uint32_t len)
{
	struct msg_hello hello = { .abi = MSG_ABI, .epoch = epoch, .fresh = 1 };

	for (int i = 0; i < FAX_CHANNELS_MOST; i++)
		f.given -= f.at[i].channel != 0; /* it will be given again */
	memset(f.at, 0, sizeof(f.at));
	world_feed(w, BOX_ACD, ROLE_FAX, MSG_HELLO, &hello, sizeof(hello));
	if (!people_done())
		world_after(w, world_time(w, 60000, 1200000), faxes_restart, epoch + 1, 0, NULL, 0);
}

void
faxes_fact(const struct msg_fact *fact)
{
	f.told++;
	f.strange += !fact->session || !fact->value || fact->cause >= FAX_RESULTS;
}

uint64_t
faxes_told(void)
{
	return f.told;
}

int
faxes_check(FILE *to)
{
	int bad = 0;

	for (int i = 0; i < FAX_CHANNELS_MOST; i++)
		bad += f.at[i].channel != 0;
	if (!bad && !f.two_owners && !f.strange && f.given == f.told && f.told)
		return 0;
	fprintf(to, "sim: faxes: %llu given, %llu told, %llu with two owners, %llu strange, %d never over\n",
	    (unsigned long long)f.given, (unsigned long long)f.told, (unsigned long long)f.two_owners,
	    (unsigned long long)f.strange, bad);
	return 1;
}
