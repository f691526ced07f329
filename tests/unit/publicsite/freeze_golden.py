"""Write the golden pages anew, on purpose: `python -m tests.unit.publicsite.freeze_golden`, then read what changed.

git diff tests/unit/publicsite/golden
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

GOLDEN: Final = Path(__file__).parent / "golden"
HOMES: Final[Mapping[str, str]] = {
    "home.es.html": "index.html",
    "home.en.html": "en/index.html",
    "home.fr.html": "fr/index.html",
}
"""The golden files and the pages of the sample site that they are: the first page in three languages."""


def main() -> None:
    """Write each golden file from the site as it is built now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posta.config.settings.test")
    import django

    django.setup()
    from tests.unit.publicsite.built import sample_site

    GOLDEN.mkdir(exist_ok=True)
    for name, path in HOMES.items():
        (GOLDEN / name).write_bytes(sample_site()[path])


if __name__ == "__main__":
    main()
