/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MTP level 2: one signalling link, Q.703, with basic error correction or preventive cyclic retransmission.
 *
 * The line driver repeats the unit written last for ever and drops received repetitions, so a unit is written only when
 * something changed, and a unit that was heard once is taken as being heard until another comes: after a change of
 * state the unit on the line is looked at again (mtp2.c, settle).
 *
 *   mtp2.c           entry points: units, timers, events, requests of level 3
 *   mtp2_lsc.c       link state control and processor outage, as a table (Q.703 figures 8 and 10)
 *   mtp2_align.c     initial alignment control, as a table (figure 9)
 *   mtp2_transmit.c  transmission control: buffers, window, retransmission, retrieval (figure 13)
 *   mtp2_receive.c   reception control: sequence numbers of what comes (figures 14 and 16)
 *   mtp2_pcr.c       transmission control of preventive cyclic retransmission (figure 15)
 *   mtp2_monitor.c   error rate monitors, congestion (figures 17 to 19)
 */
#pragma once

#include "isup/core.h"

#define MTP2_UNIT_MAX 276 /* octets of the longest unit, without FCS: BSN, FSN, LI, SIO, SIF */
#define MTP2_MSU_MAX  273 /* SIO and SIF */
#define MTP2_WINDOW   127 /* messages sent and not acknowledged (Q.703 5.3.1) */
/*
 * Retransmission buffer and transmission buffer of a link; a power of two, multiple of 128.  While a changeback waits for its
 * declaration to be answered (T4 and T5 of Q.704, 1.6 s) all that a busy link would carry meanwhile stands here.
 */
#define MTP2_SLOTS 512

/* Timers of a link, from timer0 on (settings t1_ms ... of conf_link). */
enum mtp2_timer { MTP2_T1, MTP2_T2, MTP2_T3, MTP2_T4, MTP2_T5, MTP2_T6, MTP2_T7, MTP2_CYCLE, MTP2_TIMERS };
#define MTP2_NAMED_TIMERS MTP2_CYCLE /* MTP2_CYCLE is ours: the line is free for the next repetition (PCR) */

/* Contents of a status field (Q.703 11.1.3); MTP2_FISU: fill-in and message units instead. */
enum mtp2_status { MTP2_SIO, MTP2_SIN, MTP2_SIE, MTP2_SIOS, MTP2_SIPO, MTP2_SIB, MTP2_FISU };

#define LSC_STATES(X)                       \
	X(POWER_OFF, "power off")           \
	X(OUT_OF_SERVICE, "out of service") \
	X(ALIGNMENT, "initial alignment")   \
	X(READY, "aligned ready")           \
	X(NOT_READY, "aligned not ready")   \
	X(IN_SERVICE, "in service")         \
	X(OUTAGE, "processor outage")
enum lsc_state {
#define X(id, text) LSC_##id,
	LSC_STATES(X)
#undef X
	LSC_STATE_COUNT,
};

#define IAC_STATES(X)                 \
	X(IDLE, "idle")               \
	X(NOT_ALIGNED, "not aligned") \
	X(ALIGNED, "aligned")         \
	X(PROVING, "proving")
enum iac_state {
#define X(id, text) IAC_##id,
	IAC_STATES(X)
#undef X
	IAC_STATE_COUNT,
};

/*
 * Why a link went out of service.  X(ID, counter besides MTP2_DOWN, "sentence").  A link that had not been in service counts
 * MTP2_DOWN_ALIGN alone, whatever the reason.
 */
#define MTP2_REASONS(X)                                                  \
	X(STOPPED, MTP2_DOWN, "taken out of service")                    \
	X(T1, MTP2_DOWN_ALIGN, "far end not ready (T1)")                 \
	X(ALIGNMENT, MTP2_DOWN_ALIGN, "alignment not possible")          \
	X(REALIGN, MTP2_DOWN, "far end began to align")                  \
	X(SIOS, MTP2_DOWN, "far end went out of service (SIOS)")         \
	X(BSN, MTP2_DOWN_SEQUENCE, "abnormal backward sequence numbers") \
	X(FIB, MTP2_DOWN_SEQUENCE, "abnormal forward indicator bits")    \
	X(T7, MTP2_DOWN_T7, "no acknowledgement (T7)")                   \
	X(ERRORS, MTP2_DOWN_ERRORS, "error rate")                        \
	X(T6, MTP2_DOWN_T6, "far end congested too long (T6)")           \
	X(LINE, MTP2_DOWN_ERRORS, "line alarm")
