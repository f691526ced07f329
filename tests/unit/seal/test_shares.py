"""Three of five on paper: any three restore, two say nothing, a wrong word is refused."""

import itertools
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posta.seal import shares
from posta.seal.passphrase import LANGUAGES
from posta.seal.shares import Share, join_shares, read_share, split_secret, write_share


@given(secret=st.binary(min_size=1, max_size=40), seed=st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_any_three_of_five_restore_the_secret(secret, seed):
    made = split_secret(secret, random=seed.randbytes)
    for chosen in itertools.permutations(made, 3):
        assert join_shares(chosen) == secret
    assert join_shares(made) == secret


@given(secret=st.binary(min_size=1, max_size=4), others=st.binary(min_size=1, max_size=1))
@settings(max_examples=20, deadline=None)
def test_two_shares_fit_every_possible_secret(secret, others):
    """For any two shares and any other first byte there is a third share that leads to it: two shares say nothing."""
    first, second, third, *_ = split_secret(secret, random=os.urandom)
    reached = {
        join_shares([first, second, Share(third.number, 3, third.set_id, bytes([byte]) + third.data[1:])])[:1]
        for byte in range(256)
    }
    assert others in reached
    assert len(reached) == 256


def test_field_when_multiplied_matches_fips_197():
    assert shares._times(0x57, 0x83) == 0xC1
    assert shares._times(0x57, 0x13) == 0xFE
    assert all(shares._times(a, shares._inverse(a)) == 1 for a in range(1, 256))


@pytest.mark.parametrize("language", LANGUAGES)
def test_printed_share_when_read_back_is_the_same(language):
    for share in split_secret(os.urandom(32), random=os.urandom):
        assert read_share(write_share(share, language).upper().replace(" ", "\n")) == share


@given(at=st.integers(0, 39), byte=st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_printed_share_when_one_word_is_wrong_is_refused(at, byte):
    words = write_share(split_secret(bytes(32), random=lambda n: bytes(range(n)))[0], "es").split()
    wrong = shares.encode_words(bytes([byte]), "es")[0]
    if words[at] == wrong:
        return
    words[at] = wrong
    with pytest.raises(shares.BadShare):
        read_share(" ".join(words))


@pytest.mark.parametrize("typed", ["", "abeja", "abeja xyz", "abeja " * 40])
def test_printed_share_when_incomplete_or_foreign_is_refused(typed):
    with pytest.raises(shares.BadShare):
        read_share(typed)


def test_join_when_too_few_or_of_different_sets_is_refused():
    one, other = split_secret(b"secret", random=os.urandom), split_secret(b"secret", random=os.urandom)
    with pytest.raises(shares.SharesDoNotJoin):
        join_shares([one[0], one[1], one[0]])
    with pytest.raises(shares.SharesDoNotJoin):
        join_shares([])
    mixed = Share(other[2].number, 3, bytes(a ^ 1 for a in one[0].set_id), other[2].data)
    with pytest.raises(shares.SharesDoNotJoin):
        join_shares([one[0], one[1], mixed])


@pytest.mark.parametrize(("threshold", "count"), [(1, 3), (4, 3), (2, 256)])
def test_split_when_impossible_is_refused(threshold, count):
    with pytest.raises(shares.BadSplit):
        split_secret(b"x", random=os.urandom, threshold=threshold, count=count)


def test_share_when_it_shows_itself_hides_its_bytes():
    assert "data" not in repr(split_secret(b"x", random=os.urandom)[0])
    with pytest.raises(shares.BadShare):
        Share(0, 3, b"ab", b"x")
