/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plans: what mediad does with each leg's slot.  Absolute, kept with the leg, and told again whenever mediad has to hear it.
 * A leg without a circuit keeps its plan until it has one.
 */
#pragma once

#include "acd/acd.h"

/* A play list in the making. */
struct play {
	struct play_item item[PLAY_ITEMS];
	uint8_t n;
};
void play_prompt(struct play *p, const char *name);
void play_digits(struct play *p, const char *digits);
void play_tone(struct play *p, enum media_tone tone, uint16_t ms);

/* Handles of no leg are fine: nothing happens. */
void plan_silence(struct acd *a, uint32_t leg, struct core_out *out);
/* Silence that hears keys. */
void plan_keys(struct acd *a, uint32_t leg, struct core_out *out);
void plan_music(struct acd *a, uint32_t leg, struct core_out *out);
void plan_tone(struct acd *a, uint32_t leg, enum media_tone tone, struct core_out *out);
void plan_play(struct acd *a, uint32_t leg, const struct play *p, uint8_t flags, struct core_out *out);
/* Joined to a fax channel; the line's echo canceller is off from now on, for modems need both ways at once (G.168 7). */
void plan_fax(struct acd *a, uint32_t leg, uint32_t channel, struct core_out *out);
void plan_bridge(struct acd *a, uint32_t one, uint32_t two, struct core_out *out);
/* One hears what comes from two, two hears nothing of one: ringing and announcements of the far exchange. */
void plan_listen(struct acd *a, uint32_t one, uint32_t two, struct core_out *out);

/* From the next plan on, MEDIA_FAX tells if a fax machine is there. */
void plan_hear_fax(struct acd *a, uint32_t handle);
/* A new leg: its line's echo canceller is on if its trunk group wants that, until a fax machine is heard. */
void plan_cancel_echo(const struct acd *a, struct leg *leg);
void plan_leave_echo(struct acd *a, uint32_t handle, struct core_out *out);
/* From now on (or no longer) the leg's slot is recorded for this call; takes effect with the leg's next plan. */
void plan_record(struct acd *a, uint32_t leg, const struct session *s);

/* The leg's circuit is known: say what was kept.  The leg is over: the slot is closed. */
void plan_located(struct acd *a, struct leg *leg, struct core_out *out);
void plan_close(struct acd *a, struct leg *leg, struct core_out *out);

/* A continuity check (LINE_CHECK): what the slot of a circuit does for it. */
void plan_check(const struct msg_line_check *m, struct core_out *out);
void plan_checked(uint32_t line, struct core_out *out); /* its tone came back */

/* Is this the play list the leg hears now? */
bool plan_is(const struct acd *a, uint32_t leg, uint32_t play_id);

/* Tell mediad everything again, a few legs at a time; T_MEDIA goes on with it. */
void plan_tell_all(struct acd *a, struct core_out *out);
void plan_tell_some(struct acd *a, struct core_out *out);
