"""What colleagues were typing when the post was locked: a draft of whoever had opened the page, and a hint that it waits."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.duty import Duty
from posta.care.drafting import keep_for, key_of, list_own
from posta.care.opening import OPENED_BY, token_of
from posta.care.ownership import DRAFTS, find_colleague
from posta.care.posted import content_of
from posta.care.shell import Notice
from posta.clock import at_place
from posta.errors import PostaError
from posta.node.opened import NotOpened, what_is_opened
from posta.node.spent import find_answer
from posta.node.typed import Typed, take_typed


def take_up(duty: Duty) -> None:
    """Make a draft of each form that came while the post was locked; what belongs to no colleague is dropped."""
    with suppress(NotOpened, OSError):
        for form in take_typed(Path(settings.POSTA_HOME), what_is_opened().master):
            with suppress(PostaError, DatabaseError):
                _keep(duty, form)


def waiting(duty: Duty, path: str) -> list[Notice]:
    """The hint on the first page after the words that something half written waits; none on the page of that draft."""
    drafts = [one for one in list_own(duty) if one.key != key_of(path)]
    if not drafts:
        return []
    words = ngettext("A draft of yours waits.", "%(n)s drafts of yours wait.", len(drafts)) % {"n": len(drafts)}
    hour = f"{at_place(drafts[0].kept_at, duty.zone):%H:%M}"
    more = _("Draft of %(hour)s") % {"hour": hour}
    return [Notice(words, more, "info", "pencil", "/drafts/", _("Open"))]


def _keep(duty: Duty, form: Typed) -> None:
    owner = find_colleague(duty, "".join(form.fields.get(OPENED_BY, ())[:1]))
    key, token = key_of(form.address.removeprefix(DRAFTS)), token_of(form.fields)
    was_saved = bool(token) and find_answer(token) is not None
    if owner is not None and key and content_of(form.fields) and not was_saved:
        keep_for(owner, key, form.fields, duty.desk.clock)
