/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one main of every daemon and its control socket: a daemon of the test's own, in a process of its own.
 */
#include "base/clock.h"
#include "base/ctl.h"
#include "base/site.h"
#include "base/svc.h"
#include "tests/unit/forked.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[64], conf[96];
static char said[65536], grumbled[65536]; /* on its output, on its error output */
static struct site site;

/* ---- the daemon ---- */

static int
run_echo(struct svc_run *run, int argc, char **argv, FILE *to)
{
	for (int i = 1; i < argc; i++)
		fprintf(to, "<%s>", argv[i]);
	return argc == 1 ? -EINVAL : 0;
}

static int
run_much(struct svc_run *run, int argc, char **argv, FILE *to)
{
	for (int i = 0; i < 20000; i++)
		fprintf(to, "%07d\n", i);
	return 0;
}

static const struct ctl_verb verbs[] = { { "echo", "WORD...", "say it again", run_echo },
	{ "much", "", "160,000 octets", run_much }, { NULL, NULL, NULL, NULL } };
static const struct stat_row stats[] = {
	{ .name = "things", .instances = 2, .unit = "things", .sentence = "that were done" }
};
static const struct svc toy = { .role = ROLE_CRM, .sentence = "a toy", .stats = stats, .n_stats = 1, .verbs = verbs };

/* Start it with these words; what it says goes into a pipe and a file. */
static pid_t
start(int *out, char **argv)
{
	int fds[2], argc = 0;

	while (argv[argc])
		argc++;
	cr_assert_eq(pipe(fds), 0);
	pid_t pid = fork();

	if (pid == 0) {
		char path[96];

		snprintf(path, sizeof(path), "%s/err", dir);
		dup2(open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600), STDERR_FILENO);
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		optind = 1;
		exit(svc_main(&toy, argc, argv));
	}
	close(fds[1]);
	*out = fds[0];
	return pid;
}

