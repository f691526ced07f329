"""Settings of the test suite: an encrypted file per run, a fixed key, no network."""

import tempfile
from pathlib import Path

from posta.config.settings.base import *  # noqa: F403
from posta.config.settings.base import DATABASES

SECRET_KEY = "tests"
_scratch = Path(tempfile.mkdtemp(prefix="posta-test-"))
DATABASES["default"]["TEST"] = {"NAME": _scratch / "test.db"}
