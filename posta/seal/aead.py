"""XChaCha20-Poly1305 by libsodium, called directly, because a sync opens tens of thousands of parts.

PyNaCl's own function does the same with a dozen checks of types and formatted messages a call, two thirds of its
time. Here lengths are checked and nothing else; the callers in this room hand over bytes. Conformance vectors and a
test against PyNaCl's function hold the two together.

The cipher is that of draft-irtf-cfrg-xchacha-03, on ChaCha20 and Poly1305 of RFC 8439.
"""

from nacl._sodium import ffi, lib
from nacl.exceptions import CryptoError

KEY_SIZE, NONCE_SIZE, TAG_SIZE = 32, 24, 16
_open = lib.crypto_aead_xchacha20poly1305_ietf_decrypt
_close = lib.crypto_aead_xchacha20poly1305_ietf_encrypt
_new, _buffer, _NULL, _BYTES = ffi.new, ffi.buffer, ffi.NULL, ffi.typeof("unsigned char[]")


def encrypt(plain: bytes, aad: bytes, nonce: bytes, key: bytes) -> bytes:
    """Return ciphertext and tag. Raises CryptoError for a nonce or key of another length."""
    if len(nonce) != NONCE_SIZE or len(key) != KEY_SIZE:
        raise CryptoError("A nonce has 24 bytes and a key 32.")
    size = len(plain) + TAG_SIZE
    out = _new(_BYTES, size)
    _close(out, _NULL, plain, len(plain), aad, len(aad), _NULL, nonce, key)
    return bytes(_buffer(out, size))


def decrypt(sealed: bytes, aad: bytes, nonce: bytes, key: bytes) -> bytes:
    """Return the plain bytes. Raises CryptoError when anything was altered."""
    size = len(sealed) - TAG_SIZE
    if size < 0 or len(nonce) != NONCE_SIZE or len(key) != KEY_SIZE:
        raise CryptoError("A sealed part is cut short.")
    out = _new(_BYTES, size or 1)
    if _open(out, _NULL, _NULL, sealed, len(sealed), aad, len(aad), nonce, key) != 0:
        raise CryptoError("A sealed part does not open.")
    return bytes(_buffer(out, size))
