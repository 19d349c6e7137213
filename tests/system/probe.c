/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the system tests cannot do from the shell: small clients of the house's sockets, and a look into files.
 *
 *     probe sign-in SEAT PASSWORD [TIMES]           the answer's code, a line per try
 *     probe customer SEAT PASSWORD NAME PHONE       save a new customer: the code
 *     probe dial SEAT PASSWORD NUMBER SECONDS [N]   what became of an outgoing call; held that long, then hung up; N in a row
 *     probe alarm SPAN cut|whole                    a soft line is cut, as both its ends see it, or is whole again
 *     probe news SEAT PASSWORD SECONDS              alarms as the seat's console hears them, and how late
 *     probe seats QUEUE CODE...                      add these seats to the store of a house that is down; the phone is 8 and
 *                                                   the code, the password 123456 at the least cost there is
 *     probe wake SECONDS                            how late a process that sleeps is woken by another: "p50 p99" in ms
 *     probe garbage SOCKET COUNT SEED               that many senseless packets on several connections
 *     probe wav FILE                                "ms=9900 left=0.1 right=0.1 whole=1"
 *     probe digit DIGIT FILE                        100 ms of silence, 200 ms of a DTMF digit, 100 ms of silence as A-law octets
 *     probe state-times SEAT <facts                 from `zongji-store dump facts`: the time in each state
 *     probe story SESSION <facts                    the facts of a call, a line each
 */
#include "base/clock.h"
#include "base/site.h"
#include "crm/client.h"
#include "media/alaw.h"
#include "store/store.h"
#include "tools/console/deskline.h"
#include "trunk/soft.h"
#include "trunk/span.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS      5000
#define DIAL_PATIENCE_US (20 * US_PER_SEC) /* for one call, beside the time it is held */

static struct site site;

static int
house(void)
{
	char why[256];

	if (site_load(&site, site_path(), why, sizeof(why)) == 0)
		return 0;
	fprintf(stderr, "probe: %s\n", why);
	return -EINVAL;
}

/* ---- crmd ---- */

static const char *
code_word(Crm__Code code)
{
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(&crm__code__descriptor, (int)code);

	return value ? value->name : "?";
}

/* A signed-in line to crmd; *token is for acdd.  The code is printed. */
static int
sign_in(struct crm **crm, const char *seat, const char *password, uint64_t *token)
{
	Crm__Reply *reply;
	int rc = house();

	if (rc == 0)
		rc = crm_connect(crm, site.site.run_dir);
	if (rc == 0)
		rc = crm_sign_in(*crm, seat, password, PATIENCE_MS, &reply);
	if (rc) {
		fprintf(stderr, "probe: %s\n", strerror(-rc));
		return rc;
	}
	puts(code_word(reply->code));
	if (reply->code == CRM__CODE__OK && reply->signed_in)
		*token = reply->signed_in->token;
	else
		rc = -EACCES;
	crm__reply__free_unpacked(reply, NULL);
	return rc;
}

static int
do_sign_in(int argc, char **argv)
{
	struct crm *crm = NULL;
	uint64_t token;
	int rc = 0;

	for (int i = argc > 3 ? atoi(argv[3]) : 1; i > 0; i--) {
		rc = sign_in(&crm, argv[1], argv[2], &token);
		if (rc && rc != -EACCES)
			return 2;
		crm_close(crm);
		crm = NULL;
	}
	return rc ? 1 : 0;
}

static int
do_customer(int argc, char **argv)
{
	Crm__Request ask = CRM__REQUEST__INIT;
	Crm__CustomerSave save = CRM__CUSTOMER_SAVE__INIT;
	Rec__Customer customer = REC__CUSTOMER__INIT;
	Crm__Reply *reply;
	struct crm *crm = NULL;
	uint64_t token;

	if (argc < 5 || sign_in(&crm, argv[1], argv[2], &token))
		return 1;
	customer.name = argv[3];
	customer.n_phones = 1;
	customer.phones = &argv[4];
	save.customer = &customer;
	ask.ask_case = CRM__REQUEST__ASK_CUSTOMER_SAVE;
	ask.customer_save = &save;
	int rc = crm_call(crm, &ask, PATIENCE_MS, &reply);
	if (rc == 0) {
		puts(code_word(reply->code));
		rc = reply->code != CRM__CODE__OK;
		crm__reply__free_unpacked(reply, NULL);
	}
	crm_close(crm);
	return rc != 0;
}

