"""What an error carries, and what is kept of it."""

import pickle

import pytest

from posta.errors import UNKNOWN_REASON, InvalidData, PostaError, Reason, read_reason
from posta.ledger.row_types import Rejection
from posta.wire.bundle import DamagedBlock
from posta.wire.errors import CutShort, TooLongToSend


def test_an_error_has_a_code_parameters_and_an_english_sentence() -> None:
    error = DamagedBlock("damaged_block", block=3, blocks=7)
    assert (error.code, error.params) == ("damaged_block", {"block": 3, "blocks": 7})
    assert str(error) == "Block 3 of 7 of the bundle is damaged; copy the file again."


def test_a_class_with_one_sentence_is_its_own_code() -> None:
    assert TooLongToSend().code == "too_long_to_send"
    assert str(TooLongToSend()).startswith("This is too long")


def test_an_error_goes_from_one_process_to_another_as_it_is() -> None:
    error = pickle.loads(pickle.dumps(DamagedBlock("damaged_block", block=3, blocks=7)))  # noqa: S301  our own bytes
    assert (type(error), error.reason) == (DamagedBlock, Reason("damaged_block", {"block": 3, "blocks": 7}))


@pytest.mark.parametrize("params", [{}, {"block": 3, "blocks": 7}])
def test_a_reason_is_kept_and_read_back(params: dict[str, object]) -> None:
    reason = Reason("damaged_block", params)
    assert read_reason(reason.to_json()) == reason
    assert read_reason(["damaged_block", params]) == reason


def test_equal_reasons_are_kept_alike_so_that_they_can_be_counted() -> None:
    one, other = Reason("a", {"x": 1, "y": 2}), Reason("a", {"y": 2, "x": 1})
    assert one.to_json() == other.to_json()


@pytest.mark.parametrize("kept", ["Care was written by a device that serves no post.", "", "7", None, [1, 2], {}])
def test_what_an_older_version_kept_is_read_in_general_words(kept: object) -> None:
    assert read_reason(kept) == UNKNOWN_REASON
    assert str(read_reason(kept)).startswith("It could not be applied")


def test_a_code_of_a_newer_version_is_read_in_general_words() -> None:
    assert str(Reason("of_tomorrow", {"moons": 2})).startswith("It could not be applied")
    assert Rejection(1, "rule", CutShort("bundle_cut_short").reason).reason.code == "bundle_cut_short"


def test_two_sentences_cannot_have_one_code() -> None:
    with pytest.raises(TypeError, match="too_long_to_send"):
        type("Other", (InvalidData,), {"sentences": {"too_long_to_send": "Something else."}})
    assert str(TooLongToSend()).startswith("This is too long")


def test_an_error_without_a_sentence_says_its_code() -> None:
    assert str(PostaError("odd")) == "odd"
