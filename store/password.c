/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Passwords: Argon2id with a salt of its own for each (RFC 9106; libsodium's "interactive" cost: 2 passes over 64 MiB).
 *
 * Six digits are only a million passwords, so the cost of one try is all the protection a stolen store has; at the desk
 * it is the lock after a few wrong tries.
 */
#include "store/store.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

_Static_assert(crypto_pwhash_STRBYTES <= PASSWORD_HASH, "a hash fits its array");

int
password_hash(const char *password, char hash[PASSWORD_HASH])
{
	if (sodium_init() < 0)
		return -EIO;
	if (crypto_pwhash_str(hash, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
	        crypto_pwhash_MEMLIMIT_INTERACTIVE))
		return -ENOMEM;
	return 0;
}

int
password_verify(const char *hash, const char *password)
{
	unsigned char key[32], salt[crypto_pwhash_SALTBYTES] = { 0 };

	if (sodium_init() < 0)
		return 0;
	if (hash && *hash)
		return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
	/* No such seat: take as long, so that the time does not tell. */
	if (crypto_pwhash(key, sizeof key, password, strlen(password), salt, crypto_pwhash_OPSLIMIT_INTERACTIVE,
	        crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13))
		return 0;
	sodium_memzero(key, sizeof key);
	return 0;
}