/* find SEAT PASSWORD TEXT: how many were found, the first one's name, and how long it took. */
static int
do_find(int argc, char **argv)
{
	Crm__Request ask = CRM__REQUEST__INIT;
	Crm__Find find = CRM__FIND__INIT;
	Crm__Reply *reply;
	struct crm *crm = NULL;
	uint64_t token;

	if (argc < 4 || sign_in(&crm, argv[1], argv[2], &token))
		return 1;
	find.query = argv[3];
	ask.ask_case = CRM__REQUEST__ASK_FIND;
	ask.find = &find;
	int64_t begin_us = clock_now_us();
	int rc = crm_call(crm, &ask, PATIENCE_MS, &reply);
	if (rc == 0) {
		const Crm__Customers *c = reply->customers;

		printf("found %zu first %s ms %lld\n", c ? c->n_rows : 0, c && c->n_rows ? c->rows[0]->name : "-",
		    (long long)(clock_now_us() - begin_us) / 1000);
		crm__reply__free_unpacked(reply, NULL);
	}
	crm_close(crm);
	return rc != 0;
}

/* ---- acdd ---- */

static const char *const refusals[] = {
	[DESK_OK] = "OK",
	[DESK_BAD_TOKEN] = "BAD_TOKEN",
	[DESK_NOT_NOW] = "NOT_NOW",
	[DESK_NO_LINE] = "NO_LINE",
	[DESK_LIFT_PHONE] = "LIFT_PHONE",
	[DESK_BAD_NUMBER] = "BAD_NUMBER",
	[DESK_BAD_PACKET] = "BAD_PACKET",
	[DESK_TAKEN_OVER] = "TAKEN_OVER",
};

static const char *const states[] = {
#define X(id, zh, en) #id,
	SEAT_STATES(X)
#undef X
};

struct dial {
	struct deskline desk;
	const char *number;
	int64_t hold_us, talking_us, give_up_us;
	enum seat_state state;
	bool dialled, over;
	int left; /* calls */
};

/* Did the seat come back from a call? */
static bool
is_back(enum seat_state before, enum seat_state now)
{
	return before > SEAT_READY && before != SEAT_AWAY && before != SEAT_ACW &&
	    (now == SEAT_AWAY || now == SEAT_ACW || now == SEAT_READY);
}

static void
call_is_over(struct dial *d, int64_t now_us)
{
	d->over = --d->left <= 0;
	d->dialled = false;
	d->talking_us = 0;
	d->give_up_us = now_us + d->hold_us + DIAL_PATIENCE_US;
}

static void
desk_says(struct dial *d, const void *packet, size_t len, int64_t now_us)
{
	struct desk_head head;
	struct desk_refused refused;
	struct desk_seat seat;

	memcpy(&head, packet, sizeof(head));
	if (head.type == DESK_REFUSED && len >= sizeof(refused)) {
		memcpy(&refused, packet, sizeof(refused));
		printf(
		    "refused %s\n", refused.why < sizeof(refusals) / sizeof(refusals[0]) ? refusals[refused.why] : "?");
		d->over = d->state != SEAT_TALKING;
	} else if (head.type == DESK_SEAT && len >= sizeof(seat)) {
		memcpy(&seat, packet, sizeof(seat));
		if (!desk_seat_is_sound(&seat))
			return;
		if (d->dialled && is_back(d->state, seat.state))
			call_is_over(d, now_us);
		if ((seat.state == SEAT_READY || seat.state == SEAT_AWAY) && !d->dialled && !d->over) {
			deskline_do(&d->desk, DESK_VERB_DIAL, 0, d->number);
			d->dialled = true;
		} else if (seat.state == SEAT_ACW && !d->over) {
			deskline_do(&d->desk, DESK_VERB_FINISH, 0, "");
		}
		if (seat.state != d->state)
			printf("%s\n", states[seat.state]);
		if (seat.state == SEAT_TALKING && d->state != SEAT_TALKING)
			d->talking_us = now_us;
		d->state = seat.state;
	}
	fflush(stdout);
}

