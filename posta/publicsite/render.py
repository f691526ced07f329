"""Renders a page: the templates of the site, in the page's language, with links relative to its address."""

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.template import Context, Engine

from posta.publicsite.addresses import Address, feed_path, path_of
from posta.publicsite.errors import InputProblem
from posta.publicsite.language.active_language import use_language
from posta.publicsite.language.site_languages import NAMES, NEAREST
from posta.publicsite.link_preview import present_share
from posta.publicsite.menu import present_about, present_menu
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.published.present_figures import format_amounts
from posta.publicsite.source import Source

TEMPLATES: Final = Path(__file__).parent / "templates"


def render_page(page: SitePage, source: Source, built: Collection[str]) -> bytes:
    """Return a page as UTF-8 HTML without empty lines; `built` are the paths of the site's pages."""
    with use_language(page.address.language):
        amounts = format_amounts(source.figures, page.address.language)
        frame = {"page": page, "site": _frame(page, source, built), "content": source.content, "amounts": amounts}
        context = Context({**frame, **page.shown})
        html = _engine().get_template(f"publicsite/{page.template}").render(context)
    lines = (line.rstrip() for line in html.splitlines())
    return "".join(f"{line}\n" for line in lines if line).encode()


def render_problems(problems: Sequence[InputProblem], language: str) -> bytes:
    """Return the page shown instead of a site whose source is wrong."""
    with use_language(language):
        context = Context({"problems": problems, "language": language})
        return _engine().get_template("publicsite/problems.html").render(context).encode()


@cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(TEMPLATES)],
        libraries={"i18n": "django.templatetags.i18n", "site": "posta.publicsite.tags"},
    )


def _frame(page: SitePage, source: Source, built: Collection[str]) -> dict[str, Any]:
    """Return the values in the frame of every page: name, menu, contact, and the same page in other languages."""
    settings, language = source.content.settings, page.address.language
    whole = NEAREST.get(language, language)
    return {
        "language": language,
        "name": settings.name[whole],
        "name_language": whole,
        "home": page.link(path_of(Address(whole, "home"))),
        "donate": settings.donate,
        "email": settings.email,
        "telephone": settings.telephone,
        "as_of": settings.as_of,
        "canonical": f"{settings.address}{page.path}" if settings.address else "",
        "feed": feed_path(language) if language in source.languages else "",
        "licence": settings.licence,
        "downloads": _downloads(page, source, built),
        "share": present_share(page, source),
        "menu": present_menu(page, built),
        "about": present_about(page, built),
        "languages": [_language_link(page, language, settings.address) for language in page.others],
    }


def _downloads(page: SitePage, source: Source, built: Collection[str]) -> str:
    """Return the link to the downloads, or nothing if no figure is published."""
    language = page.address.language
    if (
        language not in source.languages
        or not source.figures
        or (path := path_of(Address(language, "work"))) not in built
    ):
        return ""
    return f"{page.link(path)}#downloads"


def _language_link(page: SitePage, language: str, address: str) -> dict[str, Any]:
    """Return the page in one of its languages: the link and, if the site has one, its full address."""
    path = path_of(Address(language, page.address.page, page.address.item))
    return {
        "code": language,
        "name": NAMES[language],
        "href": page.link(path),
        "address": f"{address}{path}" if address else page.link(path),
        "current": language == page.address.language,
    }
