"""Conflicts of edits: a page that was open while another administrator changed the same thing is shown again.

The page carries what it showed. If that differs from the current state, nothing is done and the page returns with the
current values; what was changed in the form stays as it was typed.
"""

import hashlib
from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import gettext as _

from posta.administration.forms import SubmittedText
from posta.formkit.field_names import FormData
from posta.mission.posts import Device
from posta.mission.staff import Staff

SHOWN_PARAM = "shown"
COMPARED_FIELDS = ("role", "until", "networks", "also", "licence")
SEPARATOR, PARTS = "|", len(COMPARED_FIELDS) + 2


def encode_colleague(colleague: Staff, typed: SubmittedText) -> str:
    """Return the state of the appointment that a page shows: the form's answers, the keys, whether work has ended."""
    keys = colleague.verify_key.hex()[:16]
    return SEPARATOR.join([*(typed[name] for name in COMPARED_FIELDS), keys, "ended" if colleague.departed else ""])


def encode_device(device: Device | None) -> str:
    """Return the state of the computer that a page shows, or that none is enrolled."""
    if device is None:
        return "none"
    text = f"{device.post} {device.label} {device.box_public.hex()} {device.revoked}"
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def get_shown_state(raw: FormData) -> str:
    """Return the state that a page, or its draft, says it showed; empty if it does not say."""
    return "".join(raw.get(SHOWN_PARAM, ())[-1:])


def describe_colleague_changes(shown: str, now: str) -> str:
    """Return in words what another administrator changed since this was shown; empty if nothing, or if unknown."""
    if shown in ("", now):
        return ""
    own = (_("Role"), _("Last day"), _("Care networks"), _("Opens as well"), _("Professional licence number"))
    labels = (*own, _("New words"), _("End of the work"))
    changed = [one for one, old, new in zip(labels, _split_state(shown), _split_state(now), strict=False) if old != new]
    params = {"what": ", ".join(label.lower() for label in changed)}
    return _("While this page was open, another administrator changed: %(what)s. Nothing was done yet.") % params


def is_stale(request: HttpRequest, now: str) -> bool:
    """Return whether the posted page showed a state other than the current one."""
    return request.POST.get(SHOWN_PARAM, now) != now


def merge_own_changes(raw: SubmittedText, now: SubmittedText, shown: str) -> dict[str, str]:
    """Return the form with the current values and the changes made on the page that was posted."""
    before: Mapping[str, str] = dict(zip(COMPARED_FIELDS, _split_state(shown), strict=False))
    return {**now, **{name: raw[name] for name in COMPARED_FIELDS if raw[name] != before.get(name, raw[name])}}


def _split_state(shown: str) -> list[str]:
    return [*shown.split(SEPARATOR), *[""] * PARTS][:PARTS]
