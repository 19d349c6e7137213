/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Session descriptions (sdp.h): read line by line, each line a type, '=' and words. */
#include "trunk/sip/sdp.h"

#include "trunk/rtp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_LEN 256
#define WORDS        24

static const struct {
	const char *word;
	uint8_t theirs; /* what the far end's word leaves for us */
} directions[] = {
	{ "sendrecv", RTP_SEND | RTP_RECEIVE },
	{ "sendonly", RTP_RECEIVE },
	{ "recvonly", RTP_SEND },
	{ "inactive", 0 },
};
#define DIRECTIONS (sizeof(directions) / sizeof(directions[0]))

struct reader {
	struct sdp *sdp;
	uint32_t session_address;
	uint8_t session_ways;
	bool addressed; /* a c= was there, for the session or our stream */
	bool chosen;    /* our stream was found; the lines up to the next m= belong to it */
	bool in_ours;
};

static int
split(char *line, char *words[WORDS])
{
	int n = 0;

	for (char *word; n < WORDS && (word = strsep(&line, " "));)
		if (*word)
			words[n++] = word;
	return n;
}

/* c=IN IP4 192.0.2.1, with /ttl for multicast, which we do not take. */
static int
connection(struct reader *r, char *value)
{
	char *words[WORDS];
	struct in_addr in;

	if (split(value, words) < 3 || strcmp(words[0], "IN") != 0 || strcmp(words[1], "IP4") != 0 ||
	    inet_pton(AF_INET, words[2], &in) != 1)
		return r->sdp->streams == 0 || r->in_ours ? -ENOTSUP : 0;
	if (r->sdp->streams == 0)
		r->session_address = ntohl(in.s_addr);
	if (r->in_ours)
		r->sdp->address = ntohl(in.s_addr);
	r->addressed |= r->sdp->streams == 0 || r->in_ours;
	return 0;
}

static bool
is_ours(char *words[WORDS], int n, int port)
{
	if (port == 0 || strcmp(words[0], "audio") != 0 || strcmp(words[2], "RTP/AVP") != 0)
		return false;
	for (int i = 3; i < n; i++)
		if (strcmp(words[i], "8") == 0)
			return true;
	return false;
}

/* m=audio 49170 RTP/AVP 8 0 101 */
static int
media(struct reader *r, char *value)
{
	struct sdp *sdp = r->sdp;
	char *words[WORDS], *end;
	int n = split(value, words);

	if (n < 4)
		return -EBADMSG;
	long port = strtol(words[1], &end, 10);
	if (end == words[1] || (*end && *end != '/') || port < 0 || port > UINT16_MAX)
		return -EBADMSG;
	if (sdp->streams == SDP_STREAMS)
		return -ENOTSUP;
	int len = snprintf(sdp->stream[sdp->streams], SDP_STREAM, "%s %s %s", words[0], words[2], words[3]);
	if (len < 0 || len >= SDP_STREAM)
		return -ENOTSUP;
	r->in_ours = !r->chosen && is_ours(words, n, (int)port);
	if (r->in_ours) {
		r->chosen = true;
		sdp->chosen = sdp->streams;
		sdp->port = (uint16_t)port;
		sdp->address = r->session_address;
		sdp->ways = r->session_ways;
	}
	sdp->streams++;
	return 0;
}

static void
attribute(struct reader *r, const char *value)
{
	for (size_t i = 0; i < DIRECTIONS; i++) {
		if (strcmp(value, directions[i].word) != 0)
			continue;
		if (r->sdp->streams == 0)
			r->session_ways = directions[i].theirs;
		if (r->in_ours)
			r->sdp->ways = directions[i].theirs;
	}
}

/* One line without its end.  Only printable octets: parts of it go back in our answer. */
static int
take_line(struct reader *r, const char *text, size_t len, bool first)
{
	char line[LINE_MAX_LEN + 1];

	if (len < 2 || text[1] != '=')
		return -EBADMSG;
	if (first)
		return len == 3 && memcmp(text, "v=0", 3) == 0 ? 0 : -EBADMSG;
	if (text[0] != 'c' && text[0] != 'm' && text[0] != 'a')
		return 0;
	if (len > LINE_MAX_LEN)
		return text[0] == 'a' ? 0 : -ENOTSUP;
	memcpy(line, text, len);
	line[len] = '\0';
	for (size_t i = 0; i < len; i++)
		if (line[i] < ' ' || line[i] > '~')
			return text[0] == 'a' ? 0 : -EBADMSG;
	if (text[0] == 'c')
		return connection(r, line + 2);
	if (text[0] == 'm')
		return media(r, line + 2);
	attribute(r, line + 2);
	return 0;
}

int
sdp_read(struct sdp *sdp, const char *text, size_t len)
{
	struct reader r = { .sdp = sdp, .session_ways = RTP_SEND | RTP_RECEIVE };

	memset(sdp, 0, sizeof(*sdp));
	for (size_t at = 0; at < len;) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t whole = end ? (size_t)(end - text) - at + 1 : len - at, n = whole - (end != NULL);

		n -= n > 0 && text[at + n - 1] == '\r';
		int rc = n > 0 || at == 0 ? take_line(&r, text + at, n, at == 0) : 0;
		if (rc)
			return rc;
		at += whole;
	}
	if (len == 0)
		return -EBADMSG;
	if (!r.chosen || !r.addressed)
		return -ENOTSUP;
	if (sdp->address == 0)
		sdp->ways &= (uint8_t)~RTP_SEND;
	return 0;
}

size_t
sdp_write(char to[SDP_MAX], uint32_t address, uint16_t port, uint32_t id, const struct sdp *offer)
{
	char own[INET_ADDRSTRLEN];
	struct in_addr in = { .s_addr = htonl(address) };
	uint8_t ways = offer ? offer->ways : RTP_SEND | RTP_RECEIVE;
	const char *direction = "sendrecv";
	size_t n;

	/* what is left for us, in our own words: sendonly of theirs is recvonly of ours */
	if (ways != (RTP_SEND | RTP_RECEIVE))
		direction = ways == RTP_RECEIVE ? "recvonly" : ways == RTP_SEND ? "sendonly" : "inactive";
	inet_ntop(AF_INET, &in, own, sizeof(own));
	n = (size_t)snprintf(to, SDP_MAX, "v=0\r\no=- %u 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n", id, own, own);
	for (int i = 0; i < (offer ? offer->streams : 1); i++) {
		if (!offer || i == offer->chosen) {
			n += (size_t)snprintf(to + n, SDP_MAX - n,
			    "m=audio %u RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\na=%s\r\n", port, direction);
		} else {
			const char *rest = strchr(offer->stream[i], ' ');

			n += (size_t)snprintf(to + n, SDP_MAX - n, "m=%.*s 0%s\r\n", (int)(rest - offer->stream[i]),
			    offer->stream[i], rest);
		}
	}
	return n;
}
