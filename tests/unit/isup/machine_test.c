/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table itself: every state with every event, every row reachable in principle, names complete. */
#include "bed.h"

static const char *const messages[] = {
	"01 00 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f",
	"01 00 02 02 00 02 00 65",
	"01 00 05 01",
	"01 00 06 16 14 00",
	"01 00 2c 03 00",
	"01 00 07 16 14 00",
	"01 00 09 00",
	"01 00 0c 02 00 02 82 90",
	"01 00 0d 01 00",
	"01 00 12",
};

/* A circuit in a state as it would be there: with its call counted and the switch told. */
static void
put_into(struct bed *bed, struct circuit *c, unsigned state)
{
	if (c->place) {
		c->state = CIR_RESETTING; /* not free any more */
		group_relist(bed->isup, c);
	}
	c->state = (uint8_t)state;
	if (BED_CALL_STATES & FSM_STATE(state)) {
		int out =
		    state == CIR_SENT || state == CIR_RINGING || state == CIR_TALKING_OUT || state == CIR_HELD_OUT ||
		    state == CIR_LEFT_OUT;

		group_took(bed->isup, c, out ? WAY_OUT : WAY_IN);
		if (state != CIR_ADDRESS && state != CIR_CHECKING && state != CIR_ASKING)
			c->flags |= CIRCUIT_TOLD;
		number_set(&c->called, "12345678", NAI_NATIONAL);
		c->leg = 5;
	}
	if (state == CIR_ADDRESS)
		circuit_arm(bed->isup, c, CT_T35);
	if (state == CIR_ADDRESS || state == CIR_CHECKING)
		circuit_arm(bed->isup, c, CT_T8);
	if (state == CIR_SENT)
		circuit_arm(bed->isup, c, CT_T7);
	if (state == CIR_RINGING)
		circuit_arm(bed->isup, c, CT_T9);
	if (state == CIR_HELD_OUT)
		circuit_arm(bed->isup, c, CT_T6);
	if (state == CIR_LEFT_OUT)
		circuit_arm(bed->isup, c, CT_T2);
	if (state == CIR_ASKING)
		circuit_arm(bed->isup, c, CT_T33);
	if (state == CIR_CLEARING)
		circuit_arm(bed->isup, c, CT_TCCL);
	if (state == CIR_OVERLOADED)
		circuit_arm(bed->isup, c, CT_T3);
	if (state == CIR_TESTING)
		circuit_arm(bed->isup, c, CT_T24);
	if (state == CIR_RETEST)
		circuit_arm(bed->isup, c, CT_T25);
	if (state == CIR_RELEASING) {
		circuit_arm(bed->isup, c, CT_T1);
		circuit_arm(bed->isup, c, CT_T5);
	}
	if (state == CIR_RESETTING)
		circuit_arm(bed->isup, c, CT_T17);
	group_relist(bed->isup, c);
}

/* Events only ever posted where they fit: a refusal or a dialling names its own call. */
static int
is_posted(unsigned event)
{
	return event == EV_DIAL;
}

Test(machine, every_state_bears_every_event)
{
	unsigned rows = 0;

	for (unsigned state = 0; state < CIR_STATE_COUNT; state++)
		for (unsigned event = 0; event < CIR_EVENT_COUNT; event++)
			for (size_t m = 0; m < sizeof(messages) / sizeof(messages[0]) && !is_posted(event); m++) {
				struct bed bed;
				struct isup_msg msg;
				struct msg_line line = { .cause = 16 };
				uint8_t octets[64];
				struct circuit_arg arg = { .msg = &msg, .line = &line, .cause = 16, .location = 2 };

				bed_open(&bed);
				cr_assert_eq(isup_decode(&msg, octets, bed_hex(messages[m], octets)), 0);
				put_into(&bed, bed_circuit(&bed, 1), state);
				bed_check(&bed);
				rows += (unsigned)circuit_event(
				    bed.isup, bed_circuit(&bed, 1), (enum circuit_event)event, &arg, &bed.out);
				bed_check(&bed);
				bed_wait(&bed, 2 * HOUR); /* and whatever timers it started */
				bed_check(&bed);
				bed_free(&bed);
			}
	cr_assert(rows > 1000);
}

Test(machine, every_row_can_be_found_and_cites_its_paragraph)
{
	for (unsigned i = 0; i < circuit_fsm.n_rows; i++) {
		const struct fsm_row *row = &circuit_fsm.rows[i];
		int found = 0;

		for (unsigned state = 0; state < CIR_STATE_COUNT; state++)
			found +=
			    (row->in & FSM_STATE(state)) && fsm_find(&circuit_fsm, (uint16_t)state, row->event) == row;
		cr_assert(found, "row %u (%s) stands behind others", i, circuit_fsm.events[row->event]);
		cr_assert(row->ref && row->ref[0]);
	}
}

Test(machine, every_state_can_be_left_for_idle_by_a_reset)
{
	for (unsigned state = 0; state < CIR_STATE_COUNT; state++) {
		struct bed bed;

		bed_open(&bed);
		put_into(&bed, bed_circuit(&bed, 1), state);
		bed_ctl(&bed, ISUP_CTL_GROUP_RESET, 1, 15, 0);
		bed_in(&bed, "01 00 29 01 03 0e 00 00");
		cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE, "not from %s", circuit_fsm.states[state]);
		bed_check(&bed);
		bed_free(&bed);
	}
}

Test(machine, words_are_complete)
{
	for (unsigned i = 0; i < CIR_STATE_COUNT; i++)
		cr_assert(circuit_fsm.states[i][0] && circuit_state_text[i][0]);
	for (unsigned i = CT_NONE + 1; i < CT_COUNT; i++)
		cr_assert(circuit_timer_text[i][0]);
	for (unsigned i = 0; i < ISUP_STAT_COUNT; i++)
		cr_assert(isup_stats[i].name && isup_stats[i].sentence[0] && isup_stats[i].instances);
}
