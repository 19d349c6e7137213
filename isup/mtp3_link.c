/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signalling link management: bringing a link up and keeping it up (Q.704 12.2), and the signalling link test (Q.707).
 *
 * A link that is wanted aligns, is tested (SLTM, SLTA with the same pattern), and only then carries traffic; it is
 * tested again every T2.  A link that failed tries again after T17, for ever.  Proving is done in a hurry when the link
 * set has no other link to carry its traffic.
 */
#include "isup/mtp3_state.h"

#include "base/fsm.h"
#include "base/log.h"

#include <errno.h>
#include <string.h>

#define TEST_TRIES 2 /* SLTM is repeated once (Q.707 2.2) */
#define TEST_LEN   8

/* ---- test ---- */

/* A pattern that differs between links and between tests. */
static void
pattern(const struct link *link, uint8_t test[TEST_LEN])
{
	memcpy(test, "zongji", 6);
	test[6] = (uint8_t)(0x80 | link->index);
	test[7] = link->test_no;
}

static void
send_test(struct isup *isup, struct link *link, struct core_out *out)
{
	struct linkset *set = &isup_mtp(isup)->sets[link->set];
	struct mtp3_message m = { .type = MTP3_SLTM, .slc = link->slc, .test_len = TEST_LEN };

	link->test_no++;
	link->test_tries++;
	pattern(link, m.test);
	mtp3_say_over(isup, set, link, &m, out);
	mtp3_link_timer(isup, link, LINK_T_TEST, set->ms[MS_TEST]);
}

void
mtp3_sltm(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct mtp3_message answer = *m;

	if (m->slc != on->slc) {
		core_count(out, ISUP_STAT_MTP3_BAD_MESSAGE, on->set, 1);
		return;
	}
	answer.type = MTP3_SLTA;
	mtp3_say_over(isup, set, on, &answer, out);
}

void
mtp3_slta(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	uint8_t test[TEST_LEN];

	pattern(on, test);
	if (m->slc != on->slc || m->test_len != TEST_LEN || memcmp(m->test, test, TEST_LEN) != 0)
		core_count(out, ISUP_STAT_MTP3_BAD_MESSAGE, on->set, 1);
	else if (on->test_tries)
		mtp3_link_event(isup, on, LINK_TESTED, out);
}

void
mtp3_test_timer(struct isup *isup, struct link *link, enum link_timer timer, struct core_out *out)
{
	if (timer == LINK_T_PAUSE || link->test_tries < TEST_TRIES) {
		send_test(isup, link, out);
		return;
	}
	core_count(out, ISUP_STAT_MTP3_TEST_FAILED, link->index, 1);
	mtp3_link_event(isup, link, LINK_TEST_FAILED, out);
}

int
mtp_test(struct isup *isup, unsigned index, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	if (index >= mtp->n_links)
		return -EINVAL;
	struct link *link = &mtp->links[index];
	if (link->state != LINK_AVAILABLE || link->test_tries)
		return -EAGAIN;
	mtp3_link_timer(isup, link, LINK_T_PAUSE, 0);
	send_test(isup, link, out);
	return 0;
}

void
mtp3_test_resumed(struct isup *isup, const struct link *link)
{
	if (link->test_tries)
		mtp3_link_timer(isup, link, LINK_T_TEST, isup_mtp(isup)->sets[link->set].ms[MS_TEST]);
}

/* We have no spare data links to put behind a link: automatic allocation is refused (Q.704 12.6, 15.12). */
void
mtp3_dlc(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct mtp3_message answer = { .type = MTP3_CNP, .slc = m->slc };

	core_count(out, ISUP_STAT_MTP3_NO_DATA_LINK, (uint16_t)mtp3_set_index(isup_mtp(isup), set), 1);
	if (m->type == MTP3_DLC)
		mtp3_say_over(isup, set, on, &answer, out);
}

/* ---- activation and restoration ---- */

static void
align(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct isup *isup = room;
	struct link *link = obj;
	struct mtp *mtp = isup_mtp(isup);
	int emergency = link->emergency || mtp3_usable_links(mtp, &mtp->sets[link->set]) == 0;

	link->left_behind = 0;
	mtp2_emergency(isup, &link->l2, emergency, out);
	mtp2_start(isup, &link->l2, out);
}

static void
begin_test(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct link *link = obj;

	link->test_tries = 0;
	send_test(room, link, out);
}

static void
tested(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct isup *isup = room;
	struct link *link = obj;

	core_count(out, ISUP_STAT_MTP3_TESTED, link->index, 1);
	link->test_tries = 0;
	mtp3_link_timer(isup, link, LINK_T_TEST, 0);
	mtp3_link_timer(isup, link, LINK_T_PAUSE, isup_mtp(isup)->sets[link->set].ms[MS_PAUSE]);
}

static void
made_available(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct link *link = obj;

	tested(room, link, arg, out);
	core_log(out, LOG_NOTE, "link %u (%s, SLC %u): in service", link->index, isup_mtp(room)->sets[link->set].name,
	    link->slc);
	link->failing = 0;
	mtp3_refresh(room, link, out);
}

