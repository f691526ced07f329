"""Which forms a place offers on a day: those whose programme, or that themselves, name a service that is given there.

>>> from posta.catalog.language.form import get_form
>>> from posta.mission.places.service_calendar import OfferedServices
>>> only_talks = OfferedServices({"psychosocial": "full"}, declared=True)
>>> [is_form_offered(get_form(name), only_talks) for name in ("mh_base", "triage", "opd", "referral")]
[True, False, False, True]
"""

from collections.abc import Iterable

from posta.catalog.language.form import Form, list_forms
from posta.mission.errors import Refused
from posta.mission.places.service_calendar import OfferedServices
from posta.terms.schedules import get_programme_services


def list_form_services(form: Form) -> tuple[str, ...]:
    """Return the services of a place that answer a form; none for one that is offered everywhere."""
    return form.service.place_services or get_programme_services().get(form.programme, ())


def is_form_offered(form: Form, offered: OfferedServices) -> bool:
    """Return whether a place that offers these services offers the form."""
    return offered.offers(list_form_services(form))


def check_is_offered(form: Form, offered: OfferedServices, kind: str) -> None:
    """Check that a place of this kind with these services offers a form, before it is begun. Raises Refused."""
    if not (form.service.is_offered_at(kind) and is_form_offered(form, offered)):
        raise Refused("form_not_offered")


def list_offered_forms(offered: OfferedServices, kind: str) -> list[Form]:
    """Return the forms that a place of this kind offers with these services, by number."""
    return [one for one in list_forms() if one.service.is_offered_at(kind) and is_form_offered(one, offered)]


def list_offered_reasons(offered: OfferedServices, kind: str, reasons: Iterable[str]) -> list[str]:
    """Return the reasons for a visit that some form answers which belongs to a service given here.

    What belongs to no service answers every reason everywhere, and so says nothing about this place.
    """
    here = [one for one in list_offered_forms(offered, kind) if list_form_services(one) or not offered.declared]
    return [reason for reason in reasons if any(form.service.answers(reason) for form in here)]
