"""Our straight call of libsodium and PyNaCl's careful one are the same cipher."""

from random import Random

import pytest
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as careful_encrypt
from nacl.exceptions import CryptoError

from posta.seal.aead import decrypt, encrypt

DICE = Random(7)
KEY, NONCE = DICE.randbytes(32), DICE.randbytes(24)


@pytest.mark.parametrize("size", [0, 1, 31, 32, 500, 70_000])
def test_encrypt_when_compared_with_pynacl_then_the_same_bytes(size):
    plain, aad = DICE.randbytes(size), DICE.randbytes(79)
    sealed = encrypt(plain, aad, NONCE, KEY)
    assert sealed == careful_encrypt(plain, aad, NONCE, KEY)
    assert decrypt(sealed, aad, NONCE, KEY) == plain


@pytest.mark.parametrize("at", [0, 3, -1])
def test_decrypt_when_a_byte_is_altered_then_refused(at):
    sealed = bytearray(encrypt(b"four", b"place", NONCE, KEY))
    sealed[at] ^= 1
    with pytest.raises(CryptoError):
        decrypt(bytes(sealed), b"place", NONCE, KEY)


def test_decrypt_when_place_key_or_nonce_is_another_then_refused():
    sealed = encrypt(b"four", b"place", NONCE, KEY)
    for aad, nonce, key in ((b"elsewhere", NONCE, KEY), (b"place", bytes(24), KEY), (b"place", NONCE, bytes(32))):
        with pytest.raises(CryptoError):
            decrypt(sealed, aad, nonce, key)


@pytest.mark.parametrize(("sealed", "nonce", "key"), [(b"", NONCE, KEY), (bytes(15), NONCE, KEY),
                                                      (bytes(40), NONCE[:20], KEY), (bytes(40), NONCE, KEY[:31])])  # fmt: skip
def test_decrypt_when_something_is_too_short_then_refused(sealed, nonce, key):
    with pytest.raises(CryptoError):
        decrypt(sealed, b"", nonce, key)


def test_encrypt_when_nonce_or_key_is_too_short_then_refused():
    for nonce, key in ((NONCE[:23], KEY), (NONCE, KEY[:16])):
        with pytest.raises(CryptoError):
            encrypt(b"four", b"", nonce, key)