enum mtp2_reason {
#define X(id, counter, text) MTP2_REASON_##id,
	MTP2_REASONS(X)
#undef X
	MTP2_REASON_COUNT,
};
extern const char *const mtp2_reason_text[MTP2_REASON_COUNT];

struct mtp2_slot {
	uint16_t len;
	uint8_t msu[MTP2_MSU_MAX + 1];
};

enum { MTP2_LOCAL = 1, MTP2_REMOTE = 2 }; /* processor outage */

/* Congestion of our receiver: new messages are still accepted, though not acknowledged, or discarded (Q.703 9.3). */
enum mtp2_busy { MTP2_CALM, MTP2_ACCEPT, MTP2_DISCARD };

enum mtp2_on_line { MTP2_NOTHING, MTP2_STATUS, MTP2_MSU }; /* what we wrote last */

struct mtp2 {
	uint64_t ref;    /* for traces: link << 32 | width of the label */
	uint32_t timer0; /* our first timer id */
	uint16_t link;
	uint8_t lsc; /* enum lsc_state */
	uint8_t iac; /* enum iac_state */

	/* settings */
	int32_t t_ms[MTP2_NAMED_TIMERS]; /* T4: normal */
	int32_t t4e_ms;
	uint8_t pcr; /* preventive cyclic retransmission */
	uint8_t n1;
	uint16_t n2;

	/* alignment */
	uint8_t emergency; /* asked for by level 3 */
	uint8_t proving_e; /* this proving period is an emergency one */
	uint8_t aborted;   /* proving periods broken off, Cp */
	uint8_t aerm_on;
	uint8_t aerm;
	uint8_t further;   /* a period was broken off: the next begins with a correct unit */
	int64_t error_us;  /* last unit in error while proving */
	int64_t broken_us; /* the period was broken off */

	uint8_t outage; /* MTP2_LOCAL | MTP2_REMOTE */
	uint8_t alarm;  /* of the line */
	uint8_t inside; /* an entry point is at work: the fill-in unit can wait for its end */

	/* in service since the end of alignment */
	uint8_t served;
	int64_t served_us; /* seconds up to here are counted */
	int64_t outage_us; /* the far end's outage began */

	/* transmission; counters run on, FSN = counter & 127, slot = counter % MTP2_SLOTS */
	uint8_t tx; /* enum mtp2_status: what the line is to carry */
	uint8_t fib;
	uint8_t hold;    /* level 3 holds new messages back (changeback) */
	uint8_t flushed; /* messages that were sent, then discarded: the far end may have accepted some of them */
	uint32_t acked;
	uint32_t sent;
	uint32_t queued;

	/* PCR */
	uint8_t forced;       /* forced retransmission: no new messages until the cycle has come round */
	uint32_t cycle;       /* the message repeated last */
	uint32_t held_octets; /* of [acked, sent) */
	int64_t line_free_us; /* all that was written has gone */

	/* reception */
	uint8_t fsnx; /* FSN expected next */
	uint8_t bib;
	uint8_t rtr;     /* retransmission was asked for and has not begun */
	uint8_t bad_bsn; /* the last three units, newest in bit 0 */
	uint8_t bad_fib;
	uint8_t busy;     /* enum mtp2_busy, as level 3 wants it; works while the link is in service */
	uint8_t bsn_held; /* acknowledgements are withheld from here */

	uint8_t suerm_on;
	uint16_t suerm;
	int64_t suerm_us; /* up to here the bucket has leaked */

