"""The sample mission's site, published once for all tests that only look at it."""

from pathlib import Path

import pytest

from posta.console.run import main


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample's site. Nobody writes into it."""
    out = tmp_path_factory.mktemp("sample") / "site"
    assert main(["publish", "--out", str(out)]) == 0
    return out
