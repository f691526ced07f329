"""Ten words that are an age key, and small boxes closed for one purpose."""

import os

import pyrage
import pytest

from posta.seal.keys import NotForUs, unwrap_secret, wrap_secret
from posta.seal.recovery_words import NotRecoveryWords, generate_recovery_words, recovery_identity

WORDS = "uno dos tres cuatro cinco seis siete ocho nueve diez"


def test_identity_when_made_from_words_is_what_it_always_was():
    """Frozen: a page printed today opens a backup in ten years."""
    identity = recovery_identity(WORDS)
    assert identity == "AGE-SECRET-KEY-10ANC7HCTP6JJJZ0JPL4M9HW7X8UEQGPR3G3W63EY7ZFY47YW99FQTFKSWN"
    public = pyrage.x25519.Identity.from_str(identity).to_public()
    assert str(public) == "age1xzyrleww57w77c5mzz4nz66ryr52z8y78vde5um2z43xcd8qsuvswkxal7"


def test_identity_when_typed_carelessly_is_the_same():
    assert recovery_identity(f"  {WORDS.upper().replace(' ', ' - ')}") == recovery_identity(WORDS)


@pytest.mark.parametrize("typed", ["", "uno dos", f"{WORDS} once"])
def test_identity_when_not_ten_words_is_refused(typed):
    with pytest.raises(NotRecoveryWords):
        recovery_identity(typed)


def test_words_when_generated_are_ten_and_new_each_time():
    one, other = (generate_recovery_words("fr", os.urandom) for _ in range(2))
    assert len(one.split()) == 10
    assert one != other


def test_box_when_opened_with_another_key_label_or_altered_is_refused():
    sealed = wrap_secret(bytes(32), b"plain", label="one", random=os.urandom)
    assert unwrap_secret(bytes(32), sealed, label="one") == b"plain"
    for key, box, label in (
        (b"1" * 32, sealed, "one"),
        (bytes(32), sealed, "two"),
        (bytes(32), sealed[:-1], "one"),
        (bytes(32), b"", "one"),
    ):
        with pytest.raises(NotForUs):
            unwrap_secret(key, box, label=label)
