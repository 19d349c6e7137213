/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Before libsodium in the test machine: passwords are hashed at the lowest cost.  Two passes over 64 MiB are 1.2 s of the machine's
 * time for each agent who signs in, and nothing in it is about passwords.  A hash names its own cost, so crmd needs no telling.
 */
#include <dlfcn.h>
#include <stddef.h>

#define OPS    1
#define OCTETS 8192

int crypto_pwhash_str(char *out, const char *password, unsigned long long len, unsigned long long ops, size_t octets);

int
crypto_pwhash_str(char *out, const char *password, unsigned long long len, unsigned long long ops, size_t octets)
{
	int (*hash)(char *, const char *, unsigned long long, unsigned long long, size_t);

	*(void **)&hash = dlsym(RTLD_NEXT, "crypto_pwhash_str");
	return hash ? hash(out, password, len, OPS, OCTETS) : -1;
}
