"""Gather the static files once, named by their content and compressed, so that a browser fetches each of them once."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from posta import __version__

FINGERPRINT_FILE = ".gathered"


def collect_assets() -> Path:
    """Fill STATIC_ROOT unless this very version already did; call it after django.setup() and before the first page."""
    root = Path(settings.STATIC_ROOT)
    mark = root / FINGERPRINT_FILE
    package = Path(__file__).resolve().parents[1]
    newest = max(path.stat().st_mtime_ns for path in package.glob("*/static/**/*") if path.is_file())
    stamp = f"{__version__} {newest}"
    if not mark.is_file() or mark.read_text() != stamp:
        call_command("collectstatic", interactive=False, verbosity=0, stdout=StringIO())
        mark.write_text(stamp)
    return root
