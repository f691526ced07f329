"""What parts are packed with: one compressor and one decompressor for each thread, since zstandard's are not shared safely."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from posta.seal.dictionaries import CLINICAL, compressor, decompressor
from posta.seal.envelope import open_part, seal_part
from posta.seal.epochs import Epoch
from posta.seal.errors import MalformedSeal

EPOCH = Epoch(bytes(8), 2, "route", bytes(range(32)))
WORDS = ("fiebre", "tos seca", "J06.9", "dolor de pies", "paracetamol 500 mg", "regresa en 3 días")


def test_contexts_when_two_threads_pack_are_not_shared() -> None:
    with ThreadPoolExecutor(1) as other:
        theirs = other.submit(lambda: (compressor(CLINICAL), decompressor(CLINICAL))).result()
    mine = (compressor(CLINICAL), decompressor(CLINICAL))
    assert mine == (compressor(CLINICAL), decompressor(CLINICAL))
    assert not set(map(id, mine)) & set(map(id, theirs))


def test_parts_when_opened_and_sealed_by_four_threads_at_once_are_those_that_were_written() -> None:
    """Two colleagues read while an exchange came in: answers were missing from charts, good entries set aside, the worker fell."""

    def work(seed: int) -> Counter[bool]:
        dice, right = random.Random(seed), Counter[bool]()
        for _ in range(2_000):
            plain = " ".join(dice.choices(WORDS, k=dice.randrange(4, 60))).encode()
            sealed = seal_part(plain, EPOCH, aad=b"", random=dice.randbytes, dictionary=CLINICAL)
            right[open_part(sealed, EPOCH, aad=b"") == plain] += 1
        return right

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(work, range(4)), Counter()) == {True: 8_000}


def test_dictionary_when_this_program_lacks_it_is_named() -> None:
    with pytest.raises(MalformedSeal, match="dictionary 99"):
        decompressor(99)
