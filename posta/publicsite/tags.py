"""Template tags of the site: links between pages, written texts, pictures, and localised dates."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.template import Context
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

from posta.publicsite.addresses import Address, path_of
from posta.publicsite.content.site_content import Picture, WrittenText
from posta.publicsite.content_policy import POLICY
from posta.publicsite.language.date_format import format_partial_date
from posta.publicsite.links import lower_headings, resolve_links
from posta.publicsite.pages.picture import present_picture

register = template.Library()
_PICTURE: Final = re.compile(r'<p><img src="picture:([^"]+)"[^>]*></p>')


@register.simple_tag
def content_policy() -> SafeString:
    """Return what a page may load, as its head and the host declare it."""
    return mark_safe(POLICY)  # noqa: S308 - a constant of ours


@register.simple_tag(takes_context=True)
def to(context: Context, page: str, item: str = "") -> str:
    """Return the relative link from the rendered page to another page in the same language."""
    current = context["page"]
    return str(current.link(path_of(Address(current.address.language, page, item))))


@register.simple_tag(takes_context=True)
def to_language(context: Context, language: str, page: str) -> str:
    """Return the relative link from the rendered page to a page in another language."""
    return str(context["page"].link(path_of(Address(language, page))))


@register.simple_tag(takes_context=True)
def file(context: Context, path: str) -> str:
    """Return the relative link from the rendered page to a file of the site."""
    return str(context["page"].link(path))


@register.simple_tag(takes_context=True)
def written(context: Context, text: WrittenText, first: int = 2) -> SafeString:
    """Return a written text for the rendered page; its highest headings are of level `first`.

    The HTML was cleaned when it was read (`content.markdown`); here links become relative and pictures complete.
    """
    content = context["content"]

    def whole(found: re.Match[str]) -> str:
        return _render_picture(context, content.pictures[found[1]])

    html = lower_headings(resolve_links(text.html, context["page"], content, context["amounts"]), first)
    return mark_safe(_PICTURE.sub(whole, html))


def _render_picture(context: Context, one: Picture) -> str:
    shown = picture(context, one)
    assert context.template
    return context.template.engine.get_template("publicsite/picture.html").render(Context(shown))


@register.inclusion_tag("publicsite/picture.html", takes_context=True)
def picture(context: Context, one: Picture, eager: object = None, bare: object = None) -> Mapping[str, Any]:
    """Show a picture; `eager` for the first one on a page, `bare` without its caption."""
    return {**present_picture(one, context["page"]), "eager": eager, "bare": bare}


@register.filter
def when(date: str) -> str:
    """Return a date as precise as it is known in the language of the page: `2018`, `2018-09` or `2018-09-30`."""
    return format_partial_date(date)


@register.filter
def dialled(telephone: str) -> str:
    """Return a telephone number as a link needs it: digits and a leading plus."""
    return ("+" if telephone.strip().startswith("+") else "") + "".join(filter(str.isdigit, telephone))


@register.filter
def plain(number: float) -> str:
    """Return a number of a drawing without a thousands mark and with a point, in every language."""
    return f"{number:.1f}".removesuffix(".0")


@register.filter
def grouped(number: int) -> str:
    """Return a whole number with the thousands mark of the page's language."""
    return number_format(number, use_l10n=True, force_grouping=True)
