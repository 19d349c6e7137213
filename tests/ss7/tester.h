/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tester: all the world outside of one real isup core, on a fake clock.
 *
 *     far exchange ── STP A ──┐
 *          │   └───── STP B ──┤  up to 16 links       switch
 *          └─────── direct ───┴──────────  isup_core ────┘
 *
 * It is written from the Recommendations and shares no code with isup/: label, level 2 peer and parameter finder are its
 * own.  It only looks at what the core shows to everybody: units, LINE_* messages, counters, log lines, views.
 * One world at a time; every function ends the case (ss7_fail) when what came is not what was due.
 *
 *   tester.c        the core, time, configuration, counters, log
 *   tester_line.c   level 2 peers
 *   tester_mtp.c    level 3: labels, messages, answers given by itself
 *   tester_isup.c   ISUP messages, the switch, whole calls
 *
 * A case in a few lines:
 *
 *   tester_open(form, NULL);
 *   bring_up();
 *   uint32_t line = offer_in(5, "0060000a0302...");    or make_call_in(5)
 *   say_isup(5, "0c 02 00 02 83 90");
 *   expect_isup(5, T_RLC);
 *   expect_line(MSG_LINE_RELEASED);
 *   expect_quiet();
 *   tester_close();
 *
 * Hex texts may hold blanks, and names of points ($us $far $a $b $c) that stand for the point code's octets as management
 * messages carry it.
 */
#pragma once

#include "isup/core.h"
#include "tests/ss7/suite.h"

#include "base/msg.h"
#include "base/site.h"

enum { ANY_LINK = -1 };

/* ---- the world ---- */

/* Points; in the text of a configuration $us, $far, $a, $b, $c and $label stand for them in the form under test. */
enum tester_point { POINT_US, POINT_FAR, POINT_A, POINT_B, POINT_C, TESTER_POINTS };
uint32_t point_code(enum tester_point point);

/*
 * config NULL: the standard house.  One link set to $far with one link (tester_open_links: n links, SLC 0 ..), trunk group
 * "pstn" of span 1: CICs 1-15, 17-31 (links of more than one: slot 16 of spans 1 .. n; circuits only of span 1), called
 * numbers complete after 8 digits or ST.
 */
void tester_open(enum ss7_form form, const char *config);
void tester_open_links(enum ss7_form form, unsigned n_links);
/* `extra` goes into the braces of the trunk group or link set: "t9_ms = 30000; digits = 0;" */
void tester_open_with(enum ss7_form form, unsigned n_links, const char *group_extra, const char *linkset_extra);
/* Link sets "a" (links 0 .. n-1) and "b" (n .. 2n-1) to the STP pair, equal priority; $far behind both; group as above. */
void tester_open_stps(enum ss7_form form, unsigned links_each);
void tester_open_mates(enum ss7_form form, unsigned links_each); /* and each STP can be reached through the other */
void tester_close(void);

void tester_pass(int64_t ms); /* time goes on, timer by timer */
int64_t tester_now_ms(void);  /* since tester_open */

void tester_restart(void);                                      /* CORE_RESUMED: the process was killed and replayed */
void tester_pressure(unsigned level);                           /* CORE_PRESSURE: the switch does not keep up */
void tester_ctl(uint16_t type, const void *data, uint32_t len); /* an operator's command, enum isup_ctl */
void ctl_circuits(uint16_t type, unsigned first_cic, unsigned last_cic, int hardware);
void ctl_link(uint16_t type, unsigned link);

int64_t counter(enum isup_stat id);                    /* of all instances, since tester_open */
int64_t counter_of(enum isup_stat id, unsigned which); /* of one link, link set or group */

/* Log lines not yet looked at: the next of this level (LOG_ALARM, LOG_WARN, LOG_NOTE) that has `part` in it. */
void expect_log(int level, const char *part);
void expect_no_alarm(void); /* no line of LOG_ALARM unread */
void forget_log(void);

const struct site *tester_site(void);
struct isup *tester_core(void); /* for views */

/* ---- level 2 of the far ends, per link: index in the configuration ---- */

/*
 * By itself a peer aligns when the core does, acknowledges at once, hands messages up, repeats what is asked for.  From
 * this it is kept:
 */