static void
dial_turn(struct dial *d)
{
	static uint64_t packet[DESKLINE_PACKET / sizeof(uint64_t)];
	int64_t now_us = clock_now_us();
	ssize_t n;

	deskline_turn(&d->desk, now_us);
	while ((n = deskline_take(&d->desk, packet, sizeof(packet))) > 0)
		if ((size_t)n >= sizeof(struct desk_head))
			desk_says(d, packet, (size_t)n, now_us);
	if (d->talking_us && now_us - d->talking_us > d->hold_us) {
		deskline_do(&d->desk, DESK_VERB_HANG_UP, 0, "");
		d->talking_us = now_us;
	}
	d->over = d->over || now_us > d->give_up_us;
	poll(&(struct pollfd){ .fd = d->desk.fd, .events = POLLIN }, 1, 50);
}

static int
do_dial(int argc, char **argv)
{
	struct dial d = { 0 };
	struct crm *crm = NULL;
	uint64_t token = 0;

	if (argc < 5 || sign_in(&crm, argv[1], argv[2], &token))
		return 1;
	clock_attach(site.site.run_dir);
	d.number = argv[3];
	d.hold_us = (int64_t)(atof(argv[4]) * US_PER_SEC);
	d.left = argc > 5 ? atoi(argv[5]) : 1;
	d.give_up_us = clock_now_us() + d.hold_us + DIAL_PATIENCE_US;
	deskline_open(&d.desk, site.site.run_dir);
	deskline_greet(&d.desk, (uint16_t)atoi(argv[1]), token);
	while (!d.over)
		dial_turn(&d);
	for (int i = 0; i < 40 && d.state != SEAT_OUT; i++) {
		dial_turn(&d); /* a refusal may follow the state */
		if (i % 5 == 4)
			deskline_do(&d.desk, d.state == SEAT_ACW ? DESK_VERB_FINISH : DESK_VERB_SIGN_OUT, 0, "");
	}
	deskline_close(&d.desk);
	crm_close(crm);
	return 0;
}

/* pop SEAT PASSWORD SECONDS: of each call that rings, whose it is and how long after the first ring the screen knew. */
static int
do_pop(int argc, char **argv)
{
	static uint64_t packet[DESKLINE_PACKET / sizeof(uint64_t)];
	struct deskline desk = { 0 };
	struct crm *crm = NULL;
	struct desk_seat seat;
	uint64_t token = 0, told = 0;

	if (argc < 4 || sign_in(&crm, argv[1], argv[2], &token))
		return 1;
	clock_attach(site.site.run_dir);
	int64_t end_us = clock_now_us() + atoi(argv[3]) * US_PER_SEC;
	deskline_open(&desk, site.site.run_dir);
	deskline_greet(&desk, (uint16_t)atoi(argv[1]), token);
	for (int64_t now_us; (now_us = clock_now_us()) < end_us;) {
		deskline_turn(&desk, now_us);
		for (ssize_t n; (n = deskline_take(&desk, packet, sizeof(packet))) > 0;) {
			if ((size_t)n < sizeof(seat) || ((struct desk_head *)(void *)packet)->type != DESK_SEAT)
				continue;
			memcpy(&seat, packet, sizeof(seat));
			if (!desk_seat_is_sound(&seat) || seat.state != SEAT_RINGING || !seat.name[0] ||
			    seat.session == told)
				continue;
			told = seat.session;
			printf("pop %s ms %lld\n", seat.name, (long long)(clock_now_us() - seat.since_us) / 1000);
		}
		poll(&(struct pollfd){ .fd = desk.fd, .events = POLLIN }, 1, 50);
	}
	deskline_close(&desk);
	crm_close(crm);
	return 0;
}

/* ---- alarms ---- */

static void
alarm_news(const struct desk_alarms *a, int64_t now_us)
{
	static const char *const what[] = { "stand", "raised", "over" };

	if (!desk_alarms_are_sound(a))
		return;
	printf("%s %s %s after %lld ms, open %u\n", what[a->what], a->what ? a->code : "-", a->what ? a->name : "-",
	    a->what ? (long long)(now_us - a->at_us) / 1000 : 0, a->open[0] + a->open[1] + a->open[2]);
}

