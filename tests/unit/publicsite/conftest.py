"""The sample mission's site, published once for all tests that only look at it."""

import os
from pathlib import Path

import pytest

from posta.cli.run import main
from posta.publicsite import render

if "COVERAGE_RUN" in os.environ:  # as in the settings of tests: else nothing is known of rendered lines
    render._engine().debug = True


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample's site. Nobody writes into it."""
    out = tmp_path_factory.mktemp("sample") / "site"
    assert main(["publish", "--out", str(out)]) == 0
    return out
