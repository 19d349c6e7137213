/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in SIP messages: session descriptions, numbers, causes. */
#include "trunk/rtp.h"
#include "trunk/sip/cause.h"
#include "trunk/sip/number.h"
#include "trunk/sip/sdp.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#define SESSION "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"

static struct sdp sdp;

static int
read_text(const char *text)
{
	return sdp_read(&sdp, text, strlen(text));
}

Test(sdp, the_a_law_stream_is_found_among_others)
{
	cr_assert_eq(
	    read_text(SESSION "m=video 7000 RTP/AVP 31\r\nm=audio 49170/2 RTP/AVP 0 8 101\r\na=rtpmap:101 x/8000\r\n"
	                      "c=IN IP4 192.0.2.10\r\nm=audio 7002 RTP/AVP 8\r\n"),
	    0);
	cr_assert_eq(sdp.port, 49170);
	cr_assert_eq(sdp.address, 0xc000020a, "its own address goes before the session's");
	cr_assert_eq(sdp.chosen, 1);
	cr_assert_eq(sdp.streams, 3);
	cr_assert_eq(sdp.ways, RTP_SEND | RTP_RECEIVE);
}

Test(sdp, the_answer_declines_the_other_streams_in_their_places)
{
	char answer[SDP_MAX];

	cr_assert_eq(read_text(SESSION "m=image 7000 udptl t38\r\nm=audio 49170 RTP/AVP 8\r\n"), 0);
	size_t n = sdp_write(answer, 0x7f000001, 20002, 5, &sdp);
	cr_assert_eq(n, strlen(answer));
	cr_assert(strstr(answer, "m=image 0 udptl t38\r\nm=audio 20002 RTP/AVP 8\r\n"), "%s", answer);
	cr_assert_eq(read_text(answer), 0, "we can read what we write");
	cr_assert_eq(sdp.port, 20002);
}

Test(sdp, hold_has_its_words_and_its_old_way)
{
	char answer[SDP_MAX];

	cr_assert_eq(read_text(SESSION "m=audio 5000 RTP/AVP 8\r\na=sendonly\r\n"), 0);
	cr_assert_eq(sdp.ways, RTP_RECEIVE);
	sdp_write(answer, 0x7f000001, 20002, 5, &sdp);
	cr_assert(strstr(answer, "a=recvonly"));
	cr_assert_eq(read_text(SESSION "a=inactive\r\nm=audio 5000 RTP/AVP 8\r\n"), 0);
	cr_assert_eq(sdp.ways, 0);
	cr_assert_eq(read_text("v=0\nc=IN IP4 0.0.0.0\nm=audio 5000 RTP/AVP 8\n"), 0);
	cr_assert_eq(sdp.ways, RTP_RECEIVE);
}

Test(sdp, what_we_cannot_use_or_read_is_refused)
{
	cr_assert_eq(read_text(SESSION "m=audio 5000 RTP/AVP 0 18\r\n"), -ENOTSUP);
	cr_assert_eq(read_text(SESSION "m=audio 0 RTP/AVP 8\r\n"), -ENOTSUP);
	cr_assert_eq(read_text(SESSION "m=audio 5000 RTP/SAVP 8\r\n"), -ENOTSUP);
	cr_assert_eq(read_text("v=0\r\nm=audio 5000 RTP/AVP 8\r\n"), -ENOTSUP, "without an address");
	cr_assert_eq(read_text("v=0\r\nc=IN IP6 ::1\r\nm=audio 5000 RTP/AVP 8\r\n"), -ENOTSUP);
	cr_assert_eq(read_text(""), -EBADMSG);
	cr_assert_eq(read_text("hello"), -EBADMSG);
	cr_assert_eq(read_text(SESSION "m=audio many RTP/AVP 8\r\n"), -EBADMSG);
	cr_assert_eq(read_text(SESSION "m=audio 70000 RTP/AVP 8\r\n"), -EBADMSG);
}

Test(sip_number, users_of_uris_are_numbers_or_none)
{
	struct number n;
	char user[SIP_USER];

	number_from_user(&n, "+86-10-55509000;phone-context=x");
	cr_assert_str_eq(n.digits, "861055509000");
	cr_assert_eq(n.nai, 4);
	number_to_user(&n, user);
	cr_assert_str_eq(user, "+861055509000");
	number_from_user(&n, "01055509000");
	cr_assert_eq(n.len, 11);
	cr_assert_eq(n.nai, 2);
	number_to_user(&n, user);
	cr_assert_str_eq(user, "01055509000");
	for (size_t i = 0; i < 4; i++) {
		static const char *const none[] = { NULL, "", "alice", "1234567890123456789012345678901234567890" };

		number_from_user(&n, none[i]);
		cr_assert_eq(n.len, 0);
	}
	number_from_header(&n, "\"A. Caller\" <sip:+8613800000000@gw;user=phone>, <tel:1>");
	cr_assert_str_eq(n.digits, "8613800000000");
	number_from_header(&n, "<tel:110>");
	cr_assert_str_eq(n.digits, "110");
	number_from_header(&n, "nobody");
	cr_assert_eq(n.len, 0);
}

Test(cause, statuses_become_causes_and_causes_statuses)
{
	cr_assert_eq(cause_of_status(486), 17);
	cr_assert_eq(cause_of_status(404), 1);
	cr_assert_eq(cause_of_status(480), 18);
	cr_assert_eq(cause_of_status(302), 23);
	cr_assert_eq(cause_of_status(499), 127);
	cr_assert_eq(cause_of_status(603), 21);
	cr_assert_eq(cause_of_status(12), 127);
	cr_assert_eq(status_of_cause(17), 486);
	cr_assert_eq(status_of_cause(34), 503);
	cr_assert_eq(status_of_cause(16), 480);
	cr_assert_eq(status_of_cause(99), 500);
	for (int cause = 0; cause < 256; cause++)
		cr_assert(status_of_cause((uint8_t)cause) >= 400 && status_of_cause((uint8_t)cause) < 700);
	cr_assert_eq(cause_of_reason("Q.850", "21"), 21);
	cr_assert_eq(cause_of_reason("q.850", "200"), 0);
	cr_assert_eq(cause_of_reason("SIP", "200"), 0);
	cr_assert_eq(cause_of_reason(NULL, NULL), 0);
}