static int
do_news(int argc, char **argv)
{
	static uint64_t packet[DESKLINE_PACKET / sizeof(uint64_t)];
	struct deskline desk = { 0 };
	struct crm *crm = NULL;
	struct desk_alarms news;
	uint64_t token = 0;

	if (argc < 4 || sign_in(&crm, argv[1], argv[2], &token))
		return 1;
	clock_attach(site.site.run_dir);
	int64_t end_us = clock_now_us() + atoi(argv[3]) * US_PER_SEC;
	deskline_open(&desk, site.site.run_dir);
	deskline_greet(&desk, (uint16_t)atoi(argv[1]), token);
	for (int64_t now_us; (now_us = clock_now_us()) < end_us;) {
		deskline_turn(&desk, now_us);
		for (ssize_t n; (n = deskline_take(&desk, packet, sizeof(packet))) > 0;)
			if ((size_t)n >= sizeof(news) && ((struct desk_head *)(void *)packet)->type == DESK_ALARMS) {
				memcpy(&news, packet, sizeof(news));
				alarm_news(&news, now_us);
			}
		poll(&(struct pollfd){ .fd = desk.fd, .events = POLLIN }, 1, 50);
	}
	deskline_close(&desk);
	crm_close(crm);
	return 0;
}

/* ---- seats ---- */

/* A seat of queue `queue`, agent of level 3 there. */
static int
add_seat(struct store *store, unsigned queue, const char *code, const char *hash)
{
	char phone[8], name[] = "agent", trunk[] = "pbx";
	Rec__Skill skill = REC__SKILL__INIT, *skills[] = { &skill };
	Rec__Agent a = REC__AGENT__INIT;
	int seat = seat_code(code);

	if (seat < 0)
		return seat;
	snprintf(phone, sizeof(phone), "8%s", code);
	skill.queue = queue;
	skill.level = 3;
	a.seat = (uint32_t)seat;
	a.level = 1;
	a.name = name;
	a.phone = phone;
	a.trunk = trunk;
	a.skills = skills;
	a.n_skills = 1;
	int rc = agent_save(store, &a, SEAT_NONE, clock_now_us());

	return rc ? rc : agent_password(store, (uint16_t)seat, hash, SEAT_NONE, clock_now_us());
}

/* Many seats for a bench: what a sign-in costs is not what is measured, so the hash is a cheap one, and one for all. */
static int
do_seats(int argc, char **argv)
{
	const struct store_options options = { .node = 1, .map_bytes = UINT64_C(1) << 30 };
	char hash[crypto_pwhash_STRBYTES];
	struct store *store;
	int rc = house();

	if (rc == 0 && (sodium_init() < 0 || crypto_pwhash_str_alg(hash, "123456", 6, crypto_pwhash_OPSLIMIT_MIN,
	        crypto_pwhash_MEMLIMIT_MIN, crypto_pwhash_ALG_ARGON2ID13)))
		rc = -ENOMEM;
	if (rc == 0)
		rc = store_open(&store, site.site.store_dir, &options);
	if (rc) {
		fprintf(stderr, "probe: %s\n", strerror(-rc));
		return 1;
	}
	if ((rc = store_begin(store)) == 0) {
		for (int i = 2; i < argc && rc == 0; i++)
			rc = add_seat(store, (unsigned)atoi(argv[1]), argv[i], hash);
		if (rc == 0)
			rc = store_commit(store);
		else
			store_abort(store);
	}
	if (rc)
		fprintf(stderr, "probe: %s %s\n", strerror(-rc), store_why(store));
	store_close(store);
	return rc != 0;
}

/* ---- the machine: from one process to another that sleeps ---- */

#define WAKE_MS   50
#define WAKE_MOST 12000

struct wakes {
	_Atomic int64_t rung_ns;
	int64_t late_ns[WAKE_MOST];
};

static int64_t
monotonic_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int
by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
do_wake(int argc, char **argv)
{
	struct wakes *w = mmap(NULL, sizeof(*w), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int n = atoi(argv[1]) * 1000 / WAKE_MS, bell = eventfd(0, EFD_CLOEXEC);
	uint64_t one = 1;

	if (n < 1 || n > WAKE_MOST || w == MAP_FAILED || bell < 0)
		return 1;
	pid_t sleeper = fork();
	if (sleeper < 0)
		return 1;
	if (sleeper == 0) {
		for (int i = 0; i < n && read(bell, &one, sizeof(one)) == sizeof(one); i++)
			w->late_ns[i] = monotonic_ns() - atomic_load(&w->rung_ns);
		_exit(0);
	}
	for (int i = 0; i < n; i++) {
		poll(NULL, 0, WAKE_MS);
		atomic_store(&w->rung_ns, monotonic_ns());
		if (write(bell, &one, sizeof(one)) != sizeof(one))
			break;
	}
	close(bell);
	poll(NULL, 0, 1000);
	kill(sleeper, SIGKILL); /* two rings that were one: it waits for one more */
	waitpid(sleeper, NULL, 0);
	qsort(w->late_ns, (size_t)n, sizeof(w->late_ns[0]), by_size);
	printf("%.3f %.3f\n", (double)w->late_ns[n / 2] / 1e6, (double)w->late_ns[n * 99 / 100] / 1e6);
	return 0;
}

/* ---- garbage ---- */

static uint32_t seed;

static uint32_t
next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed;
}

