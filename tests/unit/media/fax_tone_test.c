/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tone of an answering fax machine: heard once, and nothing else taken for it. */
#include "media/fax_tone.h"

#include "media/alaw.h"
#include "trunk/span.h"

#include <criterion/criterion.h>
#include <math.h>
#include <spandsp.h>

/* Blocks until it is heard, or -1 after `seconds`. */
typedef void source(void *arg, int16_t linear[SPAN_BLOCK]);

static int
heard_in(struct fax_tone *f, source *from, void *arg, int seconds)
{
	for (int i = 0; i < seconds * 50; i++) {
		int16_t linear[SPAN_BLOCK];
		uint8_t alaw[SPAN_BLOCK];

		from(arg, linear);
		for (int k = 0; k < SPAN_BLOCK; k++)
			alaw[k] = alaw_encode(linear[k]);
		if (fax_tone_block(f, alaw))
			return i;
	}
	return -1;
}

static void
spandsp_tone(void *arg, int16_t linear[SPAN_BLOCK])
{
	int n = modem_connect_tones_tx(arg, linear, SPAN_BLOCK);

	for (int i = n; i < SPAN_BLOCK; i++)
		linear[i] = 0;
}

struct sine {
	double hz, level, phase;
	int on_ms, period_ms; /* cadence; period 0: steady */
	int at;
};

static void
sine(void *arg, int16_t linear[SPAN_BLOCK])
{
	struct sine *s = arg;

	for (int i = 0; i < SPAN_BLOCK; i++, s->at++) {
		int on = !s->period_ms || s->at / 8 % s->period_ms < s->on_ms;

		s->phase += 2 * M_PI * s->hz / 8000;
		linear[i] = on ? (int16_t)(s->level * sin(s->phase)) : 0;
	}
}

Test(fax_tone, ced_is_heard_once_within_its_length)
{
	struct fax_tone *f = fax_tone_new();
	modem_connect_tones_tx_state_t *tx = modem_connect_tones_tx_init(NULL, MODEM_CONNECT_TONES_FAX_CED);

	int at = heard_in(f, spandsp_tone, tx, 4);
	cr_assert(at > 0 && at < 150, "block %d", at);
	cr_assert_eq(heard_in(f, spandsp_tone, tx, 4), -1, "told twice");
	fax_tone_reset(f);
	modem_connect_tones_tx_init(tx, MODEM_CONNECT_TONES_FAX_CED);
	cr_assert_gt(heard_in(f, spandsp_tone, tx, 4), 0, "not after a reset");
	modem_connect_tones_tx_free(tx);
	fax_tone_free(f);
}

/* Flags of HDLC by V.21, channel 2: 1 is 1650 Hz, 0 is 1850 Hz, 300 bits a second. */
struct flags {
	double phase;
	int at;
};

static void
flags(void *arg, int16_t linear[SPAN_BLOCK])
{
	static const char bits[] = "01111110";
	struct flags *f = arg;

	for (int i = 0; i < SPAN_BLOCK; i++, f->at++) {
		int bit = bits[f->at * 300 / 8000 % 8] == '1';

		f->phase += 2 * M_PI * (bit ? 1650 : 1850) / 8000;
		linear[i] = (int16_t)(6000 * sin(f->phase));
	}
}

Test(fax_tone, first_frame_of_a_machine_without_ced_is_heard)
{
	struct fax_tone *f = fax_tone_new();
	struct flags v21 = { 0 };

	cr_assert_gt(heard_in(f, flags, &v21, 2), 0);
	fax_tone_free(f);
}

Test(fax_tone, tones_of_the_network_are_no_fax)
{
	static const double others[] = { 350, 425, 440, 480, 950, 1100, 1400, 1800, 2000, 2200, 2600 };
	struct fax_tone *f = fax_tone_new();

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct sine steady = { .hz = others[i], .level = 6000 };
		struct sine ringing = { .hz = others[i], .level = 6000, .on_ms = 1000, .period_ms = 5000 };

		fax_tone_reset(f);
		cr_assert_eq(heard_in(f, sine, &steady, 6), -1, "%g Hz", others[i]);
		cr_assert_eq(heard_in(f, sine, &ringing, 11), -1, "%g Hz with pauses", others[i]);
	}
	fax_tone_free(f);
}
