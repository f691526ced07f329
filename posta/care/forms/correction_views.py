"""The page of a correction: the entry's forms with their answers, changed and signed again. Nothing is overwritten."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.acts.care.visits.correction import check_can_correct, preserved_in_correction
from posta.acts.care.visits.encounter import check_can_write
from posta.care.forms.form_handler import handle_form
from posta.care.forms.form_model import FormPageModel
from posta.catalog import kinds
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import get_form
from posta.chart.history.timeline import TimelineItem, find_item, find_sealed_parts, list_corrections
from posta.clock import from_millis
from posta.ids import EntryId
from posta.web.formatting import format_day, to_local_time
from posta.web.session.current_actor import log_chart_access
from posta.web.session.reauthentication import require_recent_passphrase
from posta.web.view_helpers import clinician_required, get_person_or_404, load_staff_names, parse_id_or_404

CORRECTABLE = (kinds.ENCOUNTER, kinds.CORRECTION)


@require_http_methods(["GET", "POST"])
@clinician_required
def correct_entry(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Record a correction of an entry; refused to those who may not record every form in it, or not here."""
    found = find_item(actor.node.cursor, EntryId(parse_id_or_404(code)), actor.node.keyring)
    if found is None or found[0] is None or found[1].kind not in CORRECTABLE or found[1].reserved:
        raise Http404
    person, item = get_person_or_404(actor, found[0].hex()), found[1]
    names = [name for name, answers in item.forms.items() if answers]
    if not names:  # nothing of it can be shown, so no correction can be written
        raise Http404
    check_can_write(actor, names)
    check_can_correct(actor, person.id, item.entry)
    seals = find_sealed_parts(actor.node.cursor, item.entry, actor.node.keyring)
    may_read_more = seals.closed and actor.staff.trade.person_held
    closed = require_recent_passphrase(request) if may_read_more else None
    if closed is not None:
        return closed
    log_chart_access(actor, person.id)
    forms = tuple(sorted((get_form(name) for name in names), key=lambda form: (form.name == VISIT_FORM, form.number)))
    return handle_form(request, FormPageModel(
        actor, person, forms, f"entries/{code}/correct", reverse("person", args=[person.id.hex()]),
        before=item.forms, corrects=item.entry, at=from_millis(item.occurred), untouched=preserved_in_correction(actor, item.entry),
        corrected=_describe_corrections(actor, item),
    ))  # fmt: skip


def _describe_corrections(actor: Actor, item: TimelineItem) -> tuple[str, ...]:
    """Return who has corrected this entry already, perhaps since the page was opened: both corrections would count."""
    cursor, texts = actor.node.cursor, []
    found = list_corrections(cursor, item.entry, actor.node.keyring)
    staff = load_staff_names(cursor) if found else {}
    for one in found:
        at, who = to_local_time(actor, one.recorded), staff.get(one.author or b"") or _("A colleague")
        params = {"who": who, "when": f"{format_day(at.date(), actor.today)}, {at:%H:%M}"}
        texts.append(
            _("%(who)s corrected this entry already (%(when)s). If you sign, both stay until one is withdrawn.")
            % params
        )
    return tuple(texts)
