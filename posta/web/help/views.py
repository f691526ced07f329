"""The list of guides and one guide. They contain nothing about a person, so every colleague may read all of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posta.web.help.guides import find_guide, list_sections


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    """Show every guide, by task."""
    sections = [(key, _(title), guides) for key, title, guides in list_sections(_language())]
    return render(request, "web/help/index.html", {"sections": sections})


@require_safe
def guide_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one guide in the language of the screen."""
    guide = find_guide(name, _language())
    if guide is None:
        raise Http404
    return render(request, "web/help/guide.html", {"guide": guide})


def _language() -> str:
    return (get_language() or "").partition("-")[0]
