"""Whether the services of forms agree with each other and with lists and schedules: a part of `posta catalog check`."""

from collections.abc import Iterable, Iterator, Mapping

from posta.catalog.language.form import SEALED, Form
from posta.terms.lists import CodedList
from posta.terms.schedules import Schedule

ANYBODY = "any"
CHOSEN, OPEN = ("next", "all", "near"), "care"
FRAME = frozenset(("person", "visit"))  # a condition always reads these, whatever their service says


def check_services(
    forms: Iterable[Form], lists: Mapping[str, CodedList], schedules: Iterable[Schedule]
) -> Iterator[str]:
    """Yield a finding for each `[service]` that names what does not exist, or that leaves out what another file
    expects.
    """
    by_name = {form.name: form for form in forms}
    planned = {schedule.code: schedule for schedule in schedules}
    screens: dict[str, str] = {}
    for form in by_name.values():
        where, service = f"form {form.name}: service", form.service
        for key, codes, known in (
            ("follows", (service.follows,) if service.follows else (), by_name.keys()),
            ("numbering", (service.numbering.form,) if service.numbering else (), by_name.keys()),
            ("offered_first", tuple(service.offered_first), lists["role"].codes),
            ("by", tuple(role for role in form.by if role != ANYBODY), lists["role"].codes),
            ("posts", service.posts, lists["post_kind"].codes),
            ("place_services", service.place_services, lists["place_service"].codes),
            ("schedules", service.schedules, planned.keys()),
            ("leads at", (code for one in service.leads for code in one.at), lists["post_kind"].codes),
            ("leads roles", (code for one in service.leads for code in one.roles), lists["role"].codes),
            ("leads unless", (code for one in service.leads for code in one.unless), lists["place_service"].codes),
        ):
            yield from (f"{where} {key}: there is no {code}" for code in codes if code not in known)
        if service.screen and screens.setdefault(service.screen, form.name) != form.name:
            yield f"{where} screen: {service.screen} is the screen of {screens[service.screen]}"
    yield from _check_leads(by_name.values(), lists["post_kind"].codes)
    yield from _check_schedules(by_name, planned)
    yield from _check_readers(by_name)


def _check_leads(forms: Iterable[Form], kinds: Iterable[str]) -> Iterator[str]:
    """Check that a role has one main button at most at each kind of posts."""
    led: dict[tuple[str, str], str] = {}
    for form in forms:
        for one in form.service.leads:
            for place in ((kind, role) for kind in one.at or kinds for role in one.roles):
                if led.setdefault(place, form.name) != form.name:
                    yield f"form {form.name}: service leads: {led[place]} leads at {place[0]} for {place[1]}"


def _check_schedules(by_name: Mapping[str, Form], planned: Mapping[str, Schedule]) -> Iterator[str]:
    """Check that a schedule begins on exactly the forms that its trigger reads and that declare it."""
    for schedule in planned.values():
        yield from _check_planned_form(by_name, schedule)
        reads = {name.partition(".")[0] for name in _names(schedule.trigger)}
        claims = {form.name for form in by_name.values() if schedule.code in form.service.schedules}
        for name in sorted((reads ^ claims) & by_name.keys()):
            yield f"form {name}: service schedules: {schedule.code} and its trigger in schedules.toml disagree"
        for name in sorted(claims):
            if by_name[name].compartment.code != schedule.compartment:
                yield f"form {name}: service schedules: {schedule.code} is of compartment {schedule.compartment}"


def _check_planned_form(by_name: Mapping[str, Form], schedule: Schedule) -> Iterator[str]:
    """Check that a planned form has the compartment of its schedule; otherwise the day would tell what it is for."""
    form, where = by_name.get(schedule.form), f"schedule {schedule.code}"
    if form is None:
        yield f"{where}: there is no form {schedule.form}"
    elif form.compartment.code != schedule.compartment:
        yield f"{where}: form {form.name} is of another compartment"
    if schedule.chosen not in CHOSEN or (schedule.chosen != CHOSEN[0] and schedule.compartment != OPEN):
        yield f"{where}: chosen is one of {', '.join(CHOSEN)}, and only the next of a sealed schedule"
    if not schedule.source:
        yield f"{where}: a source is needed"


def _check_readers(by_name: Mapping[str, Form]) -> Iterator[str]:
    """Yield a finding for each condition that reads a form which does not declare that others read it.

    No index finds sealed forms.
    """
    for form in by_name.values():
        conditions = (c for f in form.fields for one in (f, *f.fields) for c in (one.when, one.check))
        read = {name.partition(".")[0] for one in conditions for name in _names(one) if "." in name}
        for other in sorted(read & by_name.keys() - FRAME - {form.name}):
            if by_name[other].compartment not in SEALED and not by_name[other].service.read_by_others:
                yield f"form {other}: service: {form.name} reads its answers, so that read_by_others is true"


def _names(condition: object) -> Iterator[str]:
    """Yield the questions that a condition reads, as it names them."""
    if isinstance(condition, list):
        for part in condition:
            yield from _names(part)
    elif isinstance(condition, dict):
        if "field" in condition:
            yield str(condition["field"])
        for key in ("and", "or", "not", "value"):
            part = condition.get(key)
            if isinstance(part, list | dict):
                yield from _names(part)
