"""Saves what was being typed when the post was locked, as a draft of its writer, with a notice."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.actor import Actor
from posta.clock import to_local
from posta.errors import PostaError
from posta.formkit.field_names import OPENED_BY
from posta.formkit.form_data import without_buttons
from posta.node.identity.master_key_holder import NotOpened, get_node_keys
from posta.node.storage.unsent_forms import UnsentForm, pop_unsent_forms
from posta.node.used_tokens import find_stored_answer
from posta.web.layout import Notice
from posta.web.pages.drafts import draft_key_for, list_own_drafts, save_draft_for
from posta.web.pages.ownership import DRAFTS_PATH, find_colleague
from posta.web.pages.page_instance import get_token


def save_interrupted_drafts(actor: Actor) -> None:
    """Save a draft of each form that was posted while the post was locked.

    A form that belongs to no colleague is dropped.
    """
    with suppress(NotOpened, OSError):
        for form in pop_unsent_forms(Path(settings.POSTA_HOME), get_node_keys().master):
            with suppress(PostaError, DatabaseError):
                _save_form(actor, form)


def interrupted_notices(actor: Actor, path: str) -> list[Notice]:
    """Return a notice of a waiting draft on the first page after unlocking; none on the page of that draft."""
    drafts = [one for one in list_own_drafts(actor) if one.key != draft_key_for(path)]
    if not drafts:
        return []
    words = ngettext("A draft of yours waits.", "%(n)s drafts of yours wait.", len(drafts)) % {"n": len(drafts)}
    hour = f"{to_local(drafts[0].kept_at, actor.zone):%H:%M}"
    more = _("Draft of %(hour)s") % {"hour": hour}
    return [Notice(words, more, "info", "pencil", reverse("drafts"), _("Open"))]


def _save_form(actor: Actor, form: UnsentForm) -> None:
    owner = find_colleague(actor, "".join(form.fields.get(OPENED_BY, ())[:1]))
    key, token = draft_key_for(form.address.removeprefix(DRAFTS_PATH)), get_token(form.fields)
    was_saved = bool(token) and find_stored_answer(token) is not None
    if owner is not None and key and without_buttons(form.fields) and not was_saved:
        save_draft_for(owner, key, form.fields, actor.node.clock)