static int
reach(const char *path)
{
	static const int types[] = { SOCK_SEQPACKET, SOCK_STREAM };
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	snprintf(to.sun_path, sizeof(to.sun_path), "%.100s", path);
	for (int i = 0; i < 2; i++) {
		int fd = socket(AF_UNIX, types[i] | SOCK_CLOEXEC, 0);

		if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
			return fd;
		close(fd);
	}
	return -1;
}

/* Half of the packets are noise from end to end; the others begin as a desk packet or a line of text does. */
static size_t
packet_of_noise(uint8_t *packet, size_t most)
{
	size_t len = 1 + next() % (next() % 8 ? 300 : most);

	for (size_t i = 0; i < len; i++)
		packet[i] = (uint8_t)next();
	if (next() % 2 && len > 8) {
		packet[0] = (uint8_t)(next() % 8);
		packet[1] = 0;
	} else if (next() % 2)
		packet[len - 1] = '\n';
	return len;
}

static int
do_garbage(int argc, char **argv)
{
	static uint8_t packet[65536];
	int fd = -1, sent = 0, lines = 0;

	if (argc < 4)
		return 100;
	seed = (uint32_t)atoi(argv[3]) | 1;
	for (int i = atoi(argv[2]); i > 0; i--) {
		if (fd < 0) {
			fd = reach(argv[1]);
			lines++;
		}
		if (fd < 0)
			return 1;
		size_t len = packet_of_noise(packet, sizeof(packet));
		sent += send(fd, packet, len, MSG_NOSIGNAL | MSG_DONTWAIT) > 0;
		if (next() % 4 == 0) {
			close(fd);
			fd = -1;
		}
	}
	if (fd >= 0)
		close(fd);
	printf("%d packets on %d connections\n", sent, lines);
	return 0;
}

/* ---- files ---- */

static double
alaw_level(uint8_t octet)
{
	int code = octet ^ 0x55, segment = (code >> 4) & 7, step = ((code & 15) << 4) + 8;

	if (segment > 0)
		step = (step + 0x100) << (segment - 1);
	return step / 32768.0;
}

/* A-law, two sides, 8000 Hz, whatever chunks stand before the samples. */
static int
do_wav(int argc, char **argv)
{
	FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
	uint8_t chunk[12], format[16] = { 0 }, pair[2];
	double sum[2] = { 0 };
	uint32_t len = 0, n = 0;

	if (!f || fread(chunk, 1, 12, f) != 12 || memcmp(chunk, "RIFF", 4) != 0 || memcmp(chunk + 8, "WAVE", 4) != 0)
		return 1;
	while (fread(chunk, 1, 8, f) == 8) {
		memcpy(&len, chunk + 4, 4);
		if (memcmp(chunk, "data", 4) == 0)
			break;
		if (memcmp(chunk, "fmt ", 4) == 0 && len >= 16 && fread(format, 1, 16, f) == 16)
			len -= 16;
		fseek(f, (long)(len + (len & 1)), SEEK_CUR);
	}
	if (memcmp(chunk, "data", 4) != 0 || format[0] != 6 || format[2] != 2 || format[14] != 8)
		return 1;
	for (; n < len / 2 && fread(pair, 1, 2, f) == 2; n++)
		for (int side = 0; side < 2; side++) {
			sum[side] += alaw_level(pair[side]) * alaw_level(pair[side]);
		}
	fclose(f);
	printf("ms=%u left=%.4f right=%.4f whole=%d\n", n / 8, n ? sqrt(sum[0] / n) : 0, n ? sqrt(sum[1] / n) : 0,
	    n == len / 2);
	return n != len / 2;
}