void line_fail(unsigned link);                 /* SIOS, and stays out of service */
void line_cut(unsigned link, int on);          /* nothing passes, both ways (T7, T6 of the core will see) */
void line_lose(unsigned link, int on);         /* what the core sends is lost on the way; the peer does not notice */
void line_hold_acks(unsigned link, int on);    /* messages are accepted, but our BSN stands still */
void line_outage(unsigned link, int on);       /* SIPO */
void line_busy(unsigned link, int on);         /* SIB, and acknowledgements withheld */
void line_restore(unsigned link);              /* all of the above is over; aligns as soon as the core does */
void line_alarm(unsigned link, int on);        /* SPAN_EV_ALARM, SPAN_EV_NOALARM: seen by the card of the core */
void line_errors(unsigned link, unsigned n);   /* SPAN_EV_BADFCS */
void line_say(unsigned link, const char *hex); /* any unit, from BSN on; not remembered by the peer */
void line_emergency(unsigned link, int on);    /* the peer aligns with SIE */

int line_in_service(unsigned link); /* as the peer sees it */
int line_status(unsigned link); /* last status unit of the core: 0 SIO 1 SIN 2 SIE 3 SIOS 4 SIPO 5 SIB, -1 FISU/MSU */
unsigned line_fsn_accepted(unsigned link); /* FSN of the last message the peer accepted: what its COO, COA would say */
unsigned line_bsn_core(unsigned link);     /* last BSN the core sent */

/* ---- level 3 ---- */

struct msu {
	int64_t at_ms;
	int link;
	int form; /* LABEL_* */
	uint8_t sio;
	uint32_t dpc, opc;
	uint8_t sls;
	unsigned cic;      /* ISUP */
	uint16_t len;      /* of body */
	uint8_t body[272]; /* behind the label; ISUP: behind the CIC, from the message type on */
};

/* Heading codes H1 << 4 | H0 of network management (Q.704 15), and of tests (Q.707 5.4). */
#define TESTER_SNM(X)                                                                                               \
	X(COO, 0x11)                                                                                                \
	X(COA, 0x21)                                                                                                \
	X(CBD, 0x51)                                                                                                \
	X(CBA, 0x61) X(ECO, 0x12) X(ECA, 0x22) X(RCT, 0x13) X(TFC, 0x23) X(TFP, 0x14) X(TFR, 0x34) X(TFA, 0x54)     \
	    X(RST, 0x15) X(RSR, 0x25) X(LIN, 0x16) X(LUN, 0x26) X(LIA, 0x36) X(LUA, 0x46) X(LID, 0x56) X(LFU, 0x66) \
	        X(LLT, 0x76) X(LRT, 0x86) X(TRA, 0x17) X(DLC, 0x18) X(CSS, 0x28) X(CNS, 0x38) X(CNP, 0x48)          \
	            X(UPU, 0x1a)
enum tester_snm {
#define X(name, code) SNM_##name = code,
	TESTER_SNM(X)
#undef X
};
enum { SLT_SLTM = 0x11, SLT_SLTA = 0x21 };

/* What it answers by itself, all on at first. */
enum tester_auto { AUTO_SLTA, AUTO_SLTM, AUTO_TRA, AUTO_COA, AUTO_CBA, AUTO_LIA, AUTO_ALL };
void answer_by_itself(enum tester_auto what, int on);

/* From the adjacent point of that link, about that link (SLC), on it.  "body" follows the heading code. */
void say_snm(unsigned link, enum tester_snm code, const char *body);
void say_snm_about(unsigned link, unsigned slc, enum tester_snm code, const char *body);
void say_slt(unsigned link, int code, const char *body);
/* Any message: on that link, with these fields; SIO without the network indicator is completed by the link set's. */
void say_msu(unsigned link, uint8_t si, uint32_t dpc, uint32_t opc, uint8_t sls, const char *body);
void say_raw(unsigned link, const char *hex); /* from the SIO on */

/* The next unread management message heard on that link (or any) is this one. */
const struct msu *expect_snm(int link, enum tester_snm code, const char *body /* NULL: any */);
const struct msu *expect_slt(int link, int code); /* only what was not answered by itself */
void expect_no_snm(void);
void forget_snm(void);
/* Is there an unread one of this code?  Takes it. */
const struct msu *take_snm(int link, enum tester_snm code);

int link_carries(unsigned link);        /* as the core's view tells */
int reachable(enum tester_point point); /* by the link set of trunk group 0 */
/* A user message from the core's ISUP straight through mtp3 (numbered octets), to see load sharing; 0 or -errno */
int core_transfers(enum tester_point to, uint8_t sls, const char *body);

