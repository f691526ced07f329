"""Rendering a page: the templates of the site, in the page's language, with links relative to where it stands."""

from functools import cache
from pathlib import Path
from typing import Final

from django.template import Context, Engine
from django.utils import translation

from posta.publicsite.addresses import Address, link, path_of
from posta.publicsite.languages import NAMES
from posta.publicsite.pages.page import Page
from posta.publicsite.source import Source

TEMPLATES: Final = Path(__file__).parent / "templates"
_CATALOGUES: Final = {"es": "es-mx"}


def render_page(page: Page, source: Source) -> bytes:
    """Return a page as UTF-8 HTML."""
    with translation.override(_CATALOGUES.get(page.address.language, page.address.language)):
        context = Context({"page": page, "site": _frame(page, source), **page.shown})
        return _engine().get_template(f"publicsite/{page.template}").render(context).encode()


@cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(TEMPLATES)],
        libraries={"i18n": "django.templatetags.i18n", "site": "posta.publicsite.tags"},
    )


def _frame(page: Page, source: Source) -> dict[str, object]:
    """Return what the frame of every page shows: the mission's name, the menu, the same page in other languages."""
    settings, language = source.content.settings, page.address.language
    return {
        "language": language,
        "name": settings.name.get(language) or settings.name["es"],
        "donate": settings.donate,
        "as_of": source.content.settings.as_of,
        "languages": [
            {
                "code": other,
                "name": NAMES[other],
                "href": link(page.path, path_of(Address(other, page.address.page, page.address.item))),
                "current": other == language,
            }
            for other in page.others
        ],
    }