/* Its exit status, and all it said. */
static int
ended(pid_t pid, int out)
{
	size_t n = 0;
	int status;
	char path[96];

	for (ssize_t more; (more = read(out, said + n, sizeof(said) - 1 - n)) > 0;)
		n += (size_t)more;
	said[n] = '\0';
	close(out);
	snprintf(path, sizeof(path), "%s/err", dir);
	FILE *f = fopen(path, "r");
	grumbled[fread(grumbled, 1, sizeof(grumbled) - 1, f)] = '\0';
	fclose(f);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

#define WORDS(...) ((char *[]){ toy_name, __VA_ARGS__ __VA_OPT__(, ) NULL })
static char toy_name[] = "toy", dash_c[] = "-c", dash_n[] = "-n", dash_h[] = "-h", dash_x[] = "-x", extra[] = "extra";

static int
outcome(char **argv)
{
	int out;
	pid_t pid = start(&out, argv);

	return ended(pid, out);
}

/* ---- the house around it ---- */

static void
write_conf(const char *more)
{
	FILE *f = fopen(conf, "w");

	fprintf(f, "site = {\n\trun_dir = \"%s\";\n};\n%s", dir, more);
	fclose(f);
}

static void
make_house(void)
{
	forked_go_quietly();
	snprintf(dir, sizeof(dir), "/dev/shm/zj-svc-XXXXXX");
	cr_assert(mkdtemp(dir));
	snprintf(conf, sizeof(conf), "%s/toy.conf", dir);
	write_conf("");
	site_defaults(&site);
	cr_assert_eq(clock_create(dir), 0);
	cr_assert_eq(wires_create(dir, &site), 0);
}

static void
remove_house(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

TestSuite(svc, .init = make_house, .fini = remove_house, .timeout = 60);

/* What it answers to a line; how ctl_ask ended. */
static int
ask(const char *line, char **text)
{
	size_t size;
	FILE *to = open_memstream(text, &size);
	int err = ctl_ask(dir, "crm", line, to);

	fclose(to);
	return err;
}

static pid_t
start_ready(int *out)
{
	pid_t pid = start(out, WORDS(dash_c, conf));
	char *text;

	for (int i = 0; i < 2000; i++) { /* until it listens */
		int err = ask("help", &text);

		free(text);
		if (err == 0)
			return pid;
		usleep(5000);
	}
	cr_assert_fail("it never listened");
	return -1;
}

static void
stop(pid_t pid, int out)
{
	kill(pid, SIGTERM);
	cr_assert_eq(ended(pid, out), 0, "%s", grumbled);
}

/* ---- options ---- */

Test(svc, the_configuration_is_checked_printed_and_read_again)
{
	char why[320];

	cr_assert_eq(outcome(WORDS(dash_c, conf, dash_n)), 0, "%s", grumbled);
	cr_assert_eq(site_parse(&site, said, why, sizeof(why)), 0, "%s in\n%s", why, said);
	cr_expect_str_eq(site.site.run_dir, dir);
}

Test(svc, an_unknown_key_is_named_with_file_and_line)
{
	char where[256];

	write_conf("spnas = ( );\n");
	cr_expect_eq(outcome(WORDS(dash_c, conf)), 1);
	snprintf(where, sizeof(where), "%s:4: spnas: no such setting; did you mean spans?", conf);
	cr_expect(strstr(grumbled, where), "it says: %s", grumbled);
	cr_expect_eq(outcome(WORDS(dash_c, conf, dash_n)), 1, "to check is to refuse too");
	remove(conf);
	cr_expect_eq(outcome(WORDS(dash_c, conf)), 1);
	cr_expect(strstr(grumbled, conf), "it says: %s", grumbled);
}

Test(svc, options_it_does_not_know_are_refused_with_the_usage)
{
	cr_expect_eq(outcome(WORDS(dash_h)), 0);
	cr_expect(strstr(said, "usage: crmd") && strstr(said, "a toy"), "%s", said);
	cr_expect_eq(outcome(WORDS(dash_x)), 100);
	cr_expect(strstr(grumbled, "usage: crmd"), "%s", grumbled);
	cr_expect_eq(outcome(WORDS(dash_c, conf, extra)), 100);
}

Test(svc, without_a_parent_it_says_so_and_a_second_one_too)
{
	char clock[96];
	int out;

	pid_t pid = start_ready(&out);
	cr_expect_eq(outcome(WORDS(dash_c, conf)), 1);
	cr_expect(strstr(grumbled, "another crmd is at work"), "%s", grumbled);
	stop(pid, out);
	snprintf(clock, sizeof(clock), "%s/clock", dir);
	cr_assert_eq(unlink(clock), 0);
	cr_expect_eq(outcome(WORDS(dash_c, conf)), 1);
	cr_expect(strstr(grumbled, "is zongjid running?"), "%s", grumbled);
}

/* ---- the control socket ---- */

Test(svc, verbs_are_run_and_their_failures_told)
{
	char *text;
	int out;
	pid_t pid = start_ready(&out);

	cr_expect_eq(ask("  echo\ta  b \r\n", &text), 0);
	cr_expect_str_eq(text, "<a><b>");
	free(text);
	cr_expect_eq(ask("echo", &text), -EREMOTEIO);
	cr_expect_str_eq(text, "failed: Invalid argument\n");
	free(text);
	cr_expect_eq(ask("nonsense", &text), -EREMOTEIO);
	cr_expect(strstr(text, "no such verb: nonsense"), "%s", text);
	free(text);
	cr_expect_eq(ask("stats", &text), 0);
	cr_expect(strstr(text, "that were done"), "%s", text);
	free(text);
	cr_expect_eq(ask("much", &text), 0);
	cr_expect_eq(strlen(text), 160000, "an answer of many packets comes whole");
	free(text);
	stop(pid, out);
	cr_expect_eq(ask("help", &text), -ENOENT, "a clean end takes the socket along");
	free(text);
}

/* Octets as they are, without ctl_ask; what came back. */
static ssize_t
tell(const void *octets, size_t n, char *back, size_t size)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(to.sun_path, sizeof(to.sun_path), "%s/crm.sock", dir);
	cr_assert_eq(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	cr_assert_eq(send(fd, octets, n, MSG_NOSIGNAL), (ssize_t)n);
	ssize_t got = recv(fd, back, size - 1, 0);

	back[got > 0 ? got : 0] = '\0';
	close(fd);
	return got;
}

Test(svc, a_line_that_is_too_long_or_no_text_is_refused_whole)
{
	static const char nul[] = "echo a\0b";
	char line[60000] = "echo ", back[4096];
	int out;
	pid_t pid = start_ready(&out);

	memset(line + 5, 'x', sizeof(line) - 5);
	for (size_t n = CTL_LINE - 1; n < sizeof(line); n = n * 3 / 2) {
		tell(line, n, back, sizeof(back));
		if (n < CTL_LINE)
			cr_expect(strstr(back, "xx>ok\n"), "%zu octets: %s", n, back);
		else
			cr_expect_str_eq(back, "failed: Argument list too long\n", "%zu octets: %s", n, back);
	}
	for (int i = 0; i < 17; i++)
		memcpy(line + 5 + 2 * i, "x ", 2);
	tell(line, 5 + 2 * 17, back, sizeof(back));
	cr_expect_str_eq(back, "failed: Argument list too long\n", "more words than it takes");
	tell(nul, sizeof(nul) - 1, back, sizeof(back));
	cr_expect_str_eq(back, "failed: Invalid argument\n", "not: %s", back);
	stop(pid, out);
}

Test(svc, garbage_and_clients_that_go_at_once_do_no_harm)
{
	unsigned seed = 5;
	char octets[300], back[65536], *text;
	int out;
	pid_t pid = start_ready(&out);

	for (int i = 0; i < 500; i++) {
		size_t n = 1 + (size_t)rand_r(&seed) % sizeof(octets);

		for (size_t k = 0; k < n; k++)
			octets[k] = (char)(i % 2 ? rand_r(&seed) : ' ' + rand_r(&seed) % 94);
		tell(octets, n, back, sizeof(back));
	}
	for (int i = 0; i < 1000; i++) {
		struct sockaddr_un to = { .sun_family = AF_UNIX };
		int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

		snprintf(to.sun_path, sizeof(to.sun_path), "%s/crm.sock", dir);
		cr_assert_eq(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
		if (i % 3 == 0) /* an answer nobody waits for */
			cr_assert_eq(send(fd, "much", 4, MSG_NOSIGNAL), 4);
		close(fd);
	}
	cr_expect_eq(ask("echo still here", &text), 0);
	cr_expect_str_eq(text, "<still><here>");
	free(text);
	stop(pid, out);
}
