"""Whether the pages of all forms are laid out: a part of `posta catalog check`.

A form checks its own sections when it is read; here is what needs the other forms and the lists.
"""

from collections.abc import Iterable, Iterator, Mapping

from posta.catalog.frame import VITALS_FORM
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form
from posta.catalog.language.page_sections import MAX_TOGETHER, unplaced
from posta.terms.lists import CodedList


def check_layout(forms: Iterable[Form], lists: Mapping[str, CodedList]) -> Iterator[str]:
    """Yield a finding for each question that a page would not place, and for each part that names nothing."""
    by_name = {form.name: form for form in forms}
    for form in by_name.values():
        where = f"form {form.name}"
        if not form.sections:
            yield f"{where}: has no [[sections]]"
            continue
        for name in unplaced(form.sections, [one.name for one in form.fields]):
            yield f"{where}: {name} stands in no section"
        yield from (f"{where}: {one}" for one in _folded(form))
        yield from (f"{where}: beside {one}" for one in _beside(form, by_name))
        yield from (f"{where}: {one}" for one in _among(form))
    yield from _groups(lists)


def _folded(form: Form) -> Iterator[str]:
    """Yield each folded section that hides a question without which nobody can sign."""
    for section in (one for one in form.sections if one.folded):
        for name in section.fields:
            if form.field(name).required == "always":
                yield f"section {section.name} is folded, and {name} is always required"


def _beside(form: Form, by_name: Mapping[str, Form]) -> Iterator[str]:
    """Yield each name in `[beside]` of a form or question that does not exist."""
    beside, shown = form.beside, []
    for name in beside.forms:
        if name not in by_name:
            yield f"forms: there is no {name}"
        else:
            shown.append(by_name[name])
    shown += [by_name[VITALS_FORM]] if beside.vitals and VITALS_FORM in by_name else []
    asked = {one.name for other in shown for one in other.fields}
    for key, names in (("plan", beside.plan), ("trends", beside.trends)):
        yield from (f"{key}: none of its forms asks {name}" for name in names if name not in asked)
    own = {one.name for one in form.fields}
    yield from (f"same: there is no question {name}" for name in beside.same if name not in own)


def _among(form: Form) -> Iterator[str]:
    """Yield each `among` that is not a question of several answers with the same list."""
    asked = {one.name: one for one in form.fields}
    columns: list[Field] = [column for one in form.fields for column in one.fields]
    for question in (one for one in (*form.fields, *columns) if one.among):
        source = asked.get(question.among)
        if source is None or not source.is_many or source.coded_list != question.coded_list:
            yield f"{question.name}: among is a question of several answers with the same list"


def _groups(lists: Mapping[str, CodedList]) -> Iterator[str]:
    """Yield each list that stands on a page as one long wall, and each group that names nothing."""
    for name, coded in lists.items():
        if not coded.groups and len([one for one in coded.options if not (one.retired or one.when)]) > MAX_TOGETHER:
            yield f"list {name}: more than {MAX_TOGETHER} options need groups"
        known = {group.code for group in coded.groups}
        used = {option.group for option in coded.options if option.group}
        yield from (f"list {name}: there is no group {code}" for code in sorted(used - known))
        yield from (f"list {name}: group {code} has no option" for code in sorted(known - used))
        for group in coded.groups:
            if not all(group.labels.get(language, "").strip() for language in ("es", "en", "fr")):
                yield f"list {name}: group {group.code} needs its words in es, en and fr"
