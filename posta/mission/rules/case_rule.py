"""Who looks after open cases: the trades that write their form often, where it is offered and its key is theirs."""

from posta.catalog.language.form import Form
from posta.mission.places.offered_forms import list_offered_forms
from posta.mission.places.service_calendar import OfferedServices
from posta.mission.rules.permissions import can_open, can_record
from posta.mission.staff import Staff


def list_case_forms(offered: OfferedServices, kind: str, staff: Staff) -> list[Form]:
    """Return the forms whose open cases a colleague looks after at a place: offered there, and theirs to write often."""
    return [
        form
        for form in list_offered_forms(offered, kind)
        if form.service.case is not None
        and staff.role in form.service.offered_first
        and can_record(staff, form)
        and can_open(staff, form.compartment)
    ]
