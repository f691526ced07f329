"""Settings of the test suite: an encrypted file per run, a fixed key, no network."""

import atexit
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from posta.config.settings.base import *  # noqa: F403
from posta.config.settings.base import DATABASES, TEMPLATES

SECRET_KEY = "tests"
POSTA_HOME = _scratch = Path(tempfile.mkdtemp(prefix="posta-test-"))
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
# A file, because an in-memory database is not encrypted and proves nothing.
DATABASES["default"]["TEST"] = {"NAME": _scratch / "test.db"}
DATABASES["default"]["NAME"] = _scratch / "outside-tests.db"
POSTA_DATABASE_KEY = "posta.config.settings.test.database_key"


def database_key(alias: str) -> bytes:
    """Return the suite's fixed key of each database."""
    return hashlib.sha256(b"tests/" + alias.encode()).digest()


STATIC_ROOT = _scratch / "static"
STATIC_ROOT.mkdir()  # empty, but there: WhiteNoise warns of a missing one at each request
STORAGES = {  # browser tests switch to the real, gathered files
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if "COVERAGE_RUN" in os.environ:  # set by `coverage run`, which knows of a template only so which lines were rendered
    TEMPLATES[0]["OPTIONS"]["debug"] = True  # type: ignore[index]