	/* the line: what was heard last and in which states it was looked at; what was written last */
	uint8_t heard[4];
	uint8_t heard_len;
	uint8_t heard_lsc;
	uint8_t heard_iac;
	uint8_t on_line; /* enum mtp2_on_line */
	uint8_t out_len; /* of a status or fill-in unit */
	uint8_t out[4];  /* its octets, or the header of the message */
	uint32_t out_at; /* which message */

	struct mtp2_slot slots[MTP2_SLOTS];
};

/* ---- entry points ---- */

struct conf_link;
void mtp2_init(struct mtp2 *m, unsigned link, const struct conf_link *conf, unsigned label_bits, uint32_t timer0);

void mtp2_power_on(struct isup *isup, struct mtp2 *m, struct core_out *out); /* SIOS goes to the line */
/* the process was replayed: say again what is so */
void mtp2_resumed(struct isup *isup, struct mtp2 *m, struct core_out *out);
void mtp2_start(struct isup *isup, struct mtp2 *m, struct core_out *out); /* align; empties the buffers */
void mtp2_stop(struct isup *isup, struct mtp2 *m, struct core_out *out);
void mtp2_emergency(struct isup *isup, struct mtp2 *m, int on, struct core_out *out);
void mtp2_outage(struct isup *isup, struct mtp2 *m, int on, struct core_out *out);
void mtp2_busy(struct isup *isup, struct mtp2 *m, enum mtp2_busy how, struct core_out *out);

/*
 * "Flush buffers" (Q.703 8.3, Q.704 4.6, 6.4): all that was given to this link and not acknowledged is discarded.  Only
 * during a processor outage, else nothing happens.  An outage that ends without it goes on with the old messages
 * ("continue"): level 3 need not say so.
 */
void mtp2_flush(struct isup *isup, struct mtp2 *m, struct core_out *out);

/* Queue a message (SIO and SIF): 0, -EMSGSIZE, -ENOBUFS.  Out of service it waits for mtp2_drain(). */
int mtp2_send(struct isup *isup, struct mtp2 *m, const uint8_t *msu, size_t len, struct core_out *out);
void mtp2_hold(struct isup *isup, struct mtp2 *m, int on, struct core_out *out);

/* Changeover: what we accepted last; what the far end did not, oldest first. */
uint8_t mtp2_bsnt(const struct mtp2 *m);
void mtp2_accepted(struct mtp2 *m, uint8_t fsnc); /* the far end accepted up to fsnc: forget these */
void mtp2_forget_sent(struct mtp2 *m);            /* ... it is not known what: forget all that were sent */
/* Take all that is left, oldest first; or, of a link that goes on, only what was not sent. */
void mtp2_drain(struct mtp2 *m, int only_unsent, void (*take)(void *arg, const uint8_t *msu, size_t len), void *arg);

void mtp2_unit(struct isup *isup, struct mtp2 *m, const uint8_t *unit, size_t len, struct core_out *out);
void mtp2_event(struct isup *isup, struct mtp2 *m, unsigned span_event, struct core_out *out);
void mtp2_timer(struct isup *isup, struct mtp2 *m, unsigned timer, struct core_out *out);

static inline unsigned
mtp2_waiting(const struct mtp2 *m)
{
	return m->queued - m->acked;
}

/* ---- brought by level 3 ---- */

void mtp3_link_up(struct isup *isup, unsigned link, struct core_out *out);
void mtp3_link_down(struct isup *isup, unsigned link, enum mtp2_reason reason, struct core_out *out);
void mtp3_link_outage(struct isup *isup, unsigned link, int on, struct core_out *out); /* remote processor outage */
void mtp3_msu(struct isup *isup, unsigned link, const uint8_t *msu, size_t len, struct core_out *out); /* SIO and SIF */

/* ---- between the pages of level 2 ---- */

