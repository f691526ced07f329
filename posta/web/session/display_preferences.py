"""The display of this browser: sun mode, hidden names, language. Plain posts set a cookie; nothing about a person."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from posta.node.http.cookies import SUN, VEIL, cookie_name

COOKIE_SECONDS = 365 * 24 * 3600


@require_POST
def set_high_contrast(request: HttpRequest) -> HttpResponse:
    """Switch black on white, for a screen in the sun, on or off."""
    return _set_cookie(request, cookie_name(SUN), request.POST.get("on", ""))


@require_POST
def set_hide_names(request: HttpRequest) -> HttpResponse:
    """Switch initials instead of names, for when a stranger looks, on or off."""
    return _set_cookie(request, cookie_name(VEIL), request.POST.get("on", ""))


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Set one of the languages of the interface for this browser."""
    code = request.POST.get("language", "")
    known = code in dict(settings.LANGUAGES)
    return _set_cookie(request, settings.LANGUAGE_COOKIE_NAME, code if known else settings.LANGUAGE_CODE)


def _set_cookie(request: HttpRequest, name: str, value: str) -> HttpResponse:
    target = request.POST.get("next", "/")
    here = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    answer = HttpResponseRedirect(target if here else "/", status=303)
    answer.set_cookie(name, value, max_age=COOKIE_SECONDS, httponly=True, samesite="Strict", secure=request.is_secure())
    return answer


urlpatterns = [
    path("view/sun", set_high_contrast, name="set-sun"),
    path("view/veil", set_hide_names, name="set-veil"),
    path("view/language", set_language, name="set-language"),
]
