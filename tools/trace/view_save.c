/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Saving: the signalling units of what is marked, or of all that is here, as a capture file in the present folder.
 *
 * What the screen hides is hidden in the file too: the digits are written as zeros.
 */
#include "tools/trace/view.h"

#include "base/session.h"
#include "tools/term/language.h"
#include "tools/trace/pcap.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void
mask(struct view *v, const struct trace_rec *from, struct trace_rec *to)
{
	*to = (struct trace_rec){
		.at_us = from->at_us, .ref = from->ref, .kind = from->kind, .len = from->len, .cut = from->cut
	};
	decode_record(&v->decode, from, v->open);
	v->decoded = 0;
	for (unsigned i = 0; i < from->len && i < TRACE_DATA; i++) {
		unsigned hidden = v->open ? 0 : v->decode.hidden[i];
		to->data[i] = from->data[i] & (uint8_t) ~((hidden & 1 ? 0x0f : 0) | (hidden & 2 ? 0xf0 : 0));
	}
}

/* Is this entry to be saved?  `some` = something is marked. */
static bool
chosen(struct view *v, const struct entry *e, bool some)
{
	if (v->screen == VIEW_LADDER)
		return !some || e->marked;
	uint32_t no = story_tale_of(v->story, e);
	const struct tale *t = story_tale(v->story, no);
	return t && (some ? t->marked : no == v->at_tale);
}

static bool
any_mark(struct view *v)
{
	if (v->screen == VIEW_LADDER) {
		for (unsigned i = 0; i < v->n_rungs; i++) {
			const struct entry *e = story_entry(v->story, v->rungs[i]);
			if (e && e->marked)
				return true;
		}
		return false;
	}
	for (uint32_t no = story_tales_begin(v->story); no < story_tales_end(v->story); no++)
		if (story_tale(v->story, no)->marked)
			return true;
	return false;
}

static int
write_all(struct view *v, struct pcap *p)
{
	static struct trace_rec rec;
	bool some = any_mark(v), ladder = v->screen == VIEW_LADDER;
	uint64_t from = ladder ? 0 : story_begin(v->story), to = ladder ? v->n_rungs : story_end(v->story);
	int n = 0;

	for (uint64_t i = from; i < to; i++) {
		const struct entry *e = story_entry(v->story, ladder ? v->rungs[i] : i);

		if (!e || !chosen(v, e, some))
			continue;
		mask(v, e->rec, &rec);
		int rc = pcap_write(p, &rec);
		if (rc < 0)
			return rc;
		n += rc;
	}
	return n;
}

void
view_do_save(struct view *v)
{
	char path[96], name[SESSION_TEXT] = "trace", stamp[24];
	time_t s = (time_t)(v->now_us / 1000000);
	struct tm tm;
	struct pcap *p;
	const struct tale *t = story_tale(v->story,
	    v->screen == VIEW_SESSIONS                     ? v->at_tale
	        : v->scope == SCOPE_SOME && v->n_some == 1 ? v->some[0]
	                                                   : 0);

	if (t)
		session_text(t->session, name);
	localtime_r(&s, &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &tm);
	snprintf(path, sizeof(path), "zongji-%s-%s.pcap", name, stamp);
	int rc = pcap_open(&p, path);
	if (rc == 0) {
		int n = write_all(v, p), closed = pcap_close(p);
		rc = n < 0 ? n : closed < 0 ? closed : n;
	}
	if (rc < 0)
		view_say(v, _("Not saved: %s: %s"), path, strerror(-rc));
	else
		view_say(
		    v, v->open ? _("Saved: %d units in %s") : _("Saved: %d units in %s, numbers masked"), rc, path);
}