enum lsc_event {
	LSC_POWER_ON,
	LSC_START,
	LSC_STOP,
	LSC_ALIGNED,
	LSC_ALIGNED_OUTAGE,
	LSC_NOT_POSSIBLE,
	LSC_FAILURE,
	LSC_LPO,
	LSC_LPR,
	LSC_SIO,
	LSC_SIN,
	LSC_SIE,
	LSC_SIOS,
	LSC_SIPO,
	LSC_FISU,
	LSC_T1,
	LSC_NO_OUTAGE,
	LSC_EVENT_COUNT,
};
enum iac_event {
	IAC_START,
	IAC_STOP,
	IAC_EMERGENCY,
	IAC_SIO,
	IAC_SIN,
	IAC_SIE,
	IAC_SIOS,
	IAC_T2,
	IAC_T3,
	IAC_T4,
	IAC_ABORT,
	IAC_ERROR,
	IAC_GIVE_UP,
	IAC_EVENT_COUNT,
};

void mtp2_lsc_event(struct isup *isup, struct mtp2 *m, enum lsc_event event, struct core_out *out);
void mtp2_iac_event(struct isup *isup, struct mtp2 *m, enum iac_event event, struct core_out *out);
void mtp2_fail(struct isup *isup, struct mtp2 *m, enum mtp2_reason reason, struct core_out *out);

void mtp2_timer_set(struct isup *isup, const struct mtp2 *m, enum mtp2_timer timer);
void mtp2_timer_clear(struct isup *isup, const struct mtp2 *m, enum mtp2_timer timer);

/* mtp2_transmit.c */
void mtp2_reset_sequence(struct isup *isup, struct mtp2 *m);
void mtp2_stop_sequence(struct isup *isup, struct mtp2 *m); /* timers of transmission and congestion control */
int mtp2_may_send(const struct mtp2 *m);
void mtp2_send_next(struct isup *isup, struct mtp2 *m, struct core_out *out); /* the next new message */
void mtp2_send_again(struct mtp2 *m, uint32_t counter, struct core_out *out); /* one in the buffer */
void mtp2_retransmit(struct mtp2 *m, struct core_out *out);                   /* all that is not acknowledged */
void mtp2_acknowledged(struct isup *isup, struct mtp2 *m, uint32_t n, struct core_out *out);
void mtp2_pump(struct isup *isup, struct mtp2 *m, struct core_out *out); /* messages the window allows */
void mtp2_resync(struct mtp2 *m);                                        /* the outage ends, and there was a flush */
/* the status or fill-in unit, if it is not on the line already */
void mtp2_status(struct mtp2 *m, struct core_out *out);
void mtp2_write(struct mtp2 *m, const uint8_t *unit, size_t len, struct core_out *out);

/* mtp2_pcr.c */
void mtp2_pcr_pump(struct isup *isup, struct mtp2 *m, struct core_out *out);
void mtp2_pcr_cycle(struct isup *isup, struct mtp2 *m, struct core_out *out); /* the line is free */

/* mtp2_receive.c */
void mtp2_sequence(struct isup *isup, struct mtp2 *m, const uint8_t *unit, size_t len, struct core_out *out);

/* mtp2_monitor.c */
void mtp2_line_event(struct isup *isup, struct mtp2 *m, unsigned span_event, struct core_out *out);
void mtp2_aerm(struct mtp2 *m, int on);
void mtp2_suerm(struct isup *isup, struct mtp2 *m, int on);
void mtp2_suerm_msu(const struct isup *isup, struct mtp2 *m, size_t len);
void mtp2_errors(struct isup *isup, struct mtp2 *m, unsigned n, struct core_out *out); /* signal units in error */
void mtp2_too_long(struct isup *isup, struct mtp2 *m, size_t len, struct core_out *out);
void mtp2_busy_begin(struct isup *isup, struct mtp2 *m, struct core_out *out); /* if level 3 says so */
void mtp2_busy_end(struct isup *isup, struct mtp2 *m);
int mtp2_busy_now(const struct mtp2 *m);
void mtp2_sib(struct isup *isup, struct mtp2 *m, struct core_out *out); /* received */
void mtp2_t5(struct isup *isup, struct mtp2 *m, struct core_out *out);
void mtp2_count_service(struct isup *isup, struct mtp2 *m, struct core_out *out);

static inline struct mtp2_slot *
mtp2_slot(struct mtp2 *m, uint32_t counter)
{
	return &m->slots[counter % MTP2_SLOTS];
}
