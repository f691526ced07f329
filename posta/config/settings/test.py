"""Settings of the test suite: an encrypted file per run, a fixed key, no network."""

import tempfile
from pathlib import Path

from posta.config.settings.base import *  # noqa: F403
from posta.config.settings.base import DATABASES

SECRET_KEY = "tests"
_scratch = Path(tempfile.mkdtemp(prefix="posta-test-"))
DATABASES["default"]["TEST"] = {"NAME": _scratch / "test.db"}
STATIC_ROOT = _scratch / "static"
STORAGES = {  # browser tests switch to the real, gathered files
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
