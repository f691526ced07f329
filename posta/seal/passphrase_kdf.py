"""From five words to a key: Argon2id (RFC 9106, one lane), slow on purpose; libsodium lets go of the interpreter meanwhile."""

from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13

from posta.seal.passphrase import normalise_passphrase

KEY_SIZE = 32


def derive_passphrase_key(words: str, salt: bytes, *, memory_kib: int, time_cost: int) -> bytes:
    """Return the 32-byte key that words give with a salt of 16 bytes; spaces between words do not matter."""
    secret = normalise_passphrase(words).replace(" ", "").encode()
    return crypto_pwhash_alg(KEY_SIZE, secret, salt, time_cost, memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13)
