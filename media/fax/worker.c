/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "media/fax/worker.h"

#include "media/dtmf.h"
#include "media/fax/reception.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define GAP_MOST 50 /* blocks: what is lost for longer is another call, or no call any more */

struct worker {
	int fd;
	struct reception reception;
	struct fax_outcome told; /* as faxd knows it */
	uint32_t next;           /* the block that should come */
	bool began;
	uint8_t last[FAX_BLOCK];
};

/* ---- to faxd ---- */

static bool
tell(struct worker *w, enum fax_packet_kind kind)
{
	const struct fax_packet p = { .kind = kind, .outcome = w->reception.outcome };

	w->told = p.outcome;
	return fax_packet_send(w->fd, &p) == 0;
}

static bool
stands_as_told(const struct worker *w)
{
	const struct fax_outcome *now = &w->reception.outcome, *told = &w->told;

	return now->pages == told->pages && now->bit_rate == told->bit_rate && now->ecm == told->ecm &&
	    strcmp(now->sender, told->sender) == 0;
}

/* ---- from faxd ---- */

static bool
hear(struct worker *w, const uint8_t block[FAX_BLOCK])
{
	struct fax_packet said = { .kind = FAX_PACKET_SAID };

	reception_block(&w->reception, block, said.block);
	return w->reception.over || fax_packet_send(w->fd, &said) == 0;
}

/* A modem does not bear a hole: in the place of blocks that were lost the one before is heard again. */
static bool
take_block(struct worker *w, const struct fax_packet *p)
{
	uint32_t lost = w->began ? p->n - w->next : 0;
	bool heard = true;

	for (uint32_t i = 0; lost <= GAP_MOST && i < lost && heard && !w->reception.over; i++)
		heard = hear(w, w->last);
	memcpy(w->last, p->block, FAX_BLOCK);
	w->next = p->n + 1;
	w->began = true;
	if (heard && !w->reception.over)
		heard = hear(w, w->last);
	return heard && (w->reception.over || stands_as_told(w) || tell(w, FAX_PACKET_STAND));
}

static bool
take_order(int fd, struct fax_order *order)
{
	struct fax_packet p;

	if (fax_packet_take(fd, &p) != 1 || p.kind != FAX_PACKET_ORDER)
		return false;
	*order = p.order;
	return memchr(order->dir, '\0', sizeof(order->dir)) && memchr(order->station, '\0', sizeof(order->station));
}

static bool
take_packet(struct worker *w)
{
	struct fax_packet p;

	return fax_packet_take(w->fd, &p) == 1 && p.kind == FAX_PACKET_HEARD && take_block(w, &p);
}

/* Not before mediad and the switch.  We go with faxd; who stops the house stops faxd, and that stops us in order. */
static void
settle(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "faxd-worker");
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	if (nice(FAX_WORKER_NICE) < 0)
		return; /* it may be that nice already */
}

int
worker_run(int fd)
{
	struct worker w = { .fd = fd };
	struct fax_order order;
	bool served = true;

	settle();
	dtmf_thread();
	if (!take_order(fd, &order))
		return 1;
	reception_open(&w.reception, &order);
	while (served && !w.reception.over)
		served = take_packet(&w);
	reception_stop(&w.reception); /* the caller is gone, or faxd */
	return tell(&w, FAX_PACKET_OUTCOME) ? 0 : 1;
}