/* ---- ISUP ---- */

enum tester_isup {
	T_IAM = 0x01,
	T_SAM,
	T_INR,
	T_INF,
	T_COT,
	T_ACM,
	T_CON,
	T_FOT,
	T_ANM,
	T_REL = 0x0c,
	T_SUS,
	T_RES,
	T_RLC = 0x10,
	T_CCR,
	T_RSC,
	T_BLO,
	T_UBL,
	T_BLA,
	T_UBA,
	T_GRS,
	T_CGB,
	T_CGU,
	T_CGBA,
	T_CGUA,
	T_FAR = 0x1f,
	T_FAA,
	T_FRJ,
	T_LPA = 0x24,
	T_PAM = 0x28,
	T_GRA,
	T_CQM,
	T_CQR,
	T_CPG,
	T_USR,
	T_UCIC,
	T_CFN,
	T_OLM,
	T_NRM = 0x32,
	T_FAC,
	T_UPT,
	T_UPA,
	T_IDR,
	T_IRS,
	T_SGM,
	T_LOP = 0x40,
	T_APM,
	T_CCL = 0xfc,
	T_MPM,
	T_OPR,
};

void say_isup(unsigned cic, const char *hex); /* from $far, from the message type on */
void say_isup_from(uint32_t opc, unsigned link, unsigned cic, const char *hex);

/* The next unread message with this CIC is of this type. */
const struct msu *expect_isup(unsigned cic, enum tester_isup type);
const struct msu *expect_isup_hex(unsigned cic, const char *hex); /* the whole message */
const struct msu *take_isup(unsigned cic, enum tester_isup type); /* the next unread with this CIC, or NULL */
const struct msu *next_isup(void);                                /* the next unread of any CIC, taken, or NULL */
unsigned isup_unread(void);
void forget_isup(void);
void expect_quiet(void); /* no ISUP message and nothing to the switch is unread */

/* Looking into a message.  NULL: not there; *len is set only when found. */
uint8_t param_fixed(const struct msu *m, unsigned at);                         /* octet `at` of the fixed part */
const uint8_t *param_variable(const struct msu *m, unsigned n, unsigned *len); /* n-th mandatory variable, from 0 */
const uint8_t *param_optional(const struct msu *m, uint8_t code, unsigned *len);
unsigned param_cause(const struct msu *m); /* cause value of REL, CFN, or of an optional cause; 0 none */
/* Digits of an address parameter (called: code 4, calling: 0x0a ...): number of digits. */
unsigned param_digits(const struct msu *m, uint8_t code, char digits[NUMBER_DIGITS]);

/* ---- the switch ---- */

struct said {
	uint16_t type; /* MSG_* */
	uint32_t len;
	union {
		struct msg_line line;
		struct msg_line_offered offered;
		struct msg_line_seized seized;
		struct msg_hello hello;
		struct msg_line_user user;
		struct msg_line_metered metered;
		struct msg_line_check check;
		uint64_t octets[128];
	};
};

void say_line(uint16_t type, uint32_t line, uint8_t cause); /* MSG_LINE_ALERT ..; leg = that of accept_line */
void accept_line(uint32_t line, uint32_t leg);
void say_dial(uint32_t leg, const char *called, const char *caller); /* group 0, NAI national */
void say_switch(uint16_t type, const void *data, uint32_t len);
const struct said *expect_line(uint16_t type); /* the next unread is of this type */
const struct said *take_line(uint16_t type);   /* ... or NULL */
void expect_no_line(void);
void forget_lines(void);

/* ---- whole calls ---- */

struct call {
	unsigned cic;
	uint32_t leg, line;
};

void links_up(void); /* until all links carry traffic and the restart is over */
void bring_up(void); /* links_up(), HELLO answered, GRS of the cold start answered by GRA; all read */

/* IAM to 6400 0000 from 13900000001, speech, ISUP all the way. */
#define IAM_HEX "01 00 60 01 0a 00 02 08 06 03 10 46 00 00 00 0a 08 83 13 31 09 00 00 00 01 00"
struct call offer_in(unsigned cic);     /* IAM, LINE_OFFERED, LINE_ACCEPT */
struct call make_call_in(unsigned cic); /* and ACM, ANM: talking */
struct call dial_out(void);             /* LINE_DIAL, IAM */
struct call make_call_out(void);        /* and ACM, ANM: talking */
void release_from_far(struct call call);
void release_from_us(struct call call);