static void
no_test(struct isup *isup, struct link *link)
{
	link->test_tries = 0;
	mtp3_link_timer(isup, link, LINK_T_TEST, 0);
	mtp3_link_timer(isup, link, LINK_T_PAUSE, 0);
}

static void
wait(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct isup *isup = room;
	struct link *link = obj;

	no_test(isup, link);
	mtp3_link_timer(isup, link, LINK_T_T17, isup_mtp(isup)->sets[link->set].ms[MS_T17]);
	mtp3_refresh(isup, link, out);
}

static void
stop_and_wait(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct link *link = obj;

	mtp2_stop(room, &link->l2, out);
	core_log(out, LOG_ALARM, "link %u (%s, SLC %u): no right answer to the link test", link->index,
	    isup_mtp(room)->sets[link->set].name, link->slc);
	link->failing = 1;
	wait(room, link, arg, out);
}

static void
deactivate(void *room, void *obj, const void *arg, struct core_out *out)
{
	struct link *link = obj;

	mtp2_stop(room, &link->l2, out);
	no_test(room, link);
	mtp3_link_timer(room, link, LINK_T_T17, 0);
	mtp3_refresh(room, link, out);
}

#define S(state) FSM_STATE(LINK_##state)
/* clang-format off */
static const struct fsm_row rows[] = {
	{ S(INACTIVE),                             LINK_ACTIVATE,    LINK_ALIGNING,  align,          "Q.704 12.2.2" },
	{ S(ALIGNING),                             LINK_UP,          LINK_TESTING,   begin_test,     "Q.707 2.2" },
	{ S(TESTING),                              LINK_TESTED,      LINK_AVAILABLE, made_available, "Q.707 2.2" },
	{ S(AVAILABLE),                            LINK_TESTED,      FSM_SAME,       tested,         "Q.707 2.2" },
	{ S(TESTING) | S(AVAILABLE),               LINK_TEST_FAILED, LINK_WAITING,   stop_and_wait,  "Q.707 2.2" },
	{ S(ALIGNING) | S(TESTING) | S(AVAILABLE), LINK_DOWN,        LINK_WAITING,   wait,           "Q.704 12.2.3" },
	{ S(WAITING),                              LINK_T17,         LINK_ALIGNING,  align,          "Q.704 12.2.3" },
	{ ~S(INACTIVE),                            LINK_DEACTIVATE,  LINK_INACTIVE,  deactivate,     "Q.704 12.2.4" },
};
/* clang-format on */
#undef S

static const char *const states[] = {
#define X(id, text, sentence) text,
	LINK_STATES(X)
#undef X
};
static const char *const events[] = { "activate", "deactivate", "up", "down", "tested", "test failed", "T17" };
static uint8_t cells[LINK_STATE_COUNT * LINK_EVENT_COUNT];
static const struct fsm mtp3_link_fsm = {
	"link management",
	states,
	events,
	LINK_STATE_COUNT,
	LINK_EVENT_COUNT,
	rows,
	sizeof(rows) / sizeof(rows[0]),
	NULL,
	cells,
};

void
mtp3_link_event(struct isup *isup, struct link *link, enum link_event event, struct core_out *out)
{
	uint8_t before = link->state;

	/* T17 waits on while the line has an alarm, or the old traffic is still being moved away. */
	if (event == LINK_T17 && (link->l2.alarm || link->change != CHANGE_NONE)) {
		mtp3_link_timer(isup, link, LINK_T_T17, isup_mtp(isup)->sets[link->set].ms[MS_T17]);
		return;
	}
	if (!fsm_find(&mtp3_link_fsm, link->state, event))
		return;
	fsm_step(&mtp3_link_fsm, isup, link, &link->state, event, link->l2.ref, NULL, out);
	if (link->state != before)
		link->since_us = isup->now_us;
}

/* ---- what level 2 tells ---- */

void
mtp3_link_up(struct isup *isup, unsigned link, struct core_out *out)
{
	mtp3_link_event(isup, &isup_mtp(isup)->links[link], LINK_UP, out);
}

void
mtp3_link_down(struct isup *isup, unsigned index, enum mtp2_reason reason, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct link *link = &mtp->links[index];

	if (!link->failing)
		core_log(out, LOG_ALARM, "link %u (%s, SLC %u): out of service: %s", index, mtp->sets[link->set].name,
		    link->slc, mtp2_reason_text[reason]);
	link->failing = 1;
	mtp3_link_event(isup, link, LINK_DOWN, out);
}

void
mtp3_link_outage(struct isup *isup, unsigned index, int on, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct link *link = &mtp->links[index];

	core_log(out, on ? LOG_ALARM : LOG_NOTE, "link %u (%s, SLC %u): far processor outage%s", index,
	    mtp->sets[link->set].name, link->slc, on ? "" : " over");
	mtp3_refresh(isup, link, out);
}