static int
do_digit(int argc, char **argv)
{
	static const char keys[] = "123A456B789C*0#D";
	static const double rows[] = { 697, 770, 852, 941 }, columns[] = { 1209, 1336, 1477, 1633 };
	const char *key = argc == 3 && argv[1][0] ? strchr(keys, argv[1][0]) : NULL;
	FILE *f = key ? fopen(argv[2], "wb") : NULL;

	if (!f)
		return 1;
	for (int i = 0; i < 3200; i++) {
		double t = i / 8000.0, on = i >= 800 && i < 2400 ? 6000 : 0;
		double sample = on * (sin(2 * M_PI * rows[(key - keys) / 4] * t) + sin(2 * M_PI * columns[(key - keys) % 4] * t));

		fputc(alaw_encode((int16_t)sample), f);
	}
	return fclose(f) != 0;
}

static size_t
unhex(const char *text, uint8_t *to, size_t size)
{
	size_t n = 0;
	unsigned octet;

	while (n < size && sscanf(text + 2 * n, "%2x", &octet) == 1)
		to[n++] = (uint8_t)octet;
	return n;
}

/* The next fact of a dump; false at the end. */
static bool
next_fact(struct msg_fact *f)
{
	static char line[2 * sizeof(struct msg_fact) + 64];

	while (fgets(line, sizeof(line), stdin)) {
		const char *hex = strchr(line, ' ');

		if (hex && unhex(hex + 1, (uint8_t *)f, sizeof(*f)) == sizeof(*f))
			return true;
	}
	return false;
}

static int
do_story(int argc, char **argv)
{
	static const char *const kinds[] = {
#define X(id, sentence) #id,
		FACTS(X)
#undef X
	};
	struct msg_fact f;
	int n = 0;

	while (argc > 1 && next_fact(&f)) {
		if (f.session != strtoull(argv[1], NULL, 10))
			continue;
		printf("%s seat %d value %u\n", f.kind < FACT_COUNT ? kinds[f.kind] : "?",
		    f.seat == SEAT_NONE ? -1 : f.seat, f.value);
		n++;
	}
	return n == 0;
}

static int
do_state_times(int argc, char **argv)
{
	int64_t in[SEAT_STATE_COUNT] = { 0 }, first_us = 0, since_us = 0;
	uint32_t state = SEAT_OUT;
	struct msg_fact f;

	while (argc > 1 && next_fact(&f)) {
		if (f.seat != atoi(argv[1]) || (f.kind != FACT_SEAT_STATE && f.kind != FACT_SEAT_OUT) ||
		    f.value >= SEAT_STATE_COUNT)
			continue;
		if (!first_us)
			first_us = f.at_us;
		else
			in[state] += f.at_us - since_us;
		since_us = f.at_us;
		state = f.kind == FACT_SEAT_OUT ? SEAT_OUT : f.value;
	}
	printf("first_us=%lld last_us=%lld state=%s signed_ms=%lld", (long long)first_us, (long long)since_us,
	    states[state], (long long)(since_us - first_us) / 1000);
	for (int i = 0; i < SEAT_STATE_COUNT; i++)
		if (in[i])
			printf(" %s_ms=%lld", states[i], (long long)in[i] / 1000);
	putchar('\n');
	return first_us == 0;
}

/* ---- lines ---- */

static int
do_alarm(int argc, char **argv)
{
	int span = argc == 3 ? atoi(argv[1]) : 0;
	uint32_t alarms = argc == 3 && strcmp(argv[2], "cut") == 0 ? SPAN_ALARM_LOS : 0;

	if (house() || soft_alarm(site.site.run_dir, span, SPAN_SIDE_HOUSE, alarms) ||
	    soft_alarm(site.site.run_dir, span, SPAN_SIDE_FAR, alarms))
		return 1;
	return 0;
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *word;
		int (*run)(int argc, char **argv);
	} verbs[] = {
		{ "sign-in", do_sign_in },
		{ "customer", do_customer },
		{ "find", do_find },
		{ "dial", do_dial },
		{ "pop", do_pop },
		{ "alarm", do_alarm },
		{ "news", do_news },
		{ "seats", do_seats },
		{ "wake", do_wake },
		{ "garbage", do_garbage },
		{ "wav", do_wav },
		{ "digit", do_digit },
		{ "state-times", do_state_times },
		{ "story", do_story },
	};

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; argc > 2 - (argc > 1 && strcmp(argv[1], "wav") == 0) && i < sizeof(verbs) / sizeof(verbs[0]);
	     i++)
		if (strcmp(verbs[i].word, argv[1]) == 0)
			return verbs[i].run(argc - 1, argv + 1);
	fprintf(stderr, "usage: probe sign-in|customer|find|dial|pop|alarm|news|seats|wake|garbage|wav|digit|state-times|story ...\n");
	return 100;
}
