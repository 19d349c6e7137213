/* room: fax */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fax machine with a stranger at the other end, and faxd with strangers around it; the first octet says which.  Then come records:
 * an octet of kind, one of length, octets.
 *
 * To the machine: frames as the HDLC receiver gives them to T.30, bits of a page, sound, time.  To faxd: messages of the switch and of
 * mediad, packets of its workers (which are no processes here, only ends of sockets), time.
 */
#include "base/clock.h"
#include "media/alaw.h"
#include "media/fax/faxd.h"
#include "media/fax/reception.h"
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <spandsp.h>
#include <spandsp/expose.h>

#define BEGAN_US INT64_C(1700000000000000)

static char dir[] = "/dev/shm/zongji-fax-fuzz-XXXXXX";

struct record {
	uint8_t kind, len;
	const uint8_t *octets;
};

static bool
next_record(const uint8_t **data, size_t *size, struct record *r)
{
	if (*size < 2)
		return false;
	size_t len = (*data)[1] < *size - 2 ? (*data)[1] : *size - 2;
	*r = (struct record){ (*data)[0], (uint8_t)len, *data + 2 };
	*data += 2 + len;
	*size -= 2 + len;
	fuzz_messages++;
	return true;
}

/* ---- the machine ---- */

static void
pass_blocks(struct reception *r, unsigned n, const struct record *sound)
{
	uint8_t heard[FAX_BLOCK], said[FAX_BLOCK];

	memset(heard, ALAW_SILENCE, sizeof(heard));
	for (size_t i = 0; sound && sound->len && i < sizeof(heard); i++)
		heard[i] = sound->octets[i % sound->len];
	while (n-- && !r->over)
		reception_block(r, heard, said);
}

static void
frame(struct reception *r, const struct record *rec, bool good)
{
	hdlc_rx_state_t *hdlc = &r->machine.fax->modems.hdlc_rx;
	uint8_t octets[300] = { 0xff, 0x13 };

	memcpy(octets + 2, rec->octets, rec->len);
	hdlc->frame_handler(hdlc->frame_user_data, octets, rec->len + 2, good);
}

static void
page_bits(struct reception *r, const struct record *rec)
{
	t30_state_t *t30 = &r->machine.fax->t30;

	for (size_t i = 0; i < rec->len * 8u && t30->phase == 5 /* T30_PHASE_C_NON_ECM_RX */; i++)
		t30_non_ecm_put_bit(t30, rec->octets[i / 8] >> i % 8 & 1);
}

static void
with_machine(const uint8_t *data, size_t size)
{
	static const struct fax_order order = {
		.fax = { .session = 1, .fax_no = 1, .started_us = BEGAN_US }, .rate = 14400, .ecm = 1
	};
	struct fax_order ours = order;
	struct reception r;
	struct record rec;
	unsigned time = 4000;

	text_copy(ours.dir, sizeof(ours.dir), dir);
	reception_open(&r, &ours);
	pass_blocks(&r, 1, NULL);
	while (!r.over && time && next_record(&data, &size, &rec)) {
		unsigned blocks = rec.kind >> 3;

		switch (rec.kind & 7) {
		case 0:
		case 1:
		case 2:
			frame(&r, &rec, true);
			break;
		case 3:
			frame(&r, &rec, false);
			break;
		case 4:
			page_bits(&r, &rec);
			break;
		case 5:
			blocks = blocks * 10 < time ? blocks * 10 : time;
			break;
		case 6:
			t30_front_end_status(&r.machine.fax->t30, rec.len % 8);
			break;
		default:
			pass_blocks(&r, 1, &rec);
			break;
		}
		pass_blocks(&r, blocks, NULL);
		time -= blocks < time ? blocks : time;
	}
	reception_stop(&r);
	if (!r.over || r.outcome.result >= FAX_FAULT || !memchr(r.outcome.sender, '\0', sizeof(r.outcome.sender)))
		abort();
	if (r.outcome.pages != fax_file_pages(r.file.path))
		abort();
	unlink(r.file.path);
}

/* ---- faxd ---- */

