"""A finding names its rule; a finding without a code is no value."""

import pytest

from posta.clinical.findings import Finding, Severity


def test_a_finding_needs_a_code():
    for code in ("", "two words", "a.b"):
        with pytest.raises(ValueError):
            Finding(code, Severity.ASK)


def test_a_reason_asks_more_than_a_yes():
    assert Severity.ASK_REASON > Severity.ASK > Severity.NOTE
