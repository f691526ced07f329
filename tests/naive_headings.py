"""The naive twin of where people are heading: the last word of each, worked out entry by entry with lists and dicts."""

from posta.catalog import kinds
from posta.catalog.encoding.codec import read_forms
from posta.catalog.language.form import get_form
from tests.naive_chart import Entry

Said = tuple[str, str]  # the state of the next stop, the direction


def headings(entries: list[Entry], withdrawn: set[bytes], corrections: set[bytes]) -> dict[bytes, Said]:
    """Where each person is heading by what stands of their visits."""
    stops: dict[bytes, tuple] = {}
    told: dict[bytes, tuple] = {}
    for root in entries:
        about = root.clinical
        if about is None or about.person is None or about.kind != kinds.ENCOUNTER or root.id in withdrawn:
            continue
        for last in _versions(root, entries, withdrawn, corrections):
            order = (about.occurred, last.hlc, last.id)
            stop, direction = _stop(last), _direction(last)
            if stop:
                stops[about.person] = max(stops.get(about.person, ()), (order, stop))
            if direction not in ("", "unk"):
                told[about.person] = max(told.get(about.person, ()), (order, direction))
    found: dict[bytes, Said] = {}
    for person in {*stops, *told}:
        one, other = stops.get(person), told.get(person)
        named = one is not None and (other is None or one[0][0] >= other[0][0])
        found[person] = (one[1][:2], "") if named else ("", other[1])
    return found


def _versions(one: Entry, entries: list[Entry], withdrawn: set[bytes], corrections: set[bytes]) -> list[Entry]:
    """What stands of an entry: its corrections, and theirs; itself where nothing corrects it."""
    later = [
        other
        for other in entries
        if other.id in corrections and other.id not in withdrawn and other.clinical and other.clinical.refers == one.id
    ]
    return [last for other in later for last in _versions(other, entries, withdrawn, corrections)] or [one]


def _stop(entry: Entry) -> str:
    form = get_form("move")
    answers = read_forms(entry.clinical).get(form.number, {}) if entry.clinical else {}
    return str(answers.get(form.field("next_stop").number) or "")


def _direction(entry: Entry) -> str:
    form = get_form("visit")
    answers = read_forms(entry.facts).get(form.number, {}) if entry.facts else {}
    return str(answers.get(form.field("direction").number) or "")