static int ends[FAX_CREW], n_ends;
static unsigned words;

static void
nothing(struct core_out *o, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}
static void
no_log(struct core_out *o, int level, const char *line)
{
	words += (unsigned)strlen(line);
}
static void
no_count(struct core_out *o, uint16_t id, uint16_t which, int64_t n)
{
	if (id >= STAT_COUNT || (id == STAT_RESULTS && which >= FAX_RESULTS))
		abort();
}
static const struct core_out_ops out_ops = { .trace = nothing, .log = no_log, .count = no_count };
static struct core_out out = { &out_ops };

static int
post(void *arg, uint16_t type, const void *data, uint32_t len)
{
	if (!msg_check(ROLE_FAX, ROLE_ACD, type, len))
		abort();
	return words % 7 == 0 ? -ENOSPC : 0;
}

/* A process that there never is. */
static pid_t
start(void *arg, int fd)
{
	if (n_ends == FAX_CREW)
		return -EAGAIN;
	ends[n_ends++] = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return 0x7ffffff0;
}

static int
say(void *arg, const struct msg_fax_sound *sound)
{
	return sound->n % 5 == 4 ? -ENOSPC : 0;
}

static int
watch(void *arg, struct hand *h)
{
	return 0;
}

static void
unwatch(void *arg, struct hand *h)
{
}

static void
worker_says(const struct record *rec)
{
	struct fax_packet p = { .kind = rec->len ? rec->octets[0] : 0 };
	size_t len = fax_packet_size(p.kind);

	if (!n_ends)
		return;
	if (rec->len > 1)
		memcpy(&p.n, rec->octets + 1, rec->len - 1u < sizeof(p) - 4 ? rec->len - 1u : sizeof(p) - 4);
	send(ends[rec->kind % n_ends], &p, len ? len : rec->len % sizeof(p), MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void
with_faxd(const uint8_t *data, size_t size)
{
	static const struct faxd_ops ops = { .start = start, .say = say, .watch = watch, .unwatch = unwatch };
	static const uint16_t types[] = { MSG_FAX_RECEIVE, MSG_FAX_STOP, MSG_FAX_HEARD, MSG_HELLO_BACK, MSG_FAX_SAID };
	static struct faxd f;
	static struct site site;
	uint64_t message[(sizeof(struct msg_fax_sound) + 7) / 8];
	struct record rec;

	site.fax.channels = 3;
	f = (struct faxd){ .ops = &ops, .site = &site, .out = &out, .outbox = { .post = post }, .now_us = BEGAN_US };
	faxd_hello(&f);
	while (next_record(&data, &size, &rec)) {
		memset(message, 0, sizeof(message));
		((struct msg_fax *)message)->started_us = BEGAN_US;
		memcpy(message, rec.octets, rec.len < sizeof(message) ? rec.len : sizeof(message));
		if (rec.kind & 0x80)
			worker_says(&rec);
		else if (rec.kind & 0x40)
			f.now_us += (int64_t)rec.kind * rec.len * 20 * US_PER_MS;
		else
			faxd_message(&f, rec.kind & 0x20 ? ROLE_MEDIA : ROLE_ACD, types[rec.kind % 5], message,
			    sizeof(message) - (rec.kind >> 3 & 3) * 60u);
		for (int i = 0; i < FAX_CREW; i++)
			faxd_ready(&f, &f.crew[i]);
		faxd_work(&f, f.now_us);
		if (faxd_next_due(&f) < BEGAN_US)
			abort();
	}
	faxd_stop_all(&f);
	for (; n_ends; n_ends--)
		close(ends[n_ends - 1]);
	for (int i = 0; i < FAX_CREW; i++)
		faxd_ready(&f, &f.crew[i]);
	if (faxd_busy(&f))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!fuzz_target) {
		fuzz_count("fax");
		if (!mkdtemp(dir))
			abort();
	}
	fuzz_executions++;
	if (size && data[0] & 1)
		with_faxd(data + 1, size - 1);
	else if (size)
		with_machine(data + 1, size - 1);
	return 0;
}
