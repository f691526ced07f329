"""What a declaration of loss takes out of the record: looked through, and readmitted by an administrator."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from posta.acts.duty import Duty
from posta.acts.taken_out import MOST, TakenOut, count_taken_out, list_taken_out, record_readmissions
from posta.care.administration.door import for_administrators, the_device
from posta.care.administration.present import present_device
from posta.care.clinic import Taken, id_from
from posta.care.signing import once
from posta.care.words import day_words, language, local_moment
from posta.catalog import kinds
from posta.catalog.form import get_form
from posta.ids import EntryId


@dataclass(frozen=True, slots=True)
class Row:
    """One entry that was set aside."""

    entry: str
    what: str
    person: str
    when: str


@require_http_methods(["GET", "POST"])
@once
@for_administrators
def show_aside(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """Show what does not stand of a lost computer; let what was chosen stand after all."""
    device = the_device(duty, code)
    if request.method == "POST" and request.POST.getlist("entry"):
        chosen = [EntryId(id_from(entry)) for entry in request.POST.getlist("entry")]
        record_readmissions(duty.desk, device.feed, chosen, by=duty.staff.id)
        return Taken(request.path)
    context = {
        "here": "devices",
        "device": present_device(device, duty),
        "rows": [_row(one, duty) for one in list_taken_out(duty.desk, device.feed)],
        "more": max(0, count_taken_out(duty.desk, device.feed) - MOST),
        "nothing": request.method == "POST",
    }
    return render(request, "care/administration/aside.html", context, status=422 if context["nothing"] else 200)


def _row(one: TakenOut, duty: Duty) -> Row:
    at = local_moment(duty, one.at)
    return Row(one.entry.hex(), _what(one), one.person, f"{day_words(at.date(), duty.today)}, {at:%H:%M}")


def _what(one: TakenOut) -> str:
    forms = [get_form(name).label(language()) for name in one.forms if name != "visit"]
    words = {
        kinds.ARRIVAL: _("Arrives at the post"),
        kinds.STEP: _("On the board"),
        kinds.WITHDRAWAL: _("Entered in error"),
        kinds.COMPANIONSHIP: _("Group"),
        kinds.CONTACT: _("Visit"),
        kinds.CORRECTION: _("Correction"),
        0: _("cannot be read at this computer"),
    }
    told = " · ".join(forms) or words.get(one.kind, _("other"))
    return f"{told} ({words[kinds.CORRECTION]})" if forms and one.kind == kinds.CORRECTION else told
