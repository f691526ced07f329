"""The template tags of every screen: an icon, a triage shape, a name that can be hidden, and the fields of every form."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.core.files.storage import Storage, storages
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from posta.formkit.choices import Choice
from posta.formkit.field_names import AFTER, OPENED_AT, OPENED_BY, TOKEN
from posta.formkit.render.choice_html import render_boxes, render_chips, render_options
from posta.formkit.render.field_html import render_frame, render_label
from posta.formkit.render.field_views import FieldView
from posta.formkit.render.filled_html import fill_html, join_html
from posta.node.middleware import session_of
from posta.web.pages.page_instance import PageInstance, new_token

register = template.Library()

TRIAGE_SHAPES = {
    1: '<path d="M16 2 31 29H1z"/><text x="16" y="25">1</text>',
    2: '<rect x="2" y="2" width="28" height="28" rx="4"/><text x="16" y="21.500">2</text>',
    3: '<circle cx="16" cy="16" r="14.500"/><text x="16" y="21.500">3</text>',
    0: '<circle cx="16" cy="16" r="13"/>',
}
TRIAGE_LABELS = {
    1: gettext_lazy("Triage 1, red: at once"),
    2: gettext_lazy("Triage 2, yellow: soon"),
    3: gettext_lazy("Triage 3, green: can wait"),
    0: gettext_lazy("Not triaged yet"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon of the sprite; screen readers skip it and read the word beside it."""
    return _draw_icon(_find_sprite(storages["staticfiles"]), name)


@lru_cache(maxsize=8)
def _find_sprite(files: Storage) -> str:
    """Return the address of the icons: a list of visits shows five hundred of them, and looking it up takes longest."""
    return static("posta/icons.svg")


@lru_cache(maxsize=512)
def _draw_icon(sprite: str, name: str) -> SafeString:
    return fill_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', sprite, name)


@register.tag
def once(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """Render what stands up to `endonce` once for a page and repeat it: what every row of a list says alike."""
    nodes = parser.parse(("endonce",))
    parser.delete_first_token()
    return _Once(nodes)


class _Once(template.Node):
    def __init__(self, nodes: template.base.NodeList) -> None:
        self.nodes = nodes

    def render(self, context: template.Context) -> SafeString:
        kept: Any = context.render_context.dicts[0]  # that of the page, and not of the template it includes
        if self not in kept:
            kept[self] = self.nodes.render(context)
        rendered: SafeString = kept[self]
        return rendered


@register.simple_tag
def shape(level: int | None) -> SafeString:
    """Return the triage shape; number, form and colour each show the level. No level: a dashed ring."""
    known = level if level in TRIAGE_SHAPES else 0
    drawn = SafeString(TRIAGE_SHAPES[known or 0])
    return fill_html(
        '<svg class="shape t{}" viewBox="0 0 32 32" role="img" aria-label="{}">{}</svg>',
        known,
        TRIAGE_LABELS[known or 0],
        drawn,
    )


@register.simple_tag(takes_context=True)
def frame(context: Mapping[str, Any], field: FieldView) -> SafeString:
    """Return the attributes of the element that holds a question."""
    return render_frame(field, wide=bool(context.get("wide")))


@register.simple_tag
def label(field: FieldView) -> SafeString:
    """Return the words of a question, with its unit and whether it must be answered."""
    return render_label(field)


@register.simple_tag
def boxes(name: str, choices: Iterable[Choice]) -> SafeString:
    """Return the options of a question that takes several answers."""
    return render_boxes(name, choices)


@register.simple_tag
def chips(name: str, choices: Iterable[Choice]) -> SafeString:
    """Return the options of a question that takes one answer."""
    return render_chips(name, choices)


@register.simple_tag
def options(choices: Iterable[Choice]) -> SafeString:
    """Return the options of a list that opens."""
    return render_options(choices)


@register.simple_tag
def hideable(name: str, veiled: str) -> SafeString:
    """Return a name and its mask (initials and code); the style sheet shows one of them."""
    return fill_html(
        '<span data-name><span class="named">{}</span><span class="veiled code">{}</span></span>', name, veiled
    )


@register.simple_tag(takes_context=True)
def posting(context: template.Context, opening: PageInstance | None = None) -> SafeString:
    """Return the fields that every form posts: its CSRF token, the colleague who opened the page, and the page's token.

    The first two are the same for all forms of a page.
    """
    page: Any = context.render_context.dicts[0]
    if posting not in page:
        session = session_of(context["request"])
        mask = str(context.get("csrf_token") or get_token(context["request"]))
        page[posting] = _hidden({"csrfmiddlewaretoken": mask, OPENED_BY: session.staff_id.hex() if session else ""})
    given = opening or PageInstance(new_token())
    return SafeString(page[posting] + _hidden({TOKEN: given.token, AFTER: given.after, OPENED_AT: given.at or ""}))


def _hidden(fields: Mapping[str, object]) -> SafeString:
    return join_html('<input type="hidden" name="{}" value="{}">', [one for one in fields.items() if one[1]])
