"""Real pages of colleagues with their keys, rendered as the screens render them, for the oracle to look at.

No browser, no session and no database of the computer's own: a request of a colleague who is at work at the machine goes
to the view that its address names. What they type and read is kept by `node`, which has no part in a schedule.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING
from unittest.mock import patch

import django
from django.apps import apps

if not apps.ready:  # run as a program
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posta.config.settings.test")
    django.setup()

from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from posta.care.search import views as search
from posta.ids import PersonId
from posta.web.session import current_actor as at_work

if TYPE_CHECKING:
    from tests.faults.world import Machine, World


def page(world: "World", machine: "Machine", trade: str, path: str, searched: str = "") -> str:
    """The page at an address for a colleague of a trade. Whatever the view raises is raised."""
    request = RequestFactory().get(path)
    request.actor = world.actor(machine, trade)  # type: ignore[attr-defined]
    view = resolve(request.path)
    with _without_node(searched), translation.override("en"):
        answer: HttpResponse = view.func(request, *view.args, **view.kwargs)
        return answer.content.decode()


def addresses_of(person: PersonId, trade: str) -> Iterator[str]:
    """The pages about a person that a trade is offered, and those that list them among others."""
    here = f"/people/{person.hex()}/"
    yield from (
        here,
        f"{here}card?health=1",
        f"{here}prescription?sealed=1",
        f"{here}certificate",
        f"{here}contact/",
        f"{here}edit",
        "/",
        "/search/?at=0",
    )
    if trade in {"doctor", "nurse", "midwife"}:
        yield f"{here}consultation"


@contextmanager
def _without_node(searched: str) -> Iterator[None]:
    """Whatever a page asks the computer's own tables (drafts, readings), there is nothing."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(search, "load_search", lambda request: searched))
        for name in ("buffer_access", "buffer_print"):
            stack.enter_context(patch.object(at_work.access_log_buffer, name, lambda noted: None))
        for module, name in _borrowed(len(sys.modules)):
            nothing = () if name.startswith("list_") else None
            stack.enter_context(patch.object(module, name, partial(_answer, nothing)))
        yield


SCREENS = ("posta.care.", "posta.web.", "posta.administration.")


@cache
def _borrowed(loaded: int) -> list[tuple[ModuleType, str]]:
    """Where the screens hold a function of the tables of this computer, and its name there; again once more is loaded."""
    screens = [module for name, module in sorted(sys.modules.items()) if name.startswith(SCREENS)]
    return [
        (module, name)
        for module in screens
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__ == "posta.node.drafts"
    ]


def _answer(nothing: object, *arguments: object, **named: object) -> object:
    return nothing
